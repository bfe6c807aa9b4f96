"""Policies, key groups and CloudFront Functions of a plan or state (CF-300)."""

from __future__ import annotations

from typing import Any

import pytest
from support.templates import error_of
from support.terraform import (
    SITE,
    associated,
    behavior,
    data,
    form_of,
    plan,
    planned,
    refers,
    site,
    state,
)

from pytest_lambda_edge.templates.found import (
    FoundCloudFrontFunction,
    FoundKeyGroup,
    FoundPolicy,
    Unresolved,
)
from pytest_lambda_edge.templates.load import load_distribution


def policy(kind: str, **values: Any) -> tuple[str, dict[str, Any]]:
    return f"aws_cloudfront_{kind}.own", {"name": "own", **values}


CACHE = {
    "comment": None,
    "default_ttl": 60,
    "max_ttl": 90,
    "min_ttl": 0,
    "parameters_in_cache_key_and_forwarded_to_origin": [
        {
            "cookies_config": [{"cookie_behavior": "none", "cookies": []}],
            "enable_accept_encoding_brotli": None,
            "enable_accept_encoding_gzip": True,
            "headers_config": [{"header_behavior": "whitelist", "headers": [{"items": ["Accept"]}]}],
            "query_strings_config": [{"query_string_behavior": "all", "query_strings": []}],
        }
    ],
}
CACHE_FORM = {
    "Name": "own",
    "DefaultTTL": 60,
    "MaxTTL": 90,
    "MinTTL": 0,
    "ParametersInCacheKeyAndForwardedToOrigin": {
        "CookiesConfig": {"CookieBehavior": "none"},
        "EnableAcceptEncodingGzip": True,
        "HeadersConfig": {"HeaderBehavior": "whitelist", "Headers": {"Items": ["Accept"]}},
        "QueryStringsConfig": {"QueryStringBehavior": "all"},
    },
}
FORWARD = {"cookies_config": [{"cookie_behavior": "all", "cookies": []}], "comment": "all cookies"}
FORWARD_FORM = {"Name": "own", "Comment": "all cookies", "CookiesConfig": {"CookieBehavior": "all"}}
HEADERS = {
    "etag": "E1",
    "remove_headers_config": [{"items": [{"header": "Server"}]}],
    "security_headers_config": [
        {
            "content_security_policy": [],
            "xss_protection": [{"override": True, "protection": True, "mode_block": True, "report_uri": ""}],
        }
    ],
}
HEADERS_FORM = {
    "Name": "own",
    "RemoveHeadersConfig": {"Items": [{"Header": "Server"}]},
    "SecurityHeadersConfig": {"XssProtection": {"Override": True, "Protection": True, "ModeBlock": True}},
}
POLICIES = [
    ("cache_policy", "CachePolicyId", CACHE, CACHE_FORM),
    ("origin_request_policy", "OriginRequestPolicyId", FORWARD, FORWARD_FORM),
    ("response_headers_policy", "ResponseHeadersPolicyId", HEADERS, HEADERS_FORM),
]


def with_policy(name: str, value: Any, *others: Any, unknown: Any = None, **written: Any) -> dict[str, Any]:
    values = site(default_cache_behavior=[behavior(**{name: value})])
    flags = {"default_cache_behavior": [{name: True}]} if unknown else {}
    if unknown:
        del values["default_cache_behavior"][0][name]
        written = {name: unknown}
    return plan(planned(SITE, values, flags, default_cache_behavior=[written]), *others)


@pytest.mark.fact("CF-300")
@pytest.mark.parametrize(("kind", "key", "values", "form"), POLICIES)
def test_a_policy_is_followed_by_reference_and_by_id(kind: str, key: str, values: Any, form: Any) -> None:
    address, known = policy(kind, **values)
    document = with_policy(
        f"{kind}_id", None, planned(address, known, ("id",)), unknown=refers(f"{address}.id")
    )
    found = form_of(document)["DefaultCacheBehavior"][key]
    assert isinstance(found, FoundPolicy)
    assert (found.logical_id, found.form) == (address, form)
    deployed = state(
        data(SITE, **site(default_cache_behavior=[behavior(**{f"{kind}_id": "some-id"})])),
        data(address, id="some-id", **known),
    )
    assert form_of(deployed)["DefaultCacheBehavior"][key].form == form


@pytest.mark.fact("CF-300")
def test_a_data_source_s_policy_is_known_by_its_content_or_its_name() -> None:
    address = "data.aws_cloudfront_cache_policy.own"
    _, known = policy("cache_policy", **CACHE)
    document = with_policy("cache_policy_id", "some-id")
    document["prior_state"] = state(data(address, id="some-id", **known))
    assert form_of(document)["DefaultCacheBehavior"]["CachePolicyId"].form == CACHE_FORM
    later = with_policy("cache_policy_id", None, unknown=refers(f"{address}.id"))
    later["prior_state"] = state(data(address, name="Managed-CachingOptimized"))
    found = form_of(later)["DefaultCacheBehavior"]["CachePolicyId"]
    assert found == "658327ea-f89d-4fab-a63d-7e88639e58f6"
    assert load_distribution(later).cache_policy == "CachingOptimized"


def test_a_managed_policy_s_name_is_no_id() -> None:
    error = error_of(with_policy("cache_policy_id", "CachingDisabled"))
    assert error.code == "NoSuchCachePolicy"
    assert "write '4135ea2d-6df8-44a3-9df3-4b5a84be39ad'" in str(error)


def test_what_is_unknown_in_a_policy_is_asked_for_by_its_reference() -> None:
    address, known = policy("cache_policy", **CACHE)
    del known["max_ttl"]
    made = planned(address, known, ("id", "max_ttl"), max_ttl=refers("terraform_data.ttl.output"))
    document = with_policy("cache_policy_id", None, made, unknown=refers(f"{address}.id"))
    (missing,) = error_of(document).unresolved
    assert (str(missing.place), missing.reference) == (f"{address}.max_ttl", "terraform_data.ttl.output")
    config = load_distribution(document, parameters={"terraform_data.ttl.output": 90})
    assert config.cache_policy.max_ttl == 90  # type: ignore[union-attr]


def test_a_policy_of_the_account_s_own_is_given_by_its_id() -> None:
    document = with_policy("cache_policy_id", "658327ea-0000-0000-0000-000000000000")
    (missing,) = error_of(document).unresolved
    assert missing.reference == "658327ea-0000-0000-0000-000000000000"
    config = load_distribution(document, parameters={missing.reference: "CachingOptimized"})
    assert config.cache_policy == "CachingOptimized"


def test_a_policy_that_is_unknown_is_given_by_its_reference() -> None:
    document = with_policy("cache_policy_id", None, unknown=refers("module.policies.cache_id"))
    (missing,) = error_of(document).unresolved
    assert missing.reference == "module.policies.cache_id"
    given = {"module.policies.cache_id": "658327ea-f89d-4fab-a63d-7e88639e58f6"}
    assert load_distribution(document, parameters=given).cache_policy == "CachingOptimized"


GROUP = "aws_cloudfront_key_group.members"
KEY = "aws_cloudfront_public_key.signer"


def with_groups(*others: Any, pem: Any = "text of a key") -> dict[str, Any]:
    values = site(default_cache_behavior=[behavior(trusted_key_groups=[None])])
    return plan(
        planned(
            SITE,
            values,
            {"default_cache_behavior": [{"trusted_key_groups": [True]}]},
            default_cache_behavior=[{"trusted_key_groups": refers(f"{GROUP}.id")}],
        ),
        planned(GROUP, {"items": [None]}, {"items": [True], "id": True}, items=refers(f"{KEY}.id")),
        planned(KEY, {"encoded_key": pem}, ("id",)) if pem else planned(KEY, {}, ("id", "encoded_key")),
        *others,
    )


@pytest.mark.fact("CF-300")
def test_a_key_group_is_followed_to_its_public_keys() -> None:
    (found,) = form_of(with_groups())["DefaultCacheBehavior"]["TrustedKeyGroups"]
    assert found == FoundKeyGroup(GROUP, found.place, {KEY: "text of a key"})


def test_a_public_key_whose_text_is_unknown_is_unresolved() -> None:
    (found,) = form_of(with_groups(pem=None))["DefaultCacheBehavior"]["TrustedKeyGroups"]
    assert isinstance(found, Unresolved)
    document = with_groups()
    document["planned_values"]["root_module"]["resources"].pop()
    (found,) = form_of(document)["DefaultCacheBehavior"]["TrustedKeyGroups"]
    assert found.why == "the text of a public key is not here"
    assert (str(found.place), found.reference) == (f"{GROUP}.items", f"{KEY}.id")


def test_a_key_group_elsewhere_is_unresolved() -> None:
    document = with_groups()
    del document["planned_values"]["root_module"]["resources"][1:]
    (found,) = form_of(document)["DefaultCacheBehavior"]["TrustedKeyGroups"]
    assert isinstance(found, Unresolved)
    assert found.reference == f"{GROUP}.id"


def test_key_groups_that_are_deployed_stay_beside_one_that_is_new() -> None:
    deployed = planned("aws_cloudfront_key_group.old", {"id": "K1", "items": ["P1"]})
    document = with_groups(
        deployed, planned("aws_cloudfront_public_key.old", {"id": "P1", "encoded_key": "old"})
    )
    distribution = document["planned_values"]["root_module"]["resources"][0]
    distribution["values"]["default_cache_behavior"][0]["trusted_key_groups"] = ["K9", None, "K1"]
    flags = {"default_cache_behavior": [{"trusted_key_groups": [False, True, False]}]}
    document["resource_changes"][0]["change"]["after_unknown"] = flags
    elsewhere, new, old = form_of(document)["DefaultCacheBehavior"]["TrustedKeyGroups"]
    assert elsewhere == "K9"
    assert (new.logical_id, new.keys) == (GROUP, {KEY: "text of a key"})
    assert (old.logical_id, old.keys) == ("K1", {"P1": "old"})


def test_key_groups_of_which_the_number_is_unknown_are_followed() -> None:
    document = with_groups()
    distribution = document["planned_values"]["root_module"]["resources"][0]
    del distribution["values"]["default_cache_behavior"][0]["trusted_key_groups"]
    change = document["resource_changes"][0]["change"]
    change["after_unknown"] = {"default_cache_behavior": [{"trusted_key_groups": True}]}
    (found,) = form_of(document)["DefaultCacheBehavior"]["TrustedKeyGroups"]
    assert found.logical_id == GROUP


@pytest.mark.parametrize("name", ["trusted_key_groups", "cache_policy_id", "response_headers_policy_id"])
def test_an_id_that_is_none_is_left_to_be_refused(name: str) -> None:
    document = state(data(SITE, **site(default_cache_behavior=[behavior(**{name: 5})])))
    assert "5" in str(error_of(document))


@pytest.mark.parametrize("count", [0, 2])
def test_a_cloudfront_function_that_is_not_told_is_unresolved(count: int) -> None:
    functions = [
        planned(f"aws_cloudfront_function.f{number}", CLOUDFRONT, ("arn", "id")) for number in range(count)
    ]
    (missing,) = error_of(associated(*functions, kind="cloudfront")).unresolved
    assert (missing.event_type, missing.reference) == ("viewer-request", "(known after apply)")
    place = f"{SITE}.default_cache_behavior[0].function_association[0].function_arn"
    assert f"functions={{{place!r}: handler}}" in missing.why


CLOUDFRONT = {"name": "index", "runtime": "cloudfront-js-2.0", "code": "// code", "publish": True}


@pytest.mark.fact("CF-300")
def test_a_cloudfront_function_is_followed_by_reference_and_by_arn() -> None:
    address = "aws_cloudfront_function.index"
    document = associated(
        planned(address, CLOUDFRONT, ("arn", "id")), arn=refers(f"{address}.arn"), kind="cloudfront"
    )
    (association,) = form_of(document)["DefaultCacheBehavior"]["FunctionAssociations"]
    found = association["FunctionARN"]
    assert isinstance(found, FoundCloudFrontFunction)
    assert (found.logical_id, found.code, found.runtime) == (address, "// code", "cloudfront-js-2.0")
    arn = "arn:aws:cloudfront::123456789012:function/index"
    known = {"event_type": "viewer-request", "function_arn": arn}
    values = site(default_cache_behavior=[behavior(function_association=[known])])
    (association,) = form_of(state(data(SITE, **values), data(address, arn=arn, **CLOUDFRONT)))[
        "DefaultCacheBehavior"
    ]["FunctionAssociations"]
    assert association["FunctionARN"].logical_id == address


@pytest.mark.parametrize("known", [{"arn": "arn:aws:cloudfront::123456789012:function/index"}, {}])
@pytest.mark.parametrize("name", ["index", "other"])
def test_an_arn_means_the_cloudfront_function_that_has_it_or_its_name(
    known: dict[str, str], name: str
) -> None:
    association = {
        "event_type": "viewer-request",
        "function_arn": "arn:aws:cloudfront::123456789012:function/index",
    }
    values = site(default_cache_behavior=[behavior(function_association=[association])])
    made = data("aws_cloudfront_function.index", **{**CLOUDFRONT, "name": name, **known})
    (found,) = form_of(state(data(SITE, **values), made))["DefaultCacheBehavior"]["FunctionAssociations"]
    is_its_own = isinstance(found["FunctionARN"], FoundCloudFrontFunction)
    assert is_its_own is (name == "index" or bool(known))


@pytest.mark.parametrize("stores", [["arn:aws:cloudfront::123456789012:key-value-store/1"], []])
def test_a_cloudfront_function_is_known_to_have_a_key_value_store(stores: list[str]) -> None:
    address = "aws_cloudfront_function.index"
    values = {**CLOUDFRONT, "key_value_store_associations": stores}
    document = associated(planned(address, values, ("arn",)), arn=refers(f"{address}.arn"), kind="cloudfront")
    (association,) = form_of(document)["DefaultCacheBehavior"]["FunctionAssociations"]
    at = association["FunctionARN"].key_value_store
    assert str(at) == (f"{address}.key_value_store_associations" if stores else "None")


def test_a_cloudfront_function_whose_code_is_unknown_can_be_given_by_its_address() -> None:
    address = "aws_cloudfront_function.index"
    values = {key: value for key, value in CLOUDFRONT.items() if key != "code"}
    document = associated(
        planned(address, values, ("arn", "code"), code=refers("local_file.x.content")),
        arn=refers(f"{address}.arn"),
        kind="cloudfront",
    )
    (missing,) = error_of(document).unresolved
    assert (missing.event_type, missing.reference) == ("viewer-request", "local_file.x.content")

    def given(event: Any, context: Any) -> None:
        return None

    config: Any = load_distribution(document, functions={address: given})
    assert config.viewer_request.function is given
