"""What to write in a configuration so that CloudFront takes a function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.templates.found import Advice

if TYPE_CHECKING:
    from pytest_lambda_edge.templates.terraform.project import Project, Resource

__all__ = ["advice_of"]

_REGION: Final = "us-east-1"


def advice_of(project: Project, resource: Resource, *, is_qualified: bool) -> Advice:
    """Return what to write; ``is_qualified`` where the association asks for the ARN of a version already."""
    address = resource.address
    steps = [] if is_qualified else [f"write {address}.qualified_arn"]
    if resource.values.get("publish") is not True:
        steps.append(f"set publish = true on {address}")
    return Advice(version=" and ".join(steps), region=_provider(project, resource))


def _provider(project: Project, resource: Resource) -> str:
    """Return how a function gets a provider in us-east-1; a module has its providers from its caller."""
    found = project.providers_in(_REGION)
    if resource.module or not found:
        return f"give {resource.module or resource.address} a provider in {_REGION}"
    return f"set provider = {found[0]} on {resource.address}"
