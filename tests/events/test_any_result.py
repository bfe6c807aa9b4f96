"""Whatever a function returns is judged: violations, or something that can be applied, never an exception."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.any_values import JSON, mutated
from support.edge_results import (
    REQUEST_EVENTS,
    S3_ORIGIN,
    as_returned,
    judge_request,
    judge_response,
    request_for,
    response_for,
    sent_to,
)

from pytest_lambda_edge.events.apply import apply_request, generated_response, updated_response
from pytest_lambda_edge.events.build import origin_object, request_object, response_object
from pytest_lambda_edge.http.headers import pack, unpack
from pytest_lambda_edge.model.event_type import EVENT_TYPES, EventType

if TYPE_CHECKING:
    from pytest_lambda_edge.http.headers import HeaderMap


def full_request() -> dict[str, Any]:
    """Return an origin request in which there is something of everything."""
    sent = as_returned(sent_to(EventType.ORIGIN_REQUEST))
    sent["headers"]["x-new"] = [{"key": "X-New", "value": ["1", "2"]}]
    sent["body"] = {"inputTruncated": False, "action": "replace", "encoding": "base64", "data": "eA=="}
    sent["origin"]["custom"] |= {"domainName": "eu.example.com", "responseCompletionTimeout": 60}
    found: dict[str, Any] = sent
    return found


def s3_request() -> dict[str, Any]:
    changes: dict[str, Any] = {"authMethod": "origin-access-identity", "region": "eu-west-1"}
    changes |= {"customHeaders": {"x-new": [{"value": "1"}]}, "domainName": "b.s3.amazonaws.com"}
    request = full_request()
    del request["headers"]["x-new"]
    return request | {"origin": {"s3": origin_object(S3_ORIGIN, "https")["s3"] | changes}}


def generated() -> dict[str, Any]:
    return {
        "status": 200,
        "statusDescription": "OK",
        "headers": {"x-new": [{"key": "X-New", "value": "1"}]},
        "body": "eA==",
        "bodyEncoding": "base64",
    }


def updated() -> dict[str, Any]:
    sent: dict[str, Any] = as_returned(sent_to(EventType.ORIGIN_RESPONSE))
    sent["headers"]["x-new"] = [{"value": "1"}]
    return sent | {"body": "new", "bodyEncoding": "text"}


@st.composite
def mutations(draw: st.DrawFn) -> Any:
    value = draw(st.sampled_from([full_request, s3_request, generated, updated]))()
    for _ in range(draw(st.integers(0, 3))):
        value = mutated(draw, value)
    return value


def check_headers(headers: HeaderMap) -> None:
    assert all(headers.values()), "a header has a line at least"
    for name, entries in headers.items():
        assert name == name.lower()
        for entry in entries:
            assert set(entry) == {"key", "value"}
            assert entry["key"].lower() == name
    assert unpack(pack(headers)) == headers


def check_request(event_type: EventType, returned: Any, *, include_body: bool) -> None:
    verdict = judge_request(event_type, returned, include_body=include_body)
    found = [bool(verdict.violations), verdict.request is not None, verdict.response is not None]
    assert found.count(True) == 1, "a verdict is violations, a request or a response"
    if verdict.request is not None:
        request = apply_request(request_for(event_type), verdict.request, sent_to(event_type))
        assert request.uri.startswith("/")
        check_headers(request.headers)
        json.dumps(request_object(request, client_ip="192.0.2.1", origin=verdict.request.origin))
    if verdict.response is not None:
        response = generated_response(verdict.response)
        assert 200 <= response.status <= 599
        check_headers(response.headers)
        json.dumps(response_object(response))
    assert all(str(violation) for violation in verdict.violations)


def check_response(event_type: EventType, returned: Any) -> None:
    verdict = judge_response(event_type, returned)
    assert bool(verdict.violations) != (verdict.response is not None)
    if verdict.response is not None:
        response = updated_response(
            response_for(event_type), verdict.response, sent_to(event_type), event_type
        )
        assert 200 <= response.status <= 599
        check_headers(response.headers)
        json.dumps(response_object(response))
    assert all(str(violation) for violation in verdict.violations)


def check(event_type: EventType, returned: Any) -> None:
    if event_type in REQUEST_EVENTS:
        for include_body in (False, True):
            check_request(event_type, returned, include_body=include_body)
    else:
        check_response(event_type, returned)


@pytest.mark.fact("LE-148", "LE-149", "LE-249", "D-11")
@pytest.mark.parametrize("event_type", EVENT_TYPES)
@given(returned=JSON)
@example(returned={})
@example(returned={"status": 10**4000})
@example(returned={"status": float("nan"), "headers": {"": []}})
@settings(max_examples=60)
def test_any_json_value_is_judged(event_type: EventType, returned: Any) -> None:
    check(event_type, returned)


@pytest.mark.fact("LE-142", "LE-143", "LE-249")
@pytest.mark.parametrize("event_type", EVENT_TYPES)
@given(returned=mutations())
@settings(max_examples=100)
def test_any_mutation_of_a_good_result_is_judged(event_type: EventType, returned: Any) -> None:
    check(event_type, returned)


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_what_the_mutations_start_from_is_good(event_type: EventType) -> None:
    if event_type in REQUEST_EVENTS:
        starts = [full_request, generated] if event_type is EventType.ORIGIN_REQUEST else [generated]
        assert [judge_request(event_type, start()).violations for start in starts] == [()] * len(starts)
    if event_type is EventType.ORIGIN_REQUEST:
        assert judge_request(event_type, s3_request()).violations == ()
    if event_type is EventType.ORIGIN_RESPONSE:
        assert judge_response(event_type, updated()).violations == ()
