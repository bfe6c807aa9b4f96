"""The tables of refusals, restricted headers and limits, held against the fact sheet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from support.edge_results import changed, judge, places, request_for, response_like, sent_to, with_header

from pytest_lambda_edge.events import limits
from pytest_lambda_edge.events.build import request_object, response_object
from pytest_lambda_edge.events.refusals import RULES
from pytest_lambda_edge.events.restricted import (
    DISALLOWED,
    NOT_IN_CUSTOM_HEADERS,
    NOT_TO_BE_ADDED,
    READ_ONLY,
    is_denied_to_custom_headers,
    is_disallowed,
)
from pytest_lambda_edge.http.headers import from_pairs
from pytest_lambda_edge.http.messages import Response
from pytest_lambda_edge.model.event_type import EVENT_TYPES, EventType
from pytest_lambda_edge.pipeline.assumptions import ASSUMPTIONS

if TYPE_CHECKING:
    from pytest_lambda_edge.events.rule import Rule


def words(text: str) -> list[str]:
    """Return the words of a text."""
    return text.split()


# The facts and decisions that say that something is refused, or with which sentence.
SHEET = words(
    """
LE-063 LE-065 LE-067 LE-074 LE-096 LE-100 LE-102 LE-103 LE-104 LE-110 LE-111 LE-113 LE-116 LE-117 LE-118
LE-120 LE-122 LE-123 LE-124 LE-125 LE-127 LE-143 LE-146 LE-147 LE-148 LE-149 LE-151 LE-152 LE-154 LE-155
LE-156 LE-158 LE-159 LE-160 LE-161 LE-173 LE-181 LE-184 LE-189 LE-196 LE-198 LE-200 LE-203 LE-210 LE-212
LE-213 LE-214 LE-215 LE-216 LE-217 LE-218 LE-219 LE-221 LE-229 LE-230 LE-232 LE-233 LE-239 LE-240 LE-241
LE-243 LE-245 LE-256 LE-257 LE-258 LE-259 LE-260 LE-261 LE-262 LE-265 LE-285 LE-287 LE-289 LE-414 LE-417
LE-419 D-09 D-11 D-18 D-34 D-35 D-37 D-39
"""
)

PREFIXES = (
    "The Lambda function result failed validation: ",
    "The Lambda function returned invalid JSON: ",
    "The Lambda function returned an invalid entry in the headers object: ",
    "The Lambda function returned an invalid origin configuration: ",
)
# LE-256 to LE-262, as observed.
FAILED = "The Lambda function result failed validation: The "
SENTENCES = {
    "LE-256": f"{FAILED}function tried to add, delete, or change a read-only header.",
    "LE-257": f"{FAILED}function tried to add a blacklisted header.",
    "LE-258": f"{FAILED}specified URI is in an invalid format.",
    "LE-259": f"{FAILED}body is not a string, is not an object, or exceeds the maximum size.",
    "LE-260": "The Lambda function returned an invalid entry in the headers object:"
    " Each header entry in the headers object must be an array.",
    "LE-262": "The Lambda function returned an invalid origin configuration:"
    " One or more HeaderName or HeaderValue values are invalid.",
}

DISALLOWED_NAMES = words(
    """
Connection Expect Keep-Alive Proxy-Authenticate Proxy-Authorization Proxy-Connection Trailer Upgrade
X-Accel-Buffering X-Accel-Charset X-Accel-Limit-Rate X-Accel-Redirect X-Amz-Cf-* X-Amzn-Auth
X-Amzn-Cf-Billing X-Amzn-Cf-Id X-Amzn-Cf-Xff X-Amzn-Errortype X-Amzn-Fle-Profile X-Amzn-Header-Count
X-Amzn-Header-Order X-Amzn-Lambda-Integration-Tag X-Amzn-RequestId X-Cache X-Edge-* X-Forwarded-Proto
X-Real-IP
"""
)
OF_CLIENT_CERTIFICATES = words("Client-Cert Client-Cert-Chain CloudFront-Viewer-Cert-PEM")  # since 2026

READ_ONLY_NAMES = {
    "viewer-request": "CDN-Loop Content-Length Host Transfer-Encoding Via",
    "origin-request": "Accept-Encoding CDN-Loop Content-Length If-Modified-Since If-None-Match If-Range"
    " If-Unmodified-Since Transfer-Encoding Via",
    "origin-response": "Transfer-Encoding Via",
    "viewer-response": "Warning Via Content-Length Content-Encoding Transfer-Encoding",
}

DENIED_TO_CUSTOM_HEADERS = words(
    """
Cache-Control Connection Content-Length Cookie Host If-Match If-Modified-Since If-None-Match If-Range
If-Unmodified-Since Max-Forwards Pragma Proxy-Authenticate Proxy-Authorization Proxy-Connection Range
Request-Range TE Trailer Transfer-Encoding Upgrade Via X-Amz-* X-Edge-* X-Real-Ip
"""
)

READ_ONLY_HERE = [
    (event_type, name) for event_type in EVENT_TYPES for name in READ_ONLY_NAMES[event_type].split()
]


def example(name: str) -> str:
    """Return a header that a name or prefix of the tables means."""
    return name.replace("*", "Example")


def test_every_refusal_of_the_sheet_has_a_row() -> None:
    in_rows = {fact for rule in RULES.values() for fact in rule.facts}
    assert set(SHEET) - in_rows == set()


@pytest.mark.fact("LE-249", "LE-265")
@pytest.mark.parametrize("row", RULES.values(), ids=list(RULES))
def test_a_row_names_its_facts_its_events_and_what_to_do(row: Rule) -> None:
    assert row.status == 502
    assert row.facts
    assert row.event_types
    assert set(row.rests_on) <= set(row.facts) & set(ASSUMPTIONS)
    assert all(re.fullmatch(r"LE-\d{3}|D-\d{2}", fact) for fact in row.facts)
    assert row.sentence.startswith(PREFIXES)
    assert row.sentence.endswith(".")
    assert row.advice.endswith(".")


@pytest.mark.fact("LE-256", "LE-257", "LE-258", "LE-259", "LE-260", "LE-262")
@pytest.mark.parametrize("fact", SENTENCES)
def test_a_row_with_an_observed_sentence_has_it(fact: str) -> None:
    sentences = {rule.sentence for rule in RULES.values() if fact in rule.facts}
    assert sentences == {SENTENCES[fact]}


@pytest.mark.fact("LE-261")
def test_both_sentences_about_json_are_there() -> None:
    prefix = "The Lambda function returned invalid JSON: The JSON output "
    assert RULES["json-not-object"].sentence == f"{prefix}must be an object type."
    assert RULES["json-not-parsable"].sentence == f"{prefix}is not parsable."


@pytest.mark.fact("LE-210", "LE-211", "CF-264")
def test_the_disallowed_headers_are_the_sheets() -> None:
    names = sorted(row.name for row in DISALLOWED if "LE-210" in row.facts)
    assert names == sorted(DISALLOWED_NAMES)
    assert len(names) == 27
    later = sorted(row.name.lower() for row in DISALLOWED if "CF-264" in row.facts)
    assert later == sorted(name.lower() for name in OF_CLIENT_CERTIFICATES)
    assert len(DISALLOWED) == 30


@pytest.mark.fact("LE-091", "LE-195", "LE-214", "LE-215", "LE-216", "LE-217", "LE-223", "LE-385", "CF-265")
@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_the_read_only_headers_are_the_sheet_s(event_type: EventType) -> None:
    assert sorted(row.name for row in READ_ONLY[event_type]) == sorted(READ_ONLY_NAMES[event_type].split())


@pytest.mark.fact("LE-125")
def test_the_names_denied_to_custom_headers_are_the_sheet_s() -> None:
    assert sorted(row.name for row in NOT_IN_CUSTOM_HEADERS) == sorted(DENIED_TO_CUSTOM_HEADERS)
    names = [example(name).lower() for name in (*DENIED_TO_CUSTOM_HEADERS, *DISALLOWED_NAMES)]
    assert all(is_denied_to_custom_headers(name) for name in names)
    assert not is_denied_to_custom_headers("x-shared-secret")


@pytest.mark.fact("LE-074", "D-39")
def test_viewer_country_is_closed_to_viewer_request_alone() -> None:
    assert {event: [row.name for row in rows] for event, rows in NOT_TO_BE_ADDED.items()} == {
        "viewer-request": ["CloudFront-Viewer-Country"]
    }


@pytest.mark.fact("LE-210", "LE-212", "LE-213", "CF-264")
@pytest.mark.parametrize("event_type", EVENT_TYPES)
@pytest.mark.parametrize("name", [*DISALLOWED_NAMES, *OF_CLIENT_CERTIFICATES])
def test_no_function_may_add_a_disallowed_header(name: str, event_type: EventType) -> None:
    for spelling in (example(name).lower(), example(name).upper()):
        verdict = judge(event_type, with_header(spelling, [{"value": "1"}])(event_type))
        place = f"headers[{spelling.lower()!r}]"
        assert places(verdict.violations) == [("header-disallowed", place)]


@pytest.mark.fact("LE-069", "LE-070", "LE-089", "LE-210", "CF-264")
@pytest.mark.parametrize("name", [row.name for row in DISALLOWED])
def test_events_never_show_a_disallowed_header(name: str) -> None:
    request = request_for(EventType.VIEWER_REQUEST)
    request.headers |= from_pairs([(example(name), "1")])
    assert example(name).lower() not in request_object(request, client_ip="192.0.2.1")["headers"]
    response = Response(200, "OK", from_pairs([("ETag", "1"), (example(name), "1")]))
    assert list(response_object(response)["headers"]) == ["etag"]


@pytest.mark.fact("LE-210", "LE-211")
@pytest.mark.parametrize("name", ["x-amz-id-2", "x-amzn-trace-id", "x-amzn-waf-a", "x-edgeless", "via"])
def test_a_name_like_a_disallowed_one_is_allowed(name: str) -> None:
    assert not is_disallowed(name)


@pytest.mark.fact("LE-218", "LE-219", "LE-220", "LE-221", "LE-256", "LE-385", "CF-028", "CF-265")
@pytest.mark.parametrize(("event_type", "name"), READ_ONLY_HERE)
def test_no_function_may_touch_a_read_only_header(event_type: EventType, name: str) -> None:
    lower = name.lower()
    came = [{"key": name, "value": "1"}]
    without_it = {other: lines for other, lines in sent_to(event_type)["headers"].items() if other != lower}

    def found(came: dict[str, Any], returned: dict[str, Any]) -> list[tuple[str, str]]:
        sent = sent_to(event_type) | {"headers": without_it | came}
        verdict = judge(event_type, sent | {"headers": without_it | returned}, sent=sent)
        return places(verdict.violations)

    refused = [("header-read-only", f"headers[{lower!r}]")]
    assert found({}, {lower: came}) == refused
    assert found({lower: came}, {lower: [{"key": name, "value": "2"}]}) == refused
    assert found({lower: came}, {lower: came + came}) == refused
    assert found({lower: came}, {}) == refused
    assert found({lower: came}, {lower: []}) == refused
    assert found({lower: came}, {lower: came}) == []
    assert found({lower: came}, {name.upper(): [{"value": "1"}]}) == []
    assert found({}, {lower: []}) == []


@pytest.mark.fact("LE-173", "LE-174")
@pytest.mark.parametrize(
    ("event_type", "name"),
    [(event_type, name) for event_type, name in READ_ONLY_HERE if "request" in event_type],
)
def test_a_generated_response_may_not_hold_a_read_only_header(event_type: EventType, name: str) -> None:
    headers = {name.lower(): [{"value": "1"}]}
    verdict = judge(event_type, response_like(headers=headers)(event_type))
    assert places(verdict.violations) == [("header-read-only", f"headers[{name.lower()!r}]")]


@pytest.mark.fact("LE-099", "LE-100", "LE-104", "LE-161", "LE-241", "LE-285", "LE-287", "D-18")
def test_the_limits_are_the_sheet_s() -> None:
    viewer_request, origin_request, origin_response, viewer_response = EVENT_TYPES
    assert {viewer_request: 40_960, origin_request: 1_048_576} == limits.EXPOSED_BODY
    assert {viewer_request: 40_960, origin_request: 1_048_576} == limits.REPLACED_BODY_TEXT
    assert {viewer_request: 54_476, origin_request: 1_394_606} == limits.REPLACED_BODY_BASE64
    assert {
        viewer_request: 40_960,
        origin_request: 1_048_576,
        origin_response: 1_048_576,
        viewer_response: 40_960,
    } == limits.GENERATED_RESPONSE
    assert limits.URI_AND_QUERYSTRING == 8_192
    assert limits.HEADERS == 32_768
    assert range(200, 600) == limits.STATUS


@pytest.mark.fact("LE-241")
def test_what_just_fits_is_accepted() -> None:
    longest = {"uri": "/" + "a" * 8182, "querystring": "a=1&b=2"}
    assert judge(EventType.VIEWER_REQUEST, changed(**longest)(EventType.VIEWER_REQUEST)).violations == ()
