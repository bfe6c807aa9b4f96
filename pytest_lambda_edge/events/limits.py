"""How large or how far things may be; sizes in bytes, times in seconds."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.model.event_type import EventType

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "EXPOSED_BODY",
    "GENERATED_RESPONSE",
    "HEADERS",
    "HEADER_LINES",
    "KB",
    "KEEPALIVE_TIMEOUT",
    "MB",
    "ORIGIN_DOMAIN_NAME",
    "ORIGIN_PATH",
    "ORIGIN_PORTS",
    "READ_TIMEOUT",
    "REPLACED_BODY_BASE64",
    "REPLACED_BODY_TEXT",
    "S3_DOMAIN_NAME",
    "STATUS",
    "URI_AND_QUERYSTRING",
    "smaller",
]

KB: Final = 1024
MB: Final = 1024 * 1024
"""D-18, LE-100."""

EXPOSED_BODY: Final[Mapping[str, int]] = MappingProxyType(
    {EventType.VIEWER_REQUEST: 40 * KB, EventType.ORIGIN_REQUEST: MB}
)
"""How much of a request's body a function sees (LE-099)."""

REPLACED_BODY_TEXT: Final[Mapping[str, int]] = EXPOSED_BODY
"""How long a replaced request body may be, as text (LE-104)."""

REPLACED_BODY_BASE64: Final[Mapping[str, int]] = MappingProxyType(
    {EventType.VIEWER_REQUEST: int(53.2 * KB), EventType.ORIGIN_REQUEST: int(1.33 * MB)}
)
"""How many base64 characters a replaced request body may have (LE-104, LE-100)."""

GENERATED_RESPONSE: Final[Mapping[str, int]] = MappingProxyType(
    {
        EventType.VIEWER_REQUEST: 40 * KB,
        EventType.ORIGIN_REQUEST: MB,
        EventType.ORIGIN_RESPONSE: MB,
        EventType.VIEWER_RESPONSE: 40 * KB,
    }
)
"""How large a response with a body of the function's own may be, headers and decoded body (LE-161, D-34)."""

HEADERS: Final = 32 * KB
"""How large all header names and values may be together (LE-289)."""

HEADER_LINES: Final = 32 * KB
"""How large a viewer's request line and headers may be, and an origin's response headers (CF-026, LE-288)."""

URI_AND_QUERYSTRING: Final = 8 * KB
"""URI, ``?`` and query string must have fewer characters than this (LE-241)."""

STATUS: Final = range(200, 600)
"""The status codes that a function may set (LE-154)."""

ORIGIN_PORTS: Final = frozenset({80, 443, *range(1024, 65536)})
"""LE-120."""

READ_TIMEOUT: Final = range(1, 121)
"""LE-117."""

KEEPALIVE_TIMEOUT: Final = range(1, 121)
"""LE-118."""

ORIGIN_DOMAIN_NAME: Final = 253
"""How many characters a custom origin's domain name may have (LE-123)."""

S3_DOMAIN_NAME: Final = 128
"""How many characters an S3 origin's domain name may have (LE-123)."""

ORIGIN_PATH: Final = 255
"""How many characters a custom origin's path may have (LE-124)."""


def smaller(limit: int) -> int:
    """Return what a limit in KB or MB would be if these had 1,000 and 1,000,000 bytes (D-18, LE-100)."""
    return limit * 1_000 // KB if limit < MB else limit * 1_000_000 // MB
