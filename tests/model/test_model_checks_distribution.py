from __future__ import annotations

from typing import Any

import pytest
from support.configs import only_problem, problems

LONGEST_ALIAS = ".".join(["a" * 62, *["b" * 63] * 2, "c" * 62])
ALIAS = "must be a domain name in lower case, '*' only as its first label"
ERROR_CODES = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]


@pytest.mark.fact("CF-115", "CF-116", "CF-145", "CF-149", "CF-161")
@pytest.mark.parametrize(
    "accepted",
    [
        {"default_root_object": "index.html"},
        {"default_root_object": "exampleFolderName/index.html"},
        {"default_root_object": "/index.html"},
        {"default_root_object": "a_B-1.*$/~\"'&"},
        {"default_root_object": "a" * 255},
        {"aliases": ["www.example.com", "*.example.com", "xn--bcher-kva.example"]},
        {"aliases": ["intranet", "*.intranet"]},
        {"custom_error_responses": [{"error_code": 404, "error_caching_min_ttl": 0}]},
        {"custom_error_responses": [{"error_code": 404, "response_page_path": "/", "response_code": 200}]},
        {"geo_restriction": {"restriction_type": "none"}},
        {"geo_restriction": {"restriction_type": "blacklist", "locations": ["DE", "fr"]}},
        {"function_errors": "respond"},
        {"enabled": False, "id": "E1", "domain_name": "localhost"},
        {"aliases": [f"{number}.example.com" for number in range(100)]},
        {"aliases": ["www.example.com", "www.example.com"]},
        {"aliases": [LONGEST_ALIAS]},
        {"custom_error_responses": [{"error_code": 404, "response_page_path": ""}]},
        {"custom_error_responses": [{"error_code": code} for code in ERROR_CODES]},
    ],
)
def test_what_cloudfront_accepts_of_a_distribution_is_accepted(accepted: dict[str, Any]) -> None:
    assert problems(**accepted) == ()


@pytest.mark.fact("CF-115")
@pytest.mark.parametrize("code", ERROR_CODES)
def test_these_errors_may_have_a_custom_response_and_be_one(code: int) -> None:
    response = {"error_code": code, "response_page_path": "/error.html", "response_code": code}
    assert problems(custom_error_responses=[response]) == ()


@pytest.mark.parametrize(
    ("refused", "place", "message", "code"),
    [
        pytest.param(*row, marks=pytest.mark.fact(*facts))
        for *row, facts in [
            (
                {"default_root_object": "a" * 256},
                "default_root_object",
                f"must be at most 255 letters, digits and _-.*$/~\"'&, not '{'a' * 79}…",
                "InvalidDefaultRootObject",
                ("CF-149", "CF-311"),
            ),
            (
                {"default_root_object": "index.html?a"},
                "default_root_object",
                "must be at most 255 letters, digits and _-.*$/~\"'&, not 'index.html?a'",
                "InvalidDefaultRootObject",
                ("CF-149", "CF-311"),
            ),
            (
                {"aliases": ["a.example.com", "WWW.example.com"]},
                "aliases[1]",
                f"{ALIAS}, not 'WWW.example.com'; did you mean 'www.example.com'?",
                "InvalidArgument",
                ("CF-145",),
            ),
            (
                {"aliases": [f"a{LONGEST_ALIAS}"]},
                "aliases[0]",
                f"{ALIAS}, not 'a{LONGEST_ALIAS[:78]}…",
                "InvalidArgument",
                ("CF-145",),
            ),
            (
                {"aliases": ["WWW.example.com/"]},
                "aliases[0]",
                f"{ALIAS}, not 'WWW.example.com/'",
                "InvalidArgument",
                ("CF-145",),
            ),
            (
                {"aliases": ["www.*.example.com"]},
                "aliases[0]",
                f"{ALIAS}, not 'www.*.example.com'",
                "InvalidArgument",
                ("CF-145",),
            ),
            (
                {"aliases": ["*www.example.com"]},
                "aliases[0]",
                f"{ALIAS}, not '*www.example.com'",
                "InvalidArgument",
                ("CF-145",),
            ),
            (
                {"aliases": ["*.*.example.com"]},
                "aliases[0]",
                f"{ALIAS}, not '*.*.example.com'",
                "InvalidArgument",
                ("CF-145",),
            ),
            (
                {"aliases": ["https://www.example.com"]},
                "aliases[0]",
                f"{ALIAS}, not 'https://www.example.com'",
                "InvalidArgument",
                ("CF-145",),
            ),
            (
                {"custom_error_responses": [{"error_code": 401}]},
                "custom_error_responses[0].error_code",
                "must be 400, 403, 404, 405, 414, 416, 500, 501, 502, 503 or 504, not 401",
                "InvalidErrorCode",
                ("CF-115", "CF-310"),
            ),
            (
                {
                    "custom_error_responses": [
                        {"error_code": 404, "response_page_path": "/x", "response_code": 201},
                    ]
                },
                "custom_error_responses[0].response_code",
                "must be 200, 400, 403, 404, 405, 414, 416, 500, 501, 502, 503 or 504, not 201",
                "InvalidResponseCode",
                ("CF-115", "CF-310"),
            ),
            (
                {"custom_error_responses": [{"error_code": 404, "response_code": 200}]},
                "custom_error_responses[0]",
                "response_page_path and response_code are given together or not at all (CF-116)",
                "InvalidArgument",
                ("CF-116", "CF-310"),
            ),
            (
                {"custom_error_responses": [{"error_code": 404, "response_page_path": "/404.html"}]},
                "custom_error_responses[0]",
                "response_page_path and response_code are given together or not at all (CF-116)",
                "InvalidArgument",
                ("CF-116",),
            ),
            (
                {
                    "custom_error_responses": [
                        {"error_code": 404, "response_page_path": "404.html", "response_code": 404},
                    ]
                },
                "custom_error_responses[0].response_page_path",
                "must begin with '/', not '404.html'; did you mean '/404.html'?",
                "InvalidArgument",
                ("CF-116", "CF-310"),
            ),
            (
                {"aliases": [f"{number}.example.com" for number in range(101)]},
                "aliases",
                "a distribution has at most 100 aliases, not 101",
                "TooManyDistributionCNAMEs",
                ("CF-025",),
            ),
            (
                {"geo_restriction": {"restriction_type": "allowlist", "locations": []}},
                "geo_restriction.restriction_type",
                "must be 'none', 'whitelist' or 'blacklist', not 'allowlist'",
                "InvalidGeoRestrictionParameter",
                ("CF-161",),
            ),
            (
                {"geo_restriction": {"restriction_type": "blacklist", "locations": ["DEU"]}},
                "geo_restriction.locations[0]",
                "must be a country's two letters (ISO 3166-1 alpha-2), not 'DEU'",
                "InvalidLocationCode",
                ("CF-161",),
            ),
            (
                {"geo_restriction": {"restriction_type": "whitelist", "locations": ["DE", "Germany"]}},
                "geo_restriction.locations[1]",
                "must be a country's two letters (ISO 3166-1 alpha-2), not 'Germany'",
                "InvalidLocationCode",
                ("CF-161",),
            ),
        ]
    ],
)
def test_what_cloudfront_refuses_of_a_distribution_is_refused(
    refused: dict[str, Any], place: str, message: str, code: str
) -> None:
    problem = only_problem(**refused)
    assert (problem.place, problem.code) == (place, code)
    assert problem.message == message


@pytest.mark.parametrize(
    ("refused", "place", "message"),
    [
        (
            {"custom_error_responses": [{"error_code": 404}, {"error_code": 403}, {"error_code": 404}]},
            "custom_error_responses[2].error_code",
            "custom_error_responses[0] is about 404 already, and which of the two counts is not known",
        ),
        (
            {"custom_error_responses": [{"error_code": 404, "error_caching_min_ttl": -1}]},
            "custom_error_responses[0].error_caching_min_ttl",
            "must not be negative, but is -1",
        ),
        (
            {"cache_tag_header_name": "Cache Tag"},
            "cache_tag_header_name",
            "must be the name of a header, such as 'Cache-Tag', not 'Cache Tag'",
        ),
    ],
)
def test_what_means_nothing_is_refused_in_our_own_name(
    refused: dict[str, Any], place: str, message: str
) -> None:
    problem = only_problem(**refused)
    assert (problem.place, problem.message, problem.code) == (place, message, None)


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        (
            "function_errors",
            "response",
            "must be 'raise' or 'respond', not 'response'; did you mean 'respond'?",
        ),
        ("domain_name", "a b", "must be a domain name, not 'a b'"),
    ],
)
def test_settings_of_our_own_are_checked_too(setting: str, value: str, message: str) -> None:
    problem = only_problem(**{setting: value})
    assert (problem.place, problem.message, problem.code) == (setting, message, None)


@pytest.mark.fact("CF-116", "CF-310")
def test_what_aws_says_of_a_page_is_told() -> None:
    response = {"error_code": 404, "response_page_path": "404.html", "response_code": 404}
    problem = only_problem(custom_error_responses=[response])
    assert problem.aws_message == "The parameter ResponsePagePath is invalid."
