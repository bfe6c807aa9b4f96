"""What a caller gives in ``parameters=``, and which of it something in the document has asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import Problem
from pytest_lambda_edge.model.problems import did_you_mean, shown

if TYPE_CHECKING:
    from pytest_lambda_edge.templates.reading import Document

__all__ = ["GivenParameters", "is_no_bare_word", "unused"]

_PSEUDO: Final = "AWS::"
_WORD: Final = re.compile(r"[A-Za-z0-9_-]+")


class GivenParameters(Mapping[str, Any]):
    """Parameters by name, which remember the names that were looked for with ``in`` or ``get``.

    ``without_effect`` is what a reader knows to change nothing although the document mentions it, and why;
    ``can_mean`` says of a name that stands in a document by its words whether it can mean anything there.
    """

    def __init__(self, values: Mapping[str, Any], asked: dict[str, None] | None = None) -> None:
        self._values = values
        self.asked: dict[str, None] = {} if asked is None else asked
        self.without_effect: dict[str, str] = {}
        self.can_mean: Callable[[str], bool] = bool

    def __contains__(self, name: object) -> bool:
        """Whether there is one of the name, which counts as asked for from now on."""
        self.asked[str(name)] = None
        return name in self._values

    def get(self, name: str, default: Any = None) -> Any:
        """Return one, which counts as asked for from now on."""
        return self._values[name] if name in self else default

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def narrowed(self, values: Mapping[str, Any]) -> GivenParameters:
        """Return what is left of them for another reader; the others count as asked for."""
        self.asked.update((str(name), None) for name in self._values if name not in values)
        return GivenParameters(values, self.asked)


def is_no_bare_word(name: str) -> bool:
    """Whether a name can be an id or an address, and not only a key or an attribute's name."""
    return not name.isidentifier()


def unused(given: GivenParameters, document: Document, *, lacking: bool) -> list[Problem]:
    """Return a problem for each parameter that nothing asked for and that the document does not mention.

    What it mentions may be for another of its distributions. Unless something is *lacking*, no more than text
    is told of: a policy or a key group of another document does no harm.
    """
    told = [Problem(f"parameters[{shown(name)}]", why) for name, why in given.without_effect.items()]
    left = [
        name
        for name, value in given.items()
        if str(name) not in given.asked
        and name not in given.without_effect
        and (lacking or isinstance(value, str))
        and not str(name).startswith(_PSEUDO)
    ]
    if not left:
        return told
    words, names = _words_of(document), set(given)
    known = [name for name in given.asked if name not in names]
    return told + [
        Problem(
            f"parameters[{shown(name)}]",
            f"nothing in this document refers to it{_meant(name, known)}",
        )
        for name in left
        if not words.issuperset(_WORD.findall(str(name)) or [""]) or not given.can_mean(str(name))
    ]


def _meant(name: object, known: Iterable[str]) -> str:
    """Return the end of a message that names what was likely meant: a longer name, or one much like it."""
    longer = [one for one in known if one.endswith(f".{name}")]
    return did_you_mean(longer[0] if len(longer) == 1 else name, known)


def _words_of(document: Document) -> set[str]:
    """Return every word of a document and of the files that were read for it."""
    words: set[str] = set()
    seen: set[int] = set()  # A part can stand in several places, even within itself.
    level: list[Any] = [document.data]
    while level:
        for one in level:
            if not isinstance(one, (Mapping, list, tuple)):
                words.update(_WORD.findall(str(one)))
            elif isinstance(one, Mapping):
                words.update(word for key in one for word in _WORD.findall(str(key)))
        parts = [part for one in level if id(one) not in seen for part in _parts(one)]
        seen.update(map(id, level))
        level = parts
    for path in document.beside:
        try:
            words.update(_WORD.findall(path.read_text(encoding="utf-8", errors="replace")))
        except OSError:  # It was there when it was read.
            continue
    return words


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, (list, tuple)) else ()
