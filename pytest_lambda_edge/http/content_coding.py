"""Content codings: what a body went through on its way (RFC 9110, 8.4)."""

from __future__ import annotations

import re
import zlib
from functools import cache, lru_cache
from importlib import import_module
from typing import Any, Final

__all__ = ["accepted_codings", "brotli_compressed", "decode", "gzip_compressed", "has_brotli"]

BROTLI_QUALITY: Final = 4  # Of 11: a good ratio at the speed of gzip.

_GZIP_WINDOW = 31  # zlib's spelling of "gzip wrapper, largest window"
_ANY_WRAPPER = 47  # zlib's spelling of "gzip or zlib, as the data says"
_NO_WRAPPER = -15  # what some servers call deflate
_ELEMENT = re.compile(r"\s*([^\s;,]+)\s*(?:;\s*q\s*=\s*([0-9.]+)\s*)?", re.IGNORECASE)


def gzip_compressed(body: bytes) -> bytes:
    """Return *body* in gzip coding, the same bytes for the same body."""
    compressor = zlib.compressobj(6, zlib.DEFLATED, _GZIP_WINDOW)
    return compressor.compress(body) + compressor.flush()


def has_brotli() -> bool:
    """Return whether bodies can be in Brotli coding, which needs the package ``brotli``."""
    return _brotli() is not None


def brotli_compressed(body: bytes) -> bytes:
    """Return *body* in Brotli coding; ask ``has_brotli`` first."""
    compressed: bytes = _brotli().compress(body, quality=BROTLI_QUALITY)
    return compressed


@lru_cache(maxsize=256)
def accepted_codings(accept_encoding: str) -> frozenset[str]:
    """Return the codings that an ``Accept-Encoding`` names with a quality above zero, in lower case."""
    accepted = set()
    for element in accept_encoding.split(","):
        match = _ELEMENT.match(element)
        if match and not _is_zero(match[2]):
            accepted.add(match[1].lower())
    return frozenset(accepted)


def decode(body: bytes, content_encoding: str | None) -> bytes:
    """Undo the content codings of *body*; what cannot be undone is returned as it stands.

    Brotli needs the package ``brotli``; without it a ``br`` body stays coded, as in ``requests``.
    """
    for coding in reversed([part.strip().lower() for part in (content_encoding or "").split(",")]):
        decoded = _decoded(body, coding)
        if decoded is None:
            break
        body = decoded
    return body


def _decoded(body: bytes, coding: str) -> bytes | None:
    if not body:
        return body
    if coding in {"gzip", "x-gzip", "deflate"}:
        inflated = _inflated(body, _ANY_WRAPPER)
        return _inflated(body, _NO_WRAPPER) if inflated is None and coding == "deflate" else inflated
    if coding == "br":
        return _unbrotlied(body)
    return body if coding in {"", "identity"} else None


def _inflated(body: bytes, wrapper: int) -> bytes | None:
    """Undo deflate; gzip may have several members, one behind the other (RFC 1952, 2.2)."""
    parts = []
    while body:
        decompressor = zlib.decompressobj(wrapper)
        try:
            parts.append(decompressor.decompress(body) + decompressor.flush())
        except zlib.error:
            return b"".join(parts) if parts else None
        body = decompressor.unused_data
    return b"".join(parts)


def _unbrotlied(body: bytes) -> bytes | None:
    brotli = _brotli()
    if brotli is None:
        return None
    try:
        decoded: bytes = brotli.decompress(body)
    except brotli.error:
        return None
    return decoded


@cache
def _brotli() -> Any:
    try:
        return import_module("brotli")
    except ImportError:  # It is an extra.
        return None


def _is_zero(quality: str | None) -> bool:
    return quality is not None and quality.strip("0.") == ""
