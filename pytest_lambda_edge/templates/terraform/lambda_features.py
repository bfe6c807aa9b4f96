"""What a Lambda function's resource asks for that Lambda@Edge does not support (LE-307, CF-318)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.templates.found import Unsupported
from pytest_lambda_edge.templates.terraform.references import Unknown
from pytest_lambda_edge.templates.terraform.unknowns import attributes_of

if TYPE_CHECKING:
    from pytest_lambda_edge.templates.found import Place
    from pytest_lambda_edge.templates.terraform.project import Resource
    from pytest_lambda_edge.templates.terraform.reader import Terraform

__all__ = ["environment_of", "unsupported_by"]

_EPHEMERAL_STORAGE: Final = 512  # MB
_LATER: Final = "(known after apply)"


def environment_of(attributes: Mapping[str, Any]) -> dict[str, str]:
    """Return a function's own environment variables, of those that are unknown their names."""
    variables = _inside("environment", "variables")(attributes)
    if isinstance(variables, Unknown):
        return {_LATER: ""}
    if not isinstance(variables, Mapping):
        return {}
    return {
        str(name): _LATER if isinstance(value, Unknown) else str(value) for name, value in variables.items()
    }


def unsupported_by(
    reader: Terraform, resource: Resource, attributes: Mapping[str, Any]
) -> tuple[tuple[Unsupported, Place], ...]:
    """Return what Lambda@Edge refuses about a function, each with its place."""
    found: dict[Unsupported, Place] = {}
    for name, asks, feature in _OF_FUNCTION:
        if asks(attributes):
            found.setdefault(feature, resource.place.inside(name))
    for kind, (feature, asks) in _OF_OTHERS.items():
        for other in reader.project.of_type(kind):
            if asks(other.values) and _is_about(reader, other, resource):
                found.setdefault(feature, other.place)
    return tuple(found.items())


def _is_about(reader: Terraform, other: Resource, function: Resource) -> bool:
    """Whether a resource sets something of a function."""
    owner = attributes_of(other).get("function_name")
    if isinstance(owner, Unknown):
        return function in reader.follow(owner).of_type(function.type)
    return owner is not None and owner in (function.text("function_name"), function.text("arn"))


def _inside(block: str, name: str) -> Callable[[Mapping[str, Any]], Any]:
    """Return an attribute of a block of which there is one at most."""

    def value(attributes: Mapping[str, Any]) -> Any:
        blocks = attributes.get(block)
        first = blocks[0] if isinstance(blocks, list) and blocks else None
        return first.get(name) if isinstance(first, Mapping) else None

    return value


def _any(read: Callable[[Mapping[str, Any]], Any]) -> Callable[[Mapping[str, Any]], bool]:
    """Return whether an attribute asks for anything; an unknown one does, unless the provider fills it in."""

    def asks(attributes: Mapping[str, Any]) -> bool:
        value = read(attributes)
        return not value.is_left_out if isinstance(value, Unknown) else bool(value)

    return asks


def _attribute(name: str) -> Callable[[Mapping[str, Any]], Any]:
    return lambda attributes: attributes.get(name)


def _is(read: Callable[[Mapping[str, Any]], Any], *texts: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda attributes: read(attributes) in texts


def _is_arm(attributes: Mapping[str, Any]) -> bool:
    architectures = attributes.get("architectures")
    return isinstance(architectures, list) and "arm64" in architectures


def _is_large(attributes: Mapping[str, Any]) -> bool:
    size = _inside("ephemeral_storage", "size")(attributes)
    return isinstance(size, int) and size > _EPHEMERAL_STORAGE


_Asks = Callable[[Mapping[str, Any]], bool]

_OF_FUNCTION: Final[tuple[tuple[str, _Asks, Unsupported], ...]] = (
    ("architectures", _is_arm, Unsupported.ARM64),
    ("package_type", _is(_attribute("package_type"), "Image"), Unsupported.CONTAINER_IMAGE),
    ("image_uri", _any(_attribute("image_uri")), Unsupported.CONTAINER_IMAGE),
    (
        "dead_letter_config",
        _any(_inside("dead_letter_config", "target_arn")),
        Unsupported.DEAD_LETTER_QUEUE,
    ),
    ("ephemeral_storage", _is_large, Unsupported.EPHEMERAL_STORAGE),
    ("kms_key_arn", _any(_attribute("kms_key_arn")), Unsupported.KMS_KEY),
    ("source_kms_key_arn", _any(_attribute("source_kms_key_arn")), Unsupported.KMS_KEY),
    ("layers", _any(_attribute("layers")), Unsupported.LAYERS),
    ("tracing_config", _is(_inside("tracing_config", "mode"), "Active"), Unsupported.XRAY),
    ("vpc_config", _any(_inside("vpc_config", "subnet_ids")), Unsupported.VPC),
)
_OF_OTHERS: Final[Mapping[str, tuple[Unsupported, _Asks]]] = {
    "aws_lambda_provisioned_concurrency_config": (Unsupported.PROVISIONED_CONCURRENCY, lambda _: True),
    "aws_lambda_runtime_management_config": (
        Unsupported.RUNTIME_MANAGEMENT,
        _is(_attribute("update_runtime_on"), "FunctionUpdate", "Manual"),
    ),
}
