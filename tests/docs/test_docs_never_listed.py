"""Every decision is one that a result can list, or one of which the docs say why none does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from pytest_lambda_edge.pipeline.assumptions import ASSUMPTIONS

DOCS = Path(__file__).parents[2] / "docs"


def never_listed() -> list[str]:
    """Return the ids in the table of choices that no result lists."""
    page = (DOCS / "explanation" / "what-is-not-simulated.md").read_text("utf-8")
    return re.findall(r"^\| `([A-Z]+-\d+)`, ", page, re.MULTILINE)


def test_each_decision_can_be_listed_or_is_said_never_to_be() -> None:
    decisions = tomllib.loads((DOCS / "facts" / "decisions.toml").read_text("utf-8"))
    listed = [id_ for id_ in ASSUMPTIONS if id_.startswith("D-")]
    assert len(decisions) == 44
    assert sorted([*listed, *never_listed()]) == sorted(decisions)
