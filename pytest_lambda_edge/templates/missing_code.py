"""Saying of code that is not where a document names it, and which path is likely meant."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.model.problems import nearest
from pytest_lambda_edge.templates.code_paths import lies_in, project_root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_lambda_edge.templates.found import Place

__all__ = ["FILE", "FOLDER_OR_ZIP", "missing_code"]

FILE: Final = "file"
FOLDER_OR_ZIP: Final = "folder or zip file"

_ARCHIVES: Final = frozenset({".jar", ".zip"})
_MOST: Final = 1_000  # names of a folder that are looked at


def missing_code(kind: str, written: str, folder: Path, place: Place, unless: tuple[str, str]) -> str:
    """Return why there is no code of a kind at a path, as it is *written* at a place, seen from *folder*.

    The document is called by the first of *unless*; the second may be the matter where nothing is misspelt.
    """
    document, otherwise = unless
    missing = f"there is no {kind} {written!r} beside the {document}"
    meant = _meant(kind, written, folder)
    if meant is None:
        return f"{missing}; it is named at {place}, and {otherwise}"
    return f"{missing} (did you mean {meant!r}?); it is named at {place}"


def _meant(kind: str, written: str, folder: Path) -> str | None:
    """Return the path that is there, if the first of the names of *written* that is not is another one."""
    names, root = Path(os.path.normpath(written)).parts, project_root(folder)
    at = next((n for n in range(len(names)) if not os.path.lexists(Path(folder, *names[: n + 1]))), None)
    if at is None:
        return None
    around, name, rest = names[:at], names[at], names[at + 1 :]
    if not lies_in(Path(os.path.realpath(Path(folder, *around))), root):
        return None
    wanted = [
        one
        for one in _names_in(Path(folder, *around))
        if _is_wanted(Path(folder, *around, one, *rest), kind, Path(written), root)
    ]
    found = nearest(name, wanted)
    return None if found is None else str(Path(*around, found, *rest))


def _names_in(folder: Path) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            yield from [entry.name for entry in islice(entries, _MOST)]
    except OSError:  # It is no folder, or one that may not be read.
        return


def _is_wanted(path: Path, kind: str, written: Path, root: Path) -> bool:
    """Whether something is there of what is looked for: a zip file, a file, or anything but a zip file."""
    if not lies_in(Path(os.path.realpath(path)), root):
        return False
    suffixes = {path.suffix.lower(), written.suffix.lower()}
    if suffixes & _ARCHIVES:
        return len(suffixes) == 1 and path.is_file()
    return path.is_file() if kind == FILE else path.exists()
