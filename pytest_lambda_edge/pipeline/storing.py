"""What a response does to the cache: freshened, served stale, stored, or none of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.http.cache_control import parse_cache_control
from pytest_lambda_edge.http.headers import first, joined
from pytest_lambda_edge.http.messages import Response, reason_phrase
from pytest_lambda_edge.http.ranges import held_range
from pytest_lambda_edge.http.validators import weakened
from pytest_lambda_edge.pipeline.cache import StoredObject
from pytest_lambda_edge.pipeline.lifetimes import (
    DEFAULT_ERROR_CACHING_MIN_TTL,
    Lifetime,
    error_lifetime,
    lifetime,
    stale_if_error,
    stale_while_revalidate,
)
from pytest_lambda_edge.pipeline.lookup import OF_THE_BODY, is_cacheable, serve, serve_hit, viewers_own_uri
from pytest_lambda_edge.pipeline.response_headers import cleaned_headers
from pytest_lambda_edge.pipeline.table import Outcome

if TYPE_CHECKING:
    from pytest_lambda_edge.http.headers import HeaderMap
    from pytest_lambda_edge.pipeline.exchange import Exchange

__all__ = ["store", "validate"]

_REPLACES_NOTHING: Final = frozenset({206, 304})  # a part, and a word about an object of the viewer's own
_FRESHNESS: Final = frozenset({"cache-control", "expires"})
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
    kept = _lifetime(x, response)
    choices = []
    if response.status >= 400 and (x.generated or response.status != x.origin_status):
        choices.append("D-30")
        x.rest_on("D-30")
    if kept.storable and _is_complete(response, x.asked.method):
        x.note(f"stored, fresh for {kept.seconds:g} s")
        if x.generated:
            choices.append("D-15")
        good = x.stored if response.status >= 400 and x.stored and x.stored.status != 206 else None
        stored = StoredObject(
            x.key,
            _as_kept(x, response),
            stored_at=x.now,
            fresh_until=x.now + kept.seconds,
            stale_until=x.now + max(kept.seconds, x.current_rules.behavior.max_ttl),
            last_good=good,
            rests_on=tuple(choices),
        )
        stored.note_viewer_uri(viewers_own_uri(x))
        x.site.cache.put(stored)
        return Outcome.PASSED
    x.note(_why_not_stored(response, kept))
    if response.status < 400 and response.status not in _REPLACES_NOTHING:
        x.site.cache.remove(x.key)
    return Outcome.PASSED


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
    update = cleaned_headers(x.current_rules, x.outgoing.headers, from_s3=x.from_s3)
    headers = stored.headers
    headers.update({name: entries for name, entries in update.items() if _updates(name, update, headers)})
    behavior = x.current_rules.behavior
    speaking = headers if _FRESHNESS.isdisjoint(update) else update
    kept = lifetime(behavior, Response(stored.status, headers=speaking), x.now)
    stored.freshen(headers, x.now, x.now + kept.seconds, x.now + max(kept.seconds, behavior.max_ttl))
    if kept.storable:
        x.site.cache.put(stored)
    else:
        x.site.cache.remove(stored.key)
    serve(x, stored.response(), "RefreshHit")
    x.rest_on("D-21")


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
    stored.retry_at = min(x.now + _error_caching_min_ttl(x, x.outgoing.status), until)  # CF-093
    x.site.cache.put(stored)
    serve_hit(x, stored)
    x.rest_on("D-42")


def _lifetime(x: Exchange, response: Response) -> Lifetime:
    behavior = x.current_rules.behavior
    if response.status < 400:
        return lifetime(behavior, response, x.now)
    return error_lifetime(
        behavior,
        response,
        x.now,
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
    length = first(response.headers, "content-length")
    if method == "HEAD" or length is None or not (length.isascii() and length.isdigit()):
        return True
    return len(length) < 16 and len(response.body) >= int(length)


def _as_kept(x: Exchange, response: Response) -> Response:
    """Return what is stored; of what origin-request generated the cache keeps no phrase (LE-157)."""
    kept = _without_refused_cookies(response)
    if not x.generated:
        return kept
    phrase = _CLOUDFRONTS_PHRASES.get(kept.status) or reason_phrase(kept.status)
    return Response(kept.status, phrase, kept.headers, kept.body)


def _without_refused_cookies(response: Response) -> Response:
    """Leave out Set-Cookie where ``no-cache="Set-Cookie"`` asks for it (CF-074)."""
    refused = parse_cache_control(joined(response.headers, "cache-control")).argument("no-cache") or ""
    if "set-cookie" not in [name.strip().lower() for name in refused.split(",")]:
        return response
    headers = {name: entries for name, entries in response.headers.items() if name != "set-cookie"}
    return Response(response.status, response.reason, headers, response.body)
