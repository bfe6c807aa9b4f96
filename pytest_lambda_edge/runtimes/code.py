"""The kinds of code that a function can be."""

from __future__ import annotations

import functools
import importlib
import sys
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

__all__ = ["AttributeCode", "CallableCode", "Code", "JavaScriptCode", "PythonCode"]


@dataclass(frozen=True, slots=True, eq=False)
class CallableCode:
    """A callable; equal to itself alone, or to the same method of the same object."""

    target: Callable[..., Any]

    @property
    def name(self) -> str:
        """``module:qualname`` of the function, or of the class of a callable object; a mock's own name."""
        target = self._definition()
        mock_name = getattr(self.target, "_mock_name", None)
        return mock_name if isinstance(mock_name, str) else f"{target.__module__}:{target.__qualname__}"

    def module(self) -> ModuleType | None:
        """Return the module in which the callable was written, where there is one."""
        return sys.modules.get(self._definition().__module__)

    def _definition(self) -> Any:
        """Return the function or class that was written down: what has a name and a module."""
        target: Any = self.target
        while isinstance(target, functools.partial):
            target = target.func
        return target if isinstance(getattr(target, "__qualname__", None), str) else type(target)

    def _identity(self) -> tuple[int, int]:
        method = getattr(self.target, "__func__", None)
        owner = getattr(self.target, "__self__", None)
        return (id(self.target), 0) if method is None else (id(method), id(owner))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CallableCode) and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())


@dataclass(frozen=True, slots=True)
class AttributeCode:
    """A callable by its name, imported as a test would import it."""

    module_name: str
    attribute: str

    @property
    def name(self) -> str:
        """``module:attribute``."""
        return f"{self.module_name}:{self.attribute}"

    def module(self) -> ModuleType:
        """Return the module, imported if need be; raises whatever its import raises."""
        return sys.modules.get(self.module_name) or importlib.import_module(self.module_name)


@dataclass(frozen=True, slots=True)
class PythonCode:
    """A handler in a folder or a zip file that is loaded as Lambda loads it; ``module`` is dotted."""

    path: str
    module: str
    attribute: str
    zipped: bool = False

    @property
    def name(self) -> str:
        """The name of the folder, or of the zip file without its suffix."""
        return PurePath(self.path).stem if self.zipped else PurePath(self.path).name

    @property
    def handler_name(self) -> str:
        """The handler in Lambda's notation."""
        return f"{self.module}.{self.attribute}"


@dataclass(frozen=True, slots=True)
class JavaScriptCode:
    """JavaScript, and what would run it; ``path`` is empty where the code was given as text."""

    path: str
    runtime: str
    handler_name: str = ""

    @property
    def name(self) -> str:
        """The name of the folder or of the file, without a suffix."""
        return PurePath(self.path).stem or "function"


Code = CallableCode | AttributeCode | PythonCode | JavaScriptCode
