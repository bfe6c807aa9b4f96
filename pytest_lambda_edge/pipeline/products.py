"""The two products that run functions at CloudFront, as far as a viewer can tell them apart (CF-199)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.model.triggers import is_cloudfront_function
from pytest_lambda_edge.pipeline.effects import FailureKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_lambda_edge.events.rule import Rule
    from pytest_lambda_edge.model.triggers import Trigger
    from pytest_lambda_edge.pipeline.exchange import Invoked

__all__ = [
    "CLOUDFRONT_FUNCTIONS",
    "LAMBDA_AT_EDGE",
    "FailureAnswer",
    "Product",
    "failure_answer",
    "product_of",
]


@dataclass(frozen=True, slots=True)
class FailureAnswer:
    """What a viewer gets in the place of any response; ``sentence`` is that of CloudFront's own page."""

    status: int
    result_type: str
    sentence: str
    rests_on: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """What an error says of it."""
        return f"CloudFront would answer {self.status} (X-Cache: {self.result_type} from cloudfront)"


@dataclass(frozen=True, slots=True)
class Product:
    """How CloudFront tells what came of a function of this product.

    ``generated`` is the result type of an answer at viewer-request, which can get an error page only where
    the product ``gets_error_pages``. ``refused`` is for a result that CloudFront refuses; with no sentence
    there, the rule that is broken has one.
    """

    generated: str
    gets_error_pages: bool
    failed: Mapping[FailureKind, FailureAnswer]
    refused: FailureAnswer

    def refusal(self, rule: Rule) -> FailureAnswer:
        """Return what a viewer gets for a result that breaks a rule."""
        if self.refused.sentence:
            return self.refused
        return FailureAnswer(rule.status, self.refused.result_type, rule.sentence)


_LAMBDA_FAILED: Final = (
    "The Lambda function associated with the CloudFront distribution is invalid"
    " or doesn't have the required permissions."
)  # LE-263

LAMBDA_AT_EDGE: Final = Product(
    generated="LambdaGeneratedResponse",
    gets_error_pages=True,  # D-06
    failed={
        FailureKind.EXECUTION: FailureAnswer(503, "LambdaExecutionError", _LAMBDA_FAILED),
        FailureKind.TIMEOUT: FailureAnswer(503, "LambdaExecutionError", _LAMBDA_FAILED, ("D-12",)),
    },
    refused=FailureAnswer(502, "LambdaValidationError", ""),
)

CLOUDFRONT_FUNCTIONS: Final = Product(
    generated="FunctionGeneratedResponse",
    gets_error_pages=False,  # CF-263
    failed={
        FailureKind.EXECUTION: FailureAnswer(
            503,
            "FunctionExecutionError",
            "The CloudFront function associated with the CloudFront distribution is invalid"
            " or could not run.",  # CF-129
        ),
        FailureKind.TIMEOUT: FailureAnswer(
            503,
            "FunctionThrottledError",  # CF-246
            "The CloudFront function associated with the CloudFront distribution was throttled.",
            ("CF-132", "D-12"),
        ),
    },
    refused=FailureAnswer(
        502, "FunctionValidationError", "The CloudFront function returned an invalid value.", ("CF-132",)
    ),
)


def product_of(trigger: Trigger) -> Product:
    """Return the product that AWS runs there, whatever stands in for its function."""
    return CLOUDFRONT_FUNCTIONS if is_cloudfront_function(trigger) else LAMBDA_AT_EDGE


def failure_answer(invoked: Invoked) -> FailureAnswer:
    """Return what a viewer gets because of a failed run (LE-249, LE-250, CF-130)."""
    product, failure = product_of(invoked.trigger), invoked.run.failure
    if failure is not None:
        return product.failed[failure.kind]
    return product.refusal(invoked.violations[0].rule)
