from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda_edge.http.fields import is_encodable, is_field_value, is_token, whole_number

TOKEN_CHARACTERS = set(string.ascii_letters + string.digits + "!#$%&'*+-.^_`|~")


@given(st.text(st.characters(max_codepoint=0x17F), max_size=5))
def test_a_token_has_the_characters_of_rfc_9110_and_at_least_one(text: str) -> None:
    assert is_token(text) == (text != "" and set(text) <= TOKEN_CHARACTERS)


@pytest.mark.fact("LE-067")
@given(st.text(max_size=8))
def test_a_value_has_no_control_character_but_the_tab(text: str) -> None:
    controls = {chr(number) for number in (*range(32), 127)} - {"\t"}
    lone = any("\ud800" <= character <= "\udfff" for character in text)
    assert is_field_value(text) == (controls.isdisjoint(text) and not lone)


@pytest.mark.parametrize(("text", "expected"), [("a", True), ("ü€😀", True), ("", True), ("a\ud800", False)])
def test_half_of_a_surrogate_pair_cannot_be_sent(text: str, expected: bool) -> None:
    assert is_encodable(text) == expected
    assert is_field_value(text) == expected


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("42", 42),
        ("0042", 42),
        (f"{'0' * 5_000}7", 7),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, 10**18),
        ("9" * 5_000, 10**18),
        (None, None),
        ("", None),
        ("-1", None),
        ("+1", None),
        ("1.0", None),
        ("1_000", None),
        (" 1", None),
        ("\u0661", None),
        ("\u00b2", None),
    ],
)
def test_a_number_is_written_in_ascii_digits(text: str | None, number: int | None) -> None:
    assert whole_number(text) == number
