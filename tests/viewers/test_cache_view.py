"""The cache, the history and a reset, as a test sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.cached_sites import ALL, answer, cached_site, only_entry
from support.edge_functions import answers, raises

from pytest_lambda_edge import CacheEntry, Distribution, FunctionExecutionError, OriginNotStubbedError, clock

if TYPE_CHECKING:
    from pytest_lambda_edge import EdgeClock

POLICY = {"min_ttl": 0} | ALL


@pytest.mark.fact("CF-030", "CF-036")
def test_a_path_is_in_the_cache_in_whatever_variant() -> None:
    site = cached_site(answer("max-age=60"), cache_policy=POLICY)
    assert len(site.cache) == 0
    assert "/a" not in site.cache
    site.get("/a?x=1", cookies={"b": "2"})
    site.get("/b")
    assert len(site.cache) == 2
    for path, there in {
        "/a": True,
        "/a?x=1": True,
        "/a?": False,
        "/a?x=2": False,
        "/a?x": False,
        "/b": True,
        "/b?": True,
        "/b?x=1": False,
        "/A": False,
        "/a/": False,
        "a": False,
        "": False,
    }.items():
        assert (path in site.cache) == there, path
    assert 5 not in site.cache


def test_an_entry_says_what_is_stored_and_for_how_long(edge_clock: EdgeClock) -> None:
    site = cached_site(answer("max-age=60", body="grün", x_a="1"), cache_policy=POLICY)
    begin = clock.now()
    site.get("/a?x=1", cookies={"b": "2"})
    entry = only_entry(site)
    assert isinstance(entry, CacheEntry)
    assert (entry.uri, entry.status_code, entry.size) == ("/a", 200, 5)
    assert (entry.key.querystring, entry.key.cookies) == ("x=1", (("b", "2"),))
    assert entry.headers["X-A"] == "1"
    assert (entry.stored_at, entry.expires_at, entry.age, entry.fresh) == (begin, begin + 60, 0, True)
    edge_clock.tick(59)
    assert (only_entry(site).age, only_entry(site).fresh) == (59, True)
    edge_clock.tick(1)
    assert (only_entry(site).age, only_entry(site).fresh) == (60, False)
    assert "/a" in site.cache
    assert entry.age == 0


def test_the_cache_can_be_walked_while_it_changes() -> None:
    site = cached_site(answer("max-age=60"))
    for path in ("/a", "/b", "/c"):
        site.get(path)
    for entry in site.cache:
        site.invalidate(entry.uri)
    assert len(site.cache) == 0


def test_the_cache_says_how_much_it_holds() -> None:
    site = cached_site()
    site.get("/")
    assert repr(site.cache) == "<cache of d111111abcdef8.cloudfront.net: 1 objects>"


@pytest.mark.fact("CF-090")
def test_nothing_is_evicted(edge_clock: EdgeClock) -> None:
    site = cached_site(answer("max-age=60"))
    for number in range(1000):
        site.get(f"/{number}")
        edge_clock.tick(1)
    assert len(site.cache) == 1000
    assert sum(entry.fresh for entry in site.cache) == 59


def test_two_distributions_share_no_cache() -> None:
    first, second = cached_site(answer("max-age=60")), cached_site(answer("max-age=60"))
    first.get("/a")
    assert (second.get("/a").result_type, first.get("/a").result_type) == ("Miss", "Hit")


def test_the_history_holds_every_request_also_those_that_raised() -> None:
    site = cached_site(behaviors={"/fails": {"viewer_request": raises}})
    result = site.get("/a")
    with pytest.raises(FunctionExecutionError) as failed:
        site.get("/fails")
    assert list(site.history) == [result, failed.value.result]
    assert site.history[-1].status_code == 503


def test_the_history_holds_a_request_for_which_nothing_is_stubbed() -> None:
    site = Distribution(origin="https://www-origin.example.com")
    with pytest.raises(OriginNotStubbedError):
        site.get("/a")
    (result,) = site.history
    assert "/a" in result.explain()


def test_the_history_holds_a_thousand() -> None:
    site = cached_site(viewer_request=answers())
    results = [site.get(f"/{number}") for number in range(1001)]
    assert list(site.history) == results[1:]


def test_a_reset_makes_everything_as_new() -> None:
    runs: list[int] = []

    def viewer_request(event: Any, _context: Any) -> Any:
        runs.append(1)
        return event["Records"][0]["cf"]["request"]

    site = cached_site(answer("max-age=60"), viewer_request=viewer_request)
    cold = [site.get("/a").invocations[0].cold_start for _ in range(2)]
    assert cold == [True, False]
    site.reset()
    assert (len(site.cache), len(site.history)) == (0, 0)
    result = site.get("/a")
    assert (result.result_type, result.invocations[0].cold_start) == ("Miss", True)
    assert len(runs) == 3
