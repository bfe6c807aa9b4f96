"""From the attributes of ``aws_cloudfront_distribution`` to AWS's keys: each has a fate (CF-297, CF-298)."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from support.templates import error_of
from support.terraform import SITE, behavior, data, form_of, origin, plan, planned, refers, site, state

from pytest_lambda_edge import EdgeNotSimulatedWarning, load_distribution


def formed(**attributes: Any) -> Any:
    return form_of(state(data(SITE, **site(**attributes))))


def default(**attributes: Any) -> Any:
    return formed(default_cache_behavior=[behavior(**attributes)])["DefaultCacheBehavior"]


def loaded(**attributes: Any) -> Any:
    return load_distribution(state(data(SITE, **site(**attributes))))


@pytest.mark.fact("CF-297")
@pytest.mark.parametrize(
    ("name", "value", "key", "made"),
    [
        ("aliases", ["a.example.com"], "Aliases", ["a.example.com"]),
        ("anycast_ip_list_id", "aip_1", "AnycastIpListId", "aip_1"),
        ("comment", "the site", "Comment", "the site"),
        ("continuous_deployment_policy_id", "cdp", "ContinuousDeploymentPolicyId", "cdp"),
        ("default_root_object", "index.html", "DefaultRootObject", "index.html"),
        ("enabled", False, "Enabled", False),
        ("http_version", "http3", "HttpVersion", "http3"),
        ("is_ipv6_enabled", True, "IPV6Enabled", True),
        ("price_class", "PriceClass_100", "PriceClass", "PriceClass_100"),
        ("staging", True, "Staging", True),
        ("web_acl_id", "acl", "WebACLId", "acl"),
        (
            "logging_config",
            [{"bucket": "logs", "include_cookies": True, "prefix": "p"}],
            "Logging",
            {"Bucket": "logs", "IncludeCookies": True, "Prefix": "p"},
        ),
        (
            "restrictions",
            [{"geo_restriction": [{"restriction_type": "whitelist", "locations": ["DE"]}]}],
            "Restrictions",
            {"GeoRestriction": {"RestrictionType": "whitelist", "Locations": ["DE"]}},
        ),
        (
            "viewer_certificate",
            [
                {
                    "acm_certificate_arn": "arn",
                    "cloudfront_default_certificate": False,
                    "iam_certificate_id": "",
                    "minimum_protocol_version": "TLSv1.2_2021",
                    "ssl_support_method": "sni-only",
                }
            ],
            "ViewerCertificate",
            {
                "AcmCertificateArn": "arn",
                "CloudFrontDefaultCertificate": False,
                "MinimumProtocolVersion": "TLSv1.2_2021",
                "SslSupportMethod": "sni-only",
            },
        ),
        (
            "origin_group",
            [
                {
                    "origin_id": "either",
                    "failover_criteria": [{"status_codes": [500]}],
                    "member": [{"origin_id": "www"}, {"origin_id": "other"}],
                }
            ],
            "OriginGroups",
            [
                {
                    "Id": "either",
                    "FailoverCriteria": {"StatusCodes": [500]},
                    "Members": [{"OriginId": "www"}, {"OriginId": "other"}],
                }
            ],
        ),
    ],
)
def test_what_a_distribution_is_made_of_has_aws_s_names(name: str, value: Any, key: str, made: Any) -> None:
    assert formed(**{name: value})[key] == made


@pytest.mark.fact("CF-298")
@pytest.mark.parametrize(
    ("name", "value", "key", "made"),
    [
        ("allowed_methods", ["GET", "HEAD"], "AllowedMethods", ["GET", "HEAD"]),
        ("cached_methods", ["GET", "HEAD"], "CachedMethods", ["GET", "HEAD"]),
        ("compress", True, "Compress", True),
        ("field_level_encryption_id", "fle", "FieldLevelEncryptionId", "fle"),
        ("grpc_config", [{"enabled": True}], "GrpcConfig", {"Enabled": True}),
        ("origin_request_policy_id", "some-id", "OriginRequestPolicyId", "some-id"),
        ("realtime_log_config_arn", "arn", "RealtimeLogConfigArn", "arn"),
        ("response_headers_policy_id", "some-id", "ResponseHeadersPolicyId", "some-id"),
        ("smooth_streaming", True, "SmoothStreaming", True),
        ("target_origin_id", "www", "TargetOriginId", "www"),
        ("trusted_key_groups", ["some-id"], "TrustedKeyGroups", ["some-id"]),
        ("trusted_signers", ["self"], "TrustedSigners", ["self"]),
        ("viewer_protocol_policy", "https-only", "ViewerProtocolPolicy", "https-only"),
        (
            "forwarded_values",
            [
                {
                    "query_string": True,
                    "query_string_cache_keys": ["page"],
                    "headers": ["Host"],
                    "cookies": [{"forward": "whitelist", "whitelisted_names": ["session"]}],
                }
            ],
            "ForwardedValues",
            {
                "QueryString": True,
                "QueryStringCacheKeys": ["page"],
                "Headers": ["Host"],
                "Cookies": {"Forward": "whitelist", "WhitelistedNames": ["session"]},
            },
        ),
        (
            "lambda_function_association",
            [{"event_type": "viewer-request", "include_body": True, "lambda_arn": "arn"}],
            "LambdaFunctionAssociations",
            [{"EventType": "viewer-request", "IncludeBody": True, "LambdaFunctionARN": "arn"}],
        ),
        (
            "function_association",
            [{"event_type": "viewer-request", "function_arn": "arn"}],
            "FunctionAssociations",
            [{"EventType": "viewer-request", "FunctionARN": "arn"}],
        ),
    ],
)
def test_what_a_behavior_is_made_of_has_aws_s_names(name: str, value: Any, key: str, made: Any) -> None:
    assert default(**{name: value})[key] == made


@pytest.mark.fact("CF-297")
@pytest.mark.parametrize(
    ("name", "value", "key", "made"),
    [
        ("connection_attempts", 2, "ConnectionAttempts", 2),
        ("connection_timeout", 9, "ConnectionTimeout", 9),
        ("domain_name", "a.example.com", "DomainName", "a.example.com"),
        ("origin_access_control_id", "E1", "OriginAccessControlId", "E1"),
        ("origin_path", "/v2", "OriginPath", "/v2"),
        ("response_completion_timeout", 40, "ResponseCompletionTimeout", 40),
        (
            "custom_header",
            [{"name": "X-A", "value": ""}],
            "OriginCustomHeaders",
            [{"HeaderName": "X-A", "HeaderValue": ""}],
        ),
        (
            "origin_shield",
            [{"enabled": True, "origin_shield_region": "us-east-1"}],
            "OriginShield",
            {"Enabled": True, "OriginShieldRegion": "us-east-1"},
        ),
        (
            "s3_origin_config",
            [{"origin_access_identity": "origin-access-identity/cloudfront/E1"}],
            "S3OriginConfig",
            {"OriginAccessIdentity": "origin-access-identity/cloudfront/E1"},
        ),
        (
            "vpc_origin_config",
            [{"vpc_origin_id": "vo_1", "origin_keepalive_timeout": 5, "origin_read_timeout": 30}],
            "VpcOriginConfig",
            {"VpcOriginId": "vo_1", "OriginKeepaliveTimeout": 5, "OriginReadTimeout": 30},
        ),
    ],
)
def test_what_an_origin_is_made_of_has_aws_s_names(name: str, value: Any, key: str, made: Any) -> None:
    (one,) = formed(origin=[origin(**{name: value})])["Origins"]
    assert one[key] == made


def test_a_custom_origin_keeps_its_ports_and_timeouts() -> None:
    (one,) = formed()["Origins"]
    assert one["CustomOriginConfig"] == {
        "HTTPPort": 80,
        "HTTPSPort": 443,
        "OriginKeepaliveTimeout": 5,
        "OriginProtocolPolicy": "https-only",
        "OriginReadTimeout": 30,
        "OriginSSLProtocols": ["TLSv1.2"],
    }


def test_an_origin_of_no_kind_is_one_of_s3_as_the_provider_sends_it() -> None:
    bucket = origin(custom_origin_config=[], domain_name="b.s3.us-east-1.amazonaws.com")
    (one,) = formed(origin=[bucket])["Origins"]
    assert one["S3OriginConfig"] == {}
    assert type(loaded(origin=[bucket]).origins["www"]).__name__ == "S3Origin"


@pytest.mark.fact("CF-313")
def test_ttls_beside_a_cache_policy_are_not_sent() -> None:
    assert not {"MinTTL", "DefaultTTL", "MaxTTL"} & default(default_ttl=60, max_ttl=90).keys()


LEGACY = {"query_string": False, "headers": [], "cookies": [{"forward": "none", "whitelisted_names": []}]}


@pytest.mark.parametrize("unset", [None, 0])
def test_ttls_that_are_not_written_are_zero_under_legacy_settings(unset: Any) -> None:
    made = default(cache_policy_id="", forwarded_values=[LEGACY], default_ttl=unset, max_ttl=unset)
    assert (made["MinTTL"], made["DefaultTTL"], made["MaxTTL"]) == (0, 0, 0)
    assert "CachePolicyId" not in made


def test_ttls_that_the_provider_computes_are_zero_under_legacy_settings() -> None:
    written = behavior(cache_policy_id=None, forwarded_values=[LEGACY])
    for name in ("default_ttl", "max_ttl", "trusted_key_groups"):
        del written[name]
    unknown = {
        "default_cache_behavior": [
            {"default_ttl": True, "max_ttl": True, "trusted_key_groups": True, "trusted_signers": True}
        ]
    }
    document = plan(planned(SITE, site(default_cache_behavior=[written]), unknown))
    made = form_of(document)["DefaultCacheBehavior"]
    assert (made["DefaultTTL"], made["MaxTTL"]) == (0, 0)
    assert "TrustedKeyGroups" not in made


def test_a_custom_error_response_is_sent_with_no_seconds_where_none_are_written() -> None:
    response = {
        "error_code": 404,
        "error_caching_min_ttl": None,
        "response_code": 0,
        "response_page_path": "",
    }
    (made,) = formed(custom_error_response=[response])["CustomErrorResponses"]
    assert made == {"ErrorCode": 404, "ErrorCachingMinTTL": 0}
    page = {"response_code": 200, "response_page_path": "/404.html", "error_caching_min_ttl": 7}
    (made,) = formed(custom_error_response=[response | page])["CustomErrorResponses"]
    assert made == {
        "ErrorCode": 404,
        "ErrorCachingMinTTL": 7,
        "ResponseCode": 200,
        "ResponsePagePath": "/404.html",
    }


@pytest.mark.parametrize(
    "name",
    [
        "arn",
        "caller_reference",
        "domain_name",
        "etag",
        "hosted_zone_id",
        "id",
        "in_progress_validation_batches",
        "last_modified_time",
        "logging_v1_enabled",
        "retain_on_delete",
        "status",
        "tags",
        "tags_all",
        "trusted_key_groups",
        "trusted_signers",
        "wait_for_deployment",
    ],
)
def test_bookkeeping_of_the_deployment_changes_nothing(name: str) -> None:
    assert formed(**{name: "x"}) == formed()


@pytest.mark.parametrize("nothing", [None, "", [], {}, False, 0])
def test_an_attribute_that_is_not_known_and_asks_for_nothing_is_passed_over(nothing: Any) -> None:
    assert "brand_new" not in formed(brand_new=nothing)


def test_an_attribute_that_is_not_known_and_that_the_provider_fills_in_is_passed_over() -> None:
    made = planned(SITE, site(), {"brand_new": True, "origin": [{"also_new": True}]})
    assert load_distribution(plan(made)) == load_distribution(plan(planned(SITE, site(), {})))
    written = planned(SITE, site(), {"brand_new": True}, brand_new=refers("random_id.x.hex"))
    assert "'brand_new' is nothing that CloudFront knows here" in str(error_of(plan(written)))


@pytest.mark.parametrize("key", ["enabled", "compress"])
def test_an_attribute_that_is_known_stays_though_it_is_false(key: str) -> None:
    config = load_distribution(
        state(data(SITE, **site(enabled=False, default_cache_behavior=[behavior(compress=False)])))
    )
    assert getattr(config, key) is False


def test_an_attribute_that_is_not_known_is_told_of() -> None:
    message = str(error_of(state(data(SITE, **site(price_clas="PriceClass_100")))))
    assert f"{SITE}.price_clas: 'price_clas' is nothing that CloudFront knows here" in message


def test_a_place_is_an_address_with_terraform_s_own_names() -> None:
    wrong = site(
        ordered_cache_behavior=[behavior(path_pattern="/a"), behavior(path_pattern="/b", compress=3)]
    )
    assert f"{SITE}.ordered_cache_behavior[1].compress" in str(error_of(state(data(SITE, **wrong))))
    wrong = site(default_cache_behavior=[behavior(forwarded_values=[LEGACY | {"query_string": 3}])])
    message = str(error_of(state(data(SITE, **wrong))))
    assert f"{SITE}.default_cache_behavior[0].forwarded_values[0].query_string" in message


JUNK: list[Any] = [5, "x", [5], [[]]]


@pytest.mark.parametrize(
    ("name", "junk"),
    [
        *product(["default_cache_behavior"], [*JUNK, ["x", "y"], {"a": 1}, [{}, {}]]),
        *product(["origin"], [*JUNK, ["x", "y"], {"a": 1}, [None]]),
        *product(["ordered_cache_behavior"], [*JUNK, {"a": 1}, [None]]),
        *product(["restrictions"], [*JUNK, ["x", "y"]]),
    ],
)
def test_a_block_that_is_none_is_refused_with_its_place(name: str, junk: Any) -> None:
    assert f"{SITE}.{name}" in str(error_of(state(data(SITE, **site(**{name: junk})))))


def test_what_has_no_effect_is_warned_of() -> None:
    with pytest.warns(EdgeNotSimulatedWarning, match=r"site\.web_acl_id has no effect yet"):
        loaded(web_acl_id="acl")


def test_a_distribution_that_is_deployed_keeps_its_id_and_domain_name() -> None:
    config = loaded(id="E2EXAMPLE", domain_name="d1.cloudfront.net")
    assert (config.id, config.domain_name) == ("E2EXAMPLE", "d1.cloudfront.net")


def test_blocks_whose_number_is_unknown_are_unresolved() -> None:
    document = plan(
        planned(SITE, site() | {"ordered_cache_behavior": None}, {"ordered_cache_behavior": True})
    )
    (missing,) = error_of(document).unresolved
    assert (str(missing.place), missing.reference) == (
        f"{SITE}.ordered_cache_behavior",
        "(known after apply)",
    )


def test_an_alias_that_is_unknown_is_unresolved_until_it_is_given() -> None:
    values = site(aliases=[None])
    document = plan(planned(SITE, values, {"aliases": [True]}, aliases=refers("aws_route53_record.a.fqdn")))
    (missing,) = error_of(document).unresolved
    assert (str(missing.place), missing.reference) == (f"{SITE}.aliases[0]", "aws_route53_record.a.fqdn")
    given = {"aws_route53_record.a.fqdn": "a.example.com"}
    assert form_of(document, parameters=given)["Aliases"] == ["a.example.com"]
