"""What a runtime offers to a distribution, whatever language it runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FailureKind", "InvocationFailure", "LoadedFunction", "Run"]


class FailureKind(StrEnum):
    """How a run went wrong, before its result was even looked at."""

    EXECUTION = "execution"
    TIMEOUT = "timeout"


@dataclass(frozen=True, slots=True)
class InvocationFailure:
    """A run without a result: Lambda's error type and message, the exception, and a hint of ours.

    ``error_type`` is what Lambda reports (``KeyError``, ``Runtime.ImportModuleError``,
    ``Runtime.HandlerNotFound``, ``Runtime.MarshalError``, ``Runtime.ExitError``, ``Sandbox.Timedout``).
    ``where`` is ``file:line`` of the innermost frame in the function's own code, if known.
    """

    kind: FailureKind
    error_type: str
    message: str
    cause: BaseException | None = None
    where: str = ""
    hint: str = ""


@dataclass(slots=True)
class Run:
    """One run of a function.

    ``event_json`` is the event as received and ``returned_json`` the result, both as JSON text (the text that
    made the round trip); ``returned`` is the parsed result for immediate use. ``duration`` is real seconds.
    """

    event_json: str
    returned_json: str | None = None
    returned: Any = None
    failure: InvocationFailure | None = None
    duration: float = 0.0
    logs: str = ""
    cold_start: bool = False
    assumptions: tuple[str, ...] = field(default_factory=tuple)


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
