"""The one place that asks the time."""

from __future__ import annotations

import time


def now() -> float:
    """Return the seconds since the epoch, as freezegun or time-machine have set them.

    The call goes through the module, so that whoever patches ``time.time`` is heard.
    """
    return time.time()


def real_monotonic() -> float:
    """Return seconds that no frozen clock stops; only differences mean anything."""
    if hasattr(time, "clock_gettime"):
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()  # pragma: no cover - Windows
