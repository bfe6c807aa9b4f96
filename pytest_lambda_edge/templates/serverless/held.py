"""A value of a serverless.yml and where it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_lambda_edge.templates.found import Place, Unresolved

__all__ = ["Held", "all_of", "together"]


class Held(NamedTuple):
    """A value and where it stands."""

    value: Any
    place: Place


def together(unknown: Sequence[Unresolved]) -> Unresolved:
    """Return all that one value lacks in one; *unknown* is not empty."""
    first, *others = dict.fromkeys(part for one in unknown for part in all_of(one))
    return replace(first, more=tuple(others))


def all_of(unknown: Unresolved) -> list[Unresolved]:
    """Return each part of what a value lacks."""
    return [replace(unknown, more=()), *unknown.more]
