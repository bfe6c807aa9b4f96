"""What CloudFront refuses about the functions of a behavior."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_lambda_edge.errors import Problem
from pytest_lambda_edge.model.event_type import EventType
from pytest_lambda_edge.model.problems import inside, shown, unless_one_of
from pytest_lambda_edge.model.triggers import CloudFrontFunction, Function

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_lambda_edge.model.triggers import Trigger

__all__ = ["trigger_problems"]

_VIEWER_EVENTS = (EventType.VIEWER_REQUEST, EventType.VIEWER_RESPONSE)
_REQUEST_EVENTS = (EventType.VIEWER_REQUEST, EventType.ORIGIN_REQUEST)

_LAMBDA_RUNTIME = re.compile(r"python\d\.\d+|nodejs\d+\.(x|\d+)")  # LE-311
_CLOUDFRONT_RUNTIMES = ("cloudfront-js-1.0", "cloudfront-js-2.0")

_INVALID_LAMBDA = "InvalidLambdaFunctionAssociation"
_INVALID_FUNCTION = "InvalidFunctionAssociation"


def trigger_problems(triggers: Mapping[EventType, Trigger], place: str) -> Iterator[Problem]:
    """Yield what is wrong with the triggers of a behavior, CloudFront Functions among them."""
    for event_type, trigger in triggers.items():
        where = inside(place, event_type.name.lower())
        if isinstance(trigger.function, CloudFrontFunction):
            yield from _cloudfront_function(trigger.function, event_type, where)
            if trigger.include_body:
                yield Problem(
                    where, "a CloudFront Function never sees the body (CF-245): include_body must be False"
                )
        elif trigger.include_body and event_type not in _REQUEST_EVENTS:
            message = "include_body can only be used with viewer_request or origin_request (LE-095)"
            yield Problem(where, message, _INVALID_LAMBDA)
        if isinstance(trigger.function, Function):
            yield from _lambda_function(trigger.function, where)
    yield from _mixed(triggers, place)


def _cloudfront_function(
    function: CloudFrontFunction, event_type: EventType, place: str
) -> Iterator[Problem]:
    if event_type not in _VIEWER_EVENTS:
        message = "a CloudFront Function runs at viewer_request and viewer_response only (CF-305)"
        yield Problem(place, message, "MalformedXML")
    yield from unless_one_of(inside(place, "runtime"), function.runtime, _CLOUDFRONT_RUNTIMES)


def _lambda_function(function: Function, place: str) -> Iterator[Problem]:
    if function.runtime is not None and not _LAMBDA_RUNTIME.fullmatch(function.runtime):
        runs = "Lambda@Edge runs Python and Node.js, such as python3.13 or nodejs22.x"
        message = f"{runs}, not {shown(function.runtime)}"
        yield Problem(inside(place, "runtime"), message, _INVALID_LAMBDA)
    if function.timeout is not None and function.timeout <= 0:
        yield Problem(inside(place, "timeout"), f"must be more than 0 seconds, not {shown(function.timeout)}")
    if function.memory is not None and function.memory < 128:
        yield Problem(inside(place, "memory"), f"must be at least 128 MB, not {shown(function.memory)}")


def _mixed(triggers: Mapping[EventType, Trigger], place: str) -> Iterator[Problem]:
    """Check that the viewer events have functions of one product (CF-271, CF-304, LE-303)."""
    viewer = {event_type: triggers[event_type] for event_type in _VIEWER_EVENTS if event_type in triggers}
    products = {isinstance(trigger.function, CloudFrontFunction) for trigger in viewer.values()}
    if len(products) > 1:
        message = (
            "viewer events have CloudFront Functions or Lambda@Edge functions, never one of each (CF-271)"
        )
        yield Problem(inside(place, "viewer_response"), message, _INVALID_FUNCTION)
