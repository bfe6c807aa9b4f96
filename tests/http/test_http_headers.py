from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda_edge.http.headers import (
    Headers,
    add,
    first,
    from_pairs,
    joined,
    lines,
    pack,
    put,
    standard_case,
    unpack,
    values,
    wire_size,
)

if TYPE_CHECKING:
    from pytest_lambda_edge.http.headers import HeaderMap

NAMES = st.sampled_from(["X-A", "x-a", "Set-Cookie", "ETag", "x"])
VALUES = st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), max_size=12)
PAIRS = st.lists(st.tuples(NAMES, VALUES), max_size=8)


@pytest.mark.fact("LE-058", "LE-059", "LE-060")
@given(PAIRS)
def test_lines_come_back_as_they_went_in_grouped_by_name(pairs: list[tuple[str, str]]) -> None:
    headers = from_pairs(pairs)
    order = list(dict.fromkeys(name.lower() for name, _ in pairs))
    assert list(headers) == order
    assert list(lines(headers)) == sorted(pairs, key=lambda pair: order.index(pair[0].lower()))


@pytest.mark.fact("CF-026", "LE-288")
@given(PAIRS)
def test_the_size_is_that_of_the_lines_in_bytes(pairs: list[tuple[str, str]]) -> None:
    sent = "".join(f"{name}: {value}\r\n" for name, value in pairs)
    assert wire_size(from_pairs(pairs)) == len(sent.encode())


@given(PAIRS)
def test_packing_loses_nothing(pairs: list[tuple[str, str]]) -> None:
    headers = from_pairs(pairs)
    assert unpack(pack(headers)) == headers


@given(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=12))
def test_only_a_line_feed_parts_packed_lines(value: str) -> None:
    assert unpack(pack({"x": [{"key": "X", "value": value}]})) == {"x": [{"key": "X", "value": value}]}


@given(PAIRS)
def test_joining_is_what_a_recipient_may_do_with_repeated_lines(pairs: list[tuple[str, str]]) -> None:
    headers = from_pairs(pairs)
    for name in ("x-a", "set-cookie", "absent"):
        of_name = [value for key, value in pairs if key.lower() == name]
        assert values(headers, name) == of_name
        assert joined(headers, name) == (", ".join(of_name) if of_name else None)
        assert first(headers, name) == (of_name[0] if of_name else None)


def test_put_replaces_every_line_and_add_appends_one() -> None:
    headers = from_pairs([("X-A", "1"), ("X-B", "2")])
    add(headers, "x-a", "3")
    assert headers["x-a"] == [{"key": "X-A", "value": "1"}, {"key": "x-a", "value": "3"}]
    put(headers, "X-a", "4")
    assert headers == {"x-a": [{"key": "X-a", "value": "4"}], "x-b": [{"key": "X-B", "value": "2"}]}


@pytest.mark.parametrize("change", [put, add])
def test_a_copy_of_the_outer_dict_is_a_copy(change: object) -> None:
    headers: HeaderMap = from_pairs([("X-A", "1")])
    copy = dict(headers)
    for name in ("X-A", "X-B"):
        change(copy, name, "2")  # type: ignore[operator]
    assert headers == from_pairs([("X-A", "1")])


@pytest.mark.fact("LE-062")
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("content-type", "Content-Type"),
        ("USER-AGENT", "User-Agent"),
        ("x", "X"),
        ("etag", "Etag"),
        ("x-amz-cf-id", "X-Amz-Cf-Id"),
        ("x--a-", "X--A-"),
    ],
)
def test_a_name_without_a_key_is_capitalised_part_by_part(name: str, expected: str) -> None:
    assert standard_case(name) == expected


# What a test sees.

WITHOUT_LINES: HeaderMap = {"x-a": []}
SEEN = Headers([("Set-Cookie", "a=1"), ("X-A", "1"), ("set-cookie", "b=2")])


def test_names_are_found_in_any_case_and_lines_joined() -> None:
    assert SEEN["SET-COOKIE"] == "a=1, b=2"
    assert SEEN.get("set-Cookie") == "a=1, b=2"
    assert SEEN.getlist("Set-cookie") == ["a=1", "b=2"]
    assert "x-A" in SEEN
    assert SEEN["x-a"] == "1"


def test_what_is_not_there_is_none_a_default_or_a_key_error() -> None:
    assert (SEEN.get("x-b"), SEEN.get("x-b", "no"), SEEN.getlist("x-b")) == (None, "no", [])
    assert "x-b" not in SEEN
    assert 1 not in SEEN
    with pytest.raises(KeyError, match="X-B"):
        SEEN["X-B"]


def test_items_are_lines_and_keys_are_names() -> None:
    assert SEEN.items() == [("Set-Cookie", "a=1"), ("set-cookie", "b=2"), ("X-A", "1")]
    assert SEEN.values() == ["a=1", "b=2", "1"]
    assert SEEN.keys() == list(SEEN) == ["Set-Cookie", "X-A"]
    assert len(SEEN) == 2
    assert dict(SEEN.items()) == {"Set-Cookie": "a=1", "set-cookie": "b=2", "X-A": "1"}


def test_headers_are_equal_whatever_the_case_and_order_of_names() -> None:
    assert Headers([("X-A", "1"), ("X-B", "2")]) == Headers([("x-b", "2"), ("x-a", "1")])
    assert Headers([("X-A", "1"), ("X-A", "2")]) != Headers([("X-A", "2"), ("X-A", "1")])
    assert Headers([("X-A", "1")]) != [("X-A", "1")]
    assert Headers(WITHOUT_LINES) == Headers()


def test_a_name_without_lines_is_not_there() -> None:
    empty = Headers(WITHOUT_LINES)
    assert ("x-a" in empty, len(empty), list(empty), empty.get("x-a")) == (False, 0, [], None)


def test_headers_cannot_be_hashed_and_show_their_lines() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(SEEN)
    assert repr(Headers([("X-A", "1")])) == "Headers([('X-A', '1')])"
