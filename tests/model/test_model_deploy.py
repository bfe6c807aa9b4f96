from __future__ import annotations

from typing import Any

import pytest
from support.configs import deployed, deployed_behavior

from pytest_lambda_edge.errors import ConfigError, UnknownSettingError
from pytest_lambda_edge.model.behaviors import Behavior
from pytest_lambda_edge.model.deploy import configure, deploy
from pytest_lambda_edge.model.distribution import CustomErrorResponse, DistributionConfig, GeoRestriction
from pytest_lambda_edge.model.event_type import EventType
from pytest_lambda_edge.model.managed_policies import CACHING_OPTIMIZED
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
