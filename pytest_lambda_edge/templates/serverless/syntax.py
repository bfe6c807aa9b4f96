"""How variables are written in a serverless.yml: ``${type(params):address, another source, 'default'}``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

__all__ = ["BadVariableError", "Literal", "Pieces", "Source", "Variable", "parsed"]

_OPENING: Final = re.compile(r"(?<!\\)(\\*)\$\{")
_TYPE: Final = re.compile(r"[a-z][a-zA-Z0-9.-]*(?=[:(])")
_REST: Final = re.compile(r"[^$}]*\}")
_BLANK: Final = re.compile(r"\s*")
_WORD: Final = re.compile(r"[a-zA-Z0-9.+-]+")
_NUMBER: Final = re.compile(r"[+-]?([0-9]{1,30}(\.[0-9]{1,30})?|\.[0-9]{1,30})")
_QUOTED: Final = re.compile(r"'([^']*)'|\"((?:[^\"\\]|\\.)*)\"", re.DOTALL)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_WORDS: Final[dict[str, Any]] = {"true": True, "false": False, "null": None}
_MOST_DEPTH: Final = 20
_MOST_TOLD: Final = 200  # characters of a variable


class BadVariableError(ValueError):
    """A variable that is not written as one."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A default that is written out."""

    value: Any


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from: ``type(params):address``, each of which may hold variables."""

    type: str
    params: tuple[Pieces, ...] = ()
    address: Pieces = ()


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable, ``text`` as messages have it; the first of its sources that has a value tells it."""

    text: str
    sources: tuple[Source | Literal, ...]


Pieces = tuple[str | Variable, ...]
"""A text with variables in it."""


@lru_cache(maxsize=1000)
def parsed(text: str) -> Pieces:
    """Return the variables of a text and what stands between them; raises ``BadVariableError``.

    ``${AWS::Region}``, ``${Bucket}`` and whatever else is CloudFormation's own stays text, and so does what
    a backslash stands before.
    """
    return _Reader(text).pieces("", 0)


@cache
def _plain_text(end: str) -> re.Pattern[str]:
    """Return what matches text in which no variable begins and nothing ends."""
    return re.compile(rf"[^\\${re.escape(end)}]+")


class _Reader:
    """Reads one text from its beginning to its end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def pieces(self, end: str, depth: int) -> Pieces:
        """Read up to one of the characters *end*, or to the end of the text where there are none."""
        made: list[str | Variable] = []
        plain: list[str] = []
        while self.at < len(self.text) and self.text[self.at] not in end:
            opening = _OPENING.match(self.text, self.at)
            if opening is None:
                run = _plain_text(end).match(self.text, self.at)
                stop = run.end() if run else self.at + 1
                plain.append(self.text[self.at : stop])
                self.at = stop
                continue
            slashes = len(opening[1])
            plain.append("\\" * (slashes // 2))
            self.at = opening.end()
            is_type = _TYPE.match(self.text, self.at)
            if slashes % 2 or is_type is None or self.text.startswith("::", is_type.end()):
                plain.append("${")
                self._pass_over(plain, end)
                continue
            made += ["".join(plain)] if any(plain) else []
            plain = []
            made.append(self._variable(opening.end() - 2, depth))
        made += ["".join(plain)] if any(plain) else []
        return tuple(made)

    def _pass_over(self, plain: list[str], end: str) -> None:
        """Take CloudFormation's own variable as text, if it stands where its bracket would end something."""
        rest = _REST.match(self.text, self.at) if "}" in end else None
        if rest is not None:
            plain.append(rest[0])
            self.at = rest.end()

    def _variable(self, start: int, depth: int) -> Variable:
        if depth >= _MOST_DEPTH:
            raise BadVariableError(f"holds variables more than {_MOST_DEPTH} deep in one another")
        sources = [self._source(depth)]
        while self._skipped() == ",":
            self.at += 1
            sources.append(self._source(depth))
        if self._skipped() != "}":
            raise BadVariableError(self._expected("}"))
        self.at += 1
        text = self.text[start : self.at]
        return Variable(text if len(text) <= _MOST_TOLD else f"{text[:_MOST_TOLD]}…", tuple(sources))

    def _source(self, depth: int) -> Source | Literal:
        self._skipped()
        if (quoted := self._quoted()) is not None:
            return Literal(quoted)
        kind = _TYPE.match(self.text, self.at)
        if kind is None:
            return self._word()
        self.at = kind.end()
        params: tuple[Pieces, ...] = ()
        if self.text[self.at] == "(":
            params = self._params(depth)
        if self._skipped() != ":":
            return Source(kind[0], params)
        self.at += 1
        return Source(kind[0], params, self._part(",}", depth))

    def _params(self, depth: int) -> tuple[Pieces, ...]:
        params: list[Pieces] = []
        while not params or self._skipped() == ",":
            self.at += 1
            params.append(self._part(",)", depth))
        if self._skipped() != ")":
            raise BadVariableError(self._expected(")"))
        self.at += 1
        return tuple(params)

    def _part(self, end: str, depth: int) -> Pieces:
        """Read a parameter or an address."""
        self._skipped()
        if (quoted := self._quoted()) is not None:
            return (quoted,) if quoted else ()
        pieces = self.pieces(f"{end}}}", depth + 1)
        if pieces and isinstance(pieces[-1], str):
            pieces = (*pieces[:-1], pieces[-1].rstrip())
        return tuple(piece for piece in pieces if piece)

    def _word(self) -> Literal:
        word = _WORD.match(self.text, self.at)
        if word is None:
            raise BadVariableError(self._expected("a default"))
        self.at = word.end()
        if word[0] in _WORDS:
            return Literal(_WORDS[word[0]])
        if not _NUMBER.fullmatch(word[0]):
            raise BadVariableError(f"the default {word[0]} needs quotes: {word[0]!r}")
        return Literal(float(word[0]) if "." in word[0] else int(word[0]))

    def _quoted(self) -> str | None:
        quoted = _QUOTED.match(self.text, self.at)
        if quoted is None:
            return None
        self.at = quoted.end()
        return quoted[1] if quoted[1] is not None else _ESCAPED.sub(r"\1", quoted[2])

    def _skipped(self) -> str:
        """Return the next character that is no blank."""
        blank = _BLANK.match(self.text, self.at)
        self.at = blank.end() if blank else self.at
        return self.text[self.at : self.at + 1]

    def _expected(self, what: str) -> str:
        found = self.text[self.at : self.at + 1]
        return f"needs {what} {f'before {found!r}' if found else 'at its end'}"
