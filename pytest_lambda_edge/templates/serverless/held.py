"""A value of a serverless.yml and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pytest_lambda_edge.templates.found import Place

__all__ = ["Held"]


class Held(NamedTuple):
    """A value and where it stands."""

    value: Any
    place: Place
