from __future__ import annotations

import asyncio
import functools
import sys
import types
import warnings
from typing import TYPE_CHECKING, Any
from unittest.mock import AsyncMock, MagicMock, Mock, create_autospec

import pytest
import responses
from support.function_folders import World

from pytest_lambda_edge.errors import EdgeError, FunctionExecutionError, OriginNotStubbedError
from pytest_lambda_edge.pipeline.effects import FailureKind
from pytest_lambda_edge.runtimes.registry import Functions, load

if TYPE_CHECKING:
    from collections.abc import Callable

EVENT: dict[str, Any] = {"Records": [{"cf": {"request": {"uri": "/"}}}]}


def _deep(depth: int) -> list[Any]:
    event: list[Any] = []
    for _ in range(depth):
        event = [event]
    return event


def echo(event: Any, context: Any) -> Any:
    return event


class Handlers:
    def __init__(self, answer: str = "") -> None:
        self.answer = answer

    def method(self, event: Any, context: Any) -> Any:
        return [self.answer, event]

    @classmethod
    def of_class(cls, event: Any, context: Any) -> Any:
        return [cls.__name__, event]

    @staticmethod
    def static(event: Any, context: Any) -> Any:
        return ["static", event]

    def __call__(self, event: Any, context: Any) -> Any:
        return ["called", event]


@pytest.mark.parametrize(
    ("handler", "result", "name"),
    [
        (echo, EVENT, "test_runtimes_callables:echo"),
        (lambda event, context: 7, 7, "test_runtimes_callables:<lambda>"),
        (Handlers("x").method, ["x", EVENT], "test_runtimes_callables:Handlers.method"),
        (Handlers.of_class, ["Handlers", EVENT], "test_runtimes_callables:Handlers.of_class"),
        (Handlers.static, ["static", EVENT], "test_runtimes_callables:Handlers.static"),
        (Handlers(), ["called", EVENT], "test_runtimes_callables:Handlers"),
        (functools.partial(Handlers("y").method), ["y", EVENT], "test_runtimes_callables:Handlers.method"),
        (functools.wraps(echo)(lambda *_: 8), 8, "test_runtimes_callables:echo"),
    ],
)
def test_any_callable_is_a_function_with_a_name(handler: Callable[..., Any], result: Any, name: str) -> None:
    function = load(handler)
    assert function.name == name
    assert function.invoke(EVENT) == result


@pytest.mark.parametrize(
    "mock", [Mock(return_value=1), MagicMock(return_value=1), create_autospec(echo, return_value=1)]
)
def test_a_mock_receives_event_and_context(mock: Mock) -> None:
    assert load(mock).invoke(EVENT) == 1
    (event, context), _ = mock.call_args
    assert event == EVENT
    assert context.function_version == "1"


def test_a_mock_goes_by_its_own_name() -> None:
    assert load(Mock(name="auth")).name == "auth"
    assert load(Mock()).name == "unittest.mock:Mock"


@pytest.mark.fact("LE-209")
def test_event_and_result_are_copies() -> None:
    kept: list[Any] = []

    def handler(event: Any, context: Any) -> Any:
        kept.append(event)
        event["Records"][0]["cf"]["request"]["uri"] = "/changed"
        return event

    event = {"Records": [{"cf": {"request": {"uri": "/"}}}]}
    run = load(handler).run(event)
    assert event["Records"][0]["cf"]["request"]["uri"] == "/"
    assert run.event_json == '{"Records":[{"cf":{"request":{"uri":"/"}}}]}'
    assert run.returned == kept[0]
    assert run.returned is not kept[0]


def test_the_first_run_is_the_cold_start_until_reset() -> None:
    function = load(echo)
    assert [function.run({}).cold_start for _ in range(2)] == [True, False]
    function.reset()
    assert function.run({}).cold_start


def test_a_run_takes_real_time_and_says_so() -> None:
    assert 0 < load(echo).run(EVENT).duration < 5


@pytest.mark.fact("LE-208", "LE-250")
def test_an_exception_is_an_execution_failure_with_its_place() -> None:
    def handler(event: Any, context: Any) -> Any:
        return dict[str, str]()["missing"]

    failure = load(handler).run(EVENT).failure
    assert failure is not None
    assert failure.kind is FailureKind.EXECUTION
    assert (failure.error_type, failure.message) == ("KeyError", "'missing'")
    assert failure.where.endswith(f"test_runtimes_callables.py:{handler.__code__.co_firstlineno + 1}")
    assert isinstance(failure.cause, KeyError)


def test_the_traceback_of_a_failure_begins_in_the_function() -> None:
    def handler(event: Any, context: Any) -> Any:
        raise ValueError

    failure = load(handler).run(EVENT).failure
    assert failure is not None
    assert failure.cause is not None
    assert failure.cause.__traceback__ is not None
    assert failure.cause.__traceback__.tb_frame.f_code is handler.__code__


def test_invoke_raises_with_the_functions_own_exception_as_cause() -> None:
    own = ValueError("not today")

    def handler(event: Any, context: Any) -> Any:
        raise own

    with pytest.raises(FunctionExecutionError, match="ValueError: not today") as raised:
        load(handler).invoke(EVENT)
    assert raised.value.__cause__ is own


@pytest.mark.parametrize("outcome", [pytest.fail, pytest.skip, pytest.xfail, pytest.exit])
def test_pytests_outcomes_pass_through(outcome: Any) -> None:
    def handler(event: Any, context: Any) -> Any:
        outcome("as told")

    with pytest.raises(outcome.Exception, match="as told"):
        load(handler).run(EVENT)


def test_pytests_outcomes_pass_through_in_a_group() -> None:
    def handler(event: Any, context: Any) -> Any:
        raise BaseExceptionGroup("tasks", [ValueError(), pytest.skip.Exception("as told")])

    with pytest.raises(BaseExceptionGroup, match="tasks"):
        load(handler).run(EVENT)


@pytest.mark.parametrize(
    "error", [AssertionError("as told"), KeyboardInterrupt(), OriginNotStubbedError("none")]
)
def test_what_is_meant_for_the_test_passes_through(error: BaseException) -> None:
    with pytest.raises(type(error)) as raised:
        load(Mock(side_effect=error)).run(EVENT)
    assert raised.value is error


def test_the_world_is_as_before_when_something_passes_through() -> None:
    before = World.now()
    with pytest.raises(KeyboardInterrupt):
        load(Mock(side_effect=KeyboardInterrupt)).run(EVENT)
    assert World.now() == before


@pytest.mark.parametrize(("code", "status"), [(None, 0), (0, 0), (3, 3), ("bye", 1)])
def test_leaving_the_process_is_a_runtime_exit(code: Any, status: int) -> None:
    def handler(event: Any, context: Any) -> Any:
        sys.exit(code)

    failure = load(handler).run(EVENT).failure
    assert failure is not None
    assert failure.error_type == "Runtime.ExitError"
    assert failure.message == f"Runtime exited with error: exit status {status}"


def test_any_other_base_exception_is_a_runtime_exit() -> None:
    failure = load(Mock(side_effect=GeneratorExit("odd"))).run(EVENT).failure
    assert failure is not None
    assert (failure.error_type, failure.message) == (
        "Runtime.ExitError",
        "Runtime exited: GeneratorExit: odd",
    )


def test_an_exception_whose_text_fails_is_told_all_the_same() -> None:
    class Odd(Exception):  # noqa: N818 - as a function may name it
        def __str__(self) -> str:
            raise RuntimeError

    failure = load(Mock(side_effect=Odd)).run(EVENT).failure
    assert failure is not None
    assert failure.message == "<Odd whose __str__ fails>"


def test_a_handler_of_one_argument_is_told_what_lambda_calls() -> None:
    failure = load(lambda event: event).run(EVENT).failure
    assert failure is not None
    assert failure.error_type == "TypeError"
    assert "handler(event, context)" in failure.hint


def test_a_type_error_of_the_function_gets_no_such_hint() -> None:
    failure = load(lambda event, context: event + 1).run(EVENT).failure
    assert failure is not None
    assert (failure.error_type, failure.hint) == ("TypeError", "")


@pytest.mark.fact("LE-208")
@pytest.mark.parametrize("make", [lambda: AsyncMock(return_value={}), lambda: _async_echo])
def test_an_async_function_returns_what_is_no_json(make: Callable[[], Any]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        failure = load(make()).run(EVENT).failure
    assert failure is not None
    assert failure.error_type == "Runtime.MarshalError"
    assert failure.message == "Unable to marshal response: Object of type coroutine is not JSON serializable"
    assert "asyncio.run" in failure.hint


async def _async_echo(event: Any, context: Any) -> Any:
    return event


def test_an_event_loop_in_an_async_test_is_explained() -> None:
    def handler(event: Any, context: Any) -> Any:
        coroutine = _async_echo(event, context)
        try:
            return asyncio.run(coroutine)
        finally:
            coroutine.close()

    async def test() -> Any:
        return load(handler).run(EVENT)

    failure = asyncio.run(test()).failure
    assert failure is not None
    assert "event loop" in failure.hint
    assert load(handler).invoke(EVENT) == EVENT


@pytest.mark.parametrize(
    "event",
    [
        {"a": b""},
        {"a": float("nan")},
        {"a": 10**5000},
        _deep(100_000),
    ],
)
def test_an_event_that_is_no_json_is_a_type_error(event: Any) -> None:
    with pytest.raises(TypeError, match="an event is JSON"):
        load(echo).invoke(event)


def test_any_mapping_will_do_as_an_event() -> None:
    assert load(echo).invoke(types.MappingProxyType({"a": types.MappingProxyType({})})) == {"a": {}}


def test_a_callable_runs_in_the_tests_own_world() -> None:
    before = World.now()
    inside: list[World] = []
    load(lambda event, context: inside.append(World.now())).run(EVENT)
    assert inside[0].environ == before.environ
    assert inside[0].path == before.path
    assert inside[0].directory == before.directory
    assert World.now() == before


def test_a_callable_has_its_module_and_nothing_to_import() -> None:
    function = load(echo)
    assert function.module is sys.modules[__name__]
    with function.imported():
        assert sys.modules[__name__] is function.module
    function.close()


def test_a_callable_of_no_module_says_so() -> None:
    homeless = types.FunctionType(echo.__code__, {"__name__": "nowhere"})
    homeless.__module__ = "nowhere"
    with pytest.raises(EdgeError, match="nowhere:echo belongs to no module"):
        load(homeless).module  # noqa: B018 - the access is what fails


class TestByName:
    @pytest.fixture(autouse=True)
    def _module(self, monkeypatch: pytest.MonkeyPatch) -> None:
        module = types.ModuleType("edge_by_name")
        module.__dict__.update(handler=echo, Handlers=Handlers, LIMIT=3)
        monkeypatch.setitem(sys.modules, "edge_by_name", module)

    def test_a_callable_is_found_by_its_name(self) -> None:
        function = load("edge_by_name:handler")
        assert function.name == "edge_by_name:handler"
        assert function.invoke(EVENT) == EVENT
        assert function.module is sys.modules["edge_by_name"]

    def test_an_attribute_may_be_dotted(self) -> None:
        assert load("edge_by_name:Handlers.static").invoke(EVENT) == ["static", EVENT]

    def test_what_replaces_it_is_called(self, monkeypatch: pytest.MonkeyPatch) -> None:
        function = load("edge_by_name:handler")
        monkeypatch.setattr("edge_by_name.handler", lambda event, context: "patched")
        assert function.invoke(EVENT) == "patched"

    @pytest.mark.fact("LE-250")
    def test_a_missing_name_is_reported_as_lambda_does(self) -> None:
        run = load("edge_by_name:hander").run(EVENT)
        assert run.failure is not None
        assert run.failure.error_type == "Runtime.HandlerNotFound"
        assert run.failure.message == "Handler 'hander' missing on module 'edge_by_name'"
        assert run.failure.hint == "the module has Handlers, handler; did you mean 'handler'?"


def test_a_module_that_fails_to_import_is_reported_as_lambda_does(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, functions: Functions
) -> None:
    (tmp_path / "edge_failing.py").write_text("import edge_nowhere\n")
    monkeypatch.syspath_prepend(tmp_path)
    function = functions.load("edge_failing:handler")
    failure = function.run(EVENT).failure
    assert failure is not None
    assert failure.error_type == "Runtime.ImportModuleError"
    assert failure.message == "Unable to import module 'edge_failing': No module named 'edge_nowhere'"
    assert failure.where.endswith("edge_failing.py:1")
    with pytest.raises(FunctionExecutionError, match=r"Runtime\.ImportModuleError"):
        function.module  # noqa: B018 - the access is what fails


def test_an_outcome_at_import_passes_through(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "edge_skipping.py").write_text("import pytest\npytest.skip('no', allow_module_level=True)\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(pytest.skip.Exception):
        load("edge_skipping:handler").run(EVENT)


def test_a_functions_requests_are_answered_by_stubs() -> None:
    import requests  # noqa: PLC0415 - as a function does

    with responses.RequestsMock() as stubs:
        stubs.get("https://api.example.com/", body="stubbed")
        assert (
            load(lambda event, context: requests.get("https://api.example.com/", timeout=1).text).invoke({})
            == "stubbed"
        )
