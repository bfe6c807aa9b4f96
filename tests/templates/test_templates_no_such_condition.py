"""Conditions that a template does not have: all of them are told, each with the one that is meant."""

from __future__ import annotations

from typing import Any

import pytest
from support.templates import distribution, error_of, template

from pytest_lambda_edge import project
from pytest_lambda_edge.errors import EdgeDeployWarning, Problem
from pytest_lambda_edge.templates.load import load_distribution
from pytest_lambda_edge.templates.yaml_documents import read_yaml

SECTIONS = """\
Parameters: {Stage: {Type: String, Default: prod}}
Conditions:
  IsTest: !Equals [!Ref Stage, test]
  Both: CONDITION
Resources:
  Pages:
    Type: AWS::S3::Bucket
    Condition: WANTED
"""
SITE = "Resources.Site.Properties.DistributionConfig"


def site(
    wanted: str = "Both", condition: str = "!Not [!Condition IsTest]", **settings: str
) -> dict[str, Any]:
    """Return a template whose bucket and whose condition are wanted if these are, and a distribution."""
    text = SECTIONS.replace("WANTED", wanted).replace("CONDITION", condition)
    return template(text, Site=distribution(**{name: read_yaml(value) for name, value in settings.items()}))


def problem(place: str, name: str, hint: str = "") -> Problem:
    """Return what is told of a condition that is not there."""
    return Problem(
        place,
        f"there is no condition {name!r} in this template{hint}",
        "ValidationError",
        aws_message="Template validation error: Template error: unresolved condition dependency "
        f"{name} in Conditions block of the template",
    )


MEANT = "; did you mean 'IsTest'?"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            site(wanted="isTest", DefaultRootObject="!Ref Pages"),
            problem("Resources.Pages.Condition (line 8)", "isTest", MEANT),
        ),
        (
            site(DefaultRootObject="!If [istest, a, b]"),
            problem(f"{SITE}.DefaultRootObject (line 1)", "istest", MEANT),
        ),
        (
            site(condition="!Not [!Condition Is-Test]", DefaultRootObject="!If [Both, a, b]"),
            problem("Conditions.Both (line 4)", "Is-Test", MEANT),
        ),
    ],
)
def test_a_condition_that_is_misspelt_is_refused_with_the_one_that_is_meant(
    data: dict[str, Any], expected: Problem
) -> None:
    error = error_of(data, parameters={"Stage": "test"})
    assert error.problems == (expected,)
    assert error.refused == (expected,)


def test_with_warnings_the_condition_that_is_meant_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project, "deploy_checks", ["warn"])
    data = site(DefaultRootObject="!If [istest, a, b]")
    for stage, chosen in (("test", "a"), ("prod", "b")):
        with pytest.warns(EdgeDeployWarning, match="there is no condition 'istest'"):
            assert load_distribution(data, parameters={"Stage": stage}).default_root_object == chosen


def test_a_condition_of_which_none_is_meant_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project, "deploy_checks", ["warn"])
    error = error_of(site(DefaultRootObject="!If [Nope, a, b]"))
    assert error.problems == (problem(f"{SITE}.DefaultRootObject (line 1)", "Nope"),)
    assert error.refused == ()


def test_a_name_that_may_be_meant_is_a_hint_only() -> None:
    error = error_of(site(DefaultRootObject="!If [IsTesting, a, b]"))
    assert error.problems == (problem(f"{SITE}.DefaultRootObject (line 1)", "IsTesting", MEANT),)
    assert error.refused == ()


def test_all_conditions_that_are_not_there_are_told_at_once_and_each_place_once() -> None:
    data = site(wanted="Nope", DefaultRootObject="!If [istest, a, !Ref Pages]", Comment="!If [Never, a, b]")
    data["Resources"]["Site"]["Condition"] = "Prod"
    places = [one.place.removeprefix(f"{SITE}.") for one in error_of(data).problems]
    assert sorted(places) == [
        "Comment (line 1)",
        "DefaultRootObject (line 1)",
        "Resources.Pages.Condition (line 8)",
        "Resources.Site.Condition (line 6)",
    ]


def test_they_are_told_beside_the_error_that_ends_the_reading() -> None:
    data = site(DefaultRootObject="!If [Nope, a, b]", Comment="!Ref Missing")
    first, second = error_of(data).problems
    assert first == problem(f"{SITE}.DefaultRootObject (line 1)", "Nope")
    assert "refers to 'Missing'" in second.message


def test_what_may_never_be_chosen_is_not_looked_at_for_conditions() -> None:
    data = site(DefaultRootObject="!If [Unknown, !If [Nope, a, b], c]")
    data["Parameters"]["Given"] = {"Type": "String"}
    data["Conditions"]["Unknown"] = read_yaml("!Equals [!Ref Given, x]")
    error = error_of(data)
    assert [one.reference for one in error.unresolved] == ["!Ref Given"]
    assert len(error.problems) == 1


def test_a_condition_that_is_looked_at_first_where_it_may_not_count_is_told_where_it_does() -> None:
    data = site(
        condition="!Not [!Condition Nope]",
        Comment="!If [Unknown, !If [Both, a, b], c]",
        DefaultRootObject="!If [Both, a, b]",
    )
    data["Parameters"]["Given"] = {"Type": "String"}
    data["Conditions"]["Unknown"] = read_yaml("!Equals [!Ref Given, x]")
    assert problem("Conditions.Both (line 4)", "Nope") in error_of(data).problems


def test_conditions_are_compared_no_longer_than_any_template_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytest_lambda_edge.templates.cloudformation.effort.MOST_WORK", 1_000)
    conditions = {f"IsStage{n}": read_yaml("!Equals [a, b]") for n in range(500)}
    aliases = [{"Fn::If": [f"Nothing{n}", "a.example.com", "b.example.com"]} for n in range(100)]
    data = template("", Site=distribution(Aliases=aliases)) | {"Conditions": conditions}
    *names, last = error_of(data).problems
    assert 10 < len(names) < 20
    assert all("there is no condition" in one.message for one in names)
    assert "come to more than any template that can be deployed" in last.message
