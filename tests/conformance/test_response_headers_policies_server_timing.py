"""The Server-Timing header of a response headers policy."""

from __future__ import annotations

from typing import Any

import pytest
from support.cached_sites import answer, origin_says
from support.edge_functions import answers
from support.fake_origins import NOT_MODIFIED
from support.headers_policies import policy_site

from pytest_lambda_edge import CustomErrorResponse, Distribution, ResponseHeadersPolicy, Result

UPSTREAM = [
    'cdn-upstream-layer;desc="EDGE"',
    "cdn-upstream-dns;dur=0",
    "cdn-upstream-connect;dur=0",
    "cdn-upstream-fbl;dur=0",
]
LAST = "cdn-downstream-fbl;dur=0"
FORCING = {"Pragma": "no-cache, Server-Timing"}


def timing(rate: float | None = 100, *, enabled: bool = True) -> ResponseHeadersPolicy:
    return ResponseHeadersPolicy(
        server_timing_headers_config={"enabled": enabled, "sampling_rate": rate},
    )


def metrics(result: Result) -> list[str]:
    (line,) = result.headers.getlist("server-timing")
    assert ", " not in line
    return line.split(",")


def of_request(result: Result) -> list[str]:
    return [
        f'cdn-pop;desc="{result.headers["x-amz-cf-pop"]}"',
        f'cdn-rid;desc="{result.headers["x-amz-cf-id"]}"',
    ]


@pytest.mark.fact("CF-202")
def test_a_miss_tells_of_the_origin_and_a_hit_of_the_cache() -> None:
    site = policy_site(timing(), answer("max-age=60"))
    miss, hit = site.get("/page"), site.get("/page")
    assert metrics(miss) == [*UPSTREAM, "cdn-cache-miss", *of_request(miss), LAST]
    assert metrics(hit) == ["cdn-cache-hit", *of_request(hit), 'cdn-hit-layer;desc="EDGE"', LAST]
    assert hit.explain().splitlines()[-1] == "  headers policy   added server-timing"


@pytest.mark.fact("CF-202")
def test_a_revalidated_object_is_a_refresh() -> None:
    site = policy_site(timing(), answer("no-cache", etag='"1"', server_timing="db;dur=5"), NOT_MODIFIED)
    site.get("/page")
    result = site.get("/page")
    assert result.result_type == "RefreshHit"
    assert metrics(result) == [*UPSTREAM, "cdn-cache-refresh", *of_request(result), LAST]


@pytest.mark.fact("CF-202")
def test_a_stale_object_for_a_failing_origin_is_a_hit() -> None:
    site = policy_site(timing(), answer("no-cache", etag='"1"'), answer(status=503))
    site.get("/page")
    result = site.get("/page")
    assert (result.status_code, result.result_type) == (200, "Hit")
    assert "cdn-cache-hit" in metrics(result)


@pytest.mark.fact("CF-202")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_uncached_response_is_a_miss(method: str) -> None:
    site = policy_site(timing(), cache_policy="CachingDisabled")
    assert "cdn-cache-miss" in metrics(site.request(method, "/page"))


@pytest.mark.fact("CF-202")
def test_a_cached_error_is_a_hit() -> None:
    site = policy_site(timing(), answer(status=404))
    site.get("/page")
    result = site.get("/page")
    assert (result.status_code, metrics(result)[0]) == (404, "cdn-cache-hit")


def test_what_viewer_request_answers_has_met_no_cache() -> None:
    result = policy_site(timing(), viewer_request=answers(200, "mine")).get("/page")
    assert metrics(result) == [*of_request(result), LAST]


def test_a_custom_error_page_tells_of_the_pages_own_fetch() -> None:
    page = CustomErrorResponse(error_code=404, response_page_path="/404.html", response_code=404)
    site = policy_site(timing(), answer(status=404), answer("max-age=60"), custom_error_responses=[page])
    assert "cdn-cache-miss" in metrics(site.get("/page"))
    assert "cdn-cache-hit" in metrics(site.get("/page"))


@pytest.mark.fact("CF-202")
def test_the_origins_own_metrics_are_kept_on_a_miss_and_dropped_on_a_hit() -> None:
    site = policy_site(timing(), answer("max-age=60", server_timing="db;dur=5,app;dur=7"))
    miss, hit = site.get("/page"), site.get("/page")
    assert metrics(miss) == [*UPSTREAM, "cdn-cache-miss", *of_request(miss), LAST, "db;dur=5", "app;dur=7"]
    assert not any(metric.startswith(("db", "app")) for metric in metrics(hit))
    assert [entry.headers["server-timing"] for entry in site.cache] == ["db;dur=5,app;dur=7"]


@pytest.mark.fact("CF-202", "CF-207")
def test_the_origins_own_metrics_can_be_removed() -> None:
    policy = ResponseHeadersPolicy(
        server_timing_headers_config={"enabled": True, "sampling_rate": 100},
        remove_headers_config=["Server-Timing"],
    )
    result = policy_site(policy, answer(server_timing="db;dur=5")).get("/page")
    assert metrics(result)[-1] == LAST


def times_timed(site: Distribution, count: int, **headers: str) -> int:
    return sum("server-timing" in site.get("/page", headers=headers).headers for _ in range(count))


def rests_on_sampling(result: Result) -> bool:
    return "CF-202" in {assumed.id for assumed in result.assumptions}


@pytest.mark.fact("CF-202")
@pytest.mark.parametrize(
    ("rate", "fewest", "most"), [(0, 0, 0), (0.0001, 0, 1), (25, 30, 70), (50, 75, 125), (100, 200, 200)]
)
def test_the_sampling_rate_picks_a_share_of_the_responses(rate: float, fewest: int, most: int) -> None:
    site = policy_site(timing(rate), answer("max-age=60"))
    assert fewest <= times_timed(site, 200) <= most
    assert rests_on_sampling(site.history[-1]) == (0 < rate < 100)


def picked(site: Distribution) -> list[bool]:
    return ["server-timing" in site.get("/page").headers for _ in range(20)]


def test_the_same_requests_are_picked_in_every_run() -> None:
    requests = picked(policy_site(timing(50)))
    assert set(requests) == {True, False}
    assert picked(policy_site(timing(50))) == requests


def test_without_a_rate_every_response_is_picked() -> None:
    site = policy_site(timing(None))
    assert times_timed(site, 20) == 20
    assert rests_on_sampling(site.history[-1])


@pytest.mark.fact("CF-202")
@pytest.mark.parametrize("rate", [0, 0.0001, 100])
def test_a_viewer_can_ask_for_it_with_pragma(rate: float) -> None:
    site = policy_site(timing(rate), answer("max-age=60"))
    assert times_timed(site, 20, **FORCING) == 20
    assert not rests_on_sampling(site.history[-1])


@pytest.mark.fact("CF-202")
@pytest.mark.parametrize("pragma", ["no-cache", "server-timings", "x server-timing"])
def test_another_pragma_asks_for_nothing(pragma: str) -> None:
    assert times_timed(policy_site(timing(0)), 1, Pragma=pragma) == 0


@pytest.mark.fact("CF-202")
def test_where_it_is_not_enabled_a_viewer_can_still_ask_for_it() -> None:
    site = policy_site(timing(100, enabled=False))
    assert times_timed(site, 3, **FORCING) == 3
    assert rests_on_sampling(site.history[-1])


@pytest.mark.fact("CF-202")
@pytest.mark.parametrize(
    ("policy", "lines"),
    [
        (timing(100, enabled=False), {}),
        (ResponseHeadersPolicy(remove_headers_config=["X-A"]), {}),
        (ResponseHeadersPolicy(remove_headers_config=["X-A"]), FORCING),
        (None, {}),
        (None, FORCING),
    ],
)
def test_without_server_timing_enabled_there_is_none(policy: Any, lines: dict[str, str]) -> None:
    site = policy_site(policy, answer("max-age=60"))
    assert times_timed(site, 200, **lines) == 0
    assert rests_on_sampling(site.history[-1]) == (lines == FORCING)
    origin_says(answer(server_timing="db;dur=5"))
    assert site.get("/other").headers["server-timing"] == "db;dur=5"
