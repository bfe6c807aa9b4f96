"""Values of a template's parameters, and of those that CloudFormation brings along."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.model.problems import one_of, shown
from pytest_lambda_edge.templates.cloudformation.parameter_constraints import broken
from pytest_lambda_edge.templates.cloudformation.values import (
    NO_VALUE,
    Joined,
    NoValue,
    Reference,
    Unknown,
    plain,
    unknown_of,
    untold,
)
from pytest_lambda_edge.templates.found import Unresolved

if TYPE_CHECKING:
    from pytest_lambda_edge.templates.cloudformation.resolver import Resolver
    from pytest_lambda_edge.templates.cloudformation.spots import Spot
    from pytest_lambda_edge.templates.cloudformation.template import Template

__all__ = ["DEFAULT_REGION", "parameter", "pseudo_parameter", "with_dynamic_references"]

DEFAULT_REGION: Final = "us-east-1"

_PSEUDO: Final[Mapping[str, Any]] = {
    "AWS::AccountId": "123456789012",
    "AWS::NoValue": NO_VALUE,
    "AWS::NotificationARNs": [],
    "AWS::Partition": "aws",
    "AWS::Region": DEFAULT_REGION,
    "AWS::StackId": "",  # See _stack_id.
    "AWS::StackName": "stack",
    "AWS::URLSuffix": "amazonaws.com",
}
_SSM_VALUE: Final = "AWS::SSM::Parameter::Value<"
_SEVERAL: Final = ("CommaDelimitedList", "List<")
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?")
_DYNAMIC: Final = re.compile(r"\{\{resolve:([a-z-]{1,30}):([^{}]{1,2048})\}\}")
_SSM_VERSION: Final = re.compile(r":[0-9]+$")


def pseudo_parameter(template: Template, name: str, spot: Spot) -> str | list[str] | NoValue:
    """Return the value of ``AWS::Region`` and its kin, which ``parameters`` overrides."""
    if name not in _PSEUDO:
        raise spot.error(f"there is no pseudo parameter {name!r}; there are {one_of(_PSEUDO)}")
    if name in template.environment:
        return template.environment[name]
    overridden = name in template.given and name != "AWS::NoValue"
    if name == "AWS::StackId" and not overridden:
        return _stack_id(template, spot)
    value: str | list[str] | NoValue | None = _PSEUDO[name]
    if overridden:
        value = template.given[name] if isinstance(value, list) else plain(template.given[name])
    if value is None:
        raise spot.error(f"{name} must be given as text, not {shown(template.given[name])}")
    return value


def _stack_id(template: Template, spot: Spot) -> str:
    """Return an ARN that ends in a UUID, of which templates take parts for names that no other has."""
    partition, region, account, name = (
        pseudo_parameter(template, f"AWS::{one}", spot)
        for one in ("Partition", "Region", "AccountId", "StackName")
    )
    stack = f"arn:{partition}:cloudformation:{region}:{account}:stack/{name}"
    return f"{stack}/{uuid.uuid5(uuid.NAMESPACE_URL, stack)}"


def parameter(resolver: Resolver, name: str, spot: Spot) -> Any:
    """Return a parameter's value: handed down by the template around, or given, else its default.

    Lists are lists of texts.
    """
    template = resolver.template
    declared = template.section("Parameters")[name]
    at = template.spot("Parameters", name)
    if not isinstance(declared, Mapping):
        raise at.error(f"must be a mapping with a Type, not {shown(declared)}")
    kind = str(declared.get("Type", "String"))
    handed = resolver.handed_down(name)
    if handed is not NO_VALUE:
        return _handed(resolver, handed, kind, declared, at)
    default = declared["Default"] if "Default" in declared else resolver.stack.parameters().get(name)
    is_kept = kind.startswith(_SSM_VALUE)
    names = (name, str(default)) if is_kept else (name,)
    given = next((one for one in names if one in template.given), None)
    if given is not None:
        # The constraints of a parameter out of SSM are about its key there, which is not what is given.
        constraints = {} if is_kept else declared
        return _checked(template.given[given], kind.removeprefix(_SSM_VALUE), constraints, at)
    if default is None:
        around = "" if resolver.owner else resolver.stacks.nested_by(template.path)
        why = f"the parameter has no default{_told(declared)}{around}"
        return Unknown(name, f"!Ref {name}", why, spot, given_as=name)
    if isinstance(default, Unresolved):
        return untold(default, spot)
    if is_kept:
        return _kept(resolver, name, str(default), spot)
    return _checked(default, kind, declared, at)


def _told(declared: Mapping[str, Any]) -> str:
    """Return what may be given: the values of which a parameter takes one."""
    allowed = declared.get("AllowedValues")
    if not isinstance(allowed, list) or not allowed or None in map(plain, allowed):
        return ""
    return f" and takes {one_of(allowed)}"


def _handed(resolver: Resolver, value: Any, kind: str, declared: Mapping[str, Any], spot: Spot) -> Any:
    """Return what the template around hands down, in which references stay what they are."""
    if not isinstance(value, (Reference, Joined, Unknown)):
        return _checked(value, kind, declared, spot)
    if not kind.startswith(_SEVERAL):
        return value
    known = resolver.known(value)
    return known if isinstance(known, Unknown) else _checked(known, kind, declared, spot)


def _kept(resolver: Resolver, name: str, key: str, spot: Spot) -> Any:
    """Return what SSM keeps, if a stack of the same deployment puts it there.

    Else it can be given by its *key*, since the AWS CDK makes the parameter's name of that and a hash.
    """
    kept = resolver.stacks.parameter_value(key, resolver.template.region, spot)
    why = f"the parameter's value is kept in SSM as {shown(key)}"
    shorter = min(name, key, key=len)
    return Unknown(name, f"!Ref {name}", why, spot, given_as=shorter, also=(key,)) if kept is None else kept


def with_dynamic_references(template: Template, text: str, spot: Spot) -> str | Unknown:
    """Put given values in the place of ``{{resolve:ssm:…}}`` and its kin; one without makes it unknown."""
    if "{{resolve:" not in text:
        return text
    pieces: list[str | Unknown] = []
    end = 0
    for found in _DYNAMIC.finditer(text):
        pieces += [text[end : found.start()], _looked_up(template, found, spot)]
        end = found.end()
    unknown = unknown_of(pieces)
    return "".join([*map(str, pieces), text[end:]]) if unknown is None else unknown


def _looked_up(template: Template, found: re.Match[str], spot: Spot) -> str | Unknown:
    reference, service, key = found[0], found[1], found[2]
    name = _SSM_VERSION.sub("", key) if service.startswith("ssm") else key
    given = next((known for known in (reference, name) if known in template.given), None)
    if given is not None:
        return str(template.given[given])
    return Unknown(name, reference, "is looked up at deployment", spot, given_as=name)


def _checked(value: Any, kind: str, declared: Mapping[str, Any], spot: Spot) -> Any:
    """Return a value as its parameter's type has it."""
    several = kind.startswith(_SEVERAL)
    items = _items(value) if several else [value]
    texts = [plain(item) for item in items]
    # Long since, constraints are about each item; those of older templates are about the list as it is given.
    whole = several and isinstance(value, str) and broken(spot.step, value, kind, declared) is None
    for text, item in zip(texts, items, strict=True):
        if text is None:
            kinds = "a list of texts" if several else "text"
            raise spot.error(f"its value must be {kinds}, not {shown(item)}")
        if kind in {"Number", "List<Number>"} and not _NUMBER.fullmatch(text):
            raise spot.error(f"its value must be a number, not {shown(item)}", "ValidationError")
        if not whole and (found := broken(spot.step, text, kind, declared)) is not None:
            got = "" if declared.get("NoEcho") else f", not {shown(item)}"
            message = f"its value must {found.must}{got}"
            raise spot.error(message, "ValidationError", aws_message=found.aws_message)
    if several:
        return texts
    return value if kind == "Number" else texts[0]


def _items(value: Any) -> list[Any]:
    if isinstance(value, (list, tuple)):
        return list(value)
    text = plain(value)
    return [value] if text is None else [item.strip() for item in text.split(",")] if text else []
