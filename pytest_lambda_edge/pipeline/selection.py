"""Which of a request's named things a setting selects: none, all, a list, or all but a list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ALL", "NONE", "Mode", "Selection", "allow", "combined", "deny", "without"]


class Mode(Enum):
    """What a selection's names mean."""

    NONE = auto()
    ALL = auto()
    ALLOW = auto()
    DENY = auto()


@dataclass(frozen=True, slots=True)
class Selection:
    """Names that are selected; ``pattern`` is set for legacy cookie names with wildcards (CF-040).

    ``disputed`` are names that one of two deny lists leaves out, and the other would send (CF-061).
    """

    mode: Mode
    names: frozenset[str] = frozenset()
    pattern: re.Pattern[str] | None = None
    disputed: frozenset[str] = frozenset()

    def __contains__(self, name: str) -> bool:
        if self.mode is Mode.ALLOW:
            return name in self.names or (
                self.pattern is not None and self.pattern.fullmatch(name) is not None
            )
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
    """Select the *names*, in which ``*`` and ``?`` may be wildcards (legacy cookies only, CF-040)."""
    pattern = None
    if wildcards and any("*" in name or "?" in name for name in names):
        pattern = re.compile(
            "|".join(re.escape(name).replace(r"\*", ".*").replace(r"\?", ".") for name in sorted(names))
        )
    return Selection(Mode.ALLOW, names, pattern)


def deny(names: frozenset[str]) -> Selection:
    """Select everything but the *names*."""
    return Selection(Mode.DENY, names)


def without(selection: Selection, names: frozenset[str]) -> Selection:
    """Select what *selection* does, but for the *names*."""
    if selection.mode is Mode.ALLOW:
        pattern = selection.pattern
        if pattern is not None:
            kept_out = "|".join(re.escape(name) for name in sorted(names))
            pattern = re.compile(rf"(?!(?:{kept_out})\Z)(?:{pattern.pattern})")
        return Selection(Mode.ALLOW, selection.names - names, pattern)
    return selection if selection.mode is Mode.NONE else deny(selection.names | names)


def combined(key: Selection, extra: Selection) -> Selection:
    """Return what goes to the origin: the cache policy selects *key*, the other policy *extra* (CF-061)."""
    return _COMBINED[key.mode, extra.mode](key, extra)


# CF-061, row by row. Two deny lists: AWS's text says that what either names is left out.
_COMBINED: Final[dict[tuple[Mode, Mode], Callable[[Selection, Selection], Selection]]] = {
    **{(Mode.NONE, mode): lambda _, extra: extra for mode in Mode},
    **{(Mode.ALL, mode): lambda key, _: key for mode in Mode},
    **{(mode, Mode.NONE): lambda key, _: key for mode in (Mode.ALLOW, Mode.DENY)},
    **{(mode, Mode.ALL): lambda _, extra: extra for mode in (Mode.ALLOW, Mode.DENY)},
    (Mode.ALLOW, Mode.ALLOW): lambda key, extra: allow(key.names | extra.names),
    (Mode.ALLOW, Mode.DENY): lambda key, extra: deny(extra.names - key.names),
    (Mode.DENY, Mode.ALLOW): lambda key, extra: deny(key.names - extra.names),
    (Mode.DENY, Mode.DENY): lambda key, extra: Selection(
        Mode.DENY, key.names | extra.names, disputed=key.names ^ extra.names
    ),
}
