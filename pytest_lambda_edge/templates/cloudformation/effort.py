"""How much is done to work out one distribution: no template can make it run on without an end."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_lambda_edge.errors import ConfigError
    from pytest_lambda_edge.templates.cloudformation.resolver import Resolver
    from pytest_lambda_edge.templates.cloudformation.spots import Spot

__all__ = ["OUTPUTS", "Effort"]

OUTPUTS: Final = "Outputs."
"""What the label of an output begins with."""

MOST_DEPTH: Final = 80
MOST_CHARACTERS: Final = 1_000_000
MOST_WORK: Final = 40_000  # values looked at and kilobytes made, for one distribution
_NAMES_AT_ONCE: Final = 10  # that are compared while one value is looked at


class Effort:
    """Counts work and depth, and knows what is under way; stacks that refer to each other share one."""

    def __init__(self) -> None:
        self._depth = 0
        self._work = 0
        self._under_way: list[tuple[Resolver, str]] = []

    def begin(self) -> None:
        """Begin with another distribution."""
        self._work = 0

    def spend(self, work: int, spot: Spot) -> None:
        """Count work that is done."""
        self._work += work
        if self._work > MOST_WORK:
            raise spot.error("its intrinsic functions come to more than any template that can be deployed")

    def spend_text(self, characters: int, spot: Spot) -> None:
        """Count text that is made, which cannot be longer than a template may be."""
        if characters > MOST_CHARACTERS:
            raise spot.error(f"comes to more than {MOST_CHARACTERS:,} characters")
        self.spend(characters // 1000, spot)

    def spend_names(self, names: int, spot: Spot) -> None:
        """Count names of which the one is looked for that is meant by another."""
        self.spend(names // _NAMES_AT_ONCE, spot)

    @contextmanager
    def once(self, owner: Resolver, label: str, spot: Spot) -> Iterator[None]:
        """Refuse to begin with what is under way already in the template of the same *owner*."""
        if (owner, label) in self._under_way:
            begun = self._under_way.index((owner, label))
            raise _circle([*self._under_way[begun:], (owner, label)], spot)
        self._under_way.append((owner, label))
        try:
            yield
        finally:
            self._under_way.pop()

    @contextmanager
    def deeper(self, spot: Spot) -> Iterator[None]:
        """Refuse to go on beneath a depth that no template needs."""
        if self._depth >= MOST_DEPTH:
            raise spot.error(f"is nested more than {MOST_DEPTH} levels deep, references followed")
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1


def _circle(steps: Sequence[tuple[Resolver, str]], spot: Spot) -> ConfigError:
    """Return the error for what leads back to where it began; steps of several templates have their files."""
    several = len({id(owner) for owner, _ in steps}) > 1
    told = [
        f"{owner.template.file}: {label}" if several and owner.template.file else label
        for owner, label in steps
    ]
    resources = dict.fromkeys(label.split(".")[0] for _, label in steps if not label.startswith(OUTPUTS))
    aws_message = f"Circular dependency between resources: [{', '.join(resources)}]" if resources else None
    return spot.error(f"refers to itself: {' -> '.join(told)}", "ValidationError", aws_message=aws_message)
