"""To the origin and back: forwarding, the fetch, and the second member of an origin group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.events.build import origin_object
from pytest_lambda_edge.http.cookies import cookie_pairs
from pytest_lambda_edge.http.headers import first, put, repeats, values
from pytest_lambda_edge.http.messages import Request, Response
from pytest_lambda_edge.http.urls import with_query
from pytest_lambda_edge.http.validators import OF_A_HELD_OBJECT, conditional_headers, varies_on_everything
from pytest_lambda_edge.model.event_type import EventType
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
    from collections.abc import Generator, Iterable

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
    if x.has_bare_query and not rules.sent_query.is_empty:
        x.rest_on("CF-037")
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
    if repeats(asked.headers):
        x.rest_on("CF-186")
    x.fetched.append(asked)
    x.attempts += 1
    x.shaped_by = ()
    answer = judged(x, (yield asked))
    if isinstance(answer, Response):
        x.response = answer
        x.by_cloudfront = False
        x.fetch_failure = None
        x.origin_status = answer.status
        x.origin_statuses.append(answer.status)
        return Outcome.ANSWERED
    status, _, message = _NO_RESPONSE[answer.kind]
    again = is_asked_again(x, answer)
    x.fetch_failure = answer
    x.note(said(x, answer, again=again))
    x.response = error_response(status, message, x.request_id, x.now)
    x.by_cloudfront = True
    x.origin_status = status
    x.origin_statuses.append(status)
    return Outcome.ASKED_AGAIN if again else Outcome.NO_RESPONSE


def failover(x: Exchange) -> Outcome:
    """Go to the second member of an origin group upon a status of its list (CF-237 to CF-241)."""
    behavior = x.current_rules.behavior
    status = x.origin_status if x.fetch_failure is None else _NO_RESPONSE[x.fetch_failure.kind][1]
    listed = behavior.failover_status_codes
    method = x.asked.method
    if x.member + 1 >= len(behavior.origins) or method not in _FAILOVER_METHODS:
        return Outcome.PASSED
    if method == "OPTIONS" and method not in behavior.cached_methods:
        x.note("OPTIONS is not among the cached methods")
        return Outcome.PASSED
    has_run = x.fetch_failure is None and EventType.ORIGIN_RESPONSE in behavior.triggers
    if has_run and (status in listed or x.outgoing.status in listed):
        x.rest_on("D-05")  # the origin's own status decides, whatever origin-response made of it
    if status not in listed:
        _note_unlisted(x, status, listed)
        return Outcome.PASSED
    x.member += 1
    return Outcome.NEXT_MEMBER


def _note_unlisted(x: Exchange, status: int | None, listed: Iterable[int]) -> None:
    """Say for ``explain()`` why the primary's failure, if it is one, leads to no second member."""
    if x.fetch_failure is None and (status is None or status < 400):
        return
    if status == _NO_FAILOVER:
        x.note("no status stands for a response that is too large")
        return
    counted = "" if x.fetch_failure is None else "no response counts as "
    which = " and ".join(", ".join(map(str, sorted(listed))).rsplit(", ", 1))
    x.note(f"{counted}{status}{', which' if counted else ''} is not among {which}")


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
    path = f"{shown.get('path', '')}{request.uri}"
    return Fetch(
        origin_id=x.origin.id,
        method=request.method,
        url=origin_url(protocol, domain_name, port, with_query(path, request.querystring)),
        headers=_headers_to_send(x, request, domain_name, shown["customHeaders"]),
        body=request.body,
        read_timeout=shown.get("readTimeout", DEFAULT_READ_TIMEOUT),
        for_error_page=x.error_page is not None,
        in_background=x.in_background,
        explain_query=_explain_query(x, request),
        asked_for=_asked_for(x),
    )


def _asked_for(x: Exchange) -> str:
    """Say why an origin is asked that nobody has named in the request, for whoever forgot to stub it."""
    page = x.error_page
    root = page is None and x.asked.uri != object_uri(x)
    reasons = (
        x.member > 0 and "the second member of the origin group",
        page is not None and f"for the custom error page of {page.error.status} on {x.received.uri}",
        root and f"for the default root object of {x.asked.uri}",
        x.in_background and "for the revalidation of a stale object in the background",
    )
    return ", ".join(reason for reason in reasons if reason)


def _explain_query(x: Exchange, request: Request) -> str:
    """Say what kept parameters of the viewer from the origin, for whoever stubbed the origin with them."""
    asked = x.asked.querystring
    if not asked or asked == request.querystring:
        return ""
    rules = x.current_rules
    if selected_query(asked, rules.sent_query) != asked:
        return f"The viewer's query string was ?{asked}; {rules.policy_names} does not forward all of it."
    return f"The viewer's query string was ?{asked}; origin-request changed it."


def _headers_to_send(x: Exchange, request: Request, domain_name: str, custom: HeaderMap) -> HeaderMap:
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
    headers.update(custom)
    put(headers, "X-Amz-Cf-Id", x.request_id)
    put(headers, "Connection", "Keep-Alive")
    return headers
