"""Origins of events that ``resources`` overwrites: the framework lays lists over one another item by item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import ConfigError, Problem
from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.templates.serverless.held import Held
from pytest_lambda_edge.templates.serverless.names import DISTRIBUTION_ID

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["check_origins"]

_CONFIG: Final = (DISTRIBUTION_ID, "Properties", "DistributionConfig")
_INSTEAD: Final = "write an empty item, {}, for each origin of the events, and this one behind them"
_AWS_SAYS: Final = "One or more of your origins or origin groups do not exist."


def check_origins(of_events: Held, merged: Held) -> None:
    """Raise ``ConfigError`` where behaviors name an origin of the events that the merged resources lost."""
    before, config = _inside(of_events, *_CONFIG), _inside(merged, *_CONFIG)
    origins = _inside(config, "Origins")
    left = _ids(origins.value)
    named = [one.get("TargetOriginId") for one in _behaviors(config.value) if isinstance(one, Mapping)]
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


def _inside(held: Held, *keys: str) -> Held:
    for key in keys:
        value = held.value.get(key) if isinstance(held.value, Mapping) else None
        held = Held(value, held.place.inside(key, held.value))
    return held


def _ids(origins: Any) -> list[Any]:
    listed = origins if isinstance(origins, list) else []
    return [one.get("Id") if isinstance(one, Mapping) else None for one in listed]


def _behaviors(config: Any) -> Iterator[Any]:
    if isinstance(config, Mapping):
        yield config.get("DefaultCacheBehavior")
        listed = config.get("CacheBehaviors")
        yield from listed if isinstance(listed, list) else []
