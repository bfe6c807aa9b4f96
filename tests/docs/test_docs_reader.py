"""What runs the pages: a fork is a process like any other, and nothing of a run outlives it."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from support.forked_pytest import ForkedPytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="without forks each run is a new process")

DURATION = re.compile(r" in [\d.]+s")

LEAVES = """
import os
import sys

import helper
import pytest_lambda_edge
import requests

def test_it():
    assert helper.seen == []
    helper.seen.append(1)
    assert not hasattr(requests, "left")
    requests.left = pytest_lambda_edge.left = 1
    assert "LEFT" not in os.environ
    os.environ["LEFT"] = "1"
    sys.path.insert(0, "left")
    os.chdir("/")
"""


def test_nothing_of_a_run_is_left_to_the_next(reader: ForkedPytest, tmp_path: Path) -> None:
    for folder in (tmp_path / "one", tmp_path / "other"):
        folder.mkdir()
        (folder / "helper.py").write_text("seen = []")
        (folder / "test_it.py").write_text(LEAVES)
        run = reader.run(["-p", "lambda_edge"], folder)
        assert (run.returncode, run.stderr) == (0, ""), run.stdout


SHOWS = """
import atexit, os, sys

print(sys.argv, sys.path, sys.stdin.read())
print(*sorted(os.environ.items()), sep="\\n")
atexit.register(print, "at the end", file=sys.__stderr__)
"""


@pytest.mark.parametrize(
    ("arguments", "source"),
    [
        (["-s", "-p", "lambda_edge"], SHOWS),
        (["-s"], "import os; os.write(1, b'out'); os.write(2, b'err'); os._exit(7)"),
        (["--no-such-option"], ""),
    ],
)
def test_a_run_is_as_that_of_a_new_process(
    reader: ForkedPytest, tmp_path: Path, arguments: list[str], source: str
) -> None:
    (tmp_path / "test_it.py").write_text(source)
    runs = [reader.run(arguments, tmp_path), reader.run_anew(arguments, tmp_path)]
    fork, new = [(run.returncode, DURATION.sub("", run.stdout), run.stderr) for run in runs]
    assert fork == new
