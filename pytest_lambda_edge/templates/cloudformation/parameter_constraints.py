"""What a template demands of its parameters' values beside their type (CloudFormation guide: Parameters)."""

from __future__ import annotations

import math
import re
import warnings
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pytest_lambda_edge.model.problems import one_of, shown
from pytest_lambda_edge.templates.cloudformation.values import plain
from pytest_lambda_edge.templates.scalars import number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Broken", "broken"]

_LONGEST: Final = 4096  # characters of a parameter's value
_MOST_STEPS: Final = 1_000_000  # of one match
# A group, its end, a character or a class of them, and how often one of these may come.
_TOKEN: Final = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]"
    r"|\((?:\?(?:<?[=!]|[:>]|P?<\w+>))?|\{\d*(?P<comma>,?)(?P<most>\d*)\}|.",
    re.DOTALL,
)


class Broken(NamedTuple):
    """A constraint that a value does not keep, and what CloudFormation says of it where that is known."""

    must: str
    aws_message: str | None


def broken(name: str, text: str, kind: str, declared: Mapping[str, Any]) -> Broken | None:
    """Return the first constraint of a parameter that a value, or an item of a list, does not keep."""
    described = declared.get("ConstraintDescription")
    for must, said in _broken(text, kind, declared):
        if isinstance(described, str):
            aws_message = f"Parameter '{name}' failed to satisfy constraint: {described}"
            return Broken(f"{must} ({described})", aws_message)
        return Broken(must, None if said is None else f"Parameter '{name}' {said}")
    return None


def _broken(text: str, kind: str, declared: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    allowed = declared.get("AllowedValues")
    if isinstance(allowed, list) and allowed and text not in map(plain, allowed):
        yield f"be {one_of(allowed)}", "must be one of AllowedValues"
    if kind in {"String", "CommaDelimitedList"}:
        pattern = declared.get("AllowedPattern")
        if isinstance(pattern, str) and _matches(pattern, text) is False:
            yield f"match {shown(pattern)}", f"must match pattern {pattern}"
    if kind == "String":
        yield from _out_of_range(declared, "Length", Decimal(len(text)), "have at {} {} characters")
    if kind == "Number":
        yield from _out_of_range(declared, "Value", Decimal(text), "be at {} {}")


def _out_of_range(
    declared: Mapping[str, Any], of: str, size: Decimal, must: str
) -> Iterator[tuple[str, str | None]]:
    for bound, word, is_broken in (("Min", "least", Decimal.__lt__), ("Max", "most", Decimal.__gt__)):
        limit = number(declared.get(f"{bound}{of}"))
        if _is_number(limit) and is_broken(size, Decimal(str(limit))):
            yield must.format(word, limit), None


def _is_number(limit: object) -> bool:
    if isinstance(limit, float):
        return math.isfinite(limit)
    return isinstance(limit, int) and not isinstance(limit, bool)


def _matches(pattern: str, text: str) -> bool | None:
    """Whether a whole text matches; None where Python cannot say for sure, or not before long.

    CloudFormation's patterns are Java's, which differ a little.
    """
    if max(len(pattern), len(text)) > _LONGEST or _steps(pattern, len(text)) > _MOST_STEPS:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", FutureWarning)  # Of sets inside of sets, which are Java's.
            return re.compile(f"(?:{pattern})", re.ASCII).fullmatch(text) is not None
    except (re.error, FutureWarning, OverflowError, RecursionError):
        return None


def _steps(pattern: str, length: int) -> float:
    """Estimate from above how long a match takes: for ever where what is repeated has several ways."""
    steps, last = 1.0, ""
    several = inner = False  # ways to match: of the group around, and of the one that has ended
    around: list[bool] = []
    for token in _TOKEN.finditer(pattern):
        one = token[0]
        if one[0] == "(":
            around.append(several)
            several = False
        elif one == ")":
            inner, several = several, several or (bool(around) and around.pop())
        elif one == "|" or one[0] in "*+?{":
            if last == ")" and inner and one[0] in "*+{":
                return math.inf
            ways = 2 if one in "|?" else _ways(token, length)
            steps *= ways
            several = several or ways > 1
        last = one
    return steps


def _ways(repetition: re.Match[str], length: int) -> int:
    """Return in how many ways ``*``, ``+`` or ``{…}`` can match."""
    if repetition["comma"] == "":
        return 1
    most = repetition["most"]
    return min(length, int(most[:9])) + 1 if most else length + 1
