"""What CI runs is what the README tells a newcomer to type."""

from __future__ import annotations

import configparser
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_ci_runs_the_command_of_the_readme_that_passes_the_tests() -> None:
    command = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1]
    readme = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert f"$ {command}" in readme


def test_tox_fails_when_an_interpreter_is_missing_and_runs_all_that_are_supported() -> None:
    tox = configparser.ConfigParser(interpolation=None)
    tox.read(ROOT / "tox.ini", encoding="utf-8")
    environments = tox["tox"]["env_list"].split(", ")
    versions = (ROOT / ".python-version").read_text(encoding="utf-8").split()
    assert not tox["tox"].getboolean("skip_missing_interpreters")
    assert {f"py{version.replace('.', '')}" for version in versions} == {
        name for name in environments if name.startswith("py")
    }


def test_the_classifiers_name_the_interpreters_that_tox_runs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    classified = [
        name.rpartition(" ")[2]
        for name in project["classifiers"]
        if name.startswith("Programming Language :: Python :: 3.")
    ]
    assert classified == (ROOT / ".python-version").read_text(encoding="utf-8").split()


@pytest.mark.parametrize("name", ["pytest", "responses", "requests", "freezegun"])
def test_the_lowest_declared_versions_are_tested(name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (declared,) = [line for line in project["dependencies"] if line.startswith(name + ">=")]
    lowest = declared.partition(">=")[2]
    tox = configparser.ConfigParser(interpolation=None)
    tox.read(ROOT / "tox.ini", encoding="utf-8")
    assert any(line.startswith(f"{name}=={lowest}.") for line in tox["testenv:lowest"]["deps"].split())
