"""Misspelt sections of a template and keys of its resources: read as meant, and refused by AWS."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import Problem
from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.templates.cloudformation.macros import MACRO, are_of_aws, macros
from pytest_lambda_edge.templates.cloudformation.misspelt import meant
from pytest_lambda_edge.templates.cloudformation.spots import Spot
from pytest_lambda_edge.templates.located import copy_of, line_of, move, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_lambda_edge.templates.located import Located

__all__ = ["is_meant_as_template", "keys_as_meant"]

_SECTIONS: Final = frozenset(
    {
        "AWSTemplateFormatVersion",
        "Conditions",
        "Description",
        "Hooks",
        "Mappings",
        "Metadata",
        "Outputs",
        "Parameters",
        "Resources",
        "Rules",
        "Transform",
    }
)
_KEYS: Final = frozenset(
    {
        "Condition",
        "Connectors",
        "CreationPolicy",
        "DeletionPolicy",
        "DependsOn",
        "IgnoreGlobals",
        "Metadata",
        "Properties",
        "Type",
        "UpdatePolicy",
        "UpdateReplacePolicy",
    }
)
_SECTION_REFUSED: Final = "Invalid template property or properties [{}]"
_KEY_REFUSED: Final = "Invalid template resource property '{}'"
_OF_SAM: Final = "AWS::Serverless::"  # Of what its transform drops, AWS's words are not known.
_OF_SERVERLESS_FRAMEWORK: Final = frozenset({"provider", "service"})
_MOST: Final = 1_000
"""Misspelt keys that are looked for, which is more than anybody writes."""


def is_meant_as_template(data: Mapping[str, Any]) -> bool:
    """Whether a document is a template whose section Resources, which has AWS's types, is misspelt."""
    if "Resources" in data or _OF_SERVERLESS_FRAMEWORK & data.keys():
        return False
    held = next((data[key] for key in data if _section_meant(key) == "Resources"), None)
    bodies = held.values() if isinstance(held, Mapping) else ()
    types = (body.get("Type") or body.get("type") for body in bodies if isinstance(body, Mapping))
    return any(isinstance(kind, str) and kind.startswith("AWS::") for kind in types)


def keys_as_meant(data: Mapping[str, Any], file: str) -> tuple[Mapping[str, Any], tuple[Problem, ...]]:
    """Return a template with its sections, and the keys of its resources, under the names that are meant.

    Beside it stands what AWS would refuse of them. What a macro makes of a template is let be.
    """
    made, problems = _sections_as_meant(data, file)
    if MACRO in made or not are_of_aws(macros(made)):
        return data, ()
    wrong = list(islice(_wrong(made.get("Resources")), _MOST))
    if not wrong:
        return made, tuple(problems)
    made, resources = copy_of(made), copy_of(made["Resources"])
    place = place_of(made, "Resources")
    at_resources = Spot("Resources", line_of(made, "Resources"), None, file)
    if place is not None:
        at_resources = Spot(place.path, place.line, None, place.file)
    for logical_id, key, right in wrong:
        written = resources[logical_id]
        spot = at_resources.of(resources, logical_id).of(written, key)
        body = resources[logical_id] = copy_of(written)
        _rename(body, key, right)
        by_sam = str(body.get("Type")).startswith(_OF_SAM)
        said = None if by_sam else _KEY_REFUSED.format(key)
        problems.append(_problem(spot, key, "key of a resource", right, said))
    made["Resources"] = resources
    return made, tuple(problems)


def _sections_as_meant(data: Mapping[str, Any], file: str) -> tuple[Mapping[str, Any], list[Problem]]:
    wrong = [(key, right) for key in islice(data, _MOST) if (right := _section_meant(key)) is not None]
    if not wrong:
        return data, []
    made, problems = copy_of(data), []
    for key, right in wrong:
        spot = Spot(key, line_of(data, key), None, file)
        _rename(made, key, right)
        problems.append(_problem(spot, key, "section of a template", right, _SECTION_REFUSED.format(key)))
    return made, problems


def _rename(mapping: Located, key: str, right: str) -> None:
    """Put what stands under a misspelt key under the right one, unless there is something."""
    if right not in mapping:
        move(mapping, key, right, mapping.pop(key))


def _problem(spot: Spot, key: str, what: str, right: str, said: str | None) -> Problem:
    message = f"{shown(key)} is no {what}; did you mean {right!r}?"
    return Problem(str(spot.place), message, "ValidationError", aws_message=said)


def _wrong(resources: Any) -> Iterator[tuple[str, str, str]]:
    """Yield logical id, key and the key that is meant of each that is misspelt in a resource."""
    for logical_id, body in resources.items() if isinstance(resources, Mapping) else ():
        if not isinstance(body, Mapping) or body.keys() <= _KEYS or MACRO in body:
            continue
        for key in islice(body, _MOST):
            if (right := _key_meant(key)) is not None:
                yield logical_id, key, right


@lru_cache(maxsize=1_000)
def _section_meant(key: str) -> str | None:
    return meant(key, _SECTIONS)


@lru_cache(maxsize=1_000)
def _key_meant(key: str) -> str | None:
    return meant(key, _KEYS)
