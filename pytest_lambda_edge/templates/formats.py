"""Which documents are read, and which are known by sight only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pytest_lambda_edge.errors import ConfigError, Problem
from pytest_lambda_edge.model.problems import one_of
from pytest_lambda_edge.templates.api import API
from pytest_lambda_edge.templates.cdk.reader import CDK, CDK_TEMPLATE
from pytest_lambda_edge.templates.cloudformation.distributions import CLOUDFORMATION
from pytest_lambda_edge.templates.sam import SAM
from pytest_lambda_edge.templates.serverless.reader import SERVERLESS
from pytest_lambda_edge.templates.terraform.distributions import TERRAFORM

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_lambda_edge.templates.reading import Document, Format

__all__ = ["FORMATS", "format_of"]

FORMATS: Final[tuple[Format, ...]] = (API, CDK, CDK_TEMPLATE, SAM, CLOUDFORMATION, SERVERLESS, TERRAFORM)
"""In the order in which a document is tried."""


class _Known(NamedTuple):
    """A kind of documents that is not read, by its tell-tale keys, and what can be done instead."""

    name: str
    keys: frozenset[str]
    instead: str


_INSTEAD: Final = "the API's form of what is deployed is: aws cloudfront get-distribution --id …"
_NOT_READ: Final = (
    _Known(
        "a list of distributions, which this version does not read",
        frozenset({"DistributionList"}),
        f"it lacks settings, such as DefaultRootObject; {_INSTEAD}",
    ),
    _Known(
        "a state of Terraform that holds no resource",
        frozenset({"format_version"}),
        "nothing is applied here yet; give a plan: terraform plan -out plan, then "
        "terraform show -json plan > plan.json",
    ),
)


def format_of(document: Document) -> Format:
    """Return the format of a document; raises ``ConfigError`` for one that is not read."""
    data: Mapping[str, Any] = document.data
    for format_ in FORMATS:
        if format_.recognises(data):
            return format_
    read = one_of(format_.name for format_ in FORMATS).replace("'", "")
    for known in _NOT_READ:
        if known.keys <= data.keys():
            message = f"is {known.name}; {known.instead}"
            raise ConfigError([Problem(document.name or "load_distribution", message)])
    keys = ", ".join(str(key) for key in list(data)[:5]) or "nothing"
    message = f"is none of the documents that are read: {read}; at its top there is {keys}"
    raise ConfigError([Problem(document.name or "load_distribution", message)])
