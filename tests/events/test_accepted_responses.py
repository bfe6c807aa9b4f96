"""Responses that CloudFront accepts from a function, and what they change."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest
from support.edge_results import (
    REQUEST_EVENTS,
    RESPONSE_EVENTS,
    changed,
    judge_request,
    judge_response,
    response_like,
    response_of,
    rests_on,
    sent_to,
    with_header,
)

from pytest_lambda_edge.events.build import response_object
from pytest_lambda_edge.http.headers import from_pairs, lines, values
from pytest_lambda_edge.http.messages import Response
from pytest_lambda_edge.model.event_type import EVENT_TYPES, EventType

if TYPE_CHECKING:
    from support.edge_results import Change

VIEWER_REQUEST, ORIGIN_REQUEST, ORIGIN_RESPONSE, VIEWER_RESPONSE = EVENT_TYPES
KB = 1024
MB = 1024 * 1024


@pytest.mark.fact("LE-143", "LE-182", "LE-220")
@pytest.mark.parametrize("event_type", RESPONSE_EVENTS)
def test_a_response_that_came_back_unchanged_changes_nothing(event_type: EventType) -> None:
    assert judge_response(event_type, sent_to(event_type)).assumptions == ()
    response = response_of(event_type, changed())
    assert (response.status, response.reason, response.headers, response.body) == (200, "OK", None, None)


@pytest.mark.fact("LE-144", "LE-145", "LE-174", "D-20")
@pytest.mark.parametrize("event_type", REQUEST_EVENTS)
def test_an_object_with_a_status_is_a_response(event_type: EventType) -> None:
    verdict = judge_request(event_type, {"status": "302", "uri": None, "querystring": 1, "origin": []})
    assert verdict.violations == ()
    assert verdict.assumptions == ("D-20",)
    assert verdict.request is None
    assert verdict.response is not None
    assert verdict.response.status == 302


@pytest.mark.fact("LE-153", "LE-154", "LE-155", "LE-181")
@pytest.mark.parametrize("event_type", [*REQUEST_EVENTS, ORIGIN_RESPONSE])
@pytest.mark.parametrize(
    ("status", "number"), [("200", 200), (200, 200), ("599", 599), (404, 404), (299, 299)]
)
def test_a_status_is_a_number_or_its_text(event_type: EventType, status: Any, number: int) -> None:
    assert response_of(event_type, response_like(status=status)).status == number


@pytest.mark.fact("LE-130", "LE-157")
@pytest.mark.parametrize(
    ("result", "reason"),
    [
        ({"status": "302"}, "Found"),
        ({"status": 302, "statusDescription": "CostManagementRedirect"}, "CostManagementRedirect"),
        ({"status": 299}, ""),
        ({"status": 200, "statusDescription": ""}, ""),
    ],
)
def test_a_missing_description_is_the_standard_phrase(result: dict[str, Any], reason: str) -> None:
    assert response_of(VIEWER_REQUEST, lambda _: result).reason == reason


@pytest.mark.fact("LE-153", "LE-158", "LE-182", "LE-183", "LE-184")
@pytest.mark.parametrize("event_type", [*REQUEST_EVENTS, ORIGIN_RESPONSE])
@pytest.mark.parametrize(
    ("fields", "body"),
    [
        ({}, None),
        ({"bodyEncoding": "anything"}, None),
        ({"body": ""}, b""),
        ({"body": "größe"}, "größe".encode()),
        ({"body": "half a pair: \ud800"}, b"half a pair: ?"),
        ({"body": "aGVsbG8=", "bodyEncoding": "text"}, b"aGVsbG8="),
        ({"body": "aGVsbG8=", "bodyEncoding": "base64"}, b"hello"),
        ({"body": "", "bodyEncoding": "base64"}, b""),
    ],
)
def test_a_response_s_body(event_type: EventType, fields: dict[str, Any], body: bytes | None) -> None:
    assert response_of(event_type, response_like(**fields)).body == body


@pytest.mark.fact("LE-161", "LE-162", "LE-184", "LE-417", "D-18", "D-34")
@pytest.mark.parametrize(
    ("event_type", "size"), [(VIEWER_REQUEST, 40 * KB), (ORIGIN_REQUEST, MB), (ORIGIN_RESPONSE, MB)]
)
def test_headers_and_decoded_body_may_be_as_large_as_the_limit(event_type: EventType, size: int) -> None:
    sent = sent_to(event_type)["headers"] if event_type is ORIGIN_RESPONSE else {}
    left = size - sum(len(name) + len(value) for name, value in lines(sent))
    body = base64.b64encode(b"x" * left).decode()
    response = response_of(event_type, response_like(body=body, bodyEncoding="base64"))
    assert response.body is not None
    assert len(response.body) == left


@pytest.mark.fact("LE-162", "D-34")
@pytest.mark.parametrize(("spare", "assumptions"), [(0, ()), (-1, ("D-34",))])
def test_a_body_that_is_too_large_only_as_it_is_written_is_an_assumption(
    spare: int, assumptions: tuple[str, ...]
) -> None:
    written = base64.b64encode(b"x" * 30_000).decode()
    headers = {"x": [{"value": "v" * (40 * KB - len(written) - 1 - spare)}]}
    change = response_like(headers=headers, body=written, bodyEncoding="base64")
    assert rests_on(VIEWER_REQUEST, change) == assumptions


@pytest.mark.fact("LE-161", "D-34")
@pytest.mark.parametrize(("size", "assumptions"), [(40 * KB, ("D-34",)), (40 * KB + 1, ())])
def test_a_body_that_is_too_large_only_with_its_headers_is_an_assumption(
    size: int, assumptions: tuple[str, ...]
) -> None:
    change = response_like(headers={"x": [{"value": "v"}]}, body="b" * size)
    verdict = judge_request(VIEWER_REQUEST, change(VIEWER_REQUEST))
    assert [one.rule.id for one in verdict.violations] == ["response-too-large"]
    assert verdict.assumptions == assumptions


@pytest.mark.fact("LE-161")
def test_the_origin_s_own_body_is_not_counted() -> None:
    assert response_of(ORIGIN_RESPONSE, changed(status="404")).body is None


@pytest.mark.fact("LE-160", "LE-193", "D-37")
@pytest.mark.parametrize(
    ("event_type", "fields"),
    [
        (VIEWER_REQUEST, {"status": "304", "body": "x"}),
        (ORIGIN_REQUEST, {"status": "204", "body": "x"}),
        (ORIGIN_RESPONSE, {"status": "204", "body": "x"}),
        (ORIGIN_RESPONSE, {"status": "304", "body": "x"}),
    ],
)
def test_a_body_that_will_be_dropped_is_an_assumption(event_type: EventType, fields: dict[str, Any]) -> None:
    assert rests_on(event_type, response_like(**fields)) == ("D-37",)


@pytest.mark.fact("LE-160", "D-37")
def test_204_with_an_empty_body_is_accepted_from_viewer_request() -> None:
    assert rests_on(VIEWER_REQUEST, response_like(status=204, body="")) == ()


@pytest.mark.fact("LE-171", "LE-172")
def test_a_generated_response_may_set_server_and_any_content_encoding() -> None:
    headers = {"server": [{"value": "mine"}], "content-encoding": [{"value": "UTF-8"}]}
    response = response_of(VIEWER_REQUEST, response_like(headers=headers))
    assert response.headers is not None
    assert values(response.headers, "server") == ["mine"]
    assert values(response.headers, "content-encoding") == ["UTF-8"]


@pytest.mark.fact("LE-187")
def test_a_new_body_under_the_old_content_encoding_is_an_assumption() -> None:
    change = with_header("content-encoding", [{"value": "gzip"}])
    assert rests_on(ORIGIN_RESPONSE, lambda event_type: change(event_type) | {"body": "x"}) == ("LE-187",)
    assert rests_on(ORIGIN_RESPONSE, lambda event_type: change(event_type) | {"body": ""}) == ()


@pytest.mark.fact("LE-197", "D-09")
@pytest.mark.parametrize(
    "change", [changed(statusDescription="Fine"), changed(status=200, statusDescription="")]
)
def test_viewer_response_may_return_another_description(change: Change) -> None:
    assert response_of(VIEWER_RESPONSE, change).status == 200
    assert rests_on(VIEWER_RESPONSE, change) == ("D-09",)


@pytest.mark.fact("LE-196")
@pytest.mark.parametrize("status", ["200", 200])
def test_viewer_response_may_return_the_status_as_a_number(status: Any) -> None:
    assert rests_on(VIEWER_RESPONSE, changed(status=status)) == ()


@pytest.mark.fact("LE-181", "LE-196")
@pytest.mark.parametrize("event_type", RESPONSE_EVENTS)
def test_an_origin_s_odd_status_may_come_back(event_type: EventType) -> None:
    sent = response_object(Response(999, "", from_pairs([("ETag", "1")])))
    verdict = judge_response(event_type, sent, sent=sent)
    assert verdict.violations == ()
    assert verdict.response is not None
    assert verdict.response.status == 999
