"""What is said of a function that is named by its ARN: it is deployed, and its code is not here."""

from __future__ import annotations

from typing import Final

from pytest_lambda_edge.templates.arns import LambdaArn
from pytest_lambda_edge.templates.found import Place
from pytest_lambda_edge.templates.function_findings import arn_findings

__all__ = ["is_arn", "said_of_arn"]

_INSTEAD: Final = "Give the function's code, such as 'functions/auth/index.handler', or a callable."


def is_arn(function: object) -> bool:
    """Return whether a function setting is an ARN."""
    return isinstance(function, str) and function.startswith("arn:")


def said_of_arn(arn: str) -> str:
    """Return why an ARN is no function here, and whether CloudFront would take it."""
    found = LambdaArn.of(arn)
    if found is None:
        return f"{arn!r} is the ARN of no Lambda function. {_INSTEAD}"
    refused = next(arn_findings(found, Place("")), None)  # CF-302: AWS tells the first thing that it finds.
    if refused is None:
        return f"{arn!r} names a deployed function, whose code is not here. {_INSTEAD}"
    return f"{_INSTEAD} CloudFront would not take this ARN: {refused.code}: {refused.aws_message}"
