"""The origins that a policy's CORS settings allow: exact ones and patterns (CF-212).

A pattern is ``*``, or ``[scheme://]host[:port]``: without a scheme it stands for any, the host may begin with
``*.``, and the port may hold ``*``. A port must be matched: only ``:*`` stands for none as well. Of a ``*``
in the scheme AWS says nothing, so it is not refused; it stands for what it stands for elsewhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["compiled", "is_misplaced"]

_PARTS = re.compile(r"(?:([^:/]*)://)?(\[[^\]]*\]|[^:]*)(?::(.*))?", re.DOTALL)
_ANY_SCHEME = r"(?:[a-z][a-z0-9+.-]*://)?"
_ANY_PORT = r"(?::[0-9]*)?"
_NOTHING = "(?!)"  # what a list without patterns allows


def is_misplaced(pattern: str) -> bool:
    """Return whether a ``*`` stands where CloudFront does not allow it: ``example.*``, ``exa*mple.org``."""
    _, host, _ = _parts(pattern)
    beyond_the_first_label = host[1:] if host == "*" or host.startswith("*.") else host
    return "*" in beyond_the_first_label


def compiled(patterns: Iterable[str]) -> re.Pattern[str]:
    """Compile patterns into one expression, for the ``fullmatch`` of an ``Origin`` header's value."""
    return re.compile("|".join(_expression(pattern) for pattern in patterns) or _NOTHING, re.IGNORECASE)


def _expression(pattern: str) -> str:
    if pattern == "*":
        return ".*"
    scheme, host, port = _parts(pattern)
    return (
        (_ANY_SCHEME if scheme is None else _with_stars(f"{scheme}://", "[^:/]*"))
        + _with_stars(host, "[^/:]*")
        + _port(port)
    )


def _port(port: str | None) -> str:
    if port is None:
        return ""
    return _ANY_PORT if port == "*" else ":" + _with_stars(port, "[0-9]*")


def _with_stars(text: str, star: str) -> str:
    return star.join(re.escape(part) for part in re.split(r"\*+", text))


def _parts(pattern: str) -> tuple[str | None, str, str | None]:
    found = _PARTS.fullmatch(pattern)
    assert found is not None, "every text has the form of a pattern"
    scheme, host, port = found.groups()
    return scheme, host, port
