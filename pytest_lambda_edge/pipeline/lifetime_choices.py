"""Which undocumented choices made a difference to whether a response is kept, and for how long."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.http.cache_control import parse_cache_control
from pytest_lambda_edge.http.dates import parse_date
from pytest_lambda_edge.http.headers import joined
from pytest_lambda_edge.pipeline.lifetimes import is_refused, max_age

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_lambda_edge.http.headers import HeaderMap
    from pytest_lambda_edge.pipeline.lifetimes import Lifetime

    Said = tuple[HeaderMap, float]
    """The headers that speak of a lifetime, and the moment from which ``Expires`` counts."""

__all__ = ["EXPIRED_BY", "LIFETIME_CHOICES", "has_choices", "lifetime_choices"]

EXPIRED_BY: Final = ("CF-070", "CF-071")
"""The choices by which an object expires sooner than it would by another reading."""

_TELLING: Final = 1.0  # seconds: a fraction of one is no other outcome


def has_choices(headers: HeaderMap) -> bool:
    """Return whether headers hold anything about which AWS leaves a choice, which is quickly seen."""
    return "expires" in headers or "pragma" in headers or _refuses(joined(headers, "cache-control"))


def lifetime_choices(
    kept: Lifetime, headers: HeaderMap, now: float, read: Callable[[HeaderMap, float], Lifetime]
) -> Iterator[str]:
    """Yield the ids of the choices without which *headers* would have come to another lifetime than *kept*.

    *read* returns the lifetime that headers come to, with the moment from which their ``Expires`` counts.
    """
    for id_, others in _OTHER_READINGS.items():
        if any(_differ(kept, read(*other)) for other in others(headers, now)):
            yield id_


@lru_cache(maxsize=512)
def _refuses(cache_control: str | None) -> bool:
    return is_refused(parse_cache_control(cache_control))


def _differ(kept: Lifetime, other: Lifetime) -> bool:
    return kept.storable != other.storable or abs(kept.seconds - other.seconds) >= _TELLING


def _of_expires(headers: HeaderMap, now: float) -> Iterator[Said]:
    """Let Expires count from the origin's Date; let one that is past, or no date at all, say nothing."""
    expires = joined(headers, "expires")
    if expires is None:
        return
    moment = parse_date(expires)
    if moment is None or moment <= now:
        yield {name: entries for name, entries in headers.items() if name != "expires"}, now
    date = parse_date(joined(headers, "date") or "")
    if date is not None:
        yield headers, date


def _of_an_age(headers: HeaderMap, now: float) -> Iterator[Said]:
    """Let an age win over a directive that forbids to keep the response, or to serve it unasked."""
    control = parse_cache_control(joined(headers, "cache-control"))
    age = max_age(control)
    if age is not None and is_refused(control):
        yield _saying(headers, f"max-age={age}"), now


def _of_private(headers: HeaderMap, now: float) -> Iterator[Said]:
    """Let a private response be kept and revalidated, as a no-cache one is."""
    control = parse_cache_control(joined(headers, "cache-control"))
    if control.applies_to_whole_response("private") and not control.applies_to_whole_response("no-store"):
        age = max_age(control)
        yield _saying(headers, "no-cache" if age is None else f"no-cache, max-age={age}"), now


def _of_pragma(headers: HeaderMap, now: float) -> Iterator[Said]:
    """Let ``Pragma: no-cache`` count as the directive of Cache-Control does."""
    if "no-cache" in (joined(headers, "pragma") or "").lower():
        yield _saying(headers, f"no-cache, {joined(headers, 'cache-control') or ''}"), now


def _saying(headers: HeaderMap, cache_control: str) -> HeaderMap:
    return {**headers, "cache-control": [{"key": "Cache-Control", "value": cache_control}]}


# By the id of a choice, what headers might come to as well.
_OTHER_READINGS: Final[dict[str, Callable[[HeaderMap, float], Iterator[Said]]]] = {
    "CF-070": _of_expires,
    "CF-071": _of_an_age,
    "CF-072": _of_private,
    "CF-077": _of_pragma,
}

LIFETIME_CHOICES: Final = frozenset(_OTHER_READINGS)
"""The choices that a new lifetime leaves behind."""
