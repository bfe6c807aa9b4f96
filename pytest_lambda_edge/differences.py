"""What differs between a Result and what somebody expects of it, each difference as a line: expected, got."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import EdgeError
from pytest_lambda_edge.model.event_type import EVENT_TYPES, EventType
from pytest_lambda_edge.model.path_patterns import canonical, normalized, wildcards
from pytest_lambda_edge.model.problems import did_you_mean, item, one_of, shown
from pytest_lambda_edge.pipeline.table import SkipReason

if TYPE_CHECKING:
    from collections.abc import Iterable
    from enum import StrEnum
    from typing import TypeVar

    from pytest_lambda_edge.http.headers import Headers
    from pytest_lambda_edge.model.deployed import DeployedBehavior
    from pytest_lambda_edge.result import Result

    Member = TypeVar("Member", bound=StrEnum)

__all__ = [
    "body_differences",
    "event_types",
    "fired_differences",
    "header_differences",
    "line_differences",
    "not_fired_differences",
    "request_event",
    "result_type_differences",
    "short_circuit_differences",
    "skip_reason",
    "status_differences",
]

TextWanted = str | re.Pattern[str]
HeaderWanted = TextWanted | Sequence[TextWanted] | None
BodyWanted = str | bytes | re.Pattern[str] | re.Pattern[bytes]

RESULT_TYPES: Final = (
    "Hit",
    "RefreshHit",
    "OriginShieldHit",
    "Miss",
    "Error",
    "Redirect",
    "LambdaGeneratedResponse",
    "LambdaExecutionError",
    "LambdaValidationError",
    "LambdaLimitExceeded",
    "FunctionGeneratedResponse",
    "FunctionExecutionError",
    "FunctionThrottledError",
    "FunctionValidationError",
    "LimitExceeded",
    "CapacityExceeded",
)  # CF-199, LE-361

_NOBODY: Final = "no function"
_WINDOW: Final = 30
_OTHERS_SHOWN: Final = 3


def event_types(given: Iterable[object]) -> tuple[EventType, ...]:
    """Return event types as such; raises ``ValueError`` for what is none."""
    return tuple(_member(EventType, one, "event type") for one in given)


def request_event(given: object) -> EventType:
    """Return the event whose function may answer; raises ``ValueError`` for what is no request event."""
    event_type = _member(EventType, given, "event type")
    if event_type in {EventType.VIEWER_REQUEST, EventType.ORIGIN_REQUEST}:
        return event_type
    raise ValueError(f"{given!r} never short-circuits: only viewer-request and origin-request can")


def skip_reason(given: object) -> SkipReason:
    """Return a reason as such; raises ``ValueError`` for what is none."""
    return _member(SkipReason, given, "reason for which a trigger is skipped")


def _member(kind: type[Member], given: object, what: str) -> Member:
    options = [member.value for member in kind]
    if isinstance(given, str) and given in options:
        return kind(given)
    hint = did_you_mean(given, options) or f"; it is {one_of(options)}"
    raise ValueError(f"{shown(given)} is no {what}{hint}")


def fired_differences(result: Result, wanted: tuple[EventType, ...]) -> list[str]:
    """Compare what fired with exactly *wanted*, in its order."""
    fired = result.fired
    if fired == wanted:
        return []
    missing, surplus = Counter(wanted) - Counter(fired), Counter(fired) - Counter(wanted)
    return [
        f"fired: expected {_names(wanted)}, got {_names(fired)}",
        *(f"  {event_type} did not fire{_because(result, event_type)}" for event_type in missing),
        *(f"  {event_type} fired, which was not expected" for event_type in surplus),
        *(["  the same ones, in another order"] if not missing and not surplus else []),
    ]


def not_fired_differences(
    result: Result, unwanted: tuple[EventType, ...], because: SkipReason | None = None
) -> list[str]:
    """Check that none of *unwanted* fired (none given: none at all), and why not."""
    if any(event_type in result.fired for event_type in unwanted or EVENT_TYPES):
        wanted = " and ".join(f"no {event_type}" for event_type in unwanted) or _names(())
        return [f"fired: expected {wanted}, got {_names(result.fired)}"]
    if because is None:
        return []
    triggers = () if result.behavior is None else tuple(result.behavior.triggers)
    return [
        f"{event_type}: expected skipped: {because}, got {_reason(result, event_type)}"
        for event_type in unwanted or triggers or EVENT_TYPES
        if result.skipped.get(event_type) is not because
    ]


def _reason(result: Result, event_type: EventType) -> str:
    return result.skipped.get(event_type) or f"nothing{_because(result, event_type)}"


def _because(result: Result, event_type: EventType) -> str:
    """Return why a trigger did not fire, as the end of a sentence, as far as that is known."""
    if event_type in result.skipped:
        return f": {result.skipped[event_type]}"
    if result.behavior is not None and event_type not in result.behavior.triggers:
        own = f"the behavior {result.behavior.path_pattern} has no such trigger"
        return f": {own}{_elsewhere(result, event_type)}"
    return ""


def _elsewhere(result: Result, event_type: EventType) -> str:
    """Return which other behaviors have the trigger, and why the request is none of theirs."""
    exchange = result._exchange  # noqa: SLF001 - a Result shows its own behavior only
    behaviors = exchange.site.deployed.behaviors
    others = [one for one in behaviors if one is not result.behavior and event_type in one.triggers]
    if not others:
        return ""
    path = normalized(exchange.received.uri)
    return "".join(
        "; the default behavior has one, but stands last"
        if one is behaviors[-1]
        else f"; {item('behaviors', one.path_pattern)} has one{_why_not_it(one, path)}"
        for one in others[:_OTHERS_SHOWN]
    )


def _why_not_it(behavior: DeployedBehavior, path: str) -> str:
    """Return why a request is none of a behavior that is not its own."""
    matches = wildcards(canonical(behavior.path_pattern)).match(path)
    return (
        f", whose pattern {'matches the path too but stands later' if matches else f'does not match {path}'}"
    )


def short_circuit_differences(result: Result, by: EventType | None) -> list[str]:
    """Compare the event whose function answered with *by*; None means no function's."""
    got = result.short_circuited_by
    return [] if got is by else [f"short-circuited by: expected {by or _NOBODY}, got {got or _NOBODY}"]


def result_type_differences(result: Result, types: Sequence[str]) -> list[str]:
    """Check that the result type is one of *types*; raises ``ValueError`` for what CloudFront never says."""
    for one in types:
        if one not in RESULT_TYPES:
            raise ValueError(f"{shown(one)} is no result type{did_you_mean(one, RESULT_TYPES)}")
    if result.result_type in types:
        return []
    return [f"result type: expected {' or '.join(types)}, got {result.result_type}"]


def status_differences(result: Result, wanted: object) -> list[str]:
    """Compare the status code of the response."""
    if not isinstance(wanted, int) or isinstance(wanted, bool):
        raise TypeError(f"status is a number, not {shown(wanted)}")
    try:
        got = result.status_code
    except EdgeError as error:
        return [f"status: expected {wanted:d}, got none: {error}"]
    return [] if got == wanted else [f"status: expected {wanted:d}, got {got}"]


def header_differences(headers: Headers, wanted: Mapping[str, HeaderWanted]) -> list[str]:
    """Compare headers: a str with the joined lines, a list with each; a regex is searched, None is absent."""
    if not isinstance(wanted, Mapping):
        raise TypeError(f"headers is a mapping of names to values, not {shown(wanted)}")
    return [line for name, value in wanted.items() for line in _one_header(headers, name, value)]


def _one_header(headers: Headers, name: object, wanted: object) -> list[str]:
    if not isinstance(name, str):
        raise TypeError(f"headers: a name is a string, not {shown(name)}")
    label, got, lines = f"header {name}", headers.get(name), headers.getlist(name)
    if wanted is None:
        return [] if got is None else [f"{label}: expected none, got {shown(got)}"]
    if isinstance(wanted, (str, re.Pattern)):
        return (
            [f"{label}: {_expected(wanted)}, got none"]
            if got is None
            else _text_differences(label, wanted, got)
        )
    if isinstance(wanted, Sequence) and all(isinstance(one, (str, re.Pattern)) for one in wanted):
        if len(wanted) == len(lines) and not any(map(_mismatch, wanted, lines)):
            return []
        return [f"{label}: expected the lines {_list(wanted)}, got {_list(lines)}"]
    raise TypeError(
        f"headers[{name!r}] is a str, a compiled regex, a list of lines or None, not {shown(wanted)}"
    )


def line_differences(label: str, wanted: object, got: str) -> list[str]:
    """Compare a short text whole, or search a regex in it."""
    if isinstance(wanted, str) or (isinstance(wanted, re.Pattern) and isinstance(wanted.pattern, str)):
        return _text_differences(label, wanted, got)
    raise TypeError(f"{label} is a str or a compiled regex, not {shown(wanted)}")


def body_differences(wanted: BodyWanted, got: bytes, text: str) -> list[str]:
    """Compare a body: bytes with its bytes, a str with its text; a regex is searched in what it fits."""
    if isinstance(wanted, bytes) or (isinstance(wanted, re.Pattern) and isinstance(wanted.pattern, bytes)):
        return _text_differences("body", wanted, got)
    if isinstance(wanted, (str, re.Pattern)):
        return _text_differences("body", wanted, text)
    raise TypeError(f"body is a str, bytes or a compiled regex, not {shown(wanted)}")


def _text_differences(label: str, wanted: Any, got: str | bytes) -> list[str]:
    """Compare a text (or bytes) whole, or search a regex in it; long ones show their first difference."""
    if not _mismatch(wanted, got):
        return []
    if isinstance(wanted, re.Pattern) or len(wanted) + len(got) <= 4 * _WINDOW:
        return [f"{label}: {_expected(wanted)}, got {shown(got)}"]
    at = next((i for i, (one, other) in enumerate(zip(wanted, got, strict=False)) if one != other), None)
    at = min(len(wanted), len(got)) if at is None else at
    around = slice(max(at - _WINDOW, 0), at + _WINDOW)
    return [
        f"{label}: differs at {at} (expected {len(wanted)} long, got {len(got)})",
        f"  expected …{wanted[around]!r}…",
        f"  got      …{got[around]!r}…",
    ]


def _mismatch(wanted: Any, got: Any) -> bool:
    return not wanted.search(got) if isinstance(wanted, re.Pattern) else wanted != got


def _expected(wanted: Any) -> str:
    if isinstance(wanted, re.Pattern):
        return f"expected a match of {wanted.pattern!r}"
    return f"expected {shown(wanted)}"


def _list(wanted: Iterable[Any]) -> str:
    shown_ones = (
        f"re.compile({one.pattern!r})" if isinstance(one, re.Pattern) else repr(one) for one in wanted
    )
    return f"[{', '.join(shown_ones)}]"


def _names(types: Sequence[EventType]) -> str:
    return ", ".join(types) or "nothing"
