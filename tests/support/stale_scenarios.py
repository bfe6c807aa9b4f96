"""Which triggers fire where a stale object is served, and revalidated when the viewer has it."""

from __future__ import annotations

from typing import Any

from support.edge_functions import answers, part
from support.fake_origins import NOT_MODIFIED, Answer
from support.scenarios import Ask, Scenario
from support.ways import (
    ERROR_PAGE,
    IN_CACHE,
    NOT_FOUND,
    ONE_GET,
    ORIGIN_EVENTS,
    PAGE,
    TWICE,
    UNAVAILABLE,
    VIEWER_REQUEST,
    VIEWER_RESPONSE,
    silent,
)

__all__ = ["SERVED_STALE"]

STALE = Answer(headers={"Cache-Control": "max-age=0, stale-while-revalidate=60", "ETag": '"v1"'})
VIEWER_EVENTS = (VIEWER_REQUEST, VIEWER_RESPONSE)


def _answers_revalidations(event: Any, context: Any) -> Any:
    is_first = "if-none-match" not in part(event)["headers"]
    return part(event) if is_first else answers(404, "mine")(event, context)


def _answers_for_the_page(event: Any, context: Any) -> Any:
    is_page = part(event)["uri"] == "/error.html"
    return answers(200, "sorry")(event, context) if is_page else part(event)


SERVED_STALE = (
    Scenario(
        name="an object that is served while it is revalidated runs the viewer events only",
        facts=("CF-091", "CF-095"),
        asks=TWICE,
        origin={"/page": (STALE, NOT_MODIFIED)},
        fired=VIEWER_EVENTS,
        skipped=silent("cache-hit", ORIGIN_EVENTS),
        result_type="Hit",
        origin_requests=ONE_GET,
        cached=IN_CACHE,
    ),
    Scenario(
        name="a revalidation is left to another thread that is at it",
        facts=("CF-091", "CF-095", "CF-096", "D-14"),
        asks=(*TWICE, Ask()),
        meanwhile=True,
        origin={"/page": (STALE, NOT_MODIFIED)},
        fired=VIEWER_EVENTS,
        skipped=silent("cache-hit", ORIGIN_EVENTS),
        result_type="Hit",
        cached=IN_CACHE,
    ),
    Scenario(
        name="an origin that fails in the background takes no stale object away",
        facts=("CF-091", "CF-093", "CF-095"),
        asks=TWICE,
        origin={"/page": (STALE, UNAVAILABLE)},
        fired=VIEWER_EVENTS,
        skipped=silent("cache-hit", ORIGIN_EVENTS),
        result_type="Hit",
        origin_requests=ONE_GET,
        cached=IN_CACHE,
    ),
    Scenario(
        name="an error in the background is the next viewer's",
        facts=("CF-091", "CF-095", "CF-112"),
        settings=PAGE,
        asks=TWICE,
        origin={"/page": (STALE, NOT_FOUND)},
        fired=VIEWER_EVENTS,
        skipped=silent("cache-hit", ORIGIN_EVENTS),
        result_type="Hit",
        origin_requests=ONE_GET,
        cached=(("/page", 404),),
    ),
    Scenario(
        name="what a function answers in the background short-circuits no viewer's request",
        facts=("CF-091", "CF-095", "LE-165"),
        settings={"origin_request": _answers_revalidations},
        asks=TWICE,
        origin={"/page": (STALE,)},
        fired=VIEWER_EVENTS,
        skipped=silent("cache-hit", ORIGIN_EVENTS),
        result_type="Hit",
        cached=(("/page", 404),),
    ),
    Scenario(
        name="a custom error page may be served while it is revalidated, too",
        facts=("CF-091", "CF-095", "CF-119", "CF-121"),
        settings=PAGE,
        asks=TWICE,
        origin={"/page": (NOT_FOUND,), "/error.html": (STALE, NOT_MODIFIED)},
        fired=(VIEWER_REQUEST,),
        skipped=silent("cache-hit", ORIGIN_EVENTS) | silent("custom-error-page", [VIEWER_RESPONSE]),
        result_type="Error",
        origin_requests=("GET /error.html",),
        cached=(("/page", 404), ("/error.html", 200)),
    ),
    Scenario(
        name="what a function answers for the page short-circuits no viewer's request",
        facts=("CF-121", "LE-334"),
        settings=PAGE | {"origin_request": _answers_for_the_page},
        origin={"/page": (NOT_FOUND,)} | ERROR_PAGE,
        fired=(VIEWER_REQUEST, *ORIGIN_EVENTS),
        skipped=silent("custom-error-page", [VIEWER_RESPONSE]),
        result_type="Error",
        origin_requests=ONE_GET,
        cached=(("/page", 404), ("/error.html", 200)),
    ),
)
"""A stale object is served and its revalidation comes to something, or a page's fetch does."""
