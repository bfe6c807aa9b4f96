"""What an intrinsic function can come to besides plain data."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.templates.found import Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_lambda_edge.templates.cloudformation.resolver import Resolver
    from pytest_lambda_edge.templates.cloudformation.spots import Spot
    from pytest_lambda_edge.templates.cloudformation.template import Resource

__all__ = [
    "NO_VALUE",
    "Joined",
    "NoValue",
    "Reference",
    "Text",
    "Unknown",
    "joined",
    "plain",
    "unknown_of",
    "untold",
]


class NoValue(Enum):
    """The type of ``NO_VALUE``."""

    NO_VALUE = "AWS::NoValue"


NO_VALUE: Final = NoValue.NO_VALUE
"""What takes the property or the list item away in whose place it stands."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A resource (``attribute`` is None, as with Ref), or one of its attributes (as with GetAtt).

    ``home`` works out values of the template that holds it, which may be another stack's. ``via`` is what
    looks it up at deployment, if something does.
    """

    resource: Resource
    attribute: str | None
    spot: Spot
    home: Resolver = field(compare=False, repr=False)
    via: Reference | None = field(default=None, compare=False, repr=False)

    @property
    def logical_id(self) -> str:
        """The resource's logical id."""
        return self.resource.logical_id

    def __str__(self) -> str:
        """Return the reference as Fn::Sub writes it."""
        return f"{self.logical_id}.{self.attribute}" if self.attribute else self.logical_id

    def __repr__(self) -> str:
        """Return the reference as YAML's short form writes it, which is how messages show it."""
        return f"!GetAtt {self}" if self.attribute else f"!Ref {self}"


@dataclass(frozen=True, slots=True)
class Joined:
    """Text with references in it that have no text of their own before the deployment."""

    parts: tuple[str | Reference, ...]

    def __repr__(self) -> str:
        """Return the text as Fn::Sub writes it."""
        text = "".join(part if isinstance(part, str) else f"${{{part}}}" for part in self.parts)
        return f"!Sub {text!r}"


@dataclass(frozen=True, slots=True)
class Unknown:
    """What the template alone does not tell; ``name`` is that of the parameter, export or resource.

    ``given_as`` is the name under which ``parameters`` can give it, ``also`` are more of them. ``more`` is
    what else the same value lacks, and ``is_part`` says that it is text of which the rest is known;
    ``is_mistake`` that it is wrong where it is written, wherever else it lacks.
    """

    name: str
    reference: str
    why: str
    spot: Spot
    given_as: str = ""
    also: tuple[str, ...] = ()
    more: tuple[Unknown, ...] = ()
    is_part: bool = False
    is_mistake: bool = False

    def __repr__(self) -> str:
        """Return how it is written."""
        return self.reference

    @property
    def told(self) -> str:
        """Why it is unknown, and what to give."""
        return f"{self.why}; give it with parameters={{{self.given_as!r}: …}}" if self.given_as else self.why

    def at(self, spot: Spot) -> Unresolved:
        """Return what a form holds where it stands."""
        spot = self.spot if self.is_mistake else spot
        more = tuple(one.at(spot) for one in self.more)
        return Unresolved(spot.place, self.reference, self.told, more=more)


Text = str | Reference | Joined | Unknown
"""What stands where a text is expected."""


def plain(value: Any) -> str | None:
    """Return the text that CloudFormation makes of a scalar; None for anything else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return str(value)
    return None


def untold(found: Unresolved, spot: Spot) -> Unknown:
    """Return what the reader of another format found that its document does not tell."""
    more = tuple(untold(one, spot) for one in found.more)
    return Unknown(found.reference, found.reference, found.why, spot, more=more)


def unknown_of(values: Iterable[Any]) -> Unknown | None:
    """Return what is unknown among values, all of it in one; None where nothing is."""
    unknown = [value for value in values if isinstance(value, Unknown)]
    found = {one.name: replace(one, more=()) for value in unknown for one in (value, *value.more)}
    if not found:
        return None
    first, *more = found.values()
    return replace(first, more=tuple(more))


def joined(pieces: list[Text]) -> Text:
    """Return pieces of text one behind the other; one that is unknown makes the whole unknown."""
    unknown = unknown_of(pieces)
    if unknown is not None:
        return replace(unknown, is_part=unknown.is_part or len(pieces) > 1)
    parts: list[str | Reference] = []
    for piece in pieces:
        assert not isinstance(piece, Unknown)
        parts += piece.parts if isinstance(piece, Joined) else [piece]
    kinds = groupby(parts, key=lambda part: isinstance(part, str))
    runs = (["".join(map(str, run))] if are_texts else run for are_texts, run in kinds)
    filled = tuple(part for part in chain.from_iterable(runs) if part)
    if not filled:
        return ""
    return filled[0] if len(filled) == 1 else Joined(filled)
