"""The CORS headers of a response headers policy (CF-209 to CF-213)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.http.headers import first, from_pairs, joined
from pytest_lambda_edge.model.allowed_origins import compiled
from pytest_lambda_edge.model.managed_policies import PREFLIGHT_CORS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_lambda_edge.http.headers import HeaderMap
    from pytest_lambda_edge.http.messages import Request
    from pytest_lambda_edge.model.response_headers_policy import CorsConfig

__all__ = [
    "METHODS",
    "AllowedHeaders",
    "Cors",
    "CorsAnswer",
    "compiled_cors",
    "compiled_headers",
    "cors_answer",
    "emitted_headers",
]

METHODS: Final = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
"""What ``ALL`` stands for, in the order of the managed policies (CF-067, CF-213)."""

_PREFIX: Final = "access-control-"
_ALLOW_ORIGIN: Final = "access-control-allow-origin"
_ALLOW_CREDENTIALS: Final = "access-control-allow-credentials"
_ALLOW_HEADERS: Final = "access-control-allow-headers"


@dataclass(frozen=True, slots=True)
class AllowedHeaders:
    """What ``Access-Control-Allow-Headers`` is set to: names, also ``*``, and patterns (``x-amz-*``)."""

    names: tuple[str, ...]
    patterns: re.Pattern[str] | None

    @property
    def has_wildcards(self) -> bool:
        """Whether what is emitted is not simply what is configured."""
        return self.patterns is not None or "*" in self.names


@dataclass(frozen=True, slots=True)
class Cors:
    """A policy's CORS settings: the headers for every CORS request, and for preflight requests.

    ``ruled`` and ``ruled_for_preflight`` name all that the policy has a say about, whatever its value;
    ``exposes`` is whether there are headers for scripts to read.
    """

    any_origin: bool
    origins: re.Pattern[str]
    override: bool
    headers: HeaderMap
    preflight_headers: HeaderMap
    allowed: AllowedHeaders
    ruled: frozenset[str]
    ruled_for_preflight: frozenset[str]
    exposes: bool


@dataclass(frozen=True, slots=True)
class CorsAnswer:
    """What the policy says to one request: headers to set, the origin's that go, and why it says nothing."""

    headers: HeaderMap = field(default_factory=dict)
    dropped: tuple[str, ...] = ()
    why_not: str = ""
    echoes_origin: bool = False
    assumptions: tuple[str, ...] = ()


def compiled_cors(config: CorsConfig) -> Cors:
    """Work out once what does not depend on the request."""
    credentials = [("Access-Control-Allow-Credentials", "true")] * config.access_control_allow_credentials
    exposed = _listed("Access-Control-Expose-Headers", config.access_control_expose_headers)
    methods = METHODS if "ALL" in config.access_control_allow_methods else config.access_control_allow_methods
    max_age = config.access_control_max_age_sec
    preflight = from_pairs(
        [
            *credentials,
            *_listed("Access-Control-Allow-Methods", methods),
            *exposed,
            *([] if max_age is None else [("Access-Control-Max-Age", str(max_age))]),
        ]
    )
    # CF-210 has headers exposed to every CORS request; CF-067 to preflights alone, with the settings of two
    # managed policies. These may be anybody's, so what counts is the settings and not whose they are.
    headers = from_pairs(credentials if config == PREFLIGHT_CORS else [*credentials, *exposed])
    always_ruled = {_ALLOW_ORIGIN, _ALLOW_CREDENTIALS}
    preflight_ruled = {_ALLOW_HEADERS} if config.access_control_allow_headers else set()
    return Cors(
        any_origin=tuple(config.access_control_allow_origins) == ("*",),
        origins=compiled(config.access_control_allow_origins),
        override=config.origin_override,
        headers=headers,
        preflight_headers=preflight,
        allowed=compiled_headers(config.access_control_allow_headers),
        ruled=frozenset(always_ruled | headers.keys()),
        ruled_for_preflight=frozenset(always_ruled | preflight_ruled | preflight.keys()),
        exposes=bool(exposed),
    )


def compiled_headers(names: Iterable[str]) -> AllowedHeaders:
    """Tell names from patterns; a lone ``*`` is a name, since browsers know it for a wildcard (CF-213)."""
    given = tuple(names)
    patterns = [name for name in given if "*" in name and name != "*"]
    expression = "|".join(".*".join(re.escape(part) for part in re.split(r"\*+", name)) for name in patterns)
    return AllowedHeaders(
        names=tuple(name for name in given if name not in patterns),
        patterns=re.compile(expression, re.IGNORECASE) if patterns else None,
    )


def emitted_headers(allowed: AllowedHeaders, requested: str | None) -> str:
    """Return the value of ``Access-Control-Allow-Headers``, or nothing.

    A browser knows no patterns, so of a pattern those of the *requested* names are named that match it.
    """
    names = list(allowed.names)
    if allowed.patterns is not None and requested is not None:
        seen = {name.lower() for name in names}
        for part in requested.split(","):
            name = part.strip()
            if name.lower() not in seen and allowed.patterns.fullmatch(name):
                seen.add(name.lower())
                names.append(name)
    return ", ".join(names)


def cors_answer(cors: Cors, request: Request, headers: HeaderMap) -> CorsAnswer:
    """Return what a policy does about CORS to a response with *headers*, given the viewer's own *request*."""
    theirs = [name for name in headers if name.startswith(_PREFIX)]
    if theirs and not cors.override:
        # CF-209: all or nothing, whether or not these are in the policy.
        return CorsAnswer(why_not=f"the response's own count ({', '.join(theirs)})")
    origin = first(request.headers, "origin")
    is_preflight = request.method == "OPTIONS"
    if origin is None:
        # A listed origin is echoed, so there is none to send; but what goes to whoever asks is withheld.
        withheld = cors.any_origin or cors.headers or (is_preflight and cors.preflight_headers)
        return CorsAnswer(why_not="the request has no Origin", assumptions=("CF-210",) if withheld else ())
    ruled = cors.ruled_for_preflight if is_preflight else cors.ruled
    dropped = tuple(name for name in theirs if name in ruled)
    if not cors.any_origin and cors.origins.fullmatch(origin) is None:
        rests_on = ("CF-209", "CF-211") if theirs else ("CF-211",)
        return CorsAnswer(
            dropped=dropped, why_not=f"the policy does not allow {origin:.80}", assumptions=rests_on
        )
    given, assumptions = _given(cors, request, origin, is_preflight=is_preflight)
    if any(name not in given for name in theirs):
        assumptions = ("CF-209", *assumptions)
    return CorsAnswer(given, dropped, "", not cors.any_origin, assumptions)


def _given(
    cors: Cors, request: Request, origin: str, *, is_preflight: bool
) -> tuple[HeaderMap, tuple[str, ...]]:
    value = "*" if cors.any_origin else origin
    given: HeaderMap = {_ALLOW_ORIGIN: [{"key": "Access-Control-Allow-Origin", "value": value}]}
    assumptions = () if cors.any_origin else ("CF-211",)
    if not is_preflight:
        # Which CORS requests have headers exposed is said of some settings and not of others.
        return given | cors.headers, ("CF-210", *assumptions) if cors.exposes else assumptions
    requested = joined(request.headers, "access-control-request-headers")
    names = emitted_headers(cors.allowed, requested)
    if names:
        given[_ALLOW_HEADERS] = [{"key": "Access-Control-Allow-Headers", "value": names}]
    if cors.allowed.has_wildcards:
        assumptions = (*assumptions, "CF-213")
    return given | cors.preflight_headers, assumptions


def _listed(name: str, values: Iterable[str]) -> list[tuple[str, str]]:
    value = ", ".join(values)
    return [(name, value)] if value else []
