"""Settings that are accepted and checked, but have no effect here yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pytest_lambda_edge.http.content_coding import has_brotli
from pytest_lambda_edge.model.event_type import EVENT_TYPES
from pytest_lambda_edge.model.origins import CustomOrigin, OriginGroup, S3Origin
from pytest_lambda_edge.model.policies import CachePolicy
from pytest_lambda_edge.model.problems import inside, item
from pytest_lambda_edge.model.triggers import CloudFrontFunction, as_trigger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_lambda_edge.model.behaviors import BehaviorSettings
    from pytest_lambda_edge.model.distribution import DistributionConfig

__all__ = ["NotSimulated", "not_simulated"]


class NotSimulated(NamedTuple):
    """A setting without effect: its whole place, its name, and what does not happen."""

    place: str
    name: str
    reason: str


_REASONS = {
    "response_headers_policy": "response headers policies are not applied to responses",
    "enable_accept_encoding_brotli": "nothing is compressed with Brotli, which needs the package brotli",
    "cloudfront_function": "CloudFront Functions are not run, so a request that would run one fails",
    "response_completion_timeout": "no origin response is cut off for taking too long in all",
    "origin_access_identity": "requests to S3 are not signed",
    "origin_access_control_id": "requests to S3 are not signed",
}


def not_simulated(config: DistributionConfig) -> tuple[NotSimulated, ...]:
    """Return the settings of a config that CloudFront would act upon and this plugin doesn't.

    What has a default that changes nothing, or was left to it, is not among them.
    """
    found = [*_behavior(config, "")]
    for pattern, behavior in config.behaviors.items():
        found += _behavior(behavior, item("behaviors", pattern))
    for id_, source in config.origins.items():
        found += _origin(source, item("origins", id_))
    return tuple(found)


def _behavior(settings: BehaviorSettings, place: str) -> Iterator[NotSimulated]:
    for name in ("response_headers_policy",):
        if getattr(settings, name):
            yield _entry(place, name)
    policy = settings.cache_policy
    brotli = isinstance(policy, CachePolicy) and policy.enable_accept_encoding_brotli
    if settings.compress and brotli and not has_brotli():
        yield _entry(inside(place, "cache_policy"), "enable_accept_encoding_brotli")
    for event_type in EVENT_TYPES:
        name = event_type.name.lower()
        source = getattr(settings, name)
        if source is not None and isinstance(as_trigger(source).function, CloudFrontFunction):
            yield NotSimulated(inside(place, name), name, _REASONS["cloudfront_function"])
    yield from _origin(settings.origin, inside(place, "origin"))


def _origin(source: object, place: str) -> Iterator[NotSimulated]:
    if isinstance(source, OriginGroup):
        for index, member in enumerate(source.members):
            yield from _origin(member, item(inside(place, "members"), index))
    elif isinstance(source, (CustomOrigin, S3Origin)):
        for name in ("response_completion_timeout", "origin_access_identity", "origin_access_control_id"):
            if getattr(source, name, None):
                yield _entry(place, name)


def _entry(place: str, name: str) -> NotSimulated:
    return NotSimulated(inside(place, name), name, _REASONS[name])
