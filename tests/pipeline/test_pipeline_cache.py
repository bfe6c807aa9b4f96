from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda_edge.http.headers import from_pairs
from pytest_lambda_edge.http.messages import Response
from pytest_lambda_edge.pipeline.cache import Cache, StoredObject
from pytest_lambda_edge.pipeline.cache_key import CacheKey, head_key, path_of
from pytest_lambda_edge.pipeline.viewer_headers import wire_name

TEXT = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x17F, exclude_characters="\x7f"), max_size=6)
URIS = TEXT.map(lambda text: "/" + text.replace("?", ""))
TOKENS = st.text("ab-", min_size=1, max_size=3)


def stored(key: str, response: Response | None = None) -> StoredObject:
    return StoredObject(key, response or Response(200, "OK"), stored_at=0, fresh_until=60, stale_until=100)


@given(
    method=st.sampled_from(["", "OPTIONS", "HEAD"]),
    uri=URIS,
    query=TEXT,
    headers=st.lists(st.tuples(TOKENS, TEXT), max_size=3),
    cookies=st.lists(st.tuples(TOKENS, TEXT | st.just("a\tb")), max_size=3),
)
def test_a_key_can_be_taken_apart(
    method: str, uri: str, query: str, headers: list[tuple[str, str]], cookies: list[tuple[str, str]]
) -> None:
    parts = [f"{method} {uri}" if method else uri, *([f"?{query}"] if query else [])]
    parts += [f"h\t{name}\t{value}" for name, value in headers]
    parts += [f"c\t{name}={value}" for name, value in cookies]
    key = "\n".join(parts)
    assert CacheKey.of(key, "x") == CacheKey("x", method, uri, query, tuple(headers), tuple(cookies))
    assert path_of(key) == (uri, query)


@pytest.mark.fact("D-16")
def test_the_key_of_a_head_is_no_gets() -> None:
    key = "/page\n?a=1"
    assert CacheKey.of(head_key(key), "x").method == "HEAD"
    assert path_of(head_key(key)) == path_of(key)


@given(
    status=st.sampled_from([200, 204, 404, 599]),
    reason=st.sampled_from(["OK", "Not Found", "", "Mine"]),
    headers=st.lists(st.tuples(TOKENS, TEXT), max_size=4),
    body=st.binary(max_size=20),
)
def test_a_response_comes_out_as_it_went_in(
    status: int, reason: str, headers: list[tuple[str, str]], body: bytes
) -> None:
    response = Response(status, reason, from_pairs(headers), body)
    assert stored("/", response).response() == response


def test_what_comes_out_can_be_changed() -> None:
    held = stored("/", Response(200, "OK", from_pairs([("X-A", "1")])))
    held.response().headers.clear()
    held.headers.clear()
    assert held.headers == from_pairs([("X-A", "1")])


def test_one_object_a_key() -> None:
    cache = Cache()
    first, second = stored("/a"), stored("/a")
    cache.put(first)
    cache.put(second)
    assert (len(cache), cache.get("/a"), cache.get("/b")) == (1, second, None)
    cache.remove("/a")
    cache.remove("/a")
    assert list(cache) == []


@pytest.mark.fact("CF-136", "CF-137", "CF-139")
@given(
    st.sets(
        st.tuples(st.sampled_from(["/", "/a", "/ab", "/a/b", "/A"]), st.sampled_from(["", "x", "x=1"])),
        max_size=6,
    ),
    st.sampled_from(["/*", "/", "/a", "/a*", "/a?*", "/a?x", "/a?x*", "/a/*", "/*b", "/b"]),
)
def test_an_invalidation_takes_what_its_path_begins_or_is(objects: set[tuple[str, str]], path: str) -> None:
    cache = Cache()
    for uri, query in objects:
        cache.put(stored(f"{uri}\n?{query}" if query else uri))
    kept = set()
    for uri, query in objects:
        full = f"{uri}?{query}" if query else uri
        if not (full.startswith(path[:-1]) if path[-1] == "*" else full == path):
            kept.add((uri, query))
    assert cache.invalidate(path) == len(objects) - len(kept)
    assert {path_of(left.key) for left in cache} == kept


@pytest.mark.fact("LE-061", "CF-189")
@pytest.mark.parametrize(
    "name",
    [
        "CloudFront-Is-IOS-Viewer",
        "CloudFront-Is-SmartTV-Viewer",
        "CloudFront-Viewer-ASN",
        "CloudFront-Viewer-TLS",
        "CloudFront-Viewer-JA3-Fingerprint",
        "CloudFront-Viewer-Http-Version",
        "CloudFront-Forwarded-Proto",
    ],
)
def test_cloudfronts_own_names_are_written_its_way(name: str) -> None:
    assert wire_name(name.lower()) == name
