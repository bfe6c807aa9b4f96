"""The page about what is not simulated names each setting that is accepted without effect."""

from __future__ import annotations

import re
from pathlib import Path

from pytest_lambda_edge.model import not_simulated

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "what-is-not-simulated.md"


def test_the_page_lists_exactly_the_settings_without_effect() -> None:
    named = re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(named) == sorted(not_simulated._REASONS)
