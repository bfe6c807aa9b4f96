"""Attributes of resources in Fn::GetAtt: what AWS refuses of them, and what it is read as."""

from __future__ import annotations

from typing import Any

import pytest
from support.templates import CACHING_DISABLED, distribution, error_of, origin, template

from pytest_lambda_edge import project
from pytest_lambda_edge.errors import EdgeDeployWarning, Problem
from pytest_lambda_edge.model.origins import S3Origin
from pytest_lambda_edge.model.problems import nearest
from pytest_lambda_edge.templates.cloudformation.attribute_names import ATTRIBUTES
from pytest_lambda_edge.templates.cloudformation.misspelt import meant
from pytest_lambda_edge.templates.load import load_distribution
from pytest_lambda_edge.templates.yaml_documents import read_yaml

RESOURCES = """\
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: fn
      Handler: index.handler
      Runtime: python3.13
      Code: {ZipFile: "def handler(event, context): return None"}
  V:
    Type: AWS::Lambda::Version
    Properties: {FunctionName: !Ref Fn}
  Live:
    Type: AWS::Lambda::Alias
    Properties: {FunctionName: !Ref Fn, Name: live, FunctionVersion: !GetAtt V.Version}
  Cache:
    Type: AWS::CloudFront::CachePolicy
    Properties:
      CachePolicyConfig:
        Name: cache
        MinTTL: 1
        DefaultTTL: 2
        MaxTTL: 3
        ParametersInCacheKeyAndForwardedToOrigin:
          EnableAcceptEncodingGzip: false
          HeadersConfig: {HeaderBehavior: none}
          CookiesConfig: {CookieBehavior: none}
          QueryStringsConfig: {QueryStringBehavior: none}
  Rewrite:
    Type: AWS::CloudFront::Function
    Properties:
      Name: rewrite
      AutoPublish: true
      FunctionConfig: {Comment: "", Runtime: cloudfront-js-2.0}
      FunctionCode: "function handler(event) { return event.request; }"
  Pages: {Type: AWS::S3::Bucket}
  Balancer: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer}
  Access: {Type: AWS::CloudFront::OriginAccessControl}
  Identity: {Type: AWS::CloudFront::CloudFrontOriginAccessIdentity}
  Lookup: {Type: "Custom::Lookup"}
  Product: {Type: AWS::ServiceCatalog::CloudFormationProvisionedProduct}
  Other: {Type: "Mine::Access::Control"}
"""
SITE = "Resources.Site.Properties.DistributionConfig"
ARN = f"{SITE}.DefaultCacheBehavior.LambdaFunctionAssociations[0].LambdaFunctionARN (line 1)"


def associated(arn: str, text: str = RESOURCES) -> dict[str, Any]:
    """Return a template whose distribution has a function of Lambda@Edge."""
    return template(
        text, Site=distribution([{"EventType": "viewer-request", "LambdaFunctionARN": read_yaml(arn)}])
    )


def with_behavior(**settings: str) -> dict[str, Any]:
    """Return a template whose default behavior has these settings, in YAML."""
    behavior = {
        "TargetOriginId": "www",
        "ViewerProtocolPolicy": "allow-all",
        "CachePolicyId": CACHING_DISABLED,
    }
    behavior |= {name: read_yaml(value) for name, value in settings.items()}
    return template(RESOURCES, Site=distribution(DefaultCacheBehavior=behavior))


def with_origin(**settings: Any) -> dict[str, Any]:
    """Return a template whose origin has these settings."""
    return template(RESOURCES, Site=distribution(Origins=[origin(**settings)]))


def with_identity(text: str) -> dict[str, Any]:
    """Return a template whose bucket is read with an origin access identity."""
    config = {"OriginAccessIdentity": {"Fn::Sub": f"origin-access-identity/cloudfront/{text}"}}
    bucket = {"Id": "www", "DomainName": "b.s3.amazonaws.com", "S3OriginConfig": config}
    return template(RESOURCES, Site=distribution(Origins=[bucket]))


def refused(data: dict[str, Any], **asked: Any) -> Problem:
    """Return the only problem of a template, of which a warning can be made."""
    error = error_of(data, **asked)
    (problem,) = error.problems
    assert error.refused == (problem,)
    return problem


@pytest.mark.parametrize(
    ("arn", "attribute", "kind", "hint"),
    [
        ("!GetAtt V.Arn", "Arn", "AWS::Lambda::Version", "write !Ref V"),
        ("!GetAtt V.Id", "Id", "AWS::Lambda::Version", "write !Ref V"),
        ("!GetAtt V.Bogus", "Bogus", "AWS::Lambda::Version", "write !Ref V"),
        ("!GetAtt [V, FunctionARN]", "FunctionARN", "AWS::Lambda::Version", "did you mean 'FunctionArn'?"),
        ("!Sub '${V.Functionarn}'", "Functionarn", "AWS::Lambda::Version", "did you mean 'FunctionArn'?"),
        ("!Sub '${Fn.Arn}:${V.version}'", "version", "AWS::Lambda::Version", "did you mean 'Version'?"),
        ("!Sub '${Fn.ARN}:1'", "ARN", "AWS::Lambda::Function", "did you mean 'Arn'?"),
    ],
)
def test_an_attribute_that_a_resource_does_not_have_is_refused_where_it_is_asked_for(
    arn: str, attribute: str, kind: str, hint: str
) -> None:
    assert refused(associated(arn)) == Problem(
        ARN,
        f"{attribute!r} is no attribute of an {kind}; {hint}",
        "ValidationError",
        aws_message=f"Requested attribute {attribute} does not exist in schema for {kind}",
    )


def test_an_alias_has_one_attribute() -> None:
    problems = error_of(associated("!GetAtt Live.Arn")).problems
    messages = [one.message for one in problems]
    assert messages[0] == "'Arn' is no attribute of an AWS::Lambda::Alias; write !Ref Live"
    assert "the version or alias 'live'" in messages[1]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("!GetAtt Fn.ARN", "did you mean 'Arn'?"),
        ("!GetAtt Fn.FunctionArn", "did you mean 'Arn'?"),
        ("!GetAtt Fn.Name", "write !Ref Fn"),
        ("!GetAtt Fn.Id", "write !Ref Fn"),
    ],
)
def test_a_version_names_its_function_by_what_that_has(name: str, hint: str) -> None:
    text = RESOURCES.replace("Properties: {FunctionName: !Ref Fn}", f"Properties: {{FunctionName: {name}}}")
    problem = refused(associated("!Ref V", text))
    assert problem.place == "Resources.V.Properties.FunctionName (line 11)"
    assert problem.message.endswith(f"is no attribute of an AWS::Lambda::Function; {hint}")


def test_the_number_of_a_version_is_no_arn() -> None:
    assert refused(associated("!GetAtt V.Version")) == Problem(
        ARN,
        "is the number of the version alone, which is no ARN; write !Ref V",
        "InvalidLambdaFunctionAssociation",
    )


@pytest.mark.parametrize(
    ("arn", "message"),
    [
        ("!Sub '${Fn}:1'", "begins with the name of a function, which is no ARN; write ${Fn.Arn}"),
        (
            "!Join [':', [!Ref Fn, !GetAtt V.Version]]",
            "begins with the name of a function, which is no ARN; write ${Fn.Arn}",
        ),
        (
            "!Sub '${Fn.Arn}:${V}'",
            "ends with the ARN of a version; write !Ref V alone, or ${V.Version}",
        ),
        (
            "!Sub '${Fn.Arn}:${V.FunctionArn}'",
            "ends with the ARN of a version; write !Ref V alone, or ${V.Version}",
        ),
    ],
)
def test_text_around_a_function_must_come_to_an_arn(arn: str, message: str) -> None:
    problem = refused(associated(arn))
    assert (problem.message, problem.code) == (message, "InvalidLambdaFunctionAssociation")


@pytest.mark.parametrize(
    "arn",
    [
        "!Ref V",
        "!GetAtt V.FunctionArn",
        "!Sub '${V}'",
        "!Sub '${Fn.Arn}:1'",
        "!Sub '${Fn.Arn}:${V.Version}'",
        "!Join [':', [!GetAtt Fn.Arn, !GetAtt V.Version]]",
        "!Sub 'arn:aws:lambda:us-east-1:123456789012:function:${Fn}:${V.Version}'",
    ],
)
def test_what_comes_to_the_arn_of_a_version_is_none_to_refuse(arn: str) -> None:
    assert load_distribution(associated(arn)).viewer_request is not None


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        ("!GetAtt Cache.ID", "'ID' is no attribute of an AWS::CloudFront::CachePolicy; did you mean 'Id'?"),
        ("!GetAtt Cache.Arn", "'Arn' is no attribute of an AWS::CloudFront::CachePolicy; write !Ref Cache"),
        (
            "!GetAtt Cache.LastModifiedTime",
            "!GetAtt Cache.LastModifiedTime is not what a distribution names it by; write !Ref Cache",
        ),
    ],
)
def test_a_policy_is_named_by_its_id(policy: str, message: str) -> None:
    problem = refused(with_behavior(CachePolicyId=policy))
    assert problem.place == f"{SITE}.DefaultCacheBehavior.CachePolicyId (line 1)"
    assert problem.message == message


@pytest.mark.parametrize(
    ("attribute", "message"),
    [
        ("FunctionArn", "is no attribute of an AWS::CloudFront::Function; did you mean 'FunctionARN'?"),
        ("Arn", "is no attribute of an AWS::CloudFront::Function; write !Ref Rewrite"),
        ("Stage", "is not what a distribution names it by; write !Ref Rewrite"),
        ("FunctionARN", ""),
        ("FunctionMetadata.FunctionARN", ""),
    ],
)
def test_a_cloudfront_function_is_named_by_its_arn(attribute: str, message: str) -> None:
    association = f"[{{EventType: viewer-request, FunctionARN: !GetAtt Rewrite.{attribute}}}]"
    data = with_behavior(FunctionAssociations=association)
    if message:
        assert refused(data).message.endswith(message)
    else:
        assert load_distribution(data).viewer_request is not None


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Pages.RegionalDomainname", "an AWS::S3::Bucket; did you mean 'RegionalDomainName'?"),
        ("Pages.Domain-Name", "an AWS::S3::Bucket; did you mean 'DomainName'?"),
        (
            "Balancer.DnsName",
            "an AWS::ElasticLoadBalancingV2::LoadBalancer; did you mean 'DNSName'?",
        ),
    ],
)
def test_a_misspelt_attribute_cannot_be_given(name: str, message: str) -> None:
    data = with_origin(DomainName={"Fn::GetAtt": name})
    for parameters in ({}, {name: "www.example.com"}):
        error = error_of(data, parameters=parameters)
        (told,) = error.refused
        assert told.message == f"{name.partition('.')[2]!r} is no attribute of {message}"
        assert f"parameters={{{name!r}" not in str(error)


def test_only_the_case_is_overlooked_where_a_new_attribute_may_be_like_a_known_one() -> None:
    name = "Balancer.LoadBalancerFullNames"
    data = template(RESOURCES, Site=distribution(DefaultRootObject={"Fn::GetAtt": name}))
    assert load_distribution(data, parameters={name: "x"}).default_root_object == "x"


@pytest.mark.parametrize("name", ["Pages.Bogus", "Balancer.DualStackDNS", "Lookup.RegionalDomainname"])
def test_an_attribute_that_aws_may_have_added_can_be_given(name: str) -> None:
    data = with_origin(DomainName={"Fn::GetAtt": name})
    assert f"give it with parameters={{{name!r}: …}}" in str(error_of(data))
    config = load_distribution(data, parameters={name: "www.example.com"})
    assert config.origins["www"].domain_name == "www.example.com"  # type: ignore[union-attr]


def test_a_template_of_which_a_macro_makes_something_else_may_have_any_attribute() -> None:
    data = with_origin(DomainName={"Fn::GetAtt": "Pages.RegionalDomainname"}) | {"Transform": "Mine"}
    with pytest.warns(match="the macro 'Mine' is not run"):
        assert load_distribution(data, parameters={"Pages.RegionalDomainname": "a.example.com"}).origins


@pytest.mark.parametrize("access", ["!Ref Access", "!GetAtt Access.Id", "E2QWRUHAPOMQZL", "''"])
def test_an_origin_names_its_access_control_by_its_id(access: str) -> None:
    assert load_distribution(with_origin(OriginAccessControlId=read_yaml(access))).origins


@pytest.mark.parametrize("access", ["!GetAtt Lookup.Id", "!GetAtt Product.Outputs.Id", "!GetAtt Other.Id"])
def test_an_access_control_that_only_the_deployment_tells_can_be_given(access: str) -> None:
    data = with_origin(OriginAccessControlId=read_yaml(access))
    name = access.removeprefix("!GetAtt ")
    assert [one.reference for one in error_of(data).unresolved] == [access]
    assert load_distribution(data, parameters={name: "E2QWRUHAPOMQZL"}).origins


def test_the_id_of_something_else_is_none_of_an_access_control() -> None:
    error = error_of(with_origin(OriginAccessControlId=read_yaml("!Ref Pages")))
    assert str(error).startswith(f"{SITE}.Origins[0].OriginAccessControlId")
    assert "Pages is an AWS::S3::Bucket; an AWS::CloudFront::OriginAccessControl is wanted here" in str(error)


@pytest.mark.parametrize("identity", ["${Identity}", "${Identity.Id}", "E2QWRUHAPOMQZL"])
def test_a_bucket_is_read_with_the_id_of_an_access_identity(identity: str) -> None:
    config = load_distribution(with_identity(identity))
    found = config.origins["www"]
    assert isinstance(found, S3Origin)
    assert str(found.origin_access_identity).startswith("origin-access-identity/cloudfront/")


def test_a_canonical_user_is_no_access_identity() -> None:
    assert refused(with_identity("${Identity.S3CanonicalUserId}")).message == (
        "!GetAtt Identity.S3CanonicalUserId is not what a distribution names it by; write !Ref Identity"
    )
    wanted = "an AWS::CloudFront::CloudFrontOriginAccessIdentity is wanted here"
    assert wanted in str(error_of(with_identity("${Access}")))


def test_all_wrong_attributes_are_told_at_once_and_each_once() -> None:
    data = with_behavior(
        CachePolicyId="!GetAtt Cache.ID",
        LambdaFunctionAssociations="[{EventType: origin-request, LambdaFunctionARN: !GetAtt V.Arn}]",
        FunctionAssociations="[{EventType: viewer-response, FunctionARN: !GetAtt Rewrite.FunctionArn}]",
    )
    data["Resources"]["V"]["Properties"]["FunctionName"] = read_yaml("!GetAtt Fn.ARN")
    wrong = [one.message.partition(" ")[0] for one in error_of(data).problems]
    assert sorted(wrong) == ["'ARN'", "'Arn'", "'FunctionArn'", "'ID'"]


def test_what_may_never_be_chosen_is_not_looked_at_for_attributes() -> None:
    text = "Parameters: {Stage: {Type: String}}\nConditions: {Live: !Equals [!Ref Stage, live]}\n"
    root = read_yaml("!If [Live, !GetAtt Pages.arn, x]")
    data = template(text + RESOURCES, Site=distribution(DefaultRootObject=root))
    assert [one.reference for one in error_of(data).unresolved] == ["!Ref Stage"]
    assert not error_of(data).refused
    assert load_distribution(data, parameters={"Stage": "test"}).origins


def test_with_warnings_what_is_meant_is_simulated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project, "deploy_checks", ["warn"])
    data = with_origin(DomainName={"Fn::GetAtt": "Pages.RegionalDomainname"})
    with pytest.warns(EdgeDeployWarning, match="'RegionalDomainname' is no attribute of"):
        config = load_distribution(data)
    right = load_distribution(with_origin(DomainName={"Fn::GetAtt": "Pages.RegionalDomainName"}))
    assert config == right


@pytest.mark.parametrize("kind", sorted(ATTRIBUTES))
def test_no_attribute_of_a_type_is_taken_for_another_one(kind: str) -> None:
    names = ATTRIBUTES[kind]
    alike = [name for name in names if meant(name, names - {name})]
    assert alike == [] or "LoadBalancer" in kind
    assert [name for name in names if nearest(name, names - {name}, 1)] == []


SAM = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      Handler: index.handler
      Runtime: python3.13
      InlineCode: "def handler(event, context): return None"
"""


@pytest.mark.parametrize(
    ("arn", "message"),
    [
        (
            "!GetAtt Fn.Version.Version",
            "is the number of the version alone, which is no ARN; write !Ref Fn.Version",
        ),
        (
            "!GetAtt Fn.Version.Arn",
            "'Arn' is no attribute of an AWS::Lambda::Version; write !Ref Fn.Version",
        ),
        ("!Sub '${Fn}:1'", "begins with the name of a function, which is no ARN; write ${Fn.Arn}"),
    ],
)
def test_what_sam_makes_has_the_attributes_of_its_type(arn: str, message: str) -> None:
    assert refused(associated(arn, SAM)).message == message


@pytest.mark.parametrize("arn", ["!GetAtt Fn.Version.FunctionArn", "!Sub '${Fn.Arn}:${Fn.Version.Version}'"])
def test_what_sam_makes_is_named_by_its_attributes(arn: str) -> None:
    assert load_distribution(associated(arn, SAM)).viewer_request is not None
