from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import time
from collections import OrderedDict
from enum import Enum, StrEnum
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from support.configs import refused

from pytest_lambda_edge.errors import ConfigError, MissingSettingError, UnknownSettingError
from pytest_lambda_edge.model.behaviors import Behavior
from pytest_lambda_edge.model.deploy import configure
from pytest_lambda_edge.model.distribution import (
    CustomErrorResponse,
    DistributionConfig,
    GeoRestriction,
    merged,
)
from pytest_lambda_edge.model.frozen_mapping import FrozenMapping
from pytest_lambda_edge.model.key_groups import KeyGroup, PublicKey
from pytest_lambda_edge.model.origins import CustomOrigin, OriginGroup, S3Origin
from pytest_lambda_edge.model.policies import CachePolicy, ForwardedValues, OriginRequestPolicy
from pytest_lambda_edge.model.problems import Problems, nearest, one_of, shown
from pytest_lambda_edge.model.response_headers_policy import CustomHeader, ResponseHeadersPolicy
from pytest_lambda_edge.model.settings import setting_names
from pytest_lambda_edge.model.triggers import CloudFrontFunction, Function, StandIn, Trigger, as_trigger


def handler(event: Any, context: Any) -> Any:
    return event


@pytest.mark.parametrize(
    ("cls", "name", "meant"),
    [
        (Behavior, "viewer_requst", "viewer_request"),
        (Behavior, "ViewerProtocolPolicy", "viewer_protocol_policy"),
        (Behavior, "cachePolicy", "cache_policy"),
        (DistributionConfig, "behaviours", "behaviors"),
        (DistributionConfig, "alias", "aliases"),
        (OriginRequestPolicy, "querystring_behavior", "query_string_behavior"),
        (ForwardedValues, "query_strings", "query_string"),
        (GeoRestriction, "location", "locations"),
    ],
)
def test_an_unknown_setting_is_named_with_the_nearest_right_spelling(cls: Any, name: str, meant: str) -> None:
    with pytest.raises(TypeError) as caught:
        cls(**{name: ()})
    assert isinstance(caught.value, UnknownSettingError)
    assert isinstance(caught.value, ValueError)
    problem = next(problem for problem in caught.value.problems if problem.unknown_keyword)
    assert problem.place == f"{cls.__name__}.{name}"
    assert f"did you mean {meant!r}?" in problem.message


def test_an_unknown_setting_like_no_other_is_named_without_a_guess() -> None:
    assert refused(Behavior, xyz=1) == ["Behavior.xyz: 'xyz' is no setting of Behavior"]


def test_a_setting_without_a_default_has_to_be_given() -> None:
    with pytest.raises(MissingSettingError) as caught:
        CustomOrigin()  # type: ignore[call-arg]
    assert isinstance(caught.value, TypeError)
    assert str(caught.value) == "CustomOrigin.domain_name: is required"


def test_a_misspelled_setting_is_not_missing_as_well() -> None:
    found = refused(CustomOrigin, domainname="www.example.com")
    assert found == [
        "CustomOrigin.domainname: 'domainname' is no setting of CustomOrigin; did you mean 'domain_name'?"
    ]


def test_everything_wrong_is_told_at_once() -> None:
    found = refused(Behavior, compress=1, min_ttl="0", aliases=[])
    assert [line.partition(":")[0] for line in found] == [
        "Behavior.aliases",
        "Behavior.compress",
        "Behavior.min_ttl",
    ]


@pytest.mark.parametrize(
    ("given", "held"),
    [
        ({"origin": {"domain_name": "a.example.com"}}, CustomOrigin(domain_name="a.example.com")),
        ({"origin": {"domain_name": "b.s3.amazonaws.com"}}, S3Origin(domain_name="b.s3.amazonaws.com")),
        (
            {"origin": {"domain_name": "b.s3.eu-central-1.amazonaws.com"}},
            S3Origin(domain_name="b.s3.eu-central-1.amazonaws.com"),
        ),
        (
            {"origin": {"domain_name": "b.s3.amazonaws.com", "http_port": 80, "https_port": 443}},
            CustomOrigin(domain_name="b.s3.amazonaws.com"),
        ),
        (
            {"origin": {"domain_name": "b.s3-website-us-east-1.amazonaws.com", "origin_path": "/x"}},
            CustomOrigin(domain_name="b.s3-website-us-east-1.amazonaws.com", origin_path="/x"),
        ),
        (
            {"origin": {"domain_name": "a.example.com", "origin_access_identity": "x"}},
            S3Origin(domain_name="a.example.com", origin_access_identity="x"),
        ),
        (
            {"origin": {"members": ["a", "b"], "status_codes": [500]}},
            OriginGroup(members=["a", "b"], status_codes=[500]),
        ),
        ({"viewer_request": {"function": handler}}, Trigger(handler)),
        ({"viewer_request": {"code": handler, "timeout": 1}}, Function(handler, timeout=1)),
        (
            {"viewer_request": {"code": "f.js", "runtime": "cloudfront-js-2.0"}},
            CloudFrontFunction("f.js", runtime="cloudfront-js-2.0"),
        ),
        (
            {"viewer_request": {"code": "f.js", "runtime": "nodejs22.x"}},
            Function("f.js", runtime="nodejs22.x"),
        ),
        (
            {"viewer_request": {"function": {"code": "src", "handler": "a.b"}, "include_body": True}},
            Trigger(Function("src", handler="a.b"), include_body=True),
        ),
        ({"cache_policy": {"min_ttl": 1}}, CachePolicy(min_ttl=1)),
        ({"forwarded_values": {"cookies": {"forward": "all"}}}, ForwardedValues(cookies={"forward": "all"})),
        ({"trusted_key_groups": [{"keys": []}, "id"]}, (KeyGroup(keys=()), "id")),
        (
            {"response_headers_policy": {"remove_headers_config": ["Server", {"header": "Via"}]}},
            ResponseHeadersPolicy(remove_headers_config=("Server", "Via")),
        ),
        (
            {
                "response_headers_policy": {
                    "custom_headers_config": [{"header": "X", "value": "", "override": True}]
                }
            },
            ResponseHeadersPolicy(custom_headers_config=(CustomHeader(header="X", value="", override=True),)),
        ),
    ],
)
def test_a_mapping_with_the_same_names_will_do(given: dict[str, Any], held: object) -> None:
    assert getattr(Behavior(**given), next(iter(given))) == held


def test_key_groups_may_be_given_by_id() -> None:
    key = PublicKey(id="K1", pem="-----BEGIN PUBLIC KEY-----")
    own_id = KeyGroup(id="own", keys=[key])
    config = DistributionConfig(key_groups={"a": {"keys": [{"id": "K1", "pem": key.pem}]}, "b": own_id})
    assert config.key_groups == (KeyGroup(id="a", keys=[key]), own_id)
    assert DistributionConfig(key_groups=[own_id]).key_groups == (own_id,)


def test_values_are_held_as_they_were_given_but_cannot_be_changed() -> None:
    headers = {"X-Key": "1"}
    members = ["a", "b"]
    origin = CustomOrigin(domain_name="a.example.com", custom_headers=headers)
    group = OriginGroup(members=members, status_codes=[500])
    headers["X-Other"] = "2"
    members.append("c")
    assert origin.custom_headers == {"X-Key": "1"}
    assert group.members == ("a", "b")
    assert not hasattr(origin.custom_headers, "__setitem__")
    with pytest.raises(dataclasses.FrozenInstanceError):
        origin.http_port = 81  # type: ignore[misc]


def test_a_set_is_held_in_a_stable_order() -> None:
    assert Behavior(allowed_methods={"HEAD", "GET"}).allowed_methods == ("GET", "HEAD")  # type: ignore[arg-type]


def test_enumerations_are_held_as_what_they_stand_for() -> None:
    class Plain(str, Enum):  # noqa: UP042 - its str() is not its value
        ALL = "allow-all"

    class Text(StrEnum):
        GET = "GET"

    behavior = Behavior(viewer_protocol_policy=Plain.ALL, allowed_methods=[Text.GET])
    assert type(behavior.viewer_protocol_policy) is str
    assert repr(behavior.allowed_methods) == "('GET',)"
    assert type(CustomErrorResponse(error_code=HTTPStatus.NOT_FOUND).error_code) is int


def test_paths_are_held_as_strings() -> None:
    assert Function(Path("functions/auth")).code == str(Path("functions/auth"))
    function = CloudFrontFunction(Path("f.js"), runtime="cloudfront-js-2.0", key_value_store=Path("kvs.json"))
    assert (function.code, function.key_value_store) == ("f.js", "kvs.json")
    stored = CloudFrontFunction("", runtime="", key_value_store={"a": "b"}).key_value_store
    assert stored == {"a": "b"}


@pytest.mark.parametrize("source", [handler, "a.b:c", Function(handler), Trigger(handler)])
def test_a_function_is_held_as_it_was_given(source: Any) -> None:
    held = Behavior(viewer_request=source).viewer_request
    assert held == source
    assert held is not None
    assert as_trigger(held).function in (source, handler)


def test_settings_can_be_copied_compared_and_pickled() -> None:
    config = DistributionConfig(
        origins={"a": {"domain_name": "a.example.com", "custom_headers": {"X": "1"}}},
        behaviors={"/a": {"forwarded_values": {"cookies": {"forward": "all"}}}},
    )
    for twin in (copy.deepcopy(config), pickle.loads(pickle.dumps(config)), config.replace()):
        assert twin == config
        assert hash(twin) == hash(config)


def test_replacing_settings_checks_them() -> None:
    config = DistributionConfig(origin="https://a.example.com", compress=False)
    assert config.replace(compress=True) == DistributionConfig(origin="https://a.example.com")
    with pytest.raises(ConfigError, match="must be True or False"):
        config.replace(compress="no")


@pytest.mark.parametrize(
    "config", [DistributionConfig(compress=False, id="E1"), {"compress": False, "id": "E1"}]
)
def test_settings_given_beside_a_config_override_it(config: Any) -> None:
    problems = Problems()
    whole = merged(config, {"id": "E2", "min_ttl": None}, problems)
    problems.raise_if_any()
    assert whole == DistributionConfig(compress=False, id="E2")


def test_without_a_config_the_settings_given_are_all() -> None:
    assert merged(None, {"id": "E2"}, Problems()) == DistributionConfig(id="E2")


@pytest.mark.parametrize(
    ("config", "named"),
    [
        (5, "5"),
        (["https://www.example.com"], "['https://www.example.com']"),
        ("template.yaml", "'template.yaml'"),
    ],
)
def test_what_is_no_config_is_refused_beside_what_is_wrong_with_the_settings(config: Any, named: str) -> None:
    with pytest.raises(ConfigError) as caught:
        configure(config, {"origin": "https://www.example.com", "min_ttl": -1})
    assert [str(problem) for problem in caught.value.problems] == [
        f"config: must be a DistributionConfig or a mapping, not {named}",
        "min_ttl: must not be negative, but is -1",
    ]


@pytest.mark.parametrize(
    ("args", "given", "message"),
    [
        ((1, 2), {}, "too many positional arguments"),
        ((handler,), {"function": handler}, "multiple values for argument 'function'"),
    ],
)
def test_a_call_that_python_refuses_is_refused_as_python_does(args: Any, given: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        Trigger(*args, **given)


def test_signatures_are_plain() -> None:
    assert str(inspect.signature(Trigger)).startswith("(function: ")
    assert inspect.signature(StandIn) == inspect.signature(Trigger)
    signature = inspect.signature(CustomOrigin)
    assert signature.parameters["http_port"].default == 80
    assert all(parameter.kind is parameter.KEYWORD_ONLY for parameter in signature.parameters.values())


@pytest.mark.fact("CF-106")
def test_an_entry_that_says_no_minimum_caches_errors_for_ten_seconds() -> None:
    assert CustomErrorResponse(error_code=404).error_caching_min_ttl == 10


@pytest.mark.fact("CF-232")
@pytest.mark.parametrize("kind", [CustomOrigin, S3Origin])
@pytest.mark.parametrize(
    ("setting", "default"),
    [("connection_attempts", 3), ("connection_timeout", 10), ("origin_read_timeout", 30)],
)
def test_the_timeouts_of_an_origin_that_says_none(kind: Any, setting: str, default: int) -> None:
    assert getattr(kind(domain_name="www.example.com"), setting) == default


@pytest.mark.fact("CF-232")
def test_a_connection_is_kept_for_five_seconds_where_an_origin_says_nothing() -> None:
    assert CustomOrigin(domain_name="www.example.com").origin_keepalive_timeout == 5


def test_a_distribution_has_every_setting_of_a_behavior_with_the_same_default() -> None:
    behavior = inspect.signature(Behavior).parameters
    distribution = inspect.signature(DistributionConfig).parameters
    assert {name: distribution[name].default for name in behavior} == {
        name: parameter.default for name, parameter in behavior.items()
    }
    assert all(distribution[name].annotation == parameter.annotation for name, parameter in behavior.items())


@pytest.mark.parametrize(
    "cls", [Behavior, DistributionConfig, Trigger, OriginGroup, ForwardedValues, KeyGroup]
)
def test_a_written_out_constructor_takes_every_field(cls: Any) -> None:
    assert set(setting_names(cls)) == {field.name for field in dataclasses.fields(cls)}


@pytest.mark.fact("CF-054")
def test_cookie_preferences_read_as_an_object_and_as_a_mapping() -> None:
    cookies = ForwardedValues().cookies
    assert cookies == {"forward": "none", "whitelisted_names": ()}
    assert (cookies.forward, cookies["forward"], len(cookies)) == ("none", "none", 2)
    assert cookies != {"forward": "all", "whitelisted_names": ()}
    assert hash(cookies) == hash(ForwardedValues().cookies)
    with pytest.raises(KeyError):
        cookies["__class__"]


def test_a_frozen_mapping_is_a_copy_equal_to_its_source() -> None:
    source = OrderedDict(a=1)
    frozen = FrozenMapping(source)
    source["b"] = 2
    assert frozen == {"a": 1}
    assert repr(frozen) == "{'a': 1}"
    assert len(frozen) == 1
    assert hash(frozen) == hash(FrozenMapping({"a": 1}))


def test_what_is_shown_is_short_and_never_fails() -> None:
    class Odd:
        def __repr__(self) -> str:
            raise RuntimeError

    assert shown(Odd()) == "<Odd>"
    assert len(shown("x" * 1000)) == 81


def test_nearest_spellings_ignore_case_and_dashes() -> None:
    assert nearest("RedirectToHTTPS", ["allow-all", "redirect-to-https"]) == "redirect-to-https"
    assert nearest("zzz", ["allow-all"]) is None
    assert nearest(7, ["7"]) is None


def test_choices_read_as_a_sentence() -> None:
    assert one_of(["a"]) == "'a'"
    assert one_of([1, 2, 3]) == "1, 2 or 3"


@pytest.mark.slow
def test_many_origins_without_what_they_need_are_told_of_in_time() -> None:
    origins = {f"origin {number}": {"origin_path": ""} for number in range(5_000)}
    began = time.process_time()
    with pytest.raises(ConfigError) as caught:
        DistributionConfig(origin="origin 0", origins=origins)
    assert len(caught.value.problems) == len(origins)
    assert time.process_time() - began < 2


def test_nothing_is_told_of_a_value_that_was_refused_already() -> None:
    problems = Problems()
    problems.refuse("a.b", "has a wrong type")
    problems.add("a.b.c", "breaks a rule")
    problems.add("a.b[0]", "breaks a rule")
    problems.add("a", "breaks a rule")
    problems.add("a.bc", "breaks a rule")
    problems.refuse("c['d'][0]", "has a wrong type")
    problems.add("c['d']", "breaks a rule")
    problems.add("c", "has more items than it may")
    assert not problems.is_sound("a")
    assert problems.is_sound("a.bc")
    with pytest.raises(ConfigError) as caught:
        problems.raise_if_any()
    assert [problem.place for problem in caught.value.problems] == ["a.b", "a.bc", "c['d'][0]", "c"]
