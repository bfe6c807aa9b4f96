"""What a response headers policy does to the headers of a response that goes out (CF-207, CF-208, CF-214)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.http.headers import joined, put
from pytest_lambda_edge.model.response_headers_policy import SECURITY_HEADERS
from pytest_lambda_edge.pipeline.cors import compiled_cors, cors_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pytest_lambda_edge.http.headers import HeaderEntry, HeaderMap
    from pytest_lambda_edge.http.messages import Request
    from pytest_lambda_edge.model.policies import ResponseHeadersPolicy
    from pytest_lambda_edge.model.response_headers_policy import (
        ServerTimingHeadersConfig,
        StrictTransportSecurity,
        XSSProtection,
    )
    from pytest_lambda_edge.pipeline.cors import Cors
    from pytest_lambda_edge.pipeline.server_timing import Timing

__all__ = ["Applied", "FixedHeader", "HeadersPolicy", "Sampling", "applied", "compiled_policy"]


@dataclass(frozen=True, slots=True)
class FixedHeader:
    """A security or custom header; ``name`` is in lower case."""

    name: str
    entries: list[HeaderEntry]
    override: bool


@dataclass(frozen=True, slots=True)
class Sampling:
    """How many responses get ``Server-Timing``: ``rate`` is in percent, ``configured`` if it was given."""

    enabled: bool
    rate: float
    configured: bool


@dataclass(frozen=True, slots=True)
class HeadersPolicy:
    """A policy, all worked out that does not depend on the request.

    ``timing`` is None where the policy has no word on ``Server-Timing``.
    """

    name: str
    removed: frozenset[str]
    cors: Cors | None
    fixed: tuple[FixedHeader, ...]
    timing: Sampling | None


@dataclass(slots=True)
class Applied:
    """What a policy made of a response's headers, each header under its name in lower case.

    ``headers`` are those that go out, ``put`` those that the policy has set, in their order; ``kept`` are the
    response's own, which a header of the policy leaves alone.
    """

    headers: HeaderMap
    put: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    why_no_cors: str = ""
    assumptions: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the response is another one than before."""
        return bool(self.added or self.replaced or self.removed)


def compiled_policy(policy: ResponseHeadersPolicy) -> HeadersPolicy:
    """Work out a policy once for its behavior."""
    return HeadersPolicy(
        name=policy.name or "",
        removed=frozenset(name.lower() for name in policy.remove_headers_config),
        cors=None if policy.cors_config is None else compiled_cors(policy.cors_config),
        fixed=tuple(_fixed(policy)),
        timing=_sampling(policy.server_timing_headers_config),
    )


def applied(policy: HeadersPolicy, request: Request, before: HeaderMap, timing: Timing | None) -> Applied:
    """Apply a policy to the headers of a response; *timing* is None where it gets no ``Server-Timing``.

    First it removes, then come CORS, security and custom headers (CF-207). *before* is left as it is.
    """
    headers = {name: entries for name, entries in before.items() if name not in policy.removed}
    found = Applied(headers)
    varies = False
    if policy.cors is not None:
        answer = cors_answer(policy.cors, request, headers)
        for name in answer.dropped:
            del headers[name]
        headers.update(answer.headers)
        found.put += answer.headers
        found.why_no_cors, found.assumptions = answer.why_not, answer.assumptions
        varies = answer.echoes_origin
    for fixed in policy.fixed:
        if not fixed.override and fixed.name in headers:
            found.kept.append(fixed.name)
        else:
            headers[fixed.name] = fixed.entries
            found.put.append(fixed.name)
    if varies and _add_to_vary(headers):
        found.put.append("vary")
    if timing is not None:
        put(headers, "Server-Timing", timing.value(headers))
        found.put.append("server-timing")
    found.put = list(dict.fromkeys(found.put))
    _compare(found, before)
    return found


def _sampling(config: ServerTimingHeadersConfig | None) -> Sampling | None:
    if config is None:
        return None
    if not config.enabled:
        return Sampling(enabled=False, rate=0, configured=True)
    rate = config.sampling_rate
    return Sampling(enabled=True, rate=100 if rate is None else rate, configured=rate is not None)


def _compare(found: Applied, before: HeaderMap) -> None:
    headers = found.headers
    found.removed = [name for name in before if name not in headers]
    for name in found.put:
        if name not in before:
            found.added.append(name)
        elif joined(before, name) != joined(headers, name):
            found.replaced.append(name)


def _add_to_vary(headers: HeaderMap) -> bool:
    """Let ``Vary`` name ``Origin``, whose value was echoed (CF-211, D-13); return whether it did not yet."""
    vary = joined(headers, "vary")
    if vary is None:
        put(headers, "Vary", "Origin")
        return True
    names = {name.strip().lower() for name in vary.split(",")}
    if names & {"origin", "*"}:
        return False
    put(headers, "Vary", f"{vary},Origin")
    return True


def _fixed(policy: ResponseHeadersPolicy) -> Iterator[FixedHeader]:
    for setting, name in SECURITY_HEADERS.items():
        configured = getattr(policy.security_headers_config, setting, None)
        if configured is not None:
            value = _SECURITY_VALUES[setting](configured)
            yield FixedHeader(name.lower(), [{"key": name, "value": value}], configured.override)
    for custom in policy.custom_headers_config:
        entries: list[HeaderEntry] = [{"key": custom.header, "value": custom.value}]
        yield FixedHeader(custom.header.lower(), entries, custom.override)


def _xss_protection(configured: XSSProtection) -> str:
    if not configured.protection:
        return "0"
    if configured.mode_block:
        return "1; mode=block"
    return f"1; report={configured.report_uri}" if configured.report_uri else "1"


def _strict_transport_security(configured: StrictTransportSecurity) -> str:
    subdomains = "; includeSubDomains" if configured.include_subdomains else ""
    preload = "; preload" if configured.preload else ""
    return f"max-age={configured.access_control_max_age_sec}{subdomains}{preload}"


_SECURITY_VALUES: Final[Mapping[str, Callable[..., str]]] = {
    "xss_protection": _xss_protection,
    "frame_options": lambda configured: configured.frame_option,
    "referrer_policy": lambda configured: configured.referrer_policy,
    "content_security_policy": lambda configured: configured.content_security_policy,
    "content_type_options": lambda _configured: "nosniff",
    "strict_transport_security": _strict_transport_security,
}
