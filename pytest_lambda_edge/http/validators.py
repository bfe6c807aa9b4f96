"""Validators: entity tags and modification dates (RFC 9110, 8.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda_edge.http.headers import first

if TYPE_CHECKING:
    from pytest_lambda_edge.http.headers import HeaderMap

__all__ = ["conditional_headers", "is_entity_tag", "weakened"]


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
