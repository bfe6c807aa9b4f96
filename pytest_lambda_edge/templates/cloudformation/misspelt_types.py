"""Types of resources that are misspelt, which are read as they are meant, and which AWS refuses."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import Problem
from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.templates.cloudformation.macros import are_of_aws, macros
from pytest_lambda_edge.templates.cloudformation.misspelt import meant
from pytest_lambda_edge.templates.cloudformation.property_names import PROPERTIES
from pytest_lambda_edge.templates.cloudformation.spots import Spot
from pytest_lambda_edge.templates.located import copy_of, line_of

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["type_meant", "types_as_meant"]

_READ: Final = (
    *PROPERTIES,
    "AWS::CloudFormation::Stack",
    "AWS::Lambda::Alias",
    "AWS::S3::Bucket",
    "AWS::SSM::Parameter",
)
_REFUSED: Final = "Template format error: Unrecognized resource types: [{}]"


def types_as_meant(data: Mapping[str, Any], file: str) -> tuple[Mapping[str, Any], tuple[Problem, ...]]:
    """Return a template whose resources have the types that are meant, and what AWS would refuse of them.

    A template of which a macro makes something else is let be.
    """
    wrong = list(_wrong(data.get("Resources")))
    if not wrong or not are_of_aws(macros(data)):
        return data, ()
    made, resources = copy_of(data), copy_of(data["Resources"])
    made["Resources"] = resources
    problems = []
    at_resources = Spot("Resources", line_of(data, "Resources"), None, file)
    for logical_id, written, right in wrong:
        body = copy_of(resources[logical_id])
        spot = at_resources.of(resources, logical_id).of(body, "Type")
        body["Type"] = right
        resources[logical_id] = body
        message = f"{shown(written)} is no type of resources; did you mean {right!r}?"
        problems.append(
            Problem(str(spot.place), message, "ValidationError", aws_message=_REFUSED.format(written))
        )
    return made, tuple(problems)


@lru_cache(maxsize=1_000)
def type_meant(written: str) -> str | None:
    """Return the type that a misspelt one means, each part of whose name is that part or nearly so."""
    parts = written.split("::")
    return next((one for one in _READ if written != one and _is_meant(parts, one.split("::"))), None)


def _wrong(resources: Any) -> Iterator[tuple[str, str, str]]:
    """Yield logical id, type and the type that is meant of each resource whose type is misspelt."""
    for logical_id, body in resources.items() if isinstance(resources, Mapping) else ():
        written = body.get("Type") if isinstance(body, Mapping) else None
        if isinstance(written, str) and (right := type_meant(written)) is not None:
            yield logical_id, written, right


def _is_meant(parts: list[str], known: list[str]) -> bool:
    return len(parts) == len(known) and all(
        part == name or meant(part, [name]) is not None for part, name in zip(parts, known, strict=True)
    )
