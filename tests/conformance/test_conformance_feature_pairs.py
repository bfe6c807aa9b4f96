"""Features in pairs: what fired, what was skipped and why, what went to origins, what is cached then."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from support.edge_functions import answers, part
from support.fake_origins import BACKUP, NOT_MODIFIED, Answer
from support.scenarios import Ask, Scenario, as_parameters
from support.ways import (
    ERROR_PAGE,
    EXPIRING,
    GROUP,
    IN_CACHE,
    NOT_FOUND,
    ONE_GET,
    ORIGIN_EVENTS,
    ORIGIN_REQUEST,
    ORIGIN_RESPONSE,
    PAGE,
    TWICE,
    UNAVAILABLE,
    VIEWER_REQUEST,
    VIEWER_RESPONSE,
    silent,
)

from pytest_lambda_edge.model.event_type import EVENT_TYPES

FEATURES = ("failover", "error page", "origin-request answers", "HEAD", "cached error", "expired object")

HEAD = Ask("HEAD")
FAILED_OVER = ("GET /page", f"GET {BACKUP}/page")
ONE_LEG = (VIEWER_REQUEST, *ORIGIN_EVENTS)
TWO_LEGS = (*ONE_LEG, *ORIGIN_EVENTS)
NO_ORIGIN = silent("cache-hit", ORIGIN_EVENTS)
ERROR = silent("error-status", [VIEWER_RESPONSE])
BY_PAGE = silent("custom-error-page", [VIEWER_RESPONSE])
BY_FUNCTION = silent("generated-by-origin-request", [ORIGIN_RESPONSE])


def _answers_for_backup(event: Any, context: Any) -> Any:
    is_backup = part(event)["origin"]["custom"]["domainName"] == "backup.example.com"
    return answers(200, "mine")(event, context) if is_backup else part(event)


def _answers_revalidations(event: Any, context: Any) -> Any:
    is_first = "if-none-match" not in part(event)["headers"]
    return part(event) if is_first else answers(200, "mine")(event, context)


def _answers_but_for_the_page(event: Any, context: Any) -> Any:
    return part(event) if part(event)["uri"] == "/error.html" else answers(404, "mine")(event, context)


PAIRS: dict[tuple[str, str], Scenario] = {
    ("failover", "error page"): Scenario(
        name="the second origin's error gets the page, which comes by failover as well",
        facts=("CF-127", "CF-241", "D-05"),
        settings=PAGE | GROUP,
        origin={
            "/page": (UNAVAILABLE,),
            f"{BACKUP}/page": (NOT_FOUND,),
            "/error.html": (UNAVAILABLE,),
            f"{BACKUP}/error.html": (Answer(body="sorry"),),
        },
        fired=TWO_LEGS,
        skipped=BY_PAGE,
        result_type="Error",
        origin_requests=(*FAILED_OVER, "GET /error.html", f"GET {BACKUP}/error.html"),
        cached=(("/page", 404), ("/error.html", 200)),
    ),
    ("failover", "origin-request answers"): Scenario(
        name="an answer in the second leg is what the viewer gets",
        facts=("LE-340", "LE-165", "CF-240"),
        settings=GROUP | {"origin_request": _answers_for_backup},
        origin={"/page": (UNAVAILABLE,)},
        fired=(*ONE_LEG, ORIGIN_REQUEST, VIEWER_RESPONSE),
        short_circuited_by=ORIGIN_REQUEST,
        origin_requests=ONE_GET,
        cached=IN_CACHE,
    ),
    ("failover", "HEAD"): Scenario(
        name="a HEAD fails over as a HEAD",
        facts=("LE-344", "CF-239", "D-16"),
        settings=GROUP,
        asks=(HEAD,),
        origin={"/page": (UNAVAILABLE,), f"{BACKUP}/page": (Answer(),)},
        fired=(*TWO_LEGS, VIEWER_RESPONSE),
        origin_requests=("HEAD /page", f"HEAD {BACKUP}/page"),
        cached=IN_CACHE,
    ),
    ("failover", "cached error"): Scenario(
        name="the second origin's error is cached, and no origin is asked until it expires",
        facts=("CF-011", "CF-103", "CF-241", "D-04"),
        settings=GROUP,
        asks=TWICE,
        origin={"/page": (UNAVAILABLE,), f"{BACKUP}/page": (NOT_FOUND,)},
        fired=(VIEWER_REQUEST,),
        skipped=NO_ORIGIN | ERROR,
        status=404,
        result_type="Error",
        cached=(("/page", 404),),
    ),
    ("failover", "expired object"): Scenario(
        name="a revalidation fails over, and the second origin may find the object unchanged",
        facts=("CF-112", "CF-239", "LE-190", "D-05", "D-21"),
        settings=GROUP,
        asks=TWICE,
        origin={"/page": (EXPIRING, UNAVAILABLE), f"{BACKUP}/page": (NOT_MODIFIED,)},
        fired=(*TWO_LEGS, VIEWER_RESPONSE),
        result_type="RefreshHit",
        origin_requests=FAILED_OVER,
        cached=IN_CACHE,
    ),
    ("error page", "origin-request answers"): Scenario(
        name="an error that origin-request answers with is cached and gets the page",
        facts=("LE-167", "LE-334", "D-06", "D-30"),
        settings=PAGE | {"origin_request": _answers_but_for_the_page},
        origin=ERROR_PAGE,
        fired=(VIEWER_REQUEST, ORIGIN_REQUEST),
        skipped=BY_FUNCTION | BY_PAGE,
        short_circuited_by=ORIGIN_REQUEST,
        result_type="Error",
        origin_requests=("GET /error.html",),
        cached=(("/page", 404), ("/error.html", 200)),
    ),
    ("error page", "HEAD"): Scenario(
        name="a HEAD's error gets the page by a GET, of which it sees the length",
        facts=("CF-120", "D-16", "D-23"),
        settings=PAGE,
        asks=(HEAD,),
        origin={"/page": (NOT_FOUND,)} | ERROR_PAGE,
        fired=ONE_LEG,
        skipped=BY_PAGE,
        result_type="Error",
        origin_requests=("HEAD /page", "GET /error.html"),
        cached=(("/page", 404), ("/error.html", 200)),
    ),
    ("error page", "cached error"): Scenario(
        name="a cached error gets the cached page",
        facts=("CF-119", "CF-123", "CF-125", "CF-200", "D-04"),
        settings=PAGE,
        asks=TWICE,
        origin={"/page": (NOT_FOUND,)} | ERROR_PAGE,
        fired=(VIEWER_REQUEST,),
        skipped=NO_ORIGIN | BY_PAGE,
        result_type="Error",
        cached=(("/page", 404), ("/error.html", 200)),
    ),
    ("error page", "expired object"): Scenario(
        name="an expired object whose origin says 404 gives way to the page",
        facts=("CF-112",),
        settings=PAGE,
        asks=TWICE,
        origin={"/page": (EXPIRING, NOT_FOUND), **ERROR_PAGE},
        fired=ONE_LEG,
        skipped=BY_PAGE,
        result_type="Error",
        origin_requests=("GET /page", "GET /error.html"),
        cached=(("/page", 404), ("/error.html", 200)),
    ),
    ("origin-request answers", "HEAD"): Scenario(
        name="an answer to a HEAD is cached for HEADs, without its body for the viewer",
        facts=("LE-165", "LE-176", "LE-348", "D-16"),
        settings={"origin_request": answers(200, "mine")},
        asks=(HEAD, HEAD),
        fired=(VIEWER_REQUEST, VIEWER_RESPONSE),
        skipped=NO_ORIGIN,
        result_type="Hit",
        cached=IN_CACHE,
    ),
    ("origin-request answers", "cached error"): Scenario(
        name="an error that origin-request answered with is cached like an origin's",
        facts=("LE-167", "CF-011", "D-04", "D-30"),
        settings={"origin_request": answers(404, "mine")},
        asks=TWICE,
        fired=(VIEWER_REQUEST,),
        skipped=NO_ORIGIN | ERROR,
        status=404,
        result_type="Error",
        cached=(("/page", 404),),
    ),
    ("origin-request answers", "expired object"): Scenario(
        name="an answer takes the place of the expired object",
        facts=("LE-018", "LE-165", "LE-331", "D-15"),
        settings={"origin_request": _answers_revalidations},
        asks=TWICE,
        origin={"/page": (EXPIRING,)},
        fired=(VIEWER_REQUEST, ORIGIN_REQUEST, VIEWER_RESPONSE),
        skipped=BY_FUNCTION,
        short_circuited_by=ORIGIN_REQUEST,
        cached=IN_CACHE,
    ),
    ("HEAD", "cached error"): Scenario(
        name="a HEAD is answered by the error of a GET",
        facts=("CF-032", "CF-011", "CF-111", "D-04", "D-16"),
        asks=(Ask(), HEAD),
        origin={"/page": (NOT_FOUND,)},
        fired=(VIEWER_REQUEST,),
        skipped=NO_ORIGIN | ERROR,
        status=404,
        result_type="Error",
        cached=(("/page", 404),),
    ),
    ("HEAD", "expired object"): Scenario(
        name="a HEAD revalidates the expired object of a GET",
        facts=("CF-032", "LE-348", "D-16", "D-21"),
        asks=(Ask(), HEAD),
        origin={"/page": (EXPIRING, NOT_MODIFIED)},
        fired=EVENT_TYPES,
        result_type="RefreshHit",
        origin_requests=("HEAD /page",),
        cached=IN_CACHE,
    ),
    ("cached error", "expired object"): Scenario(
        name="an error that took the place of an expired object is what is cached",
        facts=("CF-011", "CF-112", "CF-113", "D-04"),
        asks=(*TWICE, Ask()),
        origin={"/page": (EXPIRING, NOT_FOUND)},
        fired=(VIEWER_REQUEST,),
        skipped=NO_ORIGIN | ERROR,
        status=404,
        result_type="Error",
        cached=(("/page", 404),),
    ),
}


@pytest.mark.parametrize("scenario", as_parameters(list(PAIRS.values())))
def test_two_features_at_once(scenario: Scenario) -> None:
    scenario.check()


def test_every_pair_is_shown() -> None:
    assert list(PAIRS) == list(combinations(FEATURES, 2))
