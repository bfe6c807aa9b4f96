"""Policies, key groups, CloudFront Functions, buckets and conditions that a distribution refers to."""

from __future__ import annotations

from typing import Any

import pytest
from support.templates import candidate, distribution, error_of, origin, template, unresolved_of

from pytest_lambda_edge.templates.found import (
    FoundBucket,
    FoundCloudFrontFunction,
    FoundKeyGroup,
    FoundPolicy,
    Unresolved,
)
from pytest_lambda_edge.templates.load import load_distribution
from pytest_lambda_edge.templates.yaml_documents import read_yaml

SECTIONS = """
Parameters:
  Pem: {Type: String, Default: text of a key}
  Given: {Type: String}
Conditions:
  Never: !Equals [a, b]
  Sometimes: !Equals [!Ref Given, x]
Resources:
  Cache:
    Type: AWS::CloudFront::CachePolicy
    Properties: {CachePolicyConfig: {Name: !Sub "${AWS::StackName}-cache", MinTTL: 1}}
  Forward:
    Type: AWS::CloudFront::OriginRequestPolicy
    Properties: {OriginRequestPolicyConfig: {Name: forward}}
  Headers:
    Type: AWS::CloudFront::ResponseHeadersPolicy
    Properties: {ResponseHeadersPolicyConfig: {Name: headers, CorsConfig: {OriginOverride: !Ref Given}}}
  Empty: {Type: AWS::CloudFront::CachePolicy}
  Key: {Type: AWS::CloudFront::PublicKey, Properties: {PublicKeyConfig: {EncodedKey: !Ref Pem}}}
  OpenKey: {Type: AWS::CloudFront::PublicKey, Properties: {PublicKeyConfig: {EncodedKey: !Ref Given}}}
  NoKey: {Type: AWS::CloudFront::PublicKey}
  Group: {Type: AWS::CloudFront::KeyGroup, Properties: {KeyGroupConfig: {Items: [!Ref Key]}}}
  OpenGroup: {Type: AWS::CloudFront::KeyGroup, Properties: {KeyGroupConfig: {Items: [!Ref OpenKey]}}}
  NamedGroup: {Type: AWS::CloudFront::KeyGroup, Properties: {KeyGroupConfig: {Items: [!GetAtt Key.Id]}}}
  ForeignGroup: {Type: AWS::CloudFront::KeyGroup, Properties: {KeyGroupConfig: {Items: [K123]}}}
  GivenGroup: {Type: AWS::CloudFront::KeyGroup, Properties: {KeyGroupConfig: {Items: [!Ref Given]}}}
  UnknownGroup:
    Type: AWS::CloudFront::KeyGroup
    Properties: {KeyGroupConfig: {Items: !If [Sometimes, [!Ref Key], []]}}
  NoGroup: {Type: AWS::CloudFront::KeyGroup}
  BadGroup: {Type: AWS::CloudFront::KeyGroup, Properties: {KeyGroupConfig: {Items: [!Ref NoKey]}}}
  Viewer:
    Type: AWS::CloudFront::Function
    Properties:
      Name: viewer
      FunctionCode: !Sub "// ${AWS::StackName}"
      FunctionConfig: {Runtime: cloudfront-js-2.0}
  WithStore:
    Type: AWS::CloudFront::Function
    Properties:
      FunctionCode: // code
      FunctionConfig:
        Runtime: cloudfront-js-2.0
        KeyValueStoreAssociations: [{KeyValueStoreARN: !GetAtt Store.Arn}]
  Store: {Type: AWS::CloudFront::KeyValueStore, Properties: {Name: store}}
  OpenViewer:
    Type: AWS::CloudFront::Function
    Properties: {FunctionCode: !Ref Given, FunctionConfig: {Runtime: cloudfront-js-2.0}}
  NoViewer: {Type: AWS::CloudFront::Function}
  Pages: {Type: AWS::S3::Bucket}
  Named: {Type: AWS::S3::Bucket, Properties: {BucketName: named}}
  Reader: {Type: "Custom::Reader"}
  Stack: {Type: AWS::CloudFormation::Stack}
"""


def followed(key: str, reference: str) -> Any:
    """Return what stands in the form for a reference under a key of the default behavior."""
    data = template(SECTIONS, Site=distribution())
    config = data["Resources"]["Site"]["Properties"]["DistributionConfig"]
    config["DefaultCacheBehavior"][key] = read_yaml(reference)
    return candidate(data).form["DefaultCacheBehavior"][key]


@pytest.mark.fact("CF-278")
@pytest.mark.parametrize(
    ("key", "reference", "form"),
    [
        ("CachePolicyId", "!Ref Cache", {"Name": "stack-cache", "MinTTL": 1}),
        ("CachePolicyId", "!GetAtt Cache.Id", {"Name": "stack-cache", "MinTTL": 1}),
        ("OriginRequestPolicyId", "!Ref Forward", {"Name": "forward"}),
        ("OriginRequestPolicyId", "!If [Never, !Ref Cache, !Ref Forward]", {"Name": "forward"}),
    ],
)
def test_a_policy_of_the_template_is_found(key: str, reference: str, form: dict[str, Any]) -> None:
    policy = followed(key, reference)
    assert isinstance(policy, FoundPolicy)
    assert (policy.kind, policy.form) == (key.removesuffix("Id"), form)
    assert policy.place.path == f"Resources.{policy.logical_id}.Properties.{policy.kind}Config"


def test_a_policy_s_own_gaps_are_unresolved_at_their_places() -> None:
    policy = followed("ResponseHeadersPolicyId", "!Ref Headers")
    gap = policy.form["CorsConfig"]["OriginOverride"]
    assert isinstance(gap, Unresolved)
    config = "Resources.Headers.Properties.ResponseHeadersPolicyConfig"
    assert gap.place.path == f"{config}.CorsConfig.OriginOverride"


@pytest.mark.parametrize("reference", ["!GetAtt Reader.Id", "!GetAtt Stack.Outputs.PolicyId", "!Ref Given"])
def test_a_policy_that_the_template_does_not_hold_is_unresolved(reference: str) -> None:
    assert isinstance(followed("CachePolicyId", reference), Unresolved)


@pytest.mark.parametrize(
    ("key", "reference", "message"),
    [
        ("CachePolicyId", "!Ref Forward", "Forward is an AWS::CloudFront::OriginRequestPolicy"),
        ("CachePolicyId", "!Ref Empty", "is required, and must come to a mapping, not missing"),
        ("TrustedKeyGroups", "[!Ref Cache]", "an AWS::CloudFront::KeyGroup is wanted here"),
        ("TrustedKeyGroups", "[!Ref NoGroup]", "its Items are required: a list of public keys"),
        ("TrustedKeyGroups", "[!Ref BadGroup]", "its EncodedKey is required"),
    ],
)
def test_what_cannot_be_followed_is_refused(key: str, reference: str, message: str) -> None:
    data = template(SECTIONS, Site=distribution())
    config = data["Resources"]["Site"]["Properties"]["DistributionConfig"]
    config["DefaultCacheBehavior"][key] = read_yaml(reference)
    assert message in str(error_of(data))


def test_a_key_group_of_the_template_is_found_with_its_keys() -> None:
    for name in ("Group", "NamedGroup"):
        (group,) = followed("TrustedKeyGroups", f"[!Ref {name}]")
        assert isinstance(group, FoundKeyGroup)
        assert (group.logical_id, group.keys) == (name, {"Key": "text of a key"})


@pytest.mark.parametrize(
    ("reference", "open_"),
    [
        ("[!Ref OpenGroup]", "!Ref Given"),
        ("[!Ref ForeignGroup]", "K123"),
        ("[!Ref GivenGroup]", "!Ref Given"),
        ("[!Ref UnknownGroup]", "!Ref Given"),
        ("[!Ref Given]", "!Ref Given"),
    ],
)
def test_a_key_that_the_template_does_not_hold_is_unresolved(reference: str, open_: str) -> None:
    (group,) = followed("TrustedKeyGroups", reference)
    assert isinstance(group, Unresolved)
    assert group.reference == open_


@pytest.mark.parametrize(
    ("groups", "place"),
    [
        ("[G1, !Ref Cache]", "Site.Properties.DistributionConfig.DefaultCacheBehavior.TrustedKeyGroups[1]"),
        ("[!Ref NoGroup]", "NoGroup.Properties.KeyGroupConfig"),
        ("[!Ref UnknownGroup]", "UnknownGroup.Properties.KeyGroupConfig.Items"),
        ("[!Ref ForeignGroup]", "ForeignGroup.Properties.KeyGroupConfig.Items[0]"),
    ],
)
def test_what_is_wrong_with_a_key_group_has_its_place(groups: str, place: str) -> None:
    data = template(SECTIONS, Site=distribution())
    config = data["Resources"]["Site"]["Properties"]["DistributionConfig"]
    config["DefaultCacheBehavior"]["TrustedKeyGroups"] = read_yaml(groups)
    assert error_of(data).problems[0].place.partition(" ")[0] == f"Resources.{place}"


def test_a_whole_list_of_key_groups_may_be_unresolved() -> None:
    groups = followed("TrustedKeyGroups", "!If [Sometimes, [!Ref Group], []]")
    assert isinstance(groups, Unresolved)


@pytest.mark.fact("CF-279")
@pytest.mark.parametrize(
    "arn", ["!GetAtt Viewer.FunctionARN", "!GetAtt Viewer.FunctionMetadata.FunctionARN", "!Ref Viewer"]
)
def test_a_cloudfront_function_of_the_template_is_found(arn: str) -> None:
    (association,) = followed("FunctionAssociations", f"[{{EventType: viewer-request, FunctionARN: {arn}}}]")
    function = association["FunctionARN"]
    assert isinstance(function, FoundCloudFrontFunction)
    assert (function.name, function.code, function.runtime) == ("viewer", "// stack", "cloudfront-js-2.0")


@pytest.mark.parametrize(("name", "has_one"), [("WithStore", True), ("Viewer", False)])
def test_a_cloudfront_function_is_known_to_have_a_key_value_store(name: str, has_one: bool) -> None:
    arn = f"!GetAtt {name}.FunctionARN"
    (association,) = followed("FunctionAssociations", f"[{{EventType: viewer-request, FunctionARN: {arn}}}]")
    at = association["FunctionARN"].key_value_store
    expected = "Resources.WithStore.Properties.FunctionConfig.KeyValueStoreAssociations"
    assert (None if at is None else at.path) == (expected if has_one else None)


@pytest.mark.parametrize(
    ("arn", "reference"),
    [("!GetAtt OpenViewer.FunctionARN", "!Ref Given"), ("!Ref Given", "!Ref Given")],
)
def test_a_cloudfront_function_that_is_not_known_is_unresolved(arn: str, reference: str) -> None:
    (association,) = followed("FunctionAssociations", f"[{{EventType: viewer-request, FunctionARN: {arn}}}]")
    function = association["FunctionARN"]
    assert isinstance(function, Unresolved)
    assert (function.event_type, function.reference) == ("viewer-request", reference)


def test_a_cloudfront_function_must_have_code_and_runtime() -> None:
    data = template(SECTIONS, Site=distribution())
    config = data["Resources"]["Site"]["Properties"]["DistributionConfig"]
    association = {"EventType": "viewer-request", "FunctionARN": {"Ref": "NoViewer"}}
    config["DefaultCacheBehavior"]["FunctionAssociations"] = [association]
    assert "FunctionCode and FunctionConfig.Runtime are required" in str(error_of(data))


@pytest.mark.parametrize(
    ("reference", "domain_name"),
    [
        ("!GetAtt Pages.DomainName", FoundBucket),
        ("!GetAtt Pages.RegionalDomainName", FoundBucket),
        ("!Sub '${Pages}.s3.amazonaws.com'", FoundBucket),
        ("!Sub '${Pages}.s3.${AWS::Region}.amazonaws.com'", FoundBucket),
        ("!Join ['.', [!Ref Pages, s3.eu-west-1.amazonaws.com]]", FoundBucket),
        ("!Sub '${Named}.s3.amazonaws.com'", "named.s3.amazonaws.com"),
        ("!GetAtt Named.RegionalDomainName", "named.s3.us-east-1.amazonaws.com"),
        ("!Sub 'cdn-${Pages}.example.com'", "cdn-pages.example.com"),
        (
            "!Select [2, !Split ['/', !GetAtt Pages.WebsiteURL]]",
            "pages.s3-website-us-east-1.amazonaws.com",
        ),
    ],
)
def test_a_bucket_without_a_name_is_known_by_its_logical_id(reference: str, domain_name: Any) -> None:
    origins = [origin(DomainName=read_yaml(reference))]
    (made,) = candidate(template(SECTIONS, Site=distribution(Origins=origins))).form["Origins"]
    if domain_name is FoundBucket:
        assert isinstance(made["DomainName"], FoundBucket)
        assert made["DomainName"].domain_name == "pages.s3.us-east-1.amazonaws.com"
    else:
        assert made["DomainName"] == domain_name


@pytest.mark.fact("CF-276")
def test_the_legacy_origin_and_aliases_are_read() -> None:
    legacy = {"DNSName": "www.example.com", "OriginProtocolPolicy": "https-only"}
    data = template("", Site=distribution(CustomOrigin=legacy, CNAMEs=["cdn.example.com"]))
    del data["Resources"]["Site"]["Properties"]["DistributionConfig"]["Origins"]
    config = load_distribution(data)
    assert config.aliases == ("cdn.example.com",)
    assert [one.domain_name for one in config.origins.values()] == ["www.example.com"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("legacy", "path"),
    [
        ({"DNSName": "www.example.com", "OriginProtocolPolicy": "any"}, ".OriginProtocolPolicy"),
        ({"DNSName": "www.example.com", "OriginProtocolPolicy": "https-only", "HTTPPort": 1}, ".HTTPPort"),
        ({"DNSName": "no name", "OriginProtocolPolicy": "https-only"}, ".DNSName"),
        (5, ""),
    ],
)
def test_what_is_wrong_with_a_legacy_origin_has_its_place(legacy: Any, path: str) -> None:
    data = template("", Site=distribution(CustomOrigin=legacy))
    del data["Resources"]["Site"]["Properties"]["DistributionConfig"]["Origins"]
    place = "Resources.Site.Properties.DistributionConfig.CustomOrigin"
    assert error_of(data).problems[0].place == f"{place}{path}"


def test_a_distribution_whose_condition_is_false_does_not_exist() -> None:
    one, other = distribution(Comment="one"), distribution(Comment="other")
    data = template(SECTIONS, One=one | {"Condition": "Never"}, Other=other)
    assert candidate(data).logical_id == "Other"
    assert "describes no distribution" in str(error_of(template(SECTIONS, One=one | {"Condition": "Never"})))


def test_a_distribution_whose_condition_is_unknown_asks_for_what_lacks() -> None:
    data = template(SECTIONS, Site=distribution() | {"Condition": "Sometimes"})
    (missing,) = error_of(data).unresolved
    assert (missing.reference, missing.place.path) == ("!Ref Given", "Resources.Site.Condition")


def test_a_distribution_chosen_by_its_logical_id_is_the_only_one_worked_out() -> None:
    data = template("", Site=distribution(), Other=distribution(Comment={"Ref": "Nowhere"}))
    assert load_distribution(data, distribution="Site").enabled is True
    assert "'Nowhere'" in str(error_of(data, distribution="Other"))


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ({}, "must be a mapping, not missing"),
        ({"DistributionConfig": ["a"]}, "must be a mapping, not ['a']"),
    ],
)
def test_a_distribution_must_have_a_config(properties: dict[str, Any], message: str) -> None:
    data = template("", Site={"Type": "AWS::CloudFront::Distribution", "Properties": properties})
    assert message in str(error_of(data))


def test_a_config_that_is_unknown_as_a_whole_asks_for_what_lacks() -> None:
    config = read_yaml("!If [Sometimes, {Enabled: true}, {Enabled: false}]")
    site = {"Type": "AWS::CloudFront::Distribution", "Properties": {"DistributionConfig": config}}
    assert unresolved_of(template(SECTIONS, Site=site)) == [(None, "!Ref Given")]


def test_resources_that_are_none_are_passed_over() -> None:
    loop = ["Name", ["a"], {"Site${Name}": {"Type": "AWS::S3::Bucket"}}]
    data = template(
        "Transform: LoopsOfMine", Site=distribution(), **{"Fn::ForEach::Buckets": loop}, Odd={"Type": 3}
    )
    assert candidate(data).logical_id == "Site"


def test_settings_may_be_text_as_cloudformation_takes_them() -> None:
    data = template("", Site=distribution(Enabled="true", Origins=[origin(ConnectionAttempts="2")]))
    config = load_distribution(data)
    assert config.enabled is True
    assert config.origins["www"].connection_attempts == 2  # type: ignore[union-attr]
