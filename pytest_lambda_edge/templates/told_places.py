"""How people are told where something is: the file as they can open it, and the construct behind it."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.model.declaration import Declaration
from pytest_lambda_edge.templates.cdk.constructs import Constructs
from pytest_lambda_edge.templates.documents import MANIFEST

if TYPE_CHECKING:
    from pytest_lambda_edge.errors import ConfigError
    from pytest_lambda_edge.templates.reading import Document

__all__ = ["file_told", "tell_places"]

_RESOURCE: Final = re.compile(r"Resources\.([A-Za-z0-9]+)")


def tell_places(error: ConfigError, document: Document) -> None:
    """Let an error name the document that is read, and the files and constructs that its places lead to."""
    if not document.name:
        return
    places = _Places(document)
    told = {one.place: places.told(one.place) for one in error.problems}
    folder, name = os.path.split(file_told(document.name))
    whole = folder if folder and name == MANIFEST else os.path.join(folder, name)  # noqa: PTH118 - for people
    error.tell(whole, {place: text for place, text in told.items() if text})


def file_told(document: str, file: str = "") -> str:
    """Return the path of a document, or of a *file* that is named from there, for people to open it."""
    if not document:
        return file
    beside = os.path.dirname(document) if file and file != document else ""  # noqa: PTH120 - for people
    path = os.path.normpath(os.path.join(beside, file or document))  # noqa: PTH118 - likewise
    try:
        here = os.getcwd() + os.sep  # noqa: PTH109 - likewise
    except OSError:
        return path
    return path.removeprefix(here)


class _Places:
    """The places of a document, by how people are told them."""

    def __init__(self, document: Document) -> None:
        self._name = document.name
        read = filter(None, (document.path, *document.beside))
        self._files = {os.path.relpath(one, document.folder) for one in read}
        self._constructs = Constructs(document)

    def told(self, place: str) -> str:
        """Return a place behind its file; nothing where that is the document, and no construct is noted."""
        if place == self._name:
            return file_told(place)
        if place in self._files:
            return file_told(self._name, place)
        file, colon, path = place.partition(": ")
        if colon and file == self._name:
            return f"{file_told(file)}: {path}"
        if not colon or file not in self._files:
            file, path = "", place
        resource = _RESOURCE.match(path)
        construct = self._constructs.path_of(file, resource[1]) if resource else ""
        return str(Declaration(file_told(self._name, file), path, construct)) if file or construct else ""
