"""What a reader is asked, and what it finds.

A reader follows the references of its format and makes forms; ``config.config_of(candidate, asked)`` makes
settings of a form, the same for all formats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_lambda_edge.errors import Problem
    from pytest_lambda_edge.templates.found import Place

__all__ = ["Asked", "Candidate", "Document", "Format", "LeftOut", "Reader"]


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed document, which nobody changes.

    What its relative paths start from is ``folder``, ``name`` is for messages; ``digest`` stands for the text
    of a file. ``beside`` are the other files that have been read for it, such as nested stacks' templates.
    """

    data: Mapping[str, Any]
    name: str
    folder: Path
    path: Path | None = None
    digest: str = ""
    beside: dict[Path, None] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a caller gives beside the document.

    ``origins`` take the places of the document's; ``more_origins`` are ids of which it need not have any.
    """

    parameters: Mapping[str, Any] = field(default_factory=dict)
    functions: Mapping[str, Any] = field(default_factory=dict)
    distribution: str | None = None
    origins: Mapping[str, Any] = field(default_factory=dict)
    more_origins: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a document says and the format's own tool leaves out of the distribution, and why."""

    place: Place
    why: str

    def __str__(self) -> str:
        """Return the place and the reason on one line."""
        return f"{self.place} has no effect: {self.why}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A distribution that a document describes.

    ``form`` is the distribution's configuration as plain data in CloudFormation's spelling (CF-276), with
    AllowedMethods and CachedMethods side by side; a list may be ``{Quantity, Items}`` as well, in any place.
    Where an id, an ARN or a domain name stands for something of the same project, the form holds one of
    the ``Found…`` objects (of an origin access control or identity its logical id); what could not be known
    is an ``Unresolved``. A policy or key group may be an object of the model. ``place`` is where the form
    stands in the document; its parts are ``Located`` and ``LocatedList`` where their lines are known. ``id``
    and ``domain_name`` are the distribution's own, where it is deployed already. ``also`` are further names
    by which it can be asked for, the first of them the one that tells it from others, such as the path of a
    construct. ``refused`` is what the format's own tool would refuse to deploy although it can be simulated,
    ``left_out`` what it leaves out. ``functions`` names those that the document declares, whether this one
    has them or not.
    """

    logical_id: str
    form: Mapping[str, Any]
    place: Place
    id: str = ""
    domain_name: str = ""
    also: tuple[str, ...] = ()
    refused: tuple[Problem, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    functions: Callable[[], Iterable[str]] = tuple

    @property
    def told(self) -> tuple[str, ...]:
        """What a list of distributions says of it: logical id, first further name, comment, aliases."""
        aliases = self.form.get("Aliases")
        if isinstance(aliases, Mapping):
            aliases = aliases.get("Items")
        listed = aliases if isinstance(aliases, list) else ()
        known = (self.logical_id, *self.also[:1], self.form.get("Comment"), *listed)
        return tuple(dict.fromkeys(name for name in known if isinstance(name, str) and name))

    @property
    def names(self) -> tuple[str, ...]:
        """By what the distribution can be asked for."""
        return (*self.told, *self.also[1:], *filter(None, [self.id]))


Reader = Callable[[Document, Asked], Sequence[Candidate]]
"""Finds the distributions that a document describes; raises ``ConfigError``."""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of documents: how it is called, how it is recognised from its content, and what reads it."""

    name: str
    recognises: Callable[[Any], bool]
    read: Reader
