"""The cache: objects under their keys, packed small, found by a dict (CF-088 to CF-090, CF-135 to CF-143)."""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.http.headers import first, pack, unpack
from pytest_lambda_edge.http.messages import Response, reason_phrase
from pytest_lambda_edge.pipeline.cache_key import path_of
from pytest_lambda_edge.pipeline.cache_tags import has_tag

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from contextlib import AbstractContextManager

    from pytest_lambda_edge.http.headers import HeaderMap

__all__ = ["Cache", "StoredObject"]

# Each combination is kept once: a large cache has many objects that rest on the same.
_SHARED: Final[dict[tuple[str, ...], tuple[str, ...]]] = {}


class StoredObject:
    """A stored response; times are seconds since the epoch.

    ``viewer_uris`` holds the paths of viewers that differ from the object's, which viewer-request changed: an
    invalidation may name either (LE-329).
    ``retry_at`` is when the origin is asked again after the stale object was served in place of its error.
    ``last_good`` is the object that an error took the place of (CF-113).
    ``beside`` is the range by which it is kept beside the whole: a part's own, or that to which alone it is
    an error.
    ``by_cloudfront`` is whether CloudFront itself made it, for want of an answer of the origin.
    ``rests_on`` are the ids of undocumented choices that shaped it, and on which every hit rests.
    """

    __slots__ = (
        "_headers",
        "beside",
        "body",
        "by_cloudfront",
        "fresh_until",
        "key",
        "last_good",
        "reason",
        "rests_on",
        "retry_at",
        "stale_until",
        "status",
        "stored_at",
        "viewer_uris",
    )

    def __init__(  # noqa: PLR0913 - a record
        self,
        key: str,
        response: Response,
        *,
        stored_at: float,
        fresh_until: float,
        stale_until: float,
        last_good: StoredObject | None = None,
        error_of_range: str | None = None,
        by_cloudfront: bool = False,
        rests_on: tuple[str, ...] = (),
    ) -> None:
        self.key = key
        self.status = response.status
        self.reason = None if response.reason == reason_phrase(response.status) else response.reason
        self._headers = pack(response.headers)
        self.body = response.body
        self.stored_at = stored_at
        self.fresh_until = fresh_until
        self.retry_at = 0.0
        self.stale_until = stale_until
        self.viewer_uris: set[str] | None = None
        self.last_good = last_good
        self.beside = error_of_range
        if response.status == 206:
            self.beside = first(response.headers, "content-range") or ""
        self.by_cloudfront = by_cloudfront
        self.rests_on = _SHARED.setdefault(rests_on, rests_on)

    @property
    def headers(self) -> HeaderMap:
        """The stored headers, unpacked into a map of the caller's own."""
        return unpack(self._headers)

    def response(self) -> Response:
        """Return the response as stored."""
        reason = reason_phrase(self.status) if self.reason is None else self.reason
        return Response(self.status, reason, self.headers, self.body)

    def note_viewer_uri(self, uri: str | None) -> None:
        """Note a path under which a viewer knows the object, if it is another (None: it is not)."""
        if uri is None:
            return
        if self.viewer_uris is None:
            self.viewer_uris = set()
        self.viewer_uris.add(uri)

    def is_served(self, now: float) -> bool:
        """Return whether the object answers alone: fresh, or stale until the origin is asked again."""
        return now < self.fresh_until or now < self.retry_at

    def paths(self) -> tuple[str, ...]:
        """Return the paths under which the object is known: its key's, and those of its viewers."""
        return (path_of(self.key)[0], *(self.viewer_uris or ()))

    def rest_on(self, ids: tuple[str, ...], *, no_longer: Collection[str] = ()) -> None:
        """Note other undocumented choices that have shaped the object, and forget some that did before."""
        if ids or self.rests_on:
            remaining = (id_ for id_ in self.rests_on if id_ not in no_longer)
            merged = tuple(dict.fromkeys((*remaining, *ids)))
            self.rests_on = _SHARED.setdefault(merged, merged)

    def freshen(self, headers: HeaderMap, now: float, fresh_until: float, stale_until: float) -> None:
        """Take over what a 304 said (CF-085)."""
        self._headers = pack(headers)
        self.stored_at = now
        self.retry_at = 0.0
        self.stale_until = stale_until
        self.fresh_until = fresh_until  # The last, since another thread may serve the object from here on.


class Cache:
    """All stored objects of one distribution; nothing is evicted (CF-090).

    A part of an object, stored as a 206, is kept beside the object, and beside other parts, of its key: it
    never answers a request for the whole (CF-098). So is an error that answered a request for a part: it says
    nothing of other parts. Threads may share a cache that has a re-entrant *lock*.
    ``invalidated`` tells of each invalidation, the latest last, which objects it names.
    """

    __slots__ = ("_lock", "_objects", "_parts", "invalidated")

    def __init__(self, lock: AbstractContextManager[Any] | None = None) -> None:
        self._lock = nullcontext() if lock is None else lock
        self._objects: dict[str, StoredObject] = {}
        self._parts: dict[str, dict[str, StoredObject]] = {}
        self.invalidated: list[Callable[[StoredObject], bool]] = []

    def __len__(self) -> int:
        with self._lock:
            return len(self._objects) + sum(map(len, self._parts.values()))

    def __iter__(self) -> Iterator[StoredObject]:
        with self._lock:
            parts = [part for beside in self._parts.values() for part in beside.values()]
            return iter([*self._objects.values(), *parts])

    def get(self, key: str) -> StoredObject | None:
        """Return the object of *key*, fresh or not."""
        return self._objects.get(key)

    def note_viewer_uri(self, stored: StoredObject, uri: str | None) -> None:
        """Note another path under which a viewer knows an object that is stored (None: there is none)."""
        if uri is not None:
            with self._lock:
                stored.note_viewer_uri(uri)

    def parts(self, key: str) -> tuple[StoredObject, ...]:
        """Return what is kept beside the object of *key*, fresh or not, the oldest first."""
        beside = self._parts.get(key)
        return () if beside is None else tuple(beside.values())

    def put(self, stored: StoredObject, seen: int | None = None) -> bool:
        """Store an object in place of any other of its key, or a part of it in place of the same part.

        What was invalidated after the first *seen* invalidations is not stored; returns whether it is.
        """
        with self._lock:
            if seen is not None and self.is_invalidated(stored, seen):
                return False
            if stored.beside is not None:
                self._parts.setdefault(stored.key, {})[stored.beside] = stored
                return True
            self._objects[stored.key] = stored
            if stored.status < 400:
                self._parts.pop(stored.key, None)
            return True

    def is_invalidated(self, stored: StoredObject, seen: int) -> bool:
        """Return whether an invalidation after the first *seen* ones names the object."""
        return any(names(stored) for names in self.invalidated[seen:])

    def remove(self, key: str) -> None:
        """Forget the object of *key* and its parts, if there are any."""
        with self._lock:
            self._objects.pop(key, None)
            self._parts.pop(key, None)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self.invalidated.append(_everything)
            self._objects.clear()
            self._parts.clear()

    def holds_path(self, path: str) -> bool:
        """Return whether any variant or part of *path* is stored; with ``?…``, of that query string too."""
        uri, question, query = path.partition("?")
        return any(
            uri in stored.paths() and (not question or path_of(stored.key)[1] == query) for stored in self
        )

    def invalidate(self, path: str) -> int:
        """Remove the objects that an invalidation path names, and return how many these were.

        ``*`` is a wildcard as the last character only (CF-136); a path without a query string names the
        object without one (CF-137); all header and cookie variants go together. The viewer's path counts as
        well as the one that viewer-request made of it (CF-139).
        """
        names = partial(_is_named, path=path, prefix=path[:-1] if path.endswith("*") else None)
        with self._lock:
            self.invalidated.append(names)
            gone = [stored for stored in self if names(stored)]
            for stored in gone:
                self.remove(stored.key)
        return len(gone)

    def invalidate_tag(self, tag: str, header_name: str) -> int:
        """Remove the objects with a cache tag in the header of that name; return how many (CF-143)."""
        names = partial(_is_tagged, tag=tag, header_name=header_name)
        with self._lock:
            self.invalidated.append(names)
            gone = [stored for stored in self if names(stored)]
            for stored in gone:
                self._remove_one(stored)
            for stored in self:
                if stored.last_good is not None and names(stored.last_good):
                    stored.last_good = None
        return len(gone)

    def _remove_one(self, stored: StoredObject) -> None:
        if stored.beside is None:
            del self._objects[stored.key]
            return
        beside = self._parts[stored.key]
        del beside[stored.beside]
        if not beside:
            del self._parts[stored.key]


def _everything(_stored: StoredObject) -> bool:
    return True


def _is_tagged(stored: StoredObject, tag: str, header_name: str) -> bool:
    return has_tag(stored.headers, header_name, tag)


def _is_named(stored: StoredObject, path: str, prefix: str | None) -> bool:
    query = path_of(stored.key)[1]
    for candidate in stored.paths():
        full = f"{candidate}?{query}" if query else candidate
        if full == path if prefix is None else full.startswith(prefix):
            return True
    return False
