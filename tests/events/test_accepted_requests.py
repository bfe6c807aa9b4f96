"""Requests that CloudFront accepts from a function, and what they change."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest
from support.edge_results import (
    REQUEST_EVENTS,
    changed,
    judge_request,
    request_of,
    rests_on,
    sent_to,
    without,
)

from pytest_lambda_edge.model.event_type import EVENT_TYPES, EventType

if TYPE_CHECKING:
    from support.edge_results import Change

VIEWER_REQUEST, ORIGIN_REQUEST, _ORIGIN_RESPONSE, _VIEWER_RESPONSE = EVENT_TYPES
KB = 1024
MB = 1024 * 1024


@pytest.mark.fact("LE-142", "LE-220")
@pytest.mark.parametrize("event_type", REQUEST_EVENTS)
def test_a_request_that_came_back_unchanged_changes_nothing(event_type: EventType) -> None:
    verdict = judge_request(event_type, sent_to(event_type))
    assert verdict.assumptions == ()
    assert verdict.response is None
    request = request_of(event_type, changed())
    assert (request.uri, request.querystring) == ("/index.html", "a=1&b=2")
    assert (request.headers, request.body, request.origin) == (None, None, None)


@pytest.mark.fact("LE-239", "LE-240", "LE-242", "LE-050")
@pytest.mark.parametrize("event_type", REQUEST_EVENTS)
@pytest.mark.parametrize("uri", ["/", "/a/%20b", "/größe", "/a//b/../c", "/a;b=1&c", "/" + "a" * 8183])
def test_a_uri_may_be_any_path(event_type: EventType, uri: str) -> None:
    assert request_of(event_type, changed(uri=uri, querystring="")).uri == uri


@pytest.mark.fact("LE-241", "LE-242", "LE-243")
@pytest.mark.parametrize("event_type", REQUEST_EVENTS)
@pytest.mark.parametrize("querystring", ["", "a=1", "a=%20", "a=ü", "a=1?b=2", "&&", "q" * 8179])
def test_a_querystring_may_be_any_text_without_spaces(event_type: EventType, querystring: str) -> None:
    assert request_of(event_type, changed(querystring=querystring)).querystring == querystring


KEPT = [
    (without("querystring"), "LE-151"),
    (changed(querystring=None), "LE-245"),
    (without("method"), "LE-151"),
    (without("clientIp"), "LE-151"),
    (changed(method="POST"), "D-22"),
    (changed(clientIp="192.0.2.1"), "D-22"),
    (changed(method=None), "D-22"),
    (changed(scratch={"anything": [1]}), "D-22"),
]


@pytest.mark.fact("LE-049", "LE-150", "LE-151", "LE-245", "D-22")
@pytest.mark.parametrize("event_type", REQUEST_EVENTS)
@pytest.mark.parametrize(("change", "assumption"), KEPT)
def test_what_a_request_lacks_or_may_not_change_stays(
    event_type: EventType, change: Change, assumption: str
) -> None:
    assert request_of(event_type, change) == request_of(event_type, changed())
    assert rests_on(event_type, change) == (assumption,)


@pytest.mark.fact("LE-244")
def test_a_leading_question_mark_in_a_querystring_goes_on_as_it_is() -> None:
    assert request_of(VIEWER_REQUEST, changed(querystring="?a=1")).querystring == "?a=1"
    assert rests_on(VIEWER_REQUEST, changed(querystring="?a=1")) == ("LE-244",)


@pytest.mark.fact("LE-237")
def test_an_origin_from_viewer_request_is_ignored() -> None:
    change = changed(origin={"custom": {"domainName": ""}})
    assert request_of(VIEWER_REQUEST, change).origin is None
    assert rests_on(VIEWER_REQUEST, change) == ("LE-237",)


def replaced(**fields: Any) -> Change:
    return changed(body={"action": "replace", **fields})


@pytest.mark.fact("LE-102")
@pytest.mark.parametrize("event_type", REQUEST_EVENTS)
@pytest.mark.parametrize(
    ("fields", "body"),
    [
        ({"data": "aGVsbG8="}, b"hello"),
        ({"data": "aGVsbG8=", "encoding": "base64"}, b"hello"),
        ({"data": "aGVsbG8=", "encoding": "text"}, b"aGVsbG8="),
        ({"data": "größe", "encoding": "text"}, "größe".encode()),
        ({"data": ""}, b""),
        ({"data": "", "encoding": "text", "inputTruncated": True, "more": 1}, b""),
    ],
)
def test_a_body_is_replaced(event_type: EventType, fields: dict[str, Any], body: bytes) -> None:
    assert request_of(event_type, replaced(**fields), include_body=True).body == body


@pytest.mark.fact("LE-101", "LE-107")
@pytest.mark.parametrize("event_type", REQUEST_EVENTS)
@pytest.mark.parametrize(
    "change",
    [
        changed(body={"action": "read-only", "encoding": "none", "data": None, "inputTruncated": 7}),
        changed(body={"encoding": "text", "data": "new"}),
        changed(body={}),
        changed(body=None),
        changed(),
    ],
)
def test_a_body_is_kept_without_the_action_replace(event_type: EventType, change: Change) -> None:
    assert request_of(event_type, change, include_body=True).body is None


@pytest.mark.fact("LE-107")
def test_a_missing_body_is_an_assumption_where_one_was_included() -> None:
    assert rests_on(VIEWER_REQUEST, changed(), include_body=True) == ("LE-107",)
    assert rests_on(VIEWER_REQUEST, changed(body=None), include_body=True) == ("LE-107",)
    assert rests_on(VIEWER_REQUEST, changed(body=None)) == ()


@pytest.mark.fact("LE-108", "D-36")
def test_a_replacement_counts_without_include_body() -> None:
    assert request_of(ORIGIN_REQUEST, replaced(data="eA==")).body == b"x"
    assert rests_on(ORIGIN_REQUEST, replaced(data="eA==")) == ("D-36",)


@pytest.mark.fact("LE-100", "LE-104", "D-18")
@pytest.mark.parametrize(
    ("event_type", "fields"),
    [
        (VIEWER_REQUEST, {"encoding": "text", "data": "x" * (40 * KB)}),
        (VIEWER_REQUEST, {"data": base64.b64encode(b"x" * 40_857).decode()}),
        (ORIGIN_REQUEST, {"encoding": "text", "data": "x" * MB}),
        (ORIGIN_REQUEST, {"data": base64.b64encode(b"x" * 1_045_953).decode()}),
    ],
)
def test_a_replacement_may_be_as_large_as_the_limit(event_type: EventType, fields: dict[str, Any]) -> None:
    assert request_of(event_type, replaced(**fields)).body
