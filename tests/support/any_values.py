"""Whatever a function may return: any JSON, any mutation of a good result, and what is no JSON at all."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NoReturn

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["JSON", "NAMES", "ODD", "OUTLANDISH", "mutated"]

TELLING_NAMES = (
    "status headers uri querystring body bodyEncoding origin custom s3 key value Records cf statusCode"
    " action data encoding connection via Host X-New path customHeaders region authMethod"
)
TELLING_VALUES = (
    "200",
    200,
    204,
    "replace",
    "base64",
    "/",
    "a b",
    "\r\n",
    "origin-access-identity",
    "https",
    443,
)

NAMES = st.sampled_from(TELLING_NAMES.split())
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.sampled_from(TELLING_VALUES),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.one_of(NAMES, st.text()), inner, max_size=4)
    ),
    max_leaves=12,
)
"""Any value that Python's ``json`` writes; NaN and the infinities are among them."""


class _Unspeakable:
    """An object of which nothing can be said."""

    def __repr__(self) -> NoReturn:
        raise ValueError("no repr")

    __str__ = __repr__


class _Contrary(dict[str, Any]):
    """A mapping that holds nothing and cannot be looked into."""

    def items(self) -> NoReturn:
        raise KeyError("no items")

    def __iter__(self) -> NoReturn:
        raise KeyError("no keys")


def _circle() -> list[Any]:
    value: list[Any] = []
    value.append(value)
    return value


def _deep() -> Any:
    value: Any = "200"
    for _ in range(100_000):
        value = [value]
    return value


def _generator() -> Iterator[str]:
    yield "200"


ODD: dict[str, Callable[[], Any]] = {
    "NaN": lambda: float("nan"),
    "5,000 digits": lambda: 10**5000,
    "a lone surrogate": lambda: "a\ud800",
    "a circle": _circle,
    "100,000 levels": _deep,
    "keys that are no strings": lambda: {1: "a", None: "b", 2.5: "c", False: "d"},
    "keys that collide": lambda: {1: "a", "1": "b"},
    "a key that JSON cannot say": lambda: {("status",): "200"},
    "a generator": _generator,
    "an object whose repr raises": _Unspeakable,
    "an exception": lambda: ValueError(_Unspeakable()),
    "a mapping that raises": lambda: _Contrary(status="200"),
    "bytes": lambda: b"200",
    "a set": lambda: {"200"},
    "a decimal": lambda: Decimal("200.5"),
    "a decimal that is no number": lambda: Decimal("NaN"),
    "a date": lambda: dt.date(2026, 1, 1),
    "a tuple": lambda: ("status", "200"),
    "a function": lambda: _circle,
    "a class": lambda: dict,
}
"""What a Python function may return besides, by name."""

OUTLANDISH = st.one_of(
    JSON, st.sampled_from(sorted(ODD.keys() - {"100,000 levels"})).map(lambda name: ODD[name]())
)
"""Any JSON, and what is none, but for what takes long to throw away."""


def mutated(draw: st.DrawFn, value: Any, values: st.SearchStrategy[Any] = JSON) -> Any:
    """Return *value* with one of *values* somewhere in it, or with something left out."""
    if type(value) is dict and value and draw(st.booleans()):
        name = draw(st.sampled_from(list(value)))
        return value | {name: mutated(draw, value[name], values)}
    if type(value) is list and value and draw(st.booleans()):
        return [mutated(draw, value[0], values), *value[1:]]
    kind = draw(st.sampled_from(["replace", "remove", "add"]))
    if kind == "remove" and type(value) is dict and value:
        gone = draw(st.sampled_from(list(value)))
        return {name: inner for name, inner in value.items() if name != gone}
    if kind == "add" and type(value) is dict:
        return value | {draw(NAMES): draw(values)}
    if kind == "add" and type(value) is list:
        return [*value, draw(values)]
    return draw(values)
