"""What is wrong in what ``parameters=`` gives is told there, and not where the document names it."""

from __future__ import annotations

from typing import Any

import pytest
from support.forms import behavior, form, refused

ID = "0c1d2e3f-1111-2222-3333-444455556666"
GIVEN = f"parameters['{ID}']"
IN_CACHE = f"{GIVEN}.CachePolicy.CachePolicyConfig"
IN_HEADERS = f"{GIVEN}.ResponseHeadersPolicy.ResponseHeadersPolicyConfig"


def printed(kind: str, **config: Any) -> dict[str, Any]:
    """Return what AWS's CLI prints of a policy."""
    return {"ETag": "E", kind: {"Id": ID, f"{kind}Config": {"Name": "ours", **config}}}


def told(policy: Any, key: str = "CachePolicyId") -> list[tuple[str, str]]:
    """Return the problems with a given policy, which two behaviors have."""
    shared = behavior(**{key: ID})
    site = form(DefaultCacheBehavior=shared, CacheBehaviors=[{"PathPattern": "/api/*", **shared}])
    return [(one.place, one.message) for one in refused(site, parameters={ID: policy}).problems]


@pytest.mark.parametrize("key", ["DefaultTtl", "defaultTTL", "Default_TTL"])
def test_a_misspelt_key_is_told_alone_and_once(key: str) -> None:
    policy = printed("CachePolicy", MinTTL=0, MaxTTL=600, **{key: 300})
    assert told(policy) == [
        (f"{IN_CACHE}.{key}", f"{key!r} is nothing that CloudFront knows here; did you mean 'DefaultTTL'?")
    ]


def test_a_value_is_told_at_the_key_that_it_has() -> None:
    in_key = {"HeadersConfig": {"HeaderBehavior": "some"}}
    policy = printed("CachePolicy", MinTTL="x", ParametersInCacheKeyAndForwardedToOrigin=in_key)
    assert [place for place, _ in told(policy)] == [
        f"{IN_CACHE}.MinTTL",
        f"{IN_CACHE}.ParametersInCacheKeyAndForwardedToOrigin.HeadersConfig.HeaderBehavior",
    ]


def test_a_headers_policy_has_its_own_keys_too() -> None:
    policy = printed("ResponseHeadersPolicy", CorsConfig={"Foo": 1}, RemoveHeaderConfig={"Items": []})
    assert {place for place, _ in told(policy, "ResponseHeadersPolicyId")} >= {
        f"{IN_HEADERS}.CorsConfig.Foo",
        f"{IN_HEADERS}.RemoveHeaderConfig",
    }


def test_a_misspelt_setting_is_told_alone_too() -> None:
    assert told({"min_ttl": 0, "default_tll": 300, "max_ttl": 600}) == [
        (f"{GIVEN}.default_tll", "'default_tll' is no setting of CachePolicy; did you mean 'default_ttl'?")
    ]


def test_a_mapping_of_settings_has_those() -> None:
    found = dict(told({"min_ttl": 0, "default_tll": 3}))
    assert found == {
        f"{GIVEN}.default_tll": "'default_tll' is no setting of CachePolicy; did you mean 'default_ttl'?"
    }
    places = [place for place, _ in told({"min_ttl": 0, "default_ttl": "x", "max_ttl": 0})]
    assert places == [f"{GIVEN}.default_ttl"]


@pytest.mark.parametrize("policy", [5, {"CachePolicy": 5}, {"CachePolicy": {"CachePolicyConfig": 5}}])
def test_what_is_no_policy_is_told_as_a_whole(policy: Any) -> None:
    assert {place for place, _ in told(policy)} == {GIVEN}


@pytest.mark.parametrize(
    ("group", "place"),
    [({"keys": 5}, "parameters['partners'].keys"), (5, "parameters['partners']")],
)
def test_a_key_group_has_its_own_place_as_well(group: Any, place: str) -> None:
    site = form(DefaultCacheBehavior=behavior(TrustedKeyGroups=["partners"]))
    (problem,) = refused(site, parameters={"partners": group}).problems
    assert problem.place == place
