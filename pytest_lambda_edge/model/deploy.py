"""From settings to a deployed distribution: references resolved, defaults filled in, everything checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.model import path_patterns
from pytest_lambda_edge.model.checks.behaviors import behavior_problems, pattern_problems
from pytest_lambda_edge.model.checks.distribution import distribution_problems
from pytest_lambda_edge.model.checks.key_groups import key_group_problems
from pytest_lambda_edge.model.checks.policies import cache_problems
from pytest_lambda_edge.model.checks.triggers import function_quota_problems, trigger_problems
from pytest_lambda_edge.model.deployed import DeployedBehavior, DeployedDistribution
from pytest_lambda_edge.model.distribution import DistributionConfig, GeoRestriction, merged
from pytest_lambda_edge.model.event_type import EVENT_TYPES, EventType
from pytest_lambda_edge.model.key_groups import resolved_keys
from pytest_lambda_edge.model.origin_registry import OriginRegistry, Target
from pytest_lambda_edge.model.policy_lookup import (
    cache_settings,
    origin_request_policy,
    response_headers_policy,
)
from pytest_lambda_edge.model.problems import Problems, inside, item, one_of
from pytest_lambda_edge.model.triggers import Function, Trigger, as_trigger, declared_at

if TYPE_CHECKING:
    from pytest_lambda_edge.model.behaviors import BehaviorSettings
    from pytest_lambda_edge.model.key_groups import KeyGroup

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
    behaviors = []
    told: list[tuple[Function, str]] = []
    for pattern, settings in config.behaviors.items():
        place = item("behaviors", pattern)
        given = settings.origin
        target = default_target if given is None else registry.target(given, inside(place, "origin"))
        behaviors.append(_behavior(pattern, settings, place, target, problems, key_groups=config.key_groups))
        _check_functions(settings, place, check_function, problems, told)
    behaviors.append(_behavior("*", config, "", default_target, problems, key_groups=config.key_groups))
    _check_functions(config, "", check_function, problems, told)
    problems.extend(pattern_problems(config.behaviors, "behaviors"))
    problems.extend(
        function_quota_problems([trigger for behavior in behaviors for trigger in behavior.triggers.values()])
    )
    problems.extend(registry.check())
    problems.extend(distribution_problems(config))
    problems.extend(key_group_problems(config))
    return DeployedDistribution(
        id=config.id,
        domain_name=config.domain_name.lower(),
        aliases=tuple(config.aliases),
        enabled=config.enabled,
        default_root_object=config.default_root_object,
        origins=MappingProxyType(registry.origins),
        behaviors=tuple(behaviors),
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
        problems.add(
            "origin", f"is needed, since there is more than one in origins: {one_of(config.origins)}"
        )
    elif problems.is_sound("origins"):
        problems.add("origin", "is needed, such as origin='https://www.example.com'")
    return Target("")


def _behavior(  # noqa: PLR0913 - what of the distribution a behavior refers to
    path_pattern: str,
    settings: BehaviorSettings,
    place: str,
    target: Target,
    problems: Problems,
    *,
    key_groups: Sequence[KeyGroup],
) -> DeployedBehavior:
    cache = cache_settings(settings, place, problems)
    triggers = _triggers(settings)
    deployed = DeployedBehavior(
        path_pattern=path_pattern,
        target_origin_id=target.id,
        origins=target.origins,
        failover_status_codes=target.failover_status_codes,
        triggers=MappingProxyType(triggers),
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
        trusted_keys=resolved_keys(settings.trusted_key_groups, key_groups),
    )
    problems.extend(behavior_problems(settings, place, to_group=target.is_group))
    problems.extend(cache_problems(settings, deployed, place))
    if deployed.response_headers_policy is not None:
        from pytest_lambda_edge.model.checks.response_headers_policies import (  # noqa: PLC0415 - only where there is one
            response_headers_policy_problems,
        )

        problems.extend(response_headers_policy_problems(settings, place))
    problems.extend(trigger_problems(triggers, place))
    return deployed


def _triggers(settings: BehaviorSettings) -> dict[EventType, Trigger]:
    given = {event_type: getattr(settings, event_type.name.lower()) for event_type in EVENT_TYPES}
    return {event_type: as_trigger(source) for event_type, source in given.items() if source is not None}


def _check_functions(
    settings: BehaviorSettings,
    place: str,
    check_function: CheckFunction | None,
    problems: Problems,
    told: list[tuple[Function, str]],
) -> None:
    """Check that a behavior's functions are there; of a ``Function`` that others share it is *told* once."""
    if check_function is None:
        return
    for event_type, trigger in _triggers(settings).items():
        where = inside(place, event_type.name.lower())
        message = check_function(trigger.function) if problems.is_sound(where) else None
        if message is None:
            continue
        if isinstance(trigger.function, Function):
            if (trigger.function, message) in told:
                continue
            told.append((trigger.function, message))
        problems.add(declared_at(trigger.function) or where, message)


def _upper_case(restriction: GeoRestriction | None) -> GeoRestriction | None:
    if restriction is None:
        return None
    locations = [location.upper() for location in restriction.locations]
    return GeoRestriction(restriction_type=restriction.restriction_type, locations=locations)
