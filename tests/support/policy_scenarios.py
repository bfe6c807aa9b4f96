"""Which responses a response headers policy applies to, and which triggers fire all the same."""

from __future__ import annotations

from pytest_lambda_edge.model.event_type import EVENT_TYPES
from support.edge_functions import answers, raises
from support.scenarios import Ask, Scenario
from support.ways import (
    ERROR_PAGE,
    FROM_ORIGIN_REQUEST,
    IN_CACHE,
    NOT_FOUND,
    ONE_GET,
    ORIGIN_EVENTS,
    PAGE,
    VIEWER_REQUEST,
    VIEWER_RESPONSE,
    silent,
)

__all__ = ["WITH_A_HEADERS_POLICY"]

_POLICY = {"response_headers_policy": "SecurityHeadersPolicy"}
_APPLIED = {"X-Content-Type-Options": "nosniff"}
_NOT_APPLIED = dict.fromkeys(_APPLIED)

WITH_A_HEADERS_POLICY = (
    Scenario(
        name="a headers policy applies to a good response",
        facts=("CF-203", "CF-204", "CF-334", "D-03"),
        settings=_POLICY,
        fired=EVENT_TYPES,
        origin_requests=ONE_GET,
        cached=IN_CACHE,
        headers=_APPLIED,
    ),
    Scenario(
        name="a headers policy applies to an origin's error",
        facts=("CF-203",),
        settings=_POLICY,
        origin={"/page": (NOT_FOUND,)},
        fired=(VIEWER_REQUEST, *ORIGIN_EVENTS),
        skipped=silent("error-status", [VIEWER_RESPONSE]),
        status=404,
        result_type="Error",
        origin_requests=ONE_GET,
        cached=(("/page", 404),),
        headers=_APPLIED,
    ),
    Scenario(
        name="a headers policy applies to a custom error page",
        facts=("CF-206",),
        settings=PAGE | _POLICY,
        origin={"/page": (NOT_FOUND,)} | ERROR_PAGE,
        fired=(VIEWER_REQUEST, *ORIGIN_EVENTS),
        skipped=silent("custom-error-page", [VIEWER_RESPONSE]),
        result_type="Error",
        origin_requests=("GET /page", "GET /error.html"),
        cached=(("/page", 404), ("/error.html", 200)),
        headers=_APPLIED,
    ),
    Scenario(
        name="a headers policy applies to what viewer-request answers",
        facts=("CF-205",),
        settings=_POLICY | {"viewer_request": answers(200, "mine")},
        fired=(VIEWER_REQUEST,),
        skipped=silent("generated-by-viewer-request", FROM_ORIGIN_REQUEST),
        short_circuited_by=VIEWER_REQUEST,
        result_type="LambdaGeneratedResponse",
        headers=_APPLIED,
    ),
    Scenario(
        name="a headers policy applies to an error that viewer-request answers",
        facts=("CF-205",),
        settings=_POLICY | {"viewer_request": answers(403, "mine")},
        fired=(VIEWER_REQUEST,),
        skipped=silent("generated-by-viewer-request", FROM_ORIGIN_REQUEST),
        short_circuited_by=VIEWER_REQUEST,
        status=403,
        result_type="LambdaGeneratedResponse",
        headers=_APPLIED,
    ),
    Scenario(
        name="a headers policy applies to the 403 for a method that is not allowed",
        facts=("CF-205",),
        settings=_POLICY,
        asks=(Ask("POST"),),
        skipped=silent("request-rejected", EVENT_TYPES),
        status=403,
        result_type="Error",
        headers=_APPLIED,
    ),
    Scenario(
        name="a headers policy applies to the 503 in place of a response that viewer-response had",
        facts=("CF-205",),
        settings=_POLICY | {"viewer_response": raises},
        fired=EVENT_TYPES,
        status=503,
        result_type="LambdaExecutionError",
        origin_requests=ONE_GET,
        cached=IN_CACHE,
        headers=_APPLIED,
    ),
    Scenario(
        name="a headers policy does not apply to CloudFront's own redirect",
        facts=("CF-155",),
        settings=_POLICY | {"viewer_protocol_policy": "redirect-to-https"},
        asks=(Ask(url="http://d111111abcdef8.cloudfront.net/page"),),
        skipped=silent("redirect-to-https", EVENT_TYPES),
        status=301,
        result_type="Redirect",
        headers=_NOT_APPLIED,
    ),
    Scenario(
        name="a headers policy does not apply to what is refused before a behavior is chosen",
        facts=("CF-203",),
        settings=_POLICY,
        asks=(Ask(url="https://other.example.com/page"),),
        status=403,
        result_type="Error",
        headers=_NOT_APPLIED,
    ),
)
