from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests
from support.cached_sites import answer, cached_site, legacy, only_entry
from support.edge_functions import answers, changes
from support.fake_origins import Answer

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory

    from pytest_lambda_edge import Distribution

S3 = {"domain_name": "bucket.s3.amazonaws.com"}
IN_A_MINUTE = "Mon, 01 Jun 2026 12:01:00 GMT"

# Each status, then the seconds that it is cached for with each of these; None: not at all (CF-103 to CF-110).
SAID: list[dict[str, str]] = [
    {},
    {"Cache-Control": "max-age=60"},
    {"Cache-Control": "s-maxage=60"},
    {"Cache-Control": "max-age=5"},
    {"Expires": IN_A_MINUTE},
    {"Cache-Control": "no-store"},
    {"Cache-Control": "no-cache"},
    {"Cache-Control": "private"},
    {"Cache-Control": "private, max-age=60"},
]
Row = list[int | None]

ALWAYS: Row = [10, 60, 60, 10, 60, 10, 10, 10, 10]
UNLESS_REFUSED: Row = [10, 60, 60, 10, 60, None, None, None, None]
WITH_MAX_AGE: Row = [None, 60, 60, 10, None, None, None, None, 10]
NEVER: Row = [None] * 9

STATUSES: dict[int, Row] = (
    dict.fromkeys((500, 502, 503, 504), ALWAYS)
    | dict.fromkeys((404, 410, 414, 501), UNLESS_REFUSED)
    | dict.fromkeys((400, 403, 405, 412, 415), WITH_MAX_AGE)
    | dict.fromkeys(
        (401, 402, 406, 407, 408, 409, 411, 413, 416, 417, 418, 421, 422, 423, 424, 425, 426, 428, 429), NEVER
    )
    | dict.fromkeys((431, 451, 499, 505, 506, 507, 508, 511, 520, 599), NEVER)
)


def check_error_lifetime(site: Distribution, clock: FrozenDateTimeFactory, seconds: float | None) -> None:
    """Send requests until the error is just cached, and just not."""
    assert len(site.get("/page").origin_requests) == 1
    if seconds is None:
        assert len(site.cache) == 0
    else:
        clock.tick(seconds - 0.25)
        result = site.get("/page")
        assert (result.origin_requests, result.result_type) == ((), "Error")
        clock.tick(0.25)
    assert len(site.get("/page").origin_requests) == 1


@pytest.mark.fact("CF-103", "CF-104", "CF-106", "CF-107", "CF-110", "D-30", "LE-337", "CF-200")
@pytest.mark.parametrize("status", STATUSES)
def test_an_error_is_cached_as_its_status_and_headers_say(status: int, clock: FrozenDateTimeFactory) -> None:
    for headers, seconds in zip(SAID, STATUSES[status], strict=True):
        clock.move_to("2026-06-01T12:00:00Z")
        site = cached_site(Answer(status, headers=headers))
        check_error_lifetime(site, clock, seconds)


@pytest.mark.fact("CF-106")
@pytest.mark.parametrize(
    ("min_ttl", "cache_control", "seconds"),
    [
        (30, None, 30),
        (30, "max-age=5", 30),
        (30, "max-age=60", 60),
        (300, "max-age=60", 300),
        (0, None, None),
        (0, "max-age=60", 60),
        (0, "max-age=0", None),
        (10, "max-age=5000", 1000),
        (2000, "max-age=5000", 2000),
    ],
)
def test_an_error_is_cached_for_the_longer_of_its_own_and_the_configured_time(
    min_ttl: int, cache_control: str | None, seconds: float | None, clock: FrozenDateTimeFactory
) -> None:
    site = cached_site(
        answer(cache_control, status=404),
        cache_policy={"min_ttl": 0, "max_ttl": 1000, "default_ttl": 100},
        custom_error_responses=[{"error_code": 404, "error_caching_min_ttl": min_ttl}],
    )
    check_error_lifetime(site, clock, seconds)


@pytest.mark.fact("CF-106")
@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ({"cache_control": "max-age=60"}, 20),
        ({"cache_control": "s-maxage=60"}, 20),
        ({"expires": IN_A_MINUTE}, 60),
    ],
)
def test_the_maximum_ttl_caps_an_errors_max_age_and_not_its_expires(
    said: dict[str, str], seconds: float, clock: FrozenDateTimeFactory
) -> None:
    ttls = {"min_ttl": 0, "default_ttl": 20, "max_ttl": 20}
    check_error_lifetime(cached_site(answer(status=404, **said), cache_policy=ttls), clock, seconds)


@pytest.mark.fact("D-30", "CF-107")
@pytest.mark.parametrize(("status", "headers"), [(403, {}), (404, {"cache_control": "no-store"}), (429, {})])
def test_a_configured_time_makes_no_error_cacheable(status: int, headers: dict[str, str]) -> None:
    pages = [{"error_code": status, "error_caching_min_ttl": 60}] if status != 429 else []
    site = cached_site(answer(status=status, **headers), custom_error_responses=pages)
    assert [len(site.get("/page").origin_requests) for _ in range(2)] == [1, 1]


@pytest.mark.fact("CF-106")
def test_the_configured_time_is_that_of_the_errors_own_code(clock: FrozenDateTimeFactory) -> None:
    site = cached_site(
        answer(status=503), custom_error_responses=[{"error_code": 404, "error_caching_min_ttl": 60}]
    )
    check_error_lifetime(site, clock, 10)


@pytest.mark.fact("CF-106", "CF-068")
def test_the_ttls_for_good_objects_do_not_lengthen_an_error(clock: FrozenDateTimeFactory) -> None:
    ttls = {"min_ttl": 100, "default_ttl": 200, "max_ttl": 300}
    check_error_lifetime(cached_site(answer(status=404), cache_policy=ttls), clock, 10)


@pytest.mark.fact("CF-105")
@pytest.mark.parametrize("settings", [{"cache_policy": "CachingDisabled"}, legacy(headers=["*"])])
@pytest.mark.parametrize("status", [404, 500, 503])
def test_where_nothing_is_cached_no_error_is(settings: dict[str, Any], status: int) -> None:
    site = cached_site(answer("max-age=60", status=status), **settings)
    assert [len(site.get("/page").origin_requests) for _ in range(2)] == [1, 1]


@pytest.mark.fact("CF-108")
@pytest.mark.parametrize(("origin", "seconds"), [(S3, 1), ({"domain_name": "www.example.com"}, None)])
def test_a_bucket_error_is_cached_for_a_second_at_least(
    origin: dict[str, str], seconds: float | None, clock: FrozenDateTimeFactory
) -> None:
    errors = [{"error_code": 404, "error_caching_min_ttl": 0}]
    site = cached_site(answer(status=404), origin=origin, custom_error_responses=errors)
    check_error_lifetime(site, clock, seconds)


@pytest.mark.fact("CF-108", "D-30", "LE-167")
def test_what_a_function_made_is_no_buckets_error() -> None:
    errors = [{"error_code": 404, "error_caching_min_ttl": 0}]
    site = cached_site(origin=S3, custom_error_responses=errors, origin_request=answers(404))
    assert site.get("/page").status_code == 404
    assert len(site.cache) == 0


@pytest.mark.fact("CF-109")
@pytest.mark.parametrize("cache_control", ["no-cache", "no-store", "private"])
def test_a_buckets_501_that_must_not_be_cached_is_not(cache_control: str) -> None:
    errors = [{"error_code": 501, "error_caching_min_ttl": 60}]
    site = cached_site(answer(cache_control, status=501), origin=S3, custom_error_responses=errors)
    assert [len(site.get("/page").origin_requests) for _ in range(2)] == [1, 1]


@pytest.mark.fact("CF-114", "CF-103", "CF-106")
@pytest.mark.parametrize(
    ("error", "status"),
    [(requests.Timeout(), 504), (requests.ConnectionError(), 502), (requests.exceptions.SSLError(), 502)],
)
def test_an_origin_that_does_not_answer_is_an_error_like_its_own(
    error: Exception, status: int, clock: FrozenDateTimeFactory
) -> None:
    site = cached_site(error, custom_error_responses=[{"error_code": status, "error_caching_min_ttl": 30}])
    assert site.get("/page").status_code == status
    assert only_entry(site).status_code == status
    clock.tick(29)
    result = site.get("/page")
    assert (result.status_code, result.origin_requests) == (status, ())
    clock.tick(1)
    assert site.get("/page").origin_requests


@pytest.mark.fact("D-30", "LE-165", "LE-166", "LE-167")
@pytest.mark.parametrize(
    ("status", "cache_control", "seconds"),
    [
        (404, None, 10),
        (404, "no-store", None),
        (403, None, None),
        (403, "max-age=60", 60),
        (503, "no-store", 10),
        (429, "max-age=60", None),
    ],
)
@pytest.mark.parametrize("event", ["origin_request", "origin_response"])
def test_an_error_of_a_function_is_cached_as_an_origins_would_be(
    status: int, cache_control: str | None, seconds: float | None, event: str, clock: FrozenDateTimeFactory
) -> None:
    lines = {} if cache_control is None else {"cache_control": cache_control}
    if event == "origin_request":
        function = answers(status, **lines)
    else:
        function = changes(
            status=str(status), headers={name.replace("_", "-"): [{"value": v}] for name, v in lines.items()}
        )
    site = cached_site(answer(), **{event: function})
    assert site.get("/page").fired == (event.replace("_", "-"),)
    if seconds is None:
        assert len(site.cache) == 0
        return
    entry = only_entry(site)
    assert (entry.status_code, entry.expires_at - entry.stored_at) == (status, seconds)
    clock.tick(seconds - 0.25)
    assert site.get("/page").fired == ()
    clock.tick(0.25)
    assert site.get("/page").fired == (event.replace("_", "-"),)


@pytest.mark.fact("LE-165", "LE-166", "LE-018")
def test_a_response_of_origin_request_is_cached_as_an_origins_would_be(clock: FrozenDateTimeFactory) -> None:
    site = cached_site(origin_request=answers(200, "made", cache_control="max-age=60"))
    assert [site.get("/page").result_type for _ in range(2)] == ["Miss", "Hit"]
    clock.tick(60)
    result = site.get("/page")
    assert (result.result_type, result.short_circuited_by, result.text) == ("Miss", "origin-request", "made")


@pytest.mark.fact("D-15", "D-30")
@pytest.mark.parametrize(
    ("status", "choices"),
    [(200, {"D-15"}), (302, {"D-15"}), (404, {"D-15", "D-30"}), (503, {"D-15", "D-30"})],
)
def test_every_hit_of_what_a_function_made_rests_on_how_it_was_stored(status: int, choices: set[str]) -> None:
    site = cached_site(origin_request=answers(status))
    results = [site.get("/page") for _ in range(2)]
    assert [result.result_type for result in results] == (["Miss", "Hit"] if status < 400 else ["Error"] * 2)
    assert results[1].origin_requests == ()
    for result in results:
        assert {assumed.id for assumed in result.assumptions} & {"D-15", "D-30"} == choices


@pytest.mark.fact("D-30", "LE-377")
def test_an_error_that_origin_response_made_good_is_cached_as_good() -> None:
    site = cached_site(answer(status=500), origin_response=changes(status="200", statusDescription="OK"))
    site.get("/page")
    entry = only_entry(site)
    assert (entry.status_code, entry.expires_at - entry.stored_at) == (200, 86400)


@pytest.mark.fact("CF-141", "CF-106")
def test_an_invalidation_removes_a_cached_error() -> None:
    site = cached_site(answer(status=404), answer())
    assert site.get("/page").status_code == 404
    site.invalidate("/page")
    assert site.get("/page").status_code == 200
