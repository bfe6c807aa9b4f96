"""Values of a template's parameters, and of those that CloudFormation brings along."""

from __future__ import annotations

import re
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
)

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
    "AWS::StackId": "arn:aws:cloudformation:us-east-1:123456789012:stack/stack/example",
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
    value: str | list[str] | NoValue = template.given[name] if overridden else _PSEUDO[name]
    return value


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
    if name in template.given:
        # The constraints of a parameter out of SSM are about its key there, which is not what is given.
        constraints = {} if kind.startswith(_SSM_VALUE) else declared
        return _checked(template.given[name], kind.removeprefix(_SSM_VALUE), constraints, at)
    default = declared["Default"] if "Default" in declared else resolver.stack.parameters().get(name)
    if default is None:
        why = f"the parameter has no default; give it with parameters={{{name!r}: …}}"
        return Unknown(name, f"!Ref {name}", why, spot)
    if kind.startswith(_SSM_VALUE):
        return _kept(resolver, name, default, spot)
    return _checked(default, kind, declared, at)


def _handed(resolver: Resolver, value: Any, kind: str, declared: Mapping[str, Any], spot: Spot) -> Any:
    """Return what the template around hands down, in which references stay what they are."""
    if not isinstance(value, (Reference, Joined, Unknown)):
        return _checked(value, kind, declared, spot)
    if not kind.startswith(_SEVERAL):
        return value
    known = resolver.known(value)
    return known if isinstance(known, Unknown) else _checked(known, kind, declared, spot)


def _kept(resolver: Resolver, name: str, default: Any, spot: Spot) -> Any:
    """Return what SSM keeps, if a stack of the same deployment puts it there."""
    kept = resolver.stacks.parameter_value(str(default), resolver.template.region, spot)
    why = f"the parameter's value is kept in SSM as {shown(default)}; give it with parameters={{{name!r}: …}}"
    return Unknown(name, f"!Ref {name}", why, spot) if kept is None else kept


def with_dynamic_references(template: Template, text: str, spot: Spot) -> str | Unknown:
    """Put given values in the place of ``{{resolve:ssm:…}}`` and its kin; one without makes it unknown."""
    if "{{resolve:" not in text:
        return text
    pieces: list[str] = []
    end = 0
    for found in _DYNAMIC.finditer(text):
        reference, service, key = found[0], found[1], found[2]
        name = _SSM_VERSION.sub("", key) if service.startswith("ssm") else key
        given = next((known for known in (reference, name) if known in template.given), None)
        if given is None:
            why = f"is looked up at deployment; give it with parameters={{{name!r}: …}}"
            return Unknown(name, reference, why, spot)
        pieces += [text[end : found.start()], str(template.given[given])]
        end = found.end()
    return "".join([*pieces, text[end:]])


def _checked(value: Any, kind: str, declared: Mapping[str, Any], spot: Spot) -> Any:
    """Return a value as its parameter's type has it."""
    several = kind.startswith(_SEVERAL)
    items = _items(value) if several else [value]
    texts = [plain(item) for item in items]
    for text, item in zip(texts, items, strict=True):
        if text is None:
            kinds = "a list of texts" if several else "text"
            raise spot.error(f"its value must be {kinds}, not {shown(item)}")
        if kind in {"Number", "List<Number>"} and not _NUMBER.fullmatch(text):
            raise spot.error(f"its value must be a number, not {shown(item)}", "ValidationError")
        if (found := broken(spot.step, text, kind, declared)) is not None:
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
