"""Intrinsic functions: what each of them comes to."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.templates.cloudformation.attribute_names import with_right_attribute
from pytest_lambda_edge.templates.cloudformation.attribute_values import followed
from pytest_lambda_edge.templates.cloudformation.macros import MACRO, by_macro
from pytest_lambda_edge.templates.cloudformation.values import (
    Joined,
    Reference,
    Text,
    Unknown,
    joined,
    unknown_of,
)

if TYPE_CHECKING:
    from pytest_lambda_edge.templates.cloudformation.resolver import Resolver
    from pytest_lambda_edge.templates.cloudformation.spots import Spot

__all__ = ["Function", "attribute_of", "function_of"]

Function = Callable[["Resolver", Any, "Spot"], Any]

_VARIABLE: Final = re.compile(r"\$\{([^{}]*)\}")
_EXPORTED: Final = "another stack exports it"
_NAME: Final = re.compile(r"[A-Za-z0-9_.:]+")


def function_of(node: Mapping[str, Any]) -> tuple[str, Function] | None:
    """Return the name of the intrinsic function that a mapping is, and what works it out; None for data."""
    if len(node) != 1:
        return None
    (name,) = node
    if name in _FUNCTIONS:
        return name, _FUNCTIONS[name]
    return (name, partial(_unread, name=name)) if name.startswith("Fn::") else None


def attribute_of(resolver: Resolver, dotted: str, spot: Spot) -> Any:
    """Return what ``Resource.Attribute`` stands for; SAM's resources may have a dot in their own names."""
    resources = resolver.template.section("Resources")
    cuts = [index for index, character in enumerate(dotted) if character == "."]
    for cut in reversed(cuts):
        if dotted[:cut] in resources:
            return _attribute(resolver, dotted[:cut], dotted[cut + 1 :], spot)
    return resolver.no_such_name(dotted[: cuts[0]] if cuts else dotted, spot)


def _attribute(resolver: Resolver, logical_id: str, attribute: str, spot: Spot) -> Any:
    found = resolver.reference(logical_id, attribute, spot)
    return followed(with_right_attribute(found)) if isinstance(found, Reference) else found


def _ref(resolver: Resolver, argument: Any, spot: Spot) -> Any:
    return resolver.refer(resolver.name(argument, spot), spot)


def _get_att(resolver: Resolver, argument: Any, spot: Spot) -> Any:
    if isinstance(argument, list) and argument:
        first = resolver.name(argument[0], spot.into(argument, 0))
        rest = [
            resolver.known_text(node, spot.into(argument, index))
            for index, node in enumerate(argument[1:], start=1)
        ]
        unknown = unknown_of(rest)
        if unknown is not None:
            return unknown
        argument = ".".join([first, *map(str, rest)])
    return attribute_of(resolver, resolver.name(argument, spot), spot)


def _sub(resolver: Resolver, argument: Any, spot: Spot) -> Text:
    template, at_variables = argument, spot
    variables: Mapping[str, Any] = {}
    if isinstance(argument, list) and len(argument) == 2 and isinstance(argument[1], Mapping):
        template, variables, at_variables = argument[0], argument[1], spot.into(argument, 1)
    text = resolver.name(template, spot)
    pieces: list[Text] = []
    end = 0
    for found in _VARIABLE.finditer(text):
        pieces.append(text[end : found.start()])
        pieces.append(_variable(resolver, found[1], variables, spot, at_variables))
        end = found.end()
    return _made(resolver, [*pieces, text[end:]], spot)


def _variable(
    resolver: Resolver, inside: str, variables: Mapping[str, Any], spot: Spot, at_variables: Spot
) -> Text:
    """Return what ``${inside}`` stands for."""
    if inside.startswith("!"):
        return f"${{{inside[1:]}}}"
    name = inside.strip()
    if name in variables:
        return resolver.text(variables[name], at_variables.into(variables, name))
    if not _NAME.fullmatch(name):
        raise spot.error(
            f"${{{inside}}} names nothing; write ${{!{inside}}} for the characters themselves",
            "ValidationError",
            aws_message="Template error: variable names in Fn::Sub syntax must contain only alphanumeric "
            "characters, underscores, periods, and colons",
        )
    is_whole = name in resolver.template.section("Resources") or "." not in name
    found = resolver.refer(name, spot) if is_whole else attribute_of(resolver, name, spot)
    return resolver.as_text(found, spot)


def _join(resolver: Resolver, argument: Any, spot: Spot) -> Text:
    if not isinstance(argument, list) or len(argument) != 2:
        raise spot.error(f"takes a delimiter and a list of values, not {shown(argument)}")
    delimiter = resolver.name(argument[0], spot.into(argument, 0))
    at_values = spot.into(argument, 1)
    values = resolver.value(argument[1], at_values)
    if isinstance(values, Unknown):
        return values
    if not isinstance(values, list):
        raise at_values.error(f"must come to a list, not {shown(values)}")
    pieces: list[Text] = []
    for index, value in enumerate(values):
        pieces += [delimiter] if index else []
        pieces.append(resolver.as_text(value, at_values.into(values, index)))
    return _made(resolver, pieces, spot)


def _made(resolver: Resolver, pieces: list[Text], spot: Spot) -> Text:
    """Return pieces put together, their length counted."""
    parts = [part for piece in pieces for part in (piece.parts if isinstance(piece, Joined) else (piece,))]
    resolver.effort.spend(len(parts), spot)
    resolver.effort.spend_text(sum(len(part) for part in parts if isinstance(part, str)), spot)
    text = joined(pieces)
    if isinstance(text, Joined) and any("{{resolve:" in part for part in text.parts if isinstance(part, str)):
        text = resolver.named(text)
    return resolver.dynamic(text, spot) if isinstance(text, str) else text


def _select(resolver: Resolver, argument: Any, spot: Spot) -> Any:
    if not isinstance(argument, list) or len(argument) != 2:
        raise spot.error(f"takes an index and a list, not {shown(argument)}")
    index = resolver.known_text(argument[0], spot.into(argument, 0))
    values = resolver.value(argument[1], spot.into(argument, 1))
    unknown = unknown_of((index, values))
    if unknown is not None:
        return unknown
    assert not isinstance(index, Unknown)
    if not isinstance(values, list):
        raise spot.into(argument, 1).error(f"must come to a list, not {shown(values)}")
    if not index.isascii() or not index.isdigit() or len(index) > 9 or int(index) >= len(values):
        raise spot.error(
            f"there is no value {index} in a list of {len(values)}{_listed(values)}",
            "ValidationError",
            aws_message=f"Template error: Fn::Select cannot select nonexistent value at index {index}",
        )
    return values[int(index)]


def _listed(values: list[Any]) -> str:
    """Return the end of a message that shows a list, if there is nothing in it but text."""
    return f": {shown(values)}" if values and all(isinstance(one, str) for one in values) else ""


def _split(resolver: Resolver, argument: Any, spot: Spot) -> Any:
    if not isinstance(argument, list) or len(argument) != 2:
        raise spot.error(f"takes a delimiter and a text, not {shown(argument)}")
    delimiter = resolver.name(argument[0], spot.into(argument, 0))
    if not delimiter:
        raise spot.error("its delimiter must not be empty")
    text = resolver.known_text(argument[1], spot.into(argument, 1))
    if isinstance(text, Unknown):
        return text
    parts = text.split(delimiter)
    resolver.effort.spend(len(parts), spot)
    return parts


def _if(resolver: Resolver, argument: Any, spot: Spot) -> Any:
    if not isinstance(argument, list) or len(argument) != 3:
        raise spot.error(f"takes a condition's name and two values, not {shown(argument)}")
    name = resolver.name(argument[0], spot.into(argument, 0))
    found = resolver.condition(name, spot.into(argument, 0))
    if isinstance(found, Unknown):
        return unknown_of((found, *_parameters_lacking(resolver, argument, spot)))
    chosen = 1 if found else 2
    return resolver.value(argument[chosen], spot.into(argument, chosen))


def _parameters_lacking(resolver: Resolver, argument: list[Any], spot: Spot) -> Iterator[Unknown]:
    """Yield the parameters without values that either choice needs: whoever deploys gives them anyway."""
    for choice in (1, 2):
        try:
            with resolver.stacks.noted.aside():
                value = resolver.value(argument[choice], spot.into(argument, choice))
        except ConfigError:  # Of what may never be chosen nothing is told.
            continue
        for unknown in _unknown_in(value):
            for one in (unknown, *unknown.more):
                if one.name in resolver.template.section("Parameters"):
                    yield replace(one, more=())


def _unknown_in(value: Any) -> Iterator[Unknown]:
    if isinstance(value, Unknown):
        yield value
    elif isinstance(value, (dict, list)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _unknown_in(one)


def _find_in_map(resolver: Resolver, argument: Any, spot: Spot) -> Any:
    if not isinstance(argument, list) or len(argument) not in {3, 4}:
        raise spot.error(f"takes the names of a map and of two keys in it, not {shown(argument)}")
    keys = [resolver.known_text(node, spot.into(argument, index)) for index, node in enumerate(argument[:3])]
    unknown = unknown_of(keys)
    if unknown is not None:
        return unknown
    found: Any = resolver.template.section("Mappings")
    at = resolver.template.spot("Mappings")
    for key in map(str, keys):
        if not isinstance(found, Mapping) or key not in found:
            if isinstance(found, Mapping) and MACRO in found:
                return by_macro(found, at)
            return _default(resolver, argument, spot, "::".join(map(str, keys)))
        at, found = at.of(found, key), found[key]
    return resolver.value(found, at)


def _default(resolver: Resolver, argument: list[Any], spot: Spot, keys: str) -> Any:
    """Return the DefaultValue of a Fn::FindInMap that finds nothing."""
    options = argument[3] if len(argument) == 4 else None
    if isinstance(options, Mapping) and "DefaultValue" in options:
        at_default = spot.into(argument, 3).into(options, "DefaultValue")
        return resolver.value(options["DefaultValue"], at_default)
    raise spot.error(
        f"there is nothing in Mappings under {keys}",
        "ValidationError",
        aws_message=f"Template error: Unable to get mapping for {keys}",
    )


def _import_value(resolver: Resolver, argument: Any, spot: Spot) -> Any:
    name = resolver.known_text(argument, spot)
    written = _written(argument)
    if written in resolver.template.given:
        return resolver.template.given[written]
    if isinstance(name, Unknown):
        if not written:
            return name
        return Unknown(written, f"!ImportValue {written}", _EXPORTED, spot, given_as=written)
    if name in resolver.template.given:
        return resolver.template.given[name]
    exported = resolver.stacks.export(name, resolver.template.region, spot)
    if exported is not None:
        return exported
    also = (written,) if written else ()
    return Unknown(name, f"!ImportValue {name}", _EXPORTED, spot, given_as=name, also=also)


def _written(argument: Any) -> str:
    """Return the name of an export as Fn::Sub writes it, by which it can be given whatever it comes to."""
    written = argument.get("Fn::Sub") if isinstance(argument, Mapping) else None
    return written if isinstance(written, str) else ""


def _base64(resolver: Resolver, argument: Any, spot: Spot) -> str | Unknown:
    text = resolver.known_text(argument, spot)
    if isinstance(text, Unknown):
        return text
    resolver.effort.spend_text(len(text), spot)
    return base64.b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii")


def _length(resolver: Resolver, argument: Any, spot: Spot) -> Any:
    values = resolver.value(argument, spot)
    if isinstance(values, (list, Unknown)):
        return values if isinstance(values, Unknown) else len(values)
    raise spot.error(f"must come to a list, not {shown(values)}")


def _to_json_string(resolver: Resolver, argument: Any, spot: Spot) -> str | Unknown:
    value = _known(resolver, resolver.value(argument, spot))
    if isinstance(value, Unknown):
        return value
    if not isinstance(value, (dict, list)):
        raise spot.error(f"must come to a mapping or a list, not {shown(value)}")
    text = json.dumps(value, separators=(",", ":"))
    resolver.effort.spend_text(len(text), spot)
    return text


def _known(resolver: Resolver, value: Any) -> Any:
    """Return data with the texts of its references in their place, or what of it is unknown."""
    if isinstance(value, (Reference, Joined)):
        return resolver.known(value)
    if not isinstance(value, (dict, list)):
        return value
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    made = {key: _known(resolver, held) for key, held in pairs}
    unknown = unknown_of(made.values())
    if unknown is not None:
        return unknown
    return made if isinstance(value, dict) else list(made.values())


def _unread(_: Resolver, argument: Any, spot: Spot, *, name: str) -> Unknown:
    return Unknown(name, f"{name} {shown(argument)}", f"{name} is worked out at deployment only", spot)


_FUNCTIONS: Final[dict[str, Function]] = {
    "Ref": _ref,
    "Fn::Base64": _base64,
    "Fn::FindInMap": _find_in_map,
    "Fn::GetAtt": _get_att,
    "Fn::If": _if,
    "Fn::ImportValue": _import_value,
    "Fn::Join": _join,
    "Fn::Length": _length,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::Sub": _sub,
    "Fn::ToJsonString": _to_json_string,
}
