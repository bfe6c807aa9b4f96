"""The CloudFormation template that the framework would compile of a service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.model.problems import did_you_mean, shown
from pytest_lambda_edge.templates.found import Place, Unresolved
from pytest_lambda_edge.templates.located import Located, put
from pytest_lambda_edge.templates.serverless.events import distribution_of
from pytest_lambda_edge.templates.serverless.functions import function_resources
from pytest_lambda_edge.templates.serverless.held import Held
from pytest_lambda_edge.templates.serverless.made_beside import made_beside
from pytest_lambda_edge.templates.serverless.merging import copied, merged
from pytest_lambda_edge.templates.serverless.names import DISTRIBUTION_ID, cache_policy_id
from pytest_lambda_edge.templates.serverless.overwritten import check_associations, check_origins
from pytest_lambda_edge.templates.serverless.plugin import asks_for_association, associate
from pytest_lambda_edge.templates.serverless.pseudo_parameters import with_pseudo_parameters
from pytest_lambda_edge.templates.serverless.service import problem, untold

if TYPE_CHECKING:
    from pytest_lambda_edge.templates.serverless.events import CloudFrontEvent
    from pytest_lambda_edge.templates.serverless.service import Service

__all__ = ["compiled"]

_ASSIGNED: Final = frozenset(
    {"Condition", "CreationPolicy", "DeletionPolicy", "UpdatePolicy", "UpdateReplacePolicy"}
)
_LAID_OVER: Final = frozenset({"Metadata", "Properties"})
_EXTENDED: Final = _ASSIGNED | _LAID_OVER | {"DependsOn"}


def compiled(service: Service, events: list[CloudFrontEvent]) -> Located:
    """Return the template; raises ``ConfigError`` for what the framework would not compile."""
    resources = Located()
    for logical_id, held in _made(service, events).items():
        put(resources, logical_id, *held)
    template = Located()
    put(template, "Resources", resources, Place("resources"))
    own = copied(service.resources.value, service.resources.place)
    extensions = own.pop("extensions", None)
    if own.get("Resources") is None:
        own.pop("Resources", None)
    at_extensions = service.resources.place.inside("extensions", service.resources.value)
    made = merged([Held(template, Place("")), Held(own, service.resources.place)])
    at_resources = made.places["Resources"]
    if not isinstance(made["Resources"], Mapping):
        raise ConfigError([problem(at_resources, f"must be a mapping, not {shown(made['Resources'])}")])
    mine = Held(copied(made["Resources"], at_resources), at_resources)
    _extend(mine.value, Held(extensions, at_extensions))
    of_framework = Held(resources, Place("resources"))
    check_origins(of_framework, mine)
    check_associations(of_framework, mine)
    associate(service, mine)
    put(made, "Resources", *with_pseudo_parameters(service, mine))
    return made  # type: ignore[no-any-return]


def _made(service: Service, events: list[CloudFrontEvent]) -> dict[str, Held]:
    """Return the resources that the framework makes by itself."""
    made = made_beside(service)
    by_events = {event.function.key for event in events}
    for function in service.functions:
        made |= function_resources(
            service,
            function,
            by_events=function.key in by_events,
            stripped=asks_for_association(function),
        )
    policies = service.of_provider("cloudFront", "cachePolicies")
    for name, config in policies.value.items() if isinstance(policies.value, Mapping) else ():
        place = policies.place.inside(name, policies.value)
        made[cache_policy_id(name)] = _cache_policy(Held(config, place), service.prefixed(name))
    if events:
        made[DISTRIBUTION_ID] = distribution_of(service, events)
    return made


def _cache_policy(config: Held, name: str | None) -> Held:
    if isinstance(config.value, Mapping):
        config = Held(copied(config.value, config.place), config.place)
        config.value.pop("Name", None)
        if name is not None:
            put(config.value, "Name", name, config.place)
    properties, body = Located(), Located()
    put(properties, "CachePolicyConfig", *config)
    put(body, "Type", "AWS::CloudFront::CachePolicy", config.place)
    put(body, "Properties", properties, config.place)
    return Held(body, config.place)


def _extend(resources: Located, extensions: Held) -> None:
    """Do what resources.extensions says: properties of what the framework made, replaced one by one."""
    if extensions.value is None:
        return
    if isinstance(extensions.value, Unresolved):
        raise untold([extensions.value])
    if not isinstance(extensions.value, Mapping):
        raise ConfigError([problem(extensions.place, f"must be a mapping, not {shown(extensions.value)}")])
    for name, extension in extensions.value.items():
        place = extensions.place.inside(name, extensions.value)
        if name not in resources or not isinstance(resources[name], Mapping):
            message = f"there is no resource {shown(name)} to extend{did_you_mean(name, resources)}"
            raise ConfigError([problem(place, message, "RESOURCE_EXTENSION_NOT_EXISTING")])
        if not isinstance(extension, Mapping):
            raise ConfigError([problem(place, f"must be a mapping, not {shown(extension)}")])
        body = Held(copied(resources[name], _at(resources, name)), _at(resources, name))
        for key, value in extension.items():
            _extend_by(body, key, Held(value, place.inside(key, extension)))
        put(resources, name, *body)


def _at(resources: Located, name: str) -> Place:
    return Place("").inside(name, resources)


def _extend_by(body: Held, key: str, value: Held) -> None:
    if key not in _EXTENDED:
        message = f"the framework does not extend {shown(key)}{did_you_mean(key, _EXTENDED)}"
        raise ConfigError([problem(value.place, message, "RESOURCE_EXTENSION_UNSUPPORTED_ATTRIBUTE")])
    known = body.value.get(key)
    if key in _LAID_OVER and isinstance(known, Mapping) and isinstance(value.value, Mapping):
        made: Any = copied(known, body.place.inside(key, body.value))
        for name, one in value.value.items():
            put(made, name, one, value.place.inside(name, value.value))
        put(body.value, key, made, body.place.inside(key, body.value))
    else:
        put(body.value, key, *value)
