"""Loops of a template (Fn::ForEach)."""

from __future__ import annotations

from typing import Any

import pytest
from support.templates import error_of

from pytest_lambda_edge.model.origins import CustomOrigin
from pytest_lambda_edge.templates.load import load_distribution
from pytest_lambda_edge.templates.yaml_documents import read_yaml

SITES = """
Transform: %s
Parameters:
  Names: {Type: CommaDelimitedList, Default: "shop, blog"}
  More: {Type: CommaDelimitedList}
Resources:
  Fn::ForEach::Sites:
    - Name
    - %s
    - Cdn&{Name}:
        Type: AWS::CloudFront::Distribution
        Properties:
          DistributionConfig:
            Enabled: true
            Aliases: [!Sub "${Name}.example.com"]
            Comment: !Ref Name
            Origins:
              - Id: !Ref Name
                DomainName: !Sub "${Name}-origin.example.com"
                CustomOriginConfig: {OriginProtocolPolicy: https-only}
            DefaultCacheBehavior:
              TargetOriginId: !Ref Name
              ViewerProtocolPolicy: allow-all
              ForwardedValues: {QueryString: false}
"""
EXTENSIONS = "AWS::LanguageExtensions"


def sites(collection: str, transform: str = EXTENSIONS) -> dict[str, Any]:
    data: dict[str, Any] = read_yaml(SITES % (transform, collection))
    return data


@pytest.mark.parametrize(
    ("collection", "given", "names"),
    [
        ("[a, b]", {}, ["a", "b"]),
        ("!Ref Names", {}, ["shop", "blog"]),
        ("!Ref Names", {"Names": "x"}, ["x"]),
        ("!Ref Names", {"Names": ["x", "y"]}, ["x", "y"]),
        ("[a, !Ref Names]", {}, ["a", "shop", "blog"]),
        ("!Ref More", {"More": "p,q"}, ["p", "q"]),
    ],
)
def test_a_loop_makes_a_distribution_for_each_of_a_collection(
    collection: str, given: dict[str, Any], names: list[str]
) -> None:
    for name in names:
        config = load_distribution(sites(collection), distribution=f"Cdn{name}", parameters=given)
        (site,) = config.origins.values()
        assert isinstance(site, CustomOrigin)
        assert site.domain_name == f"{name}-origin.example.com"
        assert (list(config.origins), list(config.aliases)) == ([name], [f"{name}.example.com"])


def test_a_logical_id_has_the_letters_and_digits_of_a_value() -> None:
    config = load_distribution(sites("[my-shop]", f"[{EXTENSIONS}]"), distribution="Cdnmyshop")
    assert list(config.origins) == ["my-shop"]


def test_loops_can_stand_in_each_other_and_in_properties() -> None:
    data = sites("[a]")
    loop = {
        "Fn::ForEach::Stages": [
            "Stage",
            ["test", "prod"],
            {
                "Fn::ForEach::Kinds": [
                    "Kind",
                    ["x", "y"],
                    {"Bucket${Stage}${Kind}": {"Type": "AWS::S3::Bucket"}},
                ]
            },
        ]
    }
    data["Resources"] |= loop
    config = data["Resources"]["Fn::ForEach::Sites"][2]["Cdn&{Name}"]["Properties"]["DistributionConfig"]
    config["Origins"][0] = read_yaml(
        "{Id: a, DomainName: !GetAtt Bucketprody.DomainName, S3OriginConfig: {}}"
    )
    config["DefaultCacheBehavior"]["Fn::ForEach::TTLs"] = ["Bound", ["Min", "Max"], {"${Bound}TTL": "60"}]
    loaded = load_distribution(data)
    assert (loaded.min_ttl, loaded.max_ttl) == (60, 60)
    assert getattr(loaded.origins["a"], "domain_name") == "bucketprody.s3.us-east-1.amazonaws.com"  # noqa: B009


def test_places_inside_of_a_loop_have_their_lines() -> None:
    data = sites("[a]")
    config = data["Resources"]["Fn::ForEach::Sites"][2]["Cdn&{Name}"]["Properties"]["DistributionConfig"]
    config["DefaultCacheBehavior"]["ViewerProtocolPolicy"] = "maybe"
    (problem,) = error_of(data).problems
    at = "Resources.Cdna.Properties.DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy"
    assert problem.place == f"{at} (line 23)"


def test_a_collection_that_is_unknown_is_asked_for() -> None:
    error = error_of(sites("!Ref More"))
    assert [one.reference for one in error.unresolved] == ["!Ref More"]
    assert str(error) == (
        "Resources.Fn::ForEach::Sites[1] (line 9): !Ref More: is what this repeats itself for; "
        "give it with parameters={'More': …}"
    )


@pytest.mark.parametrize("loop", ["[]", "[Name, [a]]", "[Name, [a], b]", "[[a], [a], {}]", "x"])
def test_what_is_no_loop_is_refused(loop: str) -> None:
    data: dict[str, Any] = read_yaml(f"Transform: {EXTENSIONS}\nResources:\n  Fn::ForEach::X: {loop}\n")
    assert "Resources.Fn::ForEach::X (line 3): takes a name, a collection and a mapping" in str(
        error_of(data)
    )


def test_loops_without_end_are_refused() -> None:
    loop: Any = {"B": {"Type": "AWS::S3::Bucket"}}
    for level in range(8):
        loop = {f"Fn::ForEach::L{level}": [f"L{level}", [str(one) for one in range(50)], loop]}
    assert "come to more than 100,000 values" in str(error_of({"Transform": EXTENSIONS, "Resources": loop}))


def test_without_the_transform_a_loop_is_nothing() -> None:
    assert "describes no distribution" in str(error_of(sites("[a]", "AWS::Serverless-2016-10-31")))
