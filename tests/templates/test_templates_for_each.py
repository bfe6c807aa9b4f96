"""Loops of a template (Fn::ForEach)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from support.services import service
from support.templates import error_of

from pytest_lambda_edge.model.origins import CustomOrigin
from pytest_lambda_edge.templates.load import load_distribution
from pytest_lambda_edge.templates.yaml_documents import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

SITES = """
Transform: %s
Parameters:
  Names: {Type: CommaDelimitedList, Default: "shop, blog"}
  More: {Type: CommaDelimitedList}
  Kept: {Type: "AWS::SSM::Parameter::Value<List<String>>", Default: /names}
Mappings: {Names: {Stage: {prod: [m, n]}}}
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
        ("!FindInMap [Names, Stage, prod]", {}, ["m", "n"]),
        ("!Ref Kept", {"Kept": "v,w"}, ["v", "w"]),
        ("!Ref Kept", {"/names": "v,w"}, ["v", "w"]),
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
    assert problem.place == f"{at} (line 25)"


def test_a_loop_in_the_resources_of_a_service_has_its_places_there() -> None:
    looped = sites("[a]")
    data = service("")
    data["resources"] = {"Transform": EXTENSIONS, "Resources": looped["Resources"]}
    config = looped["Resources"]["Fn::ForEach::Sites"][2]["Cdn&{Name}"]["Properties"]["DistributionConfig"]
    config["DefaultCacheBehavior"]["ViewerProtocolPolicy"] = "maybe"
    (problem,) = error_of(data).problems
    at = "resources.Resources.Cdna.Properties.DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy"
    assert problem.place == f"{at} (line 25)"


def test_a_collection_that_is_unknown_is_asked_for() -> None:
    error = error_of(sites("!Ref More"))
    assert [one.reference for one in error.unresolved] == ["!Ref More"]
    assert str(error) == (
        "Resources.Fn::ForEach::Sites[1] (line 11): !Ref More, for which this loop repeats itself: "
        "the parameter has no default; give it with parameters={'More': …}"
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


@pytest.mark.parametrize("collection", ["!Ref Many", "[x]"])
def test_loops_that_make_nothing_end_too(collection: str) -> None:
    many = ",".join("a" * 2_000)
    loop: Any = {}
    for level in range(30):
        inner = read_yaml(collection) if level else {"Ref": "Many"}
        loop = {f"Fn::ForEach::L{level}": [f"L{level}", inner, loop]}
    loop = {"Fn::ForEach::Outer": ["O", {"Ref": "Many"}, loop]}
    data = {
        "Transform": EXTENSIONS,
        "Parameters": {"Many": {"Type": "CommaDelimitedList", "Default": many}},
        "Resources": loop,
    }
    assert "come to more than" in str(error_of(data))


def test_text_that_grows_from_loop_to_loop_is_refused() -> None:
    loop: Any = {"B${L0}": {"Type": "AWS::S3::Bucket"}}
    for level in range(30):
        loop = {f"Fn::ForEach::L{level}": [f"L{level}", [f"${{L{level + 1}}}" * 10], loop]}
    loop = {"Fn::ForEach::L30": ["L30", ["a"], loop]}
    message = "come to more than 10,000,000 characters"
    assert message in str(error_of({"Transform": EXTENSIONS, "Resources": loop}))


@pytest.mark.parametrize("collection", ["x", "!Ref AWS::Region", "{a: b}", "[[[a]]]", "[{}]", "[!Ref Site]"])
def test_a_collection_that_is_no_list_of_texts_is_refused(collection: str) -> None:
    assert "Resources.Fn::ForEach::Sites[1]" in str(error_of(sites(collection)))


def test_names_that_are_no_texts_end_in_no_traceback() -> None:
    data = {"Transform": EXTENSIONS, "Resources": {1: {2: 3}, "Fn::ForEach::A": ["A", ["b"], {4: {5: 6}}]}}
    assert "describes no distribution" in str(error_of(data))


def test_a_loop_that_asks_for_an_export_of_its_own_stack_ends() -> None:
    data = sites("[!ImportValue own]")
    data["Outputs"] = {"Own": {"Value": "a", "Export": {"Name": "own"}}}
    assert list(load_distribution(data).origins) == ["a"]


def test_a_nested_stack_s_loop_goes_by_what_is_handed_down(tmp_path: Path) -> None:
    nested = json.dumps(sites("!Ref Names"))
    (tmp_path / "sites.json").write_text(nested, encoding="utf-8")
    properties = {"TemplateURL": "sites.json", "Parameters": {"Names": "north,south"}}
    stack = {"Type": "AWS::CloudFormation::Stack", "Properties": properties}
    main = tmp_path / "main.json"
    main.write_text(json.dumps({"Resources": {"Sites": stack}}), encoding="utf-8")
    assert list(load_distribution(main, distribution="Cdnsouth").origins) == ["south"]


@pytest.mark.parametrize("name", ["AWS::Serverless-2016-10-31", "AWS::Include"])
def test_without_the_transform_a_loop_is_refused_unless_a_macro_may_read_it(name: str) -> None:
    message = "Resources.Fn::ForEach::Sites (line 9): is a loop, which is written out only where"
    assert (message in str(error_of(sites("[a]", name)))) is (name != "AWS::Include")


def test_the_transform_may_be_written_as_a_mapping() -> None:
    assert list(load_distribution(sites("[a]", f"{{Name: {EXTENSIONS}}}")).origins) == ["a"]
