"""A cache that several threads fill, empty and look at."""

from __future__ import annotations

import threading
from functools import partial

from support.threads import InThread, at_once

from pytest_lambda_edge.http.headers import from_pairs
from pytest_lambda_edge.http.messages import Response
from pytest_lambda_edge.pipeline.cache import Cache, StoredObject

THREADS = 4


def stored(key: str, status: int = 200, content_range: str = "") -> StoredObject:
    headers = from_pairs([("Content-Range", content_range)]) if content_range else {}
    response = Response(status, headers=headers, body=b"hello")
    return StoredObject(key, response, stored_at=0.0, fresh_until=60.0, stale_until=60.0)


def test_no_path_of_a_viewer_is_lost() -> None:
    cache = Cache(threading.RLock())
    for _ in range(200):
        object_ = stored("d111111abcdef8.cloudfront.net/index.html")
        paths = [f"/{number}" for number in range(THREADS)]
        at_once(*[partial(cache.note_viewer_uri, object_, path) for path in paths])
        assert object_.viewer_uris == set(paths)


def test_parts_can_come_and_go_while_another_thread_looks() -> None:
    cache = Cache(threading.RLock())
    keys = [f"d111111abcdef8.cloudfront.net/{number}" for number in range(200)]

    def fill(first: int) -> None:
        for round_ in range(10):
            for key in keys:
                cache.put(stored(key, 206, f"bytes {first}-{first + round_}/100"))
                if round_ % 2:
                    cache.remove(key)
        cache.put(stored(f"d111111abcdef8.cloudfront.net/{first}-end"))

    filling = [InThread(partial(fill, number)) for number in range(THREADS)]
    while not all(thread.ended for thread in filling):
        assert all(one.status == 206 or one.key.endswith("-end") for one in cache)
    for thread in filling:
        thread.result()
    assert sorted(one.key for one in cache if one.status == 200) == [
        f"d111111abcdef8.cloudfront.net/{number}-end" for number in range(THREADS)
    ]
