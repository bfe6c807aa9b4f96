"""The modules of a function that is loaded from a folder: its own, whatever they are called.

Isolated are the modules whose files lie in the folder, and nothing else. Only while the function runs do they
have their own names in ``sys.modules``; what had these names before is hidden meanwhile, and back afterwards.
Between runs they stay there under private names, since freezegun replaces the clock only in modules that it finds
in ``sys.modules``. The private names are new at each cold start: freezegun gives the clock back only to names
that it had not seen when it began.

The folder comes first on ``sys.path``. As in Lambda, a module there does not replace one that the runtime itself
has imported before (``RUNTIME_MODULES``), and wins against the rest of the standard library and against all that
the tests have imported. A vendored copy of what stubs reach only where it is installed is passed over
(``NEVER_VENDORED``), if it is installed.
"""

from __future__ import annotations

import itertools
import os
import sys
import threading
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.runtimes.folder_loader import folder_hook
from pytest_lambda_edge.runtimes.folder_names import NEVER_VENDORED, FolderNames, PassOver, names_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["ModuleSpace", "process_lock"]

process_lock: Final = threading.RLock()
"""Held while a function's modules have their own names: there is one ``sys.modules`` in the process."""

_generations: Final = itertools.count(1)
_entered: Final[list[ModuleSpace]] = []


class ModuleSpace:
    """The modules of one execution environment; enter and leave it with ``process_lock`` held."""

    def __init__(self, folder: str, name: str) -> None:
        self.folder: Final = folder
        self._below = tuple(dict.fromkeys((folder + os.sep, os.path.realpath(folder) + os.sep)))
        self._modules: dict[str, ModuleType] = {}
        self._private = f"_lambda_edge_{next(_generations)}_{name}"
        self._marker = ModuleType(self._private)
        self._front: list[str] = [folder]
        self._back: list[str] = []
        self._surroundings: list[_Surroundings] = []
        self._closed = False
        names = names_in(folder)
        self._pass_over = PassOver(names.all() & NEVER_VENDORED, self.is_own_file)
        self._names = _without(names, self._pass_over.names)
        self._hook = folder_hook(lambda path: self.is_own_file(path + os.sep))
        self._finders: dict[str, Any] = {folder: self._hook(folder)} if os.path.isdir(folder) else {}

    def is_own_file(self, file: str) -> bool:
        """Whether a file lies in the folder."""
        return file.startswith(self._below)

    def enter(self) -> None:
        """Let the folder's names import as the function's own."""
        inside = bool(_entered) and _entered[-1] is self
        _entered.append(self)
        if not inside:
            self._surroundings.append(self._put_in())

    def leave(self) -> None:
        """Put everything back as it was before the matching ``enter``."""
        _entered.pop()
        if not _entered or _entered[-1] is not self:
            self._take_out(self._surroundings.pop())
            if self._closed:
                self.close()

    def close(self) -> None:
        """Give the modules up, when they are left if they are entered now."""
        self._closed = True
        if not self._surroundings:
            for name in (self._private, *(f"{self._private}.{name}" for name in self._modules)):
                sys.modules.pop(name, None)
            self._modules = {}

    def module_names(self) -> Iterable[str]:
        """Return what can be imported from the folder, for saying what somebody may have meant."""
        return self._names.all()

    def _put_in(self) -> _Surroundings:
        surroundings = _Surroundings(sys.path)
        modules = sys.modules
        surroundings.hide(self._names)
        surroundings.hide_exactly(self._modules)
        modules.pop(self._private, None)  # So that it comes last, and after it what is imported from now on.
        modules[self._private] = self._marker
        modules.update(self._modules)
        sys.path = _SearchPath([*self._front, *surroundings.path, *self._back], self._claim)
        sys.path_hooks.insert(0, self._hook)  # type: ignore[arg-type]
        surroundings.replace_finders(self._finders)
        if self._pass_over.names:
            sys.meta_path.insert(0, self._pass_over)
        return surroundings

    def _take_out(self, surroundings: _Surroundings) -> None:
        if self._pass_over.names:
            sys.meta_path.remove(self._pass_over)
        sys.path_hooks.remove(self._hook)  # type: ignore[arg-type]
        path, sys.path = sys.path, surroundings.path
        if path != [*self._front, *sys.path, *self._back]:
            self._keep_path(path)
        if self._keep_modules():
            self._keep_finders()
        surroundings.restore_finders(self._finders)
        sys.modules.update(surroundings.hidden)

    def _keep_modules(self) -> bool:
        """Take the function's modules out of ``sys.modules``; returns whether there are new ones."""
        names = _names_after(self._private)
        mine, new = self._modules, {}
        kept = 0
        for name in names:
            module = sys.modules[name]
            if mine.get(name) is module:
                kept += 1
            elif self._is_own_module(name, module, new):
                new[name] = module
            else:
                continue
            del sys.modules[name]
        if kept < len(mine):
            self._modules = mine = {name: mine[name] for name in names if name in mine}
        mine.update(new)
        sys.modules.update((f"{self._private}.{name}", module) for name, module in new.items())
        return bool(new)

    def _is_own_module(self, name: str, module: ModuleType, new: dict[str, ModuleType]) -> bool:
        top, dot, _ = name.partition(".")
        try:
            file = module.__file__
        except AttributeError:
            file = None
        if not isinstance(file, str):
            if dot:
                return top in self._modules or top in new
            return any(self._is_own_root(os.path.dirname(entry)) for entry in getattr(module, "__path__", ()))
        if not self.is_own_file(file):
            return False
        if dot and (top in self._modules or top in new):
            return True
        base = os.path.basename(file).partition(".")[0]
        return self._is_own_root(os.path.dirname(os.path.dirname(file) if base == "__init__" else file))

    def _is_own_root(self, root: str) -> bool:
        """Whether modules found in the folder *root* are the function's.

        Not those of an environment that lies in the folder (``.venv``), nor those of tests that do.
        """
        if not self.is_own_file(root + os.sep):
            return False
        return (
            root not in sys.path or root in self._front or root in self._back or root + os.sep in self._below
        )

    def _keep_path(self, path: list[str]) -> None:
        """Remember what the function has added to ``sys.path``, which is that of the surroundings again."""
        start = next(
            (i for i, entry in enumerate(path) if entry in sys.path and entry not in self._front), len(path)
        )
        self._front = path[:start]
        self._back = [entry for entry in path[start:] if entry not in sys.path]
        if self.folder not in self._front:
            self._front.insert(0, self.folder)

    def _keep_finders(self) -> None:
        cache = sys.path_importer_cache
        self._finders |= {entry: cache[entry] for entry in list(cache) if self.is_own_file(entry + os.sep)}

    def _claim(self, entry: str) -> None:
        """Give a folder that the function puts first on ``sys.path`` its names, too."""
        folder = os.path.abspath(entry)
        if self._surroundings and self.is_own_file(folder + os.sep):
            more = _without(names_in(folder), self._pass_over.names)
            self._surroundings[-1].hide(more, keep=self._modules)
            self._names = FolderNames(
                self._names.modules | more.modules, self._names.namespaces | more.namespaces
            )


class _Surroundings:
    """What was there before a function's modules came, and is to be put back."""

    def __init__(self, path: list[str]) -> None:
        self.path = path
        self.hidden: dict[str, ModuleType] = {}
        self._finders: dict[str, Any] = {}

    def hide(self, names: FolderNames, keep: dict[str, ModuleType] | None = None) -> None:
        """Take what has one of the names out of ``sys.modules``, and its submodules."""
        modules = sys.modules
        for name in names.all() & modules.keys():
            module = modules[name]
            if (keep and keep.get(name) is module) or not names.answers(name, module):
                continue
            self.hidden[name] = modules.pop(name)
            if hasattr(module, "__path__"):
                inside = f"{name}."
                self.hide_exactly([other for other in list(modules) if other.startswith(inside)])

    def hide_exactly(self, names: Iterable[str]) -> None:
        """Take these modules out of ``sys.modules``."""
        modules = sys.modules
        for name in names:
            if name in modules:
                self.hidden[name] = modules.pop(name)

    def replace_finders(self, finders: dict[str, Any]) -> None:
        """Let a function's own finders look into its folders."""
        cache = sys.path_importer_cache
        for entry, finder in finders.items():
            self._finders[entry] = cache.get(entry)
            cache[entry] = finder

    def restore_finders(self, finders: dict[str, Any]) -> None:
        """Take a function's finders out of the cache."""
        cache = sys.path_importer_cache
        for entry in finders:
            before = self._finders.get(entry)
            if before is None:
                cache.pop(entry, None)
            else:
                cache[entry] = before


class _SearchPath(list[str]):
    """``sys.path`` during a run; tells when something is put before everything else."""

    def __init__(self, entries: Iterable[str], claim: Callable[[str], None]) -> None:
        super().__init__(entries)
        self._claim = claim

    def insert(self, index: Any, entry: str) -> None:
        super().insert(index, entry)
        if self[0] is entry:
            self._claim(entry)


def _without(names: FolderNames, others: frozenset[str]) -> FolderNames:
    return FolderNames(names.modules - others, names.namespaces - others) if others else names


def _names_after(marker: str) -> list[str]:
    """Return the names in ``sys.modules`` that were added after *marker*, in their order."""
    while True:
        names = []
        try:
            for name in reversed(sys.modules):
                if name == marker:
                    break
                names.append(name)
        except RuntimeError:  # Another thread has imported something meanwhile.
            continue
        names.reverse()
        return names
