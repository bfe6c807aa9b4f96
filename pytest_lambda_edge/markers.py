"""The markers: their signatures, and reading those of a test by them."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pytest

from pytest_lambda_edge import journal

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from pytest_lambda_edge.overlay import EdgeMarker

__all__ = ["DESCRIBING", "check_expected", "edge_markers", "register"]

# Each function's signature is its marker's, and its docstring is what `pytest --markers` shows.


def edge_distribution(
    template: Any = None,
    parameters: Any = None,
    functions: Any = None,
    distribution: Any = None,
    **settings: Any,
) -> None:
    """Set the test's distribution, or name the template that describes it."""


def edge_origin(origin: Any, id: Any = None) -> None:  # noqa: A002 - DistributionConfig's name
    """Set the default behavior's origin; with an id, add one that behaviors can name."""


def edge_behavior(path_pattern: Any, **settings: Any) -> None:
    """Set the cache behavior of a path pattern."""


def edge_trigger(event_type: Any, function: Any, path_pattern: Any = "*", include_body: Any = False) -> None:
    """Run a function at an event of a path pattern's behavior."""


def edge_expect(
    fired: Any = None,
    not_fired: Any = None,
    short_circuited_by: Any = None,
    status: Any = None,
    result_type: Any = None,
) -> None:
    """Check what came of the test's last request, after its body."""


_MARKERS: dict[str, Callable[..., None]] = {
    marker.__name__: marker
    for marker in (edge_distribution, edge_origin, edge_behavior, edge_trigger, edge_expect)
}

DESCRIBING = frozenset(_MARKERS) - {"edge_expect"}
"""The markers that describe a distribution."""


def register(config: pytest.Config) -> None:
    """Register the markers with their signatures."""
    for marker in _MARKERS.values():
        config.addinivalue_line("markers", f"{_written(marker)}: {marker.__doc__}")


def edge_markers(item: pytest.Item, names: Container[str]) -> list[EdgeMarker]:
    """Return a test's markers of these names, in the order of ``iter_markers``.

    Fails the test if one of them has wrong arguments.
    """
    marks = [(node, mark) for node, mark in item.iter_markers_with_node() if mark.name in names]
    if not marks:
        return []
    from pytest_lambda_edge.overlay import EdgeMarker  # noqa: PLC0415 - the engine, only where it is used

    found = []
    problems = []
    nodes: list[Any] = list(dict.fromkeys(node for node, _ in marks))
    for node, mark in marks:
        level = (nodes.index(node), _base_index(node, mark))
        try:
            found.append(EdgeMarker(mark.name, _bound(mark), level, _text(mark)))
        except TypeError as error:
            problems.append(f"{_text(mark)}: {error}\n  The marker is {_written(_MARKERS[mark.name])}.")
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)
    return found


def check_expected(item: pytest.Item) -> None:
    """Fail a test whose last request is not as its ``edge_expect`` markers expect, or that sent none."""
    if not (found := edge_markers(item, {"edge_expect"})):
        return
    from pytest_lambda_edge.expectations import unmet  # noqa: PLC0415 - likewise

    try:
        problem = unmet(found, journal.results())
    except (ValueError, TypeError) as error:
        problem = f"edge_expect: {error}"
    if problem:
        pytest.fail(problem, pytrace=False)


def _bound(mark: pytest.Mark) -> dict[str, Any]:
    """Return a marker's arguments by name; those of ``**settings`` stand under ``settings``."""
    signature = inspect.signature(_MARKERS[mark.name])
    try:
        return signature.bind(*mark.args, **mark.kwargs).arguments
    except TypeError as error:
        raise TypeError(f"{error}{_hint(mark, signature)}") from None


def _hint(mark: pytest.Mark, signature: inspect.Signature) -> str:
    from pytest_lambda_edge.model.problems import did_you_mean  # noqa: PLC0415 - only for a mistake

    unknown = [name for name in mark.kwargs if name not in signature.parameters]
    return next((hint for name in unknown if (hint := did_you_mean(name, signature.parameters))), "")


def _base_index(node: Any, mark: pytest.Mark) -> int:
    """Return how far up a class's bases a marker stands; pytest gathers those of all bases on one node."""
    bases = inspect.getmro(node.obj) if isinstance(node, pytest.Class) else ()
    for index, base in enumerate(bases):
        if any(mark is own for own in _own_marks(base)):
            return index
    return 0


def _own_marks(base: type) -> Iterator[Any]:
    own = vars(base).get("pytestmark", [])
    return (getattr(mark, "mark", mark) for mark in (own if isinstance(own, list) else [own]))


def _written(marker: Callable[..., None]) -> str:
    """Return a marker's signature as people write it, without annotations."""
    signature = inspect.signature(marker)
    bare = [one.replace(annotation=one.empty) for one in signature.parameters.values()]
    return f"{marker.__name__}{signature.replace(parameters=bare, return_annotation=signature.empty)}"


def _text(mark: pytest.Mark) -> str:
    """Return a marker as it stands in the source, or nearly so."""
    named = (f"{name}={_value(value)}" for name, value in mark.kwargs.items())
    return f"@pytest.mark.{mark.name}({', '.join([*map(_value, mark.args), *named])})"


def _value(value: object) -> str:
    from pytest_lambda_edge.model.problems import shown  # noqa: PLC0415 - only where there are markers

    return str(getattr(value, "__qualname__", None) or shown(value))
