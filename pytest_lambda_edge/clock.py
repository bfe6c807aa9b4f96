"""The one place that asks the time."""

from __future__ import annotations

import time
from functools import partial
from types import BuiltinFunctionType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_FRAMES_BETWEEN: Final = 2

_STEP: Final = 0.02
"""Seconds by which two readings of a clock may differ that were taken at once; Windows' moves by 0.016."""


def now() -> float:
    """Return the seconds since the epoch, as freezegun or time-machine have set them.

    The call goes through the module, so that whoever patches ``time.time`` is heard.
    """
    return time.time() if type(time.time) is BuiltinFunctionType else _replaced_time(_FRAMES_BETWEEN)


real_monotonic: Callable[[], float] = (
    partial(time.clock_gettime, time.CLOCK_MONOTONIC) if hasattr(time, "clock_gettime") else time.monotonic
)
"""Return seconds that no frozen clock stops; only differences mean anything."""


class Stopwatch:
    """Takes the time from its making on: real seconds, or the seconds of a frozen clock where those are more.

    A clock that each look at it moves on (freezegun's ``auto_tick_seconds``) tells how often it was looked
    at, not how long something took: then real seconds alone count.
    """

    __slots__ = ("_shown", "started")

    def __init__(self) -> None:
        self._shown = now()
        self.started = real_monotonic()

    def real_seconds(self) -> float:
        """Return the real seconds since the start."""
        return real_monotonic() - self.started

    def seconds(self) -> float:
        """Return the seconds since the start, on whichever clock more have passed."""
        real = real_monotonic() - self.started
        shown = now() - self._shown
        return shown if shown > real and (shown < real + _STEP or not _steps()) else real


def _steps() -> bool:
    """Return whether each look at the clock moves it on."""
    before = now()
    return now() - before > _STEP


def _replaced_time(frames: int) -> float:
    """Ask a patched ``time.time()`` from so deep that freezegun sees five frames of ours, the asker's too.

    It tells the real time to what ``threading`` calls: to a test that gives a thread ``distribution.get``.
    """
    return time.time() if not frames else _replaced_time(frames - 1)
