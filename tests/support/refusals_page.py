"""The page of what refusals say: ``PYTHONPATH=tests python -m support.refusals_page`` writes it anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pytest_lambda_edge.events.refusals import RULES
from support.edge_results import judge
from support.refused_results import REFUSED

if TYPE_CHECKING:
    from support.refused_results import Wrong

__all__ = ["PAGE", "section", "sections"]

PAGE = Path(__file__).parents[1] / "events" / "what_refusals_say.txt"


def section(rule_id: str) -> str:
    """Return what a rule says: events, CloudFront's sentence, our advice, and what each result has wrong."""
    rule = RULES[rule_id]
    lines = [rule_id, f"  in {', '.join(rule.event_types)}", f"  {rule.sentence}", f"  {rule.advice}"]
    lines.append(f"  {' '.join(rule.facts)}")
    lines += [f"  rests on {fact}" for fact in rule.rests_on]
    for wrong in (wrong for wrong in REFUSED if wrong.rule == rule_id):
        lines += [f"    {text}" for text in dict.fromkeys(_texts(wrong))]
    return "\n".join(lines) + "\n"


def _texts(wrong: Wrong) -> list[str]:
    events = wrong.event_types or RULES[wrong.rule].event_types
    return [str(found) for event in events for found in judge(event, wrong.change(event)).violations]


def sections(page: str) -> dict[str, str]:
    """Return the sections of a page by their rules' ids."""
    return {text.partition("\n")[0]: f"{text.rstrip()}\n" for text in page.split("\n\n")}


if __name__ == "__main__":
    PAGE.write_text("\n".join(section(rule_id) for rule_id in RULES), encoding="utf-8")
