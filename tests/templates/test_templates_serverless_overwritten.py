"""Associations that ``resources`` lays over those of cloudFront events, and what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.services import SITE, event, in_folder, service, with_events
from support.templates import error_of

from pytest_lambda_edge.templates.load import load_distribution
from pytest_lambda_edge.templates.yaml_documents import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

ARN = "arn:aws:lambda:us-east-1:123456789012:function"
CONFIG = "resources.Resources.CloudFrontDistribution.Properties.DistributionConfig"
EVENTS_ALONE = (
    "associate it by a cloudFront event, or by lambdaAtEdge of "
    "@silvermine/serverless-plugin-cloudfront-lambda-edge: resources cannot name its version, which the "
    "framework calls EdgeLambdaVersion and a hash of the code"
)


def laid_over(association: str) -> str:
    """Return resources that lay an association over the first one of the events."""
    return f"""
resources:
  Resources:
    CloudFrontDistribution:
      Properties:
        DistributionConfig:
          DefaultCacheBehavior:
            LambdaFunctionAssociations:
              - {association}
"""


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("!GetAtt EdgeLambdaFunction.Arn", "{'Fn::GetAtt': ['EdgeLambdaFunction', 'Arn']}"),
        ("!Sub '${EdgeLambdaFunction.Arn}:$LATEST'", "{'Fn::Sub': '${EdgeLambdaFunction.Arn}:$LATEST'}"),
        ("!ImportValue EdgeArn", "{'Fn::ImportValue': 'EdgeArn'}"),
    ],
)
def test_two_references_laid_over_one_another_are_no_arn(written: str, shown: str) -> None:
    data = with_events(event(), more=laid_over(f"LambdaFunctionARN: {written}"))
    error = error_of(data)
    assert error.code == "InvalidLambdaFunctionAssociation"
    assert str(error) == (
        f"{CONFIG}.DefaultCacheBehavior.LambdaFunctionAssociations[0].LambdaFunctionARN (line 16): {shown} "
        "is laid over the event's {'Ref': 'EdgeLambdaVersion'} key by key, and CloudFormation takes no "
        "mapping of both for an ARN; associate a function of this service by a cloudFront event of its own, "
        "any other by its ARN as text"
    )


def test_behaviors_with_a_path_are_looked_at_as_well() -> None:
    more = laid_over("LambdaFunctionARN: !ImportValue EdgeArn")
    data = with_events(event(more="pathPattern: /a"), more=more)
    config = data["resources"]["Resources"]["CloudFrontDistribution"]["Properties"]["DistributionConfig"]
    config["CacheBehaviors"] = [config.pop("DefaultCacheBehavior")]
    assert f"{CONFIG}.CacheBehaviors[0].LambdaFunctionAssociations[0].Lambda" in str(error_of(data))


@pytest.mark.parametrize(("written", "shown"), [("5", "5"), ("[edge]", "['edge']")])
def test_what_takes_the_place_of_an_arn_and_is_none_is_shown(written: str, shown: str) -> None:
    data = with_events(event(), more=laid_over(f"LambdaFunctionARN: {written}"))
    (problem,) = error_of(data).problems
    assert problem.place.endswith("LambdaFunctionAssociations[0].LambdaFunctionARN (line 16)")
    assert problem.message.endswith(f"such as !Ref of an AWS::Lambda::Version, not {shown}")


def test_a_reference_to_nothing_is_told_where_it_stands() -> None:
    data = with_events(event(), more=laid_over("LambdaFunctionARN: !Ref Nothing"))
    (problem,) = error_of(data).problems
    assert problem.place.endswith("LambdaFunctionAssociations[0].LambdaFunctionARN (line 16)")
    assert problem.message.startswith("refers to 'Nothing', which is no parameter and no resource")


def test_an_arn_as_text_takes_the_place_of_the_event_s_function() -> None:
    data = with_events(event(), more=laid_over(f"LambdaFunctionARN: {ARN}:other:1"))
    (unresolved,) = error_of(data).unresolved
    assert (unresolved.event_type, unresolved.reference) == ("viewer-request", f"{ARN}:other:1")
    config = load_distribution(data, functions={"other": dict})
    assert config.viewer_request is not None


@pytest.mark.parametrize("written", ["edge", "EdgeLambdaVersion", ""])
def test_text_that_is_no_arn_is_told_as_what_it_is(written: str) -> None:
    data = with_events(event(), more=laid_over(f"LambdaFunctionARN: {written!r}"))
    (unresolved,) = error_of(data).unresolved
    assert unresolved.why == (
        f"{written!r} is no ARN of a function, and nothing else in this document; give it as "
        f"functions={{{written!r}: handler}}"
    )


def test_the_rest_of_an_association_is_the_event_s(tmp_path: Path) -> None:
    written = "functions: {edge: {handler: src/edge.handler, events: [{cloudFront: " + event() + "}]}}\n"
    path = in_folder(tmp_path, written + laid_over("EventType: origin-request"))
    config = load_distribution(path)
    assert config.viewer_request is None
    assert config.origin_request is not None


@pytest.mark.parametrize(
    "arn",
    [
        "!GetAtt EdgeLambdaFunction.Arn",
        "!Sub '${EdgeLambdaFunction.Arn}:$LATEST'",
        f"{ARN}:site-dev-edge:live",
    ],
)
@pytest.mark.fact("LE-297", "CF-295", "CF-296")
def test_without_a_numbered_version_it_is_told_what_a_service_writes(arn: str) -> None:
    assert f"takes a numbered version (LE-297); {EVENTS_ALONE}" in str(error_of(associating(arn)))


def test_a_version_of_the_service_s_own_is_what_to_write() -> None:
    data = associating("!GetAtt EdgeLambdaFunction.Arn")
    own = {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": {"Ref": "EdgeLambdaFunction"}}}
    data["resources"]["Resources"]["EdgeVersion"] = own
    assert "takes a numbered version (LE-297); write !Ref EdgeVersion\n" in str(error_of(data))


def associating(arn: str) -> dict[str, Any]:
    """Return a service whose distribution in resources has an association of its own."""
    data = service(f"functions: {{edge: {{handler: src/edge.handler}}}}\n{SITE}")
    config = data["resources"]["Resources"]["Site"]["Properties"]["DistributionConfig"]
    association = {"EventType": "viewer-request", "LambdaFunctionARN": read_yaml(arn)}
    config["DefaultCacheBehavior"]["LambdaFunctionAssociations"] = [association]
    return data
