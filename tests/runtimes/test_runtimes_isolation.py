from __future__ import annotations

import os
import pickle
import sys
import types
from typing import TYPE_CHECKING, Any

import pytest
import requests
import responses
from support.function_folders import World, write_files

from pytest_lambda_edge.runtimes import isolation
from pytest_lambda_edge.runtimes.registry import Functions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def foreign(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A folder of the tests' own on ``sys.path``; what is imported from it goes with it."""
    folder = tmp_path / "foreign"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    before = set(sys.modules)
    yield folder
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(folder)) or name == "lib":
            del sys.modules[name]


def test_two_functions_of_the_same_module_names_never_meet(tmp_path: Path, functions: Functions) -> None:
    for name in ("one", "two"):
        write_files(
            tmp_path / name,
            index="""
                import helper
                from lib import util
                from lib.deep.er import WORD

                def handler(event, context):
                    from lib import late
                    return [helper.NAME, util.NAME, late.NAME, WORD, __name__, util.__name__, __file__]
                """,
            helper=f"NAME = '{name}'",
            lib____init__="",
            lib__util="from helper import NAME as NAME; NAME += '!'",
            lib__late=f"from . import util; NAME = '{name}' + util.NAME",
            lib__deep____init__="",
            lib__deep__er=f"WORD = '{name}?'",
        )
    before = World.now(tmp_path)
    for _ in range(2):
        for name in ("one", "two"):
            folder = tmp_path / name
            assert functions.load(f"{folder}/index.handler").invoke({}) == [
                name, f"{name}!", f"{name}{name}!", f"{name}?", "index", "lib.util", str(folder / "index.py"),
            ]  # fmt: skip
            assert World.now(tmp_path) == before


def test_globals_survive_between_runs_until_reset(tmp_path: Path, functions: Functions) -> None:
    write_files(
        tmp_path,
        index="""
            import helper

            def handler(event, context):
                helper.count += 1
                return helper.count
            """,
        helper="count = 0",
    )
    function = functions.load(f"{tmp_path}/index.handler")
    assert [(function.run({}).cold_start, function.invoke({})) for _ in range(2)] == [(True, 2), (False, 4)]
    function.reset()
    assert function.run({}).cold_start
    assert function.invoke({}) == 2


def test_two_distributions_start_their_functions_for_themselves(tmp_path: Path, functions: Functions) -> None:
    write_files(
        tmp_path, index="runs = []\ndef handler(event, context):\n    runs.append(1)\n    return len(runs)\n"
    )
    other = Functions()
    setting = f"{tmp_path}/index.handler"
    assert [functions.load(setting).invoke({}), functions.load(setting).invoke({})] == [1, 2]
    assert other.load(setting).invoke({}) == 1
    other.close()


def test_a_handler_in_a_sub_package_imports_relatively(tmp_path: Path, functions: Functions) -> None:
    write_files(
        tmp_path,
        handlers____init__="",
        handlers__viewer="""
            from . import words
            from .inner.more import MORE

            def handler(event, context):
                return [words.WORD, MORE, __name__]
            """,
        handlers__words="WORD = 'word'",
        handlers__inner____init__="from ..words import WORD",
        handlers__inner__more="from .. import words\nMORE = words.WORD + 's'",
    )
    assert functions.load(f"{tmp_path}/handlers.viewer.handler").invoke({}) == [
        "word",
        "words",
        "handlers.viewer",
    ]


def test_a_folder_without_init_is_a_namespace_package(tmp_path: Path, functions: Functions) -> None:
    write_files(
        tmp_path,
        handlers__viewer="from handlers import words\ndef handler(event, context):\n    return words.WORD\n",
        handlers__words="WORD = 'word'",
    )
    before = World.now(tmp_path)
    assert functions.load(f"{tmp_path}/handlers.viewer.handler").invoke({}) == "word"
    assert World.now(tmp_path) == before
    assert "handlers" not in sys.modules


@pytest.mark.parametrize("imported_before", [True, False])
def test_the_folder_wins_against_the_tests_modules(
    imported_before: bool, tmp_path: Path, foreign: Path, functions: Functions
) -> None:
    write_files(
        foreign, helper="NAME = 'foreign'", lib____init__="NAME = 'foreign'", lib__util="NAME = 'foreign'"
    )
    if imported_before:
        import helper  # type: ignore[import-not-found] # noqa: PLC0415, F401 - a module of the fixture's
        import lib.util  # type: ignore[import-not-found] # noqa: PLC0415, F401 - likewise
    kept = {name: sys.modules.get(name) for name in ("helper", "lib", "lib.util")}
    folder = write_files(
        tmp_path / "function",
        index="""
            def handler(event, context):
                import helper
                from lib import util
                return [helper.NAME, util.NAME]
            """,
        helper="NAME = 'own'",
        lib____init__="",
        lib__util="NAME = 'own'",
    )
    function = functions.load(f"{folder}/index.handler")
    for _ in range(2):
        assert function.invoke({}) == ["own", "own"]
        assert {name: sys.modules.get(name) for name in kept} == kept


def test_a_namespace_package_of_the_tests_is_hidden(
    tmp_path: Path, foreign: Path, functions: Functions
) -> None:
    write_files(foreign, lib__util="NAME = 'foreign'")
    import lib.util  # noqa: PLC0415 - a module of the fixture's

    folder = write_files(
        tmp_path / "function",
        index="from lib import util\ndef handler(event, context):\n    return util.NAME\n",
        lib__util="NAME = 'own'",
    )
    assert functions.load(f"{folder}/index.handler").invoke({}) == "own"
    assert sys.modules["lib.util"] is lib.util


def test_a_module_named_like_one_of_the_tests_is_the_functions(tmp_path: Path, functions: Functions) -> None:
    write_files(
        tmp_path,
        index=f"import {__name__} as mine\ndef handler(event, context):\n    return mine.NAME\n",
        **{__name__: "NAME = 'own'"},
    )
    assert functions.load(f"{tmp_path}/index.handler").invoke({}) == "own"
    assert hasattr(sys.modules[__name__], "World")


@pytest.mark.parametrize("imported_before", [True, False])
def test_the_folder_wins_against_the_standard_library(
    imported_before: bool, tmp_path: Path, functions: Functions, monkeypatch: pytest.MonkeyPatch
) -> None:
    if imported_before:
        import colorsys  # noqa: PLC0415, F401 - what the test is about
    else:
        monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    before = sys.modules.get("colorsys")
    write_files(
        tmp_path,
        index="import colorsys\ndef handler(event, context):\n    return colorsys.NAME\n",
        colorsys="NAME = 'own'",
    )
    assert functions.load(f"{tmp_path}/index.handler").invoke({}) == "own"
    assert sys.modules.get("colorsys") is before


@pytest.mark.parametrize("name", ["json", "logging", "sys", "time", "os", "zipimport"])
def test_what_lambdas_runtime_has_imported_before_wins_against_the_folder(
    name: str, tmp_path: Path, functions: Functions
) -> None:
    before = sys.modules.get(name)
    write_files(
        tmp_path,
        index=f"import {name}\ndef handler(event, context):\n    return hasattr({name}, 'OWN')\n",
        **{name: "OWN = 1"},
    )
    assert functions.load(f"{tmp_path}/index.handler").invoke({}) is False
    assert before is None or sys.modules[name] is before


def test_other_modules_stay_as_imported(tmp_path: Path, functions: Functions, foreign: Path) -> None:
    write_files(foreign, edge_shared="count = 0")
    write_files(
        tmp_path / "f", index="import edge_shared\ndef handler(event, context):\n    edge_shared.count += 1\n"
    )
    functions.load(f"{tmp_path}/f/index.handler").invoke({})
    assert sys.modules.pop("edge_shared").count == 1


def test_pickle_and_dataclasses_find_the_functions_module(tmp_path: Path, functions: Functions) -> None:
    write_files(
        tmp_path,
        index="""
            from __future__ import annotations
            import pickle
            import typing
            from dataclasses import asdict, dataclass

            @dataclass
            class Ticket:
                number: int
                parent: Ticket | None = None

            def handler(event, context):
                ticket = pickle.loads(pickle.dumps(Ticket(1, Ticket(2))))
                hints = typing.get_type_hints(Ticket)
                return [asdict(ticket), sorted(hints), type(ticket) is Ticket]
            """,
    )
    function = functions.load(f"{tmp_path}/index.handler")
    for _ in range(2):
        assert function.invoke({}) == [
            {"number": 1, "parent": {"number": 2, "parent": None}}, ["number", "parent"], True,
        ]  # fmt: skip
    with function.imported():
        ticket = function.module.Ticket(3)
        assert pickle.loads(pickle.dumps(ticket)) == ticket


def test_an_import_in_the_handler_is_kept_for_the_next_run(tmp_path: Path, functions: Functions) -> None:
    write_files(
        tmp_path,
        index="def handler(event, context):\n    import late\n    late.count += 1\n    return late.count\n",
        late="count = 0",
    )
    function = functions.load(f"{tmp_path}/index.handler")
    assert [function.invoke({}), function.invoke({})] == [1, 2]
    assert "late" not in sys.modules


def test_a_module_that_the_function_drops_is_imported_anew(tmp_path: Path, functions: Functions) -> None:
    write_files(
        tmp_path,
        index="""
            import sys
            import helper

            def handler(event, context):
                helper.count += 1
                if event:
                    del sys.modules["helper"]
                import helper as again
                return [helper.count, again.count]
            """,
        helper="count = 0",
    )
    function = functions.load(f"{tmp_path}/index.handler")
    assert [function.invoke(event) for event in ({}, {"a": 1}, {})] == [[1, 1], [2, 0], [3, 0]]


def test_a_dropped_module_is_gone_after_the_run(tmp_path: Path, functions: Functions) -> None:
    write_files(
        tmp_path,
        index="""
            import sys, helper
            def handler(event, context):
                return sys.modules.pop('helper', None) is not None
            """,
        helper="",
    )
    function = functions.load(f"{tmp_path}/index.handler")
    assert [function.invoke({}), function.invoke({})] == [True, False]


def test_modules_that_the_function_makes_by_itself_are_its_own(tmp_path: Path, functions: Functions) -> None:
    write_files(
        tmp_path,
        index="""
            import sys, types
            import settings
            sys.modules["made_up"] = types.ModuleType("made_up")
            sys.modules["helper.child"] = types.ModuleType("helper.child")
            import helper

            def handler(event, context):
                import made_up, settings, helper.child
                return settings.NAME
            """,
        helper="",
        settings="import sys\nclass Settings:\n    NAME = 'own'\nsys.modules[__name__] = Settings()\n",
    )
    function = functions.load(f"{tmp_path}/index.handler")
    assert [function.invoke({}), function.invoke({})] == ["own", "own"]
    assert not {"made_up", "settings", "helper", "helper.child"} & sys.modules.keys()


def test_what_a_function_adds_to_sys_path_is_for_its_own_runs(
    tmp_path: Path, functions: Functions, foreign: Path
) -> None:
    write_files(foreign, edge_vendored="NAME = 'foreign'")
    import edge_vendored  # type: ignore[import-not-found] # noqa: PLC0415, F401 - a module of the fixture's

    write_files(
        tmp_path / "f",
        index="""
            import os, sys
            here = os.path.dirname(__file__)
            sys.path.insert(0, os.path.join(here, "vendor"))
            sys.path.append("more")
            sys.path.insert(2, "/nowhere")
            import edge_vendored

            def handler(event, context):
                from edge_late import NAME
                from edge_more import MORE
                first = os.path.relpath(sys.path[0], here)
                return [edge_vendored.NAME, NAME, MORE, first, sys.path[-1]]
            """,
        vendor__edge_vendored="NAME = 'own'",
        vendor__edge_late="NAME = 'late'",
        more__edge_more="MORE = 'more'",
    )
    before = World.now(tmp_path / "f")
    function = functions.load(f"{tmp_path}/f/index.handler")
    for _ in range(2):
        assert function.invoke({}) == ["own", "late", "more", "vendor", "more"]
        assert World.now(tmp_path / "f") == before
    assert sys.modules["edge_vendored"].NAME == "foreign"


def test_a_function_may_replace_sys_path_altogether(tmp_path: Path, functions: Functions) -> None:
    write_files(
        tmp_path,
        index="""
            import sys
            sys.path = ['lib', *sys.path[1:]]
            import extra
            def handler(event, context):
                return sys.path[:2]
            """,
        lib__extra="",
    )
    before = World.now(tmp_path)
    function = functions.load(f"{tmp_path}/index.handler")
    assert function.invoke({}) == [str(tmp_path), "lib"]
    assert World.now(tmp_path) == before


def test_an_environment_inside_the_folder_is_not_the_functions(
    tmp_path: Path, functions: Functions, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(
        tmp_path,
        index="import edge_installed\ndef handler(event, context):\n    return edge_installed.NAME\n",
        venv__edge_installed="NAME = 'installed'",
        tests__edge_test_helper="",
    )
    monkeypatch.syspath_prepend(tmp_path / "venv")
    assert functions.load(f"{tmp_path}/index.handler").invoke({}) == "installed"
    assert sys.modules.pop("edge_installed").NAME == "installed"


def test_what_the_tests_have_imported_from_the_folder_is_another_copy(
    tmp_path: Path, functions: Functions, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(
        tmp_path / "functions" / "auth",
        edge_index="import edge_helper\ndef handler(event, context):\n    return edge_helper.NAME\n",
        edge_helper="NAME = 'as deployed'",
    )
    monkeypatch.syspath_prepend(tmp_path / "functions" / "auth")
    import edge_helper  # type: ignore[import-not-found] # noqa: PLC0415 - a module of the function's

    edge_helper.NAME = "changed by the test"
    before = World.now(tmp_path)
    assert functions.load(f"{tmp_path}/functions/auth/edge_index.handler").invoke({}) == "as deployed"
    assert World.now(tmp_path) == before
    assert sys.modules.pop("edge_helper") is edge_helper


def test_a_project_root_as_the_folder_isolates_what_lies_in_it(tmp_path: Path, functions: Functions) -> None:
    write_files(
        tmp_path,
        functions____init__="",
        functions__auth____init__="",
        functions__auth__index="""
            from functions.shared import NAME
            def handler(event, context):
                return NAME
            """,
        functions__shared="NAME = 'shared'",
    )
    before = World.now(tmp_path)
    assert functions.load(f"{tmp_path}/functions.auth.index.handler").invoke({}) == "shared"
    assert World.now(tmp_path) == before


def test_a_symbolic_link_to_the_folder_is_the_folder(tmp_path: Path, functions: Functions) -> None:
    write_files(
        tmp_path / "real",
        index="""
            import os, sys
            sys.path.insert(0, os.path.realpath('lib'))
            import extra
            def handler(event, context):
                return 1
            """,
        lib__extra="",
    )
    (tmp_path / "link").symlink_to("real")
    before = World.now(tmp_path)
    assert functions.load(f"{tmp_path}/link/index.handler").invoke({}) == 1
    assert World.now(tmp_path) == before


@pytest.mark.fact("LE-308")
def test_a_vendored_copy_of_requests_is_passed_over(tmp_path: Path, functions: Functions) -> None:
    write_files(
        tmp_path,
        index="""
            import requests, vendored
            from requests.adapters import HTTPAdapter

            def handler(event, context):
                return [requests.get("https://api.example.com/").text, vendored.NAME]
            """,
        requests____init__="raise RuntimeError('this one no stub reaches')",
        requests__adapters="",
        idna____init__="raise RuntimeError('that goes with it')",
        vendored____init__="NAME = 'own'",
    )
    with responses.RequestsMock() as stubs:
        stubs.get("https://api.example.com/", body="stubbed")
        assert functions.load(f"{tmp_path}/index.handler").invoke({}) == ["stubbed", "own"]
    assert sys.modules["requests"] is requests


def test_a_vendored_copy_in_a_folder_below_is_passed_over_as_well(
    tmp_path: Path, functions: Functions, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "jmespath"]:
        monkeypatch.delitem(sys.modules, name)
    write_files(
        tmp_path,
        index="""
            import sys
            sys.path.insert(0, 'vendor')
            import jmespath
            def handler(event, context):
                return jmespath.__file__
            """,
        vendor__jmespath____init__="",
    )
    assert "site-packages" in functions.load(f"{tmp_path}/index.handler").invoke({})


def test_a_vendored_copy_of_what_is_not_installed_is_used(
    tmp_path: Path, functions: Functions, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] in {"boto3", "botocore"}]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "path", [entry for entry in sys.path if "site-packages" not in entry])
    write_files(
        tmp_path,
        index="import boto3\ndef handler(event, context):\n    return boto3.NAME\n",
        boto3____init__="NAME = 'vendored'",
    )
    assert functions.load(f"{tmp_path}/index.handler").invoke({}) == "vendored"
    assert "boto3" not in sys.modules


def test_a_boto3_client_made_at_import_is_answered_by_moto(tmp_path: Path, functions: Functions) -> None:
    moto = pytest.importorskip("moto")
    write_files(
        tmp_path,
        index="""
            import boto3
            table = boto3.client("s3")

            def handler(event, context):
                return sorted(bucket["Name"] for bucket in table.list_buckets()["Buckets"])
            """,
    )
    import boto3  # noqa: PLC0415 - slow to import, and needed here alone

    with moto.mock_aws():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="pages")
        assert functions.load(f"{tmp_path}/index.handler").invoke({}) == ["pages"]


def test_no_bytecode_is_written_into_the_folder(tmp_path: Path, functions: Functions) -> None:
    write_files(
        tmp_path,
        index="import helper\nfrom lib import util\ndef handler(event, context):\n    return 1\n",
        helper="",
        lib____init__="",
        lib__util="",
    )
    functions.load(f"{tmp_path}/index.handler").invoke({})
    assert not list(tmp_path.rglob("__pycache__"))


def test_changed_code_is_loaded_at_the_next_cold_start(tmp_path: Path, functions: Functions) -> None:
    write_files(tmp_path, index="def handler(event, context):\n    return 1\n")
    function = functions.load(f"{tmp_path}/index.handler")
    assert function.invoke({}) == 1
    write_files(tmp_path, index="def handler(event, context):\n    return 2\n")
    assert function.invoke({}) == 1
    function.reset()
    assert function.invoke({}) == 2


def test_an_import_in_another_thread_disturbs_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    class Modules(dict[str, types.ModuleType]):
        restless = True

        def __reversed__(self) -> Any:
            if self.restless:
                self.restless = False
                raise RuntimeError("dictionary changed size during iteration")
            return super().__reversed__()

    monkeypatch.setattr(sys, "modules", modules := Modules(sys.modules))
    modules["edge_marker"] = sys
    modules["edge_new"] = sys
    assert isolation._names_after("edge_marker") == ["edge_new"]
    assert not modules.restless


def test_one_function_may_call_another(tmp_path: Path, functions: Functions) -> None:
    write_files(
        tmp_path / "inner",
        index="""
            import helper
            def handler(event, context):
                import late
                return [helper.NAME, late.NAME]
            """,
        helper="NAME = 'inner'",
        late="NAME = 'late'",
    )
    write_files(
        tmp_path / "outer",
        index="""
            import helper, builtins
            def handler(event, context):
                inner = builtins.edge_call({})
                import late
                return [inner, helper.NAME, late.NAME]
            """,
        helper="NAME = 'outer'",
        late="NAME = 'late outer'",
    )
    inner = functions.load(f"{tmp_path}/inner/index.handler")
    outer = functions.load(f"{tmp_path}/outer/index.handler")
    import builtins  # noqa: PLC0415 - the one place that both worlds share

    before = World.now(tmp_path)
    builtins.edge_call = inner.invoke  # type: ignore[attr-defined]
    try:
        for _ in range(2):
            assert outer.invoke({}) == [["inner", "late"], "outer", "late outer"]
            assert World.now(tmp_path) == before
        builtins.edge_call = lambda event: outer.module.helper.NAME  # type: ignore[attr-defined]
        assert outer.invoke({}) == ["outer", "outer", "late outer"]
        builtins.edge_call = lambda event: outer.reset()  # type: ignore[attr-defined]
        assert outer.invoke({}) == [None, "outer", "late outer"]
        assert outer.run({}).cold_start
    finally:
        del builtins.edge_call  # type: ignore[attr-defined]
    assert World.now(tmp_path) == before


def test_between_runs_modules_are_there_under_private_names_alone(tmp_path: Path) -> None:
    write_files(tmp_path, index="import helper\ndef handler(event, context):\n    return 1\n", helper="")
    loaded = Functions()
    function = loaded.load(f"{tmp_path}/index.handler")
    module = function.module
    names = [name for name, value in sys.modules.items() if value is module]
    assert len(names) == 1
    assert names[0].startswith("_lambda_edge_")
    assert "index" not in sys.modules
    function.reset()
    assert function.module is not module
    loaded.close()
    assert not [name for name in sys.modules if name.startswith(names[0].partition(".")[0])]
    assert isinstance(module, types.ModuleType)


def test_a_folder_that_is_gone_is_reported_as_lambda_does(tmp_path: Path, functions: Functions) -> None:
    write_files(tmp_path / "f", index="def handler(event, context):\n    return 1\n")
    function = functions.load(f"{tmp_path}/f/index.handler")
    (tmp_path / "f" / "index.py").unlink()
    (tmp_path / "f").rmdir()
    before = World.now(tmp_path)
    failure = function.run({}).failure
    assert failure is not None
    assert failure.error_type == "Runtime.ImportModuleError"
    assert World.now(tmp_path) == before
    assert os.getcwd() == before.directory  # noqa: PTH109 - as the function sees it
