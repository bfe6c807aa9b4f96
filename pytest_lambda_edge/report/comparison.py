"""What a failed plain ``assert`` about a Result is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.differences import fired_differences
from pytest_lambda_edge.model.event_type import EVENT_TYPES, EventType
from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.report.ways import way
from pytest_lambda_edge.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["compared"]


def compared(op: str, left: Any, right: Any, results: Sequence[Result]) -> list[str] | None:
    """Explain ``left op right`` if one of them is a Result of *results*, or its ``fired`` or ``skipped``."""
    for own, other in ((left, right), (right, left)):
        found = _owner(own, other, results)
        if found is not None:
            differences = _differences(op, found, own, other)
            return [f"{shown(left)} {op} {shown(right)}", *differences, *way(found).splitlines()]
    return None


def _owner(own: Any, other: Any, results: Iterable[Result]) -> Result | None:
    if isinstance(own, Result):
        return own
    # There is but one empty tuple, and it need not be a Result's.
    if isinstance(own, dict) or (isinstance(own, tuple) and (own or _names_events(other))):
        return next((one for one in results if own is one.fired or own is one.skipped), None)
    return None


def _names_events(value: Any) -> bool:
    if isinstance(value, str):
        return value in EVENT_TYPES
    return isinstance(value, (tuple, list)) and bool(value) and all(map(_is_event_type, value))


def _is_event_type(value: object) -> bool:
    return isinstance(value, str) and value in EVENT_TYPES


def _differences(op: str, result: Result, own: Any, other: Any) -> list[str]:
    if op != "==":
        return []
    if own is result.fired and isinstance(other, (tuple, list)) and all(map(_is_event_type, other)):
        if isinstance(other, list):
            return ["fired is a tuple, which equals no list"]
        return fired_differences(result, tuple(map(EventType, other)))
    if own is result.skipped and isinstance(other, dict):
        return [
            f"{event_type}: expected {other.get(event_type, 'nothing')}, got {own.get(event_type, 'nothing')}"
            for event_type in {**other, **own}
            if other.get(event_type) != own.get(event_type)
        ]
    return []
