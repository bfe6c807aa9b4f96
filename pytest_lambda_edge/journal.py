"""Where the Results of the running test are noted, whatever fixture built their distribution."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_lambda_edge.result import Result

__all__ = ["assumed", "begin", "end", "note", "results"]

_MOST = 1000
_results: deque[Result] = deque(maxlen=_MOST)
_assumed: dict[str, Result] = {}
_under_way = False


def begin() -> None:
    """Begin a test: forget the Results of the one before."""
    global _under_way  # noqa: PLW0603 - one test runs at a time in a process
    _results.clear()
    _assumed.clear()
    _under_way = True


def end() -> None:
    """End a test: nothing is noted until the next one begins."""
    global _under_way  # noqa: PLW0603 - likewise
    _results.clear()
    _assumed.clear()
    _under_way = False


def note(result: Result) -> None:
    """Note a Result, that of a request which raised included; outside a test it goes unnoted."""
    if _under_way:
        _results.append(result)
        for id_ in result._exchange.rests_on:  # noqa: SLF001 - the ids alone, which costs nothing
            _assumed.setdefault(id_, result)


def results() -> tuple[Result, ...]:
    """Return the last Results of the running test, oldest first."""
    return tuple(_results)


def assumed() -> Mapping[str, Result]:
    """Return, by id, the first Result of the running test for each undocumented choice that one rests on."""
    return dict(_assumed)
