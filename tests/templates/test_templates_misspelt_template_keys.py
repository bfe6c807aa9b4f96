"""Misspelt sections of a template and keys of its resources: read as they are meant, and refused by AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.templates import error_of

from pytest_lambda_edge.errors import ConfigError, Problem
from pytest_lambda_edge.templates.load import load_distribution

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Stage: {Type: String, Default: test}
Conditions:
  IsLive: !Equals [!Ref Stage, live]
Resources:
  Login:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: python3.13
      Code: {ZipFile: "def handler(event, context): return None"}
    DependsOn: LoginRole
  LoginRole:
    Type: AWS::IAM::Role
    Metadata: {Owner: Web}
  LoginVersion:
    Type: AWS::Lambda::Version
    Properties: {FunctionName: !Ref Login}
  Live:
    Type: AWS::CloudFront::Distribution
    Condition: IsLive
    Properties: {DistributionConfig: {Enabled: true}}
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Origins: [{Id: www, DomainName: !Sub "${Stage}.example.com", CustomOriginConfig: {OriginProtocolPolicy: https-only}}]
        DefaultCacheBehavior:
          TargetOriginId: www
          ViewerProtocolPolicy: redirect-to-https
          CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6
          LambdaFunctionAssociations:
            - {EventType: viewer-request, LambdaFunctionARN: !Ref LoginVersion}
Outputs:
  Id: {Value: !Ref Site}
"""  # noqa: E501 - as people write it
SAM = """\
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Resources:
  Guard:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      Handler: index.handler
      Runtime: python3.13
      InlineCode: "def handler(event, context): return None"
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Origins: [{Id: www, DomainName: www.example.com, CustomOriginConfig: {OriginProtocolPolicy: https-only}}]
        DefaultCacheBehavior:
          TargetOriginId: www
          ViewerProtocolPolicy: redirect-to-https
          CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6
          LambdaFunctionAssociations:
            - {EventType: viewer-request, LambdaFunctionARN: !Ref Guard.Version}
"""  # noqa: E501 - as people write it


@pytest.fixture
def told(tmp_path: Path) -> Any:
    def tell(text: str, **given: Any) -> ConfigError:
        path = tmp_path / "template.yaml"
        path.write_text(text, encoding="utf-8")
        return error_of(path, **given)

    return tell


def changed(text: str, was: str, name: str) -> str:
    assert text.count(was) == 1
    return text.replace(was, name)


def test_the_templates_that_are_changed_here_load_as_they_are(tmp_path: Path) -> None:
    for name, text in (("cfn", TEMPLATE), ("sam", SAM)):
        path = tmp_path / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        assert load_distribution(path).viewer_request is not None


@pytest.mark.parametrize(
    ("was", "name", "right", "place"),
    [
        ("Login:\n    Type", "Login:\n    type", "Type", "Login.type (line 8)"),
        (
            "Function\n    Properties:",
            "Function\n    properties:",
            "Properties",
            "Login.properties (line 9)",
        ),
        ("Condition: IsLive", "condition: IsLive", "Condition", "Live.condition (line 22)"),
        (
            "Condition: IsLive",
            "Conditions: IsLive",
            "Condition",
            "Live.Conditions (line 22)",
        ),
        ("DependsOn", "DependOn", "DependsOn", "Login.DependOn (line 13)"),
        ("Metadata", "MetaData", "Metadata", "LoginRole.MetaData (line 16)"),
        (
            "Site:\n    Type: AWS::CloudFront::Distribution\n    Properties",
            "Site:\n    Type: AWS::CloudFront::Distribution\n    Propertes",
            "Properties",
            "Site.Propertes (line 26)",
        ),
    ],
)
def test_a_misspelt_key_of_a_resource_is_refused_alone_and_read_as_it_is_meant(
    told: Any, was: str, name: str, right: str, place: str
) -> None:
    error = told(changed(TEMPLATE, was, name))
    written = place.partition(".")[2].partition(" ")[0]
    (problem,) = error.problems
    assert (problem.place, problem.message) == (
        f"Resources.{place}",
        f"{written!r} is no key of a resource; did you mean {right!r}?",
    )
    assert problem.aws_message == f"Invalid template resource property '{written}'"
    assert error.refused == (problem,)


def test_a_key_beside_the_one_that_is_meant_is_told_and_not_read(told: Any) -> None:
    (problem,) = told(changed(TEMPLATE, "    DependsOn", "    properties: {}\n    DependsOn")).problems
    assert problem.message == "'properties' is no key of a resource; did you mean 'Properties'?"


@pytest.mark.parametrize("section", ["Parameters", "Conditions", "Resources", "Outputs"])
def test_a_misspelt_section_is_refused_alone_and_read_as_it_is_meant(told: Any, section: str) -> None:
    name = section.lower()
    error = told(changed(TEMPLATE, f"{section}:\n", f"{name}:\n"))
    line = TEMPLATE[: TEMPLATE.index(f"{section}:\n")].count("\n") + 1
    (problem,) = error.problems
    assert problem == Problem(
        f"{name} (line {line})",
        f"{name!r} is no section of a template; did you mean {section!r}?",
        "ValidationError",
        aws_message=f"Invalid template property or properties [{name}]",
    )
    assert error.refused == (problem,)


def test_misspelt_mappings_are_read_as_they_are_meant(told: Any) -> None:
    text = changed(TEMPLATE, "Conditions:\n", "mappings:\n  Hosts: {test: {Name: www}}\nConditions:\n")
    text = changed(text, '!Sub "${Stage}.example.com"', "!FindInMap [Hosts, !Ref Stage, Name]")
    (problem,) = told(text).problems
    assert problem.place == "mappings (line 4)"


def test_a_service_of_the_serverless_framework_is_not_taken_for_a_template(told: Any) -> None:
    service = "service: web\nprovider: {name: aws, runtime: python3.13}\nresources:\n"
    resources = TEMPLATE[TEMPLATE.index("  Login:") : TEMPLATE.index("Outputs:")]
    assert all("section of a template" not in one.message for one in told(service + resources).problems)


def test_resources_of_other_documents_make_no_template(told: Any) -> None:
    (problem,) = told("resources:\n  web: {Type: container}\n").problems
    assert "is none of the documents that are read" in problem.message


def test_sections_and_keys_of_which_a_macro_makes_others_are_let_be(told: Any, tmp_path: Path) -> None:
    wrong = changed(changed(TEMPLATE, "Outputs:", "outputs:"), "DependsOn", "DependOn")
    path = tmp_path / "mine.yaml"
    path.write_text(f"Transform: Mine\n{wrong}", encoding="utf-8")
    with pytest.warns(match="the macro 'Mine' is not run"):
        assert load_distribution(path).origins
    assert len(told(wrong).problems) == 2


def test_keys_that_are_no_near_miss_are_let_pass(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(
        changed(TEMPLATE, "    DependsOn", "    Version: 1\n    Owner: Web\n    DependsOn"), encoding="utf-8"
    )
    assert load_distribution(path).origins


def test_a_key_that_sam_s_transform_would_drop_is_told_without_aws_s_words(told: Any) -> None:
    (problem,) = told(changed(SAM, "Function\n    Properties", "Function\n    properties")).problems
    assert problem.message == "'properties' is no key of a resource; did you mean 'Properties'?"
    assert problem.aws_message is None


def test_sam_functions_without_sam_s_transform_are_refused(told: Any) -> None:
    error = told(changed(SAM, "Transform: AWS::Serverless-2016-10-31\n", ""))
    (problem,) = error.problems
    assert problem == Problem(
        "Resources.Guard.Type (line 4)",
        "CloudFormation does not know 'AWS::Serverless::Function' without SAM's transform; "
        "add 'Transform: AWS::Serverless-2016-10-31' at the top of the template",
        "ValidationError",
        aws_message="Template format error: Unrecognized resource types: [AWS::Serverless::Function]",
    )
    assert error.refused == (problem,)


@pytest.mark.parametrize("written", ["AWS::Serverless-2016-10-13", "[AWS::Serverless-2016-10-13]"])
def test_a_misspelt_transform_is_told_with_the_one_that_is_meant(told: Any, written: str) -> None:
    (problem,) = told(changed(SAM, "AWS::Serverless-2016-10-31", written)).problems
    assert problem.place in {"Transform (line 2)", "Transform[0] (line 2)"}
    assert (
        problem.message
        == "'AWS::Serverless-2016-10-13' is no transform; did you mean 'AWS::Serverless-2016-10-31'?"
    )


@pytest.mark.parametrize(
    "top",
    ["Transform: Mine\n", "Transform: {Name: AWS::Include, Parameters: {Location: s3://b/k}}\n"],
)
def test_a_transform_that_a_macro_may_bring_is_not_asked_for(tmp_path: Path, top: str) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(changed(SAM, "Transform: AWS::Serverless-2016-10-31\n", top), encoding="utf-8")
    with pytest.warns(match="is not run"):
        assert load_distribution(path).viewer_request is not None


def test_a_part_of_a_template_needs_no_transform(tmp_path: Path) -> None:
    path = tmp_path / "part.yaml"
    path.write_text(SAM[SAM.index("Resources:") :], encoding="utf-8")
    assert load_distribution(path).viewer_request is not None


def test_associations_that_are_no_list_are_shown_as_they_are_written(told: Any) -> None:
    text = changed(SAM, "- {EventType", "{EventType")
    (problem,) = told(text).problems
    assert problem.message == ("must be a list, not {'EventType': 'viewer-request', 'LambdaFunctionARN': …}")
