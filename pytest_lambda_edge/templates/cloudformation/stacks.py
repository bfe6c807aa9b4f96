"""Stacks that are deployed together: their templates, each read when something first asks for it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import ConfigError, Problem
from pytest_lambda_edge.templates.cloudformation.assets import Assets
from pytest_lambda_edge.templates.cloudformation.attributes import own_name
from pytest_lambda_edge.templates.cloudformation.effort import Effort
from pytest_lambda_edge.templates.cloudformation.for_each import check_no_loops, may_have_loops, written_out
from pytest_lambda_edge.templates.cloudformation.misspelt_keys import keys_as_meant
from pytest_lambda_edge.templates.cloudformation.misspelt_types import types_as_meant
from pytest_lambda_edge.templates.cloudformation.nested import nested_path
from pytest_lambda_edge.templates.cloudformation.noted import Noted
from pytest_lambda_edge.templates.cloudformation.parameters import pseudo_parameter
from pytest_lambda_edge.templates.cloudformation.resolver import Resolver
from pytest_lambda_edge.templates.cloudformation.sam_asked_for import with_sam_asked_for
from pytest_lambda_edge.templates.cloudformation.sam_transform import is_cloudformation, is_sam, transformed
from pytest_lambda_edge.templates.cloudformation.template import Template
from pytest_lambda_edge.templates.cloudformation.unfilled import nested_by
from pytest_lambda_edge.templates.cloudformation.values import NO_VALUE, Unknown
from pytest_lambda_edge.templates.documents import read_beside

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pytest_lambda_edge.templates.cloudformation.spots import Spot
    from pytest_lambda_edge.templates.cloudformation.template import Given, Resource
    from pytest_lambda_edge.templates.reading import Document

__all__ = ["Stack", "Stacks"]

_MOST_NESTED: Final = 500
_PARAMETER: Final = "AWS::SSM::Parameter"
_WRITER: Final = "Custom::CrossRegionExportWriter"


@dataclass(frozen=True, eq=False)
class Stack:
    """A stack that is deployed by itself: where its template is, and what is known before it is read.

    ``name`` is CloudFormation's name of it, ``also`` are others, ``file`` stands before its places.
    ``environment`` are its pseudo parameters as far as they are known, ``parameters`` those that its own tool
    gives; ``paths`` are those of its constructs, by logical id. ``text`` is the template's text, for a look
    whether it mentions something.
    """

    read: Callable[[], Document]
    name: str = ""
    also: tuple[str, ...] = ()
    file: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    assets: Callable[[], Assets] = Assets
    paths: Callable[[], Mapping[str, Sequence[str]]] = dict
    parameters: Callable[[], Mapping[str, str]] = dict
    text: Callable[[], str] | None = None

    def mentions(self, *words: str) -> bool:
        """Whether one of these words is in the template, which then is worth reading."""
        if self.text is None:
            return True
        text = self.text()
        return any(word in text for word in words)


class Stacks:
    """What refers to each other: stacks, those nested in them, their exports and SSM parameters."""

    def __init__(self, document: Document, stacks: Sequence[Stack], given: Given) -> None:
        self.document = document
        self.stacks = stacks
        self.given = given
        self.effort = Effort()
        self.noted = Noted()
        self._opened: dict[Stack, Resolver] = {}
        self._files: dict[Path, Template] = {}  # A file can be nested many times.
        self._nested: dict[tuple[Resolver, str], Resolver | Unknown] = {}
        self._parameters: dict[Resolver, dict[str, Resource]] = {}
        self._exports: dict[Resolver, dict[str, str]] = {}
        self._nested_by: dict[Path | None, str] = {}

    @property
    def read(self) -> list[Resolver]:
        """The templates that have been read."""
        nested = (one for one in self._nested.values() if isinstance(one, Resolver))
        return [*self._opened.values(), *nested]

    def is_mentioned(self, name: str) -> bool:
        """Whether a template that has not been read mentions a given name, which counts as asked for then."""
        unread = [stack for stack in self.stacks if stack not in self._opened]
        parts = [f'"{part}"' for part in str(name).split(".")]
        mentioned = any(all(map(stack.mentions, parts)) for stack in unread)
        return mentioned and name in self.given

    def opened(self, stack: Stack) -> Resolver:
        """Return what works out a stack's template."""
        if stack not in self._opened:
            template = replace(self._template(stack.read(), stack.file), environment=stack.environment)
            # A loop may ask for an export, which is looked for in this stack, too.
            self._opened[stack] = Resolver(template, self, stack)
            self._opened[stack] = self._resolver(template, stack)
        return self._opened[stack]

    def nested(self, owner: Resolver, resource: Resource) -> Resolver | Unknown:
        """Return what works out a nested stack's template, or why that is not known."""
        key = (owner, resource.logical_id)
        if key not in self._nested:
            if len(self._nested) >= _MOST_NESTED:
                raise resource.spot.error(f"there are more than {_MOST_NESTED} nested stacks")
            self._nested[key] = self._nest(owner, resource)
        return self._nested[key]

    def nested_by(self, path: Path | None) -> str:
        """Return the middle of a message that names what nests a template, which is looked for once."""
        if path not in self._nested_by:
            self._nested_by[path] = nested_by(path)
        return self._nested_by[path]

    def parameter_value(self, name: str, region: str | None, spot: Spot) -> Any:
        """Return the value of the SSM parameter that a stack of a region makes; None where none does."""
        for home in self._homes(region, _PARAMETER):
            resource = self._parameters_of(home).get(name)
            if resource is not None:
                with self.effort.deeper(spot):
                    value = home.property_of(resource, "Value")
                return None if value is NO_VALUE else value
        return None

    def export(self, name: str, region: str | None, spot: Spot) -> Any:
        """Return what a stack of a region exports under a name; None where none does."""
        for home in self._homes(region, '"Export"'):
            output = self._exports_of(home).get(name)
            if output is not None:
                return home.output(output, spot)
        return None

    def written_across(self, key: str, region: str | None, spot: Spot) -> Any:
        """Return what any stack writes for others of a region; None where none does."""
        for home in self._homes(None, _WRITER):
            for resource in home.template.resources(_WRITER):
                written = _written(resource)
                if key in written and _agree(_region(resource), region):
                    at_writer = resource.spot.of(resource.body, "Properties")
                    with home.once(f"{resource.logical_id}.{key}", spot), self.effort.deeper(spot):
                        return home.value(written[key], at_writer)
        return None

    def _homes(self, region: str | None, *words: str) -> Iterator[Resolver]:
        """Yield the stacks of a region, or of one that nobody knows, which mention one of these words.

        Those nested in them follow as far as they have been read, which the search for distributions does.
        """
        for stack in self.stacks:
            if not _agree(stack.environment.get("AWS::Region"), region):
                continue
            if stack.mentions(*words):
                yield self.opened(stack)
            yield from [one for one in self.read if one.stack is stack and one.owner is not None]

    def _parameters_of(self, home: Resolver) -> dict[str, Resource]:
        if home not in self._parameters:
            found = self._parameters[home] = {}
            for resource in home.template.resources(_PARAMETER):
                name = own_name(home, resource)
                if isinstance(name, str) and home.exists(resource) is True:
                    found[name] = resource
        return self._parameters[home]

    def _exports_of(self, home: Resolver) -> dict[str, str]:
        if home not in self._exports:
            found = self._exports[home] = {}
            for output, body in home.template.section("Outputs").items():
                export = body.get("Export") if isinstance(body, Mapping) else None
                spot = home.template.spot("Outputs", output)
                if not isinstance(export, Mapping) or "Name" not in export:
                    continue
                if home.is_wanted(body, spot) is not False:
                    name = home.known_text(export["Name"], spot.of(body, "Export").of(export, "Name"))
                    if isinstance(name, str):
                        found[name] = output
        return self._exports[home]

    def _nest(self, owner: Resolver, resource: Resource) -> Resolver | Unknown:
        path = nested_path(owner, resource)
        if isinstance(path, Unknown):
            return path
        if path not in self._files:
            name = os.path.relpath(path, self.document.folder)
            self._files[path] = self._template(read_beside(self.document, path, name), name)
        around = pseudo_parameter(owner.template, "AWS::StackName", resource.spot)
        environment = {**owner.template.environment, "AWS::StackName": f"{around}-{resource.logical_id}"}
        template = replace(self._files[path], environment=environment)
        return self._resolver(template, owner.stack, (owner, resource))

    def _resolver(
        self, template: Template, stack: Stack, owner: tuple[Resolver, Resource] | None = None
    ) -> Resolver:
        """Return what works out a template, whose loops may go by what is handed down to it."""
        resolver = Resolver(template, self, stack, owner)
        if not may_have_loops(template.data):
            check_no_loops(template)
            return resolver
        data = _transformed(written_out(resolver), template.file)
        return Resolver(replace(template, data=data, sections={}, by_type={}), self, stack, owner)

    def _template(self, document: Document, file: str) -> Template:
        written = document.data
        refused: tuple[Problem, ...] = ()
        for as_meant in (keys_as_meant, types_as_meant, with_sam_asked_for):
            written, found = as_meant(written, file)
            refused += found
        data = _template_of(replace(document, data=written), file)
        return Template(data, document.folder, self.given, file, path=document.path, refused=refused)


def _template_of(document: Document, file: str) -> Mapping[str, Any]:
    data = document.data
    if _has_outputs_only(data):
        return data
    if not is_cloudformation(data):
        raise ConfigError([Problem(document.name, "is no CloudFormation template: it has no Resources")])
    return data if may_have_loops(data) else _transformed(data, file)


def _transformed(data: Mapping[str, Any], file: str) -> Mapping[str, Any]:
    return transformed(data, file) if is_sam(data) else data


def _has_outputs_only(data: Mapping[str, Any]) -> bool:
    """Whether a stack of an app has nothing to deploy: its CLI passes over one without resources."""
    return "Resources" not in data and isinstance(data.get("Outputs"), Mapping)


def _written(resource: Resource) -> Mapping[str, Any]:
    exports = _writer(resource).get("exports")
    return exports if isinstance(exports, Mapping) else {}


def _region(resource: Resource) -> str | None:
    region = _writer(resource).get("region")
    return region if isinstance(region, str) else None


def _writer(resource: Resource) -> Mapping[str, Any]:
    properties = resource.body.get("Properties")
    found = properties.get("WriterProps") if isinstance(properties, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _agree(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other
