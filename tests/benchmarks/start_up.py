"""What the unused plugin adds to pytest's start-up."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 40


def milliseconds_added() -> float:
    """Return how many milliseconds more ``pytest --collect-only`` of an empty file takes with the plugin."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "test_empty.py").touch()
        seconds = [(_seconds(folder, []), _seconds(folder, ["-p", "no:lambda_edge"])) for _ in range(RUNS)]
    return (min(with_plugin for with_plugin, _ in seconds) - min(without for _, without in seconds)) * 1000


def _seconds(folder: str, arguments: list[str]) -> float:
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "test_empty.py"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    start = time.perf_counter()
    subprocess.run([*command, *arguments], cwd=folder, env=environment, stdout=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start
