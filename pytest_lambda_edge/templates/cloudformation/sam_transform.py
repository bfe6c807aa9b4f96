"""SAM templates: what the transform AWS::Serverless-2016-10-31 makes of their functions (CF-289, CF-290)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.templates.cloudformation.spots import Spot
from pytest_lambda_edge.templates.located import Located, line_of

__all__ = ["is_cloudformation", "is_sam", "transformed"]

TRANSFORM: Final = "AWS::Serverless-2016-10-31"
FUNCTION: Final = "AWS::Serverless::Function"

_RENAMED: Final = {
    "DeadLetterQueue": "DeadLetterConfig",
    "Tracing": "TracingConfig",
}
# SAM's own properties, of which nothing is left in the Lambda function that it makes.
_CODE: Final = ("CodeUri", "ImageUri", "InlineCode")
_MADE_BY_SAM: Final = {
    "ServerlessHttpApi": "AWS::ApiGatewayV2::Api",
    "ServerlessRestApi": "AWS::ApiGateway::RestApi",
}


def is_cloudformation(data: Mapping[str, Any]) -> bool:
    """Whether a document is a CloudFormation template: no other kind has Resources."""
    return isinstance(data.get("Resources"), Mapping)


def is_sam(data: Mapping[str, Any]) -> bool:
    """Whether a template asks for SAM's transform, or has one of its functions."""
    if not is_cloudformation(data):
        return False
    transform = data.get("Transform")
    asked_for = TRANSFORM in (transform if isinstance(transform, list) else [transform])
    return asked_for or any(map(_is_function, data["Resources"].values()))


def transformed(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a template with SAM's functions as Lambda's, their versions and aliases beside them."""
    made = _copy(data)
    defaults = _function_globals(data)
    resources = _copy(data.get("Resources") or {})
    for logical_id, kind in _MADE_BY_SAM.items():
        resources.setdefault(logical_id, {"Type": kind})
    for logical_id, body in list(resources.items()):
        if _is_function(body):
            _add_function(resources, logical_id, body, defaults)
    made["Resources"] = resources
    return made


def _is_function(body: Any) -> bool:
    return isinstance(body, Mapping) and body.get("Type") == FUNCTION


def _function_globals(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the section Globals.Function, which holds every function's defaults."""
    found: Any = data
    spot = Spot("Globals", line_of(data, "Globals"))
    for name in ("Globals", "Function"):
        found = found.get(name)
        if found is None:
            return {}
        if not isinstance(found, Mapping):
            raise spot.error(f"must be a mapping, not {shown(found)}")
    return found  # type: ignore[no-any-return]


def _add_function(
    resources: dict[str, Any], logical_id: str, body: Mapping[str, Any], defaults: Mapping[str, Any]
) -> None:
    own = body.get("Properties") or {}
    if not isinstance(own, Mapping):
        spot = Spot(f"Resources.{logical_id}.Properties", line_of(body, "Properties"))
        raise spot.error(f"must be a mapping, not {shown(own)}")
    properties = _merged(defaults, own)
    resources[logical_id] = _as_lambda(body, properties)
    condition = {"Condition": body["Condition"]} if "Condition" in body else {}
    owner = {"FunctionName": {"Ref": logical_id}}
    resources.setdefault(f"{logical_id}Role", {"Type": "AWS::IAM::Role"} | condition)
    if "FunctionUrlConfig" in properties:
        resources.setdefault(f"{logical_id}Url", {"Type": "AWS::Lambda::Url"} | condition)
    if "AutoPublishAlias" in properties:
        version = {"Type": "AWS::Lambda::Version", "Properties": owner} | condition
        alias = owner | {"Name": properties["AutoPublishAlias"]}
        if "ProvisionedConcurrencyConfig" in properties:
            version["Properties"] = owner | {
                "ProvisionedConcurrencyConfig": properties["ProvisionedConcurrencyConfig"]
            }
        resources[f"{logical_id}.Version"] = version
        resources[f"{logical_id}.Alias"] = {"Type": "AWS::Lambda::Alias", "Properties": alias} | condition


def _as_lambda(body: Mapping[str, Any], properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the AWS::Lambda::Function that SAM makes of a function's resource."""
    made = _copy(body)
    made["Type"] = "AWS::Lambda::Function"
    renamed = _copy(properties)
    for theirs, lambdas in _RENAMED.items():
        if theirs in renamed:
            _move(renamed, theirs, lambdas, renamed.pop(theirs))
    if "TracingConfig" in renamed and "TracingConfig" not in properties:
        renamed["TracingConfig"] = {"Mode": renamed["TracingConfig"]}
    for name in _CODE:
        if name in renamed:
            _move(renamed, name, "Code", _code(name, renamed.pop(name)))
    made["Properties"] = renamed
    return made


def _code(name: str, value: Any) -> Any:
    """Return the Code of a Lambda function that stands for one of SAM's properties."""
    if name == "InlineCode":
        return {"ZipFile": value}
    if name == "ImageUri":
        return {"ImageUri": value}
    if isinstance(value, Mapping) and "Bucket" in value:
        return {"S3Bucket": value["Bucket"], "S3Key": value.get("Key", "")}
    return value


def _merged(defaults: Any, own: Any) -> Any:
    """Return a function's own properties over the defaults: mappings merged, lists one behind the other."""
    if _is_data(defaults) and _is_data(own):
        made = _copy(defaults)
        for key, value in own.items():
            _move(made, key, key, _merged(defaults[key], value) if key in defaults else value)
            if isinstance(made, Located) and (line := line_of(own, key)) is not None:
                made.lines[key] = line
        return made
    if isinstance(defaults, list) and isinstance(own, list):
        return [*defaults, *own]
    return own


def _is_data(value: Any) -> bool:
    """Whether a value is a mapping, and no intrinsic function."""
    return isinstance(value, Mapping) and not any(
        key == "Ref" or str(key).startswith("Fn::") for key in value
    )


def _copy(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mapping to change, which keeps its lines."""
    made: dict[str, Any] = {}
    if isinstance(mapping, Located):
        made = Located(mapping.line)
        made.lines = dict(mapping.lines)
    made.update(mapping)
    return made


def _move(mapping: dict[str, Any], was: str, name: str, value: Any) -> None:
    """Set a value under a name, which keeps the line of what it *was*."""
    mapping[name] = value
    if isinstance(mapping, Located) and was in mapping.lines:
        mapping.lines[name] = mapping.lines[was]
