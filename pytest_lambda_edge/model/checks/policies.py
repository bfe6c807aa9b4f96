"""What CloudFront refuses about cache settings, whether by policies or legacy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda_edge.errors import Problem
from pytest_lambda_edge.model.checks.forwarded_values import NEVER_IN_A_KEY, forwarded_values_problems
from pytest_lambda_edge.model.policies import CachePolicy, OriginRequestPolicy
from pytest_lambda_edge.model.policy_lookup import LEGACY_SETTINGS
from pytest_lambda_edge.model.problems import inside, item, shown, unless_one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_lambda_edge.model.behaviors import BehaviorSettings
    from pytest_lambda_edge.model.deployed import DeployedBehavior

__all__ = ["cache_problems"]

_NAMES_OF = {
    "header_behavior": "headers",
    "cookie_behavior": "cookies",
    "query_string_behavior": "query_strings",
}

_VALUE_BEHAVIORS = ("none", "whitelist", "allExcept", "all")  # CF-044, CF-059
_CACHE_BEHAVIORS = {
    "header_behavior": ("none", "whitelist"),
    "cookie_behavior": _VALUE_BEHAVIORS,
    "query_string_behavior": _VALUE_BEHAVIORS,
}
_ORIGIN_REQUEST_BEHAVIORS = _CACHE_BEHAVIORS | {
    "header_behavior": ("none", "whitelist", "allViewer", "allViewerAndWhitelistCloudFront", "allExcept"),
}

_NEVER_CACHED_BY = NEVER_IN_A_KEY | frozenset(  # CF-049, CF-056
    {
        "cloudfront-viewer-address",
        "cloudfront-viewer-asn",
        "cloudfront-viewer-ja3-fingerprint",
        "cloudfront-viewer-ja4-fingerprint",
        "cloudfront-viewer-tls",
    }
)
_NOT_IN_ORIGIN_REQUEST_POLICY = frozenset({"authorization", "accept-encoding"})  # CF-062
_MOST_NAMES = 10  # of a kind in a policy (CF-048)
_LONGEST_NAMES = 1024  # characters of one kind's names together
_KINDS_OF_NAMES = {"headers": "Headers", "cookies": "Cookies", "query_strings": "QueryStrings"}

_NOT_WITH_A_POLICY = "cannot be used when a cache policy is associated with the behavior (CF-313)"
_AWS_NOT_WITH_A_POLICY = (
    "The parameter {} cannot be used when a cache policy is associated to the cache behavior."
)
_AWS_LEGACY_NAMES = {
    "forwarded_values": "ForwardedValues",
    "min_ttl": "MinTTL",
    "default_ttl": "DefaultTTL",
    "max_ttl": "MaxTTL",
}
_AWS_DISABLED = "The parameter {} is invalid for policy with caching disabled."  # CF-046
_AWS_NOT_ALLOWED = "The parameter Headers contains {} that is not allowed."  # CF-062


def cache_problems(settings: BehaviorSettings, deployed: DeployedBehavior, place: str) -> Iterator[Problem]:
    """Yield what is wrong with a behavior's policies or legacy settings (CF-047, CF-313)."""
    if settings.cache_policy is not None:
        for name in LEGACY_SETTINGS:
            if getattr(settings, name) is not None:
                said = _AWS_NOT_WITH_A_POLICY.format(_AWS_LEGACY_NAMES[name])
                yield Problem(inside(place, name), _NOT_WITH_A_POLICY, "InvalidArgument", aws_message=said)
    elif settings.origin_request_policy is not None and deployed.forwarded_values is not None:
        message = "needs a cache policy, and cannot be used with legacy settings (CF-047)"
        yield Problem(inside(place, "origin_request_policy"), message, "InvalidArgument")
    if isinstance(settings.cache_policy, CachePolicy):
        yield from _cache_policy(settings.cache_policy, deployed, inside(place, "cache_policy"))
    if isinstance(settings.origin_request_policy, OriginRequestPolicy):
        where = inside(place, "origin_request_policy")
        yield from _origin_request_policy(settings.origin_request_policy, deployed, where)
    if deployed.forwarded_values is not None:
        yield from _ttl_order(deployed, place, "InvalidTTLOrder")
        where = inside(place, "forwarded_values")
        yield from forwarded_values_problems(deployed.forwarded_values, deployed, where)


def _cache_policy(policy: CachePolicy, deployed: DeployedBehavior, place: str) -> Iterator[Problem]:
    yield from _selections(policy, _CACHE_BEHAVIORS, place)
    yield from _ttl_order(deployed, place, "InvalidArgument")
    if deployed.caching_disabled:
        yield from _caching_disabled(policy, place)
    yield from _quotas(policy, "CachePolicy", place)
    if policy.header_behavior == "whitelist":
        yield from _headers_not_in(_NEVER_CACHED_BY, policy, place, "cannot be part of a cache policy")


def _caching_disabled(policy: CachePolicy, place: str) -> Iterator[Problem]:
    """Check that a policy whose TTLs are all 0 selects nothing (CF-046)."""
    for name in _NAMES_OF:
        behavior = getattr(policy, name)
        if behavior != "none":
            message = f"must be 'none' while caching is disabled (every TTL is 0), not {shown(behavior)}"
            yield _disabled(name, message, place)
    for name in ("enable_accept_encoding_gzip", "enable_accept_encoding_brotli"):
        if getattr(policy, name):
            yield _disabled(name, "must be False while caching is disabled (every TTL is 0)", place)


def _disabled(name: str, message: str, place: str) -> Problem:
    parameter = name.title().replace("_", "")  # header_behavior -> HeaderBehavior
    said = _AWS_DISABLED.format(parameter)
    return Problem(inside(place, name), message, "InvalidArgument", aws_message=said)


def _origin_request_policy(
    policy: OriginRequestPolicy, deployed: DeployedBehavior, place: str
) -> Iterator[Problem]:
    yield from _selections(policy, _ORIGIN_REQUEST_BEHAVIORS, place)
    yield from _quotas(policy, "OriginRequestPolicy", place)
    # It has been reported that Authorization is accepted while caching is disabled (CF-062), so that passes.
    if policy.header_behavior == "whitelist" and not deployed.caching_disabled:
        why = "cannot be listed in an origin request policy, but can be in a cache policy (CF-062)"
        yield from _headers_not_in(_NOT_IN_ORIGIN_REQUEST_POLICY, policy, place, why)


def _selections(
    policy: CachePolicy | OriginRequestPolicy, allowed: dict[str, tuple[str, ...]], place: str
) -> Iterator[Problem]:
    for name, listing in _NAMES_OF.items():
        behavior = getattr(policy, name)
        yield from unless_one_of(inside(place, name), behavior, allowed[name])
        # AWS has no default for these settings, so it never meets a list that nothing reads.
        if behavior == "none" and getattr(policy, listing):
            message = f"has no effect, since {name} is 'none'; did you mean {name}='whitelist'?"
            yield Problem(inside(place, listing), message)


def _quotas(policy: CachePolicy | OriginRequestPolicy, kind: str, place: str) -> Iterator[Problem]:
    """Check how many names a policy has of each kind, and how long they are together (CF-048)."""
    for listing, plural in _KINDS_OF_NAMES.items():
        names = getattr(policy, listing)
        where = inside(place, listing)
        if len(names) > _MOST_NAMES:
            message = f"a policy has at most {_MOST_NAMES} of them, not {len(names)}"
            yield Problem(where, message, f"TooMany{plural}In{kind}")
        if (letters := sum(map(len, names))) > _LONGEST_NAMES:
            message = f"have {letters:,} characters together; a policy's have at most {_LONGEST_NAMES:,}"
            yield Problem(where, message, "InvalidArgument")


def _headers_not_in(
    forbidden: frozenset[str], policy: CachePolicy | OriginRequestPolicy, place: str, why: str
) -> Iterator[Problem]:
    for index, header in enumerate(policy.headers):
        if header.lower() in forbidden:
            where = item(inside(place, "headers"), index)
            said = _AWS_NOT_ALLOWED.format(header)
            yield Problem(where, f"{shown(header)} {why}", "InvalidArgument", aws_message=said)


def _ttl_order(deployed: DeployedBehavior, place: str, code: str) -> Iterator[Problem]:
    """Check min_ttl <= default_ttl <= max_ttl on what is in force (CF-045)."""
    ttls = {"min_ttl": deployed.min_ttl, "default_ttl": deployed.default_ttl, "max_ttl": deployed.max_ttl}
    for name, ttl in ttls.items():
        if ttl < 0:
            # CF-068: the longer of it and what the response says, and no time is shorter than none.
            yield Problem(inside(place, name), f"must not be negative, but is {shown(ttl)}")
    for (less, low), (more, high) in zip(list(ttls.items())[:-1], list(ttls.items())[1:], strict=True):
        if low > high:
            message = (
                f"{shown(low)} is more than {more}, which is {shown(high)}: TTLs go min <= default <= max"
            )
            yield Problem(inside(place, less), message, code)
