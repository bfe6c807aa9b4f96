from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda_edge.model.distribution import DistributionConfig
from pytest_lambda_edge.model.not_simulated import not_simulated
from pytest_lambda_edge.model.origins import CustomOrigin, OriginGroup, S3Origin
from pytest_lambda_edge.model.policies import CachePolicy
from pytest_lambda_edge.model.triggers import CloudFrontFunction, Trigger

ORIGIN = "https://www.example.com"
CLOUDFRONT = CloudFrontFunction("function handler(event) {}", runtime="cloudfront-js-2.0")
BROTLI = CachePolicy(min_ttl=1, enable_accept_encoding_brotli=True)


@pytest.mark.parametrize(
    ("given", "places"),
    [
        ({"response_headers_policy": "SimpleCORS"}, ["response_headers_policy"]),
        ({"response_headers_policy": {"remove_headers_config": ["Server"]}}, ["response_headers_policy"]),
        ({"trusted_key_groups": ["group"], "key_groups": {"group": {"keys": []}}}, ["trusted_key_groups"]),
        ({"viewer_request": CLOUDFRONT}, ["viewer_request"]),
        ({"viewer_response": Trigger(CLOUDFRONT)}, ["viewer_response"]),
        (
            {"origin": CustomOrigin(domain_name="a.example.com", response_completion_timeout=60)},
            ["origin.response_completion_timeout"],
        ),
        (
            {"origins": {"a": S3Origin(domain_name="b.s3.amazonaws.com", origin_access_identity="E1")}},
            ["origins['a'].origin_access_identity"],
        ),
        (
            {
                "origin": OriginGroup(
                    members=[
                        ORIGIN,
                        S3Origin(domain_name="b.s3.amazonaws.com", origin_access_control_id="E1"),
                    ],
                    status_codes=[500],
                )
            },
            ["origin.members[1].origin_access_control_id"],
        ),
        (
            {"behaviors": {"/a": {"response_headers_policy": "SimpleCORS", "viewer_request": CLOUDFRONT}}},
            ["behaviors['/a'].response_headers_policy", "behaviors['/a'].viewer_request"],
        ),
    ],
)
def test_a_setting_without_effect_is_named_with_its_place_and_reason(
    given: dict[str, Any], places: list[str]
) -> None:
    found = not_simulated(DistributionConfig(**given))
    assert [entry.place for entry in found] == places
    for place, name, reason in found:
        assert place.endswith(name)
        assert reason


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"origin": ORIGIN, "origins": {"a": S3Origin(domain_name="b.s3.amazonaws.com")}},
        {"cache_policy": "CachingOptimized"},
        {"cache_policy": BROTLI},
        {"viewer_request": "functions.auth:handler", "compress": True},
        {"key_groups": {"group": {"keys": []}}},
        {"geo_restriction": {"restriction_type": "whitelist", "locations": ["DE"]}},
        {"origin": S3Origin(domain_name="b.s3.amazonaws.com", origin_access_identity="")},
    ],
)
def test_what_is_simulated_or_changes_nothing_is_not_named(given: dict[str, Any]) -> None:
    assert not_simulated(DistributionConfig(**given)) == ()


@pytest.mark.parametrize(
    ("compress", "names"), [(True, ["cache_policy.enable_accept_encoding_brotli"]), (False, [])]
)
def test_brotli_is_simulated_only_where_its_package_is_installed(
    compress: bool, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pytest_lambda_edge.model.not_simulated.has_brotli", lambda: False)
    config = DistributionConfig(cache_policy=BROTLI, compress=compress)
    assert [entry.place for entry in not_simulated(config)] == names
