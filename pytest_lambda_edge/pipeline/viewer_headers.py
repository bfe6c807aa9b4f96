"""The ``CloudFront-*`` headers: what CloudFront finds out about a viewer by itself (CF-189 to CF-194)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.http.headers import joined

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_lambda_edge.http.headers import HeaderMap
    from pytest_lambda_edge.pipeline.exchange import Viewer

__all__ = ["cloudfront_headers", "device_headers", "wire_name"]

_OF_TLS = ("cloudfront-viewer-ja3-fingerprint", "cloudfront-viewer-ja4-fingerprint", "cloudfront-viewer-tls")
_VIEWER_PORT = 46532  # AWS's sample of CloudFront-Viewer-Address shows this port (CF-191).
_MOST_OF_AN_ORDER: Final = 7_680  # characters of CloudFront-Viewer-Header-Order (CF-192)

# Mobile and tablet may both be true (CF-190).
_DEVICES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("cloudfront-is-android-viewer", re.compile("Android")),
    ("cloudfront-is-ios-viewer", re.compile("iPhone|iPad|iPod")),
    ("cloudfront-is-mobile-viewer", re.compile("Mobile|iPhone|iPod|Opera Mini|IEMobile")),
    (
        "cloudfront-is-smarttv-viewer",
        re.compile("SmartTV|SMART-TV|Smart-TV|AppleTV|GoogleTV|HbbTV|BRAVIA|NetCast|Web0S"),
    ),
    (
        "cloudfront-is-tablet-viewer",
        re.compile(r"iPad|Tablet|Kindle|Silk|PlayBook|Android(?!.*(?:Mobile|TV|BRAVIA))"),
    ),
)

_WIRE_PARTS = {
    "ios": "IOS",
    "smarttv": "SmartTV",
    "asn": "ASN",
    "tls": "TLS",
    "ja3": "JA3",
    "ja4": "JA4",
    "cloudfront": "CloudFront",
}


def wire_name(lower: str) -> str:
    """Return the name as CloudFront writes it, such as ``CloudFront-Is-IOS-Viewer``."""
    return "-".join(_WIRE_PARTS.get(part, part.capitalize()) for part in lower.split("-"))


def device_headers(user_agent: str) -> dict[str, str]:
    """Return the device headers that follow from a ``User-Agent``; what is nothing else is a desktop."""
    found = {name: pattern.search(user_agent) is not None for name, pattern in _DEVICES}
    handheld = ("cloudfront-is-mobile-viewer", "cloudfront-is-smarttv-viewer", "cloudfront-is-tablet-viewer")
    found["cloudfront-is-desktop-viewer"] = not any(found[name] for name in handheld)
    return {name: "true" if value else "false" for name, value in found.items()}


def cloudfront_headers(
    wanted: tuple[str, ...], viewer: Viewer, received: HeaderMap, error: tuple[str, str] | None
) -> Mapping[str, str]:
    """Return the values of the *wanted* headers (lower case) that are known.

    *received* are the headers that the viewer sent; *error* is the path and query string of the failing
    request while its custom error page is fetched.
    """
    asks_for_device = any(name.startswith("cloudfront-is-") for name in wanted)
    known = device_headers(joined(received, "user-agent") or "") if asks_for_device else {}
    known["cloudfront-forwarded-proto"] = viewer.scheme
    known["cloudfront-viewer-http-version"] = viewer.http_version
    known["cloudfront-viewer-address"] = f"{viewer.client_ip}:{_VIEWER_PORT}"
    if "cloudfront-viewer-header-order" in wanted or "cloudfront-viewer-header-count" in wanted:
        names = [entry["key"] for entries in received.values() for entry in entries]
        known["cloudfront-viewer-header-order"] = ":".join(names)[:_MOST_OF_AN_ORDER]
        known["cloudfront-viewer-header-count"] = str(len(names))
    known.update(viewer.headers)
    if viewer.scheme != "https":
        for name in _OF_TLS:
            known.pop(name, None)
    if error is not None:
        known["cloudfront-error-uri"], known["cloudfront-error-args"] = error
    return {name: known[name] for name in wanted if name in known}
