"""The ids by which tests name the facts that they show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pytest

FACT_ID = re.compile(r"LE-\d{3}|CF-\d{3}|D-\d{2}")


def fact_problems(items: Iterable[pytest.Item]) -> Iterator[str]:
    """Yield one line for each ``fact`` mark that doesn't name facts as the fact sheets do."""
    for item in items:
        for mark in item.iter_markers("fact"):
            if mark.kwargs or not mark.args:
                yield f"{item.nodeid}: a fact mark takes ids and nothing else, not {mark}"
            for fact in mark.args:
                if not isinstance(fact, str) or not FACT_ID.fullmatch(fact):
                    yield f"{item.nodeid}: {fact!r} is no fact's id (LE-012, CF-009, D-01)"
