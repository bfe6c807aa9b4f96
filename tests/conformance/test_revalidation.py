from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.cached_sites import answer, cached_site, legacy, only_entry, origin_says, sent
from support.edge_functions import all_triggers, changes, part, passes_on, sets_header

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


@pytest.mark.fact("CF-084", "LE-091")
@pytest.mark.parametrize(
    ("validators", "asked"),
    [
        ({"etag": '"v1"'}, {"If-None-Match": '"v1"'}),
        ({"etag": 'W/"v1"'}, {"If-None-Match": 'W/"v1"'}),
        ({"last_modified": MODIFIED}, {"If-Modified-Since": MODIFIED}),
        (
            {"etag": '"v1"', "last_modified": MODIFIED},
            {"If-None-Match": '"v1"', "If-Modified-Since": MODIFIED},
        ),
        ({}, {}),
    ],
)
def test_an_expired_object_is_asked_about_by_its_validators(
    validators: dict[str, str], asked: dict[str, str], clock: FrozenDateTimeFactory
) -> None:
    site = cached_site(answer("max-age=60", **validators))  # type: ignore[arg-type]
    assert conditions(site.get("/page")) == {}
    clock.tick(60)
    result = site.get("/page")
    assert conditions(result) == asked
    assert result.result_type == "Miss"


@pytest.mark.fact("CF-084", "CF-088")
def test_a_304_serves_the_stored_body_as_a_refresh_hit(clock: FrozenDateTimeFactory) -> None:
    site = cached_site(answer("max-age=60", etag='"v1"', x_a="1"), answer(status=304, body=""))
    site.get("/page")
    clock.tick(100)
    result = site.get("/page")
    assert (result.status_code, result.text, result.result_type) == (200, "hello", "RefreshHit")
    assert result.headers["X-A"] == "1"
    assert "Age" not in result.headers
    assert result.headers["Content-Length"] == "5"
    assert result.assumptions == ()
    assert [site.get("/page").result_type for _ in range(2)] == ["Hit", "Hit"]


@pytest.mark.fact("CF-084")
def test_a_200_replaces_the_expired_object(clock: FrozenDateTimeFactory) -> None:
    site = cached_site(answer("max-age=60", etag='"v1"'), answer("max-age=60", body="new", etag='"v2"'))
    site.get("/page")
    clock.tick(60)
    results = [site.get("/page"), site.get("/page")]
    assert [(result.result_type, result.text) for result in results] == [("Miss", "new"), ("Hit", "new")]
    assert results[1].headers["ETag"] == '"v2"'


@pytest.mark.fact("D-21")
@pytest.mark.parametrize(
    ("said", "settings", "assumed"),
    [
        ({}, {}, False),
        ({}, {"viewer_response": passes_on}, False),
        ({}, {"origin_response": passes_on}, True),
        ({"cache_control": "max-age=60", "date": "Mon, 01 Jun 2026 12:01:40 GMT"}, {}, False),
        ({"etag": '"v1"', "x_a": "1", "vary": "Cookie", "content_type": "text/css"}, {}, False),
        ({"etag": '"v2"'}, {}, True),
        ({"x_a": "2"}, {}, True),
        ({"x_new": "1"}, {}, True),
    ],
)
def test_a_304_rests_on_a_choice_only_where_more_than_its_lifetime_does(
    said: dict[str, str], settings: dict[str, Any], assumed: bool, clock: FrozenDateTimeFactory
) -> None:
    site = cached_site(
        answer("max-age=60", etag='"v1"', x_a="1", content_type="text/html"),
        answer(**said, status=304),  # type: ignore[arg-type]
        **settings,
    )
    site.get("/page")
    clock.tick(60)
    for result_type in ("RefreshHit", "Hit"):
        result = site.get("/page")
        assert result.result_type == result_type
        assert ("D-21" in [choice.id for choice in result.assumptions]) == assumed


@pytest.mark.fact("CF-085")
@pytest.mark.parametrize(
    ("stored", "said", "seconds"),
    [
        ({"cache_control": "max-age=60"}, {}, 60),
        ({"cache_control": "max-age=60"}, {"cache_control": "max-age=30"}, 30),
        ({"cache_control": "max-age=60"}, {"expires": "Mon, 01 Jun 2026 12:01:40 GMT"}, 0),
        ({"cache_control": "max-age=60"}, {"expires": "Mon, 01 Jun 2026 12:02:00 GMT"}, 20),
        ({"expires": "Mon, 01 Jun 2026 12:01:00 GMT"}, {}, 0),
        ({"expires": "Mon, 01 Jun 2026 12:01:00 GMT"}, {"cache_control": "max-age=30"}, 30),
        ({"cache_control": "max-age=60"}, {"cache_control": "no-cache"}, 0),
        ({"cache_control": "max-age=60"}, {"cache_control": "public"}, 86400),
        ({"cache_control": "max-age=60"}, {"cache_control": "max-age=99999999"}, 31536000),
    ],
)
def test_a_304_begins_a_new_lifetime(
    stored: dict[str, str], said: dict[str, str], seconds: float, clock: FrozenDateTimeFactory
) -> None:
    site = cached_site(answer(**stored, etag='"v1"'), answer(**said, status=304))  # type: ignore[arg-type]
    site.get("/page")
    clock.tick(100)
    assert site.get("/page").result_type == "RefreshHit"
    entry = only_entry(site)
    assert entry.age == 0
    assert entry.expires_at - entry.stored_at == seconds


@pytest.mark.fact("CF-072", "CF-085")
@pytest.mark.parametrize("cache_control", ["no-store", "private"])
def test_a_304_can_take_the_object_out_of_the_cache(cache_control: str, clock: FrozenDateTimeFactory) -> None:
    site = cached_site(answer("max-age=60", etag='"v1"'), answer(cache_control, status=304))
    site.get("/page")
    clock.tick(60)
    result = site.get("/page")
    assert (result.result_type, result.text, len(site.cache)) == ("RefreshHit", "hello", 0)
    assert conditions(site.get("/page")) == {}


@pytest.mark.fact("CF-085", "LE-190", "D-21")
def test_headers_of_a_304_update_the_stored_ones_but_not_what_describes_the_body(
    clock: FrozenDateTimeFactory,
) -> None:
    fresh = answer(
        status=304,
        etag='"v2"',
        x_a="2",
        x_new="1",
        content_type="text/css",
        content_length="0",
        vary="Cookie",
    )
    site = cached_site(answer("max-age=60", etag='"v1"', x_a="1", x_b="1", content_type="text/html"), fresh)
    site.get("/page")
    clock.tick(60)
    for result in (site.get("/page"), site.get("/page")):
        headers = result.headers
        assert [headers[name] for name in ("ETag", "X-A", "X-B", "X-New")] == ['"v2"', "2", "1", "1"]
        assert (headers["Content-Type"], headers["Content-Length"]) == ("text/html", "5")
        assert result.text == "hello"


@pytest.mark.fact("D-21", "LE-190", "LE-331")
def test_a_304_runs_origin_response_and_keeps_its_headers(clock: FrozenDateTimeFactory) -> None:
    seen = []

    def origin_response(event: Any, context: Any) -> Any:
        seen.append(part(event)["status"])
        return sets_header("X-Seen", str(len(seen)))(event, context)

    site = cached_site(
        answer("max-age=60", etag='"v1"'),
        answer(status=304),
        **all_triggers(origin_response=origin_response),
    )
    site.get("/page")
    clock.tick(60)
    result = site.get("/page")
    assert seen == ["200", "304"]
    assert result.fired == ("viewer-request", "origin-request", "origin-response", "viewer-response")
    assert [result.headers["X-Seen"], site.get("/page").headers["X-Seen"]] == ["2", "2"]


@pytest.mark.fact("D-21", "LE-190")
def test_an_origin_response_that_makes_a_304_a_200_replaces_the_object(clock: FrozenDateTimeFactory) -> None:
    def origin_response(event: Any, _context: Any) -> Any:
        response = part(event)
        if response["status"] == "304":
            response |= {"status": "200", "statusDescription": "OK", "body": "by the function"}
        return response

    site = cached_site(
        answer("max-age=60", etag='"v1"'),
        answer("max-age=60", status=304),
        origin_response=origin_response,
    )
    site.get("/page")
    clock.tick(60)
    results = [site.get("/page"), site.get("/page")]
    assert [(result.result_type, result.text) for result in results] == [
        ("Miss", "by the function"),
        ("Hit", "by the function"),
    ]


@pytest.mark.fact("LE-091", "LE-215")
def test_origin_request_sees_the_validators(clock: FrozenDateTimeFactory) -> None:
    site = cached_site(
        answer("max-age=60", etag='"v1"', last_modified=MODIFIED), origin_request=changes(clientIp="::1")
    )
    site.get("/page")
    clock.tick(60)
    (run,) = site.get("/page").invocations
    shown = run.event["Records"][0]["cf"]["request"]["headers"]
    assert shown["if-none-match"] == [{"key": "If-None-Match", "value": '"v1"'}]
    assert shown["if-modified-since"] == [{"key": "If-Modified-Since", "value": MODIFIED}]


@pytest.mark.fact("CF-041")
@pytest.mark.parametrize(
    "settings",
    [
        {"cache_policy": {"min_ttl": 0, "cookie_behavior": "all"}},
        {"cache_policy": {"min_ttl": 0, "cookie_behavior": "whitelist", "cookies": ["a"]}},
        {"origin_request_policy": "AllViewer"},
        legacy(cookies={"forward": "all"}),
        legacy(cookies={"forward": "whitelist", "whitelisted_names": ["a"]}),
    ],
    ids=["all", "listed", "origin request policy", "legacy all", "legacy listed"],
)
def test_with_cookies_forwarded_nothing_is_asked_conditionally(
    settings: dict[str, Any], clock: FrozenDateTimeFactory
) -> None:
    site = cached_site(answer("max-age=60", etag='"v1"', last_modified=MODIFIED), **settings)
    site.get("/page")
    clock.tick(60)
    result = site.get("/page")
    assert (conditions(result), result.result_type) == ({}, "Miss")


@pytest.mark.fact("CF-080")
@pytest.mark.parametrize("vary", ["*", "Accept-Encoding, *"])
@pytest.mark.parametrize("content_type", ["image/png", "text/html"])
def test_vary_star_stores_an_object_that_every_request_is_forwarded_for(vary: str, content_type: str) -> None:
    given = answer("max-age=60", etag='"v1"', vary=vary, content_type=content_type)
    site = cached_site(given, cache_policy=GZIP)
    results = [site.get("/page") for _ in range(3)]
    assert [result.result_type for result in results] == ["Miss"] * 3
    assert [conditions(result) for result in results] == [{}] * 3
    assert "*" in only_entry(site).headers["Vary"]


@pytest.mark.fact("CF-080")
def test_with_a_minimum_ttl_vary_star_is_a_name_like_any_other(clock: FrozenDateTimeFactory) -> None:
    site = cached_site(answer("max-age=60", etag='"v1"', vary="*"), cache_policy={"min_ttl": 1})
    results = [site.get("/page"), site.get("/page")]
    assert [result.result_type for result in results] == ["Miss", "Hit"]
    assert "Vary" not in results[0].headers
    clock.tick(60)
    assert conditions(site.get("/page")) == {"If-None-Match": '"v1"'}


@pytest.mark.fact("CF-085", "CF-223", "CF-087")
def test_an_object_that_cloudfront_compressed_stays_compressed_upon_a_304(
    clock: FrozenDateTimeFactory,
) -> None:
    page = answer("max-age=60", body="x" * 2000, etag='"v1"', content_type="text/html", vary="Cookie")
    site = cached_site(page, answer(status=304, etag='"v1"', vary="Cookie"), cache_policy=GZIP)
    viewer = site.viewer(headers={"Accept-Encoding": "gzip"})
    viewer.get("/page")
    clock.tick(60)
    result = viewer.get("/page")
    assert conditions(result) == {"If-None-Match": 'W/"v1"'}
    for again in (result, viewer.get("/page")):
        assert (again.headers["ETag"], again.headers["Content-Encoding"]) == ('W/"v1"', "gzip")
        assert again.content == b"x" * 2000
        assert again.headers["Vary"] == "Cookie,Accept-Encoding"


# A viewer's own conditions.


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


# Age and Date.


@pytest.mark.fact("CF-088", "LE-137")
def test_a_hit_says_its_age_in_whole_seconds(clock: FrozenDateTimeFactory) -> None:
    site = cached_site(answer("max-age=60"), **all_triggers())
    assert "Age" not in site.get("/page").headers
    for seconds, age in ((0, "0"), (0.9, "0"), (0.2, "1"), (40, "41")):
        clock.tick(seconds)
        result = site.get("/page")
        assert result.headers["Age"] == age
        shown = result.invocations[-1].event["Records"][0]["cf"]["response"]["headers"]
        assert shown["age"] == [{"key": "Age", "value": age}]


@pytest.mark.fact("CF-089", "D-31")
def test_the_origins_date_is_kept_and_a_missing_one_filled_in(clock: FrozenDateTimeFactory) -> None:
    site = cached_site(answer("max-age=60", date=MODIFIED), answer("max-age=60"))
    assert site.get("/dated").headers["Date"] == MODIFIED
    assert site.get("/undated").headers["Date"] == "Mon, 01 Jun 2026 12:00:00 GMT"
    clock.tick(10)
    assert site.get("/dated").headers["Date"] == MODIFIED
