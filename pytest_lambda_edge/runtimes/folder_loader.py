"""Loading modules from a function's folder.

Bytecode is not written there: what is deployed from the folder, and the hash that tools take of it, must not
change because tests ran. So that cold starts are quick nevertheless, compiled code is kept in memory.
"""

# Modules hold their paths as strings.
# ruff: noqa: PTH116

from __future__ import annotations

import importlib.machinery
import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.abc import PathEntryFinder
    from types import CodeType

__all__ = ["folder_hook", "forget_code"]

_compiled: Final[dict[str, tuple[int, int, CodeType]]] = {}


class _SourceLoader(importlib.machinery.SourceFileLoader):
    """Loads a source file, compiled once for as long as it stays the same."""

    def get_code(self, fullname: str) -> CodeType | None:
        path = self.get_filename(fullname)
        status = os.stat(path)
        known = _compiled.get(path)
        if known is not None and known[:2] == (status.st_mtime_ns, status.st_size):
            return known[2]
        code = self.source_to_code(self.get_data(path), path)
        _compiled[path] = (status.st_mtime_ns, status.st_size, code)
        return code


_LOADERS: Final = (
    (importlib.machinery.ExtensionFileLoader, importlib.machinery.EXTENSION_SUFFIXES),
    (_SourceLoader, importlib.machinery.SOURCE_SUFFIXES),
    (importlib.machinery.SourcelessFileLoader, importlib.machinery.BYTECODE_SUFFIXES),
)


def folder_hook(is_below: Callable[[str], bool]) -> Callable[[str], PathEntryFinder]:
    """Return a hook for ``sys.path_hooks`` that finds modules in the folders for which *is_below* holds."""
    find = importlib.machinery.FileFinder.path_hook(*_LOADERS)

    def hook(path: str) -> PathEntryFinder:
        if not is_below(path):
            raise ImportError(path)
        return find(path)

    return hook


def forget_code(prefix: str) -> None:
    """Drop the compiled code of the files whose path begins with *prefix*."""
    for path in [path for path in _compiled if path.startswith(prefix)]:
        _compiled.pop(path, None)
