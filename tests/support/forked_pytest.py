"""Runs of pytest in a process of their own that cost no start: each is a fork of one that has imported all.

Importing pytest, this plugin and what it needs takes far longer than a page's tests do. So it is done once
in a process that runs nothing itself, and forks: what a run does to its modules, its clock or its files
open ends with it. A run that shows something of the start itself wants ``subprocess`` instead.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ForkedPytest"]

PREPARED = (
    "pytest",
    "pytest_lambda_edge.assertions",
    "pytest_lambda_edge.distribution",
    "pytest_lambda_edge.explain",
    "pytest_lambda_edge.templates.load",
)


@dataclass(frozen=True)
class Order:
    """What one run is given: pytest's arguments, the current folder, files to print to."""

    arguments: list[str]
    folder: str
    stdout: str
    stderr: str


class ForkedPytest:
    """Runs pytest as ``python -m pytest`` does, in a fork where the system has them."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = dict(environment)
        self.server: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        if self.server:
            self.server.communicate()

    def run(self, arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
        """Run pytest with *arguments* in *folder*."""
        if not hasattr(os, "fork"):
            return self.run_anew(arguments, folder)
        with tempfile.TemporaryDirectory() as printed:
            stdout, stderr = Path(printed, "stdout"), Path(printed, "stderr")
            status = self._order(Order(arguments, str(folder), str(stdout), str(stderr)))
            return subprocess.CompletedProcess(
                arguments, status, stdout.read_text(encoding="utf-8"), stderr.read_text(encoding="utf-8")
            )

    def _order(self, order: Order) -> int:
        if self.server is None:
            self.server = subprocess.Popen(
                [sys.executable, __file__],
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        assert self.server.stdin
        assert self.server.stdout
        self.server.stdin.write(json.dumps(asdict(order)) + "\n")
        self.server.stdin.flush()
        return int(self.server.stdout.readline())

    def run_anew(self, arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
        """Run pytest in a new process."""
        return subprocess.run(
            [sys.executable, "-m", "pytest", *arguments],
            cwd=folder,
            env=self.environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )


def prepare() -> None:
    """Import what nearly every run does; not what pytest itself has to import, as it does plugins."""
    for name in PREPARED:
        import_module(name)
    gc.freeze()  # A run that collects garbage has its own to look through.


def serve() -> None:
    """Fork for each order that comes in, and tell how the run ended; return when no more will come."""
    for line in sys.stdin:
        child = os.fork()
        if not child:
            become(Order(**json.loads(line)))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201  -- that's the answer


def become(order: Order) -> None:
    """Be ``python -m pytest`` in a new process from now on."""
    for number, name, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, order.stdout, os.O_WRONLY | os.O_CREAT),
        (2, order.stderr, os.O_WRONLY | os.O_CREAT),
    ):
        file = os.open(name, flags, 0o600)
        os.dup2(file, number)
        os.close(file)
    os.chdir(order.folder)
    sys.path[0] = order.folder
    sys.argv[1:] = order.arguments
    runpy.run_module("pytest", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    prepare()
    serve()
