"""From what a run raised to what Lambda reports of it, with a hint of ours."""

from __future__ import annotations

import os
import sysconfig
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.errors import (
    FunctionExecutionError,
    FunctionTimeoutError,
    OriginNotStubbedError,
)
from pytest_lambda_edge.pipeline.effects import FailureKind, InvocationFailure
from pytest_lambda_edge.runtimes.hints import marshal_hint, raised_hint
from pytest_lambda_edge.runtimes.marshal import UnserialisableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["as_error", "described", "execution_failure", "failure_of", "is_for_the_test", "timeout_failure"]

_PACKAGE: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
_INSTALLED: Final = tuple(
    {sysconfig.get_path(name) + os.sep for name in ("stdlib", "platstdlib", "purelib", "platlib")}
)


def is_for_the_test(error: BaseException) -> bool:
    """Whether what a function raised is meant for the test and not for CloudFront.

    Those are pytest's own outcomes (``pytest.fail``, ``pytest.skip``), an interrupt from the keyboard, and our
    word that an origin was asked which no stub answers.
    """
    if isinstance(error, (KeyboardInterrupt, OriginNotStubbedError)):
        return True
    return any(base.__module__ == "_pytest.outcomes" for base in type(error).__mro__)


def failure_of(error: BaseException, own_code: Callable[[str], bool]) -> InvocationFailure:
    """Return what Lambda reports of an exception that left a handler, or of a result that is no JSON (LE-208)."""
    error.__traceback__ = _without_our_frames(error.__traceback__)
    if isinstance(error, UnserialisableError):
        cause = error.__cause__ or error
        message = f"Unable to marshal response: {text_of(cause)}"
        return execution_failure(
            "Runtime.MarshalError", message, cause, hint=marshal_hint(error.result, cause)
        )
    where = where_of(error.__traceback__, own_code)
    if isinstance(error, Exception):
        return execution_failure(
            type(error).__name__,
            text_of(error),
            error,
            where=where,
            hint=raised_hint(error, has_frames=bool(where)),
        )
    code = getattr(error, "code", None)
    status = 0 if code is None else code if isinstance(code, int) else 1
    message = f"Runtime exited with error: exit status {status}"
    if not isinstance(error, SystemExit):
        message = f"Runtime exited without a result: {type(error).__name__}: {text_of(error)}"
    hint = "a function ends by returning its result; Lambda takes an exit of the process for a crash"
    return execution_failure("Runtime.ExitError", message, error, where=where, hint=hint)


def execution_failure(
    error_type: str, message: str, cause: BaseException | None = None, *, where: str = "", hint: str = ""
) -> InvocationFailure:
    """Return a failure that CloudFront answers with 503 (LE-250)."""
    return InvocationFailure(FailureKind.EXECUTION, error_type, message, cause, where, hint)


def timeout_failure(
    seconds: float, cause: BaseException | None, own_code: Callable[[str], bool]
) -> InvocationFailure:
    """Return what Lambda reports of a run that took longer than its timeout (LE-251)."""
    where = ""
    if cause is not None:
        cause.__traceback__ = _without_our_frames(cause.__traceback__)
        where = where_of(cause.__traceback__, own_code)
    return InvocationFailure(
        FailureKind.TIMEOUT,
        "Sandbox.Timedout",
        f"Task timed out after {seconds:.2f} seconds",
        cause,
        where,
        "make the function quicker, or give it more time with Function(..., timeout=…): at most 30 seconds (LE-282)",
    )


def where_of(traceback: TracebackType | None, own_code: Callable[[str], bool]) -> str:
    """Return ``file:line`` of the innermost frame in the function's own code, the file as seen from here."""
    where = ""
    for file, line in _steps(traceback):
        if own_code(file):
            where = f"{shown_path(file)}:{line}"
    return where


def is_users_code(file: str) -> bool:
    """Whether a file belongs to the user's project: it is neither ours nor installed."""
    return not file.startswith((_PACKAGE, "<", *_INSTALLED))


def shown_path(file: str) -> str:
    """Return a path relative to the current directory where it lies below it."""
    try:
        here = os.getcwd()
    except OSError:
        return file
    return os.path.relpath(file, here) if file.startswith(here + os.sep) else file


def text_of(error: BaseException) -> str:
    """Return the message of an exception, also of one whose ``__str__`` fails."""
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - it is the function's own code that fails
        return f"<{type(error).__name__} whose __str__ fails>"


def described(function: str, failure: InvocationFailure) -> str:
    """Return a failure as text: what happened, where, what CloudFront would do, what to write instead."""
    where = f" ({failure.where})" if failure.where else ""
    colon = f": {failure.message}" if failure.message else ""
    text = f"{function} failed{where}: {failure.error_type}{colon}\nCloudFront would answer 503 (LambdaExecutionError)."
    return f"{text}\nHint: {failure.hint}." if failure.hint else text


def as_error(function: str, failure: InvocationFailure) -> FunctionExecutionError:
    """Return a failure as the exception to raise; its cause is the function's own exception."""
    kind = FunctionTimeoutError if failure.kind is FailureKind.TIMEOUT else FunctionExecutionError
    error = kind(described(function, failure))
    error.__cause__ = failure.cause
    return error


def _without_our_frames(traceback: TracebackType | None) -> TracebackType | None:
    while traceback is not None and traceback.tb_frame.f_code.co_filename.startswith(_PACKAGE):
        traceback = traceback.tb_next
    return traceback


def _steps(traceback: TracebackType | None) -> Iterator[tuple[str, int]]:
    while traceback is not None:
        yield traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
        traceback = traceback.tb_next
