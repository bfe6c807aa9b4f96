from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.cached_sites import answer, cached_site, legacy, sent
from support.edge_functions import all_triggers

if TYPE_CHECKING:
    from pytest_lambda_edge import Distribution

PART = {"Range": "bytes=1-2"}


def filled_site(**settings: Any) -> Distribution:
    site = cached_site(answer("max-age=60", etag='"v1"', content_type="text/plain"), **settings)
    site.get("/page")
    return site


@pytest.mark.fact("CF-098", "LE-418", "D-33")
def test_a_part_of_a_fresh_object_comes_from_the_cache() -> None:
    result = filled_site(**all_triggers()).get("/page", headers=PART)
    assert (result.status_code, result.content, result.result_type) == (206, b"el", "Hit")
    assert (result.headers["Content-Range"], result.headers["Content-Length"]) == ("bytes 1-2/5", "2")
    assert (result.headers["ETag"], result.headers["Age"]) == ('"v1"', "0")
    assert result.fired == ("viewer-request", "viewer-response")
    assert result.invocations[-1].event["Records"][0]["cf"]["response"]["status"] == "206"
    assert "D-33" in [assumed.id for assumed in result.assumptions]


@pytest.mark.fact("CF-099", "D-33")
@pytest.mark.parametrize("value", ["bytes=3-4,0-1", "bytes=0-2,1-3", "bytes=2-1", "bytes=x", "lines=1-2"])
def test_ranges_that_do_not_ascend_overlap_or_are_none_get_the_whole(value: str) -> None:
    result = filled_site().get("/page", headers={"Range": value})
    assert (result.status_code, result.text) == (200, "hello")


@pytest.mark.fact("CF-098", "D-33")
def test_a_part_is_cut_only_from_the_object_that_the_viewer_means() -> None:
    site = filled_site()
    assert site.get("/page", headers=PART | {"If-Range": '"v1"'}).status_code == 206
    assert site.get("/page", headers=PART | {"If-Range": '"v0"'}).status_code == 200
    assert site.get("/page", headers=PART | {"If-None-Match": '"v1"'}).status_code == 304
    assert site.head("/page", headers=PART).status_code == 200


@pytest.mark.fact("CF-100", "CF-110", "CF-199", "D-33")
def test_a_range_beyond_the_object_is_refused_and_may_get_an_error_page() -> None:
    site = filled_site(**all_triggers())
    result = site.get("/page", headers={"Range": "bytes=5-"})
    assert (result.status_code, result.result_type) == (416, "Error")
    assert result.headers["Content-Range"] == "bytes */5"
    assert set(result.skipped.items()) >= {("viewer-response", "error-status")}
    pages = [{"error_code": 416, "response_page_path": "/416", "response_code": 200}]
    result = filled_site(custom_error_responses=pages).get("/page", headers={"Range": "bytes=5-"})
    assert (result.status_code, result.text) == (200, "hello")


@pytest.mark.fact("CF-098", "CF-179")
@pytest.mark.parametrize("settings", [{}, legacy()], ids=["policy", "legacy"])
def test_on_a_miss_the_range_goes_to_the_origin_and_a_whole_answer_is_stored(
    settings: dict[str, Any],
) -> None:
    site = cached_site(answer("max-age=60"), **settings)
    first, second = site.get("/page", headers=PART), site.get("/page", headers=PART)
    assert sent(first).headers["Range"] == "bytes=1-2"
    assert (first.status_code, first.text, first.result_type) == (200, "hello", "Miss")
    assert (second.status_code, second.text, second.result_type) == (206, "el", "Hit")


@pytest.mark.fact("CF-100")
def test_ranges_of_a_compressed_object_count_compressed_bytes() -> None:
    page = answer("max-age=60", body="x" * 2000, content_type="text/css")
    site = cached_site(page, cache_policy={"min_ttl": 0, "enable_accept_encoding_gzip": True})
    headers = {"Accept-Encoding": "gzip"}
    whole = site.get("/page", headers=headers)
    part = site.get("/page", headers=headers | {"Range": "bytes=0-9"})
    assert part.raw == whole.raw[:10]
    assert part.headers["Content-Range"] == f"bytes 0-9/{len(whole.raw)}"


@pytest.mark.fact("CF-083", "CF-098")
def test_a_part_from_the_origin_is_handed_on_and_leaves_the_cache_as_it_is() -> None:
    site = cached_site(answer("no-cache"), answer("max-age=60", status=206, body="el"), answer(status=500))
    site.get("/page")
    result = site.get("/page", headers=PART)
    assert (result.status_code, result.text, result.result_type) == (206, "el", "Miss")
    assert site.get("/page").text == "hello"
