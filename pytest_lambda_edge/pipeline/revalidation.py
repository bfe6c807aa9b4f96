"""Revalidating in the background what was served stale (CF-091)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda_edge.pipeline.collapsing import claim_in_background
from pytest_lambda_edge.pipeline.exchange import Sent

if TYPE_CHECKING:
    from collections.abc import Generator

    from pytest_lambda_edge.pipeline.effects import Claim, Claimed, Release
    from pytest_lambda_edge.pipeline.exchange import Exchange
    from pytest_lambda_edge.pipeline.table import Outcome

__all__ = ["revalidate"]


def revalidate(x: Exchange) -> Outcome | Generator[Claim | Release, Claimed, Outcome]:
    """Put by what the viewer got, and begin a fetch as for an expired object, unless another request does."""
    stale, x.stale = x.stale, None
    assert stale is not None, "a stale object was served"
    x.sent = Sent(x.outgoing, x.result_type, x.key, x.error_page)
    x.key, x.stored, x.error_page = stale.key, stale.stored, stale.error_page
    x.member = 0
    x.generated = False
    return claim_in_background(x, stale.key)
