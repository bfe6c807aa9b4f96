"""What a request claims before it fetches an object, and when it gives that back."""

from __future__ import annotations

from types import GeneratorType
from typing import TYPE_CHECKING

import pytest
from support.cached_sites import answer, cached_site

from pytest_lambda_edge.pipeline.collapsing import claim_in_background, collapse
from pytest_lambda_edge.pipeline.effects import Claim, Claimed, Release
from pytest_lambda_edge.pipeline.table import Outcome

if TYPE_CHECKING:
    from collections.abc import Generator

    from pytest_lambda_edge.pipeline.exchange import Exchange

KEY = "/page"


def missed(*, fresh: bool) -> Exchange:
    """Return a request that has missed, and for whose object something fresh is stored or is not."""
    result = cached_site(answer("max-age=60" if fresh else "no-store")).get(KEY)
    x = result._exchange
    x.claimed, x.waited_for = False, None
    x.rests_on.clear()
    return x


def driven(
    steps: Outcome | Generator[Claim | Release, Claimed, Outcome], answered: Claimed
) -> tuple[list[Claim | Release], Outcome]:
    """Return what is asked of the world, which answers each claim the same, and the outcome."""
    assert isinstance(steps, GeneratorType)
    asked = [next(steps)]
    while True:
        try:
            asked.append(steps.send(answered))
        except StopIteration as end:
            return asked, end.value


@pytest.mark.usefixtures("edge_clock")
@pytest.mark.fact("CF-096", "CF-097", "D-14")
@pytest.mark.parametrize(
    ("in_background", "fresh", "answered", "given_back", "outcome"),
    [
        (False, False, Claimed.HELD, False, Outcome.PASSED),
        (False, False, Claimed.WAITED, False, Outcome.WAITED),
        (False, True, Claimed.HELD, True, Outcome.WAITED),
        (True, False, Claimed.HELD, False, Outcome.PASSED),
        (True, False, Claimed.WAITED, False, Outcome.LEFT),
        (True, True, Claimed.HELD, True, Outcome.LEFT),
    ],
)
def test_only_who_holds_the_key_and_finds_nothing_fetches(
    in_background: bool, fresh: bool, answered: Claimed, given_back: bool, outcome: Outcome
) -> None:
    x = missed(fresh=fresh)
    steps = claim_in_background(x, KEY) if in_background else collapse(x)
    asked, came = driven(steps, answered)
    claim = Claim(KEY, wait=False) if in_background else Claim(KEY)
    assert asked == ([claim, Release()] if given_back else [claim])
    assert came is outcome
    assert x.claimed == (outcome is Outcome.PASSED)
    assert x.waited_for == (KEY if outcome is Outcome.WAITED else None)
    assert x.rests_on == ([] if outcome is Outcome.PASSED else ["D-14"])
