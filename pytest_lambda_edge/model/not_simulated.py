"""Settings that are accepted and checked, but have no effect here yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pytest_lambda_edge.http.content_coding import has_brotli
from pytest_lambda_edge.model.event_type import EVENT_TYPES
from pytest_lambda_edge.model.managed_policies import CACHE_POLICIES, managed
from pytest_lambda_edge.model.origins import CustomOrigin, OriginGroup, S3Origin
from pytest_lambda_edge.model.policies import CachePolicy
from pytest_lambda_edge.model.problems import inside, item, shown
from pytest_lambda_edge.model.triggers import LONGEST_TIMEOUT, CloudFrontFunction, Function, as_trigger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_lambda_edge.model.behaviors import BehaviorSettings
    from pytest_lambda_edge.model.distribution import DistributionConfig

__all__ = ["NotSimulated", "not_simulated"]


class NotSimulated(NamedTuple):
    """A setting without effect: its whole place, its name, what does not happen, and how far it has none."""

    place: str
    name: str
    reason: str
    extent: str = "has no effect yet"

    @property
    def message(self) -> str:
        """What a warning says."""
        return f"{self.place} {self.extent}: {self.reason}"


_REASONS = {
    "enable_accept_encoding_brotli": (
        'nothing is compressed with Brotli; that needs a package: pip install "pytest-lambda-edge[brotli]"'
    ),
    "cloudfront_function": (
        "CloudFront Functions are not run, so a request that would run {one} fails; put a Python callable in"
        " its place: as the trigger itself"
    ),
    "origin_access_identity": "requests to S3 are not signed",
    "origin_access_control_id": "requests to the origin are not signed",
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
    policy = settings.cache_policy
    if isinstance(policy, str):
        policy = managed(CACHE_POLICIES, policy)
    brotli = isinstance(policy, CachePolicy) and policy.enable_accept_encoding_brotli
    if settings.compress and brotli and not has_brotli():
        yield _entry(inside(place, "cache_policy"), "enable_accept_encoding_brotli")
    for event_type in EVENT_TYPES:
        name = event_type.name.lower()
        source = getattr(settings, name)
        if source is not None:
            yield from _function(as_trigger(source).function, inside(place, name), name)
    yield from _origin(settings.origin, inside(place, "origin"))


def _function(function: object, place: str, name: str) -> Iterator[NotSimulated]:
    if isinstance(function, CloudFrontFunction):
        yield NotSimulated(place, name, _cloudfront_function(function))
    elif isinstance(function, Function) and (function.timeout or 0) > LONGEST_TIMEOUT:
        reason = (
            "Lambda@Edge refuses it (InvalidLambdaFunctionAssociation: The function timeout is larger than"
            " the maximum allowed for functions that are triggered by a CloudFront event:"
            f" {shown(function.timeout)} Max allowed: {LONGEST_TIMEOUT})"
        )
        extent = f"has no effect beyond {LONGEST_TIMEOUT} seconds"
        yield NotSimulated(inside(place, "timeout"), "timeout", reason, extent)


def _cloudfront_function(function: CloudFrontFunction) -> str:
    reason = _REASONS["cloudfront_function"].format(one=function.name or "one")
    if function.name is None:
        return reason
    return f"{reason}, or with functions={{{function.name!r}: …}} where a template has it"


def _origin(source: object, place: str) -> Iterator[NotSimulated]:
    if isinstance(source, OriginGroup):
        for index, member in enumerate(source.members):
            yield from _origin(member, item(inside(place, "members"), index))
    elif isinstance(source, (CustomOrigin, S3Origin)):
        for name in ("origin_access_identity", "origin_access_control_id"):
            if getattr(source, name, None):
                yield _entry(place, name)


def _entry(place: str, name: str) -> NotSimulated:
    return NotSimulated(inside(place, name), name, _REASONS[name])
