"""The cache lookup: what a fresh, an expired and a missing object lead to (CF-012, CF-091, CF-098)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.http.headers import first, from_pairs
from pytest_lambda_edge.http.messages import Request, Response, reason_phrase
from pytest_lambda_edge.http.ranges import partial_response
from pytest_lambda_edge.http.validators import is_unchanged
from pytest_lambda_edge.model.event_type import EventType
from pytest_lambda_edge.pipeline.cache_key import cache_key, head_key
from pytest_lambda_edge.pipeline.cloudfront_responses import error_response
from pytest_lambda_edge.pipeline.exchange import Stale
from pytest_lambda_edge.pipeline.key_choices import has_choices, key_choices
from pytest_lambda_edge.pipeline.lifetime_choices import EXPIRED_BY
from pytest_lambda_edge.pipeline.lifetimes import stale_while_revalidate
from pytest_lambda_edge.pipeline.table import Outcome
from pytest_lambda_edge.pipeline.viewer_checks import root_object_path
from pytest_lambda_edge.pipeline.viewer_headers import cloudfront_headers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_lambda_edge.pipeline.cache import StoredObject
    from pytest_lambda_edge.pipeline.exchange import Exchange

__all__ = [
    "OF_THE_BODY",
    "added_headers",
    "is_cacheable",
    "look_up",
    "object_uri",
    "rest_on_what_shaped",
    "serve",
    "serve_hit",
    "viewers_own_uri",
]

_NOT_SATISFIABLE: Final = "The requested range is not satisfiable."
_NOTHING: Final[Mapping[str, str]] = {}

OF_THE_BODY: Final = frozenset(
    {"content-length", "content-encoding", "content-range", "transfer-encoding", "content-type"}
)
"""What a 304, which has no body, says nothing about (RFC 9111, 3.2)."""


def look_up(x: Exchange) -> Outcome:
    """Look for the object of the request as viewer-request left it (CF-034)."""
    x.response = None
    x.stored = None
    if x.current_rules.behavior.trusted_keys is not None and x.error_page is None:
        from pytest_lambda_edge.pipeline.signatures import unsigned  # noqa: PLC0415 - only where there are keys

        x.unsigned = unsigned(x)
    if not is_cacheable(x):
        return Outcome.BYPASSED
    x.key = key = _key(x)
    x.invalidations = len(x.site.cache.invalidated)
    stored = x.site.cache.get(key)
    is_head = x.asked.method == "HEAD"
    if is_head:
        x.rest_on("D-16")
    if stored is not None and stored.is_served(x.now) and (stored.status < 400 or not _wants_part(x)):
        _serve(x, stored)
        return Outcome.HIT
    return _look_further(x, _of_head(x, key, stored) if is_head else _of_get(x, key, stored))


def viewers_own_uri(x: Exchange) -> str | None:
    """Return the viewer's own path where the object has another, by viewer-request or D-01 (LE-329)."""
    if x.error_page is not None or x.received.uri == object_uri(x):
        return None
    return x.received.uri


def is_cacheable(x: Exchange) -> bool:
    """Return whether the cache has a say in this request at all (CF-081, CF-105)."""
    rules = x.current_rules
    return rules.cacheable and x.asked.method in rules.behavior.cached_methods


def object_uri(x: Exchange) -> str:
    """Return the path of the object that is asked for (D-01)."""
    return root_object_path(x.site.deployed, x.asked.uri)


def added_headers(x: Exchange) -> Mapping[str, str]:
    """Return the headers that CloudFront adds for the behavior's policies (CF-189)."""
    wanted = x.current_rules.cloudfront_headers
    if not wanted:
        return _NOTHING
    page = x.error_page
    error = None if page is None else (x.received.uri, x.received.querystring)
    return cloudfront_headers(wanted, x.viewer, x.received.headers, error)


def _key(x: Exchange) -> str:
    asked = x.asked
    headers = asked.headers
    rules = x.current_rules
    if rules.key_headers and rules.cloudfront_headers:
        headers = {name: lines for name, lines in headers.items() if name not in rules.cloudfront_headers}
        headers.update(from_pairs(added_headers(x).items()))
    wanted = Request(asked.method, object_uri(x), asked.querystring, headers)
    if has_choices(rules, wanted):
        x.rest_on(*key_choices(rules, wanted))
    if x.bare_query and x.has_bare_query and not rules.key_query.is_empty:
        x.rest_on("CF-037")
    return cache_key(rules, wanted, x.viewer.http_version)


def _of_head(x: Exchange, key: str, of_get: StoredObject | None) -> list[StoredObject]:
    """Return the objects that can be of use to a HEAD for which no GET's is fresh (D-16).

    With its own not fresh either, a GET's can still be found unchanged, or stand in for an origin that fails.
    """
    x.key = head_key(key)
    own = x.site.cache.get(x.key)
    return [stored for stored in (own, of_get) if stored is not None]


def _of_get(x: Exchange, key: str, whole: StoredObject | None) -> list[StoredObject]:
    """Return the objects that can be of use to a GET: the whole, and parts that hold all that it asks for.

    What holds it comes before an error, be that one of the whole or of this very range (CF-098, CF-112).
    """
    found = [] if whole is None else [whole]
    if _wants_part(x):
        found += [part for part in x.site.cache.parts(key) if _is_of_use(x, part)]
        found.sort(key=lambda stored: stored.status >= 400)
    return found


def _wants_part(x: Exchange) -> bool:
    return x.asked.method == "GET" and "range" in x.asked.headers


def _is_of_use(x: Exchange, part: StoredObject) -> bool:
    if part.status >= 400:
        return part.beside == first(x.asked.headers, "range")
    return partial_response(x.asked, part.response()) is not None


def _look_further(x: Exchange, candidates: list[StoredObject]) -> Outcome:
    """Serve another object that is fresh, else one that is served while it is revalidated (CF-091)."""
    for stored in candidates:
        if stored.is_served(x.now):
            _serve(x, stored)
            return Outcome.HIT
    behavior = x.current_rules.behavior
    for stored in candidates:
        seconds = stale_while_revalidate(behavior, stored.headers) if stored.status < 400 else 0.0
        if x.now < stored.fresh_until + seconds:
            assert x.key is not None, "an object was found by it"
            x.stale = x.stale or Stale(stored, x.key, x.error_page)
            x.note("stale, and revalidated in the background")
            x.rest_on("CF-095")
            _serve(x, stored)
            return Outcome.HIT
    for stored in candidates:
        x.rest_on(*(id_ for id_ in EXPIRED_BY if id_ in stored.rests_on))
    good = (stored if stored.status < 400 else stored.last_good for stored in candidates)
    x.stored = next((stored for stored in good if stored is not None), None)
    if x.stored is None:
        return Outcome.MISS
    x.note(_how_long_ago(x, x.stored))
    return Outcome.EXPIRED


def _how_long_ago(x: Exchange, stored: StoredObject) -> str:
    """Say for ``explain()`` when an object expired, and for how long it could have been served since then."""
    ago = f"{x.now - stored.fresh_until:.0f} s ago"
    window = stale_while_revalidate(x.current_rules.behavior, stored.headers)
    return f"{ago} (stale-while-revalidate: {window:.0f} s)" if window else ago


def _serve(x: Exchange, stored: StoredObject) -> None:
    if stored.retry_at > x.now:
        x.rest_on("D-42")
    serve_hit(x, stored)
    if x.error_page is None:
        x.site.cache.note_viewer_uri(stored, viewers_own_uri(x))


def rest_on_what_shaped(x: Exchange, stored: StoredObject) -> None:
    """Note that an outcome rests on what its object does.

    Of what origin-request generated Date and Server (D-31) make a difference to viewer-response alone.
    """
    ids = stored.rests_on
    is_seen = x.error_page is None and EventType.VIEWER_RESPONSE in x.current_rules.behavior.triggers
    if "D-15" in ids and not is_seen:
        ids = tuple(id_ for id_ in ids if id_ != "D-31")
    x.rest_on(*ids)


def serve_hit(x: Exchange, stored: StoredObject) -> None:
    """Serve a stored object with its age, in whole seconds (CF-088)."""
    x.by_cloudfront = stored.by_cloudfront
    if stored.rests_on:
        rest_on_what_shaped(x, stored)
    age = max(int(x.now - stored.stored_at), 0)
    response = stored.response()
    response.headers["age"] = [{"key": "Age", "value": str(age)}]
    if x.error_page is None:
        x.hit_age = age
    serve(x, response, "Hit")


def serve(x: Exchange, response: Response, result_type: str) -> None:
    """Let a stored object's response be that to the request, to its condition or range as well."""
    x.response = response if x.error_page is not None else _as_asked_for(x, response)
    x.from_cache = True
    x.result_type = result_type


def _as_asked_for(x: Exchange, response: Response) -> Response:
    """Return a stored object's response to a conditional or range request (D-33, CF-086, CF-098)."""
    whole = response if response.status != 206 else Response(200, headers=response.headers)
    if is_unchanged(x.asked, whole):
        x.rest_on("D-33")
        headers = {name: lines for name, lines in response.headers.items() if name not in OF_THE_BODY}
        return Response(304, reason_phrase(304), headers)
    part = partial_response(x.asked, response)
    if part is None:
        return response
    x.rest_on("D-33")
    if part.status == 206:
        return part
    x.by_cloudfront = True
    refused = error_response(416, _NOT_SATISFIABLE, x.request_id, x.now)
    refused.headers["content-range"] = part.headers["content-range"]
    return refused
