"""What a template does not tell is all in its first error: one edit suffices to load it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.templates import distribution, error_of, origin, template

from pytest_lambda_edge.model.policies import CachePolicy
from pytest_lambda_edge.templates.load import load_distribution

if TYPE_CHECKING:
    from collections.abc import Mapping

SECTIONS = """
Parameters:
  Host: {Type: String}
  Domain: {Type: String}
  Bucket: {Type: String}
  Stage: {Type: String, AllowedValues: [test, prod]}
  Edge: {Type: String}
Conditions:
  IsProduction: !And [!Equals [!Ref Stage, prod], !Not [!Equals [!Ref Domain, ""]]]
  Same: !Equals [!Ref Host, !Ref Domain]
Resources:
  Balancer: {Type: "AWS::ElasticLoadBalancingV2::LoadBalancer"}
"""


def site(associations: Any = (), /, **more: Any) -> Mapping[str, Any]:
    return template(SECTIONS, Site=distribution(associations, **more))


def lacking(data: Mapping[str, Any], **asked: Any) -> set[str]:
    return {one.reference for one in error_of(data, **asked).unresolved}


def edge(arn: Any) -> list[Any]:
    return [{"EventType": "viewer-request", "LambdaFunctionARN": arn}]


@pytest.mark.parametrize(
    ("value", "references"),
    [
        ({"Fn::Sub": "${Host}.${Domain}"}, {"!Ref Host", "!Ref Domain"}),
        ({"Fn::Join": [".", [{"Ref": "Host"}, "x", {"Ref": "Domain"}]]}, {"!Ref Host", "!Ref Domain"}),
        ({"Fn::Sub": "${Host}.${Host}"}, {"!Ref Host"}),
        ({"Fn::If": ["Same", "a.example.com", "b.example.com"]}, {"!Ref Host", "!Ref Domain"}),
        ({"Fn::If": ["IsProduction", "a.example.com", "b.example.com"]}, {"!Ref Stage", "!Ref Domain"}),
        ({"Fn::If": ["Same", {"Ref": "Bucket"}, "x"]}, {"!Ref Host", "!Ref Domain", "!Ref Bucket"}),
        ({"Fn::If": ["Same", "x", {"Ref": "Bucket"}]}, {"!Ref Host", "!Ref Domain", "!Ref Bucket"}),
        ({"Fn::If": ["Same", {"Fn::GetAtt": "Balancer.DNSName"}, "x"]}, {"!Ref Host", "!Ref Domain"}),
        ({"Fn::If": ["Same", {"Ref": "Nothing"}, "x"]}, {"!Ref Host", "!Ref Domain"}),
        (
            {"Fn::Select": [{"Ref": "Stage"}, {"Fn::Split": ["/", {"Ref": "Host"}]}]},
            {"!Ref Stage", "!Ref Host"},
        ),
        ({"Fn::FindInMap": [{"Ref": "Stage"}, {"Ref": "Host"}, "x"]}, {"!Ref Stage", "!Ref Host"}),
        ("{{resolve:ssm:/a}}.{{resolve:ssm:/b}}", {"{{resolve:ssm:/a}}", "{{resolve:ssm:/b}}"}),
    ],
)
def test_everything_that_a_value_lacks_is_told_at_once(value: Any, references: set[str]) -> None:
    assert lacking(site(Origins=[origin(DomainName=value)])) == references


@pytest.mark.parametrize("name", [{"Fn::Sub": "${Stage}-pages"}, {"Fn::Sub": "${Balancer}-pages"}])
def test_how_a_policy_is_called_need_not_be_known(name: Any) -> None:
    config = {"Name": name, "MinTTL": 1, "DefaultTTL": 2, "MaxTTL": 3}
    policy = {"Type": "AWS::CloudFront::CachePolicy", "Properties": {"CachePolicyConfig": config}}
    data = template(SECTIONS, Site=distribution(), Policy=policy)
    behavior = data["Resources"]["Site"]["Properties"]["DistributionConfig"]["DefaultCacheBehavior"]
    behavior["CachePolicyId"] = {"Ref": "Policy"}
    loaded = load_distribution(data).cache_policy
    assert (getattr(loaded, "name"), getattr(loaded, "max_ttl")) == ("Policy", 3)  # noqa: B009


def test_a_policy_of_the_account_is_given_by_its_id_whatever_that_is() -> None:
    data = site()
    behavior = data["Resources"]["Site"]["Properties"]["DistributionConfig"]["DefaultCacheBehavior"]
    behavior["CachePolicyId"] = "Own"
    assert "give it as parameters={'Own': CachePolicy(...)}" in str(error_of(data))
    config = load_distribution(data, parameters={"Own": CachePolicy(min_ttl=7)})
    assert getattr(config.cache_policy, "min_ttl") == 7  # noqa: B009


def test_what_else_an_origin_lacks_is_told_where_its_id_is_unknown() -> None:
    data = site(Origins=[origin(Id={"Ref": "Bucket"}, DomainName={"Ref": "Host"})])
    error = error_of(data)
    assert {one.reference for one in error.unresolved} == {"!Ref Bucket", "!Ref Host"}
    assert "origins=" not in str(error)


def test_the_values_that_a_parameter_takes_are_told() -> None:
    data = site(Comment="x", Aliases=[{"Fn::Sub": "${Stage}.example.com"}])
    assert "the parameter has no default and takes 'test' or 'prod'; give it with" in str(error_of(data))


def test_an_export_is_asked_for_as_its_name_is_written() -> None:
    export = {"Fn::ImportValue": {"Fn::Sub": "${Stage}-zone"}}
    data = site(Aliases=[{"Fn::Join": [".", ["www", export]]}])
    assert "give it with parameters={'${Stage}-zone': …}" in str(error_of(data))
    for given in ({"${Stage}-zone": "example.com"}, {"Stage": "test", "test-zone": "example.com"}):
        assert list(load_distribution(data, parameters=given).aliases) == ["www.example.com"]


@pytest.mark.parametrize("given", [{}, {"Stage": "test"}])
def test_a_function_can_be_given_as_the_name_of_its_export_is_written(given: dict[str, str]) -> None:
    data = site(edge({"Fn::ImportValue": {"Fn::Sub": "${Stage}-auth"}}))
    config = load_distribution(data, functions={"${Stage}-auth": lambda event, _: event}, parameters=given)
    assert config.viewer_request is not None


@pytest.mark.parametrize("arn", [{"Ref": "Edge"}, {"Fn::ImportValue": "edge-auth"}, "{{resolve:ssm:/edge}}"])
def test_of_an_arn_that_is_unknown_the_function_is_asked_for_alone(arn: Any) -> None:
    message = str(error_of(site(edge(arn))))
    assert "give it as functions={" in message
    assert "parameters=" not in message


def test_of_an_arn_whose_function_may_be_known_either_is_asked_for() -> None:
    message = str(
        error_of(site(edge({"Fn::Sub": "arn:aws:lambda:us-east-1:123456789012:function:${Edge}:1"})))
    )
    assert "give it with parameters={'Edge': …}; or give it as functions={'Edge': handler}" in message


def test_a_resource_may_be_given_beside_the_function_that_needed_it() -> None:
    sections = """
    Resources:
      Pool: {Type: "AWS::Cognito::UserPool"}
      Auth:
        Type: AWS::Lambda::Function
        Properties:
          Runtime: python3.13
          Handler: index.handler
          Code: {ZipFile: !Sub "POOL = '${Pool}'"}
      AuthVersion: {Type: "AWS::Lambda::Version", Properties: {FunctionName: !Ref Auth}}
    """
    data = template(sections, Site=distribution(edge({"Ref": "AuthVersion"})))
    error = error_of(data)
    assert "give it with parameters={'Pool': …}; or give it as functions={'Auth': handler}" in str(error)
    given: dict[str, Any] = {"parameters": {"Pool": "x"}, "functions": {"Auth": lambda event, _: event}}
    assert load_distribution(data, **given).viewer_request is not None
