"""Putting sections together as the framework does, where every part still knows its place in the document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.templates.located import Located, LocatedList, put, stands_at
from pytest_lambda_edge.templates.serverless.held import Held

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_lambda_edge.templates.found import Place

__all__ = ["copied", "listed", "merged"]


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


def merged(parts: Sequence[Held]) -> Any:
    """Return parts laid over one another: mappings key by key, lists item by item, all else in its place."""
    alike = _of_the_last_s_kind(parts)
    if len(alike) == 1:
        return alike[0].value
    by_key: dict[Any, list[Held]] = {}
    for value, place in alike:
        for key in value if isinstance(value, Mapping) else range(len(value)):
            by_key.setdefault(key, []).append(Held(value[key], place.inside(key, value)))
    if isinstance(alike[0].value, list):
        return listed(*(Held(merged(same), same[-1].place) for same in by_key.values()))
    made = Located(alike[0].place.line)
    for key, same in by_key.items():
        put(made, key, merged(same), same[-1].place)
    return made


def _of_the_last_s_kind(parts: Sequence[Held]) -> Sequence[Held]:
    """Return the last part, and with a mapping or a list those of its kind right before it."""
    for kind in (Mapping, list):
        if isinstance(parts[-1].value, kind):
            others = (at for at, part in enumerate(parts) if not isinstance(part.value, kind))
            return parts[max(others, default=-1) + 1 :]
    return parts[-1:]
