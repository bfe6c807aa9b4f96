"""What of a request enters the cache key and what goes to the origin.

Policies and legacy settings come to the same shape here, so that nothing below has to tell them apart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pytest_lambda_edge.model.managed_policies import ALL_VIEWER_EXCEPT_HOST, CLOUDFRONT_HEADERS
from pytest_lambda_edge.pipeline.selection import ALL, NONE, Selection, allow, combined, deny, without
from pytest_lambda_edge.pipeline.signature_format import COOKIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_lambda_edge.model.deployed import DeployedBehavior
    from pytest_lambda_edge.model.policies import (
        CachePolicy,
        ForwardedValues,
        OriginRequestPolicy,
        ResponseHeadersPolicy,
    )
    from pytest_lambda_edge.pipeline.headers_policy import HeadersPolicy

__all__ = ["BehaviorRules", "rules_of"]


@dataclass(frozen=True, slots=True)
class BehaviorRules:
    """A behavior's settings about keys and forwarding; header names are in lower case.

    ``sent_headers`` decides about the viewer's headers; ``forwards_unlisted`` is whether others go on, too,
    but for those that CloudFront takes out: with legacy settings (CF-177 A), not with policies (CF-177 B).
    ``key_headers`` are in order, so that equal keys are equal strings. ``cloudfront_headers`` are those that
    CloudFront itself is asked to add (CF-189). ``headers_policy`` is what the response headers policy comes
    to, if there is one.
    """

    behavior: DeployedBehavior
    key_query: Selection
    key_cookies: Selection
    key_headers: tuple[str, ...]
    sent_query: Selection
    sent_cookies: Selection
    sent_headers: Selection
    forwards_unlisted: bool
    cloudfront_headers: tuple[str, ...]
    gzip: bool
    brotli: bool
    cacheable: bool
    headers_policy: HeadersPolicy | None

    @property
    def cookies_forwarded(self) -> bool:
        """Whether cookies go to the origin at all, and so ``Set-Cookie`` to the viewer (CF-078)."""
        return not self.sent_cookies.is_empty

    @property
    def policy_names(self) -> str:
        """The settings that decide what goes on, as a sentence names them."""
        cache, extra = self.behavior.cache_policy, self.behavior.origin_request_policy
        if cache is None:
            return "the forwarded values"
        names = f"cache policy {cache.name or 'without a name'}"
        return names if extra is None else f"{names}, origin request policy {extra.name or 'without a name'}"


def rules_of(behavior: DeployedBehavior) -> BehaviorRules:
    """Work out the rules of one behavior."""
    if behavior.cache_policy is not None:
        rules = _policy_rules(behavior, behavior.cache_policy, behavior.origin_request_policy)
    else:
        assert behavior.forwarded_values is not None
        rules = _legacy_rules(behavior, behavior.forwarded_values)
    if behavior.trusted_keys is None:
        return rules
    # CF-172: signed cookies make no variants of an object; whether they go on is the policies' business.
    return replace(rules, key_cookies=without(rules.key_cookies, COOKIES))


def _policy_rules(
    behavior: DeployedBehavior, cache: CachePolicy, extra: OriginRequestPolicy | None
) -> BehaviorRules:
    key_query = _selection(cache.query_string_behavior, cache.query_strings)
    key_cookies = _selection(cache.cookie_behavior, cache.cookies)
    key_headers = tuple(sorted(name.lower() for name in cache.headers))
    return BehaviorRules(
        behavior=behavior,
        key_query=key_query,
        key_cookies=key_cookies,
        key_headers=key_headers,
        sent_query=combined(
            key_query, _selection(extra.query_string_behavior, extra.query_strings) if extra else NONE
        ),
        sent_cookies=combined(
            key_cookies, _selection(extra.cookie_behavior, extra.cookies) if extra else NONE
        ),
        sent_headers=combined(allow(frozenset(key_headers)), _extra_headers(extra)),
        forwards_unlisted=False,
        cloudfront_headers=_cloudfront_headers((*cache.headers, *_asked_of_cloudfront(extra))),
        gzip=cache.enable_accept_encoding_gzip,
        brotli=cache.enable_accept_encoding_brotli,
        cacheable=not behavior.caching_disabled,
        headers_policy=_headers_policy(behavior.response_headers_policy),
    )


def _legacy_rules(behavior: DeployedBehavior, values: ForwardedValues) -> BehaviorRules:
    everything = "*" in values.headers
    names = frozenset(name.lower() for name in values.headers)
    sent_query = ALL if values.query_string else NONE  # CF-053: all go on, even where only some are keyed.
    key_query = allow(frozenset(values.query_string_cache_keys)) if values.query_string_cache_keys else ALL
    cookies = {
        "none": NONE,
        "all": ALL,
        "whitelist": allow(frozenset(values.cookies.whitelisted_names), wildcards=True),
    }[values.cookies.forward]
    return BehaviorRules(
        behavior=behavior,
        key_query=key_query if values.query_string else NONE,
        key_cookies=cookies,
        key_headers=tuple(sorted(names)),
        sent_query=sent_query,
        sent_cookies=cookies,
        sent_headers=ALL if everything else allow(names),
        forwards_unlisted=True,
        cloudfront_headers=_cloudfront_headers(values.headers),
        gzip=not everything,  # Legacy settings know gzip only (CF-219).
        brotli=False,
        cacheable=not (behavior.caching_disabled or everything),  # CF-055
        headers_policy=_headers_policy(behavior.response_headers_policy),
    )


def _headers_policy(policy: ResponseHeadersPolicy | None) -> HeadersPolicy | None:
    if policy is None:
        return None
    from pytest_lambda_edge.pipeline.headers_policy import compiled_policy  # noqa: PLC0415 - only where there is one

    return compiled_policy(policy)


def _selection(behavior: str, names: Sequence[str]) -> Selection:
    listed = frozenset(names)
    return {"none": NONE, "all": ALL, "whitelist": allow(listed), "allExcept": deny(listed)}[behavior]


def _extra_headers(policy: OriginRequestPolicy | None) -> Selection:
    """Return which viewer headers an origin request policy adds (CF-059)."""
    if policy is None or policy.header_behavior == "none":
        return NONE
    names = frozenset(name.lower() for name in policy.headers)
    if policy.header_behavior == "whitelist":
        return allow(names)
    if policy.header_behavior == "allExcept":
        return deny(names)
    return ALL


def _asked_of_cloudfront(policy: OriginRequestPolicy | None) -> Sequence[str]:
    """Return the headers that an origin request policy has CloudFront add: those that it names (CF-189).

    One for all headers but some names none to add. AWS says of the managed one alone that it adds some
    (CF-066).
    """
    if policy is None:
        return ()
    if policy == ALL_VIEWER_EXCEPT_HOST:
        return CLOUDFRONT_HEADERS
    return () if policy.header_behavior == "allExcept" else policy.headers


def _cloudfront_headers(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({name.lower() for name in names if name.lower().startswith("cloudfront-")}))
