"""Path patterns: which behavior a path belongs to (CF-015 to CF-023)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_lambda_edge.model.deployed import DeployedBehavior, DeployedDistribution

__all__ = ["canonical", "compiled", "match_behavior", "needs_normalizing", "normalized", "wildcards"]


def match_behavior(distribution: DeployedDistribution, path: str) -> DeployedBehavior:
    """Return the first behavior whose pattern matches a raw path, or the default one (CF-015)."""
    return _first_match(distribution, normalized(path))


def needs_normalizing(distribution: DeployedDistribution, path: str) -> bool:
    """Return whether a raw path would belong to another behavior if it were matched as it is (D-17)."""
    compared = normalized(path)
    return compared != path and _first_match(distribution, compared) is not _first_match(distribution, path)


def _first_match(distribution: DeployedDistribution, path: str) -> DeployedBehavior:
    matcher = distribution.path_matcher
    match = None if matcher is None else matcher.match(path)
    if match is None:
        return distribution.behaviors[-1]
    assert match.lastindex is not None, "each pattern has its group"
    return distribution.behaviors[match.lastindex - 1]


def canonical(pattern: str) -> str:
    """Return a pattern with the leading ``/`` that it may leave out (CF-017)."""
    return pattern if pattern.startswith("/") else f"/{pattern}"


def compiled(patterns: Iterable[str]) -> re.Pattern[str] | None:
    """Compile patterns into one expression with an empty group behind each, or None when there are none.

    The ``/`` that all begin with stands in front of the alternatives and nothing stands before their letters:
    so Python rules most of them out by the first one, and 75 patterns are nearly as fast as one.
    """
    alternatives = "|".join(f"{_expression(canonical(pattern)[1:])}()" for pattern in patterns)
    return re.compile(f"/(?:{alternatives})", re.DOTALL) if alternatives else None


@lru_cache(maxsize=256)
def wildcards(pattern: str) -> re.Pattern[str]:
    """Compile a text in which ``*`` and ``?`` are wildcards; it matches all of a text or nothing."""
    return re.compile(_expression(pattern), re.DOTALL)


def _expression(pattern: str) -> str:
    """Translate ``*`` and ``?`` (CF-016); nothing else in a pattern is special.

    What stands between two stars is matched where it first occurs and tried nowhere else, and the last star
    takes all and looks back for what follows it: that is enough, and no path can make it slow.
    """
    first, *middle = re.split(r"\*+", pattern)
    if not middle:
        return rf"{_literal(first)}\Z"
    *middle, last = middle
    between = "".join(f"(?>.*?{_literal(part)})" for part in middle)
    return f"{_literal(first)}{between}" + (rf".{{{len(last)},}}+(?<={_literal(last)})" if last else r".*\Z")


def _literal(part: str) -> str:
    return "".join("." if letter == "?" else re.escape(letter) for letter in part)


_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")  # RFC 3986, 2.3


def normalized(path: str) -> str:
    """Return a path as it is compared with patterns, and for nothing else (CF-021, CF-022, D-17).

    Escapes of unreserved characters are decoded and others written in capitals, ``//`` is collapsed, dot
    segments are removed.
    """
    if "%" not in path and "//" not in path and "/." not in path:
        return path
    path = _ESCAPE.sub(_decoded, path)
    path = re.sub("/{2,}", "/", path)
    return _without_dot_segments(path)


def _decoded(escape: re.Match[str]) -> str:
    letter = chr(int(escape[1], 16))
    return letter if letter in _UNRESERVED else escape[0].upper()


def _without_dot_segments(path: str) -> str:
    """Remove ``.`` and ``..`` (RFC 3986, 5.2.4); a path that ends in one ends in ``/``."""
    kept: list[str] = []
    segments = path.removeprefix("/").split("/")
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)
