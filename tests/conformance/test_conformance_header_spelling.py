"""How headers are spelled that CloudFront sets by itself, and that legacy settings take a headers policy."""

from __future__ import annotations

import pytest
from support.cached_sites import answer, cached_site, legacy

COMPRESSED = {
    "compress": True,
    "cache_policy": {"min_ttl": 0, "enable_accept_encoding_gzip": True},
    "response_headers_policy": {"server_timing_headers_config": {"enabled": True, "sampling_rate": 100}},
}


@pytest.mark.parametrize(
    "name",
    [
        "Content-Encoding",
        "Content-Length",
        "Date",
        "ETag",
        "Server-Timing",
        "Vary",
        "Via",
        "X-Amz-Cf-Id",
        "X-Amz-Cf-Pop",
        "X-Cache",
    ],
)
def test_a_header_of_cloudfront_s_own_is_spelled_as_on_the_wire(name: str) -> None:
    page = answer("max-age=60", body=b"a" * 2_000, content_type="text/css", etag='"1"')
    result = cached_site(page, **COMPRESSED).get("/", headers={"Accept-Encoding": "gzip"})
    assert result.headers["ETag"] == 'W/"1"'
    assert [one for one in result.headers if one.lower() == name.lower()] == [name]


@pytest.mark.fact("CF-203")
def test_legacy_settings_take_a_response_headers_policy_too() -> None:
    custom = [{"header": "X-Team", "value": "web", "override": True}]
    policy = {"custom_headers_config": custom}
    site = cached_site(answer(), **legacy(query_string=False), response_headers_policy=policy)
    assert site.get("/").headers["X-Team"] == "web"
