"""Names in a template that lack their Fn::Sub: each is told where it is written, whatever refers to it."""

from __future__ import annotations

from typing import Any

import pytest
from support.templates import distribution, error_of, origin, template

from pytest_lambda_edge.errors import Problem
from pytest_lambda_edge.templates.load import load_distribution
from pytest_lambda_edge.templates.yaml_documents import read_yaml

WHY = "Fn::Sub alone fills in ${…}, and here it stands outside of one; write !Sub before the text"
RESOURCES = """\
Parameters: {Stage: {Type: String, Default: test}}
Resources:
  Pages:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: BUCKET
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: FUNCTION
      Handler: index.handler
      Runtime: python3.13
      Code: {ZipFile: "def handler(event, context): return None"}
  V:
    Type: AWS::Lambda::Version
    Properties: {FunctionName: !Ref Fn}
  Rewrite:
    Type: AWS::CloudFront::Function
    Properties:
      Name: REWRITE
      AutoPublish: true
      FunctionConfig: {Comment: "", Runtime: cloudfront-js-2.0}
      FunctionCode: "function handler(event) { return event.request; }"
"""


def site(domain_name: str, **names: str) -> dict[str, Any]:
    """Return a template with a bucket as its origin, and with these names of its resources."""
    text = RESOURCES
    for name in ("bucket", "function", "rewrite"):
        text = text.replace(name.upper(), names.get(name, name))
    data = template(text, Site=distribution(Origins=[origin(DomainName=read_yaml(domain_name))]))
    behavior = data["Resources"]["Site"]["Properties"]["DistributionConfig"]["DefaultCacheBehavior"]
    behavior["LambdaFunctionAssociations"] = [
        {"EventType": "origin-request", "LambdaFunctionARN": read_yaml("!Ref V")}
    ]
    behavior["FunctionAssociations"] = [
        {"EventType": "viewer-request", "FunctionARN": read_yaml("!Ref Rewrite")}
    ]
    return data


@pytest.mark.parametrize(
    "domain_name",
    ["!GetAtt Pages.RegionalDomainName", "!GetAtt Pages.DomainName", "!Sub '${Pages}.s3.amazonaws.com'"],
)
def test_a_bucket_s_name_without_sub_is_told_in_its_own_line(domain_name: str) -> None:
    data = site(domain_name, bucket='"pages-${Stage}"')
    error = error_of(data)
    (unresolved,) = error.unresolved
    assert len(error.problems) == 1
    assert str(unresolved.place) == "Resources.Pages.Properties.BucketName (line 6)"
    assert unresolved.reference == "pages-${Stage}"
    assert unresolved.why == (
        f"{WHY}, or where something else fills it in, give the origin as origins={{'www': 'https://…'}}"
    )


def test_what_else_fills_in_a_name_is_no_matter_of_who_gives_the_origin() -> None:
    data = site("!GetAtt Pages.DomainName", bucket='"pages-${Stage}"')
    assert load_distribution(data, origins={"www": "https://pages.example.com"}).origins


def test_a_domain_name_without_sub_is_told_where_it_stands() -> None:
    (unresolved,) = error_of(site('"pages-${Stage}.s3.amazonaws.com"')).unresolved
    assert unresolved.place.path == "Resources.Site.Properties.DistributionConfig.Origins[0].DomainName"
    assert unresolved.why.startswith(
        f"{WHY}, or where something else fills it in, give the origin as origins="
    )


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        ("function", "Resources.Fn.Properties.FunctionName (line 10)"),
        ("rewrite", "Resources.Rewrite.Properties.Name (line 20)"),
    ],
)
def test_a_function_s_name_without_sub_is_refused_in_its_own_line(kind: str, place: str) -> None:
    error = error_of(site("www.example.com", **{kind: '"x-${Stage}"'}))
    assert error.problems == (Problem(place, f"x-${{Stage}}: {WHY}", "ValidationError"),)
    assert error.refused == error.problems


def test_all_names_without_sub_are_told_at_once() -> None:
    wrong = '"x-${AWS::Region}"'
    data = site("!GetAtt Pages.DomainName", bucket=wrong, function=wrong, rewrite=wrong)
    assert [one.place.rpartition(" ")[2] for one in error_of(data).problems] == ["6)", "10)", "20)"]


def test_names_with_sub_are_filled_in() -> None:
    filled = '!Sub "x-${Stage}"'
    config = load_distribution(
        site("!GetAtt Pages.DomainName", bucket=filled, function=filled, rewrite=filled)
    )
    assert config.origins["www"].domain_name == "x-test.s3.amazonaws.com"  # type: ignore[union-attr]
