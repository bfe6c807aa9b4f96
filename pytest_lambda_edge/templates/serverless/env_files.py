"""Variables of ``.env`` files beside a service, where it says that they count (``useDotenv``).

Version 3 of the framework reads ``.env.<stage>``, or ``.env`` where that is not there, if it is told to.
Version 4 reads both unless it is told not to, and files and folders that ``useDotenv`` names. What a value
refers to by ``$`` is left to the caller: version 3 puts it in, version 4 does not.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.templates.code_paths import project_path
from pytest_lambda_edge.templates.documents import text_beside
from pytest_lambda_edge.templates.found import Place, Unresolved
from pytest_lambda_edge.templates.serverless.held import Held
from pytest_lambda_edge.templates.serverless.sources import stage_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_lambda_edge.templates.serverless.variables import Variables

__all__ = ["EnvFiles"]

_FILE: Final = ".env"
_VERSION: Final = re.compile(r"[^0-9]*([0-9]{1,9})")
_MERGES: Final = 4  # The first version that reads both files.
_MOST_NAMED: Final = 100
_ENTRY: Final = re.compile(
    r"""^[ \t]*(?:export[ \t]+)?(?P<name>[\w.-]+)(?:[ \t]*=|:[ \t])[ \t]*
    (?:(?P<quote>['"`])(?P<quoted>(?:\\(?P=quote)|(?!(?P=quote)).)*)(?P=quote)[ \t]*(?:\#[^\n]*)?$
    |(?P<plain>[^\#\n]*))""",
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)
_DOLLAR: Final = "has a '$', of which versions of the framework make different values"
_LINE_ENDS: Final = ((r"\n", "\n"), (r"\r", "\r"))  # as they are written within double quotes


class EnvFiles:
    """What the files tell, read when the first variable asks for it."""

    def __init__(self, variables: Variables) -> None:
        self._variables = variables
        self._held: Mapping[str, Held] | None = None
        self._under_way = False
        self._unread = ""

    def value(self, name: str, place: Place) -> Held | Unresolved | None:
        """Return the value of a variable, and where it stands; None where no file has it.

        Raises ``ConfigError`` for a file that is no text.
        """
        if self._under_way:  # The stage says which files are read, so none of them can say the stage.
            return None
        if self._held is None:
            self._under_way = True
            try:
                self._held = self._read(place)
            finally:
                self._under_way = False
        held = self._held.get(name)
        if held is None:
            return _unknown(name, place, self._unread) if self._unread else None
        if "$" in held.value and self._version() != _MERGES:
            return _unknown(name, place, f"{held.place} {_DOLLAR}")
        return held

    def _read(self, place: Place) -> Mapping[str, Held]:
        told = self._of_document("useDotenv")
        merges = self._version() == _MERGES
        if told is False or not (told or merges):
            return {}
        found: dict[str, Held] = {}
        for file in self._files(told):
            entries = self._entries(file, place)
            if entries is None:
                continue
            found = entries | found
            if self._version() is not None and not merges:
                break
        return found

    def _of_document(self, key: str) -> Any:
        held = self._variables.at(key)
        return None if held is None or isinstance(held.value, Unresolved) else held.value

    def _version(self) -> int | None:
        """Return the framework's version a service asks for, 4 for all since; None where it asks for none."""
        written = _VERSION.match(str(self._of_document("frameworkVersion") or ""))
        return min(int(written[1]), _MERGES) if written else None

    def _files(self, told: Any) -> Iterator[str]:
        """Yield the paths of files, those that count first."""
        stage = stage_of(self._variables)
        names = [_FILE] if isinstance(stage, Unresolved) else [f"{_FILE}.{stage}", _FILE]
        yield from names
        others = told if isinstance(told, list) else [told]
        if len(others) > _MOST_NAMED:
            self._unread = f"useDotenv names more than {_MOST_NAMED} files, and none of them is read"
            return
        for named in others:
            if isinstance(named, str) and named:
                yield named
                yield from (os.path.join(named, name) for name in names)  # noqa: PTH118 - it is told as written

    def _entries(self, written: str, place: Place) -> dict[str, Held] | None:
        document = self._variables.document
        document.beside[document.folder / written] = None  # It may be there the next time.
        try:
            path = project_path(document.folder, written, place, "the file")
        except ConfigError as error:
            self._unread = self._unread or error.problems[0].message
            return None
        if path is None or path.is_dir():
            return None
        return dict(_parsed(text_beside(document, path, written), written))


def _unknown(name: str, place: Place, why: str) -> Unresolved:
    give = f"give it with parameters={{{f'env:{name}'!r}: …}}"
    return Unresolved(place, f"${{env:{name}}}", f"{why}; {give}")


def _parsed(text: str, file: str) -> Iterator[tuple[str, Held]]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    line, counted = 1, 0
    for entry in _ENTRY.finditer(text):
        value = entry["quoted"] if entry["plain"] is None else entry["plain"].strip()
        if entry["plain"] is None and entry["quote"] == '"':
            for written, meant in _LINE_ENDS:
                value = value.replace(written, meant)
        line += text.count("\n", counted, entry.start("name"))
        counted = entry.start("name")
        yield entry["name"], Held(value, Place(entry["name"], line, file))
