"""What CloudFront refuses about legacy settings of keys, forwarding and TTLs."""

from __future__ import annotations

from typing import Any

import pytest
from support.configs import only_problem, problems

from pytest_lambda_edge.model.origins import S3Origin
from pytest_lambda_edge.model.policies import ForwardedValues

NAMES = [f"X-{number}" for number in range(11)]


def legacy(**given: Any) -> dict[str, Any]:
    return {"forwarded_values": ForwardedValues(**given)}


@pytest.mark.fact("CF-054", "CF-055", "CF-057")
@pytest.mark.parametrize(
    "accepted",
    [
        legacy(headers=["*"]),
        legacy(headers=NAMES[:10], query_string=True, query_string_cache_keys=["q" * 128] * 4),
        legacy(cookies={"forward": "whitelist", "whitelisted_names": ["c" * 255, "d" * 255]}),
        legacy(cookies={"forward": "whitelist", "whitelisted_names": NAMES[:10]}),
        legacy(query_string=True, query_string_cache_keys=NAMES[:10]),
        legacy(headers=["Host", "Origin"], query_string=True, query_string_cache_keys=["a"]),
        legacy(cookies={"forward": "whitelist", "whitelisted_names": ["session*"]}),
        {"min_ttl": 1, "default_ttl": 1, "max_ttl": 1},
    ],
)
def test_what_cloudfront_accepts_of_legacy_settings_is_accepted(accepted: dict[str, Any]) -> None:
    assert problems(**accepted) == ()


@pytest.mark.parametrize(
    ("refused", "place", "message", "code"),
    [
        pytest.param(*row, marks=pytest.mark.fact(*facts))
        for *row, facts in [
            (
                {"min_ttl": 0, "origin_request_policy": "AllViewer"},
                "origin_request_policy",
                "needs a cache policy, and cannot be used with legacy settings (CF-047)",
                "InvalidArgument",
                ("CF-047", "CF-313"),
            ),
            (
                {"min_ttl": 60, "default_ttl": 5},
                "min_ttl",
                "60 is more than default_ttl, which is 5: TTLs go min <= default <= max",
                "InvalidTTLOrder",
                ("CF-045", "CF-310"),
            ),
            (
                legacy(cookies={"forward": "some"}),
                "forwarded_values.cookies.forward",
                "must be 'none', 'whitelist' or 'all', not 'some'",
                None,
                ("CF-054",),
            ),
            (
                legacy(cookies={"forward": "whitelist"}),
                "forwarded_values.cookies.whitelisted_names",
                "are given with forward='whitelist' and only then; it is 'whitelist'",
                "InvalidForwardCookies",
                ("CF-054",),
            ),
            (
                legacy(cookies={"whitelisted_names": ["a"]}),
                "forwarded_values.cookies.whitelisted_names",
                "are given with forward='whitelist' and only then; it is 'none'",
                "InvalidForwardCookies",
                ("CF-054",),
            ),
            (
                legacy(headers=["*"]) | {"min_ttl": 1},
                "forwarded_values.headers",
                "with '*' nothing is cached, so min_ttl must be 0 and not 1 (CF-055)",
                "InvalidArgument",
                ("CF-055",),
            ),
            (
                legacy(headers=["Origin", "Cookie"]),
                "forwarded_values.headers[1]",
                (
                    "'Cookie' cannot be listed, nor any of 'connection', 'cookie', "
                    "'proxy-authorization', 'te' or 'upgrade'"
                ),
                "InvalidArgument",
                ("CF-056",),
            ),
            (
                legacy(headers=NAMES[:11]),
                "forwarded_values.headers",
                "a behavior has at most 10 of them, not 11 (CF-057)",
                "TooManyHeadersInForwardedValues",
                ("CF-057",),
            ),
            (
                legacy(cookies={"forward": "whitelist", "whitelisted_names": NAMES[:11]}),
                "forwarded_values.cookies.whitelisted_names",
                "a behavior has at most 10 of them, not 11 (CF-057)",
                "TooManyCookieNamesInWhiteList",
                ("CF-057",),
            ),
            (
                legacy(cookies={"forward": "whitelist", "whitelisted_names": ["c" * 255, "d" * 256]}),
                "forwarded_values.cookies.whitelisted_names",
                "have 511 bytes together; 2 names have at most 510",
                None,
                ("CF-057",),
            ),
            (
                legacy(query_string=True, query_string_cache_keys=NAMES[:11]),
                "forwarded_values.query_string_cache_keys",
                "a behavior has at most 10 of them, not 11 (CF-057)",
                "TooManyQueryStringParameters",
                ("CF-057",),
            ),
            (
                legacy(query_string=True, query_string_cache_keys=["a", "q" * 129]),
                "forwarded_values.query_string_cache_keys[1]",
                f"is longer than 128 characters: '{'q' * 79}…",
                "InvalidQueryStringParameters",
                ("CF-057",),
            ),
            (
                legacy(query_string=True, query_string_cache_keys=["q" * 128] * 4 + ["a"]),
                "forwarded_values.query_string_cache_keys",
                "have 513 characters together, more than 512",
                "InvalidQueryStringParameters",
                ("CF-057",),
            ),
            (
                legacy(headers=["host"]) | {"origin": S3Origin(domain_name="b.s3.amazonaws.com")},
                "forwarded_values.headers[0]",
                "'host' cannot be forwarded to an S3 origin (CF-055)",
                "InvalidHeadersForS3Origin",
                ("CF-055",),
            ),
        ]
    ],
)
def test_what_cloudfront_refuses_of_legacy_settings_is_refused(
    refused: dict[str, Any], place: str, message: str, code: str | None
) -> None:
    for settings, prefix in ((refused, ""), ({"behaviors": {"/a": refused}}, "behaviors['/a'].")):
        problem = only_problem(**settings)
        assert (problem.place, problem.code) == (f"{prefix}{place}", code)
        assert problem.message == message
