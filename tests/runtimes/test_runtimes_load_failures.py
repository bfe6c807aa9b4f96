from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.function_folders import World, write_files

from pytest_lambda_edge.errors import FunctionExecutionError
from pytest_lambda_edge.model.triggers import Function

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_lambda_edge.pipeline.effects import InvocationFailure
    from pytest_lambda_edge.runtimes.registry import Functions


def failure_of(functions: Functions, folder: Path, handler: str = "index.handler") -> InvocationFailure:
    before = World.now(folder)
    function = functions.load(Function(folder, handler=handler))
    run = function.run({})
    assert run.cold_start
    assert run.failure is not None
    assert World.now(folder) == before
    again = function.run({})
    assert again.cold_start
    assert again.failure is not None
    assert again.failure.error_type == run.failure.error_type
    with pytest.raises(FunctionExecutionError, match=run.failure.error_type) as raised:
        function.module  # noqa: B018 - the access is what fails
    assert type(raised.value.__cause__) is type(run.failure.cause)
    with pytest.raises(FunctionExecutionError), function.imported():
        pass
    return run.failure


@pytest.mark.fact("LE-250")
def test_a_dependency_that_is_not_there(
    tmp_path: Path, functions: Functions, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(tmp_path / "auth", index="import os\nimport edge_nowhere\n", helper="")
    monkeypatch.chdir(tmp_path)
    failure = failure_of(functions, tmp_path / "auth")
    assert failure.error_type == "Runtime.ImportModuleError"
    assert failure.message == "Unable to import module 'index': No module named 'edge_nowhere'"
    assert failure.where == "auth/index.py:2"
    assert failure.hint == (
        "edge_nowhere is neither in auth nor installed where the tests run; Lambda@Edge has no layers "
        "(LE-307), so it must be deployed with the function"
    )
    assert isinstance(failure.cause, ModuleNotFoundError)


def test_a_misspelled_module_of_the_folder(tmp_path: Path, functions: Functions) -> None:
    write_files(tmp_path, index="import helpr\n", helper="")
    assert failure_of(functions, tmp_path).hint.endswith("; did you mean 'helper'?")


def test_a_name_that_a_module_does_not_have(tmp_path: Path, functions: Functions) -> None:
    write_files(tmp_path, index="from helper import nothing\n", helper="")
    failure = failure_of(functions, tmp_path)
    assert failure.error_type == "Runtime.ImportModuleError"
    assert failure.message.startswith(
        "Unable to import module 'index': cannot import name 'nothing' from 'helper'"
    )
    assert failure.hint == ""


def test_a_relative_import_at_the_top(tmp_path: Path, functions: Functions) -> None:
    write_files(tmp_path, __init__="", index="from . import helper\n", helper="")
    failure = failure_of(functions, tmp_path)
    assert failure.error_type == "Runtime.ImportModuleError"
    assert "attempted relative import with no known parent package" in failure.message
    assert "write `import helper` instead of `from . import helper`" in failure.hint


def test_a_syntax_error(tmp_path: Path, functions: Functions, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(tmp_path, index="import helper\n", helper="x = 1\ndef broken(:\n")
    monkeypatch.chdir(tmp_path)
    failure = failure_of(functions, tmp_path)
    assert failure.error_type == "Runtime.UserCodeSyntaxError"
    assert failure.message == "Syntax error in module 'index': invalid syntax (helper.py, line 2)"
    assert failure.where == "helper.py:2"


def test_a_syntax_error_of_no_file(tmp_path: Path, functions: Functions) -> None:
    write_files(tmp_path, index="raise SyntaxError('made up')\n")
    failure = failure_of(functions, tmp_path)
    assert (failure.error_type, failure.where) == ("Runtime.UserCodeSyntaxError", "")


def test_an_exception_at_import(tmp_path: Path, functions: Functions) -> None:
    write_files(
        tmp_path, index="import helper\n", helper="def fail():\n    raise ValueError('not here')\nfail()\n"
    )
    failure = failure_of(functions, tmp_path)
    assert (failure.error_type, failure.message) == ("ValueError", "not here")
    assert failure.where == f"{tmp_path}/helper.py:2"
    assert failure.cause is not None
    assert failure.cause.__traceback__ is not None
    assert failure.cause.__traceback__.tb_frame.f_code.co_filename == f"{tmp_path}/index.py"


def test_an_exit_at_import(tmp_path: Path, functions: Functions) -> None:
    write_files(tmp_path, index="raise SystemExit(2)\n")
    failure = failure_of(functions, tmp_path)
    assert failure.error_type == "Runtime.ExitError"
    assert failure.message == "Runtime exited with error: exit status 2"


@pytest.mark.fact("LE-250")
@pytest.mark.parametrize(
    ("code", "hint"),
    [
        (
            "def handle(event, context): ...\ndef _private(): ...\n",
            "the module has handle; did you mean 'handle'?",
        ),
        ("x = 1\n", "the module defines no function"),
    ],
)
def test_a_handler_that_is_not_there(code: str, hint: str, tmp_path: Path, functions: Functions) -> None:
    write_files(tmp_path, index=code)
    failure = failure_of(functions, tmp_path)
    assert failure.error_type == "Runtime.HandlerNotFound"
    assert failure.message == "Handler 'handler' missing on module 'index'"
    assert failure.hint == hint


def test_a_handler_that_is_gone_after_its_first_run(tmp_path: Path, functions: Functions) -> None:
    write_files(
        tmp_path,
        index="""
            def handler(event, context):
                global handler
                del handler
                return "once"
            """,
    )
    function = functions.load(f"{tmp_path}/index.handler")
    before = World.now(tmp_path)
    assert function.invoke({}) == "once"
    run = function.run({})
    assert run.failure is not None
    assert run.failure.error_type == "Runtime.HandlerNotFound"
    assert not run.cold_start
    assert World.now(tmp_path) == before
    function.reset()
    assert function.invoke({}) == "once"


def test_a_handler_module_named_like_one_that_the_runtime_has_imported(
    tmp_path: Path, functions: Functions
) -> None:
    write_files(tmp_path, json="def handler(event, context): ...\n")
    failure = failure_of(functions, tmp_path, "json.handler")
    assert failure.error_type == "Runtime.HandlerNotFound"
    assert failure.hint == "Lambda's runtime has imported a module json before: rename the file"


def test_a_handler_module_named_like_a_built_in_one(tmp_path: Path, functions: Functions) -> None:
    write_files(tmp_path, time="def handler(event, context): ...\n")
    failure = failure_of(functions, tmp_path, "time.handler")
    assert failure.error_type == "Runtime.BuiltInModuleConflict"
    assert failure.message == "Cannot use built-in module time as a handler module"


def test_an_outcome_of_pytest_at_import_passes_through(tmp_path: Path, functions: Functions) -> None:
    write_files(tmp_path, index="import pytest\npytest.skip('as told', allow_module_level=True)\n")
    before = World.now(tmp_path)
    with pytest.raises(pytest.skip.Exception, match="as told"):
        functions.load(f"{tmp_path}/index.handler").run({})
    assert World.now(tmp_path) == before


@pytest.mark.fact("LE-250")
def test_a_failed_assert_of_loaded_code_is_an_execution_failure(tmp_path: Path, functions: Functions) -> None:
    write_files(tmp_path, index="def handler(event, context):\n    assert event, 'no event'\n")
    failure = functions.load(f"{tmp_path}/index.handler").run({}).failure
    assert failure is not None
    assert (failure.error_type, failure.message) == ("AssertionError", "no event")
    assert failure.where == f"{tmp_path}/index.py:2"


def test_where_is_the_innermost_line_of_the_functions_own(
    tmp_path: Path, functions: Functions, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(
        tmp_path / "auth",
        index="import helper\ndef handler(event, context):\n    return helper.parse(event)\n",
        helper="import json\ndef parse(event):\n    return json.loads('no json')\n",
    )
    monkeypatch.chdir(tmp_path)
    failure = functions.load("auth/index.handler").run({}).failure
    assert failure is not None
    assert failure.error_type == "JSONDecodeError"
    assert failure.where == "auth/helper.py:3"


def test_what_passes_through_leaves_the_function_warm(tmp_path: Path, functions: Functions) -> None:
    write_files(tmp_path, index="import pytest\ndef handler(event, context):\n    pytest.fail('as told')\n")
    function = functions.load(f"{tmp_path}/index.handler")
    before = World.now(tmp_path)
    with pytest.raises(pytest.fail.Exception, match="as told"):
        function.run({})
    assert World.now(tmp_path) == before
    with pytest.raises(pytest.fail.Exception, match="as told"):
        function.invoke({})
