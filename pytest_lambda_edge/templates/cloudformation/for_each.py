"""Fn::ForEach, which the transform AWS::LanguageExtensions writes out before anything else is worked out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import ConfigError, Problem
from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.templates.cloudformation.macros import are_of_aws, macros
from pytest_lambda_edge.templates.cloudformation.values import Unknown
from pytest_lambda_edge.templates.located import Located, LocatedList, line_of, place_of, put

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_lambda_edge.templates.cloudformation.resolver import Resolver
    from pytest_lambda_edge.templates.cloudformation.spots import Spot
    from pytest_lambda_edge.templates.cloudformation.template import Template

__all__ = ["check_no_loops", "may_have_loops", "written_out"]

_TRANSFORM: Final = "AWS::LanguageExtensions"
_LOOP: Final = "Fn::ForEach::"
_PLACEHOLDER: Final = re.compile(r"([$&])\{([A-Za-z0-9]+)\}")
_NO_LETTER_OR_DIGIT: Final = re.compile(r"[^A-Za-z0-9]")
_MOST_WRITTEN: Final = 100_000  # values, and turns of loops
_MOST_CHARACTERS: Final = 10_000_000  # that are looked at or put in


def may_have_loops(data: Mapping[str, Any]) -> bool:
    """Whether a template asks for what writes loops out."""
    return _TRANSFORM in macros(data)


def check_no_loops(template: Template) -> None:
    """Refuse resources in a loop where nothing writes it out; a macro of the user's own may."""
    found = next((str(key) for key in template.section("Resources") if str(key).startswith(_LOOP)), None)
    if found is not None and are_of_aws(macros(template.data)):
        raise template.spot("Resources", found).error(
            f"is a loop, which is written out only where the template has Transform: {_TRANSFORM}",
            "ValidationError",
            aws_message=f"Template format error: Resource name {found} is non alphanumeric.",
        )


def written_out(resolver: Resolver) -> Mapping[str, Any]:
    """Return the template of a resolver with its loops written out; raises ``ConfigError``."""
    data = resolver.template.data
    loops = _Loops(resolver)
    made = Located(line_of(data))
    for name, held in data.items():
        section = str(name)
        at = resolver.template.spot(section)
        written = loops.mapping(held, {}, at) if isinstance(held, Mapping) else held
        put(made, section, written, place_of(data, section), line_of(data, section))
    return made


class _Loops:
    """Writes out loops; counts what it writes, since loops can stand in each other."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.written = 0
        self.characters = 0

    def mapping(self, node: Mapping[str, Any], values: Mapping[str, str], spot: Spot) -> dict[str, Any]:
        made = Located(line_of(node))
        for name, held in node.items():
            key = str(name)
            at = spot.of(node, key)
            if key.startswith(_LOOP):
                self._loop(made, held, values, at)
                continue
            written = self._filled(key, values, at)
            put(made, written, self._value(held, values, at), place_of(node, key), line_of(node, key))
        return made

    def _loop(self, made: Located, loop: Any, values: Mapping[str, str], spot: Spot) -> None:
        """Add to a mapping what a loop makes."""
        is_loop = isinstance(loop, list) and len(loop) == 3
        if not is_loop or not isinstance(loop[0], str) or not isinstance(loop[2], Mapping):
            raise spot.error(
                f"takes a name, a collection and a mapping, not {shown(loop)}", "ValidationError"
            )
        name, collection, fragment = loop
        for item in self._items(collection, values, spot.of(loop, 1)):
            self._count(spot)
            written = self.mapping(fragment, {**values, name: item}, spot)
            for key, value in written.items():
                put(made, key, value, place_of(written, key), line_of(written, key))

    def _value(self, node: Any, values: Mapping[str, str], spot: Spot) -> Any:
        self._count(spot)
        if isinstance(node, Mapping):
            referred = node.get("Ref")
            if len(node) == 1 and isinstance(referred, str) and referred in values:
                return values[referred]
            return self.mapping(node, values, spot)
        if isinstance(node, list):
            made = LocatedList(line_of(node))
            if isinstance(node, LocatedList):
                made.lines, made.places = node.lines, node.places
            made.extend(self._value(one, values, spot.of(node, index)) for index, one in enumerate(node))
            return made
        return self._filled(node, values, spot) if isinstance(node, str) else node

    def _items(self, collection: Any, values: Mapping[str, str], spot: Spot) -> Iterator[str]:
        """Yield the texts of a collection, which may be a parameter, hold parameters, or stand in a map."""
        found = self.resolver.value(self._value(collection, values, spot), spot)
        if not isinstance(found, (list, Unknown)):
            raise spot.error(f"its collection must come to a list of texts, not {shown(found)}")
        for one in found if isinstance(found, list) else [found]:
            for item in one if isinstance(one, list) else [one]:
                text = self.resolver.known(self.resolver.as_text(item, spot))
                if isinstance(text, Unknown):
                    raise _lacking(text, spot)
                yield text

    def _filled(self, text: str, values: Mapping[str, str], spot: Spot) -> str:
        """Put values in the places of ``${Name}``; of ``&{Name}`` what of them may stand in a logical id."""

        def value_of(found: re.Match[str]) -> str:
            if found[2] not in values:
                return found[0]
            value = values[found[2]]
            self._count_text(value, spot)
            return value if found[1] == "$" else _NO_LETTER_OR_DIGIT.sub("", value)

        if not values:
            return text
        self._count_text(text, spot)
        return _PLACEHOLDER.sub(value_of, text)

    def _count(self, spot: Spot) -> None:
        self.written += 1
        if self.written > _MOST_WRITTEN:
            raise spot.error(f"its loops come to more than {_MOST_WRITTEN:,} values")

    def _count_text(self, text: str, spot: Spot) -> None:
        self.characters += len(text)
        if self.characters > _MOST_CHARACTERS:
            raise spot.error(f"its loops come to more than {_MOST_CHARACTERS:,} characters")


def _lacking(unknown: Unknown, spot: Spot) -> ConfigError:
    found = unknown.at(spot)
    all_of_it = [found, *found.more]
    problems = [
        Problem(str(one.place), f"{one.reference}, for which this loop repeats itself: {one.why}")
        for one in all_of_it
    ]
    return ConfigError(problems, unresolved=all_of_it)
