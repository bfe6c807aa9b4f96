"""Which triggers fire on every way that a request can take, which do not, and why."""

from __future__ import annotations

from typing import Any

from pytest_lambda_edge.model.event_type import EVENT_TYPES
from support.edge_functions import changes
from support.fake_origins import NOT_MODIFIED, Answer
from support.function_scenarios import BY_FUNCTIONS
from support.policy_scenarios import WITH_A_HEADERS_POLICY
from support.scenarios import ALL_METHODS, Ask, Scenario
from support.stale_scenarios import SERVED_STALE
from support.ways import (
    ERROR_PAGE,
    EXPIRING,
    IN_CACHE,
    NOT_FOUND,
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

__all__ = ["SCENARIOS"]

OVER_HTTP = Ask(url="http://d111111abcdef8.cloudfront.net/page")
NOT_GERMANY = {"geo_restriction": {"restriction_type": "blacklist", "locations": ["DE"]}}
SIGNED: dict[str, Any] = {"trusted_key_groups": [{"keys": []}]}
FROM_GERMANY = Ask(arguments={"viewer": {"CloudFront-Viewer-Country": "DE"}})

# Before there is a behavior there is no trigger that could be skipped.
_REFUSED = (
    Scenario(
        name="a URL that is too long is refused before any function",
        facts=("LE-029", "CF-026", "D-02"),
        asks=(Ask(url="/" + "a" * 8_192),),
        status=414,
        result_type="Error",
    ),
    Scenario(
        name="a request that is too large is refused before any function",
        facts=("LE-029", "CF-026", "D-02"),
        asks=(Ask(arguments={"headers": {"X-Large": "a" * 32_768}}),),
        status=494,
        result_type="Error",
    ),
    Scenario(
        name="a host of another distribution is refused before any function",
        facts=("LE-031", "CF-144", "D-02"),
        asks=(Ask(url="https://other.example.com/page"),),
        status=403,
        result_type="Error",
    ),
    Scenario(
        name="a disabled distribution refuses every request before any function",
        facts=("CF-147", "D-02"),
        settings={"enabled": False},
        status=403,
        result_type="Error",
    ),
)

_REJECTED = (
    Scenario(
        name="the redirect to HTTPS runs no function",
        facts=("LE-010", "LE-017", "LE-032", "LE-384", "CF-008", "CF-009"),
        settings={"viewer_protocol_policy": "redirect-to-https"},
        asks=(OVER_HTTP,),
        skipped=silent("redirect-to-https", EVENT_TYPES),
        status=301,
        result_type="Redirect",
    ),
    Scenario(
        name="plain HTTP where only HTTPS is served runs no function",
        facts=("LE-033", "CF-156", "D-02"),
        settings={"viewer_protocol_policy": "https-only"},
        asks=(OVER_HTTP,),
        skipped=silent("request-rejected", EVENT_TYPES),
        status=403,
        result_type="Error",
    ),
    Scenario(
        name="a method that the behavior does not allow runs no function",
        facts=("LE-027", "CF-003", "CF-158", "D-02"),
        asks=(Ask("POST"),),
        skipped=silent("request-rejected", EVENT_TYPES),
        status=403,
        result_type="Error",
    ),
    Scenario(
        name="a GET with a body runs no function",
        facts=("LE-028", "CF-029"),
        asks=(Ask(arguments={"body": "x"}),),
        skipped=silent("request-rejected", EVENT_TYPES),
        status=403,
        result_type="Error",
    ),
    Scenario(
        name="a country that is not served runs no function",
        facts=("LE-030", "LE-403", "CF-161", "D-02"),
        settings=NOT_GERMANY,
        asks=(FROM_GERMANY,),
        skipped=silent("request-rejected", EVENT_TYPES),
        status=403,
        result_type="Error",
    ),
    Scenario(
        name="a request without the signature that is wanted runs no function",
        facts=("LE-030", "LE-403", "CF-004", "CF-163", "D-02"),
        settings=SIGNED,
        skipped=silent("request-rejected", EVENT_TYPES),
        status=403,
        result_type="Error",
    ),
    *(
        Scenario(
            name=f"the error page of {refused} runs origin functions, for the page only",
            facts=("LE-025", "LE-027", "LE-334", "CF-117", "CF-121", "CF-336"),
            settings=PAGE | settings,
            origin=ERROR_PAGE,
            asks=(ask,),
            skipped=silent("request-rejected", (VIEWER_REQUEST, *ORIGIN_EVENTS))
            | silent("custom-error-page", [VIEWER_RESPONSE]),
            status=200,
            result_type="Error",
            origin_requests=("GET /error.html",),
            cached=(("/error.html", 200),),
        )
        for refused, settings, ask in (
            ("a method that is not allowed", {}, Ask("POST")),
            ("a country that is not served", NOT_GERMANY, FROM_GERMANY),
            ("a missing signature", SIGNED, Ask()),
            ("plain HTTP", {"viewer_protocol_policy": "https-only"}, OVER_HTTP),
        )
    ),
)

_CACHE = (
    Scenario(
        name="on a miss all four fire, in their order",
        facts=("LE-001", "LE-003", "LE-005", "LE-006", "CF-012"),
        fired=EVENT_TYPES,
        origin_requests=ONE_GET,
        cached=IN_CACHE,
    ),
    Scenario(
        name="on a hit only the viewer events fire",
        facts=("LE-003", "LE-004", "LE-006", "LE-011", "LE-012", "LE-326", "CF-011", "CF-012"),
        asks=TWICE,
        fired=(VIEWER_REQUEST, VIEWER_RESPONSE),
        skipped=silent("cache-hit", ORIGIN_EVENTS),
        result_type="Hit",
        cached=IN_CACHE,
    ),
    Scenario(
        name="who waits for another thread's fetch runs the viewer events only",
        facts=("CF-096", "LE-012", "D-14"),
        asks=TWICE,
        meanwhile=True,
        fired=(VIEWER_REQUEST, VIEWER_RESPONSE),
        skipped=silent("cache-hit", ORIGIN_EVENTS),
        result_type="Hit",
        cached=IN_CACHE,
    ),
    Scenario(
        name="an expired object runs all four, origin-response with the 304",
        facts=("LE-004", "LE-190", "LE-331", "LE-409", "CF-011", "CF-012", "D-21"),
        asks=TWICE,
        origin={"/page": (EXPIRING, NOT_MODIFIED)},
        fired=EVENT_TYPES,
        result_type="RefreshHit",
        origin_requests=ONE_GET,
        cached=IN_CACHE,
    ),
    Scenario(
        name="an expired object that has changed runs all four",
        facts=("LE-004", "LE-331", "CF-012"),
        asks=TWICE,
        origin={"/page": (EXPIRING, Answer(body="new"))},
        fired=EVENT_TYPES,
        origin_requests=ONE_GET,
        cached=IN_CACHE,
    ),
    Scenario(
        name="a method that is not cached runs all four each time",
        facts=("LE-004", "LE-330", "CF-012"),
        settings={"allowed_methods": ALL_METHODS},
        asks=(Ask("POST"), Ask("POST")),
        fired=EVENT_TYPES,
        origin_requests=("POST /page",),
    ),
    Scenario(
        name="a behavior without caching runs all four each time",
        facts=("LE-004", "CF-012", "CF-105"),
        settings={"cache_policy": "CachingDisabled"},
        asks=TWICE,
        fired=EVENT_TYPES,
        origin_requests=ONE_GET,
    ),
)

_ERRORS = (
    *(
        Scenario(
            name=f"an origin's {status} silences viewer-response, not origin-response",
            facts=("LE-005", "LE-014", "CF-009", "CF-012"),
            origin={"/page": (Answer(status, "no"),)},
            fired=(VIEWER_REQUEST, *ORIGIN_EVENTS),
            skipped=silent("error-status", [VIEWER_RESPONSE]),
            status=status,
            result_type="Error",
            origin_requests=ONE_GET,
            cached=cached,
        )
        for status, cached in ((400, ()), (404, (("/page", 404),)), (503, (("/page", 503),)))
    ),
    *(
        Scenario(
            name=f"an origin's {status} runs viewer-response",
            facts=("LE-014", "CF-009", "CF-010"),
            origin={"/page": (Answer(status, b"", {"Cache-Control": "no-store"}),)},
            fired=EVENT_TYPES,
            status=status,
            origin_requests=ONE_GET,
        )
        for status in (204, 206, 301, 302, 399)
    ),
    Scenario(
        name="a cached error silences viewer-response",
        facts=("CF-011", "D-04"),
        asks=TWICE,
        origin={"/page": (NOT_FOUND,)},
        fired=(VIEWER_REQUEST,),
        skipped=silent("cache-hit", ORIGIN_EVENTS) | silent("error-status", [VIEWER_RESPONSE]),
        status=404,
        result_type="Error",
        cached=(("/page", 404),),
    ),
    Scenario(
        name="an error that origin-response turns into 200 runs viewer-response",
        facts=("LE-191", "LE-192", "LE-398", "D-04"),
        settings={"origin_response": changes(status="200", body="fine")},
        origin={"/page": (NOT_FOUND,)},
        fired=EVENT_TYPES,
        origin_requests=ONE_GET,
        cached=IN_CACHE,
    ),
    Scenario(
        name="a 200 that origin-response turns into an error silences viewer-response",
        facts=("LE-191", "LE-398", "D-04"),
        settings={"origin_response": changes(status="404")},
        fired=(VIEWER_REQUEST, *ORIGIN_EVENTS),
        skipped=silent("error-status", [VIEWER_RESPONSE]),
        status=404,
        result_type="Error",
        origin_requests=ONE_GET,
        cached=(("/page", 404),),
    ),
    Scenario(
        name="an origin that does not answer has no response for origin-response",
        facts=("LE-347", "CF-114", "CF-233", "CF-235"),
        origin={"/page": (SILENT,)},
        fired=(VIEWER_REQUEST, ORIGIN_REQUEST),
        skipped=silent("no-origin-response", [ORIGIN_RESPONSE]) | silent("error-status", [VIEWER_RESPONSE]),
        status=504,
        result_type="Error",
        origin_requests=THREE_GETS,
        cached=(("/page", 504),),
    ),
    Scenario(
        name="a stale object in the place of an origin's error runs all four",
        facts=("LE-331", "CF-095", "CF-112", "D-42"),
        asks=TWICE,
        origin={"/page": (EXPIRING, UNAVAILABLE)},
        fired=EVENT_TYPES,
        result_type="Hit",
        origin_requests=ONE_GET,
        cached=IN_CACHE,
    ),
    Scenario(
        name="a stale object in the place of a silent origin runs no origin-response",
        facts=("LE-347", "CF-095", "CF-112", "D-42"),
        asks=TWICE,
        origin={"/page": (EXPIRING, SILENT)},
        fired=(VIEWER_REQUEST, ORIGIN_REQUEST, VIEWER_RESPONSE),
        skipped=silent("no-origin-response", [ORIGIN_RESPONSE]),
        result_type="Hit",
        origin_requests=THREE_GETS,
        cached=IN_CACHE,
    ),
    Scenario(
        name="a custom error page silences viewer-response whatever its status",
        facts=("LE-009", "LE-015", "LE-333", "LE-384", "CF-008", "CF-009", "CF-121"),
        settings=PAGE,
        origin={"/page": (NOT_FOUND,)} | ERROR_PAGE,
        fired=(VIEWER_REQUEST, *ORIGIN_EVENTS),
        skipped=silent("custom-error-page", [VIEWER_RESPONSE]),
        result_type="Error",
        origin_requests=("GET /page", "GET /error.html"),
        cached=(("/page", 404), ("/error.html", 200)),
    ),
)

SCENARIOS = (*_REFUSED, *_REJECTED, *_CACHE, *_ERRORS, *SERVED_STALE, *BY_FUNCTIONS, *WITH_A_HEADERS_POLICY)
"""Every documented rule about when a trigger fires, and every step and outcome of a request's way."""
