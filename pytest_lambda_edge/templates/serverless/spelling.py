"""Keys of a service that are misspelt: the framework warns of them and leaves them out, or refuses them.

Plugins add keys of their own, so only what is nearly one of the framework's is taken for that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.templates.cloudformation.misspelt import meant
from pytest_lambda_edge.templates.found import Place
from pytest_lambda_edge.templates.reading import LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_lambda_edge.templates.serverless.service import Service, ServiceFunction

__all__ = ["is_meant_as_service", "misspelt_keys", "misspelt_sections", "written_for_handler"]

_SECTIONS: Final = (
    *(
        "app",
        "build",
        "configValidationMode",
        "console",
        "custom",
        "dashboard",
        "deprecationNotificationMode",
    ),
    *("disabledDeprecations", "frameworkVersion", "functions", "layers", "licenseKey", "org", "outputs"),
    *("package", "params", "plugins", "projectDir", "provider", "resources", "service", "stages", "state"),
    *("useDotenv", "variablesResolutionMode"),
)
_PROVIDER: Final = (
    *("alb", "apiGateway", "apiKeys", "apiName", "architecture", "cfnRole", "cloudFront", "deploymentBucket"),
    *("deploymentMethod", "deploymentPrefix", "disableRollback", "ecr", "endpointType", "environment"),
    *("eventBridge", "httpApi", "iam", "iamManagedPolicies", "iamRoleStatements", "kinesis", "kmsKeyArn"),
    *("lambdaHashingVersion", "layers", "logRetentionInDays", "logDataProtectionPolicy", "logs"),
    *("memorySize", "name", "notificationArns", "profile", "region", "resourcePolicy", "role"),
    *("rolePermissionsBoundary", "rollbackConfiguration", "runtime", "runtimeManagement", "s3", "stackName"),
    *("stackParameters", "stackPolicy", "stackTags", "stage", "tags", "timeout", "tracing", "usagePlan"),
    *("versionFunctions", "vpc", "vpcEndpointIds", "websocket", "websocketsApiName"),
    *("websocketsApiRouteSelectionExpression", "websocketsDescription"),
)
_FUNCTION: Final = (
    *("architecture", "awsKmsKeyArn", "condition", "dependsOn", "description", "destinations", "disableLogs"),
    *("environment", "ephemeralStorageSize", "events", "fileSystemConfig", "handler", "image", "kmsKeyArn"),
    *("lambdaAtEdge", "layers", "logDataProtectionPolicy", "logRetentionInDays", "logs", "maximumEventAge"),
    *("maximumRetryAttempts", "memorySize", "module", "name", "onError", "package"),
    *("provisionedConcurrency", "reservedConcurrency", "role", "runtime", "runtimeManagement", "snapStart"),
    *("tags", "timeout", "tracing", "url", "versionFunction", "vpc"),
)
_EVENTS: Final = (
    *("activemq", "alb", "alexaSkill", "alexaSmartHome", "cloudFront", "cloudwatchEvent", "cloudwatchLog"),
    *("cognitoUserPool", "eventBridge", "http", "httpApi", "iot", "iotFleetProvisioning", "kafka", "msk"),
    *("preExistingCloudFront", "rabbitmq", "s3", "schedule", "sns", "sqs", "stream", "websocket"),
)
_NEEDED: Final = frozenset({"provider", "service"})
_DECISIVE: Final = frozenset({"events", "functions", "resources"})


def is_meant_as_service(data: Mapping[str, Any]) -> bool:
    """Whether a document has the sections of a service, be they misspelt."""
    names = {meant(key, _SECTIONS) or key for key in data}
    return names >= _NEEDED and not names.isdisjoint({"functions", "resources"})


def misspelt_sections(data: Mapping[str, Any]) -> Iterator[LeftOut]:
    """Yield the sections that are misspelt."""
    yield from _misspelt("a service", _SECTIONS, data, Place(""))


def misspelt_keys(service: Service, *, is_decisive: bool) -> Iterator[LeftOut]:
    """Yield what is misspelt beside events' settings: what decides which events there are, or the rest."""
    if is_decisive:
        yield from misspelt_sections(service.variables.document.data)
        for function in service.functions:
            yield from _events(function)
    else:
        yield from _misspelt("the provider", _PROVIDER, *service.provider)
    for function in service.functions:
        for name, one in _in_function(function):
            if (name in _DECISIVE) is is_decisive:
                yield one


def written_for_handler(function: ServiceFunction) -> str:
    """Return what to write instead of a misspelt ``handler``; nothing where it is not misspelt."""
    found = (one for name, one in _in_function(function) if name == "handler")
    return next((f"write 'handler' for what stands at {one.place}" for one in found), "")


def _in_function(function: ServiceFunction) -> Iterator[tuple[str, LeftOut]]:
    """Yield the keys of a function that are misspelt, each behind the one that is meant."""
    for key in function.settings:
        if (name := meant(key, _FUNCTION)) is not None:
            at = function.place.of_key(key, function.settings)
            yield name, LeftOut(at, _why(key, "a function", name))


def _misspelt(holder: str, known: tuple[str, ...], mapping: Any, place: Place) -> Iterator[LeftOut]:
    for key in mapping if isinstance(mapping, Mapping) else ():
        if (name := meant(key, known)) is not None and name not in mapping:
            yield LeftOut(place.of_key(key, mapping), _why(key, holder, name))


def _why(key: object, holder: str, name: str) -> str:
    return (
        f"{shown(key)} is nothing that {holder} has, and the framework leaves it out; did you mean {name!r}?"
    )


def _events(function: ServiceFunction) -> Iterator[LeftOut]:
    events = function.held("events")
    for index, event in enumerate(events.value if isinstance(events.value, list) else ()):
        place = events.place.inside(index, events.value)
        for key in event if isinstance(event, Mapping) else [event]:
            if (name := meant(key, _EVENTS)) is not None:
                at = place.of_key(key, event) if isinstance(event, Mapping) else place
                why = f"{shown(key)} is no event that the framework knows, and it leaves it out"
                yield LeftOut(at, f"{why}; did you mean {name!r}?")
