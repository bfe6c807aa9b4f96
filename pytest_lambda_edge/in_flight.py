"""Which objects requests are fetching now, and how other threads wait for them (CF-096)."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.pipeline.effects import Claimed, Release

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_lambda_edge.pipeline.effects import Claim

__all__ = ["Claimant", "InFlight"]

InFlight = dict[str, threading.Lock]
"""The keys that a distribution's requests have claimed, each with a lock that is held as long."""

_LONGEST_WAIT: Final = 60.0
"""Real seconds after which a request goes on alone.

Only what would never end takes as long, such as a function that asks for its own object in another thread and
waits for that thread.
"""


class Claimant:
    """One request, which holds one key at most, and none while it waits: so no two wait for each other.

    ``may_wait()`` tells whether the request's thread can wait at all.
    """

    __slots__ = ("_held", "_in_flight", "_key", "_may_wait")

    def __init__(self, in_flight: InFlight, may_wait: Callable[[], bool]) -> None:
        self._in_flight = in_flight
        self._may_wait = may_wait
        self._key = ""
        self._held: threading.Lock | None = None

    def answer(self, effect: Claim | Release) -> Claimed | None:
        """Do what the way asks for, and return its answer."""
        self.release()
        if isinstance(effect, Release):
            return None
        self._key = effect.key
        mine = threading.Lock()
        mine.acquire()
        self._held = mine  # From now on, so that no interrupt leaves a claim without its claimant.
        # Looks and puts in one step, which no other thread can come between.
        first = self._in_flight.setdefault(effect.key, mine)
        if first is mine:
            return Claimed.HELD
        self._held = None
        if not effect.wait or not self._may_wait():
            return Claimed.TAKEN
        try:
            first.acquire(timeout=_LONGEST_WAIT)  # A lock asks no clock, which may be frozen.
        finally:
            # An interrupt may come right after the lock was had, so what has it is not what tells: once the
            # key was given back, no one needs the lock, and the next of those who wait is woken up.
            if self._in_flight.get(effect.key) is not first:
                _open(first)
        return Claimed.WAITED

    def release(self) -> None:
        """Give the key back, if one is held, and wake up those who wait for it."""
        held = self._held
        if held is None:
            return
        try:
            if self._in_flight.get(self._key) is held:
                del self._in_flight[self._key]
        finally:
            _open(held)
            self._held = None


def _open(lock: threading.Lock) -> None:
    """Release a lock that another thread may release at the same moment."""
    with suppress(RuntimeError):  # It is open already.
        lock.release()
