from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.function_folders import World, write_files

from pytest_lambda_edge.model.triggers import Function

if TYPE_CHECKING:
    from pytest_lambda_edge.runtimes.registry import Functions

SHOW = """
    import os

    def handler(event, context):
        return dict(os.environ)
    """


@pytest.fixture
def environ(tmp_path: Path, functions: Functions) -> Any:
    """What a function sees through ``os.environ``, asked for at each call."""
    folder = write_files(tmp_path / "auth", index=SHOW)
    return lambda **settings: functions.load(Function(folder, handler="index.handler", **settings)).invoke({})


@pytest.mark.fact("LE-315", "LE-395", "D-25", "LE-316", "LE-318", "D-41")
def test_lambdas_reserved_variables_are_there(environ: Any, tmp_path: Path) -> None:
    seen = environ(memory=256, runtime="python3.13")
    python = {name: value for name, value in seen.items() if not name.startswith("AWS_LAMBDA_LOG_STREAM")}
    assert (
        python.items()
        >= {
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
            "AWS_LAMBDA_FUNCTION_NAME": "us-east-1.auth",
            "AWS_LAMBDA_FUNCTION_VERSION": "1",
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/us-east-1.auth",
            "AWS_REGION": "us-east-1",
            "LAMBDA_RUNTIME_DIR": "/var/runtime",
            "LAMBDA_TASK_ROOT": str(tmp_path / "auth"),
            "LANG": "en_US.UTF-8",
            "PATH": os.environ["PATH"],
            "TZ": ":UTC",
            "_HANDLER": "index.handler",
        }.items()
    )
    assert re.fullmatch(r"\d{4}/\d\d/\d\d/\[1\][0-9a-f]{32}", seen["AWS_LAMBDA_LOG_STREAM_NAME"])
    assert seen.keys() >= {"_X_AMZN_TRACE_ID", "AWS_LAMBDA_RUNTIME_API"}


def test_without_a_runtime_setting_this_interpreter_is_named(environ: Any) -> None:
    assert (
        environ()["AWS_EXECUTION_ENV"]
        == f"AWS_Lambda_python{sys.version_info.major}.{sys.version_info.minor}"
    )


@pytest.mark.fact("D-25")
def test_of_the_test_process_only_aws_variables_are_there(
    environ: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAGE", "test")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "of the test")
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    seen = environ()
    assert "STAGE" not in seen
    assert seen["AWS_ACCESS_KEY_ID"] == "of the test"
    assert seen["AWS_REGION"] == "us-east-1"
    assert "AWS_SESSION_TOKEN" not in seen or "AWS_SESSION_TOKEN" in os.environ


@pytest.mark.fact("D-25")
def test_aws_variables_follow_the_test_from_run_to_run(environ: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE"):
        monkeypatch.delenv(name, raising=False)
    assert environ()["AWS_ACCESS_KEY_ID"] == "testing"
    monkeypatch.setenv("AWS_PROFILE", "mine")
    assert environ().keys() & {"AWS_PROFILE", "AWS_ACCESS_KEY_ID"} == {"AWS_PROFILE"}
    monkeypatch.delenv("AWS_PROFILE")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "2")
    assert environ()["AWS_ACCESS_KEY_ID"] == "2"


@pytest.mark.fact("LE-314", "D-25")
def test_variables_of_its_own_are_there_and_win(environ: Any) -> None:
    seen = environ(environment={"STAGE": "own", "AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "own"})
    assert (seen["STAGE"], seen["AWS_REGION"], seen["AWS_ACCESS_KEY_ID"]) == ("own", "eu-west-1", "own")
    assert "AWS_SECRET_ACCESS_KEY" not in seen or "AWS_SECRET_ACCESS_KEY" in os.environ


def test_a_missing_variable_is_explained(tmp_path: Path, functions: Functions) -> None:
    write_files(tmp_path, index="import os\nSTAGE = os.environ['STAGE']\n")
    failure = functions.load(f"{tmp_path}/index.handler").run({}).failure
    assert failure is not None
    assert (failure.error_type, failure.message) == ("KeyError", "'STAGE'")
    assert "LE-314" in failure.hint
    assert "environment={…}" in failure.hint


def test_what_a_function_sets_stays_its_own_and_leaves_no_trace(
    tmp_path: Path, functions: Functions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDGE_KEPT", "of the test")
    write_files(
        tmp_path,
        index="""
            import os, subprocess
            os.environ["EDGE_SET"] = "at import"
            os.environ["EDGE_KEPT"] = "of the function"

            def handler(event, context):
                popped, kept = os.environ.pop("EDGE_SET", None), os.getenv("EDGE_KEPT")
                os.environ["EDGE_RUN"] = str(int(os.environ.get("EDGE_RUN", 0)) + 1)
                return [popped, kept, os.environb.get(b"EDGE_KEPT").decode(), os.environ["EDGE_RUN"]]
            """,
    )
    before = World.now()
    function = functions.load(f"{tmp_path}/index.handler")
    assert function.invoke({}) == ["at import", "of the function", "of the function", "1"]
    assert function.invoke({}) == [None, "of the function", "of the function", "2"]
    assert World.now() == before
    script = "import os; print(sorted((k, v) for k, v in os.environ.items() if k.startswith('EDGE_')))"
    inherited = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    ).stdout
    assert inherited.strip() == "[('EDGE_KEPT', 'of the test')]"


def test_a_mapping_that_a_test_put_in_place_of_environ_is_put_back(
    environ: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    mapping = {"AWS_ACCESS_KEY_ID": "of the mapping", "PATH": "/bin", "STAGE": "test"}
    monkeypatch.setattr(os, "environ", mapping)
    seen = environ()
    assert (seen["AWS_ACCESS_KEY_ID"], seen["PATH"], "STAGE" in seen) == ("of the mapping", "/bin", False)
    assert os.environ is mapping


@pytest.mark.fact("LE-309")
def test_the_folder_is_the_working_directory_at_import_and_in_a_run(
    tmp_path: Path, functions: Functions
) -> None:
    write_files(
        tmp_path / "f",
        index="""
            import os
            from pathlib import Path
            AT_IMPORT = Path("words.txt").read_text()
            os.chdir("/")

            def handler(event, context):
                with open("words.txt") as words:
                    return [AT_IMPORT, words.read(), os.getcwd()]
            """,
        words_txt="words",
    )
    before = World.now()
    function = functions.load(f"{tmp_path}/f/index.handler")
    for _ in range(2):
        assert function.invoke({}) == ["words", "words", str(Path(tmp_path / "f").resolve())]
        assert World.now() == before


def test_a_working_directory_that_is_gone_stays_so(
    tmp_path: Path, functions: Functions, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(tmp_path / "f", index="import os\ndef handler(event, context):\n    return os.getcwd()\n")
    function = functions.load(f"{tmp_path}/f/index.handler")
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert function.invoke({}) == str((tmp_path / "f").resolve())
    with pytest.raises(FileNotFoundError):
        os.getcwd()  # noqa: PTH109 - as the functions see it
    (tmp_path / "kept").mkdir()
    os.chdir(tmp_path / "kept")
    write_files(
        tmp_path / "g",
        index=f"import os\ndef handler(event, context):\n    os.rmdir({str(tmp_path / 'kept')!r})\n",
    )
    assert functions.load(f"{tmp_path}/g/index.handler").run({}).failure is None


def test_a_failure_where_there_is_no_directory_is_told_by_its_whole_path(
    tmp_path: Path, functions: Functions, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(tmp_path / "f", index="def handler(event, context):\n    raise ValueError\n")
    function = functions.load(f"{tmp_path}/f/index.handler")
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    failure = function.run({}).failure
    assert failure is not None
    assert failure.where == f"{tmp_path}/f/index.py:2"
