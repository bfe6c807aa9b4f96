"""The lines that an origin is sent, to the letter."""

from __future__ import annotations

from typing import Any

import pytest
from support.cached_sites import cached_site, sent
from support.edge_functions import part

HOST = "www-origin.example.com"
UNCACHED: dict[str, Any] = {
    "cache_policy": "CachingDisabled",
    "origin_request_policy": "AllViewer",
    "allowed_methods": ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
}


def gives_origin(**properties: Any) -> Any:
    """Return an origin-request function that changes properties of the custom origin."""

    def handler(event: Any, _context: Any) -> Any:
        request = part(event)
        request["origin"]["custom"] |= properties
        return request

    return handler


def drops(*names: str) -> Any:
    """Return an origin-request function that takes headers out."""

    def handler(event: Any, _context: Any) -> Any:
        request = part(event)
        for name in names:
            del request["headers"][name]
        return request

    return handler


@pytest.mark.fact("CF-177", "CF-180", "CF-185", "CF-187", "LE-105", "LE-227")
def test_cloudfront_writes_the_names_of_its_own_lines_its_way() -> None:
    site = cached_site(
        origin={"domain_name": HOST, "custom_headers": {"X-sEcret": "configured"}},
        origin_request=drops("host"),
        **UNCACHED,
    )
    viewers = [("content-length", "4"), ("cookie", "b=1"), ("cookie", "a=3; a=2")]
    lines = sent(
        site.request("POST", "/page", headers=viewers, body=b"four", http_version="2.0")
    ).headers.items()
    own = {name: value for name, value in lines if name not in {"User-Agent", "Via", "X-Forwarded-For"}}
    assert own.pop("X-Amz-Cf-Id")
    assert own == {
        "Content-Length": "4",
        "Cookie": "a=3; a=2; b=1",
        "X-sEcret": "configured",
        "Connection": "Keep-Alive",
        "Host": HOST,
    }


@pytest.mark.fact("LE-105")
@pytest.mark.parametrize(
    ("framing", "data", "length"),
    [
        ({}, b"four", "4"),
        ({"Content-Length": "0"}, b"", "0"),
        ({"Content-Length": "9"}, b"", "0"),
        ({"Content-Length": "9"}, b"four", "4"),
        ({"Transfer-Encoding": "chunked"}, b"four", None),
    ],
)
def test_a_body_has_its_length_unless_it_comes_in_chunks(
    framing: dict[str, str], data: bytes, length: str | None
) -> None:
    result = cached_site(**UNCACHED).request("POST", "/page", headers=framing, body=data)
    assert sent(result).headers.get("Content-Length") == length


@pytest.mark.fact("CF-187")
@pytest.mark.parametrize(
    ("line", "name"), [({"key": "X-sEcret", "value": "1"}, "X-sEcret"), ({"value": "1"}, "X-Secret")]
)
def test_a_functions_custom_header_goes_out_under_its_key(line: dict[str, str], name: str) -> None:
    site = cached_site(origin_request=gives_origin(customHeaders={"x-secret": [line]}))
    assert (name, "1") in sent(site.get("/page")).headers.items()


@pytest.mark.fact("CF-228", "LE-120")
@pytest.mark.parametrize(
    ("properties", "asked"),
    [
        ({"protocol": "http", "port": 80}, f"http://{HOST}/page"),
        ({"protocol": "http"}, f"http://{HOST}:443/page"),
        ({"port": 8443}, f"https://{HOST}:8443/page"),
    ],
)
def test_a_function_may_change_how_the_origin_is_asked(properties: dict[str, Any], asked: str) -> None:
    assert sent(cached_site(origin_request=gives_origin(**properties)).get("/page")).url == asked


@pytest.mark.fact("CF-228")
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_bucket_is_asked_as_cloudfront_is(scheme: str) -> None:
    bucket = "bucket.s3.eu-west-1.amazonaws.com"
    site = cached_site(origin={"domain_name": bucket})
    result = site.get(f"{scheme}://{site.domain_name}/page")
    assert sent(result).url == f"{scheme}://{bucket}/page"
