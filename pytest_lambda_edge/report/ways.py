"""The ways of a test's requests, as a section of its report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_lambda_edge.result import Result

__all__ = ["TITLE", "way", "ways"]

TITLE: Final = "Lambda@Edge requests"

_MOST: Final = 5


def ways(results: Sequence[Result]) -> str:
    """Tell the ways of the last requests, in their order."""
    told = [way(result) for result in results[-_MOST:]]
    if (untold := len(results) - len(told)) > 0:
        told.insert(0, f"({untold} earlier {'request' if untold == 1 else 'requests'} left out)")
    return "\n\n".join(told)


def way(result: Result) -> str:
    """Tell the way of a request; never fails, since what failed before is more important."""
    try:
        return result.explain()
    except Exception as error:  # noqa: BLE001 - whatever it is, the test's own failure comes first
        return f"{result!r}: its way cannot be told: {type(error).__name__}: {error}"
