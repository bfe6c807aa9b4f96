"""What of a request makes the cache key and what goes to the origin: policies and legacy settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from pytest_lambda_edge.model import kinds
from pytest_lambda_edge.model.response_headers_policy import ResponseHeadersPolicy
from pytest_lambda_edge.model.settings import settings

__all__ = [
    "CachePolicy",
    "CookiePreference",
    "ForwardedValues",
    "OriginRequestPolicy",
    "ResponseHeadersPolicy",
]

_SELECTIONS: Mapping[str, Any] = {
    "header_behavior": kinds.text,
    "headers": kinds.texts,
    "cookie_behavior": kinds.text,
    "cookies": kinds.texts,
    "query_string_behavior": kinds.text,
    "query_strings": kinds.texts,
    "name": kinds.optional(kinds.text),
}


@settings(
    **_SELECTIONS,
    min_ttl=kinds.whole_number,
    default_ttl=kinds.whole_number,
    max_ttl=kinds.whole_number,
    enable_accept_encoding_gzip=kinds.flag,
    enable_accept_encoding_brotli=kinds.flag,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class CachePolicy:
    """What makes up the cache key, and for how long objects stay fresh (CF-044).

    TTLs are seconds. ``header_behavior`` is ``none`` or ``whitelist``; ``cookie_behavior`` and
    ``query_string_behavior`` are ``none``, ``whitelist``, ``allExcept`` or ``all``.
    """

    min_ttl: int
    default_ttl: int = 86400
    max_ttl: int = 31536000
    header_behavior: str = "none"
    headers: Sequence[str] = ()
    cookie_behavior: str = "none"
    cookies: Sequence[str] = ()
    query_string_behavior: str = "none"
    query_strings: Sequence[str] = ()
    enable_accept_encoding_gzip: bool = False
    enable_accept_encoding_brotli: bool = False
    name: str | None = None


@settings(**_SELECTIONS)
@dataclass(frozen=True, slots=True, kw_only=True)
class OriginRequestPolicy:
    """What goes to the origin beside the cache key (CF-059).

    ``header_behavior`` is ``none``, ``whitelist``, ``allViewer``, ``allViewerAndWhitelistCloudFront`` or
    ``allExcept``; the other two are ``none``, ``whitelist``, ``all`` or ``allExcept``.
    """

    header_behavior: str = "none"
    headers: Sequence[str] = ()
    cookie_behavior: str = "none"
    cookies: Sequence[str] = ()
    query_string_behavior: str = "none"
    query_strings: Sequence[str] = ()
    name: str | None = None


@settings(forward=kinds.text, whitelisted_names=kinds.texts)
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CookiePreference(Mapping[str, Any]):
    """Which cookies legacy settings forward (CF-054); reads as a mapping too.

    ``forward`` is ``none``, ``all`` or ``whitelist``, and with the last ``whitelisted_names`` says which.
    """

    forward: str = "none"
    whitelisted_names: Sequence[str] = ()

    def __getitem__(self, name: str) -> Any:
        if name in (field.name for field in fields(self)):
            return getattr(self, name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return (field.name for field in fields(self))

    def __len__(self) -> int:
        return len(fields(self))

    def __hash__(self) -> int:
        return hash((self.forward, self.whitelisted_names))


_NO_COOKIES = CookiePreference()


@settings(
    query_string=kinds.flag,
    query_string_cache_keys=kinds.texts,
    cookies=kinds.instance_of(CookiePreference),
    headers=kinds.texts,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardedValues:
    """Legacy settings: what is forwarded is also keyed (CF-053 to CF-055).

    ``cookies`` is a mapping of ``forward`` (``none``, ``whitelist`` or ``all``) and ``whitelisted_names``, in
    which ``*`` and ``?`` are wildcards (CF-040); ``headers=["*"]`` forwards all and caches nothing.
    """

    query_string: bool
    query_string_cache_keys: Sequence[str]
    cookies: CookiePreference
    headers: Sequence[str]

    def __init__(
        self,
        *,
        query_string: bool = False,
        query_string_cache_keys: Sequence[str] = (),
        cookies: Mapping[str, Any] = _NO_COOKIES,
        headers: Sequence[str] = (),
    ) -> None: ...
