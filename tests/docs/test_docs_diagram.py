"""The page about a request's way shows the way that requests go."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest
from support.markdown import read_page

from pytest_lambda_edge.pipeline.table import WAY

SCRIPT = Path(__file__).parents[2] / "docs" / "diagram.py"


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(SCRIPT))


def test_the_page_is_current(script: dict[str, Any]) -> None:
    text = script["PAGE"].read_text(encoding="utf-8")
    assert script["drawn"](text) == text, "run `python docs/diagram.py`"


def test_the_diagram_has_an_arrow_for_each_row_of_the_table(script: dict[str, Any]) -> None:
    (block,) = read_page(script["PAGE"]).blocks
    arrows = [line for line in block.source.splitlines() if "-->" in line]
    assert len(arrows) == 1 + sum(len(rows) for rows in WAY.values())


def test_a_page_that_is_out_of_date_is_redrawn(script: dict[str, Any]) -> None:
    text = script["PAGE"].read_text(encoding="utf-8")
    old = text.replace("custom_error_response --", "nowhere --").replace("| `cache-hit` |", "| `luck` |")
    assert old != text
    assert script["drawn"](old) == text
