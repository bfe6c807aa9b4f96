"""Building events.

Nothing is copied: an event shares the header lists of the message it shows, since whoever runs a function
makes a JSON round trip first (LE-209).
"""

from __future__ import annotations

import re
from binascii import b2a_base64
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.events.limits import EXPOSED_BODY
from pytest_lambda_edge.events.restricted import hidden_names
from pytest_lambda_edge.http.headers import from_pairs
from pytest_lambda_edge.http.messages import reason_phrase
from pytest_lambda_edge.model.origins import S3Origin

if TYPE_CHECKING:
    from pytest_lambda_edge.events.types import RequestBody
    from pytest_lambda_edge.http.headers import HeaderMap
    from pytest_lambda_edge.http.messages import Request, Response
    from pytest_lambda_edge.model.deployed import DeployedOrigin

__all__ = ["body_object", "event", "origin_object", "request_object", "response_object"]

_S3_REGION: Final = re.compile(r"\.s3[.-](?:dualstack\.)?([a-z0-9-]+)\.amazonaws\.com")


def event(  # noqa: PLR0913 - the fields of the envelope
    event_type: str,
    *,
    distribution_domain_name: str,
    distribution_id: str,
    request_id: str,
    request: dict[str, Any],
    response: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the whole event around a request and, in a response event, its response (LE-036, LE-037)."""
    cf: dict[str, Any] = {
        "config": {
            "distributionDomainName": distribution_domain_name,
            "distributionId": distribution_id,
            "eventType": str(event_type),
            "requestId": request_id,
        },
        "request": request,
    }
    if response is not None:
        cf["response"] = response
    return {"Records": [{"cf": cf}]}


def request_object(
    request: Request,
    *,
    client_ip: str,
    body: RequestBody | None = None,
    origin: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the request of an event (LE-044).

    ``body`` comes from ``body_object``, in request events whose trigger includes it; ``origin`` from
    ``origin_object`` (or from the override that an origin-request function made), in origin events. Headers
    that the origin's custom headers name as well are left out (D-35).
    """
    shown: dict[str, Any] = {} if body is None else {"body": body}
    shown["clientIp"] = client_ip
    shown["headers"] = _exposed(request.headers)
    shown["method"] = request.method
    if origin is not None:
        custom_headers = origin["s3" if "s3" in origin else "custom"].get("customHeaders")
        if custom_headers:
            shown["headers"] = _without(shown["headers"], custom_headers)
        shown["origin"] = origin
    shown["querystring"] = request.querystring
    shown["uri"] = request.uri
    return shown


def body_object(body: bytes, event_type: str) -> RequestBody:
    """Return a request's body as a trigger with IncludeBody sees it (LE-096 to LE-099)."""
    limit = EXPOSED_BODY[event_type]
    return {
        "action": "read-only",
        "data": b2a_base64(body[:limit], newline=False).decode("ascii"),
        "encoding": "base64",
        "inputTruncated": len(body) > limit,
    }


def response_object(response: Response) -> dict[str, Any]:
    """Return the response of an event, which never shows the body (LE-129)."""
    return {
        "headers": _exposed(response.headers),
        "status": str(response.status),
        "statusDescription": response.reason or reason_phrase(response.status),
    }


def origin_object(origin: DeployedOrigin, protocol: str) -> dict[str, Any]:
    """Return a configured origin as origin events show it; *protocol* is the one in use (LE-110)."""
    settings = origin.settings
    shown: dict[str, Any] = {
        "customHeaders": from_pairs((settings.custom_headers or {}).items()),
        "domainName": settings.domain_name,
        "path": settings.origin_path,
        "readTimeout": settings.origin_read_timeout,
    }
    if settings.response_completion_timeout is not None:
        shown["responseCompletionTimeout"] = settings.response_completion_timeout
    if isinstance(settings, S3Origin):
        return {"s3": _in_order(shown | _authentication(settings))}
    shown["keepaliveTimeout"] = settings.origin_keepalive_timeout
    shown["port"] = settings.https_port if protocol == "https" else settings.http_port
    shown["protocol"] = protocol
    shown["sslProtocols"] = list(settings.origin_ssl_protocols)
    return {"custom": _in_order(shown)}


def _in_order(properties: dict[str, Any]) -> dict[str, Any]:
    """Return properties as events have them, by the alphabet (LE-045)."""
    return dict(sorted(properties.items()))


def _authentication(settings: S3Origin) -> dict[str, str]:
    """Return how requests to a bucket are signed; an origin access control shows as none (LE-115, D-19)."""
    if not settings.origin_access_identity:
        return {"authMethod": "none"}
    return {"authMethod": "origin-access-identity", "region": _region(settings.domain_name)}


def _exposed(headers: HeaderMap) -> HeaderMap:
    hidden = hidden_names(headers)
    return _without(headers, hidden) if hidden else headers


def _without(headers: HeaderMap, names: list[str] | HeaderMap) -> HeaderMap:
    return {name: entries for name, entries in headers.items() if name not in names}


def _region(domain_name: str) -> str:
    """Return the Region in a bucket's domain name; a name without one stands for us-east-1."""
    found = _S3_REGION.search(domain_name)
    return found[1] if found else "us-east-1"
