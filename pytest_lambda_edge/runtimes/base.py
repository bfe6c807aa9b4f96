"""What a runtime offers to a distribution, whatever language it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_lambda_edge.pipeline.effects import Run

__all__ = ["LoadedFunction"]


class LoadedFunction(Protocol):
    """A function that can run; its code is loaded at its first run (the cold start)."""

    @property
    def name(self) -> str:
        """The function's name, without Lambda@Edge's ``us-east-1.`` prefix."""
        ...

    def run(self, event: Mapping[str, Any], context: Any = None) -> Run:
        """Run once with a JSON copy of *event*; never raises for what the function does.

        pytest's own outcomes and (for callables) failed asserts pass through.
        """
        ...

    def reset(self) -> None:
        """Make the function cold again."""
        ...

    def close(self) -> None:
        """Give back what the function holds (modules, processes)."""
        ...
