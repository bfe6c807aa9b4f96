"""The distributions of a whole cdk.out, or of one of its templates (CF-283 to CF-287)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.templates.cdk.manifest import is_manifest, stacks_of
from pytest_lambda_edge.templates.cloudformation.distributions import candidates, distributions
from pytest_lambda_edge.templates.cloudformation.sam_transform import is_cloudformation
from pytest_lambda_edge.templates.cloudformation.stacks import Stacks
from pytest_lambda_edge.templates.cloudformation.template import Given
from pytest_lambda_edge.templates.documents import MANIFEST, read_beside
from pytest_lambda_edge.templates.reading import Format

if TYPE_CHECKING:
    from pytest_lambda_edge.templates.reading import Asked, Candidate, Document

__all__ = ["CDK", "CDK_TEMPLATE"]

_BOOTSTRAP: Final = "BootstrapVersion"
_METADATA: Final = ("aws:cdk:path", "aws:asset:path", "aws:cdk:do-not-refactor")


def _read(document: Document, asked: Asked) -> list[Candidate]:
    stacks = stacks_of(document)
    return distributions(Stacks(document, stacks, Given(asked.parameters)), stacks, asked)


def _is_template(data: Any) -> bool:
    """Whether a template was synthesised, which a parameter tells or the metadata of its resources."""
    if not is_cloudformation(data):
        return False
    parameters = data.get("Parameters")
    if isinstance(parameters, Mapping) and _BOOTSTRAP in parameters:
        return True
    return any(_has_metadata(resource) for resource in data["Resources"].values())


def _has_metadata(resource: Any) -> bool:
    metadata = resource.get("Metadata") if isinstance(resource, Mapping) else None
    return isinstance(metadata, Mapping) and any(name in metadata for name in _METADATA)


def _read_template(document: Document, asked: Asked) -> list[Candidate]:
    """Return the distributions of one template, which may refer to the other stacks of its cdk.out."""
    manifest = document.folder / MANIFEST
    if document.path is None or not manifest.is_file():
        return candidates(document.data, document, asked)
    whole = replace(read_beside(document, manifest, MANIFEST), beside=document.beside)
    found = stacks_of(whole) if is_manifest(whole.data) else []
    own = [stack for stack in found if document.folder / stack.file == document.path]
    if not own:
        return candidates(document.data, document, asked)
    return distributions(Stacks(whole, found, Given(asked.parameters)), own, asked)


CDK: Final = Format("a cdk.out of the AWS CDK", is_manifest, _read)
CDK_TEMPLATE: Final = Format("a template of the AWS CDK", _is_template, _read_template)
