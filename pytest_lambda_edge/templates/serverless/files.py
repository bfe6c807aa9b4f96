"""Files that a serverless.yml includes by ``${file(path):key}``: of the same project, and data only."""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.templates.code_paths import project_path
from pytest_lambda_edge.templates.documents import data_in, text_beside
from pytest_lambda_edge.templates.found import Place
from pytest_lambda_edge.templates.located import line_of
from pytest_lambda_edge.templates.serverless.held import Held

if TYPE_CHECKING:
    from pytest_lambda_edge.templates.serverless.variables import Variables

__all__ = ["included"]

_DATA: Final = frozenset({".json", ".tfstate", ".yaml", ".yml"})
_PROGRAMS: Final = frozenset({".cjs", ".js", ".mjs", ".ts"})


def included(variables: Variables, written: str, place: Place) -> Held | str | None:
    """Return what a file holds, None where there is none, or why it cannot be read.

    Raises ``ConfigError`` for a path that leads out of the project, and for a file that is broken.
    """
    path = project_path(variables.document.folder, written, place, "the file")
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
