"""What a row of the table of refusals holds, and how CloudFront's sentences begin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pytest_lambda_edge.model.event_type import EventType

__all__ = ["IN_HEADERS", "IN_JSON", "IN_ORIGIN", "IN_RESULT", "Rule", "row"]

IN_JSON: Final = "The Lambda function returned invalid JSON: "
IN_RESULT: Final = "The Lambda function result failed validation: "
IN_HEADERS: Final = "The Lambda function returned an invalid entry in the headers object: "
IN_ORIGIN: Final = "The Lambda function returned an invalid origin configuration: "


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that CloudFront refuses.

    ``facts`` are where it comes from, ``rests_on`` those of them that AWS does not document; ``event_types``
    are the events in which it can occur; ``sentence`` stands on CloudFront's error page, ``status`` is the
    page's (LE-249); ``advice`` says what to write instead.
    """

    id: str
    facts: tuple[str, ...]
    event_types: tuple[EventType, ...]
    sentence: str
    advice: str
    rests_on: tuple[str, ...] = ()
    status: int = 502


def row(  # noqa: PLR0913 - the columns of the table
    rule_id: str,
    event_types: tuple[EventType, ...],
    facts: str,
    sentence: str,
    advice: str,
    *,
    rests_on: str = "",
) -> Rule:
    """Return one row; ``facts`` and ``rests_on`` are ids with spaces between."""
    return Rule(rule_id, tuple(facts.split()), event_types, sentence, advice, tuple(rests_on.split()))
