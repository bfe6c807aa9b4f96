"""The Lambda functions that the framework makes of a service's functions (CF-295)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.templates.located import Located, put
from pytest_lambda_edge.templates.serverless.held import Held

if TYPE_CHECKING:
    from pytest_lambda_edge.templates.found import Place
    from pytest_lambda_edge.templates.serverless.service import Service, ServiceFunction

__all__ = ["FUNCTION", "VERSION", "function_resources", "is_published"]

FUNCTION: Final = "AWS::Lambda::Function"
VERSION: Final = "AWS::Lambda::Version"

# Of functions with cloudFront events, whatever the provider says. Others get 6 seconds of the framework where
# neither they nor the provider say anything; D-12 gives 5 to every function of a service.
_EDGE_MEMORY: Final = 128  # MB
_EDGE_TIMEOUT: Final = 5  # seconds
_MEMORY: Final = 1024  # MB
_RUNTIME: Final = "nodejs20.x"
_WHOLE_SERVICE: Final = "."
_RUNTIME_UPDATES: Final = {"manual": "Manual", "onFunctionUpdate": "FunctionUpdate"}


def function_resources(
    service: Service, function: ServiceFunction, *, by_events: bool, stripped: bool
) -> dict[str, Held]:
    """Return the resources of a function and its version.

    The framework takes environment and VPC away from functions with cloudFront events (*by_events*), a plugin
    the environment of its own (*stripped*).
    """
    properties = Located(function.place.line)
    for name, held in _properties(service, function, by_events=by_events).items():
        left_out = (by_events and name in {"Environment", "VpcConfig"}) or (
            stripped and name == "Environment"
        )
        if held.value is not None and not left_out:
            put(properties, name, held.value, held.place)
    made = {function.logical_id: _resource(function, FUNCTION, properties)}
    if by_events or is_published(service, function):
        owner: dict[str, Any] = {"FunctionName": {"Ref": function.logical_id}}
        made[function.version_id] = _resource(function, VERSION, owner)
    return made


def is_published(service: Service, function: ServiceFunction) -> bool:
    """Whether a version of a function is published, as it is without a word about it."""
    own = function.held("versionFunction").value
    return (service.of_provider("versionFunctions").value if own is None else own) is not False


def _resource(function: ServiceFunction, kind: str, properties: Mapping[str, Any]) -> Held:
    body = Located(function.place.line)
    put(body, "Type", kind, function.place)
    put(body, "Properties", properties, function.place)
    condition = function.held("condition")
    if condition.value is not None:
        put(body, "Condition", *condition)
    return Held(body, function.place)


def _properties(service: Service, function: ServiceFunction, *, by_events: bool) -> dict[str, Held]:
    name = service.prefixed(function.key)
    properties = {
        "FunctionName": _default(function.held("name"), name, function.place),
        "Handler": function.held("handler"),
        "Runtime": _default(service.of_either(function, "runtime"), _RUNTIME, function.place),
        "MemorySize": _limit(service, function, "memorySize", _EDGE_MEMORY, _MEMORY, by_events=by_events),
        "Timeout": _limit(service, function, "timeout", _EDGE_TIMEOUT, _EDGE_TIMEOUT, by_events=by_events),
        "Environment": _environment(service, function),
        "VpcConfig": _vpc(service, function),
        "KmsKeyArn": service.of_either(function, "kmsKeyArn"),
        "Layers": service.of_either(function, "layers"),
    }
    for key, (provider_keys, made_of, name) in _WRAPPED.items():
        held = service.of_either(function, key, *provider_keys)
        wrapped = None if held.value in (None, False, "") else made_of(held.value)
        properties[name] = Held(wrapped, held.place)
    if function.held("image").value:
        properties["PackageType"] = Held("Image", function.held("image").place)
    properties["Code"] = _code(service, function)
    return properties


def _default(held: Held, default: Any, place: Place) -> Held:
    return Held(default, place) if held.value in (None, "") else held


def _limit(  # noqa: PLR0913 - a setting with its two defaults
    service: Service, function: ServiceFunction, key: str, at_edge: int, elsewhere: int, *, by_events: bool
) -> Held:
    held = function.held(key) if by_events else service.of_either(function, key)
    default = at_edge if by_events else elsewhere
    return Held(default, function.place) if held.value in (None, 0) else held


def _environment(service: Service, function: ServiceFunction) -> Held:
    """Return the provider's variables with the function's own laid over them."""
    variables: dict[str, Any] = {}
    place: Place | None = None
    for held in (service.of_provider("environment"), function.held("environment")):
        if isinstance(held.value, Mapping):
            variables |= {name: value for name, value in held.value.items() if value is not None}
            place = held.place if held.value else place
    return Held({"Variables": variables} if variables else None, place or function.place)


def _vpc(service: Service, function: ServiceFunction) -> Held:
    own = function.held("vpc")
    if "vpc" in function.settings and own.value in (None, False):
        return Held(None, own.place)
    parts = {}
    for name, key in (("SecurityGroupIds", "securityGroupIds"), ("SubnetIds", "subnetIds")):
        value = own.value.get(key) if isinstance(own.value, Mapping) else None
        parts[name] = value or service.of_provider("vpc", key).value
    place = own.place if own.value else service.of_provider("vpc").place
    return Held(parts if all(parts.values()) else None, place)


def _code(service: Service, function: ServiceFunction) -> Held:
    """Return where a function's code is: the service's folder, but for what packs it otherwise."""
    image = function.held("image")
    if image.value:
        return Held({"ImageUri": image.value if isinstance(image.value, str) else "image"}, image.place)
    packages = (function.held("package"), service.variables.at("package"))
    for package in packages:
        artifact = _of(package, "artifact")
        if artifact is not None and artifact.value:
            return artifact
    module = function.held("module")  # serverless-python-requirements packs this folder alone.
    individually = any((one := _of(package, "individually")) and one.value for package in packages)
    if individually and module.value:
        return module
    return Held(_WHOLE_SERVICE, function.place)


def _of(package: Held | None, key: str) -> Held | None:
    if package is None or not isinstance(package.value, Mapping):
        return None
    return Held(package.value.get(key), package.place.inside(key, package.value))


def _tracing(value: Any) -> Any:
    return {"Mode": "Active" if value is True else value}


def _runtime_management(value: Any) -> Any:
    mode = value.get("mode") if isinstance(value, Mapping) else value
    update = _RUNTIME_UPDATES.get(mode) if isinstance(mode, str) else None
    return None if update is None else {"UpdateRuntimeOn": update}


_Wrapped = dict[str, tuple[tuple[str, ...], Callable[[Any], Any], str]]

# What the framework wraps: where the provider has it, what is made of it, and Lambda's name of that.
_WRAPPED: Final[_Wrapped] = {
    "architecture": ((), lambda value: [value], "Architectures"),
    "ephemeralStorageSize": (("",), lambda value: {"Size": value}, "EphemeralStorage"),
    "onError": (("",), lambda value: {"TargetArn": value}, "DeadLetterConfig"),
    "runtimeManagement": ((), _runtime_management, "RuntimeManagementConfig"),
    "tracing": (("tracing", "lambda"), _tracing, "TracingConfig"),
}
