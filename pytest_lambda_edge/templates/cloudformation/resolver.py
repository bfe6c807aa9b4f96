"""Working out what a template says: values, conditions and references, only where they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.errors import ConfigError, Problem
from pytest_lambda_edge.model.problems import did_you_mean, shown
from pytest_lambda_edge.templates.cloudformation.attributes import known_text
from pytest_lambda_edge.templates.cloudformation.conditions import holds
from pytest_lambda_edge.templates.cloudformation.construct_names import given_name
from pytest_lambda_edge.templates.cloudformation.effort import OUTPUTS
from pytest_lambda_edge.templates.cloudformation.intrinsics import function_of
from pytest_lambda_edge.templates.cloudformation.lambda_code import code_of
from pytest_lambda_edge.templates.cloudformation.macros import MACRO, by_macro
from pytest_lambda_edge.templates.cloudformation.misspelt import meant
from pytest_lambda_edge.templates.cloudformation.parameters import (
    parameter,
    pseudo_parameter,
    with_dynamic_references,
)
from pytest_lambda_edge.templates.cloudformation.values import (
    NO_VALUE,
    Joined,
    Reference,
    Text,
    Unknown,
    joined,
    plain,
    untold,
)
from pytest_lambda_edge.templates.found import Unresolved
from pytest_lambda_edge.templates.located import Located, LocatedList

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from pytest_lambda_edge.templates.cloudformation.lambda_code import Code
    from pytest_lambda_edge.templates.cloudformation.spots import Spot
    from pytest_lambda_edge.templates.cloudformation.stacks import Stack, Stacks
    from pytest_lambda_edge.templates.cloudformation.template import Resource, Template

__all__ = ["Resolver"]


class Resolver:
    """Works out the values of one template, which is that of a *stack* or is nested in another one.

    ``owner`` is then the other template's resolver, and the resource by which that one nests this one.
    ``owners`` says how many resources of a type have a name, as far as that has been counted.
    """

    def __init__(
        self, template: Template, stacks: Stacks, stack: Stack, owner: tuple[Resolver, Resource] | None = None
    ) -> None:
        self.template = template
        self.stacks = stacks
        self.stack = stack
        self.owner = owner
        self.effort = stacks.effort
        self._conditions: dict[str, bool | Unknown] = {}
        self.owners: dict[tuple[str, str], Counter[str]] = {}
        self._codes: dict[str, Code] = {}

    def code(self, resource: Resource) -> Code:
        """Return the code of a Lambda function, for which folders are searched once."""
        if resource.logical_id not in self._codes:
            self._codes[resource.logical_id] = code_of(self, resource)
        return self._codes[resource.logical_id]

    def value(self, node: Any, spot: Spot) -> Any:
        """Return data with references, ``Joined`` texts and ``Unknown`` values in it, or ``NO_VALUE``."""
        self.effort.spend(1, spot)
        if isinstance(node, (str, bool, int, float)):
            return self.dynamic(node, spot) if isinstance(node, str) else node
        with self.effort.deeper(spot):
            if isinstance(node, Mapping):
                function = function_of(node)
                if function is None:
                    return self._mapping(node, spot)
                name, work_out = function
                if isinstance(node[name], Unresolved):
                    return untold(node[name], spot)
                return work_out(self, node[name], spot.into(node, name))
            if isinstance(node, (list, tuple)):
                return self._list(node, spot)
        if node is None:
            message = "Template validation error: [{}] 'null' values are not allowed in templates"
            raise spot.error(
                "has no value; write one, or !Ref AWS::NoValue to leave the property out",
                "ValidationError",
                aws_message=message.format(str(spot.place.path).replace(".", "/")),
            )
        if isinstance(node, Unresolved):
            return untold(node, spot)
        raise spot.error(f"{shown(node)} is no value that a template can hold")

    def text(self, node: Any, spot: Spot) -> Text:
        """Return a value that must be text; references stay what they are."""
        return self.as_text(self.value(node, spot), spot)

    def as_text(self, value: Any, spot: Spot) -> Text:
        """Return what was worked out as text; references stay what they are."""
        if isinstance(value, (Reference, Joined, Unknown)):
            return value
        text = plain(value)
        if text is None:
            raise spot.error(f"must come to text, not {shown(value)}")
        return text

    def known(self, value: Text) -> str | Unknown:
        """Return text without references, each replaced by the text that it is known to have."""
        if isinstance(value, (str, Unknown)):
            return value
        parts = value.parts if isinstance(value, Joined) else (value,)
        made = joined([part if isinstance(part, str) else self.text_of(part) for part in parts])
        assert isinstance(made, (str, Unknown))
        return made

    def known_text(self, node: Any, spot: Spot) -> str | Unknown:
        """Return a value that must come to text without references."""
        return self.known(self.text(node, spot))

    def named(self, value: Reference | Joined) -> str:
        """Return text in which what only the deployment makes is called by its reference."""
        parts = value.parts if isinstance(value, Joined) else (value,)
        known = [part if isinstance(part, str) else self.text_of(part) for part in parts]
        return "".join(
            str(part) if isinstance(text, Unknown) else text for part, text in zip(parts, known, strict=True)
        )

    def text_of(self, reference: Reference) -> str | Unknown:
        """Return the text that a reference to a resource stands for; ``parameters`` can give it as well."""
        home = reference.home
        if (given := given_name(reference)) is not None:
            return str(home.template.given[given])
        with home.once(str(reference), reference.spot):
            return known_text(home, reference.resource, reference)

    def name(self, node: Any, spot: Spot) -> str:
        """Return what must be written out as a name."""
        if isinstance(node, str):
            return node
        if isinstance(node, Unresolved):
            problem = Problem(str(spot.place), f"{node.reference}: {node.why}")
            raise ConfigError([problem], unresolved=[replace(node, place=spot.place)])
        raise spot.error(f"must be a name, not {shown(node)}")

    def refer(self, name: str, spot: Spot) -> Any:
        """Return what a name stands for in a Ref: a parameter's value, or a reference to a resource."""
        if name.startswith("AWS::"):
            return pseudo_parameter(self.template, name, spot)
        if name in self.template.section("Parameters"):
            return parameter(self, name, spot)
        return self.reference(name, None, spot)

    def reference(self, logical_id: str, attribute: str | None, spot: Spot) -> Reference | Unknown:
        """Return a reference to a resource that exists, by what its condition says."""
        resource = self.template.resource(logical_id)
        if resource is None:
            return self.no_such_name(logical_id, spot)
        exists = self.exists(resource)
        if isinstance(exists, Unknown):
            return exists
        if not exists:
            raise spot.error(
                f"refers to {logical_id!r}, which does not exist, since its condition "
                f"{resource.body['Condition']!r} is false",
                "ValidationError",
                aws_message=f"Template format error: Unresolved resource dependencies [{logical_id}] in the "
                "Resources block of the template",
            )
        return Reference(resource, attribute, spot, self)

    def no_such_name(self, name: str, spot: Spot) -> Unknown:
        """Note that the template has nothing of a name; what else is wrong can be told as well."""
        names = sum(len(self.template.section(section)) for section in ("Parameters", "Resources"))
        self.effort.spend_names(names, spot)
        self.stacks.noted.note(self.template.no_such_name(name, spot))
        return Unknown(name, f"!Ref {name}", "is not in this template", spot)

    def handed_down(self, name: str) -> Any:
        """Return the value that the template around this one hands down to a parameter, or ``NO_VALUE``."""
        if self.owner is None:
            return NO_VALUE
        home, resource = self.owner
        properties = resource.body.get("Properties")
        values = properties.get("Parameters") if isinstance(properties, Mapping) else None
        if not isinstance(values, Mapping) or name not in values:
            return NO_VALUE
        spot = resource.at("Parameters").of(values, name)
        with home.once(f"{resource.logical_id}.Parameters.{name}", spot), self.effort.deeper(spot):
            return home.value(values[name], spot)

    def output(self, name: str, spot: Spot) -> Any:
        """Return the value of one of the template's outputs."""
        outputs = self.template.section("Outputs")
        found = outputs.get(name)
        at_output = self.template.spot("Outputs", name)
        body = found if isinstance(found, Mapping) and "Value" in found else {}
        if not body or self.is_wanted(body, at_output) is False:
            raise spot.error(
                f"asks for the output {name!r}, which {self.template.file} does not have"
                f"{did_you_mean(name, outputs)}",
                "ValidationError",
                aws_message=f"Template error: there is no output {name}",
            )
        at_value = at_output.of(body, "Value")
        with self.once(f"{OUTPUTS}{name}", at_value), self.effort.deeper(at_value):
            return self.value(body["Value"], at_value)

    def exists(self, resource: Resource) -> bool | Unknown:
        """Whether a resource's condition, if it has one, is true."""
        return self.is_wanted(resource.body, resource.spot)

    def is_wanted(self, body: Mapping[str, Any], spot: Spot) -> bool | Unknown:
        """Whether the condition of a resource or an output, if it has one, is true."""
        if "Condition" not in body:
            return True
        at_condition = spot.of(body, "Condition")
        return self.condition(self.name(body["Condition"], at_condition), at_condition)

    def condition(self, name: str, spot: Spot) -> bool | Unknown:
        """Return what the condition of a name comes to."""
        if name not in self._conditions:
            conditions = self.template.section("Conditions")
            if name not in conditions:
                return self._no_such_condition(name, spot)
            once = self.once(f"condition {name}", spot)
            with once, self.effort.deeper(spot), self.stacks.noted.aside(is_aside=False):
                found = holds(self, conditions[name], self.template.spot("Conditions", name))
                self._conditions[name] = found
        return self._conditions[name]

    def _no_such_condition(self, name: str, spot: Spot) -> bool | Unknown:
        """Note that there is no such condition, and return what the one comes to that is meant.

        Where none is, the first choice is looked at, for what else is wrong.
        """
        conditions = self.template.section("Conditions")
        self.effort.spend_names(len(conditions), spot)
        problem = Problem(
            str(spot.place),
            f"there is no condition {name!r} in this template{did_you_mean(name, conditions)}",
            "ValidationError",
            aws_message="Template validation error: Template error: unresolved condition dependency "
            f"{name} in Conditions block of the template",
        )
        right = meant(name, conditions)
        if right is None:
            self.stacks.noted.note(problem)
            return True
        self.stacks.noted.refuse(problem)
        return self.condition(right, spot)

    def property_of(self, resource: Resource, name: str) -> Any:
        """Return a property of a resource, ``NO_VALUE`` where it has none."""
        properties = resource.body.get("Properties")
        if not isinstance(properties, Mapping) or name not in properties:
            return NO_VALUE
        spot = resource.at(name)
        with self.once(f"{resource.logical_id}.Properties.{name}", spot):
            return self.value(properties[name], spot)

    def dynamic(self, text: str, spot: Spot) -> str | Unknown:
        """Return text with its ``{{resolve:…}}`` replaced."""
        return with_dynamic_references(self.template, text, spot)

    @contextmanager
    def once(self, label: str, spot: Spot) -> Iterator[None]:
        """Refuse to begin with what of this template is under way already."""
        with self.effort.once(self, label, spot):
            yield

    def _mapping(self, node: Mapping[str, Any], spot: Spot) -> dict[str, Any] | Unknown:
        if MACRO in node:
            return by_macro(node, spot)
        made: dict[str, Any] = {}
        if isinstance(node, Located):
            made = Located(node.line)
            made.lines, made.places = node.lines, node.places
        for key, held in node.items():
            value = self.value(held, spot.of(node, str(key)))
            if value is not NO_VALUE:
                made[str(key)] = value
        return made

    def _list(self, node: list[Any] | tuple[Any, ...], spot: Spot) -> list[Any]:
        values = [self.value(held, spot.of(node, index)) for index, held in enumerate(node)]
        kept = [index for index, value in enumerate(values) if value is not NO_VALUE]
        made: list[Any] = []
        if isinstance(node, LocatedList):
            made = LocatedList(node.line)
            made.lines = [node.lines[index] for index in kept] if node.lines else []
            places = node.places or {}
            made.places = {now: places[was] for now, was in enumerate(kept) if was in places} or None
        made.extend(values[index] for index in kept)
        return made
