"""Nobody waits for ever: neither for each other nor for itself, whatever requests and functions do."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
import responses
from support.cached_sites import answer
from support.fake_origins import ORIGIN, stub
from support.function_folders import write_files
from support.threads import Gate, InThread, at_once, site_behind, until

from pytest_lambda_edge import Behavior, Distribution, in_flight
from pytest_lambda_edge.in_flight import Claimant, InFlight
from pytest_lambda_edge.pipeline.effects import Claim, Claimed, Release

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_lambda_edge import Result

URL = f"{ORIGIN}/page"
KEPT = answer("max-age=60")

PAGES = [
    {"error_code": 404, "response_page_path": "/b", "response_code": 404, "error_caching_min_ttl": 0},
    {"error_code": 500, "response_page_path": "/a", "response_code": 500, "error_caching_min_ttl": 0},
]
ASKS_FOR_THE_PAGE = """
    site, own = None, []

    def handler(event, context):
        if site is not None and not own:
            own.append(None)
            own[0] = site.get("/page")
        return event["Records"][0]["cf"]["request"]
"""


@pytest.mark.fact("CF-096", "CF-121")
def test_two_requests_whose_error_pages_are_each_others_objects_do_not_wait_for_each_other() -> None:
    both = threading.Barrier(2, timeout=10)

    def fails(status: int) -> Callable[[Any], tuple[int, dict[str, str], str]]:
        asked: list[Any] = []

        def reply(request: Any) -> tuple[int, dict[str, str], str]:
            asked.append(request)
            if len(asked) == 1:
                both.wait()
            return status, {}, "no"

        return reply

    responses.add_callback("GET", f"{ORIGIN}/a", fails(404))
    responses.add_callback("GET", f"{ORIGIN}/b", fails(500))
    site = Distribution(origin=ORIGIN, custom_error_responses=PAGES)
    a, b = at_once(lambda: site.get("/a"), lambda: site.get("/b"))
    assert (a.status_code, b.status_code) == (500, 404)  # A page that fails keeps its own status (CF-122).
    assert site._in_flight == {}


def test_a_function_that_asks_for_the_object_that_it_is_part_of_gets_it() -> None:
    stub(URL, KEPT)
    own: list[Any] = []

    def origin_request(event: Any, _context: Any) -> Any:
        if not own:
            own.append(None)
            own[0] = site.get("/page")
        return event["Records"][0]["cf"]["request"]

    site = Distribution(origin=ORIGIN, origin_request=origin_request)
    outer = InThread(lambda: site.get("/page")).result()
    assert (own[0].result_type, outer.result_type) == ("Miss", "Miss")
    assert (own[0].assumptions, outer.assumptions) == ((), ())


def test_loaded_code_that_asks_for_an_object_does_not_wait_for_a_thread_that_needs_loaded_code(
    tmp_path: Path,
) -> None:
    # The first request waits for loaded code to end before its viewer-response can run.
    write_files(tmp_path / "asks", index=ASKS_FOR_THE_PAGE)
    write_files(
        tmp_path / "passes", index="def handler(event, context): return event['Records'][0]['cf']['response']"
    )
    gate = Gate(URL, KEPT, kept_back=1)
    stub(f"{ORIGIN}/outer", KEPT)
    site = site_behind(
        gate,
        viewer_response=str(tmp_path / "passes/index.handler"),
        behaviors={"/outer": Behavior(viewer_request=str(tmp_path / "asks/index.handler"))},
    )
    module: Any = site.functions["asks"].module
    module.site = site
    first = InThread(lambda: site.get("/page"))
    until(lambda: len(gate.asked) == 1)
    assert InThread(lambda: site.get("/outer")).result().status_code == 200
    assert (module.own[0].result_type, module.own[0].assumptions) == ("Miss", ())
    assert not first.ended
    gate.open()
    assert first.result().result_type == "Miss"
    site.close()


def test_who_keeps_loaded_code_from_running_does_not_wait_for_a_thread_that_needs_it(tmp_path: Path) -> None:
    write_files(
        tmp_path / "passes", index="def handler(event, context): return event['Records'][0]['cf']['response']"
    )
    gate = Gate(URL, KEPT, kept_back=1)
    site = site_behind(gate, origin_response=str(tmp_path / "passes/index.handler"))
    first = InThread(lambda: site.get("/page"))
    until(lambda: len(gate.asked) == 1)
    with site.functions["passes"].imported():
        gate.open()
        assert site.get("/page").result_type == "Miss"
        assert not first.ended
    assert first.result().result_type == "Miss"
    site.close()


def test_an_origin_that_is_another_distribution_keeps_nobody_waiting() -> None:
    stub(f"{ORIGIN}/page", KEPT)
    inner = Distribution(origin=ORIGIN)

    def reply(_request: Any) -> tuple[int, dict[str, str], str]:
        return 200, {"Cache-Control": "max-age=60"}, inner.get("/page").text

    responses.add_callback("GET", "https://inner.example.com/page", reply)
    outer = Distribution(origin="https://inner.example.com")
    results = at_once(*[lambda: outer.get("/page")] * 4, *[lambda: inner.get("/page")] * 4)
    assert [result.text for result in results] == ["hello"] * 8
    assert [result.result_type for result in results[:4]].count("Miss") == 1


def test_no_wait_is_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_flight, "_LONGEST_WAIT", 0.01)
    stub(URL, KEPT)
    own: list[InThread[Result]] = []

    def origin_request(event: Any, _context: Any) -> Any:
        if not own:
            own.append(InThread(lambda: site.get("/page")))
            own[0].result()
        return event["Records"][0]["cf"]["request"]

    site = Distribution(origin=ORIGIN, origin_request=origin_request)
    assert InThread(lambda: site.get("/page")).result().result_type == "Miss"
    assert own[0].result().result_type == "Miss"


def test_an_interrupted_fetch_keeps_nobody_waiting() -> None:
    entered, interrupt = threading.Event(), threading.Event()

    def reply(_request: Any) -> tuple[int, dict[str, str], str]:
        if entered.is_set():
            return 200, {}, "hello"
        entered.set()
        assert interrupt.wait(10)
        raise KeyboardInterrupt

    responses.add_callback("GET", URL, reply)
    site = Distribution(origin=ORIGIN)
    first = InThread(lambda: site.get("/page"))
    assert entered.wait(10)
    second = InThread(lambda: site.get("/page"))
    until(lambda: second.waits)
    interrupt.set()
    with pytest.raises(KeyboardInterrupt):
        first.result()
    assert second.result().result_type == "Miss"
    assert site._in_flight == {}


class Interrupted:
    """A lock that is had at the moment at which whoever waits for it is interrupted."""

    def __init__(self, claimed: InFlight) -> None:
        self.lock = threading.Lock()
        self.claimed = claimed

    def acquire(self, timeout: float) -> bool:
        self.claimed.clear()  # Its holder has given the key back.
        self.lock.acquire(timeout=timeout)
        raise KeyboardInterrupt

    def release(self) -> None:
        self.lock.release()


def test_a_waiter_that_is_interrupted_keeps_no_other_waiting() -> None:
    claimed: InFlight = {}
    held: Any = Interrupted(claimed)
    claimed["/page"] = held
    with pytest.raises(KeyboardInterrupt):
        Claimant(claimed, lambda: True).answer(Claim("/page", wait=True))
    assert not held.lock.locked()


def test_a_claimant_that_is_interrupted_as_it_claims_can_give_the_key_back() -> None:
    class Interrupting(InFlight):
        def setdefault(self, *given: Any) -> Any:
            super().setdefault(*given)
            raise KeyboardInterrupt

    claimed = Interrupting()
    claimant = Claimant(claimed, lambda: True)
    with pytest.raises(KeyboardInterrupt):
        claimant.answer(Claim("/page", wait=True))
    (lock,) = claimed.values()
    claimant.release()
    assert (claimed, lock.locked()) == ({}, False)


def test_who_waits_in_vain_leaves_the_key_to_its_holder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_flight, "_LONGEST_WAIT", 0.01)
    claimed: InFlight = {}
    holder, waiter = (Claimant(claimed, lambda: True) for _ in range(2))
    assert holder.answer(Claim("/page", wait=True)) is Claimed.HELD
    assert waiter.answer(Claim("/page", wait=True)) is Claimed.WAITED
    assert claimed["/page"].locked()
    assert holder.answer(Release()) is None
    assert claimed == {}
