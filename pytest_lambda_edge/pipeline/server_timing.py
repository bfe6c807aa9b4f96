"""The ``Server-Timing`` header that a response headers policy adds (CF-202)."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.http.headers import joined, values
from pytest_lambda_edge.pipeline.edge_location import POP
from pytest_lambda_edge.pipeline.table import Outcome, Step

if TYPE_CHECKING:
    from pytest_lambda_edge.http.headers import HeaderMap
    from pytest_lambda_edge.pipeline.exchange import Exchange

__all__ = ["Timing", "is_forced", "is_sampled", "server_timing"]

_DRAWN: Final = 8  # characters of the request's id, which are 48 bits
_RANGE: Final = 2**48

_HIT: Final = "cdn-cache-hit"
_REFRESH: Final = "cdn-cache-refresh"
_MISS: Final = "cdn-cache-miss"
_FOUND: Final = {
    (Step.CACHE_LOOKUP, Outcome.HIT): _HIT,
    (Step.CACHE_LOOKUP, Outcome.MISS): _MISS,
    (Step.CACHE_LOOKUP, Outcome.EXPIRED): _MISS,
    (Step.CACHE_LOOKUP, Outcome.BYPASSED): _MISS,
    (Step.VALIDATION, Outcome.NOT_MODIFIED): _REFRESH,
    (Step.VALIDATION, Outcome.STALE): _HIT,
}
# There is one edge location, whose requests to origins take no time that a test could rely on.
_UPSTREAM: Final = (
    'cdn-upstream-layer;desc="EDGE"',
    "cdn-upstream-dns;dur=0",
    "cdn-upstream-connect;dur=0",
    "cdn-upstream-fbl;dur=0",
)


@dataclass(frozen=True, slots=True)
class Timing:
    """CloudFront's metrics, and whether those of the response itself follow: not where they were stored."""

    metrics: str
    keeps_others: bool

    def value(self, headers: HeaderMap) -> str:
        """Return the value of the one ``Server-Timing`` of a response with *headers*."""
        return (
            ",".join([self.metrics, *values(headers, "server-timing")]) if self.keeps_others else self.metrics
        )


def is_forced(headers: HeaderMap) -> bool:
    """Return whether a viewer asks for the header with ``Pragma: server-timing``."""
    pragma = joined(headers, "pragma")
    return pragma is not None and "server-timing" in [part.strip().lower() for part in pragma.split(",")]


def is_sampled(request_id: str, rate: float) -> bool:
    """Return whether a rate in percent picks this request: by its id, so the same ones in every run."""
    drawn = int.from_bytes(urlsafe_b64decode(request_id[:_DRAWN]))
    return drawn * 100 < rate * _RANGE


def server_timing(x: Exchange) -> Timing:
    """Return what CloudFront has to say of a request that came this far."""
    found = ""
    for taken in x.way:
        found = _FOUND.get(taken, found)
    metrics = [*_UPSTREAM] if x.fetched else []
    if found:
        metrics.append(found)
    metrics += [f'cdn-pop;desc="{POP}"', f'cdn-rid;desc="{x.request_id}"']
    if found == _HIT:
        metrics.append('cdn-hit-layer;desc="EDGE"')
    metrics.append("cdn-downstream-fbl;dur=0")
    return Timing(",".join(metrics), keeps_others=found not in {_HIT, _REFRESH})
