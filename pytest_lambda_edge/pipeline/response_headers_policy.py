"""Applying the behavior's response headers policy to what goes out, never to what is cached (CF-203)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.http.messages import Response
from pytest_lambda_edge.model.event_type import EventType
from pytest_lambda_edge.pipeline.table import Outcome

if TYPE_CHECKING:
    from pytest_lambda_edge.http.headers import HeaderMap
    from pytest_lambda_edge.pipeline.exchange import Exchange
    from pytest_lambda_edge.pipeline.headers_policy import Applied, HeadersPolicy
    from pytest_lambda_edge.pipeline.rules import BehaviorRules
    from pytest_lambda_edge.pipeline.server_timing import Timing

__all__ = ["arrange", "response_headers_policy"]

_FROM_CACHE_OR_ORIGIN: Final = frozenset({"Hit", "Miss", "RefreshHit"})
"""Until delivery, any other result type is that of a response made at the edge."""


def response_headers_policy(x: Exchange) -> Outcome:
    """Apply the policy of the behavior that the viewer's own request belongs to (CF-206)."""
    rules = x.rules
    assert rules is not None, "no request gets here before the behavior is chosen"
    policy = rules.headers_policy
    if x.error_page is not None and not _have_one_policy(rules, x.error_page.rules):
        x.rest_on("CF-206")
    if policy is not None:
        _apply(x, policy)
    if "pragma" in x.received.headers and (policy is None or policy.timing is None):
        _note_pragma(x)
    return Outcome.PASSED


def arrange(x: Exchange, headers: HeaderMap, placed: tuple[str, ...]) -> None:
    """Put what the policy has set behind CloudFront's own headers (CF-198), and drop an unwanted X-Cache."""
    assert x.rules is not None, "a policy belongs to a behavior"
    policy = x.rules.headers_policy
    if policy is not None and "x-cache" in policy.removed:
        del headers["x-cache"]  # CF-216
    for name in placed:
        entries = headers.pop(name, None)
        if entries is not None:
            headers[name] = entries


def _note_pragma(x: Exchange) -> None:
    """Note where a viewer asks in vain for what only a policy adds.

    A policy must speak of Server-Timing, whatever its Enabled says; CF-202 could also mean any response.
    """
    from pytest_lambda_edge.pipeline.server_timing import is_forced  # noqa: PLC0415 - only where there is a Pragma

    if is_forced(x.received.headers):
        x.rest_on("CF-202")


def _have_one_policy(one: BehaviorRules, other: BehaviorRules) -> bool:
    return one.behavior.response_headers_policy == other.behavior.response_headers_policy


def _apply(x: Exchange, policy: HeadersPolicy) -> None:
    from pytest_lambda_edge.pipeline.headers_policy import applied  # noqa: PLC0415 - only where there is a policy

    response = x.outgoing
    # What the browser itself has sent decides, whatever viewer-request made of it.
    found = applied(policy, x.received, response.headers, _timing(x, policy))
    x.response = Response(response.status, response.reason, found.headers, response.body)
    x.policy_headers = tuple(found.put)
    x.rest_on(*found.assumptions)
    if found.changed:
        _note_choices(x)
    x.note(_told(policy, found))


def _note_choices(x: Exchange) -> None:
    """Note what AWS does not say about a policy that made a difference (CF-205, D-03)."""
    _, outcome = x.way[-1]
    rules = x.rules
    if outcome is Outcome.NO_ERROR:
        if rules is not None and EventType.VIEWER_RESPONSE in rules.behavior.triggers:
            x.rest_on("D-03")
    elif _is_made_at_the_edge(x):
        x.rest_on("CF-205")


def _is_made_at_the_edge(x: Exchange) -> bool:
    """Return whether neither an origin nor a function in its place made what goes out.

    Of a custom error page its own fetch decides; the result type is that of the error.
    """
    if x.by_cloudfront:
        return True
    if x.error_page is not None:
        return x.failed is not None and x.failed.for_error_page
    return x.result_type not in _FROM_CACHE_OR_ORIGIN


def _timing(x: Exchange, policy: HeadersPolicy) -> Timing | None:
    sampling = policy.timing
    if sampling is None:
        return None
    from pytest_lambda_edge.pipeline.server_timing import (  # noqa: PLC0415 - only where a policy speaks of it
        is_forced,
        is_sampled,
        server_timing,
    )

    forced = is_forced(x.received.headers)
    if not sampling.enabled if forced else not sampling.configured or 0 < sampling.rate < 100:
        x.rest_on("CF-202")
    return server_timing(x) if forced or is_sampled(x.request_id, sampling.rate) else None


def _told(policy: HeadersPolicy, found: Applied) -> str:
    told = [
        f"{did} {', '.join(names)}"
        for did, names in (
            ("added", found.added),
            ("replaced", found.replaced),
            ("removed", found.removed),
            ("left the response's own", found.kept),
        )
        if names
    ]
    if found.why_no_cors:
        told.append(f"no CORS headers: {found.why_no_cors}")
    name = f"{policy.name}: " if policy.name else ""
    return name + ("; ".join(told) or "nothing to change")
