"""What no setting can hold is refused with its whole place, however deep it stands in a distribution."""

from __future__ import annotations

import importlib
import pkgutil
import re
from typing import Any

import pytest
from support.configs import problems, refused

from pytest_lambda_edge import model
from pytest_lambda_edge.model.behaviors import Behavior
from pytest_lambda_edge.model.distribution import CustomErrorResponse, DistributionConfig, GeoRestriction
from pytest_lambda_edge.model.key_groups import KeyGroup, PublicKey
from pytest_lambda_edge.model.origins import CustomOrigin, OriginGroup, S3Origin
from pytest_lambda_edge.model.policies import (
    CachePolicy,
    CookiePreference,
    ForwardedValues,
    OriginRequestPolicy,
)
from pytest_lambda_edge.model.response_headers_policy import (
    ContentSecurityPolicy,
    ContentTypeOptions,
    CorsConfig,
    CustomHeader,
    FrameOptions,
    ReferrerPolicy,
    ResponseHeadersPolicy,
    SecurityHeadersConfig,
    ServerTimingHeadersConfig,
    StrictTransportSecurity,
    XSSProtection,
    _RemovedHeader,
)
from pytest_lambda_edge.model.settings import setting_names
from pytest_lambda_edge.model.triggers import CloudFrontFunction, Function, StandIn, Trigger


def in_behaviors(*places: str) -> tuple[str, ...]:
    """Return these places in the default behavior and in another."""
    return (*places, *(f"behaviors['/a'].{place}" for place in places))


POLICY = "response_headers_policy"
SECURITY = f"{POLICY}.security_headers_config"

PLACES: dict[type, tuple[str, ...]] = {
    DistributionConfig: ("",),
    Behavior: ("", "behaviors['/a']"),
    CustomErrorResponse: ("custom_error_responses[0]",),
    GeoRestriction: ("geo_restriction",),
    CustomOrigin: ("origins['a']", *in_behaviors("origin", "origin.members[0]")),
    S3Origin: ("origins['a']", *in_behaviors("origin", "origin.members[0]")),
    OriginGroup: ("origins['a']", *in_behaviors("origin")),
    KeyGroup: ("key_groups[0]", "key_groups['a']", *in_behaviors("trusted_key_groups[0]")),
    PublicKey: ("key_groups['a'].keys[0]", *in_behaviors("trusted_key_groups[0].keys[0]")),
    Trigger: in_behaviors("viewer_request", "origin_response"),
    StandIn: (),
    Function: in_behaviors("origin_request", "viewer_response.function"),
    CloudFrontFunction: in_behaviors("viewer_request", "viewer_response.function"),
    CachePolicy: in_behaviors("cache_policy"),
    OriginRequestPolicy: in_behaviors("origin_request_policy"),
    ForwardedValues: in_behaviors("forwarded_values"),
    CookiePreference: in_behaviors("forwarded_values.cookies"),
    ResponseHeadersPolicy: in_behaviors(POLICY),
    CorsConfig: in_behaviors(f"{POLICY}.cors_config"),
    SecurityHeadersConfig: in_behaviors(SECURITY),
    XSSProtection: in_behaviors(f"{SECURITY}.xss_protection"),
    FrameOptions: in_behaviors(f"{SECURITY}.frame_options"),
    ReferrerPolicy: in_behaviors(f"{SECURITY}.referrer_policy"),
    ContentSecurityPolicy: in_behaviors(f"{SECURITY}.content_security_policy"),
    ContentTypeOptions: in_behaviors(f"{SECURITY}.content_type_options"),
    StrictTransportSecurity: in_behaviors(f"{SECURITY}.strict_transport_security"),
    ServerTimingHeadersConfig: in_behaviors(f"{POLICY}.server_timing_headers_config"),
    CustomHeader: in_behaviors(f"{POLICY}.custom_headers_config[0]"),
    _RemovedHeader: in_behaviors(f"{POLICY}.remove_headers_config[0]"),
}
"""Where in a distribution a mapping with the settings of a class can stand."""

TELLING: dict[type, dict[str, Any]] = {
    S3Origin: {"domain_name": "b.s3.amazonaws.com"},
    CloudFrontFunction: {"runtime": "cloudfront-js-2.0"},
}
"""By which settings a mapping is known for one of this class and no other."""


def settings_at(place: str, given: Any) -> dict[str, Any]:
    """Return settings of a distribution with *given* at a place, such as ``key_groups['a'].keys[0]``."""
    for name, key, index in reversed(re.findall(r"(\w+)|\['(.*?)'\]|\[(\d+)\]", place)):
        given = [given] if index else {name or key: given}
    settings: dict[str, Any] = given
    return settings


def assert_refused(cls: type, given: dict[str, Any], place: str, message: str) -> None:
    """Check that a class refuses this, and that a distribution does so wherever the class may stand."""
    complete = TELLING.get(cls, {}) | given
    said = [line for line in refused(cls, **complete) if not line.endswith(": is required")]
    assert said == [f"{cls.__name__}.{place}: {message}"]
    for outer in PLACES[cls]:
        found = [
            problem
            for problem in problems(**settings_at(outer, complete))
            if problem.place.startswith(outer) and problem.message != "is required"
        ]
        assert [(problem.place, problem.message, problem.code) for problem in found] == [
            (f"{outer}.{place}".removeprefix("."), message, None)
        ]


def test_every_class_of_settings_has_its_places() -> None:
    modules = [
        importlib.import_module(module.name)
        for module in pkgutil.walk_packages(model.__path__, f"{model.__name__}.")
    ]
    found = {cls for module in modules for cls in vars(module).values() if hasattr(cls, "_setting_kinds")}
    assert set(PLACES) == {cls for cls in found if isinstance(cls, type)}


URL = "https://www.example.com"
ORIGIN = "an origin's id, a URL, a CustomOrigin"
FUNCTION = "a callable, 'package.module:attribute', 'folder/file.handler', a Function or a CloudFrontFunction"

KINDS = {
    "a string": """
        Behavior.viewer_protocol_policy DistributionConfig.default_root_object DistributionConfig.id
        DistributionConfig.domain_name DistributionConfig.cache_tag_header_name
        DistributionConfig.function_errors CustomErrorResponse.response_page_path
        GeoRestriction.restriction_type PublicKey.id PublicKey.pem KeyGroup.id CustomOrigin.domain_name
        CustomOrigin.origin_path CustomOrigin.origin_access_control_id
        CustomOrigin.origin_protocol_policy S3Origin.domain_name
        S3Origin.origin_path S3Origin.origin_access_identity S3Origin.origin_access_control_id
        CachePolicy.header_behavior CachePolicy.cookie_behavior CachePolicy.query_string_behavior
        CachePolicy.name OriginRequestPolicy.header_behavior OriginRequestPolicy.cookie_behavior
        OriginRequestPolicy.query_string_behavior OriginRequestPolicy.name CookiePreference.forward
        ResponseHeadersPolicy.name XSSProtection.report_uri FrameOptions.frame_option
        ReferrerPolicy.referrer_policy ContentSecurityPolicy.content_security_policy CustomHeader.header
        CustomHeader.value _RemovedHeader.header Function.handler Function.runtime Function.name
        CloudFrontFunction.runtime CloudFrontFunction.name""",
    "True or False": """
        Behavior.compress DistributionConfig.enabled CachePolicy.enable_accept_encoding_gzip
        CachePolicy.enable_accept_encoding_brotli ForwardedValues.query_string
        CorsConfig.access_control_allow_credentials CorsConfig.origin_override XSSProtection.override
        XSSProtection.protection XSSProtection.mode_block FrameOptions.override ReferrerPolicy.override
        ContentSecurityPolicy.override ContentTypeOptions.override StrictTransportSecurity.override
        StrictTransportSecurity.include_subdomains StrictTransportSecurity.preload
        ServerTimingHeadersConfig.enabled CustomHeader.override Trigger.include_body StandIn.include_body""",
    "a whole number": """
        Behavior.min_ttl Behavior.default_ttl Behavior.max_ttl CustomErrorResponse.error_code
        CustomErrorResponse.response_code CustomErrorResponse.error_caching_min_ttl CustomOrigin.http_port
        CustomOrigin.https_port CustomOrigin.origin_read_timeout CustomOrigin.origin_keepalive_timeout
        CustomOrigin.connection_attempts CustomOrigin.connection_timeout
        CustomOrigin.response_completion_timeout S3Origin.origin_read_timeout S3Origin.connection_attempts
        S3Origin.connection_timeout S3Origin.response_completion_timeout CachePolicy.min_ttl
        CachePolicy.default_ttl CachePolicy.max_ttl CorsConfig.access_control_max_age_sec
        StrictTransportSecurity.access_control_max_age_sec Function.memory""",
    "a number": "ServerTimingHeadersConfig.sampling_rate Function.timeout",
    "a list of strings": """
        Behavior.allowed_methods Behavior.cached_methods GeoRestriction.locations DistributionConfig.aliases
        CustomOrigin.origin_ssl_protocols CachePolicy.headers CachePolicy.cookies CachePolicy.query_strings
        OriginRequestPolicy.headers OriginRequestPolicy.cookies OriginRequestPolicy.query_strings
        CookiePreference.whitelisted_names ForwardedValues.query_string_cache_keys ForwardedValues.headers
        CorsConfig.access_control_allow_origins CorsConfig.access_control_allow_headers
        CorsConfig.access_control_allow_methods CorsConfig.access_control_expose_headers""",
    "a list of whole numbers": "OriginGroup.status_codes",
    "a list of two origins": "OriginGroup.members",
    "a list of key groups": "Behavior.trusted_key_groups",
    "a list of KeyGroups": "DistributionConfig.key_groups",
    "a list of PublicKeys": "KeyGroup.keys",
    "a list of CustomErrorResponses": "DistributionConfig.custom_error_responses",
    "a list of headers": "ResponseHeadersPolicy.custom_headers_config",
    "a list of header names": "ResponseHeadersPolicy.remove_headers_config",
    "a mapping of origins by id": "DistributionConfig.origins",
    "a mapping of Behaviors by path pattern": "DistributionConfig.behaviors",
    "a mapping of header values by header name": "CustomOrigin.custom_headers S3Origin.custom_headers",
    "a mapping of strings by name": "Function.environment",
    "a mapping of strings or the path of a JSON file": "CloudFrontFunction.key_value_store",
    f"{ORIGIN}, an S3Origin or an OriginGroup": "Behavior.origin",
    FUNCTION: """
        Behavior.viewer_request Behavior.origin_request Behavior.origin_response Behavior.viewer_response
        Trigger.function StandIn.function""",
    "a folder, a zip file or a callable": "Function.code",
    "a .js file or JavaScript": "CloudFrontFunction.code",
    "a managed policy's name or id, or a CachePolicy": "Behavior.cache_policy",
    "a managed policy's name or id, or an OriginRequestPolicy": "Behavior.origin_request_policy",
    "a managed policy's name or id, or a ResponseHeadersPolicy": "Behavior.response_headers_policy",
    **{
        f"{cls} or a mapping with its settings": setting
        for cls, setting in {
            "a ForwardedValues": "Behavior.forwarded_values",
            "a GeoRestriction": "DistributionConfig.geo_restriction",
            "a CookiePreference": "ForwardedValues.cookies",
            "a CorsConfig": "ResponseHeadersPolicy.cors_config",
            "a SecurityHeadersConfig": "ResponseHeadersPolicy.security_headers_config",
            "a ServerTimingHeadersConfig": "ResponseHeadersPolicy.server_timing_headers_config",
            "an XSSProtection": "SecurityHeadersConfig.xss_protection",
            "a FrameOptions": "SecurityHeadersConfig.frame_options",
            "a ReferrerPolicy": "SecurityHeadersConfig.referrer_policy",
            "a ContentSecurityPolicy": "SecurityHeadersConfig.content_security_policy",
            "a ContentTypeOptions": "SecurityHeadersConfig.content_type_options",
            "a StrictTransportSecurity": "SecurityHeadersConfig.strict_transport_security",
        }.items()
    },
}
"""What settings must be, and which."""

CLASSES = {cls.__name__: cls for cls in PLACES}
ROWS = [(*setting.split("."), kind) for kind, listed in KINDS.items() for setting in listed.split()]


def test_every_setting_is_of_a_kind() -> None:
    of_behaviors = setting_names(Behavior)
    assert {(cls, name) for cls, name, _ in ROWS} == {
        (cls.__name__, name)
        for cls in PLACES
        for name in setting_names(cls)
        if cls is not DistributionConfig or name not in of_behaviors
    }


@pytest.mark.parametrize(("cls", "name", "kind"), ROWS)
def test_a_setting_of_a_wrong_type_is_refused_wherever_it_stands(cls: str, name: str, kind: str) -> None:
    assert_refused(CLASSES[cls], {name: b"x"}, name, f"must be {kind}, not b'x'")


@pytest.mark.parametrize(
    ("cls", "given", "place", "message"),
    [
        (Behavior, {"compress": 1}, "compress", "must be True or False, not 1"),
        (Behavior, {"compress": "true"}, "compress", "must be True or False, not 'true'"),
        (Behavior, {"min_ttl": True}, "min_ttl", "must be a whole number, not True"),
        (Behavior, {"min_ttl": 1.0}, "min_ttl", "must be a whole number, not 1.0"),
        (Behavior, {"min_ttl": "60"}, "min_ttl", "must be a whole number, not '60'"),
        (
            Behavior,
            {"allowed_methods": "GET"},
            "allowed_methods",
            "must be a list of strings, not 'GET'; did you mean ['GET']?",
        ),
        (
            Behavior,
            {"allowed_methods": {"a": 1}},
            "allowed_methods",
            "must be a list of strings, not {'a': 1}",
        ),
        (Behavior, {"allowed_methods": ["GET", None]}, "allowed_methods[1]", "must be a string, not None"),
        (
            Behavior,
            {"trusted_key_groups": [1]},
            "trusted_key_groups[0]",
            "must be a key group's id or a KeyGroup, not 1",
        ),
        (
            CustomErrorResponse,
            {"error_code": 404, "response_page_path": "/x", "response_code": "200"},
            "response_code",
            "must be a whole number, not '200'",
        ),
        (
            DistributionConfig,
            {"origins": {"a": 1}},
            "origins['a']",
            f"must be {ORIGIN}, an S3Origin or an OriginGroup, not 1",
        ),
        (DistributionConfig, {"origins": {1: "https://a"}}, "origins[1]", "the key must be a string, not 1"),
        (
            DistributionConfig,
            {"behaviors": {"/a": 1}},
            "behaviors['/a']",
            "must be a Behavior or a mapping with its settings, not 1",
        ),
        (
            DistributionConfig,
            {"key_groups": {"a": 1}},
            "key_groups['a']",
            "must be a KeyGroup or a mapping with its settings, not 1",
        ),
        (
            DistributionConfig,
            {"key_groups": {1: {"keys": []}}},
            "key_groups[1]",
            "the key must be the group's id, not 1",
        ),
        (
            DistributionConfig,
            {"custom_error_responses": [404]},
            "custom_error_responses[0]",
            "must be a CustomErrorResponse or a mapping with its settings, not 404",
        ),
        (
            DistributionConfig,
            {"default_root_object": None},
            "default_root_object",
            "must be a string, not None",
        ),
        (
            KeyGroup,
            {"keys": ["K1"]},
            "keys[0]",
            "must be a PublicKey or a mapping with its settings, not 'K1'",
        ),
        (OriginGroup, {"members": [URL, 1]}, "members[1]", f"must be {ORIGIN} or an S3Origin, not 1"),
        (
            OriginGroup,
            {"members": [URL, URL], "status_codes": ["5xx"]},
            "status_codes[0]",
            "must be a whole number, not '5xx'",
        ),
        (
            OriginGroup,
            {"members": [{"status_codes": []}, URL]},
            "members[0].status_codes",
            "'status_codes' is no setting of CustomOrigin",
        ),
        (CustomOrigin, {"custom_headers": {"X-A": 1}}, "custom_headers['X-A']", "must be a string, not 1"),
        (CustomOrigin, {"custom_headers": {1: "a"}}, "custom_headers[1]", "the key must be a string, not 1"),
        (Function, {"timeout": "3"}, "timeout", "must be a number, not '3'"),
        (Function, {"timeout": False}, "timeout", "must be a number, not False"),
        (Function, {"timeout": float("nan")}, "timeout", "must be a number, not nan"),
        (Function, {"environment": {"STAGE": 1}}, "environment['STAGE']", "must be a string, not 1"),
        (
            CloudFrontFunction,
            {"code": len},
            "code",
            "must be a .js file or JavaScript, not <built-in function len>",
        ),
        (
            CloudFrontFunction,
            {"key_value_store": {"a": 1}},
            "key_value_store['a']",
            "must be a string, not 1",
        ),
        (
            ResponseHeadersPolicy,
            {"remove_headers_config": [1]},
            "remove_headers_config[0]",
            "must be a header's name, not 1",
        ),
        (
            ResponseHeadersPolicy,
            {"custom_headers_config": ["X-A"]},
            "custom_headers_config[0]",
            "must be a CustomHeader or a mapping with its settings, not 'X-A'",
        ),
        (
            Trigger,
            {"function": len, "runtime": "cloudfront-js-2.0"},
            "runtime",
            "'runtime' is no setting of Trigger",
        ),
        (
            Trigger,
            {"function": len, "include_bdy": 1},
            "include_bdy",
            "'include_bdy' is no setting of Trigger; did you mean 'include_body'?",
        ),
    ],
)
def test_a_value_is_refused_wherever_it_stands(
    cls: type, given: dict[str, Any], place: str, message: str
) -> None:
    assert_refused(cls, given, place, message)


NO_CHARACTER = r"has half of a surrogate pair, which is no character: '\ud800'"


@pytest.mark.parametrize(
    ("cls", "given", "place"),
    [
        (Behavior, {"origin": "\ud800"}, "origin"),
        (Behavior, {"viewer_request": "\ud800"}, "viewer_request"),
        (Behavior, {"cache_policy": "\ud800"}, "cache_policy"),
        (Behavior, {"trusted_key_groups": ["\ud800"]}, "trusted_key_groups[0]"),
        (OriginGroup, {"members": [URL, "\ud800"]}, "members[1]"),
        (PublicKey, {"id": "\ud800"}, "id"),
        (GeoRestriction, {"locations": ["DE", "\ud800"]}, "locations[1]"),
        (ResponseHeadersPolicy, {"name": "\ud800"}, "name"),
        (ResponseHeadersPolicy, {"remove_headers_config": ["\ud800"]}, "remove_headers_config[0]"),
        (Trigger, {"function": "\ud800"}, "function"),
        (Function, {"code": "\ud800"}, "code"),
        (Function, {"environment": {"STAGE": "\ud800"}}, "environment['STAGE']"),
        (Function, {"environment": {"\ud800": "a"}}, r"environment['\ud800']"),
        (CloudFrontFunction, {"code": "\ud800"}, "code"),
        (CloudFrontFunction, {"key_value_store": "\ud800"}, "key_value_store"),
        (CloudFrontFunction, {"key_value_store": {"a": "\ud800"}}, "key_value_store['a']"),
    ],
)
def test_a_text_without_a_utf_8_form_is_refused(cls: type, given: dict[str, Any], place: str) -> None:
    assert_refused(cls, given, place, NO_CHARACTER)


def test_a_name_in_a_mapping_that_is_no_string_is_refused() -> None:
    assert refused(DistributionConfig, behaviors={"/": {1: 2}}) == [
        "DistributionConfig.behaviors['/']: 1 is no setting of Behavior"
    ]
