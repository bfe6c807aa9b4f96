"""IncludeBody: what functions see of a request's body, and what the origin receives in the end."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest
from support.edge_functions import changes, part, passes_on
from support.fake_origins import ORIGIN, Answer, stub
from support.scenarios import ALL_METHODS, make

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.model.triggers import Trigger

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_lambda_edge.distribution import Distribution
    from pytest_lambda_edge.result import Result

KB, MB = 1024, 1024 * 1024
FORM = b"name=value"
REQUEST_EVENTS = ["viewer_request", "origin_request"]


def form(**triggers: Any) -> Distribution:
    """Return a distribution that takes forms; triggers that are given receive the body."""
    stub(f"{ORIGIN}/form")
    including = {name: Trigger(function, include_body=True) for name, function in triggers.items()}
    return make(allowed_methods=ALL_METHODS, **including)


def replaces(data: str, **fields: str) -> Callable[[Any, Any], Any]:
    return changes(body={"action": "replace", "data": data, **fields})


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def received(result: Result) -> bytes:
    """Return the body that the origin got, of the length that it was told."""
    (request,) = result.origin_requests
    assert request.headers.get("Content-Length") == str(len(request.body))
    return request.body


@pytest.mark.fact("LE-094", "LE-096", "LE-097", "LE-098", "LE-109", "LE-302")
@pytest.mark.parametrize("event", REQUEST_EVENTS)
@pytest.mark.parametrize(
    ("method", "body"), [("POST", FORM), ("DELETE", FORM), ("POST", b"\x00\xff"), ("GET", b""), ("POST", b"")]
)
def test_a_body_is_shown_as_base64(event: str, method: str, body: bytes) -> None:
    result = form(**{event: passes_on}).request(method, "/form", body=body or None)
    shown = {
        str(run.event_type): run.event["Records"][0]["cf"]["request"].get("body")
        for run in result.invocations
    }
    assert shown.pop(event.replace("_", "-")) == {
        "inputTruncated": False,
        "action": "read-only",
        "encoding": "base64",
        "data": base64_of(body),
    }
    assert list(shown.values()) == [None, None, None]


@pytest.mark.fact("LE-095", "LE-302")
@pytest.mark.parametrize("event", ["origin_response", "viewer_response"])
def test_a_response_event_cannot_include_the_body(event: str) -> None:
    with pytest.raises(ConfigError, match=event):
        form(**{event: passes_on})


@pytest.mark.fact("LE-099", "LE-100", "LE-101", "LE-286", "D-18")
@pytest.mark.parametrize(("event", "limit"), [("viewer_request", 40 * KB), ("origin_request", MB)])
@pytest.mark.parametrize("over", [0, 1])
def test_a_long_body_is_cut_for_the_function_and_reaches_the_origin_whole(
    event: str, limit: int, over: int
) -> None:
    body = bytes(range(256)) * (limit // 256) + b"x" * over
    result = form(**{event: passes_on}).post("/form", body=body)
    shown = next(
        run.event["Records"][0]["cf"]["request"]["body"]
        for run in result.invocations
        if run.event_type == event.replace("_", "-")
    )
    assert shown["inputTruncated"] == bool(over)
    assert base64.b64decode(shown["data"]) == body[:limit]
    assert received(result) == body


@pytest.mark.fact("LE-101", "LE-107")
@pytest.mark.parametrize("event", REQUEST_EVENTS)
@pytest.mark.parametrize(
    "function",
    [
        changes(body={"action": "read-only", "encoding": "text", "data": "ignored"}),
        changes(body=None),
        lambda event, context: {name: value for name, value in part(event).items() if name != "body"},
    ],
    ids=["read-only", "null", "left out"],
)
def test_a_body_that_is_not_replaced_goes_on_as_it_came(event: str, function: Any) -> None:
    assert received(form(**{event: function}).post("/form", body=FORM)) == FORM


@pytest.mark.fact("LE-102", "LE-105", "LE-380")
@pytest.mark.parametrize("event", REQUEST_EVENTS)
@pytest.mark.parametrize(
    ("function", "body"),
    [
        (replaces("grün", encoding="text"), "grün".encode()),
        (replaces("", encoding="text"), b""),
        (replaces(base64_of(b"\x00\xff"), encoding="base64"), b"\x00\xff"),
        (replaces(base64_of(b"default")), b"default"),
    ],
    ids=["text", "empty", "base64", "no encoding"],
)
def test_a_replaced_body_reaches_the_origin_with_its_own_length(
    event: str, function: Any, body: bytes
) -> None:
    assert received(form(**{event: function}).post("/form", body=FORM)) == body


@pytest.mark.fact("LE-106")
def test_origin_request_sees_and_may_replace_what_viewer_request_made_of_the_body() -> None:
    site = form(
        viewer_request=replaces("from viewer-request", encoding="text"),
        origin_request=_appends(b", from origin-request"),
    )
    assert received(site.post("/form", body=FORM)) == b"from viewer-request, from origin-request"


@pytest.mark.fact("LE-106", "LE-100")
def test_a_body_that_viewer_request_sees_cut_is_whole_for_origin_request() -> None:
    body = b"x" * (40 * KB + 1)
    site = form(viewer_request=passes_on, origin_request=_appends(b"!"))
    assert received(site.post("/form", body=body)) == body + b"!"


@pytest.mark.fact("LE-100", "LE-104", "LE-388", "LE-406", "D-18")
@pytest.mark.parametrize(
    ("event", "function", "status"),
    [
        ("viewer_request", replaces("x" * 40 * KB, encoding="text"), 200),
        ("viewer_request", replaces("x" * (40 * KB + 1), encoding="text"), 502),
        ("viewer_request", replaces("QUFB" * (54_476 // 4)), 200),
        ("viewer_request", replaces("QUFB" * (54_476 // 4 + 1)), 502),
        ("origin_request", replaces("x" * MB, encoding="text"), 200),
        ("origin_request", replaces("x" * (MB + 1), encoding="text"), 502),
        ("origin_request", replaces("QUFB" * (1_394_606 // 4)), 200),
        ("origin_request", replaces("QUFB" * (1_394_606 // 4 + 1)), 502),
    ],
)
def test_a_replaced_body_has_a_limit(event: str, function: Any, status: int) -> None:
    result = form(**{event: function}).post("/form", body=FORM)
    assert result.status_code == status
    assert len(result.origin_requests) == (1 if status == 200 else 0)


@pytest.mark.fact("LE-103")
@pytest.mark.parametrize("event", REQUEST_EVENTS)
def test_a_replaced_body_that_is_no_base64_gets_a_502(event: str) -> None:
    result = form(**{event: replaces("no base64!")}).post("/form", body=FORM)
    assert (result.status_code, result.result_type) == (502, "LambdaValidationError")


@pytest.mark.fact("LE-108", "D-36")
def test_a_body_may_be_replaced_without_being_included() -> None:
    stub(f"{ORIGIN}/form")
    site = make(allowed_methods=ALL_METHODS, origin_request=replaces("new", encoding="text"))
    result = site.post("/form", body=FORM)
    assert received(result) == b"new"
    assert [assumption.id for assumption in result.assumptions if assumption.id != "D-26"] == ["D-36"]


@pytest.mark.fact("LE-105", "LE-380")
def test_a_get_without_a_body_stays_without_one() -> None:
    (request,) = form(viewer_request=passes_on, origin_request=passes_on).get("/form").origin_requests
    assert (request.body, "Content-Length" in request.headers) == (b"", False)


@pytest.mark.fact("LE-106", "LE-342", "CF-240")
def test_each_leg_of_a_failover_gets_the_body_as_viewer_request_left_it() -> None:
    stub(f"{ORIGIN}/form", Answer(503))
    stub("https://backup.example.com/form")
    origins: dict[str, Any] = {
        "primary": ORIGIN,
        "backup": "https://backup.example.com",
        "both": {"members": ["primary", "backup"], "status_codes": [503]},
    }
    site = make(
        origins=origins,
        origin="both",
        allowed_methods=["GET", "HEAD", "OPTIONS"],
        cached_methods=["GET", "HEAD", "OPTIONS"],
        origin_request=Trigger(_appends(b"!"), include_body=True),
    )
    first, second = site.options("/form", body=FORM).origin_requests
    assert first.body == second.body == FORM + b"!"


def _appends(more: bytes) -> Callable[[Any, Any], Any]:
    def handler(event: Any, _context: Any) -> Any:
        request = part(event)
        body = base64.b64decode(request["body"]["data"])
        return request | {"body": {"action": "replace", "data": base64_of(body + more)}}

    return handler
