"""What a Lambda function's resource asks for that Lambda@Edge does not support (LE-307, CF-318)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.templates.cloudformation.values import Joined, Reference, Unknown, plain
from pytest_lambda_edge.templates.found import Unsupported
from pytest_lambda_edge.templates.scalars import number

if TYPE_CHECKING:
    from pytest_lambda_edge.templates.cloudformation.resolver import Resolver
    from pytest_lambda_edge.templates.cloudformation.template import Resource
    from pytest_lambda_edge.templates.found import Place

__all__ = ["environment_of", "unsupported_by"]

_EPHEMERAL_STORAGE: Final = 512  # MB


def environment_of(resolver: Resolver, resource: Resource) -> dict[str, str]:
    """Return a function's own environment variables, those that are unknown as they are written."""
    environment = resolver.property_of(resource, "Environment")
    variables = environment.get("Variables") if isinstance(environment, Mapping) else None
    if not isinstance(variables, Mapping):
        return {}
    return {str(name): _shown(resolver, value) for name, value in variables.items()}


def unsupported_by(
    resolver: Resolver, resource: Resource, version: Resource | None
) -> tuple[tuple[Unsupported, Place], ...]:
    """Return what a function, or its *version*, has that Lambda@Edge refuses, each with its place."""
    rows = [(resource, *row) for row in _OF_FUNCTION]
    rows += [(version, *row) for row in _OF_VERSION if version is not None]
    found: dict[Unsupported, Place] = {}
    for owner, name, asks, feature in rows:
        if asks(resolver.property_of(owner, name)):
            found.setdefault(feature, owner.at(name).place)
    return tuple(found.items())


def _shown(resolver: Resolver, value: Any) -> str:
    if isinstance(value, (Reference, Joined)):
        value = resolver.known(value)
    return value.reference if isinstance(value, Unknown) else plain(value) or ""


def _any(value: Any) -> bool:
    """Whether a property asks for anything: empty lists and mappings ask for nothing."""
    if isinstance(value, Mapping):
        return any(_any(one) for one in value.values())
    return bool(value) and isinstance(value, (str, list, Reference, Joined))


def _holds(key: str, asks: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Return whether what a mapping holds under a key asks for something."""
    return lambda value: isinstance(value, Mapping) and key in value and asks(value[key])


def _is(*texts: str) -> Callable[[Any], bool]:
    return lambda value: value in texts


def _is_large(value: Any) -> bool:
    size = number(value)
    return isinstance(size, int) and size > _EPHEMERAL_STORAGE


_Row = tuple[str, Callable[[Any], bool], Unsupported]

_OF_FUNCTION: Final[tuple[_Row, ...]] = (
    ("Architectures", lambda value: isinstance(value, list) and "arm64" in value, Unsupported.ARM64),
    ("PackageType", _is("Image"), Unsupported.CONTAINER_IMAGE),
    ("Code", _holds("ImageUri", _any), Unsupported.CONTAINER_IMAGE),
    ("DeadLetterConfig", _any, Unsupported.DEAD_LETTER_QUEUE),
    ("EphemeralStorage", _holds("Size", _is_large), Unsupported.EPHEMERAL_STORAGE),
    ("Code", _holds("SourceKMSKeyArn", _any), Unsupported.KMS_KEY),
    ("KmsKeyArn", _any, Unsupported.KMS_KEY),
    ("Layers", _any, Unsupported.LAYERS),
    (
        "RuntimeManagementConfig",
        _holds("UpdateRuntimeOn", _is("FunctionUpdate", "Manual")),
        Unsupported.RUNTIME_MANAGEMENT,
    ),
    ("TracingConfig", _holds("Mode", _is("Active")), Unsupported.XRAY),
    ("VpcConfig", _any, Unsupported.VPC),
)
_OF_VERSION: Final[tuple[_Row, ...]] = (
    (
        "ProvisionedConcurrencyConfig",
        lambda value: isinstance(value, Mapping) and bool(value),
        Unsupported.PROVISIONED_CONCURRENCY,
    ),
    (
        "RuntimePolicy",
        _holds("UpdateRuntimeOn", _is("FunctionUpdate", "Manual")),
        Unsupported.RUNTIME_MANAGEMENT,
    ),
)
