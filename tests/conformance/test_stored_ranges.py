"""Parts of objects in the cache: stored as they came, for the ranges that they hold (CF-098)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import responses
from support.cached_sites import ALL, answer, cached_site, legacy, origin_says, sent
from support.edge_functions import all_triggers
from support.fake_origins import ORIGIN, Answer

from pytest_lambda_edge import Distribution
from pytest_lambda_edge.http.headers import from_pairs
from pytest_lambda_edge.http.messages import Request, Response
from pytest_lambda_edge.http.ranges import partial_response

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory
    from requests import PreparedRequest

WHOLE = b"0123456789"


def bytes_of(value: str) -> dict[str, str]:
    return {"Range": f"bytes={value}"}


def part(
    begin: int,
    last: int,
    cache_control: str | None = "max-age=60",
    *,
    body: bytes | None = None,
    **lines: str,
) -> Answer:
    """Return the 206 of an origin whose object has ten bytes."""
    lines = {"content_range": f"bytes {begin}-{last}/10", "etag": '"v1"'} | lines
    return answer(cache_control, status=206, body=WHOLE[begin : last + 1] if body is None else body, **lines)


def without_range(event: Any, _context: Any) -> Any:
    request = event["Records"][0]["cf"]["request"]
    del request["headers"]["range"]
    return request


def asks_again_for_the_whole(event: Any, context: Any) -> Any:
    """Ask for the whole where CloudFront would ask whether a part is still good."""
    request = event["Records"][0]["cf"]["request"]
    return (
        without_range(event, context) if {"range", "if-none-match"} <= request["headers"].keys() else request
    )


def serve_ranges(body: bytes = WHOLE, **headers: str) -> None:
    """Let the origin be a server that knows ranges and conditions."""

    def reply(request: PreparedRequest) -> tuple[int, dict[str, str], bytes]:
        pairs = [(name, str(value)) for name, value in request.headers.items()]
        given = {"Cache-Control": "max-age=60", "ETag": '"v1"'} | headers
        if request.headers.get("If-None-Match") == given["ETag"]:
            return 304, given, b""
        asked = Request("GET", "/", headers=from_pairs(pairs))
        found = partial_response(asked, Response(200, headers=from_pairs(given.items()), body=body))
        if found is None:
            return 200, given, body
        return (
            found.status,
            {entry[0]["key"]: entry[0]["value"] for entry in found.headers.values()},
            found.body,
        )

    responses.reset()
    responses.add_callback("GET", re.compile("https?://"), reply, content_type=None)


def site_with(*stored: str, **settings: Any) -> Distribution:
    """Return a distribution that has asked its origin for these ranges."""
    serve_ranges()
    site = Distribution({"origin": ORIGIN} | (settings or {"cache_policy": {"min_ttl": 0}}))
    for value in stored:
        assert site.get("/page", headers=bytes_of(value)).status_code == 206
    return site


@pytest.mark.fact("CF-098", "CF-083", "CF-179", "D-33")
def test_a_part_is_served_and_stored_and_serves_the_ranges_that_it_holds(
    clock: FrozenDateTimeFactory,
) -> None:
    site = site_with(cache_policy={"min_ttl": 0}, **all_triggers())
    first = site.get("/page", headers=bytes_of("2-6"))
    assert (first.status_code, first.content, first.result_type) == (206, b"23456", "Miss")
    assert sent(first).headers["Range"] == "bytes=2-6"
    clock.tick(7)
    second = site.get("/page", headers=bytes_of("2-6"))
    assert (second.status_code, second.content, second.result_type) == (206, b"23456", "Hit")
    assert (second.headers["Content-Range"], second.headers["Age"]) == ("bytes 2-6/10", "7")
    assert second.fired == ("viewer-request", "viewer-response")
    third = site.get("/page", headers=bytes_of("3-4"))
    assert (third.status_code, third.content, third.result_type) == (206, b"34", "Hit")
    assert (third.headers["Content-Range"], third.headers["Content-Length"]) == ("bytes 3-4/10", "2")
    assert "D-33" in [assumed.id for assumed in third.assumptions]


@pytest.mark.fact("CF-098")
@pytest.mark.parametrize(
    ("value", "body"),
    [
        ("2-6", b"23456"),
        ("2-2", b"2"),
        ("6-6", b"6"),
        ("1-6", None),
        ("2-7", None),
        ("0-1", None),
        ("2-", None),
        ("-3", None),
        ("12-", None),
    ],
)
def test_only_a_range_that_is_wholly_there_comes_from_the_cache(value: str, body: bytes | None) -> None:
    site = site_with("2-6")
    result = site.get("/page", headers=bytes_of(value))
    assert (result.result_type == "Hit") == (body is not None)
    assert result.origin_requests == () if body is not None else result.origin_requests
    if body is not None:
        assert result.content == body


@pytest.mark.fact("CF-098")
def test_the_end_of_an_object_serves_what_counts_from_the_end() -> None:
    site = site_with("-4")
    for value, body in (("6-", b"6789"), ("8-", b"89"), ("-2", b"89"), ("7-20", b"789")):
        result = site.get("/page", headers=bytes_of(value))
        assert (result.content, result.result_type) == (body, "Hit")


@pytest.mark.fact("CF-098")
def test_several_ranges_come_from_a_part_that_holds_them_all() -> None:
    site = site_with("2-6")
    result = site.get("/page", headers=bytes_of("2-3,5-6"))
    assert (result.status_code, result.result_type) == (206, "Hit")
    assert re.findall(r"Content-Range: (.*)\r", result.text) == ["bytes 2-3/10", "bytes 5-6/10"]
    assert (b"\r\n\r\n23\r\n" in result.content, b"\r\n\r\n56\r\n" in result.content) == (True, True)


@pytest.mark.fact("CF-098")
def test_a_part_never_answers_for_the_whole() -> None:
    site = site_with("0-4")
    result = site.get("/page")
    assert (result.content, result.result_type) == (WHOLE, "Miss")


@pytest.mark.fact("CF-098", "D-16")
def test_a_part_answers_no_head() -> None:
    site = cached_site(part(0, 4), answer("max-age=60", body=WHOLE))
    site.get("/page", headers=bytes_of("0-4"))
    result = site.head("/page", headers=bytes_of("0-4"))
    assert (result.status_code, result.result_type, sent(result).method) == (200, "Miss", "HEAD")
    assert sorted((entry.status_code, entry.key.method) for entry in site.cache) == [(200, "HEAD"), (206, "")]


@pytest.mark.fact("CF-098", "CF-099")
@pytest.mark.parametrize("value", ["4-2", "3-4,0-1", "0-2,1-4", "x"])
def test_what_is_no_ascending_range_asks_for_the_whole(value: str) -> None:
    site = site_with("0-4")
    result = site.get("/page", headers=bytes_of(value))
    assert (result.status_code, result.content, result.result_type) == (200, WHOLE, "Miss")


@pytest.mark.fact("CF-098")
@pytest.mark.parametrize("lines", [{"transfer_encoding": "chunked"}, {}])
def test_an_origin_that_sends_the_whole_is_taken_at_its_word(lines: dict[str, str]) -> None:
    site = cached_site(answer("max-age=60", body=WHOLE, **lines))  # type: ignore[arg-type]
    first = site.get("/page", headers=bytes_of("1-2"))
    assert (first.status_code, first.content, first.result_type) == (200, WHOLE, "Miss")
    second = site.get("/page", headers=bytes_of("1-2"))
    assert (second.status_code, second.content, second.result_type) == (206, b"12", "Hit")


@pytest.mark.fact("CF-098")
def test_the_whole_takes_the_place_of_its_parts() -> None:
    site = site_with("0-4", "5-9", "0-4")
    assert sorted((entry.status_code, entry.size) for entry in site.cache) == [(206, 5), (206, 5)]
    site.get("/page")
    assert [(entry.status_code, entry.size) for entry in site.cache] == [(200, 10)]
    assert site.get("/page", headers=bytes_of("2-7")).content == b"234567"


@pytest.mark.fact("CF-098")
def test_parts_are_objects_of_the_cache_that_a_test_sees() -> None:
    site = site_with("0-4", "7-9")
    assert len(site.cache) == 2
    assert "/page" in site.cache
    assert "/page?a" not in site.cache
    entries = {entry.headers["Content-Range"]: entry for entry in site.cache}
    assert set(entries) == {"bytes 0-4/10", "bytes 7-9/10"}
    entry = entries["bytes 7-9/10"]
    assert (entry.uri, entry.status_code, entry.size, entry.fresh) == ("/page", 206, 3, True)
    site.reset()
    assert (len(site.cache), list(site.cache)) == (0, [])


@pytest.mark.fact("CF-098", "CF-137", "CF-141")
def test_an_invalidation_removes_parts_too() -> None:
    site = site_with("0-4", "7-9", cache_policy={"min_ttl": 0} | ALL)
    site.get("/page?a", headers=bytes_of("0-4"))
    site.invalidate("/page")
    assert [entry.key.querystring for entry in site.cache] == ["a"]
    assert site.get("/page", headers=bytes_of("0-4")).result_type == "Miss"


@pytest.mark.fact("CF-098", "CF-100", "CF-110")
def test_a_range_beyond_the_object_is_the_origins_to_refuse_and_never_cached() -> None:
    site = site_with("0-4")
    for _ in range(2):
        result = site.get("/page", headers=bytes_of("10-"))
        assert (result.status_code, result.result_type) == (416, "Error")
        assert len(result.origin_requests) == 1
    assert len(site.cache) == 1


@pytest.mark.fact("CF-083", "CF-098", "CF-101")
@pytest.mark.parametrize(
    "given",
    [
        part(0, 4, body=b"012"),
        part(0, 4, body=b"0123456"),
        part(0, 4, content_range="bytes 0-4/*"),
        part(0, 4, content_range="bytes 0-4/3"),
        part(0, 4, content_range="bytes */10"),
        part(0, 4, content_range="lines 0-4/10"),
        part(0, 4, content_length="50"),
        part(0, 4, content_type="multipart/byteranges; boundary=x", content_range=""),
        part(0, 4, "no-store"),
        part(0, 4, "private"),
    ],
)
def test_a_part_that_does_not_say_what_it_is_reaches_the_viewer_and_not_the_cache(given: Answer) -> None:
    site = cached_site(given)
    for _ in range(2):
        result = site.get("/page", headers=bytes_of("0-4"))
        assert (result.status_code, result.content, result.result_type) == (206, given.body, "Miss")
    assert len(site.cache) == 0


@pytest.mark.fact("CF-098", "CF-068")
@pytest.mark.parametrize(
    ("cache_control", "policy", "seconds"),
    [
        ("max-age=60", {}, 60),
        (None, {"default_ttl": 100}, 100),
        ("max-age=5000", {"default_ttl": 50, "max_ttl": 100}, 100),
        ("no-store", {"min_ttl": 30}, 30),
    ],
)
def test_a_part_is_fresh_as_long_as_a_whole_would_be(
    cache_control: str | None, policy: dict[str, Any], seconds: float, clock: FrozenDateTimeFactory
) -> None:
    site = cached_site(part(0, 4, cache_control), cache_policy={"min_ttl": 0} | policy)
    site.get("/page", headers=bytes_of("0-4"))
    clock.tick(seconds - 0.25)
    assert site.get("/page", headers=bytes_of("0-4")).result_type == "Hit"
    clock.tick(0.25)
    assert site.get("/page", headers=bytes_of("0-4")).result_type == "Miss"


@pytest.mark.fact("CF-098", "CF-084", "CF-085")
def test_an_expired_part_is_asked_about(clock: FrozenDateTimeFactory) -> None:
    site = site_with("2-6")
    clock.tick(60)
    result = site.get("/page", headers=bytes_of("3-4"))
    assert sent(result).headers["If-None-Match"] == '"v1"'
    assert (result.status_code, result.content, result.result_type) == (206, b"34", "RefreshHit")
    assert site.get("/page", headers=bytes_of("2-6")).result_type == "Hit"
    clock.tick(60)
    serve_ranges(b"abcdefghij", ETag='"v2"')
    result = site.get("/page", headers=bytes_of("2-6"))
    assert (result.status_code, result.content, result.result_type) == (206, b"cdefg", "Miss")
    assert [entry.headers["ETag"] for entry in site.cache] == ['"v2"']


@pytest.mark.fact("CF-098", "CF-112", "CF-093")
def test_an_expired_part_stands_in_for_an_origin_that_fails(clock: FrozenDateTimeFactory) -> None:
    site = site_with("2-6")
    clock.tick(60)
    origin_says(answer(status=500))
    for _ in range(2):
        result = site.get("/page", headers=bytes_of("3-4"))
        assert (result.status_code, result.content, result.result_type) == (206, b"34", "Hit")
    assert site.get("/page", headers=bytes_of("0-1")).status_code == 500
    assert site.get("/page").status_code == 500


@pytest.mark.fact("CF-098", "CF-113")
def test_a_part_is_no_last_good_object(clock: FrozenDateTimeFactory) -> None:
    site = site_with("2-6")
    clock.tick(60)
    origin_says(answer(status=404), answer(status=500))
    assert site.get("/page", headers=bytes_of("3-4")).status_code == 404
    clock.tick(10)
    assert site.get("/page").status_code == 500


@pytest.mark.fact("CF-098", "CF-113")
def test_no_part_is_kept_behind_an_error_of_the_whole(clock: FrozenDateTimeFactory) -> None:
    site = cached_site(part(2, 6), answer(status=404), origin_request=asks_again_for_the_whole)
    site.get("/page", headers=bytes_of("2-6"))
    clock.tick(60)
    assert site.get("/page", headers=bytes_of("2-6")).status_code == 404
    clock.tick(10)
    origin_says(answer())
    result = site.get("/page")
    assert sent(result).headers.get("If-None-Match") is None
    assert (result.status_code, result.text, result.result_type) == (200, "hello", "Miss")


@pytest.mark.fact("CF-098", "CF-103")
def test_a_part_outlives_an_error_for_the_whole(clock: FrozenDateTimeFactory) -> None:
    site = cached_site(part(2, 6), answer(status=404), answer(status=500))
    site.get("/page", headers=bytes_of("2-6"))
    assert site.get("/page").status_code == 404
    clock.tick(10)
    result = site.get("/page", headers=bytes_of("3-4"))
    assert (result.status_code, result.content, result.result_type) == (206, b"34", "Hit")


@pytest.mark.fact("CF-098", "CF-103", "CF-112")
@pytest.mark.parametrize("status", [404, 500])
def test_an_error_of_the_whole_takes_no_part_from_the_viewers(status: int) -> None:
    site = cached_site(part(0, 3), answer(status=status))
    site.get("/page", headers=bytes_of("0-3"))
    assert site.get("/page").status_code == status
    result = site.get("/page", headers=bytes_of("0-3"))
    assert (result.status_code, result.content, result.result_type) == (206, b"0123", "Hit")
    for headers in ({}, bytes_of("5-6")):  # No part holds it, so the error that is known answers.
        result = site.get("/page", headers=headers)
        assert (result.status_code, result.origin_requests) == (status, ())


@pytest.mark.fact("CF-098", "CF-093", "CF-106", "CF-112")
def test_an_error_of_one_range_is_cached_for_that_range_alone(clock: FrozenDateTimeFactory) -> None:
    site = site_with("0-3")
    clock.tick(60)
    origin_says(answer(status=500))
    whole = site.get("/page", headers=bytes_of("0-3"))
    assert (whole.content, whole.result_type) == (b"0123", "Hit")
    for asked in (1, 0):
        result = site.get("/page", headers=bytes_of("5-6"))
        assert (result.status_code, len(result.origin_requests)) == (500, asked)
    assert site.get("/page", headers=bytes_of("0-3")).content == b"0123"
    assert len(site.get("/page", headers=bytes_of("7-8")).origin_requests) == 1
    clock.tick(9)
    site.get("/page", headers=bytes_of("4-4"))
    clock.tick(1)  # The part is tried again, whatever else has failed meanwhile.
    result = site.get("/page", headers=bytes_of("0-3"))
    assert (result.content, result.result_type, len(result.origin_requests)) == (b"0123", "Hit", 1)
    serve_ranges()
    assert site.get("/page").content == WHOLE
    assert [entry.status_code for entry in site.cache] == [200]


@pytest.mark.fact("CF-098", "CF-106")
@pytest.mark.parametrize(
    ("method", "value", "settings"),
    [
        ("GET", "4-2", {}),
        ("GET", "x", {}),
        ("HEAD", "0-3", {}),
        ("GET", "0-3", {"origin_request": without_range}),
    ],
)
def test_an_error_is_the_wholes_where_no_range_was_asked_for(
    method: str, value: str, settings: dict[str, Any]
) -> None:
    site = cached_site(answer(status=404), **settings)
    assert site.request(method, "/page", headers=bytes_of(value)).status_code == 404
    result = site.request(method, "/page")
    assert (result.status_code, result.origin_requests) == (404, ())


@pytest.mark.fact("CF-098", "CF-141", "CF-106")
def test_an_invalidation_removes_the_error_of_a_range_too() -> None:
    site = cached_site(answer(status=404), part(0, 3))
    site.get("/page", headers=bytes_of("0-3"))
    assert [entry.status_code for entry in site.cache] == [404]
    site.invalidate("/page")
    assert len(site.cache) == 0
    assert site.get("/page", headers=bytes_of("0-3")).status_code == 206


@pytest.mark.fact("CF-098", "CF-091")
def test_a_stale_part_is_revalidated_as_a_part(clock: FrozenDateTimeFactory) -> None:
    site = cached_site(part(2, 6, "max-age=60, stale-while-revalidate=30"))
    site.get("/page", headers=bytes_of("2-6"))
    clock.tick(60)
    origin_says(part(2, 6, body=b"cdefg", etag='"v2"'))
    result = site.get("/page", headers=bytes_of("2-6"))
    assert (result.status_code, result.content, result.result_type) == (206, b"23456", "Hit")
    request = sent(result)
    assert (request.headers["Range"], request.headers["If-None-Match"]) == ("bytes=2-6", '"v1"')
    assert site.get("/page", headers=bytes_of("2-6")).content == b"cdefg"


@pytest.mark.fact("CF-098", "D-33")
def test_a_condition_counts_for_a_part_as_for_the_whole() -> None:
    site = site_with("2-6")
    asked = bytes_of("3-4")
    result = site.get("/page", headers=asked | {"If-None-Match": '"v1"'})
    assert (result.status_code, result.content, result.result_type) == (304, b"", "Hit")
    assert "Content-Range" not in result.headers
    assert site.get("/page", headers=asked | {"If-None-Match": '"v2"'}).status_code == 206
    assert site.get("/page", headers=asked | {"If-Range": '"v1"'}).result_type == "Hit"
    result = site.get("/page", headers=asked | {"If-Range": '"v2"'})
    assert result.result_type == "Miss"


@pytest.mark.fact("CF-098")
@pytest.mark.parametrize("settings", [{"cache_policy": "CachingDisabled"}, legacy(headers=["*"])])
def test_where_nothing_is_cached_no_part_is(settings: dict[str, Any]) -> None:
    site = site_with("0-4", "0-4", **settings)
    assert len(site.cache) == 0


@pytest.mark.fact("CF-084", "CF-098", "D-33")
def test_a_range_of_an_expired_whole_is_cut_from_what_is_still_good(clock: FrozenDateTimeFactory) -> None:
    site = site_with()
    site.get("/page")
    clock.tick(60)
    result = site.get("/page", headers=bytes_of("3-4"))
    assert (result.status_code, result.content, result.result_type) == (206, b"34", "RefreshHit")
    assert "D-33" in [assumed.id for assumed in result.assumptions]


@pytest.mark.fact("CF-098")
def test_a_changed_object_is_asked_for_as_a_whole_once_a_part_of_it_came(
    clock: FrozenDateTimeFactory,
) -> None:
    site = site_with()
    site.get("/page")
    clock.tick(60)
    serve_ranges(b"abcdefghij", ETag='"v2"')
    assert site.get("/page", headers=bytes_of("3-4")).content == b"de"
    result = site.get("/page")
    assert (result.content, result.result_type) == (b"abcdefghij", "Miss")
