"""SAM's types of resources, which CloudFormation knows only where a template asks for SAM's transform."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pytest_lambda_edge.errors import Problem
from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.templates.cloudformation.macros import MACRO, are_of_aws, macros
from pytest_lambda_edge.templates.cloudformation.misspelt import meant
from pytest_lambda_edge.templates.cloudformation.sam_transform import TRANSFORM
from pytest_lambda_edge.templates.cloudformation.spots import Spot
from pytest_lambda_edge.templates.located import copy_of, line_of, put

__all__ = ["with_sam_asked_for"]

_SAMS: Final = "AWS::Serverless::"
_UNKNOWN: Final = "Template format error: Unrecognized resource types: [{}]"


def with_sam_asked_for(data: Mapping[str, Any], file: str) -> tuple[Mapping[str, Any], tuple[Problem, ...]]:
    """Return a template that asks for SAM's transform where it means to, and what AWS would refuse of it.

    What a macro may add is let be, and so is a part of a template, which need not ask.
    """
    transform = data.get("Transform")
    asked_for = transform if isinstance(transform, list) else [transform]
    wrong = next((n for n, one in enumerate(asked_for) if meant(one, [TRANSFORM])), None)
    if wrong is not None and TRANSFORM not in asked_for:
        spot = Spot("Transform", line_of(data, "Transform"), None, file)
        spot = spot.of(transform, wrong) if isinstance(transform, list) else spot
        message = f"{shown(asked_for[wrong])} is no transform; did you mean {TRANSFORM!r}?"
        made = copy_of(data)
        put(made, "Transform", [*asked_for[:wrong], TRANSFORM, *asked_for[wrong + 1 :]], None)
        return made, (Problem(str(spot.place), message, "ValidationError"),)
    names = macros(data)
    is_whole = "AWSTemplateFormatVersion" in data or bool(names)
    if not is_whole or TRANSFORM in names or MACRO in data or not are_of_aws(names):
        return data, ()
    at_resources = Spot("Resources", line_of(data, "Resources"), None, file)
    return data, _not_asked_for(data.get("Resources"), at_resources)


def _not_asked_for(resources: Any, at_resources: Spot) -> tuple[Problem, ...]:
    """Return the problem of the first resource that CloudFormation does not know, if there is one."""
    for logical_id, body in resources.items() if isinstance(resources, Mapping) else ():
        kind = body.get("Type") if isinstance(body, Mapping) else None
        if isinstance(kind, str) and kind.startswith(_SAMS):
            message = (
                f"CloudFormation does not know {kind!r} without SAM's transform; "
                f"add 'Transform: {TRANSFORM}' at the top of the template"
            )
            place = at_resources.of(resources, logical_id).of(body, "Type").place
            return (Problem(str(place), message, "ValidationError", aws_message=_UNKNOWN.format(kind)),)
    return ()
