from __future__ import annotations

import pytest

from pytest_lambda_edge.http.headers import from_pairs
from pytest_lambda_edge.http.messages import Request, Response, reason_phrase
from pytest_lambda_edge.http.validators import (
    OF_A_HELD_OBJECT,
    conditional_headers,
    is_entity_tag,
    is_unchanged,
    varies_on_everything,
    weakened,
)

OLD, NEW = "Sun, 31 May 2026 08:00:00 GMT", "Mon, 01 Jun 2026 08:00:00 GMT"


@pytest.mark.fact("CF-222")
@pytest.mark.parametrize(
    ("tag", "valid", "weak"),
    [
        ('"a"', True, 'W/"a"'),
        ('W/"a"', True, 'W/"a"'),
        ("a", False, "W/a"),
        ("w/a", False, "W/w/a"),
        ("", False, "W/"),
    ],
)
def test_an_entity_tag_is_known_by_how_it_begins(tag: str, valid: bool, weak: str) -> None:
    assert is_entity_tag(tag) == valid
    assert weakened(tag) == weak


@pytest.mark.fact("CF-084")
def test_a_stored_response_is_asked_about_by_tag_and_date() -> None:
    stored = from_pairs([("etag", '"a"'), ("Last-Modified", OLD), ("Date", NEW)])
    assert conditional_headers(stored) == [("If-None-Match", '"a"'), ("If-Modified-Since", OLD)]
    assert conditional_headers({}) == []


@pytest.mark.fact("CF-086", "CF-087")
@pytest.mark.parametrize(
    ("condition", "response", "unchanged"),
    [
        ({"If-None-Match": '"a"'}, {"ETag": '"a"'}, True),
        ({"If-None-Match": 'W/"a"'}, {"ETag": '"a"'}, True),
        ({"If-None-Match": '"a"'}, {"ETag": 'W/"a"'}, True),
        ({"If-None-Match": '"x","a", W/"y"'}, {"ETag": '"a"'}, True),
        ({"If-None-Match": '"x, a"'}, {"ETag": '"a"'}, False),
        ({"If-None-Match": '"x, a"'}, {"ETag": '"x, a"'}, True),
        ({"If-None-Match": "*"}, {}, True),
        ({"If-None-Match": "a"}, {"ETag": "a"}, False),
        ({"If-None-Match": '"A"'}, {"ETag": '"a"'}, False),
        ({"If-None-Match": '"a"'}, {}, False),
        ({"If-None-Match": ""}, {"ETag": '"a"'}, False),
        ({"If-Modified-Since": OLD}, {"Last-Modified": OLD}, True),
        ({"If-Modified-Since": NEW}, {"Last-Modified": OLD}, True),
        ({"If-Modified-Since": OLD}, {"Last-Modified": NEW}, False),
        ({"If-Modified-Since": OLD}, {}, False),
        ({"If-Modified-Since": "x"}, {"Last-Modified": OLD}, False),
        ({"If-Modified-Since": OLD}, {"Last-Modified": "x"}, False),
        ({"If-None-Match": '"x"', "If-Modified-Since": NEW}, {"ETag": '"a"', "Last-Modified": OLD}, False),
        ({"If-Match": '"x"', "If-Unmodified-Since": OLD}, {"ETag": '"a"', "Last-Modified": NEW}, False),
        ({}, {"ETag": '"a"', "Last-Modified": OLD}, False),
    ],
)
def test_a_condition_is_met_by_the_tag_before_the_date(
    condition: dict[str, str], response: dict[str, str], unchanged: bool
) -> None:
    held = Response(200, headers=from_pairs(response.items()))
    for method in ("GET", "HEAD"):
        assert is_unchanged(Request(method, "/", headers=from_pairs(condition.items())), held) == unchanged


@pytest.mark.parametrize(("method", "status"), [("OPTIONS", 200), ("GET", 404), ("GET", 301), ("HEAD", 206)])
def test_a_condition_counts_for_a_get_that_would_be_a_200(method: str, status: int) -> None:
    request = Request(method, "/", headers=from_pairs([("If-None-Match", "*")]))
    assert not is_unchanged(request, Response(status))


@pytest.mark.fact("CF-080")
@pytest.mark.parametrize(
    ("lines", "expected"),
    [(["*"], True), (["Cookie", "*"], True), (["a, *"], True), (["a,*"], True), (["a*"], False), ([], False)],
)
def test_vary_star_is_found_wherever_it_stands(lines: list[str], expected: bool) -> None:
    assert varies_on_everything(from_pairs([("Vary", line) for line in lines])) == expected


@pytest.mark.parametrize(
    ("status", "phrase"), [(200, "OK"), (302, "Found"), (413, "Content Too Large"), (494, ""), (599, "")]
)
def test_a_status_has_its_standard_phrase_or_none(status: int, phrase: str) -> None:
    assert reason_phrase(status) == phrase


def test_headers_of_a_copied_message_can_be_changed() -> None:
    request = Request("GET", "/", "a=1", from_pairs([("X-A", "1")]), b"x")
    response = Response(200, "OK", from_pairs([("X-A", "1")]), b"x")
    for message in (request, response):
        copy = message.copy()
        assert copy == message
        del copy.headers["x-a"]
        assert message.headers == from_pairs([("X-A", "1")])


def test_six_headers_of_a_request_speak_of_what_its_sender_holds() -> None:
    conditions = {"if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range"}
    assert {*conditions, "range"} == OF_A_HELD_OBJECT
