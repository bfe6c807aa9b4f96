"""What to write in an app of the AWS CDK so that CloudFront takes a function."""

from __future__ import annotations

from pytest_lambda_edge.templates.found import Advice

__all__ = ["advice_for_construct"]


def advice_for_construct(construct: str) -> Advice:
    """Return what to write about the function of a construct, whose templates nobody edits (CF-285)."""
    return Advice(
        version=f"associate {construct} by its currentVersion",
        region=f"make {construct} an EdgeFunction (cloudfront.experimental of aws-cdk-lib), or put it into a "
        "stack of us-east-1",
    )
