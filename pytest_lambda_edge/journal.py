"""Where the Results of the running test are noted, whatever fixture built their distribution."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_lambda_edge.result import Result

__all__ = ["begin", "note", "results"]

_MOST = 1000
_results: deque[Result] = deque(maxlen=_MOST)


def begin() -> None:
    """Begin a test: forget the Results of the one before."""
    _results.clear()


def note(result: Result) -> None:
    """Note a Result, that of a request which raised included."""
    _results.append(result)


def results() -> tuple[Result, ...]:
    """Return the last Results of the running test, oldest first."""
    return tuple(_results)
