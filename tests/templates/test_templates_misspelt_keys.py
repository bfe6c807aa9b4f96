"""Misspelt keys of a distribution and of what it refers to: each is told alone, with what is meant."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from support.forms import behavior, form, origin, refused
from support.signatures import rsa_pair
from support.templates import error_of

from pytest_lambda_edge import load_distribution
from pytest_lambda_edge.templates import fates
from pytest_lambda_edge.templates.cloudformation.distributions import FOLLOWED
from pytest_lambda_edge.templates.cloudformation.misspelt import meant
from pytest_lambda_edge.templates.found import FoundFunction, Place
from pytest_lambda_edge.templates.parts import Fate
from pytest_lambda_edge.templates.yaml_documents import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

SITE = """\
Resources:
  Auth:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: python3.13
      Timeout: 5
      MemorySize: 128
      Code: {ZipFile: "def handler(event, context): return None"}
  AuthVersion:
    Type: AWS::Lambda::Version
    Properties:
      FunctionName: !Ref Auth
      Description: x
  Fn:
    Type: AWS::CloudFront::Function
    Properties:
      Name: fn
      AutoPublish: true
      FunctionConfig:
        Comment: c
        Runtime: cloudfront-js-2.0
      FunctionCode: "function handler(event) { return event.request; }"
  Cache:
    Type: AWS::CloudFront::CachePolicy
    Properties:
      CachePolicyConfig:
        Name: mine
        MinTTL: 1
        DefaultTTL: 2
        MaxTTL: 3
        ParametersInCacheKeyAndForwardedToOrigin:
          EnableAcceptEncodingGzip: true
          EnableAcceptEncodingBrotli: true
          HeadersConfig:
            HeaderBehavior: whitelist
            Headers: [x-a]
          CookiesConfig:
            CookieBehavior: none
          QueryStringsConfig:
            QueryStringBehavior: none
  Forward:
    Type: AWS::CloudFront::OriginRequestPolicy
    Properties:
      OriginRequestPolicyConfig:
        Name: orp
        HeadersConfig:
          HeaderBehavior: none
        CookiesConfig:
          CookieBehavior: none
        QueryStringsConfig:
          QueryStringBehavior: all
  Headers:
    Type: AWS::CloudFront::ResponseHeadersPolicy
    Properties:
      ResponseHeadersPolicyConfig:
        Name: rhp
        CorsConfig:
          AccessControlAllowCredentials: false
          AccessControlAllowHeaders:
            Items: ['*']
          AccessControlAllowMethods:
            Items: [GET]
          AccessControlAllowOrigins:
            Items: ['*']
          OriginOverride: true
        CustomHeadersConfig:
          Items:
            - Header: x-b
              Value: c
              Override: true
        RemoveHeadersConfig:
          Items:
            - Header: x-d
        SecurityHeadersConfig:
          StrictTransportSecurity:
            AccessControlMaxAgeSec: 5
            Override: true
            Preload: true
            IncludeSubdomains: true
          FrameOptions:
            FrameOption: DENY
            Override: true
          XSSProtection:
            Protection: true
            ModeBlock: true
            Override: true
  Keys:
    Type: AWS::CloudFront::KeyGroup
    Properties:
      KeyGroupConfig:
        Name: keys
        Items: [!Ref Key]
  Key:
    Type: AWS::CloudFront::PublicKey
    Properties:
      PublicKeyConfig:
        Name: key
        CallerReference: x
        EncodedKey: PEM
  Inside:
    Type: AWS::CloudFront::VpcOrigin
    Properties:
      VpcOriginEndpointConfig:
        Arn: arn:aws:ec2:us-east-1:123456789012:instance/i-1
        Name: inside
        HTTPPort: 8080
        OriginProtocolPolicy: http-only
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Comment: mine
        Aliases: [www.example.com]
        DefaultRootObject: index.html
        HttpVersion: http2
        PriceClass: PriceClass_100
        Origins:
          - Id: www
            DomainName: www.example.com
            OriginPath: /x
            ConnectionAttempts: 2
            ConnectionTimeout: 5
            OriginCustomHeaders:
              - HeaderName: x-a
                HeaderValue: b
            CustomOriginConfig:
              HTTPPort: 80
              HTTPSPort: 443
              OriginProtocolPolicy: https-only
              OriginReadTimeout: 20
              OriginKeepaliveTimeout: 5
              OriginSSLProtocols: [TLSv1.2]
          - Id: inside
            DomainName: inside.example.com
            VpcOriginConfig:
              VpcOriginId: !Ref Inside
              OriginReadTimeout: 20
          - Id: bucket
            DomainName: b.s3.us-east-1.amazonaws.com
            OriginAccessControlId: E123
            S3OriginConfig:
              OriginAccessIdentity: ""
        OriginGroups:
          Quantity: 1
          Items:
            - Id: group
              FailoverCriteria:
                StatusCodes:
                  Quantity: 1
                  Items: [503]
              Members:
                Quantity: 2
                Items:
                  - OriginId: www
                  - OriginId: bucket
        Restrictions:
          GeoRestriction:
            RestrictionType: whitelist
            Locations: [DE]
        CustomErrorResponses:
          - ErrorCode: 404
            ResponseCode: 200
            ResponsePagePath: /index.html
            ErrorCachingMinTTL: 5
        DefaultCacheBehavior:
          TargetOriginId: group
          ViewerProtocolPolicy: allow-all
          AllowedMethods: [GET, HEAD]
          CachedMethods: [GET, HEAD]
          Compress: true
          CachePolicyId: !Ref Cache
          OriginRequestPolicyId: !Ref Forward
          ResponseHeadersPolicyId: !Ref Headers
          TrustedKeyGroups: [!Ref Keys]
          LambdaFunctionAssociations:
            - EventType: origin-request
              LambdaFunctionARN: !Ref AuthVersion
              IncludeBody: true
          FunctionAssociations:
            - EventType: viewer-request
              FunctionARN: !GetAtt Fn.FunctionARN
        CacheBehaviors:
          - PathPattern: /api/*
            TargetOriginId: www
            ViewerProtocolPolicy: https-only
            MinTTL: 0
            DefaultTTL: 1
            MaxTTL: 2
            SmoothStreaming: false
            ForwardedValues:
              QueryString: true
              QueryStringCacheKeys: [a]
              Headers: [Origin]
              Cookies:
                Forward: whitelist
                WhitelistedNames: [a]
""".replace("PEM", json.dumps(rsa_pair().public_key.pem))
LINES = SITE.splitlines()


def keys_of(value: Any, *path: str | int) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield every key of a template with the path of what holds it; not those of intrinsic functions."""
    if isinstance(value, dict) and not any(key == "Ref" or key.startswith("Fn::") for key in value):
        for key, held in value.items():
            yield path, key
            yield from keys_of(held, *path, key)
    elif isinstance(value, list):
        for index, held in enumerate(value):
            yield from keys_of(held, *path, index)


KEYS = [(path, key) for path, key in keys_of(read_yaml(SITE)["Resources"]) if len(path) > 1 and len(key) > 1]


def in_other_case(key: str) -> str:
    """Return a key with the case that a person may think it has."""
    lower = key[0] + key[1:].lower()
    return lower if lower != key else key.lower()


def with_a_slip(key: str) -> str:
    """Return a key with a letter too few, a short one with a letter too many."""
    return f"{key[:-2]}{key[-1]}" if len(key) > 4 else f"{key}{key[-1]}"


def misspelt(path: tuple[str | int, ...], key: str, wrong: str) -> tuple[dict[str, Any], int]:
    """Return the template with one key misspelt, and that key's line."""
    data: dict[str, Any] = read_yaml(SITE)
    held: Any = data["Resources"]
    for step in path:
        held = held[step]
    items = list(held.items())
    held.clear()
    held.update((wrong if name == key else name, value) for name, value in items)
    line = held.lines[wrong] = held.lines.pop(key)
    return data, line


def test_the_template_of_these_tests_is_right() -> None:
    assert load_distribution(read_yaml(SITE)).origins


@pytest.mark.parametrize("change", [in_other_case, with_a_slip])
@pytest.mark.parametrize(("path", "key"), KEYS, ids=[f"{path[-1]}-{key}" for path, key in KEYS])
def test_a_misspelt_key_alone_is_told_with_its_line_and_what_is_meant(
    path: tuple[str | int, ...], key: str, change: Any
) -> None:
    wrong = change(key)
    data, line = misspelt(path, key, wrong)
    (problem,) = error_of(data).problems
    assert problem.message.startswith(f"{wrong!r} is n")
    assert problem.message.endswith(f"; did you mean {key!r}?")
    assert problem.place.endswith(f".{wrong} (line {line})")
    assert f"{key}:" in LINES[line - 1]


def messages_of(site: dict[str, Any], **asked: Any) -> list[str]:
    """Return what is wrong with a form."""
    return [one.message for one in refused(site, **asked).problems]


@pytest.mark.parametrize(
    ("site", "messages"),
    [
        (
            form(CacheBehaviors=[behavior(Compres=True)]),
            [
                "PathPattern is required",
                "'Compres' is nothing that CloudFront knows here; did you mean 'Compress'?",
            ],
        ),
        (
            form(CacheBehaviors=[behavior(PathPattern="/a"), behavior(PathPattern="/a", Compres=True)]),
            [
                "'Compres' is nothing that CloudFront knows here; did you mean 'Compress'?",
                "there is a behavior for '/a' already; '/a' is one path",
            ],
        ),
        (
            form(Origins=[origin(), origin(Id=None, Originpath="/x")]),
            [
                "'Originpath' is nothing that CloudFront knows here; did you mean 'OriginPath'?",
                "Id is required",
            ],
        ),
        (
            form(Origins=[origin(Id=None, id="www", originPath="x")]),
            [
                "'id' is nothing that CloudFront knows here; did you mean 'Id'?",
                "'originPath' is nothing that CloudFront knows here; did you mean 'OriginPath'?",
                "must begin with '/', not 'x'; did you mean '/x'?",
            ],
        ),
        (
            form(Frobnication=1),
            ["'Frobnication' is nothing that CloudFront knows here"],
        ),
        (
            form(enabled=False),
            ["'enabled' is nothing that CloudFront knows here; did you mean 'Enabled'?"],
        ),
    ],
    ids=[
        "no pattern",
        "the same pattern",
        "no id",
        "behind a misspelt key",
        "unknown",
        "beside the right one",
    ],
)
def test_everything_else_that_is_wrong_is_told_as_well(site: dict[str, Any], messages: list[str]) -> None:
    assert sorted(messages_of(site)) == sorted(messages)


def test_a_function_whose_event_is_not_known_is_one_of_the_document_s_all_the_same() -> None:
    found = FoundFunction(
        "Fn", Place("Resources.Fn"), handler="index.handler", runtime="python3.13", source=""
    )
    association = {"When": "viewer-request", "LambdaFunctionARN": found, "includeBody": True}
    site = form(DefaultCacheBehavior=behavior(LambdaFunctionAssociations=[association]))
    assert messages_of(site, functions={"Fn": print}) == [
        "'When' is nothing that CloudFront knows here",
        "'includeBody' is nothing that CloudFront knows here; did you mean 'IncludeBody'?",
        "EventType is required",
    ]


def test_no_key_of_a_distribution_is_taken_for_one_that_is_followed() -> None:
    all_fates = [one for one in vars(fates).values() if isinstance(one, Fate)]
    assert len(all_fates) > 10
    for key in {key for fate in all_fates for key in fate.keys} - {*FOLLOWED}:
        assert meant(key, FOLLOWED) is None
