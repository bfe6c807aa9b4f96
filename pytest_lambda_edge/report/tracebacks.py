"""Leaving our own frames out of a traceback that somebody else has to read."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import EdgeError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["without_our_frames"]

_PACKAGE: Final = "pytest_lambda_edge"
_LIBRARIES: Final = (os.path.dirname(os.__file__), "<frozen", "site-packages")  # noqa: PTH120 - as in code


@contextmanager
def without_our_frames(excinfo: Any) -> Iterator[None]:
    """Have pytest leave our frames out of the traceback of an ``ExceptionInfo``, unless the mistake is ours.

    ``--full-trace`` shows them all the same.
    """
    ours = [module for name, module in sys.modules.items() if name.partition(".")[0] == _PACKAGE]
    if not _is_told(excinfo):
        ours = []
    for module in ours:
        module.__dict__["__tracebackhide__"] = True
    try:
        yield
    finally:
        for module in ours:
            del module.__dict__["__tracebackhide__"]


def _is_told(excinfo: Any) -> bool:
    """Whether we raised an exception on purpose, or it comes from a function that we have run."""
    if isinstance(excinfo.value, EdgeError):
        return True
    for entry in reversed(excinfo.traceback):
        if entry.frame.f_globals.get("__name__", "").partition(".")[0] == _PACKAGE:
            return str(entry.statement).lstrip().startswith("raise ")
        if not any(library in entry.frame.code.raw.co_filename for library in _LIBRARIES):
            return True
    return False
