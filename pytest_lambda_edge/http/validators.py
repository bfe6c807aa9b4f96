"""Validators: entity tags and modification dates (RFC 9110, 8.8 and 13)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.http.dates import parse_date
from pytest_lambda_edge.http.headers import first, joined

if TYPE_CHECKING:
    from pytest_lambda_edge.http.headers import HeaderMap
    from pytest_lambda_edge.http.messages import Request, Response

__all__ = [
    "OF_A_HELD_OBJECT",
    "conditional_headers",
    "is_entity_tag",
    "is_unchanged",
    "varies_on_everything",
    "weakened",
]

OF_A_HELD_OBJECT: Final = frozenset(
    {"if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "range"}
)
"""Headers of a request that speak of what its sender holds already (RFC 9110, 13.1 and 14.2)."""

_ENTITY_TAG: Final = re.compile(r'(?:W/)?("[^"]*")')


def is_entity_tag(value: str) -> bool:
    """Return whether *value* is a strong or weak entity tag by its first characters (CF-222)."""
    return value.startswith(('"', 'W/"'))


def weakened(etag: str) -> str:
    """Return the weak form of an entity tag."""
    return etag if etag.startswith("W/") else f"W/{etag}"


def conditional_headers(stored: HeaderMap) -> list[tuple[str, str]]:
    """Return the headers that ask an origin whether a stored response is still good (CF-084)."""
    pairs = []
    if (etag := first(stored, "etag")) is not None:
        pairs.append(("If-None-Match", etag))
    if (modified := first(stored, "last-modified")) is not None:
        pairs.append(("If-Modified-Since", modified))
    return pairs


def is_unchanged(request: Request, response: Response) -> bool:
    """Return whether a conditional GET or HEAD is to be answered 304 in place of this response.

    Entity tags are compared weakly (CF-087); where there are any, ``If-Modified-Since`` does not count (RFC
    9110, 13.2.2).
    """
    if response.status != 200 or request.method not in {"GET", "HEAD"}:
        return False
    known = joined(request.headers, "if-none-match")
    if known is not None:
        return _names_tag(known, first(response.headers, "etag"))
    since = first(request.headers, "if-modified-since")
    return since is not None and _is_as_old(since, first(response.headers, "last-modified"))


def varies_on_everything(headers: HeaderMap) -> bool:
    """Return whether ``Vary`` says that no other request can be answered alike (RFC 9110, 12.5.5)."""
    return "vary" in headers and "*" in [name.strip() for name in (joined(headers, "vary") or "").split(",")]


def _names_tag(known: str, etag: str | None) -> bool:
    if known.strip() == "*":
        return True
    match = _ENTITY_TAG.fullmatch(etag or "")
    return match is not None and match[1] in _ENTITY_TAG.findall(known)


def _is_as_old(since: str, modified: str | None) -> bool:
    known = parse_date(since)
    changed = None if modified is None else parse_date(modified)
    return known is not None and changed is not None and changed <= known
