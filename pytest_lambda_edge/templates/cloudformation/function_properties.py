"""Misspelt properties of functions, which AWS refuses and which nothing would be read from.

AWS adds properties, so one that is unknown here is let pass, unless it cannot be meant otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.errors import Problem
from pytest_lambda_edge.model.problems import shown, with_article
from pytest_lambda_edge.templates.cloudformation.macros import MACRO, of_whole_template
from pytest_lambda_edge.templates.cloudformation.misspelt import meant
from pytest_lambda_edge.templates.cloudformation.sam_transform import FUNCTION as SAM_FUNCTION
from pytest_lambda_edge.templates.cloudformation.sam_transform import GLOBALS, MADE_OF, SAM_SAYS
from pytest_lambda_edge.templates.cloudformation.values import NO_VALUE
from pytest_lambda_edge.templates.located import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_lambda_edge.templates.cloudformation.resolver import Resolver
    from pytest_lambda_edge.templates.cloudformation.spots import Spot
    from pytest_lambda_edge.templates.cloudformation.template import Resource

__all__ = ["PROPERTIES", "misspelt_properties"]

_OF_BOTH: Final = frozenset(
    {
        "Architectures",
        "Arn",
        "CapacityProviderConfig",
        "CodeSigningConfigArn",
        "Description",
        "DurableConfig",
        "Environment",
        "EphemeralStorage",
        "FileSystemConfigs",
        "FunctionName",
        "FunctionScalingConfig",
        "Handler",
        "ImageConfig",
        "KmsKeyArn",
        "Layers",
        "LoggingConfig",
        "MemorySize",
        "PackageType",
        "PublishToLatestPublished",
        "RecursiveLoop",
        "ReservedConcurrentExecutions",
        "Role",
        "Runtime",
        "RuntimeManagementConfig",
        "SnapStart",
        "SnapStartResponse",
        "Tags",
        "TenancyConfig",
        "Timeout",
        "VpcConfig",
    }
)

PROPERTIES: Final[Mapping[str, frozenset[str]]] = {
    "AWS::CloudFront::Function": frozenset(
        {
            "AutoPublish",
            "FunctionARN",
            "FunctionCode",
            "FunctionConfig",
            "FunctionMetadata",
            "Name",
            "Stage",
            "Tags",
        }
    ),
    "AWS::Lambda::Function": _OF_BOTH | {"Code", "DeadLetterConfig", "TracingConfig"},
    "AWS::Lambda::Version": frozenset(
        {
            "CodeSha256",
            "Description",
            "FunctionArn",
            "FunctionName",
            "FunctionScalingConfig",
            "ProvisionedConcurrencyConfig",
            "RuntimePolicy",
            "Version",
        }
    ),
    SAM_FUNCTION: _OF_BOTH
    | {
        "AssumeRolePolicyDocument",
        "AutoPublishAlias",
        "AutoPublishAliasAllProperties",
        "AutoPublishCodeSha256",
        "CodeUri",
        "DeadLetterQueue",
        "DeploymentPreference",
        "EventInvokeConfig",
        "Events",
        "FunctionUrlConfig",
        "ImageUri",
        "InlineCode",
        "PermissionsBoundary",
        "Policies",
        "PropagateTags",
        "ProvisionedConcurrencyConfig",
        "RolePath",
        "SourceKMSKeyArn",
        "Tracing",
        "VersionDeletionPolicy",
        "VersionDescription",
    },
}
"""The properties of each type of functions, those that AWS returns among them (CF-281, CF-290)."""

_PARTS: Final[Mapping[str, Mapping[str, frozenset[str]]]] = {
    "AWS::CloudFront::Function": {
        "FunctionConfig": frozenset({"Comment", "KeyValueStoreAssociations", "Runtime"})
    },
    "AWS::Lambda::Function": {
        "Code": frozenset(
            {
                "ImageUri",
                "S3Bucket",
                "S3Key",
                "S3ObjectStorageMode",
                "S3ObjectVersion",
                "SourceKMSKeyArn",
                "ZipFile",
            }
        ),
        "Environment": frozenset({"Variables"}),
    },
    SAM_FUNCTION: {"Environment": frozenset({"Variables"})},
}
"""What properties hold of which something is read here."""

# What the other kind of functions calls the same.
_OTHERS: Final[Mapping[str, Mapping[str, str]]] = {
    "AWS::Lambda::Function": {
        "CodeUri": "'Code'",
        "DeadLetterQueue": "'DeadLetterConfig'",
        "ImageUri": "'ImageUri' in 'Code'",
        "InlineCode": "'ZipFile' in 'Code'",
        "Tracing": "'TracingConfig'",
    },
    SAM_FUNCTION: {
        "Code": "'CodeUri' or 'InlineCode'",
        "DeadLetterConfig": "'DeadLetterQueue'",
        "TracingConfig": "'Tracing'",
    },
}
_FAILED: Final = (
    "Properties validation failed for resource {} with message: #{}: extraneous key [{}] is not permitted"
)
_SAM_FAILED: Final = (
    f"{SAM_SAYS}Resource with id [{{}}] is invalid. property {{}} not defined for resource of type "
)
_GLOBALS_FAILED: Final = (
    f"{SAM_SAYS}'Globals' section is invalid. '{{}}' is not a supported property of 'Function'."
)


def misspelt_properties(resolver: Resolver, *resources: Resource | None) -> tuple[Problem, ...]:
    """Return what AWS would refuse of the properties of functions and their versions, each with its place.

    A template of which a macro makes something else is let pass.
    """
    if any(of_whole_template(resolver.template)):
        return ()
    return tuple(
        one for resource in resources if resource is not None for one in _misspelt(resolver, resource)
    )


def _misspelt(resolver: Resolver, resource: Resource) -> Iterator[Problem]:
    kind = str(resource.body.get(MADE_OF, resource.type))
    properties = resource.body.get("Properties")
    if not isinstance(properties, Mapping) or kind not in PROPERTIES:
        return
    at_properties = resource.spot.of(resource.body, "Properties")
    for key, hint in _wrong(properties, PROPERTIES[kind], _OTHERS.get(kind, {})):
        if properties[key] is None or resolver.property_of(resource, key) is not NO_VALUE:
            yield _problem(resource, kind, path_of(properties, key), hint, at_properties.of(properties, key))
    for name, known in _PARTS.get(kind, {}).items():
        part = properties.get(name)
        if isinstance(part, Mapping):
            spot = at_properties.of(properties, name)
            for key, hint in _wrong(part, known):
                yield _problem(resource, kind, f".{name}.{key}", hint, spot.of(part, key))


def _wrong(
    values: Mapping[str, Any], known: frozenset[str], others: Mapping[str, str] | None = None
) -> Iterator[tuple[str, str]]:
    """Yield the keys that are misspelt, each with what is meant; none where a macro makes them."""
    if MACRO in values or "Ref" in values:
        return
    for key in values:
        written = path_of(values, str(key)).removeprefix(".")
        if others and written in others:
            yield key, others[written]
        elif not written.startswith("Fn::") and (name := meant(written, known)) is not None:
            yield key, repr(name)


def _problem(resource: Resource, kind: str, path: str, hint: str, spot: Spot) -> Problem:
    within, _, name = path.rpartition(".")
    of = f" in {within.removeprefix('.')}" if within else ""
    message = f"{shown(name)} is no property of {with_article(kind)}{of}; did you mean {hint}?"
    said = _FAILED.format(resource.logical_id, within.replace(".", "/"), name)
    if kind == SAM_FUNCTION:
        at_globals = spot.place.path.startswith(GLOBALS)
        said = (
            _GLOBALS_FAILED.format(name)
            if at_globals
            else f"{_SAM_FAILED.format(resource.logical_id, name)}{kind}"
        )
    return Problem(str(spot.place), message, "ValidationError", aws_message=said)
