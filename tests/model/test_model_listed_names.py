"""Lists of what a setting may not hold or may hold, each held against the fact sheet name by name."""

from __future__ import annotations

import pytest
from support.configs import ORIGIN, only_problem, problems

# CF-188.
NO_CUSTOM_HEADERS = [
    "Cache-Control",
    "Connection",
    "Content-Length",
    "Cookie",
    "Host",
    "If-Match",
    "If-Modified-Since",
    "If-None-Match",
    "If-Range",
    "If-Unmodified-Since",
    "Max-Forwards",
    "Pragma",
    "Proxy-Authenticate",
    "Proxy-Authorization",
    "Proxy-Connection",
    "Range",
    "Request-Range",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
    "Via",
    "X-Amz-Any",
    "X-Edge-Any",
    "X-Real-Ip",
]
# CF-049.
NOT_IN_A_CACHE_POLICY = [
    "CloudFront-Viewer-Address",
    "CloudFront-Viewer-ASN",
    "CloudFront-Viewer-JA3-Fingerprint",
    "CloudFront-Viewer-JA4-Fingerprint",
    "CloudFront-Viewer-TLS",
]
# CF-056.
NEVER_KEYED = ["Connection", "Cookie", "Proxy-Authorization", "TE", "Upgrade"]
# CF-237.
FAILOVER_CODES = {400, 403, 404, 416, 429, 500, 502, 503, 504}


@pytest.mark.fact("CF-188", "LE-125")
@pytest.mark.parametrize("name", NO_CUSTOM_HEADERS)
def test_no_origin_custom_header_has_one_of_these_names(name: str) -> None:
    for spelling in (name, name.lower()):
        origin = {"domain_name": "www.example.com", "custom_headers": {spelling: "1"}}
        assert spelling in str(only_problem(origin=origin))


@pytest.mark.fact("CF-188")
@pytest.mark.parametrize(
    "name", ["X-Amzn-Any", "X-Amz", "X-Secret", "Authorization", "Referer", "X-Real-IPs"]
)
def test_other_names_are_allowed(name: str) -> None:
    assert problems(origin={"domain_name": "www.example.com", "custom_headers": {name: "1"}}) == ()


@pytest.mark.fact("CF-049")
@pytest.mark.parametrize("name", NOT_IN_A_CACHE_POLICY)
def test_what_is_nearly_each_viewers_own_is_for_origin_request_policies_only(name: str) -> None:
    listed = {"header_behavior": "whitelist", "headers": [name]}
    assert only_problem(cache_policy={"min_ttl": 0, **listed}).code == "InvalidArgument"
    assert problems(origin_request_policy=listed) == ()


@pytest.mark.fact("CF-056")
@pytest.mark.parametrize("name", NEVER_KEYED)
def test_no_cache_key_holds_these_headers(name: str) -> None:
    policy = {"min_ttl": 0, "header_behavior": "whitelist", "headers": [name]}
    assert name in str(only_problem(cache_policy=policy))
    assert name in str(only_problem(forwarded_values={"headers": [name]}))


@pytest.mark.fact("CF-237")
def test_a_group_fails_over_on_these_statuses_and_no_others() -> None:
    def is_accepted(status: int) -> bool:
        origin = {"members": [ORIGIN, "https://backup.example.com"], "status_codes": [status]}
        return not problems(origin=origin)

    assert {status for status in range(100, 600) if is_accepted(status)} == FAILOVER_CODES
