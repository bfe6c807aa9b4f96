"""What one attempt to get an answer from an origin comes to, and whether there is another (CF-232 to CF-235).

An answer that took too long, or is too large, is none: CloudFront has given up by then. A stub takes the time
that the clock says; one that only says that it timed out stands for an origin that was silent all that time.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.events.limits import HEADER_LINES
from pytest_lambda_edge.http.fields import whole_number
from pytest_lambda_edge.http.headers import first, wire_size
from pytest_lambda_edge.http.messages import Response
from pytest_lambda_edge.pipeline.effects import FetchFailure, FetchFailureKind
from pytest_lambda_edge.pipeline.lookup import is_cacheable

if TYPE_CHECKING:
    from pytest_lambda_edge.pipeline.exchange import Exchange

__all__ = ["DEFAULT_READ_TIMEOUT", "is_asked_again", "judged", "said"]

DEFAULT_READ_TIMEOUT: Final = 30  # seconds (CF-232)

_RETRIED_METHODS: Final = frozenset({"GET", "HEAD"})  # CF-233
_LARGEST_OBJECT: Final = 50 * 2**30  # bytes (CF-027)
_FOREVER: Final = 10**9  # seconds, more than any test takes
_TIMEOUTS: Final = frozenset({FetchFailureKind.TIMEOUT, FetchFailureKind.CONNECT_TIMEOUT})
_BEFORE_THE_REQUEST: Final = frozenset(
    {
        FetchFailureKind.DNS,
        FetchFailureKind.REFUSED,
        FetchFailureKind.TLS,
        FetchFailureKind.CONNECT_TIMEOUT,
    }
)


def judged(x: Exchange, answer: Response | FetchFailure) -> Response | FetchFailure:
    """Return what CloudFront makes of an answer to the last fetch, and count the time that it took."""
    read_timeout = _shown(x).get("readTimeout", DEFAULT_READ_TIMEOUT)
    left = _completion_timeout(x) - x.spent
    kind = None if isinstance(answer, Response) else answer.kind
    took = max(x.waited, _silent_for(x, kind, read_timeout))
    x.spent += took
    if took > left:
        return _late(f"no whole response in {_completion_timeout(x):g} s (ResponseCompletionTimeout)")
    if kind is FetchFailureKind.TIMEOUT or (took > read_timeout and kind not in _BEFORE_THE_REQUEST):
        return _late(f"no response in {read_timeout:g} s (OriginReadTimeout)")
    return _of_a_size(x, answer) if isinstance(answer, Response) else answer


def is_asked_again(x: Exchange, failure: FetchFailure) -> bool:
    """Return whether the origin gets another attempt.

    One that could not be connected to in time does, since nothing was sent (CF-232); a custom origin that
    was asked with GET or HEAD and did not answer in time does, too (CF-233).
    """
    assert x.origin is not None, "forwarding chose it"
    if x.attempts >= x.origin.settings.connection_attempts or x.spent >= _completion_timeout(x):
        return False
    if failure.kind is FetchFailureKind.CONNECT_TIMEOUT:
        return True
    is_custom = x.origin_shown is not None and "custom" in x.origin_shown
    return failure.kind is FetchFailureKind.TIMEOUT and is_custom and x.asked.method in _RETRIED_METHODS


def said(x: Exchange, failure: FetchFailure, *, again: bool) -> str:
    """Return a failed attempt as ``explain()`` tells it."""
    assert x.origin is not None, "forwarding chose it"
    settings = x.origin.settings
    unconnected = f"no connection in {settings.connection_timeout} s (ConnectionTimeout)"
    text = {
        FetchFailureKind.TIMEOUT: failure.message,
        FetchFailureKind.CONNECT_TIMEOUT: unconnected,
        FetchFailureKind.TOO_LARGE: failure.message,
    }.get(failure.kind, f"no response ({failure.kind}: {failure.message})")
    return f"{text}, asked again ({x.attempts + 1} of {settings.connection_attempts})" if again else text


def _shown(x: Exchange) -> dict[str, Any]:
    assert x.origin_shown is not None, "forwarding showed it"
    shown: dict[str, Any]
    (shown,) = x.origin_shown.values()
    return shown


def _completion_timeout(x: Exchange) -> float:
    """Return the seconds that all attempts at an origin may take together (CF-234; 0 is none, LE-116)."""
    seconds: int = _shown(x).get("responseCompletionTimeout") or 0
    return float(min(seconds, _FOREVER)) if seconds else math.inf


def _silent_for(x: Exchange, kind: FetchFailureKind | None, read_timeout: float) -> float:
    """Return the seconds for which a stub stands that raises a timeout at once."""
    if kind not in _TIMEOUTS:
        return 0.0
    assert x.origin is not None, "forwarding chose it"
    return read_timeout if kind is FetchFailureKind.TIMEOUT else x.origin.settings.connection_timeout


def _late(message: str) -> FetchFailure:
    return FetchFailure(FetchFailureKind.TIMEOUT, message)


def _of_a_size(x: Exchange, response: Response) -> Response | FetchFailure:
    """Return a response, unless its headers are too large (LE-288), or its body to be cached (CF-027)."""
    size = wire_size(response.headers)
    if size > HEADER_LINES:
        return _too_large(f"the response's headers have {size:,} bytes, more than {HEADER_LINES:,} (LE-288)")
    length = whole_number(first(response.headers, "content-length"))
    if length is not None and length > _LARGEST_OBJECT and is_cacheable(x):
        x.rest_on("CF-027")
        return _too_large("the response is longer than the 50 GB that CloudFront caches (CF-027)")
    return response


def _too_large(message: str) -> FetchFailure:
    return FetchFailure(FetchFailureKind.TOO_LARGE, message)
