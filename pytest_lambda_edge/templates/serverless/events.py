"""The distribution that the framework makes of its functions' cloudFront events (CF-291 to CF-294)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NoReturn

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.model.problems import did_you_mean, one_of, shown
from pytest_lambda_edge.templates.found import Place, Unresolved
from pytest_lambda_edge.templates.located import Located, put
from pytest_lambda_edge.templates.serverless.event_origins import AN_ORIGIN, origin_of
from pytest_lambda_edge.templates.serverless.held import Held
from pytest_lambda_edge.templates.serverless.left_out import is_misspelt_in
from pytest_lambda_edge.templates.serverless.merging import copied, listed
from pytest_lambda_edge.templates.serverless.names import cache_policy_id
from pytest_lambda_edge.templates.serverless.service import problem, untold

if TYPE_CHECKING:
    from pytest_lambda_edge.errors import Problem
    from pytest_lambda_edge.templates.serverless.service import Service, ServiceFunction

__all__ = ["CloudFrontEvent", "cloudfront_events", "distribution_of"]

_CACHING_OPTIMIZED: Final = "658327ea-f89d-4fab-a63d-7e88639e58f6"
_REQUIRED: Final = {"eventType": "", "origin": f": {AN_ORIGIN}"}
_LEGACY: Final = ("MaxTTL", "MinTTL", "DefaultTTL")
_UNLIKE_A_POLICY: Final = ("ForwardedValues", *_LEGACY)
_WITHOUT: Final = "; an event that says nothing of caching has CachingOptimized, so let both say the same"
_NEVER_OF_THE_DEFAULT: Final = ("PathPattern", "LambdaFunctionAssociations")


@dataclass(frozen=True, slots=True)
class CloudFrontEvent:
    """A cloudFront event of a function, and where it stands."""

    function: ServiceFunction
    settings: Mapping[str, Any]
    place: Place

    def held(self, key: str) -> Held:
        """Return a setting, None where there is none, and where it stands."""
        return Held(self.settings.get(key), self.place.inside(key, self.settings))


def cloudfront_events(function: ServiceFunction) -> Iterator[CloudFrontEvent]:
    """Yield the cloudFront events of a function; raises for events that are unknown."""
    events = function.held("events")
    if isinstance(events.value, Unresolved):
        raise untold([events.value])
    for index, event in enumerate(events.value if isinstance(events.value, list) else ()):
        if isinstance(event, Unresolved):
            raise untold([event])
        settings = event.get("cloudFront") if isinstance(event, Mapping) else None
        if not settings:
            continue
        place = events.place.inside(index, events.value).inside("cloudFront", event)
        if isinstance(settings, Unresolved):
            raise untold([settings])
        if not isinstance(settings, Mapping):
            raise ConfigError([problem(place, f"must be a mapping, not {shown(settings)}")])
        yield CloudFrontEvent(function, settings, place)


def distribution_of(service: Service, events: list[CloudFrontEvent]) -> Held:
    """Return the distribution that events make; raises ``ConfigError`` where the framework refuses them."""
    made = _Made(service)
    for event in events:
        made.add(event)
    return made.distribution()


@dataclass(slots=True)
class _Made:
    """Origins and behaviors, as far as the events have been read."""

    service: Service
    origins: dict[tuple[str, ...], Held] = field(default_factory=dict)
    behaviors: dict[tuple[str, ...], Held] = field(default_factory=dict)
    default_origin: Held | None = None
    problems: list[Problem] = field(default_factory=list)
    unresolved: list[Unresolved] = field(default_factory=list)
    lacking: bool = False

    def add(self, event: CloudFrontEvent) -> None:
        """Add what an event says to the origins and behaviors."""
        if lacking := [key for key in _REQUIRED if event.settings.get(key) is None]:
            self.lacking = True
            told = [key for key in lacking if not is_misspelt_in(event, key)]
            self.problems += [problem(event.place, f"{key} is required{_REQUIRED[key]}") for key in told]
            return
        origin = origin_of(event.held("origin"), self.problems)
        if origin is None:
            return
        origin = self._laid_over(self.origins, origin, "Id")
        chosen = event.held("isDefaultOrigin")
        if isinstance(chosen.value, Unresolved):
            self.unresolved.append(chosen.value)
        elif chosen.value:
            self._choose(origin, chosen.place)
        self._laid_over(self.behaviors, self._behavior(event, origin), "PathPattern", "TargetOriginId")

    def _laid_over(self, every: dict[tuple[str, ...], Held], one: Held, *keys: str) -> Held:
        """Add a mapping, unless one is there with the same *keys*, which then gets what it lacks."""
        known = every.setdefault(tuple(repr(one.value.get(key)) for key in keys), one)
        if known is not one:
            self.problems += _mixed(known, one)
            _extend(known, one)
        return known

    def _choose(self, origin: Held, place: Place) -> None:
        if self.default_origin is not None and self.default_origin.value is not origin.value:
            message = f"another origin is the default already: {self.default_origin.value['Id']}"
            self.problems.append(problem(place, message, "CLOUDFRONT_MULTIPLE_DEFAULT_ORIGIN_EVENTS"))
            return
        self.default_origin = origin

    def _behavior(self, event: CloudFrontEvent, origin: Held) -> Held:
        own = event.held("behavior")
        behavior = Located(event.place.line)
        put(behavior, "ViewerProtocolPolicy", "allow-all", event.place)
        if isinstance(own.value, Unresolved):
            self.unresolved.append(own.value)
        elif isinstance(own.value, Mapping):
            for key, value in own.value.items():
                put(behavior, key, value, own.place.inside(key, own.value))
        elif own.value:
            self.problems.append(problem(own.place, f"must be a mapping, not {shown(own.value)}"))
        policy = self._cache_policy(event, behavior)
        if policy is not None:
            put(behavior, "CachePolicyId", *policy)
        put(behavior, "TargetOriginId", origin.value["Id"], origin.place)
        put(behavior, "LambdaFunctionAssociations", listed(_association(event)), event.place)
        pattern = event.held("pathPattern")
        if pattern.value and isinstance(pattern.value, (str, Unresolved)):
            put(behavior, "PathPattern", *pattern)
        return Held(behavior, event.place)

    def _cache_policy(self, event: CloudFrontEvent, behavior: Mapping[str, Any]) -> Held | None:
        """Return the event's policy, else CachingOptimized where nothing says what is cached (CF-293)."""
        named = event.held("cachePolicy")
        if isinstance(named.value, Unresolved):
            return named
        if isinstance(named.value, Mapping) and named.value:
            return self._named_policy(named)
        if named.value:
            self.problems.append(problem(named.place, f"must be a mapping, not {shown(named.value)}"))
        legacy = behavior.get("ForwardedValues") or any(behavior.get(key) is not None for key in _LEGACY)
        if behavior.get("CachePolicyId") or legacy:
            return None
        return Held(_CACHING_OPTIMIZED, event.place)

    def _named_policy(self, policy: Held) -> Held:
        id_, name = policy.value.get("id"), policy.value.get("name")
        at_name = policy.place.inside("name", policy.value)
        if isinstance(name, str) and name:
            known = self.service.of_provider("cloudFront", "cachePolicies").value
            if not isinstance(known, Mapping) or name not in known:
                names = list(known) if isinstance(known, Mapping) else []
                message = f"provider.cloudFront.cachePolicies has no {shown(name)}{did_you_mean(name, names)}"
                self.problems.append(problem(at_name, message, "UNRECOGNIZED_CLOUDFRONT_CACHE_POLICY"))
                return Held(_CACHING_OPTIMIZED, at_name)
        if id_:
            return Held(id_, policy.place.inside("id", policy.value))
        if isinstance(name, str) and name:
            return Held({"Ref": cache_policy_id(name)}, at_name)
        if not isinstance(name, Unresolved):
            self.problems.append(problem(policy.place, "needs an id, or the name of a policy"))
        return Held(name, at_name)

    def distribution(self) -> Held:
        """Return the resource; raises ``ConfigError``."""
        if self.lacking:
            self._raise()
        behaviors = sorted(self.behaviors.values(), key=lambda one: bool(one.value.get("PathPattern")))
        self._check(behaviors)
        if not self.problems and behaviors and behaviors[0].value.get("PathPattern"):
            self._check_default_origin(behaviors[0].place)
            if not self.problems:
                origin = self.default_origin or next(iter(self.origins.values()))
                behaviors.insert(0, _default_behavior(behaviors[0], origin))
        if self.problems or self.unresolved:
            self._raise()
        return self._resource(behaviors)

    def _raise(self) -> NoReturn:
        lacking = untold(self.unresolved)
        raise ConfigError([*self.problems, *lacking.problems], unresolved=lacking.unresolved)

    def _resource(self, behaviors: list[Held]) -> Held:
        place = next(iter(self.behaviors.values())).place
        config = Located(place.line)
        if self.service.comment is not None:
            put(config, "Comment", self.service.comment, Place("service"))
        put(config, "Enabled", True, place)
        put(config, "DefaultCacheBehavior", *behaviors[0])
        put(config, "Origins", listed(*self.origins.values()), place)
        if behaviors[1:]:
            put(config, "CacheBehaviors", listed(*behaviors[1:]), place)
        properties = Located(place.line)
        put(properties, "DistributionConfig", config, place)
        body = Located(place.line)
        put(body, "Type", "AWS::CloudFront::Distribution", place)
        put(body, "Properties", properties, place)
        return Held(body, place)

    def _check(self, behaviors: list[Held]) -> None:
        firsts: dict[str, Held] = {}
        for behavior in behaviors:
            pattern = behavior.value.get("PathPattern")
            first = firsts.setdefault(repr(pattern), behavior)
            if first is not behavior:
                what = f"a behavior for {shown(pattern)}" if pattern else "a default behavior"
                message = f"there is {what} already, at {first.place}, with another origin"
                code = "CLOUDFRONT_MULTIPLE_BEHAVIORS_FOR_SINGLE_PATH_PATTERN"
                self.problems.append(problem(behavior.place, message, code))
            self._check_event_types(behavior)

    def _check_event_types(self, behavior: Held) -> None:
        associations = behavior.value["LambdaFunctionAssociations"]
        types = [one.get("EventType") for one in associations]
        for index, event_type in enumerate(types):
            if event_type in types[:index]:
                first = associations.places[types.index(event_type)]
                message = f"the behavior has a function for {shown(event_type)} already, at {first}"
                code = "CLOUDFRONT_EVENT_TYPE_NON_UNIQUE_CACHE_BEHAVIOR"
                self.problems.append(problem(associations.places[index], message, code))

    def _check_default_origin(self, place: Place) -> None:
        if self.default_origin is None and len(self.origins) > 1:
            ids = one_of(one.value["Id"] for one in self.origins.values())
            message = f"every event has a pathPattern, so one of the origins needs isDefaultOrigin: {ids}"
            self.problems.append(problem(place, message, "CLOUDFRONT_MULTIPLE_DEFAULT_ORIGIN_EVENTS"))


def _association(event: CloudFrontEvent) -> Held:
    made = Located(event.place.line)
    event_type = event.held("eventType")
    if event_type.value is not None:
        put(made, "EventType", *event_type)
    put(made, "LambdaFunctionARN", {"Ref": event.function.version_id}, event.place)
    body = event.held("includeBody")
    if body.value is not None:
        put(made, "IncludeBody", *body)
    return Held(made, event.place)


def _default_behavior(first: Held, origin: Held) -> Held:
    made = copied(first.value, first.place)
    for key in _NEVER_OF_THE_DEFAULT:
        made.pop(key, None)
    put(made, "TargetOriginId", origin.value["Id"], origin.place)
    return Held(made, first.place)


def _mixed(first: Held, second: Held) -> Iterator[Problem]:
    """Yield what the framework makes of two behaviors or origins that AWS refuses, and neither says alone.

    It lays a text over a mapping, such as a Ref, letter by letter.
    """
    for one, other in ((first, second), (second, first)):
        legacy = [key for key in _UNLIKE_A_POLICY if one.value.get(key) is not None]
        if (
            legacy
            and "CachePolicyId" in other.value.keys() - one.value.keys()
            and not other.value.keys() & legacy
        ):
            message = (
                f"with this event its behavior has a cache policy, with "
                f"{one.place.inside(legacy[0], one.value)} it has {legacy[0]}, and AWS refuses both{_WITHOUT}"
            )
            yield problem(other.place.inside("CachePolicyId", other.value), message)
    for key, value in second.value.items():
        known = first.value.get(key)
        if isinstance(known, Mapping) and isinstance(value, str):
            at_first, place = first.place.inside(key, first.value), second.place.inside(key, second.value)
            message = (
                f"{key} is {shown(value)} here and {shown(known)} at {at_first}, and the framework mixes "
                f"them into what CloudFormation refuses{_WITHOUT if key == 'CachePolicyId' else ''}"
            )
            yield problem(place, message)


def _extend(first: Held, extra: Held) -> None:
    """Add what a mapping of ours lacks: what it has stays, and lists go one behind the other."""
    mapping: Located = first.value
    for key, value in extra.value.items():
        place = extra.place.inside(key, extra.value)
        if key not in mapping:
            put(mapping, key, value, place)
            continue
        known = Held(mapping[key], first.place.inside(key, mapping))
        if isinstance(known.value, list):
            put(mapping, key, _joined(known, Held(value, place)), known.place)
        elif isinstance(known.value, Mapping) and isinstance(value, Mapping):
            own = Held(copied(*known), known.place)
            _extend(own, Held(value, place))
            put(mapping, key, *own)


def _joined(first: Held, second: Held) -> list[Any]:
    items: list[Held] = []
    for held in (first, second):
        values = held.value if isinstance(held.value, list) else [held.value]
        for index, value in enumerate(values):
            if all(value != item.value for item in items):
                items.append(Held(value, held.place.inside(index, held.value)))
    return listed(*items)
