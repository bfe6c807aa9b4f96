"""What becomes of a request or response when a function's result is applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.edge_results import (
    REQUEST_EVENTS,
    RESPONSE_EVENTS,
    changed,
    request_for,
    request_of,
    response_for,
    response_like,
    response_of,
    sent_to,
    with_header,
)

from pytest_lambda_edge.events.apply import apply_request, generated_response, updated_response
from pytest_lambda_edge.http.headers import from_pairs, lines, values
from pytest_lambda_edge.model.event_type import EVENT_TYPES, EventType

if TYPE_CHECKING:
    from support.edge_results import Change

    from pytest_lambda_edge.http.messages import Request, Response

VIEWER_REQUEST, ORIGIN_REQUEST, ORIGIN_RESPONSE, VIEWER_RESPONSE = EVENT_TYPES


def applied(event_type: EventType, change: Change, request: Request | None = None) -> Request:
    return apply_request(
        request or request_for(event_type), request_of(event_type, change), sent_to(event_type)
    )


def updated(event_type: EventType, change: Change, response: Response | None = None) -> Response:
    returned = response_of(event_type, change)
    return updated_response(response or response_for(event_type), returned, sent_to(event_type), event_type)


@pytest.mark.fact("LE-101", "LE-142", "LE-247")
@pytest.mark.parametrize("event_type", REQUEST_EVENTS)
def test_an_unchanged_request_keeps_everything(event_type: EventType) -> None:
    request = request_for(event_type)
    assert applied(event_type, changed(), request) == request
    assert applied(event_type, changed(), request).headers is request.headers


@pytest.mark.fact("LE-242", "LE-049", "D-22")
@pytest.mark.parametrize("event_type", REQUEST_EVENTS)
def test_uri_and_querystring_are_taken_over_and_the_method_is_not(event_type: EventType) -> None:
    request = applied(event_type, changed(uri="/b", querystring="c=1", method="POST"))
    assert (request.method, request.uri, request.querystring) == ("GET", "/b", "c=1")
    assert request.body == b"viewer's body"


@pytest.mark.fact("LE-062", "LE-064", "LE-084", "D-11")
def test_headers_are_added_changed_and_removed() -> None:
    def change(event_type: EventType) -> object:
        sent = sent_to(event_type)
        headers = sent["headers"] | {
            "x-new": [{"value": "1"}],
            "accept": [{"value": "*/*"}],
            "user-agent": [],
        }
        del headers["cookie"]
        return sent | {"headers": headers}

    request = applied(VIEWER_REQUEST, change)
    assert list(lines(request.headers)) == [
        ("Host", "www.example.com"),
        ("Accept", "*/*"),
        ("accept-encoding", "gzip, br"),
        ("via", "1.1 proxy.example"),
        ("X-New", "1"),
    ]


@pytest.mark.fact("LE-058", "LE-059", "D-24")
def test_lines_that_did_not_change_stay_separate() -> None:
    request = applied(VIEWER_REQUEST, with_header("x-new", [{"value": "1"}]))
    assert values(request.headers, "cookie") == ["a=1", "b=2"]


@pytest.mark.fact("LE-069")
def test_headers_that_an_event_does_not_show_stay() -> None:
    request = request_for(VIEWER_REQUEST)
    request.headers |= from_pairs([("Connection", "close")])
    after = applied(VIEWER_REQUEST, with_header("x-new", [{"value": "1"}]), request)
    assert values(after.headers, "connection") == ["close"]
    assert values(after.headers, "x-new") == ["1"]


@pytest.mark.fact("LE-102", "LE-105", "LE-106", "LE-380")
@pytest.mark.parametrize("event_type", REQUEST_EVENTS)
@pytest.mark.parametrize("length", [("Content-Length", "13"), ("Transfer-Encoding", "chunked"), ("X-A", "1")])
def test_a_replaced_body_gets_its_own_content_length(event_type: EventType, length: tuple[str, str]) -> None:
    request = request_for(event_type)
    request.headers |= from_pairs([length])
    after = applied(event_type, changed(body={"action": "replace", "data": "eHl6"}), request)
    assert after.body == b"xyz"
    assert values(after.headers, "content-length") == ["3"]
    assert "transfer-encoding" not in after.headers
    assert values(request.headers, length[0].lower()) == [length[1]]


@pytest.mark.fact("LE-142", "LE-153", "LE-158", "LE-365", "LE-366")
def test_a_generated_response_holds_what_the_function_gave() -> None:
    headers = {"location": [{"key": "Location", "value": "/login"}]}
    change = response_like(status="302", statusDescription="Found", headers=headers, body="go")
    response = generated_response(response_of(VIEWER_REQUEST, change))
    assert (response.status, response.reason, response.body) == (302, "Found", b"go")
    assert list(lines(response.headers)) == [("Location", "/login")]


@pytest.mark.fact("LE-153")
def test_a_generated_response_may_hold_a_status_alone() -> None:
    response = generated_response(response_of(ORIGIN_REQUEST, response_like(status=404)))
    assert (response.status, response.reason, response.headers, response.body) == (404, "Not Found", {}, b"")


@pytest.mark.fact("LE-193", "D-37")
@pytest.mark.parametrize("status", [204, 304])
def test_the_body_of_a_generated_204_or_304_is_dropped(status: int) -> None:
    change = response_like(status=status, body="x")
    assert generated_response(response_of(ORIGIN_REQUEST, change)).body == b""


@pytest.mark.fact("LE-182", "LE-197", "D-09")
@pytest.mark.parametrize("event_type", RESPONSE_EVENTS)
def test_an_unchanged_response_keeps_everything(event_type: EventType) -> None:
    response = response_for(event_type)
    assert updated(event_type, changed(), response) == response
    assert updated(event_type, changed(), response).headers is response.headers


@pytest.mark.fact("LE-180", "LE-188", "LE-194")
def test_origin_response_changes_status_description_and_headers() -> None:
    def change(event_type: EventType) -> object:
        sent = sent_to(event_type)
        del sent["headers"]["server"]
        sent["headers"]["x-new"] = [{"value": "1"}]
        return sent | {"status": "404", "statusDescription": "Gone fishing"}

    response = updated(ORIGIN_RESPONSE, change)
    assert (response.status, response.reason, response.body) == (404, "Gone fishing", b"hello")
    assert values(response.headers, "x-new") == ["1"]
    assert "server" not in response.headers


@pytest.mark.fact("LE-130")
def test_a_new_status_without_a_description_gets_the_standard_phrase() -> None:
    def change(event_type: EventType) -> object:
        sent = sent_to(event_type)
        del sent["statusDescription"]
        return sent | {"status": 404}

    assert updated(ORIGIN_RESPONSE, change).reason == "Not Found"


@pytest.mark.fact("LE-195", "LE-197", "LE-199", "D-09")
def test_viewer_response_changes_headers_alone() -> None:
    change = with_header("x-new", [{"value": "1"}])
    response = updated(VIEWER_RESPONSE, lambda event_type: change(event_type) | {"statusDescription": "Fine"})
    assert (response.status, response.reason, response.body) == (200, "OK", b"hello")
    assert values(response.headers, "x-new") == ["1"]


@pytest.mark.fact("LE-183", "LE-184", "LE-185", "LE-186", "LE-377", "LE-378", "LE-415")
@pytest.mark.parametrize(("body", "length"), [("", "0"), ("Body generation example", "23")])
def test_a_new_body_gets_its_own_content_length_and_the_other_headers_stay(body: str, length: str) -> None:
    response = updated(ORIGIN_RESPONSE, changed(status=302, body=body))
    assert response.body == body.encode()
    assert list(lines(response.headers)) == [
        ("Content-Type", "text/html"),
        ("ETag", '"v1"'),
        ("Server", "AmazonS3"),
        ("Content-Length", length),
    ]


@pytest.mark.fact("LE-070")
def test_headers_of_the_origin_that_no_event_shows_stay() -> None:
    response = response_for(ORIGIN_RESPONSE)
    response.headers |= from_pairs([("X-Cache", "Hit from elsewhere")])
    after = updated(ORIGIN_RESPONSE, with_header("x-new", [{"value": "1"}]), response)
    assert values(after.headers, "x-cache") == ["Hit from elsewhere"]


@pytest.mark.fact("LE-193", "D-37")
@pytest.mark.parametrize("status", [204, 304])
@pytest.mark.parametrize("fields", [{}, {"body": "x"}])
def test_the_body_of_an_updated_204_or_304_is_dropped(status: int, fields: dict[str, str]) -> None:
    response = updated(ORIGIN_RESPONSE, changed(status=status, **fields))
    assert response.body == b""
    assert "content-length" not in response.headers


@pytest.mark.fact("LE-190")
def test_an_origin_s_own_304_keeps_its_headers() -> None:
    response = response_for(ORIGIN_RESPONSE)
    response.body = b""
    assert updated(ORIGIN_RESPONSE, changed(status=304), response).headers is response.headers
