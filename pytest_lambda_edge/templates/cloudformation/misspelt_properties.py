"""Misspelt properties of resources, which AWS refuses, and of which nothing would be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.errors import ConfigError, Problem
from pytest_lambda_edge.model.problems import shown, with_article
from pytest_lambda_edge.templates.cloudformation.macros import of_whole_template
from pytest_lambda_edge.templates.cloudformation.property_names import SAM_FUNCTION, wrong_names
from pytest_lambda_edge.templates.cloudformation.sam_transform import GLOBALS, MADE_OF, SAM_SAYS
from pytest_lambda_edge.templates.cloudformation.values import NO_VALUE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_lambda_edge.templates.cloudformation.resolver import Resolver
    from pytest_lambda_edge.templates.cloudformation.spots import Spot
    from pytest_lambda_edge.templates.cloudformation.template import Resource

__all__ = ["check_spelling", "misspelt_properties"]

_FAILED: Final = (
    "Properties validation failed for resource {} with message: #{}: extraneous key [{}] is not permitted"
)
_SAM_FAILED: Final = (
    f"{SAM_SAYS}Resource with id [{{}}] is invalid. property {{}} not defined for resource of type "
)
_GLOBALS_FAILED: Final = (
    f"{SAM_SAYS}'Globals' section is invalid. '{{}}' is not a supported property of 'Function'."
)


def misspelt_properties(resolver: Resolver, *resources: Resource | None) -> tuple[Problem, ...]:
    """Return what AWS would refuse of the properties of resources, each with its place.

    A template of which a macro makes something else is let pass.
    """
    found = [one for resource in resources if resource is not None for one in _misspelt(resolver, resource)]
    return () if not found or any(of_whole_template(resolver.template)) else tuple(found)


def check_spelling(resolver: Resolver, resource: Resource) -> None:
    """Refuse the misspelt properties of a resource without which there is no distribution to simulate."""
    if problems := misspelt_properties(resolver, resource):
        raise ConfigError(problems)


def _misspelt(resolver: Resolver, resource: Resource) -> Iterator[Problem]:
    body = resolver.template.section("Resources")[resource.logical_id]
    is_sam = MADE_OF in body
    kind, properties = (SAM_FUNCTION, body[MADE_OF]) if is_sam else (resource.type, body.get("Properties"))
    if not isinstance(properties, Mapping):
        return
    at_properties = resource.spot.of(body, "Properties")
    for part, key, hint in wrong_names(properties, kind):
        spot = at_properties.of(properties, part or key)
        at_name = spot.of(properties[part], key) if part else spot
        value = properties[part][key] if part else properties[key]
        if value is None or resolver.value(value, at_name) is not NO_VALUE:
            yield _problem(resource, kind, f"{part}.{key}", hint, at_name)


def _problem(resource: Resource, kind: str, path: str, hint: str, spot: Spot) -> Problem:
    within, _, name = path.rpartition(".")
    of = f" in {within}" if within else ""
    message = f"{shown(name)} is no property of {with_article(kind)}{of}; did you mean {hint}?"
    said = _FAILED.format(resource.logical_id, f"/{within}" if within else "", name)
    if kind == SAM_FUNCTION:
        at_globals = spot.place.path.startswith(GLOBALS)
        said = (
            _GLOBALS_FAILED.format(name)
            if at_globals
            else f"{_SAM_FAILED.format(resource.logical_id, name)}{kind}"
        )
    return Problem(str(spot.place), message, "ValidationError", aws_message=said)
