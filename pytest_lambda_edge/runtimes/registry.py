"""The functions of a distribution: one for each distinct setting, each under a name of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from typing import TYPE_CHECKING

from pytest_lambda_edge.errors import ConfigError, Problem
from pytest_lambda_edge.model.problems import did_you_mean
from pytest_lambda_edge.runtimes.callables import CallableFunction
from pytest_lambda_edge.runtimes.code import JavaScriptCode, PythonCode
from pytest_lambda_edge.runtimes.javascript import JavaScriptFunction
from pytest_lambda_edge.runtimes.python import FolderFunction
from pytest_lambda_edge.runtimes.sources import BadSourceError, Source, resolve

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

__all__ = ["EdgeFunction", "Functions", "load"]

EdgeFunction = CallableFunction | FolderFunction | JavaScriptFunction


def load(setting: object, *, base_dirs: Sequence[str | os.PathLike[str]] = ()) -> EdgeFunction:
    """Return the function that a setting names; its code is loaded at its first run.

    Relative paths are looked for in the current directory, then in each of *base_dirs*. Raises
    ``ConfigError`` where there is no such code.
    """
    return Functions(base_dirs).load(setting)


class Functions(Mapping[str, EdgeFunction]):
    """The functions of one distribution by name, in the order in which they were first loaded.

    A function's name is its ``name`` setting, else that of its folder, its zip file or its callable
    (``module:qualname``, which the name alone finds as well where no other callable has it); a second
    function of the same name gets ``-2`` at its end.

    What the functions do outside a request, in ``invoke()`` and in imports for the test, they do in a
    context that *around* gives.
    """

    def __init__(
        self,
        base_dirs: Sequence[str | os.PathLike[str]] = (),
        around: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self._base_dirs = base_dirs
        self._around = around
        self._by_name: dict[str, EdgeFunction] = {}
        self._by_source: list[tuple[Source, EdgeFunction]] = []

    def load(self, setting: object) -> EdgeFunction:
        """Return the function of a setting, the same one for equal settings; raises ``ConfigError``."""
        try:
            source = resolve(setting, self._base_dirs)
        except BadSourceError as error:
            raise ConfigError([Problem("", str(error))]) from error
        for known, function in self._by_source:
            if known == source:
                return function
        name = self._free_name(source.name)
        function = self._function_of(source, name)
        self._by_source.append((source, function))
        self._by_name[name] = function
        return function

    def reset(self) -> None:
        """Make every function cold again."""
        for function in self._by_name.values():
            function.reset()

    def close(self) -> None:
        """Give back what the functions hold."""
        for function in self._by_name.values():
            function.close()

    def __getitem__(self, name: str) -> EdgeFunction:
        function = self._by_name.get(name) or self._by_own_name(name)
        if function is None:
            have = ", ".join(map(repr, self._by_name)) or "none"
            meant = did_you_mean(name, self._by_name)
            raise KeyError(f"no function is called {name!r}; there are {have}{meant}")
        return function

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def _by_own_name(self, name: str) -> EdgeFunction | None:
        """Return the callable of that name alone, without its module, if there is just one."""
        found = [
            function
            for known, function in self._by_name.items()
            if known.rpartition(":")[2].rpartition(".")[2] == name
        ]
        return found[0] if len(found) == 1 else None

    def _free_name(self, wanted: str) -> str:
        name, number = wanted, 1
        while name in self._by_name:
            number += 1
            name = f"{wanted}-{number}"
        return name

    def _function_of(self, source: Source, name: str) -> EdgeFunction:
        if isinstance(source.code, JavaScriptCode):
            return JavaScriptFunction(name, source.code)
        if isinstance(source.code, PythonCode):
            return FolderFunction(name, source.code, source.settings, self._around)
        return CallableFunction(name, source.code, source.settings, self._around)
