"""Putting sections together as the framework does, where every part still knows its place in the document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.templates.located import Located, LocatedList, stands_at

if TYPE_CHECKING:
    from pytest_lambda_edge.templates.found import Place
    from pytest_lambda_edge.templates.serverless.held import Held

__all__ = ["copied", "listed", "merged", "put"]


def put(container: Located, key: str, value: Any, place: Place) -> None:
    """Put a value in a mapping of our own, which notes where in the document it stands."""
    container[key] = value
    stands_at(container, key, place)


def listed(*items: Held) -> LocatedList:
    """Return a list of our own."""
    made = LocatedList()
    for index, item in enumerate(items):
        made.append(item.value)
        stands_at(made, index, item.place)
    return made


def copied(mapping: Mapping[str, Any], place: Place) -> Located:
    """Return a copy to change of a mapping that stands at *place*."""
    made = Located(place.line)
    for key, value in mapping.items():
        put(made, key, value, place.inside(key, mapping))
    return made


def merged(base: Any, extra: Any, at_base: Place, at_extra: Place) -> Any:
    """Return *extra* laid over *base*: mappings key by key, lists item by item, all else in its place."""
    if isinstance(base, Mapping) and isinstance(extra, Mapping):
        made = copied(base, at_base)
        for key, value in extra.items():
            place = at_extra.inside(key, extra)
            known = key in base
            laid = merged(base[key], value, at_base.inside(key, base), place) if known else value
            put(made, key, laid, place)
        return made
    if isinstance(base, list) and isinstance(extra, list):
        items = LocatedList()
        for index in range(max(len(base), len(extra))):
            at = at_extra.inside(index, extra) if index < len(extra) else at_base.inside(index, base)
            both = index < len(extra) and index < len(base)
            value = extra[index] if index < len(extra) else base[index]
            if both:
                value = merged(base[index], value, at_base.inside(index, base), at)
            items.append(value)
            stands_at(items, index, at)
        return items
    return extra
