"""What the error of a failed function says."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda_edge import Distribution, FunctionValidationError
from pytest_lambda_edge.errors import FunctionExecutionError, FunctionTimeoutError
from pytest_lambda_edge.pipeline.effects import FailureKind, InvocationFailure
from pytest_lambda_edge.pipeline.failures import execution_error

ORIGIN = "https://www-origin.example.com"


def returning(result: Any) -> Any:
    """Return a function that returns a result."""

    def handler(_event: Any, _context: object) -> Any:
        return result

    handler.__qualname__ = "handler"
    return handler


def said_of(result: Any) -> list[str]:
    """Return what is said of a wrong result of viewer-request."""
    with pytest.raises(FunctionValidationError) as raised:
        Distribution(origin=ORIGIN, viewer_request=returning(result)).get("/")
    return str(raised.value).splitlines()


def test_a_wrong_result_is_told_with_its_place_its_facts_and_what_to_write() -> None:
    first, broken, advice, would, sentence = said_of({"status": "200", "body": 1})
    assert first.startswith("viewer-request function ")
    assert first.endswith(" returned a result that breaks a rule of CloudFront:")
    assert broken == "  - body: is 1  [LE-158, LE-159, LE-259]"
    assert advice.startswith("    ")
    assert would == "CloudFront would answer 502 (X-Cache: LambdaValidationError from cloudfront):"
    assert sentence.startswith("  The Lambda function result failed validation: The body is not a string")


def test_all_broken_rules_are_counted_and_told() -> None:
    lines = said_of({"status": "1000", "body": 1})
    assert lines[0].endswith(" returned a result that breaks 2 rules of CloudFront:")
    assert [line.split(":")[0] for line in lines if line.startswith("  - ")] == ["  - status", "  - body"]


def test_a_run_without_a_result_is_told_with_its_place_and_its_last_lines() -> None:
    failure = InvocationFailure(
        FailureKind.EXECUTION, "KeyError", "'x'", where="auth.py:7", hint="Look there."
    )
    logs = "\n".join(f"line {number}" for number in range(30))
    assert str(execution_error("viewer-request function auth", failure, logs)).splitlines() == [
        "viewer-request function auth failed: KeyError: 'x'",
        "  at auth.py:7",
        "CloudFront would answer 503 (X-Cache: LambdaExecutionError from cloudfront).",
        "Look there.",
        "What the function printed and logged:",
        *(f"  line {number}" for number in range(10, 30)),
    ]


def test_a_run_that_takes_too_long_timed_out() -> None:
    failure = InvocationFailure(FailureKind.TIMEOUT, "Sandbox.Timedout", "Task timed out after 3.00 seconds")
    error = execution_error("origin-request function auth", failure)
    assert isinstance(error, FunctionTimeoutError)
    assert str(error).splitlines() == [
        "origin-request function auth timed out: Sandbox.Timedout: Task timed out after 3.00 seconds",
        "CloudFront would answer 503 (X-Cache: LambdaExecutionError from cloudfront).",
    ]


def test_only_a_run_that_takes_too_long_is_a_timeout() -> None:
    failure = InvocationFailure(FailureKind.EXECUTION, "KeyError", "'x'")
    assert type(execution_error("origin-request function auth", failure)) is FunctionExecutionError


def test_the_functions_own_exception_is_the_cause() -> None:
    own = KeyError("x")
    failure = InvocationFailure(FailureKind.EXECUTION, "KeyError", "'x'", cause=own)
    assert execution_error("origin-request function auth", failure).__cause__ is own
