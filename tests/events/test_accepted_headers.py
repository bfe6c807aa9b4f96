"""Headers that CloudFront accepts from a function, and how they go over the wire."""

from __future__ import annotations

import pytest
from support.edge_results import (
    REQUEST_EVENTS,
    RESPONSE_EVENTS,
    changed,
    header_lines,
    judge,
    judge_request,
    response_like,
    response_of,
    rests_on,
    sent_to,
    with_header,
    with_headers,
)

from pytest_lambda_edge.events.results import RequestVerdict
from pytest_lambda_edge.model.event_type import EVENT_TYPES, EventType

VIEWER_REQUEST, ORIGIN_REQUEST, ORIGIN_RESPONSE, VIEWER_RESPONSE = EVENT_TYPES
KB = 1024


NAMES_ON_THE_WIRE = [
    pytest.param("x-new", {"value": "1"}, "X-New", marks=pytest.mark.fact("LE-062")),
    pytest.param("X-NEW", {"value": "1"}, "X-New", marks=pytest.mark.fact("LE-062", "LE-065")),
    pytest.param("x-new", {"key": "x-new", "value": "1"}, "x-new", marks=pytest.mark.fact("LE-060")),
    pytest.param("x-new", {"key": "X-NEW", "value": "1"}, "X-NEW", marks=pytest.mark.fact("LE-060")),
    pytest.param("X-New", {"key": "X-New", "value": "1"}, "X-New", marks=pytest.mark.fact("LE-065")),
    pytest.param("x-new", {"key": "X-Old", "value": "1"}, "X-New", marks=pytest.mark.fact("LE-066", "D-10")),
    pytest.param("x-new", {"key": "", "value": "1"}, "X-New", marks=pytest.mark.fact("LE-066", "D-10")),
    pytest.param("x-k", {"key": "X-\N{KELVIN SIGN}", "value": "1"}, "X-K", marks=pytest.mark.fact("D-10")),
]


@pytest.mark.parametrize("event_type", EVENT_TYPES)
@pytest.mark.parametrize(("name", "line", "wire"), NAMES_ON_THE_WIRE)
def test_a_header_s_name_on_the_wire(
    event_type: EventType, name: str, line: dict[str, str], wire: str
) -> None:
    assert header_lines(event_type, with_header(name, [line]), name.lower()) == [(wire, "1")]


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_only_spaces_and_tabs_around_a_value_are_dropped(event_type: EventType) -> None:
    change = with_header("x-new", [{"value": " \tX 1 X\t "}])
    assert header_lines(event_type, change, "x-new") == [("X-New", "X 1 X")]


@pytest.mark.parametrize("event_type", REQUEST_EVENTS)
def test_other_white_space_around_a_value_stays(event_type: EventType) -> None:
    change = with_header("x-new", [{"value": " \N{NO-BREAK SPACE}1"}])
    assert header_lines(event_type, change, "x-new") == [("X-New", "\N{NO-BREAK SPACE}1")]


@pytest.mark.fact("LE-066", "LE-364", "LE-400", "D-10")
def test_a_key_of_another_header_is_an_assumption() -> None:
    change = with_header("last-modified", [{"key": "x-amz-meta-last-modified", "value": "now"}])
    assert header_lines(ORIGIN_RESPONSE, change, "last-modified") == [("Last-Modified", "now")]
    assert rests_on(ORIGIN_RESPONSE, change) == ("D-10",)


@pytest.mark.fact("LE-065")
def test_a_property_in_upper_case_stands_for_the_header_that_came() -> None:
    sent = sent_to(VIEWER_REQUEST)
    headers = {name.title(): entries for name, entries in sent["headers"].items()}
    verdict = judge_request(VIEWER_REQUEST, sent | {"headers": headers})
    assert verdict.assumptions == ("LE-065",)
    assert verdict.request is not None
    assert verdict.request.headers == sent["headers"]


@pytest.mark.fact("LE-058", "LE-059", "LE-177")
@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_each_element_is_a_line_of_its_own(event_type: EventType) -> None:
    change = with_header("x-new", [{"key": "X-New", "value": "1"}, {"key": "x-new", "value": "2"}])
    assert header_lines(event_type, change, "x-new") == [("X-New", "1"), ("x-new", "2")]


@pytest.mark.fact("LE-063")
@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_a_value_may_be_an_array_of_strings(event_type: EventType) -> None:
    change = with_header("x-new", [{"key": "X-New", "value": ["1", "2"]}, {"value": "3"}, {"value": []}])
    assert header_lines(event_type, change, "x-new") == [("X-New", "1"), ("X-New", "2"), ("X-New", "3")]


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_white_space_around_a_value_is_no_part_of_it(event_type: EventType) -> None:
    change = with_header("x-new", [{"value": " \ta\tb "}])
    assert header_lines(event_type, change, "x-new") == [("X-New", "a\tb")]


@pytest.mark.fact("LE-064", "LE-188", "LE-400", "D-11")
@pytest.mark.parametrize(("event_type", "name"), [(VIEWER_REQUEST, "cookie"), (VIEWER_RESPONSE, "server")])
def test_an_empty_list_removes_a_header(event_type: EventType, name: str) -> None:
    assert header_lines(event_type, with_header(name, []), name) == []
    verdict = judge(event_type, with_header(name, [])(event_type))
    returned = verdict.request if isinstance(verdict, RequestVerdict) else verdict.response
    assert returned is not None
    assert returned.headers is not None
    assert name not in returned.headers
    assert verdict.assumptions == ("D-11",)


@pytest.mark.fact("LE-188")
def test_a_header_that_is_left_out_is_removed() -> None:
    headers = {
        name: entries for name, entries in sent_to(ORIGIN_RESPONSE)["headers"].items() if name != "etag"
    }
    assert header_lines(ORIGIN_RESPONSE, changed(headers=headers), "etag") == []
    assert rests_on(ORIGIN_RESPONSE, changed(headers=headers)) == ()


def test_an_empty_list_for_a_disallowed_header_adds_nothing() -> None:
    assert header_lines(VIEWER_REQUEST, with_header("connection", []), "connection") == []


@pytest.mark.fact("LE-416")
def test_origin_response_may_delete_content_length() -> None:
    headers = sent_to(ORIGIN_RESPONSE)["headers"]
    del headers["content-length"]
    change = changed(headers=headers, body="new")
    assert header_lines(ORIGIN_RESPONSE, change, "content-length") == []


@pytest.mark.fact("LE-068")
@pytest.mark.parametrize("event_type", RESPONSE_EVENTS)
def test_what_is_not_ascii_becomes_a_question_mark_in_a_response(event_type: EventType) -> None:
    change = with_header("location", [{"key": "Location", "value": "/größe/日本"}])
    assert header_lines(event_type, change, "location") == [("Location", "/gr??e/??")]


@pytest.mark.fact("LE-068")
def test_what_is_not_ascii_becomes_a_question_mark_in_a_generated_response() -> None:
    response = response_of(VIEWER_REQUEST, response_like(headers={"location": [{"value": "/größe"}]}))
    assert response.headers == {"location": [{"key": "Location", "value": "/gr??e"}]}


@pytest.mark.fact("LE-247")
@pytest.mark.parametrize("event_type", REQUEST_EVENTS)
def test_what_is_not_ascii_goes_on_in_a_request(event_type: EventType) -> None:
    assert header_lines(event_type, with_header("x-new", [{"value": "größe"}]), "x-new") == [
        ("X-New", "größe")
    ]


@pytest.mark.fact("LE-074", "D-39")
def test_viewer_request_may_pass_on_or_remove_the_viewer_s_own_country() -> None:
    sent = sent_to(VIEWER_REQUEST)
    sent["headers"]["cloudfront-viewer-country"] = [{"key": "cloudfront-viewer-country", "value": "DE"}]
    removed = sent | {"headers": sent["headers"] | {"cloudfront-viewer-country": []}}
    recased = [{"key": "CloudFront-Viewer-Country", "value": "DE"}]
    respelled = sent | {"headers": sent["headers"] | {"cloudfront-viewer-country": recased}}
    for returned in (sent, removed, respelled):
        assert judge_request(VIEWER_REQUEST, returned, sent=sent).violations == ()
    another = sent | {"headers": sent["headers"] | {"cloudfront-viewer-country": [{"value": "FR"}]}}
    (violation,) = judge_request(VIEWER_REQUEST, another, sent=sent).violations
    assert violation.rule.id == "viewer-country-added"
    assert violation.detail == "was changed from 'DE' to 'FR'"


@pytest.mark.fact("LE-072", "LE-088")
@pytest.mark.parametrize(
    ("event_type", "name"),
    [
        (VIEWER_REQUEST, "cloudfront-is-mobile-viewer"),
        (ORIGIN_REQUEST, "cloudfront-viewer-country"),
        (ORIGIN_REQUEST, "cloudfront-is-mobile-viewer"),
    ],
)
def test_other_cloudfront_headers_may_be_set(event_type: EventType, name: str) -> None:
    assert len(header_lines(event_type, with_header(name, [{"value": "true"}]), name)) == 1


@pytest.mark.fact("LE-222", "LE-224", "LE-227", "LE-236", "LE-350")
@pytest.mark.parametrize("name", ["host", "authorization", "range", "accept", "referer", "te"])
def test_origin_request_may_set_and_remove(name: str) -> None:
    assert header_lines(ORIGIN_REQUEST, with_header(name, [{"value": "1"}]), name) == [(name.title(), "1")]
    assert header_lines(ORIGIN_REQUEST, with_headers({"x-new": [{"value": "1"}], name: []}), name) == []


@pytest.mark.fact("LE-289")
def test_headers_may_have_32_kb() -> None:
    headers = {"x-new": [{"value": "x" * (32 * KB - 5)}]}
    assert response_of(ORIGIN_REQUEST, response_like(headers=headers)).headers is not None
