"""``lambdaAtEdge`` of @silvermine/serverless-plugin-cloudfront-lambda-edge (CF-296).

It adds a function to a behavior of a distribution in ``resources``, once these have been put together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.model.event_type import EVENT_TYPES
from pytest_lambda_edge.model.problems import did_you_mean, one_of, shown
from pytest_lambda_edge.templates.found import Unresolved
from pytest_lambda_edge.templates.located import Located, stands_at
from pytest_lambda_edge.templates.serverless.functions import is_published
from pytest_lambda_edge.templates.serverless.held import Held
from pytest_lambda_edge.templates.serverless.merging import copied, listed, put
from pytest_lambda_edge.templates.serverless.service import problem, untold

if TYPE_CHECKING:
    from pytest_lambda_edge.errors import Problem
    from pytest_lambda_edge.templates.serverless.service import Service, ServiceFunction

__all__ = ["asks_for_association", "associate"]

_DISTRIBUTION = "AWS::CloudFront::Distribution"
_DEFAULT = "DefaultCacheBehavior"


def asks_for_association(function: ServiceFunction) -> bool:
    """Whether a function has ``lambdaAtEdge``."""
    return bool(function.held("lambdaAtEdge").value)


def associate(service: Service, resources: Held) -> None:
    """Add all associations to the distributions among the resources, which are the caller's to change."""
    problems: list[Problem] = []
    unresolved: list[Unresolved] = []
    for function in service.functions:
        own = function.held("lambdaAtEdge")
        if isinstance(own.value, list):
            asked = [Held(one, own.place.inside(index, own.value)) for index, one in enumerate(own.value)]
        else:
            asked = [own] if own.value else []
        for one in asked:
            if isinstance(one.value, Unresolved):
                unresolved.append(one.value)
            elif isinstance(one.value, Mapping):
                _associate(service, function, one, resources, problems)
            else:
                problems.append(problem(one.place, f"must be a mapping, not {shown(one.value)}"))
    if problems or unresolved:
        raise ConfigError([*problems, *untold(unresolved).problems], unresolved=unresolved)


def _associate(
    service: Service, function: ServiceFunction, asked: Held, resources: Held, problems: list[Problem]
) -> None:
    event_type = asked.value.get("eventType")
    if event_type not in map(str, EVENT_TYPES) and not isinstance(event_type, Unresolved):
        types = [str(one) for one in EVENT_TYPES]
        message = f"must be {one_of(types)}, not {shown(event_type)}{did_you_mean(event_type, types)}"
        problems.append(problem(asked.place.inside("eventType", asked.value), message))
        return
    if not is_published(service, function):
        problems.append(problem(asked.place, "versionFunction is false, so no version is published for it"))
        return
    config = _config(asked, resources, problems)
    behavior = None if config is None else _behavior(asked, config, problems)
    if behavior is None:
        return
    made = Located(asked.place.line)
    put(made, "EventType", event_type, asked.place.inside("eventType", asked.value))
    put(made, "LambdaFunctionARN", {"Ref": function.version_id}, asked.place)
    body = asked.value.get("includeBody") or False
    put(made, "IncludeBody", body, asked.place.inside("includeBody", asked.value))
    known = behavior.value.get("LambdaFunctionAssociations")
    at_known = behavior.place.inside("LambdaFunctionAssociations", behavior.value)
    before = known if isinstance(known, list) else []
    items = [Held(one, at_known.inside(index, before)) for index, one in enumerate(before)]
    put(behavior.value, "LambdaFunctionAssociations", listed(*items, Held(made, asked.place)), at_known)


def _config(asked: Held, resources: Held, problems: list[Problem]) -> Held | None:
    """Return the DistributionConfig of the distribution that is meant, copied into its place to change."""
    name = asked.value.get("distribution")
    place = asked.place.inside("distribution", asked.value)
    body = resources.value.get(name) if isinstance(name, str) else None
    if not isinstance(body, Mapping) or body.get("Type") != _DISTRIBUTION:
        known = [
            key
            for key, one in resources.value.items()
            if isinstance(one, Mapping) and one.get("Type") == _DISTRIBUTION
        ]
        there_is = f"those are {one_of(known)}" if known else "there are none"
        message = f"must be the logical id of a distribution in resources, not {shown(name)}; {there_is}"
        problems.append(problem(place, f"{message}{did_you_mean(name, known)}"))
        return None
    held = resources
    for key in (name, "Properties", "DistributionConfig"):
        inner = _own(held, key)
        if inner is None:
            problems.append(problem(held.place, f"{key} is required, a mapping"))
            return None
        held = inner
    return held


def _behavior(asked: Held, config: Held, problems: list[Problem]) -> Held | None:
    pattern = asked.value.get("pathPattern")
    if not pattern:
        default = _own(config, _DEFAULT)
        if default is None:
            problems.append(problem(config.place, f"{_DEFAULT} is required, a mapping"))
        return default
    behaviors = config.value.get("CacheBehaviors")
    at_behaviors = config.place.inside("CacheBehaviors", config.value)
    listing = behaviors if isinstance(behaviors, list) else []
    patterns = [one.get("PathPattern") if isinstance(one, Mapping) else None for one in listing]
    if pattern not in patterns:
        known = [one for one in patterns if isinstance(one, str)]
        there_is = f"there is {one_of(known)}" if known else "there is none"
        message = f"must be that of a behavior in CacheBehaviors, not {shown(pattern)}; {there_is}"
        place = asked.place.inside("pathPattern", asked.value)
        problems.append(problem(place, f"{message}{did_you_mean(pattern, known)}"))
        return None
    index = patterns.index(pattern)
    items = [Held(one, at_behaviors.inside(n, behaviors)) for n, one in enumerate(listing)]
    place = items[index].place
    chosen = Held(copied(listing[index], place), place)
    items[index] = chosen
    put(config.value, "CacheBehaviors", listed(*items), at_behaviors)
    return chosen


def _own(held: Held, key: Any) -> Held | None:
    """Return the mapping under a key of one of ours, copied into its place to change."""
    value = held.value.get(key)
    if not isinstance(value, Mapping):
        return None
    place = held.place.inside(key, held.value)
    made = copied(value, place)
    held.value[key] = made
    stands_at(held.value, key, place)
    return Held(made, place)
