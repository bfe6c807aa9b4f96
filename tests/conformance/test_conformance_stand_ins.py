"""What stands in for a deployed CloudFront Function is told as one, wherever a viewer can tell (CF-199)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from support.cached_sites import cached_site
from support.edge_functions import answers, passes_on, raises, returns, sets_header
from support.fake_origins import Answer

from pytest_lambda_edge import (
    Function,
    FunctionExecutionError,
    FunctionTimeoutError,
    FunctionValidationError,
    assert_result_type,
    assert_short_circuited,
)
from pytest_lambda_edge.model.triggers import StandIn

if TYPE_CHECKING:
    from collections.abc import Callable

EXECUTION = "The CloudFront function associated with the CloudFront distribution is invalid or could not run."
THROTTLED = "The CloudFront function associated with the CloudFront distribution was throttled."
REFUSED = "The CloudFront function returned an invalid value."


def sleeps(_event: Any, _context: Any) -> None:
    time.sleep(1)


@pytest.mark.fact("CF-199", "CF-260")
@pytest.mark.parametrize("status", [200, 302, 403, 503])
def test_an_answer_is_a_response_of_a_function(status: int) -> None:
    site = cached_site(viewer_request=StandIn(answers(status)), viewer_response=StandIn(raises))
    result = site.get("/page")
    assert_result_type(result, "FunctionGeneratedResponse")
    assert (result.status_code, result.headers["X-Cache"]) == (
        status,
        "FunctionGeneratedResponse from cloudfront",
    )
    assert_short_circuited(result, by="viewer-request")
    assert result.fired == ("viewer-request",)
    assert len(site.cache) == 0


@pytest.mark.fact("CF-263", "D-06")
@pytest.mark.parametrize(("trigger", "body"), [(StandIn, "no"), (lambda function: function, "Sorry.")])
def test_its_error_gets_no_error_page_where_one_of_lambda_does(trigger: Any, body: str) -> None:
    page = {"error_code": 403, "response_page_path": "/sorry", "response_code": 200}
    site = cached_site(
        Answer(body=b"Sorry."),
        viewer_request=trigger(answers(403, "no")),
        behaviors={"/sorry": {}},
        custom_error_responses=[page],
    )
    result = site.get("/page")
    assert result.text == body
    assert ("D-06" in {one.id for one in result.assumptions}) is (body == "Sorry.")


@pytest.mark.fact("CF-129", "CF-130", "CF-131", "CF-132", "CF-246", "CF-260")
@pytest.mark.parametrize("event_type", ["viewer_request", "viewer_response"])
@pytest.mark.parametrize(
    ("function", "error", "answer"),
    [
        (raises, FunctionExecutionError, (503, "FunctionExecutionError", EXECUTION, False)),
        (
            Function(sleeps, timeout=0.01),
            FunctionTimeoutError,
            (503, "FunctionThrottledError", THROTTLED, True),
        ),
        (returns(None), FunctionValidationError, (502, "FunctionValidationError", REFUSED, True)),
        (sets_header("via", "me"), FunctionValidationError, (502, "FunctionValidationError", REFUSED, True)),
    ],
    ids=["raises", "takes too long", "returns nothing", "read-only header"],
)
def test_a_failure_is_that_of_a_cloudfront_function(
    function: Any,
    event_type: str,
    error: type[Exception],
    answer: tuple[int, str, str, bool],
) -> None:
    status, result_type, sentence, rests_on = answer
    settings = {event_type: StandIn(function)}
    result = cached_site(Answer(), function_errors="respond", **settings).get("/page")
    assert_result_type(result, result_type)
    assert (result.status_code, result.headers["X-Cache"]) == (status, f"{result_type} from cloudfront")
    assert f"<p>{sentence}</p>" in result.text
    assert ("CF-132" in {one.id for one in result.assumptions}) is rests_on
    with pytest.raises(error) as raised:
        cached_site(Answer(), **settings).get("/page")
    assert f"CloudFront would answer {status} (X-Cache: {result_type} from cloudfront)" in str(raised.value)
    assert "Lambda" not in str(raised.value).partition("CloudFront would")[2].partition("\n")[0]


@pytest.mark.fact("CF-271")
@pytest.mark.parametrize("origin_event", ["origin_request", "origin_response"])
def test_behind_it_functions_of_lambda_fail_as_such(origin_event: str) -> None:
    settings: dict[str, Callable[[Any, Any], Any]] = {origin_event: raises}
    site = cached_site(Answer(), viewer_request=StandIn(passes_on), function_errors="respond", **settings)
    assert_result_type(site.get("/page"), "LambdaExecutionError")


@pytest.mark.fact("CF-205")
def test_a_headers_policy_is_for_its_answers_as_well() -> None:
    policy = {"custom_headers_config": [{"header": "X-Team", "value": "edge", "override": True}]}
    site = cached_site(viewer_request=StandIn(answers(302)), response_headers_policy=policy)
    result = site.get("/page")
    assert (result.headers["X-Team"], result.result_type) == ("edge", "FunctionGeneratedResponse")
