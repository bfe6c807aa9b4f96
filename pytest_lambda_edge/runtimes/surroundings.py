"""What was there before a function's modules came, and is to be put back."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import ModuleType

    from pytest_lambda_edge.runtimes.folder_names import FolderNames

__all__ = ["Surroundings"]


class Surroundings:
    """The tests' ``sys.path``, those of their modules that are hidden, and how their folders are searched."""

    def __init__(self, path: list[str]) -> None:
        self.path = path
        self._hidden: dict[str, ModuleType] = {}
        self._finders: dict[str, Any] = {}
        self._finder_count = 0

    def hide(self, names: FolderNames, keep: Mapping[str, ModuleType] | None = None) -> None:
        """Take what has one of the names out of ``sys.modules``, with its submodules; *keep* stays there."""
        modules = sys.modules
        if modules.keys().isdisjoint(names.all):
            return
        for name in names.all & modules.keys():
            module = modules[name]
            if (keep and keep.get(name) is module) or not names.answer(name, module):
                continue
            self._hidden[name] = modules.pop(name)
            if hasattr(module, "__path__"):
                inside = f"{name}."
                self.hide_exactly([other for other in list(modules) if other.startswith(inside)])

    def hide_exactly(self, names: Iterable[str]) -> None:
        """Take these modules out of ``sys.modules``."""
        modules = sys.modules
        for name in names:
            if name in modules:
                self._hidden[name] = modules.pop(name)

    def replace_finders(self, finders: Mapping[str, Any]) -> None:
        """Let a function's own finders search its folders."""
        cache = sys.path_importer_cache
        for entry, finder in finders.items():
            self._finders[entry] = cache.get(entry)
            cache[entry] = finder
        self._finder_count = len(cache)

    def has_more_finders(self) -> bool:
        """Whether other folders have been searched meanwhile."""
        return len(sys.path_importer_cache) != self._finder_count

    def restore(self, finders: Mapping[str, Any]) -> None:
        """Put the modules back, and take a function's finders out."""
        cache = sys.path_importer_cache
        for entry in finders:
            before = self._finders.get(entry)
            if before is None:
                cache.pop(entry, None)
            else:
                cache[entry] = before
        sys.modules.update(self._hidden)
