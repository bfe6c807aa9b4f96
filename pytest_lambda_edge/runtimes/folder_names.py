"""Which imports a function's folder answers."""

# sys.path and modules hold their paths as strings.
# ruff: noqa: PTH100, PTH113

from __future__ import annotations

import importlib.machinery
import os
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from types import ModuleType

__all__ = ["NEVER_VENDORED", "RUNTIME_MODULES", "FolderNames", "PassOver", "names_in"]

# What Lambda's Python runtime has imported before it imports a handler, by itself or through what it uses.
# fmt: off
RUNTIME_MODULES: Final = frozenset((
    "abc", "array", "base64", "binascii", "bisect", "calendar", "codecs", "collections", "contextlib",
    "copyreg", "datetime", "decimal", "email", "encodings", "enum", "fcntl", "functools", "genericpath",
    "heapq", "http", "importlib", "io", "ipaddress", "itertools", "json", "keyword", "linecache", "locale",
    "logging", "math", "numbers", "operator", "os", "posixpath", "quopri", "re", "reprlib", "select",
    "selectors", "site", "socket", "ssl", "stat", "string", "struct", "textwrap", "threading", "token",
    "tokenize", "traceback", "types", "typing", "urllib", "warnings", "weakref", "zipimport",
))

NEVER_VENDORED: Final = frozenset((
    # What `responses` and moto reach only where it is installed, and what belongs to one version of these.
    "requests", "urllib3", "boto3", "botocore",
    "certifi", "charset_normalizer", "idna", "jmespath", "s3transfer",
))
# fmt: on

_SUFFIXES: Final = tuple(importlib.machinery.all_suffixes())
_NEVER_IMPORTED: Final = frozenset(("__init__", "__main__"))


class FolderNames:
    """The top-level names of a folder: modules and packages, and folders without ``__init__.py``."""

    def __init__(self, modules: Iterable[str] = (), namespaces: Iterable[str] = ()) -> None:
        self._modules = frozenset(modules)
        self.all: Final = self._modules.union(namespaces)

    def __or__(self, other: FolderNames) -> FolderNames:
        return FolderNames(self._modules | other._modules, self.all | other.all)

    def without(self, names: frozenset[str]) -> FolderNames:
        """Return these names but for some."""
        return FolderNames(self._modules - names, self.all - names)

    def answer(self, name: str, module: ModuleType) -> bool:
        """Whether an import of *name* finds the folder, and not *module*, which has that name elsewhere.

        A folder without ``__init__.py`` stands back behind any module of its name on ``sys.path``.
        """
        return name in self._modules or getattr(module, "__file__", None) is None


def names_in(folder: str) -> FolderNames:
    """Return the names that imports find in a folder; none in one that isn't there."""
    modules: set[str] = set()
    namespaces: set[str] = set()
    try:
        entries = list(os.scandir(folder))
    except OSError:
        entries = []
    for entry in entries:
        if entry.is_dir():
            packaged = any(os.path.isfile(f"{entry.path}/__init__{suffix}") for suffix in _SUFFIXES)
            (modules if packaged else namespaces).add(entry.name)
        elif entry.name.endswith(_SUFFIXES):
            modules.add(entry.name.partition(".")[0])
    return FolderNames(
        (name for name in modules if _can_be_found(name)),
        (name for name in namespaces if _can_be_found(name)),
    )


def _can_be_found(name: str) -> bool:
    if not name.isidentifier() or name in _NEVER_IMPORTED | RUNTIME_MODULES:
        return False
    return name not in sys.builtin_module_names and importlib.machinery.FrozenImporter.find_spec(name) is None


class PassOver:
    """Finds some packages where they are installed, not in a function's folder; for ``sys.meta_path``."""

    def __init__(self, is_own_place: Callable[[str], bool]) -> None:
        self._is_own_place = is_own_place
        self._names: set[str] = set()

    def claim(self, names: FolderNames) -> FolderNames:
        """Take over those packages that are installed; returns the other names."""
        mine = frozenset(
            name
            for name in names.all & NEVER_VENDORED
            if name in sys.modules or self._find_installed(name) is not None
        )
        self._names |= mine
        return names.without(mine)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find a package that is passed over; None leaves the search to others."""
        return self._find_installed(fullname, target) if path is None and fullname in self._names else None

    def _find_installed(
        self, name: str, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        elsewhere = [entry for entry in sys.path if not self._is_own_place(os.path.abspath(entry))]
        return importlib.machinery.PathFinder.find_spec(name, elsewhere, target)
