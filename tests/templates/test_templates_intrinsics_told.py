"""What is told of an intrinsic function that cannot be: the line of its argument, and AWS's words."""

from __future__ import annotations

import pytest
from support.templates import resolved

from pytest_lambda_edge.errors import ConfigError

SECTIONS = """
Mappings: {Sizes: {test: {Small: 1}}}
Conditions: {IsTest: !Equals [a, a]}
"""


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("Fn::Select:\n- [0]\n- [a]", "must come to text, not [0]"),
        ("Fn::Split:\n- [',']\n- a", "must be a name, not [',']"),
        ("Fn::If:\n- [IsTest]\n- a\n- b", "must be a name, not ['IsTest']"),
        ("Fn::If:\n- Nope\n- a\n- b", "there is no condition 'Nope' in this template"),
    ],
)
def test_the_first_argument_of_an_intrinsic_function_has_its_own_line(expression: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        resolved(expression, SECTIONS)
    place, _, told = str(caught.value).splitlines()[0].partition(": ")
    assert (place, told) == ("Resources.Site.Properties.DistributionConfig.Comment (line 2)", message)


@pytest.mark.parametrize(
    ("expression", "aws_message"),
    [
        ("!Select [2, [a, b]]", "Template error: Fn::Select cannot select nonexistent value at index 2"),
        (
            "!FindInMap [Sizes, prod, Small]",
            "Template error: Unable to get mapping for Sizes::prod::Small",
        ),
        (
            "!If [Nope, a, b]",
            (
                "Template validation error: Template error: unresolved condition dependency Nope in "
                "Conditions block of the template"
            ),
        ),
    ],
)
def test_what_cloudformation_says_of_it_is_told(expression: str, aws_message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        resolved(expression, SECTIONS)
    (problem,) = caught.value.problems
    assert (problem.code, problem.aws_message) == ("ValidationError", aws_message)
