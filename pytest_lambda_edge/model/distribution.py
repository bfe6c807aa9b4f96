"""The settings of a whole distribution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.model import kinds
from pytest_lambda_edge.model.behaviors import BEHAVIOR_KINDS, Behavior, BehaviorSettings
from pytest_lambda_edge.model.frozen_mapping import FrozenMapping
from pytest_lambda_edge.model.key_groups import KeyGroup, key_groups
from pytest_lambda_edge.model.origins import OriginSource, origin_source
from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.model.settings import built, setting_names, settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from pytest_lambda_edge.model.policies import (
        CachePolicy,
        ForwardedValues,
        OriginRequestPolicy,
        ResponseHeadersPolicy,
    )
    from pytest_lambda_edge.model.problems import Problems
    from pytest_lambda_edge.model.triggers import TriggerSource

__all__ = ["CustomErrorResponse", "DistributionConfig", "GeoRestriction", "merged"]


@settings(
    error_code=kinds.whole_number,
    response_page_path=kinds.optional(kinds.text),
    response_code=kinds.optional(kinds.whole_number),
    error_caching_min_ttl=kinds.whole_number,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class CustomErrorResponse:
    """What viewers get for an error, and how long CloudFront remembers it (CF-106, CF-115, CF-116).

    ``response_page_path`` and ``response_code`` come together or not at all; ``error_caching_min_ttl`` is
    seconds.
    """

    error_code: int
    response_page_path: str | None = None
    response_code: int | None = None
    error_caching_min_ttl: int = 10


@settings(restriction_type=kinds.text, locations=kinds.texts)
@dataclass(frozen=True, slots=True, kw_only=True)
class GeoRestriction:
    """Which countries are served (CF-161).

    ``restriction_type`` is ``whitelist``, ``blacklist`` or ``none``, ``locations`` are ISO 3166-1 alpha-2
    codes.
    """

    restriction_type: str
    locations: Sequence[str] = ()


_NONE: FrozenMapping[str, Any] = FrozenMapping()


@settings(
    **BEHAVIOR_KINDS,
    origins=kinds.mapping_of(origin_source, "origins by id"),
    behaviors=kinds.mapping_of(kinds.instance_of(Behavior), "Behaviors by path pattern"),
    default_root_object=kinds.text,
    aliases=kinds.texts,
    custom_error_responses=kinds.sequence_of(kinds.instance_of(CustomErrorResponse), "CustomErrorResponses"),
    geo_restriction=kinds.optional(kinds.instance_of(GeoRestriction)),
    key_groups=key_groups,
    enabled=kinds.flag,
    id=kinds.text,
    domain_name=kinds.text,
    cache_tag_header_name=kinds.optional(kinds.text),
    function_errors=kinds.text,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionConfig(BehaviorSettings):
    """Every setting of a distribution; those of a ``Behavior`` are the default behavior's.

    ``origin`` is the default behavior's origin: a URL, an object, or an id out of ``origins`` (needed when
    that holds more than one). The order of ``behaviors`` is their precedence (CF-015).
    ``cache_tag_header_name`` is the header of origin responses that holds cache tags (CF-143).
    ``function_errors`` is ``raise`` or ``respond``.
    """

    origins: Mapping[str, OriginSource]
    behaviors: Mapping[str, Behavior]
    default_root_object: str
    aliases: Sequence[str]
    custom_error_responses: Sequence[CustomErrorResponse]
    geo_restriction: GeoRestriction | None
    key_groups: Sequence[KeyGroup]
    enabled: bool
    id: str
    domain_name: str
    cache_tag_header_name: str | None
    function_errors: str

    def __init__(  # noqa: PLR0913 - AWS has that many
        self,
        *,
        origin: OriginSource | Mapping[str, Any] | None = None,
        origins: Mapping[str, OriginSource | Mapping[str, Any]] = _NONE,
        behaviors: Mapping[str, Behavior | Mapping[str, Any]] = _NONE,
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
        default_root_object: str = "",
        aliases: Sequence[str] = (),
        custom_error_responses: Sequence[CustomErrorResponse | Mapping[str, Any]] = (),
        geo_restriction: GeoRestriction | Mapping[str, Any] | None = None,
        key_groups: Sequence[KeyGroup | Mapping[str, Any]] | Mapping[str, KeyGroup | Mapping[str, Any]] = (),
        enabled: bool = True,
        id: str = "EDFDVBD6EXAMPLE",  # noqa: A002 - AWS's name
        domain_name: str = "d111111abcdef8.cloudfront.net",
        cache_tag_header_name: str | None = None,
        function_errors: str = "raise",
    ) -> None: ...

    def replace(self, **settings: Any) -> Self:
        """Return a config with these settings in place of its own."""
        return replace(self, **settings)


def merged(config: object, given: Mapping[str, Any], problems: Problems) -> DistributionConfig:
    """Lay the *given* settings over a config; always returns one, what is wrong goes into *problems*.

    Given ``origins`` take the places of those with the same ids, and the config's others stay.
    """
    if isinstance(config, DistributionConfig):
        base: Mapping[str, Any] = {name: getattr(config, name) for name in setting_names(DistributionConfig)}
    elif config is None or isinstance(config, Mapping):
        base = config or {}
    else:
        problems.add("config", f"must be a DistributionConfig or a mapping, not {shown(config)}")
        base = {}
    return built(DistributionConfig, {**base, **given, **_origins(base, given)}, "", problems)


def _origins(base: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Lay given origins over a config's, where they share an id or its default behavior needs its own."""
    own, others = base.get("origins"), given.get("origins")
    if not isinstance(own, Mapping) or not isinstance(others, Mapping):
        return {}
    by_id = base.get("origin") if "origin" not in given else None
    needed = isinstance(by_id, str) and by_id in own
    return {"origins": {**own, **others}} if needed or own.keys() & others.keys() else {}
