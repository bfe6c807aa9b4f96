from __future__ import annotations

from typing import Any

import pytest
from support.configs import deployed, deployed_behavior, only_problem, problems

from pytest_lambda_edge.errors import ConfigError, UnknownSettingError
from pytest_lambda_edge.model.behaviors import Behavior
from pytest_lambda_edge.model.deploy import configure, deploy
from pytest_lambda_edge.model.distribution import CustomErrorResponse, DistributionConfig, GeoRestriction
from pytest_lambda_edge.model.event_type import EventType
from pytest_lambda_edge.model.managed_policies import CACHING_OPTIMIZED
from pytest_lambda_edge.model.origins import CustomOrigin, OriginGroup, S3Origin
from pytest_lambda_edge.model.policies import CachePolicy, ForwardedValues
from pytest_lambda_edge.model.triggers import CloudFrontFunction, Function, Trigger


def handler(event: Any, context: Any) -> Any:
    return event


def test_defaults_are_those_of_the_console() -> None:
    distribution = deployed()
    assert distribution.domain_name == "d111111abcdef8.cloudfront.net"
    assert (distribution.enabled, distribution.default_root_object, distribution.aliases) == (True, "", ())
    assert distribution.path_matcher is None
    (behavior,) = distribution.behaviors
    assert behavior.path_pattern == "*"
    assert behavior.cache_policy is CACHING_OPTIMIZED
    assert behavior.forwarded_values is None
    assert behavior.viewer_protocol_policy == "allow-all"
    assert behavior.allowed_methods == behavior.cached_methods == {"GET", "HEAD"}
    assert behavior.triggers == {}
    assert not behavior.caching_disabled


@pytest.mark.fact("CF-024")
def test_a_behavior_without_methods_accepts_get_and_head() -> None:
    assert deployed_behavior().allowed_methods == {"GET", "HEAD"}


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        (
            "https://www.example.com",
            CustomOrigin(domain_name="www.example.com", origin_protocol_policy="https-only"),
        ),
        (
            "http://www.example.com",
            CustomOrigin(domain_name="www.example.com", origin_protocol_policy="http-only"),
        ),
        (
            "https://www.example.com:8443/base/x",
            CustomOrigin(
                domain_name="www.example.com",
                origin_protocol_policy="https-only",
                https_port=8443,
                origin_path="/base/x",
            ),
        ),
        (
            "http://www.example.com:8080/",
            CustomOrigin(domain_name="www.example.com", origin_protocol_policy="http-only", http_port=8080),
        ),
        (
            "HTTPS://WWW.example.com",
            CustomOrigin(domain_name="www.example.com", origin_protocol_policy="https-only"),
        ),
    ],
)
def test_a_url_is_an_origin_with_that_protocol_port_and_path(url: str, origin: CustomOrigin) -> None:
    behavior = deployed_behavior(origin=url)
    assert behavior.origins[0].settings == origin
    assert behavior.target_origin_id == behavior.origins[0].id == "www.example.com"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ftp://www.example.com", "must be a URL as https://host[:port][/path]"),
        ("htps://www.example.com", "did you mean 'https'?"),
        ("s3://bucket/x", "a bucket is an S3Origin"),
        ("https://", "must be a URL as"),
        ("https://www.example.com/?a=b", "a host, a port and a path, and nothing else"),
        ("https://www.example.com/#a", "a host, a port and a path, and nothing else"),
        ("https://me@www.example.com", "a host, a port and a path, and nothing else"),
        ("https://www.example.com:x", "is no URL"),
        ("https://[::1", "is no URL"),
        ("https://[::1]", "cannot be an IP address"),
        ("https://www.example.com:81", "must be 80, 443 or 1024 to 65535, not 81"),
        ("https://www.example.com/a/", "did you mean '/a'?"),
        ("https://www.exa mple.com", "must be a domain name"),
    ],
)
def test_a_url_that_cannot_be_an_origin_is_refused_where_it_was_given(url: str, message: str) -> None:
    for given, place in (
        ({"origin": url}, "origin"),
        ({"origins": {"a": url}}, "origins['a']"),
        ({"behaviors": {"/a": {"origin": url}}}, "behaviors['/a'].origin"),
    ):
        problem = only_problem(**given)
        assert problem.place == place
        assert message in problem.message


def test_the_only_one_of_several_origins_needs_no_naming() -> None:
    assert deployed_behavior(origins={"main": "https://a.example.com"}).target_origin_id == "main"


def test_one_of_several_origins_has_to_be_named() -> None:
    origins = {"a": "https://a.example.com", "b": "https://b.example.com"}
    assert deployed_behavior(origins=origins, origin="b").target_origin_id == "b"
    problem = only_problem(origins=origins)
    assert problem.place == "origin"
    assert "'a' or 'b'" in problem.message


def test_without_any_origin_the_message_shows_one() -> None:
    problem = only_problem(origin=None)
    assert str(problem) == "origin: is needed, such as origin='https://www.example.com'"


@pytest.mark.fact("CF-307")
def test_a_behavior_has_the_default_behaviors_origin_or_its_own() -> None:
    distribution = deployed(
        origins={"a": "https://a.example.com", "b": S3Origin(domain_name="b.s3.amazonaws.com")},
        origin="a",
        behaviors={"/1": {}, "/2": {"origin": "b"}, "/3": {"origin": "https://c.example.com"}},
    )
    assert [behavior.target_origin_id for behavior in distribution.behaviors] == [
        "a",
        "b",
        "c.example.com",
        "a",
    ]
    assert list(distribution.origins) == ["a", "b", "c.example.com"]


@pytest.mark.fact("CF-307")
@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("mian", "those are 'main' or 'api'); did you mean 'main'?"),
        ("zzz", "those are 'main' or 'api')"),
        ("www.example.com", "did you mean 'https://www.example.com'?"),
    ],
)
def test_an_unknown_origin_is_named_with_those_there_are(named: str, message: str) -> None:
    origins = {"main": "https://a.example.com", "api": "https://b.example.com"}
    problem = only_problem(origins=origins, origin="main", behaviors={"/a": {"origin": named}})
    assert (problem.place, problem.code) == ("behaviors['/a'].origin", "NoSuchOrigin")
    assert message in problem.message


@pytest.mark.fact("CF-307")
def test_an_id_without_any_origins_is_unknown() -> None:
    assert "there are none" in only_problem(origin="main").message


def test_an_origin_of_origins_has_to_be_one_and_not_a_name() -> None:
    problem = only_problem(origins={"a": "www.example.com"})
    assert problem.place == "origins['a']"
    assert "did you mean 'https://www.example.com'?" in problem.message


def test_equal_origins_are_one_and_others_of_the_same_name_are_numbered() -> None:
    distribution = deployed(
        origin="https://a.example.com",
        behaviors={
            "/1": {"origin": "https://a.example.com"},
            "/2": {"origin": "http://a.example.com"},
            "/3": {"origin": "https://a.example.com/x"},
        },
    )
    ids = [behavior.target_origin_id for behavior in distribution.behaviors]
    assert ids == ["a.example.com", "a.example.com (2)", "a.example.com (3)", "a.example.com"]


GROUP = OriginGroup(members=["a", "b"], status_codes=[500, 503])


@pytest.mark.fact("CF-237", "CF-277")
def test_a_behavior_may_name_an_origin_group() -> None:
    behavior = deployed_behavior(
        origins={"group": GROUP, "a": "https://a.example.com", "b": "https://b.example.com"}, origin="group"
    )
    assert behavior.target_origin_id == "group"
    assert [origin.id for origin in behavior.origins] == ["a", "b"]
    assert behavior.failover_status_codes == {500, 503}


@pytest.mark.fact("CF-237")
def test_a_group_may_stand_in_a_behavior_with_members_of_its_own() -> None:
    group = OriginGroup(
        members=["https://a.example.com", {"domain_name": "b.example.com"}], status_codes=[404]
    )
    distribution = deployed(origin=group, behaviors={"/a": {"origin": group}})
    assert {behavior.target_origin_id for behavior in distribution.behaviors} == {
        "a.example.com + b.example.com"
    }
    assert [origin.id for origin in distribution.behaviors[0].origins] == ["a.example.com", "b.example.com"]


@pytest.mark.fact("CF-237")
def test_a_groups_members_are_origins_that_exist() -> None:
    found = problems(
        origins={
            "a": "https://a.example.com",
            "other": OriginGroup(members=["a", "group"], status_codes=[500]),
            "group": OriginGroup(members=["a", "bb"], status_codes=[500]),
        },
        origin="a",
    )
    assert [(problem.place, problem.code) for problem in found] == [
        ("origins['other'].members[1]", "NoSuchOrigin"),
        ("origins['group'].members[1]", "NoSuchOrigin"),
    ]
    assert "an origin group" in found[0].message


def test_an_origin_that_is_wrong_is_told_once_and_not_where_it_is_named() -> None:
    found = problems(
        origins={"a": "https://", "b": {"domain_name": 1}}, origin="a", behaviors={"/b": {"origin": "b"}}
    )
    assert [problem.place for problem in found] == ["origins['b'].domain_name", "origins['a']"]


def test_triggers_are_found_by_their_event_type() -> None:
    function = Function(handler, name="f")
    behavior = deployed_behavior(
        viewer_request=handler, origin_request=Trigger(function, include_body=True), viewer_response="a.b:c"
    )
    assert behavior.triggers == {
        EventType.VIEWER_REQUEST: Trigger(handler),
        EventType.ORIGIN_REQUEST: Trigger(function, include_body=True),
        EventType.VIEWER_RESPONSE: Trigger("a.b:c"),
    }
    assert list(behavior.triggers) == ["viewer-request", "origin-request", "viewer-response"]


def test_a_behavior_inherits_no_trigger() -> None:
    distribution = deployed(viewer_request=handler, behaviors={"/a": Behavior(origin_request=handler)})
    assert [list(behavior.triggers) for behavior in distribution.behaviors] == [
        ["origin-request"],
        ["viewer-request"],
    ]


@pytest.mark.fact("CF-271", "LE-303")
def test_cloudfront_functions_at_viewer_events_go_with_lambda_at_origin_events() -> None:
    function = CloudFrontFunction("function handler(event) {}", runtime="cloudfront-js-2.0")
    assert deployed_behavior(viewer_request=function, origin_request=handler).triggers == {
        "viewer-request": Trigger(function),
        "origin-request": Trigger(handler),
    }


@pytest.mark.fact("CF-044")
@pytest.mark.parametrize(
    ("policy", "ttls"),
    [
        ({"min_ttl": 0}, (0, 86400, 31536000)),
        ({"min_ttl": 100000}, (100000, 100000, 31536000)),
        ({"min_ttl": 40000000}, (40000000, 40000000, 40000000)),
        ({"min_ttl": 0, "default_ttl": 40000000}, (0, 40000000, 40000000)),
        ({"min_ttl": 0, "default_ttl": 5, "max_ttl": 10}, (0, 5, 10)),
    ],
)
def test_a_cache_policys_default_ttls_rise_with_the_given_ones(
    policy: dict[str, Any], ttls: tuple[int, int, int]
) -> None:
    behavior = deployed_behavior(cache_policy=CachePolicy(**policy))
    assert (behavior.min_ttl, behavior.default_ttl, behavior.max_ttl) == ttls


@pytest.mark.fact("CF-058")
@pytest.mark.parametrize(
    ("given", "ttls"),
    [
        ({"forwarded_values": {}}, (0, 86400, 31536000)),
        ({"min_ttl": 5}, (5, 86400, 31536000)),
        ({"default_ttl": 0}, (0, 0, 31536000)),
        ({"min_ttl": 0, "default_ttl": 0, "max_ttl": 0}, (0, 0, 0)),
        ({"max_ttl": 60}, (0, 60, 60)),
        ({"min_ttl": 100000}, (100000, 100000, 31536000)),
        ({"default_ttl": 40000000}, (0, 40000000, 40000000)),
    ],
)
def test_legacy_settings_that_are_left_out_have_defaults(
    given: dict[str, Any], ttls: tuple[int, int, int]
) -> None:
    behavior = deployed_behavior(**given)
    assert behavior.cache_policy is None
    assert behavior.forwarded_values == ForwardedValues()
    assert (behavior.min_ttl, behavior.default_ttl, behavior.max_ttl) == ttls


@pytest.mark.fact("CF-046")
@pytest.mark.parametrize(
    ("given", "disabled"),
    [
        ({"cache_policy": "CachingDisabled"}, True),
        ({"max_ttl": 0}, True),
        ({"default_ttl": 0}, False),
        ({}, False),
    ],
)
def test_caching_is_disabled_when_every_ttl_is_zero(given: dict[str, Any], disabled: bool) -> None:
    assert deployed_behavior(**given).caching_disabled is disabled


def test_custom_error_responses_are_found_by_their_error_code() -> None:
    page = CustomErrorResponse(error_code=404, response_page_path="/404.html", response_code=404)
    assert deployed(custom_error_responses=[page, {"error_code": 500}]).custom_error_responses == {
        404: page,
        500: CustomErrorResponse(error_code=500),
    }


def test_domain_names_and_locations_are_compared_in_one_case() -> None:
    distribution = deployed(
        domain_name="D111.CloudFront.net",
        aliases=["www.example.com"],
        geo_restriction=GeoRestriction(restriction_type="whitelist", locations=["de", "FR"]),
    )
    assert distribution.domain_name == "d111.cloudfront.net"
    assert distribution.aliases == ("www.example.com",)
    assert distribution.geo_restriction is not None
    assert distribution.geo_restriction.locations == ("DE", "FR")


def test_functions_are_checked_by_whoever_can_run_them() -> None:
    def check(function: object) -> str | None:
        return "is no function of ours" if function == "b:b" else None

    cloudfront = CloudFrontFunction("", runtime="cloudfront-js-2.0")
    with pytest.raises(ConfigError) as caught:
        configure(
            {"origin": "https://a.example.com", "viewer_request": cloudfront, "origin_request": "a:a"},
            {
                "origin_response": {"code": 1},
                "behaviors": {"/x": {"origin_request": {"function": "b:b"}, "origin_response": "b:b"}},
            },
            check_function=check,
        )
    assert [str(problem) for problem in caught.value.problems] == [
        "origin_response.code: must be a folder, a zip file or a callable, not 1",
        "behaviors['/x'].origin_request: is no function of ours",
        "behaviors['/x'].origin_response: is no function of ours",
    ]


def test_names_types_and_rules_are_told_at_once_each_with_its_whole_place() -> None:
    with pytest.raises(UnknownSettingError) as caught:
        configure(
            DistributionConfig(viewer_protocol_policy="https"),
            {
                "origins": {"main": {"domain_name": "10.0.0.1"}},
                "aliasses": [],
                "compress": "yes",
                "behaviors": {"/api/*": {"viewer_requst": handler, "cache_policy": "CachingDisabld"}},
            },
        )
    assert sorted(problem.place for problem in caught.value.problems) == [
        "aliasses",
        "behaviors['/api/*'].cache_policy",
        "behaviors['/api/*'].viewer_requst",
        "compress",
        "origins['main'].domain_name",
        "viewer_protocol_policy",
    ]


def test_a_config_deploys_to_what_its_settings_deploy_to() -> None:
    given: dict[str, Any] = {"origin": "https://a.example.com", "behaviors": {"/a": {"compress": False}}}
    config, distribution = configure(None, given)
    assert config == DistributionConfig(**given)
    assert deploy(config) == distribution


def test_a_config_that_cannot_be_deployed_is_refused() -> None:
    with pytest.raises(ConfigError) as caught:
        deploy(DistributionConfig(origin="nowhere"), check_function=lambda _: None)
    assert caught.value.code == "NoSuchOrigin"


def test_origins_of_a_wrong_type_are_not_missed_as_well() -> None:
    assert only_problem(origins=["https://a.example.com"]).place == "origins"


def test_another_group_of_the_same_members_is_another_origin() -> None:
    members = ["https://a.example.com", "https://b.example.com"]
    distribution = deployed(
        origin=OriginGroup(members=members, status_codes=[500]),
        behaviors={"/a": {"origin": OriginGroup(members=members, status_codes=[404])}},
    )
    ids = [behavior.target_origin_id for behavior in distribution.behaviors]
    assert ids == ["a.example.com + b.example.com (2)", "a.example.com + b.example.com"]
