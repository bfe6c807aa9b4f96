"""Which policies and TTLs a behavior ends up with: managed policies by name or id, defaults filled in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from pytest_lambda_edge.model.managed_policies import (
    CACHE_POLICIES,
    CACHING_OPTIMIZED,
    ORIGIN_REQUEST_POLICIES,
    RESPONSE_HEADERS_POLICIES,
    UNPUBLISHED_CACHE_POLICIES,
    managed,
    names_of,
)
from pytest_lambda_edge.model.policies import (
    CachePolicy,
    ForwardedValues,
    OriginRequestPolicy,
    ResponseHeadersPolicy,
)
from pytest_lambda_edge.model.problems import did_you_mean, inside, one_of, shown, with_article

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_lambda_edge.model.behaviors import BehaviorSettings
    from pytest_lambda_edge.model.managed_policies import P
    from pytest_lambda_edge.model.problems import Problems

__all__ = [
    "LEGACY_SETTINGS",
    "CacheSettings",
    "cache_settings",
    "origin_request_policy",
    "response_headers_policy",
]

LEGACY_SETTINGS = ("forwarded_values", "min_ttl", "default_ttl", "max_ttl")

_KINDS: Mapping[str, Callable[[str], object]] = {
    "cache_policy": partial(managed, CACHE_POLICIES),
    "origin_request_policy": partial(managed, ORIGIN_REQUEST_POLICIES),
    "response_headers_policy": partial(managed, RESPONSE_HEADERS_POLICIES),
}

_DAY = 86400
_YEAR = 31536000


@dataclass(frozen=True, slots=True)
class CacheSettings:
    """A cache policy or legacy settings, with the TTLs in force in seconds."""

    cache_policy: CachePolicy | None
    forwarded_values: ForwardedValues | None
    min_ttl: int
    default_ttl: int
    max_ttl: int


def cache_settings(behavior: BehaviorSettings, place: str, problems: Problems) -> CacheSettings:
    """Return what a behavior caches by; without any setting that is CachingOptimized, as in the console."""
    policy = behavior.cache_policy
    if policy is None and any(getattr(behavior, name) is not None for name in LEGACY_SETTINGS):
        return _legacy(behavior)
    if isinstance(policy, str):
        policy = _managed_cache_policy(policy, inside(place, "cache_policy"), problems)
    return _by_policy(policy if isinstance(policy, CachePolicy) else CACHING_OPTIMIZED)


def origin_request_policy(
    behavior: BehaviorSettings, place: str, problems: Problems
) -> OriginRequestPolicy | None:
    """Return the origin request policy of a behavior, if it has one."""
    policy = behavior.origin_request_policy
    if isinstance(policy, str):
        where = inside(place, "origin_request_policy")
        return _managed(ORIGIN_REQUEST_POLICIES, policy, where, problems, OriginRequestPolicy)
    return policy if isinstance(policy, OriginRequestPolicy) else None


def response_headers_policy(
    behavior: BehaviorSettings, place: str, problems: Problems
) -> ResponseHeadersPolicy | None:
    """Return the response headers policy of a behavior, if it has one."""
    policy = behavior.response_headers_policy
    if isinstance(policy, str):
        where = inside(place, "response_headers_policy")
        return _managed(RESPONSE_HEADERS_POLICIES, policy, where, problems, ResponseHeadersPolicy)
    return policy if isinstance(policy, ResponseHeadersPolicy) else None


def _by_policy(policy: CachePolicy) -> CacheSettings:
    """Raise a default that a larger TTL passes, as CloudFront does (CF-044)."""
    default = policy.default_ttl if policy.default_ttl != _DAY else max(_DAY, policy.min_ttl)
    longest = policy.max_ttl if policy.max_ttl != _YEAR else max(_YEAR, default)
    return CacheSettings(policy, None, policy.min_ttl, default, longest)


def _legacy(behavior: BehaviorSettings) -> CacheSettings:
    """Fill in what legacy settings leave out (CF-058), never against the order of those that were given."""
    given = behavior.forwarded_values
    shortest = behavior.min_ttl if behavior.min_ttl is not None else 0
    default = behavior.default_ttl
    if default is None:
        default = max(_DAY, shortest)
        if behavior.max_ttl is not None:
            default = max(shortest, min(default, behavior.max_ttl))
    longest = behavior.max_ttl if behavior.max_ttl is not None else max(_YEAR, default)
    values = given if isinstance(given, ForwardedValues) else ForwardedValues()
    return CacheSettings(None, values, shortest, default, longest)


def _managed_cache_policy(name_or_id: str, place: str, problems: Problems) -> CachePolicy | None:
    name = UNPUBLISHED_CACHE_POLICIES.get(name_or_id, name_or_id.removeprefix("Managed-"))
    if name in UNPUBLISHED_CACHE_POLICIES.values():
        problems.add(
            place,
            f"AWS publishes no settings of its managed policy {name}, which is for Amplify Hosting; "
            "write a CachePolicy with the settings that you expect",
        )
        return None
    return _managed(CACHE_POLICIES, name_or_id, place, problems, CachePolicy)


def _of_another_kind(name_or_id: str) -> str:
    """Return what is wrong with a managed policy that was given for one of another kind; empty for others."""
    for setting, is_known in _KINDS.items():
        if is_known(name_or_id):
            kind = with_article(setting.replace("_", " "))
            return f"{shown(name_or_id)} is {kind}; write {setting}={name_or_id!r}"
    return ""


def _managed(
    policies: Mapping[str, P], name_or_id: str, place: str, problems: Problems, cls: type[P]
) -> P | None:
    policy = managed(policies, name_or_id)
    if policy is None:
        names = names_of(policies)
        hint = did_you_mean(name_or_id.removeprefix("Managed-"), names)
        problems.add(
            place,
            _of_another_kind(name_or_id)
            or f"{shown(name_or_id)} is no managed policy; those are {one_of(names)}, "
            f"and for one of your own there is {cls.__name__}{hint}",
            f"NoSuch{cls.__name__}",
        )
    return policy
