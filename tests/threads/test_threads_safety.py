"""Many threads and one distribution: nothing is lost, nothing counted twice, nobody gets another one's."""

from __future__ import annotations

import re
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

from freezegun import freeze_time
from support.cached_sites import answer, cached_site
from support.edge_functions import passes_on
from support.fake_origins import ORIGIN, stub
from support.function_folders import write_files
from support.threads import Gate, InThread, at_once, site_behind, until

from pytest_lambda_edge import Behavior, Distribution
from pytest_lambda_edge.runtimes.context import FunctionIdentity

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from pytest_lambda_edge import Result

THREADS = 8
KEPT = answer("max-age=3600")
PART = answer("max-age=3600", status=206, body="h", content_range="bytes 0-0/5")
FROZEN = "2020-01-01"
PASSES = "def handler(event, context): return event['Records'][0]['cf']['request']"
COUNTS = """
    import itertools

    runs = itertools.count(1)
    last = 0

    def handler(event, context):
        global last
        last = next(runs)
        print("loaded", event["Records"][0]["cf"]["request"]["uri"])
        return event["Records"][0]["cf"]["request"]
"""


def cold_starts(results: list[Result]) -> int:
    return sum(invocation.cold_start for result in results for invocation in result.invocations)


def test_a_callable_starts_cold_once(monkeypatch: pytest.MonkeyPatch) -> None:
    begin = FunctionIdentity.starting_now

    def begin_slowly(name: str, memory: int) -> FunctionIdentity:
        time.sleep(0.01)  # Time enough for the other threads to come here, too.
        return begin(name, memory)

    monkeypatch.setattr(FunctionIdentity, "starting_now", begin_slowly)
    stub(re.compile(ORIGIN), KEPT)
    site = Distribution(origin=ORIGIN, viewer_request=passes_on)
    assert cold_starts(at_once(*[lambda: site.get("/page")] * THREADS)) == 1
    site.reset()
    assert cold_starts(at_once(*[lambda: site.get("/page")] * THREADS)) == 1


def test_loaded_code_starts_cold_once(tmp_path: Path) -> None:
    stub(re.compile(ORIGIN), KEPT)
    write_files(tmp_path / "counts", index=COUNTS)
    site = Distribution(origin=ORIGIN, viewer_request=str(tmp_path / "counts/index.handler"))
    assert cold_starts(at_once(*[lambda: site.get("/page")] * THREADS)) == 1
    module: Any = site.functions["counts"].module
    assert module.last == THREADS
    site.close()


def test_each_run_has_its_own_output_and_no_others() -> None:
    stub(re.compile(ORIGIN), KEPT)

    def handler(event: Any, _context: Any) -> Any:
        uri = event["Records"][0]["cf"]["request"]["uri"]
        for _ in range(20):
            sys.stdout.write(f"{uri}\n")
        return event["Records"][0]["cf"]["request"]

    site = Distribution(origin=ORIGIN, viewer_request=handler)
    paths = [f"/{number}" for number in range(THREADS)]
    results = at_once(*[lambda path=path: site.get(path) for path in paths])
    assert [result.invocations[0].logs for result in results] == [f"{path}\n" * 20 for path in paths]


def test_a_thread_that_is_given_a_request_sees_the_frozen_clock() -> None:
    # freezegun shows the real time to whatever the standard library's `threading` calls within five frames.
    site = cached_site(KEPT)
    with freeze_time(FROZEN):
        site.get("/page")
        thread = threading.Thread(target=site.request, args=("GET", "/page"))
        thread.start()
        thread.join()
        assert site.history[-1].result_type == "Hit"


def test_on_a_frozen_clock_threads_wait_and_go_on_as_they_do_on_a_running_one() -> None:
    gate = Gate(f"{ORIGIN}/page", KEPT)
    with freeze_time(FROZEN):
        site = site_behind(gate)
        first = InThread(lambda: site.get("/page"))
        until(lambda: len(gate.asked) == 1)
        second = InThread(lambda: site.get("/page"))
        until(lambda: second.waits)
        gate.open()
        assert [first.result().result_type, second.result().result_type] == ["Miss", "Hit"]


def test_a_callable_that_is_named_is_the_tests_own_while_loaded_code_of_that_name_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub(re.compile(ORIGIN), KEPT)
    write_files(tmp_path / "tests", edge_named="answer = 'the test\\'s'\n" + ANSWERS)
    write_files(tmp_path / "code", edge_named="answer = 'the folder\\'s'\n" + ANSWERS, index=SLOW)
    monkeypatch.syspath_prepend(tmp_path / "tests")
    site = Distribution(
        origin=ORIGIN,
        viewer_request=str(tmp_path / "code/index.handler"),
        behaviors={"/named": Behavior(viewer_request="edge_named:handler")},
    )
    slow: Any = site.functions["code"].module
    slow.running = threading.Event()
    loaded = InThread(lambda: site.get("/page"))
    assert slow.running.wait(10)
    assert site.get("/named").text == "the test's"
    loaded.result()
    site.close()
    monkeypatch.delitem(sys.modules, "edge_named")


ANSWERS = "def handler(event, context): return {'status': '200', 'body': answer}"
SLOW = """
    import time
    import edge_named

    running = None

    def handler(event, context):
        running and running.set()
        for _ in range(200):
            time.sleep(0.0001)
        return event["Records"][0]["cf"]["request"]
"""


def test_a_distribution_can_be_reset_and_looked_at_while_requests_are_under_way() -> None:
    stub(re.compile(f"{ORIGIN}/whole"), KEPT)
    stub(re.compile(f"{ORIGIN}/part"), PART)
    site = Distribution(origin=ORIGIN, viewer_request=passes_on)
    asking = threading.Event()

    def ask(number: int) -> int:
        for count in range(60):
            assert site.get(f"/whole/{number}-{count}").text == "hello"
            assert site.get(f"/part/{number}", headers={"Range": f"bytes={count}-{count}"}).text == "h"
        return number

    def look() -> int:
        rounds = 0
        while not asking.is_set():
            rounds += 1
            assert {entry.status_code for entry in site.cache} <= {200, 206}
            assert {result.status_code for result in site.history.copy()} <= {200, 206}
            site.invalidate("/whole/1*", "/part/2")
            site.reset()
        return rounds

    looking = InThread(look)
    assert at_once(*[lambda number=number: ask(number) for number in range(4)]) == [0, 1, 2, 3]
    asking.set()
    assert looking.result() > 0
    site.reset()
    assert (len(site.cache), len(site.history)) == (0, 0)
