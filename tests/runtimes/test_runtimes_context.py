from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import freezegun
import pytest
from support.function_folders import write_files

from pytest_lambda_edge.model.triggers import Function
from pytest_lambda_edge.runtimes.registry import load

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_lambda_edge.runtimes.registry import Functions

NAMES = (
    "function_name",
    "function_version",
    "invoked_function_arn",
    "memory_limit_in_mb",
    "log_group_name",
    "log_stream_name",
    "aws_request_id",
    "client_context",
)


def show(event: Any, context: Any) -> Any:
    return {name: getattr(context, name) for name in NAMES}


@pytest.mark.fact("LE-321", "LE-316", "LE-317", "LE-272", "D-41")
def test_the_context_is_lambdas() -> None:
    with freezegun.freeze_time("2026-01-02"):
        seen = load(Function(show, name="auth", memory=256)).invoke({})
    stream = seen.pop("log_stream_name")
    request_id = seen.pop("aws_request_id")
    assert seen == {
        "function_name": "us-east-1.auth",
        "function_version": "1",
        "invoked_function_arn": "arn:aws:lambda:us-east-1:123456789012:function:us-east-1.auth:1",
        "memory_limit_in_mb": "256",
        "log_group_name": "/aws/lambda/us-east-1.auth",
        "client_context": None,
    }
    assert re.fullmatch(r"2026/01/02/\[1\][0-9a-f]{32}", stream)
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", request_id)


@pytest.mark.fact("LE-317")
def test_a_callable_has_a_name_that_lambda_allows() -> None:
    arn = load(show).invoke({})["invoked_function_arn"]
    assert arn.split(":")[5:] == ["function", "us-east-1.test_runtimes_context-show", "1"]
    assert load(lambda event, context: context.function_name).invoke({}).endswith("-locals-lambda")


@pytest.mark.fact("LE-294")
def test_a_function_has_128_mb_unless_it_says_otherwise() -> None:
    assert load(show).invoke({})["memory_limit_in_mb"] == "128"


def test_nobody_is_behind_the_context() -> None:
    assert load(
        lambda event, context: [
            context.identity.cognito_identity_id,
            context.identity.cognito_identity_pool_id,
        ]
    ).invoke({}) == [None, None]


@pytest.mark.fact("LE-322", "LE-323")
def test_each_run_has_an_id_and_each_cold_start_a_log_stream() -> None:
    function = load(show)
    first, second = function.invoke({}), function.invoke({})
    assert first["aws_request_id"] != second["aws_request_id"]
    assert first["log_stream_name"] == second["log_stream_name"]
    function.reset()
    assert function.invoke({})["log_stream_name"] != first["log_stream_name"]


def test_the_context_and_the_environment_agree(tmp_path: Path, functions: Functions) -> None:
    write_files(
        tmp_path,
        index="""
            import os

            def handler(event, context):
                return [
                    [context.function_name, os.environ["AWS_LAMBDA_FUNCTION_NAME"]],
                    [context.log_stream_name, os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]],
                    [context.log_group_name, os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]],
                    [context.memory_limit_in_mb, os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]],
                ]
            """,
    )
    for told, set_ in functions.load(f"{tmp_path}/index.handler").invoke({}):
        assert told == set_


def test_a_context_of_the_tests_own_stands_in_for_it() -> None:
    own = {"mine": 1}
    seen: list[Any] = []
    load(lambda event, context: seen.append(context)).invoke({}, own)
    assert seen[0] is own
    load(lambda event, context: seen.append(context)).invoke({}, {})
    assert seen[1] == {}


def test_the_context_shows_itself_and_what_is_in_it() -> None:
    seen: list[str] = []
    load(Function(lambda event, context: seen.append(repr(context)), name="auth")).invoke({})
    assert seen[0].startswith("LambdaContext(function_name='us-east-1.auth', aws_request_id='")
