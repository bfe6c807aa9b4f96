"""Eight threads, one distribution, thousands of requests: every count adds up."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
import responses
from support.edge_functions import raises
from support.fake_origins import ORIGIN
from support.function_folders import write_files
from support.scenarios import ALL_METHODS
from support.threads import at_once

from pytest_lambda_edge import Behavior, Distribution

if TYPE_CHECKING:
    from pathlib import Path

    from requests import PreparedRequest

    from pytest_lambda_edge import Result

THREADS = 8
OBJECTS = 40
LOADED = """
    runs = 0

    def handler(event, context):
        global runs
        before = runs
        request = event["Records"][0]["cf"]["request"]
        runs = before + 1  # No other run comes between.
        if request["uri"].startswith("/generated"):
            return {"status": "200", "body": request["uri"]}
        return request
"""
KINDS = ("kept", "missing", "not-kept", "invalidated", "generated", "failing", "posted")
TYPES = {
    "kept": {"Miss", "Hit"},
    "missing": {"Error"},
    "not-kept": {"Miss"},
    "invalidated": {"Miss", "Hit"},
    "generated": {"LambdaGeneratedResponse"},
    "failing": {"LambdaExecutionError"},
    "posted": {"Miss"},
}


class CountingOrigin:
    """Answers each kind of path in its way, and counts what it is asked for."""

    def __init__(self) -> None:
        self._asked: list[str] = []
        for method in ("GET", "POST"):
            responses.add_callback(method, re.compile(ORIGIN), self._reply, content_type=None)

    def _reply(self, request: PreparedRequest) -> tuple[int, dict[str, str], str]:
        path = str(request.url).removeprefix(ORIGIN)
        self._asked.append(path)
        control = "no-store" if path.startswith("/not-kept") else "max-age=3600"
        return (404 if path.startswith("/missing") else 200), {"Cache-Control": control}, path

    def times(self) -> Counter[str]:
        return Counter(self._asked)


def make_site(folder: Path) -> tuple[Distribution, Any]:
    """Return a distribution with loaded code and a callable that counts its runs."""
    runs = itertools.count()

    def viewer_response(event: Any, _context: Any) -> Any:
        next(runs)
        return event["Records"][0]["cf"]["response"]

    write_files(folder / "loaded", index=LOADED)
    triggers: dict[str, Any] = {
        "viewer_request": str(folder / "loaded/index.handler"),
        "viewer_response": viewer_response,
    }
    site = Distribution(
        origin=ORIGIN,
        cache_policy={"min_ttl": 0},
        allowed_methods=ALL_METHODS,
        function_errors="respond",
        custom_error_responses=[{"error_code": 404, "error_caching_min_ttl": 3600}],
        behaviors={"/failing*": Behavior(origin_request=raises, **triggers)},
        **triggers,
    )
    return site, runs


def ask(site: Distribution, seed: int, count: int) -> list[tuple[str, Result]]:
    """Send requests of all kinds, in an order of this thread's own, and invalidate objects now and then."""
    answers = []
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        path = f"/{kind}/{(11 * seed + 17 * number) % OBJECTS}"
        if kind == "invalidated" and number % 5 == 0:
            site.invalidate(path)
        answers.append((kind, site.request("POST" if kind == "posted" else "GET", path)))
    return answers


@pytest.mark.parametrize("requests", [800, pytest.param(10_000, marks=pytest.mark.slow)])
@pytest.mark.fact("CF-096", "CF-097", "D-14")
def test_every_count_adds_up(requests: int, tmp_path: Path) -> None:
    origin = CountingOrigin()
    site, callable_runs = make_site(tmp_path)
    each = requests // THREADS
    lists = at_once(*[lambda seed=seed: ask(site, seed, each) for seed in range(THREADS)])
    results: dict[str, list[Result]] = {kind: [] for kind in KINDS}
    for kind, result in itertools.chain(*lists):
        results[kind].append(result)
    everything = list(itertools.chain(*results.values()))
    assert len(everything) == requests

    check_answers(results)
    check_fetches(results, origin.times())
    module: Any = site.functions["loaded"].module
    check_runs(results, loaded=module.runs, callables=next(callable_runs))
    assert len({result.headers["X-Amz-Cf-Id"] for result in everything}) == requests
    assert len(site.history) == min(requests, 1000)
    assert set(map(id, site.history)) <= set(map(id, everything))
    assert {entry.uri for entry in site.cache} == {
        path for path in origin.times() if path.startswith(("/kept", "/missing", "/invalidated"))
    }
    assert site._in_flight == {}
    site.close()


def check_answers(results: dict[str, list[Result]]) -> None:
    """Check that each got what it asked for."""
    status = dict.fromkeys(KINDS, 200) | {"missing": 404, "failing": 503}
    for kind in KINDS:
        assert {result.result_type for result in results[kind]} == TYPES[kind], kind
        assert {result.status_code for result in results[kind]} == {status[kind]}, kind
        if kind != "failing":
            assert all(result.text == path_of(result) for result in results[kind]), kind


def check_fetches(results: dict[str, list[Result]], times: Counter[str]) -> None:
    """Check that the origin was asked as often as the Results say, and once for what is kept."""
    for kind in KINDS:
        fetched = {path: count for path, count in times.items() if path.startswith(f"/{kind}/")}
        sent = [result for result in results[kind] for _ in result.origin_requests]
        assert Counter(map(path_of, sent)) == fetched, kind
        if kind in {"kept", "missing"}:
            assert fetched == dict.fromkeys(map(path_of, results[kind]), 1)
        elif kind in {"not-kept", "posted"}:
            assert sum(fetched.values()) == len(results[kind])
        elif kind == "invalidated":
            misses = [result for result in results[kind] if result.result_type == "Miss"]
            assert Counter(map(path_of, misses)) == fetched
        else:
            assert fetched == {}


def check_runs(results: dict[str, list[Result]], *, loaded: int, callables: int) -> None:
    """Check the runs that the Results tell of against what the functions have counted."""
    everything = itertools.chain(*results.values())
    runs = [invocation for result in everything for invocation in result.invocations]
    count = Counter(str(run.event_type) for run in runs)
    assert count["viewer-request"] == loaded == sum(map(len, results.values()))
    assert count["viewer-response"] == callables
    assert count["origin-request"] == len(results["failing"])
    assert sum(run.cold_start for run in runs) == 3


def path_of(result: Result) -> str:
    return result._exchange.received.uri
