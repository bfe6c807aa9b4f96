"""What is meant by a name that is so near to one of AWS's that it cannot be another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.model.problems import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["meant"]

_CLOSENESS: Final = 0.85
"""AWS's own names on one resource are at most 0.79 alike, so a property that is new is taken for no other."""


def meant(name: object, known: Iterable[str]) -> str | None:
    """Return the one of *known* names that is meant; None for what may be a name that AWS has added."""
    names = tuple(known)
    return None if name in names else nearest(name, names, _CLOSENESS)
