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
_ENCRYPTED: Final = "encrypted_data"
_FLAT: Final = "attributes_flat"  # of Terraform 0.11, until the resource is refreshed
_INSTEAD: Final = "the output of terraform show -json"


def is_state_file(data: Mapping[str, Any]) -> bool:
    """Whether a document is a state file, or what OpenTofu makes of one that it encrypts."""
    return ("lineage" in data and "serial" in data) or (_ENCRYPTED in data and "encryption_version" in data)


def resources_of(data: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    """Yield the resources of a state file as ``terraform show -json`` has them."""
    if _ENCRYPTED in data:
        message = "is encrypted by OpenTofu, which alone can read it; give the output of tofu show -json"
        raise ConfigError([Problem(name or "load_distribution", message)])
    if data.get("version") != _VERSION:
        message = (
            f"is a state file of version {shown(data.get('version'))}; {_VERSION} is read, or {_INSTEAD}"
        )
        raise ConfigError([Problem(name or "load_distribution", message)])
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
            if _FLAT in instance and resource.get("type") == "aws_cloudfront_distribution":
                message = f"is kept as Terraform 0.11 did; give {_INSTEAD}"
                raise ConfigError([Problem(address, message)])
            yield {"address": address, "mode": resource.get("mode"), "values": instance.get("attributes")}
