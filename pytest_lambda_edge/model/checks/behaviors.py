"""What CloudFront refuses about cache behaviors, their path patterns and methods."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_lambda_edge.errors import Problem
from pytest_lambda_edge.model.path_patterns import canonical
from pytest_lambda_edge.model.problems import inside, item, nearest, shown, unless_one_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pytest_lambda_edge.model.behaviors import BehaviorSettings

__all__ = ["behavior_problems", "pattern_problems"]

_MOST_BEHAVIORS = 75  # CF-025
_LONGEST_PATTERN = 255  # CF-020
_PATTERN = re.compile(r"""[A-Za-z0-9_.*?$/~"'@:+&-]+""")  # CF-020

_PROTOCOL_POLICIES = ("allow-all", "https-only", "redirect-to-https")  # the API's ViewerProtocolPolicy

_READ = ("GET", "HEAD")
_READ_AND_OPTIONS = (*_READ, "OPTIONS")
_WRITE = ("PUT", "POST", "PATCH", "DELETE")
_WRITES_TO_A_GROUP = (
    "The parameter AllowedMethods cannot include POST, PUT, PATCH, or DELETE for a cached behavior associated"
    " with an origin group."
)
_CACHED_METHODS = (_READ, _READ_AND_OPTIONS)
_ALLOWED_METHODS = (*_CACHED_METHODS, (*_READ_AND_OPTIONS, *_WRITE))  # CF-157


def pattern_problems(patterns: Iterable[str], place: str) -> Iterator[Problem]:
    """Yield what is wrong with the path patterns of a distribution (CF-020, CF-309, CF-316)."""
    seen: dict[str, str] = {}
    for pattern in patterns:
        where = item(place, pattern)
        if not pattern or len(pattern) > _LONGEST_PATTERN:
            yield Problem(where, f"a path pattern has 1 to {_LONGEST_PATTERN} characters", "InvalidArgument")
        elif not _PATTERN.fullmatch(pattern):
            bad = "".join(sorted(set(_PATTERN.sub("", pattern))))
            message = f"a path pattern has letters, digits and _-.*?$/~\"'@:+& only, so not {shown(bad)}"
            yield Problem(where, message, "InvalidArgument")
        if canonical(pattern) in seen:  # CF-316 has the code; AWS's own words are not known
            message = (
                f"is the same path pattern as {seen[canonical(pattern)]!r}: a leading '/' is implied (CF-017)"
            )
            yield Problem(where, message, "InvalidArgument")
        seen.setdefault(canonical(pattern), pattern)
    if len(seen) > _MOST_BEHAVIORS:
        message = f"a distribution has at most {_MOST_BEHAVIORS} cache behaviors, not {len(seen)}"
        yield Problem(place, message, "TooManyCacheBehaviors")


def behavior_problems(settings: BehaviorSettings, place: str, *, to_group: bool) -> Iterator[Problem]:
    """Yield what is wrong with a behavior's own settings; *to_group*: its origin is an origin group."""
    policy = inside(place, "viewer_protocol_policy")
    yield from unless_one_of(policy, settings.viewer_protocol_policy, _PROTOCOL_POLICIES)
    allowed = inside(place, "allowed_methods")
    yield from _methods(settings.allowed_methods, _ALLOWED_METHODS, allowed)
    yield from _methods(settings.cached_methods, _CACHED_METHODS, inside(place, "cached_methods"))
    if to_group and set(settings.allowed_methods) & set(_WRITE):
        message = "cannot include POST, PUT, PATCH or DELETE, since the origin is an origin group (CF-159)"
        yield Problem(allowed, message, "InvalidArgument", aws_message=_WRITES_TO_A_GROUP)


def _methods(given: Sequence[str], sets: Sequence[Sequence[str]], place: str) -> Iterator[Problem]:
    if any(set(given) == set(methods) for methods in sets):
        return
    options = " or ".join(str(list(methods)) for methods in sets)
    every = sets[-1]
    meant = sorted({nearest(method, every) or method for method in given} | set(_READ))
    fitting = next((methods for methods in sets if set(meant) <= set(methods)), None)
    hint = f"; did you mean {list(fitting)}?" if fitting else ""
    yield Problem(place, f"must be {options}, not {shown(list(given))}{hint}", "InvalidArgument")
