"""The way of a request through CloudFront, as one table.

Everything that decides which step follows which stands in ``WAY``, and nowhere else: each row says what comes
after a step upon an outcome, and which triggers can then no longer fire, and why. The driver asks it with
``(step, outcome)`` and knows no step by name; ``Result.skipped``, ``explain()`` and the docs' diagram read
the same rows. The order of the checks before any function is D-02's, the rest follows CF-001.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.model.event_type import EVENT_TYPES, EventType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "START",
    "WAY",
    "Outcome",
    "Row",
    "SkipReason",
    "Step",
    "Way",
    "WayError",
    "own_way",
    "row",
    "skip_reasons",
]


class Step(StrEnum):
    """A station on the way; the value is how ``explain()`` and the docs call it."""

    SIZE_LIMITS = "size limits"
    HOST = "host"
    BEHAVIOR = "behavior"
    VIEWER_PROTOCOL_POLICY = "viewer protocol policy"
    ALLOWED_METHODS = "allowed methods"
    GEO_RESTRICTION = "geo restriction"
    SIGNATURE = "signed URL or cookie"
    VIEWER_REQUEST = "viewer-request"
    CACHE_LOOKUP = "cache"
    COLLAPSING = "request collapsing"
    FORWARDING = "forwarding"
    ORIGIN_REQUEST = "origin-request"
    ORIGIN_FETCH = "origin"
    ORIGIN_RESPONSE = "origin-response"
    FAILOVER = "failover"
    VALIDATION = "validation"
    RESPONSE_HEADERS = "response headers"
    COMPRESSION = "compression"
    STORE = "store"
    FUNCTION_FAILURE = "function failure"
    CUSTOM_ERROR_RESPONSE = "custom error response"
    RESPONSE_HEADERS_POLICY = "response headers policy"
    VIEWER_RESPONSE = "viewer-response"
    LAST_HEADERS_POLICY = "response headers policy, unseen by functions"
    DELIVERY = "delivery"
    REVALIDATION = "revalidation in the background"


class Outcome(StrEnum):
    """What came of a step."""

    PASSED = "passed"
    REJECTED = "rejected"
    REDIRECTED = "redirected"
    GENERATED = "generated"
    GENERATED_ERROR = "generated an error"
    FAILED = "failed"
    HIT = "hit"
    MISS = "miss"
    EXPIRED = "expired"
    BYPASSED = "not asked"
    WAITED = "waited"
    LEFT = "left to another request"
    ANSWERED = "answered"
    NO_RESPONSE = "no response"
    ASKED_AGAIN = "asked again"
    NEXT_MEMBER = "next member"
    NOT_MODIFIED = "not modified"
    STALE = "served stale"
    NO_ERROR = "no error"
    NO_PAGE = "error without a page"
    PAGE = "page wanted"
    PAGE_FETCHED = "page fetched"
    REVALIDATED = "revalidated"
    DELIVERED = "delivered"
    DELIVERED_STALE = "delivered stale"


class SkipReason(StrEnum):
    """Why a trigger of the behavior did not fire; compares equal to its plain string."""

    CACHE_HIT = "cache-hit"
    GENERATED_BY_VIEWER_REQUEST = "generated-by-viewer-request"
    GENERATED_BY_ORIGIN_REQUEST = "generated-by-origin-request"
    ERROR_STATUS = "error-status"
    CUSTOM_ERROR_PAGE = "custom-error-page"
    REDIRECT_TO_HTTPS = "redirect-to-https"
    REQUEST_REJECTED = "request-rejected"
    FUNCTION_ERROR = "function-error"
    NO_ORIGIN_RESPONSE = "no-origin-response"

    def __repr__(self) -> str:
        """Return what a test would write, so that ``skipped`` reads well in a failure."""
        return repr(self.value)


@dataclass(frozen=True, slots=True)
class Row:
    """What follows: the next step (None: the way ends), and what ``skips`` which triggers.

    The first row that skips a trigger names the reason, but for a row that ``overrides``; one that
    ``forgets`` begins a new leg, for which what silenced a trigger in the one before says nothing. After one
    that ``departs`` the way is no longer that of the viewer's own request.
    """

    then: Step | None
    skips: tuple[EventType, ...] = ()
    because: SkipReason | None = None
    overrides: bool = False
    forgets: bool = False
    departs: bool = False


Way = dict[Step, dict[Outcome, Row]]

START: Final = Step.SIZE_LIMITS

_VRES = (EventType.VIEWER_RESPONSE,)
_ORES = (EventType.ORIGIN_RESPONSE,)
_ORIGIN_EVENTS = (EventType.ORIGIN_REQUEST, EventType.ORIGIN_RESPONSE)
_FROM_ORIGIN_RESPONSE = (EventType.ORIGIN_RESPONSE, EventType.VIEWER_RESPONSE)
_FROM_ORIGIN_REQUEST = (*_ORIGIN_EVENTS, EventType.VIEWER_RESPONSE)

_REJECTED = Row(Step.CUSTOM_ERROR_RESPONSE, EVENT_TYPES, SkipReason.REQUEST_REJECTED)

WAY: Final[Way] = {
    # Before a behavior is chosen there is no trigger to skip, and no error page applies (CF-026, CF-144).
    Step.SIZE_LIMITS: {
        Outcome.PASSED: Row(Step.HOST),
        Outcome.REJECTED: Row(Step.DELIVERY),
    },
    Step.HOST: {
        Outcome.PASSED: Row(Step.BEHAVIOR),
        Outcome.REJECTED: Row(Step.DELIVERY),
    },
    Step.BEHAVIOR: {
        Outcome.PASSED: Row(Step.VIEWER_PROTOCOL_POLICY),
    },
    # LE-010, LE-017: neither viewer trigger runs for CloudFront's own redirect.
    Step.VIEWER_PROTOCOL_POLICY: {
        Outcome.PASSED: Row(Step.ALLOWED_METHODS),
        Outcome.REDIRECTED: Row(Step.DELIVERY, EVENT_TYPES, SkipReason.REDIRECT_TO_HTTPS),
        Outcome.REJECTED: _REJECTED,
    },
    Step.ALLOWED_METHODS: {
        Outcome.PASSED: Row(Step.GEO_RESTRICTION),
        Outcome.REJECTED: _REJECTED,
    },
    Step.GEO_RESTRICTION: {
        Outcome.PASSED: Row(Step.SIGNATURE),
        Outcome.REJECTED: _REJECTED,
    },
    # CF-004: no function can sign a request that came unsigned.
    Step.SIGNATURE: {
        Outcome.PASSED: Row(Step.VIEWER_REQUEST),
        Outcome.REJECTED: _REJECTED,
    },
    # LE-016: what viewer-request generates goes straight to the viewer; one of
    # Lambda@Edge with a 4xx or 5xx may get a page (D-06), one of CloudFront Functions never (CF-263).
    Step.VIEWER_REQUEST: {
        Outcome.PASSED: Row(Step.CACHE_LOOKUP),
        Outcome.GENERATED: Row(
            Step.LAST_HEADERS_POLICY, _FROM_ORIGIN_REQUEST, SkipReason.GENERATED_BY_VIEWER_REQUEST
        ),
        Outcome.GENERATED_ERROR: Row(
            Step.CUSTOM_ERROR_RESPONSE, _FROM_ORIGIN_REQUEST, SkipReason.GENERATED_BY_VIEWER_REQUEST
        ),
        Outcome.FAILED: Row(Step.FUNCTION_FAILURE, _FROM_ORIGIN_REQUEST, SkipReason.FUNCTION_ERROR),
    },
    # LE-011, LE-012: a fresh object keeps both origin triggers silent.
    Step.CACHE_LOOKUP: {
        Outcome.HIT: Row(Step.CUSTOM_ERROR_RESPONSE, _ORIGIN_EVENTS, SkipReason.CACHE_HIT),
        Outcome.MISS: Row(Step.COLLAPSING),
        Outcome.EXPIRED: Row(Step.COLLAPSING),
        Outcome.BYPASSED: Row(Step.FORWARDING),
    },
    # CF-096, D-14: who finds another request fetching the object waits for that one, and looks again.
    Step.COLLAPSING: {
        Outcome.PASSED: Row(Step.FORWARDING),
        Outcome.WAITED: Row(Step.CACHE_LOOKUP),
    },
    Step.FORWARDING: {
        Outcome.PASSED: Row(Step.ORIGIN_REQUEST),
    },
    # LE-013: no origin, so no origin-response; LE-165: but stored like an origin's answer.
    Step.ORIGIN_REQUEST: {
        Outcome.PASSED: Row(Step.ORIGIN_FETCH),
        Outcome.GENERATED: Row(Step.RESPONSE_HEADERS, _ORES, SkipReason.GENERATED_BY_ORIGIN_REQUEST),
        Outcome.FAILED: Row(Step.FUNCTION_FAILURE, _FROM_ORIGIN_RESPONSE, SkipReason.FUNCTION_ERROR),
    },
    # CF-233: a GET that gets no answer in time is sent again.
    # LE-347: nothing came from an origin, so there is nothing that origin-response could see.
    Step.ORIGIN_FETCH: {
        Outcome.ASKED_AGAIN: Row(Step.ORIGIN_FETCH),
        Outcome.ANSWERED: Row(Step.ORIGIN_RESPONSE),
        Outcome.NO_RESPONSE: Row(Step.FAILOVER, _ORES, SkipReason.NO_ORIGIN_RESPONSE),
    },
    Step.ORIGIN_RESPONSE: {
        Outcome.PASSED: Row(Step.FAILOVER),
        Outcome.FAILED: Row(Step.FUNCTION_FAILURE, _VRES, SkipReason.FUNCTION_ERROR),
    },
    # D-05: each leg of an origin group runs both origin events.
    Step.FAILOVER: {
        Outcome.PASSED: Row(Step.VALIDATION),
        Outcome.NEXT_MEMBER: Row(Step.FORWARDING, forgets=True),
    },
    Step.VALIDATION: {
        Outcome.PASSED: Row(Step.RESPONSE_HEADERS),
        Outcome.NOT_MODIFIED: Row(Step.CUSTOM_ERROR_RESPONSE),
        Outcome.STALE: Row(Step.CUSTOM_ERROR_RESPONSE),
    },
    Step.RESPONSE_HEADERS: {
        Outcome.PASSED: Row(Step.COMPRESSION),
    },
    Step.COMPRESSION: {
        Outcome.PASSED: Row(Step.STORE),
    },
    Step.STORE: {
        Outcome.PASSED: Row(Step.CUSTOM_ERROR_RESPONSE),
    },
    # D-07: a failed function's 502 or 503 may be replaced by a page, and is never stored.
    Step.FUNCTION_FAILURE: {
        Outcome.PASSED: Row(Step.CUSTOM_ERROR_RESPONSE),
    },
    # LE-014, LE-015. A page's own fetch begins at the cache, without viewer triggers (LE-009, CF-121).
    Step.CUSTOM_ERROR_RESPONSE: {
        Outcome.NO_ERROR: Row(Step.RESPONSE_HEADERS_POLICY),
        Outcome.NO_PAGE: Row(Step.LAST_HEADERS_POLICY, _VRES, SkipReason.ERROR_STATUS),
        Outcome.PAGE: Row(
            Step.CACHE_LOOKUP, _VRES, SkipReason.CUSTOM_ERROR_PAGE, overrides=True, departs=True
        ),
        Outcome.PAGE_FETCHED: Row(Step.LAST_HEADERS_POLICY),
        Outcome.REVALIDATED: Row(None),
    },
    # D-03: viewer-response sees what the policy did.
    Step.RESPONSE_HEADERS_POLICY: {
        Outcome.PASSED: Row(Step.VIEWER_RESPONSE),
    },
    # LE-269: a failing viewer-response replaces a good response; what is cached stays valid.
    Step.VIEWER_RESPONSE: {
        Outcome.PASSED: Row(Step.DELIVERY),
        Outcome.FAILED: Row(Step.FUNCTION_FAILURE),
    },
    # CF-205: the policy is for what no viewer-response sees as well, but for no redirect to HTTPS (CF-155).
    Step.LAST_HEADERS_POLICY: {
        Outcome.PASSED: Row(Step.DELIVERY),
    },
    Step.DELIVERY: {
        Outcome.DELIVERED: Row(None),
        Outcome.DELIVERED_STALE: Row(Step.REVALIDATION, departs=True),
    },
    # CF-091: who was served a stale object does not wait for the fetch of a fresh one.
    Step.REVALIDATION: {
        Outcome.PASSED: Row(Step.FORWARDING),
        Outcome.LEFT: Row(None),
    },
}


class WayError(AssertionError):
    """The table has no row for what happened: a mistake of ours, never of a function or a viewer."""


def row(way: Mapping[Step, Mapping[Outcome, Row]], step: Step, outcome: Outcome) -> Row:
    """Return what follows *step* upon *outcome*."""
    try:
        return way[step][outcome]
    except KeyError:
        raise WayError(
            f"nothing follows the step {step.value!r} upon the outcome {outcome.value!r}"
        ) from None


def own_way(steps_taken: list[tuple[Step, Outcome]]) -> Iterator[tuple[Step, Outcome]]:
    """Yield the steps of the viewer's own request, without a custom error page's or the background's."""
    for step, outcome in steps_taken:
        yield step, outcome
        if row(WAY, step, outcome).departs:
            return


def skip_reasons(steps_taken: list[tuple[Step, Outcome]]) -> dict[EventType, SkipReason]:
    """Return why triggers could not fire for the viewer's own request."""
    reasons: dict[EventType, SkipReason] = {}
    for step, outcome in own_way(steps_taken):
        taken = row(WAY, step, outcome)
        if taken.forgets:
            reasons.clear()
        if taken.because is None:
            continue
        for event_type in taken.skips:
            if taken.overrides or event_type not in reasons:
                reasons[event_type] = taken.because
    return reasons
