"""How headers are called on the wire."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda_edge.events.names import same_but_for_case, viewer_names, wire_name
from pytest_lambda_edge.http.headers import from_pairs, lines

SENT = [("HOST", "a"), ("user-agent", "b"), ("Accept", "c"), ("x-Custom", "d"), ("X-custom", "e")]


@pytest.mark.fact("LE-061")
@pytest.mark.parametrize("http_version", ["2.0", "3.0"])
def test_a_viewer_on_http_2_sends_lower_case_names(http_version: str) -> None:
    assert list(lines(viewer_names(from_pairs(SENT), http_version))) == [
        ("Host", "a"),
        ("User-Agent", "b"),
        ("accept", "c"),
        ("x-custom", "d"),
        ("x-custom", "e"),
    ]


@pytest.mark.fact("LE-060", "LE-061")
@pytest.mark.parametrize("http_version", ["1.0", "1.1"])
def test_a_viewer_on_http_1_keeps_its_names(http_version: str) -> None:
    assert list(lines(viewer_names(from_pairs(SENT), http_version))) == [
        ("Host", "a"),
        ("User-Agent", "b"),
        ("Accept", "c"),
        ("x-Custom", "d"),
        ("X-custom", "e"),
    ]


def test_headers_that_have_their_names_already_are_taken_over() -> None:
    headers = from_pairs([("Host", "a"), ("accept", "b")])
    assert viewer_names(headers, "2.0") is headers


@pytest.mark.fact("LE-062", "D-10")
@pytest.mark.parametrize(
    ("name", "key", "wire"),
    [
        ("user-agent", None, "User-Agent"),
        ("CONTENT-TYPE", None, "Content-Type"),
        ("etag", "ETag", "ETag"),
        ("etag", "e-tag", "Etag"),
    ],
)
def test_a_name_on_the_wire(name: str, key: str | None, wire: str) -> None:
    assert wire_name(name, key) == wire


@given(st.text(), st.text())
@settings(max_examples=50)
def test_a_wire_name_is_the_property_s_but_for_case(name: str, key: str) -> None:
    assert wire_name(name, key).lower() == name.lower() or not name.isascii()


def test_no_letter_outside_ascii_counts_as_one_of_ascii() -> None:
    assert not same_but_for_case("x-k", "x-\N{KELVIN SIGN}")
    assert same_but_for_case("x-k", "X-K")
