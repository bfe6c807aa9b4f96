"""Containers of a parsed document that know where in the file they stand."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_lambda_edge.templates.found import Place

__all__ = ["Located", "LocatedList", "copy_of", "line_of", "move", "path_of", "place_of", "put", "stands_at"]

_AS_NAMED: Final[Mapping[str, str]] = MappingProxyType({})


class Located(dict[str, Any]):
    """A mapping of a document; ``line`` is where it begins, ``lines`` where each of its keys stands.

    ``paths`` is for a reader that renames: where in the document a key of this mapping stands, if not under
    its own name, such as ``{"CachedMethods": "AllowedMethods.CachedMethods.Items"}``. ``places`` is for one
    that puts together: the place of what stands somewhere else altogether, by key.
    """

    __slots__ = ("line", "lines", "paths", "places")

    def __init__(self, line: int | None = None) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}
        self.paths: Mapping[str, str] = _AS_NAMED
        self.places: dict[str | int, Place] | None = None


class LocatedList(list[Any]):
    """A list of a document; ``line`` is where it begins, ``lines`` where each of its items does.

    ``places`` is that of items which stand somewhere else, by index.
    """

    __slots__ = ("line", "lines", "places")

    def __init__(self, line: int | None = None) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []
        self.places: dict[str | int, Place] | None = None


def copy_of(mapping: Mapping[str, Any]) -> Located:
    """Return a mapping to change, which knows where everything stands that the other one knows of."""
    made = Located()
    if isinstance(mapping, Located):
        made.line = mapping.line
        made.lines, made.paths = dict(mapping.lines), dict(mapping.paths)
        made.places = None if mapping.places is None else dict(mapping.places)
    made.update(mapping)
    return made


def move(mapping: Located, was: str, name: str, value: Any) -> None:
    """Set a value under a name, which stands where it *was*."""
    mapping[name] = value
    if was in mapping.lines:
        mapping.lines[name] = mapping.lines[was]
    if mapping.places is not None and was in mapping.places:
        mapping.places[name] = mapping.places[was]
    if was != name:
        mapping.paths = {**mapping.paths, name: mapping.paths.get(was, was)}


def stands_at(container: Located | LocatedList, key: str | int, place: Place) -> None:
    """Note that what a container of a reader's own holds under *key* stands somewhere else."""
    if container.places is None:
        container.places = {}
    container.places[key] = place


def put(container: Located, key: str, value: Any, place: Place | None, line: int | None = None) -> None:
    """Put a value in a mapping of a reader's own.

    Where it stands is its *line*, as far as the mapping's own place tells the rest, or a *place* elsewhere.
    """
    container[key] = value
    if line is not None:
        container.lines[key] = line
    if place is not None:
        stands_at(container, key, place)


def place_of(container: object, key: str | int) -> Place | None:
    """Return the place of what stands under *key*, if that is not in the container."""
    if isinstance(container, (Located, LocatedList)) and container.places is not None:
        return container.places.get(key)
    return None


def line_of(container: object, key: str | int | None = None) -> int | None:
    """Return the line of a container, or of what stands in it under *key*; None where no file knows it."""
    if isinstance(container, Located):
        return container.line if key is None else container.lines.get(str(key), container.line)
    if isinstance(container, LocatedList):
        at_hand = isinstance(key, int) and 0 <= key < len(container.lines)
        return container.lines[key] if at_hand and isinstance(key, int) else container.line
    return None


def path_of(container: object, key: str | int) -> str:
    """Return the path of what stands in a container under *key*: ``.Name``, ``[0]``, or nothing."""
    if isinstance(key, int):
        return f"[{key}]"
    path = container.paths.get(key, key) if isinstance(container, Located) else key
    return f".{path}" if path else ""
