"""What a viewer gets for each wrong result, in every event in which it can occur."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

import pytest
from support.edge_functions import all_triggers, part, returns
from support.edge_results import received
from support.fake_origins import ORIGIN, Answer, stub
from support.refused_results import REFUSED
from support.scenarios import make

from pytest_lambda_edge.errors import FunctionExecutionError, FunctionValidationError
from pytest_lambda_edge.events.refusals import RULES
from pytest_lambda_edge.model.event_type import EVENT_TYPES, EventType

if TYPE_CHECKING:
    from support.refused_results import Wrong

    from pytest_lambda_edge.distribution import Distribution
    from pytest_lambda_edge.result import Result

PATH = "/index.html?a=1&b=2"

CASES = [
    pytest.param(
        wrong, event_type, id=f"{wrong.rule}-{event_type}", marks=pytest.mark.fact(*RULES[wrong.rule].facts)
    )
    for wrong in REFUSED
    for event_type in wrong.event_types or RULES[wrong.rule].event_types
]


def site_with(event_type: EventType, function: Any, **settings: Any) -> Distribution:
    """Return a distribution whose events hold all that a wrong result could be wrong about."""
    stub(
        f"{ORIGIN}/site/index.html",
        Answer(headers={"Transfer-Encoding": "chunked", "ETag": '"v1"', "Content-Type": "text/html"}),
    )
    return make(
        aliases=["www.example.com"],
        origin={
            "domain_name": "www-origin.example.com",
            "origin_path": "/site",
            "custom_headers": {"X-Shared-Secret": "s3cret"},
        },
        cache_policy={"min_ttl": 0, "query_string_behavior": "all"},
        **settings,
        **all_triggers(**{event_type.name.lower(): function}),
    )


def ask(site: Distribution) -> Result:
    return site.get(
        f"https://www.example.com{PATH}",
        headers=[("Accept", "text/html"), ("Cookie", "a=1"), ("Cookie", "b=2"), ("Via", "1.1 proxy.example")],
    )


def failure_of(site: Distribution, kind: type[Exception]) -> Any:
    with pytest.raises(kind) as caught:
        ask(site)
    return caught.value


@pytest.mark.fact("LE-249", "LE-256", "LE-257", "LE-265", "CF-130", "CF-131")
@pytest.mark.parametrize(("wrong", "event_type"), CASES)
def test_a_wrong_result_gets_a_502(wrong: Wrong, event_type: EventType) -> None:
    def function(event: Any, _context: Any) -> Any:
        with received(part(event)):
            return wrong.change(event_type)

    site = site_with(event_type, function, function_errors="raise")
    error = failure_of(site, FunctionValidationError)
    rule = RULES[wrong.rule]
    assert str(error).startswith(f"{event_type} function ")
    assert wrong.place in str(error)
    assert rule.advice in str(error) or "Leave it out: only CloudFront sets this header." in str(error)
    assert rule.sentence in str(error)
    assert error.__cause__ is None

    result = error.result
    assert (result.status_code, result.result_type) == (502, "LambdaValidationError")
    assert result.headers["X-Cache"] == "LambdaValidationError from cloudfront"
    assert "<h1>502 ERROR</h1>" in result.text
    assert rule.sentence in result.text
    assert result.fired[-1] == event_type
    assert result.invocations[-1].error is not None
    assert len(site.cache) == (1 if event_type is EventType.VIEWER_RESPONSE else 0)


@pytest.mark.parametrize("event_type", EVENT_TYPES)
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf], ids=str)
@pytest.mark.fact("LE-163", "LE-249", "LE-261")
def test_a_number_that_json_does_not_know_gets_a_502(event_type: EventType, value: float) -> None:
    site = site_with(event_type, returns({"status": "200", "score": value}), function_errors="raise")
    error = failure_of(site, FunctionValidationError)
    assert error.result.status_code == 502
    assert "The JSON output is not parsable." in error.result.text


async def _coroutine(_event: Any, _context: Any) -> Any:
    return {}


def _generator(_event: Any, _context: Any) -> Any:
    yield {}


def _circular(event: Any, _context: Any) -> Any:
    event["event"] = event
    return event


def _deep(_event: Any, _context: Any) -> Any:
    value: Any = []
    for _ in range(100_000):
        value = [value]
    return value


class _Unspeakable:
    def __repr__(self) -> str:
        raise ValueError("not even its name")


# What a function may raise or return that never becomes a result, and what Lambda calls it.
FAILING = {
    "bytes": (returns(b"x"), "Runtime.MarshalError"),
    "a set": (returns({"status"}), "Runtime.MarshalError"),
    "an object": (returns(object()), "Runtime.MarshalError"),
    "an object whose repr raises": (returns({"status": _Unspeakable()}), "Runtime.MarshalError"),
    "a key that is no string": (returns({("status",): "200"}), "Runtime.MarshalError"),
    "a lone surrogate": (returns({"status": "200", "body": "\ud800"}), "Runtime.MarshalError"),
    "a circle": (_circular, "Runtime.MarshalError"),
    "100,000 levels": (_deep, "Runtime.MarshalError"),
    "5,000 digits": (returns({"status": 10**5000}), "Runtime.MarshalError"),
    "a coroutine": (_coroutine, "Runtime.MarshalError"),
    "a generator": (_generator, "Runtime.MarshalError"),
}


@pytest.mark.parametrize("event_type", EVENT_TYPES)
@pytest.mark.parametrize("what", FAILING)
@pytest.mark.fact("LE-208", "LE-250")
def test_a_result_that_json_cannot_say_gets_a_503(what: str, event_type: EventType) -> None:
    function, error_type = FAILING[what]
    site = site_with(event_type, function, function_errors="raise")
    error = failure_of(site, FunctionExecutionError)
    assert re.match(rf"{event_type} function \S+ failed: {re.escape(error_type)}: ", str(error))
    assert (error.result.status_code, error.result.result_type) == (503, "LambdaExecutionError")
    assert len(site.cache) == (1 if event_type is EventType.VIEWER_RESPONSE else 0)


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_all_that_is_wrong_is_told_at_once(event_type: EventType) -> None:
    def function(event: Any, _context: Any) -> Any:
        given = part(event)
        given["headers"]["connection"] = [{"value": "close"}]
        given["headers"]["x-a"] = "1"
        return given

    error = failure_of(site_with(event_type, function, function_errors="raise"), FunctionValidationError)
    assert "breaks 2 rules" in str(error)
    assert "headers['connection']" in str(error)
    assert "headers['x-a']" in str(error)


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_a_distribution_that_responds_returns_the_same_result(event_type: EventType) -> None:
    raised = failure_of(
        site_with(event_type, returns(None), function_errors="raise"), FunctionValidationError
    ).result
    result = ask(site_with(event_type, returns(None), function_errors="respond"))
    assert without_durations(result) == without_durations(raised)
    assert result.content == raised.content
    assert str(result.invocations[-1].error) == str(raised.invocations[-1].error)


def without_durations(result: Result) -> str:
    return re.sub(r"[0-9.]+ ms   (cold start; )?", "", result.explain())
