"""A distribution as it is deployed: checked, every reference resolved, every default filled in.

This is the form that a request's way reads; ``deploy.deploy`` makes it from the settings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    from pytest_lambda_edge.model.distribution import CustomErrorResponse, GeoRestriction
    from pytest_lambda_edge.model.event_type import EventType
    from pytest_lambda_edge.model.key_groups import PublicKey
    from pytest_lambda_edge.model.origins import CustomOrigin, S3Origin
    from pytest_lambda_edge.model.policies import (
        CachePolicy,
        ForwardedValues,
        OriginRequestPolicy,
        ResponseHeadersPolicy,
    )
    from pytest_lambda_edge.model.triggers import Trigger

__all__ = ["DeployedBehavior", "DeployedDistribution", "DeployedOrigin"]


@dataclass(frozen=True, slots=True)
class DeployedOrigin:
    """An origin with the id under which the distribution knows it."""

    id: str
    settings: CustomOrigin | S3Origin


@dataclass(frozen=True, slots=True)
class DeployedBehavior:
    """A cache behavior; exactly one of ``cache_policy`` and ``forwarded_values`` is set.

    ``origins`` holds one origin, or the two members of an origin group in their order. The TTLs are seconds,
    taken from the cache policy or from the legacy settings. ``trusted_keys`` are the keys of all trusted key
    groups by id; None means that no signature is asked for.
    """

    path_pattern: str
    target_origin_id: str
    origins: tuple[DeployedOrigin, ...]
    failover_status_codes: frozenset[int]
    triggers: Mapping[EventType, Trigger]
    cache_policy: CachePolicy | None
    forwarded_values: ForwardedValues | None
    origin_request_policy: OriginRequestPolicy | None
    response_headers_policy: ResponseHeadersPolicy | None
    min_ttl: int
    default_ttl: int
    max_ttl: int
    viewer_protocol_policy: str
    allowed_methods: frozenset[str]
    cached_methods: frozenset[str]
    compress: bool
    trusted_keys: Mapping[str, PublicKey] | None

    @property
    def caching_disabled(self) -> bool:
        """Whether every TTL is zero (CF-046)."""
        return self.max_ttl == 0 and self.min_ttl == 0 and self.default_ttl == 0


@dataclass(frozen=True, slots=True)
class DeployedDistribution:
    """A whole distribution; the default behavior is the last of ``behaviors``.

    ``path_matcher`` has one group for each behavior but the default one; the group that matched names it.
    """

    id: str
    domain_name: str
    aliases: tuple[str, ...]
    enabled: bool
    default_root_object: str
    origins: Mapping[str, DeployedOrigin]
    behaviors: tuple[DeployedBehavior, ...]
    path_matcher: re.Pattern[str] | None
    custom_error_responses: Mapping[int, CustomErrorResponse]
    geo_restriction: GeoRestriction | None
    function_errors: str
