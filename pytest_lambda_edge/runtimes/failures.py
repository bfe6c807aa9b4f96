"""From what a run raised to what Lambda reports of it, with a hint of ours."""

# Code objects hold their paths as strings.
# ruff: noqa: PTH100, PTH109, PTH120

from __future__ import annotations

import importlib
import os
import re
import sysconfig
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.errors import OriginNotStubbedError
from pytest_lambda_edge.pipeline.effects import FailureKind, InvocationFailure
from pytest_lambda_edge.runtimes.hints import marshal_hint, raised_hint
from pytest_lambda_edge.runtimes.marshal import UnserialisableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

__all__ = [
    "execution_failure",
    "failure_of",
    "is_for_the_test",
    "is_users_code",
    "shown_path",
    "text_of",
    "timeout_failure",
    "where_of",
]

_PACKAGE: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
_BEFORE_A_FUNCTION: Final = (_PACKAGE, os.path.dirname(importlib.__file__) + os.sep, "<frozen importlib")
_IN_A_COPY: Final = re.compile(r"[/\\]asset\.[0-9a-f]{64}[/\\]")  # CF-286
_COPIED: Final = (
    "That file is a copy, which cdk synth makes of the function's own folder: mend it there, and synthesise "
    "again."
)
_INSTALLED: Final = tuple(
    {sysconfig.get_path(name) + os.sep for name in ("stdlib", "platstdlib", "purelib", "platlib")}
)


def is_for_the_test(error: BaseException) -> bool:
    """Whether what a function raised is meant for the test and not for CloudFront.

    Those are pytest's own outcomes (``pytest.fail``, ``pytest.skip``), an interrupt from the keyboard, and
    our word that an origin was asked which no stub answers; alone or in an exception group.
    """
    if isinstance(error, BaseExceptionGroup):
        return any(is_for_the_test(one) for one in error.exceptions)
    if isinstance(error, (KeyboardInterrupt, OriginNotStubbedError)):
        return True
    return any(base.__module__ == "_pytest.outcomes" for base in type(error).__mro__)


def failure_of(error: BaseException, own_code: Callable[[str], bool]) -> InvocationFailure:
    """Return what Lambda reports of an exception, or of a result that is no JSON (LE-208).

    ``own_code(file)`` tells whether a file is the function's own.
    """
    if isinstance(error, UnserialisableError):
        cause = error.__cause__ or error
        where = where_of(cause.__traceback__, own_code)
        if not where:
            cause.__traceback__ = None  # It tells of json's insides alone.
        message = f"Unable to marshal response: {text_of(cause)}"
        hint = marshal_hint(error.result, cause)
        return execution_failure("Runtime.MarshalError", message, cause, where=where, hint=hint)
    error.__traceback__ = _without_our_frames(error.__traceback__)
    where = where_of(error.__traceback__, own_code)
    if isinstance(error, Exception):
        kind = type(error).__name__
        return execution_failure(kind, text_of(error), error, where=where, hint=raised_hint(error))
    if isinstance(error, SystemExit):
        status = error.code if isinstance(error.code, int) else int(error.code is not None)
        message = f"Runtime exited with error: exit status {status}"
    else:
        message = f"Runtime exited: {type(error).__name__}: {text_of(error)}"
    hint = "a function ends by returning its result; Lambda takes it for a crash when the process ends"
    return execution_failure("Runtime.ExitError", message, error, where=where, hint=hint)


def execution_failure(
    error_type: str, message: str, cause: BaseException | None = None, *, where: str = "", hint: str = ""
) -> InvocationFailure:
    """Return a failure that CloudFront answers with 503 (LE-250)."""
    told = f"{hint}\n{_copied(where)}".strip()
    return InvocationFailure(FailureKind.EXECUTION, error_type, message, cause, where, told)


def _copied(where: str) -> str:
    """Return a hint about a file of a ``cdk.out``, which people would edit in vain."""
    return _COPIED if _IN_A_COPY.search(where) else ""


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
        "let the function do less, or give it more time, at most 30 s (LE-282): Function(…, timeout=…), or"
        " the Timeout in its template",
    )


def where_of(traceback: TracebackType | None, own_code: Callable[[str], bool]) -> str:
    """Return ``file:line`` of the innermost frame in the function's own code, or an empty string."""
    where = ""
    for file, line in _steps(traceback):
        if own_code(file):
            where = f"{shown_path(file)}:{line}"
    return where


def is_users_code(file: str) -> bool:
    """Whether a file belongs to the user's project: it is neither ours nor installed."""
    return not file.startswith((_PACKAGE, "<", *_INSTALLED))


def shown_path(file: str) -> str:
    """Return a path relative to the test's directory where it lies below it; of a link, that of its file."""
    file = os.path.realpath(file) if os.path.islink(file) else file  # noqa: PTH114 - frames hold strings
    try:
        here = os.getcwd() + os.sep
    except OSError:
        return file
    return file.removeprefix(here)


def text_of(error: BaseException) -> str:
    """Return the message of an exception, also of one whose ``__str__`` fails."""
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - it is the function's own code that fails
        return f"<{type(error).__name__} whose __str__ fails>"


def _without_our_frames(traceback: TracebackType | None) -> TracebackType | None:
    """Return a traceback from the function's first frame on: without ours, and those of its import."""
    while traceback is not None and traceback.tb_frame.f_code.co_filename.startswith(_BEFORE_A_FUNCTION):
        traceback = traceback.tb_next
    return traceback


def _steps(traceback: TracebackType | None) -> Iterator[tuple[str, int]]:
    while traceback is not None:
        yield traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
        traceback = traceback.tb_next
