"""``Cache-Control``, as far as a cache needs it (RFC 9111, 5.2)."""

from __future__ import annotations

import re
from functools import lru_cache

from pytest_lambda_edge.http.fields import whole_number

__all__ = ["CacheControl", "parse_cache_control"]

# One directive: a token, then perhaps a token or a quoted string.
_DIRECTIVE = re.compile(r'([!#$%&\'*+.^_`|~0-9A-Za-z-]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,;"]*)))?')
_QUOTED_PAIR = re.compile(r"\\(.)")
_MAX_SECONDS = 100 * 365 * 86400  # The largest age that CloudFront documents: 100 years (CF-069).


class CacheControl:
    """The directives of a message: ``"no-store" in cc``, ``cc.seconds("max-age")``."""

    __slots__ = ("_directives",)

    def __init__(self, directives: dict[str, str | None]) -> None:
        self._directives = directives

    def __contains__(self, name: object) -> bool:
        return name in self._directives

    def __bool__(self) -> bool:
        return bool(self._directives)

    def argument(self, name: str) -> str | None:
        """Return the directive's argument, or None where it has none or is absent."""
        return self._directives.get(name)

    def seconds(self, name: str) -> int | None:
        """Return the directive's seconds, or None where it is absent or no non-negative number."""
        seconds = whole_number(self._directives.get(name))
        return None if seconds is None else min(seconds, _MAX_SECONDS)

    def applies_to_whole_response(self, name: str) -> bool:
        """Return whether the directive has no list of fields, as ``no-cache="Set-Cookie"`` has (CF-074)."""
        return name in self._directives and self._directives[name] is None


@lru_cache(maxsize=512)
def parse_cache_control(value: str | None) -> CacheControl:
    """Parse a ``Cache-Control`` value.

    The first of a repeated directive counts; what is no directive is passed over.
    """
    directives: dict[str, str | None] = {}
    for match in _DIRECTIVE.finditer(value or ""):
        name, quoted, token = match.groups()
        argument = token if quoted is None else _QUOTED_PAIR.sub(r"\1", quoted)
        directives.setdefault(name.lower(), argument)
    return CacheControl(directives)
