from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.function_folders import World

from pytest_lambda_edge import Distribution
from pytest_lambda_edge.errors import ConfigError, FunctionExecutionError
from pytest_lambda_edge.model.triggers import Function

if TYPE_CHECKING:
    from pytest_lambda_edge.runtimes.registry import Functions


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "auth.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "index.py", "import helper\nDATA = open('data.txt')\nTEXT = DATA.read()\nDATA.close()\n" + HANDLER
        )
        archive.writestr("helper.py", "NAME = 'zipped'\n")
        archive.writestr("data.txt", "data")
        archive.writestr("../escaped.txt", "no")
        archive.writestr("/absolute.txt", "no")
    return path


HANDLER = """
def handler(event, context):
    if event:
        raise ValueError("told to")
    return [helper.NAME, TEXT, __file__]
"""


def test_a_zip_is_a_folder_of_its_own(archive: Path, functions: Functions, tmp_path: Path) -> None:
    function = functions.load(Function(archive))
    before = World.now()
    name, text, file = function.invoke({})
    assert (name, text) == ("zipped", "data")
    assert World.now() == before
    folder = Path(file).parent
    assert folder.is_dir()
    assert not (folder.parent / "escaped.txt").exists()
    assert not (tmp_path / "escaped.txt").exists()
    function.reset()
    assert function.invoke({})[2] == file
    functions.close()
    assert not folder.exists()
    assert "helper" not in sys.modules
    assert function.invoke({})[0] == "zipped"


def test_a_failure_is_told_by_its_place_in_the_zip(
    archive: Path, functions: Functions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(archive.parent)
    function = functions.load(Function("auth.zip"))
    failure = function.run({"fail": 1}).failure
    assert failure is not None
    assert failure.where == f"{archive}/index.py:8"


def test_a_failure_at_import_is_told_by_its_place_in_the_zip(tmp_path: Path, functions: Functions) -> None:
    with zipfile.ZipFile(tmp_path / "broken.zip", "w") as archive:
        archive.writestr("index.py", "import edge_nowhere\n")
    function = functions.load(Function(tmp_path / "broken.zip"))
    failure = function.run({}).failure
    assert failure is not None
    assert failure.where == f"{tmp_path}/broken.zip/index.py:1"
    assert f"neither in {tmp_path}/broken.zip nor installed" in failure.hint
    with pytest.raises(FunctionExecutionError, match=r"broken\.zip/index\.py:1"):
        function.module  # noqa: B018 - the access is what fails


def test_each_distribution_unpacks_for_itself(archive: Path, functions: Functions) -> None:
    one = functions.load(Function(archive, name="one"))
    two = functions.load(Function(archive, name="two"))
    assert one.invoke({})[2] != two.invoke({})[2]


@pytest.mark.fact("LE-284")
@pytest.mark.parametrize("too_many", [0, 1])
def test_a_package_has_at_most_50_mb(tmp_path: Path, functions: Functions, too_many: int) -> None:
    path = tmp_path / "large.zip"

    def write(zeros_before: int) -> int:
        with path.open("wb") as file:
            file.truncate(zeros_before)
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("index.py", "def handler(event, context):\n    return 1\n")
        return path.stat().st_size

    overhead = write(0)
    assert write(50 * 1024 * 1024 - overhead + too_many) == 52_428_800 + too_many
    if too_many:
        with pytest.raises(ConfigError, match=r"52,428,801 bytes; .* takes at most 52,428,800 \(LE-284\)"):
            Distribution(origin="https://www.example.com", viewer_request=Function(path))
    else:
        assert functions.load(Function(path)).invoke({}) == 1
