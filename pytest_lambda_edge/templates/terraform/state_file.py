"""The file ``terraform.tfstate`` itself, in which a resource has a list of instances with attributes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import ConfigError, Problem
from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.templates.terraform.addresses import Step

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["is_state_file", "resources_of"]

_VERSION: Final = 4  # since Terraform 0.12


def is_state_file(data: Mapping[str, Any]) -> bool:
    """Whether a document is a state file."""
    return "lineage" in data and "serial" in data


def resources_of(data: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    """Yield the resources of a state file as ``terraform show -json`` has them."""
    if data.get("version") != _VERSION:
        message = (
            f"is a state file of version {shown(data.get('version'))}; {_VERSION} is read, or the output "
        )
        raise ConfigError([Problem(name or "load_distribution", f"{message}of terraform show -json")])
    resources = data.get("resources")
    for resource in resources if isinstance(resources, list) else ():
        if isinstance(resource, Mapping):
            yield from _instances(resource)


def _instances(resource: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    instances = resource.get("instances")
    before = [str(resource["module"])] if resource.get("module") else []
    before += ["data"] if resource.get("mode") == "data" else []
    before.append(str(resource.get("type")))
    for instance in instances if isinstance(instances, list) else ():
        if isinstance(instance, Mapping) and "deposed" not in instance:
            key = instance.get("index_key")
            step = Step(str(resource.get("name")), key if isinstance(key, (str, int)) else None)
            address = ".".join([*before, str(step)])
            yield {"address": address, "mode": resource.get("mode"), "values": instance.get("attributes")}
