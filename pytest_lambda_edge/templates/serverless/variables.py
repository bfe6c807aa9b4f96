"""Working out the variables of a serverless.yml, each only where something asks for its value.

What neither the project nor the caller tells is an ``Unresolved`` in its place; whoever needs it says so. The
environment of the process and the network are never asked: a file comes to the same wherever it is read. That
a variable is set in that environment is told, and never its value.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import ConfigError, Problem
from pytest_lambda_edge.model.problems import did_you_mean, shown
from pytest_lambda_edge.templates.found import Place, Unresolved
from pytest_lambda_edge.templates.located import Located, LocatedList, line_of, stands_at
from pytest_lambda_edge.templates.serverless.env_files import EnvFiles, how_to_give
from pytest_lambda_edge.templates.serverless.files import why_nothing_included
from pytest_lambda_edge.templates.serverless.given import GivenValues
from pytest_lambda_edge.templates.serverless.held import Held, together
from pytest_lambda_edge.templates.serverless.sources import GIVEN, Sought, is_known_offline, source_of
from pytest_lambda_edge.templates.serverless.syntax import BadVariableError, Literal, Source, Variable, parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_lambda_edge.templates.reading import Asked, Document
    from pytest_lambda_edge.templates.serverless.syntax import Pieces

__all__ = ["Variables"]

MOST_DEPTH: Final = 100  # of values
MOST_CHAIN: Final = 25  # of variables that lead to variables; the framework follows ten
MOST_WORK: Final = 500_000  # variables and values looked at, thousands of characters made
MOST_CHARACTERS: Final = 1_000_000


class Variables:
    """Works out the values of one document; none can make it run on without an end."""

    def __init__(self, document: Document, asked: Asked) -> None:
        self.document = document
        self.given = GivenValues(asked.parameters, document.data)
        self.env_files = EnvFiles(self)
        self.files: dict[str, Held] = {}
        self._work = 0
        self._depth = 0
        self._chain = 0
        self._under_way: list[str] = []
        self._by_path: dict[tuple[str, ...], Held | None] = {}
        self._whole: dict[int, tuple[Any, Any]] = {}

    def at(self, *keys: str) -> Held | None:
        """Return what stands in the document under keys, variables on the way followed; None for nothing."""
        found: Held | None = Held(self.document.data, Place(""))
        for length in range(1, len(keys) + 1):
            path = keys[:length]
            if found is None or isinstance(found.value, Unresolved):
                break
            if path not in self._by_path:
                self._by_path[path] = self.inside(found, path[-1], f"self:{'.'.join(path)}")
            found = self._by_path[path]
        return found

    def inside(self, holder: Held, key: str, label: str = "") -> Held | None:
        """Return what a mapping or a list holds under a key; None for nothing."""
        container = holder.value
        index: str | int = key
        if isinstance(container, (list, tuple)):
            if not (key.isascii() and key.isdigit() and len(key) < 9 and int(key) < len(container)):
                return None
            index = int(key)
        elif not isinstance(container, Mapping) or key not in container:
            return None
        place = holder.place.inside(index, container)
        found = container[index]
        with self._once(label, place) as circle:
            return Held(circle, place) if circle else self.value(found, place)

    def value(self, node: Any, place: Place) -> Held:
        """Return a value; of a text that is one variable, what that stands for, and where that stands."""
        if not isinstance(node, str) or "${" not in node:
            return Held(node, place)
        self._spend(1, place)
        try:
            pieces = parsed(node)
        except BadVariableError as error:
            return Held(Unresolved(place, shown(node), f"is not written as a variable: {error}"), place)
        if self._chain >= MOST_CHAIN:
            raise _refused(place, f"its variables lead to variables more than {MOST_CHAIN} times")
        self._chain += 1
        try:
            return self._of_pieces(pieces, place)
        finally:
            self._chain -= 1

    def whole(self, node: Any, place: Place) -> Any:
        """Return a value with everything in it worked out; parts that stand elsewhere know where."""
        held = self.value(node, place)
        container = held.value
        if not isinstance(container, (Mapping, list, tuple)):
            return container
        if id(container) not in self._whole:
            with self._once(f"#{id(container)}", place) as circle, self._deeper(place):
                if circle:
                    return circle
                made = self._mapping(*held) if isinstance(container, Mapping) else self._list(*held)
            self._whole[id(container)] = (made, container)
        return self._whole[id(container)][0]

    def text(self, pieces: Pieces, place: Place) -> str | Unresolved:
        """Return the text that an address or a parameter comes to."""
        held = self._of_pieces(pieces, place)
        if isinstance(held.value, Unresolved):
            return held.value
        written = _as_text(held.value)
        return written if written is not None else Unresolved(place, _shown(pieces), "comes to no text")

    def _of_pieces(self, pieces: Pieces, place: Place) -> Held:
        if len(pieces) == 1:
            (piece,) = pieces
            return self._of_variable(piece, place) if isinstance(piece, Variable) else Held(piece, place)
        texts: list[str] = []
        unknown: list[Unresolved] = []
        length = 0
        for piece in pieces:
            value = self._of_variable(piece, place).value if isinstance(piece, Variable) else piece
            if isinstance(value, Unresolved):
                unknown.append(value)
                continue
            text = _as_text(value)
            if text is None:
                reference = piece.text if isinstance(piece, Variable) else piece
                why = "is no text, and stands in the middle of one"
                return Held(Unresolved(place, reference, why), place)
            texts.append(text)
            length += len(text)
            if length > MOST_CHARACTERS:
                raise _refused(place, f"comes to more than {MOST_CHARACTERS:,} characters")
        if unknown:
            return Held(together(unknown), place)
        self._spend(length // 1000, place)
        return Held("".join(texts), place)

    def _of_variable(self, variable: Variable, place: Place) -> Held:
        unknown: Unresolved | None = None
        for source in variable.sources:
            found = (
                Held(source.value, place)
                if isinstance(source, Literal)
                else self._of_source(source, variable, place)
            )
            if isinstance(found, Unresolved):
                unknown = unknown or found
            elif found is not None and (found.value is not None or isinstance(source, Literal)):
                return self.value(*found)
        return Held(unknown or Unresolved(place, variable.text, self._why(variable, place)), place)

    def _why(self, variable: Variable, place: Place) -> str:
        """Say what can be done about a variable none of whose sources has a value."""
        for source in variable.sources:
            if isinstance(source, Source) and source.type in GIVEN and source.address:
                address = str(self.text(source.address, place))
                give = f"; give it with parameters={{{f'{source.type}:{address}'!r}: …}}"
                give = how_to_give(address) if source.type == "env" else give
                return f"has no value and no default{give}"
            if isinstance(source, Source) and source.type == "self" and source.address:
                return self._why_nothing(str(self.text(source.address, place)))
            if isinstance(source, Source) and source.type == "file" and source.params:
                address = str(self.text(source.address, place)) if source.address else ""
                return why_nothing_included(self, str(self.text(source.params[0], place)), address, place)
        return "there is nothing of this name, and no default"

    def _why_nothing(self, address: str) -> str:
        """Say where in the document an address that leads to nothing stops, and what is there instead."""
        *before, last = keys = address.split(".")
        for length in range(1, len(keys)):
            if self.at(*keys[:length]) is None:
                before, last = keys[: length - 1], keys[length - 1]
                break
        holder = self.at(*before)
        known = holder.value.keys() - {last} if holder and isinstance(holder.value, Mapping) else ()
        missing = shown(".".join((*before, last)))
        return f"there is nothing at {missing}, and no default{did_you_mean(last, map(str, known))}"

    def _of_source(self, source: Source, variable: Variable, place: Place) -> Held | Unresolved | None:
        """Return the value of a source, None where it has none, or what is missing to know."""
        params = [self.text(param, place) for param in source.params]
        address = self.text(source.address, place) if source.address else ""
        unknown = [one for one in (*params, address) if isinstance(one, Unresolved)]
        if unknown:
            more = [] if is_known_offline(source.type) else [_once_known(source, unknown, variable, place)]
            return together([*unknown, *more])
        written = tuple(str(param) for param in params)
        return source_of(Sought(self, source.type, written, str(address), variable.text, place))

    def _mapping(self, node: Mapping[Any, Any], place: Place) -> Located:
        made = Located(line_of(node))
        if isinstance(node, Located):
            made.lines = node.lines
        for key, held in node.items():
            self._put(made, str(key), held, place.inside(key, node))
        return made

    def _list(self, node: list[Any] | tuple[Any, ...], place: Place) -> LocatedList:
        made = LocatedList(line_of(node))
        made.lines = node.lines if isinstance(node, LocatedList) else [made.line or 0 for _ in node]
        if made.line is None:
            made.lines = []
        for index, held in enumerate(node):
            made.append(None)
            self._put(made, index, held, place.inside(index, node))
        return made

    def _put(self, made: Located | LocatedList, key: Any, node: Any, place: Place) -> None:
        self._spend(1, place)
        held = self.value(node, place)
        made[key] = self.whole(*held)
        if held.place != place:
            stands_at(made, key, held.place)

    @contextmanager
    def _once(self, label: str, place: Place) -> Iterator[Unresolved | None]:
        """Yield nothing, or for what is under way already what stands in its place."""
        if label and label in self._under_way:
            circle = [*self._under_way[self._under_way.index(label) :], label]
            told = [one.removeprefix("self:") for one in circle if not one.startswith("#")]
            yield Unresolved(place, " -> ".join(told) or str(place.path), "refers to itself")
            return
        self._under_way.append(label)
        try:
            yield None
        finally:
            self._under_way.pop()

    @contextmanager
    def _deeper(self, place: Place) -> Iterator[None]:
        if self._depth >= MOST_DEPTH:
            raise _refused(place, f"is nested more than {MOST_DEPTH} levels deep, variables followed")
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    def _spend(self, work: int, place: Place) -> None:
        self._work += work
        if self._work > MOST_WORK:
            raise _refused(place, "its variables come to more than any service that can be deployed")


def _as_text(value: Any) -> str | None:
    """Return the text that the framework makes of a scalar."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, (str, int, float)) else None


def _once_known(source: Source, unknown: list[Unresolved], variable: Variable, place: Place) -> Unresolved:
    """Return what a source lacks besides that of which its name is made: the deployment tells it."""
    within = f"({', '.join(map(_shown, source.params))})" if source.params else ""
    name = f"{source.type}{within}:{_shown(source.address)}"
    needed = " and ".join(dict.fromkeys(one.reference for one in unknown))
    why = f"is looked up at deployment; give it as well, with {needed} put in: parameters={{{name!r}: …}}"
    return Unresolved(place, variable.text, why)


def _shown(pieces: Pieces) -> str:
    return "".join(piece.text if isinstance(piece, Variable) else piece for piece in pieces)


def _refused(place: Place, message: str) -> ConfigError:
    return ConfigError([Problem(str(place), message)])
