"""The kinds of code that a function can be."""

from __future__ import annotations

import functools
import importlib
import operator
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["AttributeCode", "CallableCode", "Code", "JavaScriptCode", "PythonCode"]


@dataclass(frozen=True, slots=True, eq=False)
class CallableCode:
    """A callable; the same only as itself, whatever its ``==`` says, or as the same method of the same object."""

    target: Callable[..., Any]

    @property
    def name(self) -> str:
        """``module:qualname`` of the function, or of the class of a callable object; a mock's own name."""
        target: Any = self.target
        while isinstance(target, functools.partial):
            target = target.func
        if isinstance(mock_name := getattr(target, "_mock_name", None), str):
            return mock_name
        if not isinstance(getattr(target, "__qualname__", None), str):
            target = type(target)
        return f"{target.__module__}:{target.__qualname__}"

    @property
    def module_name(self) -> str:
        """The module in which the callable was written."""
        return self.name.partition(":")[0]

    def handler(self) -> Callable[..., Any]:
        """Return what is called."""
        return self.target

    def _identity(self) -> tuple[int, int]:
        function = getattr(self.target, "__func__", None)
        return (
            (id(function), id(getattr(self.target, "__self__", None))) if function else (id(self.target), 0)
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CallableCode) and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())


@dataclass(frozen=True, slots=True)
class AttributeCode:
    """A callable by its name, imported as a test would import it and looked up anew for each run."""

    module_name: str
    attribute: str

    @property
    def name(self) -> str:
        """``module:attribute``."""
        return f"{self.module_name}:{self.attribute}"

    def handler(self) -> Callable[..., Any]:
        """Return what the name stands for now; raises whatever its import raises, and ``AttributeError``."""
        module = sys.modules.get(self.module_name) or importlib.import_module(self.module_name)
        handler: Callable[..., Any] = operator.attrgetter(self.attribute)(module)
        return handler


@dataclass(frozen=True, slots=True)
class PythonCode:
    """A handler in a folder, or in a zip file, that is loaded as Lambda loads it."""

    path: str
    module: str
    attribute: str
    zipped: bool = False

    @property
    def name(self) -> str:
        """The name of the folder or of the zip file."""
        base = os.path.basename(self.path)
        return os.path.splitext(base)[0] if self.zipped else base

    @property
    def handler_name(self) -> str:
        """The handler in Lambda's notation."""
        return f"{self.module}.{self.attribute}"


@dataclass(frozen=True, slots=True)
class JavaScriptCode:
    """JavaScript, with the name of what would run it; without a path it was given as text."""

    path: str
    runtime: str
    handler_name: str = ""

    @property
    def name(self) -> str:
        """The name of the folder or of the file."""
        return os.path.splitext(os.path.basename(self.path))[0] or "function"


Code = CallableCode | AttributeCode | PythonCode | JavaScriptCode
