"""Whether something ends before long, on a machine of whatever speed that does whatever else."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["before_long"]

_CERTAINLY_SOON = 0.5  # seconds of this process: no machine is so fast that it had to be less
_MOST = 1000


@contextmanager
def before_long() -> Iterator[None]:
    """Fail where the block takes a thousand times as long as adding up a million numbers does right now.

    What hangs, or has twice as much to do for each character more, takes longer than that.
    """
    began = time.process_time()
    yield
    took = time.process_time() - began
    if took > _CERTAINLY_SOON:
        unit = _unit()
        assert took < _MOST * unit, f"took {took:.1f} s, which is {took / unit:,.0f} times the unit"


def _unit() -> float:
    began = time.process_time()
    sum(number for number in range(1_000_000))
    return time.process_time() - began
