"""Which imports a function's folder answers."""

from __future__ import annotations

import importlib.machinery
import os
import sys
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType

__all__ = ["NEVER_VENDORED", "RUNTIME_MODULES", "FolderNames", "PassOver", "names_in"]

RUNTIME_MODULES: Final = frozenset(
    # What Lambda's Python runtime has imported before it imports a handler, by itself or through what it uses.
    (
        "abc array base64 binascii bisect calendar codecs collections contextlib copyreg datetime decimal email "
        "encodings enum fcntl functools genericpath heapq http importlib io ipaddress itertools json keyword "
        "linecache locale logging math numbers operator os posixpath quopri re reprlib select selectors site "
        "socket ssl stat string struct textwrap threading token tokenize traceback types typing urllib warnings "
        "weakref zipimport"
    ).split()
)

NEVER_VENDORED: Final = frozenset(
    # What `responses` and moto reach only where it is installed, and what goes with one version of it.
    ("requests urllib3 boto3 botocore certifi charset_normalizer idna jmespath s3transfer").split()
)

_SUFFIXES: Final = tuple(importlib.machinery.all_suffixes())
_NEVER_IMPORTED: Final = frozenset(("__init__", "__main__"))


class FolderNames(NamedTuple):
    """The top-level names of a folder: its modules and packages, and its folders without ``__init__.py``."""

    modules: frozenset[str]
    namespaces: frozenset[str]

    def all(self) -> frozenset[str]:
        """Every name that the folder may answer."""
        return self.modules | self.namespaces

    def answers(self, name: str, module: ModuleType) -> bool:
        """Whether an import of *name* finds the folder and not *module*, which has the name elsewhere.

        A folder without ``__init__.py`` stands back behind a module of that name anywhere on ``sys.path``.
        """
        return name in self.modules or getattr(module, "__file__", None) is None


def names_in(folder: str) -> FolderNames:
    """Return the names that imports find in a folder; none for one that isn't there."""
    modules, namespaces = set(), set()
    try:
        entries = list(os.scandir(folder))
    except OSError:
        entries = []
    for entry in entries:
        if entry.is_dir():
            packaged = any(os.path.isfile(f"{entry.path}/__init__{suffix}") for suffix in _SUFFIXES)
            (modules if packaged else namespaces).add(entry.name)
        elif suffix := next((suffix for suffix in _SUFFIXES if entry.name.endswith(suffix)), None):
            modules.add(entry.name.removesuffix(suffix))
    return FolderNames(
        frozenset(filter(_can_be_found, modules)), frozenset(filter(_can_be_found, namespaces - modules))
    )


def _can_be_found(name: str) -> bool:
    if not name.isidentifier() or name in _NEVER_IMPORTED | RUNTIME_MODULES:
        return False
    return name not in sys.builtin_module_names and importlib.machinery.FrozenImporter.find_spec(name) is None


class PassOver:
    """Finds packages where they are installed instead of in a function's folder; goes into ``sys.meta_path``."""

    def __init__(self, names: frozenset[str], is_own_file: Callable[[str], bool]) -> None:
        self._is_own_file = is_own_file
        self.names = frozenset(
            name
            for name in names
            if name in sys.modules or self.find_spec(name, passes_over=True) is not None
        )

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
        *,
        passes_over: bool = False,
    ) -> importlib.machinery.ModuleSpec | None:
        """Find a top-level package that is passed over; None leaves the search to others."""
        if path is not None or not (passes_over or fullname in self.names):
            return None
        elsewhere = [entry for entry in sys.path if not self._is_own_file(os.path.abspath(entry) + os.sep)]
        return importlib.machinery.PathFinder.find_spec(fullname, elsewhere, target)
