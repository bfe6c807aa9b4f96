"""What a failed run means, told to the person who has to mend the function."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.errors import FunctionExecutionError, FunctionTimeoutError, FunctionValidationError
from pytest_lambda_edge.pipeline.effects import FailureKind
from pytest_lambda_edge.pipeline.missing_keys import missing_key_hint
from pytest_lambda_edge.pipeline.products import LAMBDA_AT_EDGE, failure_answer, product_of

if TYPE_CHECKING:
    from pytest_lambda_edge.errors import FunctionError
    from pytest_lambda_edge.pipeline.effects import InvocationFailure
    from pytest_lambda_edge.pipeline.exchange import Invoked
    from pytest_lambda_edge.pipeline.products import FailureAnswer, Product

__all__ = ["execution_error", "function_error"]

_MOST_LOG_LINES: Final = 20


def function_error(invoked: Invoked) -> FunctionError:
    """Return the error of a failed run; its cause is the function's own exception."""
    failure = invoked.run.failure
    if failure is None:
        return FunctionValidationError(_validation_text(invoked))
    who, product = _who(invoked), product_of(invoked.trigger)
    return execution_error(who, _with_hint(invoked, failure), invoked.run.logs, product=product)


def execution_error(
    who: str, failure: InvocationFailure, logs: str = "", *, product: Product = LAMBDA_AT_EDGE
) -> FunctionExecutionError:
    """Return the error of a run without a result; *who* says which function ran."""
    error_class = FunctionTimeoutError if failure.kind is FailureKind.TIMEOUT else FunctionExecutionError
    error = error_class(_execution_text(who, failure, logs, product.failed[failure.kind]))
    error.__cause__ = failure.cause
    return error


def _with_hint(invoked: Invoked, failure: InvocationFailure) -> InvocationFailure:
    """Tell a function that looks for what its event does not have where that would be."""
    hint = missing_key_hint(invoked, failure.cause)
    return replace(failure, hint=f"{hint} {failure.hint}".strip()) if hint else failure


def _validation_text(invoked: Invoked) -> str:
    count = len(invoked.violations)
    broken = "a rule" if count == 1 else f"{count} rules"
    lines = [f"{_who(invoked)} returned a result that breaks {broken} of CloudFront:"]
    for violation in invoked.violations:
        facts = ", ".join(violation.facts)
        lines.append(f"  - {violation.place or 'the result'}: {violation.detail}  [{facts}]")
        lines.append(f"    {violation.advice}")
    answer = failure_answer(invoked)
    lines += [f"{answer.told}:", f"  {answer.sentence}"]
    return "\n".join(lines)


def _execution_text(who: str, failure: InvocationFailure, logs: str, answer: FailureAnswer) -> str:
    verb = "timed out" if failure.kind is FailureKind.TIMEOUT else "failed"
    lines = [f"{who} {verb}: {failure.error_type}: {failure.message}"]
    if failure.where:
        lines.append(f"  at {failure.where}")
    lines.append(f"{answer.told}.")
    if failure.hint:
        lines.append(failure.hint)
    if logs:
        lines.append("What the function printed and logged:")
        lines += [f"  {line}" for line in logs.splitlines()[-_MOST_LOG_LINES:]]
    return "\n".join(lines)


def _who(invoked: Invoked) -> str:
    where = " for the custom error page" if invoked.for_error_page else ""
    when = " in a revalidation in the background" if invoked.in_background else ""
    return f"{invoked.event_type} function {invoked.run.function}{where}{when}"
