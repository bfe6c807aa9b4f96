"""The pages of what refusals say: ``PYTHONPATH=tests python -m support.refusals_page`` writes them anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pytest_lambda_edge.events.refusals import RULES
from pytest_lambda_edge.events.restricted import (
    DISALLOWED,
    NOT_IN_CUSTOM_HEADERS,
    NOT_TO_BE_ADDED,
    READ_ONLY,
)
from support.edge_results import judge
from support.refused_results import REFUSED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.refused_results import Wrong

__all__ = ["HEADERS_PAGE", "PAGE", "restricted_headers", "section", "sections"]

PAGE = Path(__file__).parents[1] / "events" / "what_refusals_say.txt"
HEADERS_PAGE = PAGE.with_name("restricted_headers.txt")


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


def restricted_headers() -> Iterator[str]:
    """Yield the restricted headers, each with the facts that a refusal names."""
    rows = [
        ("never", DISALLOWED),
        *((f"not added by {event_type}", rows) for event_type, rows in NOT_TO_BE_ADDED.items()),
        *((f"read-only for {event_type}", rows) for event_type, rows in READ_ONLY.items()),
        ("not among an origin's custom headers", NOT_IN_CUSTOM_HEADERS),
    ]
    for kind, headers in rows:
        yield kind
        yield from (f"  {header.name} ({', '.join(header.facts)})" for header in headers)


def sections(page: str) -> dict[str, str]:
    """Return the sections of a page by their rules' ids."""
    return {text.partition("\n")[0]: f"{text.rstrip()}\n" for text in page.split("\n\n")}


if __name__ == "__main__":
    PAGE.write_text("\n".join(section(rule_id) for rule_id in RULES), encoding="utf-8")
    HEADERS_PAGE.write_text("\n".join(restricted_headers()) + "\n", encoding="utf-8")
