"""Every result that CloudFront refuses, in every event in which it can occur."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.edge_results import changed, judge, places, response_like, sent_to
from support.refusals_page import HEADERS_PAGE, PAGE, restricted_headers, section, sections
from support.refused_results import REFUSED, part_of_event

from pytest_lambda_edge.events.refusals import RULES, not_parsable
from pytest_lambda_edge.model.event_type import EVENT_TYPES, EventType

if TYPE_CHECKING:
    from support.refused_results import Wrong

VIEWER_REQUEST, ORIGIN_REQUEST, ORIGIN_RESPONSE, VIEWER_RESPONSE = EVENT_TYPES

CASES = [
    pytest.param(
        wrong, event_type, id=f"{wrong.rule}-{event_type}", marks=pytest.mark.fact(*RULES[wrong.rule].facts)
    )
    for wrong in REFUSED
    for event_type in wrong.event_types or RULES[wrong.rule].event_types
]


@pytest.mark.parametrize(("wrong", "event_type"), CASES)
def test_a_wrong_result_breaks_one_rule_at_one_place(wrong: Wrong, event_type: EventType) -> None:
    verdict = judge(event_type, wrong.change(event_type))
    assert places(verdict.violations) == [(wrong.rule, wrong.place)]
    assert verdict.response is None


@pytest.mark.parametrize("rule_id", RULES)
def test_a_refusal_says_what_its_page_shows(rule_id: str) -> None:
    assert section(rule_id) == sections(PAGE.read_text(encoding="utf-8"))[rule_id]


def test_the_page_of_refusals_shows_every_rule() -> None:
    assert list(sections(PAGE.read_text(encoding="utf-8"))) == list(RULES)


def test_the_page_of_restricted_headers_shows_each_with_its_facts() -> None:
    assert list(restricted_headers()) == HEADERS_PAGE.read_text(encoding="utf-8").splitlines()


def test_the_table_shows_every_rule_in_every_event_in_which_it_can_occur() -> None:
    shown = {(wrong.rule, event_type) for wrong in REFUSED for event_type in wrong.event_types}
    shown |= {
        (wrong.rule, event_type) for wrong in REFUSED if not wrong.event_types for event_type in EVENT_TYPES
    }
    possible = {(rule.id, event_type) for rule in RULES.values() for event_type in rule.event_types}
    assert possible - shown == {("json-not-parsable", event_type) for event_type in EVENT_TYPES}


@pytest.mark.fact("LE-163", "LE-261")
def test_a_result_that_json_cannot_hold_is_not_parsable() -> None:
    violation = not_parsable("holds NaN")
    assert (violation.rule.id, violation.place) == ("json-not-parsable", "")
    assert str(violation) == "the result holds NaN (LE-163, LE-261)"


@pytest.mark.parametrize(
    ("event_type", "name", "came"),
    [
        (VIEWER_REQUEST, "content-length", False),
        (ORIGIN_REQUEST, "transfer-encoding", False),
        (ORIGIN_RESPONSE, "via", False),
        (VIEWER_REQUEST, "host", True),
    ],
)
def test_a_read_only_header_that_did_not_come_is_to_be_left_out(
    event_type: EventType, name: str, came: bool
) -> None:
    headers = {name: [{"value": "7"}]}
    wrong = changed(headers=headers) if came else response_like(headers=headers)
    found = [
        one for one in judge(event_type, wrong(event_type)).violations if one.place == f"headers['{name}']"
    ]
    advice = "Leave it exactly as it came" if came else "Leave it out: only CloudFront sets this header."
    assert [one.advice.startswith(advice) for one in found] == [True]


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_all_violations_of_a_result_are_found(event_type: EventType) -> None:
    headers = {
        "connection": [{"value": "close"}],
        "via": [{"value": "mine"}],
        "x-a": "1",
        "x-b": [{"value": 1}, {"key": 1, "value": "a\nb"}],
    }
    found = places(judge(event_type, response_like(status=1000, headers=headers)(event_type)).violations)
    assert ("status-invalid", "status") in found
    assert ("header-disallowed", "headers['connection']") in found
    assert ("header-read-only", "headers['via']") in found
    assert ("header-not-array", "headers['x-a']") in found
    assert ("header-value-not-string", "headers['x-b'][0].value") in found
    assert ("header-key-not-string", "headers['x-b'][1].key") in found
    assert ("header-control-character", "headers['x-b'][1].value") in found


def test_all_violations_of_a_request_are_found() -> None:
    request = changed(
        uri="x y",
        querystring="a b",
        body={"action": "replace", "encoding": "base64", "data": "!"},
        origin={"custom": {"port": 22, "path": "/"}},
    )(ORIGIN_REQUEST)
    rules = [violation.rule.id for violation in judge(ORIGIN_REQUEST, request).violations]
    assert rules == [
        "uri-invalid",
        "querystring-invalid",
        "request-body-base64",
        "origin-field-missing",
        "origin-path",
        "origin-field-missing",
        "origin-port",
        *["origin-field-missing"] * 3,
    ]


@pytest.mark.fact("LE-146", "LE-414")
def test_the_whole_event_gets_the_sentence_about_arrays() -> None:
    (violation,) = judge(ORIGIN_REQUEST, part_of_event()(ORIGIN_REQUEST)).violations
    assert violation.rule.sentence.endswith("Each header entry in the headers object must be an array.")


@pytest.mark.parametrize("name", ["Records", "cf", "request", "response"])
def test_a_request_with_a_property_of_the_whole_event_is_a_request(name: str) -> None:
    returned = {"headers": sent_to(VIEWER_REQUEST)["headers"], name: {}}
    assert places(judge(VIEWER_REQUEST, returned).violations) == [("uri-missing", "uri")]


@pytest.mark.parametrize(
    ("event_type", "missing"),
    [
        *((one, [("headers-missing", "headers"), ("uri-missing", "uri")]) for one in EVENT_TYPES[:2]),
        *((one, [("status-missing", "status")]) for one in EVENT_TYPES[2:]),
    ],
)
def test_an_empty_object_is_told_what_it_lacks(event_type: EventType, missing: list[tuple[str, str]]) -> None:
    found = places(judge(event_type, {}).violations)
    assert [one for one in found if one[0].endswith("-missing")] == missing


def test_a_value_in_the_place_of_an_origin_s_settings_is_shown() -> None:
    returned = changed(origin={"custom": "www.example.com"})(ORIGIN_REQUEST)
    (violation,) = judge(ORIGIN_REQUEST, returned).violations
    assert (violation.place, violation.detail) == ("origin.custom", "is 'www.example.com'")


@pytest.mark.fact("LE-147")
@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_an_api_gateway_result_is_told_all_that_is_wrong_with_it(event_type: EventType) -> None:
    result = {"statusCode": 200, "headers": {"content-type": "text/html"}, "body": {"a": 1}}
    rules = {violation.rule.id for violation in judge(event_type, result).violations}
    assert rules >= {"api-gateway-result", "header-not-array"}
    assert rules & {"body-not-string", "body-in-viewer-response"}
    assert "status-missing" not in rules


@pytest.mark.fact("LE-143", "LE-200")
def test_a_request_returned_by_a_response_function_is_recognised() -> None:
    violation = judge(VIEWER_RESPONSE, sent_to(VIEWER_REQUEST)).violations[0]
    assert str(violation) == "status is missing; this looks like the event's request (LE-143, LE-200)"


@pytest.mark.fact("LE-189", "LE-382", "LE-416")
def test_a_fresh_response_drops_the_read_only_headers_of_the_origin() -> None:
    (violation,) = judge(ORIGIN_RESPONSE, {"status": "200"}).violations
    assert str(violation) == "headers['transfer-encoding'] was removed; it came as 'chunked' (LE-216, LE-189)"


def test_a_violation_says_what_to_write_instead() -> None:
    (violation,) = judge(VIEWER_REQUEST, response_like(body=None)(VIEWER_REQUEST)).violations
    assert "leave it out" in violation.advice


def test_a_huge_or_deep_value_is_shown_short() -> None:
    deep: Any = []
    for _ in range(200):
        deep = [deep]
    violations = judge(
        VIEWER_REQUEST, changed(uri=deep, querystring=["x" * 10_000])(VIEWER_REQUEST)
    ).violations
    assert [violation.rule.id for violation in violations] == ["uri-invalid", "querystring-not-string"]
    assert all(len(violation.detail) < 100 for violation in violations)
