"""What CloudFront refuses about the functions of a behavior."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_lambda_edge.errors import Problem
from pytest_lambda_edge.model.event_type import EventType
from pytest_lambda_edge.model.problems import inside, shown, unless_one_of
from pytest_lambda_edge.model.triggers import CloudFrontFunction, Function, is_cloudfront_function

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pytest_lambda_edge.model.triggers import Trigger

__all__ = ["function_quota_problems", "trigger_problems"]

_VIEWER_EVENTS = (EventType.VIEWER_REQUEST, EventType.VIEWER_RESPONSE)
_REQUEST_EVENTS = (EventType.VIEWER_REQUEST, EventType.ORIGIN_REQUEST)

_LAMBDA_RUNTIME = re.compile(r"python\d\.\d+|nodejs\d+\.(x|\d+)")  # LE-311
_CLOUDFRONT_RUNTIMES = ("cloudfront-js-1.0", "cloudfront-js-2.0")  # the API's FunctionRuntime

_INVALID_LAMBDA = "InvalidLambdaFunctionAssociation"
_INVALID_FUNCTION = "InvalidFunctionAssociation"

# LE-095, CF-306; CF-305; CF-302.
_BODY_OF_A_RESPONSE = "The IncludeBody option can only be used with viewer-request or origin-request events."
_ONLY_VIEWER_EVENTS = "Member must satisfy value set: [viewer-request, viewer-response]"
_INVALID_RUNTIME = (
    "The function has an invalid runtime for functions that are triggered by a CloudFront event: {runtime}"
)

_MEMORY = range(128, 10_241)  # MB (LE-294, CF-317)
_LONGEST_CODE = 10 * 1024  # bytes of a CloudFront Function (CF-245, D-18)
_NAME = re.compile("[a-zA-Z0-9_-]{1,64}")  # of a CloudFront Function (CF-274)
_MOST_FUNCTIONS = 100  # of each product in a distribution (CF-319, LE-292)


def trigger_problems(triggers: Mapping[EventType, Trigger], place: str) -> Iterator[Problem]:
    """Yield what is wrong with the triggers of a behavior, CloudFront Functions among them."""
    for event_type, trigger in triggers.items():
        where = inside(place, event_type.name.lower())
        if is_cloudfront_function(trigger):
            if event_type not in _VIEWER_EVENTS:
                message = "a CloudFront Function runs at viewer_request and viewer_response only (CF-305)"
                yield Problem(where, message, "MalformedXML", aws_message=_ONLY_VIEWER_EVENTS)
            if trigger.include_body:
                yield Problem(
                    where, "a CloudFront Function never sees the body (CF-245): include_body must be False"
                )
        elif trigger.include_body and event_type not in _REQUEST_EVENTS:
            message = "include_body can only be used with viewer_request or origin_request (LE-095)"
            yield Problem(where, message, _INVALID_LAMBDA, aws_message=_BODY_OF_A_RESPONSE)
        if isinstance(trigger.function, Function):
            yield from _lambda_function(trigger.function, where)
        elif isinstance(trigger.function, CloudFrontFunction):
            yield from _cloudfront_function(trigger.function, where)
    yield from _mixed(triggers, place)


def function_quota_problems(triggers: Sequence[Trigger]) -> Iterator[Problem]:
    """Yield what is wrong with how many functions a distribution has, however often each is used."""
    if len(triggers) <= _MOST_FUNCTIONS:
        return
    every: list[tuple[object, bool]] = []
    for trigger in triggers:  # some functions cannot be hashed
        if (one := (trigger.function, is_cloudfront_function(trigger))) not in every:
            every.append(one)
    of_cloudfront = sum(is_one for _, is_one in every)
    for count, product, code in (
        (len(every) - of_cloudfront, "Lambda@Edge functions", "TooManyLambdaFunctionAssociations"),
        (of_cloudfront, "CloudFront Functions", "TooManyFunctionAssociations"),
    ):
        if count > _MOST_FUNCTIONS:
            message = f"a distribution has at most {_MOST_FUNCTIONS} {product}, not {count}"
            yield Problem("behaviors", message, code)


def _cloudfront_function(function: CloudFrontFunction, place: str) -> Iterator[Problem]:
    yield from unless_one_of(inside(place, "runtime"), function.runtime, _CLOUDFRONT_RUNTIMES)
    if function.name is not None and not _NAME.fullmatch(function.name):
        message = f"must be 1 to 64 letters, digits, - and _, not {shown(function.name)}"
        yield Problem(inside(place, "name"), message, "InvalidArgument")
    if len(str(function.code).encode(errors="replace")) > _LONGEST_CODE:
        message = f"has at most {_LONGEST_CODE:,} bytes (CF-245)"
        yield Problem(inside(place, "code"), message, "FunctionSizeLimitExceeded")


def _lambda_function(function: Function, place: str) -> Iterator[Problem]:
    if function.runtime is not None and not _LAMBDA_RUNTIME.fullmatch(function.runtime):
        runs = "Lambda@Edge runs Python and Node.js, such as python3.13 or nodejs22.x"
        meant = function.runtime.strip().lower()
        hint = f"; did you mean {meant!r}?" if _LAMBDA_RUNTIME.fullmatch(meant) else ""
        message = f"{runs}, not {shown(function.runtime)}{hint}"
        said = _INVALID_RUNTIME.format(runtime=function.runtime)
        yield Problem(inside(place, "runtime"), message, _INVALID_LAMBDA, aws_message=said)
    if function.timeout is not None and function.timeout <= 0:
        yield Problem(inside(place, "timeout"), f"must be more than 0 seconds, not {shown(function.timeout)}")
    if function.memory is not None and function.memory not in _MEMORY:
        message = f"must be {_MEMORY.start} to {_MEMORY.stop - 1:,} MB, not {shown(function.memory)}"
        yield Problem(inside(place, "memory"), message)


def _mixed(triggers: Mapping[EventType, Trigger], place: str) -> Iterator[Problem]:
    """Check that the viewer events have functions of one product (CF-271, CF-304, LE-303)."""
    viewer = {event_type: triggers[event_type] for event_type in _VIEWER_EVENTS if event_type in triggers}
    products = set(map(is_cloudfront_function, viewer.values()))
    if len(products) > 1:
        message = (
            "viewer events have CloudFront Functions or Lambda@Edge functions, never one of each (CF-271)"
        )
        yield Problem(inside(place, "viewer_response"), message, _INVALID_FUNCTION)
