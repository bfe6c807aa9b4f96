"""Timing two callables against each other: alternating rounds in one process, each side's minimum."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from pytest_lambda_edge.clock import real_monotonic

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 600


def seconds_per_call(call: Callable[[], object], calls: int) -> float:
    """Return the mean seconds of *calls* calls in a row."""
    start = real_monotonic()
    for _ in range(calls):
        call()
    return (real_monotonic() - start) / calls


def minima(
    measured: Callable[[], object], against: Callable[[], object], *, calls: int, rounds: int = ROUNDS
) -> tuple[float, float]:
    """Return the minimal seconds a call of both sides, over alternating rounds."""
    measured()
    against()
    gc.collect()
    gc.disable()
    try:
        pairs = [(seconds_per_call(measured, calls), seconds_per_call(against, calls)) for _ in range(rounds)]
    finally:
        gc.enable()
    return min(first for first, _ in pairs), min(second for _, second in pairs)
