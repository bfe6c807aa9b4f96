"""Where a document declares something, as people are told it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Declaration"]


@dataclass(frozen=True, slots=True)
class Declaration:
    """A place: a ``path`` in a ``file``, and the ``construct`` of an app of the AWS CDK that it comes from.

    Without a file it is one in a parsed document. A file that an app makes is not the one to edit.
    """

    file: str
    path: str
    construct: str = ""

    def __str__(self) -> str:
        """Return ``file: path``, or ``file: construct (path)``."""
        path = f"{self.construct} ({self.path})" if self.construct else self.path
        return f"{self.file}: {path}" if self.file else path
