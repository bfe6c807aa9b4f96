from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from support.function_folders import write_files

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.model.triggers import CloudFrontFunction, Function, Trigger
from pytest_lambda_edge.runtimes.code import AttributeCode, JavaScriptCode, PythonCode
from pytest_lambda_edge.runtimes.registry import load
from pytest_lambda_edge.runtimes.sources import LambdaSettings, check, resolve

HERE = f"python{sys.version_info.major}.{sys.version_info.minor}"


def handler(event: Any, context: Any) -> Any:
    return event


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with functions in Python and JavaScript, seen from its root."""
    root = tmp_path / "project"
    write_files(root / "functions" / "auth", index="", handlers__viewer="", package____init__="")
    write_files(root / "functions" / "other", lambda_function="")
    for name in ("web/index.mjs", "old/index.cjs", "older/index.js"):
        path = root / "functions" / name
        path.parent.mkdir()
        path.touch()
    (root / "rewrite.js").touch()
    monkeypatch.chdir(root)
    return root


@pytest.mark.parametrize(
    ("value", "folder", "module"),
    [
        ("functions/auth/index.handler", "functions/auth", "index"),
        ("./functions/auth/index.handler", "functions/auth", "index"),
        ("functions/other/../auth/index.handler", "functions/auth", "index"),
        ("functions/auth/handlers/viewer.handler", "functions/auth/handlers", "viewer"),
        ("functions/auth/handlers.viewer.handler", "functions/auth", "handlers.viewer"),
        ("functions/auth/package.handler", "functions/auth", "package"),
        (Function("functions/auth"), "functions/auth", "index"),
        (Function(Path("functions/auth"), handler="index.handler"), "functions/auth", "index"),
        (Function("functions/auth", handler="handlers/viewer.handler"), "functions/auth", "handlers.viewer"),
        (
            Function("functions/auth", handler="index.handler", runtime="python3.13"),
            "functions/auth",
            "index",
        ),
        (Trigger("functions/auth/index.handler", include_body=True), "functions/auth", "index"),
    ],
)
def test_a_handler_in_a_folder_is_found(value: Any, folder: str, module: str, project: Path) -> None:
    source = resolve(value)
    assert source.code == PythonCode(str(project / folder), module, "handler")
    assert source.name == Path(folder).name


def test_a_folder_without_a_handler_setting_has_the_usual_one(project: Path) -> None:
    code = resolve(Function("functions/other")).code
    assert code == PythonCode(str(project / "functions/other"), "lambda_function", "lambda_handler")


def test_the_folder_of_this_directory_is_named_by_its_own_name(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "functions" / "auth")
    assert resolve("./index.handler").name == "auth"


@pytest.mark.parametrize(
    ("value", "suffix"),
    [
        ("functions/web/index.handler", "web"),
        ("functions/old/index.handler", "old"),
        (Function("functions/older"), "older"),
    ],
)
def test_the_files_suffix_decides_the_language(value: Any, suffix: str, project: Path) -> None:
    source = resolve(value)
    assert source.code == JavaScriptCode(str(project / "functions" / suffix), "Node.js", "index.handler")
    assert source.name == suffix


def test_the_runtime_picks_the_language_where_both_are_there(project: Path) -> None:
    (project / "functions" / "auth" / "index.mjs").touch()
    code = resolve(Function("functions/auth", handler="index.handler", runtime="nodejs22.x")).code
    assert isinstance(code, JavaScriptCode)
    assert isinstance(resolve("functions/auth/index.handler").code, PythonCode)


def test_a_cloudfront_function_is_a_file_or_text(project: Path) -> None:
    from_file = resolve(CloudFrontFunction("rewrite.js", runtime="cloudfront-js-2.0"))
    assert (from_file.code, from_file.name) == (
        JavaScriptCode(str(project / "rewrite.js"), "CloudFront Functions"),
        "rewrite",
    )
    text = "function handler(event) { return event.request; }"
    assert resolve(CloudFrontFunction(text, runtime="cloudfront-js-2.0")).name == "function"
    assert resolve(CloudFrontFunction(text, runtime="cloudfront-js-2.0", name="spa")).name == "spa"


def test_a_relative_path_is_looked_for_here_then_in_the_base_dirs(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "functions")
    assert check("functions/auth/index.handler") is not None
    code = resolve("functions/auth/index.handler", [project]).code
    assert isinstance(code, PythonCode)
    assert code.path == str(project / "functions" / "auth")
    write_files(project / "functions" / "functions" / "auth", index="")
    code = resolve("functions/auth/index.handler", [project]).code
    assert isinstance(code, PythonCode)
    assert code.path == str(project / "functions" / "functions" / "auth")


@pytest.mark.parametrize(
    "value", [handler, Function(handler), f"{__name__}:handler", Function(f"{__name__}:handler")]
)
def test_a_callable_or_its_name_is_code(value: Any) -> None:
    assert check(value) is None
    assert resolve(value).name == f"{__name__}:handler"


def test_a_callable_is_equal_to_itself_alone() -> None:
    class Handler:
        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 1

        def __call__(self, event: Any, context: Any) -> Any:
            return event

    one, other = Handler(), Handler()
    assert len({resolve(value).code for value in (one, one, other, one.__call__, one.__call__)}) == 3


def test_a_name_is_not_imported_when_it_is_checked(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(project, edge_unimported="raise RuntimeError")
    monkeypatch.syspath_prepend(project)
    assert check("edge_unimported:handler") is None
    assert resolve("edge_unimported:handler").code == AttributeCode("edge_unimported", "handler")
    assert "edge_unimported" not in sys.modules


def test_a_parent_package_that_fails_is_left_to_the_run(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(project, edge_broken____init__="import edge_nowhere", edge_broken__auth="")
    monkeypatch.syspath_prepend(project)
    assert check("edge_broken.auth:handler") is None
    write_files(project, edge_worse____init__="1 / 0", edge_worse__auth="")
    assert check("edge_worse.auth:handler") is None


def test_settings_are_filled_in(project: Path) -> None:
    assert resolve(handler).settings == LambdaSettings(30, 128, {}, "", ())
    given = Function(handler, timeout=3, memory=512, environment={"STAGE": "test"}, runtime=HERE, name="auth")
    source = resolve(given)
    assert source.settings == LambdaSettings(3, 512, {"STAGE": "test"}, HERE, ("LE-314",))
    assert source.name == "auth"


@pytest.mark.fact("D-12", "LE-282")
@pytest.mark.parametrize(("timeout", "seconds"), [(None, 30), (5, 5), (30, 30), (60, 30)])
def test_a_timeout_is_the_functions_own_and_at_most_thirty_seconds(
    timeout: float | None, seconds: float
) -> None:
    assert resolve(Function(handler, timeout=timeout)).settings.timeout == seconds


@pytest.mark.fact("LE-310", "LE-314")
@pytest.mark.parametrize(
    ("settings", "assumptions"),
    [
        ({}, ()),
        ({"runtime": HERE}, ()),
        ({"runtime": "python2.7"}, ("LE-310",)),
        ({"environment": {}}, ()),
        ({"environment": {"A": "1"}}, ("LE-314",)),
        ({"environment": {"A": "1"}, "runtime": "python2.7"}, ("LE-314", "LE-310")),
    ],
)
def test_what_deployment_would_not_have_is_an_assumption(settings: Any, assumptions: tuple[str, ...]) -> None:
    assert resolve(Function(handler, **settings)).settings.assumptions == assumptions
    assert load(Function(handler, **settings)).run({}).assumptions == assumptions


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            5,
            "5 is no function: give a callable, 'package.module:attribute', 'folder/file.handler' or a ",
        ),
        (
            "index.handler",
            "is neither 'package.module:attribute' nor a handler in a folder; write './index.handler'",
        ),
        (
            "handler",
            "is neither 'package.module:attribute' nor a handler in a folder; write 'folder/file.handler'",
        ),
        ("a b:c", "'a b:c' is neither"),
        ("function/auth/index.handler", "there is no folder 'function/auth' in {project}"),
        (
            "functions/outh/index.handler",
            (
                "there is no folder 'functions/outh' in {project} (the current directory)"
                "; did you mean 'functions/auth'?"
            ),
        ),
        ("/nowhere/index.handler", "there is no folder '/nowhere'"),
        (
            Function("functions/outh"),
            "no folder or zip file 'functions/outh' in {project} (the current directory); did you mean 'fu",
        ),
        (
            Function("functions"),
            "say which function in '{project}/functions' is meant, such as handler='index.handler'",
        ),
        (
            "functions/auth/index.py",
            "is a file; name a function in it as well: write 'functions/auth/index.handler'",
        ),
        (
            "functions/auth",
            "is a folder; name a function in it as well: write 'functions/auth/index.handler'",
        ),
        ("functions/auth/", "write 'functions/auth/index.handler'"),
        (
            "functions",
            "'functions' is a folder; name a function in it as well: write 'functions/index.handler'",
        ),
        ("index.mjs", "there is no file 'index.mjs' in {project} (the current directory)"),
        ("rewrite.js", "'rewrite.js' is a file; name a function in it as well: write './rewrite.handler'"),
        (
            Function("functions/auth", handler="index.py"),
            "the handler 'index.py' is a file; name a function in it as well: write 'index.handler'",
        ),
        (
            Function("functions/auth", handler="index"),
            "the handler 'index' must name a file and a function in it",
        ),
        (
            Function("functions/auth", handler=".handler"),
            "the handler '.handler' must name a file and a function in it",
        ),
        (
            "functions/auth/indx.handler",
            (
                "/auth' has no 'indx.py', 'indx.mjs', 'indx.cjs' or 'indx.js' for the handler 'indx.handler'"
                "; did you mean 'functions/auth/index.handler'?"
            ),
        ),
        (
            Function("functions/auth", handler="viewer.handler"),
            "for the handler 'viewer.handler'; did you mean 'handlers/viewer.handler'?",
        ),
        (
            Function("functions/auth", handler="zzz.handler"),
            "; there is handlers/viewer.py, index.py, package/__init__.py",
        ),
        (
            Function("functions/web", handler="index.handler", runtime="python3.13"),
            "has no 'index.py' for the handler 'index.handler'; there is 'index.mjs', which its runtime",
        ),
        (
            Function("functions/auth", runtime="ruby3.3"),
            "the runtime 'ruby3.3' does not exist at Lambda@Edge: it runs Node.js and Python (LE-311)",
        ),
        (Function("rewrite.js"), "'{project}/rewrite.js' is neither a folder nor a zip file"),
        (
            CloudFrontFunction("rewrit.js", runtime="cloudfront-js-2.0"),
            "there is no file 'rewrit.js' in {project} (the current directory); did you mean 'rewrite.js'?",
        ),
        ("edge_nowhere.auth:handler", "there is no module 'edge_nowhere.auth'"),
        ("edge_nowhere:handler", "there is no module 'edge_nowhere'"),
        ("respnses:get", "there is no module 'respnses'; did you mean 'responses'?"),
        ("json.decodr:loads", "there is no module 'json.decodr'; did you mean 'json.decoder'?"),
        ("json.decoder.deeper:loads", "there is no module 'json.decoder.deeper'"),
        (Function("respnses:get"), "there is no module 'respnses'; did you mean 'responses'?"),
    ],
)
def test_a_setting_without_code_says_what_is_nearest(value: Any, message: str, project: Path) -> None:
    found = check(value)
    assert found is not None
    assert message.format(project=project) in found
    with pytest.raises(ConfigError) as raised:
        load(value)
    assert str(raised.value) == found


@pytest.mark.parametrize(("name", "nearest"), [("jsn", "json"), ("testt", "test")])
def test_a_module_of_python_itself_is_never_what_a_function_s_is_meant_to_be(name: str, nearest: str) -> None:
    message = check(f"{name}:handler") or ""
    assert message.startswith(f"there is no module {name!r}")
    assert f"did you mean {nearest!r}?" not in message


def test_a_relative_path_without_code_says_where_it_was_looked_for(project: Path, tmp_path: Path) -> None:
    message = check("function/auth/index.handler", [str(tmp_path / "root"), str(project)])
    assert message is not None
    where = f"{project} (the current directory) or {tmp_path / 'root'} (pytest's rootdir)"
    assert message.startswith(f"there is no folder 'function/auth' in {where}")


ARN = "arn:aws:lambda:us-east-1:123456789012:function:auth"
UNVERSIONED = "The function ARN must reference a specific function version."
ELSEWHERE = "The function must be in region 'us-east-1'. ARN: arn:aws:lambda:eu-west-1:1:function:auth:3"


@pytest.mark.parametrize(
    ("arn", "message"),
    [
        pytest.param(f"{ARN}:3", "names a deployed function, whose code is not here"),
        pytest.param(ARN, UNVERSIONED, marks=pytest.mark.fact("LE-297")),
        pytest.param(f"{ARN}:$LATEST", UNVERSIONED, marks=pytest.mark.fact("LE-297")),
        pytest.param(f"{ARN}:live", UNVERSIONED, marks=pytest.mark.fact("LE-297")),
        pytest.param(
            "arn:aws:lambda:eu-west-1:1:function:auth:3", ELSEWHERE, marks=pytest.mark.fact("LE-296")
        ),
        pytest.param(
            "arn:aws:lambda:eu-west-1:1:function:auth", UNVERSIONED, marks=pytest.mark.fact("LE-297")
        ),
        pytest.param("arn:aws:s3:::bucket", "is the ARN of no Lambda function"),
    ],
)
def test_an_arn_is_no_code_and_is_told_whether_cloudfront_would_take_it(arn: str, message: str) -> None:
    for value in (arn, Function(arn)):
        found = check(value)
        assert found is not None
        assert message in found
        assert "Give the function's code, such as 'functions/auth/index.handler', or a callable." in found
        assert ("InvalidLambdaFunctionAssociation" in found) == (message in {UNVERSIONED, ELSEWHERE})


@pytest.mark.fact("LE-312", "LE-313")
@pytest.mark.parametrize("runtime", ["python3.8", "python3.13", "python3.14", "nodejs14.x", "nodejs24.x"])
def test_old_and_new_runtimes_of_python_and_node_are_allowed(runtime: str) -> None:
    assert check(Function(handler, runtime=runtime)) is None


@pytest.mark.fact("LE-311")
@pytest.mark.parametrize("runtime", ["java21", "ruby3.3", "dotnet8", "provided.al2023", ""])
def test_other_runtimes_are_not(runtime: str) -> None:
    message = f"the runtime {runtime!r} does not exist at Lambda@Edge: it runs Node.js and Python (LE-311)"
    assert check(Function(handler, runtime=runtime)) == message


def test_a_zip_is_checked_for_its_handler(project: Path) -> None:
    with zipfile.ZipFile(project / "auth.zip", "w") as archive:
        archive.writestr("index.py", "")
        archive.writestr("deep/er/index.py", "")
    code = PythonCode(str(project / "auth.zip"), "index", "handler", zipped=True)
    source = resolve(Function("auth.zip"))
    assert (source.code, source.name) == (code, "auth")
    assert check(Function("auth.zip", handler="deep/er/index.handler")) is None
    assert "did you mean 'index.handler'?" in (check(Function("auth.zip", handler="indexx.handler")) or "")


def test_a_function_may_be_a_handler_behind_its_folder(project: Path) -> None:
    source = resolve(Function("functions/auth/index.handler", name="auth", timeout=2))
    assert source.code == PythonCode(str(project / "functions" / "auth"), "index", "handler")
    assert (source.name, source.settings.timeout) == ("auth", 2)
    expected = "there is no folder 'function/auth'"
    assert (check(Function("function/auth/index.handler")) or "").startswith(expected)
    expected = "there is no folder or zip file 'functions/auth.zip'"
    assert (check(Function("functions/auth.zip")) or "").startswith(expected)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("index.handler", "auth/index.handler"),
        ("auth.index.handler", "auth/index.handler"),
        ("top.handler", "./top.handler"),
        ("nowhere.handler", "./nowhere.handler"),
    ],
)
def test_a_handler_without_its_folder_is_suggested_with_it(
    given: str, meant: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "functions")
    (project / "functions" / "top.py").touch()
    for other in ("web", "old", "older"):
        for file in (project / "functions" / other).glob("index.*"):
            file.unlink()
    assert (check(given) or "").endswith(f"; write {meant!r}")


def test_files_of_the_same_name_are_all_named_and_none_is_taken_for_another(project: Path) -> None:
    for name in ("a/app.py", "b/app.py", "b/stamp.py"):
        (project / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (project / "site" / name).touch()
    message = check(Function("site", handler="app.handler")) or ""
    assert message.endswith("; there is 'a/app.handler' or 'b/app.handler'")
    message = check(Function("site", handler="b/gate.handler")) or ""
    assert message.endswith("; there is a/app.py, b/app.py, b/stamp.py")


def test_files_of_tests_are_not_listed_as_what_a_handler_may_be_in(project: Path) -> None:
    for name in ("conftest.py", "setup.py", "test_index.py", "index_test.py", "tests/login.py", "main.py"):
        (project / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (project / "site" / name).touch()
    assert (check(Function("site", handler="zzz.handler")) or "").endswith(
        "; there is main.py alone: write 'main.handler'"
    )


def test_a_folder_of_many_files_is_not_listed_to_its_end(project: Path) -> None:
    for number in range(9):
        (project / "functions" / f"x{number}.py").touch()
    message = check("functions/zzz.handler")
    assert message is not None
    assert message.endswith(
        "; there is auth/index.py, old/index.cjs, older/index.js, other/lambda_function.py, web/index.mjs"
    )
