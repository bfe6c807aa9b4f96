"""What a plan or a state holds: resources by address, and the configuration that a plan was made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import ConfigError, Problem
from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.templates.found import Place
from pytest_lambda_edge.templates.terraform.addresses import Reference, steps_of
from pytest_lambda_edge.templates.terraform.state_file import is_state_file, resources_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_lambda_edge.templates.reading import Document
    from pytest_lambda_edge.templates.terraform.addresses import Key

__all__ = ["Project", "Resource", "is_terraform", "mapping", "mappings"]

_MOST_WORK: Final = 50_000  # references followed, for one document
_READ_MAJORS: Final = ("0", "1")
_SECTIONS: Final = frozenset({"planned_values", "prior_state", "terraform_version", "values"})


def is_terraform(data: Mapping[str, Any]) -> bool:
    """Whether a document is what ``terraform show -json`` prints of a plan or a state, or a state file."""
    is_shown = isinstance(data.get("format_version"), str) and not _SECTIONS.isdisjoint(data)
    return is_shown or is_state_file(data)


def mapping(value: object) -> Mapping[str, Any]:
    """Return a mapping; an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def mappings(value: object) -> Iterator[Mapping[str, Any]]:
    """Yield the mappings of a list."""
    yield from (
        one for one in (value if isinstance(value, (list, tuple)) else ()) if isinstance(one, Mapping)
    )


@dataclass(frozen=True, slots=True, eq=False)
class Resource:
    """A resource or data source.

    ``values`` are its attributes as far as the document knows them, ``unknown`` says which of them only the
    deployment makes (``change.after_unknown``), and ``configuration`` is how it is written.
    """

    address: str
    module: str
    type: str
    key: Key
    is_data: bool
    values: Mapping[str, Any]
    unknown: Mapping[str, Any]
    configuration: Mapping[str, Any]

    @property
    def place(self) -> Place:
        """Where messages say that the resource stands."""
        return Place(self.address)

    def text(self, name: str) -> str | None:
        """Return an attribute that is a text and known, None for any other."""
        value = self.values.get(name)
        return value if isinstance(value, str) and value else None

    @property
    def is_new(self) -> bool:
        """Whether only the deployment makes the resource, so that its ids are unknown."""
        return self.text("id") is None

    @property
    def is_changing(self) -> bool:
        """Whether only the deployment makes the resource, or the next version of it."""
        return self.is_new or self.unknown.get("qualified_arn") is True


@dataclass(slots=True)
class Project:
    """All that a document says, read once; ``folder`` is what relative paths start from."""

    data: Mapping[str, Any]
    folder: Path
    resources: dict[str, Resource] = field(default_factory=dict)
    _modules: dict[tuple[str, str], dict[str, None]] = field(default_factory=dict)
    _instances: dict[tuple[str, str], list[Resource]] = field(default_factory=dict)
    _types: dict[str, list[Resource]] = field(default_factory=dict)
    _configurations: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    _written: dict[int, dict[str, Mapping[str, Any]]] = field(default_factory=dict)
    _work: int = 0

    @classmethod
    def of(cls, document: Document) -> Project:
        """Return what a document says; raises ``ConfigError`` for a form of it that is not known."""
        data = document.data
        if is_state_file(data):
            project = cls(data, document.folder)
            for body in resources_of(data, document.name):
                project._add(body, {})
            return project
        return cls._shown(document)

    @classmethod
    def _shown(cls, document: Document) -> Project:
        data = document.data
        version = str(data["format_version"])
        if version.partition(".")[0] not in _READ_MAJORS:
            message = f"format_version is {shown(version)}; those are read that begin with 0 or 1"
            raise ConfigError([Problem(document.name or "load_distribution", message)])
        project = cls(data, document.folder)
        changes = {
            str(change.get("address")): mapping(mapping(change.get("change")).get("after_unknown"))
            for change in mappings(data.get("resource_changes"))
            if "deposed" not in change
        }
        for section in (data.get("planned_values"), data.get("values")):
            project._walk(mapping(mapping(section).get("root_module")), changes)
        before = mapping(mapping(data.get("prior_state")).get("values"))
        project._walk(mapping(before.get("root_module")), {}, only_data=True)
        return project

    def instances(self, module: str, resource: str) -> list[Resource]:
        """Return the instances of ``type.name`` in a module."""
        return self._instances.get((module, resource), [])

    def module_instances(self, module: str, name: str) -> list[str]:
        """Return the addresses of the instances of a module that another calls by a name."""
        return list(self._modules.get((module, name), ()))

    def of_type(self, kind: str) -> list[Resource]:
        """Return all resources of a type, data sources not among them."""
        return [one for one in self._types.get(kind, ()) if not one.is_data]

    def data_of_type(self, kind: str) -> list[Resource]:
        """Return all data sources of a type."""
        return [one for one in self._types.get(kind, ()) if one.is_data]

    def configuration(self, module: str) -> Mapping[str, Any]:
        """Return how a module is written, by the address of one of its instances."""
        if module not in self._configurations:
            written = mapping(mapping(self.data.get("configuration")).get("root_module"))
            for step in steps_of(module)[1::2]:
                calls = mapping(written.get("module_calls"))
                written = mapping(mapping(calls.get(step.name)).get("module"))
            self._configurations[module] = written
        return self._configurations[module]

    def provider_region(self, resource: Resource) -> str | None:
        """Return the Region of a resource's provider, where the configuration tells it."""
        providers = mapping(mapping(self.data.get("configuration")).get("provider_config"))
        return self._region_of(mapping(providers.get(str(resource.configuration.get("provider_config_key")))))

    def providers_in(self, region: str) -> list[str]:
        """Return the names of the root module's AWS providers in a Region, such as ``aws.edge``."""
        providers = mapping(mapping(self.data.get("configuration")).get("provider_config"))
        return [
            str(name)
            for name, provider in providers.items()
            if str(name).partition(".")[0] == "aws"
            and not mapping(provider).get("module_address")
            and self._region_of(mapping(provider)) == region
        ]

    def _region_of(self, provider: Mapping[str, Any]) -> str | None:
        region = mapping(mapping(provider.get("expressions")).get("region"))
        value = region.get("constant_value")
        if value is None:
            value = self._variable(region.get("references"), str(provider.get("module_address") or ""))
        return value if isinstance(value, str) else None

    def spend(self) -> None:
        """Count a reference that is followed, so that no document can be followed without an end."""
        self._work += 1
        if self._work > _MOST_WORK:
            message = f"has more than {_MOST_WORK:,} references to follow"
            raise ConfigError([Problem("configuration", message)])

    def _variable(self, references: object, module: str) -> object:
        """Return the value of the root module's variable that is referred to, or a variable's default."""
        first = next(iter(references), None) if isinstance(references, list) else None
        steps = steps_of(first) if isinstance(first, str) else ()
        if len(steps) != 2 or steps[0].name != "var":
            return None
        name = steps[1].name
        given = {} if module else mapping(mapping(self.data.get("variables")).get(name))
        declared = mapping(mapping(self.configuration(module).get("variables")).get(name))
        return given.get("value", declared.get("default"))

    def _walk(
        self, module: Mapping[str, Any], changes: Mapping[str, Any], *, only_data: bool = False
    ) -> None:
        for body in mappings(module.get("resources")):
            if body.get("mode") == "data" or not only_data:
                self._add(body, changes)
        for child in mappings(module.get("child_modules")):
            self._walk(child, changes, only_data=only_data)

    def _add(self, body: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
        address = body.get("address")
        named = Reference.of(address) if isinstance(address, str) else None
        if named is None or not isinstance(address, str) or address in self.resources:
            return
        resource = Resource(
            address=address,
            module=named.module,
            type=named.resource.split(".")[-2],
            key=named.key,
            is_data=named.resource.startswith("data."),
            values=mapping(body.get("values")),
            unknown=mapping(changes.get(address)),
            configuration=self._written_as(named),
        )
        self.resources[address] = resource
        if (named.module, named.resource) not in self._instances:
            self._add_module(named.module)
        self._instances.setdefault((named.module, named.resource), []).append(resource)
        self._types.setdefault(resource.type, []).append(resource)

    def _add_module(self, address: str) -> None:
        """Note a module's instance, and those that it is in."""
        steps = steps_of(address)
        for end in range(2, len(steps) + 1, 2):
            parent, module = (".".join(map(str, steps[:until])) for until in (end - 2, end))
            self._modules.setdefault((parent, steps[end - 1].name), {})[module] = None

    def _written_as(self, named: Reference) -> Mapping[str, Any]:
        """Return how a resource is written, without looking through its module for each."""
        module = self.configuration(named.module)
        if id(module) not in self._written:
            bodies = mappings(module.get("resources"))
            self._written[id(module)] = {str(one.get("address")): one for one in bodies}
        return self._written[id(module)].get(named.resource, {})
