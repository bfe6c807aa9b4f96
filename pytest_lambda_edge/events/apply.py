"""Applying what an accepted result changes; headers that did not change are taken over as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.http.headers import put
from pytest_lambda_edge.http.messages import BODILESS, Request, Response
from pytest_lambda_edge.model.event_type import EventType

if TYPE_CHECKING:
    from pytest_lambda_edge.events.results import ReturnedRequest, ReturnedResponse
    from pytest_lambda_edge.http.headers import HeaderMap

__all__ = ["apply_request", "generated_response", "updated_response"]


def apply_request(request: Request, returned: ReturnedRequest, sent: dict[str, Any]) -> Request:
    """Return *request* as a function left it; *sent* is the ``request`` of the event that it received.

    Headers that the event did not show stay. A replaced body gets its own Content-Length (LE-105).
    """
    headers = _merged(request.headers, returned.headers, sent["headers"])
    body = request.body
    if returned.body is not None:
        body = returned.body
        headers = _framed(headers, body)
    return Request(request.method, returned.uri, returned.querystring, headers, body)


def generated_response(returned: ReturnedResponse) -> Response:
    """Return the response that a request event's function answers with; nothing is added (D-31 does that)."""
    body = b"" if returned.status in BODILESS else returned.body or b""
    return Response(returned.status, returned.reason, returned.headers or {}, body)


def updated_response(
    response: Response, returned: ReturnedResponse, sent: dict[str, Any], event_type: str
) -> Response:
    """Return *response* as a function left it; *sent* is the ``response`` of the event that it received.

    Viewer-response changes headers only (LE-196, LE-197). A body that was set gets its own Content-Length
    (LE-186) and is framed by it alone; the body of a 204 or 304 is dropped (D-37).
    """
    headers = _merged(response.headers, returned.headers, sent["headers"])
    if event_type == EventType.VIEWER_RESPONSE:
        return Response(response.status, response.reason, headers, response.body)
    body = response.body if returned.body is None else returned.body
    if returned.status in BODILESS:
        headers = _without_length(headers) if body else headers
        return Response(returned.status, returned.reason, headers, b"")
    if returned.body is not None:
        headers = _framed(headers, body)
    return Response(returned.status, returned.reason, headers, body)


def _merged(before: HeaderMap, returned: HeaderMap | None, shown: HeaderMap) -> HeaderMap:
    if returned is None:
        return before
    if len(before) == len(shown):
        return returned
    return returned | {name: lines for name, lines in before.items() if name not in shown}


def _framed(headers: HeaderMap, body: bytes) -> HeaderMap:
    """Return headers whose only word on the body's length is the length of *body*."""
    framed = _without_length(headers)
    put(framed, "Content-Length", str(len(body)))
    return framed


def _without_length(headers: HeaderMap) -> HeaderMap:
    return {
        name: lines for name, lines in headers.items() if name not in {"content-length", "transfer-encoding"}
    }
