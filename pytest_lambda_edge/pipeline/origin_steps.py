"""To the origin and back: forwarding, the fetch, and the second member of an origin group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.events.build import origin_object
from pytest_lambda_edge.http.cookies import cookie_pairs
from pytest_lambda_edge.http.headers import first, put, values
from pytest_lambda_edge.http.messages import Request, Response
from pytest_lambda_edge.http.validators import OF_A_HELD_OBJECT, conditional_headers, varies_on_everything
from pytest_lambda_edge.pipeline.attempts import DEFAULT_READ_TIMEOUT, is_asked_again, judged, said
from pytest_lambda_edge.pipeline.cache_key import selected_query
from pytest_lambda_edge.pipeline.cloudfront_responses import error_response
from pytest_lambda_edge.pipeline.edge_location import via
from pytest_lambda_edge.pipeline.effects import Fetch, FetchFailure, FetchFailureKind
from pytest_lambda_edge.pipeline.forwarding import choices, forwarded_request
from pytest_lambda_edge.pipeline.lookup import added_headers, object_uri
from pytest_lambda_edge.pipeline.origin_urls import origin_protocol, origin_url
from pytest_lambda_edge.pipeline.table import Outcome

if TYPE_CHECKING:
    from collections.abc import Generator

    from pytest_lambda_edge.http.headers import HeaderMap
    from pytest_lambda_edge.pipeline.exchange import Exchange

__all__ = ["failover", "fetch", "forward"]

_UNRESOLVED: Final = "CloudFront wasn't able to resolve the origin domain name."
_UNCONNECTED: Final = "CloudFront wasn't able to connect to the origin."
_CLOSED: Final = (
    "CloudFront attempted to establish a connection with the origin,"
    " but either the attempt failed or the origin closed the connection."
)

_NO_FAILOVER: Final = 0  # no status, so none that could be listed

# CF-235: the status for each way of not answering; CF-238: the status that must be listed for a failover.
_NO_RESPONSE: Final[dict[FetchFailureKind, tuple[int, int, str]]] = {
    FetchFailureKind.DNS: (502, 503, _UNRESOLVED),
    FetchFailureKind.TLS: (502, 503, _UNCONNECTED),
    FetchFailureKind.REFUSED: (502, 503, _UNCONNECTED),
    FetchFailureKind.CLOSED: (502, 503, _CLOSED),
    FetchFailureKind.CONNECT_TIMEOUT: (504, 503, _CLOSED),
    FetchFailureKind.TIMEOUT: (504, 504, _CLOSED),
    FetchFailureKind.TOO_LARGE: (502, _NO_FAILOVER, _CLOSED),
}
_FAILOVER_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})  # CF-239


def forward(x: Exchange) -> Outcome:
    """Make the origin request out of the request as viewer-request left it; each leg starts anew (LE-342)."""
    rules = x.current_rules
    x.origin = rules.behavior.origins[x.member]
    protocol = origin_protocol(x.origin, x.viewer.scheme)
    x.origin_shown = origin_object(x.origin, protocol)
    x.origin_protocol = protocol
    x.attempts = 0
    x.spent = 0.0
    validators = _validators(x)
    x.conditional = bool(validators)
    asked = _asked_of_origin(x)
    x.rest_on(*choices(rules, x.received, asked))
    x.forwarded = forwarded_request(
        rules,
        asked,
        x.viewer,
        uri=object_uri(x),
        origin_host=x.origin.settings.domain_name,
        via=via(x, x.viewer.http_version),
        cloudfront=added_headers(x),
        validators=validators,
    )
    return Outcome.PASSED


def fetch(x: Exchange) -> Generator[Fetch, Response | FetchFailure, Outcome]:
    """Ask the origin that origin-request left; what does not answer is a 502 or 504 (CF-114)."""
    assert x.forwarded is not None, "forwarding comes first"
    asked = _fetch(x, x.forwarded)
    x.fetched.append(asked)
    x.attempts += 1
    x.waited = 0.0
    answer = judged(x, (yield asked))
    if isinstance(answer, Response):
        x.response = answer
        x.fetch_failure = None
        x.origin_status = answer.status
        x.origin_statuses.append(answer.status)
        return Outcome.ANSWERED
    status, _, message = _NO_RESPONSE[answer.kind]
    again = is_asked_again(x, answer)
    x.fetch_failure = answer
    x.note(said(x, answer, again=again))
    x.response = error_response(status, message, x.request_id, x.now)
    x.origin_status = status
    x.origin_statuses.append(status)
    return Outcome.ASKED_AGAIN if again else Outcome.NO_RESPONSE


def failover(x: Exchange) -> Outcome:
    """Go to the second member of an origin group upon a status of its list (CF-237 to CF-241)."""
    behavior = x.current_rules.behavior
    status = x.origin_status if x.fetch_failure is None else _NO_RESPONSE[x.fetch_failure.kind][1]
    if x.member + 1 >= len(behavior.origins) or status not in behavior.failover_status_codes:
        return Outcome.PASSED
    method = x.asked.method
    if method not in _FAILOVER_METHODS or (method == "OPTIONS" and method not in behavior.cached_methods):
        return Outcome.PASSED
    x.rest_on("D-05")  # decided on the origin's own status, whatever origin-response made of it
    x.member += 1
    return Outcome.NEXT_MEMBER


def _asked_of_origin(x: Exchange) -> Request:
    """Return the request that is asked for; one in the background has no conditions of a viewer."""
    asked = x.asked
    if not x.in_background:
        return asked
    is_part = x.stored is not None and x.stored.status == 206
    gone = OF_A_HELD_OBJECT - {"range"} if is_part else OF_A_HELD_OBJECT
    headers = {name: entries for name, entries in asked.headers.items() if name not in gone}
    return Request(asked.method, asked.uri, asked.querystring, headers, asked.body)


def _validators(x: Exchange) -> list[tuple[str, str]]:
    """Return a revalidation's headers: none with cookies forwarded (CF-041) or ``Vary: *`` (CF-080)."""
    if x.stored is None or x.current_rules.cookies_forwarded:
        return []
    headers = x.stored.headers
    if varies_on_everything(headers) and x.current_rules.behavior.min_ttl == 0:
        return []
    return conditional_headers(headers)


def _fetch(x: Exchange, request: Request) -> Fetch:
    assert x.origin is not None, "forwarding chose it"
    assert x.origin_shown is not None, "forwarding showed it"
    (shown,) = x.origin_shown.values()
    protocol = shown.get("protocol", x.origin_protocol)
    port = shown.get("port", 443 if protocol == "https" else 80)
    domain_name = shown["domainName"]
    query = f"?{request.querystring}" if request.querystring else ""
    return Fetch(
        origin_id=x.origin.id,
        method=request.method,
        url=origin_url(protocol, domain_name, port, f"{shown.get('path', '')}{request.uri}{query}"),
        headers=_headers_to_send(x, request, domain_name, shown.get("customHeaders") or {}),
        body=request.body,
        read_timeout=shown.get("readTimeout", DEFAULT_READ_TIMEOUT),
        for_error_page=x.error_page is not None,
        in_background=x.in_background,
        explain_query=_explain_query(x, request),
    )


def _explain_query(x: Exchange, request: Request) -> str:
    """Say what kept parameters of the viewer from the origin, for whoever stubbed the origin with them."""
    asked = x.asked.querystring
    if not asked or asked == request.querystring:
        return ""
    rules = x.current_rules
    if selected_query(asked, rules.sent_query) != asked:
        return f"The viewer's query string was ?{asked}; {rules.policy_names} does not forward all of it."
    return f"The viewer's query string was ?{asked}; origin-request changed it."


def _headers_to_send(x: Exchange, request: Request, domain_name: str, custom: dict[str, Any]) -> HeaderMap:
    """Return the headers as they go over the wire; custom headers overwrite others (CF-187)."""
    headers = dict(request.headers)
    if first(headers, "host") is None:
        put(headers, "Host", domain_name)  # LE-227
    cookies = values(headers, "cookie")
    if len(cookies) > 1:
        pairs = sorted(cookie_pairs(cookies), key=lambda pair: pair[0])
        put(headers, "Cookie", "; ".join(f"{name}={value}" for name, value in pairs))
    if "transfer-encoding" not in headers and (request.body or "content-length" in headers):
        put(headers, "Content-Length", str(len(request.body)))  # LE-105
    for name, entries in custom.items():
        headers[name.lower()] = [
            {"key": entry.get("key", name), "value": entry["value"]} for entry in entries
        ]
    put(headers, "X-Amz-Cf-Id", x.request_id)
    put(headers, "Connection", "Keep-Alive")
    return headers
