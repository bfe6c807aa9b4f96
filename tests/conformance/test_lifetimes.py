from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.cached_sites import answer, cached_site, legacy, only_entry
from support.fake_origins import Answer

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory

    from pytest_lambda_edge import Distribution

YEAR = 31536000
NOON = "2026-06-01T12:00:00Z"
NOON_AND_A_MINUTE = "Mon, 01 Jun 2026 12:01:00 GMT"
BEFORE_NOON = "Mon, 01 Jun 2026 11:59:00 GMT"

# CF-068: minimum 0, default 100, maximum 1,000; then minimum 30.
LIFETIMES: list[tuple[dict[str, str], float, float]] = [
    ({"Cache-Control": "max-age=60"}, 60, 60),
    ({"Cache-Control": "max-age=20"}, 20, 30),
    ({"Cache-Control": "max-age=5000"}, 1000, 1000),
    ({"Cache-Control": "max-age=0"}, 0, 30),
    ({"Cache-Control": "s-maxage=60"}, 60, 60),
    ({"Cache-Control": "max-age=500, s-maxage=60"}, 60, 60),
    ({"Cache-Control": "s-maxage=5000, max-age=60"}, 1000, 1000),
    ({"Cache-Control": "s-maxage=0, max-age=60"}, 0, 30),
    ({"Expires": NOON_AND_A_MINUTE}, 60, 60),
    ({"Expires": "Mon, 01 Jun 2026 12:00:20 GMT"}, 20, 30),
    ({"Expires": "Tue, 01 Jun 2027 12:00:00 GMT"}, 1000, 1000),
    ({"Expires": BEFORE_NOON}, 0, 30),
    ({"Expires": "0"}, 0, 30),
    ({"Expires": "next week"}, 0, 30),
    ({"Cache-Control": "max-age=60", "Expires": BEFORE_NOON}, 60, 60),
    ({"Cache-Control": "max-age=20", "Expires": NOON_AND_A_MINUTE}, 20, 30),
    ({"Cache-Control": "s-maxage=60", "Expires": BEFORE_NOON}, 60, 60),
    ({}, 100, 100),
    ({"Cache-Control": "public"}, 100, 100),
    ({"Cache-Control": "must-revalidate, proxy-revalidate, immutable, no-transform"}, 100, 100),
    ({"Cache-Control": "public", "Expires": NOON_AND_A_MINUTE}, 60, 60),
    ({"Pragma": "no-cache"}, 100, 100),
    ({"Cache-Control": 'no-cache="Set-Cookie"'}, 100, 100),
    ({"Cache-Control": 'no-cache="Set-Cookie", max-age=60'}, 60, 60),
    ({"Cache-Control": "MAX-AGE=60"}, 60, 60),
]

REFUSED = [
    "no-store",
    "private",
    "no-cache",
    "private, max-age=60",
    "no-store, s-maxage=60",
    "max-age=60, no-cache",
]


def check_lifetime(site: Distribution, clock: FrozenDateTimeFactory, seconds: float) -> None:
    """Send requests until the object is just fresh, and just not."""
    assert site.get("/page").result_type == "Miss"
    entry = only_entry(site)
    assert entry.expires_at - entry.stored_at == seconds
    if seconds:
        clock.tick(seconds - 0.25)
        assert site.get("/page").result_type == "Hit"
        clock.tick(0.25)
    assert site.get("/page").result_type == "Miss"


@pytest.mark.fact("CF-068", "CF-069", "CF-070", "CF-074", "CF-076", "CF-077", "CF-080")
@pytest.mark.parametrize(("headers", "seconds", "at_least_30"), LIFETIMES)
@pytest.mark.parametrize("min_ttl", [0, 30])
def test_an_object_is_fresh_as_long_as_origin_and_ttls_say(
    headers: dict[str, str], seconds: float, at_least_30: float, min_ttl: int, clock: FrozenDateTimeFactory
) -> None:
    ttls = {"min_ttl": min_ttl, "default_ttl": 100, "max_ttl": 1000}
    for settings in ({"cache_policy": ttls}, ttls):
        clock.move_to(NOON)
        site = cached_site(Answer(headers=headers), **settings)
        check_lifetime(site, clock, at_least_30 if min_ttl else seconds)


@pytest.mark.fact("CF-068")
def test_the_default_ttl_never_undercuts_the_minimum(clock: FrozenDateTimeFactory) -> None:
    site = cached_site(cache_policy={"min_ttl": 40, "default_ttl": 40, "max_ttl": 60})
    check_lifetime(site, clock, 40)


@pytest.mark.fact("CF-058", "CF-044")
@pytest.mark.parametrize(
    "settings",
    [legacy(), {"min_ttl": 0}, {"cache_policy": {"min_ttl": 0}}],
    ids=["legacy", "min_ttl", "policy"],
)
@pytest.mark.parametrize(("cache_control", "seconds"), [(None, 86400), (f"max-age={2 * YEAR}", YEAR)])
def test_ttls_left_out_are_a_day_and_a_year(
    settings: dict[str, Any], cache_control: str | None, seconds: float, clock: FrozenDateTimeFactory
) -> None:
    check_lifetime(cached_site(answer(cache_control), **settings), clock, seconds)


@pytest.mark.fact("CF-069")
def test_the_longest_max_age_is_a_hundred_years() -> None:
    century = 100 * 365 * 86400
    site = cached_site(answer(f"max-age={century + 1}"), cache_policy={"min_ttl": 0, "max_ttl": 2 * century})
    site.get("/page")
    entry = only_entry(site)
    assert entry.expires_at - entry.stored_at == pytest.approx(century)


@pytest.mark.fact("CF-071", "CF-072")
@pytest.mark.parametrize("cache_control", REFUSED)
def test_an_object_that_must_not_be_cached_is_asked_for_each_time(cache_control: str) -> None:
    site = cached_site(answer(cache_control))
    assert [site.get("/page").result_type for _ in range(3)] == ["Miss"] * 3
    assert len(site.cache) == (1 if "no-cache" in cache_control else 0)


@pytest.mark.fact("CF-065", "CF-068")
@pytest.mark.parametrize("cache_control", [*REFUSED, 'private, no-cache="Set-Cookie"'])
def test_a_minimum_ttl_overrules_what_must_not_be_cached(
    cache_control: str, clock: FrozenDateTimeFactory
) -> None:
    site = cached_site(answer(cache_control), cache_policy="CachingOptimized")
    check_lifetime(site, clock, 1)
    assert site.get("/page").headers["Cache-Control"] == cache_control


@pytest.mark.fact("CF-072", "CF-073")
@pytest.mark.parametrize(
    ("cache_control", "result_types"),
    [
        ("no-cache", ["Miss", "RefreshHit", "RefreshHit"]),
        ("max-age=0", ["Miss", "RefreshHit", "RefreshHit"]),
        ("s-maxage=0", ["Miss", "RefreshHit", "RefreshHit"]),
        ("no-store", ["Miss", "Miss", "Miss"]),
        ("private", ["Miss", "Miss", "Miss"]),
        ("private, no-cache", ["Miss", "Miss", "Miss"]),
    ],
)
def test_only_what_is_stored_can_be_found_unchanged(cache_control: str, result_types: list[str]) -> None:
    replies: list[Answer] = []
    for result_type in result_types:
        status = 304 if result_type == "RefreshHit" else 200
        replies.append(answer(cache_control, status=status, etag='"v1"'))
    site = cached_site(*replies)
    results = [site.get("/page") for _ in result_types]
    assert [result.result_type for result in results] == result_types
    asked = [result.origin_requests[0].headers.get("If-None-Match") for result in results]
    assert asked == [None if kind == "Miss" else '"v1"' for kind in result_types]


@pytest.mark.fact("CF-074")
@pytest.mark.parametrize("field", ['"Set-Cookie"', '"X-Other, set-cookie"', "Set-Cookie"])
def test_a_field_form_of_no_cache_keeps_only_the_cookie_out_of_the_cache(field: str) -> None:
    site = cached_site(
        answer(f"max-age=60, no-cache={field}", set_cookie="a=1"),
        cache_policy={"min_ttl": 0, "cookie_behavior": "all"},
    )
    first, second = site.get("/page"), site.get("/page")
    assert (first.result_type, first.headers.get("Set-Cookie")) == ("Miss", "a=1")
    assert (second.result_type, second.headers.get("Set-Cookie")) == ("Hit", None)


@pytest.mark.fact("CF-075")
@pytest.mark.parametrize(
    "headers", [{"Cache-Control": "no-cache"}, {"Pragma": "no-cache"}, {"Cache-Control": "max-age=0"}]
)
@pytest.mark.parametrize("settings", [{}, legacy()], ids=["policy", "legacy"])
def test_a_viewer_cannot_force_a_fetch(headers: dict[str, str], settings: dict[str, Any]) -> None:
    site = cached_site(answer("max-age=60"), **settings)
    assert [site.get("/page", headers=headers).result_type for _ in range(2)] == ["Miss", "Hit"]


@pytest.mark.fact("CF-079", "D-27")
@pytest.mark.parametrize("settings", [{}, legacy()], ids=["policy", "legacy"])
def test_a_request_with_authorization_is_cached_like_any_other(settings: dict[str, Any]) -> None:
    site = cached_site(**settings)
    assert site.get("/page", headers={"Authorization": "Basic eA=="}).result_type == "Miss"
    assert site.get("/page", headers={"Authorization": "Basic eQ=="}).result_type == "Hit"


@pytest.mark.fact("CF-082", "CF-083")
@pytest.mark.parametrize("status", [200, 201, 202, 203, 204, 205, 300, 301, 302, 303])
def test_every_other_success_and_redirect_is_cached_for_the_default_ttl(
    status: int, clock: FrozenDateTimeFactory
) -> None:
    site = cached_site(
        answer(status=status, body="" if status == 204 else "x"),
        cache_policy={"min_ttl": 0, "default_ttl": 100},
    )
    check_lifetime(site, clock, 100)
    assert site.get("/page").status_code == status


@pytest.mark.fact("CF-082")
@pytest.mark.parametrize("status", [307, 308])
@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"expires": NOON_AND_A_MINUTE}, None),
        ({"cache_control": "max-age=60"}, 60),
        ({"cache_control": "public"}, 86400),
    ],
)
def test_a_307_or_308_is_cached_only_with_cache_control(
    status: int, headers: dict[str, str], seconds: float | None, clock: FrozenDateTimeFactory
) -> None:
    site = cached_site(answer(**headers, status=status, location="/elsewhere"))
    if seconds is not None:
        check_lifetime(site, clock, seconds)
        return
    assert [site.get("/page").result_type for _ in range(2)] == ["Miss", "Miss"]
    assert len(site.cache) == 0


@pytest.mark.fact("CF-082")
def test_a_redirect_of_the_origin_is_handed_on_and_not_followed() -> None:
    site = cached_site(answer("max-age=60", status=302, location="/elsewhere"))
    for result_type in ("Miss", "Hit"):
        result = site.get("/page")
        assert (result.status_code, result.headers["Location"]) == (302, "/elsewhere")
        assert result.result_type == result_type


@pytest.mark.fact("CF-083")
@pytest.mark.parametrize("status", [206, 304])
def test_a_part_or_a_304_to_the_viewer_is_not_stored(status: int) -> None:
    site = cached_site(answer("max-age=60", status=status))
    assert [site.get("/page").status_code for _ in range(2)] == [status] * 2
    assert len(site.cache) == 0


@pytest.mark.fact("CF-101")
@pytest.mark.parametrize(
    ("headers", "result_types"),
    [
        ({"Content-Length": "500"}, ["Miss", "Miss"]),
        ({"Content-Length": "5"}, ["Miss", "Hit"]),
        ({"Transfer-Encoding": "chunked"}, ["Miss", "Hit"]),
        ({}, ["Miss", "Hit"]),
    ],
)
def test_a_body_shorter_than_its_length_reaches_the_viewer_and_not_the_cache(
    headers: dict[str, str], result_types: list[str]
) -> None:
    site = cached_site(Answer(headers={"Cache-Control": "max-age=60", **headers}))
    results = [site.get("/page") for _ in range(2)]
    assert [result.result_type for result in results] == result_types
    assert [result.content for result in results] == [b"hello"] * 2


@pytest.mark.fact("CF-105", "CF-046")
@pytest.mark.parametrize(
    "settings",
    [
        {"cache_policy": "CachingDisabled"},
        {"cache_policy": {"min_ttl": 0, "default_ttl": 0, "max_ttl": 0}},
        {"min_ttl": 0, "default_ttl": 0, "max_ttl": 0},
    ],
    ids=["managed", "own", "legacy"],
)
def test_with_every_ttl_0_nothing_is_cached(settings: dict[str, Any]) -> None:
    site = cached_site(answer("max-age=60", etag='"v1"'), **settings)
    for _ in range(2):
        result = site.get("/page")
        assert (result.result_type, result.cache_key) == ("Miss", None)
    assert len(site.cache) == 0
