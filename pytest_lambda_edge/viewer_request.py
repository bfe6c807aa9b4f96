"""From what a test writes to the request that a viewer sends."""

from __future__ import annotations

import difflib
import ipaddress
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypedDict
from urllib.parse import quote

from pytest_lambda_edge.http.fields import is_encodable, is_field_value, is_token
from pytest_lambda_edge.http.headers import add, put
from pytest_lambda_edge.http.messages import Request
from pytest_lambda_edge.http.urls import split_target
from pytest_lambda_edge.pipeline.exchange import Viewer
from pytest_lambda_edge.pipeline.viewer_headers import wire_name

if TYPE_CHECKING:
    from pytest_lambda_edge.http.headers import HeaderMap
    from pytest_lambda_edge.http.urls import Target

__all__ = [
    "DEFAULT_CLIENT_IP",
    "HeaderSource",
    "RequestArguments",
    "checked_cookies",
    "checked_findings",
    "checked_target",
    "header_pairs",
    "viewer_request",
]

DEFAULT_CLIENT_IP: Final = "203.0.113.178"
DEFAULT_USER_AGENT: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"

HeaderSource = Mapping[str, "str | bytes | None"] | Iterable[tuple[str, "str | bytes"]]

_HTTP_VERSIONS: Final = ("1.0", "1.1", "2.0", "3.0")
_BINARY_VERSIONS: Final = frozenset({"2.0", "3.0"})
_CAPITALISED: Final = frozenset({"host", "user-agent"})  # LE-061

_COUNTRY: Final = "cloudfront-viewer-country"
_KNOWN_VIEWER_HEADERS: Final = (
    "cloudfront-is-android-viewer",
    "cloudfront-is-desktop-viewer",
    "cloudfront-is-ios-viewer",
    "cloudfront-is-mobile-viewer",
    "cloudfront-is-smarttv-viewer",
    "cloudfront-is-tablet-viewer",
    "cloudfront-viewer-address",
    "cloudfront-viewer-asn",
    "cloudfront-viewer-country",
    "cloudfront-viewer-city",
    "cloudfront-viewer-country-name",
    "cloudfront-viewer-country-region",
    "cloudfront-viewer-country-region-name",
    "cloudfront-viewer-latitude",
    "cloudfront-viewer-longitude",
    "cloudfront-viewer-metro-code",
    "cloudfront-viewer-postal-code",
    "cloudfront-viewer-time-zone",
    "cloudfront-viewer-header-order",
    "cloudfront-viewer-header-count",
    "cloudfront-viewer-ja3-fingerprint",
    "cloudfront-viewer-ja4-fingerprint",
    "cloudfront-viewer-tls",
    "cloudfront-viewer-http-version",
    "cloudfront-forwarded-proto",
    "cloudfront-viewer-cert-serial-number",
    "cloudfront-viewer-cert-issuer",
    "cloudfront-viewer-cert-subject",
    "cloudfront-viewer-cert-present",
    "cloudfront-viewer-cert-sha256",
    "cloudfront-viewer-cert-validity",
)  # LE-087, LE-089


class RequestArguments(TypedDict, total=False):
    """What ``request`` and its kin take beside method and URL."""

    headers: HeaderSource | None
    body: bytes | str | None
    cookies: Mapping[str, str] | None
    client_ip: str
    viewer: Mapping[str, str] | None
    http_version: str
    follow_redirects: bool


def viewer_request(  # noqa: PLR0913 - all that a viewer's request is made of
    domain_name: str,
    method: str,
    url: str,
    *,
    headers: HeaderSource | None,
    body: bytes | str | None,
    cookies: Mapping[str, str] | None,
    client_ip: str,
    viewer: Mapping[str, str] | None,
    http_version: str,
) -> tuple[Viewer, Request]:
    """Return who asks, and what; raises ``ValueError`` or ``TypeError`` for what no viewer could send."""
    _check_method(method)
    target = checked_target(url)
    if http_version not in _HTTP_VERSIONS:
        raise ValueError(f"http_version={http_version!r} is none of {', '.join(_HTTP_VERSIONS)}")
    lines = _header_lines(target.host or domain_name, headers, http_version)
    if cookies is not None and (checked := checked_cookies(cookies)):
        line = "; ".join(f"{name}={value}" for name, value in checked.items())
        add(lines, _name("Cookie", http_version), _checked("cookie", line))
    content = _content(body)
    if content is not None and "content-length" not in lines and "transfer-encoding" not in lines:
        put(lines, _name("Content-Length", http_version), str(len(content)))
    found = checked_findings(viewer)
    if found.get(_COUNTRY) == "":
        del found[_COUNTRY]  # An empty country is an unknown one (CF-161), whatever a session said.
    return (
        Viewer(target.scheme or "https", http_version, _address(client_ip), found),
        Request(method, target.path, target.querystring, lines, content or b""),
    )


def _check_method(method: object) -> None:
    if not isinstance(method, str) or not is_token(method):
        raise ValueError(f"{method!r} is no HTTP method")


def checked_target(url: object) -> Target:
    """Return a URL taken apart; raises ``ValueError`` where it is none."""
    if not isinstance(url, str) or not is_encodable(url):
        raise ValueError(f"{url!r} is no URL")
    return split_target(url)


def header_pairs(headers: object) -> Iterable[tuple[Any, Any]]:
    """Return headers as pairs, whose parts are checked later; raises ``TypeError`` where they are none."""
    if headers is None:
        return ()
    if isinstance(headers, Mapping):
        return headers.items()
    if isinstance(headers, Iterable) and not isinstance(headers, (str, bytes)):
        pairs = list(headers)
        if all(isinstance(pair, (tuple, list)) and len(pair) == 2 for pair in pairs):
            return pairs
    raise TypeError(f"headers: is a mapping or a list of (name, value) pairs, not {headers!r}")


def checked_cookies(cookies: object) -> dict[str, str]:
    """Return cookies by name; raises ``TypeError`` or ``ValueError`` for what no ``Cookie`` line can hold."""
    if cookies is None:
        return {}
    if not isinstance(cookies, Mapping):
        raise TypeError(f"cookies: is a mapping of names to values, not {cookies!r}")
    for name, value in cookies.items():
        if not isinstance(name, str) or not isinstance(value, str):
            raise TypeError(f"cookies: names and values are strings, not {name!r}: {value!r}")
        if not name or "=" in name or ";" in name or ";" in value:
            raise ValueError(
                f"cookies: {name!r}: {value!r} is no cookie: a name is not empty and holds no '=', and"
                " neither name nor value holds a ';'"
            )
    return dict(cookies)


def checked_findings(viewer: object) -> dict[str, str]:
    """Return what CloudFront finds out about a viewer, under names in lower case.

    Raises ``TypeError`` or ``ValueError`` for what it could not find out.
    """
    if viewer is None:
        return {}
    if not isinstance(viewer, Mapping):
        raise TypeError(f"viewer: is a mapping of CloudFront's header names to values, not {viewer!r}")
    found = {}
    for name, value in viewer.items():
        lower = name.lower() if isinstance(name, str) else ""
        if lower not in _KNOWN_VIEWER_HEADERS:
            near = difflib.get_close_matches(lower, _KNOWN_VIEWER_HEADERS, 1, 0.5)
            hint = f"; did you mean {wire_name(near[0])!r}?" if near else ""
            raise ValueError(f"viewer: {name!r} is no header that CloudFront adds{hint}")
        found[lower] = _percent_encoded(_checked(name, value))
    return found


def _percent_encoded(value: str) -> str:
    """Return what CloudFront found out as it writes it, ``K%C3%B6ln`` (CF-191)."""
    return value if value.isascii() else "".join(c if c.isascii() else quote(c) for c in value)


def _header_lines(host: str, headers: HeaderSource | None, http_version: str) -> HeaderMap:
    lines: HeaderMap = {"host": [{"key": "Host", "value": _checked("host", host)}]}
    given = set()
    for name, value in header_pairs(headers):
        lower, key = _names(name, http_version)
        if lower not in given:
            given.add(lower)
            lines.pop(lower, None)
        if value is not None:
            lines[lower] = [*lines.get(lower, ()), {"key": key, "value": _checked(lower, value)}]
    if "user-agent" not in given:
        put(lines, "User-Agent", DEFAULT_USER_AGENT)
    if "host" not in lines:
        raise ValueError("headers={'Host': None}: every request to CloudFront has a Host")
    return lines


def _names(name: object, http_version: str) -> tuple[str, str]:
    """Return a header's name in lower case and as it arrives."""
    if not isinstance(name, str):
        raise ValueError(f"{name!r} is no name of a header")  # noqa: TRY004 - as for any other bad name
    return _checked_names(name, http_version)


@lru_cache(maxsize=1024)
def _checked_names(name: str, http_version: str) -> tuple[str, str]:
    if not is_token(name):
        raise ValueError(f"{name!r} is no name of a header")
    return name.lower(), _name(name, http_version)


def _name(name: str, http_version: str) -> str:
    """Return a name as it arrives: HTTP/2 and HTTP/3 send names in lower case (LE-061)."""
    lower = name.lower()
    if lower in _CAPITALISED:
        return "Host" if lower == "host" else "User-Agent"
    return lower if http_version in _BINARY_VERSIONS else name


def _checked(name: str, value: object) -> str:
    text = _text(value)
    if text is None:
        raise TypeError(f"header {name!r}: a value is a string (or bytes), not {type(value).__name__}")
    if not is_field_value(text):
        raise ValueError(f"header {name!r}: {text!r} holds what no header line can hold")
    return text.strip(" \t")


def _text(value: object) -> str | None:
    """Return a value as functions see it: UTF-8, or else ISO-8859-1 (LE-246)."""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return value.decode("iso-8859-1")
    return None


def _content(body: object) -> bytes | None:
    if body is None or isinstance(body, bytes):
        return body
    if isinstance(body, str):
        if not is_encodable(body):
            raise ValueError("body: a lone surrogate has no UTF-8 form; send bytes instead")
        return body.encode()
    if isinstance(body, (bytearray, memoryview)):
        return bytes(body)
    raise TypeError(f"body: is bytes or a string (sent as UTF-8), not {type(body).__name__}")


def _address(client_ip: str) -> str:
    if client_ip == DEFAULT_CLIENT_IP:
        return client_ip
    try:
        return str(ipaddress.ip_address(str(client_ip)))  # RFC 5952 for IPv6 (LE-047)
    except ValueError:
        raise ValueError(f"client_ip={client_ip!r} is no IP address") from None
