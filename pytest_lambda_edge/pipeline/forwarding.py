"""From the viewer's request to the origin's: what goes on and what is added (CF-177 to CF-188)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.http.cookies import cookie_pairs
from pytest_lambda_edge.http.headers import joined, put, standard_case, values
from pytest_lambda_edge.http.messages import Request
from pytest_lambda_edge.pipeline.cache_key import normalized_accept_encoding, selected_query
from pytest_lambda_edge.pipeline.key_choices import is_query_in_doubt
from pytest_lambda_edge.pipeline.selection import Mode
from pytest_lambda_edge.pipeline.signature_format import COOKIES
from pytest_lambda_edge.pipeline.viewer_headers import wire_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_lambda_edge.http.headers import HeaderEntry, HeaderMap
    from pytest_lambda_edge.pipeline.exchange import Viewer
    from pytest_lambda_edge.pipeline.rules import BehaviorRules
    from pytest_lambda_edge.pipeline.selection import Selection

__all__ = [
    "CLOUDFRONT_USER_AGENT",
    "Dropped",
    "choices",
    "dropped",
    "forwarded_request",
    "not_keyed",
    "shows_viewer",
]

CLOUDFRONT_USER_AGENT: Final = "Amazon CloudFront"

# CF-177: removed whatever a policy says, or decided by a rule of their own below.
_NEVER: Final = frozenset(
    {
        "connection",
        "expect",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "upgrade",
        "x-forwarded-proto",
        "x-real-ip",
    }
)
_OWN_RULE: Final = frozenset(
    {"accept-encoding", "authorization", "cookie", "host", "user-agent", "via", "x-forwarded-for"}
)
_ALWAYS: Final = frozenset(
    {"cache-control", "content-length", "pragma", "range", "transfer-encoding"}
)  # D-26
_ALWAYS_WITH_BODY: Final = frozenset({"content-type", "content-md5"})  # D-26
_LEGACY_REMOVED: Final = frozenset(
    {"accept", "accept-charset", "accept-language", "referer", "x-http-method-override"}
)  # CF-177 A
_CONDITIONAL: Final = frozenset({"if-modified-since", "if-none-match"})
_BY_CHOICE: Final = _CONDITIONAL | {
    "cache-control",
    "content-md5",
    "content-type",
    "max-forwards",
    "pragma",
    "request-range",
}  # of whose way under a policy that does not list them AWS says nothing (CF-177 B)
_SAFE: Final = frozenset({"GET", "HEAD"})

# LE-061: CloudFront writes these names its own way in origin events, whatever the viewer wrote.
_CANONICAL: Final = {
    name: standard_case(name)
    for name in ("accept", "accept-language", "content-length", "cookie", "if-none-match", "referer")
}


def forwarded_request(  # noqa: PLR0913 - everything that an origin request is made of
    rules: BehaviorRules,
    request: Request,
    viewer: Viewer,
    *,
    uri: str,
    origin_host: str,
    via: str,
    cloudfront: Mapping[str, str],
    validators: list[tuple[str, str]],
) -> Request:
    """Return the request as origin-request sees it and, without such a function, as the origin gets it.

    *uri* is the path without OriginPath; *validators* are CloudFront's own conditional headers, which take
    the place of the viewer's on a revalidation (D-33).
    """
    headers: HeaderMap = {}
    sent = request.headers
    put(headers, "Host", _host(rules, sent, origin_host))
    for name, entries in sent.items():
        if name in _OWN_RULE or name in rules.cloudfront_headers:
            continue  # CF-189: CloudFront's own word counts, and none where it knows nothing.
        if validators and name in _CONDITIONAL:
            continue
        if _goes_on(rules, name, has_body=bool(request.body)):
            headers[name] = _canonical(name, entries)
    for name, value in cloudfront.items():
        put(headers, wire_name(name), value)
    _put_if(headers, "Accept-Encoding", _accept_encoding(rules, sent, viewer.http_version))
    if "authorization" in sent and _authorization_goes_on(rules, request.method):
        headers["authorization"] = sent["authorization"]
    if "cookie" in sent and (cookies := _cookie_lines(rules, sent)):
        headers["cookie"] = cookies
    for name, value in validators:
        put(headers, name, value)
    put(headers, "User-Agent", _user_agent(rules, sent))
    put(headers, "Via", _extended(joined(sent, "via"), via))
    put(headers, "X-Forwarded-For", _extended(joined(sent, "x-forwarded-for"), viewer.client_ip))
    query = selected_query(request.querystring, rules.sent_query)
    return Request(request.method, uri, query, headers, request.body)


@dataclass(frozen=True, slots=True)
class Dropped:
    """What of a viewer's request does not go to the origin because no setting selects it."""

    headers: tuple[str, ...]
    query: tuple[str, ...]
    cookies: tuple[str, ...]

    def __str__(self) -> str:
        """Return the names by kind, such as ``query strings a, b; cookies id``."""
        kinds = (("headers", self.headers), ("query strings", self.query), ("cookies", self.cookies))
        return "; ".join(f"{kind} {', '.join(names)}" for kind, names in kinds if names)


def dropped(rules: BehaviorRules, request: Request) -> Dropped:
    """Return what the behavior's settings keep from the origin, by name."""
    names = []
    for name, entries in request.headers.items():
        if name in _OWN_RULE:
            gone = name == "authorization" and not _authorization_goes_on(rules, request.method)
        else:
            gone = not _goes_on(rules, name, has_body=bool(request.body))
        if gone and entries:
            names.append(entries[0]["key"])
    query, cookies = _unselected(request, rules.sent_query, rules.sent_cookies)
    return Dropped(tuple(names), query, cookies)


def not_keyed(rules: BehaviorRules, request: Request) -> Dropped:
    """Return the parameters and cookies, by name, that the policies leave out of the cache key.

    It is no policy that leaves out the cookies of a signature (CF-172).
    """
    query, cookies = _unselected(request, rules.key_query, rules.key_cookies)
    if rules.behavior.trusted_keys is not None:
        cookies = tuple(name for name in cookies if name not in COOKIES)
    return Dropped((), query, cookies)


def _unselected(
    request: Request, parameters: Selection, cookies: Selection
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    names, cookie_names = _names(request)
    return (
        tuple(dict.fromkeys(name for name in names if name not in parameters)),
        tuple(dict.fromkeys(name for name in cookie_names if name not in cookies)),
    )


def _names(request: Request) -> tuple[list[str], list[str]]:
    """Return the names of a request's parameters and cookies, in their order."""
    return (
        [part.partition("=")[0] for part in request.querystring.split("&") if part],
        [name for name, _ in cookie_pairs(values(request.headers, "cookie"))],
    )


def choices(rules: BehaviorRules, received: Request, request: Request) -> list[str]:
    """Return the ids of the decisions that made a difference to what of a request goes on.

    *received* is the request as the viewer sent it, before viewer-request.
    """
    ids = []
    headers, sent = request.headers, rules.sent_headers
    if headers.keys() != received.headers.keys():
        added = headers.keys() - received.headers.keys() - _OWN_RULE
        if any(name not in sent for name in added):
            ids.append("D-08")
    if "x-forwarded-for" in headers or "via" in headers:
        ids.append("D-13")
    if len(headers.get("cookie", ())) > 1 and not rules.sent_cookies.is_empty:
        ids.append("D-24")
    if (rules.gzip or rules.brotli) and "q=0" in (joined(headers, "accept-encoding") or ""):
        ids.append("CF-051")
    ids += _choices_of_names(rules, request)
    if not rules.forwards_unlisted:
        unlisted = {name for name in headers.keys() & _BY_CHOICE if name not in sent}
        if unlisted - _CONDITIONAL:
            ids.append("D-26")
        if unlisted & _CONDITIONAL:
            ids.append("D-33")
        # For GET and HEAD this is documented (CF-177 B).
        if "authorization" in headers and "authorization" not in sent and request.method not in _SAFE:
            ids.append("D-27")
    return ids


def _choices_of_names(rules: BehaviorRules, request: Request) -> list[str]:
    """Return the ids of the choices that decide which parameters and cookies go on, and in which order."""
    ids = []
    if request.querystring and is_query_in_doubt(request.querystring, rules.sent_query):
        ids.append("CF-037")
    if rules.sent_query.disputed or rules.sent_cookies.disputed:
        query, cookies = _names(request)
        if rules.sent_query.disputed & set(query) or rules.sent_cookies.disputed & set(cookies):
            ids.append("CF-061")
    return ids


def shows_viewer(rules: BehaviorRules, request: Request) -> bool:
    """Return whether anything of a request's headers goes to the origin, or decides what it is sent."""
    headers = request.headers
    own_rules = (
        "via" in headers or "x-forwarded-for" in headers,
        _accept_encoding(rules, headers, "1.1") is not None,
        "authorization" in headers and _authorization_goes_on(rules, request.method),
        bool(_cookie_lines(rules, headers)),
        not {"host", "user-agent"}.isdisjoint(name for name in headers if name in rules.sent_headers),
        bool(rules.cloudfront_headers),
    )
    return any(own_rules) or any(
        name not in _OWN_RULE and _goes_on(rules, name, has_body=False) for name in headers
    )


def _goes_on(rules: BehaviorRules, name: str, *, has_body: bool) -> bool:
    """Return whether a viewer's header that has no rule of its own goes to the origin."""
    if name in _NEVER or name.startswith("x-edge-"):
        return False
    if name in rules.sent_headers or name in _ALWAYS or (has_body and name in _ALWAYS_WITH_BODY):
        return True
    return rules.forwards_unlisted and name not in _LEGACY_REMOVED


def _canonical(name: str, entries: list[HeaderEntry]) -> list[HeaderEntry]:
    key = _CANONICAL.get(name)
    if key is None or all(entry["key"] == key for entry in entries):
        return entries
    return [{"key": key, "value": entry["value"]} for entry in entries]


def _host(rules: BehaviorRules, sent: HeaderMap, origin_host: str) -> str:
    """Return the viewer's Host where it is forwarded, else the origin's domain name (CF-063, LE-079)."""
    host = joined(sent, "host")
    return host if host is not None and "host" in rules.sent_headers else origin_host


def _user_agent(rules: BehaviorRules, sent: HeaderMap) -> str:
    agent = joined(sent, "user-agent")
    return agent if agent is not None and "user-agent" in rules.sent_headers else CLOUDFRONT_USER_AGENT


def _authorization_goes_on(rules: BehaviorRules, method: str) -> bool:
    """Return whether Authorization is kept (D-27; CF-177 A for legacy settings)."""
    if "authorization" in rules.sent_headers:
        return True
    return rules.forwards_unlisted and method not in rules.behavior.cached_methods


def _accept_encoding(rules: BehaviorRules, sent: HeaderMap, http_version: str) -> str | None:
    """Return what the origin is told of the viewer's codings (CF-050)."""
    if "accept-encoding" not in sent or http_version == "1.0":
        return None
    if not (rules.gzip or rules.brotli):
        return joined(sent, "accept-encoding") if "accept-encoding" in rules.sent_headers else None
    normalized = normalized_accept_encoding(rules, sent, http_version)
    if not normalized and not rules.forwards_unlisted:
        return "identity"
    return normalized or None


def _cookie_lines(rules: BehaviorRules, sent: HeaderMap) -> list[HeaderEntry]:
    """Return the selected cookies, each line on its own and sorted by name (D-24, CF-185)."""
    if rules.sent_cookies.mode is Mode.NONE:
        return []
    lines: list[HeaderEntry] = []
    for line in values(sent, "cookie"):
        pairs = sorted(
            (pair for pair in cookie_pairs([line]) if pair[0] in rules.sent_cookies), key=lambda pair: pair[0]
        )
        if pairs:
            lines.append({"key": "Cookie", "value": "; ".join(f"{name}={value}" for name, value in pairs)})
    return lines


def _extended(value: str | None, addition: str) -> str:
    return addition if value is None else f"{value}, {addition}"  # D-13


def _put_if(headers: HeaderMap, name: str, value: str | None) -> None:
    if value is not None:
        put(headers, name, value)
