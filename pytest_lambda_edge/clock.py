"""The one place that asks the time."""

from __future__ import annotations

import time
from types import BuiltinFunctionType
from typing import Final

_FRAMES_BETWEEN: Final = 2

_STEP: Final = 0.02
"""Seconds by which two readings of a clock may differ that were taken at once; Windows' moves by 0.016."""


def now() -> float:
    """Return the seconds since the epoch, as freezegun or time-machine have set them.

    The call goes through the module, so that whoever patches ``time.time`` is heard.
    """
    return time.time() if type(time.time) is BuiltinFunctionType else _replaced_time(_FRAMES_BETWEEN)


def real_monotonic() -> float:
    """Return seconds that no frozen clock stops; only differences mean anything."""
    if hasattr(time, "clock_gettime"):
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()  # pragma: no cover - Windows


class Stopwatch:
    """Takes the time from its making on: real seconds, or the seconds of a frozen clock where those are more.

    A clock that each look at it moves on (freezegun's ``auto_tick_seconds``) tells how often it was looked
    at, not how long something took: then real seconds alone count.
    """

    __slots__ = ("_shown", "_steps", "started")

    def __init__(self) -> None:
        before, shown_before = real_monotonic(), now()
        self._shown = now()
        self.started = real_monotonic()
        self._steps = self._shown - shown_before > self.started - before + _STEP

    def real_seconds(self) -> float:
        """Return the real seconds since the start."""
        return real_monotonic() - self.started

    def seconds(self) -> float:
        """Return the seconds since the start, on whichever clock more have passed."""
        real = real_monotonic() - self.started
        return real if self._steps else max(real, now() - self._shown)


def _replaced_time(frames: int) -> float:
    """Ask a patched ``time.time()`` from so deep that freezegun sees five frames of ours, the asker's too.

    It tells the real time to what ``threading`` calls: to a test that gives a thread ``distribution.get``.
    """
    return time.time() if not frames else _replaced_time(frames - 1)
