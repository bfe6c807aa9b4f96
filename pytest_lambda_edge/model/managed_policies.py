"""The managed policies, as AWS publishes them (CF-064, CF-066, CF-067)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pytest_lambda_edge.model.policies import CachePolicy, OriginRequestPolicy, ResponseHeadersPolicy
from pytest_lambda_edge.model.response_headers_policy import (
    ContentTypeOptions,
    CorsConfig,
    FrameOptions,
    ReferrerPolicy,
    SecurityHeadersConfig,
    StrictTransportSecurity,
    XSSProtection,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ALL_VIEWER_EXCEPT_HOST",
    "CACHE_POLICIES",
    "CACHING_OPTIMIZED",
    "CLOUDFRONT_HEADERS",
    "ORIGIN_REQUEST_POLICIES",
    "PREFLIGHT_CORS",
    "RESPONSE_HEADERS_POLICIES",
    "UNPUBLISHED_CACHE_POLICIES",
    "managed",
    "names_of",
]

P = TypeVar("P", CachePolicy, OriginRequestPolicy, ResponseHeadersPolicy)

_PREFIX = "Managed-"
_YEAR = 31536000

CACHING_OPTIMIZED = CachePolicy(
    name="CachingOptimized",
    min_ttl=1,
    enable_accept_encoding_gzip=True,
    enable_accept_encoding_brotli=True,
)

_OVERRIDE_HEADERS = ("Host", "Origin", "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")

CACHE_POLICIES: Mapping[str, CachePolicy] = {
    "2e54312d-136d-493c-8eb9-b001f22f67d2": CachePolicy(
        name="Amplify",
        min_ttl=2,
        default_ttl=2,
        max_ttl=600,
        header_behavior="whitelist",
        headers=("Authorization", "CloudFront-Viewer-Country", "Host"),
        cookie_behavior="all",
        query_string_behavior="all",
        enable_accept_encoding_gzip=True,
        enable_accept_encoding_brotli=True,
    ),
    "4135ea2d-6df8-44a3-9df3-4b5a84be39ad": CachePolicy(
        name="CachingDisabled", min_ttl=0, default_ttl=0, max_ttl=0
    ),
    "658327ea-f89d-4fab-a63d-7e88639e58f6": CACHING_OPTIMIZED,
    "b2884449-e4de-46a7-ac36-70bc7f1ddd6d": CachePolicy(
        name="CachingOptimizedForUncompressedObjects", min_ttl=1
    ),
    "08627262-05a9-4f76-9ded-b50ca2e3a84f": CachePolicy(
        name="Elemental-MediaPackage",
        min_ttl=0,
        header_behavior="whitelist",
        headers=("Origin",),
        query_string_behavior="whitelist",
        query_strings=("aws.manifestfilter", "start", "end", "m"),
        enable_accept_encoding_gzip=True,
    ),
    "83da9c7e-98b4-4e11-a168-04f0df8e2c65": CachePolicy(
        name="UseOriginCacheControlHeaders",
        min_ttl=0,
        default_ttl=0,
        header_behavior="whitelist",
        headers=_OVERRIDE_HEADERS,
        cookie_behavior="all",
        enable_accept_encoding_gzip=True,
        enable_accept_encoding_brotli=True,
    ),
    "4cc15a8a-d715-48a4-82b8-cc0b614638fe": CachePolicy(
        name="UseOriginCacheControlHeaders-QueryStrings",
        min_ttl=0,
        default_ttl=0,
        header_behavior="whitelist",
        headers=_OVERRIDE_HEADERS,
        cookie_behavior="all",
        query_string_behavior="all",
        enable_accept_encoding_gzip=True,
        enable_accept_encoding_brotli=True,
    ),
}

# Managed for Amplify Hosting alone; AWS publishes their ids and no settings (CF-064).
UNPUBLISHED_CACHE_POLICIES: Mapping[str, str] = {
    "4d1d2f1d-3a71-49ad-9e08-7ea5d843a556": "Amplify-Default",
    "a6bad946-36c3-4c33-aa98-362c74a7fb13": "Amplify-DefaultNoCookies",
    "1c6db51a-a33f-469a-8245-dae26771f530": "Amplify-ImageOptimization",
    "7e5fad67-ee98-4ad0-b05a-394999eefc1a": "Amplify-StaticContent",
}

CLOUDFRONT_HEADERS = (
    "CloudFront-Forwarded-Proto",
    "CloudFront-Is-Android-Viewer",
    "CloudFront-Is-Desktop-Viewer",
    "CloudFront-Is-IOS-Viewer",
    "CloudFront-Is-Mobile-Viewer",
    "CloudFront-Is-SmartTV-Viewer",
    "CloudFront-Is-Tablet-Viewer",
    "CloudFront-Viewer-Address",
    "CloudFront-Viewer-ASN",
    "CloudFront-Viewer-City",
    "CloudFront-Viewer-Country",
    "CloudFront-Viewer-Country-Name",
    "CloudFront-Viewer-Country-Region",
    "CloudFront-Viewer-Country-Region-Name",
    "CloudFront-Viewer-Http-Version",
    "CloudFront-Viewer-Latitude",
    "CloudFront-Viewer-Longitude",
    "CloudFront-Viewer-Metro-Code",
    "CloudFront-Viewer-Postal-Code",
    "CloudFront-Viewer-Time-Zone",
    "CloudFront-Viewer-TLS",
)
"""What two of the managed policies have CloudFront add (CF-066)."""

ALL_VIEWER_EXCEPT_HOST = OriginRequestPolicy(
    name="AllViewerExceptHostHeader",
    header_behavior="allExcept",
    headers=("Host",),
    cookie_behavior="all",
    query_string_behavior="all",
)
"""Has CloudFront add ``CLOUDFRONT_HEADERS`` (CF-066), none of which an ``allExcept`` can name (CF-189)."""

_CORS_REQUEST_HEADERS = ("Origin", "Access-Control-Request-Headers", "Access-Control-Request-Method")

ORIGIN_REQUEST_POLICIES: Mapping[str, OriginRequestPolicy] = {
    "216adef6-5c7f-47e4-b989-5492eafa07d3": OriginRequestPolicy(
        name="AllViewer", header_behavior="allViewer", cookie_behavior="all", query_string_behavior="all"
    ),
    "33f36d7e-f396-46d9-90e0-52428a34d9dc": OriginRequestPolicy(
        name="AllViewerAndCloudFrontHeaders-2022-06",
        header_behavior="allViewerAndWhitelistCloudFront",
        headers=CLOUDFRONT_HEADERS,
        cookie_behavior="all",
        query_string_behavior="all",
    ),
    "b689b0a8-53d0-40ab-baf2-68738e2966ac": ALL_VIEWER_EXCEPT_HOST,
    "59781a5b-3903-41f3-afcb-af62929ccde1": OriginRequestPolicy(
        name="CORS-CustomOrigin", header_behavior="whitelist", headers=("Origin",)
    ),
    "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf": OriginRequestPolicy(
        name="CORS-S3Origin", header_behavior="whitelist", headers=_CORS_REQUEST_HEADERS
    ),
    "775133bc-15f2-49f9-abea-afb2e0bf67d2": OriginRequestPolicy(
        name="Elemental-MediaTailor-PersonalizedManifests",
        header_behavior="whitelist",
        headers=(*_CORS_REQUEST_HEADERS, "User-Agent", "X-Forwarded-For"),
        query_string_behavior="all",
    ),
    "bf0718e1-ba1e-49d1-88b1-f726733018ae": OriginRequestPolicy(
        name="HostHeaderOnly", header_behavior="whitelist", headers=("Host",)
    ),
    "acba4595-bd28-49b8-b9fe-13317c0390fa": OriginRequestPolicy(
        name="UserAgentRefererHeaders", header_behavior="whitelist", headers=("User-Agent", "Referer")
    ),
}

_SIMPLE_CORS = CorsConfig(
    access_control_allow_origins=("*",),
    access_control_allow_headers=(),
    access_control_allow_methods=(),
    access_control_allow_credentials=False,
    origin_override=False,
)
PREFLIGHT_CORS = CorsConfig(
    access_control_allow_origins=("*",),
    access_control_allow_headers=(),
    access_control_allow_methods=("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"),
    access_control_allow_credentials=False,
    access_control_expose_headers=("*",),
    origin_override=False,
)
"""All of it is for preflight requests, but for the allowed origin (CF-067); so is what equals it."""

_SECURITY = SecurityHeadersConfig(
    referrer_policy=ReferrerPolicy(override=False, referrer_policy="strict-origin-when-cross-origin"),
    strict_transport_security=StrictTransportSecurity(override=False, access_control_max_age_sec=_YEAR),
    content_type_options=ContentTypeOptions(override=True),
    frame_options=FrameOptions(override=False, frame_option="SAMEORIGIN"),
    xss_protection=XSSProtection(override=False, protection=True, mode_block=True),
)

RESPONSE_HEADERS_POLICIES: Mapping[str, ResponseHeadersPolicy] = {
    "e61eb60c-9c35-4d20-a928-2b84e02af89c": ResponseHeadersPolicy(
        name="CORS-and-SecurityHeadersPolicy", cors_config=_SIMPLE_CORS, security_headers_config=_SECURITY
    ),
    "5cc3b908-e619-4b99-88e5-2cf7f45965bd": ResponseHeadersPolicy(
        name="CORS-With-Preflight", cors_config=PREFLIGHT_CORS
    ),
    "eaab4381-ed33-4a86-88ca-d9558dc6cd63": ResponseHeadersPolicy(
        name="CORS-with-preflight-and-SecurityHeadersPolicy",
        cors_config=PREFLIGHT_CORS,
        security_headers_config=_SECURITY,
    ),
    "67f7725c-6f97-4210-82d7-5512b31e9d03": ResponseHeadersPolicy(
        name="SecurityHeadersPolicy", security_headers_config=_SECURITY
    ),
    "60669652-455b-4ae9-85a4-c4c02393f86c": ResponseHeadersPolicy(
        name="SimpleCORS", cors_config=_SIMPLE_CORS
    ),
}


def managed(policies: Mapping[str, P], name_or_id: str) -> P | None:
    """Return the managed policy with a name, with or without ``Managed-``, or an id."""
    if name_or_id in policies:
        return policies[name_or_id]
    name = name_or_id.removeprefix(_PREFIX)
    return next((policy for policy in policies.values() if policy.name == name), None)


def names_of(policies: Mapping[str, P]) -> list[str]:
    """Return the names by which managed policies can be given."""
    return [policy.name for policy in policies.values() if policy.name is not None]
