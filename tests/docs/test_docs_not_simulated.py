"""The page about what is not simulated names each setting that is accepted without effect, and each key."""

from __future__ import annotations

import re
from pathlib import Path

from pytest_lambda_edge.model import not_simulated
from pytest_lambda_edge.templates import fates
from pytest_lambda_edge.templates.parts import Fate

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "what-is-not-simulated.md"

FATES = [fate for fate in vars(fates).values() if isinstance(fate, Fate)]


def first_cells(heading: str) -> list[str]:
    """Return what the first column of a table names, in the order of the page."""
    _, _, table = PAGE.read_text(encoding="utf-8").partition(f"| {heading} | what does not happen |\n")
    rows = table.partition("\n\n")[0].splitlines()[1:]
    return [name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])]


def test_the_page_lists_exactly_the_settings_without_effect() -> None:
    assert sorted(first_cells("setting")) == sorted(not_simulated._REASONS)


def test_the_page_lists_exactly_the_keys_of_documents_without_effect() -> None:
    assert sorted(first_cells("key")) == sorted({key for fate in FATES for key in fate.not_simulated})


def test_the_page_names_every_key_that_is_passed_over() -> None:
    text = PAGE.read_text(encoding="utf-8")
    passed_over = {key for fate in FATES for key in fate.without_effect}
    assert [key for key in sorted(passed_over) if f"`{key}`" not in text] == []
