"""From settings to a deployed distribution: references resolved, defaults filled in, everything checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.model import path_patterns
from pytest_lambda_edge.model.deployed import DeployedBehavior, DeployedDistribution
from pytest_lambda_edge.model.distribution import DistributionConfig, GeoRestriction, merged
from pytest_lambda_edge.model.event_type import EVENT_TYPES
from pytest_lambda_edge.model.origin_registry import OriginRegistry, Target
from pytest_lambda_edge.model.policy_lookup import (
    cache_settings,
    origin_request_policy,
    response_headers_policy,
)
from pytest_lambda_edge.model.problems import Problems, inside, item, one_of
from pytest_lambda_edge.model.triggers import CloudFrontFunction, as_trigger

if TYPE_CHECKING:
    from pytest_lambda_edge.model.behaviors import BehaviorSettings

__all__ = ["CheckFunction", "configure", "deploy"]

CheckFunction = Callable[[object], str | None]
"""Says what is wrong with a function (a callable, a string or a ``Function``), or None."""


def deploy(
    config: DistributionConfig, *, check_function: CheckFunction | None = None
) -> DeployedDistribution:
    """Deploy a config, or raise one ``ConfigError`` that names every problem with its place."""
    problems = Problems()
    deployed = _deployed(config, problems, check_function)
    problems.raise_if_any()
    return deployed


def configure(
    config: DistributionConfig | Mapping[str, Any] | None,
    given: Mapping[str, Any],
    *,
    check_function: CheckFunction | None = None,
) -> tuple[DistributionConfig, DeployedDistribution]:
    """Lay the *given* settings over a config and deploy the outcome.

    One ``ConfigError`` names every problem at once: wrong names and types, and what CloudFront would refuse.
    """
    problems = Problems()
    whole = merged(config, given, problems)
    deployed = _deployed(whole, problems, check_function)
    problems.raise_if_any()
    return whole, deployed


def _deployed(
    config: DistributionConfig, problems: Problems, check_function: CheckFunction | None
) -> DeployedDistribution:
    registry = OriginRegistry(config.origins, problems)
    default_target = _default_target(config, registry, problems)
    behaviors = [
        _behavior(pattern, behavior, item("behaviors", pattern), registry, default_target, problems)
        for pattern, behavior in config.behaviors.items()
    ]
    default = _behavior("*", config, "", registry, default_target, problems)
    return DeployedDistribution(
        id=config.id,
        domain_name=config.domain_name.lower(),
        aliases=tuple(alias.lower() for alias in config.aliases),
        enabled=config.enabled,
        default_root_object=config.default_root_object,
        origins=MappingProxyType(registry.origins),
        behaviors=(*behaviors, default),
        path_matcher=path_patterns.compiled(config.behaviors),
        custom_error_responses=MappingProxyType(
            {one.error_code: one for one in config.custom_error_responses}
        ),
        geo_restriction=_upper_case(config.geo_restriction),
        function_errors=config.function_errors,
    )


def _default_target(config: DistributionConfig, registry: OriginRegistry, problems: Problems) -> Target:
    if config.origin is not None:
        return registry.target(config.origin, "origin")
    if len(config.origins) == 1:
        return registry.target(next(iter(config.origins)), "origin")
    if config.origins:
        problems.add("origin", f"is needed, since origins has more than one: {one_of(registry.ids)}")
    elif problems.is_sound("origins"):
        problems.add("origin", "is needed, such as origin='https://www.example.com'")
    return Target("")


def _behavior(
    path_pattern: str,
    settings: BehaviorSettings,
    place: str,
    registry: OriginRegistry,
    default_target: Target,
    problems: Problems,
) -> DeployedBehavior:
    target = default_target
    if place and settings.origin is not None:
        target = registry.target(settings.origin, inside(place, "origin"))
    cache = cache_settings(settings, place, problems)
    return DeployedBehavior(
        path_pattern=path_pattern,
        target_origin_id=target.id,
        origins=target.origins,
        failover_status_codes=target.failover_status_codes,
        triggers=_triggers(settings),
        cache_policy=cache.cache_policy,
        forwarded_values=cache.forwarded_values,
        origin_request_policy=origin_request_policy(settings, place, problems),
        response_headers_policy=response_headers_policy(settings, place, problems),
        min_ttl=cache.min_ttl,
        default_ttl=cache.default_ttl,
        max_ttl=cache.max_ttl,
        viewer_protocol_policy=settings.viewer_protocol_policy,
        allowed_methods=frozenset(settings.allowed_methods),
        cached_methods=frozenset(settings.cached_methods),
        compress=settings.compress,
    )


def _triggers(settings: BehaviorSettings) -> Mapping[Any, Any]:
    """Return the Lambda@Edge triggers; CloudFront Functions are not simulated (``not_simulated.py``)."""
    given = ((event_type, getattr(settings, event_type.name.lower())) for event_type in EVENT_TYPES)
    triggers = {event_type: as_trigger(source) for event_type, source in given if source is not None}
    return MappingProxyType(
        {
            event_type: trigger
            for event_type, trigger in triggers.items()
            if not isinstance(trigger.function, CloudFrontFunction)
        }
    )


def _upper_case(restriction: Any) -> GeoRestriction | None:
    if not isinstance(restriction, GeoRestriction):
        return None
    return GeoRestriction(
        restriction_type=restriction.restriction_type,
        locations=tuple(location.upper() for location in restriction.locations),
    )
