"""How long a response may be served from the cache (CF-068 to CF-083, CF-103 to CF-111)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.http.cache_control import parse_cache_control
from pytest_lambda_edge.http.dates import parse_date
from pytest_lambda_edge.http.headers import joined
from pytest_lambda_edge.http.validators import varies_on_everything

if TYPE_CHECKING:
    from pytest_lambda_edge.http.cache_control import CacheControl
    from pytest_lambda_edge.http.headers import HeaderMap
    from pytest_lambda_edge.http.messages import Response
    from pytest_lambda_edge.model.deployed import DeployedBehavior

__all__ = [
    "DEFAULT_ERROR_CACHING_MIN_TTL",
    "ERROR_CACHING",
    "ErrorCaching",
    "Lifetime",
    "error_lifetime",
    "is_refused",
    "lifetime",
    "max_age",
    "stale_if_error",
    "stale_while_revalidate",
]

DEFAULT_ERROR_CACHING_MIN_TTL: Final = 10  # seconds, for every code (CF-106)
_S3_ERROR_CACHING_FLOOR: Final = 1  # seconds (CF-108)
_UNCACHEABLE_DIRECTIVES: Final = ("no-store", "private", "no-cache")


class ErrorCaching(Enum):
    """The three ways in which an error status may be stored."""

    ALWAYS = auto()  # for ErrorCachingMinTTL at least, whatever the origin says
    UNLESS_REFUSED = auto()  # likewise, but not with no-store, no-cache or private (CF-107)
    WITH_MAX_AGE = auto()  # only when the origin sent max-age or s-maxage


# CF-103, CF-107; 410 is D-30's reading of CF-104. What is not here is never stored (CF-110 for 416).
ERROR_CACHING: Final[dict[int, ErrorCaching]] = {
    400: ErrorCaching.WITH_MAX_AGE,
    403: ErrorCaching.WITH_MAX_AGE,
    404: ErrorCaching.UNLESS_REFUSED,
    405: ErrorCaching.WITH_MAX_AGE,
    410: ErrorCaching.UNLESS_REFUSED,
    412: ErrorCaching.WITH_MAX_AGE,
    414: ErrorCaching.UNLESS_REFUSED,
    415: ErrorCaching.WITH_MAX_AGE,
    500: ErrorCaching.ALWAYS,
    501: ErrorCaching.UNLESS_REFUSED,
    502: ErrorCaching.ALWAYS,
    503: ErrorCaching.ALWAYS,
    504: ErrorCaching.ALWAYS,
}

_ONLY_WITH_CACHE_CONTROL: Final = frozenset({307, 308})  # CF-082


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Whether to store, and for how many seconds the object is then fresh (0: ask the origin each time)."""

    storable: bool
    seconds: float = 0.0


_NOT_STORED: Final = Lifetime(storable=False)


def lifetime(behavior: DeployedBehavior, response: Response, now: float) -> Lifetime:
    """Return the lifetime of a response below 400 under the behavior's three TTLs (CF-068)."""
    status, headers = response.status, response.headers
    if status == 304:
        return _NOT_STORED
    value = joined(headers, "cache-control")
    if status in _ONLY_WITH_CACHE_CONTROL and value is None:
        return _NOT_STORED
    control = parse_cache_control(value)
    if is_refused(control):
        return _refused_lifetime(behavior, control)
    if behavior.min_ttl == 0 and varies_on_everything(headers):
        return Lifetime(storable=True)  # CF-080
    stated = _stated_seconds(control, headers, now)
    if stated is None:
        return Lifetime(storable=True, seconds=max(behavior.default_ttl, behavior.min_ttl))
    return Lifetime(storable=True, seconds=max(min(stated, behavior.max_ttl), behavior.min_ttl))


def error_lifetime(
    behavior: DeployedBehavior, response: Response, now: float, *, min_ttl: float, from_s3: bool
) -> Lifetime:
    """Return the lifetime of a 4xx or 5xx; *min_ttl* is the code's ErrorCachingMinTTL in seconds (CF-106)."""
    headers = response.headers
    caching = ERROR_CACHING.get(response.status)
    if caching is None:
        return _NOT_STORED
    control = parse_cache_control(joined(headers, "cache-control"))
    refused = is_refused(control)
    if caching is ErrorCaching.UNLESS_REFUSED and refused:
        return _NOT_STORED
    if caching is ErrorCaching.WITH_MAX_AGE and max_age(control) is None:
        return _NOT_STORED
    stated = 0.0 if refused else _stated_seconds(control, headers, now) or 0.0
    if max_age(control) is not None:
        stated = min(stated, behavior.max_ttl)  # CF-106: of Expires nothing is said.
    floor = max(min_ttl, _S3_ERROR_CACHING_FLOOR) if from_s3 else min_ttl
    seconds = max(floor, stated)
    return Lifetime(storable=True, seconds=seconds) if seconds > 0 else _NOT_STORED


def stale_while_revalidate(behavior: DeployedBehavior, headers: HeaderMap) -> float:
    """Return for how many seconds after its expiry an object is served while it is revalidated (CF-091).

    That is 0 for an object of which nothing may be served without asking the origin (CF-068, CF-080).
    """
    control = parse_cache_control(joined(headers, "cache-control"))
    stated = control.seconds("stale-while-revalidate")
    if not stated:
        return 0.0
    if behavior.min_ttl == 0 and (is_refused(control) or varies_on_everything(headers)):
        return 0.0
    return min(stated, behavior.max_ttl)


def stale_if_error(behavior: DeployedBehavior, headers: HeaderMap) -> float | None:
    """Return for how many seconds after its expiry an object stands in for an error (CF-092).

    None where the object does not say, so that it does until its Maximum TTL (CF-093).
    """
    stated = parse_cache_control(joined(headers, "cache-control")).seconds("stale-if-error")
    return None if stated is None else min(stated, behavior.max_ttl)


def is_refused(control: CacheControl) -> bool:
    """Return whether no-store, private or no-cache is said of the whole response."""
    return any(control.applies_to_whole_response(name) for name in _UNCACHEABLE_DIRECTIVES)


def _refused_lifetime(behavior: DeployedBehavior, control: CacheControl) -> Lifetime:
    if behavior.min_ttl > 0:
        return Lifetime(storable=True, seconds=behavior.min_ttl)
    # CF-072: only no-cache keeps the object, to be revalidated at every request.
    if any(control.applies_to_whole_response(name) for name in ("no-store", "private")):
        return _NOT_STORED
    return Lifetime(storable=True)


def _stated_seconds(control: CacheControl, headers: HeaderMap, now: float) -> float | None:
    """Return the seconds that the origin stated, or None: s-maxage before max-age before Expires."""
    age = max_age(control)
    if age is not None:
        return age
    expires = joined(headers, "expires")
    if expires is None:
        return None
    moment = parse_date(expires)
    return 0.0 if moment is None else max(moment - now, 0.0)  # CF-070


def max_age(control: CacheControl) -> int | None:
    """Return the age in seconds that counts for CloudFront: s-maxage before max-age."""
    shared = control.seconds("s-maxage")
    return control.seconds("max-age") if shared is None else shared
