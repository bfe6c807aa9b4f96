"""From a place in a template that the AWS CDK made to the construct that declares what stands there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.templates.cdk.manifest import is_manifest, stacks_of
from pytest_lambda_edge.templates.cloudformation.construct_names import noted_path, peoples_path
from pytest_lambda_edge.templates.documents import MANIFEST, read_beside

if TYPE_CHECKING:
    from pytest_lambda_edge.templates.cloudformation.stacks import Stack
    from pytest_lambda_edge.templates.reading import Document

__all__ = ["Constructs"]


class Constructs:
    """The constructs of a document, each file of which is read once, however many of them are asked for.

    That is for messages, so whatever is broken in a file is told elsewhere.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._templates: dict[str, Mapping[str, Any]] = {}

    def path_of(self, file: str, logical_id: str) -> str:
        """Return the path of the construct that has a resource; an empty string where none is noted.

        Without a *file* the document itself is meant.
        """
        try:
            path = self._in_template(file, logical_id) or self._in_manifest(file, logical_id)
        except ConfigError:
            return ""
        return peoples_path(path) if path else ""

    def _in_template(self, file: str, logical_id: str) -> str | None:
        if file not in self._templates:
            whole = self._document
            self._templates[file] = (read_beside(whole, whole.folder / file, file) if file else whole).data
        resources = self._templates[file].get("Resources")
        resource = resources.get(logical_id) if isinstance(resources, Mapping) else None
        return noted_path(resource) if isinstance(resource, Mapping) else None

    def _in_manifest(self, file: str, logical_id: str) -> str | None:
        """Return what is noted beside the templates: without its CLI, the CDK notes no path in them."""
        of_file = [one for one in self._stacks if one.file == file]
        found = [path for one in of_file or self._stacks for path in one.paths().get(logical_id, ())]
        return found[0] if len(found) == 1 else None

    @cached_property
    def _stacks(self) -> list[Stack]:
        document, manifest = self._document, self._document.folder / MANIFEST
        if is_manifest(document.data):
            return stacks_of(document)
        return stacks_of(read_beside(document, manifest, MANIFEST)) if manifest in document.beside else []
