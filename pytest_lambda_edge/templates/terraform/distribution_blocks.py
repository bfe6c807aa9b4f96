"""Terraform's names for what a distribution is made of, and AWS's (CF-297, CF-298)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.templates.terraform.blocks import Block
from pytest_lambda_edge.templates.terraform.references import Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DISTRIBUTION", "VPC_ENDPOINT"]

_TTLS: Final = ("min_ttl", "default_ttl", "max_ttl")


def _sent_ttls(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a behavior as it is sent: no TTLs beside a cache policy, else 0 for each that is not written."""
    others = {name: value for name, value in values.items() if name not in _TTLS}
    if values.get("cache_policy_id"):
        return others
    return others | {name: _or_zero(values.get(name)) for name in _TTLS}


def _or_zero(value: Any) -> Any:
    is_left_open = value is None or (isinstance(value, Unknown) and not value.references)
    return 0 if is_left_open else value


def _sent_origin(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an origin as it is sent: it is one of S3 where no other kind is written."""
    kinds = ("custom_origin_config", "s3_origin_config", "vpc_origin_config")
    return values if any(values.get(kind) for kind in kinds) else {**values, "s3_origin_config": [{}]}


def _sent_error_response(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a custom error response as it is sent: 0 seconds where none are written, no ResponseCode 0."""
    sent = {name: value for name, value in values.items() if name != "response_code" or value != 0}
    return sent | {"error_caching_min_ttl": _or_zero(values.get("error_caching_min_ttl"))}


def _sent_endpoint(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the endpoint of a VPC origin as it is sent: the block of its protocols is a list."""
    protocols = values.get("origin_ssl_protocols")
    only = protocols[0] if isinstance(protocols, list) and len(protocols) == 1 else protocols
    return {**values, "origin_ssl_protocols": only.get("items") if isinstance(only, dict) else only}


_FORWARDED_VALUES: Final = Block(
    names={
        "headers": "Headers",
        "query_string": "QueryString",
        "query_string_cache_keys": "QueryStringCacheKeys",
    },
    one={
        "cookies": (
            "Cookies",
            Block(
                {"forward": "Forward", "whitelisted_names": "WhitelistedNames"},
                computed=frozenset({"whitelisted_names"}),
            ),
        ),
    },
    computed=frozenset({"headers", "query_string_cache_keys"}),
)

_FUNCTION_ASSOCIATION: Final = Block({"event_type": "EventType", "function_arn": "FunctionARN"})
_LAMBDA_FUNCTION_ASSOCIATION: Final = Block(
    {"event_type": "EventType", "include_body": "IncludeBody", "lambda_arn": "LambdaFunctionARN"}
)

_BEHAVIOR: Final = Block(
    names={
        "allowed_methods": "AllowedMethods",
        "cache_policy_id": "CachePolicyId",
        "cached_methods": "CachedMethods",
        "compress": "Compress",
        "default_ttl": "DefaultTTL",
        "field_level_encryption_id": "FieldLevelEncryptionId",
        "max_ttl": "MaxTTL",
        "min_ttl": "MinTTL",
        "origin_request_policy_id": "OriginRequestPolicyId",
        "path_pattern": "PathPattern",
        "realtime_log_config_arn": "RealtimeLogConfigArn",
        "response_headers_policy_id": "ResponseHeadersPolicyId",
        "smooth_streaming": "SmoothStreaming",
        "target_origin_id": "TargetOriginId",
        "trusted_key_groups": "TrustedKeyGroups",
        "trusted_signers": "TrustedSigners",
        "viewer_protocol_policy": "ViewerProtocolPolicy",
    },
    one={
        "forwarded_values": ("ForwardedValues", _FORWARDED_VALUES),
        "grpc_config": ("GrpcConfig", Block({"enabled": "Enabled"}, computed=frozenset({"enabled"}))),
    },
    many={
        "function_association": ("FunctionAssociations", _FUNCTION_ASSOCIATION),
        "lambda_function_association": ("LambdaFunctionAssociations", _LAMBDA_FUNCTION_ASSOCIATION),
    },
    computed=frozenset({"default_ttl", "grpc_config", "max_ttl", "trusted_key_groups", "trusted_signers"}),
    sent=_sent_ttls,
)

_TIMEOUTS: Final = {
    "origin_keepalive_timeout": "OriginKeepaliveTimeout",
    "origin_read_timeout": "OriginReadTimeout",
}

_ENDPOINT: Final = {
    "http_port": "HTTPPort",
    "https_port": "HTTPSPort",
    "ip_address_type": "IpAddressType",
    "origin_protocol_policy": "OriginProtocolPolicy",
    "origin_ssl_protocols": "OriginSSLProtocols",
}
_CUSTOM_ORIGIN: Final = Block(
    names=_ENDPOINT | _TIMEOUTS,
    one={
        "origin_mtls_config": ("OriginMtlsConfig", Block({"client_certificate_arn": "ClientCertificateArn"}))
    },
)
_S3_ORIGIN: Final = Block({"origin_access_identity": "OriginAccessIdentity"} | _TIMEOUTS)
VPC_ENDPOINT: Final = Block(_ENDPOINT, bookkeeping=frozenset({"arn", "name"}), sent=_sent_endpoint)
_VPC_ORIGIN: Final = Block({"owner_account_id": "OwnerAccountId", "vpc_origin_id": "VpcOriginId"} | _TIMEOUTS)

_ORIGIN: Final = Block(
    names={
        "connection_attempts": "ConnectionAttempts",
        "connection_timeout": "ConnectionTimeout",
        "domain_name": "DomainName",
        "origin_access_control_id": "OriginAccessControlId",
        "origin_id": "Id",
        "origin_path": "OriginPath",
        "response_completion_timeout": "ResponseCompletionTimeout",
    },
    one={
        "custom_origin_config": ("CustomOriginConfig", _CUSTOM_ORIGIN),
        "origin_shield": (
            "OriginShield",
            Block({"enabled": "Enabled", "origin_shield_region": "OriginShieldRegion"}),
        ),
        "s3_origin_config": ("S3OriginConfig", _S3_ORIGIN),
        "vpc_origin_config": ("VpcOriginConfig", _VPC_ORIGIN),
    },
    many={
        "custom_header": (
            "OriginCustomHeaders",
            Block({"name": "HeaderName", "value": "HeaderValue"}, required=frozenset({"value"})),
        ),
    },
    computed=frozenset({"response_completion_timeout"}),
    sent=_sent_origin,
)

_ORIGIN_GROUP: Final = Block(
    names={"origin_id": "Id", "selection_criteria": "SelectionCriteria"},
    one={"failover_criteria": ("FailoverCriteria", Block({"status_codes": "StatusCodes"}))},
    many={"member": ("Members", Block({"origin_id": "OriginId"}))},
)

_ERROR_RESPONSE: Final = Block(
    names={
        "error_caching_min_ttl": "ErrorCachingMinTTL",
        "error_code": "ErrorCode",
        "response_code": "ResponseCode",
        "response_page_path": "ResponsePagePath",
    },
    sent=_sent_error_response,
)

_GEO_RESTRICTION: Final = Block(
    {"locations": "Locations", "restriction_type": "RestrictionType"}, computed=frozenset({"locations"})
)
_LOGGING: Final = Block({"bucket": "Bucket", "include_cookies": "IncludeCookies", "prefix": "Prefix"})
_VIEWER_CERTIFICATE: Final = Block(
    {
        "acm_certificate_arn": "AcmCertificateArn",
        "cloudfront_default_certificate": "CloudFrontDefaultCertificate",
        "iam_certificate_id": "IamCertificateId",
        "minimum_protocol_version": "MinimumProtocolVersion",
        "ssl_support_method": "SslSupportMethod",
    }
)

DISTRIBUTION: Final = Block(
    names={
        "aliases": "Aliases",
        "anycast_ip_list_id": "AnycastIpListId",
        "comment": "Comment",
        "connection_function_association": "ConnectionFunctionAssociation",
        "continuous_deployment_policy_id": "ContinuousDeploymentPolicyId",
        "default_root_object": "DefaultRootObject",
        "enabled": "Enabled",
        "http_version": "HttpVersion",
        "is_ipv6_enabled": "IPV6Enabled",
        "price_class": "PriceClass",
        "staging": "Staging",
        "viewer_mtls_config": "ViewerMtlsConfig",
        "web_acl_id": "WebACLId",
    },
    one={
        "cache_tag_config": ("CacheTagConfig", Block({"header_name": "HeaderName"})),
        "default_cache_behavior": ("DefaultCacheBehavior", _BEHAVIOR),
        "logging_config": ("Logging", _LOGGING),
        "restrictions": (
            "Restrictions",
            Block(one={"geo_restriction": ("GeoRestriction", _GEO_RESTRICTION)}),
        ),
        "viewer_certificate": ("ViewerCertificate", _VIEWER_CERTIFICATE),
    },
    many={
        "custom_error_response": ("CustomErrorResponses", _ERROR_RESPONSE),
        "ordered_cache_behavior": ("CacheBehaviors", _BEHAVIOR),
        "origin": ("Origins", _ORIGIN),
        "origin_group": ("OriginGroups", _ORIGIN_GROUP),
    },
    bookkeeping=frozenset(
        {
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
            "timeouts",
            "trusted_key_groups",
            "trusted_signers",
            "wait_for_deployment",
        }
    ),
    computed=frozenset({"continuous_deployment_policy_id"}),
)
