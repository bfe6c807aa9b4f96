from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests
from support.cached_sites import answer, cached_site, origin_says
from support.edge_functions import all_triggers, changes, raises
from support.fake_origins import ORIGIN, stub, unstub

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory
    from support.edge_functions import Handler
    from support.fake_origins import Reply

    from pytest_lambda_edge import Distribution

NEVER_KEPT = [{"error_code": code, "error_caching_min_ttl": 0} for code in (500, 501, 502, 503, 504)]
PAGES = [{"error_code": 503, "response_page_path": "/sorry", "response_code": 200}]

FAILURES: list[Any] = [
    *(pytest.param(answer(status=status), id=str(status)) for status in (500, 501, 502, 503, 504, 599)),
    pytest.param(requests.Timeout(), id="timeout"),
    pytest.param(requests.ConnectionError("refused"), id="refused"),
    pytest.param(requests.exceptions.SSLError(), id="tls"),
]


def expired_site(clock: FrozenDateTimeFactory, *later: Reply, **settings: Any) -> Distribution:
    """Return a distribution with one object that expired this second, and what its origin says now."""
    site = cached_site(answer("max-age=60", x_a="1", etag='"v1"'), **settings)
    site.get("/page")
    clock.tick(60)
    origin_says(*later)
    return site


def in_turn(*functions: Handler) -> Handler:
    """Return a function that does something else at each run."""
    left = iter(functions)

    def handler(event: Any, context: Any) -> Any:
        return next(left)(event, context)

    return handler


@pytest.mark.fact("CF-093", "CF-095", "CF-112", "CF-114", "D-42")
@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("settings", [{}, {"custom_error_responses": PAGES}], ids=["bare", "error page"])
def test_an_expired_object_stands_in_for_an_origin_that_fails(
    failure: Reply, settings: dict[str, Any], clock: FrozenDateTimeFactory
) -> None:
    site = expired_site(clock, failure, **settings)
    result = site.get("/page")
    assert (result.status_code, result.text, result.result_type) == (200, "hello", "Hit")
    assert (result.headers["X-A"], result.headers["Age"]) == ("1", "60")
    assert "D-42" in [assumed.id for assumed in result.assumptions]


@pytest.mark.fact("CF-112", "D-42")
def test_every_hit_of_a_stale_object_rests_on_it(clock: FrozenDateTimeFactory) -> None:
    site = expired_site(clock, answer(status=503), answer("max-age=60"))
    for origin_requests in (1, 0):
        result = site.get("/page")
        assert len(result.origin_requests) == origin_requests
        assert [assumed.id for assumed in result.assumptions] == ["D-42"]
    clock.tick(10)
    site.get("/page")
    assert site.get("/page").assumptions == ()


@pytest.mark.fact("CF-093", "CF-112", "CF-124")
@pytest.mark.parametrize(
    ("configured", "seconds"), [([], 10), ([{"error_code": 503, "error_caching_min_ttl": 30}], 30)]
)
def test_the_origin_is_asked_again_after_the_errors_minimum_time(
    configured: list[dict[str, Any]], seconds: int, clock: FrozenDateTimeFactory
) -> None:
    site = expired_site(clock, answer(status=503), custom_error_responses=configured)
    assert len(site.get("/page").origin_requests) == 1
    clock.tick(seconds - 1)
    assert (site.get("/page").origin_requests, site.get("/page").text) == ((), "hello")
    clock.tick(1)
    origin_says(answer(body="new"))
    result = site.get("/page")
    assert (result.text, result.result_type) == ("new", "Miss")


@pytest.mark.fact("CF-112")
def test_with_a_minimum_time_of_0_the_origin_is_asked_each_time(clock: FrozenDateTimeFactory) -> None:
    errors = [{"error_code": 503, "error_caching_min_ttl": 0}]
    site = expired_site(clock, answer(status=503), custom_error_responses=errors)
    for _ in range(3):
        result = site.get("/page")
        assert (len(result.origin_requests), result.text) == (1, "hello")


@pytest.mark.fact("CF-112")
@pytest.mark.parametrize("status", [302, 404])
def test_the_status_that_is_served_stale_is_the_objects_own(
    status: int, clock: FrozenDateTimeFactory
) -> None:
    site = cached_site(answer("max-age=60", status=status), answer(status=500))
    site.get("/page")
    clock.tick(60)
    # An error is no object to fall back upon: CF-112 speaks of expired objects, CF-113 of good ones.
    assert site.get("/page").status_code == (status if status < 400 else 500)


@pytest.mark.fact("CF-112")
@pytest.mark.parametrize("status", [400, 403, 404, 410, 429])
def test_a_4xx_is_served_and_not_the_expired_object(status: int, clock: FrozenDateTimeFactory) -> None:
    result = expired_site(clock, answer(status=status, body="gone")).get("/page")
    assert (result.status_code, result.text, result.result_type) == (status, "gone", "Error")


@pytest.mark.fact("CF-113")
def test_the_last_good_object_outlives_a_4xx(clock: FrozenDateTimeFactory) -> None:
    site = expired_site(clock, answer(status=404))
    assert site.get("/page").status_code == 404
    clock.tick(10)
    origin_says(answer(status=500))
    result = site.get("/page")
    assert (result.status_code, result.text, result.result_type) == (200, "hello", "Hit")


@pytest.mark.fact("CF-113")
def test_the_last_good_object_outlives_many_errors_but_no_other_good_one(
    clock: FrozenDateTimeFactory,
) -> None:
    site = expired_site(clock, answer(status=404), answer(status=404), answer("max-age=60", body="new"))
    for status in (404, 404, 200):
        assert site.get("/page").status_code == status
        clock.tick(60)
    origin_says(answer(status=500))
    assert site.get("/page").text == "new"


@pytest.mark.fact("CF-093")
def test_nothing_is_served_stale_beyond_the_maximum_ttl(clock: FrozenDateTimeFactory) -> None:
    policy = {"min_ttl": 0, "default_ttl": 100, "max_ttl": 100}
    site = expired_site(clock, answer(status=500), cache_policy=policy)
    clock.tick(39)
    assert site.get("/page").status_code == 200
    clock.tick(10)
    assert site.get("/page").status_code == 500


UNREACHABLE: list[Any] = [
    pytest.param(requests.Timeout(), id="timeout"),
    pytest.param(requests.ConnectionError("refused"), id="refused"),
    pytest.param(requests.exceptions.SSLError(), id="tls"),
]


@pytest.mark.fact("CF-094", "CF-072")
@pytest.mark.parametrize("failure", UNREACHABLE)
@pytest.mark.parametrize(
    ("cache_control", "min_ttl"),
    [("no-cache", 0), ("max-age=0", 0), ("no-cache", 5), ("no-store", 5), ("private", 5)],
)
def test_what_was_stored_though_it_must_not_be_cached_stands_in_for_an_unreachable_origin(
    cache_control: str, min_ttl: int, failure: Reply, clock: FrozenDateTimeFactory
) -> None:
    site = cached_site(answer(cache_control), failure, cache_policy={"min_ttl": min_ttl})
    site.get("/page")
    clock.tick(min_ttl)
    result = site.get("/page")
    assert (result.status_code, result.text, result.result_type) == (200, "hello", "Hit")
    assert result.origin_requests


@pytest.mark.fact("CF-094", "CF-092")
@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize(
    ("cache_control", "min_ttl"),
    [("no-cache", 0), ("max-age=0", 0), ("no-store", 5), ("private", 5), ("max-age=5", 0)],
)
def test_with_stale_if_error_0_the_error_is_returned(
    cache_control: str, min_ttl: int, failure: Reply, clock: FrozenDateTimeFactory
) -> None:
    said = f"{cache_control}, stale-if-error=0"
    site = cached_site(answer(said), failure, cache_policy={"min_ttl": min_ttl})
    site.get("/page")
    clock.tick(5)
    assert site.get("/page").status_code >= 500


@pytest.mark.fact("CF-092")
@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize(
    ("said", "policy", "seconds"),
    [
        ("max-age=60, stale-if-error=30", {}, 90),
        ("s-maxage=60, Stale-If-Error=30", {}, 90),
        ("max-age=0, stale-if-error=30", {}, 30),
        ("no-cache, stale-if-error=30", {}, 30),
        ("stale-if-error=30", {"default_ttl": 60}, 90),
        ("max-age=60, stale-if-error=900", {"default_ttl": 20, "max_ttl": 20}, 40),
        # Without a number the directive says nothing, and the Maximum TTL counts (CF-093).
        ("max-age=60, stale-if-error", {"default_ttl": 60, "max_ttl": 70}, 70),
        ("max-age=60", {"default_ttl": 60, "max_ttl": 70}, 70),
    ],
)
def test_stale_if_error_says_how_long_the_object_stands_in(
    said: str, policy: dict[str, Any], seconds: float, failure: Reply, clock: FrozenDateTimeFactory
) -> None:
    site = cached_site(answer(said), cache_policy={"min_ttl": 0} | policy, custom_error_responses=NEVER_KEPT)
    site.get("/page")
    origin_says(failure)
    clock.tick(seconds - 0.25)
    result = site.get("/page")
    assert (result.status_code, result.text, result.result_type) == (200, "hello", "Hit")
    assert "D-42" in [assumed.id for assumed in result.assumptions]
    clock.tick(0.25)
    assert site.get("/page").status_code >= 500


@pytest.mark.fact("CF-092", "CF-093")
def test_the_object_stands_in_no_longer_than_it_may_though_the_origin_is_not_asked_again(
    clock: FrozenDateTimeFactory,
) -> None:
    site = cached_site(answer("max-age=60, stale-if-error=5"), answer(status=503))
    site.get("/page")
    clock.tick(60)
    assert site.get("/page").status_code == 200
    clock.tick(4)
    assert (site.get("/page").status_code, site.history[-1].origin_requests) == (200, ())
    clock.tick(1)
    assert site.get("/page").status_code == 503


@pytest.mark.fact("CF-092")
def test_within_its_time_the_object_is_better_than_an_error_page_and_after_it_the_page_comes(
    clock: FrozenDateTimeFactory,
) -> None:
    site = cached_site(
        answer("max-age=60, stale-if-error=30"),
        custom_error_responses=PAGES,
        behaviors={"/sorry": {"origin": "https://pages.example.com"}},
    )
    site.get("/page")
    unstub()
    stub(f"{ORIGIN}/page", answer(status=503))
    stub("https://pages.example.com/sorry", answer(body="sorry"))
    clock.tick(89)
    assert (site.get("/page").text, site.history[-1].result_type) == ("hello", "Hit")
    clock.tick(1)
    assert (site.get("/page").text, site.history[-1].result_type) == ("sorry", "Error")


@pytest.mark.fact("CF-092", "CF-112")
def test_stale_if_error_is_for_no_4xx(clock: FrozenDateTimeFactory) -> None:
    site = cached_site(answer("max-age=60, stale-if-error=30"), answer(status=404))
    site.get("/page")
    clock.tick(60)
    assert site.get("/page").status_code == 404


@pytest.mark.fact("CF-092", "CF-085")
def test_a_304_may_say_anew_how_long_the_object_stands_in(clock: FrozenDateTimeFactory) -> None:
    site = expired_site(clock, answer("max-age=60, stale-if-error=5", status=304), answer(status=503))
    assert site.get("/page").result_type == "RefreshHit"
    clock.tick(65)
    assert site.get("/page").status_code == 503


@pytest.mark.fact("CF-112", "CF-098", "CF-086", "D-33")
@pytest.mark.parametrize(
    ("headers", "status", "body"),
    [({"If-None-Match": '"v1"'}, 304, b""), ({"Range": "bytes=1-2"}, 206, b"el")],
    ids=["condition", "range"],
)
def test_a_stale_object_answers_conditions_and_ranges_as_a_fresh_one_does(
    headers: dict[str, str], status: int, body: bytes, clock: FrozenDateTimeFactory
) -> None:
    site = expired_site(clock, answer(status=503))
    for _ in range(2):
        result = site.get("/page", headers=headers)
        assert (result.status_code, result.content, result.result_type) == (status, body, "Hit")
        assert {"D-33", "D-42"} <= {assumed.id for assumed in result.assumptions}


@pytest.mark.fact("CF-112")
def test_what_was_never_stored_cannot_be_served_stale() -> None:
    site = cached_site(answer("no-store"), answer(status=500))
    site.get("/page")
    assert site.get("/page").status_code == 500


@pytest.mark.fact("CF-072", "CF-112")
def test_a_response_that_must_not_be_stored_takes_the_expired_object_away(
    clock: FrozenDateTimeFactory,
) -> None:
    site = expired_site(clock, answer("no-store", body="secret"), answer(status=500))
    assert site.get("/page").text == "secret"
    assert len(site.cache) == 0
    assert site.get("/page").status_code == 500


@pytest.mark.fact("LE-331", "D-42")
def test_the_failed_attempt_ran_its_functions(clock: FrozenDateTimeFactory) -> None:
    result = expired_site(clock, answer(status=500), **all_triggers()).get("/page")
    assert result.fired == ("viewer-request", "origin-request", "origin-response", "viewer-response")
    shown = [run.event["Records"][0]["cf"].get("response", {}).get("status") for run in result.invocations]
    assert shown == [None, None, "500", "200"]
    assert dict(result.skipped) == {}


@pytest.mark.fact("LE-331", "LE-347", "D-42")
def test_an_origin_that_does_not_answer_keeps_origin_response_silent(clock: FrozenDateTimeFactory) -> None:
    result = expired_site(clock, requests.Timeout(), **all_triggers()).get("/page")
    assert result.fired == ("viewer-request", "origin-request", "viewer-response")
    assert dict(result.skipped) == {"origin-response": "no-origin-response"}


@pytest.mark.fact("CF-112", "D-30")
@pytest.mark.parametrize(
    ("origin", "made", "status"), [(500, "200", 200), (500, "404", 404), (200, "503", 200)]
)
def test_what_counts_is_the_status_that_origin_response_left(
    origin: int, made: str, status: int, clock: FrozenDateTimeFactory
) -> None:
    site = cached_site(
        answer("max-age=60", x_a="1"),
        answer(status=origin, body="new", x_a="2"),
        origin_response=in_turn(changes(), changes(status=made, statusDescription="Made")),
    )
    site.get("/page")
    clock.tick(60)
    result = site.get("/page")
    assert (result.status_code, result.headers["X-A"]) == (status, "1" if made == "503" else "2")


@pytest.mark.fact("D-07")
def test_a_failing_function_is_no_failing_origin(clock: FrozenDateTimeFactory) -> None:
    site = cached_site(
        answer("max-age=60"),
        origin_request=in_turn(changes(), raises),
        function_errors="respond",
    )
    site.get("/page")
    clock.tick(60)
    result = site.get("/page")
    assert (result.status_code, result.result_type) == (503, "LambdaExecutionError")


@pytest.mark.fact("CF-093")
def test_a_stale_object_is_served_up_to_the_maximum_ttl_and_no_longer(clock: FrozenDateTimeFactory) -> None:
    site = cached_site(answer(), cache_policy={"min_ttl": 0, "default_ttl": 10, "max_ttl": 30})
    site.get("/page")
    origin_says(answer(status=503))
    clock.tick(25)
    assert site.get("/page").status_code == 200
    clock.tick(6)
    assert site.get("/page").status_code == 503


@pytest.mark.fact("CF-112")
def test_a_stale_object_does_not_look_fresh_while_it_is_served(clock: FrozenDateTimeFactory) -> None:
    site = expired_site(clock, answer(status=503))
    site.get("/page")
    assert not next(iter(site.cache)).fresh
    assert [site.get("/page").result_type, len(site.history[-1].origin_requests)] == ["Hit", 0]
