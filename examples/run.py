"""Run each example's tests as its owner would: in a copy of its folder, with an emptied environment.

``python examples/run.py`` runs all of them, ``python examples/run.py website -k shop`` one of them with
pytest's option ``-k shop``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
EXAMPLES = (
    "quickstart",
    "website",
    "signed-api",
    "api-short-links",
    "cloudformation-preview",
    "sam-redirects",
    "cdk-members",
    "terraform-languages",
    "serverless-editions",
)
LEFT_BEHIND = shutil.ignore_patterns("__pycache__", ".pytest_cache")


def main(arguments: list[str]) -> int:
    names = [name for name in arguments if name in EXAMPLES]
    options = [argument for argument in arguments if argument not in EXAMPLES]
    # Every example runs, also after one that failed.
    outcomes = [run(name, options) for name in names or EXAMPLES]
    return max(outcomes)


def run(name: str, options: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, name)
        shutil.copytree(HERE / name, copy, ignore=LEFT_BEHIND)
        return subprocess.run(
            [sys.executable, "-m", "pytest", *options],
            cwd=copy,
            env=environment(),
            check=False,
        ).returncode


def environment() -> dict[str, str]:
    """Leave what starts a process at all, and what somebody has told pytest on purpose."""
    kept = {"PATH", "SYSTEMROOT"}
    return {
        name: value
        for name, value in os.environ.items()
        if name.upper() in kept or name.startswith("PYTEST_")
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
