"""JavaScript functions: part of a distribution from the start; running them is not there yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NoReturn

from pytest_lambda_edge.errors import EdgeError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager

    from pytest_lambda_edge.pipeline.effects import Run
    from pytest_lambda_edge.runtimes.code import JavaScriptCode

__all__ = ["JavaScriptFunction"]


class JavaScriptFunction:
    """A Lambda@Edge function for Node.js, or a CloudFront Function."""

    def __init__(self, name: str, code: JavaScriptCode) -> None:
        self.name: Final = name
        self._code = code

    def run(self, event: Mapping[str, Any], context: Any = None) -> Run:  # noqa: ARG002 - as the protocol has it
        """Raise ``EdgeError``: JavaScript is not run yet."""
        self._refuse()

    def invoke(self, event: Mapping[str, Any], context: Any = None) -> Any:  # noqa: ARG002 - likewise
        """Raise ``EdgeError``: JavaScript is not run yet."""
        self._refuse()

    @property
    def module(self) -> NoReturn:
        """Raise ``EdgeError``: JavaScript has no Python module."""
        raise EdgeError(f"{self.name} is JavaScript and has no Python module")

    def imported(self) -> AbstractContextManager[None]:
        """Raise ``EdgeError``: JavaScript has no Python module."""
        raise EdgeError(f"{self.name} is JavaScript and has no Python module")

    def reset(self) -> None:
        """Do nothing: the function never starts."""

    def close(self) -> None:
        """Do nothing: the function never starts."""

    def _refuse(self) -> NoReturn:
        of = f" of {self._code.path}" if self._code.path else ""
        raise EdgeError(
            f"{self.name}: this version of pytest-lambda-edge runs no JavaScript ({self._code.runtime}), so "
            f"the function{of} cannot run. Put a Python callable with the same behavior in its place: as the "
            f"trigger itself, or with functions={{{self.name!r}: …}} where the distribution is read from a "
            "template."
        )
