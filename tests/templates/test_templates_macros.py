"""Macros of a template: what they would make of it is told, since none is run."""

from __future__ import annotations

from typing import Any

import pytest
from support.templates import distribution, error_of, template

from pytest_lambda_edge.errors import EdgeNotSimulatedWarning
from pytest_lambda_edge.templates.load import load_distribution

INCLUDE = {"Name": "AWS::Include", "Parameters": {"Location": "s3://templates/behaviors.yaml"}}


def site(**sections: Any) -> dict[str, Any]:
    return template("", Site=distribution()) | sections


@pytest.mark.parametrize(
    ("transform", "name"),
    [
        ("AddHeaders", "AddHeaders"),
        (["AWS::Serverless-2016-10-31", "123456789012::Tags"], "123456789012::Tags"),
        ({"Name": "Tags", "Parameters": {}}, "Tags"),
        (INCLUDE, "AWS::Include"),
        ([INCLUDE], "AWS::Include"),
    ],
)
def test_a_macro_that_is_not_run_is_warned_of(transform: Any, name: str) -> None:
    message = f"Transform has no effect: the macro '{name}' is not run"
    with pytest.warns(EdgeNotSimulatedWarning, match=message):
        load_distribution(site(Transform=transform))


@pytest.mark.parametrize("section", ["Resources", "Mappings", "Conditions"])
def test_a_macro_of_a_whole_section_is_warned_of(section: str) -> None:
    data = site()
    data[section] = {"Fn::Transform": INCLUDE} | data.get(section, {})
    message = rf"{section}\.Fn::Transform has no effect: the macro 'AWS::Include' is not run"
    with pytest.warns(EdgeNotSimulatedWarning, match=message):
        load_distribution(data)


def test_a_macro_beside_the_sections_is_warned_of() -> None:
    with pytest.warns(EdgeNotSimulatedWarning, match="Fn::Transform has no effect: the macro 'AWS::Include'"):
        load_distribution(site(**{"Fn::Transform": INCLUDE}))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "transform",
    ["AWS::Serverless-2016-10-31", ["AWS::LanguageExtensions"], "AWS::SecretsManager-2020-07-23", []],
)
def test_macros_that_leave_distributions_alone_are_not_warned_of(transform: Any) -> None:
    assert load_distribution(site(Transform=transform)).origins


def test_what_a_macro_makes_of_a_part_is_unknown() -> None:
    data = site()
    config = data["Resources"]["Site"]["Properties"]["DistributionConfig"]
    config["CacheBehaviors"] = [{"PathPattern": "/a", "Fn::Transform": INCLUDE}]
    (unresolved,) = error_of(data).unresolved
    assert unresolved.reference == "Fn::Transform AWS::Include"
    assert unresolved.place.path == "Resources.Site.Properties.DistributionConfig.CacheBehaviors[0]"
    assert unresolved.why == "is worked out at deployment only"


def test_what_a_macro_makes_of_a_whole_distribution_is_unknown() -> None:
    data = site()
    data["Resources"]["Site"]["Properties"]["DistributionConfig"]["Fn::Transform"] = "Behaviors"
    (unresolved,) = error_of(data).unresolved
    assert unresolved.reference == "Fn::Transform Behaviors"


def test_what_a_macro_makes_of_a_distribution_s_properties_is_unknown() -> None:
    data = site()
    data["Resources"]["Site"]["Properties"] = {"Fn::Transform": INCLUDE}
    (unresolved,) = error_of(data).unresolved
    assert unresolved.reference == "Fn::Transform AWS::Include"
    assert unresolved.place.path == "Resources.Site.Properties.DistributionConfig"


@pytest.mark.parametrize("maps", [{"Fn::Transform": INCLUDE}, {"Hosts": {"Fn::Transform": INCLUDE}}])
def test_what_a_macro_makes_of_maps_is_unknown(maps: dict[str, Any]) -> None:
    data = site(Mappings=maps)
    config = data["Resources"]["Site"]["Properties"]["DistributionConfig"]
    config["Aliases"] = [{"Fn::FindInMap": ["Hosts", "prod", "www"]}]
    (unresolved,) = error_of(data).unresolved
    assert unresolved.reference == "Fn::Transform AWS::Include"
    assert unresolved.place.path == "Resources.Site.Properties.DistributionConfig.Aliases[0]"
