"""Request collapsing: of several threads that want one object only the first asks the origin for it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
import responses
from support.cached_sites import ALL, answer, cached_site, legacy, sent
from support.edge_functions import passes_on, raises
from support.fake_origins import ORIGIN, stub
from support.scenarios import ALL_METHODS
from support.threads import Gate, InThread, at_once, site_behind, until

from pytest_lambda_edge import Distribution, FunctionExecutionError, OriginNotStubbedError, Result

if TYPE_CHECKING:
    from collections.abc import Callable

URL = f"{ORIGIN}/page"
KEPT = answer("max-age=60")
STILL_GOOD = answer("max-age=60", status=304, body=b"")
OTHERS = 7


def while_fetching(gate: Gate, site: Distribution, others: int = OTHERS) -> list[Result]:
    """Return what one request and then some others come to, all of which come before the origin answers."""
    first = InThread(lambda: site.get("/page"))
    until(lambda: len(gate.asked) == 1)
    rest = [InThread(lambda: site.get("/page")) for _ in range(others)]
    until(lambda: all(thread.waits for thread in rest))
    gate.open()
    return [first.result(), *(thread.result() for thread in rest)]


def rests_on(result: Result) -> list[str]:
    return [assumption.id for assumption in result.assumptions]


@pytest.mark.fact("CF-096", "LE-328", "D-14")
def test_who_comes_while_an_object_is_fetched_waits_for_it_and_shares_it() -> None:
    gate = Gate(URL, KEPT)
    site = site_behind(gate, origin_request=passes_on, viewer_response=passes_on)
    first, *others = while_fetching(gate, site)
    assert gate.asked == [URL]
    assert (first.result_type, first.fired) == ("Miss", ("origin-request", "viewer-response"))
    for result in others:
        assert (result.result_type, result.text) == ("Hit", "hello")
        assert result.fired == ("viewer-response",)
        assert result.skipped == {"origin-request": "cache-hit"}
        assert result.origin_requests == ()
    assert len(site.cache) == 1


@pytest.mark.fact("D-14")
def test_only_who_has_waited_rests_on_the_choice_and_says_so() -> None:
    gate = Gate(URL, KEPT)
    first, waited = while_fetching(gate, site_behind(gate), others=1)
    told = "cache            waited for another request that was fetching the object"
    assert (rests_on(first), rests_on(waited)) == ([], ["D-14"])
    assert told not in first.explain()
    lines = [line.strip() for line in waited.explain().splitlines()]
    before, after = lines[lines.index(told) - 1], lines[lines.index(told) + 1]
    assert before.startswith("cache            miss; key ")
    assert after.startswith("cache            hit, 0 s old; key ")


@pytest.mark.fact("D-14")
def test_a_sequence_of_requests_is_never_collapsed() -> None:
    site = cached_site(answer("no-store"))
    results = [site.get("/page") for _ in range(3)]
    assert [result.result_type for result in results] == ["Miss"] * 3
    assert [rests_on(result) for result in results] == [[], [], []]


@pytest.mark.fact("CF-096")
def test_an_expired_object_is_revalidated_once() -> None:
    site = cached_site(answer("no-cache", etag='"v1"'))
    site.get("/page")
    responses.reset()
    gate = Gate(URL, STILL_GOOD)
    first, *others = while_fetching(gate, site)
    assert first.result_type == "RefreshHit"
    assert [result.result_type for result in others] == ["Hit"] * OTHERS
    assert len(gate.asked) == 1


def stale_site(**settings: Any) -> tuple[Distribution, Gate]:
    """Return a distribution with an object that is revalidated in the background, and its slow origin."""
    site = cached_site(answer("max-age=0, stale-while-revalidate=60"), **settings)
    site.get("/page")
    responses.reset()
    return site, Gate(URL, KEPT, kept_back=1)


@pytest.mark.fact("CF-091", "CF-096", "D-14")
def test_a_revalidation_in_the_background_is_left_to_another_that_is_at_it() -> None:
    site, gate = stale_site()
    first = InThread(lambda: site.get("/page"))
    until(lambda: len(gate.asked) == 1)
    second = site.get("/page")
    assert not first.ended
    gate.open()
    assert (len(first.result().origin_requests), len(second.origin_requests)) == (1, 0)
    assert ("D-14" in rests_on(first.result()), "D-14" in rests_on(second)) == (False, True)
    assert "the stale object is revalidated by another request" in second.explain()


@pytest.mark.fact("CF-041", "CF-097")
def test_with_cookies_forwarded_each_revalidates_in_the_background() -> None:
    site, gate = stale_site(cache_policy={"min_ttl": 0, **ALL})
    first = InThread(lambda: site.get("/page"))
    until(lambda: len(gate.asked) == 1)
    second = site.get("/page")
    gate.open()
    assert (len(first.result().origin_requests), len(second.origin_requests)) == (1, 1)


@pytest.mark.fact("CF-096")
def test_the_others_go_on_as_soon_as_the_object_is_stored() -> None:
    gate = Gate(URL, KEPT)
    served = threading.Event()
    first_waits = threading.local()

    def viewer_response(event: Any, _context: Any) -> Any:
        if getattr(first_waits, "here", False):
            assert served.wait(10)
        return event["Records"][0]["cf"]["response"]

    site = site_behind(gate, viewer_response=viewer_response)

    def ask_first() -> Result:
        first_waits.here = True
        return site.get("/page")

    first = InThread(ask_first)
    until(lambda: len(gate.asked) == 1)
    other = InThread(lambda: site.get("/page"))
    until(lambda: other.waits)
    gate.open()
    assert other.result().result_type == "Hit"
    assert not first.ended
    served.set()
    assert first.result().result_type == "Miss"


@pytest.mark.fact("CF-096")
def test_who_finds_the_object_fetched_between_its_look_and_its_claim_looks_again() -> None:
    site = cached_site(KEPT)

    class Late(dict[str, threading.Lock]):
        def setdefault(self, key: str, default: Any = None) -> threading.Lock:
            site._in_flight = {}
            InThread(lambda: site.get("/page")).result()
            held: threading.Lock = super().setdefault(key, default)
            return held

    site._in_flight = Late()
    result = site.get("/page")
    assert (result.result_type, result.origin_requests, rests_on(result)) == ("Hit", (), ["D-14"])
    assert site._in_flight == {}


@pytest.mark.fact("CF-096")
def test_requests_for_other_objects_do_not_wait() -> None:
    gate = Gate(URL, KEPT)
    stub(f"{ORIGIN}/other", KEPT)
    site = site_behind(gate)
    first = InThread(lambda: site.get("/page"))
    until(lambda: len(gate.asked) == 1)
    assert site.get("/other").result_type == "Miss"
    assert not first.ended
    gate.open()
    first.result()


def both_at_the_origin(ask: Callable[[], Result]) -> list[Result]:
    """Return two results; the origin answers neither before both requests have come to it."""
    both = threading.Barrier(2, timeout=10)

    def reply(_request: Any) -> tuple[int, dict[str, str], str]:
        both.wait()
        return 200, {"Cache-Control": "max-age=60"}, "hello"

    for method in ("GET", "POST"):
        responses.add_callback(method, URL, reply)
    return at_once(ask, ask)


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({"cache_policy": "CachingDisabled"}, id="caching disabled"),
        pytest.param({"cache_policy": {"min_ttl": 0, **ALL}}, id="cookies in the cache policy"),
        pytest.param(
            {"cache_policy": {"min_ttl": 0, "cookie_behavior": "whitelist", "cookies": ["id"]}},
            id="one cookie in the cache policy",
        ),
        pytest.param(
            {"origin_request_policy": {"cookie_behavior": "all"}}, id="cookies in the origin request policy"
        ),
        pytest.param(legacy(cookies={"forward": "all"}), id="cookies in legacy settings"),
    ],
)
@pytest.mark.fact("CF-041", "CF-097")
def test_without_caching_and_with_cookies_forwarded_nothing_is_collapsed(settings: dict[str, Any]) -> None:
    site = Distribution(origin=ORIGIN, **settings)
    results = both_at_the_origin(lambda: site.get("/page"))
    assert [result.result_type for result in results] == ["Miss", "Miss"]
    assert [rests_on(result) for result in results] == [[], []]


@pytest.mark.fact("CF-097")
def test_a_method_that_is_not_cached_is_not_collapsed() -> None:
    site = Distribution(origin=ORIGIN, allowed_methods=ALL_METHODS)
    results = both_at_the_origin(lambda: site.post("/page"))
    assert [result.result_type for result in results] == ["Miss", "Miss"]


@pytest.mark.parametrize("control", ["private", "no-store", "no-cache", "max-age=0", "s-maxage=0"])
@pytest.mark.fact("CF-097")
def test_what_is_not_kept_is_fetched_by_each_after_the_pause_and_not_one_by_one(control: str) -> None:
    others = threading.Barrier(3, timeout=10)
    asked: list[int] = []
    first_may_go = threading.Event()

    def reply(_request: Any) -> tuple[int, dict[str, str], str]:
        asked.append(1)
        number = len(asked)
        if number == 1:
            assert first_may_go.wait(10)
        else:
            others.wait()
        return 200, {"Cache-Control": control}, "hello"

    responses.add_callback("GET", URL, reply)
    site = Distribution(origin=ORIGIN, cache_policy={"min_ttl": 0})
    first = InThread(lambda: site.get("/page"))
    until(lambda: len(asked) == 1)
    rest = [InThread(lambda: site.get("/page")) for _ in range(3)]
    until(lambda: all(thread.waits for thread in rest))
    first_may_go.set()
    results = [first.result(), *(thread.result() for thread in rest)]
    assert [len(result.origin_requests) for result in results] == [1] * 4
    of_private = ["CF-072"] if control == "private" else []  # nothing but that it is not stored
    assert [rests_on(result) for result in results] == [of_private, *[["D-14", *of_private]] * 3]


@pytest.mark.fact("CF-097")
def test_a_minimum_ttl_keeps_and_shares_what_the_origin_would_not_have_kept() -> None:
    gate = Gate(URL, answer("no-store"))
    site = site_behind(gate, cache_policy={"min_ttl": 60})
    results = while_fetching(gate, site, others=2)
    assert [result.result_type for result in results] == ["Miss", "Hit", "Hit"]


@pytest.mark.fact("CF-096")
def test_an_error_that_is_kept_is_shared() -> None:
    gate = Gate(URL, answer(status=503))
    results = while_fetching(gate, site_behind(gate), others=2)
    assert [result.status_code for result in results] == [503] * 3
    assert [len(result.origin_requests) for result in results] == [1, 0, 0]


def test_after_a_fetch_that_fails_each_gets_an_answer_of_its_own() -> None:
    gate = Gate(URL, answer(status=503), KEPT)
    site = site_behind(gate, custom_error_responses=[{"error_code": 503, "error_caching_min_ttl": 0}])
    first, *others = while_fetching(gate, site, others=2)
    assert first.status_code == 503
    assert [result.status_code for result in others] == [200, 200]


def errors_of(site: Distribution, begin: Callable[[], Any], threads: int = 3) -> list[BaseException]:
    def ask() -> BaseException:
        with pytest.raises(Exception) as caught:  # noqa: PT011 - the caller looks at each
            site.get("/page")
        return caught.value

    begin()
    return at_once(*[ask] * threads)


def test_an_origin_without_a_stub_is_told_to_each() -> None:
    site = Distribution(origin=ORIGIN)
    errors = errors_of(site, responses.reset)
    assert [type(error) for error in errors] == [OriginNotStubbedError] * 3
    assert len(set(map(id, errors))) == 3
    assert site._in_flight == {}


def test_a_function_that_fails_is_told_to_each() -> None:
    site = Distribution(origin=ORIGIN, origin_request=raises)
    errors = errors_of(site, responses.reset)
    assert [type(error) for error in errors] == [FunctionExecutionError] * 3
    assert site._in_flight == {}


@pytest.mark.fact("CF-096", "CF-121")
def test_an_error_page_is_fetched_once_for_all_who_get_it() -> None:
    gate = Gate(f"{ORIGIN}/page", KEPT)
    for path in ("/one", "/two"):
        stub(f"{ORIGIN}{path}", answer(status=404))
    site = site_behind(
        gate,
        custom_error_responses=[{"error_code": 404, "response_page_path": "/page", "response_code": 200}],
    )
    first = InThread(lambda: site.get("/one"))
    until(lambda: len(gate.asked) == 1)
    second = InThread(lambda: site.get("/two"))
    until(lambda: second.waits)
    gate.open()
    results = [first.result(), second.result()]
    assert [(result.status_code, result.text) for result in results] == [(200, "hello")] * 2
    assert [len(result.origin_requests) for result in results] == [2, 1]
    assert len(gate.asked) == 1


@pytest.mark.fact("CF-096", "D-16")
def test_a_head_request_waits_for_another_and_not_for_a_get() -> None:
    gate = Gate(URL, KEPT)
    stub(URL, KEPT)  # For HEAD; the gate answers GET.
    site = site_behind(gate)
    first = InThread(lambda: site.get("/page"))
    until(lambda: len(gate.asked) == 1)
    assert sent(site.head("/page")).method == "HEAD"
    gate.open()
    assert first.result().result_type == "Miss"
