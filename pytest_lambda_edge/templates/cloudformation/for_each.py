"""Fn::ForEach, which the transform AWS::LanguageExtensions writes out before anything else is worked out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import ConfigError, Problem
from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.templates.cloudformation.spots import Spot
from pytest_lambda_edge.templates.cloudformation.values import plain
from pytest_lambda_edge.templates.found import Unresolved
from pytest_lambda_edge.templates.located import Located, LocatedList, line_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_lambda_edge.templates.cloudformation.template import Given

__all__ = ["written_out"]

_TRANSFORM: Final = "AWS::LanguageExtensions"
_LOOP: Final = "Fn::ForEach::"
_PLACEHOLDER: Final = re.compile(r"([$&])\{([A-Za-z0-9]+)\}")
_NO_LETTER_OR_DIGIT: Final = re.compile(r"[^A-Za-z0-9]")
_MOST_WRITTEN: Final = 100_000  # values


def written_out(data: Mapping[str, Any], given: Given, file: str) -> Mapping[str, Any]:
    """Return a template with its loops written out, if it asks for that; raises ``ConfigError``.

    *file* stands before its places.
    """
    transform = data.get("Transform")
    if _TRANSFORM not in (transform if isinstance(transform, list) else [transform]):
        return data
    loops = _Loops(data, given)
    made = Located(line_of(data))
    for section, held in data.items():
        at = Spot(section, line_of(data, section), None, file)
        made[section] = loops.mapping(held, {}, at) if isinstance(held, Mapping) else held
        if at.line is not None:
            made.lines[section] = at.line
    return made


class _Loops:
    """Writes out loops; counts what it writes, since loops can stand in each other."""

    def __init__(self, data: Mapping[str, Any], given: Given) -> None:
        self.data = data
        self.given = given
        self.written = 0

    def mapping(self, node: Mapping[str, Any], values: Mapping[str, str], spot: Spot) -> dict[str, Any]:
        made = Located(line_of(node))
        for key, held in node.items():
            at = spot.of(node, key)
            if key.startswith(_LOOP):
                self._loop(made, held, values, at)
            else:
                self._put(made, _filled(key, values), self._value(held, values, at), line_of(node, key))
        return made

    def _put(self, made: Located, key: str, value: Any, line: int | None) -> None:
        made[key] = value
        if line is not None:
            made.lines[key] = line

    def _loop(self, made: Located, loop: Any, values: Mapping[str, str], spot: Spot) -> None:
        """Add to a mapping what a loop makes."""
        is_loop = isinstance(loop, list) and len(loop) == 3
        if not is_loop or not isinstance(loop[0], str) or not isinstance(loop[2], Mapping):
            raise spot.error(
                f"takes a name, a collection and a mapping, not {shown(loop)}", "ValidationError"
            )
        name, collection, fragment = loop
        for item in self._items(collection, values, spot.of(loop, 1)):
            written = self.mapping(fragment, {**values, name: item}, spot)
            for key, value in written.items():
                self._put(made, key, value, line_of(written, key))

    def _value(self, node: Any, values: Mapping[str, str], spot: Spot) -> Any:
        self.written += 1
        if self.written > _MOST_WRITTEN:
            raise spot.error(f"its loops come to more than {_MOST_WRITTEN:,} values")
        if isinstance(node, Mapping):
            referred = node.get("Ref")
            if len(node) == 1 and isinstance(referred, str) and referred in values:
                return values[referred]
            return self.mapping(node, values, spot)
        if isinstance(node, list):
            made = LocatedList(line_of(node))
            made.lines = list(node.lines) if isinstance(node, LocatedList) else []
            made.extend(self._value(one, values, spot.of(node, index)) for index, one in enumerate(node))
            return made
        return _filled(node, values) if isinstance(node, str) else node

    def _items(self, collection: Any, values: Mapping[str, str], spot: Spot) -> Iterator[str]:
        """Yield the texts of a collection, which may be a parameter, or hold parameters."""
        node = self._value(collection, values, spot)
        for one in node if isinstance(node, list) else [node]:
            name = one.get("Ref") if isinstance(one, Mapping) else None
            found = self._parameter(name, spot) if isinstance(name, str) else [plain(one)]
            for text in found:
                if text is None:
                    raise spot.error(f"its collection must be a list of texts, not {shown(one)}")
                yield text

    def _parameter(self, name: str, spot: Spot) -> list[str | None]:
        declared = self.data.get("Parameters")
        parameter = declared.get(name) if isinstance(declared, Mapping) else None
        value = parameter.get("Default") if isinstance(parameter, Mapping) else None
        if name in self.given:
            value = self.given[name]
        if value is None:
            why = f"is what this repeats itself for; give it with parameters={{{name!r}: …}}"
            unresolved = Unresolved(spot.place, f"!Ref {name}", why)
            raise ConfigError([Problem(str(spot.place), f"!Ref {name}: {why}")], unresolved=[unresolved])
        if isinstance(value, (list, tuple)):
            return [plain(one) for one in value]
        text = plain(value)
        return [text] if text is None else [one.strip() for one in text.split(",") if one.strip()]


def _filled(text: str, values: Mapping[str, str]) -> str:
    """Put values in the places of ``${Name}``; of ``&{Name}`` what of them may stand in a logical id."""

    def value_of(found: re.Match[str]) -> str:
        if found[2] not in values:
            return found[0]
        value = values[found[2]]
        return value if found[1] == "$" else _NO_LETTER_OR_DIGIT.sub("", value)

    return _PLACEHOLDER.sub(value_of, text) if values else text
