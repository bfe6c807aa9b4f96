"""requests and responses are heavy: nothing imports them before an origin is asked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pytest_lambda_edge import errors

_ROOT = Path(errors.__file__).parents[1]


@pytest.mark.parametrize("module", ["requests_origin", "stubs", "failures", "received", "unstubbed"])
def test_importing_brings_nothing_heavy(module: str) -> None:
    code = (
        f"import sys, pytest_lambda_edge.origins.{module}\n"
        "print([name for name in ('requests', 'responses', 'urllib3') if name in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == "[]\n"


def test_the_end_of_a_test_brings_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from pytest_lambda_edge.origins.stubs import end_test\n"
        "end_test()\n"
        "print('requests' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == "False\n"
