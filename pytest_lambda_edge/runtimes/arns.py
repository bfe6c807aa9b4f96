"""What is said of a function that is named by its ARN: it is deployed, and its code is not here."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["is_arn", "said_of_arn"]

_FUNCTION: Final = re.compile(
    r"arn:[\w-]+:lambda:(?P<region>[\w-]*):\w*:function:(?P<name>[^:]*)(:(?P<version>.*))?"
)


def is_arn(function: object) -> bool:
    """Return whether a function setting is an ARN."""
    return isinstance(function, str) and function.startswith("arn:")


def said_of_arn(arn: str) -> str:
    """Return why an ARN is no function here, and whether CloudFront would take it."""
    found = _FUNCTION.fullmatch(arn)
    if found is None:
        return f"{arn!r} is the ARN of no Lambda function. {_INSTEAD}"
    version = found["version"]
    if version is None or not (version.isascii() and version.isdigit()):
        # CF-302: the version is looked at before the Region.
        refused = "The function ARN must reference a specific function version."
        said = f"{refused} (The ARN must end with the version number.) ARN: {arn} (LE-297)"
    elif found["region"] != "us-east-1":
        said = f"The function must be in region 'us-east-1'. ARN: {arn} (LE-296)"
    else:
        return f"{arn!r} names a deployed function, whose code is not here. {_INSTEAD}"
    return f"{_INSTEAD} CloudFront would not take this ARN: InvalidLambdaFunctionAssociation: {said}"


_INSTEAD: Final = "Give the function's code, such as 'functions/auth/index.handler', or a callable."
