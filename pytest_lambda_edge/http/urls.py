"""URLs as they are sent: taken apart, never normalised."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Target", "absolute_url", "split_target", "with_query"]

_ABSOLUTE = re.compile(r"(https?)://([^/?#]*)(.*)", re.DOTALL | re.IGNORECASE)
_NOT_IN_A_URL = re.compile(r"[\x00-\x20\x7f]")


@dataclass(frozen=True, slots=True)
class Target:
    """A request's target; ``scheme`` and ``host`` are empty for a path alone."""

    scheme: str
    host: str
    path: str
    querystring: str


def split_target(url: str) -> Target:
    """Take a URL or a path with its query apart; raises ``ValueError`` where it is neither.

    A fragment is dropped, as any client does; everything else stays as written.
    """
    bad = _NOT_IN_A_URL.search(url)
    if bad:
        escaped = f"%{ord(bad[0]):02X}"
        raise ValueError(f"{url!r} is no URL: it holds {bad[0]!r}, which is written {escaped} in a URL")
    scheme = host = ""
    rest = url
    absolute = _ABSOLUTE.fullmatch(url)
    if absolute:
        scheme, host, rest = absolute[1].lower(), absolute[2], absolute[3]
        if not host:
            raise ValueError(f"{url!r} is no URL: it has no host")
    elif not url.startswith("/"):
        raise ValueError(
            f"{url!r} is neither a path (it would begin with '/') nor an http:// or https:// URL"
        )
    rest = rest.partition("#")[0]
    path, _, querystring = rest.partition("?")
    return Target(scheme, host, path or "/", querystring)


def with_query(path: str, querystring: str) -> str:
    """Return a path with its query, or without a ``?`` where it has none."""
    return f"{path}?{querystring}" if querystring else path


def absolute_url(scheme: str, host: str, path: str, querystring: str) -> str:
    """Put an absolute URL together; *host* comes with its port, if it has one."""
    return f"{scheme}://{host}{with_query(path, querystring)}"
