"""What ``edge_expect`` expects of a test's last request."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.differences import (
    event_types,
    fired_differences,
    not_fired_differences,
    request_event,
    result_type_differences,
    short_circuit_differences,
    status_differences,
)
from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.overlay import expected
from pytest_lambda_edge.report.ways import way

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pytest_lambda_edge.overlay import EdgeMarker
    from pytest_lambda_edge.result import Result

__all__ = ["unmet"]


def unmet(markers: Iterable[EdgeMarker], results: Sequence[Result]) -> str:
    """Return what the last of *results* is not as expected, as the text of a failure, or an empty string.

    Raises ``ConfigError`` for conflicting markers, ``ValueError`` or ``TypeError`` for unknown values.
    """
    wanted = expected(markers)
    if not results:
        return "edge_expect: this test has sent no request"
    result = results[-1]
    differences = [
        line
        for name, value in wanted.items()
        if value is not None
        for line in _DIFFERENCES[name](result, value)
    ]
    if not differences:
        return ""
    return "\n".join(["edge_expect: the last request is not as expected", *differences, "", way(result)])


def _several(name: str, value: object) -> list[Any]:
    """Return a list of what may be written alone."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Iterable):
        return list(value)
    raise TypeError(f"{name} must be a string or a list of them, not {shown(value)}")


_DIFFERENCES: Mapping[str, Callable[[Result, Any], list[str]]] = {
    "fired": lambda result, value: fired_differences(result, event_types(_several("fired", value))),
    "not_fired": lambda result, value: not_fired_differences(
        result, event_types(_several("not_fired", value))
    ),
    "short_circuited_by": lambda result, value: short_circuit_differences(result, request_event(value)),
    "status": status_differences,
    "result_type": lambda result, value: result_type_differences(result, _several("result_type", value)),
}
