"""Runs tests in processes of their own, in which one module of the package is imported changed."""

from __future__ import annotations

import os
import resource
import sys
import time
from importlib.abc import MetaPathFinder
from importlib.machinery import SourceFileLoader
from importlib.util import spec_from_file_location
from typing import TYPE_CHECKING

import pytest
from mutation.forgetting import forget_modules_below
from mutation.working_copy import ROOT

if TYPE_CHECKING:
    import ast
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from pathlib import Path
    from types import CodeType, ModuleType


class ChangedModule(MetaPathFinder):
    """Finds one module, and gives it another tree than its file has."""

    def __init__(self, file: Path, tree: ast.Module) -> None:
        self.name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        self.file, self.tree = file, tree

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find the module; all others are for the next finder."""
        if fullname != self.name:
            return None
        return spec_from_file_location(fullname, self.file, loader=_Loader(fullname, self.file, self.tree))


class _Loader(SourceFileLoader):
    def __init__(self, fullname: str, file: Path, tree: ast.Module) -> None:
        super().__init__(fullname, str(file))
        self.tree = tree

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.tree, self.path, "exec", dont_inherit=True)


def import_what_is_not_ours(pytest_arguments: list[str]) -> None:
    """Collect the tests once, so that all else that they import is there; forget what is the project's."""
    pytest.main([*pytest_arguments, "--collect-only", "-qqq"])
    forget_modules_below(ROOT)


def started(changed: ChangedModule, arguments: list[str], most_cpu_seconds: int) -> int:
    """Start a process that runs pytest with the changed module; return its id."""
    return os.fork() or os._exit(_run(changed, arguments, most_cpu_seconds))


def _run(changed: ChangedModule, arguments: list[str], most_cpu_seconds: int) -> int:
    limit = int(time.process_time()) + most_cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    sys.meta_path.insert(0, changed)
    try:
        return int(pytest.main([*arguments, "-x", "-q"]))
    except BaseException:  # noqa: BLE001  # what a variant lets out of pytest itself is the end of that variant
        return int(pytest.ExitCode.INTERNAL_ERROR)
