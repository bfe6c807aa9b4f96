"""What the unused plugin adds to pytest's start-up."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from pytest_lambda_edge.clock import real_monotonic

RUNS = 60


def milliseconds_added() -> float:
    """Return how many milliseconds more ``pytest --collect-only`` of an empty file takes with the plugin."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "test_empty.py").touch()
        with_plugin, without = [], []
        for number in range(RUNS):
            # In turn the one and the other go first, so that no rhythm of the machine favours either.
            if number % 2:
                without.append(_seconds(folder, ["-p", "no:lambda_edge"]))
            with_plugin.append(_seconds(folder, []))
            if not number % 2:
                without.append(_seconds(folder, ["-p", "no:lambda_edge"]))
    return (min(with_plugin) - min(without)) * 1000


def _seconds(folder: str, arguments: list[str]) -> float:
    pytest = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    start = real_monotonic()
    subprocess.run(
        [*pytest, *arguments, "test_empty.py"],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    return real_monotonic() - start
