"""The cache as a test sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_lambda_edge import clock
from pytest_lambda_edge.http.headers import Headers
from pytest_lambda_edge.pipeline.cache_key import CacheKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_lambda_edge.pipeline.cache import Cache, StoredObject

__all__ = ["CacheEntry", "CacheView"]


@dataclass(frozen=True, slots=True)
class CacheEntry:
    """A stored object; times are seconds since the epoch, ``size`` is the body's bytes, ``age`` seconds."""

    uri: str
    key: CacheKey
    status_code: int
    headers: Headers
    size: int
    stored_at: float
    expires_at: float
    age: float
    fresh: bool

    @classmethod
    def of(cls, stored: StoredObject, domain_name: str) -> CacheEntry:
        """Describe a stored object as it is now."""
        now = clock.now()
        key = CacheKey.of(stored.key, domain_name)
        return cls(
            uri=key.uri,
            key=key,
            status_code=stored.status,
            headers=Headers(stored.headers),
            size=len(stored.body),
            stored_at=stored.stored_at,
            expires_at=stored.fresh_until,
            age=max(now - stored.stored_at, 0.0),
            fresh=now < stored.fresh_until,
        )


class CacheView:
    """What is cached: ``len(cache)``, ``"/a.jpg" in cache``, iteration over ``CacheEntry``."""

    def __init__(self, cache: Cache, domain_name: str) -> None:
        self._cache = cache
        self._domain_name = domain_name

    def __len__(self) -> int:
        return len(self._cache)

    def __contains__(self, path: object) -> bool:
        """Return whether any variant of a path is stored, fresh or not; with ``?…``, of that query string."""
        return isinstance(path, str) and self._cache.holds_path(path)

    def __iter__(self) -> Iterator[CacheEntry]:
        return (CacheEntry.of(stored, self._domain_name) for stored in self._cache)

    def __repr__(self) -> str:
        return f"<cache of {self._domain_name}: {len(self)} objects>"
