"""Where an alarm may end a run: an event loop that it interrupts must not stay open."""

from __future__ import annotations

import asyncio
import sys
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from pytest_lambda_edge.runtimes.frames import can_be_ended

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

OPENS_OR_CLOSES = {"_lazy_init", "__enter__", "__exit__", "close"}


class Ended(BaseException):
    """What a deadline raises, for this test."""


@pytest.fixture
def loops(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[asyncio.AbstractEventLoop]]:
    made: list[asyncio.AbstractEventLoop] = []
    make = asyncio.SelectorEventLoop.__init__

    def make_and_keep(self: Any, *arguments: Any) -> None:
        made.append(self)
        make(self, *arguments)

    monkeypatch.setattr(asyncio.SelectorEventLoop, "__init__", make_and_keep)
    yield made
    asyncio.set_event_loop(None)


def callers(frame: FrameType | None) -> Iterator[str]:
    while frame is not None:
        yield frame.f_code.co_name
        frame = frame.f_back


def in_opening_or_closing(names: set[str]) -> bool:
    return bool(names & OPENS_OR_CLOSES) and "run_until_complete" not in names


def in_starting_or_stopping(names: set[str]) -> bool:
    return "run_forever" in names and "_run_once" not in names


def ended_from_line(first: int, is_meant: Callable[[set[str]], bool]) -> bool:
    """Run a loop and end it at the first line from this one on that can be ended; False: it ended itself.

    Those lines count that *is_meant* says so of, from the names of all functions that are running.
    """
    seen = 0

    def trace(frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal seen
        if event == "line" and is_meant(set(callers(frame))):
            seen += 1
            if seen > first and can_be_ended(frame):
                raise Ended
        return trace

    async def nothing() -> None:
        pass

    coroutine = nothing()
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        asyncio.run(coroutine)
    except Ended:
        return True
    else:
        return False
    finally:
        sys.settrace(before)
        coroutine.close()


def test_a_loop_is_closed_wherever_the_alarm_comes_in_its_opening_and_closing(
    loops: list[asyncio.AbstractEventLoop],
) -> None:
    ends = 0
    for first in count(step=3):
        if not ended_from_line(first, in_opening_or_closing):
            break
        ends += 1
        assert all(loop.is_closed() for loop in loops), f"left open by an alarm from line {first} on"
    assert ends > 20
    assert len(loops) > 20


@pytest.mark.usefixtures("loops")
def test_no_alarm_comes_while_a_loop_starts_or_stops_which_would_count_as_running_ever_after() -> None:
    try:
        assert not ended_from_line(0, in_starting_or_stopping)
    finally:
        asyncio._set_running_loop(None)
