"""What is found wrong with templates while they are worked out, of which the rest can be told as well."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_lambda_edge.errors import Problem

__all__ = ["Noted"]


class Noted:
    """Problems, each of them once, since a value can be worked out many times.

    ``refused`` is what AWS would refuse although it can be simulated, as what is meant is plain.
    """

    def __init__(self) -> None:
        self.certain: dict[Problem, None] = {}
        self.refused: dict[Problem, None] = {}

    def note(self, problem: Problem) -> None:
        """Note what cannot be simulated, either."""
        self.certain[problem] = None

    def refuse(self, problem: Problem) -> None:
        """Note what AWS would refuse, and what is read as it is meant."""
        self.refused[problem] = None

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Forget what is noted meanwhile: it is found in what may never be chosen."""
        certain, refused = dict(self.certain), dict(self.refused)
        try:
            yield
        finally:
            self.certain, self.refused = certain, refused
