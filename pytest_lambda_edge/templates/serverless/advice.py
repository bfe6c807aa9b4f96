"""What to write in a service so that CloudFront takes a function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.templates.found import Advice

if TYPE_CHECKING:
    from pytest_lambda_edge.templates.serverless.service import ServiceFunction

__all__ = ["advice_of"]

_VERSION: Final = (
    "associate it by a cloudFront event, or by lambdaAtEdge of "
    "@silvermine/serverless-plugin-cloudfront-lambda-edge: resources cannot name its version, which the "
    "framework calls {} and a hash of the code"
)


def advice_of(function: ServiceFunction) -> Advice:
    """Return what to write where a service has no version of its own of a function (CF-295, CF-296)."""
    return Advice(version=_VERSION.format(function.version_id))
