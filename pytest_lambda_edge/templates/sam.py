"""SAM templates, which are CloudFormation's with functions of their own (CF-289, CF-290)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.templates.cloudformation.distributions import candidates
from pytest_lambda_edge.templates.cloudformation.sam_transform import is_sam, transformed
from pytest_lambda_edge.templates.reading import Format

if TYPE_CHECKING:
    from pytest_lambda_edge.templates.reading import Asked, Candidate, Document

__all__ = ["SAM", "transformed"]


def _read(document: Document, asked: Asked) -> list[Candidate]:
    return candidates(document.data, document, asked)


SAM: Final = Format("a SAM template", is_sam, _read)
