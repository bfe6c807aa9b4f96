"""The properties of resources by their names, and what a person means by one that is misspelt.

AWS adds properties, so one that is unknown here is let pass, unless it cannot be meant otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.templates.cloudformation.misspelt import meant
from pytest_lambda_edge.templates.located import copy_of, move

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["PROPERTIES", "SAM_FUNCTION", "as_meant", "wrong_names"]

SAM_FUNCTION: Final = "AWS::Serverless::Function"

_MOST: Final = 200
"""Properties that are looked at, which is more than any type has."""

_MADE: Final = frozenset({"AccountId", "Arn", "CreatedTime", "Id", "LastModifiedTime", "Status"})
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
    "AWS::CloudFront::CachePolicy": _MADE | {"CachePolicyConfig"},
    "AWS::CloudFront::Distribution": _MADE | {"DistributionConfig", "DomainName", "Tags"},
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
    "AWS::CloudFront::KeyGroup": _MADE | {"KeyGroupConfig"},
    "AWS::CloudFront::OriginRequestPolicy": _MADE | {"OriginRequestPolicyConfig"},
    "AWS::CloudFront::PublicKey": _MADE | {"PublicKeyConfig"},
    "AWS::CloudFront::ResponseHeadersPolicy": _MADE | {"ResponseHeadersPolicyConfig"},
    "AWS::CloudFront::VpcOrigin": _MADE | {"Tags", "VpcOriginEndpointConfig"},
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
"""The properties of each type that is read, those that AWS returns among them (CF-276, CF-281, CF-290)."""

_PARTS: Final[Mapping[str, Mapping[str, frozenset[str]]]] = {
    "AWS::CloudFront::Function": {
        "FunctionConfig": frozenset({"Comment", "KeyValueStoreAssociations", "Runtime"})
    },
    "AWS::CloudFront::KeyGroup": {"KeyGroupConfig": frozenset({"Comment", "Items", "Name"})},
    "AWS::CloudFront::PublicKey": {
        "PublicKeyConfig": frozenset({"CallerReference", "Comment", "EncodedKey", "Name"})
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
"""What the other kind of functions calls the same, and how it is called here."""


def wrong_names(properties: Mapping[str, Any], kind: str) -> Iterator[tuple[str, str, str]]:
    """Yield what is misspelt of a type: the property that holds it, or nothing, its name, what is meant."""
    known = PROPERTIES.get(kind, frozenset())
    if properties.keys() <= known or len(properties) > _MOST or _is_made(properties):
        names = []
    else:
        names = [(key, _OTHERS.get(kind, {}).get(key) or _quoted(meant(key, known))) for key in properties]
    yield from (("", key, hint) for key, hint in names if hint)
    for part, its_names in _PARTS.get(kind, {}).items():
        values = properties.get(part)
        if isinstance(values, Mapping) and len(values) <= _MOST and not _is_made(values):
            hints = ((key, _quoted(meant(key, its_names))) for key in values)
            yield from ((part, key, hint) for key, hint in hints if hint)


def as_meant(properties: Any, kind: str) -> Any:
    """Return properties under the names that are meant, so that what else is wrong with them can be told."""
    if not isinstance(properties, Mapping):
        return properties
    made = properties
    for part, key, hint in wrong_names(properties, kind):
        name = hint.strip("'")
        around = made[part] if part else made
        if name.isidentifier() and around.get(name) is None and around[key] is not None:
            renamed = copy_of(around)
            move(renamed, key, name, renamed.pop(key))
            made = _with(made, part, renamed) if part else renamed
    return made


def _with(values: Mapping[str, Any], key: str, value: Any) -> Mapping[str, Any]:
    made = copy_of(values)
    made[key] = value
    return made


def _is_made(values: Mapping[str, Any]) -> bool:
    """Whether a function or a macro makes these values, or others of them."""
    return any(key == "Ref" or str(key).startswith("Fn::") for key in values)


def _quoted(name: str | None) -> str:
    return "" if name is None else repr(name)
