"""Request collapsing: of several requests for one object only the first goes to the origin (CF-096)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda_edge.pipeline.effects import Claim, Claimed, Release
from pytest_lambda_edge.pipeline.table import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from pytest_lambda_edge.pipeline.exchange import Exchange

__all__ = ["claim_in_background", "collapse", "released"]


def collapse(x: Exchange) -> Outcome | Generator[Claim | Release, Claimed, Outcome]:
    """Wait for another request that is fetching the same object, unless cookies are forwarded (CF-041).

    Who has waited and found nothing to be served goes on alone (CF-097).
    """
    if x.waited_for == x.key or x.key is None or x.current_rules.cookies_forwarded:
        return Outcome.PASSED
    return _wait_or_pass(x, x.key)


def claim_in_background(x: Exchange, key: str) -> Outcome | Generator[Claim | Release, Claimed, Outcome]:
    """Leave a revalidation to another request that is fetching the object, or has just done so."""
    return Outcome.PASSED if x.current_rules.cookies_forwarded else _pass_or_leave(x, key)


def released(x: Exchange, then: Callable[[Exchange], Outcome]) -> Generator[Release, None, Outcome]:
    """Let those who wait for this request go on, before this one does."""
    yield Release()
    x.claimed = False
    return then(x)


def _wait_or_pass(x: Exchange, key: str) -> Generator[Claim | Release, Claimed, Outcome]:
    if (yield from _claim(x, Claim(key))) is not Claimed.WAITED:
        return Outcome.PASSED
    x.waited_for = key
    x.rest_on("D-14")
    return Outcome.WAITED


def _pass_or_leave(x: Exchange, key: str) -> Generator[Claim | Release, Claimed, Outcome]:
    if (yield from _claim(x, Claim(key, wait=False))) is Claimed.HELD:
        return Outcome.PASSED
    x.rest_on("D-14")
    return Outcome.LEFT


def _claim(x: Exchange, claim: Claim) -> Generator[Claim | Release, Claimed, Claimed]:
    """Claim a key, and give it back where another request has fetched the object meanwhile."""
    claimed = yield claim
    if claimed is not Claimed.HELD:
        return claimed
    x.claimed = True
    if not _is_fetched(x, claim.key):
        return claimed
    yield Release()
    x.claimed = False
    return Claimed.WAITED


def _is_fetched(x: Exchange, key: str) -> bool:
    """Return whether another request has stored the object since this one looked, and before its claim."""
    stored = x.site.cache.get(key)
    return stored is not None and stored.is_served(x.now)
