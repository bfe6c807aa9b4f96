"""The kinds of values that settings take: what each accepts, and what is held of it.

A kind is called with the value, its place and the problems found so far (see ``settings.Kind``). Lists are
held as tuples and mappings as frozen ones; bool is no number, and a string is no list of strings.
"""

from __future__ import annotations

import functools
import math
import os
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from pytest_lambda_edge.http.fields import is_encodable
from pytest_lambda_edge.model.frozen_mapping import FrozenMapping
from pytest_lambda_edge.model.problems import item, nearest, shown, with_article
from pytest_lambda_edge.model.settings import Kind, built, setting_names

if TYPE_CHECKING:
    from pytest_lambda_edge.model.problems import Problems

__all__ = [
    "best_fitting",
    "environment",
    "flag",
    "instance_of",
    "mapping_of",
    "number",
    "optional",
    "path",
    "sequence_of",
    "text",
    "texts",
    "whole_number",
    "whole_numbers",
]

T = TypeVar("T")


def text(value: object, place: str, problems: Problems) -> str:
    """Accept a string; half of a surrogate pair has no form in which AWS could be told it."""
    if isinstance(value, str):
        plain = str.__str__(value)  # Of an enumeration's member, the plain string.
        if is_encodable(plain):
            return plain
        problems.refuse(place, f"has half of a surrogate pair, which is no character: {shown(plain)}")
        return ""
    problems.refuse(place, f"must be a string, not {shown(value)}")
    return ""


def flag(value: object, place: str, problems: Problems) -> bool:
    """Accept True or False, and nothing that only counts as one."""
    if isinstance(value, bool):
        return value
    problems.refuse(place, f"must be True or False, not {shown(value)}")
    return False


def whole_number(value: object, place: str, problems: Problems) -> int:
    """Accept an int that is no bool."""
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value)
    problems.refuse(place, f"must be a whole number, not {shown(value)}")
    return 0


def number(value: object, place: str, problems: Problems) -> float:
    """Accept a finite int or float that is no bool."""
    if (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and (isinstance(value, int) or math.isfinite(value))
    ):
        return value
    problems.refuse(place, f"must be a number, not {shown(value)}")
    return 0


def path(value: str | os.PathLike[str], place: str, problems: Problems) -> str:
    """Accept a string or a path, held as a string; what else there may be is the caller's to say."""
    return text(os.fspath(value), place, problems)


def optional(kind: Kind) -> Kind:
    """Accept None as well."""

    def accept(value: object, place: str, problems: Problems) -> Any:
        return None if value is None else kind(value, place, problems)

    return accept


def sequence_of(
    kind: Callable[[object, str, Problems], T], plural: str
) -> Callable[[object, str, Problems], tuple[T, ...]]:
    """Accept a list, tuple or set of a kind, held as a tuple; *plural* names the items."""

    def accept(value: object, place: str, problems: Problems) -> tuple[T, ...]:
        if isinstance(value, (set, frozenset)):
            value = sorted(value, key=shown)
        if isinstance(value, (list, tuple)):
            return tuple(kind(one, item(place, index), problems) for index, one in enumerate(value))
        hint = f"; did you mean [{shown(value)}]?" if isinstance(value, str) else ""
        problems.refuse(place, f"must be a list of {plural}, not {shown(value)}{hint}")
        return ()

    return accept


def mapping_of(
    kind: Callable[[object, str, Problems], T], plural: str
) -> Callable[[object, str, Problems], Mapping[str, T]]:
    """Accept a mapping from strings to a kind, held as a frozen one; *plural* names the values."""

    def accept(value: object, place: str, problems: Problems) -> Mapping[str, T]:
        if not isinstance(value, Mapping):
            problems.refuse(place, f"must be a mapping of {plural}, not {shown(value)}")
            return FrozenMapping()
        held = {}
        for key, one in value.items():
            where = item(place, key)
            if not isinstance(key, str):
                problems.refuse(where, f"the key must be a string, not {shown(key)}")
                continue
            name = text(key, where, problems)
            if not problems.was_refused(where):
                held[name] = kind(one, where, problems)
        return FrozenMapping(held)

    return accept


texts = sequence_of(text, "strings")
whole_numbers = sequence_of(whole_number, "whole numbers")
environment = mapping_of(text, "strings by name")


def instance_of(cls: type[T]) -> Callable[[object, str, Problems], T]:
    """Accept a *cls*, or a mapping with the names of its settings."""

    def accept(value: object, place: str, problems: Problems) -> T:
        if isinstance(value, cls):
            return value
        if isinstance(value, Mapping):
            return built(cls, value, place, problems)
        kind = with_article(cls.__name__)
        problems.refuse(place, f"must be {kind} or a mapping with its settings, not {shown(value)}")
        return built(cls, {}, place, type(problems)())

    return accept


def best_fitting(given: Mapping[Any, Any], candidates: Sequence[type]) -> type:
    """Return the first class whose settings fit most of the names in *given*, misspelled ones last."""

    def fits(cls: type) -> tuple[int, int]:
        names = setting_names(cls)
        return sum(_is_meant(name, names) for name in given), sum(name in names for name in given)

    return max(candidates, key=fits)


@functools.lru_cache(maxsize=1024)
def _is_meant(name: Hashable, names: tuple[str, ...]) -> bool:
    return name in names or nearest(name, names) is not None
