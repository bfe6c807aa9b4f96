"""The modules of a function that is loaded from a folder: its own, whatever they are called.

Isolated are the modules whose files lie in the folder, and nothing else. Only while the function runs do they
have their own names in ``sys.modules``; what had these names before is hidden meanwhile, and back afterwards.
Between runs they stay there under private names, since freezegun replaces the clock only in modules that it
finds in ``sys.modules``. The private names are new at each cold start: at its end freezegun gives the clock
back only under names that it had not seen when it began.

The folder comes first on ``sys.path``. As in Lambda, a module there does not replace one that the runtime
itself has imported before (``RUNTIME_MODULES``), and wins against the rest of the standard library and
against all that the tests have imported. A vendored copy of what stubs reach only where it is installed is
passed over (``NEVER_VENDORED``), if it is installed.
"""

# sys.path and modules hold their paths as strings.
# ruff: noqa: PTH100, PTH112, PTH119, PTH120

from __future__ import annotations

import itertools
import os
import sys
import threading
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.runtimes.folder_loader import folder_hook
from pytest_lambda_edge.runtimes.folder_names import PassOver, names_in
from pytest_lambda_edge.runtimes.surroundings import Surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["ModuleSpace", "holds_process_lock", "process_lock"]

process_lock: Final = threading.RLock()
"""Held while a function's modules have their own names: there is one ``sys.modules`` in the process."""

_generations: Final = itertools.count(1)
_entered: Final[list[ModuleSpace]] = []


def holds_process_lock() -> bool:
    """Tell whether it is this thread that holds ``process_lock``."""
    return bool(process_lock._is_owned())  # type: ignore[attr-defined]  # noqa: SLF001 - as Condition asks


class ModuleSpace:
    """The modules of one execution environment; to be entered and left with ``process_lock`` held."""

    def __init__(self, folder: str, name: str) -> None:
        self.folder: Final = folder
        self._below = tuple(dict.fromkeys((folder + os.sep, os.path.realpath(folder) + os.sep)))
        self._modules: dict[str, ModuleType] = {}
        self._private = f"_lambda_edge_{next(_generations)}_{name}"
        self._marker = ModuleType(self._private)
        self._front = [folder]
        self._back: list[str] = []
        self._surroundings: list[Surroundings] = []
        self._closed = False
        self._pass_over = PassOver(self._is_own_root)
        self._names = self._pass_over.claim(names_in(folder))
        self._hook = folder_hook(self._is_below)
        self._finders: dict[str, Any] = {folder: self._hook(folder)} if os.path.isdir(folder) else {}

    def is_own_file(self, file: str) -> bool:
        """Whether a file lies in the folder."""
        return file.startswith(self._below)

    def names(self) -> Iterable[str]:
        """Return what can be imported from the folder."""
        return self._names.all

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
        """Give the modules up; if they are entered now, when they are left."""
        self._closed = True
        if not self._surroundings:
            sys.modules.pop(self._private, None)
            self._give_up(self._modules)
            self._modules = {}

    def _put_in(self) -> Surroundings:
        surroundings = Surroundings(sys.path)
        surroundings.hide(self._names)
        surroundings.hide_exactly(self._modules)
        sys.modules.pop(self._private, None)  # So that it is the last, and what is imported comes after it.
        sys.modules[self._private] = self._marker
        sys.modules.update(self._modules)
        sys.path = _SearchPath([*self._front, *surroundings.path, *self._back], self._claim)
        sys.path_hooks.insert(0, self._hook)
        surroundings.replace_finders(self._finders)
        sys.meta_path.insert(0, self._pass_over)
        return surroundings

    def _take_out(self, surroundings: Surroundings) -> None:
        sys.meta_path.remove(self._pass_over)
        sys.path_hooks.remove(self._hook)
        path, sys.path = sys.path, surroundings.path
        if path != [*self._front, *sys.path, *self._back]:
            self._keep_path(path)
        self._keep_modules()
        if surroundings.has_more_finders():
            self._keep_finders()
        surroundings.restore(self._finders)

    def _keep_modules(self) -> None:
        """Take the function's modules out of ``sys.modules``, the new ones as well."""
        names = _names_after(self._private)
        mine = self._modules
        others = []
        for name in names:
            if mine.get(name) is sys.modules[name]:
                del sys.modules[name]
            else:
                others.append(name)
        if len(names) - len(others) < len(mine):  # The function has dropped or replaced some.
            self._modules = {name: mine[name] for name in names if name in mine}
            self._give_up(mine.keys() - self._modules.keys())
        if others:
            self._keep_new(others)

    def _keep_new(self, names: list[str]) -> None:
        mine = self._modules
        new: dict[str, ModuleType] = {}
        for name in sorted(names, key=_depth):
            if self._is_own_module(name, sys.modules[name], new):
                new[name] = sys.modules.pop(name)
        mine.update(new)
        sys.modules.update((f"{self._private}.{name}", module) for name, module in new.items())

    def _give_up(self, names: Iterable[str]) -> None:
        for name in names:
            sys.modules.pop(f"{self._private}.{name}", None)

    def _is_own_module(self, name: str, module: ModuleType, new: dict[str, ModuleType]) -> bool:
        top, dot, _ = name.partition(".")
        of_mine = bool(dot) and (top in self._modules or top in new)
        file = getattr(module, "__file__", None)
        if isinstance(file, str):
            return self.is_own_file(file) and (of_mine or self._is_own_root(_root_of(file)))
        if dot:
            return of_mine
        if path := getattr(module, "__path__", None):
            return any(self._is_own_root(os.path.dirname(folder)) for folder in path)
        return getattr(module, "__spec__", None) is None  # Made by the function, and put there.

    def _is_own_root(self, root: str) -> bool:
        """Whether top-level modules found in the folder *root* are the function's.

        An environment that lies in the function's folder (``.venv``) has its own place on ``sys.path``, and
        so have tests that do: their modules are not the function's.
        """
        if not self._is_below(root) or root in self._front or root in self._back:
            return self._is_below(root)
        tests_path = self._surroundings[-1].path if self._surroundings else sys.path
        return root + os.sep in self._below or root not in tests_path

    def _is_below(self, folder: str) -> bool:
        return self.is_own_file(folder + os.sep)

    def _keep_path(self, path: list[str]) -> None:
        """Remember what the function has added to ``sys.path``, which is the tests' again."""
        places = range(len(path))
        start = next((i for i in places if path[i] in sys.path and path[i] not in self._front), len(path))
        self._front = path[:start]
        self._back = [entry for entry in path[start:] if entry not in sys.path]
        if self.folder not in path[:start]:
            self._front.insert(0, self.folder)

    def _keep_finders(self) -> None:
        cache = sys.path_importer_cache
        self._finders |= {entry: cache[entry] for entry in list(cache) if self._is_below(entry)}

    def _claim(self, entry: str) -> None:
        """Give a folder that the function puts first on ``sys.path`` its names, too."""
        folder = os.path.abspath(entry)
        if self._surroundings and self._is_below(folder):
            names = self._pass_over.claim(names_in(folder))
            self._surroundings[-1].hide(names, self._modules)
            self._names |= names


class _SearchPath(list[str]):
    """``sys.path`` during a run; tells when something is put before everything else."""

    def __init__(self, entries: Iterable[str], claim: Callable[[str], None]) -> None:
        super().__init__(entries)
        self._claim = claim

    def insert(self, index: Any, entry: str) -> None:
        super().insert(index, entry)
        if self[0] is entry:
            self._claim(entry)


def _root_of(file: str) -> str:
    """Return the folder in which the search for a top-level module or package has found its file."""
    folder = os.path.dirname(file)
    return os.path.dirname(folder) if os.path.basename(file).startswith("__init__.") else folder


def _depth(name: str) -> int:
    return name.count(".")


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
