"""Attributes that other templates of the same deployment tell: outputs, exports and parameters of stacks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.templates.cloudformation.construct_names import given_name
from pytest_lambda_edge.templates.cloudformation.effort import OUTPUTS
from pytest_lambda_edge.templates.cloudformation.values import NO_VALUE, Joined, Reference, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["followed"]

_SSM: Final = ("ssm", "@aws-sdk/client-ssm")
_GET_PARAMETER: Final = ("getparameter", "getparametercommand")


def followed(reference: Reference) -> Any:
    """Return what an attribute comes to where a template tells it, else the reference itself."""
    follow = _FOLLOWED.get(reference.resource.type)
    if follow is None:
        return reference
    name = given_name(reference)
    value = follow(reference) if name is None else reference.home.template.given[name]
    return reference if value is None or value is NO_VALUE else value


def _parameters_value(reference: Reference) -> Any:
    if reference.attribute != "Value":
        return None
    return reference.home.property_of(reference.resource, "Value")


def _nested_output(reference: Reference) -> Any:
    """Return an output of a nested stack."""
    attribute = str(reference.attribute)
    if not attribute.startswith(OUTPUTS):
        return None
    nested = reference.home.stacks.nested(reference.home, reference.resource)
    if isinstance(nested, Unknown):
        return Unknown(nested.name, repr(reference), nested.told, reference.spot)
    return nested.output(attribute.removeprefix(OUTPUTS), reference.spot)


def _read_across_regions(reference: Reference) -> Any:
    """Return the ARN of an EdgeFunction of the AWS CDK, which a stack in us-east-1 keeps in SSM (CF-285)."""
    if reference.attribute != "FunctionArn":
        return None
    home, resource = reference.home, reference.resource
    name, region = (home.property_of(resource, key) for key in ("ParameterName", "Region"))
    return _kept_in_ssm(reference, name, region)


def _called_by_sdk(reference: Reference) -> Any:
    """Return what an AwsCustomResource of the AWS CDK asks SSM for, such as an ARN of another region."""
    if reference.attribute != "Parameter.Value":
        return None
    call = _sdk_call(reference)
    words = [str(call.get(key)).lower() for key in ("service", "action")]
    parameters = call.get("parameters")
    if words[0] not in _SSM or words[1] not in _GET_PARAMETER or not isinstance(parameters, Mapping):
        return None
    return _kept_in_ssm(reference, parameters.get("Name"), call.get("region", reference.home.template.region))


def _sdk_call(reference: Reference) -> Mapping[str, Any]:
    """Return the call that a deployment makes; the CDK writes it as JSON, and did not always."""
    home = reference.home
    call = home.property_of(reference.resource, "Create")
    if isinstance(call, (Reference, Joined)):
        call = home.known(call)
    if isinstance(call, str):
        try:
            call = json.loads(call)
        except (ValueError, RecursionError):
            return {}
    return call if isinstance(call, Mapping) else {}


def _kept_in_ssm(reference: Reference, name: Any, region: Any) -> Any:
    if not isinstance(name, str):
        return None
    known_region = region if isinstance(region, str) else None
    value = reference.home.stacks.parameter_value(name, known_region, reference.spot)
    return replace(value, via=reference) if isinstance(value, Reference) else value


def _exported_across_regions(reference: Reference) -> Any:
    """Return what a stack of another region exports, as the AWS CDK does with crossRegionReferences."""
    home = reference.home
    return home.stacks.written_across(str(reference.attribute), home.template.region, reference.spot)


_FOLLOWED: Final[Mapping[str, Callable[[Reference], Any]]] = {
    "AWS::CloudFormation::Stack": _nested_output,
    "AWS::SSM::Parameter": _parameters_value,
    "AWS::Serverless::Application": _nested_output,
    "Custom::AWS": _called_by_sdk,
    "Custom::CrossRegionExportReader": _exported_across_regions,
    "Custom::CrossRegionStringParameterReader": _read_across_regions,
}
