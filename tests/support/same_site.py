"""The bookshop of ``tests/templates/same_site`` in code."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pytest_lambda_edge import (
    Behavior,
    CachePolicy,
    CloudFrontFunction,
    CustomErrorResponse,
    CustomOrigin,
    DistributionConfig,
    Function,
    GeoRestriction,
    OriginGroup,
    ResponseHeadersPolicy,
    S3Origin,
    Trigger,
)

__all__ = ["DOOR", "INDEX_REWRITE", "MARKS", "SAME_SITE", "bookshop"]

SAME_SITE: Final = Path(__file__).parents[1] / "templates" / "same_site"

DOOR: Final = Function(
    SAME_SITE / "functions" / "door", handler="index.handler", runtime="python3.13", timeout=5, memory=128
)
MARKS: Final = Function(
    SAME_SITE / "functions" / "marks", handler="index.handler", runtime="python3.13", timeout=10, memory=256
)
INDEX_REWRITE: Final = CloudFrontFunction(
    SAME_SITE / "functions" / "index_rewrite.js", runtime="cloudfront-js-2.0"
)

_PAGES_HEADERS: Final = ResponseHeadersPolicy(
    cors_config={
        "access_control_allow_credentials": False,
        "access_control_allow_headers": ["X-Requested-With"],
        "access_control_allow_methods": ["GET", "HEAD"],
        "access_control_allow_origins": ["https://admin.books.example.com"],
        "access_control_max_age_sec": 600,
        "origin_override": True,
    },
    security_headers_config={
        "strict_transport_security": {
            "access_control_max_age_sec": 31536000,
            "include_subdomains": True,
            "override": True,
        },
        "frame_options": {"frame_option": "DENY", "override": True},
        "content_type_options": {"override": True},
        "referrer_policy": {"referrer_policy": "same-origin", "override": False},
        "content_security_policy": {"content_security_policy": "default-src 'self'", "override": True},
    },
    custom_headers_config=[{"header": "X-Shop", "value": "books", "override": False}],
    remove_headers_config=["X-Powered-By"],
    server_timing_headers_config={"enabled": True, "sampling_rate": 50},
)


def bookshop() -> DistributionConfig:
    """Return the bookshop."""
    return DistributionConfig(
        aliases=["books.example.com", "www.books.example.com"],
        default_root_object="index.html",
        origins={
            "pages": S3Origin(
                domain_name="bookshop-pages.s3.eu-central-1.amazonaws.com", origin_access_control_id="OAC"
            ),
            "spare": S3Origin(
                domain_name="bookshop-pages-spare.s3.us-west-2.amazonaws.com",
                origin_path="/current",
                origin_access_control_id="OAC",
            ),
            "api": CustomOrigin(
                domain_name="api.books.example.com",
                origin_path="/v2",
                origin_protocol_policy="https-only",
                origin_read_timeout=20,
                origin_keepalive_timeout=15,
                connection_attempts=2,
                connection_timeout=5,
                custom_headers={"X-Shop-Key": "open-sesame", "X-Stage": "production"},
            ),
            "both": OriginGroup(members=["pages", "spare"], status_codes=[500, 502, 503, 504]),
        },
        origin="both",
        viewer_protocol_policy="redirect-to-https",
        cache_policy=CachePolicy(
            min_ttl=1,
            default_ttl=3600,
            max_ttl=86400,
            header_behavior="whitelist",
            headers=["CloudFront-Viewer-Country"],
            query_string_behavior="whitelist",
            query_strings=["lang", "page"],
            enable_accept_encoding_gzip=True,
        ),
        response_headers_policy=_PAGES_HEADERS,
        viewer_request=INDEX_REWRITE,
        origin_response=MARKS,
        behaviors={
            "/api/*": Behavior(
                origin="api",
                viewer_protocol_policy="https-only",
                allowed_methods=["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"],
                cached_methods=["GET", "HEAD", "OPTIONS"],
                cache_policy="CachingDisabled",
                origin_request_policy="AllViewerExceptHostHeader",
                response_headers_policy="SecurityHeadersPolicy",
                viewer_request=Trigger(DOOR, include_body=True),
            ),
            "/covers/*.jpg": Behavior(origin="pages", compress=False, cache_policy="CachingOptimized"),
        },
        custom_error_responses=[
            CustomErrorResponse(
                error_code=404,
                response_code=404,
                response_page_path="/errors/404.html",
                error_caching_min_ttl=60,
            ),
            CustomErrorResponse(error_code=503, error_caching_min_ttl=0),
        ],
        geo_restriction=GeoRestriction(restriction_type="whitelist", locations=["DE", "AT", "CH"]),
    )
