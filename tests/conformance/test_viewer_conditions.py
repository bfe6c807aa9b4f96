"""What a viewer's own conditional request comes to (CF-086, D-33)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.cached_sites import answer, cached_site, legacy, only_entry, origin_says, sent
from support.edge_functions import all_triggers

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory

    from pytest_lambda_edge import Result


MODIFIED = "Sun, 31 May 2026 08:00:00 GMT"
LATER = "Mon, 01 Jun 2026 08:00:00 GMT"
_CONDITIONAL = {"If-None-Match", "If-Modified-Since"}
GZIP = {"min_ttl": 0, "enable_accept_encoding_gzip": True}


def conditions(result: Result) -> dict[str, str]:
    """Return the conditional headers that went to the origin."""
    headers = sent(result).headers.items()
    return {name.title(): value for name, value in headers if name.lower().startswith("if-")}


@pytest.mark.fact("CF-086", "CF-087", "D-33")
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If-None-Match": '"v1"'}, 304),
        ({"If-None-Match": 'W/"v1"'}, 304),
        ({"If-None-Match": '"v0", "v1"'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"v2"'}, 200),
        ({"If-None-Match": "v1"}, 200),
        ({"If-Modified-Since": MODIFIED}, 304),
        ({"If-Modified-Since": LATER}, 304),
        ({"If-Modified-Since": "Sat, 30 May 2026 08:00:00 GMT"}, 200),
        ({"If-Modified-Since": "yesterday"}, 200),
        ({"If-None-Match": '"v2"', "If-Modified-Since": LATER}, 200),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_viewers_condition_is_answered_from_a_fresh_object(
    headers: dict[str, str], status: int, method: str
) -> None:
    page = answer("max-age=60", etag='"v1"', last_modified=MODIFIED, content_type="text/plain")
    site = cached_site(page, **all_triggers())
    site.get("/page")
    result = site.request(method, "/page", headers=headers)
    assert (result.status_code, result.result_type) == (status, "Hit")
    assert result.headers["ETag"] == '"v1"'
    assert result.headers["Age"] == "0"
    assert ("Content-Length" in result.headers) == ("Content-Type" in result.headers) == (status == 200)
    assert (result.content == b"hello") == (status == 200 and method == "GET")
    assert result.fired == ("viewer-request", "viewer-response")
    assert result.invocations[-1].event["Records"][0]["cf"]["response"]["status"] == str(status)
    assert ("D-33" in [assumed.id for assumed in result.assumptions]) == (status == 304)


@pytest.mark.fact("CF-087", "CF-222")
def test_a_viewer_may_ask_by_the_weak_tag_of_a_compressed_object() -> None:
    site = cached_site(
        answer("max-age=60", body="x" * 2000, etag='"v1"', content_type="text/html"), cache_policy=GZIP
    )
    viewer = site.viewer(headers={"Accept-Encoding": "gzip"})
    tag = viewer.get("/page").headers["ETag"]
    assert tag == 'W/"v1"'
    assert viewer.get("/page", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.fact("D-33", "CF-086")
def test_an_object_without_validators_is_sent_whatever_the_condition() -> None:
    site = cached_site(answer("max-age=60"))
    site.get("/page")
    for headers in ({"If-None-Match": '"v1"'}, {"If-Modified-Since": LATER}):
        assert site.get("/page", headers=headers).status_code == 200


@pytest.mark.fact("D-33", "CF-086", "CF-177")
@pytest.mark.parametrize(
    ("settings", "forwarded"),
    [
        (legacy(), True),
        (
            {"cache_policy": {"min_ttl": 0, "header_behavior": "whitelist", "headers": ["If-None-Match"]}},
            True,
        ),
        ({"cache_policy": "CachingDisabled", "origin_request_policy": "AllViewer"}, True),
        ({}, False),
    ],
    ids=["legacy", "listed", "all viewer", "not listed"],
)
def test_on_a_miss_a_viewers_condition_goes_on_if_it_is_forwarded_at_all(
    settings: dict[str, Any], forwarded: bool
) -> None:
    site = cached_site(answer(status=304, etag='"mine"', body=""), answer("max-age=60"), **settings)
    result = site.get("/page", headers={"If-None-Match": '"mine"'})
    assert conditions(result) == ({"If-None-Match": '"mine"'} if forwarded else {})
    assert (result.status_code, result.result_type, len(site.cache)) == (304, "Miss", 0)
    would_be_cached = settings.get("cache_policy") != "CachingDisabled"
    assert ("D-33" in [assumed.id for assumed in result.assumptions]) == would_be_cached


@pytest.mark.fact("D-33")
@pytest.mark.parametrize("settings", [legacy(), {}], ids=["legacy", "policy"])
def test_on_a_revalidation_cloudfronts_own_validators_replace_the_viewers(
    settings: dict[str, Any], clock: FrozenDateTimeFactory
) -> None:
    site = cached_site(answer("max-age=60", etag='"v1"'), answer(status=304), **settings)
    site.get("/page")
    clock.tick(60)
    result = site.get("/page", headers={"If-None-Match": '"mine"', "If-Modified-Since": LATER})
    assert conditions(result) == {"If-None-Match": '"v1"'}
    assert (result.status_code, result.text, result.result_type) == (200, "hello", "RefreshHit")


@pytest.mark.fact("D-33", "CF-084", "CF-086", "CF-098")
@pytest.mark.parametrize(
    ("headers", "status", "body"),
    [
        ({"If-None-Match": '"v1"'}, 304, b""),
        ({"If-None-Match": 'W/"v1"'}, 304, b""),
        ({"If-Modified-Since": LATER}, 304, b""),
        ({"If-None-Match": '"v2"'}, 200, b"hello"),
        ({"Range": "bytes=1-2"}, 206, b"el"),
        ({"Range": "bytes=1-2", "If-Range": '"v2"'}, 200, b"hello"),
        ({"Range": "bytes=9-"}, 416, None),
    ],
)
def test_what_is_found_unchanged_answers_the_viewer_as_a_fresh_object_does(
    headers: dict[str, str], status: int, body: bytes | None, clock: FrozenDateTimeFactory
) -> None:
    first = answer("max-age=60", etag='"v1"', last_modified=MODIFIED)
    site = cached_site(first, answer(status=304), **all_triggers())
    site.get("/page")
    clock.tick(60)
    result = site.get("/page", headers=headers)
    assert result.status_code == status
    assert body is None or result.content == body
    assert result.result_type == ("RefreshHit" if status < 400 else "Error")
    assert ("D-33" in [assumed.id for assumed in result.assumptions]) == (
        status != 200 or not _CONDITIONAL.isdisjoint(headers)
    )
    if status < 400:
        assert result.invocations[-1].event["Records"][0]["cf"]["response"]["status"] == str(status)
    assert (only_entry(site).status_code, only_entry(site).size) == (200, 5)


@pytest.mark.fact("D-33", "CF-041", "CF-093")
def test_a_304_to_the_viewers_own_condition_leaves_the_expired_object_where_it_is(
    clock: FrozenDateTimeFactory,
) -> None:
    site = cached_site(
        answer("max-age=60", etag='"v1"'), answer(status=304), **legacy(cookies={"forward": "all"})
    )
    site.get("/page")
    clock.tick(60)
    assert site.get("/page", headers={"If-None-Match": '"mine"'}).status_code == 304
    origin_says(answer(status=500))
    assert site.get("/page").text == "hello"


@pytest.mark.fact("D-33", "D-23", "CF-126")
def test_a_viewers_condition_is_none_on_an_error_page() -> None:
    site = cached_site(
        answer("max-age=60", status=404, etag='"v1"', body="gone"),
        answer("max-age=60", etag='"v1"', body="the page"),
        custom_error_responses=[{"error_code": 404, "response_page_path": "/404", "response_code": 404}],
        **legacy(),
    )
    for _ in range(2):
        result = site.get("/page", headers={"If-None-Match": '"v1"', "Range": "bytes=0-1"})
        assert (result.status_code, result.text) == (404, "the page")
        for request in result.origin_requests:
            assert ("If-None-Match" in request.headers) == ("Range" in request.headers)
            assert ("Range" in request.headers) == (not request.for_error_page)
