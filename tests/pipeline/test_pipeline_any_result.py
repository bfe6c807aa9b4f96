"""Whatever a function returns: a response for the viewer or a FunctionError, and a cache that stays sound."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
import responses
from hypothesis import given, settings
from hypothesis import strategies as st
from support.any_values import ODD, OUTLANDISH, mutated
from support.edge_functions import part, returns
from support.fake_origins import Answer, stub
from support.scenarios import UNKEPT, make

from pytest_lambda_edge.errors import FunctionError, FunctionExecutionError, FunctionValidationError
from pytest_lambda_edge.events.restricted import READ_ONLY_NAMES
from pytest_lambda_edge.http.fields import is_field_value, is_token
from pytest_lambda_edge.model.event_type import EVENT_TYPES, EventType
from pytest_lambda_edge.model.triggers import Trigger

if TYPE_CHECKING:
    from pytest_lambda_edge.distribution import Distribution
    from pytest_lambda_edge.result import Result

ANY_URL = re.compile(".*", re.DOTALL)
AT_ORIGIN = (EventType.ORIGIN_REQUEST, EventType.ORIGIN_RESPONSE)


class Returning:
    """A function that passes on, or returns what it was given to return."""

    def __init__(self) -> None:
        self.value: Any = part
        self.seen: Any = None

    def __call__(self, event: Any, _context: Any) -> Any:
        self.seen = part(event)
        return self.seen if self.value is part else self.value


class Probe:
    """A distribution with one object in its cache, fresh for viewer events and expired for origin events."""

    def __init__(self, event_type: EventType) -> None:
        self.event_type = event_type
        self.function = Returning()
        include_body = event_type in EVENT_TYPES[:2]
        name = event_type.name.lower()
        self.site: Distribution = make(
            function_errors="raise",
            cache_policy={"min_ttl": 0, "query_string_behavior": "all"},
            **{name: Trigger(self.function, include_body=include_body)},
        )

    def prepare(self, *, cached: bool = True) -> None:
        """Start anew with a function that passes on, and the object cached or not."""
        responses.reset()
        kept = UNKEPT if self.event_type in AT_ORIGIN else {"Cache-Control": "max-age=60", "ETag": '"v1"'}
        stub(ANY_URL, Answer(headers=kept | {"Transfer-Encoding": "chunked"}))
        self.site.reset()
        self.function.value = part
        if cached:
            self.ask()

    def ask(self) -> Result:
        return self.site.get("/page?a=1", headers={"Accept-Encoding": "gzip", "Via": "1.1 proxy"})

    def ask_or_fail(self) -> tuple[Result, FunctionError | None]:
        try:
            return self.ask(), None
        except FunctionError as error:
            return self.site.history[-1], error

    def cached(self) -> list[Any]:
        return [(entry.uri, entry.headers.items(), entry.stored_at, entry.size) for entry in self.site.cache]

    def try_out(self, value: Any) -> Result:
        """Let the function return *value*, check what holds whatever that is, and return what came of it."""
        self.prepare()
        before, asked_before = self.cached(), len(responses.calls)
        self.function.value = value
        result, error = self.ask_or_fail()
        if error is not None:
            assert type(error) in {FunctionExecutionError, FunctionValidationError}
            assert str(error)
            assert result.status_code == (502 if isinstance(error, FunctionValidationError) else 503)
            assert self.cached() == before
        if result.short_circuited_by is not None:
            assert len(responses.calls) == asked_before
        self.check(result)
        return result

    def check(self, result: Result) -> None:
        assert 200 <= result.status_code <= 599
        for name, text in result.headers.items():
            assert is_token(name)
            assert is_field_value(text)
        length = result.headers.get("Content-Length")
        assert length in {None, str(len(result.raw))}
        assert result.headers["X-Cache"] == f"{result.result_type} from cloudfront"
        assert {*result.fired, *result.skipped} == set(EVENT_TYPES)
        assert result.explain()
        assert all(str(assumption) for assumption in result.assumptions)
        assert all(run.error is None or str(run.error) for run in result.invocations)
        assert [repr(entry) for entry in self.site.cache]
        assert [entry.key for entry in self.site.cache]


@cache
def probe(event_type: EventType) -> Probe:
    return Probe(event_type)


@cache
def good_results(event_type: EventType) -> tuple[Any, ...]:
    """Return results that pass: what came in the event, and what else there may be."""
    trial = probe(event_type)
    trial.prepare()
    trial.ask()
    came = trial.function.seen
    headers = came["headers"] | {"x-new": [{"key": "X-New", "value": "1"}, {"value": "2"}]}
    if event_type in EVENT_TYPES[2:]:
        body = {"body": "eA==", "bodyEncoding": "base64"} if event_type is EVENT_TYPES[2] else {}
        return (came, came | {"headers": headers} | body)
    replaced = {"body": {"action": "replace", "encoding": "text", "data": "new"}}
    answer = {"status": 200, "headers": {"x-new": headers["x-new"]}, "body": "eA==", "bodyEncoding": "base64"}
    return (came, came | {"headers": headers, "uri": "/new", "querystring": "b=2"} | replaced, answer)


@cache
def mutations(event_type: EventType) -> st.SearchStrategy[Any]:
    """Return the good results of an event with up to three things in them changed."""
    return _mutations(event_type)


@st.composite
def _mutations(draw: st.DrawFn, event_type: EventType) -> Any:
    value = draw(st.sampled_from(good_results(event_type)))
    for _ in range(draw(st.integers(0, 3))):
        value = mutated(draw, value, OUTLANDISH)
    return value


@cache
def results(event_type: EventType) -> st.SearchStrategy[Any]:
    return st.one_of(OUTLANDISH, mutations(event_type))


@pytest.mark.fact("LE-142", "LE-143", "LE-148", "LE-149", "LE-208", "LE-249", "LE-266", "D-07", "D-11")
@pytest.mark.parametrize("event_type", EVENT_TYPES)
@settings(max_examples=100)
@given(data=st.data())
def test_any_result_leads_to_a_response_or_a_function_error(
    event_type: EventType, data: st.DataObject
) -> None:
    probe(event_type).try_out(data.draw(results(event_type)))


@pytest.mark.slow
@pytest.mark.parametrize("event_type", EVENT_TYPES)
@settings(max_examples=5_000)
@given(data=st.data())
def test_any_of_many_results_gives_a_response_or_a_function_error(
    event_type: EventType, data: st.DataObject
) -> None:
    probe(event_type).try_out(data.draw(results(event_type)))


@pytest.mark.fact("LE-208", "LE-250")
@pytest.mark.parametrize("event_type", EVENT_TYPES)
@pytest.mark.parametrize("name", ODD)
def test_what_is_no_result_at_all_gets_an_error(event_type: EventType, name: str) -> None:
    assert probe(event_type).try_out(ODD[name]()).status_code in (502, 503)


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_what_the_mutations_start_from_is_good(event_type: EventType) -> None:
    for value in good_results(event_type):
        assert probe(event_type).try_out(value).status_code == 200


@pytest.mark.fact("LE-214", "LE-215", "LE-220")
@pytest.mark.parametrize("event_type", EVENT_TYPES[:2])
@settings(max_examples=50)
@given(data=st.data())
def test_read_only_headers_reach_the_origin_as_they_came(event_type: EventType, data: st.DataObject) -> None:
    trial = probe(event_type)
    trial.prepare(cached=event_type in AT_ORIGIN)
    expected = trial.ask().origin_requests[0].headers
    trial.prepare(cached=event_type in AT_ORIGIN)
    trial.function.value = data.draw(mutations(event_type))
    result, _ = trial.ask_or_fail()
    for request in result.origin_requests:
        for name in READ_ONLY_NAMES[event_type]:
            if name != "content-length":  # a replaced body has its own
                assert request.headers.get(name) == expected.get(name)


@pytest.mark.fact("LE-013", "LE-016", "LE-164")
@pytest.mark.parametrize("event_type", EVENT_TYPES[:2])
def test_the_origin_is_never_asked_after_a_short_circuit(event_type: EventType) -> None:
    stub(ANY_URL)
    site = make(**{event_type.name.lower(): returns({"status": "200"})})
    for method in ("GET", "HEAD", "GET"):
        assert site.request(method, "/page").short_circuited_by in {event_type, None}
    assert len(responses.calls) == 0
