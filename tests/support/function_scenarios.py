"""Which triggers fire where a function answers or fails, or an origin group has to."""

from __future__ import annotations

from pytest_lambda_edge.model.event_type import EVENT_TYPES
from support.edge_functions import answers, raises, returns
from support.fake_origins import BACKUP, Answer
from support.scenarios import Scenario
from support.ways import (
    ERROR_PAGE,
    FROM_ORIGIN_REQUEST,
    GROUP,
    IN_CACHE,
    ONE_GET,
    ORIGIN_EVENTS,
    ORIGIN_REQUEST,
    ORIGIN_RESPONSE,
    PAGE,
    SILENT,
    THREE_GETS,
    TWICE,
    UNAVAILABLE,
    VIEWER_REQUEST,
    VIEWER_RESPONSE,
    silent,
)

__all__ = ["BY_FUNCTIONS"]

_GENERATED = (
    Scenario(
        name="an answer of viewer-request silences all that follows",
        facts=("LE-011", "LE-016", "LE-164", "LE-169", "CF-009"),
        settings={"viewer_request": answers(200, "mine")},
        fired=(VIEWER_REQUEST,),
        skipped=silent("generated-by-viewer-request", FROM_ORIGIN_REQUEST),
        short_circuited_by=VIEWER_REQUEST,
        result_type="LambdaGeneratedResponse",
    ),
    Scenario(
        name="an error of viewer-request silences all that follows",
        facts=("LE-011", "LE-016", "CF-009"),
        settings={"viewer_request": answers(403, "mine")},
        fired=(VIEWER_REQUEST,),
        skipped=silent("generated-by-viewer-request", FROM_ORIGIN_REQUEST),
        short_circuited_by=VIEWER_REQUEST,
        status=403,
        result_type="LambdaGeneratedResponse",
    ),
    Scenario(
        name="an error of viewer-request may get a custom error page",
        facts=("LE-015", "LE-175", "LE-402", "LE-411", "D-06"),
        settings=PAGE | {"viewer_request": answers(403, "mine")},
        origin=ERROR_PAGE,
        fired=(VIEWER_REQUEST,),
        skipped=silent("generated-by-viewer-request", ORIGIN_EVENTS)
        | silent("custom-error-page", [VIEWER_RESPONSE]),
        short_circuited_by=VIEWER_REQUEST,
        result_type="Error",
        origin_requests=("GET /error.html",),
        cached=(("/error.html", 200),),
    ),
    Scenario(
        name="an answer of origin-request silences origin-response, not viewer-response",
        facts=("LE-013", "LE-018", "LE-169", "CF-012", "D-15"),
        settings={"origin_request": answers(200, "mine")},
        fired=(VIEWER_REQUEST, ORIGIN_REQUEST, VIEWER_RESPONSE),
        skipped=silent("generated-by-origin-request", [ORIGIN_RESPONSE]),
        short_circuited_by=ORIGIN_REQUEST,
        cached=IN_CACHE,
    ),
    Scenario(
        name="a cached answer of origin-request runs viewer-response",
        facts=("LE-018", "LE-165", "LE-169"),
        settings={"origin_request": answers(200, "mine")},
        asks=TWICE,
        fired=(VIEWER_REQUEST, VIEWER_RESPONSE),
        skipped=silent("cache-hit", ORIGIN_EVENTS),
        result_type="Hit",
        cached=IN_CACHE,
    ),
    Scenario(
        name="an error of origin-request silences viewer-response too",
        facts=("LE-018", "LE-170", "D-04", "D-15"),
        settings={"origin_request": answers(404, "mine")},
        fired=(VIEWER_REQUEST, ORIGIN_REQUEST),
        skipped=silent("generated-by-origin-request", [ORIGIN_RESPONSE])
        | silent("error-status", [VIEWER_RESPONSE]),
        short_circuited_by=ORIGIN_REQUEST,
        status=404,
        result_type="Error",
        cached=(("/page", 404),),
    ),
)

_FAILURES = (
    Scenario(
        name="a failing viewer-request silences all that follows",
        facts=("LE-250", "LE-266", "LE-267", "D-07"),
        settings={"viewer_request": raises},
        fired=(VIEWER_REQUEST,),
        skipped=silent("function-error", FROM_ORIGIN_REQUEST),
        status=503,
        result_type="LambdaExecutionError",
    ),
    Scenario(
        name="a failing origin-request silences all that follows",
        facts=("LE-249", "LE-266", "LE-267", "D-07"),
        settings={"origin_request": returns(None)},
        fired=(VIEWER_REQUEST, ORIGIN_REQUEST),
        skipped=silent("function-error", (ORIGIN_RESPONSE, VIEWER_RESPONSE)),
        status=502,
        result_type="LambdaValidationError",
    ),
    Scenario(
        name="a failing origin-response silences viewer-response",
        facts=("LE-249", "LE-267", "LE-270", "D-07"),
        settings={"origin_response": returns(None)},
        fired=(VIEWER_REQUEST, *ORIGIN_EVENTS),
        skipped=silent("function-error", [VIEWER_RESPONSE]),
        status=502,
        result_type="LambdaValidationError",
        origin_requests=ONE_GET,
    ),
    Scenario(
        name="a failing viewer-response takes the place of a good response that stays cached",
        facts=("LE-250", "LE-269", "D-07"),
        settings={"viewer_response": raises},
        fired=EVENT_TYPES,
        status=503,
        result_type="LambdaExecutionError",
        origin_requests=ONE_GET,
        cached=IN_CACHE,
    ),
    Scenario(
        name="a failing function may get a custom error page",
        facts=("LE-015", "LE-268", "LE-402", "D-07"),
        settings=PAGE | {"viewer_request": raises},
        origin=ERROR_PAGE,
        fired=(VIEWER_REQUEST,),
        skipped=silent("function-error", ORIGIN_EVENTS) | silent("custom-error-page", [VIEWER_RESPONSE]),
        result_type="Error",
        origin_requests=("GET /error.html",),
        cached=(("/error.html", 200),),
    ),
)

_FAILOVER = (
    Scenario(
        name="a failover runs both origin events for each leg",
        facts=("LE-005", "LE-339", "LE-340", "CF-240", "D-05"),
        settings=GROUP,
        origin={"/page": (UNAVAILABLE,), f"{BACKUP}/page": (Answer(),)},
        fired=(VIEWER_REQUEST, *ORIGIN_EVENTS, *ORIGIN_EVENTS, VIEWER_RESPONSE),
        origin_requests=("GET /page", f"GET {BACKUP}/page"),
        cached=IN_CACHE,
    ),
    Scenario(
        name="a failover from a silent origin runs no origin-response for its leg",
        facts=("LE-340", "LE-347", "CF-238"),
        settings=GROUP,
        origin={"/page": (SILENT,), f"{BACKUP}/page": (Answer(),)},
        fired=(VIEWER_REQUEST, ORIGIN_REQUEST, *ORIGIN_EVENTS, VIEWER_RESPONSE),
        origin_requests=(*THREE_GETS, f"GET {BACKUP}/page"),
        cached=IN_CACHE,
    ),
)

BY_FUNCTIONS = (*_GENERATED, *_FAILURES, *_FAILOVER)
