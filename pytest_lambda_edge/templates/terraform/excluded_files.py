"""Which files of a folder ``archive_file`` leaves out of a zip file, by the patterns in ``excludes``."""

from __future__ import annotations

import os
import re
from fnmatch import translate
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["files_but"]

_FOLDERS: Final = "**"
_SPECIAL: Final = re.compile(r"[*?\[{\\]")
_EITHER: Final = re.compile(r"\{([^{}]*)\}")
_MOST_CHARACTERS: Final = 200_000  # of patterns, with those that braces stand for
_MOST_OF_A_NAME: Final = 1_000
_Part = re.Pattern[str] | None  # None for any number of folders
_Glob = tuple[_Part, ...]
_Reached = set[tuple[int, int]]
"""Globs of which some parts have matched, by their numbers, and how many parts these are."""


def files_but(folder: Path, patterns: Sequence[str]) -> list[str] | None:
    """Return the files of a folder that no pattern excludes, or None where none of them is excluded.

    A pattern is a path from the folder, in which ``**`` stands for any number of folders and ``{a,b}`` for
    either; what it excludes of a folder is all that is in there. Links are not followed. Raises
    ``ValueError`` for patterns that would take too long.
    """
    paths = {path for path in map(_trimmed, patterns) if not _SPECIAL.search(path)}
    globs = [_glob(one) for one in _spelt_out(sorted(set(map(_trimmed, patterns)) - paths))]
    reached = {os.fspath(folder): _with_no_folders(globs, ((number, 0) for number in range(len(globs))))}
    kept: list[str] = []
    is_whole = True
    for parent, folders, files in os.walk(folder):
        inside = Path(parent).relative_to(folder).parts
        here = reached.pop(parent)
        for names in (folders, files):
            left: list[str] = []
            for name in names:
                following = _beyond(globs, here, name)
                if "/".join((*inside, name)) in paths or _is_matched(globs, following):
                    is_whole = False
                    continue
                left.append(name)
                if names is folders:
                    reached[os.path.join(parent, name)] = following  # noqa: PTH118 - as os.walk makes them
            names[:] = left
        links = [name for name in folders if Path(parent, name).is_symlink()]
        kept += ["/".join((*inside, name)) for name in (*files, *links)]
    return None if is_whole else sorted(kept)


def _trimmed(pattern: str) -> str:
    return pattern.removeprefix("./").rstrip("/")


def _spelt_out(patterns: Sequence[str]) -> Iterator[str]:
    """Yield what patterns stand for, each without braces."""
    waiting = list(patterns)
    characters = 0
    while waiting:
        one = waiting.pop()
        characters += len(one)
        if characters > _MOST_CHARACTERS:
            message = f"comes to patterns of more than {_MOST_CHARACTERS:,} characters"
            raise ValueError(message)
        either = _EITHER.search(one)
        if either is None:
            yield one
        else:
            waiting += [one[: either.start()] + name + one[either.end() :] for name in either[1].split(",")]


def _glob(pattern: str) -> _Glob:
    parts: list[_Part] = []
    for part, same in groupby(pattern.replace("[^", "[!").split("/")):
        if len(part) > _MOST_OF_A_NAME:
            message = f"has a pattern with more than {_MOST_OF_A_NAME:,} characters for one name"
            raise ValueError(message)
        parts += [None] if part == _FOLDERS else [re.compile(translate(part)) for _ in same]
    return tuple(parts)


def _beyond(globs: Sequence[_Glob], reached: _Reached, name: str) -> _Reached:
    """Return what is reached behind one more name of a path."""
    following: list[tuple[int, int]] = []
    for number, at in reached:
        for part in globs[number][at : at + 1]:
            if part is None:
                following.append((number, at))
            elif part.match(name):
                following.append((number, at + 1))
    return _with_no_folders(globs, following)


def _with_no_folders(globs: Sequence[_Glob], reached: Iterable[tuple[int, int]]) -> _Reached:
    """Return where globs can be matched on, ``**`` standing for no folder as well."""
    places = set(reached)
    behind = {(number, at + 1) for number, at in places if globs[number][at : at + 1] == (None,)}
    return places | behind


def _is_matched(globs: Sequence[_Glob], reached: _Reached) -> bool:
    return any(len(globs[number]) == at for number, at in reached)
