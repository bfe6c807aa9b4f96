from __future__ import annotations

import asyncio
import bdb
import gc
import re
import signal
import sys
import threading
import time
import weakref
from typing import TYPE_CHECKING, Any

import freezegun
import pytest
from support.function_folders import World, write_files

from pytest_lambda_edge.clock import now, real_monotonic
from pytest_lambda_edge.errors import FunctionTimeoutError
from pytest_lambda_edge.model.triggers import Function
from pytest_lambda_edge.pipeline.effects import FailureKind
from pytest_lambda_edge.runtimes import debugger
from pytest_lambda_edge.runtimes.deadline import Deadline, DeadlineExceeded
from pytest_lambda_edge.runtimes.registry import load
from pytest_lambda_edge.runtimes.running import attempt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytest_lambda_edge.pipeline.effects import Run
    from pytest_lambda_edge.runtimes.registry import Functions

SHORT = 0.1

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there are no alarms here")


@pytest.fixture(autouse=True)
def _alarm_as_before() -> Iterator[None]:
    before = signal.getsignal(signal.SIGALRM), sys.gettrace()
    yield
    assert (signal.getsignal(signal.SIGALRM), sys.gettrace()) == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def timed(handler: Callable[[Any, Any], Any], timeout: float = SHORT) -> Run:
    return load(Function(handler, timeout=timeout)).run({})


def endless_loop(event: Any, context: Any) -> None:
    while True:
        pass


def long_sleep(event: Any, context: Any) -> None:
    time.sleep(20)


def endless_regex(event: Any, context: Any) -> Any:
    return re.match(r"(a*)*b", 40 * "a")


def loop_that_keeps_exceptions(event: Any, context: Any) -> None:
    while True:
        try:  # noqa: SIM105 - as functions do it
            endless_loop(event, context)
        except Exception:  # noqa: BLE001 - what the test is about
            pass


def sleep_that_keeps_exceptions(event: Any, context: Any) -> None:
    while True:
        try:  # noqa: SIM105 - as functions do it
            time.sleep(20)
        except Exception:  # noqa: BLE001 - what the test is about
            pass


def sleep_that_keeps_everything(event: Any, context: Any) -> None:
    while True:
        try:  # noqa: SIM105 - as functions do it
            time.sleep(20)
        except:  # noqa: E722 - what the test is about
            pass


def loop_that_keeps_everything_twice(event: Any, context: Any) -> None:
    while True:
        try:
            sleep_that_keeps_everything(event, context)
        except BaseException:  # noqa: BLE001 - what the test is about
            pass
        else:
            break


def sleep_in_an_event_loop(event: Any, context: Any) -> None:
    asyncio.run(asyncio.sleep(20))


def sleep_in_a_task_group(event: Any, context: Any) -> None:
    async def spin() -> None:
        while True:  # noqa: ASYNC110 - there is no event that it could wait for
            await asyncio.sleep(0)

    async def main() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(spin())
            group.create_task(asyncio.sleep(20))

    asyncio.run(main())


def error_of_its_own(event: Any, context: Any) -> None:
    try:
        time.sleep(20)
    except BaseException as error:
        raise ValueError("interrupted") from error


class _Slow(dict[str, int]):
    def __init__(self) -> None:
        super().__init__(a=1)

    def items(self) -> Any:
        time.sleep(20)


def slow_result(event: Any, context: Any) -> Any:
    return _Slow()


@pytest.mark.fact("LE-251", "LE-282", "D-12")
@pytest.mark.parametrize(
    "handler",
    [
        endless_loop,
        long_sleep,
        endless_regex,
        loop_that_keeps_exceptions,
        sleep_that_keeps_exceptions,
        sleep_that_keeps_everything,
        sleep_in_an_event_loop,
        sleep_in_a_task_group,
        error_of_its_own,
        slow_result,
    ],
)
def test_whatever_it_does_a_run_ends_with_its_time(handler: Callable[[Any, Any], Any]) -> None:
    before = World.now()
    run = timed(handler)
    assert run.failure is not None
    assert run.failure.kind is FailureKind.TIMEOUT
    assert (run.failure.error_type, run.failure.message) == (
        "Sandbox.Timedout",
        "Task timed out after 0.10 seconds",
    )
    assert SHORT <= run.duration < 5
    assert (run.returned, run.returned_json) == (None, None)
    assert World.now() == before


def test_a_run_may_keep_everything_twice_over() -> None:
    run = timed(loop_that_keeps_everything_twice)
    assert run.failure is not None
    assert run.failure.kind is FailureKind.TIMEOUT


def test_the_failure_says_where_the_time_was_spent() -> None:
    failure = timed(long_sleep).failure
    assert failure is not None
    assert failure.where.endswith(f"test_runtimes_deadlines.py:{long_sleep.__code__.co_firstlineno + 1}")
    assert isinstance(failure.cause, DeadlineExceeded)
    assert "0.1 seconds" in str(failure.cause)


def test_invoke_raises_a_timeout_error() -> None:
    with pytest.raises(FunctionTimeoutError, match=r"Task timed out after 0\.10 seconds"):
        load(Function(long_sleep, timeout=SHORT)).invoke({})


@pytest.mark.fact("LE-251")
@pytest.mark.parametrize("place", ["import", "run"])
def test_loaded_code_has_a_deadline_at_import_and_in_a_run(
    place: str, tmp_path: Path, functions: Functions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pytest_lambda_edge.runtimes.execution_environment._SHORTEST_START", SHORT)
    loop = "while True:\n    try: time.sleep(20)\n    except Exception: pass\n"
    write_files(tmp_path, index="import time\ndef handler(event, context):\n    return 1\n")
    index = tmp_path / "index.py"
    if place == "import":
        index.write_text(f"import time\n{loop}")
    else:
        index.write_text("import time\ndef handler(event, context):\n    " + loop.replace("\n", "\n    "))
    before = World.now(tmp_path)
    function = functions.load(Function(tmp_path, handler="index.handler", timeout=SHORT))
    for _ in range(2):
        run = function.run({})
        assert run.failure is not None
        assert run.failure.kind is FailureKind.TIMEOUT
        assert run.failure.where.startswith(str(index))
        assert run.cold_start is (place == "import") or run.cold_start
        assert World.now(tmp_path) == before


def test_a_cold_start_may_take_longer_than_the_timeout(tmp_path: Path, functions: Functions) -> None:
    write_files(tmp_path, index="import time\ntime.sleep(0.2)\ndef handler(event, context):\n    return 1\n")
    function = functions.load(Function(tmp_path, handler="index.handler", timeout=SHORT))
    assert function.invoke({}) == 1


@pytest.mark.parametrize("handler", [long_sleep, endless_loop])
def test_real_seconds_count_on_a_frozen_clock(handler: Callable[[Any, Any], Any]) -> None:
    with freezegun.freeze_time("2026-01-02"):
        failure = timed(handler).failure
    assert failure is not None
    assert failure.kind is FailureKind.TIMEOUT


@pytest.mark.fact("D-12")
@pytest.mark.parametrize(("seconds", "times_out"), [(29, False), (31, True), (-31, False)])
def test_time_passed_on_a_frozen_clock_counts_as_well(seconds: float, times_out: bool) -> None:
    with freezegun.freeze_time("2026-01-02") as frozen:
        run = load(lambda event, context: [frozen.tick(seconds), None][1]).run({})
    assert (run.failure is not None) is times_out
    assert run.duration < 5
    if run.failure is not None:
        assert run.failure.message == "Task timed out after 30.00 seconds"


@pytest.mark.parametrize("step", [1, 60])
def test_a_clock_that_each_look_moves_on_does_not_count(step: float) -> None:
    def handler(event: Any, context: Any) -> bool:
        looks = [now() for _ in range(40)]
        return looks[-1] - looks[0] >= 39 * step and 29_000 < context.get_remaining_time_in_millis() <= 30_000

    with freezegun.freeze_time("2026-01-02", auto_tick_seconds=step):
        assert load(handler).invoke({}) is True


def test_real_seconds_count_on_a_clock_that_each_look_moves_on() -> None:
    with freezegun.freeze_time("2026-01-02", auto_tick_seconds=60):
        failure = timed(endless_loop).failure
    assert failure is not None
    assert failure.kind is FailureKind.TIMEOUT


def test_a_functions_error_after_its_time_is_a_timeout() -> None:
    def handler(event: Any, context: Any) -> None:
        frozen.tick(31)
        raise ValueError

    with freezegun.freeze_time("2026-01-02") as frozen:
        failure = load(handler).run({}).failure
    assert failure is not None
    assert failure.kind is FailureKind.TIMEOUT
    assert isinstance(failure.cause, ValueError)


def test_a_run_off_the_main_thread_is_judged_when_it_returns() -> None:
    runs: list[Run] = []

    def handler(event: Any, context: Any) -> str:
        time.sleep(2 * SHORT)
        return "late"

    thread = threading.Thread(target=lambda: runs.append(timed(handler)))
    thread.start()
    thread.join()
    assert runs[0].failure is not None
    assert runs[0].failure.kind is FailureKind.TIMEOUT
    assert runs[0].duration >= 2 * SHORT


class TestAnAlarmOfSomebodyElse:
    """pytest-timeout's, say: set before the run, for a time of its own."""

    @pytest.fixture
    def alarms(self) -> Iterator[list[float]]:
        alarms: list[float] = []
        before = signal.signal(signal.SIGALRM, lambda *_: alarms.append(real_monotonic()))
        yield alarms
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

    def test_one_that_is_later_is_kept(self, alarms: list[float]) -> None:
        signal.setitimer(signal.ITIMER_REAL, 10)
        failure = timed(long_sleep).failure
        assert failure is not None
        left, interval = signal.getitimer(signal.ITIMER_REAL)
        assert 5 < left < 10 - SHORT
        assert interval == 0
        assert not alarms

    def test_one_that_is_earlier_goes_off_in_time_and_once(self, alarms: list[float]) -> None:
        start = real_monotonic()
        signal.setitimer(signal.ITIMER_REAL, SHORT)
        failure = timed(long_sleep, 10 * SHORT).failure
        assert failure is not None
        assert failure.kind is FailureKind.TIMEOUT
        assert len(alarms) == 1
        assert SHORT <= alarms[0] - start < 9 * SHORT
        assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)

    def test_one_that_raises_ends_the_run_by_its_own_exception(self) -> None:
        def answer(*_: object) -> None:
            pytest.fail("Timeout from somebody else")

        before = signal.signal(signal.SIGALRM, answer)
        try:
            signal.setitimer(signal.ITIMER_REAL, SHORT)
            with pytest.raises(pytest.fail.Exception, match="from somebody else"):
                timed(sleep_that_keeps_exceptions, 10)
            assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
            assert signal.getsignal(signal.SIGALRM) is answer
        finally:
            signal.signal(signal.SIGALRM, before)

    def test_one_that_repeats_goes_on(self, alarms: list[float]) -> None:
        signal.setitimer(signal.ITIMER_REAL, SHORT, SHORT)
        timed(long_sleep, 3.5 * SHORT)
        assert len(alarms) >= 2
        left, interval = signal.getitimer(signal.ITIMER_REAL)
        assert 0 < left <= SHORT
        assert interval == pytest.approx(SHORT)

    def test_one_without_a_handler_is_not_answered(self) -> None:
        before = signal.signal(signal.SIGALRM, signal.SIG_IGN)
        try:
            signal.setitimer(signal.ITIMER_REAL, SHORT)
            assert timed(lambda event, context: time.sleep(2 * SHORT), 10).failure is None
            assert signal.getsignal(signal.SIGALRM) is signal.SIG_IGN
        finally:
            signal.signal(signal.SIGALRM, before)

    def test_one_that_went_off_just_before_is_not_lost(self, alarms: list[float]) -> None:
        deadline = Deadline(10)
        signal.raise_signal(signal.SIGALRM)
        assert len(alarms) == 1
        deadline._on_alarm(signal.SIGALRM, None)
        assert attempt(deadline, time.sleep, SHORT) == (None, None)
        assert len(alarms) == 2

    def test_one_that_is_not_pythons_is_left_alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("pytest_lambda_edge.runtimes.deadline._raw", _ForeignHandler())
        failure = timed(lambda event, context: time.sleep(2 * SHORT)).failure
        assert failure is not None
        assert failure.kind is FailureKind.TIMEOUT


class _ForeignHandler:
    def getsignal(self, signum: int) -> None:
        return None


def test_a_run_around_a_run_keeps_its_own_deadline() -> None:
    inner: list[Run] = []

    def outer(event: Any, context: Any) -> None:
        inner.append(timed(long_sleep, SHORT))
        inner.append(timed(long_sleep, 20))

    failure = timed(outer, 3 * SHORT).failure
    assert failure is not None
    assert failure.message == "Task timed out after 0.30 seconds"
    assert [run.failure.message for run in inner if run.failure] == ["Task timed out after 0.10 seconds"]


def test_an_alarm_that_a_function_sets_itself_delays_only_its_judgement() -> None:
    def handler(event: Any, context: Any) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        time.sleep(2 * SHORT)

    failure = timed(handler).failure
    assert failure is not None
    assert failure.kind is FailureKind.TIMEOUT


class TestWherePythonKeepsExceptionsToItself:
    """It only writes of them that they were ignored."""

    @pytest.fixture(autouse=True)
    def _nothing_is_ignored(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        ignored: list[Any] = []
        monkeypatch.setattr(sys, "unraisablehook", ignored.append)
        yield
        assert not ignored

    def test_a_finalizer_ends_before_the_function(self) -> None:
        class Finalized:
            def __del__(self) -> None:
                time.sleep(2 * SHORT)

        def handler(event: Any, context: Any) -> None:
            Finalized()
            time.sleep(20)

        failure = timed(handler).failure
        assert failure is not None
        assert failure.where.endswith(f":{handler.__code__.co_firstlineno + 2}")

    def test_a_weak_references_callback_ends_before_the_function(self) -> None:
        def handler(event: Any, context: Any) -> None:
            target = Handlers()
            weakref.finalize(target, time.sleep, 2 * SHORT)
            del target
            time.sleep(20)

        failure = timed(handler).failure
        assert failure is not None
        assert failure.where.endswith(f":{handler.__code__.co_firstlineno + 4}")

    @pytest.fixture
    def _no_garbage_of_others(self) -> Iterator[None]:
        """Leave the collector nothing of other tests, whose generators and callbacks would end in its run."""
        gc.collect()
        gc.freeze()
        yield
        gc.unfreeze()

    @pytest.mark.usefixtures("_no_garbage_of_others")
    def test_a_callback_of_the_collector_ends_before_the_function(self) -> None:
        def callback(phase: str, info: Any) -> None:
            time.sleep(SHORT)

        def handler(event: Any, context: Any) -> None:
            gc.callbacks.append(callback)
            try:
                gc.collect()
            finally:
                gc.callbacks.remove(callback)
            time.sleep(20)

        failure = timed(handler).failure
        assert failure is not None
        # The alarm may come as soon as the collector is done, or in the sleep; never in the callback.
        first = handler.__code__.co_firstlineno
        assert failure.where.endswith((f":{first + 3}", f":{first + 6}"))


class Handlers:
    """Something that can be referred to weakly."""


class TestUnderADebugger:
    def sleeping(self, event: Any, context: Any) -> str:
        time.sleep(2 * SHORT)
        return "at last"

    @pytest.fixture
    def own_trace(self) -> Iterator[None]:
        before = sys.gettrace()
        yield
        sys.settrace(before)

    def test_a_run_has_no_deadline_while_one_steps(self, own_trace: None) -> None:
        stepping = bdb.Bdb()
        stepping.reset()
        sys.settrace(stepping.trace_dispatch)
        run = timed(self.sleeping)
        sys.settrace(None)
        assert run.returned == "at last"

    def test_another_trace_function_is_no_debugger(self, own_trace: None) -> None:
        sys.settrace(lambda *_: None)
        failure = timed(self.sleeping).failure
        sys.settrace(None)
        assert failure is not None
        assert failure.kind is FailureKind.TIMEOUT

    def test_a_run_has_no_deadline_while_one_is_attached(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "pydevd", sys)
        assert timed(self.sleeping).returned == "at last"

    def test_a_run_loses_its_deadline_at_a_prompt(self) -> None:
        prompt: dict[str, Any] = {"__name__": "pdb", "time": time}
        exec("def interaction(): time.sleep(0.3)", prompt)

        def handler(event: Any, context: Any) -> str:
            prompt["interaction"]()
            time.sleep(2 * SHORT)
            return "at last"

        run = timed(handler)
        assert (run.failure, run.returned) == (None, "at last")

    def test_an_alarm_of_somebody_else_still_goes_off(self) -> None:
        alarms: list[int] = []
        prompt: dict[str, Any] = {"__name__": "pdb", "time": time}
        exec("def interaction(): time.sleep(0.4)", prompt)
        before = signal.signal(signal.SIGALRM, lambda *_: alarms.append(1))
        try:
            signal.setitimer(signal.ITIMER_REAL, 3 * SHORT)
            assert timed(lambda event, context: prompt["interaction"]()).failure is None
        finally:
            signal.signal(signal.SIGALRM, before)
        assert alarms == [1]

    @pytest.mark.skipif(sys.version_info < (3, 12), reason="needs sys.monitoring")
    def test_a_tool_that_monitors_as_a_debugger_is_one(self) -> None:
        if sys.version_info >= (3, 12):
            sys.monitoring.use_tool_id(sys.monitoring.DEBUGGER_ID, "edge debugger")
            try:
                assert debugger.debugger_at_work()
            finally:
                sys.monitoring.free_tool_id(sys.monitoring.DEBUGGER_ID)
            assert not debugger.debugger_at_work()


@pytest.mark.fact("LE-321", "D-12")
def test_the_context_tells_the_time_that_is_left() -> None:
    def handler(event: Any, context: Any) -> list[int]:
        left = [context.get_remaining_time_in_millis()]
        frozen.tick(2)
        left.append(context.get_remaining_time_in_millis())
        frozen.tick(20)
        return [*left, context.get_remaining_time_in_millis()]

    with freezegun.freeze_time("2026-01-02") as frozen:
        run = timed(handler, 5)
    assert run.failure is not None

    lefts: list[list[int]] = []
    with freezegun.freeze_time("2026-01-02") as frozen:
        timed(lambda event, context: lefts.append(handler(event, context)), 5)
    first, second, third = lefts[0]
    assert 4000 < first <= 5000
    assert 2000 < second <= 3000
    assert third == 0
