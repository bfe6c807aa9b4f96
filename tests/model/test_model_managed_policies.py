from __future__ import annotations

from dataclasses import asdict

import pytest
from support.configs import deployed_behavior, only_problem

from pytest_lambda_edge.model.managed_policies import (
    CACHE_POLICIES,
    ORIGIN_REQUEST_POLICIES,
    RESPONSE_HEADERS_POLICIES,
)
from pytest_lambda_edge.model.problems import one_of

OVERRIDES = ("Host", "Origin", "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")
CORS = ("Origin", "Access-Control-Request-Headers", "Access-Control-Request-Method")
CLOUDFRONT = tuple(
    f"CloudFront-{name}"
    for name in (
        "Forwarded-Proto",
        "Is-Android-Viewer",
        "Is-Desktop-Viewer",
        "Is-IOS-Viewer",
        "Is-Mobile-Viewer",
        "Is-SmartTV-Viewer",
        "Is-Tablet-Viewer",
        "Viewer-Address",
        "Viewer-ASN",
        "Viewer-City",
        "Viewer-Country",
        "Viewer-Country-Name",
        "Viewer-Country-Region",
        "Viewer-Country-Region-Name",
        "Viewer-Http-Version",
        "Viewer-Latitude",
        "Viewer-Longitude",
        "Viewer-Metro-Code",
        "Viewer-Postal-Code",
        "Viewer-Time-Zone",
        "Viewer-TLS",
    )
)


@pytest.mark.fact("CF-064", "CF-065")
@pytest.mark.parametrize(
    ("name", "id_", "ttls", "headers", "cookies", "query", "gzip_and_brotli"),
    [
        (
            "Amplify",
            "2e54312d-136d-493c-8eb9-b001f22f67d2",
            (2, 2, 600),
            ("Authorization", "CloudFront-Viewer-Country", "Host"),
            "all",
            "all",
            (True, True),
        ),
        (
            "CachingDisabled",
            "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
            (0, 0, 0),
            (),
            "none",
            "none",
            (False, False),
        ),
        (
            "CachingOptimized",
            "658327ea-f89d-4fab-a63d-7e88639e58f6",
            (1, 86400, 31536000),
            (),
            "none",
            "none",
            (True, True),
        ),
        (
            "CachingOptimizedForUncompressedObjects",
            "b2884449-e4de-46a7-ac36-70bc7f1ddd6d",
            (1, 86400, 31536000),
            (),
            "none",
            "none",
            (False, False),
        ),
        (
            "Elemental-MediaPackage",
            "08627262-05a9-4f76-9ded-b50ca2e3a84f",
            (0, 86400, 31536000),
            ("Origin",),
            "none",
            ("aws.manifestfilter", "start", "end", "m"),
            (True, False),
        ),
        (
            "UseOriginCacheControlHeaders",
            "83da9c7e-98b4-4e11-a168-04f0df8e2c65",
            (0, 0, 31536000),
            OVERRIDES,
            "all",
            "none",
            (True, True),
        ),
        (
            "UseOriginCacheControlHeaders-QueryStrings",
            "4cc15a8a-d715-48a4-82b8-cc0b614638fe",
            (0, 0, 31536000),
            OVERRIDES,
            "all",
            "all",
            (True, True),
        ),
    ],
)
def test_managed_cache_policies_are_as_published(  # noqa: PLR0917 - a row of AWS's table
    name: str,
    id_: str,
    ttls: tuple[int, int, int],
    headers: tuple[str, ...],
    cookies: str,
    query: str | tuple[str, ...],
    gzip_and_brotli: tuple[bool, bool],
) -> None:
    behavior = deployed_behavior(cache_policy=name)
    policy = behavior.cache_policy
    assert policy is not None
    assert policy is CACHE_POLICIES[id_]
    assert (behavior.min_ttl, behavior.default_ttl, behavior.max_ttl) == ttls
    assert (policy.header_behavior, policy.headers) == ("whitelist" if headers else "none", headers)
    assert (policy.cookie_behavior, policy.cookies) == (cookies, ())
    listed = () if isinstance(query, str) else query
    assert policy.query_string_behavior == ("whitelist" if listed else query)
    assert policy.query_strings == listed
    assert (policy.enable_accept_encoding_gzip, policy.enable_accept_encoding_brotli) == gzip_and_brotli


@pytest.mark.fact("CF-066")
@pytest.mark.parametrize(
    ("name", "id_", "behavior", "headers", "cookies", "query"),
    [
        ("AllViewer", "216adef6-5c7f-47e4-b989-5492eafa07d3", "allViewer", (), "all", "all"),
        (
            "AllViewerAndCloudFrontHeaders-2022-06",
            "33f36d7e-f396-46d9-90e0-52428a34d9dc",
            "allViewerAndWhitelistCloudFront",
            CLOUDFRONT,
            "all",
            "all",
        ),
        (
            "AllViewerExceptHostHeader",
            "b689b0a8-53d0-40ab-baf2-68738e2966ac",
            "allExcept",
            ("Host",),
            "all",
            "all",
        ),
        (
            "CORS-CustomOrigin",
            "59781a5b-3903-41f3-afcb-af62929ccde1",
            "whitelist",
            ("Origin",),
            "none",
            "none",
        ),
        ("CORS-S3Origin", "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf", "whitelist", CORS, "none", "none"),
        (
            "Elemental-MediaTailor-PersonalizedManifests",
            "775133bc-15f2-49f9-abea-afb2e0bf67d2",
            "whitelist",
            (*CORS, "User-Agent", "X-Forwarded-For"),
            "none",
            "all",
        ),
        ("HostHeaderOnly", "bf0718e1-ba1e-49d1-88b1-f726733018ae", "whitelist", ("Host",), "none", "none"),
        (
            "UserAgentRefererHeaders",
            "acba4595-bd28-49b8-b9fe-13317c0390fa",
            "whitelist",
            ("User-Agent", "Referer"),
            "none",
            "none",
        ),
    ],
)
def test_managed_origin_request_policies_are_as_published(  # noqa: PLR0917 - a row of AWS's table
    name: str, id_: str, behavior: str, headers: tuple[str, ...], cookies: str, query: str
) -> None:
    policy = deployed_behavior(origin_request_policy=name).origin_request_policy
    assert policy is not None
    assert policy is ORIGIN_REQUEST_POLICIES[id_]
    assert (policy.header_behavior, policy.headers) == (behavior, headers)
    assert (policy.cookie_behavior, policy.query_string_behavior) == (cookies, query)
    assert (policy.cookies, policy.query_strings) == ((), ())


@pytest.mark.fact("CF-067")
@pytest.mark.parametrize(
    ("name", "id_", "cors", "security"),
    [
        ("CORS-and-SecurityHeadersPolicy", "e61eb60c-9c35-4d20-a928-2b84e02af89c", "simple", True),
        ("CORS-With-Preflight", "5cc3b908-e619-4b99-88e5-2cf7f45965bd", "preflight", False),
        (
            "CORS-with-preflight-and-SecurityHeadersPolicy",
            "eaab4381-ed33-4a86-88ca-d9558dc6cd63",
            "preflight",
            True,
        ),
        ("SecurityHeadersPolicy", "67f7725c-6f97-4210-82d7-5512b31e9d03", None, True),
        ("SimpleCORS", "60669652-455b-4ae9-85a4-c4c02393f86c", "simple", False),
    ],
)
def test_managed_response_headers_policies_are_as_published(
    name: str, id_: str, cors: str | None, security: bool
) -> None:
    policy = deployed_behavior(response_headers_policy=name).response_headers_policy
    assert policy is not None
    assert policy is RESPONSE_HEADERS_POLICIES[id_]
    if cors is None:
        assert policy.cors_config is None
    else:
        assert policy.cors_config is not None
        assert not policy.cors_config.origin_override
        assert not policy.cors_config.access_control_allow_credentials
        assert policy.cors_config.access_control_allow_origins == ("*",)
        methods = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT") if cors == "preflight" else ()
        assert policy.cors_config.access_control_allow_methods == methods
        assert policy.cors_config.access_control_expose_headers == (("*",) if cors == "preflight" else ())
    assert (policy.security_headers_config is not None) is security


@pytest.mark.fact("CF-067")
def test_only_nosniff_overrides_the_origin_in_the_managed_security_headers() -> None:
    policy = RESPONSE_HEADERS_POLICIES["67f7725c-6f97-4210-82d7-5512b31e9d03"]
    assert policy.security_headers_config is not None
    assert asdict(policy.security_headers_config) == {
        "xss_protection": {"override": False, "protection": True, "mode_block": True, "report_uri": None},
        "frame_options": {"override": False, "frame_option": "SAMEORIGIN"},
        "referrer_policy": {"override": False, "referrer_policy": "strict-origin-when-cross-origin"},
        "content_security_policy": None,
        "content_type_options": {"override": True},
        "strict_transport_security": {
            "override": False,
            "access_control_max_age_sec": 31536000,
            "include_subdomains": False,
            "preload": False,
        },
    }


@pytest.mark.fact("CF-064", "CF-066", "CF-067")
@pytest.mark.parametrize(
    "name",
    ["CachingDisabled", "Managed-CachingDisabled", "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"],
)
def test_a_managed_policy_goes_by_its_name_with_or_without_managed_and_by_its_id(name: str) -> None:
    policy = deployed_behavior(cache_policy=name).cache_policy
    assert policy is not None
    assert policy.name == "CachingDisabled"


MANAGED = {
    "cache_policy": [policy.name for policy in CACHE_POLICIES.values()],
    "origin_request_policy": [policy.name for policy in ORIGIN_REQUEST_POLICIES.values()],
    "response_headers_policy": [policy.name for policy in RESPONSE_HEADERS_POLICIES.values()],
}


@pytest.mark.parametrize(
    ("setting", "name", "meant", "code"),
    [
        ("cache_policy", "Managed-CachingDisable", "CachingDisabled", "NoSuchCachePolicy"),
        ("cache_policy", "caching-optimized", "CachingOptimized", "NoSuchCachePolicy"),
        ("origin_request_policy", "AllViewers", "AllViewer", "NoSuchOriginRequestPolicy"),
        ("response_headers_policy", "SimpleCors", "SimpleCORS", "NoSuchResponseHeadersPolicy"),
        ("response_headers_policy", "Managed-Simple", "SimpleCORS", "NoSuchResponseHeadersPolicy"),
        ("cache_policy", "mine", None, "NoSuchCachePolicy"),
        ("origin_request_policy", "mine", None, "NoSuchOriginRequestPolicy"),
        ("response_headers_policy", "mine", None, "NoSuchResponseHeadersPolicy"),
    ],
)
def test_an_unknown_policy_is_named_with_the_nearest_managed_one(
    setting: str, name: str, meant: str | None, code: str
) -> None:
    cls = code.removeprefix("NoSuch")
    hint = f"; did you mean {meant!r}?" if meant else ""
    own = f"for one of your own there is {cls}"
    message = f"{name!r} is no managed policy; those are {one_of(MANAGED[setting])}, and {own}{hint}"
    refused = {setting: name}
    for settings, prefix in ((refused, ""), ({"behaviors": {"/a": refused}}, "behaviors['/a'].")):
        problem = only_problem(**settings)
        assert (problem.place, problem.message, problem.code) == (f"{prefix}{setting}", message, code)


@pytest.mark.parametrize(
    ("setting", "name", "said"),
    [
        ("cache_policy", "AllViewer", "an origin request policy; write origin_request_policy='AllViewer'"),
        (
            "origin_request_policy",
            "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
            "a cache policy; write cache_policy='4135ea2d-6df8-44a3-9df3-4b5a84be39ad'",
        ),
        (
            "cache_policy",
            "Managed-SimpleCORS",
            "a response headers policy; write response_headers_policy='Managed-SimpleCORS'",
        ),
    ],
)
def test_a_managed_policy_of_another_kind_is_told_where_it_belongs(
    setting: str, name: str, said: str
) -> None:
    problem = only_problem(**{setting: name})
    assert problem.place == setting
    assert problem.message == f"{name!r} is {said}"


@pytest.mark.fact("CF-064")
@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("4d1d2f1d-3a71-49ad-9e08-7ea5d843a556", "Amplify-Default"),
        ("a6bad946-36c3-4c33-aa98-362c74a7fb13", "Amplify-DefaultNoCookies"),
        ("1c6db51a-a33f-469a-8245-dae26771f530", "Amplify-ImageOptimization"),
        ("7e5fad67-ee98-4ad0-b05a-394999eefc1a", "Amplify-StaticContent"),
        ("Managed-Amplify-Default", "Amplify-Default"),
    ],
)
def test_a_managed_policy_without_published_settings_is_refused_with_a_way_out(
    name: str, published: str
) -> None:
    problem = only_problem(behaviors={"/a": {"cache_policy": name}})
    assert (problem.place, problem.code) == ("behaviors['/a'].cache_policy", None)
    assert problem.message == (
        f"AWS publishes no settings of its managed policy {published}, which is for Amplify Hosting; "
        "write a CachePolicy with the settings that you expect"
    )
