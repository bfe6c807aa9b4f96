"""What a response does to the cache: freshened, served stale, stored, or none of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.http.cache_control import parse_cache_control
from pytest_lambda_edge.http.fields import whole_number
from pytest_lambda_edge.http.headers import first, joined, values
from pytest_lambda_edge.http.messages import Response, reason_phrase
from pytest_lambda_edge.http.ranges import held_range, wanted_ranges
from pytest_lambda_edge.http.validators import weakened
from pytest_lambda_edge.model.event_type import EventType
from pytest_lambda_edge.pipeline.cache import StoredObject
from pytest_lambda_edge.pipeline.lifetime_choices import LIFETIME_CHOICES, has_choices, lifetime_choices
from pytest_lambda_edge.pipeline.lifetimes import (
    DEFAULT_ERROR_CACHING_MIN_TTL,
    Lifetime,
    error_lifetime,
    lifetime,
    stale_if_error,
    stale_while_revalidate,
)
from pytest_lambda_edge.pipeline.lookup import (
    OF_THE_BODY,
    is_cacheable,
    rest_on_what_shaped,
    serve,
    serve_hit,
    viewers_own_uri,
)
from pytest_lambda_edge.pipeline.response_headers import cleaned_headers
from pytest_lambda_edge.pipeline.table import Outcome

if TYPE_CHECKING:
    from pytest_lambda_edge.http.headers import HeaderMap
    from pytest_lambda_edge.pipeline.exchange import Exchange

__all__ = ["store", "validate"]

_REPLACES_NOTHING: Final = frozenset({206, 304})  # a part, and a word about an object of the viewer's own
_FRESHNESS: Final = frozenset({"cache-control", "expires"})
_OF_EVERY_304: Final = _FRESHNESS | {"age", "date"}  # what a revalidation is for (CF-085)
_ANY_LENGTH: Final = 10**18  # bytes, more than a Range can name
_INVALIDATED: Final = "not stored: invalidated while it was fetched"
_CLOUDFRONTS_PHRASES: Final = {302: "Moved Temporarily"}  # where it has another than RFC 9110 (LE-157)


def validate(x: Exchange) -> Outcome:
    """Hold what came against the expired object, where there is one (CF-084, CF-112)."""
    stored = x.stored
    if stored is None:
        return Outcome.PASSED
    if x.conditional and x.outgoing.status == 304:
        _freshen(x, stored)
        return Outcome.NOT_MODIFIED
    if x.outgoing.status >= 500:
        until = _stands_in_until(x, stored)
        if x.now < until:
            _stand_in(x, stored, until)
            return Outcome.STALE
    return Outcome.PASSED


def store(x: Exchange) -> Outcome:
    """Store the response under the key of the request, if it may be stored at all."""
    if not is_cacheable(x) or x.key is None:
        x.note("not stored: the method or the behavior is not cached")
        return Outcome.PASSED
    response = x.outgoing
    kept = _lifetime(x, response, x.now)
    if has_choices(response.headers) and _is_complete(response, x.asked.method):
        _rest_on_readings(x, response, kept)
    if _is_by_another_status(x, response.status) or (response.status == 410 and kept.storable):
        x.rest_on("D-30")
    if kept.storable and _is_complete(response, x.asked.method):
        stored = StoredObject(
            x.key,
            _as_kept(x, response),
            stored_at=x.now,
            fresh_until=x.now + kept.seconds,
            stale_until=x.now + max(kept.seconds, x.current_rules.behavior.max_ttl),
            last_good=_last_good(x, response),
            error_of_range=_error_of_range(x, response),
            by_cloudfront=x.by_cloudfront,
            rests_on=x.shaped_by,
        )
        stored.note_viewer_uri(viewers_own_uri(x))
        # No fact says which of the two comes first; the object that was fetched may be the old one.
        is_kept = x.site.cache.put(stored, x.invalidations)
        x.note(f"stored, fresh for {kept.seconds:g} s" if is_kept else _INVALIDATED)
        return Outcome.PASSED
    x.note(_why_not_stored(response, kept))
    if response.status == 304:
        x.rest_on("D-33")
    if response.status < 400 and response.status not in _REPLACES_NOTHING:
        x.site.cache.remove(x.key)
    return Outcome.PASSED


def _rest_on_readings(x: Exchange, response: Response, kept: Lifetime) -> None:
    """Note the choices without which the response would be kept for another time, or not at all."""

    def read(headers: HeaderMap, now: float) -> Lifetime:
        return _lifetime(x, Response(response.status, headers=headers), now)

    x.rest_on(*lifetime_choices(kept, response.headers, x.now, read))


def _is_by_another_status(x: Exchange, status: int) -> bool:
    """Return whether a function made the status by which it is decided what is stored (D-30).

    Good ones have the same rules, whoever made them.
    """
    if x.generated:
        return status >= 400
    own = x.origin_status or status
    return own != status and max(own, status) >= 400


def _last_good(x: Exchange, response: Response) -> StoredObject | None:
    """Return the object that an error takes the place of (CF-113), unless it was invalidated meanwhile."""
    good = x.stored
    if response.status < 400 or good is None or good.status == 206:
        return None
    return None if x.site.cache.is_invalidated(good, x.invalidations) else good


def _error_of_range(x: Exchange, response: Response) -> str | None:
    """Return the range to which alone an error is an answer; it takes no other part from the viewers."""
    asked = first(x.asked.headers, "range")
    if response.status < 400 or asked is None or x.asked.method != "GET":
        return None
    is_sent = x.forwarded is not None and "range" in x.forwarded.headers
    return asked if is_sent and wanted_ranges(asked, _ANY_LENGTH) is not None else None


def _why_not_stored(response: Response, kept: Lifetime) -> str:
    if kept.storable and response.status == 206:
        return "not stored: no Content-Range says which one part of the object its body is"
    if kept.storable:
        return "not stored: the body is shorter than its Content-Length"
    if response.status in _REPLACES_NOTHING:
        return f"not stored: status {response.status}"
    control = joined(response.headers, "cache-control")
    said = f"Cache-Control: {control}" if control else "no Cache-Control"
    return f"not stored: status {response.status} with {said}"


def _freshen(x: Exchange, stored: StoredObject) -> None:
    """Let a 304 bring the object up to date and serve it (CF-085, D-21)."""
    _note_if_hidden(x, stored)
    update = cleaned_headers(x.current_rules, x.outgoing.headers, from_s3=x.from_s3)
    headers = stored.headers
    news = {name: entries for name, entries in update.items() if _updates(name, update, headers)}
    if _is_in_doubt(x, news, headers):
        x.rest_on("D-21")
    headers.update(news)
    behavior = x.current_rules.behavior
    speaking = headers if _FRESHNESS.isdisjoint(update) else update
    said = Response(stored.status, headers=speaking)
    kept = lifetime(behavior, said, x.now)
    if has_choices(speaking):
        _rest_on_readings(x, said, kept)
    stored.freshen(headers, x.now, x.now + kept.seconds, x.now + max(kept.seconds, behavior.max_ttl))
    stored.rest_on(x.shaped_by, no_longer=LIFETIME_CHOICES)
    if kept.storable:
        x.site.cache.put(stored, x.invalidations)
    else:
        x.site.cache.remove(stored.key)
    rest_on_what_shaped(x, stored)
    serve(x, stored.response(), "RefreshHit")


def _is_in_doubt(x: Exchange, news: HeaderMap, stored: HeaderMap) -> bool:
    """Return whether it makes a difference that a 304 runs origin-response and updates headers (D-21).

    That it serves the stored body and begins a new lifetime is documented (CF-084, CF-085).
    """
    return EventType.ORIGIN_RESPONSE in x.current_rules.behavior.triggers or any(
        values(news, name) != values(stored, name) for name in news.keys() - _OF_EVERY_304
    )


def _updates(name: str, update: HeaderMap, stored: HeaderMap) -> bool:
    if name in OF_THE_BODY:
        return False
    if name == "etag":
        # Where CloudFront compressed the object, its own tag is the origin's, weakened (CF-222).
        return first(stored, "etag") != weakened(first(update, "etag") or "")
    return name != "vary"


def _stands_in_until(x: Exchange, stored: StoredObject) -> float:
    """Return until when the object stands in for an origin that fails (CF-092 to CF-094).

    One that was served while it is revalidated is not taken from the viewers by the failure (CF-091).
    """
    behavior, headers = x.current_rules.behavior, stored.headers
    seconds = stale_if_error(behavior, headers)
    until = stored.stale_until if seconds is None else stored.fresh_until + seconds
    if x.in_background:
        until = max(until, stored.fresh_until + stale_while_revalidate(behavior, headers))
    return until


def _stand_in(x: Exchange, stored: StoredObject, until: float) -> None:
    """Serve the expired object for the error's minimum TTL; then the origin is asked again (CF-112, D-42)."""
    _note_if_hidden(x, stored)
    stored.retry_at = min(x.now + _error_caching_min_ttl(x, x.outgoing.status), until)  # CF-093
    x.site.cache.put(stored, x.invalidations)
    serve_hit(x, stored)
    x.rest_on("D-42")


def _note_if_hidden(x: Exchange, stored: StoredObject) -> None:
    """Note that an error had taken the object's place, behind which it was kept (CF-113)."""
    in_place = x.site.cache.get(stored.key)
    if in_place is not None and in_place is not stored:
        x.rest_on("CF-113")


def _lifetime(x: Exchange, response: Response, now: float) -> Lifetime:
    behavior = x.current_rules.behavior
    if response.status < 400:
        return lifetime(behavior, response, now)
    return error_lifetime(
        behavior,
        response,
        now,
        min_ttl=_error_caching_min_ttl(x, response.status),
        from_s3=x.from_s3,
    )


def _error_caching_min_ttl(x: Exchange, status: int) -> float:
    configured = x.site.deployed.custom_error_responses.get(status)
    return DEFAULT_ERROR_CACHING_MIN_TTL if configured is None else configured.error_caching_min_ttl


def _is_complete(response: Response, method: str) -> bool:
    """Return whether the body is as long as its Content-Length says; one cut short is not stored (CF-101).

    A part must say, too, which bytes of the whole it holds (CF-098).
    """
    if response.status == 206 and held_range(response) is None:
        return False
    length = whole_number(first(response.headers, "content-length"))
    return method == "HEAD" or length is None or len(response.body) >= length


def _as_kept(x: Exchange, response: Response) -> Response:
    """Return what is stored; of what origin-request generated the cache keeps no phrase (LE-157)."""
    kept = _without_refused_cookies(response)
    if not x.generated:
        return kept
    phrase = _CLOUDFRONTS_PHRASES.get(kept.status) or reason_phrase(kept.status)
    return replace(kept, reason=phrase)


def _without_refused_cookies(response: Response) -> Response:
    """Leave out Set-Cookie where ``no-cache="Set-Cookie"`` asks for it (CF-074)."""
    refused = parse_cache_control(joined(response.headers, "cache-control")).argument("no-cache") or ""
    if "set-cookie" not in [name.strip().lower() for name in refused.split(",")]:
        return response
    headers = {name: entries for name, entries in response.headers.items() if name != "set-cookie"}
    return replace(response, headers=headers)
