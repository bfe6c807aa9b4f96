"""Response headers policies: what CloudFront adds to and removes from what viewers receive (CF-218)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.model import kinds
from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.model.settings import built, settings

if TYPE_CHECKING:
    from pytest_lambda_edge.model.problems import Problems

__all__ = [
    "SECURITY_HEADERS",
    "ContentSecurityPolicy",
    "ContentTypeOptions",
    "CorsConfig",
    "CustomHeader",
    "FrameOptions",
    "ReferrerPolicy",
    "ResponseHeadersPolicy",
    "SecurityHeadersConfig",
    "ServerTimingHeadersConfig",
    "StrictTransportSecurity",
    "XSSProtection",
]

SECURITY_HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "xss_protection": "X-XSS-Protection",
        "frame_options": "X-Frame-Options",
        "referrer_policy": "Referrer-Policy",
        "content_security_policy": "Content-Security-Policy",
        "content_type_options": "X-Content-Type-Options",
        "strict_transport_security": "Strict-Transport-Security",
    }
)
"""The header of each setting of ``SecurityHeadersConfig``, in the order in which they are set."""


@settings(
    access_control_allow_origins=kinds.texts,
    access_control_allow_headers=kinds.texts,
    access_control_allow_methods=kinds.texts,
    access_control_allow_credentials=kinds.flag,
    origin_override=kinds.flag,
    access_control_expose_headers=kinds.texts,
    access_control_max_age_sec=kinds.optional(kinds.whole_number),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class CorsConfig:
    """The CORS headers of a policy (CF-209 to CF-213)."""

    access_control_allow_origins: Sequence[str]
    access_control_allow_headers: Sequence[str]
    access_control_allow_methods: Sequence[str]
    access_control_allow_credentials: bool
    origin_override: bool
    access_control_expose_headers: Sequence[str] = ()
    access_control_max_age_sec: int | None = None


@settings(
    override=kinds.flag,
    protection=kinds.flag,
    mode_block=kinds.flag,
    report_uri=kinds.optional(kinds.text),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class XSSProtection:
    """The ``X-XSS-Protection`` header (CF-214)."""

    override: bool
    protection: bool
    mode_block: bool = False
    report_uri: str | None = None


@settings(override=kinds.flag, frame_option=kinds.text)
@dataclass(frozen=True, slots=True, kw_only=True)
class FrameOptions:
    """The ``X-Frame-Options`` header: ``DENY`` or ``SAMEORIGIN``."""

    override: bool
    frame_option: str


@settings(override=kinds.flag, referrer_policy=kinds.text)
@dataclass(frozen=True, slots=True, kw_only=True)
class ReferrerPolicy:
    """The ``Referrer-Policy`` header."""

    override: bool
    referrer_policy: str


@settings(override=kinds.flag, content_security_policy=kinds.text)
@dataclass(frozen=True, slots=True, kw_only=True)
class ContentSecurityPolicy:
    """The ``Content-Security-Policy`` header."""

    override: bool
    content_security_policy: str


@settings(override=kinds.flag)
@dataclass(frozen=True, slots=True, kw_only=True)
class ContentTypeOptions:
    """The ``X-Content-Type-Options: nosniff`` header."""

    override: bool


@settings(
    override=kinds.flag,
    access_control_max_age_sec=kinds.whole_number,
    include_subdomains=kinds.flag,
    preload=kinds.flag,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class StrictTransportSecurity:
    """The ``Strict-Transport-Security`` header."""

    override: bool
    access_control_max_age_sec: int
    include_subdomains: bool = False
    preload: bool = False


@settings(
    xss_protection=kinds.optional(kinds.instance_of(XSSProtection)),
    frame_options=kinds.optional(kinds.instance_of(FrameOptions)),
    referrer_policy=kinds.optional(kinds.instance_of(ReferrerPolicy)),
    content_security_policy=kinds.optional(kinds.instance_of(ContentSecurityPolicy)),
    content_type_options=kinds.optional(kinds.instance_of(ContentTypeOptions)),
    strict_transport_security=kinds.optional(kinds.instance_of(StrictTransportSecurity)),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityHeadersConfig:
    """The security headers of a policy; each only replaces the origin's with ``override`` (CF-208)."""

    xss_protection: XSSProtection | None = None
    frame_options: FrameOptions | None = None
    referrer_policy: ReferrerPolicy | None = None
    content_security_policy: ContentSecurityPolicy | None = None
    content_type_options: ContentTypeOptions | None = None
    strict_transport_security: StrictTransportSecurity | None = None


@settings(enabled=kinds.flag, sampling_rate=kinds.optional(kinds.number))
@dataclass(frozen=True, slots=True, kw_only=True)
class ServerTimingHeadersConfig:
    """Whether responses carry ``Server-Timing``, and what percentage of them (CF-202)."""

    enabled: bool
    sampling_rate: float | None = None


@settings(header=kinds.text, value=kinds.text, override=kinds.flag)
@dataclass(frozen=True, slots=True, kw_only=True)
class CustomHeader:
    """A header that a policy adds to every response."""

    header: str
    value: str
    override: bool


@settings(header=kinds.text)
@dataclass(frozen=True, slots=True, kw_only=True)
class _RemovedHeader:
    header: str


def _removed(value: object, place: str, problems: Problems) -> str:
    """Accept a header's name; AWS's own ``{header: name}`` as well."""
    if isinstance(value, Mapping):
        return built(_RemovedHeader, value, place, problems).header
    if isinstance(value, str):
        return kinds.text(value, place, problems)
    problems.refuse(place, f"must be a header's name, not {shown(value)}")
    return ""


@settings(
    name=kinds.optional(kinds.text),
    cors_config=kinds.optional(kinds.instance_of(CorsConfig)),
    security_headers_config=kinds.optional(kinds.instance_of(SecurityHeadersConfig)),
    server_timing_headers_config=kinds.optional(kinds.instance_of(ServerTimingHeadersConfig)),
    custom_headers_config=kinds.sequence_of(kinds.instance_of(CustomHeader), "headers"),
    remove_headers_config=kinds.sequence_of(_removed, "header names"),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseHeadersPolicy:
    """A response headers policy, its parts named as AWS names them, in snake_case (CF-218).

    Each part is a mapping with that part's settings; ``custom_headers_config`` is a list of ``{header, value,
    override}``, ``remove_headers_config`` a list of header names.
    """

    name: str | None
    cors_config: CorsConfig | None
    security_headers_config: SecurityHeadersConfig | None
    server_timing_headers_config: ServerTimingHeadersConfig | None
    custom_headers_config: Sequence[CustomHeader]
    remove_headers_config: Sequence[str]

    def __init__(  # noqa: PLR0913 - AWS has that many
        self,
        *,
        name: str | None = None,
        cors_config: CorsConfig | Mapping[str, Any] | None = None,
        security_headers_config: SecurityHeadersConfig | Mapping[str, Any] | None = None,
        server_timing_headers_config: ServerTimingHeadersConfig | Mapping[str, Any] | None = None,
        custom_headers_config: Sequence[CustomHeader | Mapping[str, Any]] = (),
        remove_headers_config: Sequence[str | Mapping[str, str]] = (),
    ) -> None: ...
