"""Regular expressions that a document brings along, of which none may hang the reader.

They are Python's, as in the module that packs by them. Python tries one way through an expression after the
other, so the ways are counted before: what repeats a group may have more of them than can be.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from typing import Final

__all__ = ["Expression", "expression_of"]

_MOST_CHARACTERS: Final = 1_000
_MOST_LOOPS: Final = 3
_ONE_CHARACTER: Final = re.compile(r"\\.|\[\^?\]?(?:[^\]\\]|\\.)*\]", re.DOTALL)
_REPEATED_GROUP: Final = re.compile(r"\)(?:[*+]|\{)")
_IN_PASSING: Final = re.compile(r"\(\?(?:#|[A-Za-z]*x)")  # comments, and the flag for more of them
_LOOP: Final = re.compile(r"[*+]|\{\d*,\d*\}")
_EITHER: Final = re.compile(r"(?<![*+}?(])\?|\|")


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression with what it takes at most: ``loops`` that end anywhere, gone through in ``ways``."""

    pattern: re.Pattern[str]
    loops: int
    ways: int

    def work(self, text: str) -> int:
        """Return how many steps a match takes at most, about."""
        steps: int = len(text) ** max(self.loops, 1)
        return self.ways * steps

    def matches(self, text: str) -> bool:
        """Whether the whole of a text matches."""
        return self.pattern.fullmatch(text) is not None


def expression_of(text: str) -> Expression:
    """Return an expression; ``ValueError`` for one that is not followed, with the rest of a sentence."""
    if len(text) > _MOST_CHARACTERS:
        message = f"has more than {_MOST_CHARACTERS:,} characters"
        raise ValueError(message)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pattern = re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        message = f"is no regular expression ({error})"
        raise ValueError(message) from None
    if _IN_PASSING.search(text):
        message = "has comments, or the flag x"
        raise ValueError(message)
    bare = _ONE_CHARACTER.sub("x", text)
    if _REPEATED_GROUP.search(bare):
        message = "repeats a group"
        raise ValueError(message)
    loops = len(_LOOP.findall(bare))
    if loops > _MOST_LOOPS:
        message = f"repeats something more than {_MOST_LOOPS} times over"
        raise ValueError(message)
    return Expression(pattern, loops, 2 ** len(_EITHER.findall(bare)))
