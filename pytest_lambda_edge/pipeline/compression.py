"""Automatic compression (CF-219 to CF-224, CF-331)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.http.content_coding import brotli_compressed, gzip_compressed, has_brotli
from pytest_lambda_edge.http.fields import whole_number
from pytest_lambda_edge.http.headers import first, joined, put
from pytest_lambda_edge.http.messages import Response
from pytest_lambda_edge.http.validators import is_entity_tag, weakened
from pytest_lambda_edge.pipeline.cache_key import normalized_accept_encoding
from pytest_lambda_edge.pipeline.table import Outcome

if TYPE_CHECKING:
    from pytest_lambda_edge.http.headers import HeaderMap
    from pytest_lambda_edge.pipeline.exchange import Exchange

__all__ = ["COMPRESSED_TYPES", "compress"]

_SMALLEST: Final = 1_000  # bytes (CF-219)
_LARGEST: Final = 10_000_000  # bytes (CF-219)
_STATUSES: Final = frozenset({200, 403, 404})
_BROTLI: Final = "CloudFront would have sent br, which needs the extra pytest-lambda-edge[brotli] here"

COMPRESSED_TYPES: Final = frozenset(
    {
        "application/dash+xml",
        "application/eot",
        "application/font",
        "application/font-sfnt",
        "application/javascript",
        "application/json",
        "application/opentype",
        "application/otf",
        "application/pdf",
        "application/pkcs7-mime",
        "application/protobuf",
        "application/rss+xml",
        "application/truetype",
        "application/ttf",
        "application/vnd.apple.mpegurl",
        "application/vnd.mapbox-vector-tile",
        "application/vnd.ms-fontobject",
        "application/wasm",
        "application/xhtml+xml",
        "application/xml",
        "application/x-font-opentype",
        "application/x-font-truetype",
        "application/x-font-ttf",
        "application/x-httpd-cgi",
        "application/x-javascript",
        "application/x-mpegurl",
        "application/x-opentype",
        "application/x-otf",
        "application/x-perl",
        "application/x-ttf",
        "font/eot",
        "font/opentype",
        "font/otf",
        "font/ttf",
        "image/svg+xml",
        "text/css",
        "text/csv",
        "text/html",
        "text/javascript",
        "text/js",
        "text/plain",
        "text/richtext",
        "text/tab-separated-values",
        "text/xml",
        "text/x-component",
        "text/x-java-source",
        "text/x-script",
        "vnd.apple.mpegurl",
    }
)
"""The content types that CloudFront compresses (CF-221)."""


def compress(x: Exchange) -> Outcome:
    """Compress the response if behavior, viewer and response allow it, and say so in ``Vary``."""
    rules = x.current_rules
    if not (rules.behavior.compress and rules.cacheable and (rules.gzip or rules.brotli)):
        return Outcome.PASSED
    response = x.outgoing
    if not _is_compressed_type(response.headers):
        return Outcome.PASSED
    if _is_compressible(response):
        accepted = normalized_accept_encoding(rules, x.asked.headers, x.viewer.http_version)
        response = _compressed(x, response, accepted)
        x.response = response
    if not x.generated and x.fetch_failure is None:
        # CF-331: whether or not anything was compressed this time.
        vary = joined(response.headers, "vary")
        if vary:
            x.rest_on("D-13")
        put(response.headers, "Vary", f"{vary},Accept-Encoding" if vary else "Accept-Encoding")
    return Outcome.PASSED


def _compressed(x: Exchange, response: Response, accepted: str) -> Response:
    """Return the response in the best coding of those *accepted*: Brotli before gzip (CF-220)."""
    lacking = ""
    if "br" in accepted and has_brotli():
        coding, body = "br", brotli_compressed(response.body)
    elif "gzip" in accepted:
        coding, body = "gzip", gzip_compressed(response.body)
        lacking = f"; {_BROTLI}" if "br" in accepted else ""
    else:
        if accepted:
            x.note(f"not compressed: {_BROTLI}")
        return response
    x.note(f"{coding}, {len(response.body):,} bytes became {len(body):,}{lacking}")
    return _encoded(response, coding, body)


def _is_compressed_type(headers: HeaderMap) -> bool:
    return (first(headers, "content-type") or "").partition(";")[0].strip().lower() in COMPRESSED_TYPES


def _is_compressible(response: Response) -> bool:
    length = whole_number(first(response.headers, "content-length"))
    return (
        response.status in _STATUSES
        and "content-encoding" not in response.headers
        and length is not None
        and _SMALLEST <= length <= _LARGEST
        and len(response.body) == length
    )


def _encoded(response: Response, coding: str, body: bytes) -> Response:
    headers = dict(response.headers)
    put(headers, "Content-Encoding", coding)
    put(headers, "Content-Length", str(len(body)))
    etag = first(headers, "etag")
    if etag is not None and is_entity_tag(etag):
        put(headers, "ETag", weakened(etag))  # CF-222
    elif etag is not None:
        del headers["etag"]
    return Response(response.status, response.reason, headers, body)
