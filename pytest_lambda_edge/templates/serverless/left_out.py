"""Settings of cloudFront events that the framework warns of and leaves out, unless it is to refuse them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.model.problems import did_you_mean, nearest, shown
from pytest_lambda_edge.templates.reading import LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_lambda_edge.templates.serverless.events import CloudFrontEvent
    from pytest_lambda_edge.templates.serverless.service import Service

__all__ = ["is_misspelt_in", "of_an_event", "of_no_event"]

_KEY: Final = "cloudFront"
_SETTINGS: Final = (
    *("eventType", "origin", "isDefaultOrigin", "pathPattern"),
    *("behavior", "cachePolicy", "includeBody"),
)

_INDENTED: Final = "what is the event's stands below it, indented further"


def of_an_event(events: Iterable[CloudFrontEvent]) -> Iterator[LeftOut]:
    """Yield the settings of events that the framework does not know."""
    for event in events:
        for key in event.settings:
            if key not in _SETTINGS:
                why = f"{shown(key)} is nothing that a cloudFront event has, and the framework leaves it out"
                place = event.place.of_key(key, event.settings)
                yield LeftOut(place, f"{why}{did_you_mean(key, _SETTINGS)}")


def is_misspelt_in(event: CloudFrontEvent, setting: str) -> bool:
    """Whether a setting that an event lacks stands there under a name that is told to mean it."""
    unknown = (key for key in event.settings if key not in _SETTINGS)
    return any(nearest(key, _SETTINGS) == setting for key in unknown)


def of_no_event(service: Service) -> Iterator[LeftOut]:
    """Yield what stands beside an event's name, not indented far enough; all of the event, where it is so."""
    for function in service.functions:
        events = function.held("events")
        for index, event in enumerate(events.value if isinstance(events.value, list) else ()):
            if not isinstance(event, Mapping) or _KEY not in event:
                continue
            place = events.place.inside(index, events.value)
            beside = [key for key in event if key in _SETTINGS]
            if beside and event[_KEY] is None:
                stands = f"{shown(beside[0])} stands beside it"
                yield LeftOut(place.inside(_KEY, event), f"{stands}; {_INDENTED}")
                continue
            for key in beside:
                yield LeftOut(place.inside(key, event), f"it stands beside {_KEY}; {_INDENTED}")
