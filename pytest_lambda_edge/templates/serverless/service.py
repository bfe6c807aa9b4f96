"""A service: the sections of a serverless.yml from which its distribution is made, variables worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import ConfigError, Problem
from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.templates.documents import check_size
from pytest_lambda_edge.templates.found import Place, Unresolved
from pytest_lambda_edge.templates.located import Located
from pytest_lambda_edge.templates.serverless.held import Held, all_of
from pytest_lambda_edge.templates.serverless.merging import merged
from pytest_lambda_edge.templates.serverless.names import function_id, version_id
from pytest_lambda_edge.templates.serverless.sources import region_of, stage_of

if TYPE_CHECKING:
    from pytest_lambda_edge.templates.serverless.variables import Variables

__all__ = ["Service", "ServiceFunction", "problem", "read_service", "untold"]

_NOTHING: Final = Held(Located(), Place(""))


@dataclass(frozen=True, slots=True)
class ServiceFunction:
    """A function of ``functions:``, by its key there."""

    key: str
    settings: Mapping[str, Any]
    place: Place

    @property
    def logical_id(self) -> str:
        """The logical id of its Lambda function."""
        return function_id(self.key)

    @property
    def version_id(self) -> str:
        """The logical id of its version."""
        return version_id(self.key)

    def held(self, key: str) -> Held:
        """Return a setting, None where there is none, and where it stands."""
        return Held(self.settings.get(key), self.place.inside(key, self.settings))


@dataclass(frozen=True)
class Service:
    """The sections; what is unknown of them is an ``Unresolved`` in its place."""

    variables: Variables
    provider: Held
    functions: tuple[ServiceFunction, ...]
    resources: Held

    @cached_property
    def name(self) -> Any:
        """The service's name; v2 may have it in a mapping."""
        held = self.variables.at("service")
        if held is not None and isinstance(held.value, Mapping):
            held = self.variables.at("service", "name")
        return None if held is None else held.value

    @cached_property
    def stage(self) -> Any:
        """The stage."""
        return stage_of(self.variables)

    @cached_property
    def region(self) -> Any:
        """The region."""
        return region_of(self.variables)

    def has_plugin(self, name: str) -> bool:
        """Whether a plugin is among the service's; v2 may have them in a mapping."""
        held = self.variables.at("plugins")
        if held is not None and isinstance(held.value, Mapping):
            held = self.variables.at("plugins", "modules")
        listed = held.value if held is not None and isinstance(held.value, list) else []
        return any(self.variables.value(one, held.place).value == name for one in listed if held)

    @property
    def refuses_what_is_unknown(self) -> bool:
        """Whether the framework refuses settings that it does not know, which it leaves out else."""
        mode = self.variables.at("configValidationMode")
        return mode is not None and mode.value == "error"

    @property
    def comment(self) -> str | None:
        """The comment of its distribution; None where the service's name or the stage is unknown."""
        return self._named(" ")

    @property
    def stack_name(self) -> str | None:
        """The name of its stack, if the provider says no other; None where it is unknown."""
        return self._named("-")

    def prefixed(self, key: str) -> str | None:
        """Return the name of a function or a policy; None where it is unknown."""
        return None if self.stack_name is None else f"{self.stack_name}-{key}"

    def _named(self, between: str) -> str | None:
        parts = (self.name, self.stage)
        return between.join(map(str, parts)) if all(isinstance(one, (str, int)) for one in parts) else None

    def of_provider(self, *keys: str) -> Held:
        """Return a setting of the provider, None where there is none, and where it stands."""
        found = self.provider
        for key in keys:
            inside = found.value.get(key) if isinstance(found.value, Mapping) else None
            found = Held(inside, found.place.inside(key, found.value))
        return found

    def of_either(self, function: ServiceFunction, key: str, *provider_keys: str) -> Held:
        """Return a function's setting, else the provider's."""
        own = function.held(key)
        return self.of_provider(*(provider_keys or (key,))) if own.value in (None, "", 0, False) else own


def read_service(variables: Variables) -> Service:
    """Work out the sections of a document; raises ``ConfigError``."""
    provider = _section(variables, "provider")
    name = provider.value.get("name") if isinstance(provider.value, Mapping) else provider.value
    if isinstance(name, str) and name != "aws":
        raise ConfigError([problem(provider.place.inside("name", provider.value), _ELSEWHERE.format(name))])
    functions = _combined(variables, "functions")
    return Service(variables, provider, tuple(_functions(functions)), _combined(variables, "resources"))


_ELSEWHERE: Final = "the service is deployed to {!r}; CloudFront is of the provider aws"


def problem(place: Place, message: str, code: str | None = None) -> Problem:
    """Return what is wrong at a place; the framework's own error has its *code* behind the message."""
    return Problem(str(place), f"{message} ({code})" if code else message, code)


def untold(unresolved: list[Unresolved]) -> ConfigError:
    """Return the error for what has to be known before anything can be made of a document."""
    every = list(dict.fromkeys(part for one in unresolved for part in all_of(one)))
    problems = [Problem(str(one.place), f"{one.reference}: {one.why}") for one in every]
    return ConfigError(problems, unresolved=every)


def _section(variables: Variables, name: str) -> Held:
    held = variables.at(name)
    if held is None or held.value is None:
        return _NOTHING
    made = Held(variables.whole(*held), held.place)
    check_size(made.value, str(held.place))
    return made


def _combined(variables: Variables, name: str) -> Held:
    """Return a section that may be a list of mappings, which are then laid over one another."""
    section = _section(variables, name)
    if not isinstance(section.value, list):
        return _mapping(section)
    parts = [
        _mapping(Held(value, section.place.inside(index, section.value)))
        for index, value in enumerate(section.value)
        if value is not None
    ]
    if len(parts) > 1:
        return Held(merged(parts), section.place)
    return parts[0] if parts else _NOTHING


def _mapping(held: Held) -> Held:
    if isinstance(held.value, Unresolved):
        raise untold([held.value])
    if not isinstance(held.value, Mapping):
        raise ConfigError([problem(held.place, f"must be a mapping, not {shown(held.value)}")])
    return held


def _functions(section: Held) -> list[ServiceFunction]:
    found, problems, unknown = [], [], []
    for key, settings in section.value.items():
        place = section.place.inside(key, section.value)
        if isinstance(settings, Unresolved):
            unknown.append(settings)
        elif isinstance(settings, Mapping):
            found.append(ServiceFunction(key, settings, place))
        elif settings is not None:
            problems.append(problem(place, f"must be a mapping, not {shown(settings)}"))
    if problems or unknown:
        lacking = untold(unknown)
        raise ConfigError([*problems, *lacking.problems], unresolved=lacking.unresolved)
    return found
