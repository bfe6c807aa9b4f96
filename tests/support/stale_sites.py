"""Distributions with one object that is stale and may be served while it is revalidated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.cached_sites import answer, cached_site, origin_says
from support.edge_functions import part

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory

    from pytest_lambda_edge import Distribution, Result
    from support.edge_functions import Handler
    from support.fake_origins import Reply

__all__ = ["NEW", "SAID", "UNCHANGED", "only_in_background", "stale_site", "story"]

SAID = "max-age=60, stale-while-revalidate=30"
UNCHANGED = answer(status=304)
NEW = answer(SAID, body="new", etag='"v2"')


def stale_site(
    clock: FrozenDateTimeFactory, *later: Reply, said: str = SAID, seconds: float = 60, **settings: Any
) -> Distribution:
    """Return a distribution with one object that is some seconds old, and what its origin says now."""
    site = cached_site(answer(said, etag='"v1"'), **settings)
    site.get("/page")
    clock.tick(seconds)
    origin_says(*later)
    return site


def only_in_background(function: Handler) -> Handler:
    """Return a function that does its work from the second origin event's run on, and passes on at first."""
    runs: list[int] = []

    def handler(event: Any, context: Any) -> Any:
        runs.append(1)
        return function(event, context) if len(runs) > 1 else part(event)

    return handler


def story(result: Result) -> list[str]:
    """Return the lines of a result's story, without what it rests on."""
    return result.explain().partition("\n  rests on ")[0].splitlines()
