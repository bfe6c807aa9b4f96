"""Walking the table: do a step, ask the table what follows, until the viewer has its response."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.pipeline import (
    collapsing,
    compression,
    delivery,
    error_pages,
    function_steps,
    lookup,
    origin_steps,
    response_headers,
    response_headers_policy,
    revalidation,
    storing,
    viewer_checks,
)
from pytest_lambda_edge.pipeline.table import START, WAY, Outcome, Step, row

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from pytest_lambda_edge.http.messages import Response
    from pytest_lambda_edge.pipeline.effects import (
        Claim,
        Claimed,
        Fetch,
        FetchFailure,
        Invoke,
        Release,
        Run,
    )
    from pytest_lambda_edge.pipeline.exchange import Exchange
    from pytest_lambda_edge.pipeline.table import Way

    Effect = Invoke | Fetch | Claim | Release
    Answer = Run | Response | FetchFailure | Claimed | None

__all__ = ["ACTIONS", "told", "walk"]

ACTIONS: Final[dict[Step, Callable[[Exchange], Outcome | Generator[Any, Any, Outcome]]]] = {
    Step.SIZE_LIMITS: viewer_checks.size_limits,
    Step.HOST: viewer_checks.host,
    Step.BEHAVIOR: viewer_checks.behavior,
    Step.VIEWER_PROTOCOL_POLICY: viewer_checks.viewer_protocol_policy,
    Step.ALLOWED_METHODS: viewer_checks.allowed_methods,
    Step.GEO_RESTRICTION: viewer_checks.geo_restriction,
    Step.SIGNATURE: viewer_checks.signature,
    Step.VIEWER_REQUEST: function_steps.viewer_request,
    Step.CACHE_LOOKUP: lookup.look_up,
    Step.COLLAPSING: collapsing.collapse,
    Step.FORWARDING: origin_steps.forward,
    Step.ORIGIN_REQUEST: function_steps.origin_request,
    Step.ORIGIN_FETCH: origin_steps.fetch,
    Step.ORIGIN_RESPONSE: function_steps.origin_response,
    Step.FAILOVER: origin_steps.failover,
    Step.VALIDATION: storing.validate,
    Step.RESPONSE_HEADERS: response_headers.response_headers,
    Step.COMPRESSION: compression.compress,
    Step.STORE: storing.store,
    Step.FUNCTION_FAILURE: function_steps.function_failure,
    Step.CUSTOM_ERROR_RESPONSE: error_pages.custom_error_response,
    Step.RESPONSE_HEADERS_POLICY: response_headers_policy.response_headers_policy,
    Step.VIEWER_RESPONSE: function_steps.viewer_response,
    Step.LAST_HEADERS_POLICY: response_headers_policy.response_headers_policy,
    Step.DELIVERY: delivery.deliver,
    Step.REVALIDATION: revalidation.revalidate,
}
"""What is done at each step: a function of the exchange, or a generator that asks for effects."""


# Each pair is kept once: a thousand Results hold their ways, and would scatter over a large cache's memory.
_TAKEN: Final[dict[tuple[Step, Outcome], tuple[Step, Outcome]]] = {}


def walk(exchange: Exchange, way: Way = WAY) -> Generator[Effect, Answer, None]:
    """Take one request its whole way; yields effects and is sent their answers."""
    step: Step | None = START
    while step is not None:
        done = ACTIONS[step](exchange)
        outcome = done if isinstance(done, Outcome) else (yield from done)
        taken = (step, outcome)
        exchange.way.append(_TAKEN.setdefault(taken, taken))
        step = row(way, step, outcome).then


def told(way: Generator[Effect, Answer, None], answer: Answer) -> Effect | None:
    """Tell a walk the answer to its last effect (None: it has just begun) and return its next one, if any."""
    try:
        return way.send(answer)
    except StopIteration:
        return None
