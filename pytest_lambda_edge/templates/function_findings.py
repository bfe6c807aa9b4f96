"""What AWS refuses about a Lambda function when a distribution is deployed with it (CF-302, LE-307)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.errors import Problem
from pytest_lambda_edge.model.problems import one_of, shown
from pytest_lambda_edge.model.triggers import LONGEST_TIMEOUT
from pytest_lambda_edge.templates.found import Unsupported

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_lambda_edge.templates.arns import LambdaArn
    from pytest_lambda_edge.templates.found import FoundFunction, Place

__all__ = ["arn_findings", "function_findings"]

_CODE: Final = "InvalidLambdaFunctionAssociation"
_REGION: Final = "us-east-1"
_INSTEAD: Final = {Unsupported.LAYERS: "; pack what they hold with the function"}

# What Lambda itself refuses, before a distribution is made.
_NOT_MADE: Final = "InvalidParameterValueException"
_MANDATORY: Final = (
    "Runtime and Handler are mandatory parameters for functions created with deployment packages."
)
_SUCH_AS: Final = {"handler": "index.handler", "runtime": "python3.13"}

_NO_VERSION: Final = (
    "The function ARN must reference a specific function version. (The ARN must end with the version number.)"
    " ARN: {arn}"
)
_OTHER_REGION: Final = "The function must be in region 'us-east-1'. ARN: {arn}"
_VARIABLES: Final = "The function cannot have environment variables. Function: {arn}"
_TIMEOUT: Final = (
    "The function timeout is larger than the maximum allowed for functions that are triggered by a CloudFront"
    f" event: {{timeout}} Max allowed: {LONGEST_TIMEOUT} Function: {{arn}}"
)


def function_findings(function: FoundFunction, association: Place) -> Iterator[Problem]:
    """Yield what AWS would refuse about a function of the same project, in the order in which AWS looks."""
    arn = function.arn or _arn_of(function)
    yield from _version(function.version, arn, association, function.advice.version)
    if function.region_is_associated:
        yield from _region(function.region, arn, association)
    else:
        yield from _region(function.region, arn, function.place, function.advice.region)
    yield from _mandatory(function)
    if isinstance(function.timeout, (int, float)) and function.timeout > LONGEST_TIMEOUT:
        message = f"a Lambda@Edge function has at most {LONGEST_TIMEOUT} seconds, not {function.timeout:g}"
        said = _TIMEOUT.format(timeout=f"{function.timeout:g}", arn=arn)
        yield Problem(str(function.at("timeout")), message, _CODE, aws_message=said)
    if function.environment:
        names = one_of(function.environment).replace(" or ", " and ")
        place = function.environment_place or function.place
        message = (
            f"a Lambda@Edge function cannot have environment variables, such as {names} (LE-314)"
            "; it can have such a value in its code, or read it from a file that is packed with it"
        )
        yield Problem(str(place), message, _CODE, aws_message=_VARIABLES.format(arn=arn))
    for feature, place in function.unsupported:
        message = f"Lambda@Edge does not support {feature} (LE-307){_INSTEAD.get(feature, '')}"
        yield Problem(str(place), message, _CODE)
    yield from function.refused


def _mandatory(function: FoundFunction) -> Iterator[Problem]:
    """Yield what a function lacks that Lambda asks for of any code but a container image."""
    if any(feature is Unsupported.CONTAINER_IMAGE for feature, _ in function.unsupported):
        return
    settings = (("handler", function.handler), ("runtime", function.runtime))
    lacking = [name for name, value in settings if value is None]
    if lacking:
        such_as = " and ".join(repr(_SUCH_AS[name]) for name in lacking)
        written = function.advice.handler if "handler" in lacking else ""
        message = (
            f"names no {' and no '.join(lacking)}, and Lambda guesses none"
            f"; {written or f'write {such_as}, for example'}"
        )
        yield Problem(str(function.place), message, _NOT_MADE, aws_message=_MANDATORY)


def _arn_of(function: FoundFunction) -> str:
    """Return an ARN like the one that AWS would name, of which the account is unknown."""
    name = function.name or function.logical_id.rpartition(".")[2]
    version = f":{function.version}" if function.version else ""
    return f"arn:aws:lambda:{function.region or _REGION}:…:function:{name}{version}"


def arn_findings(arn: LambdaArn, place: Place) -> Iterator[Problem]:
    """Yield what AWS would refuse about a function of which the ARN alone is known."""
    yield from _version(arn.version, arn.text, place)
    yield from _region(arn.region, arn.text, place)


def _version(version: str | None, arn: str, place: Place, advice: str = "") -> Iterator[Problem]:
    if version == "" or (version is not None and version.isascii() and version.isdigit()):
        return
    named = "the function itself" if version is None else f"the version or alias {shown(version)}"
    message = f"names {named}; Lambda@Edge takes a numbered version (LE-297){_then(advice)}"
    yield Problem(str(place), message, _CODE, aws_message=_NO_VERSION.format(arn=arn))


def _region(region: str | None, arn: str, place: Place, advice: str = "") -> Iterator[Problem]:
    if region not in (None, _REGION):
        message = f"a Lambda@Edge function is in {_REGION}, not in {region} (LE-296){_then(advice)}"
        yield Problem(str(place), message, _CODE, aws_message=_OTHER_REGION.format(arn=arn))


def _then(advice: str) -> str:
    return f"; {advice}" if advice else ""
