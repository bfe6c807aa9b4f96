"""The checks before any function, in D-02's order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.http.headers import first
from pytest_lambda_edge.model.path_patterns import needs_normalizing
from pytest_lambda_edge.pipeline.cloudfront_responses import error_response, redirect_response
from pytest_lambda_edge.pipeline.table import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_lambda_edge.model.deployed import DeployedDistribution
    from pytest_lambda_edge.model.distribution import GeoRestriction
    from pytest_lambda_edge.pipeline.exchange import Exchange

__all__ = [
    "allowed_methods",
    "behavior",
    "geo_restriction",
    "host",
    "is_host_of",
    "root_object_path",
    "size_limits",
    "viewer_protocol_policy",
]

_MAX_URL: Final = 8_192  # bytes, else 414 (CF-026)
_MAX_REQUEST: Final = 32_768  # bytes of request line and headers, else 494 (CF-026)
_LINE_OVERHEAD: Final = 4  # ": " and the line's end
_REQUEST_LINE_OVERHEAD: Final = 12  # " ", " HTTP/1.1" and the line's end

_BAD_REQUEST: Final = "Bad request."
_METHOD_NOT_ALLOWED: Final = (
    "This distribution is not configured to allow the HTTP request method that was used for this request."
)
_ONLY_CACHABLE: Final = " The distribution supports only cachable requests."  # CloudFront's spelling (CF-129)
_COUNTRY_BLOCKED: Final = (
    "The Amazon CloudFront distribution is configured to block access from your country."
)
_NOT_HTTPS: Final = "Bad request. We can't connect to the server for this app or website at this time."


def size_limits(x: Exchange) -> Outcome:
    """Refuse a URL or a request that is too long."""
    query = x.received.querystring.encode()
    url = len(x.received.uri.encode()) + len(query) + bool(query)
    if url > _MAX_URL:
        return _rejected(
            x, 414, "The URL of the request is longer than 8,192 bytes.", f"the URL has {url:,} bytes"
        )
    request_line = len(x.received.method) + url + _REQUEST_LINE_OVERHEAD
    header_lines = sum(
        len(entry["key"]) + len(entry["value"].encode()) + _LINE_OVERHEAD
        for entries in x.received.headers.values()
        for entry in entries
    )
    whole = request_line + header_lines
    if whole > _MAX_REQUEST:
        message = "The request line and headers are longer than 32,768 bytes."
        return _rejected(x, 494, message, f"request line and headers have {whole:,} bytes")
    return Outcome.PASSED


def host(x: Exchange) -> Outcome:
    """Refuse a Host that is none of the distribution's (CF-144), or any while it is disabled (CF-147)."""
    deployed = x.site.deployed
    name = first(x.received.headers, "host") or ""
    if not is_host_of(deployed, name):
        names = ", ".join((deployed.domain_name, *deployed.aliases))
        return _rejected(x, 403, _BAD_REQUEST, f"{name} is none of {names}")
    if not deployed.enabled:
        return _rejected(x, 403, _BAD_REQUEST, "the distribution is disabled")
    return Outcome.PASSED


def behavior(x: Exchange) -> Outcome:
    """Choose the cache behavior by the viewer's own path, once and for all (LE-007)."""
    path = root_object_path(x.site.deployed, x.received.uri)
    if path != x.received.uri:
        x.rest_on("D-01")
    x.rules = x.site.match(path)
    if needs_normalizing(x.site.deployed, path):
        x.rest_on("D-17")
    return Outcome.PASSED


def viewer_protocol_policy(x: Exchange) -> Outcome:
    """Redirect or refuse plain HTTP (CF-153, CF-156)."""
    policy = x.current_rules.behavior.viewer_protocol_policy
    if policy == "allow-all" or x.viewer.scheme == "https":
        return Outcome.PASSED
    if policy == "https-only":
        return _rejected(x, 403, _NOT_HTTPS, "the behavior is https-only")
    safe = x.received.method in {"GET", "HEAD"}
    if not safe and x.viewer.http_version == "1.0":
        return _rejected(x, 403, _NOT_HTTPS, "HTTP/1.0 cannot be redirected with this method")
    query = f"?{x.received.querystring}" if x.received.querystring else ""
    location = f"https://{first(x.received.headers, 'host')}{x.received.uri}{query}"
    x.response = redirect_response(301 if safe else 307, location, x.now)
    x.result_type = "Redirect"
    return Outcome.REDIRECTED


def allowed_methods(x: Exchange) -> Outcome:
    """Refuse a method that the behavior does not allow (CF-158), or a GET with a body (CF-029)."""
    allowed = x.current_rules.behavior.allowed_methods
    if x.received.method not in allowed:
        x.rest_on("D-02")
        read_only = "" if "POST" in allowed else _ONLY_CACHABLE
        why = f"{x.received.method} is not among {', '.join(sorted(allowed))}"
        return _rejected(x, 403, _METHOD_NOT_ALLOWED + read_only, why)
    if x.received.method == "GET" and x.received.body:
        return _rejected(x, 403, _BAD_REQUEST, "a GET has no body")
    return Outcome.PASSED


def geo_restriction(x: Exchange) -> Outcome:
    """Refuse a viewer from a country that is not served; an unknown country is (CF-161)."""
    restriction = x.site.deployed.geo_restriction
    if restriction is None or not _is_blocked(restriction, x.viewer.headers):
        return Outcome.PASSED
    x.rest_on("D-02")
    country = x.viewer.headers["cloudfront-viewer-country"]
    return _rejected(x, 403, _COUNTRY_BLOCKED, f"the {restriction.restriction_type} keeps {country} out")


def root_object_path(deployed: DeployedDistribution, uri: str) -> str:
    """Return the path that *uri* stands for: ``/`` is the default root object where there is one (D-01)."""
    return f"/{deployed.default_root_object}" if uri == "/" and deployed.default_root_object else uri


def is_host_of(deployed: DeployedDistribution, name: str) -> bool:
    """Return whether *name*, perhaps with a port, is the distribution's own name or an alias (CF-145)."""
    bare = name.lower().partition(":")[0]
    if bare == deployed.domain_name:
        return True
    return any(
        bare == alias or (alias.startswith("*.") and bare.endswith(alias[1:])) for alias in deployed.aliases
    )


def _is_blocked(restriction: GeoRestriction, viewer: Mapping[str, str]) -> bool:
    country = viewer.get("cloudfront-viewer-country")
    if country is None or restriction.restriction_type == "none":
        return False
    return (country.upper() in restriction.locations) == (restriction.restriction_type == "blacklist")


def _rejected(x: Exchange, status: int, message: str, why: str) -> Outcome:
    x.note(why)
    x.response = error_response(status, message, x.request_id, x.now)
    x.result_type = "Error"
    return Outcome.REJECTED
