"""Where AWS takes a policy's id, a managed policy's name is refused, however well it is known here."""

from __future__ import annotations

from typing import Any

import pytest
from support.forms import behavior, form, loaded, refused

from pytest_lambda_edge import CachePolicy, ConfigError, load_distribution

OWN = "0c1d2e3f-1111-2222-3333-444455556666"
DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"


@pytest.mark.fact("CF-301")
@pytest.mark.parametrize(
    ("key", "name", "id_"),
    [
        ("CachePolicyId", "CachingDisabled", DISABLED),
        ("CachePolicyId", "Managed-CachingDisabled", DISABLED),
        ("OriginRequestPolicyId", "AllViewer", "216adef6-5c7f-47e4-b989-5492eafa07d3"),
        ("ResponseHeadersPolicyId", "SimpleCORS", "60669652-455b-4ae9-85a4-c4c02393f86c"),
    ],
)
def test_a_managed_policy_s_name_is_refused_with_the_id_that_it_has(key: str, name: str, id_: str) -> None:
    (problem,) = loaded(form(DefaultCacheBehavior=behavior(**{key: name}))).refused
    assert problem.code == f"NoSuch{key.removesuffix('Id')}"
    assert problem.place == f"Site.DefaultCacheBehavior.{key}"
    assert problem.message == (
        f"{name!r} is the name of a managed policy, and only its id is taken here: write {id_!r}"
    )
    assert loaded(form(DefaultCacheBehavior=behavior(**{key: id_}))).refused == ()


@pytest.mark.fact("CF-301")
@pytest.mark.parametrize(
    ("key", "written", "name", "id_"),
    [
        ("CachePolicyId", "Managed-CachingDisable", "CachingDisabled", DISABLED),
        ("CachePolicyId", "caching-disabled", "CachingDisabled", DISABLED),
        ("OriginRequestPolicyId", "AllViewers", "AllViewer", "216adef6-5c7f-47e4-b989-5492eafa07d3"),
        (
            "ResponseHeadersPolicyId",
            "Managed-SecurityHeaderPolicy",
            "SecurityHeadersPolicy",
            "67f7725c-6f97-4210-82d7-5512b31e9d03",
        ),
    ],
)
def test_a_misspelt_name_is_refused_with_the_one_meant_and_its_id(
    key: str, written: str, name: str, id_: str
) -> None:
    (problem,) = refused(form(DefaultCacheBehavior=behavior(**{key: written}))).problems
    assert (problem.place, problem.code) == (
        f"Site.DefaultCacheBehavior.{key}",
        f"NoSuch{key.removesuffix('Id')}",
    )
    assert problem.message == f"{written!r} is no id of a policy; did you mean {name}? write its id, {id_!r}"


@pytest.mark.parametrize("id_", ["4135ea2d-6df8-44a3-9df3-4b5a84be39ae", "my-caching"])
def test_what_is_no_managed_policy_s_name_can_be_given(id_: str) -> None:
    error = refused(form(DefaultCacheBehavior=behavior(CachePolicyId=id_)))
    assert [one.reference for one in error.unresolved] == [id_]
    assert f"give it as parameters={{{id_!r}: CachePolicy(...)}}" in str(error)


def test_a_policy_can_be_given_under_whatever_stands_there() -> None:
    site = form(DefaultCacheBehavior=behavior(CachePolicyId="CachingDisable"))
    policy = CachePolicy(min_ttl=5)
    assert loaded(site, parameters={"CachingDisable": policy}).config.cache_policy == policy


def with_policy(policy: Any) -> dict[str, Any]:
    made = form(DefaultCacheBehavior=behavior(CachePolicyId=policy))
    site = {"Type": "AWS::CloudFront::Distribution", "Properties": {"DistributionConfig": made}}
    return {"Parameters": {"Policy": {"Type": "String"}}, "Resources": {"Site": site}}


@pytest.mark.parametrize("policy", [{"Ref": "Policy"}, {"Fn::ImportValue": "Policy"}])
def test_what_a_parameter_or_an_export_comes_to_is_an_id_too(policy: dict[str, str]) -> None:
    document = with_policy(policy)
    with pytest.raises(ConfigError) as raised:
        load_distribution(document, parameters={"Policy": "CachingDisabled"})
    assert raised.value.code == "NoSuchCachePolicy"
    assert load_distribution(document, parameters={"Policy": DISABLED}).cache_policy == "CachingDisabled"


def test_an_export_can_be_given_as_a_policy() -> None:
    policy = CachePolicy(min_ttl=5)
    config = load_distribution(with_policy({"Fn::ImportValue": "Policy"}), parameters={"Policy": policy})
    assert config.cache_policy == policy


def test_what_stands_for_an_own_policy_is_a_setting_and_has_a_name_as_ever() -> None:
    config = load_distribution(with_policy(OWN), parameters={OWN: "CachingDisabled"})
    assert config.cache_policy == "CachingDisabled"
