"""The headers that functions may not see, add, change or remove: one row a name or prefix, with its facts."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.model.event_type import EventType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "DISALLOWED",
    "NOT_IN_CUSTOM_HEADERS",
    "NOT_TO_BE_ADDED",
    "NOT_TO_BE_ADDED_NAMES",
    "READ_ONLY",
    "READ_ONLY_NAMES",
    "Restriction",
    "hidden_names",
    "is_denied_to_custom_headers",
    "is_disallowed",
]


@dataclass(frozen=True, slots=True)
class Restriction:
    """A restricted header; a trailing ``*`` makes ``name`` a prefix. Case does not count (LE-213)."""

    name: str
    facts: tuple[str, ...]


def _rows(facts: str, names: str) -> tuple[Restriction, ...]:
    return tuple(Restriction(name, tuple(facts.split())) for name in names.split())


DISALLOWED: Final = (
    *_rows("LE-210 LE-070", "Connection X-Amz-Cf-* X-Cache X-Forwarded-Proto Upgrade"),
    *_rows("LE-210 LE-354", "Trailer"),
    *_rows("LE-210 LE-356", "Expect"),
    *_rows("LE-210", "Keep-Alive Proxy-Authenticate Proxy-Authorization Proxy-Connection"),
    *_rows("LE-210", "X-Accel-Buffering X-Accel-Charset X-Accel-Limit-Rate X-Accel-Redirect"),
    *_rows("LE-210 LE-211", "X-Amzn-Auth X-Amzn-Cf-Billing X-Amzn-Cf-Id X-Amzn-Cf-Xff X-Amzn-Errortype"),
    *_rows("LE-210 LE-211", "X-Amzn-Fle-Profile X-Amzn-Header-Count X-Amzn-Header-Order"),
    *_rows("LE-210 LE-211", "X-Amzn-Lambda-Integration-Tag X-Amzn-RequestId"),
    *_rows("LE-210", "X-Edge-* X-Real-IP"),
    *_rows("CF-264", "Client-Cert Client-Cert-Chain"),
    *_rows("CF-264 LE-089", "CloudFront-Viewer-Cert-Pem"),
)
"""Never in an event, and not to be added in any."""

NOT_TO_BE_ADDED: Final[Mapping[str, tuple[Restriction, ...]]] = MappingProxyType(
    {EventType.VIEWER_REQUEST: _rows("LE-074 D-39", "CloudFront-Viewer-Country")}
)
"""What a function of one event may neither add nor change, but may remove."""

READ_ONLY: Final[Mapping[str, tuple[Restriction, ...]]] = MappingProxyType(
    {
        EventType.VIEWER_REQUEST: (
            *_rows("LE-214", "CDN-Loop Content-Length Transfer-Encoding Via"),
            *_rows("LE-214 LE-223", "Host"),
        ),
        EventType.ORIGIN_REQUEST: (
            *_rows("LE-215", "Accept-Encoding CDN-Loop Content-Length Transfer-Encoding Via"),
            *_rows("LE-215 LE-091", "If-Modified-Since If-None-Match If-Range If-Unmodified-Since"),
        ),
        EventType.ORIGIN_RESPONSE: _rows("LE-216 LE-189", "Transfer-Encoding Via"),
        EventType.VIEWER_RESPONSE: _rows(
            "LE-217 LE-195", "Warning Via Content-Length Content-Encoding Transfer-Encoding"
        ),
    }
)
"""What a function of each event sees, and may not add, change or remove."""

NOT_IN_CUSTOM_HEADERS: Final = _rows(
    "LE-125",
    "Cache-Control Connection Content-Length Cookie Host If-Match If-Modified-Since If-None-Match If-Range"
    " If-Unmodified-Since Max-Forwards Pragma Proxy-Authenticate Proxy-Authorization Proxy-Connection Range"
    " Request-Range TE Trailer Transfer-Encoding Upgrade Via X-Amz-* X-Edge-* X-Real-Ip",
)
"""What an origin's custom headers may not hold, beside what is disallowed."""


def _names(rows: Iterable[Restriction]) -> frozenset[str]:
    return frozenset(row.name.lower() for row in rows if not row.name.endswith("*"))


def _prefixes(rows: Iterable[Restriction]) -> tuple[str, ...]:
    return tuple(row.name[:-1].lower() for row in rows if row.name.endswith("*"))


READ_ONLY_NAMES: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    event_type: {row.name.lower(): row.facts for row in rows} for event_type, rows in READ_ONLY.items()
}
"""The facts of each read-only header, under its name in lower case."""

NOT_TO_BE_ADDED_NAMES: Final[dict[str, frozenset[str]]] = {
    event_type: _names(NOT_TO_BE_ADDED.get(event_type, ())) for event_type in EventType
}
_DISALLOWED_NAMES: Final = _names(DISALLOWED)
_DISALLOWED_PREFIXES: Final = _prefixes(DISALLOWED)
_DENIED_NAMES: Final = _names((*DISALLOWED, *NOT_IN_CUSTOM_HEADERS))
_DENIED_PREFIXES: Final = _prefixes((*DISALLOWED, *NOT_IN_CUSTOM_HEADERS))


def is_disallowed(name: str) -> bool:
    """Tell whether no function may add the header *name* (lower case) (LE-210)."""
    return name in _DISALLOWED_NAMES or name.startswith(_DISALLOWED_PREFIXES)


def hidden_names(names: Iterable[str]) -> list[str]:
    """Return those of *names* (lower case) that events do not show (LE-069)."""
    return [name for name in names if name in _DISALLOWED_NAMES or name.startswith(_DISALLOWED_PREFIXES)]


def is_denied_to_custom_headers(name: str) -> bool:
    """Tell whether an origin's custom headers may not hold *name* (lower case) (LE-125)."""
    return name in _DENIED_NAMES or name.startswith(_DENIED_PREFIXES)
