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
        self._is_aside = False

    def note(self, problem: Problem) -> None:
        """Note what cannot be simulated, either."""
        if not self._is_aside:
            self.certain[problem] = None

    def refuse(self, problem: Problem) -> None:
        """Note what AWS would refuse, and what is read as it is meant."""
        if not self._is_aside:
            self.refused[problem] = None

    @contextmanager
    def aside(self, *, is_aside: bool = True) -> Iterator[None]:
        """Note nothing meanwhile: what is looked at may never be chosen.

        What is looked at once for all, such as a condition, is not aside wherever that happens.
        """
        was_aside, self._is_aside = self._is_aside, is_aside
        try:
            yield
        finally:
            self._is_aside = was_aside
