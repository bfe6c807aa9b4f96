"""Events as functions receive them, and the ways in which tests turn them into results."""

from __future__ import annotations

import json
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.events.build import origin_object, request_object, response_object
from pytest_lambda_edge.events.results import judge_request_result, judge_response_result
from pytest_lambda_edge.http.headers import from_pairs, lines
from pytest_lambda_edge.http.messages import Request, Response
from pytest_lambda_edge.model.deployed import DeployedOrigin
from pytest_lambda_edge.model.event_type import EventType
from pytest_lambda_edge.model.origins import CustomOrigin, S3Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pytest_lambda_edge.events.refusals import Violation
    from pytest_lambda_edge.events.results import (
        RequestVerdict,
        ResponseVerdict,
        ReturnedRequest,
        ReturnedResponse,
    )

    Change = Callable[[EventType], Any]

__all__ = [
    "CUSTOM_ORIGIN",
    "REQUEST_EVENTS",
    "RESPONSE_EVENTS",
    "S3_ORIGIN",
    "as_returned",
    "changed",
    "custom_origin",
    "header_lines",
    "judge",
    "judge_request",
    "judge_response",
    "places",
    "received",
    "request_for",
    "request_of",
    "response_for",
    "response_like",
    "response_of",
    "rests_on",
    "s3_origin",
    "sent_to",
    "with_header",
    "with_headers",
    "without",
]

REQUEST_EVENTS = (EventType.VIEWER_REQUEST, EventType.ORIGIN_REQUEST)
RESPONSE_EVENTS = (EventType.ORIGIN_RESPONSE, EventType.VIEWER_RESPONSE)

CUSTOM_ORIGIN = DeployedOrigin(
    "www",
    CustomOrigin(
        domain_name="www.example.com", origin_path="/site", custom_headers={"X-Shared-Secret": "s3cret"}
    ),
)
S3_ORIGIN = DeployedOrigin("files", S3Origin(domain_name="files.s3.eu-west-1.amazonaws.com"))

_VIEWER_HEADERS = (
    ("Host", "www.example.com"),
    ("User-Agent", "Mozilla/5.0"),
    ("accept", "text/html"),
    ("accept-encoding", "gzip, br"),
    ("cookie", "a=1"),
    ("cookie", "b=2"),
    ("via", "1.1 proxy.example"),
)
_ORIGIN_HEADERS = (
    ("Host", "www.example.com"),
    ("User-Agent", "Amazon CloudFront"),
    ("Via", "2.0 0123456789abcdef0123456789abcdef.cloudfront.net (CloudFront)"),
    ("X-Forwarded-For", "203.0.113.178"),
    ("Accept-Encoding", "gzip"),
    ("If-None-Match", '"v1"'),
)
_RESPONSE_HEADERS = (
    ("Content-Type", "text/html"),
    ("Content-Length", "5"),
    ("Transfer-Encoding", "chunked"),
    ("ETag", '"v1"'),
    ("Server", "AmazonS3"),
)


def request_for(event_type: EventType) -> Request:
    """Return a request with a query, repeated lines and read-only headers."""
    headers = _ORIGIN_HEADERS if event_type is EventType.ORIGIN_REQUEST else _VIEWER_HEADERS
    return Request("GET", "/index.html", "a=1&b=2", from_pairs(headers), b"viewer's body")


def response_for(event_type: EventType) -> Response:
    """Return a response with read-only headers."""
    return Response(200, "OK", from_pairs(_RESPONSE_HEADERS), b"hello")


_received: ContextVar[dict[str, Any] | None] = ContextVar("_received", default=None)


@contextmanager
def received(sent: dict[str, Any]) -> Iterator[None]:
    """Let changes start from what a function has really received, in the place of a made-up event's part."""
    token = _received.set(sent)
    try:
        yield
    finally:
        _received.reset(token)


def sent_to(event_type: EventType) -> dict[str, Any]:
    """Return the part of the event that a function is to return, as it is sent."""
    really = _received.get()
    if really is not None:
        return really
    if event_type in RESPONSE_EVENTS:
        return response_object(response_for(event_type))
    origin = origin_object(CUSTOM_ORIGIN, "https") if event_type is EventType.ORIGIN_REQUEST else None
    return request_object(request_for(event_type), client_ip="203.0.113.178", origin=origin)


def as_returned(value: Any) -> Any:
    """Return what a function's result is after its journey as JSON."""
    return json.loads(json.dumps(value))


def judge(
    event_type: EventType, returned: Any, *, sent: dict[str, Any] | None = None, include_body: bool = False
) -> RequestVerdict | ResponseVerdict:
    """Judge the result of a function that received *sent*, by default ``sent_to(event_type)``."""
    if event_type in RESPONSE_EVENTS:
        return judge_response(event_type, returned, sent=sent)
    return judge_request(event_type, returned, sent=sent, include_body=include_body)


def judge_request(
    event_type: EventType, returned: Any, *, sent: dict[str, Any] | None = None, include_body: bool = False
) -> RequestVerdict:
    """Judge a result of a request event's function."""
    received = sent_to(event_type) if sent is None else sent
    return judge_request_result(event_type, as_returned(returned), received, include_body=include_body)


def judge_response(
    event_type: EventType, returned: Any, *, sent: dict[str, Any] | None = None
) -> ResponseVerdict:
    """Judge a result of a response event's function."""
    received = sent_to(event_type) if sent is None else sent
    return judge_response_result(event_type, as_returned(returned), received)


def request_of(event_type: EventType, change: Change, *, include_body: bool = False) -> ReturnedRequest:
    """Return what an accepted request changes."""
    verdict = judge_request(event_type, change(event_type), include_body=include_body)
    assert verdict.violations == ()
    assert verdict.request is not None
    return verdict.request


def response_of(event_type: EventType, change: Change) -> ReturnedResponse:
    """Return what an accepted response changes."""
    verdict = judge(event_type, change(event_type))
    assert verdict.violations == ()
    assert verdict.response is not None
    return verdict.response


def rests_on(event_type: EventType, change: Change, *, include_body: bool = False) -> tuple[str, ...]:
    """Return the undocumented choices on which an accepted result rests."""
    verdict = judge(event_type, change(event_type), include_body=include_body)
    assert verdict.violations == ()
    return verdict.assumptions


def header_lines(event_type: EventType, change: Change, name: str) -> list[tuple[str, str]]:
    """Return the lines that a header has on the wire."""
    is_request = event_type in REQUEST_EVENTS
    returned = request_of(event_type, change) if is_request else response_of(event_type, change)
    assert returned.headers is not None
    return list(lines({name: returned.headers.get(name, [])}))


def places(violations: Iterable[Violation]) -> list[tuple[str, str]]:
    """Return each violation's rule and place."""
    return [(violation.rule.id, violation.place) for violation in violations]


def changed(**properties: Any) -> Change:
    """Return what came in the event, with other properties."""
    return lambda event_type: sent_to(event_type) | properties


def without(*names: str) -> Change:
    """Return what came in the event, without some properties."""
    return lambda event_type: {
        name: value for name, value in sent_to(event_type).items() if name not in names
    }


def with_headers(headers: dict[str, Any]) -> Change:
    """Return what came in the event, with other headers."""

    def change(event_type: EventType) -> Any:
        sent = sent_to(event_type)
        return sent | {"headers": sent["headers"] | headers}

    return change


def with_header(name: str, lines: Any) -> Change:
    """Return what came in the event, with another header."""
    return with_headers({name: lines})


def response_like(**properties: Any) -> Change:
    """Return a response: a generated one in a request event, the changed one in a response event."""

    def change(event_type: EventType) -> Any:
        base = sent_to(event_type) if event_type in RESPONSE_EVENTS else {"status": "200"}
        return base | properties

    return change


def custom_origin(*missing: str, **fields: Any) -> Change:
    """Return the request with a custom origin whose fields are other than those that came."""

    def change(event_type: EventType) -> Any:
        sent = sent_to(event_type)
        origin = {
            name: value for name, value in (sent["origin"]["custom"] | fields).items() if name not in missing
        }
        return sent | {"origin": {"custom": origin}}

    return change


def s3_origin(*missing: str, **fields: Any) -> Change:
    """Return the request with an S3 origin in the place of the custom one."""

    def change(event_type: EventType) -> Any:
        origin = origin_object(S3_ORIGIN, "https")["s3"] | fields
        return sent_to(event_type) | {
            "origin": {"s3": {name: value for name, value in origin.items() if name not in missing}}
        }

    return change
