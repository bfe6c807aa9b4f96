from __future__ import annotations

from typing import Any

import pytest
from support.configs import only_problem, problems

from pytest_lambda_edge.model.policies import CachePolicy, OriginRequestPolicy

NAMES = [f"X-{number}" for number in range(11)]


def cache(**given: Any) -> dict[str, Any]:
    return {"cache_policy": CachePolicy(**{"min_ttl": 1, **given})}


def forward(**given: Any) -> dict[str, Any]:
    return {"cache_policy": CachePolicy(min_ttl=1), "origin_request_policy": OriginRequestPolicy(**given)}


@pytest.mark.fact("CF-044", "CF-046", "CF-047", "CF-059", "CF-062")
@pytest.mark.parametrize(
    "accepted",
    [
        cache(min_ttl=0, default_ttl=0, max_ttl=0),
        cache(min_ttl=5, default_ttl=5, max_ttl=5),
        cache(header_behavior="whitelist", headers=["Authorization", "CloudFront-Viewer-Country"]),
        cache(cookie_behavior="allExcept", cookies=["a"], query_string_behavior="all"),
        forward(header_behavior="allViewer"),
        forward(header_behavior="allViewerAndWhitelistCloudFront", headers=["CloudFront-Viewer-TLS"]),
        forward(header_behavior="allExcept", headers=["Authorization"]),
        forward(header_behavior="whitelist", headers=["CloudFront-Viewer-Address"]),
        {
            "cache_policy": "CachingDisabled",
            "origin_request_policy": {"header_behavior": "whitelist", "headers": ["Authorization"]},
        },
        {"origin_request_policy": "AllViewer"},
        cache(
            header_behavior="whitelist", headers=NAMES[:10], cookie_behavior="whitelist", cookies=NAMES[:10]
        ),
        cache(query_string_behavior="allExcept", query_strings=["q" * 1015, *"abcdefghi"]),
        forward(header_behavior="allExcept", headers=NAMES[:10]),
    ],
)
def test_what_cloudfront_accepts_of_cache_settings_is_accepted(accepted: dict[str, Any]) -> None:
    assert problems(**accepted) == ()


DISABLED = {"min_ttl": 0, "default_ttl": 0, "max_ttl": 0}


@pytest.mark.parametrize(
    ("refused", "place", "message", "code"),
    [
        pytest.param(*row, marks=pytest.mark.fact(*facts))
        for *row, facts in [
            (
                cache(min_ttl=5, default_ttl=4),
                "cache_policy.min_ttl",
                "5 is more than default_ttl, which is 4: TTLs go min <= default <= max",
                "InvalidArgument",
                ("CF-045",),
            ),
            (
                cache(max_ttl=60),
                "cache_policy.default_ttl",
                "86400 is more than max_ttl, which is 60: TTLs go min <= default <= max",
                "InvalidArgument",
                ("CF-045",),
            ),
            (cache(min_ttl=-1), "cache_policy.min_ttl", "must not be negative, but is -1", None, ("CF-068",)),
            (
                cache(**DISABLED, header_behavior="whitelist", headers=["Origin"]),
                "cache_policy.header_behavior",
                "must be 'none' while caching is disabled (every TTL is 0), not 'whitelist'",
                "InvalidArgument",
                ("CF-046",),
            ),
            (
                cache(**DISABLED, cookie_behavior="all"),
                "cache_policy.cookie_behavior",
                "must be 'none' while caching is disabled (every TTL is 0), not 'all'",
                "InvalidArgument",
                ("CF-046",),
            ),
            (
                cache(**DISABLED, query_string_behavior="all"),
                "cache_policy.query_string_behavior",
                "must be 'none' while caching is disabled (every TTL is 0), not 'all'",
                "InvalidArgument",
                ("CF-046",),
            ),
            (
                cache(**DISABLED, enable_accept_encoding_gzip=True),
                "cache_policy.enable_accept_encoding_gzip",
                "must be False while caching is disabled (every TTL is 0)",
                "InvalidArgument",
                ("CF-046",),
            ),
            (
                cache(**DISABLED, enable_accept_encoding_brotli=True),
                "cache_policy.enable_accept_encoding_brotli",
                "must be False while caching is disabled (every TTL is 0)",
                "InvalidArgument",
                ("CF-046",),
            ),
            (
                cache(header_behavior="allViewer"),
                "cache_policy.header_behavior",
                "must be 'none' or 'whitelist', not 'allViewer'",
                None,
                ("CF-044",),
            ),
            (
                cache(cookie_behavior="allexcept"),
                "cache_policy.cookie_behavior",
                (
                    "must be 'none', 'whitelist', 'allExcept' or 'all', not 'allexcept'; did you mean "
                    "'allExcept'?"
                ),
                None,
                ("CF-044",),
            ),
            (
                cache(headers=["Origin"]),
                "cache_policy.headers",
                "has no effect, since header_behavior is 'none'; did you mean header_behavior='whitelist'?",
                None,
                ("CF-044",),
            ),
            (
                cache(header_behavior="whitelist", headers=["Origin", "CloudFront-Viewer-ASN"]),
                "cache_policy.headers[1]",
                "'CloudFront-Viewer-ASN' cannot be part of a cache policy",
                "InvalidArgument",
                ("CF-049",),
            ),
            (
                forward(query_string_behavior="allViewer"),
                "origin_request_policy.query_string_behavior",
                "must be 'none', 'whitelist', 'allExcept' or 'all', not 'allViewer'",
                None,
                ("CF-059",),
            ),
            (
                forward(header_behavior="whitelist", headers=["authorization"]),
                "origin_request_policy.headers[0]",
                (
                    "'authorization' cannot be listed in an origin request policy, but can be in a cache "
                    "policy (CF-062)"
                ),
                "InvalidArgument",
                ("CF-062", "CF-314"),
            ),
            (
                forward(header_behavior="whitelist", headers=["Origin", "Accept-Encoding"]),
                "origin_request_policy.headers[1]",
                (
                    "'Accept-Encoding' cannot be listed in an origin request policy, but can be in a "
                    "cache policy (CF-062)"
                ),
                "InvalidArgument",
                ("CF-062",),
            ),
            (
                {"cache_policy": "CachingOptimized", "forwarded_values": {}},
                "forwarded_values",
                "cannot be used when a cache policy is associated with the behavior (CF-313)",
                "InvalidArgument",
                ("CF-313",),
            ),
            (
                {"cache_policy": {"min_ttl": 1}, "max_ttl": 0},
                "max_ttl",
                "cannot be used when a cache policy is associated with the behavior (CF-313)",
                "InvalidArgument",
                ("CF-313",),
            ),
            (
                {"default_ttl": 60, "max_ttl": 5},
                "default_ttl",
                "60 is more than max_ttl, which is 5: TTLs go min <= default <= max",
                "InvalidTTLOrder",
                ("CF-045", "CF-310"),
            ),
            (
                cache(header_behavior="whitelist", headers=["Origin", "cookie"]),
                "cache_policy.headers[1]",
                "'cookie' cannot be part of a cache policy",
                "InvalidArgument",
                ("CF-056",),
            ),
            (
                cache(header_behavior="whitelist", headers=NAMES[:11]),
                "cache_policy.headers",
                "a policy has at most 10 of them, not 11",
                "TooManyHeadersInCachePolicy",
                ("CF-048", "CF-314"),
            ),
            (
                cache(cookie_behavior="allExcept", cookies=NAMES[:11]),
                "cache_policy.cookies",
                "a policy has at most 10 of them, not 11",
                "TooManyCookiesInCachePolicy",
                ("CF-048", "CF-314"),
            ),
            (
                cache(query_string_behavior="whitelist", query_strings=NAMES[:11]),
                "cache_policy.query_strings",
                "a policy has at most 10 of them, not 11",
                "TooManyQueryStringsInCachePolicy",
                ("CF-048", "CF-314"),
            ),
            (
                cache(query_string_behavior="whitelist", query_strings=["q" * 1025]),
                "cache_policy.query_strings",
                "have 1,025 characters together; a policy's have at most 1,024",
                "InvalidArgument",
                ("CF-048",),
            ),
            (
                forward(header_behavior="whitelist", headers=NAMES[:11]),
                "origin_request_policy.headers",
                "a policy has at most 10 of them, not 11",
                "TooManyHeadersInOriginRequestPolicy",
                ("CF-048",),
            ),
            (
                forward(cookie_behavior="whitelist", cookies=NAMES[:11]),
                "origin_request_policy.cookies",
                "a policy has at most 10 of them, not 11",
                "TooManyCookiesInOriginRequestPolicy",
                ("CF-048",),
            ),
            (
                forward(query_string_behavior="allExcept", query_strings=NAMES[:11]),
                "origin_request_policy.query_strings",
                "a policy has at most 10 of them, not 11",
                "TooManyQueryStringsInOriginRequestPolicy",
                ("CF-048",),
            ),
        ]
    ],
)
def test_what_cloudfront_refuses_of_cache_settings_is_refused(
    refused: dict[str, Any], place: str, message: str, code: str | None
) -> None:
    for settings, prefix in ((refused, ""), ({"behaviors": {"/a": refused}}, "behaviors['/a'].")):
        problem = only_problem(**settings)
        assert (problem.place, problem.code) == (f"{prefix}{place}", code)
        assert problem.message == message


@pytest.mark.fact("CF-313")
def test_every_legacy_setting_beside_a_cache_policy_is_named() -> None:
    found = problems(
        cache_policy="CachingOptimized", forwarded_values={}, min_ttl=0, default_ttl=0, max_ttl=0
    )
    assert [problem.place for problem in found] == ["forwarded_values", "min_ttl", "default_ttl", "max_ttl"]


def the(parameter: str) -> str:
    return f"The parameter {parameter} is invalid for policy with caching disabled."


def not_beside_a_policy(parameter: str) -> str:
    return (
        f"The parameter {parameter} cannot be used when a cache policy is associated to the cache behavior."
    )


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        pytest.param(*row, marks=pytest.mark.fact(fact))
        for *row, fact in [
            (cache(**DISABLED, header_behavior="whitelist"), the("HeaderBehavior"), "CF-046"),
            (cache(**DISABLED, cookie_behavior="all"), the("CookieBehavior"), "CF-046"),
            (cache(**DISABLED, query_string_behavior="all"), the("QueryStringBehavior"), "CF-046"),
            (cache(**DISABLED, enable_accept_encoding_gzip=True), the("EnableAcceptEncodingGzip"), "CF-046"),
            (
                cache(**DISABLED, enable_accept_encoding_brotli=True),
                the("EnableAcceptEncodingBrotli"),
                "CF-046",
            ),
            (
                forward(header_behavior="whitelist", headers=["Authorization"]),
                "The parameter Headers contains Authorization that is not allowed.",
                "CF-062",
            ),
            (
                {"cache_policy": "CachingOptimized", "forwarded_values": {}},
                not_beside_a_policy("ForwardedValues"),
                "CF-313",
            ),
            ({"cache_policy": "CachingOptimized", "min_ttl": 0}, not_beside_a_policy("MinTTL"), "CF-313"),
            (
                {"cache_policy": "CachingOptimized", "default_ttl": 0},
                not_beside_a_policy("DefaultTTL"),
                "CF-313",
            ),
            ({"cache_policy": "CachingOptimized", "max_ttl": 0}, not_beside_a_policy("MaxTTL"), "CF-313"),
        ]
    ],
)
def test_what_aws_says_of_cache_settings_is_told(refused: dict[str, Any], said: str) -> None:
    problem = only_problem(**refused)
    assert (problem.code, problem.aws_message) == ("InvalidArgument", said)
