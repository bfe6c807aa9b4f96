"""Warnings that point at whoever asked for a distribution, in code of their own or by a marker."""

from __future__ import annotations

import sys
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

__all__ = ["asked_at", "warn_asker"]

_asked_at: list[tuple[str, int]] = []


@contextmanager
def asked_at(file: str | os.PathLike[str], line: int) -> Iterator[None]:
    """Have warnings point here: nobody's own code is on the stack when pytest calls a fixture of ours."""
    _asked_at.append((str(file), line))
    try:
        yield
    finally:
        _asked_at.pop()


def warn_asker(message: str, category: type[Warning]) -> None:
    """Warn, with the place of the call that led into this package."""
    if _asked_at:
        warnings.warn_explicit(message, category, *_asked_at[-1])
        return
    level, frame = 2, sys._getframe(1)  # noqa: SLF001 - what warnings itself goes by
    while frame.f_back is not None and str(frame.f_globals.get("__name__")).startswith("pytest_lambda_edge."):
        level, frame = level + 1, frame.f_back
    warnings.warn(message, category, stacklevel=level)
