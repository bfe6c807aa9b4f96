"""Whatever can be set has an effect, or is told to have none: no setting is dropped in silence."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import pytest

from pytest_lambda_edge import model
from pytest_lambda_edge.events.build import origin_object
from pytest_lambda_edge.model.deployed import DeployedOrigin
from pytest_lambda_edge.model.distribution import DistributionConfig
from pytest_lambda_edge.model.not_simulated import not_simulated
from pytest_lambda_edge.model.origins import CustomOrigin, S3Origin
from pytest_lambda_edge.model.policies import CachePolicy
from pytest_lambda_edge.model.settings import setting_names
from pytest_lambda_edge.model.triggers import CloudFrontFunction

BEHAVIOR = (
    "origin viewer_request origin_request origin_response viewer_response cache_policy origin_request_policy "
    "response_headers_policy viewer_protocol_policy allowed_methods cached_methods compress "
    "trusted_key_groups forwarded_values min_ttl default_ttl max_ttl"
)
ORIGIN = (
    "domain_name origin_path custom_headers origin_read_timeout connection_attempts connection_timeout "
    "response_completion_timeout"
)
SELECTIONS = "header_behavior headers cookie_behavior cookies query_string_behavior query_strings"

SIMULATED = {
    "Behavior": BEHAVIOR,
    "CachePolicy": f"{SELECTIONS} min_ttl default_ttl max_ttl enable_accept_encoding_gzip",
    "ContentSecurityPolicy": "override content_security_policy",
    "ContentTypeOptions": "override",
    "CookiePreference": "forward whitelisted_names",
    "CorsConfig": (
        "access_control_allow_origins access_control_allow_headers access_control_allow_methods "
        "access_control_allow_credentials access_control_expose_headers access_control_max_age_sec "
        "origin_override"
    ),
    "CustomErrorResponse": "error_code response_page_path response_code error_caching_min_ttl",
    "CustomHeader": "header value override",
    "CustomOrigin": f"{ORIGIN} http_port https_port origin_protocol_policy",
    "DistributionConfig": (
        f"{BEHAVIOR} origins behaviors default_root_object aliases custom_error_responses geo_restriction "
        "key_groups enabled id domain_name function_errors cache_tag_header_name"
    ),
    "ForwardedValues": "query_string query_string_cache_keys cookies headers",
    "FrameOptions": "frame_option override",
    "Function": "code handler runtime name timeout memory environment",
    "GeoRestriction": "restriction_type locations",
    "KeyGroup": "keys id",
    "OriginGroup": "members status_codes",
    "OriginRequestPolicy": SELECTIONS,
    "PublicKey": "id pem",
    "ReferrerPolicy": "referrer_policy override",
    "ResponseHeadersPolicy": (
        "cors_config security_headers_config server_timing_headers_config custom_headers_config "
        "remove_headers_config"
    ),
    "S3Origin": ORIGIN,
    "SecurityHeadersConfig": (
        "strict_transport_security frame_options referrer_policy content_security_policy xss_protection "
        "content_type_options"
    ),
    "ServerTimingHeadersConfig": "enabled sampling_rate",
    "StandIn": "function include_body",
    "StrictTransportSecurity": "access_control_max_age_sec include_subdomains preload override",
    "Trigger": "function include_body",
    "XSSProtection": "protection mode_block report_uri override",
}
"""What changes a response, a request, an event, or what is cached."""

WARNED = {
    "CachePolicy": "enable_accept_encoding_brotli",
    "CloudFrontFunction": "code runtime key_value_store name",
    "CustomOrigin": "origin_access_control_id",
    "S3Origin": "origin_access_identity origin_access_control_id",
}
"""What an ``EdgeNotSimulatedWarning`` names when a distribution is built."""

IN_EVENTS_ONLY = {"CustomOrigin": "origin_ssl_protocols origin_keepalive_timeout"}
"""What origin events show, and no stub could tell: it has no connection."""

LABELS = {"CachePolicy": "name", "OriginRequestPolicy": "name", "ResponseHeadersPolicy": "name"}
"""What names a thing, in messages and ``explain()``."""

FATES = (SIMULATED, WARNED, IN_EVENTS_ONLY, LABELS)


def classes_of_settings() -> list[type]:
    """Return every class of settings of the package."""
    found = {
        thing
        for module in pkgutil.walk_packages(model.__path__, f"{model.__name__}.")
        for thing in vars(importlib.import_module(module.name)).values()
        if isinstance(thing, type) and hasattr(thing, "_setting_kinds") and not thing.__name__.startswith("_")
    }
    return sorted(found, key=lambda cls: cls.__name__)


@pytest.mark.parametrize("cls", classes_of_settings(), ids=lambda cls: cls.__name__)
def test_each_setting_has_one_fate(cls: type) -> None:
    listed = [name for fate in FATES for name in fate.get(cls.__name__, "").split()]
    assert sorted(listed) == sorted(setting_names(cls))


def test_each_class_of_the_table_is_one() -> None:
    assert {name for fate in FATES for name in fate} == {cls.__name__ for cls in classes_of_settings()}


FUNCTION = CloudFrontFunction("// code", runtime="cloudfront-js-2.0")
BUCKET = "b.s3.amazonaws.com"
URL_OF_LAMBDA = "abc.lambda-url.us-east-1.on.aws"


@pytest.mark.parametrize(
    ("cls", "given"),
    [
        ("CachePolicy", {"cache_policy": CachePolicy(min_ttl=1, enable_accept_encoding_brotli=True)}),
        ("CloudFrontFunction", {"viewer_request": FUNCTION}),
        ("CustomOrigin", {"origin": CustomOrigin(domain_name=URL_OF_LAMBDA, origin_access_control_id="E1")}),
        ("S3Origin", {"origin": S3Origin(domain_name=BUCKET, origin_access_identity="E1")}),
        ("S3Origin", {"origin": S3Origin(domain_name=BUCKET, origin_access_control_id="E1")}),
    ],
)
def test_what_is_said_to_be_warned_of_is(
    cls: str, given: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pytest_lambda_edge.model.not_simulated.has_brotli", lambda: False)
    (entry,) = not_simulated(DistributionConfig(**given))
    assert entry.name in (*WARNED[cls].split(), "viewer_request")


@pytest.mark.fact("LE-111", "LE-118")
def test_what_is_said_to_be_in_events_only_is_there() -> None:
    settings = CustomOrigin(
        domain_name="a.example.com", origin_ssl_protocols=["TLSv1.1"], origin_keepalive_timeout=7
    )
    shown = origin_object(DeployedOrigin("a", settings), "https")["custom"]
    assert (shown["sslProtocols"], shown["keepaliveTimeout"]) == (["TLSv1.1"], 7)
