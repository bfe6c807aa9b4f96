"""The public types: what they hold, and that mypy lets handlers be written with them."""

from __future__ import annotations

from typing import Any, get_type_hints, is_typeddict

import pytest
from support.edge_results import (
    CUSTOM_ORIGIN,
    REQUEST_EVENTS,
    S3_ORIGIN,
    judge_request,
    judge_response,
    sent_to,
)

from pytest_lambda_edge.events import types
from pytest_lambda_edge.events.build import body_object, event, origin_object
from pytest_lambda_edge.events.types import (
    OriginRequestEvent,
    OriginResponseEvent,
    RequestResult,
    ResponseResult,
    ViewerRequestEvent,
    ViewerResponseEvent,
)
from pytest_lambda_edge.model.event_type import EVENT_TYPES, EventType

EVENTS = {
    EventType.VIEWER_REQUEST: ViewerRequestEvent,
    EventType.ORIGIN_REQUEST: OriginRequestEvent,
    EventType.ORIGIN_RESPONSE: OriginResponseEvent,
    EventType.VIEWER_RESPONSE: ViewerResponseEvent,
}


def hints(made: Any, *path: str) -> dict[str, Any]:
    """Return the types of the properties of what lies at a path of nested types."""
    for step in path:
        made = get_type_hints(made)[step]
    return get_type_hints(made)


def cf_of(event_type: EventType) -> Any:
    (record,) = get_type_hints(EVENTS[event_type])["Records"].__args__
    return get_type_hints(record)["cf"]


def built(event_type: EventType) -> Any:
    is_request = event_type in REQUEST_EVENTS
    other = EventType.VIEWER_REQUEST if event_type is EventType.VIEWER_RESPONSE else EventType.ORIGIN_REQUEST
    return event(
        event_type,
        distribution_domain_name="d111111abcdef8.cloudfront.net",
        distribution_id="EDFDVBD6EXAMPLE",
        request_id="id==",
        request=sent_to(event_type) if is_request else sent_to(other),
        response=None if is_request else sent_to(event_type),
    )


@pytest.mark.fact("LE-036", "LE-037", "LE-044", "LE-129")
@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_an_event_s_type_names_what_an_event_holds(event_type: EventType) -> None:
    made = built(event_type)["Records"][0]["cf"]
    cf = cf_of(event_type)
    assert set(get_type_hints(cf)) == set(made)
    for part, holder in made.items():
        kind = get_type_hints(cf)[part]
        assert kind.__required_keys__ == set(holder)
    assert hints(cf, "config")["eventType"].__args__ == (str(event_type),)


@pytest.mark.fact("LE-096", "LE-111", "LE-113")
def test_the_inner_types_name_what_bodies_and_origins_hold() -> None:
    assert set(get_type_hints(types.RequestBody)) == set(body_object(b"", EventType.VIEWER_REQUEST))
    custom, s3 = origin_object(CUSTOM_ORIGIN, "https")["custom"], origin_object(S3_ORIGIN, "https")["s3"]
    assert set(get_type_hints(types.CustomOriginObject)) - set(custom) == {"responseCompletionTimeout"}
    assert set(get_type_hints(types.S3OriginObject)) - set(s3) == {"responseCompletionTimeout", "region"}


@pytest.mark.fact("LE-151", "LE-153")
def test_the_results_require_what_cloudfront_requires() -> None:
    assert is_typeddict(RequestResult)
    assert is_typeddict(ResponseResult)
    assert RequestResult.__required_keys__ == {"headers", "uri"}
    assert ResponseResult.__required_keys__ == {"status"}
    assert ResponseResult.__optional_keys__ == {"statusDescription", "headers", "body", "bodyEncoding"}


# What follows is checked by mypy above all.


def rewriting(event: ViewerRequestEvent, context: object) -> RequestResult | ResponseResult:
    request = event["Records"][0]["cf"]["request"]
    if request["headers"]["host"][0]["value"] == "old.example.com":
        return {"status": "301", "headers": {"location": [{"value": "https://www.example.com/"}]}}
    request["uri"] = "/new.html"
    request["headers"]["x-new"] = [{"key": "X-New", "value": "1"}]
    return request


def rerouting(event: OriginRequestEvent, context: object) -> RequestResult:
    request = event["Records"][0]["cf"]["request"]
    request["origin"] = {"s3": {"authMethod": "none", "domainName": "b.s3.amazonaws.com", "path": ""}}
    request["body"] = {"action": "replace", "encoding": "text", "data": "new"}
    return request


def mending(event: OriginResponseEvent, context: object) -> ResponseResult:
    response = event["Records"][0]["cf"]["response"]
    if response["status"] == "200":
        response["body"] = event["Records"][0]["cf"]["request"]["origin"]["custom"]["domainName"]
    return response


def from_scratch(event: ViewerResponseEvent, context: object) -> ResponseResult:
    response = event["Records"][0]["cf"]["response"]
    return {"status": int(response["status"]), "headers": response["headers"]}


def test_handlers_written_with_the_types_return_what_is_accepted() -> None:
    viewer_request, origin_request, origin_response, viewer_response = EVENT_TYPES
    assert judge_request(viewer_request, rewriting(built(viewer_request), None)).violations == ()
    assert judge_request(origin_request, rerouting(built(origin_request), None)).violations == ()
    assert judge_response(origin_response, mending(built(origin_response), None)).violations == ()
    assert judge_response(viewer_response, from_scratch(built(viewer_response), None)).violations == ()
