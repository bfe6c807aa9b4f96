"""The cache lookup: what a fresh, an expired and a missing object lead to (CF-012, CF-041, CF-080)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.http.headers import from_pairs
from pytest_lambda_edge.http.messages import Request, Response, reason_phrase
from pytest_lambda_edge.http.ranges import partial_response
from pytest_lambda_edge.http.validators import is_unchanged
from pytest_lambda_edge.pipeline.cache_key import cache_key, head_key
from pytest_lambda_edge.pipeline.cloudfront_responses import error_response
from pytest_lambda_edge.pipeline.signatures import unsigned
from pytest_lambda_edge.pipeline.table import Outcome
from pytest_lambda_edge.pipeline.viewer_checks import root_object_path
from pytest_lambda_edge.pipeline.viewer_headers import cloudfront_headers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_lambda_edge.pipeline.cache import StoredObject
    from pytest_lambda_edge.pipeline.exchange import Exchange

__all__ = ["OF_THE_BODY", "added_headers", "is_cacheable", "look_up", "object_uri", "viewers_own_uri"]

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
        x.unsigned = unsigned(x)
    if not is_cacheable(x):
        return Outcome.BYPASSED
    x.key = _key(x)
    stored = _stored(x, x.key)
    if stored is None:
        return Outcome.MISS
    if stored.is_served(x.now):
        _serve(x, stored)
        return Outcome.HIT
    x.stored = stored if stored.status < 400 else stored.last_good
    return Outcome.EXPIRED if x.stored is not None else Outcome.MISS


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
    return cache_key(rules, wanted, x.viewer.http_version)


def _stored(x: Exchange, key: str) -> StoredObject | None:
    """Return the key's object; HEAD is answered by a GET's object, else by one of its own (D-16).

    With neither fresh, a GET's object can still be found unchanged, or stand in for an origin that fails.
    """
    cache = x.site.cache
    stored = cache.get(key)
    if x.asked.method != "HEAD":
        return stored
    x.rest_on("D-16")
    if stored is not None and stored.is_served(x.now):
        return stored
    x.key = head_key(key)
    return cache.get(x.key) or stored


def _serve(x: Exchange, stored: StoredObject) -> None:
    response = stored.response()
    # CF-088: an object says how old it is, in whole seconds.
    age = max(int(x.now - stored.stored_at), 0)
    response.headers["age"] = [{"key": "Age", "value": str(age)}]
    if x.error_page is None:
        x.hit_age = age
        response = _as_asked_for(x, response)
        stored.note_viewer_uri(viewers_own_uri(x))
    x.response = response
    x.from_cache = True
    x.result_type = "Hit"


def _as_asked_for(x: Exchange, response: Response) -> Response:
    """Return a fresh object's response to a conditional or range request (D-33, CF-086, CF-098)."""
    if is_unchanged(x.asked, response):
        x.rest_on("D-33")
        headers = {name: lines for name, lines in response.headers.items() if name not in OF_THE_BODY}
        return Response(304, reason_phrase(304), headers)
    part = partial_response(x.asked, response)
    if part is None:
        return response
    x.rest_on("D-33")
    if part.status == 206:
        return part
    refused = error_response(416, _NOT_SATISFIABLE, x.request_id, x.now)
    refused.headers["content-range"] = part.headers["content-range"]
    return refused
