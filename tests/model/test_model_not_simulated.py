from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda_edge.model.distribution import DistributionConfig
from pytest_lambda_edge.model.not_simulated import not_simulated
from pytest_lambda_edge.model.origins import CustomOrigin, OriginGroup, S3Origin
from pytest_lambda_edge.model.policies import CachePolicy
from pytest_lambda_edge.model.triggers import CloudFrontFunction, Function, Trigger

ORIGIN = "https://www.example.com"


def handler(event: Any, _context: Any) -> Any:
    return event


CLOUDFRONT = CloudFrontFunction("function handler(event) {}", runtime="cloudfront-js-2.0")
NAMED = CloudFrontFunction("function handler(event) {}", runtime="cloudfront-js-2.0", name="Rewrite")
BROTLI = CachePolicy(min_ttl=1, enable_accept_encoding_brotli=True)

NOT_RUN = (
    "has no effect yet: CloudFront Functions are not run, so a request that would run one fails; put a"
    " Python callable in its place: as the trigger itself"
)
NAMED_NOT_RUN = (
    f"{NOT_RUN.replace('run one', 'run Rewrite')}, or with functions={{'Rewrite': …}} where a template has it"
)
NOT_SIGNED = "has no effect yet: requests to S3 are not signed"
UNSIGNED = "has no effect yet: requests to the origin are not signed"
NO_BROTLI = (
    "has no effect yet: nothing is compressed with Brotli; "
    'that needs a package: pip install "pytest-lambda-edge[brotli]"'
)


def too_long(seconds: float) -> str:
    return (
        "has no effect beyond 30 seconds: Lambda@Edge refuses it (InvalidLambdaFunctionAssociation: "
        "The function timeout is larger than the maximum allowed for functions that are triggered by a "
        f"CloudFront event: {seconds} Max allowed: 30)"
    )


@pytest.mark.fact("CF-302", "CF-317", "LE-282", "LE-301", "D-12")
@pytest.mark.parametrize(
    ("given", "messages"),
    [
        ({"viewer_request": CLOUDFRONT}, [f"viewer_request {NOT_RUN}"]),
        ({"viewer_response": Trigger(CLOUDFRONT)}, [f"viewer_response {NOT_RUN}"]),
        ({"viewer_request": NAMED}, [f"viewer_request {NAMED_NOT_RUN}"]),
        ({"origin_request": Function(handler, timeout=30.5)}, [f"origin_request.timeout {too_long(30.5)}"]),
        (
            {"viewer_request": Trigger(Function(handler, timeout=60))},
            [f"viewer_request.timeout {too_long(60)}"],
        ),
        (
            {"origins": {"a": S3Origin(domain_name="b.s3.amazonaws.com", origin_access_identity="E1")}},
            [f"origins['a'].origin_access_identity {NOT_SIGNED}"],
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
            [f"origin.members[1].origin_access_control_id {UNSIGNED}"],
        ),
        (
            {
                "behaviors": {
                    "/a": {"origin_request": Function(handler, timeout=31), "viewer_request": CLOUDFRONT}
                }
            },
            [
                f"behaviors['/a'].viewer_request {NOT_RUN}",
                f"behaviors['/a'].origin_request.timeout {too_long(31)}",
            ],
        ),
    ],
)
def test_a_setting_without_effect_is_named_with_its_place_and_reason(
    given: dict[str, Any], messages: list[str]
) -> None:
    found = not_simulated(DistributionConfig(**given))
    assert [entry.message for entry in found] == messages
    assert all(entry.place.endswith(entry.name) for entry in found)


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
        {"origin": CustomOrigin(domain_name="a.example.com", response_completion_timeout=60)},
        {"origin_request": Function(handler, timeout=30, memory=10_240)},
    ],
)
def test_what_is_simulated_or_changes_nothing_is_not_named(given: dict[str, Any]) -> None:
    assert not_simulated(DistributionConfig(**given)) == ()


@pytest.mark.parametrize(
    ("compress", "messages"),
    [(True, [f"cache_policy.enable_accept_encoding_brotli {NO_BROTLI}"]), (False, [])],
)
def test_brotli_is_simulated_only_where_its_package_is_installed(
    compress: bool, messages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pytest_lambda_edge.model.not_simulated.has_brotli", lambda: False)
    config = DistributionConfig(cache_policy=BROTLI, compress=compress)
    assert [entry.message for entry in not_simulated(config)] == messages


@pytest.mark.parametrize(
    ("policy", "warned"),
    [
        ("CachingOptimized", True),
        ("Managed-CachingOptimized", True),
        ("658327ea-f89d-4fab-a63d-7e88639e58f6", True),
        ("Amplify", True),
        ("CachingDisabled", False),
        ("CachingOptimizedForUncompressedObjects", False),
        (None, False),
    ],
)
def test_a_managed_policy_with_brotli_is_named_only_where_the_test_named_it(
    policy: str | None, warned: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pytest_lambda_edge.model.not_simulated.has_brotli", lambda: False)
    places = ["behaviors['/a'].cache_policy.enable_accept_encoding_brotli"] if warned else []
    config = DistributionConfig(behaviors={"/a": {"cache_policy": policy}})
    assert [entry.place for entry in not_simulated(config)] == places
    assert not_simulated(DistributionConfig(cache_policy=policy, compress=False)) == ()
