"""Files that a serverless.yml includes by ``${file(path):key}``: of the same project, and data only."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.model.problems import did_you_mean, shown
from pytest_lambda_edge.templates.code_paths import project_path
from pytest_lambda_edge.templates.documents import data_in, text_beside
from pytest_lambda_edge.templates.found import Place
from pytest_lambda_edge.templates.located import line_of
from pytest_lambda_edge.templates.serverless.held import Held

if TYPE_CHECKING:
    from pytest_lambda_edge.templates.serverless.variables import Variables

__all__ = ["included", "why_nothing_included"]

_DATA: Final = frozenset({".json", ".tfstate", ".yaml", ".yml"})
_PROGRAMS: Final = frozenset({".cjs", ".js", ".mjs", ".ts"})


def included(variables: Variables, written: str, place: Place) -> Held | str | None:
    """Return what a file holds, None where there is none, or why it is not read.

    Raises ``ConfigError`` for a file that is broken.
    """
    try:
        path = project_path(variables.document.folder, written, place, "the file")
    except ConfigError as error:
        return error.problems[0].message
    suffix = PurePath(written).suffix
    if path is None or path.is_dir():
        return None
    if suffix in _PROGRAMS:
        return f"{written} is a program, and nothing runs to read a template"
    name = os.path.normpath(written)
    key = str(path)
    if key not in variables.files:
        text = text_beside(variables.document, path, name)
        data: Any = data_in(text, name) if suffix in _DATA else text
        variables.given.note(data)
        variables.files[key] = Held(data, Place("", line_of(data), name))
    return variables.files[key]


def why_nothing_included(variables: Variables, written: str, address: str, place: Place) -> str:
    """Return why ``${file(written):address}`` comes to nothing, and how to give it."""
    name = f"file({written}):{address}" if address else f"file({written})"
    give = f"give it with parameters={{{name!r}: …}}"
    held = included(variables, written, place)
    if not isinstance(held, Held):
        return f"there is no file {written!r}, and no default; {give}"
    known = held.value if isinstance(held.value, Mapping) else {}
    meant = did_you_mean(address, [key for key in map(str, known) if key != address])
    why = f"the file has nothing at {shown(address)}, and there is no default"
    return f"{why}{meant} Or {give}" if meant else f"{why}; {give}"
