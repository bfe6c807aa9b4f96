from __future__ import annotations

import datetime as dt
import enum
import json
import math
from decimal import Decimal
from typing import Any, NamedTuple
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda_edge.distribution import Distribution
from pytest_lambda_edge.errors import FunctionExecutionError, FunctionValidationError
from pytest_lambda_edge.runtimes.marshal import NotParsableError, event_copy, parse
from pytest_lambda_edge.runtimes.registry import load


class _Point(NamedTuple):
    x: int


class _Answer(enum.StrEnum):
    YES = "yes"


class _FailingRepr:
    def __repr__(self) -> str:
        raise RuntimeError("no repr")


class _FailingDict(dict[str, Any]):
    def __init__(self) -> None:
        super().__init__(a=1)

    def items(self) -> Any:
        raise KeyError("no items")


def _circular() -> list[Any]:
    result: list[Any] = []
    result.append(result)
    return result


def _deep(depth: int) -> list[Any]:
    result: list[Any] = []
    for _ in range(depth):
        result = [result]
    return result


def _returning(result: Any) -> Any:
    return load(lambda event, context: result)


@pytest.mark.fact("LE-207", "LE-209")
@pytest.mark.parametrize(
    ("result", "returned"),
    [
        ((1, (2,)), [1, [2]]),
        ({"status": 200}, {"status": 200}),
        ("Zoë", "Zoë"),
        ("😀", "😀"),
        (None, None),
        ({1: "a", None: "b", False: "c", 2.5: "d"}, {"1": "a", "null": "b", "false": "c", "2.5": "d"}),
        ({"1": "text", 1: "number"}, {"1": "number"}),
        (_Point(1), [1]),
        (_Answer.YES, "yes"),
        (Decimal(3), 3),
        (Decimal("2.5"), 2.5),
        ([10**4000], [10**4000]),
        (1e308, 1e308),
    ],
)
def test_a_result_comes_back_as_json_has_it(result: Any, returned: Any) -> None:
    run = _returning(result).run({})
    assert run.failure is None
    assert run.returned == returned
    assert not run.not_parsable
    assert json.loads(run.returned_json) == returned


@pytest.mark.fact("LE-208")
@pytest.mark.parametrize(
    ("result", "message", "hint"),
    [
        (b"body", "Object of type bytes is not JSON serializable", "base64"),
        ({"body": bytearray()}, "Object of type bytearray is not JSON serializable", "base64"),
        ({"x": [{1, 2}]}, "Object of type set is not JSON serializable", "list instead of a set"),
        (frozenset(), "Object of type frozenset is not JSON serializable", "list instead of a set"),
        (dt.date(2026, 1, 2), "Object of type date is not JSON serializable", "isoformat"),
        ({"at": dt.datetime(2026, 1, 2)}, "Object of type datetime is not JSON serializable", "isoformat"),  # noqa: DTZ001
        (iter([1]), "Object of type list_iterator is not JSON serializable", "LE-207"),
        ((x for x in "ab"), "Object of type generator is not JSON serializable", "yield"),
        (_FailingRepr(), "Object of type _FailingRepr is not JSON serializable", "LE-207"),
        ({("a", "b"): 1}, "keys must be str, int, float, bool or None, not tuple", "LE-207"),
        (_FailingDict(), "'no items'", "LE-207"),
        (Mock(), "Object of type Mock is not JSON serializable", "return_value={…}"),
        (_circular(), "Circular reference detected", "contains itself"),
        ("\ud800", "surrogates not allowed", "surrogate pair"),
        ({"\udfff": 1}, "surrogates not allowed", "surrogate pair"),
        ([10**5000], "Exceeds the limit (4300 digits) for integer string conversion", "LE-207"),
        ([10**5000, b""], "Exceeds the limit (4300 digits)", "base64"),
    ],
)
def test_a_result_that_json_cannot_say_is_an_execution_failure(result: Any, message: str, hint: str) -> None:
    run = _returning(result).run({})
    assert run.failure is not None
    assert run.failure.error_type == "Runtime.MarshalError"
    assert run.failure.message.startswith("Unable to marshal response: ")
    assert message in run.failure.message
    assert hint in run.failure.hint
    assert (run.returned, run.returned_json, run.not_parsable) == (None, None, "")


@pytest.mark.fact("LE-208")
def test_a_result_nested_too_deeply_is_an_execution_failure() -> None:
    run = _returning(_deep(100_000)).run({})
    assert run.failure is not None
    assert run.failure.error_type == "Runtime.MarshalError"
    assert "nested too deeply" in run.failure.hint


@pytest.mark.parametrize(
    ("result", "text", "held"),
    [
        (math.nan, "NaN", "NaN"),
        ({"ttl": math.inf}, '{"ttl":Infinity}', "Infinity"),
        ([-math.inf], "[-Infinity]", "-Infinity"),
        (Decimal("NaN"), "NaN", "NaN"),
    ],
)
def test_what_only_pythons_parser_reads_is_not_parsable_and_said_to_be(
    result: Any, text: str, held: str
) -> None:
    function = _returning(result)
    run = function.run({})
    assert run.failure is None
    assert run.not_parsable == f"holds {held}, which JSON does not know"
    assert (run.returned_json, run.returned) == (text, None)
    with pytest.raises(FunctionExecutionError, match=f"holds {held}, which JSON does not know: "):
        function.invoke({})


def test_what_is_not_parsable_is_said_of_a_request_too() -> None:
    with (
        Distribution(
            origin="https://www.example.com", viewer_request=lambda _event, _context: -math.inf
        ) as site,
        pytest.raises(FunctionValidationError, match="holds -Infinity, which JSON does not know"),
    ):
        site.get("/")


def test_a_large_result_is_not_searched_to_its_end_for_a_hint() -> None:
    run = _returning([[*range(20_000)], b""]).run({})
    assert run.failure is not None
    assert run.failure.error_type == "Runtime.MarshalError"


def test_a_text_nested_too_deeply_is_read_by_nobody() -> None:
    text = 100_000 * "[" + 100_000 * "]"
    with pytest.raises(NotParsableError, match="cannot be read: "):
        parse(text)
    with pytest.raises(TypeError, match="nested too deeply"):
        event_copy(text)


def test_what_is_done_to_the_json_module_reaches_no_round_trip(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("dumps", "loads"):
        monkeypatch.setattr(json, name, None)
    assert _returning({"a": 1}).invoke({}) == {"a": 1}


_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(max_size=3) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner)
        | st.sets(st.integers(), max_size=2)
        | st.dictionaries(st.text(max_size=3) | st.integers() | st.none() | st.tuples(), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(_anything)
def test_any_result_is_parsed_refused_or_a_failure(result: Any) -> None:
    run = _returning(result).run({})
    outcomes = [
        run.failure is not None,
        run.not_parsable != "",
        run.returned_json is not None and not run.not_parsable,
    ]
    assert outcomes.count(True) == 1
    if outcomes[2]:
        assert json.loads(run.returned_json) == run.returned
