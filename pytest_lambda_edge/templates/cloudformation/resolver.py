"""Working out what a template says: values, conditions and references, only where they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.templates.cloudformation.attributes import known_text
from pytest_lambda_edge.templates.cloudformation.conditions import holds
from pytest_lambda_edge.templates.cloudformation.intrinsics import function_of
from pytest_lambda_edge.templates.cloudformation.lambda_code import code_of
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
)
from pytest_lambda_edge.templates.located import Located, LocatedList

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_lambda_edge.templates.cloudformation.lambda_code import Code
    from pytest_lambda_edge.templates.cloudformation.spots import Spot
    from pytest_lambda_edge.templates.cloudformation.template import Resource, Template

__all__ = ["Resolver"]

MOST_DEPTH: Final = 80
MOST_CHARACTERS: Final = 1_000_000
MOST_WORK: Final = 40_000  # values looked at and kilobytes made, for one distribution


class Resolver:
    """Works out the values of one template; no template can make it run on without an end."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self._depth = 0
        self._work = 0
        self._under_way: list[str] = []
        self._conditions: dict[str, bool | Unknown] = {}
        self._codes: dict[str, Code] = {}

    def begin(self) -> None:
        """Begin with another distribution."""
        self._work = 0

    def code(self, resource: Resource) -> Code:
        """Return the code of a Lambda function, for which folders are searched once."""
        if resource.logical_id not in self._codes:
            self._codes[resource.logical_id] = code_of(self, resource)
        return self._codes[resource.logical_id]

    def value(self, node: Any, spot: Spot) -> Any:
        """Return data with references, ``Joined`` texts and ``Unknown`` values in it, or ``NO_VALUE``."""
        self.spend(1, spot)
        if isinstance(node, str):
            return self.dynamic(node, spot)
        if isinstance(node, (bool, int, float)):
            return node
        with self.deeper(spot):
            if isinstance(node, Mapping):
                function = function_of(node)
                if function is None:
                    return self._mapping(node, spot)
                name, work_out = function
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

    def text_of(self, reference: Reference) -> str | Unknown:
        """Return the text that a reference to a resource stands for; ``parameters`` can give it as well."""
        if str(reference) in self.template.given:
            return str(self.template.given[str(reference)])
        resource = self.template.resource(reference.logical_id)
        assert resource is not None
        with self.once(str(reference), reference.spot):
            return known_text(self, resource, reference)

    def name(self, node: Any, spot: Spot) -> str:
        """Return what must be written out as a name."""
        if isinstance(node, str):
            return node
        raise spot.error(f"must be a name, not {shown(node)}")

    def refer(self, name: str, spot: Spot) -> Any:
        """Return what a name stands for in a Ref: a parameter's value, or a reference to a resource."""
        if name.startswith("AWS::"):
            return pseudo_parameter(self.template, name, spot)
        if name in self.template.section("Parameters"):
            return parameter(self.template, name, spot)
        return self.reference(name, None, spot)

    def reference(self, logical_id: str, attribute: str | None, spot: Spot) -> Reference | Unknown:
        """Return a reference to a resource that exists, by what its condition says."""
        resource = self.template.resource(logical_id)
        if resource is None:
            raise self.template.no_such_name(logical_id, spot)
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
        return Reference(logical_id, attribute, spot)

    def exists(self, resource: Resource) -> bool | Unknown:
        """Whether a resource's condition, if it has one, is true."""
        if "Condition" not in resource.body:
            return True
        spot = resource.spot.of(resource.body, "Condition")
        return self.condition(self.name(resource.body["Condition"], spot), spot)

    def condition(self, name: str, spot: Spot) -> bool | Unknown:
        """Return what the condition of a name comes to."""
        if name not in self._conditions:
            conditions = self.template.section("Conditions")
            if name not in conditions:
                raise spot.error(
                    f"there is no condition {name!r} in this template",
                    "ValidationError",
                    aws_message="Template validation error: Template error: unresolved condition dependency "
                    f"{name} in Conditions block of the template",
                )
            with self.once(f"condition {name}", spot), self.deeper(spot):
                found = holds(self, conditions[name], self.template.spot("Conditions", name))
                self._conditions[name] = found
        return self._conditions[name]

    def property_of(self, resource: Resource, name: str) -> Any:
        """Return a property of a resource, ``NO_VALUE`` where it has none."""
        properties = resource.body.get("Properties")
        if not isinstance(properties, Mapping) or name not in properties:
            return NO_VALUE
        spot = resource.spot.of(resource.body, "Properties").of(properties, name)
        with self.once(f"{resource.logical_id}.Properties.{name}", spot):
            return self.value(properties[name], spot)

    def dynamic(self, text: str, spot: Spot) -> str | Unknown:
        """Return text with its ``{{resolve:…}}`` replaced."""
        return with_dynamic_references(self.template, text, spot)

    def spend(self, work: int, spot: Spot) -> None:
        """Count work that is done."""
        self._work += work
        if self._work > MOST_WORK:
            raise spot.error("its intrinsic functions come to more than any template that can be deployed")

    def spend_text(self, characters: int, spot: Spot) -> None:
        """Count text that is made, which cannot be longer than a template may be."""
        if characters > MOST_CHARACTERS:
            raise spot.error(f"comes to more than {MOST_CHARACTERS:,} characters")
        self.spend(characters // 1000, spot)

    @contextmanager
    def once(self, label: str, spot: Spot) -> Iterator[None]:
        """Refuse to begin with what is under way already."""
        if label in self._under_way:
            circle = [*self._under_way[self._under_way.index(label) :], label]
            raise spot.error(
                f"refers to itself: {' -> '.join(circle)}",
                "ValidationError",
                aws_message="Circular dependency between resources: "
                f"[{', '.join(dict.fromkeys(part.split('.')[0] for part in circle))}]",
            )
        self._under_way.append(label)
        try:
            yield
        finally:
            self._under_way.pop()

    @contextmanager
    def deeper(self, spot: Spot) -> Iterator[None]:
        """Refuse to go on beneath a depth that no template needs."""
        if self._depth >= MOST_DEPTH:
            raise spot.error(f"is nested more than {MOST_DEPTH} levels deep, references followed")
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    def _mapping(self, node: Mapping[str, Any], spot: Spot) -> dict[str, Any]:
        made: dict[str, Any] = {}
        if isinstance(node, Located):
            made = Located(node.line)
            made.lines = node.lines
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
            made.lines = [node.lines[index] for index in kept]
        made.extend(values[index] for index in kept)
        return made
