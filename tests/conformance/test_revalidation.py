from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.cached_sites import answer, cached_site, legacy, only_entry, sent
from support.edge_functions import all_triggers, changes, part, passes_on, sets_header

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory

    from pytest_lambda_edge import Result


MODIFIED = "Sun, 31 May 2026 08:00:00 GMT"
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
        answer(**said, status=304),
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
