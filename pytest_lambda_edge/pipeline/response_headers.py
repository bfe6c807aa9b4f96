"""What CloudFront takes out of an origin's response before it stores and sends it (CF-195, CF-196)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.http.headers import joined, put
from pytest_lambda_edge.http.messages import Response
from pytest_lambda_edge.model.event_type import EventType
from pytest_lambda_edge.pipeline.table import Outcome

if TYPE_CHECKING:
    from pytest_lambda_edge.http.headers import HeaderMap
    from pytest_lambda_edge.pipeline.exchange import Exchange
    from pytest_lambda_edge.pipeline.rules import BehaviorRules

__all__ = ["cleaned_headers", "response_headers"]

_OF_THE_CONNECTION: Final = frozenset({"connection", "keep-alive", "proxy-connection", "trailer", "upgrade"})
_CLOUDFRONTS_OWN: Final = frozenset({"via", "x-amz-cf-id", "x-amz-cf-pop", "x-cache"})  # CF-197
_NEVER_SENT: Final = _OF_THE_CONNECTION | _CLOUDFRONTS_OWN
_S3_ONLY: Final = frozenset({"x-amz-id-2", "x-amz-request-id"})
_WHO_SEES: Final = frozenset({EventType.ORIGIN_RESPONSE, EventType.VIEWER_RESPONSE})
_VARY_ALWAYS_KEPT: Final = frozenset({"accept-encoding", "cookie"})


def response_headers(x: Exchange) -> Outcome:
    """Clean the headers of what the origin sent or origin-request generated."""
    response = x.outgoing
    rules = x.current_rules
    triggers = rules.behavior.triggers
    if x.from_s3 and not _S3_ONLY.isdisjoint(response.headers) and not _WHO_SEES.isdisjoint(triggers):
        x.rest_on("D-38")
    if "set-cookie" in response.headers and _is_in_doubt(x, rules):
        x.rest_on("D-29")
    headers = cleaned_headers(x.current_rules, response.headers, from_s3=x.from_s3)
    if "," in (joined(headers, "vary") or ""):
        x.rest_on("D-13")
    x.response = Response(response.status, response.reason, headers, response.body)
    return Outcome.PASSED


def _is_in_doubt(x: Exchange, rules: BehaviorRules) -> bool:
    """Return whether AWS says nothing about a Set-Cookie.

    It does not where a function saw or set it, nor if only the origin request policy forwards cookies
    (CF-078).
    """
    if rules.cookies_forwarded:
        return rules.behavior.cache_policy is not None and rules.key_cookies.is_empty
    return x.generated or EventType.ORIGIN_RESPONSE in rules.behavior.triggers


def cleaned_headers(rules: BehaviorRules, headers: HeaderMap, *, from_s3: bool) -> HeaderMap:
    """Return the headers that are stored and sent on."""
    gone = _NEVER_SENT | _S3_ONLY if from_s3 else _NEVER_SENT
    kept = {name: entries for name, entries in headers.items() if name not in gone}
    if not rules.cookies_forwarded:
        kept.pop("set-cookie", None)
    if "vary" in kept:
        _filter_vary(rules, kept)
    if "etag" in kept:
        # Seen as `Etag` in origin-response and as `ETag` afterwards (LE-140).
        kept["etag"] = [{"key": "ETag", "value": entry["value"]} for entry in kept["etag"]]
    return kept


def _filter_vary(rules: BehaviorRules, headers: HeaderMap) -> None:
    """Keep the names that can matter here: others do not vary anything at CloudFront (CF-043, CF-196)."""
    names = [name.strip() for name in (joined(headers, "vary") or "").split(",")]
    kept = [name for name in names if name and _is_varied_on(rules, name.lower())]
    if kept:
        put(headers, "Vary", ",".join(kept))  # D-13
    else:
        del headers["vary"]


def _is_varied_on(rules: BehaviorRules, name: str) -> bool:
    if name == "*":
        return rules.behavior.min_ttl == 0  # CF-080
    if name == "user-agent" and any(
        header.startswith("cloudfront-is-") for header in rules.cloudfront_headers
    ):
        return True
    return name in _VARY_ALWAYS_KEPT or name in rules.sent_headers
