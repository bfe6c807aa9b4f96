"""What becomes of a test that rests on choices which AWS does not document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.pipeline.assumptions import assumption

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_lambda_edge.pipeline.assumptions import Assumption
    from pytest_lambda_edge.result import Result

__all__ = ["failure", "guesses", "told"]

_CONFIDENCES: Final = "LMH"  # from the lowest to the highest

Guess = tuple["Assumption", "Result"]


def guesses(assumed: Mapping[str, Result], min_confidence: str) -> list[Guess]:
    """Return the assumptions below a confidence (empty: all), each with the first Result that rests on it."""
    enough = _CONFIDENCES.find(min_confidence) if min_confidence else len(_CONFIDENCES)
    found = ((assumption(id_), result) for id_, result in assumed.items())
    return [guess for guess in found if _CONFIDENCES.index(guess[0].confidence) < enough]


def failure(found: list[Guess]) -> str:
    """Return the text of the failure of a test with guesses; each is told with its first request."""
    count = "a choice" if len(found) == 1 else f"{len(found)} choices"
    return "\n".join(
        [
            f"edge_assumptions = error: this test rests on {count} that AWS does not document",
            *(f"  {told(guess)}" for guess in found),
            "CloudFront may do otherwise. Test what does not depend on it, or let it pass: by its confidence",
            "(`edge_assumptions_min_confidence`), or by its id (`edge_assumptions = warn`, and a line of",
            "`filterwarnings`).",
        ]
    )


def told(guess: Guess) -> str:
    """Return an assumption and the first request that rests on it, on one line."""
    assumed, result = guess
    return f"{assumed}; first: {result!r}"
