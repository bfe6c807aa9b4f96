"""Assertions about a Result; a failure names each difference and tells the request's whole way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda_edge.differences import (
    body_differences,
    event_types,
    fired_differences,
    header_differences,
    line_differences,
    not_fired_differences,
    request_event,
    result_type_differences,
    short_circuit_differences,
    skip_reason,
    status_differences,
)
from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.report.ways import way
from pytest_lambda_edge.result import Result

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pytest_lambda_edge.differences import BodyWanted, HeaderWanted, TextWanted
    from pytest_lambda_edge.result import OriginRequest

__all__ = [
    "assert_fired",
    "assert_not_fired",
    "assert_not_short_circuited",
    "assert_origin_received",
    "assert_response",
    "assert_result_type",
    "assert_short_circuited",
]


def assert_fired(result: Result, *event_types_: str) -> None:
    """Assert that exactly these event types fired, in this order; none given: that nothing fired.

    Raises ``ValueError`` for what is no event type.
    """
    __tracebackhide__ = True
    _check(result, fired_differences(_result(result), event_types(event_types_)))


def assert_not_fired(result: Result, *event_types_: str, because: str | None = None) -> None:
    """Assert that none of these event types fired (none given: none at all), *because* of a ``SkipReason``.

    With *because*, each of them has to be a trigger of the behavior. Raises ``ValueError`` for what is no
    event type or no reason.
    """
    __tracebackhide__ = True
    reason = None if because is None else skip_reason(because)
    _check(result, not_fired_differences(_result(result), event_types(event_types_), reason))


def assert_short_circuited(result: Result, by: str | None = None) -> None:
    """Assert that a function answered instead of passing the request on: *by* that of this event, or any.

    Raises ``ValueError`` for what is no request event.
    """
    __tracebackhide__ = True
    if by is not None:
        _check(result, short_circuit_differences(_result(result), request_event(by)))
    elif _result(result).short_circuited_by is None:
        _check(result, ["short-circuited by: expected viewer-request or origin-request, got no function"])


def assert_not_short_circuited(result: Result) -> None:
    """Assert that no function answered instead of passing the request on."""
    __tracebackhide__ = True
    _check(result, short_circuit_differences(_result(result), None))


def assert_response(
    result: Result,
    status: int | None = None,
    headers: Mapping[str, HeaderWanted] | None = None,
    body: BodyWanted | None = None,
) -> None:
    """Assert what the viewer got, as far as it is given.

    A str is compared whole (with a header's lines joined by ``, ``), a compiled regex is searched, a list is
    a header's lines, and a header that is None has to be absent. A body's content coding is undone.
    """
    __tracebackhide__ = True
    response = _result(result).response
    differences = [] if status is None else status_differences(result, status)
    if headers is not None:
        differences += header_differences(response.headers, headers)
    if body is not None:
        differences += body_differences(body, response.content, response.text)
    _check(result, differences)


def assert_result_type(result: Result, *types: str) -> None:
    """Assert that the result type, ``X-Cache`` without `` from cloudfront``, is one of *types*.

    Raises ``ValueError`` for what CloudFront never says (CF-199).
    """
    __tracebackhide__ = True
    if not types:
        raise ValueError("name at least one result type, such as 'Hit'")
    _check(result, result_type_differences(_result(result), types))


def assert_origin_received(
    result: Result,
    url: TextWanted | None = None,
    method: TextWanted | None = None,
    headers: Mapping[str, HeaderWanted] | None = None,
    body: BodyWanted | None = None,
) -> None:
    """Assert that some request that went to an origin fits all that is given.

    Values are compared as in ``assert_response``; the body is what was sent. With nothing given: that any
    request was sent.
    """
    __tracebackhide__ = True
    sent = _result(result).origin_requests
    found = [_origin_differences(one, url, method, headers, body) for one in sent]
    if not found:
        _check(result, ["origin requests: expected one, got none"])
    elif all(found):
        nearest = min(range(len(found)), key=lambda index: len(found[index]))
        one = sent[nearest]
        which = "the only one" if len(sent) == 1 else f"the nearest of {len(sent)}"
        headline = f"no origin request fits; {which} is {one.method} {one.url}"
        _check(result, [headline, *(f"  {line}" for line in found[nearest])])


def _origin_differences(
    sent: OriginRequest,
    url: TextWanted | None,
    method: TextWanted | None,
    headers: Mapping[str, HeaderWanted] | None,
    body: BodyWanted | None,
) -> list[str]:
    differences = []
    for name, wanted, got in (("url", url, sent.url), ("method", method, sent.method)):
        if wanted is not None:
            differences += line_differences(name, wanted, got)
    if headers is not None:
        differences += header_differences(sent.headers, headers)
    if body is not None:
        differences += body_differences(body, sent.body, sent.body.decode(errors="replace"))
    return differences


def _result(result: object) -> Result:
    if isinstance(result, Result):
        return result
    raise TypeError(
        f"the first argument is a Result, as a distribution's get() returns it, not {shown(result)}"
    )


def _check(result: Result, differences: Sequence[str]) -> None:
    __tracebackhide__ = True
    if differences:
        raise AssertionError("\n".join([*differences, "", way(result)]))
