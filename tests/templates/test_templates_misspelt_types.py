"""Types of resources that are misspelt: they are read as they are meant, and AWS refuses them."""

from __future__ import annotations

from typing import Any

import pytest
from support.templates import distribution, error_of, template

from pytest_lambda_edge.errors import ConfigError, Problem
from pytest_lambda_edge.templates.cloudformation.misspelt_types import type_meant
from pytest_lambda_edge.templates.load import load_distribution
from pytest_lambda_edge.templates.yaml_documents import read_yaml

FUNCTION = """\
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: python3.13
      Code: {ZipFile: "def handler(event, context): return None"}
  FnVersion:
    Type: AWS::Lambda::Version
    Properties: {FunctionName: !Ref Fn}
"""
SAM = """\
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      Handler: index.handler
      Runtime: python3.13
      InlineCode: "def handler(event, context): return None"
"""


def associated(text: str, arn: str) -> dict[str, Any]:
    """Return a template whose distribution has a function."""
    return template(
        text, Site=distribution([{"EventType": "viewer-request", "LambdaFunctionARN": read_yaml(arn)}])
    )


@pytest.mark.parametrize(
    ("text", "arn", "right", "wrong", "place"),
    [
        (FUNCTION, "!Ref FnVersion", "AWS::Lambda::Function", "AWS::Lambda::Fuction", "Fn.Type (line 3)"),
        (
            FUNCTION,
            "!Ref FnVersion",
            "AWS::Lambda::Version",
            "AWS::lambda::version",
            "FnVersion.Type (line 9)",
        ),
        (SAM, "!Ref Fn.Version", "AWS::Serverless::Function", "AWS::Serverles::Fuction", "Fn.Type (line 3)"),
    ],
)
def test_a_misspelt_type_is_refused_and_read_as_it_is_meant(
    text: str, arn: str, right: str, wrong: str, place: str
) -> None:
    data = associated(text.replace(right, wrong), arn)
    (problem,) = error_of(data).problems
    assert problem == Problem(
        f"Resources.{place}",
        f"{wrong!r} is no type of resources; did you mean {right!r}?",
        "ValidationError",
        aws_message=f"Template format error: Unrecognized resource types: [{wrong}]",
    )
    assert error_of(data).refused == (problem,)


@pytest.mark.parametrize("kind", ["AWS::Cloudfront::Distribution", "AWS::CloudFront::Distributon"])
def test_a_distribution_whose_type_is_misspelt_is_one(kind: str) -> None:
    data = template("Resources: {}", Site=distribution() | {"Type": kind})
    (problem,) = error_of(data).problems
    assert problem.place.startswith("Resources.Site.Type")
    assert (
        problem.message == f"{kind!r} is no type of resources; did you mean 'AWS::CloudFront::Distribution'?"
    )


def test_what_else_is_wrong_is_told_beside_a_misspelt_type() -> None:
    text = FUNCTION.replace("Lambda::Version", "Lambda::version").replace("{FunctionName: !Ref Fn}", "{}")
    messages = [one.message for one in error_of(associated(text, "!Ref FnVersion")).problems]
    assert messages == [
        "Properties.FunctionName is required",
        "'AWS::Lambda::version' is no type of resources; did you mean 'AWS::Lambda::Version'?",
    ]


@pytest.mark.parametrize(
    "kind",
    [
        "AWS::Lambda::LayerVersion",
        "AWS::Lambda::EventInvokeConfig",
        "AWS::Serverless::Api",
        "AWS::S3::BucketPolicy",
        "AWS::SSM::ParameterGroup",
        "AWS::CloudFront::DistributionTenant",
        "AWS::CloudFront::StreamingDistribution",
        "AWS::CloudFormation::StackSet",
        "AWS::Lambda::Function",
        "Custom::Function",
        "Mine::Lambda::Function::MODULE",
        "Function",
        "",
    ],
)
def test_other_types_are_taken_for_none_that_is_read(kind: str) -> None:
    assert type_meant(kind) is None


def test_a_template_of_which_a_macro_makes_another_one_is_let_be() -> None:
    other = {"Type": "AWS::Lambda::Fuction"}
    data = template("Transform: Mine\nResources: {}", Site=distribution(), Other=other)
    with pytest.warns(match="the macro 'Mine' is not run"):
        assert load_distribution(data).origins
    with pytest.raises(ConfigError, match="is no type of resources"):
        load_distribution({name: held for name, held in data.items() if name != "Transform"})
