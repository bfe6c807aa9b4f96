"""Regular expressions that a document brings along, matched in time that grows with the text alone.

Python's own go one way after the other, and with some expressions and texts never come to an end; these go
all ways at once. They mean the same, and know less: no look-arounds, references back, flags, word boundaries.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["Expression"]

_MOST_CHARACTERS: Final = 1_000
_MOST_DEPTH: Final = 20  # of groups
_MOST_STATES: Final = 2_000
_MOST_KEPT: Final = 10_000  # steps, so that no second one needs the work of the first
_TIMES: Final = re.compile(r"([*+?])|\{(?!\})([0-9]{0,9})(?:(,)([0-9]{0,9}))?\}")
_GROUP: Final = re.compile(r"\((?:\?:|\?P<[^\W\d]\w*>|(?!\?))")
_SET: Final = re.compile(r"\[\^?\]?(?:[^\\\]]|\\.)*\]", re.DOTALL)
_AMBIGUOUS: Final = re.compile(r"(?<!\A)\[|--|&&|~~|\|\|")  # in a set; a later Python may read it otherwise
_ESCAPE: Final = re.compile(r"\\(?:[dDsSwWafnrtv]|[^A-Za-z0-9])", re.DOTALL)
_BEGIN: Final = "^"
_END: Final = "$"


@dataclass(frozen=True, slots=True)
class _Atom:
    """What matches one character."""

    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Sequence:
    parts: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Either:
    ways: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Times:
    """Something *least* to *most* times, without an end where that is None."""

    node: _Node
    least: int
    most: int | None


_Node = _Atom | _Sequence | _Either | _Times | str  # a text for the begin or the end
_States = frozenset[int]


class Expression:
    """An expression; ``ValueError`` for one that is not followed, with the rest of a sentence about it."""

    def __init__(self, text: str) -> None:
        if len(text) > _MOST_CHARACTERS:
            message = f"has more than {_MOST_CHARACTERS:,} characters"
            raise ValueError(message)
        self._ways = _Ways()
        self._last = self._ways.through(_Parser(text).whole(), self._ways.state())
        self._first = self._ways.closed({0}, _BEGIN)
        self._steps: dict[tuple[_States, str], _States] = {}

    def matches(self, text: str, spend: Callable[[int], None]) -> bool:
        """Whether the whole of a text matches, which has a character and no line end.

        *spend* is told of the work, before it is done.
        """
        states = self._first
        spend(len(text))
        for character in text:
            if not states:
                return False
            after = self._steps.get((states, character))
            if after is None:
                spend(len(states))
                after = self._step(states, character)
            states = after
        return self._last in self._ways.closed(states, _END)

    def _step(self, states: _States, character: str) -> _States:
        if len(self._steps) >= _MOST_KEPT:
            self._steps.clear()
        after = self._ways.closed(self._ways.beyond(states, character))
        self._steps[states, character] = after
        return after


@dataclass(slots=True)
class _Ways:
    """States, and what leads from each of them on to others."""

    atoms: list[tuple[_Atom, int] | None] = field(default_factory=list)
    free: list[list[tuple[str, int]]] = field(default_factory=list)
    built: int = 0

    def state(self) -> int:
        """Return a new state."""
        self.atoms.append(None)
        self.free.append([])
        return len(self.atoms) - 1

    def through(self, node: _Node, start: int) -> int:
        """Add the ways through a part of an expression; return the state behind it."""
        self.built += 1
        if max(self.built, len(self.atoms)) > _MOST_STATES:
            message = f"comes to more than {_MOST_STATES:,} parts"
            raise ValueError(message)
        if isinstance(node, _Sequence):
            for part in node.parts:
                start = self.through(part, start)
            return start
        if isinstance(node, _Times):
            return self._through_times(node, start)
        end = self.state()
        if isinstance(node, _Either):
            for way in node.ways:
                begin = self.state()
                self.free[start].append(("", begin))
                self.free[self.through(way, begin)].append(("", end))
        elif isinstance(node, _Atom):
            only = self.state()
            self.free[start].append(("", only))
            self.atoms[only] = (node, end)
        else:
            self.free[start].append((node, end))
        return end

    def _through_times(self, times: _Times, start: int) -> int:
        for _ in range(times.least):
            start = self.through(times.node, start)
        end = self.state()
        self.free[start].append(("", end))
        if times.most is None:
            self.free[self.through(times.node, end)].append(("", end))
            return end
        for _ in range(times.most - times.least):
            start = self.through(times.node, start)
            self.free[start].append(("", end))
        return end

    def beyond(self, states: Iterable[int], character: str) -> set[int]:
        """Return the states right behind a character."""
        atoms = filter(None, (self.atoms[state] for state in states))
        return {end for atom, end in atoms if atom.pattern.fullmatch(character)}

    def closed(self, states: Iterable[int], *here: str) -> _States:
        """Return states with all that is reached without a character, *here* being the begin or the end."""
        reached = set(states)
        waiting = list(reached)
        while waiting:
            for needs, state in self.free[waiting.pop()]:
                if state not in reached and (not needs or needs in here):
                    reached.add(state)
                    waiting.append(state)
        return frozenset(reached)


class _Parser:
    """Reads an expression from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    def whole(self) -> _Node:
        """Return all of it."""
        node = self._either()
        if self.at < len(self.text):
            raise self._not_followed()
        return node

    def _either(self) -> _Node:
        ways = [self._sequence()]
        while self._takes("|"):
            ways.append(self._sequence())
        return ways[0] if len(ways) == 1 else _Either(tuple(ways))

    def _sequence(self) -> _Node:
        parts: list[_Node] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            parts.append(self._repeated(self._part()))
        return _Sequence(tuple(parts))

    def _repeated(self, node: _Node) -> _Node:
        found = _TIMES.match(self.text, self.at)
        if found is None:
            return node
        least, most = _bounds(found)
        if isinstance(node, str) or max(least, most or 0) > _MOST_STATES or (most or least) < least:
            raise self._not_followed()
        self.at = found.end()
        self._takes("?")  # Which of several ways is tried first makes no difference.
        if self.text[self.at : self.at + 1] == "+" or _TIMES.match(self.text, self.at):
            raise self._not_followed()
        return _Times(node, least, most)

    def _part(self) -> _Node:
        character = self.text[self.at]
        if character == "(":
            return self._group()
        if character in (_BEGIN, _END):
            self.at += 1
            return character
        if character == "[":
            return self._atom(_SET)
        if character == "\\":
            return self._atom(_ESCAPE)
        if _TIMES.match(self.text, self.at):
            raise self._not_followed()
        self.at += 1
        return _Atom(re.compile(character if character == "." else re.escape(character)))

    def _atom(self, form: re.Pattern[str]) -> _Atom:
        found = form.match(self.text, self.at)
        if found is None or (form is _SET and _AMBIGUOUS.search(found[0])):
            raise self._not_followed()
        try:
            atom = _Atom(re.compile(found[0]))
        except re.error:
            raise self._not_followed() from None
        self.at = found.end()
        return atom

    def _group(self) -> _Node:
        found = _GROUP.match(self.text, self.at)
        if found is None or self.depth >= _MOST_DEPTH:
            raise self._not_followed()
        self.at = found.end()
        self.depth += 1
        node = self._either()
        self.depth -= 1
        if not self._takes(")"):
            raise self._not_followed()
        return _Sequence((node,))

    def _takes(self, character: str) -> bool:
        is_there = self.text.startswith(character, self.at)
        self.at += is_there
        return is_there

    def _not_followed(self) -> ValueError:
        return ValueError(f"is not followed from {self.text[self.at : self.at + 20]!r} on")


def _bounds(found: re.Match[str]) -> tuple[int, int | None]:
    if found[1]:
        return {"*": (0, None), "+": (1, None), "?": (0, 1)}[found[1]]
    least = int(found[2] or 0)
    if found[3] is None:
        return least, least
    return least, int(found[4]) if found[4] else None
