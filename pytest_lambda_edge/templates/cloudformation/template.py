"""A CloudFormation template's sections, and what a caller gives to go with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.errors import Problem
from pytest_lambda_edge.model.problems import did_you_mean, shown
from pytest_lambda_edge.templates.cloudformation.macros import are_of_aws, macros
from pytest_lambda_edge.templates.cloudformation.property_names import as_meant
from pytest_lambda_edge.templates.cloudformation.sam_transform import MADE_OF
from pytest_lambda_edge.templates.cloudformation.spots import Spot
from pytest_lambda_edge.templates.cloudformation.unfilled import part_of
from pytest_lambda_edge.templates.located import copy_of, line_of, place_of

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Given", "Resource", "Template"]


class Given:
    """Values of parameters, exports and the like, by name; knows which of them have been asked for."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values
        self.asked: set[str] = set()

    def __contains__(self, name: str) -> bool:
        self.asked.add(name)
        return name in self.values

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def unknown(self, declared: Mapping[str, Any]) -> list[str]:
        """Return the names that are no *declared* parameters and that nothing has asked for."""
        return [
            name
            for name in self.values
            if name not in declared and name not in self.asked and not str(name).startswith("AWS::")
        ]


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource with its type and where it stands."""

    logical_id: str
    type: str
    body: Mapping[str, Any]
    spot: Spot

    def at(self, name: str) -> Spot:
        """Return where a property stands, or would."""
        return self.spot.of(self.body, "Properties").of(self.body.get("Properties"), name)


@dataclass(frozen=True, slots=True)
class Template:
    """A template: ``folder`` is what its relative paths start from, ``file`` stands before its places.

    ``environment`` are the pseudo parameters that are known of its stack, ``refused`` is what AWS would
    refuse of it whatever is in a distribution. ``sections`` and ``by_type`` are what has been looked up in
    the data so far.
    """

    data: Mapping[str, Any]
    folder: Path
    given: Given
    file: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    path: Path | None = None
    refused: tuple[Problem, ...] = ()
    sections: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    by_type: dict[str, list[str]] = field(default_factory=dict)

    def section(self, name: str) -> Mapping[str, Any]:
        """Return a section of the template; an empty one where it has none."""
        if name not in self.sections:
            found = self.data.get(name)
            if not isinstance(found, Mapping) and found is not None:
                raise self.spot(name).error(f"must be a mapping, not {shown(found)}")
            self.sections[name] = found or {}
        return self.sections[name]

    def spot(self, section: str, name: str | None = None) -> Spot:
        """Return where a section begins, or what stands in it under *name*."""
        at_section = Spot(section, line_of(self.data, section), None, self.file)
        if (elsewhere := place_of(self.data, section)) is not None:
            at_section = Spot(elsewhere.path, elsewhere.line, None, elsewhere.file)
        return at_section if name is None else at_section.of(self.data.get(section), name)

    def resource(self, logical_id: str) -> Resource | None:
        """Return a resource, whatever its condition says; None where there is none of the name.

        A property that is misspelt stands under the name that is meant.
        """
        body = self.section("Resources").get(logical_id)
        if not isinstance(body, Mapping) or not isinstance(body.get("Type"), str):
            return None
        properties = body.get("Properties")
        meant = properties if MADE_OF in body else as_meant(properties, body["Type"])
        if meant is not properties and are_of_aws(macros(self.data)):
            body = copy_of(body)
            body["Properties"] = meant
        return Resource(logical_id, body["Type"], body, self.spot("Resources", logical_id))

    def resources(self, kind: str) -> list[Resource]:
        """Return all resources of a type."""
        if not self.by_type:
            for logical_id, body in self.section("Resources").items():
                its_kind = body.get("Type") if isinstance(body, Mapping) else None
                self.by_type.setdefault(str(its_kind), []).append(logical_id)
        found = map(self.resource, self.by_type.get(kind, ()))
        return [resource for resource in found if resource is not None]

    @property
    def region(self) -> str | None:
        """The region where the stack is deployed, if that is known."""
        if "AWS::Region" in self.environment:
            return self.environment["AWS::Region"]
        return str(self.given["AWS::Region"]) if "AWS::Region" in self.given else None

    def no_such_name(self, name: str, spot: Spot) -> Problem:
        """Return what is told of a reference to what the template does not have."""
        known = [*self.section("Parameters"), *self.section("Resources")]
        by_sam = name.endswith((".Version", ".Alias"))
        hint = (
            "; SAM makes one where a function has AutoPublishAlias"
            if by_sam
            else did_you_mean(name, known) or part_of(self)
        )
        return Problem(
            str(spot.place),
            f"refers to {name!r}, which is no parameter and no resource of this template{hint}",
            "ValidationError",
            aws_message=f"Template format error: Unresolved resource dependencies [{name}] in the Resources "
            "block of the template",
        )
