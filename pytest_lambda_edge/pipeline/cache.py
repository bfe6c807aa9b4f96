"""The cache: objects under their keys, packed small, found by a dict (CF-088 to CF-090, CF-135 to CF-141)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda_edge.http.headers import pack, unpack
from pytest_lambda_edge.http.messages import Response, reason_phrase
from pytest_lambda_edge.pipeline.cache_key import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_lambda_edge.http.headers import HeaderMap

__all__ = ["Cache", "StoredObject"]


class StoredObject:
    """A stored response; times are seconds since the epoch.

    ``viewer_uris`` holds the paths of viewers that differ from the object's, which viewer-request changed: an
    invalidation may name either (LE-329).
    ``retry_at`` is when the origin is asked again after the stale object was served in place of its error.
    ``last_good`` is the object that an error took the place of (CF-113).
    """

    __slots__ = (
        "_headers",
        "body",
        "fresh_until",
        "key",
        "last_good",
        "reason",
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

    def freshen(self, headers: HeaderMap, now: float, fresh_until: float, stale_until: float) -> None:
        """Take over what a 304 said (CF-085)."""
        self._headers = pack(headers)
        self.stored_at = now
        self.fresh_until = fresh_until
        self.retry_at = 0.0
        self.stale_until = stale_until


class Cache:
    """All stored objects of one distribution; nothing is evicted (CF-090)."""

    __slots__ = ("_objects",)

    def __init__(self) -> None:
        self._objects: dict[str, StoredObject] = {}

    def __len__(self) -> int:
        return len(self._objects)

    def __iter__(self) -> Iterator[StoredObject]:
        return iter(list(self._objects.values()))

    def get(self, key: str) -> StoredObject | None:
        """Return the object of *key*, fresh or not."""
        return self._objects.get(key)

    def put(self, stored: StoredObject) -> None:
        """Store an object in place of any other of its key."""
        self._objects[stored.key] = stored

    def remove(self, key: str) -> None:
        """Forget the object of *key*, if there is one."""
        self._objects.pop(key, None)

    def clear(self) -> None:
        """Forget everything."""
        self._objects.clear()

    def holds_path(self, path: str) -> bool:
        """Return whether any variant of *path* is stored; with ``?…``, of that query string too."""
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
        prefix = path[:-1] if path.endswith("*") else None
        gone = [stored.key for stored in self if _is_named(stored, path, prefix)]
        for key in gone:
            self.remove(key)
        return len(gone)


def _is_named(stored: StoredObject, path: str, prefix: str | None) -> bool:
    query = path_of(stored.key)[1]
    for candidate in stored.paths():
        full = f"{candidate}?{query}" if query else candidate
        if full == path if prefix is None else full.startswith(prefix):
            return True
    return False
