"""Which of a request's named things a setting selects: none, all, a list, or all but a list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

__all__ = ["ALL", "NONE", "Mode", "Selection", "allow", "combined", "deny"]


class Mode(Enum):
    """What a selection's names mean."""

    NONE = auto()
    ALL = auto()
    ALLOW = auto()
    DENY = auto()


@dataclass(frozen=True, slots=True)
class Selection:
    """Names that are selected; ``pattern`` is set for legacy cookie names with wildcards (CF-040)."""

    mode: Mode
    names: frozenset[str] = frozenset()
    pattern: re.Pattern[str] | None = None

    def __contains__(self, name: str) -> bool:
        if self.mode is Mode.ALLOW:
            return name in self.names or (self.pattern is not None and self.pattern.fullmatch(name) is not None)
        if self.mode is Mode.DENY:
            return name not in self.names
        return self.mode is Mode.ALL

    @property
    def is_empty(self) -> bool:
        """Whether nothing can ever be selected."""
        return self.mode is Mode.NONE or (self.mode is Mode.ALLOW and not self.names and self.pattern is None)


NONE = Selection(Mode.NONE)
ALL = Selection(Mode.ALL)


def allow(names: frozenset[str], *, wildcards: bool = False) -> Selection:
    """Select the *names*; with *wildcards*, ``*`` and ``?`` in them are wildcards (legacy cookies only, CF-040)."""
    pattern = None
    if wildcards and any("*" in name or "?" in name for name in names):
        pattern = re.compile(
            "|".join(re.escape(name).replace(r"\*", ".*").replace(r"\?", ".") for name in sorted(names)), re.DOTALL
        )
    return Selection(Mode.ALLOW, names, pattern)


def deny(names: frozenset[str]) -> Selection:
    """Select everything but the *names*."""
    return Selection(Mode.DENY, names)


def combined(key: Selection, extra: Selection) -> Selection:
    """Return what goes to the origin when the cache policy selects *key* and the origin request policy *extra* (CF-061)."""
    if key.mode is Mode.NONE:
        return extra
    if extra.mode is Mode.NONE:
        return key
    if Mode.ALL in (key.mode, extra.mode):
        return ALL
    if key.mode is Mode.ALLOW:
        if extra.mode is Mode.ALLOW:
            return allow(key.names | extra.names)
        return deny(extra.names - key.names)
    if extra.mode is Mode.ALLOW:
        return deny(key.names - extra.names)
    return deny(key.names | extra.names)
