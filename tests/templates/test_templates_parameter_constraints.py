"""What a template demands of its parameters' values."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.in_time import before_long
from support.templates import resolved

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.templates.cloudformation.parameter_constraints import broken


def declared(constraints: str, kind: str = "String") -> str:
    return f"Parameters: {{P: {{Type: {kind}, {constraints}}}}}"


KEPT = [
    ("AllowedPattern: '[a-z]+'", "abc"),
    ("AllowedPattern: 'a|b'", "b"),
    (r"AllowedPattern: '^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})/(\d{1,2})$'", "10.0.0.0/16"),
    (r"AllowedPattern: '^(?=.*[A-Z])(?=.*\d)[A-Za-z\d]{8,}$'", "Password1"),
    ("AllowedPattern: '.*.*.*.*c'", "a" * 100),  # It would take too long, so nobody looks.
    ("MinLength: 3", "abc"),
    ("MinLength: '3', MaxLength: 5", "abcde"),
]
BROKEN = [
    ("AllowedPattern: '[a-z]+'", "abc1", "match '[a-z]+', not 'abc1'"),
    ("AllowedPattern: '[a-z]+'", "", "match '[a-z]+', not ''"),
    ("AllowedPattern: 'a|b'", "bc", "match 'a|b', not 'bc'"),
    ("AllowedPattern: 'XXXXXXXX'", "XXXXXXX", "match 'XXXXXXXX', not 'XXXXXXX'"),
    (r"AllowedPattern: '\d+'", "٣", r"match '\\d+', not '٣'"),
    ("MinLength: 3", "ab", "have at least 3 characters, not 'ab'"),
    ("MaxLength: '3'", "abcd", "have at most 3 characters, not 'abcd'"),
]


@pytest.mark.parametrize(("constraints", "value"), KEPT)
def test_a_text_that_keeps_its_constraints_is_taken(constraints: str, value: str) -> None:
    assert resolved("!Ref P", declared(constraints), P=value) == value


@pytest.mark.parametrize(("constraints", "value", "message"), BROKEN)
def test_a_text_that_breaks_a_constraint_is_refused(constraints: str, value: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        resolved("!Ref P", declared(constraints), P=value)
    assert str(caught.value).startswith(f"Parameters.P (line 1): its value must {message}")
    assert caught.value.code == "ValidationError"


@pytest.mark.parametrize("constraint", ["MinValue: 1", "MaxValue: '65535'", "MinValue: 1.5, MaxValue: 80"])
def test_a_number_in_its_range_is_taken(constraint: str) -> None:
    assert resolved("!Sub '${P}'", declared(constraint, "Number"), P=80) == "80"


@pytest.mark.parametrize(
    ("constraint", "message"),
    [
        ("MinValue: 81", "be at least 81, not 80"),
        ("MaxValue: '79'", "be at most 79, not 80"),
        ("MaxValue: 79.9", "be at most 79.9, not 80"),
    ],
)
def test_a_number_out_of_its_range_is_refused(constraint: str, message: str) -> None:
    with pytest.raises(ConfigError, match=f"its value must {message}"):
        resolved("!Ref P", declared(constraint, "Number"), P=80)


def test_each_item_of_a_list_is_held_against_the_pattern() -> None:
    hosts = declared("AllowedPattern: '[a-z.]+'", "CommaDelimitedList")
    assert resolved("!Join ['-', !Ref P]", hosts, P="a.b, c") == "a.b-c"
    with pytest.raises(ConfigError, match="not 'c1'"):
        resolved("!Join ['-', !Ref P]", hosts, P="a.b, c1")


def test_a_default_is_held_against_its_constraints_as_well() -> None:
    with pytest.raises(ConfigError, match="its value must have at least 3 characters, not 'ab'"):
        resolved("!Ref P", declared("Default: ab, MinLength: 3"))


@pytest.mark.parametrize(
    ("constraints", "said"),
    [
        (
            "AllowedPattern: '[a-z]+', ConstraintDescription: lower case",
            "Parameter 'P' failed to satisfy constraint: lower case",
        ),
        ("AllowedPattern: '[a-z]+'", "Parameter 'P' must match pattern [a-z]+"),
        ("AllowedValues: [a]", "Parameter 'P' must be one of AllowedValues"),
        ("MinLength: 30", None),
    ],
)
def test_what_cloudformation_says_of_it_is_told(constraints: str, said: str | None) -> None:
    with pytest.raises(ConfigError) as caught:
        resolved("!Ref P", declared(constraints), P="A")
    (problem,) = caught.value.problems
    assert problem.aws_message == said


@pytest.mark.parametrize(
    ("constraints", "told"),
    [
        ("AllowedValues: [a, b]", " and takes 'a' or 'b'"),
        ("AllowedValues: []", ""),
        ("AllowedValues: ab", ""),
        ("AllowedValues: [[a]]", ""),
    ],
)
def test_what_a_parameter_takes_is_told_where_it_lacks_its_value(constraints: str, told: str) -> None:
    why = f"the parameter has no default{told}; give it with parameters={{'P': …}}"
    assert resolved("!Ref P", declared(constraints)).why == why


def test_a_value_that_is_not_to_be_seen_is_not_shown() -> None:
    with pytest.raises(ConfigError) as caught:
        resolved("!Ref P", declared("MinLength: 8, NoEcho: true"), P="secret")
    assert "secret" not in str(caught.value)
    assert "must have at least 8 characters" in str(caught.value)


@pytest.mark.parametrize(
    ("constraints", "kind"),
    [
        ("AllowedPattern: '/.*', AllowedValues: [/edge/host]", "'AWS::SSM::Parameter::Value<String>'"),
        ("MinValue: 100", "String"),
        ("MinLength: 100, AllowedPattern: x", "Number"),
        ("MinLength: true", "String"),
        ("MaxValue: .nan, MinValue: .inf", "Number"),
        ("MinLength: many, AllowedPattern: [x]", "String"),
    ],
)
def test_a_constraint_that_does_not_apply_is_passed_over(constraints: str, kind: str) -> None:
    assert resolved("!Sub '${P}'", declared(constraints, kind), P="80") == "80"


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+",
        r"(a|a)*",
        r"(a|aa){1,50}",
        r"(a+){30}",
        r"((a?)b?)*",
        ".*" * 20 + "b",
        "a?" * 40 + "a{40}",
        "(a|a)" * 40,
        r"\p{Alpha}+",
        r"[a-z&&[^x]]+",
        "[",
        "(" * 3000,
        "a" * 5000,
        "a{99999999999999999999}",
    ],
)
def test_a_pattern_of_which_python_cannot_say_is_passed_over_at_once(pattern: str) -> None:
    with before_long():
        assert broken("P", "a" * 40 + "!", "String", {"AllowedPattern": pattern}) is None


@settings(max_examples=200, deadline=None)
@given(st.text("ab|()*+?{},1290[]^\\.$", max_size=40), st.text("ab", max_size=60))
def test_any_pattern_is_answered_before_long(pattern: str, text: str) -> None:
    with before_long():
        broken("P", text, "String", {"AllowedPattern": pattern})


def test_what_is_no_constraint_is_no_problem() -> None:
    nothing: dict[str, Any] = {"Type": "String", "Description": "anything"}
    assert broken("P", "", "String", nothing) is None
