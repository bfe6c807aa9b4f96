"""The examples pass as their owners would run them: alone, in a folder and an environment of their own."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir() and not path.name.startswith("."))
WITHOUT_EXTRAS = [
    name
    for name in NAMES
    if "pip install pytest-lambda-edge\n" in (EXAMPLES / name / "README.md").read_text(encoding="utf-8")
]
HIDE_EXTRAS = (
    "import sys; sys.modules.update(brotli=None, cryptography=None); import pytest; sys.exit(pytest.main())"
)
ALL_PASSED = re.compile(r"^=+ \d+ passed in [\d.]+s", re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_passes_with_this_plugin_alone(name: str) -> None:
    finished = subprocess.run(
        [sys.executable, str(EXAMPLES / "run.py"), name],
        env={"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "pytest_lambda_edge.plugin"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if finished.returncode or not ALL_PASSED.search(finished.stdout):
        pytest.fail(finished.stdout + finished.stderr, pytrace=False)


@pytest.mark.parametrize("name", WITHOUT_EXTRAS)
def test_an_example_that_installs_no_extra_needs_none(name: str, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    finished = subprocess.run(
        [sys.executable, "-c", HIDE_EXTRAS],
        cwd=tmp_path / name,
        env={"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "pytest_lambda_edge.plugin"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if finished.returncode or not ALL_PASSED.search(finished.stdout):
        pytest.fail(finished.stdout + finished.stderr, pytrace=False)


def test_the_runner_runs_every_example() -> None:
    source = (EXAMPLES / "run.py").read_text(encoding="utf-8")
    assert [name for name in NAMES if f'"{name}"' not in source] == []


@pytest.mark.parametrize("name", NAMES)
def test_an_example_explains_itself(name: str) -> None:
    assert (EXAMPLES / name / "README.md").read_text(encoding="utf-8").startswith("# ")
