"""Variables of ``.env`` files beside a service, where it says that they count (``useDotenv``).

Version 3 of the framework reads ``.env.<stage>``, or ``.env`` where that is not there, if it is told to.
Version 4 reads both unless it is told not to, and files and folders that ``useDotenv`` names. What a value
refers to by ``$`` is left to the caller: version 3 puts it in, version 4 does not.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pytest_lambda_edge.errors import ConfigError, Problem
from pytest_lambda_edge.templates.code_paths import project_path
from pytest_lambda_edge.templates.documents import text_beside
from pytest_lambda_edge.templates.found import Place, Unresolved
from pytest_lambda_edge.templates.serverless.held import Held
from pytest_lambda_edge.templates.serverless.sources import stage_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_lambda_edge.templates.serverless.variables import Variables

__all__ = ["EnvFiles", "how_to_give"]

_FILE: Final = ".env"
_VERSION: Final = re.compile(r"[^0-9]*([0-9]{1,9})")
_MERGES: Final = 4  # The first version that reads both files.
_MOST_NAMED: Final = 100
_MOST_STAGES: Final = 20  # that have a file, where it is unknown which of them is deployed
_MOST_CHARACTERS: Final = 1_000_000  # of all files together
_OF_NO_STAGE: Final = frozenset({"dist", "example", "sample", "template"})
_ENTRY: Final = re.compile(
    r"""^[ \t]*(?:export[ \t]+)?(?P<name>[\w.-]+)(?:[ \t]*=|:[ \t])[ \t]*
    (?:(?P<quote>['"`])(?P<quoted>(?:\\(?P=quote)|(?!(?P=quote)).)*)(?P=quote)[ \t]*(?:\#[^\n]*)?$
    |(?P<plain>[^\#\n]*))""",
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)
_DOLLAR: Final = "has a '$', of which versions of the framework make different values"
_GIVE: Final = "give what they tell with parameters={'env:<name>': …}"
_OF_A_STAGE: Final = "depends on the stage, which parameters={{'opt:stage': …}} tells: {} do not agree"
_TOO_LONG: Final = f"these files have more than {_MOST_CHARACTERS:,} characters, and are not read; {_GIVE}"
_TOO_MANY: Final = (
    f"more than {_MOST_STAGES} stages have a file of their own, and which one is deployed is unknown; "
    "give the stage with parameters={'opt:stage': …}"
)
_LINE_ENDS: Final = ((r"\n", "\n"), (r"\r", "\r"))  # as they are written within double quotes


class _Entry(NamedTuple):
    """A variable in a file, of which something may ask for the value."""

    file: str
    line: int
    written: re.Match[str]

    def held(self) -> Held:
        """Return the value and where it stands."""
        written = self.written
        value = written["quoted"] if written["plain"] is None else written["plain"].strip()
        if written["plain"] is None and written["quote"] == '"':
            for mark, meant in _LINE_ENDS:
                value = value.replace(mark, meant)
        return Held(value, Place(written["name"], self.line, self.file))


_Entries = dict[str, _Entry]


class EnvFiles:
    """What the files tell, read when the first variable asks for it."""

    def __init__(self, variables: Variables) -> None:
        self._variables = variables
        self._readings: Sequence[_Entries] | None = None
        self._files: dict[str, _Entries] = {}
        self._characters = 0
        self._under_way = False
        self._unread = ""

    def value(self, name: str, place: Place) -> Held | Unresolved | None:
        """Return the value of a variable, and where it stands; None where no file has it.

        Raises ``ConfigError`` for a file that is no text, and for too much of it.
        """
        if self._under_way:  # The stage says which files are read, so none of them can say the stage.
            return None
        if self._readings is None:
            self._under_way = True
            try:
                self._readings = self._read(place)
            finally:
                self._under_way = False
        if self._unread:  # What could not be read may say something else than the rest.
            return _unknown(name, place, self._unread)
        found = [reading[name].held() if name in reading else None for reading in self._readings]
        if len({held and held.value for held in found}) > 1:
            return _unknown(name, place, _OF_A_STAGE.format(" and ".join(sorted(self._files))))
        held = found[0]
        if held is None:
            return None
        if "$" in held.value and self._version() != _MERGES:
            return _unknown(name, place, f"{held.place} {_DOLLAR}")
        return held

    def _read(self, place: Place) -> Sequence[_Entries]:
        """Return what the files come to; where the stage is unknown, for each stage that has a file."""
        told = self._of_document("useDotenv")
        if told is False or not (told or self._version() == _MERGES):
            return [{}]
        stage = stage_of(self._variables)
        stages = ["", *self._stages()] if isinstance(stage, Unresolved) else [str(stage)]
        return [self._of_stage(one, told, place) for one in stages]

    def _stages(self) -> list[str]:
        """Return the stages that have a file of their own beside the service; raises ``ConfigError``."""
        document = self._variables.document
        document.beside[document.folder] = None  # There may be more of them the next time.
        beside = sorted(path.name for path in document.folder.glob(f"{_FILE}.*"))
        stages = [stage for name in beside if (stage := name.removeprefix(f"{_FILE}.")) not in _OF_NO_STAGE]
        if len(stages) > _MOST_STAGES:
            raise ConfigError([Problem(_FILE, _TOO_MANY)])
        return stages

    def _of_stage(self, stage: str, told: Any, place: Place) -> _Entries:
        found: _Entries = {}
        for file in dict.fromkeys(self._named(stage, told)):
            entries = self._entries(file, place)
            if entries is None:
                continue
            for name, entry in entries.items():
                found.setdefault(name, entry)
            if self._version() is not None and self._version() != _MERGES:
                break
        return found

    def _of_document(self, key: str) -> Any:
        held = self._variables.at(key)
        return None if held is None or isinstance(held.value, Unresolved) else held.value

    def _version(self) -> int | None:
        """Return the framework's version a service asks for, 4 for all since; None where it asks for none."""
        written = _VERSION.match(str(self._of_document("frameworkVersion") or ""))
        return min(int(written[1]), _MERGES) if written else None

    def _named(self, stage: str, told: Any) -> Iterator[str]:
        """Yield the paths of files, those that count first."""
        names = [f"{_FILE}.{stage}", _FILE] if stage else [_FILE]
        yield from names
        others = told if isinstance(told, list) else [told]
        if len(others) > _MOST_NAMED:
            self._unread = f"useDotenv names more than {_MOST_NAMED} files, and none of them is read"
            return
        for named in others:
            if isinstance(named, str) and named:
                yield named
                yield from (os.path.join(named, name) for name in names)  # noqa: PTH118 - it is told as written

    def _entries(self, written: str, place: Place) -> _Entries | None:
        if written in self._files:
            return self._files[written]
        document = self._variables.document
        document.beside[document.folder / written] = None  # It may be there the next time.
        try:
            path = project_path(document.folder, written, place, "the file")
        except ConfigError as error:
            self._unread = self._unread or error.problems[0].message
            return None
        if path is None or path.is_dir():
            return None
        text = text_beside(document, path, written)
        self._characters += len(text)
        if self._characters > _MOST_CHARACTERS:
            raise ConfigError([Problem(written, _TOO_LONG)])
        self._files[written] = dict(_parsed(text, written))
        return self._files[written]


def how_to_give(name: str) -> str:
    """Return the end of a message about a variable of the environment that no document tells."""
    shell = " (that of the environment of this process is not taken)" if name in list(os.environ) else ""
    return f"{shell}; give it with parameters={{{f'env:{name}'!r}: …}}"


def _unknown(name: str, place: Place, why: str) -> Unresolved:
    return Unresolved(place, f"${{env:{name}}}", f"{why}{how_to_give(name)}")


def _parsed(text: str, file: str) -> Iterator[tuple[str, _Entry]]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    line, counted = 1, 0
    for written in _ENTRY.finditer(text):
        line += text.count("\n", counted, written.start("name"))
        counted = written.start("name")
        yield written["name"], _Entry(file, line, written)
