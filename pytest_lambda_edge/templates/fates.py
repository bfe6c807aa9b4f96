"""What becomes of each key of a distribution (CF-273, CF-276): a setting, nothing, or a warning."""

from __future__ import annotations

from typing import Final

from pytest_lambda_edge.templates.parts import Fate, Row
from pytest_lambda_edge.templates.scalars import flag, number, text, texts

__all__ = [
    "BEHAVIOR",
    "COOKIES",
    "CUSTOM_HEADER",
    "CUSTOM_ORIGIN",
    "DISTRIBUTION",
    "ERROR_RESPONSE",
    "FAILOVER_CRITERIA",
    "FORWARDED_VALUES",
    "GEO_RESTRICTION",
    "KNOWN_VPC_ORIGIN",
    "LEGACY_CUSTOM_ORIGIN",
    "LEGACY_S3_ORIGIN",
    "MEMBER",
    "ORIGIN",
    "ORIGIN_GROUP",
    "RESTRICTIONS",
    "S3_ORIGIN",
    "VPC_ENDPOINT",
    "VPC_ORIGIN",
]

DISTRIBUTION: Final = Fate(
    rows=(
        Row("DefaultRootObject", "default_root_object", text),
        Row("Enabled", "enabled", flag),
        Row("Aliases", "aliases", texts),
    ),
    read_apart=frozenset(
        {
            "CNAMEs",
            "CacheBehaviors",
            "CacheTagConfig",
            "CustomErrorResponses",
            "CustomOrigin",
            "DefaultCacheBehavior",
            "OriginGroups",
            "Origins",
            "Restrictions",
            "S3Origin",
        }
    ),
    without_effect=frozenset(
        {
            "AnycastIpListId",
            "CallerReference",
            "Comment",
            "HttpVersion",
            "IPV6Enabled",
            "Logging",
            "PriceClass",
            "ViewerCertificate",
        }
    ),
    not_simulated={
        "ConnectionFunctionAssociation": "connection functions are not run",
        "ConnectionMode": "a distribution is simulated as one with direct connections",
        "ContinuousDeploymentPolicyId": "no request goes to a staging distribution",
        "Staging": "it is simulated as any distribution, whatever chooses it at CloudFront",
        "TenantConfig": "parameters of tenants are not filled in",
        "ViewerMtlsConfig": "viewers are not asked for certificates",
        "WebACLId": "AWS WAF is not simulated; a test sends the headers that it would insert",
    },
)

BEHAVIOR: Final = Fate(
    rows=(
        Row("TargetOriginId", "origin", text),
        Row("ViewerProtocolPolicy", "viewer_protocol_policy", text),
        Row("AllowedMethods", "allowed_methods", texts),
        Row("CachedMethods", "cached_methods", texts),
        Row("Compress", "compress", flag),
        Row("MinTTL", "min_ttl", number),
        Row("DefaultTTL", "default_ttl", number),
        Row("MaxTTL", "max_ttl", number),
    ),
    read_apart=frozenset(
        {
            "CachePolicyId",
            "ForwardedValues",
            "FunctionAssociations",
            "LambdaFunctionAssociations",
            "OriginRequestPolicyId",
            "PathPattern",
            "ResponseHeadersPolicyId",
            "TrustedKeyGroups",
        }
    ),
    without_effect=frozenset({"RealtimeLogConfigArn"}),
    not_simulated={
        "FieldLevelEncryptionId": "no field of a request is encrypted",
        "GrpcConfig": "gRPC is not there",
        "SmoothStreaming": "Microsoft Smooth Streaming is not there",
        "TrustedSigners": "signatures are checked for trusted key groups only, so anybody is let in",
    },
)

FORWARDED_VALUES: Final = Fate(
    rows=(
        Row("QueryString", "query_string", flag),
        Row("QueryStringCacheKeys", "query_string_cache_keys", texts),
        Row("Headers", "headers", texts),
    ),
    read_apart=frozenset({"Cookies"}),
)

COOKIES: Final = Fate(
    rows=(Row("Forward", "forward", text), Row("WhitelistedNames", "whitelisted_names", texts))
)

ORIGIN: Final = Fate(
    rows=(
        Row("OriginPath", "origin_path", text),
        Row("ConnectionAttempts", "connection_attempts", number),
        Row("ConnectionTimeout", "connection_timeout", number),
        Row("ResponseCompletionTimeout", "response_completion_timeout", number),
    ),
    read_apart=frozenset(
        {
            "CustomOriginConfig",
            "DomainName",
            "Id",
            "OriginAccessControlId",
            "OriginCustomHeaders",
            "S3OriginConfig",
            "VpcOriginConfig",
        }
    ),
    not_simulated={"OriginShield": "there is one cache, without Origin Shield before the origin"},
)

_TIMEOUTS: Final = (
    Row("OriginReadTimeout", "origin_read_timeout", number),
    Row("OriginKeepaliveTimeout", "origin_keepalive_timeout", number),
)

CUSTOM_ORIGIN: Final = Fate(
    rows=(
        Row("HTTPPort", "http_port", number),
        Row("HTTPSPort", "https_port", number),
        Row("OriginProtocolPolicy", "origin_protocol_policy", text),
        Row("OriginSSLProtocols", "origin_ssl_protocols", texts),
        *_TIMEOUTS,
    ),
    without_effect=frozenset({"IpAddressType"}),
    not_simulated={"OriginMtlsConfig": "no certificate is shown to the origin"},
)

VPC_ORIGIN: Final = Fate(
    rows=_TIMEOUTS,
    without_effect=frozenset({"OwnerAccountId"}),
    not_simulated={"VpcOriginId": "it is asked as a custom origin with match-viewer, at the usual ports"},
)

KNOWN_VPC_ORIGIN: Final = Fate(
    rows=_TIMEOUTS, read_apart=frozenset({"VpcOriginId"}), without_effect=VPC_ORIGIN.without_effect
)
VPC_ENDPOINT: Final = Fate(
    rows=CUSTOM_ORIGIN.rows[:4], without_effect=frozenset({"Arn", "IpAddressType", "Name"})
)

S3_ORIGIN: Final = Fate(
    rows=(
        Row("OriginAccessIdentity", "origin_access_identity", lambda value: text(value) or None),
        Row("OriginReadTimeout", "origin_read_timeout", number),
    )
)

LEGACY_S3_ORIGIN: Final = Fate(rows=S3_ORIGIN.rows[:1], read_apart=frozenset({"DNSName"}))
LEGACY_CUSTOM_ORIGIN: Final = Fate(rows=CUSTOM_ORIGIN.rows[:4], read_apart=frozenset({"DNSName"}))

ORIGIN_GROUP: Final = Fate(
    read_apart=frozenset({"FailoverCriteria", "Id", "Members"}),
    not_simulated={"SelectionCriteria": "the primary origin is asked first, whatever the media quality"},
)

ERROR_RESPONSE: Final = Fate(
    rows=(
        Row("ErrorCode", "error_code", number),
        Row("ResponsePagePath", "response_page_path", lambda value: text(value) or None),
        Row("ResponseCode", "response_code", lambda value: number(value) if value != "" else None),
        Row("ErrorCachingMinTTL", "error_caching_min_ttl", number),
    )
)

FAILOVER_CRITERIA: Final = Fate(read_apart=frozenset({"StatusCodes"}))
MEMBER: Final = Fate(read_apart=frozenset({"OriginId"}))
CUSTOM_HEADER: Final = Fate(read_apart=frozenset({"HeaderName", "HeaderValue"}))
RESTRICTIONS: Final = Fate(read_apart=frozenset({"GeoRestriction"}))
GEO_RESTRICTION: Final = Fate(
    rows=(Row("RestrictionType", "restriction_type", text), Row("Locations", "locations", texts))
)
