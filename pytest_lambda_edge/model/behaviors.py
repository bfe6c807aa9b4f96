"""Cache behaviors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.model import kinds
from pytest_lambda_edge.model.key_groups import KeyGroup, trusted_key_groups
from pytest_lambda_edge.model.origins import OriginSource, origin_source
from pytest_lambda_edge.model.policies import (
    CachePolicy,
    ForwardedValues,
    OriginRequestPolicy,
    ResponseHeadersPolicy,
)
from pytest_lambda_edge.model.problems import shown, with_article
from pytest_lambda_edge.model.settings import Kind, built, settings
from pytest_lambda_edge.model.triggers import TriggerSource, trigger_source

if TYPE_CHECKING:
    from pytest_lambda_edge.model.problems import Problems

__all__ = ["BEHAVIOR_KINDS", "Behavior", "BehaviorSettings"]


def _policy(cls: type) -> Kind:
    """Accept a managed policy's name or id, or a *cls*."""

    def accept(value: object, place: str, problems: Problems) -> Any:
        if isinstance(value, cls):
            return value
        if isinstance(value, str):
            return kinds.text(value, place, problems)
        if isinstance(value, Mapping):
            return built(cls, value, place, problems)
        own = with_article(cls.__name__)
        problems.refuse(place, f"must be a managed policy's name or id, or {own}, not {shown(value)}")
        return None

    return accept


_trigger = kinds.optional(trigger_source)
_seconds = kinds.optional(kinds.whole_number)


BEHAVIOR_KINDS: Mapping[str, Kind] = {
    "origin": kinds.optional(origin_source),
    "viewer_request": _trigger,
    "origin_request": _trigger,
    "origin_response": _trigger,
    "viewer_response": _trigger,
    "cache_policy": kinds.optional(_policy(CachePolicy)),
    "origin_request_policy": kinds.optional(_policy(OriginRequestPolicy)),
    "response_headers_policy": kinds.optional(_policy(ResponseHeadersPolicy)),
    "viewer_protocol_policy": kinds.text,
    "allowed_methods": kinds.texts,
    "cached_methods": kinds.texts,
    "compress": kinds.flag,
    "trusted_key_groups": trusted_key_groups,
    "forwarded_values": kinds.optional(kinds.instance_of(ForwardedValues)),
    "min_ttl": _seconds,
    "default_ttl": _seconds,
    "max_ttl": _seconds,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BehaviorSettings:
    """The settings that every behavior has, the default one included."""

    origin: OriginSource | None
    viewer_request: TriggerSource | None
    origin_request: TriggerSource | None
    origin_response: TriggerSource | None
    viewer_response: TriggerSource | None
    cache_policy: str | CachePolicy | None
    origin_request_policy: str | OriginRequestPolicy | None
    response_headers_policy: str | ResponseHeadersPolicy | None
    viewer_protocol_policy: str
    allowed_methods: Sequence[str]
    cached_methods: Sequence[str]
    compress: bool
    trusted_key_groups: Sequence[str | KeyGroup]
    forwarded_values: ForwardedValues | None
    min_ttl: int | None
    default_ttl: int | None
    max_ttl: int | None


@settings(**BEHAVIOR_KINDS)
@dataclass(frozen=True, slots=True, kw_only=True)
class Behavior(BehaviorSettings):
    """A cache behavior: what happens to requests whose path its pattern matches.

    ``origin`` is an id of the distribution's ``origins``, a URL, an origin or a group; without it the default
    behavior's is used, and nothing else is inherited. A trigger is a function or a ``Trigger``. A policy is a
    managed policy's name or id, or an object; with neither ``cache_policy`` nor the legacy
    ``forwarded_values``, ``min_ttl``, ``default_ttl`` and ``max_ttl`` (seconds) CachingOptimized applies.
    """

    def __init__(  # noqa: PLR0913 - AWS has that many
        self,
        *,
        origin: OriginSource | Mapping[str, Any] | None = None,
        viewer_request: TriggerSource | Mapping[str, Any] | None = None,
        origin_request: TriggerSource | Mapping[str, Any] | None = None,
        origin_response: TriggerSource | Mapping[str, Any] | None = None,
        viewer_response: TriggerSource | Mapping[str, Any] | None = None,
        cache_policy: str | CachePolicy | Mapping[str, Any] | None = None,
        origin_request_policy: str | OriginRequestPolicy | Mapping[str, Any] | None = None,
        response_headers_policy: str | ResponseHeadersPolicy | Mapping[str, Any] | None = None,
        viewer_protocol_policy: str = "allow-all",
        allowed_methods: Sequence[str] = ("GET", "HEAD"),
        cached_methods: Sequence[str] = ("GET", "HEAD"),
        compress: bool = True,
        trusted_key_groups: Sequence[str | KeyGroup | Mapping[str, Any]] = (),
        forwarded_values: ForwardedValues | Mapping[str, Any] | None = None,
        min_ttl: int | None = None,
        default_ttl: int | None = None,
        max_ttl: int | None = None,
    ) -> None: ...
