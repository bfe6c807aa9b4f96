"""Which files of a folder ``archive_file`` leaves out of a zip file, by the patterns in ``excludes``."""

from __future__ import annotations

import os
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["files_but"]

_FOLDERS: Final = "**"
_EITHER: Final = re.compile(r"\{([^{}]*)\}")
_MOST_PATTERNS: Final = 1_000  # that one with braces can stand for
_Pattern = tuple[str, ...]


def files_but(folder: Path, patterns: Sequence[str]) -> list[str] | None:
    """Return the files of a folder that no pattern excludes, or None where none of them is excluded.

    A pattern is a path from the folder, in which ``**`` stands for any number of folders and ``{a,b}`` for
    either; what it excludes of a folder is all that is in there. Links are not followed.
    """
    excluded = [tuple(one.split("/")) for pattern in patterns for one in _spelt_out(pattern)]
    kept: list[str] = []
    is_whole = True
    for parent, folders, files in os.walk(folder):
        inside = Path(parent).relative_to(folder).parts
        for names in (folders, files):
            left = [name for name in names if not any(_matches((*inside, name), one) for one in excluded)]
            is_whole = is_whole and len(left) == len(names)
            names[:] = left
        links = [name for name in folders if Path(parent, name).is_symlink()]
        kept += ["/".join((*inside, name)) for name in (*files, *links)]
    return None if is_whole else sorted(kept)


def _spelt_out(pattern: str) -> list[str]:
    """Return what a pattern stands for, each without braces."""
    done: list[str] = []
    waiting = [pattern.removeprefix("./").rstrip("/").replace("[^", "[!")]
    while waiting and len(waiting) + len(done) <= _MOST_PATTERNS:
        one = waiting.pop()
        either = _EITHER.search(one)
        if either is None:
            done.append(one)
        else:
            waiting += [one[: either.start()] + name + one[either.end() :] for name in either[1].split(",")]
    return done


def _matches(path: Sequence[str], pattern: _Pattern) -> bool:
    reached = _with_no_folders({0}, pattern)
    for name in path:
        following = {at for at in reached if pattern[at : at + 1] == (_FOLDERS,)}
        following |= {at + 1 for at in reached - following if _is_named(name, pattern[at : at + 1])}
        reached = _with_no_folders(following, pattern)
    return len(pattern) in reached


def _with_no_folders(reached: Iterable[int], pattern: _Pattern) -> set[int]:
    """Return where a pattern can be matched on, ``**`` standing for no folder as well."""
    places = set(reached)
    for at, part in enumerate(pattern):
        if at in places and part == _FOLDERS:
            places.add(at + 1)
    return places


def _is_named(name: str, part: _Pattern) -> bool:
    return bool(part) and fnmatchcase(name, part[0])
