from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from support.function_folders import World, write_files

from pytest_lambda_edge.model.triggers import Function, Trigger
from pytest_lambda_edge.runtimes.registry import Functions

if TYPE_CHECKING:
    from pathlib import Path


def handler(event: Any, context: Any) -> Any:
    return event


class Methods:
    def handler(self, event: Any, context: Any) -> Any:
        return event

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 1

    __call__ = handler


@pytest.fixture
def auth(tmp_path: Path) -> Path:
    return write_files(
        tmp_path / "auth",
        index="""
            import helper

            def handler(event, context):
                import late
                return [helper.fetch(), late.fetch(), local()]

            def local():
                return "local"
            """,
        helper="def fetch():\n    return 'fetched'\n",
        late="def fetch():\n    return 'late'\n",
    )


def test_functions_are_found_by_name(auth: Path, functions: Functions) -> None:
    first = functions.load(f"{auth}/index.handler")
    second = functions.load(Function(handler, name="own"))
    third = functions.load(handler)
    assert list(functions) == ["auth", "own", "test_runtimes_functions_view:handler"]
    assert [functions[name] for name in functions] == [first, second, third]
    assert len(functions) == 3
    assert "auth" in functions


def test_a_name_that_no_function_has_says_which_there_are(auth: Path, functions: Functions) -> None:
    with pytest.raises(KeyError, match=r"no function is called 'auht'; there are none"):
        functions["auht"]
    functions.load(f"{auth}/index.handler")
    with pytest.raises(
        KeyError, match=r"no function is called 'auht'; there are 'auth'; did you mean 'auth'\?"
    ):
        functions["auht"]


def test_equal_settings_are_one_function(auth: Path, functions: Functions) -> None:
    one, other = Methods(), Methods()
    equal: list[list[Any]] = [
        [
            f"{auth}/index.handler",
            Trigger(f"{auth}/index.handler", include_body=True),
            f"{auth}/../auth/index.handler",
        ],
        [Function(auth), Function(auth, handler="index.handler")],
        [handler, handler, Function(handler)],
        [one.handler, one.handler],
        [other.handler],
        [one],
        [other],
        [Function(handler, name="a"), Function(handler, name="a")],
        [Function(handler, name="b")],
        [Function(handler, timeout=3)],
    ]
    equal[0] += equal.pop(1)
    loaded = [{id(functions.load(setting)) for setting in settings} for settings in equal]
    assert [len(ids) for ids in loaded] == [1] * len(equal)
    assert len(set.union(*loaded)) == len(equal) == len(functions)


def test_functions_of_the_same_name_are_told_apart(tmp_path: Path, functions: Functions) -> None:
    for parent in ("one", "two", "three"):
        folder = write_files(
            tmp_path / parent / "auth", index=f"handler = lambda event, context: {parent!r}\n"
        )
        functions.load(f"{folder}/index.handler")
    assert list(functions) == ["auth", "auth-2", "auth-3"]
    assert [functions[name].invoke({}) for name in functions] == ["one", "two", "three"]
    assert [functions[name].name for name in functions] == list(functions)


def test_the_module_is_the_functions_and_its_first_use_the_cold_start(
    auth: Path, functions: Functions
) -> None:
    function = functions.load(f"{auth}/index.handler")
    module = function.module
    assert module is function.module
    assert module.__name__ == "index"
    assert not function.run({}).cold_start
    with mock.patch.object(module, "local", return_value="patched"):
        assert function.invoke({}) == ["fetched", "late", "patched"]
    with mock.patch.object(module, "handler", return_value="replaced"):
        assert function.invoke({}) == "replaced"
    assert function.invoke({}) == ["fetched", "late", "local"]


def test_a_patch_by_name_lasts_until_it_is_undone(auth: Path, functions: Functions) -> None:
    function = functions.load(f"{auth}/index.handler")
    before = World.now(auth)
    with function.imported():
        patches = [
            mock.patch("helper.fetch", return_value="patched"),
            mock.patch("late.fetch", return_value="too"),
        ]
        for patch in patches:
            patch.start()
    assert World.now(auth) == before
    assert function.invoke({}) == ["patched", "too", "local"]
    for patch in patches:
        patch.stop()
    assert function.invoke({}) == ["fetched", "late", "local"]


def test_requests_run_inside_the_context_too(auth: Path, functions: Functions, tmp_path: Path) -> None:
    function = functions.load(f"{auth}/index.handler")
    write_files(
        tmp_path / "other",
        index="import helper\ndef handler(event, context):\n    return helper.NAME\n",
        helper="NAME = 'other'",
    )
    other = functions.load(f"{tmp_path}/other/index.handler")
    before = World.now(tmp_path)
    with function.imported():
        import helper  # type: ignore[import-not-found] # noqa: PLC0415 - the function's own

        with mock.patch("helper.fetch", return_value="patched"):
            assert function.invoke({}) == ["patched", "late", "local"]
            assert other.invoke({}) == "other"
            assert sys.modules["helper"] is helper
    assert World.now(tmp_path) == before


def test_the_world_is_as_before_when_the_context_fails(auth: Path, functions: Functions) -> None:
    before = World.now(auth)
    with pytest.raises(ValueError, match="inside"), functions.load(f"{auth}/index.handler").imported():
        raise ValueError("inside")
    assert World.now(auth) == before


def test_reset_and_close_inside_the_context_take_effect_after_it(auth: Path, functions: Functions) -> None:
    function = functions.load(f"{auth}/index.handler")
    with function.imported():
        first = sys.modules["index"]
        function.reset()
        assert sys.modules["index"] is first
    assert not [name for name, module in sys.modules.items() if module is first]
    assert function.module is not first


def test_all_functions_are_reset_and_closed_together(auth: Path) -> None:
    functions = Functions()
    loaded = [functions.load(f"{auth}/index.handler"), functions.load(handler)]
    assert [function.run({}).cold_start for function in loaded] == [True, True]
    assert [function.run({}).cold_start for function in loaded] == [False, False]
    functions.reset()
    assert [function.run({}).cold_start for function in loaded] == [True, True]
    functions.close()
    assert not [name for name in sys.modules if name.startswith("_lambda_edge_") and name.endswith("_auth")]


def test_loaded_code_runs_in_one_thread_at_a_time(tmp_path: Path, functions: Functions) -> None:
    for name in ("one", "two"):
        write_files(
            tmp_path / name,
            index="""
                import os, time
                import helper

                def handler(event, context):
                    before = os.getcwd()
                    time.sleep(0.002)
                    import helper as again
                    return [helper.NAME, again is helper, before == os.getcwd(), os.path.basename(before)]
                """,
            helper=f"NAME = {name!r}",
        )
    loaded = [functions.load(f"{tmp_path}/{name}/index.handler") for name in ("one", "two")]
    results: list[Any] = []
    before = World.now(tmp_path)

    def run(function: Any) -> None:
        for _ in range(10):
            results.append((function.name, function.invoke({})))  # noqa: PERF401 - as they come

    threads = [threading.Thread(target=run, args=(function,)) for function in loaded * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 40
    for name, result in results:
        assert result == [name, True, True, name]
    assert World.now(tmp_path) == before
