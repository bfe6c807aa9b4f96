"""The cache key: what two requests must have in common to share an object (CF-030 to CF-058).

A key is one string, because that is what 100,000 objects can afford; its lines are the path, the query
string, and one header or cookie each. None of them can hold a line end. ``CacheKey`` takes it apart for
people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_lambda_edge.http.content_coding import accepted_codings
from pytest_lambda_edge.http.cookies import cookie_pairs
from pytest_lambda_edge.http.headers import joined, values
from pytest_lambda_edge.http.urls import with_query
from pytest_lambda_edge.pipeline.selection import Mode

if TYPE_CHECKING:
    from pytest_lambda_edge.http.headers import HeaderMap
    from pytest_lambda_edge.http.messages import Request
    from pytest_lambda_edge.pipeline.rules import BehaviorRules
    from pytest_lambda_edge.pipeline.selection import Selection

__all__ = [
    "CacheKey",
    "cache_key",
    "head_key",
    "normalized_accept_encoding",
    "path_of",
    "selected_cookies",
    "selected_query",
]

_HEAD = "HEAD "


@dataclass(frozen=True, slots=True)
class CacheKey:
    """A cache key's readable parts: what CloudFront compares to find an object.

    ``method`` is ``OPTIONS`` for a cached OPTIONS response (CF-031), ``HEAD`` for a response to HEAD that no
    GET may use (D-16), else empty. ``headers`` holds ``(lower-case name, value)`` pairs of the listed headers
    that the request had.
    """

    domain_name: str
    method: str
    uri: str
    querystring: str
    headers: tuple[tuple[str, str], ...]
    cookies: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, key: str, domain_name: str) -> CacheKey:
        """Take the string of a key apart."""
        first, *rest = key.split("\n")
        method, _, uri = first.rpartition(" ")
        querystring = ""
        headers: list[tuple[str, str]] = []
        cookies: list[tuple[str, str]] = []
        for line in rest:
            if line.startswith("?"):
                querystring = line[1:]
            else:
                kind, pair = line.split("\t", 1)
                name, _, value = pair.partition("=" if kind == "c" else "\t")
                (cookies if kind == "c" else headers).append((name, value))
        return cls(domain_name, method, uri, querystring, tuple(headers), tuple(cookies))

    def __str__(self) -> str:
        """Return the key on one line."""
        uri = with_query(self.uri, self.querystring)
        parts = [f"{self.method} {self.domain_name}{uri}".strip()]
        parts += [f"{name}: {value}" for name, value in self.headers]
        parts += [f"cookie {name}={value}" for name, value in self.cookies]
        return " | ".join(parts)


def cache_key(rules: BehaviorRules, request: Request, http_version: str) -> str:
    """Return the key of a request as viewer-request left it (CF-034), CloudFront's own headers added."""
    uri, querystring, headers = request.uri, request.querystring, request.headers
    lines = [f"OPTIONS {uri}" if request.method == "OPTIONS" else uri]
    if querystring and rules.key_query.mode is not Mode.NONE:
        query = selected_query(querystring, rules.key_query)
        if query:
            lines.append(f"?{query}")
    for name in rules.key_headers:
        if name == "accept-encoding" and (rules.gzip or rules.brotli or http_version == "1.0"):
            continue  # CF-051: only the normalised value counts. CF-052: HTTP/1.0 has none.
        value = joined(headers, name)
        if value is not None:
            lines.append(f"h\t{name}\t{value}")
    encoding = normalized_accept_encoding(rules, headers, http_version)
    if encoding:
        lines.append(f"h\taccept-encoding\t{encoding}")
    if "cookie" in headers and not rules.key_cookies.is_empty:
        lines += [f"c\t{name}={value}" for name, value in selected_cookies(headers, rules.key_cookies)]
    return "\n".join(lines)


def head_key(key: str) -> str:
    """Return the key under which a response to HEAD is kept apart (D-16)."""
    return _HEAD + key


def path_of(key: str) -> tuple[str, str]:
    """Return the path and the query string of a key."""
    first, _, rest = key.partition("\n")
    return first.rpartition(" ")[2], rest.partition("\n")[0][1:] if rest.startswith("?") else ""


def selected_query(querystring: str, selection: Selection) -> str:
    """Return the parameters that are selected, as written and in the viewer's order (CF-036, CF-037)."""
    if selection.mode is Mode.ALL:
        return querystring
    if selection.mode is Mode.NONE:
        return ""
    return "&".join(part for part in querystring.split("&") if part and part.partition("=")[0] in selection)


def selected_cookies(headers: HeaderMap, selection: Selection) -> list[tuple[str, str]]:
    """Return the cookies that *selection* selects, sorted by name (CF-038)."""
    pairs = [pair for pair in cookie_pairs(values(headers, "cookie")) if pair[0] in selection]
    return sorted(pairs, key=lambda pair: pair[0])


def normalized_accept_encoding(rules: BehaviorRules, headers: HeaderMap, http_version: str) -> str:
    """Return what the viewer accepts of what is enabled, ``br,gzip`` at most (CF-050, CF-052)."""
    if not (rules.gzip or rules.brotli) or "accept-encoding" not in headers or http_version == "1.0":
        return ""
    accepted = accepted_codings(joined(headers, "accept-encoding") or "")
    wanted = [("br", rules.brotli), ("gzip", rules.gzip)]
    return ",".join(coding for coding, enabled in wanted if enabled and coding in accepted)
