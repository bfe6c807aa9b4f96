"""Code lies in the project: no template leads out of it, whatever it says."""

from __future__ import annotations

import os
import zipfile
from typing import TYPE_CHECKING

import pytest

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.templates.code_paths import code_path, project_root
from pytest_lambda_edge.templates.found import Place

if TYPE_CHECKING:
    from pathlib import Path

PLACE = Place("Resources.Fn.Properties.Code", 7)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a repository with code at its root and a template's folder in it, and something beside it."""
    for folder in ("project/.git", "project/infra", "project/functions/auth", "beside"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "project/functions/auth/index.py").write_text("")
    (tmp_path / "beside/secret.py").write_text("")
    return tmp_path / "project"


def refused(folder: Path, written: str) -> str:
    with pytest.raises(ConfigError, match=r"^Resources\.Fn\.Properties\.Code \(line 7\): ") as caught:
        code_path(folder, written, PLACE)
    return str(caught.value)


@pytest.mark.parametrize("written", ["../functions/auth", "../functions/auth/", "./../functions/./auth"])
def test_code_is_seen_from_the_template_s_folder(project: Path, written: str) -> None:
    assert code_path(project / "infra", written, PLACE) == project / "functions" / "auth"


def test_code_that_is_not_there_is_none(project: Path) -> None:
    assert code_path(project / "infra", "../functions/missing", PLACE) is None


@pytest.mark.parametrize("written", ["../../beside", "/etc", "../../project-of-another", "../.."])
def test_a_path_out_of_the_project_is_refused(project: Path, written: str) -> None:
    assert f"the code {written!r} leads out of the project" in refused(project / "infra", written)


def test_a_path_with_a_null_byte_is_refused(project: Path) -> None:
    assert "is no path" in refused(project, "a\0b")


def test_a_link_out_of_the_project_is_refused(project: Path) -> None:
    (project / "linked").symlink_to(project.parent / "beside")
    assert "leads out of the project" in refused(project, "linked")


@pytest.mark.parametrize("target", ["secret.py", "."])
def test_a_link_out_of_the_project_is_refused_inside_the_code_too(project: Path, target: str) -> None:
    (project / "functions/auth/linked").symlink_to(project.parent / "beside" / target)
    assert "the link 'linked' leads out of the project" in refused(project, "functions/auth")


def test_a_link_within_the_project_is_followed(project: Path) -> None:
    (project / "functions/auth/shared.py").symlink_to(project / "functions/auth/index.py")
    assert code_path(project, "functions/auth", PLACE) == project / "functions" / "auth"


@pytest.mark.parametrize("member", ["../outside.py", "a/../../outside.py", "/etc/passwd", "..\\outside.py"])
def test_a_zip_file_with_members_outside_of_itself_is_refused(project: Path, member: str) -> None:
    with zipfile.ZipFile(project / "code.zip", "w") as archive:
        archive.writestr("index.py", "")
        archive.writestr(member, "")
    assert "has a member outside of itself" in refused(project, "code.zip")


def test_a_zip_file_is_code(project: Path) -> None:
    with zipfile.ZipFile(project / "code.zip", "w") as archive:
        archive.writestr("folder/index..py", "")
    assert code_path(project, "code.zip", PLACE) == project / "code.zip"


def test_any_other_file_is_no_code(project: Path) -> None:
    (project / "code.py").write_text("")
    assert "is neither a folder nor a zip file" in refused(project, "code.py")


def test_a_pipe_is_not_waited_for(project: Path) -> None:
    os.mkfifo(project / "pipe.zip")
    assert "is neither a folder nor a file" in refused(project, "pipe.zip")


def test_the_project_is_the_repository(project: Path) -> None:
    (project / "infra" / "pyproject.toml").write_text("")
    assert project_root(project / "infra") == project


def test_without_a_repository_it_is_the_python_project(project: Path) -> None:
    (project / ".git").rmdir()
    (project / "pytest.ini").write_text("")
    assert project_root(project / "infra") == project


def test_with_neither_it_is_the_folder_where_tests_run(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / ".git").rmdir()
    assert project_root(project / "infra") == project / "infra"
    monkeypatch.chdir(project)
    assert project_root(project / "infra") == project


@pytest.mark.parametrize("environment", [".venv", ".tox/py313", "venv"])
def test_an_environment_of_python_may_link_to_its_interpreter(project: Path, environment: str) -> None:
    programs = project / environment / "bin"
    programs.mkdir(parents=True)
    (project / environment / "pyvenv.cfg").touch()
    (programs / "python").symlink_to("/usr/bin/env")
    assert code_path(project, ".", PLACE) == project


def test_packages_of_node_may_be_linked(project: Path) -> None:
    (project / "node_modules").mkdir()
    (project / "node_modules" / "mine").symlink_to(project.parent / "beside")
    assert code_path(project, ".", PLACE) == project


def test_a_folder_of_programs_is_no_environment_by_its_name_alone(project: Path) -> None:
    (project / "bin").mkdir()
    (project / "bin" / "secret.py").symlink_to(project.parent / "beside" / "secret.py")
    assert "leads out of the project" in refused(project, ".")
