"""What ``resources`` overwrites of the events: the framework lays lists over one another item by item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import ConfigError, Problem
from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.templates.serverless.held import Held
from pytest_lambda_edge.templates.serverless.names import DISTRIBUTION_ID

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["check_associations", "check_origins"]

_CONFIG: Final = (DISTRIBUTION_ID, "Properties", "DistributionConfig")
_INSTEAD: Final = "write an empty item, {}, for each origin of the events, and this one behind them"
_AWS_SAYS: Final = "One or more of your origins or origin groups do not exist."
_ARN: Final = "LambdaFunctionARN"
_MIXED: Final = (
    "{} is laid over the event's {} key by key, and CloudFormation takes no mapping of both for an ARN; "
    "associate a function of this service by a cloudFront event of its own, any other by its ARN as text"
)


def check_origins(of_events: Held, merged: Held) -> None:
    """Raise ``ConfigError`` where behaviors name an origin of the events that the merged resources lost."""
    before, config = _inside(of_events, *_CONFIG), _inside(merged, *_CONFIG)
    origins = _inside(config, "Origins")
    left = _ids(origins.value)
    named = [_inside(one, "TargetOriginId").value for one in _behaviors(config)]
    problems = [
        Problem(
            str(origins.place.inside(index, origins.value)),
            f"takes the place of the events' origin {shown(lost)}, which a behavior names; {_INSTEAD}",
            "NoSuchOrigin",
            aws_message=_AWS_SAYS,
        )
        for index, lost in enumerate(_ids(_inside(before, "Origins").value))
        if isinstance(lost, str) and lost not in left and lost in named
    ]
    if problems:
        raise ConfigError(problems)


def check_associations(of_events: Held, merged: Held) -> None:
    """Raise ``ConfigError`` for ARNs that are mixed of an event's and of what the resources say."""
    versions = [held.value for held in _arns(_inside(of_events, *_CONFIG))]
    problems = []
    for value, place in _arns(_inside(merged, *_CONFIG)):
        if not isinstance(value, Mapping) or value in versions:
            continue
        of_event = {key: one for key, one in value.items() if {key: one} in versions}
        others = {key: one for key, one in value.items() if key not in of_event}
        if of_event and others:
            message = _MIXED.format(shown(others), shown(of_event))
            problems.append(Problem(str(place), message, "InvalidLambdaFunctionAssociation"))
    if problems:
        raise ConfigError(problems)


def _arns(config: Held) -> Iterator[Held]:
    """Yield the ARNs of a distribution's associations with Lambda functions."""
    for behavior in _behaviors(config):
        associations = _inside(behavior, "LambdaFunctionAssociations")
        for association in _items(associations):
            if isinstance(association.value, Mapping):
                yield _inside(association, _ARN)


def _inside(held: Held, *keys: str) -> Held:
    for key in keys:
        value = held.value.get(key) if isinstance(held.value, Mapping) else None
        held = Held(value, held.place.inside(key, held.value))
    return held


def _ids(origins: Any) -> list[Any]:
    listed = origins if isinstance(origins, list) else []
    return [one.get("Id") if isinstance(one, Mapping) else None for one in listed]


def _behaviors(config: Held) -> Iterator[Held]:
    yield _inside(config, "DefaultCacheBehavior")
    yield from _items(_inside(config, "CacheBehaviors"))


def _items(listed: Held) -> Iterator[Held]:
    for index, one in enumerate(listed.value if isinstance(listed.value, list) else ()):
        yield Held(one, listed.place.inside(index, listed.value))
