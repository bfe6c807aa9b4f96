"""Judging what a function returned: every rule that it breaks, else what it changes.

A result is any JSON value; judging never raises. What was sent is compared first and only what differs is
looked at, so an unchanged request or response costs a comparison.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.events import limits
from pytest_lambda_edge.events.findings import Findings
from pytest_lambda_edge.events.refusals import not_an_object
from pytest_lambda_edge.events.returned_bodies import read_request_body, read_response_body
from pytest_lambda_edge.events.returned_headers import headers_size, read_headers
from pytest_lambda_edge.events.returned_origins import read_origin
from pytest_lambda_edge.http.fields import is_field_value
from pytest_lambda_edge.http.messages import BODILESS, reason_phrase
from pytest_lambda_edge.model.event_type import EventType
from pytest_lambda_edge.model.problems import item, shown

if TYPE_CHECKING:
    from pytest_lambda_edge.events.refusals import Violation
    from pytest_lambda_edge.http.headers import HeaderMap

__all__ = [
    "RequestVerdict",
    "ResponseVerdict",
    "ReturnedRequest",
    "ReturnedResponse",
    "judge_request_result",
    "judge_response_result",
]

_BAD_IN_URI: Final = re.compile(r"[\x00-\x20\x7f?#]")  # LE-240
_BAD_IN_QUERYSTRING: Final = re.compile(r"[\x00-\x20\x7f#]")  # LE-243
_STATUS: Final = re.compile(r"[0-9]{3}")
_REQUEST_PROPERTIES: Final = frozenset(
    {"body", "clientIp", "headers", "method", "origin", "querystring", "uri"}
)


@dataclass(slots=True)
class ReturnedRequest:
    """What an accepted request holds; ``headers``, ``body`` and ``origin`` are None where nothing changed.

    ``origin`` has the shape of an event's, its ``customHeaders`` completed (see ``read_origin``).
    """

    uri: str
    querystring: str
    headers: HeaderMap | None
    body: bytes | None
    origin: dict[str, Any] | None


@dataclass(slots=True)
class ReturnedResponse:
    """What an accepted response holds; ``headers`` and ``body`` are None where none were changed or given."""

    status: int
    reason: str
    headers: HeaderMap | None
    body: bytes | None


@dataclass(slots=True)
class RequestVerdict:
    """What came of a request event's result: violations, or a request, or a response.

    ``assumptions`` are the ids of the undocumented choices on which the verdict rests.
    """

    violations: tuple[Violation, ...] = ()
    assumptions: tuple[str, ...] = ()
    request: ReturnedRequest | None = None
    response: ReturnedResponse | None = None


@dataclass(slots=True)
class ResponseVerdict:
    """What came of a response event's result: violations, or a response."""

    violations: tuple[Violation, ...] = ()
    assumptions: tuple[str, ...] = ()
    response: ReturnedResponse | None = None


def judge_request_result(
    event_type: str, returned: Any, sent: dict[str, Any], *, include_body: bool
) -> RequestVerdict:
    """Judge what a viewer-request or origin-request function returned (LE-142).

    *sent* is the ``request`` of the event that it received.
    """
    if not isinstance(returned, dict):
        return RequestVerdict((not_an_object(returned),), ("D-11",))
    findings = Findings()
    request: ReturnedRequest | None = None
    response: ReturnedResponse | None = None
    if "status" in returned:
        if "uri" in returned:
            findings.rest_on("D-20")
        response = _read_generated(event_type, returned, findings)
    elif "uri" not in returned and _is_misshaped(returned, findings):
        if "statusCode" in returned:
            _read_generated(event_type, returned, findings)
    else:
        request = _read_request(event_type, returned, sent, findings, include_body=include_body)
    if findings.violations:
        return RequestVerdict(tuple(findings.violations), tuple(findings.assumptions))
    return RequestVerdict((), tuple(findings.assumptions), request, response)


def judge_response_result(event_type: str, returned: Any, sent: dict[str, Any]) -> ResponseVerdict:
    """Judge what an origin-response or viewer-response function returned (LE-143).

    *sent* is the ``response`` of the event that it received.
    """
    if not isinstance(returned, dict):
        return ResponseVerdict((not_an_object(returned),), ("D-11",))
    findings = Findings()
    response: ReturnedResponse | None = None
    if "status" in returned or not _is_misshaped(returned, findings) or "statusCode" in returned:
        response = _read_updated(event_type, returned, sent, findings)
    if findings.violations:
        return ResponseVerdict(tuple(findings.violations), tuple(findings.assumptions))
    return ResponseVerdict((), tuple(findings.assumptions), response)


def _is_misshaped(returned: dict[str, Any], findings: Findings) -> bool:
    """Tell whether an object without ``status`` is neither a request nor a response, but a known mistake."""
    if "statusCode" in returned:
        findings.refuse("api-gateway-result", "statusCode", f"is {shown(returned['statusCode'])}")
        return True
    outer = next((name for name in ("Records", "cf", "request", "response") if name in returned), None)
    if outer is not None and "headers" not in returned:
        findings.refuse("whole-event", "", f"is the event, or a part of it that holds {outer!r}")
        return True
    return False


def _read_request(
    event_type: str, returned: dict[str, Any], sent: dict[str, Any], findings: Findings, *, include_body: bool
) -> ReturnedRequest:
    headers: HeaderMap | None = None
    if "headers" in returned:
        headers = read_headers(event_type, returned["headers"], sent["headers"], findings, response=False)
    else:
        findings.refuse("headers-missing", "headers", "are missing")
    uri, querystring = _read_uri(returned, sent, findings)
    for name in ("clientIp", "method"):
        if returned.get(name) != sent[name]:
            findings.rest_on("D-22" if name in returned else "LE-151")
    if not returned.keys() <= _REQUEST_PROPERTIES:
        findings.rest_on("D-22")
    body = read_request_body(event_type, returned.get("body"), findings, include_body=include_body)
    origin: dict[str, Any] | None = None
    if event_type == EventType.ORIGIN_REQUEST:
        origin = read_origin(returned.get("origin"), sent["origin"], findings)
        if headers is not None or origin is not None:
            after = sent["headers"] if headers is None else headers
            _check_both_maps(after, origin or sent["origin"], findings)
    elif "origin" in returned:
        findings.rest_on("LE-237")
    return ReturnedRequest(uri, querystring, headers, body, origin)


def _read_uri(returned: dict[str, Any], sent: dict[str, Any], findings: Findings) -> tuple[str, str]:
    uri = returned.get("uri")
    querystring = returned.get("querystring")
    if uri == sent["uri"] and querystring == sent["querystring"]:
        return uri, querystring
    if "uri" not in returned:
        findings.refuse("uri-missing", "uri", "is missing")
        uri = ""
    elif not isinstance(uri, str) or not uri.startswith("/") or _BAD_IN_URI.search(uri):
        findings.refuse("uri-invalid", "uri", f"is {shown(uri)}")
        uri = ""
    if querystring is None:
        findings.rest_on("LE-245" if "querystring" in returned else "LE-151")
        querystring = sent["querystring"]
    elif not isinstance(querystring, str):
        findings.refuse("querystring-not-string", "querystring", f"is {shown(querystring)}")
        querystring = ""
    elif _BAD_IN_QUERYSTRING.search(querystring):
        findings.refuse("querystring-invalid", "querystring", f"is {shown(querystring)}")
    elif querystring.startswith("?"):
        findings.rest_on("LE-244")
    length = len(uri) + len(querystring) + bool(querystring)
    if length >= limits.URI_AND_QUERYSTRING:
        what = (
            f"has {length:,} characters with its querystring, {limits.URI_AND_QUERYSTRING - 1:,} are allowed"
        )
        findings.refuse("uri-too-long", "uri", what)
    return uri, querystring


def _check_both_maps(headers: HeaderMap, origin: dict[str, Any], findings: Findings) -> None:
    """One name must not be in the request's headers and in the origin's custom headers (LE-125, D-35)."""
    for kind, settings in origin.items():
        for name in settings["customHeaders"]:
            if name in headers:
                place = item(f"origin.{kind}.customHeaders", name)
                findings.refuse("origin-custom-header-twice", place, "stands in the request's headers too")


def _read_generated(event_type: str, returned: dict[str, Any], findings: Findings) -> ReturnedResponse:
    status = _read_status(returned, None, findings)
    headers = read_headers(event_type, returned.get("headers", {}), {}, findings, response=True)
    body = read_response_body(returned, findings)
    if status == 204 and body and event_type == EventType.VIEWER_REQUEST:
        findings.refuse("body-with-204", "body", f"has {len(body):,} bytes, with status 204")
    elif status in BODILESS and body:
        findings.rest_on("D-37")
    _check_size(event_type, headers or {}, body or b"", returned, findings)
    return ReturnedResponse(status, _read_reason(returned, status, findings), headers, body)


def _read_updated(
    event_type: str, returned: dict[str, Any], sent: dict[str, Any], findings: Findings
) -> ReturnedResponse:
    status = _read_status(returned, sent["status"], findings)
    headers = read_headers(event_type, returned.get("headers", {}), sent["headers"], findings, response=True)
    reason = _read_reason(returned, status, findings)
    body: bytes | None = None
    if event_type == EventType.ORIGIN_RESPONSE:
        body = read_response_body(returned, findings)
        if body is not None:
            after = sent["headers"] if headers is None else headers
            _check_size(event_type, after, body, returned, findings)
            if status in BODILESS:
                findings.rest_on("D-37")
            elif body and "content-encoding" in after:
                findings.rest_on("LE-187")
        return ReturnedResponse(status, reason, headers, body)
    if status and str(status) != sent["status"]:
        findings.refuse("status-changed", "status", f"was changed from {sent['status']} to {status}")
    elif reason != sent["statusDescription"]:
        findings.rest_on("D-09")
    if "body" in returned:
        findings.refuse("body-in-viewer-response", "body", f"is {shown(returned['body'])}")
    return ReturnedResponse(status, reason, headers, None)


def _read_status(returned: dict[str, Any], sent: str | None, findings: Findings) -> int:
    """Return the status; 0 after a violation."""
    status = returned.get("status")
    if status == sent and sent is not None:
        return int(sent)
    if "status" not in returned:
        if "statusCode" not in returned:
            looks = "; this looks like the event's request" if "uri" in returned else ""
            findings.refuse("status-missing", "status", f"is missing{looks}")
        return 0
    number = status
    if isinstance(status, str) and _STATUS.fullmatch(status):
        number = int(status)
    if isinstance(number, int) and not isinstance(number, bool) and number in limits.STATUS:
        return number
    findings.refuse("status-invalid", "status", f"is {shown(status)}")
    return 0


def _read_reason(returned: dict[str, Any], status: int, findings: Findings) -> str:
    """Return the description given, else the standard phrase (LE-130)."""
    if "statusDescription" not in returned:
        return reason_phrase(status)
    reason = returned["statusDescription"]
    if isinstance(reason, str) and is_field_value(reason):
        return reason
    findings.refuse("status-description-invalid", "statusDescription", f"is {shown(reason)}")
    return ""


def _check_size(
    event_type: str, headers: HeaderMap, body: bytes, returned: dict[str, Any], findings: Findings
) -> None:
    of_headers = headers_size(headers)
    size = of_headers + len(body)
    written = returned.get("body")
    limit = limits.GENERATED_RESPONSE[event_type]
    if size > limit:
        what = f"has, with the headers, {size:,} bytes after decoding, {limit:,} are allowed"
        findings.refuse("response-too-large", "body", what)
        if len(body) <= limit:
            findings.rest_on("D-34")
        return
    if size > limits.smaller(limit):
        findings.rest_on("D-18")
    if isinstance(written, str) and of_headers + len(written) > limit:
        findings.rest_on("D-34")  # It is within the limit once it is decoded.
