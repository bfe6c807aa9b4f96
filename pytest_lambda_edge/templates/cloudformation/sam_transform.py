"""SAM templates: what the transform AWS::Serverless-2016-10-31 makes of their functions (CF-289, CF-290)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.templates.cloudformation.macros import MACRO
from pytest_lambda_edge.templates.cloudformation.misspelt import meant
from pytest_lambda_edge.templates.cloudformation.property_names import SAM_FUNCTION, as_meant
from pytest_lambda_edge.templates.cloudformation.spots import Spot
from pytest_lambda_edge.templates.found import Place
from pytest_lambda_edge.templates.located import copy_of, line_of, move, stands_at

__all__ = ["GLOBALS", "MADE_OF", "SAM_SAYS", "TRANSFORM", "is_cloudformation", "is_sam", "transformed"]

TRANSFORM: Final = "AWS::Serverless-2016-10-31"
GLOBALS: Final = "Globals.Function"
"""The path of every function's defaults."""
SAM_SAYS: Final = (
    f"Transform {TRANSFORM} failed with: Invalid Serverless Application Specification document. "
    "Number of errors found: 1. "
)
"""How what SAM's transform refuses begins."""
# The sections of that path, and what AWS says of those that it does not know in their places.
_SECTIONS: Final = {
    "Globals": "Invalid template property or properties [{}]",
    "Function": f"{SAM_SAYS}'Globals' section is invalid. '{{}}' is not supported.",
}
MADE_OF: Final = "MadeOf"
"""Where a function that SAM makes has its properties as they are written."""

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


def transformed(data: Mapping[str, Any], file: str = "") -> Mapping[str, Any]:
    """Return a template with SAM's functions as Lambda's, their versions and aliases beside them.

    What comes from the section Globals has its place there; *file* is that of places.
    """
    made = copy_of(data)
    defaults = _function_globals(data, file)
    resources = copy_of(data.get("Resources") or {})
    for logical_id, kind in _MADE_BY_SAM.items():
        resources.setdefault(logical_id, {"Type": kind})
    for logical_id, body in list(resources.items()):
        if _is_function(body):
            _add_function(resources, logical_id, body, defaults)
    made["Resources"] = resources
    return made


def _is_function(body: Any) -> bool:
    return isinstance(body, Mapping) and body.get("Type") == SAM_FUNCTION


def _function_globals(data: Mapping[str, Any], file: str) -> Mapping[str, Any]:
    """Return the section Globals.Function, which holds every function's defaults, each with its place."""
    found: Any = data
    for name, said in _SECTIONS.items():
        around, found = found, found.get(name)
        if found is None:
            _check_names(around, name, said, file)
            return {}
        if not isinstance(found, Mapping):
            raise Spot("Globals", line_of(data, "Globals"), None, file).error(
                f"must be a mapping, not {shown(found)}"
            )
    made = copy_of(found)
    for key in found:
        stands_at(made, key, Place(f"{GLOBALS}.{key}", line_of(found, key), file))
    return made


def _check_names(around: Mapping[str, Any], name: str, said: str, file: str) -> None:
    """Refuse a section that is meant to be the one of a *name*, which is not there."""
    for key in around:
        if meant(key, [name]):
            path = key if name == "Globals" else f"Globals.{key}"
            raise Spot(path, line_of(around, key), None, file).error(
                f"{shown(key)} is no section that SAM knows here; did you mean {name!r}?",
                "ValidationError",
                aws_message=said.format(key),
            )


def _add_function(
    resources: dict[str, Any], logical_id: str, body: Mapping[str, Any], defaults: Mapping[str, Any]
) -> None:
    own = body.get("Properties") or {}
    if not isinstance(own, Mapping):
        spot = Spot(f"Resources.{logical_id}.Properties", line_of(body, "Properties"))
        raise spot.error(f"must be a mapping, not {shown(own)}")
    written = _merged(defaults, own)
    properties = as_meant(written, SAM_FUNCTION)
    resources[logical_id] = _as_lambda(body, properties)
    resources[logical_id][MADE_OF] = written
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
    made = copy_of(body)
    made["Type"] = "AWS::Lambda::Function"
    renamed = copy_of(properties)
    for theirs, lambdas in _RENAMED.items():
        if theirs in renamed:
            move(renamed, theirs, lambdas, renamed.pop(theirs))
    if "Tracing" in properties:
        renamed["TracingConfig"] = {"Mode": renamed["TracingConfig"]}
    for name in _CODE:
        if name in renamed:
            move(renamed, name, "Code", _code(name, renamed.pop(name)))
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
        made = copy_of(defaults)
        for key, value in own.items():
            move(made, key, key, _merged(defaults[key], value) if key in defaults else value)
            if (line := line_of(own, key)) is not None:
                made.lines[key] = line
            if made.places is not None:
                made.places.pop(key, None)
        return made
    if isinstance(defaults, list) and isinstance(own, list):
        return [*defaults, *own]
    return own


def _is_data(value: Any) -> bool:
    """Whether a value is a mapping, and no intrinsic function; a macro stands beside data."""
    return isinstance(value, Mapping) and not any(
        key == "Ref" or (str(key).startswith("Fn::") and key != MACRO) for key in value
    )
