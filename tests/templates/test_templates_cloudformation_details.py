"""What CloudFormation does with the less usual of a template, after templates that are deployed."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from support.templates import CACHING_DISABLED, distribution, error_of, origin, resolved, template

from pytest_lambda_edge.distribution import Distribution
from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.model.deploy import configure
from pytest_lambda_edge.templates.load import load_distribution

if TYPE_CHECKING:
    from pathlib import Path

BALANCER = """
Resources:
  Balancer: {Type: "AWS::ElasticLoadBalancingV2::LoadBalancer"}
  Secret: {Type: "AWS::SecretsManager::Secret"}
"""
LIST = "Parameters: {P: {Type: CommaDelimitedList, %s}}"


def test_the_id_of_a_stack_ends_in_a_uuid() -> None:
    stack_id = resolved("!Ref AWS::StackId", **{"AWS::StackName": "site", "AWS::Region": "eu-west-1"})
    assert re.fullmatch(
        r"arn:aws:cloudformation:eu-west-1:123456789012:stack/site/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        stack_id,
    )


def test_the_id_of_a_stack_is_its_own_and_the_same_each_time() -> None:
    ids = [resolved("!Ref AWS::StackId", **{"AWS::StackName": name}) for name in ("a", "a", "b")]
    assert ids[0] == ids[1] != ids[2]


def test_a_name_can_be_made_of_the_last_part_of_the_stack_s_id() -> None:
    part = resolved("!Select [4, !Split ['-', !Select [2, !Split ['/', !Ref AWS::StackId]]]]")
    assert re.fullmatch("[0-9a-f]{12}", part)


def test_what_is_selected_from_is_shown_where_it_has_no_such_value() -> None:
    with pytest.raises(ConfigError, match=r"there is no value 2 in a list of 1: \['api.example.com'\]"):
        resolved("!Select [2, !Split ['/', 'api.example.com']]")


def test_an_origin_may_be_called_by_what_only_the_deployment_makes() -> None:
    group = {
        "Id": "both",
        "Members": {"Quantity": 2, "Items": [{"OriginId": {"Ref": "Balancer"}}, {"OriginId": "www"}]},
        "FailoverCriteria": {"StatusCodes": {"Quantity": 1, "Items": [500]}},
    }
    balancer = origin(Id={"Ref": "Balancer"}, DomainName={"Fn::GetAtt": "Balancer.DNSName"})
    data = template(
        BALANCER,
        Site=distribution(
            Origins=[balancer, origin()],
            OriginGroups={"Quantity": 1, "Items": [group]},
            CacheBehaviors=[
                {
                    "PathPattern": "/api/*",
                    "TargetOriginId": {"Ref": "Balancer"},
                    "ViewerProtocolPolicy": "https-only",
                    "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
                }
            ],
        ),
    )
    config = load_distribution(data, parameters={"Balancer.DNSName": "lb.example.com"})
    assert set(config.origins) == {"Balancer", "www", "both"}
    assert config.behaviors["/api/*"].origin == "Balancer"
    given = {"Balancer": "arn:lb", "Balancer.DNSName": "lb.example.com"}
    assert "arn:lb" in load_distribution(data, parameters=given).origins


def test_a_secret_is_asked_for_by_the_reference_that_is_in_its_name() -> None:
    header = {
        "HeaderName": "X-Origin-Verify",
        "HeaderValue": {"Fn::Sub": "{{resolve:secretsmanager:${Secret}:SecretString:KEY}}"},
    }
    data = template(BALANCER, Site=distribution(Origins=[origin(OriginCustomHeaders=[header])]))
    assert "give it with parameters={'Secret:SecretString:KEY': …}" in str(error_of(data))
    config = load_distribution(data, parameters={"Secret:SecretString:KEY": "open"})
    assert getattr(config.origins["www"], "custom_headers") == {"X-Origin-Verify": "open"}  # noqa: B009


@pytest.mark.fact("CF-281")
def test_code_may_be_one_file_which_is_deployed_alone(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    source = "def handler(event, context):\n    import secret\n"
    (tmp_path / "src" / "index.py").write_text(source, encoding="utf-8")
    (tmp_path / "src" / "secret.py").touch()
    file = tmp_path / "template.yaml"
    file.write_text(
        """
Resources:
  Auth:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: index.handler, Code: ./src/index.py}
  AuthVersion: {Type: "AWS::Lambda::Version", Properties: {FunctionName: !Ref Auth}}
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Origins:
          - {Id: www, DomainName: www.example.com, CustomOriginConfig: {OriginProtocolPolicy: https-only}}
        DefaultCacheBehavior:
          TargetOriginId: www
          ViewerProtocolPolicy: allow-all
          ForwardedValues: {QueryString: false}
          LambdaFunctionAssociations:
            - {EventType: viewer-request, LambdaFunctionARN: !Ref AuthVersion}
""",
        encoding="utf-8",
    )
    with Distribution(load_distribution(file), function_errors="respond") as site:
        result = site.get("/")
    assert "No module named 'secret'" in result.explain()


def test_a_file_that_should_be_an_archive_and_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "edge.zip").write_text("no archive", encoding="utf-8")
    function = {
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "Runtime": "python3.13",
            "Handler": "index.handler",
            "Code": str(tmp_path / "edge.zip"),
        },
    }
    version = {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": {"Ref": "Auth"}}}
    association = {"EventType": "viewer-request", "LambdaFunctionARN": {"Ref": "AuthVersion"}}
    data = template("", Auth=function, AuthVersion=version, Site=distribution([association]))
    (tmp_path / "template.json").write_text(json.dumps(data), encoding="utf-8")
    assert "is neither a folder nor a zip file" in str(error_of(tmp_path / "template.json"))


@pytest.mark.parametrize(("region", "dash"), [("eu-west-1", "-"), ("eu-central-1", "."), ("us-east-2", ".")])
def test_the_address_of_a_website_has_the_dash_or_the_dot_of_its_region(region: str, dash: str) -> None:
    bucket = "Resources: {Pages: {Type: 'AWS::S3::Bucket'}}"
    url = resolved("!GetAtt Pages.WebsiteURL", bucket, **{"AWS::Region": region})
    assert url == f"http://pages.s3-website{dash}{region}.amazonaws.com"


@pytest.mark.parametrize("constraint", ["AllowedValues: ['GET,HEAD', GET]", "AllowedValues: [GET, HEAD]"])
def test_a_list_keeps_its_constraints_as_a_whole_or_item_by_item(constraint: str) -> None:
    assert resolved("!Ref P", LIST % f"Default: 'GET,HEAD', {constraint}") == ["GET", "HEAD"]


def test_a_list_that_keeps_its_constraints_in_neither_way_is_refused() -> None:
    with pytest.raises(ConfigError, match="its value must be 'GET,HEAD' or 'GET', not 'PUT'"):
        resolved("!Ref P", LIST % "Default: 'GET,PUT', AllowedValues: ['GET,HEAD', GET]")


@pytest.mark.fact("CF-313")
@pytest.mark.parametrize(
    ("legacy", "simulated"), [({}, "CachingOptimized"), ({"MinTTL": 5}, "legacy settings")]
)
def test_a_behavior_without_a_policy_is_refused_with_what_is_simulated(
    legacy: dict[str, Any], simulated: str
) -> None:
    data = template("", Site=distribution())
    behavior = data["Resources"]["Site"]["Properties"]["DistributionConfig"]["DefaultCacheBehavior"]
    del behavior["CachePolicyId"]
    behavior |= legacy
    (problem,) = error_of(data).problems
    assert problem.message.endswith(f"; with neither, {simulated} would be simulated")
    assert problem.aws_message == "The parameter ForwardedValues is required"


@pytest.mark.fact("CF-313")
def test_a_behavior_has_its_policy_where_legacy_settings_stand_beside_it() -> None:
    data = template("", Site=distribution())
    behavior = data["Resources"]["Site"]["Properties"]["DistributionConfig"]["DefaultCacheBehavior"]
    behavior["ForwardedValues"] = {"QueryString": "false"}
    config = load_distribution(data)
    assert config.forwarded_values is None
    assert config.cache_policy is not None


def test_aliases_in_their_oldest_form_have_their_own_place() -> None:
    (problem,) = error_of(template("", Site=distribution(CNAMEs=["WWW.example.com"]))).problems
    assert problem.place == "Resources.Site.Properties.DistributionConfig.CNAMEs"


@pytest.mark.parametrize("behaviors", [{"PathPattern": "/a", "TargetOriginId": "www"}, {"items": []}])
def test_one_mapping_in_the_place_of_a_list_is_refused_as_what_it_is(behaviors: dict[str, Any]) -> None:
    (problem,) = error_of(template("", Site=distribution(CacheBehaviors=behaviors))).problems
    assert problem.place == "Resources.Site.Properties.DistributionConfig.CacheBehaviors"
    assert problem.message.startswith("must be a list, not {")


@pytest.mark.fact("CF-116")
def test_a_response_code_without_a_page_is_refused_in_aws_s_words() -> None:
    with pytest.raises(ConfigError) as caught:
        configure({"origin": "https://www.example.com", "custom_error_responses": [ERROR]}, {})
    (problem,) = caught.value.problems
    assert problem.code == "InvalidArgument"
    assert problem.aws_message == (
        "Your request must specify both ResponsePagePath and ResponseCode together or none of them."
    )


ERROR = {"error_code": 501, "response_code": 501, "error_caching_min_ttl": 0}


@pytest.mark.parametrize(
    ("config", "missing"),
    [
        ({"Origins": [origin()]}, ["DefaultCacheBehavior"]),
        (
            {"DefaultCacheBehavior": {"CachePolicyId": CACHING_DISABLED}},
            ["TargetOriginId", "ViewerProtocolPolicy"],
        ),
    ],
)
def test_what_is_missing_is_told_once(config: dict[str, Any], missing: list[str]) -> None:
    site = {"Type": "AWS::CloudFront::Distribution", "Properties": {"DistributionConfig": config}}
    error = error_of({"Resources": {"Site": site}})
    assert [problem.message for problem in error.problems] == [f"{key} is required" for key in missing]
