"""Where a template's function has its code: a folder or zip of the same project, and nowhere else."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.errors import ConfigError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_lambda_edge.templates.found import Place

__all__ = ["code_path", "folders_around", "lies_in", "project_path", "project_root", "text_for_advice"]

_REPOSITORY: Final = (".git", ".hg")
_PROGRAMS: Final = ("bin", "Scripts")
_PROJECT_IS: Final = "that is the repository around this file, else the nearest folder with a pyproject.toml"
_MOST_CHARACTERS: Final = 1_000_000  # of a file, for an advice
_PROJECT: Final = ("pyproject.toml", "pytest.ini", "tox.ini", "setup.cfg", "setup.py", "package.json")


def code_path(folder: Path, written: str, place: Place) -> Path | None:
    """Return the code folder or zip that a template names, seen from its *folder*; None where there is none.

    Raises ``ConfigError`` for a path that leaves the project, by ``..``, by symbolic links or as a member of
    the zip.
    """
    path = project_path(folder, written, place, "the code")
    if path is not None and path.is_dir():
        _check_links(path, project_root(folder), written, place)
    elif path is not None:
        _check_members(path, written, place)
    return path


def project_path(folder: Path, written: str, place: Place, what: str) -> Path | None:
    """Return the path that a document names, seen from its *folder*; None where there is nothing.

    Raises ``ConfigError`` for a path that leaves the project, by ``..`` or by symbolic links; *what* is how
    the message calls that which it leads to.
    """
    if "\0" in written or not _is_text(written):
        raise _refused(place, f"{written!r} is no path")
    path = Path(os.path.normpath(folder / written))
    root = project_root(folder)
    if not lies_in(Path(os.path.realpath(path)), root):
        raise _refused(place, f"{what} {written!r} leads out of the project {str(root)!r}; {_PROJECT_IS}")
    try:
        return path if path.exists() else None
    except OSError:  # Too long a name.
        return None


def project_root(folder: Path) -> Path:
    """Return the repository of a folder, else its Python project, else where pytest runs, else itself."""
    real = Path(os.path.realpath(folder))
    around = (real, *real.parents)
    for marks in (_REPOSITORY, _PROJECT):
        for candidate in around:
            if any((candidate / mark).exists() for mark in marks):
                return candidate
    here = Path.cwd()
    return here if here in around else real


def folders_around(folder: Path) -> Iterator[Path]:
    """Yield a folder and those around it, up to the project's, each without links."""
    real, root = Path(os.path.realpath(folder)), project_root(folder)
    for one in (real, *real.parents):
        yield one
        if one == root:
            return


def text_for_advice(path: Path) -> str:
    """Return the text of a file that a message may name; nothing of a link, or of what cannot be read."""
    try:
        if os.path.realpath(path) != str(path) or not path.is_file():
            return ""
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(_MOST_CHARACTERS)
    except (OSError, ValueError):  # Too long a name, or one with a null byte.
        return ""


def _is_text(written: str) -> bool:
    """Whether a text can be written down: JSON can hold halves of characters, which no path has."""
    try:
        written.encode()
    except UnicodeEncodeError:
        return False
    return True


def lies_in(path: Path, root: Path) -> bool:
    """Whether a path without links is a folder or something in it."""
    return path == root or root in path.parents


def _check_links(folder: Path, root: Path, written: str, place: Place) -> None:
    """Refuse links out of the project, such as to a file of somebody's home.

    Where the code is a whole repository, folders that Python cannot import from are passed over, such as
    ``.venv``; and so are packages of Node.js, and the links of an environment to its interpreter.
    """
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not _is_no_code(Path(parent, name))]
        for name in (*folders, *files):
            path = Path(parent, name)
            if path.is_symlink() and not lies_in(Path(os.path.realpath(path)), root):
                raise _refused(place, f"in the code {written!r}, the link {name!r} leads out of the project")


def _is_no_code(folder: Path) -> bool:
    if folder.is_symlink():
        return False
    of_environment = folder.name in _PROGRAMS and (folder.parent / "pyvenv.cfg").exists()
    return folder.name.startswith(".") or folder.name == "node_modules" or of_environment


def _check_members(path: Path, written: str, place: Place) -> None:
    if not path.is_file():  # A pipe would be waited for.
        raise _refused(place, f"the code {written!r} is neither a folder nor a file")
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise _refused(place, f"the code {written!r} is neither a folder nor a zip file: {error}") from None
    for name in names:
        member = PurePosixPath(name.replace("\\", "/"))
        if member.is_absolute() or ".." in member.parts:
            raise _refused(place, f"the zip file {written!r} has a member outside of itself: {name!r}")


def _refused(place: Place, message: str) -> ConfigError:
    return ConfigError([Problem(str(place), message)])
