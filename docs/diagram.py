# ruff: noqa: INP001 - a script, in no package
"""Draw the way of a request, from the table by which requests walk, into the page that explains it.

``python docs/diagram.py`` brings the page up to date. A test keeps it so.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.model.event_type import EVENT_TYPES
from pytest_lambda_edge.pipeline.table import START, WAY, Outcome, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_lambda_edge.pipeline.table import Row

PAGE: Final = Path(__file__).parent / "explanation" / "how-a-request-travels.md"

_DIAGRAM: Final = re.compile(r"(?<=^```mermaid\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)
_TABLE: Final = re.compile(r"(?<=^\| --- \| --- \| --- \|\n).*?(?=^$)", re.DOTALL | re.MULTILINE)
_FUNCTIONS: Final = "classDef function fill:#fff3e0,stroke:#e65100,color:#000"


def drawn(page: str) -> str:
    """Return the text of a page with its diagram and its table as the way is now."""
    page = _DIAGRAM.sub(lambda _: "\n".join(diagram()) + "\n", page, count=1)
    return _TABLE.sub(lambda _: "\n".join(skips()) + "\n", page, count=1)


def diagram() -> Iterator[str]:
    """Yield the lines of a Mermaid flowchart: a node a step, an arrow a row."""
    yield "flowchart TD"
    yield f"    viewer([the viewer's request]) --> {_node(START)}"
    for step, rows in WAY.items():
        yield f"    {_node(step)}[{step}]"
        for outcome, row in rows.items():
            yield f"    {_node(step)} {_arrow(outcome)} {_target(row)}"
    yield f"    {_FUNCTIONS}"
    yield f"    class {','.join(_node(Step(event_type)) for event_type in EVENT_TYPES)} function"


def skips() -> Iterator[str]:
    """Yield the rows of a table: upon what outcome which triggers stay silent, and the reason."""
    for step, rows in WAY.items():
        for outcome, row in rows.items():
            if row.because is not None:
                silent = "all" if row.skips == EVENT_TYPES else ", ".join(f"`{one}`" for one in row.skips)
                yield f"| {step}: {outcome} | {silent} | `{row.because}` |"


def _node(step: Step) -> str:
    return step.name.lower()


def _arrow(outcome: Outcome) -> str:
    return "-->" if outcome in {Outcome.PASSED, Outcome.DELIVERED} else f"-- {outcome} -->"


def _target(row: Row) -> str:
    return "answered([the viewer's response])" if row.then is None else _node(row.then)


if __name__ == "__main__":
    PAGE.write_text(drawn(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
