"""The checks before any function, in D-02's order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.events.limits import HEADER_LINES
from pytest_lambda_edge.http.headers import first, wire_size
from pytest_lambda_edge.http.urls import absolute_url
from pytest_lambda_edge.model.event_type import EventType
from pytest_lambda_edge.model.path_patterns import needs_normalizing
from pytest_lambda_edge.pipeline.cloudfront_responses import error_response, redirect_response
from pytest_lambda_edge.pipeline.table import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_lambda_edge.model.deployed import DeployedBehavior, DeployedDistribution
    from pytest_lambda_edge.model.distribution import GeoRestriction
    from pytest_lambda_edge.pipeline.exchange import Exchange

__all__ = [
    "allowed_methods",
    "behavior",
    "geo_restriction",
    "host",
    "is_host_of",
    "root_object_path",
    "signature",
    "size_limits",
    "viewer_protocol_policy",
]

_MAX_URL: Final = 8_192  # bytes, else 414 (CF-026)
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
    """Refuse a URL that is too long, or a request line and headers that are (494)."""
    query = x.received.querystring.encode()
    url = len(x.received.uri.encode()) + len(query) + bool(query)
    if url > _MAX_URL:
        return _rejected(
            x, 414, "The URL of the request is longer than 8,192 bytes.", f"the URL has {url:,} bytes"
        )
    request_line = len(x.received.method) + url + _REQUEST_LINE_OVERHEAD
    whole = request_line + wire_size(x.received.headers)
    if whole > HEADER_LINES:
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
        x.rest_on("CF-147")
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
    behavior = x.current_rules.behavior
    policy = behavior.viewer_protocol_policy
    if policy == "allow-all" or x.viewer.scheme == "https":
        return Outcome.PASSED
    if _is_refused_later(x, behavior):
        x.rest_on("D-02")
    redirected = policy == "redirect-to-https"
    if not redirected and EventType.VIEWER_REQUEST in behavior.triggers:
        x.rest_on("D-02")
    if redirected and behavior.response_headers_policy is not None:
        x.rest_on("CF-155")
    if not redirected:
        return _rejected(x, 403, _NOT_HTTPS, "the behavior is https-only")
    safe = x.received.method in {"GET", "HEAD"}
    if not safe and x.viewer.http_version == "1.0":
        return _rejected(x, 403, _NOT_HTTPS, "HTTP/1.0 cannot be redirected with this method")
    name = first(x.received.headers, "host") or ""
    location = absolute_url("https", name, x.received.uri, x.received.querystring)
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
        x.rest_on("D-02")
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


def signature(x: Exchange) -> Outcome:
    """Refuse a request without a valid signature, where the behavior trusts key groups (CF-163)."""
    keys = x.current_rules.behavior.trusted_keys
    if keys is None:
        return Outcome.PASSED
    from pytest_lambda_edge.pipeline.signatures import verified  # noqa: PLC0415 - only where there are keys

    return verified(x, keys)


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


def _is_refused_later(x: Exchange, behavior: DeployedBehavior) -> bool:
    """Return whether a check behind the protocol's would refuse the request, too, in its own way."""
    restriction = x.site.deployed.geo_restriction
    blocked = restriction is not None and _is_blocked(restriction, x.viewer.headers)
    return blocked or x.received.method not in behavior.allowed_methods or behavior.trusted_keys is not None


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
