"""Where the Results of the running test are noted, whatever fixture built their distribution."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_lambda_edge.result import Result

__all__ = ["begin", "end", "note", "results"]

_MOST = 1000
_results: deque[Result] = deque(maxlen=_MOST)
_under_way = False


def begin() -> None:
    """Begin a test: forget the Results of the one before."""
    global _under_way  # noqa: PLW0603 - one test runs at a time in a process
    _results.clear()
    _under_way = True


def end() -> None:
    """End a test: nothing is noted until the next one begins."""
    global _under_way  # noqa: PLW0603 - likewise
    _results.clear()
    _under_way = False


def note(result: Result) -> None:
    """Note a Result, that of a request which raised included; outside a test it goes unnoted."""
    if _under_way:
        _results.append(result)


def results() -> tuple[Result, ...]:
    """Return the last Results of the running test, oldest first."""
    return tuple(_results)
