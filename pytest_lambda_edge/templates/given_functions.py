"""Functions that a test gives in the places of a document's: by which names, and whether there are such."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import Problem
from pytest_lambda_edge.model.problems import nearest, one_of, shown
from pytest_lambda_edge.templates.arns import names_of_arn
from pytest_lambda_edge.templates.found import FoundCloudFrontFunction, FoundFunction, Unresolved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["GivenFunctions", "give", "keys_of", "or_give", "suggested_key"]

_FOUND: Final = (FoundFunction, FoundCloudFrontFunction)
_NAMES: Final = ("LambdaFunctionARN", "FunctionARN")


@dataclass(frozen=True, slots=True)
class GivenFunctions:
    """Functions that stand in for a document's, by logical id, name, or ARN with or without its version.

    ``used`` are the functions of the document in whose places each of them came, by what tells them apart;
    ``known`` are those that the document has, each with all the keys that would do.
    """

    by_key: Mapping[str, Any]
    used: dict[str, dict[str, str]] = field(default_factory=dict)
    known: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def choose(self, keys: tuple[str, ...], named: Any) -> str | None:
        """Return the key under which a function is given that the document knows by any of *keys*."""
        suggested = suggested_key(named, keys)
        self.known.setdefault(suggested, keys)
        chosen = next((key for key in keys if key in self.by_key), None)
        whole = named.place if isinstance(named, _FOUND) else keys[0]
        for key in keys:
            if key in self.by_key:
                self.used.setdefault(key, {})[str(whole)] = _unmistakable(named, suggested)
        return chosen

    def lost(
        self, elsewhere: Iterable[Mapping[str, Any]] = (), declared: Callable[[], Iterable[str]] = tuple
    ) -> dict[str, str | None]:
        """Return the keys of those that stand in for nothing, each with the one that is likely meant.

        One that a distribution *elsewhere* in the document has, or that the document has *declared* for this
        one under other conditions, is none of its business: tests of several share what they give.
        """
        lost = self.by_key.keys() - self.used.keys()
        if lost:
            lost -= set(declared())
        if lost:
            lost -= {key for form in elsewhere for named in _associated(form) for key in keys_of(named)}
        return {key: self._meant(key) for key in self.by_key if key in lost}

    def problems(self, lost: Mapping[str, str | None]) -> Iterator[Problem]:
        """Yield a problem for each that is *lost*, or stands in for more than one."""
        known = f"those are {one_of(self.known)}" if self.known else "there are none"
        for key in self.by_key:
            several = self.used.get(key, {})
            if len(several) > 1:
                message = f"is the name of several functions; choose one of {one_of(several.values())}"
                yield Problem(f"functions[{shown(key)}]", message)
            if key in lost:
                meant = "" if lost[key] is None else f"; did you mean {lost[key]!r}?"
                message = f"is no function of this distribution; {known}{meant}"
                yield Problem(f"functions[{shown(key)}]", message)

    def _meant(self, key: str) -> str | None:
        """Return the nearest key, which may end like the one given."""
        ending = [known for known, keys in self.known.items() if any(_ends_with(one, key) for one in keys)]
        if len(ending) == 1:
            return ending[0]
        return nearest(key, [one for known, keys in self.known.items() for one in (*keys, known)])


def _associated(part: object) -> Iterator[Any]:
    """Yield what the associations of a form name."""
    if isinstance(part, Mapping):
        for key, value in part.items():
            yield from [value] if key in _NAMES and value is not None else _associated(value)
    elif isinstance(part, (list, tuple)):
        for one in part:
            yield from _associated(one)


def _ends_with(name: str, word: str) -> bool:
    before = name.removesuffix(word)
    return before != name and not before[-1:].isalnum()


def keys_of(named: Any) -> tuple[str, ...]:
    """Return by what a function can be given, what people would choose first."""
    if isinstance(named, (FoundFunction, FoundCloudFrontFunction)):
        arn = getattr(named, "arn", None)
        more = names_of_arn(arn) if arn else ()
        return tuple(dict.fromkeys(key for key in (named.logical_id, named.name, *more, *named.also) if key))
    if isinstance(named, Unresolved):
        return (*named.keys, named.reference)
    return names_of_arn(str(named))


def suggested_key(named: Any, keys: tuple[str, ...]) -> str:
    """Return the key that people would choose first."""
    return named.also[0] if isinstance(named, _FOUND) and named.also else keys[0]


def _unmistakable(named: Any, suggested: str) -> str:
    """Return the name that no other function has."""
    return named.also[1] if isinstance(named, _FOUND) and named.also[1:] else suggested


def give(key: str) -> str:
    """Return what to write to give a function."""
    return f"give it as functions={{{key!r}: handler}}"


def or_give(why: str, key: str) -> str:
    """Return the end of a message, which may have named something else to give already."""
    return f"; {'or ' if 'give it' in why else ''}{give(key)}"
