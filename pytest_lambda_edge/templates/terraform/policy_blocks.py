"""Terraform's names for what policies are made of, and AWS's (CF-300)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.templates.terraform.blocks import Block

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["POLICIES"]

_BOOKKEEPING: Final = frozenset({"arn", "etag", "id"})


def _words(names: str) -> dict[str, str]:
    """Return AWS's names of attributes that differ by their spelling only."""
    return {name: _camel(name) for name in names.split()}


def _camel(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _items(name: str) -> dict[str, tuple[str, Block]]:
    """Return a block of which only its items are of interest."""
    return {name: (_camel(name), Block({"items": "Items"}))}


def _selection(name: str, behavior: str, listing: str) -> dict[str, tuple[str, Block]]:
    return {name: (_camel(name), Block(_words(behavior), one=_items(listing)))}


_SELECTIONS: Final = (
    _selection("cookies_config", "cookie_behavior", "cookies")
    | _selection("headers_config", "header_behavior", "headers")
    | _selection("query_strings_config", "query_string_behavior", "query_strings")
)
_IN_KEY: Final = "parameters_in_cache_key_and_forwarded_to_origin"


def _sent_min_ttl(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a cache policy as it is sent: 0 where no ``min_ttl`` is written."""
    return {**values, "min_ttl": values.get("min_ttl") or 0}


_CACHE_POLICY: Final = Block(
    names={
        "comment": "Comment",
        "default_ttl": "DefaultTTL",
        "max_ttl": "MaxTTL",
        "min_ttl": "MinTTL",
        "name": "Name",
    },
    one={
        _IN_KEY: (
            "ParametersInCacheKeyAndForwardedToOrigin",
            Block(_words("enable_accept_encoding_brotli enable_accept_encoding_gzip"), one=_SELECTIONS),
        )
    },
    bookkeeping=_BOOKKEEPING,
    sent=_sent_min_ttl,
)
_ORIGIN_REQUEST_POLICY: Final = Block(_words("comment name"), one=_SELECTIONS, bookkeeping=_BOOKKEEPING)

_CORS: Final = Block(
    _words("access_control_allow_credentials access_control_max_age_sec origin_override"),
    one={
        key: block
        for name in ("allow_headers", "allow_methods", "allow_origins", "expose_headers")
        for key, block in _items(f"access_control_{name}").items()
    },
)
_SECURITY: Final = {
    "content_security_policy": "content_security_policy override",
    "content_type_options": "override",
    "frame_options": "frame_option override",
    "referrer_policy": "override referrer_policy",
    "strict_transport_security": "access_control_max_age_sec include_subdomains override preload",
    "xss_protection": "mode_block override protection report_uri",
}


def _headers(names: str) -> Block:
    return Block(many={"items": ("Items", Block(_words(names), required=frozenset({"value"})))})


_RESPONSE_HEADERS_POLICY: Final = Block(
    _words("comment name"),
    one={
        "cors_config": ("CorsConfig", _CORS),
        "custom_headers_config": ("CustomHeadersConfig", _headers("header override value")),
        "remove_headers_config": ("RemoveHeadersConfig", _headers("header")),
        "security_headers_config": (
            "SecurityHeadersConfig",
            Block(one={name: (_camel(name), Block(_words(names))) for name, names in _SECURITY.items()}),
        ),
        "server_timing_headers_config": (
            "ServerTimingHeadersConfig",
            Block(_words("enabled sampling_rate")),
        ),
    },
    bookkeeping=_BOOKKEEPING,
)

POLICIES: Final[Mapping[str, tuple[str, str, Block]]] = {
    "cache_policy_id": ("CachePolicy", "aws_cloudfront_cache_policy", _CACHE_POLICY),
    "origin_request_policy_id": (
        "OriginRequestPolicy",
        "aws_cloudfront_origin_request_policy",
        _ORIGIN_REQUEST_POLICY,
    ),
    "response_headers_policy_id": (
        "ResponseHeadersPolicy",
        "aws_cloudfront_response_headers_policy",
        _RESPONSE_HEADERS_POLICY,
    ),
}
"""For each attribute that names a policy: the kind of policy, Terraform's type of it, and its block."""
