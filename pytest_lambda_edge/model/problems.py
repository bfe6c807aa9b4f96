"""Collecting what is wrong with settings, so that all of it is told at once."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pytest_lambda_edge.errors import ConfigError, MissingSettingError, Problem, UnknownSettingError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "Problems",
    "did_you_mean",
    "inside",
    "item",
    "nearest",
    "one_of",
    "shown",
    "unless_one_of",
    "with_article",
]

_SHOWN_LENGTH = 80
_PART = re.compile(r"(?P<whole>.*)(\.\w+|\[\d+\])", re.DOTALL)


class Problems:
    """The problems found so far, each with its place.

    A value of a wrong type is *refused*: something stands in for it from then on, so nothing that is found at
    its place later is worth telling, nor of the list or the settings in which it stands.
    """

    __slots__ = ("_found", "_missing", "_refused", "_wholes", "_with_part")

    def __init__(self) -> None:
        self._found: list[Problem] = []
        self._refused: set[str] = set()
        self._with_part: set[str] = set()  # What is refused is one part of these,
        self._wholes: set[str] = set()  # and somewhere within these.
        self._missing = False

    def add(
        self, place: str, message: str, code: str | None = None, *, aws_message: str | None = None
    ) -> None:
        """Note that the value at *place* breaks a rule, for which AWS has this *code*, and says this."""
        self.extend([Problem(place, message, code, aws_message=aws_message)])

    def extend(self, problems: Iterable[Problem]) -> None:
        """Note what checks have found."""
        self._found += [problem for problem in problems if self._is_as_given(problem.place)]

    def refuse(self, place: str, message: str) -> None:
        """Note that the value at *place* has a type that it cannot have."""
        self._found.append(Problem(place, message))
        self._note_refused(place)

    def unknown(self, place: str, message: str) -> None:
        """Note a name that no setting has."""
        self._found.append(Problem(place, message, unknown_keyword=True))

    def missing(self, place: str, *, silently: bool = False) -> None:
        """Note that a required setting was not given, *silently* where a misspelled name tells it already."""
        self._note_refused(place)
        if not silently:
            self._found.append(Problem(place, "is required"))
            self._missing = True

    def was_refused(self, place: str) -> bool:
        """Whether the value at *place*, or one that it is a part of, was refused."""
        if not self._refused:
            return False
        return place in self._refused or not self._refused.isdisjoint(_wholes_of(place))

    def is_sound(self, place: str) -> bool:
        """Whether neither the value at *place* nor any part of it was refused."""
        return place not in self._wholes and not self.was_refused(place)

    def _is_as_given(self, place: str) -> bool:
        return place not in self._with_part and not self.was_refused(place)

    def _note_refused(self, place: str) -> None:
        self._refused.add(place)
        self._wholes.update(_wholes_of(place))
        if (part := _PART.fullmatch(place)) is not None:
            self._with_part.add(part["whole"])

    def raise_if_any(self) -> None:
        """Raise one ``ConfigError`` that names every problem, if there is any."""
        if not self._found:
            return
        if any(problem.unknown_keyword for problem in self._found):
            raise UnknownSettingError(self._found)
        raise (MissingSettingError if self._missing else ConfigError)(self._found)


def _wholes_of(place: str) -> Iterator[str]:
    """Yield the places of which a place is a part."""
    return (place[:at] for at, character in enumerate(place) if character in ".[")


def inside(place: str, name: str) -> str:
    """Return the place of the setting *name* of the thing at *place*."""
    return f"{place}.{name}" if place else name


def item(place: str, key: object) -> str:
    """Return the place of the item *key* of the collection at *place*."""
    return f"{place}[{shown(key)}]"


def shown(value: object) -> str:
    """Return a value as it is shown in a message: its repr, cut short; never fails."""
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - a value whose repr fails must not hide what is wrong with it
        return f"<{type(value).__name__}>"
    return text if len(text) <= _SHOWN_LENGTH else f"{text[:_SHOWN_LENGTH]}…"


def nearest(value: object, allowed: Iterable[str], closeness: float = 0.6) -> str | None:
    """Return the one of *allowed* that *value* is likely meant to be; case, ``_`` and ``-`` don't count.

    At a *closeness* of 1 no other difference is overlooked.
    """
    if not isinstance(value, str):
        return None
    by_letters = {_letters(name): name for name in allowed}
    found = get_close_matches(_letters(value[:_SHOWN_LENGTH]), by_letters, n=1, cutoff=closeness)
    return by_letters[found[0]] if found else None


def did_you_mean(value: object, allowed: Iterable[str]) -> str:
    """Return the end of a message that names the nearest right spelling, or nothing."""
    found = nearest(value, allowed)
    return f"; did you mean {found!r}?" if found is not None else ""


def one_of(allowed: Iterable[object]) -> str:
    """Return what is allowed, as text: ``'a', 'b' or 'c'``."""
    *most, last = [repr(value) for value in allowed]
    return f"{', '.join(most)} or {last}" if most else last


def unless_one_of(
    place: str, value: object, allowed: Iterable[object], code: str | None = None
) -> Iterator[Problem]:
    """Yield a problem unless *value* is one of *allowed*."""
    options = tuple(allowed)
    if value not in options:
        hint = did_you_mean(value, [option for option in options if isinstance(option, str)])
        yield Problem(place, f"must be {one_of(options)}, not {shown(value)}{hint}", code)


def with_article(noun: str) -> str:
    """Return *noun* behind the article that its first letter is spoken with."""
    return f"{'an' if noun[0] in 'AEIOUXaeiou' else 'a'} {noun}"


def _letters(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()
