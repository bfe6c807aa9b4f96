"""``lambdaAtEdge`` of @silvermine/serverless-plugin-cloudfront-lambda-edge (CF-296).

It adds a function to a behavior of a distribution in ``resources``, once these have been put together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.model.event_type import EVENT_TYPES
from pytest_lambda_edge.model.problems import did_you_mean, one_of, shown
from pytest_lambda_edge.templates.found import Unresolved
from pytest_lambda_edge.templates.located import Located, put, stands_at
from pytest_lambda_edge.templates.serverless.elsewhere import is_elsewhere
from pytest_lambda_edge.templates.serverless.functions import is_published
from pytest_lambda_edge.templates.serverless.held import Held
from pytest_lambda_edge.templates.serverless.merging import copied, listed
from pytest_lambda_edge.templates.serverless.service import problem, untold

if TYPE_CHECKING:
    from pytest_lambda_edge.errors import Problem
    from pytest_lambda_edge.templates.found import Place
    from pytest_lambda_edge.templates.located import LocatedList
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
    targets = _Targets(resources, problems)
    for function in service.functions:
        own = function.held("lambdaAtEdge")
        if isinstance(own.value, list):
            asked = [Held(one, own.place.inside(index, own.value)) for index, one in enumerate(own.value)]
        else:
            asked = [own] if own.value else []
        for one in asked:
            if isinstance(one.value, Unresolved):
                unresolved.append(one.value)
            elif isinstance(one.value, Mapping) and is_elsewhere(one.value):
                continue
            elif isinstance(one.value, Mapping):
                _associate(service, function, one, targets)
            else:
                problems.append(problem(one.place, f"must be a mapping, not {shown(one.value)}"))
    if problems or unresolved:
        lacking = untold(unresolved)
        raise ConfigError([*problems, *lacking.problems], unresolved=lacking.unresolved)


def _associate(service: Service, function: ServiceFunction, asked: Held, targets: _Targets) -> None:
    event_type = asked.value.get("eventType")
    if event_type not in map(str, EVENT_TYPES) and not isinstance(event_type, Unresolved):
        types = [str(one) for one in EVENT_TYPES]
        message = f"must be {one_of(types)}, not {shown(event_type)}{did_you_mean(event_type, types)}"
        targets.problems.append(problem(asked.place.inside("eventType", asked.value), message))
        return
    if not is_published(service, function):
        message = "versionFunction is false, so no version is published for it"
        targets.problems.append(problem(asked.place, message))
        return
    associations = targets.associations(asked)
    if associations is None:
        return
    made = Located(asked.place.line)
    put(made, "EventType", event_type, asked.place.inside("eventType", asked.value))
    put(made, "LambdaFunctionARN", {"Ref": function.version_id}, asked.place)
    body = asked.value.get("includeBody") or False
    put(made, "IncludeBody", body, asked.place.inside("includeBody", asked.value))
    associations.append(made)
    stands_at(associations, len(associations) - 1, asked.place)


@dataclass(slots=True)
class _Behaviors:
    """The behaviors of a distribution, which are ours to change: by path, the default one's None."""

    by_pattern: dict[str | None, Held]
    place: Place
    associations: dict[str | None, LocatedList] = field(default_factory=dict)


@dataclass(slots=True)
class _Targets:
    """The lists of associations to which functions are added, each made ours when it is first asked for."""

    resources: Held
    problems: list[Problem]
    found: dict[str, _Behaviors] = field(default_factory=dict)

    def associations(self, asked: Held) -> LocatedList | None:
        """Return the list that is meant; None where that is a problem."""
        name = asked.value.get("distribution")
        if not isinstance(name, str) or name not in self.found:
            config = _config(asked, self.resources, self.problems)
            if config is None:
                return None
            self.found[name] = _behaviors(config)
        behaviors = self.found[name]
        pattern = asked.value.get("pathPattern") or None
        key = pattern if pattern is None or isinstance(pattern, str) else shown(pattern)
        if key not in behaviors.by_pattern:
            self.problems.append(_no_behavior(asked, behaviors))
            return None
        if key not in behaviors.associations:
            behaviors.associations[key] = _associations(behaviors.by_pattern[key])
        return behaviors.associations[key]


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


def _behaviors(config: Held) -> _Behaviors:
    """Return the behaviors of a config of ours, copied into their places; of two with one path the first."""
    default = _own(config, _DEFAULT)
    by_pattern: dict[str | None, Held] = {} if default is None else {None: default}
    listing = config.value.get("CacheBehaviors")
    if isinstance(listing, list):
        place = config.place.inside("CacheBehaviors", config.value)
        items = [Held(one, place.inside(index, listing)) for index, one in enumerate(listing)]
        for index, (value, at) in enumerate(items):
            pattern = value.get("PathPattern") if isinstance(value, Mapping) else None
            if isinstance(pattern, str) and pattern not in by_pattern:
                by_pattern[pattern] = items[index] = Held(copied(value, at), at)
        put(config.value, "CacheBehaviors", listed(*items), place)
    return _Behaviors(by_pattern, config.place)


def _associations(behavior: Held) -> LocatedList:
    """Return the associations of a behavior of ours, copied into their place."""
    place = behavior.place.inside("LambdaFunctionAssociations", behavior.value)
    known = behavior.value.get("LambdaFunctionAssociations")
    before = known if isinstance(known, list) else []
    made = listed(*(Held(one, place.inside(index, before)) for index, one in enumerate(before)))
    put(behavior.value, "LambdaFunctionAssociations", made, place)
    return made


def _no_behavior(asked: Held, behaviors: _Behaviors) -> Problem:
    pattern = asked.value.get("pathPattern")
    if not pattern:
        return problem(behaviors.place, f"{_DEFAULT} is required, a mapping")
    known = [one for one in behaviors.by_pattern if one is not None]
    there_is = f"there is {one_of(known)}" if known else "there is none"
    message = f"must be that of a behavior in CacheBehaviors, not {shown(pattern)}; {there_is}"
    place = asked.place.inside("pathPattern", asked.value)
    return problem(place, f"{message}{did_you_mean(pattern, known)}")


def _own(held: Held, key: Any) -> Held | None:
    """Return the mapping under a key of one of ours, copied into its place to change."""
    value = held.value.get(key)
    if not isinstance(value, Mapping):
        return None
    place = held.place.inside(key, held.value)
    made = copied(value, place)
    put(held.value, key, made, place)
    return Held(made, place)
