from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda_edge.http.cache_control import parse_cache_control

CENTURY = 100 * 365 * 86400


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("max-age=60", 60),
        ("Max-Age=60", 60),
        ('max-age="60"', 60),
        ("public,max-age=60,immutable", 60),
        ("max-age = 60 , public", 60),
        ("max-age=60, max-age=5", 60),
        ("max-age=0", 0),
        ("max-age=007", 7),
        ("max-age=2000000000", 2_000_000_000),
        (f"max-age={CENTURY - 1}", CENTURY - 1),
        (f"max-age={CENTURY + 1}", CENTURY),
        ("max-age=00000000000060", 60),
        ("max-age=99999999999999999999999", CENTURY),
        ("max-age=" + "9" * 5000, CENTURY),
        ("max-age=" + "0" * 5000 + "7", 7),
        ("max-age", None),
        ("max-age=", None),
        ("max-age=-1", None),
        ("max-age=1.5", None),
        ("max-age=soon", None),
        ("max-age=٣", None),
        ("x-max-age=60", None),
        ('private="max-age=60"', None),
        ("", None),
        (None, None),
    ],
)
def test_seconds_are_whole_and_not_negative(value: str | None, seconds: int | None) -> None:
    assert parse_cache_control(value).seconds("max-age") == seconds


@pytest.mark.fact("CF-074")
@pytest.mark.parametrize(
    ("value", "there", "whole", "argument"),
    [
        ("no-cache", True, True, None),
        ('no-cache="Set-Cookie"', True, False, "Set-Cookie"),
        ('no-cache="Set-Cookie, X-A", max-age=1', True, False, "Set-Cookie, X-A"),
        ("no-cache=Set-Cookie", True, False, "Set-Cookie"),
        ("NO-CACHE", True, True, None),
        ("public", False, False, None),
        ('private="no-cache"', False, False, None),
        ("no-cache; max-age=60", True, True, None),
    ],
)
def test_a_directive_may_speak_of_some_fields_only(
    value: str, there: bool, whole: bool, argument: str | None
) -> None:
    control = parse_cache_control(value)
    assert ("no-cache" in control) == there
    assert control.applies_to_whole_response("no-cache") == whole
    assert control.argument("no-cache") == argument


@pytest.mark.parametrize(("value", "expected"), [("", False), (None, False), (",,", False), ("public", True)])
def test_no_directive_is_nothing(value: str | None, expected: bool) -> None:
    assert bool(parse_cache_control(value)) == expected


TOKENS = st.text("abcxyz-", min_size=1, max_size=6)
ARGUMENTS = st.none() | st.integers(0, 10**6).map(str) | st.text('ab,;= "\\', max_size=6)


@given(st.lists(st.tuples(TOKENS, ARGUMENTS), max_size=5, unique_by=lambda pair: pair[0]))
def test_what_is_written_is_read(directives: list[tuple[str, str | None]]) -> None:
    written = []
    for name, argument in directives:
        quoted = None if argument is None else argument.replace("\\", r"\\").replace('"', r"\"")
        written.append(name if quoted is None else f'{name}="{quoted}"')
    control = parse_cache_control(", ".join(written))
    for name, argument in directives:
        assert name in control
        assert control.argument(name) == argument


@given(st.text(max_size=40))
def test_no_value_is_too_odd(value: str) -> None:
    control = parse_cache_control(value)
    seconds = control.seconds("max-age")
    assert seconds is None or 0 <= seconds <= CENTURY
