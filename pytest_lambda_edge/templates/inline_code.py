"""Code that is no folder of the project's (CF-281, CF-300): put into a folder of this process' own.

It stands in the template itself, or is one file beside others that are not deployed with it.
"""

from __future__ import annotations

import atexit
import functools
import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["folder_of", "folder_of_file", "folder_of_files", "folder_of_some"]


def folder_of(source: str, runtime: str) -> Path:
    """Return a folder with the code as its module ``index``; the same for the same code."""
    folder = _root() / hashlib.sha256(source.encode()).hexdigest()[:16]
    folder.mkdir(exist_ok=True)
    suffix = ".js" if runtime.startswith("nodejs") else ".py"
    (folder / f"index{suffix}").write_text(source, encoding="utf-8")
    return folder


def folder_of_files(files: Mapping[str, str]) -> Path:
    """Return a folder with files by name, none of which leads out of it; the same for the same files."""
    written = repr(sorted(files.items())).encode("utf-8", "surrogatepass")
    folder = _root() / hashlib.sha256(written).hexdigest()[:16]
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def folder_of_file(path: Path) -> Path:
    """Return a folder with one file alone, so that nothing beside it can be imported.

    It is linked, so that what is edited is what runs, and its coverage is that of the project's file.
    """
    folder = _root() / hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    folder.mkdir(exist_ok=True)
    _link(folder / path.name, path)
    return folder


def folder_of_some(path: Path, names: Sequence[str]) -> Path:
    """Return a folder with some of another's files, linked as one file alone is; *names* are relative."""
    told = repr((str(path), sorted(names))).encode("utf-8", "surrogatepass")
    folder = _root() / hashlib.sha256(told).hexdigest()[:16]
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        _link(folder / name, path / name)
    folder.mkdir(exist_ok=True)
    return folder


def _link(link: Path, path: Path) -> None:
    if not link.is_symlink():
        try:
            link.symlink_to(os.path.realpath(path))
        except OSError:  # Windows asks for a privilege.
            shutil.copyfile(path, link)


@functools.cache
def _root() -> Path:
    folder = tempfile.mkdtemp(prefix="pytest-lambda-edge-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)
