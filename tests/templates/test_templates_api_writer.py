"""What is written for the API is what AWS takes, and is read as the same distribution."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import botocore.session
import hypothesis.strategies as st
import pytest
from botocore.validate import ParamValidator
from hypothesis import given, settings
from support.signatures import rsa_pair

from pytest_lambda_edge import (
    Behavior,
    CachePolicy,
    CloudFrontFunction,
    ConfigError,
    CustomErrorResponse,
    CustomOrigin,
    DistributionConfig,
    ForwardedValues,
    Function,
    GeoRestriction,
    KeyGroup,
    OriginGroup,
    OriginRequestPolicy,
    ResponseHeadersPolicy,
    S3Origin,
    Trigger,
    load_distribution,
)
from pytest_lambda_edge.model.deploy import deploy
from pytest_lambda_edge.model.managed_policies import (
    CACHE_POLICIES,
    ORIGIN_REQUEST_POLICIES,
    RESPONSE_HEADERS_POLICIES,
    names_of,
)
from pytest_lambda_edge.model.triggers import StandIn
from pytest_lambda_edge.templates.api_writer import distribution_config, written

if TYPE_CHECKING:
    from pytest_lambda_edge.model.deployed import DeployedDistribution

API = Path(__file__).parent / "api"
CREATE = botocore.session.get_session().get_service_model("cloudfront").operation_model("CreateDistribution")


def checked(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document that botocore's model of the service takes."""
    report = ParamValidator().validate({"DistributionConfig": document}, CREATE.input_shape)
    assert not report.has_errors(), report.generate_report()
    return document


def read_again(config: DistributionConfig) -> DistributionConfig:
    made = written(config)
    checked(made.distribution_config)
    text = json.loads(json.dumps(made.distribution_config))
    return load_distribution(text, functions=made.functions, parameters=made.parameters)


def first(event: Any, context: Any) -> Any:
    return event


def second(event: Any, context: Any) -> Any:
    return event


second.__name__ = "first"

GROUP = KeyGroup(keys=[rsa_pair().public_key])

_NAMES = st.lists(st.sampled_from(["a", "b-c", "X-D"]), unique=True, min_size=1, max_size=3)
_HOSTS = st.sampled_from(["a.example.com", "b.example.com"])


def _selections(headers: list[str], others: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    def of(kind: str, listing: str, behaviors: list[str]) -> st.SearchStrategy[dict[str, Any]]:
        plain = [one for one in behaviors if one in {"none", "all", "allViewer"}]
        listed = [one for one in behaviors if one not in plain]
        return st.one_of(
            st.sampled_from(plain).map(lambda one: {f"{kind}_behavior": one}),
            st.tuples(st.sampled_from(listed), _NAMES).map(
                lambda pair: {f"{kind}_behavior": pair[0], listing: pair[1]}
            ),
        )

    return st.tuples(
        of("header", "headers", headers),
        of("cookie", "cookies", others),
        of("query_string", "query_strings", others),
    ).map(lambda parts: parts[0] | parts[1] | parts[2])


_OTHERS = ["none", "whitelist", "all", "allExcept"]
_CACHE_POLICIES = st.one_of(
    st.sampled_from(names_of(CACHE_POLICIES)),
    st.builds(
        lambda selections, gzip: CachePolicy(min_ttl=1, enable_accept_encoding_gzip=gzip, **selections),
        _selections(["none", "whitelist"], _OTHERS),
        st.booleans(),
    ),
)
_ORIGIN_REQUEST_POLICIES = st.one_of(
    st.none(),
    st.sampled_from(names_of(ORIGIN_REQUEST_POLICIES)),
    st.builds(
        lambda selections: OriginRequestPolicy(**selections),
        _selections(["none", "whitelist", "allViewer", "allExcept"], _OTHERS),
    ),
)
_LEGACY = st.fixed_dictionaries(
    {
        "forwarded_values": st.builds(
            ForwardedValues,
            query_string=st.just(value=True),
            query_string_cache_keys=st.just(()) | _NAMES,
            headers=st.just(()) | _NAMES,
            cookies=st.sampled_from(
                [
                    {"forward": "all"},
                    {"forward": "none"},
                    {"forward": "whitelist", "whitelisted_names": ["s"]},
                ]
            ),
        )
    },
    optional={
        "min_ttl": st.integers(0, 5),
        "default_ttl": st.integers(5, 60),
        "max_ttl": st.integers(60, 90),
    },
)
_POLICIES = st.fixed_dictionaries(
    {"cache_policy": _CACHE_POLICIES, "origin_request_policy": _ORIGIN_REQUEST_POLICIES},
    optional={"response_headers_policy": st.sampled_from(names_of(RESPONSE_HEADERS_POLICIES))},
)
_FUNCTIONS = st.sampled_from(
    [first, second, Function("functions/auth", handler="index.handler", name="auth"), "functions:auth"]
)
_TRIGGERS = st.fixed_dictionaries(
    {},
    optional={
        "viewer_request": _FUNCTIONS,
        "origin_request": st.builds(Trigger, _FUNCTIONS, include_body=st.booleans()),
        "origin_response": _FUNCTIONS,
    },
)
_REST = st.fixed_dictionaries(
    {},
    optional={
        "viewer_protocol_policy": st.sampled_from(["allow-all", "https-only", "redirect-to-https"]),
        "allowed_methods": st.just(["GET", "HEAD", "OPTIONS"]),
        "cached_methods": st.just(["GET", "HEAD", "OPTIONS"]),
        "compress": st.booleans(),
        "trusted_key_groups": st.sampled_from([[GROUP], ["readers"]]),
    },
)
_ORIGINS = st.one_of(
    st.builds(
        CustomOrigin,
        domain_name=_HOSTS,
        http_port=st.sampled_from([80, 8080]),
        custom_headers=st.sampled_from([None, {"X-Key": "1"}]),
        origin_path=st.sampled_from(["", "/v1"]),
        origin_access_control_id=st.sampled_from([None, "E1"]),
        response_completion_timeout=st.sampled_from([None, 60]),
    ),
    st.builds(
        S3Origin,
        domain_name=st.just("b.s3.amazonaws.com"),
        origin_access_control_id=st.sampled_from([None, "E1"]),
        origin_read_timeout=st.integers(1, 60),
    ),
    _HOSTS.map(lambda host: f"https://{host}:8443/x"),
)


@st.composite
def configs(draw: st.DrawFn) -> DistributionConfig:
    """Return any distribution that could be deployed."""
    origins: dict[str, Any] = {
        id_: draw(_ORIGINS) for id_ in draw(st.lists(st.sampled_from("abc"), unique=True))
    }
    targets: list[Any] = [*origins, "https://inline.example.com"]
    if len(origins) > 1:
        members = list(origins)[:2]
        origins["group"] = OriginGroup(members=members, status_codes=[500, 503])
        targets += [
            "group",
            OriginGroup(members=[members[0], "https://inline.example.com"], status_codes=[404]),
        ]

    def behavior() -> dict[str, Any]:
        cache = draw(st.one_of(_POLICIES, _LEGACY, st.just({})))
        parts = [cache, draw(_TRIGGERS), draw(_REST), {"origin": draw(st.sampled_from(targets))}]
        return {name: value for part in parts for name, value in part.items()}

    patterns = draw(st.lists(st.sampled_from(["/a/*", "*.png", "/c?"]), unique=True))
    return DistributionConfig(
        origins=origins,
        behaviors={pattern: Behavior(**behavior()) for pattern in patterns},
        key_groups=[KeyGroup(id="readers", keys=[rsa_pair().public_key])],
        aliases=draw(st.sampled_from([(), ("www.example.com",)])),
        default_root_object=draw(st.sampled_from(["", "index.html"])),
        cache_tag_header_name=draw(st.sampled_from([None, "Tags"])),
        custom_error_responses=draw(
            st.sampled_from(
                [
                    [],
                    [
                        CustomErrorResponse(error_code=404, response_code=200, response_page_path="/i"),
                        CustomErrorResponse(error_code=500, error_caching_min_ttl=0),
                    ],
                ]
            )
        ),
        geo_restriction=draw(
            st.sampled_from([None, GeoRestriction(restriction_type="blacklist", locations=["DE"])])
        ),
        enabled=draw(st.booleans()),
        **behavior(),
    )


def deployed_as_written(config: DistributionConfig) -> DeployedDistribution:
    """Return what is deployed of a config, each of its functions under the name that its ARN has."""
    deployed = deploy(config)
    arns = written(config).functions

    def named(trigger: Trigger) -> Trigger:
        function = trigger.function
        if isinstance(function, CloudFrontFunction):
            return trigger
        name = next(arn.split(":")[6] for arn, one in arns.items() if one == function)
        own = function if isinstance(function, Function) else Function(function)
        return replace(trigger, function=replace(own, name=own.name or name))

    return replace(
        deployed,
        behaviors=tuple(
            replace(one, triggers=MappingProxyType({at: named(it) for at, it in one.triggers.items()}))
            for one in deployed.behaviors
        ),
    )


@given(configs())
@settings(max_examples=60)
def test_what_is_written_is_read_as_the_same_distribution(config: DistributionConfig) -> None:
    again = read_again(config)
    assert deploy(again) == deployed_as_written(config)
    assert read_again(again) == again


@pytest.mark.parametrize("name", ["single_page_app", "members_area", "failover"])
@pytest.mark.filterwarnings("ignore::pytest_lambda_edge.EdgeNotSimulatedWarning")
def test_a_loaded_distribution_is_written_as_it_was_but_for_what_has_no_effect(name: str) -> None:
    names = ("app-security", "site-rewrite", "members-door", "api-relay")
    document = json.loads((API / f"{name}.json").read_text(encoding="utf-8"))
    config = document.get("Distribution", document).get("DistributionConfig", document)
    used = {one: Function("x", handler="a.b", name=one) for one in names if one in json.dumps(config)}
    loaded = load_distribution(config, functions=used)
    again = checked(distribution_config(loaded))
    for key in (
        "Aliases",
        "CustomErrorResponses",
        "DefaultRootObject",
        "Enabled",
        "OriginGroups",
        "Restrictions",
    ):
        left_out = {"SelectionCriteria": None}
        items = config[key]
        if key == "OriginGroups" and "Items" in items:
            items = items | {
                "Items": [{k: v for k, v in one.items() if k not in left_out} for one in items["Items"]]
            }
        assert again[key] == items
    assert [one["Id"] for one in again["Origins"]["Items"]] == [
        one["Id"] for one in config["Origins"]["Items"]
    ]


def test_functions_get_arns_of_their_own() -> None:
    config = DistributionConfig(
        origin="https://www.example.com",
        viewer_request=first,
        origin_request=second,
        origin_response=first,
        behaviors={
            "/a": Behavior(
                viewer_response=CloudFrontFunction("function handler() {}", runtime="cloudfront-js-2.0")
            )
        },
    )
    made = written(config)
    arn = "arn:aws:lambda:us-east-1:123456789012:function:"
    assert made.functions == {
        f"{arn}first:1": first,
        f"{arn}first-2:1": second,
        "arn:aws:cloudfront::123456789012:function/function-handler": config.behaviors["/a"].viewer_response,
    }
    associations = made.distribution_config["DefaultCacheBehavior"]["LambdaFunctionAssociations"]
    assert [one["LambdaFunctionARN"] for one in associations["Items"]] == [
        f"{arn}first:1",
        f"{arn}first-2:1",
        f"{arn}first:1",
    ]


@pytest.mark.fact("CF-271")
def test_what_stands_in_for_a_cloudfront_function_is_written_as_one() -> None:
    door = CloudFrontFunction("function handler() {}", runtime="cloudfront-js-2.0", name="door")
    marks = CloudFrontFunction("function handler() {}", runtime="cloudfront-js-2.0", name="marks")
    both = DistributionConfig(origin="https://a.example.com", viewer_request=door, viewer_response=marks)
    made = written(both)
    one_of_two = load_distribution(made.distribution_config, functions={**made.functions, "door": first})
    again = written(one_of_two)
    associations = again.distribution_config["DefaultCacheBehavior"]["FunctionAssociations"]["Items"]
    assert [one["EventType"] for one in associations] == ["viewer-request", "viewer-response"]
    assert read_again(one_of_two).viewer_request == StandIn(Function(first, name="door"))


def test_what_is_ones_own_gets_an_id() -> None:
    policy = ResponseHeadersPolicy(remove_headers_config=["Server"])
    config = DistributionConfig(
        origin="https://www.example.com", response_headers_policy=policy, trusted_key_groups=[GROUP]
    )
    made = written(config)
    behavior = made.distribution_config["DefaultCacheBehavior"]
    assert made.parameters == {
        behavior["ResponseHeadersPolicyId"]: policy,
        behavior["TrustedKeyGroups"]["Items"][0]: GROUP,
    }
    assert behavior["CachePolicyId"] == "658327ea-f89d-4fab-a63d-7e88639e58f6"
    assert written(config) == made


def test_the_caller_reference_can_be_chosen() -> None:
    config = DistributionConfig(origin="https://www.example.com")
    assert distribution_config(config, caller_reference="now")["CallerReference"] == "now"


def test_what_cannot_be_deployed_is_not_written() -> None:
    with pytest.raises(ConfigError, match="viewer_protocol_policy"):
        distribution_config(DistributionConfig(origin="https://www.example.com", viewer_protocol_policy="x"))
