"""From a place in a template that the AWS CDK made to the construct that declares what stands there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.templates.cdk.manifest import is_manifest, stacks_of
from pytest_lambda_edge.templates.cloudformation.construct_names import noted_path, peoples_path
from pytest_lambda_edge.templates.documents import MANIFEST, read_beside

if TYPE_CHECKING:
    from pytest_lambda_edge.templates.reading import Document

__all__ = ["construct_at"]


def construct_at(document: Document, file: str, logical_id: str) -> str:
    """Return the path of the construct that has a resource of a *file*; an empty string where none is noted.

    That is for messages, so whatever is broken is told elsewhere. Without a file the document itself is
    meant.
    """
    try:
        path = _in_template(document, file, logical_id) or _in_manifest(document, file, logical_id)
    except ConfigError:
        return ""
    return peoples_path(path) if path else ""


def _in_template(document: Document, file: str, logical_id: str) -> str | None:
    template = read_beside(document, document.folder / file, file) if file else document
    resources = template.data.get("Resources")
    resource = resources.get(logical_id) if isinstance(resources, Mapping) else None
    return noted_path(resource) if isinstance(resource, Mapping) else None


def _in_manifest(document: Document, file: str, logical_id: str) -> str | None:
    """Return what the manifest has, or the file that it names for that; an app has one without the CLI."""
    manifest = document.folder / MANIFEST
    if is_manifest(document.data):
        whole = document
    elif manifest in document.beside:
        whole = read_beside(document, manifest, MANIFEST)
    else:
        return None
    stacks = stacks_of(whole)
    of_file = [one for one in stacks if one.file == file]
    found = [path for one in of_file or stacks for path in one.paths().get(logical_id, ())]
    return found[0] if len(found) == 1 else None
