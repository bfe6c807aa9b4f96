"""Which objects requests are fetching now, and how other threads wait for them (CF-096)."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.pipeline.effects import Claimed, Release

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_lambda_edge.pipeline.effects import Claim

__all__ = ["Claimant", "InFlight"]

InFlight = dict[str, threading.Event]
"""The keys that a distribution's requests have claimed, each with what happens when it is given back."""

_LONGEST_WAIT: Final = 60.0
"""Real seconds after which a request goes on alone.

Only what would never end takes as long, such as a function that asks for its own object in another thread and
waits for that thread.
"""


class Claimant:
    """One request, which holds one key at most, and none while it waits: so no two wait for each other.

    ``may_wait()`` tells whether the request's thread can wait at all.
    """

    __slots__ = ("_given_back", "_in_flight", "_key", "_may_wait")

    def __init__(self, in_flight: InFlight, may_wait: Callable[[], bool]) -> None:
        self._in_flight = in_flight
        self._may_wait = may_wait
        self._key = ""
        self._given_back: threading.Event | None = None

    def answer(self, effect: Claim | Release) -> Claimed | None:
        """Do what the way asks for, and return its answer."""
        self.release()
        if isinstance(effect, Release):
            return None
        self._key = effect.key
        mine = self._given_back = threading.Event()
        # Looks and puts in one step, which no other thread can come between.
        first = self._in_flight.setdefault(effect.key, mine)
        if first is mine:
            return Claimed.HELD
        if not effect.wait or not self._may_wait():
            return Claimed.TAKEN
        first.wait(_LONGEST_WAIT)  # An event asks no clock, which may be frozen.
        return Claimed.WAITED

    def release(self) -> None:
        """Give the key back, if one is held, and wake up those who wait for it."""
        given_back = self._given_back
        if given_back is None:
            return
        if self._in_flight.get(self._key) is given_back:
            del self._in_flight[self._key]
        given_back.set()
        self._given_back = None
