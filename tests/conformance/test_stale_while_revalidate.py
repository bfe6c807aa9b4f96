"""``stale-while-revalidate``: the stale object at once, its revalidation when the viewer has it (CF-091)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.cached_sites import answer, cached_site, legacy, only_entry, origin_says, sent
from support.edge_functions import all_triggers, answers, changes, sets_header
from support.stale_sites import NEW, SAID, UNCHANGED, only_in_background, stale_site, story

from pytest_lambda_edge import assert_origin_received

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory


@pytest.mark.fact("CF-091", "CF-095", "CF-088")
def test_a_stale_object_is_served_at_once_and_revalidated(clock: FrozenDateTimeFactory) -> None:
    site = stale_site(clock, NEW, seconds=75)
    result = site.get("/page")
    assert (result.status_code, result.text, result.result_type) == (200, "hello", "Hit")
    assert result.headers["X-Cache"] == "Hit from cloudfront"
    assert result.headers["Age"] == "75"
    assert [assumed.id for assumed in result.assumptions] == ["CF-095"]
    request = sent(result)
    assert request.in_background
    assert request.headers["If-None-Match"] == '"v1"'
    entry = only_entry(site)
    assert (entry.headers["ETag"], entry.age) == ('"v2"', 0)
    again = site.get("/page")
    assert (again.text, again.result_type, again.origin_requests) == ("new", "Hit", ())
    assert again.assumptions == ()


@pytest.mark.fact("CF-091")
@pytest.mark.parametrize(
    ("said", "policy", "seconds", "at_once"),
    [
        (SAID, {}, 60, True),
        (SAID, {}, 89.75, True),
        (SAID, {}, 90, False),
        ("max-age=0, stale-while-revalidate=30", {}, 29, True),
        ("s-maxage=60, stale-while-revalidate=30", {}, 89, True),
        ("stale-while-revalidate=30", {"default_ttl": 60}, 89, True),
        ("stale-while-revalidate=30", {"default_ttl": 60}, 90, False),
        ("max-age=60, must-revalidate, stale-while-revalidate=30", {}, 89, True),
        ("max-age=60, stale-while-revalidate", {}, 60, False),
        ("max-age=60, stale-while-revalidate=0", {}, 60, False),
        ("max-age=60, stale-while-revalidate=x", {}, 60, False),
        ("max-age=60, Stale-While-Revalidate=30", {}, 60, True),
        # At most for the Maximum TTL.
        ("max-age=60, stale-while-revalidate=900", {"default_ttl": 20, "max_ttl": 20}, 39, True),
        ("max-age=60, stale-while-revalidate=900", {"default_ttl": 20, "max_ttl": 20}, 40, False),
        # Nothing may be served of these without contact to the origin, unless the minimum TTL overrules them.
        ("no-cache, stale-while-revalidate=30", {}, 1, False),
        ("private, max-age=60, stale-while-revalidate=30", {"min_ttl": 10}, 39, True),
        ("private, max-age=60, stale-while-revalidate=30", {"min_ttl": 10}, 40, False),
    ],
)
def test_the_stale_object_is_served_as_long_as_origin_and_maximum_ttl_say(
    said: str, policy: dict[str, Any], seconds: float, at_once: bool, clock: FrozenDateTimeFactory
) -> None:
    site = stale_site(clock, NEW, said=said, seconds=seconds, cache_policy={"min_ttl": 0} | policy)
    result = site.get("/page")
    assert (result.text, result.result_type) == (("hello", "Hit") if at_once else ("new", "Miss"))
    assert sent(result).in_background == at_once


@pytest.mark.fact("CF-091", "CF-080")
def test_an_object_that_varies_on_everything_is_never_served_stale(clock: FrozenDateTimeFactory) -> None:
    site = cached_site(answer(SAID, vary="*"), NEW)
    site.get("/page")
    assert site.get("/page").text == "new"


@pytest.mark.fact("CF-091", "CF-112")
def test_an_error_is_no_stale_object(clock: FrozenDateTimeFactory) -> None:
    site = cached_site(answer(SAID, status=404), NEW)
    site.get("/page")
    clock.tick(60)
    assert site.get("/page").text == "new"


@pytest.mark.fact("CF-091", "CF-085", "D-21")
def test_a_304_in_the_background_begins_a_new_lifetime(clock: FrozenDateTimeFactory) -> None:
    site = stale_site(clock, UNCHANGED)
    first = site.get("/page")
    assert (first.result_type, first.headers["Age"], sent(first).in_background) == ("Hit", "60", True)
    clock.tick(10)
    second = site.get("/page")
    assert (second.result_type, second.headers["Age"], second.origin_requests) == ("Hit", "10", ())


@pytest.mark.fact("CF-091", "LE-003", "LE-011")
def test_origin_functions_run_in_the_background_and_do_not_count_as_fired(
    clock: FrozenDateTimeFactory,
) -> None:
    site = stale_site(clock, NEW, **all_triggers(origin_response=sets_header("X-By", "origin-response")))
    result = site.get("/page")
    assert result.fired == ("viewer-request", "viewer-response")
    assert dict(result.skipped) == {"origin-request": "cache-hit", "origin-response": "cache-hit"}
    assert [(run.event_type, run.in_background) for run in result.invocations] == [
        ("viewer-request", False),
        ("viewer-response", False),
        ("origin-request", True),
        ("origin-response", True),
    ]
    shown = result.invocations[1].event["Records"][0]["cf"]["response"]
    assert (shown["status"], shown["headers"]["age"][0]["value"]) == ("200", "60")
    assert site.get("/page").headers["X-By"] == "origin-response"


@pytest.mark.fact("CF-091")
def test_the_story_tells_the_background_apart(clock: FrozenDateTimeFactory) -> None:
    told = story(stale_site(clock, NEW, viewer_response=None).get("/page"))
    assert told == [
        "GET https://d111111abcdef8.cloudfront.net/page -> 200 (Hit)",
        "  behavior         *, origin www-origin.example.com",
        (
            "  cache            hit, 60 s old, stale, and revalidated in the background;"
            " key d111111abcdef8.cloudfront.net/page"
        ),
        "  background       the viewer has its response; the stale object is revalidated",
        "    origin           GET https://www-origin.example.com/page -> 200",
        "    store            stored, fresh for 60 s",
    ]


@pytest.mark.fact("CF-091", "CF-119")
def test_an_error_page_is_served_while_it_is_revalidated(clock: FrozenDateTimeFactory) -> None:
    pages = [{"error_code": 404, "response_page_path": "/sorry", "response_code": 404}]
    site = cached_site(
        answer("max-age=600", status=404), answer(SAID, body="sorry"), custom_error_responses=pages
    )
    site.get("/page")
    clock.tick(60)
    origin_says(NEW)
    result = site.get("/page")
    assert (result.status_code, result.text, result.result_type) == (404, "sorry", "Error")
    request = sent(result)
    assert (request.for_error_page, request.in_background) == (True, True)
    assert str(result.cache_key).endswith("/page")
    told = story(result)
    assert told[-4:] == [
        "    cache            hit, stale, and revalidated in the background",
        "  background       the viewer has its response; the stale object is revalidated",
        "    origin           GET https://www-origin.example.com/sorry -> 200",
        "    store            stored, fresh for 60 s",
    ]
    assert site.get("/page").text == "new"


@pytest.mark.fact("CF-091", "D-33", "CF-086", "CF-098")
@pytest.mark.parametrize("settings", [{}, legacy(cookies={"forward": "all"})], ids=["policy", "legacy"])
@pytest.mark.parametrize(
    ("headers", "status", "body"),
    [({"If-None-Match": '"v1"'}, 304, b""), ({"Range": "bytes=1-2"}, 206, b"el")],
    ids=["condition", "range"],
)
def test_a_condition_or_range_is_the_viewers_and_not_the_revalidations(
    settings: dict[str, Any],
    headers: dict[str, str],
    status: int,
    body: bytes,
    clock: FrozenDateTimeFactory,
) -> None:
    result = stale_site(clock, NEW, **settings).get("/page", headers=headers)
    assert (result.status_code, result.content, result.result_type) == (status, body, "Hit")
    assert {"CF-095", "D-33"} <= {assumed.id for assumed in result.assumptions}
    own = None if settings else '"v1"'
    assert_origin_received(result, headers={"range": None, "if-none-match": own})


@pytest.mark.fact("CF-091", "CF-032", "D-16")
def test_a_head_is_answered_by_the_stale_object_of_a_get(clock: FrozenDateTimeFactory) -> None:
    site = stale_site(clock, UNCHANGED)
    result = site.head("/page")
    assert (result.status_code, result.content, result.result_type) == (200, b"", "Hit")
    assert (sent(result).method, sent(result).in_background) == ("HEAD", True)
    assert [entry.age for entry in site.cache] == [0]
    assert site.get("/page").text == "hello"


@pytest.mark.fact("CF-091", "D-16")
def test_what_a_head_learned_in_the_background_is_no_gets(clock: FrozenDateTimeFactory) -> None:
    site = stale_site(clock, NEW)
    assert site.head("/page").headers["ETag"] == '"v1"'
    assert site.head("/page").headers["ETag"] == '"v2"'
    result = site.get("/page")
    assert (result.text, sent(result).in_background) == ("hello", True)


@pytest.mark.fact("CF-084", "D-16")
def test_an_expired_response_to_a_head_is_asked_about_before_that_to_a_get(
    clock: FrozenDateTimeFactory,
) -> None:
    site = stale_site(clock, NEW)
    site.head("/page")
    clock.tick(90)
    assert sent(site.head("/page")).headers["If-None-Match"] == '"v2"'


@pytest.mark.fact("CF-091", "CF-237", "D-05")
def test_a_revalidation_in_the_background_may_fail_over(clock: FrozenDateTimeFactory) -> None:
    origins: dict[str, Any] = {
        "primary": "https://a.example.com",
        "backup": "https://b.example.com",
        "both": {"members": ["primary", "backup"], "status_codes": [503]},
    }
    site = stale_site(clock, answer(status=503), NEW, origins=origins, origin="both")
    result = site.get("/page")
    assert [(one.origin, one.in_background) for one in result.origin_requests] == [
        ("primary", True),
        ("backup", True),
    ]
    assert site.get("/page").text == "new"


@pytest.mark.fact("CF-091", "D-15", "LE-165")
def test_what_origin_request_generates_in_the_background_is_stored(clock: FrozenDateTimeFactory) -> None:
    site = stale_site(clock, origin_request=only_in_background(answers(200, "mine")))
    first, second = site.get("/page"), site.get("/page")
    assert (first.text, first.short_circuited_by, first.origin_requests) == ("hello", None, ())
    assert (second.text, second.result_type) == ("mine", "Hit")
    assert "D-15" in [assumed.id for assumed in second.assumptions]


@pytest.mark.fact("CF-091", "CF-072")
def test_an_answer_that_must_not_be_stored_takes_the_stale_object_away(clock: FrozenDateTimeFactory) -> None:
    site = stale_site(clock, answer("no-store", body="secret"))
    assert [site.get("/page").text for _ in range(2)] == ["hello", "secret"]
    assert len(site.cache) == 0


@pytest.mark.fact("CF-091", "CF-141")
def test_an_invalidated_object_is_not_served_while_it_is_revalidated(clock: FrozenDateTimeFactory) -> None:
    site = stale_site(clock, NEW)
    site.invalidate("/page")
    assert site.get("/page").result_type == "Miss"


@pytest.mark.fact("CF-091")
def test_the_directive_may_come_from_origin_response(clock: FrozenDateTimeFactory) -> None:
    function = changes(headers={"cache-control": [{"key": "Cache-Control", "value": SAID}]})
    site = cached_site(answer("max-age=5"), NEW, origin_response=function)
    site.get("/page")
    clock.tick(61)
    assert site.get("/page").text == "hello"
