"""The copy of the package in which mutmut mutates one folder and keeps what it knows."""

from __future__ import annotations

import filecmp
import shutil
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = "pytest_lambda_edge"
FOLDERS = ("http", "events", "model", "pipeline")


def working_copy(folder: str) -> Path:
    """Return where a folder's copy lies."""
    return ROOT / ".mutation" / folder


def brought_up_to_date(folder: str) -> Path:
    """Return a folder's copy as the project is now; files that are as they were keep their mutants."""
    copy = working_copy(folder)
    copy.mkdir(parents=True, exist_ok=True)
    mirror_package(ROOT / PACKAGE, copy / PACKAGE)
    drop_what_is_gone(copy / PACKAGE, copy / "mutants" / PACKAGE)
    for name in ("tests", "docs"):
        for old in (copy / name, copy / "mutants" / name):
            shutil.rmtree(old, ignore_errors=True)
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    forget_what_tests_reached(copy)
    return copy


def forget_what_tests_reached(copy: Path) -> None:
    """Have mutmut find out anew what each test reaches once something has changed.

    It would ask new tests alone: a mutant of a function that is new, or newly called, would meet none of the
    old ones and survive.
    """
    digest = sha256()
    files = (
        file for name in (PACKAGE, "tests", "docs") for file in (ROOT / name).rglob("*") if file.is_file()
    )
    for file in sorted(
        file for file in files if not {"__pycache__", "mutation"} & set(file.relative_to(ROOT).parts)
    ):
        digest.update(f"{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
    seen = copy / "reached_by"
    if not seen.exists() or seen.read_text(encoding="utf-8") != digest.hexdigest():
        (copy / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)
        seen.write_text(digest.hexdigest(), encoding="utf-8")


def mirror_package(source: Path, target: Path) -> None:
    """Copy what differs. mutmut goes by a file's time, which has to be that of the copy."""
    drop_what_is_gone(source, target)
    for file in source.rglob("*.py"):
        copy = target / file.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if not copy.exists() or not filecmp.cmp(file, copy, shallow=False):
            shutil.copy(file, copy)


def drop_what_is_gone(source: Path, target: Path) -> None:
    """Remove the modules, and what mutmut knows of them, that the source no longer has."""
    for copy in target.rglob("*.py"):
        if not (source / copy.relative_to(target)).exists():
            for file in copy.parent.glob(f"{copy.name}*"):
                file.unlink()
