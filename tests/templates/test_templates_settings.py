"""Each key of a distribution is a setting, changes nothing, or is warned of; none is dropped in silence."""

from __future__ import annotations

from typing import Any

import pytest
from support.forms import behavior, config, form, loaded, origin, refused
from support.signatures import rsa_pair

from pytest_lambda_edge import (
    CachePolicy,
    CustomErrorResponse,
    CustomOrigin,
    ForwardedValues,
    GeoRestriction,
    KeyGroup,
    OriginGroup,
    OriginRequestPolicy,
    ResponseHeadersPolicy,
    S3Origin,
)
from pytest_lambda_edge.templates.fates import BEHAVIOR, CUSTOM_ORIGIN, DISTRIBUTION, ORIGIN
from pytest_lambda_edge.templates.found import (
    FoundBucket,
    FoundKeyGroup,
    FoundPolicy,
    Place,
    Unresolved,
)
from pytest_lambda_edge.templates.located import Located

KEY = rsa_pair().public_key
HEADER = {"HeaderName": "X-A", "HeaderValue": "1"}
STATUSES = {"StatusCodes": {"Quantity": 1, "Items": [500]}}


def failing_over(**changed: Any) -> dict[str, Any]:
    """Return the form of a distribution with an origin group."""
    members = [{"OriginId": "www"}, {"OriginId": "b"}]
    group = {"Id": "g", "FailoverCriteria": STATUSES, "Members": members} | changed
    return form(Origins=[origin(), origin(Id="b")], OriginGroups=[group])


@pytest.mark.parametrize(
    ("change", "name", "value"),
    [
        ({"DefaultRootObject": "index.html"}, "default_root_object", "index.html"),
        ({"Enabled": "false"}, "enabled", False),
        ({"Aliases": ["a.example.com"]}, "aliases", ("a.example.com",)),
        ({"Aliases": "a.example.com"}, "aliases", ("a.example.com",)),
        ({"CNAMEs": ["a.example.com"]}, "aliases", ("a.example.com",)),
        ({"CNAMEs": "a.example.com"}, "aliases", ("a.example.com",)),
        ({"CacheTagConfig": {"HeaderName": "Tags"}}, "cache_tag_header_name", "Tags"),
        ({"Restrictions": {"GeoRestriction": {"RestrictionType": "none"}}}, "geo_restriction", None),
        (
            {"Restrictions": {"GeoRestriction": {"RestrictionType": "whitelist", "Locations": ["DE"]}}},
            "geo_restriction",
            GeoRestriction(restriction_type="whitelist", locations=["DE"]),
        ),
        (
            {"CustomErrorResponses": [{"ErrorCode": 404}]},
            "custom_error_responses",
            (CustomErrorResponse(error_code=404, error_caching_min_ttl=10),),
        ),
        (
            {"CustomErrorResponses": [{"ErrorCode": "404", "ResponseCode": "", "ResponsePagePath": ""}]},
            "custom_error_responses",
            (CustomErrorResponse(error_code=404),),
        ),
        (
            {
                "CustomErrorResponses": [
                    {
                        "ErrorCode": 404,
                        "ResponseCode": "200",
                        "ResponsePagePath": "/404.html",
                        "ErrorCachingMinTTL": "5",
                    }
                ]
            },
            "custom_error_responses",
            (
                CustomErrorResponse(
                    error_code=404,
                    response_code=200,
                    response_page_path="/404.html",
                    error_caching_min_ttl=5,
                ),
            ),
        ),
    ],
)
@pytest.mark.fact("CF-276")
def test_a_key_of_a_distribution_is_a_setting(change: dict[str, Any], name: str, value: Any) -> None:
    assert getattr(config(form(**change)), name) == value


@pytest.mark.parametrize(
    ("change", "name", "value"),
    [
        ({}, "compress", False),
        ({"Compress": "true"}, "compress", True),
        ({}, "allowed_methods", ("GET", "HEAD")),
        ({}, "cached_methods", ("GET", "HEAD")),
        ({"AllowedMethods": ["HEAD", "GET", "OPTIONS"]}, "allowed_methods", ("HEAD", "GET", "OPTIONS")),
        ({"CachedMethods": ["HEAD", "GET", "OPTIONS"]}, "cached_methods", ("HEAD", "GET", "OPTIONS")),
        ({"ViewerProtocolPolicy": "https-only"}, "viewer_protocol_policy", "https-only"),
        ({"CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6"}, "cache_policy", "CachingOptimized"),
        (
            {"OriginRequestPolicyId": "216adef6-5c7f-47e4-b989-5492eafa07d3"},
            "origin_request_policy",
            "AllViewer",
        ),
        ({"OriginRequestPolicyId": ""}, "origin_request_policy", None),
        (
            {"ResponseHeadersPolicyId": "67f7725c-6f97-4210-82d7-5512b31e9d03"},
            "response_headers_policy",
            "SecurityHeadersPolicy",
        ),
        (
            {"CachePolicyId": None, "ForwardedValues": {"QueryString": "true"}},
            "forwarded_values",
            ForwardedValues(query_string=True),
        ),
        (
            {
                "CachePolicyId": None,
                "ForwardedValues": {
                    "QueryString": True,
                    "QueryStringCacheKeys": ["page"],
                    "Headers": ["Origin"],
                    "Cookies": {"Forward": "whitelist", "WhitelistedNames": ["session"]},
                },
            },
            "forwarded_values",
            ForwardedValues(
                query_string=True,
                query_string_cache_keys=["page"],
                headers=["Origin"],
                cookies={"forward": "whitelist", "whitelisted_names": ["session"]},
            ),
        ),
        (
            {"CachePolicyId": None, "ForwardedValues": {"QueryString": False}, "MinTTL": "5"},
            "min_ttl",
            5,
        ),
        (
            {"CachePolicyId": None, "ForwardedValues": {"QueryString": False}, "DefaultTTL": 60.0},
            "default_ttl",
            60,
        ),
        (
            {"CachePolicyId": None, "ForwardedValues": {"QueryString": False}, "MaxTTL": 9e5},
            "max_ttl",
            900000,
        ),
        ({"TrustedKeyGroups": []}, "trusted_key_groups", ()),
    ],
)
def test_a_key_of_a_behavior_is_a_setting(change: dict[str, Any], name: str, value: Any) -> None:
    given = behavior(**change)
    assert getattr(config(form(DefaultCacheBehavior=given)), name) == value
    other = {"PathPattern": "/a/*", **given}
    assert getattr(config(form(CacheBehaviors=[other])).behaviors["/a/*"], name) == value


CUSTOM = {"OriginProtocolPolicy": "match-viewer"}
S3 = {"DomainName": "b.s3.amazonaws.com", "CustomOriginConfig": None}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            {"CustomOriginConfig": CUSTOM | {"HTTPPort": "8080", "HTTPSPort": 8443}, "OriginPath": "/v1"},
            CustomOrigin(domain_name="www.example.com", origin_path="/v1", http_port=8080, https_port=8443),
        ),
        (
            {
                "CustomOriginConfig": CUSTOM
                | {
                    "OriginSSLProtocols": ["TLSv1.1", "TLSv1.2"],
                    "OriginReadTimeout": 20,
                    "OriginKeepaliveTimeout": 7,
                },
                "ConnectionAttempts": 1,
                "ConnectionTimeout": 4,
                "ResponseCompletionTimeout": 40,
            },
            CustomOrigin(
                domain_name="www.example.com",
                origin_ssl_protocols=["TLSv1.1", "TLSv1.2"],
                origin_read_timeout=20,
                origin_keepalive_timeout=7,
                connection_attempts=1,
                connection_timeout=4,
                response_completion_timeout=40,
            ),
        ),
        (
            {
                "CustomOriginConfig": CUSTOM,
                "OriginCustomHeaders": [{"HeaderName": "X-Key", "HeaderValue": 1}],
            },
            CustomOrigin(domain_name="www.example.com", custom_headers={"X-Key": "1"}),
        ),
        (S3 | {"S3OriginConfig": {}}, S3Origin(domain_name="b.s3.amazonaws.com")),
        (S3, S3Origin(domain_name="b.s3.amazonaws.com")),
        (
            S3 | {"S3OriginConfig": {"OriginAccessIdentity": "origin-access-identity/cloudfront/E1"}},
            S3Origin(
                domain_name="b.s3.amazonaws.com",
                origin_access_identity="origin-access-identity/cloudfront/E1",
            ),
        ),
        (
            S3
            | {
                "S3OriginConfig": {"OriginAccessIdentity": "", "OriginReadTimeout": 9},
                "OriginAccessControlId": "Oac",
            },
            S3Origin(domain_name="b.s3.amazonaws.com", origin_access_control_id="Oac", origin_read_timeout=9),
        ),
        (
            {"DomainName": FoundBucket("SiteBucket", Place("x")), "CustomOriginConfig": None},
            S3Origin(domain_name="sitebucket.s3.us-east-1.amazonaws.com"),
        ),
        (
            {"CustomOriginConfig": None, "VpcOriginConfig": {"OwnerAccountId": "1", "OriginReadTimeout": 9}},
            CustomOrigin(domain_name="www.example.com", origin_read_timeout=9),
        ),
    ],
)
def test_an_origin_is_ours(change: dict[str, Any], expected: Any) -> None:
    assert config(form(Origins=[origin(**change)])).origins["www"] == expected


@pytest.mark.fact("CF-277")
@pytest.mark.parametrize("listed", [list, lambda items: {"Quantity": len(items), "Items": items}])
def test_a_behavior_may_name_an_origin_group(listed: Any) -> None:
    group = {
        "Id": "both",
        "Members": listed([{"OriginId": "www"}, {"OriginId": "backup"}]),
        "FailoverCriteria": {"StatusCodes": listed(["500", 503])},
    }
    made = config(
        form(
            Origins=[origin(), origin(Id="backup", DomainName="backup.example.com")],
            OriginGroups=listed([group]),
            DefaultCacheBehavior=behavior(TargetOriginId="both"),
        )
    )
    assert made.origins["both"] == OriginGroup(members=["www", "backup"], status_codes=[500, 503])
    assert made.origin == "both"


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        (
            "S3Origin",
            {"DNSName": "b.s3.amazonaws.com", "OriginAccessIdentity": ""},
            S3Origin(domain_name="b.s3.amazonaws.com"),
        ),
        (
            "CustomOrigin",
            {"DNSName": "a.example.com", "OriginProtocolPolicy": "http-only", "HTTPPort": 8080},
            CustomOrigin(domain_name="a.example.com", origin_protocol_policy="http-only", http_port=8080),
        ),
    ],
)
def test_the_oldest_form_of_an_origin_is_read(key: str, value: Any, expected: Any) -> None:
    assert config(form(Origins=None, **{key: value})).origins == {"www": expected}


SELECTIONS = {
    "HeadersConfig": {"HeaderBehavior": "whitelist", "Headers": ["Origin"]},
    "CookiesConfig": {"CookieBehavior": "all"},
    "QueryStringsConfig": {"QueryStringBehavior": "allExcept", "QueryStrings": ["utm"]},
}
OURS: dict[str, Any] = {
    "header_behavior": "whitelist",
    "headers": ["Origin"],
    "cookie_behavior": "all",
    "query_string_behavior": "allExcept",
    "query_strings": ["utm"],
}


@pytest.mark.fact("CF-278")
@pytest.mark.parametrize(
    ("key", "name", "found", "expected"),
    [
        (
            "CachePolicyId",
            "cache_policy",
            {
                "Name": "own",
                "MinTTL": 1,
                "DefaultTTL": "60",
                "MaxTTL": 600,
                "Comment": "c",
                "ParametersInCacheKeyAndForwardedToOrigin": {
                    "EnableAcceptEncodingGzip": "true",
                    "EnableAcceptEncodingBrotli": False,
                    **SELECTIONS,
                },
            },
            CachePolicy(
                name="own",
                min_ttl=1,
                default_ttl=60,
                max_ttl=600,
                enable_accept_encoding_gzip=True,
                **OURS,
            ),
        ),
        (
            "OriginRequestPolicyId",
            "origin_request_policy",
            {"Name": "own", "Comment": "c", **SELECTIONS},
            OriginRequestPolicy(name="own", **OURS),
        ),
        (
            "ResponseHeadersPolicyId",
            "response_headers_policy",
            {
                "Name": "own",
                "Comment": "c",
                "CorsConfig": {
                    "AccessControlAllowOrigins": ["*"],
                    "AccessControlAllowHeaders": {"Items": ["*"]},
                    "AccessControlAllowMethods": {"Items": ["GET"], "Quantity": 1},
                    "AccessControlAllowCredentials": "false",
                    "AccessControlMaxAgeSec": "600",
                    "OriginOverride": True,
                },
                "SecurityHeadersConfig": {
                    "XSSProtection": {"Override": "true", "Protection": True, "ModeBlock": True},
                    "ContentTypeOptions": {"Override": False},
                },
                "CustomHeadersConfig": {"Items": [{"Header": "X-A", "Value": 1, "Override": "true"}]},
                "RemoveHeadersConfig": {"Items": [{"Header": "Server"}]},
                "ServerTimingHeadersConfig": {"Enabled": True, "SamplingRate": "12.5"},
            },
            ResponseHeadersPolicy(
                name="own",
                cors_config={
                    "access_control_allow_origins": ["*"],
                    "access_control_allow_headers": ["*"],
                    "access_control_allow_methods": ["GET"],
                    "access_control_allow_credentials": False,
                    "access_control_max_age_sec": 600,
                    "origin_override": True,
                },
                security_headers_config={
                    "xss_protection": {"override": True, "protection": True, "mode_block": True},
                    "content_type_options": {"override": False},
                },
                custom_headers_config=[{"header": "X-A", "value": "1", "override": True}],
                remove_headers_config=["Server"],
                server_timing_headers_config={"enabled": True, "sampling_rate": 12.5},
            ),
        ),
    ],
)
def test_a_policy_of_the_same_project_is_read(key: str, name: str, found: Any, expected: Any) -> None:
    kind = key.removesuffix("Id")
    policy = FoundPolicy(kind, "Own", Place("Resources.Own"), found)
    assert getattr(config(form(DefaultCacheBehavior=behavior(**{key: policy}))), name) == expected
    assert getattr(config(form(DefaultCacheBehavior=behavior(**{key: expected}))), name) == expected


def test_a_problem_of_a_policy_stands_where_the_policy_does() -> None:
    body = {"MinTTL": 9, "DefaultTTL": 5, "MaxTTL": 9, "Nmae": "x"}
    policy = FoundPolicy("CachePolicy", "Own", Place("Own"), body)
    error = refused(form(DefaultCacheBehavior=behavior(CachePolicyId=policy)))
    assert [one.place for one in error.problems] == ["Own.Nmae", "Own.MinTTL"]
    assert "did you mean 'Name'" in str(error)


def test_a_key_group_of_the_same_project_is_read() -> None:
    group = FoundKeyGroup("Readers", Place("Readers"), {KEY.id: KEY.pem})
    made = config(form(DefaultCacheBehavior=behavior(TrustedKeyGroups=[group])))
    assert made.trusted_key_groups == (KeyGroup(id="Readers", keys=[KEY]),)


@pytest.mark.parametrize(
    ("place", "change"),
    [
        ("", {"WebACLId": "arn:aws:wafv2:…"}),
        ("", {"Staging": True}),
        ("", {"Staging": "true"}),
        ("", {"ContinuousDeploymentPolicyId": "x"}),
        ("", {"ConnectionMode": "tenant-only"}),
        ("", {"TenantConfig": {"ParameterDefinitions": []}}),
        ("", {"ViewerMtlsConfig": {"Mode": "required"}}),
        ("", {"ConnectionFunctionAssociation": {"Id": "x"}}),
        (".DefaultCacheBehavior", {"FieldLevelEncryptionId": "x"}),
        (".DefaultCacheBehavior", {"SmoothStreaming": True}),
        (".DefaultCacheBehavior", {"GrpcConfig": {"Enabled": True}}),
        (".DefaultCacheBehavior", {"TrustedSigners": ["self"]}),
        (".DefaultCacheBehavior", {"TrustedSigners": {"Quantity": 1, "Items": ["self"]}}),
        (".Origins[0]", {"OriginShield": {"Enabled": "true", "OriginShieldRegion": "us-east-1"}}),
        (
            ".Origins[0].CustomOriginConfig",
            {"OriginMtlsConfig": {"ClientCertificateArn": "x"}, "OriginProtocolPolicy": "https-only"},
        ),
    ],
)
def test_what_is_not_simulated_is_told_with_its_name_and_place(place: str, change: dict[str, Any]) -> None:
    wholes = {
        "": lambda: form(**change),
        ".DefaultCacheBehavior": lambda: form(DefaultCacheBehavior=behavior(**change)),
        ".Origins[0]": lambda: form(Origins=[origin(**change)]),
        ".Origins[0].CustomOriginConfig": lambda: form(Origins=[origin(CustomOriginConfig=change)]),
    }
    (told,) = loaded(wholes[place]()).not_simulated
    assert str(told).startswith(f"Site{place}.{next(iter(change))} has no effect yet: ")


def test_a_vpc_origin_and_a_selection_are_told_too() -> None:
    vpc = origin(CustomOriginConfig=None, VpcOriginConfig={"VpcOriginId": "vo_1"})
    group = {
        "Id": "both",
        "Members": [{"OriginId": "www"}, {"OriginId": "b"}],
        "FailoverCriteria": {"StatusCodes": [500]},
        "SelectionCriteria": "media-quality-based",
    }
    given = form(Origins=[vpc, origin(Id="b")], OriginGroups={"Quantity": 1, "Items": [group]})
    assert [one.place.path for one in loaded(given).not_simulated] == [
        "Site.Origins[0].VpcOriginConfig.VpcOriginId",
        "Site.OriginGroups.Items[0].SelectionCriteria",
    ]


def test_what_the_api_fills_in_asks_for_nothing() -> None:
    inert = behavior(
        SmoothStreaming=False,
        FieldLevelEncryptionId="",
        GrpcConfig={"Enabled": False},
        TrustedSigners={"Enabled": False, "Quantity": 0},
        RealtimeLogConfigArn="arn",
    )
    given = form(
        WebACLId="",
        Staging="false",
        ContinuousDeploymentPolicyId="",
        ConnectionMode="direct",
        PriceClass="PriceClass_100",
        HttpVersion="http3",
        IPV6Enabled=True,
        ViewerCertificate={"CloudFrontDefaultCertificate": True},
        Logging={"Bucket": "b"},
        Comment="c",
        CallerReference="r",
        AnycastIpListId="",
        Origins=[origin(OriginShield={"Enabled": False})],
        DefaultCacheBehavior=inert,
    )
    assert loaded(given).not_simulated == ()


@pytest.mark.parametrize(
    ("given", "place", "hint"),
    [
        (form(DefaultRootObjekt="x"), "Site.DefaultRootObjekt", "'DefaultRootObject'"),
        (
            form(DefaultCacheBehavior=behavior(Compres=True)),
            "Site.DefaultCacheBehavior.Compres",
            "'Compress'",
        ),
        (form(Origins=[origin(CustomHeaders=[])]), "Site.Origins[0].CustomHeaders", "'OriginCustomHeaders'"),
        (
            form(CustomErrorResponses=[{"ErrorCode": 404, "ErrorCachingTTL": 5}]),
            "Site.CustomErrorResponses[0].ErrorCachingTTL",
            "'ErrorCachingMinTTL'",
        ),
        (
            form(Restrictions={"GeoRestrictions": {"RestrictionType": "none"}}),
            "Site.Restrictions.GeoRestrictions",
            "'GeoRestriction'",
        ),
        (
            form(Restrictions={"GeoRestriction": {"RestrictionType": "none", "Location": []}}),
            "Site.Restrictions.GeoRestriction.Location",
            "'Locations'",
        ),
        (
            form(Origins=[origin(OriginCustomHeaders=[HEADER | {"HeaderNames": "X-B"}])]),
            "Site.Origins[0].OriginCustomHeaders[0].HeaderNames",
            "'HeaderName'",
        ),
        (form(Aliases={"Quantity": 0, "Item": []}), "Site.Aliases.Item", "'Items'"),
        (
            failing_over(FailoverCriteria=STATUSES | {"StatusCode": [404]}),
            "Site.OriginGroups[0].FailoverCriteria.StatusCode",
            "'StatusCodes'",
        ),
        (
            failing_over(Members=[{"OriginId": "www", "OriginID": "www"}, {"OriginId": "b"}]),
            "Site.OriginGroups[0].Members[0].OriginID",
            "'OriginId'",
        ),
    ],
)
def test_an_unknown_key_is_told_with_the_nearest(given: dict[str, Any], place: str, hint: str) -> None:
    (problem,) = refused(given).problems
    assert problem.place == place
    assert f"did you mean {hint}?" in problem.message


@pytest.mark.parametrize(
    ("given", "place", "message"),
    [
        (form(DefaultCacheBehavior=None), "Site", "DefaultCacheBehavior is required"),
        (
            form(DefaultCacheBehavior=behavior(ViewerProtocolPolicy=None)),
            "Site.DefaultCacheBehavior",
            "ViewerProtocolPolicy is required",
        ),
        (
            form(CacheBehaviors=[{"PathPattern": "/a", **behavior(TargetOriginId=None)}]),
            "Site.CacheBehaviors[0]",
            "TargetOriginId is required",
        ),
        (form(CacheBehaviors=[behavior()]), "Site.CacheBehaviors[0]", "PathPattern is required"),
        (form(Origins=[origin(), origin(Id=None)]), "Site.Origins[1]", "Id is required"),
        (form(Origins=[origin(DomainName=None)]), "Site.Origins[0].DomainName", "is required"),
        (
            form(Origins=[origin(OriginCustomHeaders=[{"HeaderName": "X-A"}])]),
            "Site.Origins[0].OriginCustomHeaders[0]",
            "HeaderValue is required",
        ),
        (form(CustomErrorResponses=[{}]), "Site.CustomErrorResponses[0].ErrorCode", "is required"),
    ],
)
def test_what_is_missing_is_told(given: dict[str, Any], place: str, message: str) -> None:
    assert (place, message) in [(one.place, one.message) for one in refused(given).problems]


@pytest.mark.parametrize(
    ("given", "place", "message"),
    [
        (form(Origins="www"), "Site.Origins", "must be a list, not 'www'"),
        (form(Origins=["www"]), "Site.Origins[0]", "must be a mapping, not 'www'"),
        (form(DefaultCacheBehavior=[]), "Site.DefaultCacheBehavior", "must be a mapping, not []"),
        (form(Enabled="maybe"), "Site.Enabled", "must be True or False, not 'maybe'"),
        (
            form(Origins=[origin(CustomOriginConfig={"OriginProtocolPolicy": "x", "HTTPPort": "eighty"})]),
            "Site.Origins[0].CustomOriginConfig.HTTPPort",
            "must be a whole number, not 'eighty'",
        ),
        (form(Origins=[origin(), origin()]), "Site.Origins[1].Id", "already"),
        (
            form(
                Origins=[
                    origin(
                        OriginCustomHeaders=[
                            {"HeaderName": name, "HeaderValue": "1"} for name in ("X-A", "x-a")
                        ]
                    )
                ]
            ),
            "Site.Origins[0].OriginCustomHeaders[1].HeaderName",
            "there is a header 'x-a' already",
        ),
    ],
)
def test_what_has_a_wrong_shape_is_told(given: dict[str, Any], place: str, message: str) -> None:
    told = {one.place: one.message for one in refused(given).problems}
    assert message in told[place]


@pytest.mark.fact("CF-316")
@pytest.mark.parametrize(("other", "place"), [("/a", "[1].PathPattern"), ("a", "[1]")])
def test_a_path_pattern_that_stands_twice_is_refused(other: str, place: str) -> None:
    given = form(CacheBehaviors=[{"PathPattern": one, **behavior()} for one in ("/a", other)])
    (problem,) = refused(given).problems
    assert (problem.place, problem.code) == (f"Site.CacheBehaviors{place}", "InvalidArgument")


@pytest.mark.fact("CF-307")
def test_an_origin_that_does_not_exist_is_told_in_awss_words() -> None:
    error = refused(form(DefaultCacheBehavior=behavior(TargetOriginId="wwww")))
    assert error.code == "NoSuchOrigin"
    assert str(error) == (
        "Site.DefaultCacheBehavior.TargetOriginId: 'wwww' is neither a URL nor an id of origins"
        " (those are 'www'); did you mean 'www'?\n"
        "  AWS: NoSuchOrigin: One or more of your origins or origin groups do not exist."
    )


@pytest.mark.fact("CF-313")
def test_a_behavior_without_a_policy_is_refused_and_can_be_simulated() -> None:
    found = loaded(form(DefaultCacheBehavior=behavior(CachePolicyId=None)))
    (problem,) = found.refused
    assert problem.place == "Site.DefaultCacheBehavior"
    assert problem.aws_message == "The parameter ForwardedValues is required"
    assert found.config.cache_policy is None


def test_an_id_that_nobody_knows_is_unresolved_unless_it_is_given() -> None:
    given = form(DefaultCacheBehavior=behavior(CachePolicyId="11112222", TrustedKeyGroups=["33334444"]))
    error = refused(given)
    assert [(one.place.path, one.reference) for one in error.unresolved] == [
        ("Site.DefaultCacheBehavior.CachePolicyId", "11112222"),
        ("Site.DefaultCacheBehavior.TrustedKeyGroups[0]", "33334444"),
    ]
    keys = KeyGroup(id="readers", keys=[KEY])
    made = config(given, parameters={"11112222": {"min_ttl": 5}, "33334444": keys})
    assert made.cache_policy == CachePolicy(min_ttl=5)
    assert made.trusted_key_groups == (keys,)


def test_a_managed_policy_without_known_settings_is_unresolved_unless_it_is_given() -> None:
    id_ = "4d1d2f1d-3a71-49ad-9e08-7ea5d843a556"  # Amplify's
    given = form(DefaultCacheBehavior=behavior(CachePolicyId=id_))
    assert [one.reference for one in refused(given).unresolved] == [id_]
    policy = CachePolicy(min_ttl=2)
    assert config(given, parameters={id_: policy}).cache_policy == policy


def test_a_part_of_a_policy_may_be_left_out() -> None:
    policy = FoundPolicy("OriginRequestPolicy", "Own", Place("Own"), {"Name": "own"})
    made = config(form(DefaultCacheBehavior=behavior(OriginRequestPolicyId=policy)))
    assert made.origin_request_policy == OriginRequestPolicy(name="own")
    cache = FoundPolicy("CachePolicy", "Own", Place("Own"), {"MinTTL": 1})
    made = config(form(DefaultCacheBehavior=behavior(CachePolicyId=cache)))
    assert made.cache_policy == CachePolicy(min_ttl=1)


def test_a_group_without_its_parts_is_told() -> None:
    groups = [{"Id": "both", "Members": [{"OriginId": "www"}, {}]}]
    told = [(one.place, one.message) for one in refused(form(OriginGroups=groups)).problems]
    assert ("Site.OriginGroups[0].Members[1]", "OriginId is required") in told
    assert "Site.OriginGroups[0].FailoverCriteria" in [place for place, _ in told]


def test_a_given_policy_that_is_none_is_told() -> None:
    given = form(DefaultCacheBehavior=behavior(CachePolicyId="11112222"))
    (problem,) = refused(given, parameters={"11112222": 5}).problems
    assert problem.place == "parameters['11112222']"


def unknown(place: str) -> Unresolved:
    return Unresolved(Place(place), "!ImportValue x", "is exported elsewhere")


@pytest.mark.parametrize(
    ("place", "change"),
    [
        ("Aliases[0]", {"Aliases": [unknown("Site.Aliases[0]")]}),
        ("Origins[0].DomainName", {"Origins": [origin(DomainName=unknown("Site.Origins[0].DomainName"))]}),
        ("Origins", {"Origins": unknown("Site.Origins")}),
        ("Origins[0]", {"Origins": [unknown("Site.Origins[0]"), origin()]}),
        ("DefaultCacheBehavior", {"DefaultCacheBehavior": unknown("Site.DefaultCacheBehavior")}),
        (
            "DefaultCacheBehavior.TargetOriginId",
            {
                "DefaultCacheBehavior": behavior(
                    TargetOriginId=unknown("Site.DefaultCacheBehavior.TargetOriginId")
                )
            },
        ),
        (
            "DefaultCacheBehavior.TrustedKeyGroups[0]",
            {
                "DefaultCacheBehavior": behavior(
                    TrustedKeyGroups=[unknown("Site.DefaultCacheBehavior.TrustedKeyGroups[0]")]
                )
            },
        ),
    ],
)
def test_a_value_that_matters_and_is_unknown_is_told_once(place: str, change: dict[str, Any]) -> None:
    error = refused(form(**change))
    assert [(one.place.path, one.reference) for one in error.unresolved] == [
        (f"Site.{place}", "!ImportValue x")
    ]
    assert f"Site.{place}: !ImportValue x: is exported elsewhere" in str(error)


def test_a_problem_beside_an_unknown_value_is_told_though_its_place_begins_alike() -> None:
    origins: list[Any] = [origin(Id=f"origin-{number}") for number in range(11)]
    origins[1] = unknown("Site.Origins[1]")
    origins[10]["DomainName"] = None
    error = refused(form(Origins=origins, DefaultCacheBehavior=behavior(TargetOriginId="origin-0")))
    assert [problem.place for problem in error.problems] == ["Site.Origins[10].DomainName", "Site.Origins[1]"]


def test_a_value_without_effect_may_be_unknown() -> None:
    made = config(form(Comment=unknown("x"), ViewerCertificate={"AcmCertificateArn": unknown("y")}))
    assert made.origin == "www"


def test_lines_are_told_where_they_are_known() -> None:
    given = Located(3)
    given |= form(DefaultRootObject="a b")
    given.lines["DefaultRootObject"] = 7
    (problem,) = refused(given).problems
    assert problem.place == "Site.DefaultRootObject (line 7)"


@pytest.mark.parametrize("fate", [DISTRIBUTION, BEHAVIOR, ORIGIN, CUSTOM_ORIGIN])
def test_a_key_has_one_fate(fate: Any) -> None:
    assert len(set(fate.keys)) == len(fate.keys)


def test_a_list_whose_items_are_unknown_is_asked_for_and_an_unknown_quantity_is_no_matter() -> None:
    lacks = Unresolved(Place("Site.Aliases.Items"), "!Ref Hosts", "the parameter has no default")
    error = refused(form(Aliases={"Quantity": 1, "Items": lacks}))
    assert error.unresolved == (lacks,)
    assert str(error) == "Site.Aliases.Items: !Ref Hosts: the parameter has no default"
    assert config(form(Aliases={"Quantity": lacks, "Items": ["a.example.com"]})).aliases == ("a.example.com",)
