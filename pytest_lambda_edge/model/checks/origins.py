"""What CloudFront refuses about origins and origin groups."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from pytest_lambda_edge.errors import Problem
from pytest_lambda_edge.http.fields import is_field_value, is_token
from pytest_lambda_edge.model.origins import CustomOrigin, S3Origin
from pytest_lambda_edge.model.problems import inside, item, one_of, shown, unless_one_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_lambda_edge.model.origins import OriginGroup

    Origin = CustomOrigin | S3Origin
    Place = Callable[[str], str]

__all__ = ["group_problems", "origin_problems", "quota_problems"]

_MOST_ORIGINS = 100  # of a distribution (CF-025)
_MOST_GROUPS = 10

_PROTOCOL_POLICIES = ("http-only", "https-only", "match-viewer")  # CF-228
_SSL_PROTOCOLS = ("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2")  # CF-228
_FAILOVER_STATUS_CODES = (400, 403, 404, 416, 429, 500, 502, 503, 504)  # CF-237

_LABEL = r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_DOMAIN_NAME = re.compile(rf"{_LABEL}(\.{_LABEL})*\.?")  # CF-227, LE-123
_S3_WEBSITE = re.compile(r"\.s3-website[.-]")
_LONGEST_PATH = 255  # LE-124
_LONGEST_NAMES = {CustomOrigin: 253, S3Origin: 128}  # CF-227
_NO_ADDRESS = "The parameter origin name cannot be an IP address."  # CF-308
_NO_BUCKET = "The parameter Origin DomainName does not refer to a valid S3 bucket."
_NO_SSL_PROTOCOLS = "The parameter OriginSslProtocols is required."  # CF-228

# AWS raises an account's 120 and 300 seconds (CF-232) on request, to what it does not say; a day is ours.
_LONGEST_TIMEOUT = 86_400

_MOST_CUSTOM_HEADERS = 30  # CF-188
_LONGEST_HEADER_NAME = 256  # CF-188
_LONGEST_HEADER_VALUE = 1783  # CF-188
_LONGEST_HEADERS = 10240  # CF-188
_FORBIDDEN_HEADERS = frozenset(  # CF-188
    {
        "cache-control",
        "connection",
        "content-length",
        "cookie",
        "host",
        "if-match",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "if-unmodified-since",
        "max-forwards",
        "pragma",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "range",
        "request-range",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "via",
        "x-real-ip",
    }
)
_FORBIDDEN_PREFIXES = ("x-amz-", "x-edge-")


def quota_problems(origins: int, groups: int) -> Iterator[Problem]:
    """Yield what is wrong with how many origins and origin groups a distribution has (CF-025)."""
    if origins > _MOST_ORIGINS:
        message = f"a distribution has at most {_MOST_ORIGINS} origins, not {origins}"
        yield Problem("origins", message, "TooManyOrigins")
    if groups > _MOST_GROUPS:
        message = f"a distribution has at most {_MOST_GROUPS} origin groups, not {groups}"
        yield Problem("origins", message, "TooManyOriginGroupsPerDistribution")


def origin_problems(origin: Origin, place: str, *, from_url: bool = False) -> Iterator[Problem]:
    """Yield what is wrong with an origin; one that was given as a URL has a place and no places inside it."""

    def at(name: str) -> str:
        return place if from_url else inside(place, name)

    yield from _domain_name(origin, at)
    yield from _origin_path(origin, at("origin_path"))
    yield from _custom_headers(origin, at)
    yield from _timeouts(origin, at)
    if isinstance(origin, CustomOrigin):
        yield from _custom_origin(origin, at)
    elif origin.origin_access_identity and origin.origin_access_control_id:
        message = "an origin has an origin access identity or an origin access control, not both"
        yield Problem(at("origin_access_identity"), message, "IllegalOriginAccessConfiguration")  # CF-230


def group_problems(group: OriginGroup, place: str) -> Iterator[Problem]:
    """Yield what is wrong with an origin group (CF-237)."""
    if len(group.members) != 2:
        message = f"an origin group has exactly two members, the primary first; this has {len(group.members)}"
        yield Problem(inside(place, "members"), message, "InvalidArgument")
    codes = inside(place, "status_codes")
    if not group.status_codes:  # the API's StatusCodeList has at least one
        yield Problem(codes, f"needs at least one of {one_of(_FAILOVER_STATUS_CODES)}", "InvalidArgument")
    for index, status in enumerate(group.status_codes):
        yield from unless_one_of(item(codes, index), status, _FAILOVER_STATUS_CODES, "InvalidArgument")


def _domain_name(origin: Origin, at: Place) -> Iterator[Problem]:
    name = origin.domain_name
    place = at("domain_name")
    longest = _LONGEST_NAMES[type(origin)]
    if _is_ip_address(name):
        message = f"an origin's name cannot be an IP address: {shown(name)}"
        yield Problem(place, message, "InvalidArgument", aws_message=_NO_ADDRESS)
    elif ":" in name:
        hint = f"; a URL stands for a whole origin: origin={shown(name)}" if "://" in name else ""
        message = (
            f"an origin's name cannot contain a colon, its port is a setting of its own: {shown(name)}{hint}"
        )
        yield Problem(place, message, "InvalidArgument")
    elif not _DOMAIN_NAME.fullmatch(name) or len(name) > longest:
        message = f"must be a domain name of at most {longest} characters, not {shown(name)}"
        yield Problem(place, message, "InvalidArgument")
    elif isinstance(origin, S3Origin):
        yield from _bucket(name, place)


def _bucket(name: str, place: str) -> Iterator[Problem]:
    if name != name.lower():
        message = (
            f"a bucket's domain name is in lower case, not {shown(name)}; did you mean {name.lower()!r}?"
        )
        yield Problem(place, message, "InvalidArgument")
    elif _S3_WEBSITE.search(name):
        message = f"{shown(name)} is a website endpoint, which is a CustomOrigin with http-only (CF-225)"
        yield Problem(place, message, "InvalidArgument", aws_message=_NO_BUCKET)
    elif ".amazonaws." not in name:
        message = f"{shown(name)} is no bucket's domain name; any other server is a CustomOrigin (CF-225)"
        yield Problem(place, message, "InvalidArgument", aws_message=_NO_BUCKET)


def _is_ip_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _origin_path(origin: Origin, place: str) -> Iterator[Problem]:
    """Check what CF-226 and CF-311 say of origin paths, and LE-124 of those of custom origins alone."""
    path = origin.origin_path
    if not path:
        return
    if not path.startswith("/"):
        message = f"must begin with '/', not {shown(path)}; did you mean {shown(f'/{path}')}?"
        yield Problem(place, message, "InvalidRelativePath")
    elif path.endswith("/"):
        message = f"must not end with '/': {shown(path)}; did you mean {shown(path.rstrip('/'))}?"
        yield Problem(place, message, "InvalidArgument")
    if not isinstance(origin, CustomOrigin):
        return
    if len(path) > _LONGEST_PATH:
        yield Problem(
            place, f"is longer than {_LONGEST_PATH} characters: {shown(path)}", "InvalidRelativePath"
        )
    if not path.isascii() or not path.isprintable() or " " in path:
        yield Problem(place, f"must be URL-encoded, not {shown(path)}", "InvalidRelativePath")


def _custom_headers(origin: Origin, at: Place) -> Iterator[Problem]:
    headers = origin.custom_headers or {}
    place = at("custom_headers")
    if len(headers) > _MOST_CUSTOM_HEADERS:
        message = f"an origin has at most {_MOST_CUSTOM_HEADERS} custom headers, not {len(headers)}"
        yield Problem(place, message, "TooManyOriginCustomHeaders")
    if sum(len(name) + len(value) for name, value in headers.items()) > _LONGEST_HEADERS:
        message = f"names and values together are longer than {_LONGEST_HEADERS} characters"
        yield Problem(place, message, "InvalidArgument")
    for name, value in headers.items():
        for message in _header_problems(name, value):
            yield Problem(item(place, name), message, "InvalidArgument")


def _header_problems(name: str, value: str) -> Iterator[str]:
    if not is_token(name) or len(name) > _LONGEST_HEADER_NAME:
        yield f"{shown(name)} is no header name of at most {_LONGEST_HEADER_NAME} characters"
    elif name.lower() in _FORBIDDEN_HEADERS or name.lower().startswith(_FORBIDDEN_PREFIXES):
        yield f"{shown(name)} is not allowed as an origin custom header (CF-188)"
    if not is_field_value(value) or len(value) > _LONGEST_HEADER_VALUE:
        yield f"must be one line of at most {_LONGEST_HEADER_VALUE} characters, not {shown(value)}"


def _timeouts(origin: Origin, at: Place) -> Iterator[Problem]:
    """Check what CF-232 says of attempts and timeouts."""
    yield from unless_one_of(
        at("connection_attempts"), origin.connection_attempts, (1, 2, 3), "InvalidArgument"
    )
    yield from _seconds(origin.connection_timeout, 10, at("connection_timeout"), "InvalidArgument")
    yield from _seconds(
        origin.origin_read_timeout, _LONGEST_TIMEOUT, at("origin_read_timeout"), "InvalidOriginReadTimeout"
    )
    total = origin.response_completion_timeout
    if total is not None and total < origin.origin_read_timeout:
        message = (
            f"must not be less than origin_read_timeout, {shown(origin.origin_read_timeout)}: {shown(total)}"
        )
        yield Problem(at("response_completion_timeout"), message, "InvalidArgument")  # CF-234


def _seconds(seconds: int, most: int, place: str, code: str) -> Iterator[Problem]:
    if not 1 <= seconds <= most:
        yield Problem(place, f"must be 1 to {most:,} seconds, not {shown(seconds)}", code)


def _custom_origin(origin: CustomOrigin, at: Place) -> Iterator[Problem]:
    """Check what CF-228 says of custom origins."""
    yield from unless_one_of(at("origin_protocol_policy"), origin.origin_protocol_policy, _PROTOCOL_POLICIES)
    for name, port in (("http_port", origin.http_port), ("https_port", origin.https_port)):
        if port not in (80, 443) and not 1024 <= port <= 65535:
            message = f"must be 80, 443 or 1024 to 65535, not {shown(port)}"
            yield Problem(at(name), message, "InvalidArgument")
    protocols = at("origin_ssl_protocols")
    if not origin.origin_ssl_protocols:
        message = f"needs at least one of {one_of(_SSL_PROTOCOLS)}"
        yield Problem(protocols, message, "InvalidArgument", aws_message=_NO_SSL_PROTOCOLS)
    for index, protocol in enumerate(origin.origin_ssl_protocols):
        yield from unless_one_of(item(protocols, index), protocol, _SSL_PROTOCOLS)
    keepalive = at("origin_keepalive_timeout")
    seconds = origin.origin_keepalive_timeout
    yield from _seconds(seconds, _LONGEST_TIMEOUT, keepalive, "InvalidOriginKeepaliveTimeout")
