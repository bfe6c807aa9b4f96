"""A Lambda function of a plan or state whose code is one file, without those beside it (CF-300)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from support.terraform import archive, deployed, folder, function_of, packaged

from pytest_lambda_edge import load_distribution
from pytest_lambda_edge.errors import ConfigError, FunctionExecutionError

if TYPE_CHECKING:
    from pytest_lambda_edge.fixtures import MakeDistribution


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the folder of a project, from which the paths of a plan start."""
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def packed_alone(document: Any, project: Path) -> bool:
    """Whether a function's code is one file of the project, without those beside it."""
    (only,) = function_of(document).code.iterdir()
    return bool(only.name == "index.py" and only.samefile(project / "functions/index.py"))


def test_an_archive_of_one_file_has_nothing_that_stands_beside_it(project: Path) -> None:
    (folder(project, "functions") / "beside.py").touch()
    assert packed_alone(deployed(archive(source_file="functions/index.py")), project)
    assert packed_alone(deployed(archive(source_file="./functions/index.py")), project)


def test_an_archive_of_one_file_runs_what_is_edited(project: Path) -> None:
    code = folder(project, "functions") / "index.py"
    document = deployed(archive(source_file="functions/index.py"))
    first = function_of(document).code
    code.write_text("# edited", encoding="utf-8")
    assert function_of(document).code == first
    assert (first / "index.py").read_text(encoding="utf-8") == "# edited"


def test_a_failure_in_an_archive_of_one_file_is_at_the_project_s_file(
    project: Path, make_distribution: MakeDistribution
) -> None:
    (folder(project, "functions") / "beside.py").touch()
    code = "def handler(event, context):\n    import beside\n"
    (project / "functions/index.py").write_text(code, encoding="utf-8")
    site = make_distribution(load_distribution(deployed(archive(source_file="functions/index.py"))))
    with pytest.raises(FunctionExecutionError, match=r"No module named 'beside'") as caught:
        site.get("/")
    assert f"functions{os.sep}index.py:2" in str(caught.value)
    assert "pytest-lambda-edge-" not in str(caught.value)


def test_an_archive_of_one_file_is_copied_where_there_are_no_links(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(self: Path, target: Path) -> None:
        raise OSError(target)

    code = folder(project, "functions") / "index.py"
    monkeypatch.setattr(Path, "symlink_to", refused)
    for text in ("# first", "# edited"):
        code.write_text(text, encoding="utf-8")
        made = function_of(deployed(archive(source_file="functions/index.py"))).code
        assert (made / "index.py").read_text(encoding="utf-8") == text


def test_an_archive_of_one_file_that_is_not_there_is_told_of() -> None:
    why = function_of(deployed(archive(source_file="not/here.py"))).why_no_code
    assert why.startswith("there is no file 'not/here.py' beside the plan")


def test_an_archive_of_a_file_outside_of_the_project_is_refused(project: Path) -> None:
    (project / "link.py").symlink_to("/etc/passwd")
    for written in ("../elsewhere.py", "/etc/passwd", "link.py"):
        with pytest.raises(ConfigError, match="leads out of the project"):
            load_distribution(deployed(archive(source_file=written)))


def test_the_lambda_module_packs_a_file_without_those_beside_it(project: Path) -> None:
    (folder(project, "functions") / "beside.py").touch()
    assert packed_alone(packaged("functions/index.py"), project)
