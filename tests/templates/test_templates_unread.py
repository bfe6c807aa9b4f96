"""What is told of a template, or of what is said of one, that stands in the place of a config."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import pytest
from support.forms import behavior, form, origin

from pytest_lambda_edge import ConfigError, Distribution, DistributionConfig

ORIGIN = "https://www.example.com"
API = {
    "DistributionConfig": form(
        Origins={"Quantity": 1, "Items": [origin()]}, DefaultCacheBehavior=behavior(), Comment="The shop"
    )
}


def refused(config: Any = None, /, **settings: Any) -> list[str]:
    """Return what is wrong with a distribution, one by one."""
    with pytest.raises(ConfigError) as raised:
        Distribution(config, **settings)
    return [str(problem) for problem in raised.value.problems]


@pytest.mark.parametrize(
    ("config", "settings", "names", "source", "given"),
    [
        (None, {"template": "site.yaml"}, "'template' is no setting", "'site.yaml'", ""),
        (None, {"parameters": {"Host": "a"}}, "'parameters' is no setting", "'template.yaml'", "{…}"),
        ("site.yaml", {"parameters": {"Host": "a"}}, "'parameters' is no setting", "'site.yaml'", "{…}"),
        ({"template": PurePosixPath("a/t.json")}, {}, "'template' is no setting", "'a/t.json'", ""),
        (
            DistributionConfig(origin=ORIGIN),
            {"parameters": {}},
            "'parameters' is no",
            "'template.yaml'",
            "{…}",
        ),
    ],
)
def test_what_load_distribution_takes_is_to_be_given_to_that(
    config: Any, settings: Any, names: str, source: str, given: str
) -> None:
    (problem,) = refused(config, **settings)
    arguments = f"{source}, parameters={given}" if given else source
    assert f": {names}" in problem
    assert problem.endswith(f"; write make_distribution(load_distribution({arguments}))")


def test_all_that_is_said_of_a_template_is_in_one_call() -> None:
    settings = {"distribution": "Site", "functions": {}, "parameters": {}, "template": "cdk.out"}
    (problem,) = refused(**settings)
    assert problem == (
        "template: 'template', 'parameters', 'functions', 'distribution' are no settings of "
        "DistributionConfig; write make_distribution(load_distribution('cdk.out', parameters={…}, "
        "functions={…}, distribution='…'))"
    )


def test_it_is_a_type_error_as_of_any_keyword_that_there_is_not() -> None:
    with pytest.raises(TypeError, match=r"^template: "):
        Distribution(template="site.yaml")


@pytest.mark.parametrize("config", ["site.yaml", PurePosixPath("site.yaml")])
def test_the_path_of_a_template_is_for_load_distribution(config: Any) -> None:
    (problem,) = refused(config)
    assert problem == (
        f"config: must be a DistributionConfig or a mapping, not {config!r}; "
        "write make_distribution(load_distribution('site.yaml'))"
    )


def test_a_url_is_an_origin_and_no_template() -> None:
    (problem,) = refused(ORIGIN)
    assert problem.endswith(f", not {ORIGIN!r}; write make_distribution(origin={ORIGIN!r})")


@pytest.mark.parametrize(
    ("document", "name"),
    [
        (API, "a DistributionConfig of the CloudFront API"),
        ({"AWSTemplateFormatVersion": "2010-09-09", "Resources": {}}, "a CloudFormation template"),
    ],
)
def test_a_parsed_document_is_for_load_distribution(document: Any, name: str) -> None:
    assert refused(document) == [f"config: is {name}; write make_distribution(load_distribution(…))"]


def test_what_else_is_wrong_is_told_beside_it() -> None:
    template, origin_, ttl = refused("site.yaml", origin="www.example.com", min_ttl=-1)
    assert template.startswith("config: ")
    assert origin_.startswith("origin: 'www.example.com' is neither a URL nor an id")
    assert ttl == "min_ttl: must not be negative, but is -1"


def test_a_wrong_name_is_told_beside_the_path_of_a_template() -> None:
    template, compress = refused("site.yaml", compres=True)
    assert template.startswith("config: ")
    assert compress.startswith("compres: ")


def test_a_wrong_value_is_told_beside_a_parsed_document() -> None:
    document, ttl = refused(API, min_ttl=-1)
    assert document.startswith("config: is a DistributionConfig of the CloudFront API")
    assert ttl == "min_ttl: must not be negative, but is -1"


@pytest.mark.parametrize("config", [{"compres": True, "origin": ORIGIN}, {5: True, "origin": ORIGIN}])
def test_a_mapping_with_a_wrong_name_is_no_document(config: Any) -> None:
    (problem,) = refused(config)
    assert "is no setting of DistributionConfig" in problem
    assert "load_distribution" not in problem
