"""What the module terraform-aws-modules/lambda packs: its ``source_path``, and the ``patterns`` in there."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.templates.terraform.regular_expressions import Expression, expression_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["Package", "files_of", "package_of"]

_MOST_WORK: Final = 100_000_000  # steps, at most, of comparing paths with patterns
_COMMENT: Final = re.compile(r"[ \t]{2}#[^\n]*$")


@dataclass(frozen=True, slots=True)
class Package:
    """The one path that is packed, and the patterns that say which files of it."""

    path: str
    patterns: tuple[str, ...] = ()
    prefix: str = ""
    runs_commands: bool = False


def package_of(source_path: Any) -> Package | None:
    """Return what is packed, where ``source_path``, as the module hands it on in JSON, is one path."""
    try:
        paths = json.loads(source_path) if isinstance(source_path, str) else None
    except (RecursionError, ValueError):
        return None
    only = paths[0] if isinstance(paths, list) and len(paths) == 1 else paths
    told = only if isinstance(only, dict) else {"path": only}
    path, prefix = told.get("path"), told.get("prefix_in_zip")
    if not isinstance(path, str) or "\0" in path:
        return None
    patterns = tuple(_patterns(told.get("patterns")))
    return Package(path, patterns, prefix if isinstance(prefix, str) else "", bool(told.get("commands")))


def _patterns(written: Any) -> Iterator[str]:
    """Yield patterns, of which a text has one a line; a comment is behind two spaces, or a line."""
    if isinstance(written, list):
        yield from (one for one in written if isinstance(one, str))
    for line in written.splitlines() if isinstance(written, str) else ():
        pattern = _COMMENT.sub("", line.strip()).rstrip()
        if pattern and not pattern.startswith("#"):
            yield pattern


def files_of(folder: Path, package: Package) -> list[str] | None:
    """Return the files of a folder that a package has, or None where it has all of them.

    Of the patterns that match the whole of a file's path in the package, the last one says whether it is in
    there: not so with a ``!`` before it. Raises ``ValueError`` where patterns are not followed, with the
    rest of a sentence about them.
    """
    if package.runs_commands:
        message = "are for what its commands make, and none of them runs here"
        raise ValueError(message)
    rules = [(not one.startswith("!"), _expression(one)) for one in package.patterns]
    rules.reverse()
    left = _MOST_WORK

    def spend(work: int) -> None:
        nonlocal left
        left -= work
        if left < 0:
            message = "take too long for so many files"
            raise ValueError(message)

    def is_matched(told: str, pattern: Expression) -> bool:
        spend(pattern.work(told))
        return pattern.matches(told)

    def is_packed(name: str) -> bool:
        told = os.path.normpath(os.path.join(package.prefix, name))  # noqa: PTH118 - as the module does
        return next((keeps for keeps, pattern in rules if is_matched(told, pattern)), True)

    names = _names(folder)
    kept = [name for name in names if is_packed(name)]
    return None if len(kept) == len(names) else kept


def _expression(pattern: str) -> Expression:
    try:
        return expression_of(pattern.removeprefix("!"))
    except ValueError as error:
        message = f"are not followed: {pattern!r} {error}"
        raise ValueError(message) from None


def _names(folder: Path) -> Sequence[str]:
    """Return the paths of all files of a folder."""
    names: list[str] = []
    for parent, folders, files in os.walk(folder):
        inside = os.path.relpath(parent, folder)
        if any(os.path.islink(os.path.join(parent, one)) for one in folders):  # noqa: PTH114, PTH118 - of many
            message = "are not followed into links to folders"
            raise ValueError(message)
        names += [os.path.normpath(os.path.join(inside, one)) for one in files]  # noqa: PTH118 - of many
    if any("\n" in name for name in names):
        message = "are not followed where a file's name has a line end"
        raise ValueError(message)
    return sorted(names)
