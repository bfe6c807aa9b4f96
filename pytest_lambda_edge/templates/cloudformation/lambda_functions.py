"""From a Lambda@Edge association to the function that it means (CF-280, CF-281)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.templates.arns import LambdaArn
from pytest_lambda_edge.templates.cloudformation.attribute_names import check_is_arn_of_version
from pytest_lambda_edge.templates.cloudformation.attributes import own_name
from pytest_lambda_edge.templates.cloudformation.construct_advice import advice_for_construct
from pytest_lambda_edge.templates.cloudformation.construct_names import (
    construct_of,
    function_names,
    names_of_the_only_one,
)
from pytest_lambda_edge.templates.cloudformation.lambda_features import environment_of, unsupported_by
from pytest_lambda_edge.templates.cloudformation.macros import MACRO, by_macro
from pytest_lambda_edge.templates.cloudformation.misspelt_properties import misspelt_properties
from pytest_lambda_edge.templates.cloudformation.values import (
    NO_VALUE,
    Joined,
    Reference,
    Unknown,
    plain,
)
from pytest_lambda_edge.templates.found import Advice, FoundFunction, Unresolved
from pytest_lambda_edge.templates.scalars import number

if TYPE_CHECKING:
    from collections.abc import Collection

    from pytest_lambda_edge.templates.cloudformation.resolver import Resolver
    from pytest_lambda_edge.templates.cloudformation.spots import Spot
    from pytest_lambda_edge.templates.cloudformation.template import Resource

__all__ = ["associated_function"]

FUNCTION: Final = "AWS::Lambda::Function"
VERSION: Final = "AWS::Lambda::Version"
ALIAS: Final = "AWS::Lambda::Alias"

_MANDATORY: Final = ("Handler", "Runtime")

_SETTINGS: Final = {"handler": "Handler", "runtime": "Runtime", "timeout": "Timeout", "memory": "MemorySize"}

UNQUALIFIED: Final = None
PUBLISHED_LATER: Final = ""

_REGION: Final = re.compile(r"arn:[^:]*:lambda:([a-z0-9-]+):")


def associated_function(
    resolver: Resolver, value: Any, spot: Spot, replaced: Collection[str]
) -> FoundFunction | Unresolved | str:
    """Return the function that an association's LambdaFunctionARN means, or the ARN as it is written.

    The code of what is *replaced* (by logical id or name) is not looked for.
    """
    if isinstance(value, Unknown):
        return _unknown(value, spot)
    if isinstance(value, str):
        return _of_arn(resolver, value, replaced)
    if isinstance(value, (Reference, Joined)):
        check_is_arn_of_version(value)
    if isinstance(value, Reference):
        return _of_reference(value, spot, replaced)
    if isinstance(value, Joined):
        return _of_joined(value, spot, replaced)
    wanted = "must be the ARN of a function's version, such as !Ref of an AWS::Lambda::Version"
    raise spot.error(f"{wanted}, not {shown(value)}", "InvalidLambdaFunctionAssociation")


def _of_arn(resolver: Resolver, arn: str, replaced: Collection[str]) -> FoundFunction | str:
    """Return the function of this template that has the ARN's name, else the ARN."""
    parts = LambdaArn.of(arn)
    resource = _named(resolver, parts.name) if parts else None
    if parts is None or resource is None:
        return arn
    return _found(resolver, resource, parts.version, replaced, region=parts.region, arn=arn)


def _of_reference(reference: Reference, spot: Spot, replaced: Collection[str]) -> FoundFunction | Unresolved:
    resolver, resource = reference.home, reference.resource
    if resource.type == FUNCTION:
        return _found(resolver, resource, UNQUALIFIED, replaced)
    if resource.type == VERSION:
        return _of_owner(reference, PUBLISHED_LATER, spot, replaced)
    if resource.type == ALIAS:
        alias = _text(resolver, resource, "Name") or resource.logical_id
        return _of_owner(reference, alias, spot, replaced)
    return _told_by(reference, resource, spot)


def _of_owner(
    reference: Reference, version: str, spot: Spot, replaced: Collection[str]
) -> FoundFunction | Unresolved:
    """Return the function that a version or an alias belongs to."""
    resolver, resource, via = reference.home, reference.resource, reference.via
    name = resolver.property_of(resource, "FunctionName")
    for part in name.parts if isinstance(name, Joined) else (name,):
        if isinstance(part, Reference) and part.resource.type == FUNCTION:
            return _found(part.home, part.resource, version, replaced, version_of=resource, via=via)
    if name is NO_VALUE:
        raise resource.spot.error("Properties.FunctionName is required", "ValidationError")
    text = resolver.known(resolver.as_text(name, resource.spot))
    if isinstance(text, Unknown):
        return _unknown(text, spot, resource.logical_id)
    arn = LambdaArn.of(text)
    named = _named(resolver, arn.name if arn else text)
    if named is not None:
        return _found(resolver, named, version, replaced, version_of=resource)
    why = f"{resource.logical_id} is a version of a function that this template does not hold"
    return Unresolved(spot.place, text, why, keys=(resource.logical_id, text))


def _of_joined(value: Joined, spot: Spot, replaced: Collection[str]) -> FoundFunction | Unresolved:
    """Return the function of ``${Fn.Arn}:3``, ``arn:…:function:${Fn}:${Version.Version}`` and their kin."""
    index, reference = next(
        (index, part) for index, part in enumerate(value.parts) if isinstance(part, Reference)
    )
    resolver, resource = reference.home, reference.resource
    if resource.type != FUNCTION:
        return _told_by(reference, resource, spot)
    before = "".join(map(str, value.parts[:index]))
    region = _REGION.match(before)
    version = _version(value.parts[index + 1 :])
    return _found(resolver, resource, version, replaced, region=region[1] if region else None)


def _version(parts: tuple[str | Reference, ...]) -> str | None:
    """Return the version that follows a function's name or ARN."""
    if any(isinstance(part, Reference) for part in parts):
        return PUBLISHED_LATER
    return "".join(map(str, parts)).removeprefix(":") or UNQUALIFIED


def _named(resolver: Resolver, name: str) -> Resource | None:
    for resource in resolver.template.resources(FUNCTION):
        if own_name(resolver, resource) == name and resolver.exists(resource) is True:
            return resource
    return None


def _found(  # noqa: PLR0913 - what an association tells of a function beside its resource
    resolver: Resolver,
    resource: Resource,
    version: str | None,
    replaced: Collection[str],
    *,
    region: str | None = None,
    arn: str | None = None,
    version_of: Resource | None = None,
    via: Reference | None = None,
) -> FoundFunction:
    name = own_name(resolver, resource)
    known_name = name if isinstance(name, str) else None
    also = function_names(resolver, resource)
    if replaced:
        also += tuple(name for name in _names_around(resolver, resource, via) if name not in also)
    is_replaced = any(one in replaced for one in (resource.logical_id, known_name, *also) if one)
    code = None if is_replaced else resolver.code(resource)
    construct = construct_of(resolver, resource, via)
    return FoundFunction(
        logical_id=resource.logical_id,
        place=resource.spot.place,
        name=known_name,
        arn=arn,
        code=code.path if code else None,
        source=code.source if code else None,
        why_no_code=code.why if code else "",
        handler=_text_or_unresolved(resolver, resource, "Handler"),
        runtime=_text_or_unresolved(resolver, resource, "Runtime"),
        timeout=_whole_number(resolver, resource, "Timeout"),
        memory=_whole_number(resolver, resource, "MemorySize"),
        environment=environment_of(resolver, resource),
        environment_place=resource.at("Environment").place,
        region=region or resolver.template.region,
        region_is_associated=bool(region),
        version=version,
        unsupported=unsupported_by(resolver, resource, version_of),
        also=also,
        places={setting: resource.at(name).place for setting, name in _SETTINGS.items()},
        refused=misspelt_properties(resolver, resource, version_of),
        advice=advice_for_construct(construct) if construct else _advice(resolver, resource, version),
        construct=construct,
    )


def _names_around(resolver: Resolver, resource: Resource, via: Reference | None) -> tuple[str, ...]:
    """Return names of what holds no other function, and of what looks the function up."""
    names = names_of_the_only_one(resolver, resource)
    if via is None:
        return names
    of_lookup = (via.logical_id, *function_names(via.home, via.resource))
    return (*names, *of_lookup, *names_of_the_only_one(via.home, via.resource))


def _advice(resolver: Resolver, function: Resource, named: str | None) -> Advice:
    """Return how the version is called that a template has of a function where *named* is none of it."""
    if named == PUBLISHED_LATER or (named or "").isdecimal():
        return Advice()
    for version in resolver.template.resources(VERSION):
        if resolver.exists(version) is not True:
            continue
        name = resolver.property_of(version, "FunctionName")
        parts = name.parts if isinstance(name, Joined) else (name,)
        owners = {one.resource.logical_id for one in parts if isinstance(one, Reference)}
        path = version.spot.place.path
        is_written = path.startswith("Resources") or path.endswith(f".{version.logical_id}")
        if function.logical_id in owners and is_written:
            return Advice(version=f"write !Ref {version.logical_id}")
    return Advice()


def _text(resolver: Resolver, resource: Resource, name: str) -> str | None:
    """Return a property that is text; None where it is missing or unknown."""
    value = resolver.property_of(resource, name)
    if isinstance(value, (Reference, Joined)):
        value = resolver.known(value)
    return plain(value)


def _text_or_unresolved(resolver: Resolver, resource: Resource, name: str) -> str | Unresolved | None:
    """Return a property that is text; None where it is missing."""
    value = resolver.property_of(resource, name)
    if value is NO_VALUE:
        properties = resource.body.get("Properties")
        if name in _MANDATORY and isinstance(properties, Mapping) and MACRO in properties:
            return by_macro(properties, resource.spot).at(resource.at(MACRO))
        return None
    text = resolver.known(resolver.as_text(value, resource.at(name)))
    return text.at(resource.at(name)) if isinstance(text, Unknown) else text or None


def _whole_number(resolver: Resolver, resource: Resource, name: str) -> int | Unresolved | None:
    """Return a property that is a whole number; None where it is missing."""
    text = _text_or_unresolved(resolver, resource, name)
    if text is None or isinstance(text, Unresolved):
        return text
    value = number(text)
    if isinstance(value, int):
        return value
    raise resource.at(name).error(f"must be a whole number, not {shown(text)}", "ValidationError")


def _unknown(unknown: Unknown, spot: Spot, *more_keys: str) -> Unresolved:
    """Return what stands for a function that is unknown; of ARNs that are, a function alone is of use."""
    found = unknown.at(spot) if unknown.is_part else Unresolved(spot.place, unknown.reference, unknown.why)
    names = sorted((unknown.name, *unknown.also), key=len)  # The shortest is what people have written.
    return replace(found, keys=(*names, *more_keys))


def _told_by(reference: Reference, resource: Resource, spot: Spot) -> Unresolved:
    """Return the function that a resource names which only the deployment asks, such as a custom one."""
    why = f"the resource {resource.logical_id} ({resource.type}) tells it at deployment only"
    names = function_names(reference.home, resource)
    around = names_of_the_only_one(reference.home, resource)
    keys = tuple(dict.fromkeys((names[0], resource.logical_id, *names, *around)))
    return Unresolved(spot.place, repr(reference), why, keys=keys)
