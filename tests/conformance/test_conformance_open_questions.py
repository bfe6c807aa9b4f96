"""Where AWS leaves open what happens, or one report alone says so: what happens here, and that it is said."""

from __future__ import annotations

from typing import Any

import pytest
from support.cached_sites import answer, cached_site
from support.edge_functions import changes, headers, passes_on, returns

from pytest_lambda_edge.model.event_type import EVENT_TYPES, EventType

NOT_AN_OBJECT = "The Lambda function returned invalid JSON: The JSON output must be an object type."


@pytest.mark.fact("LE-196", "LE-198", "LE-401", "D-09")
@pytest.mark.parametrize("change", [{"status": "404"}, {"status": 204}, {"body": ""}, {"body": "new"}])
def test_viewer_response_that_changes_status_or_body_gets_a_502(change: dict[str, Any]) -> None:
    site = cached_site(answer(), function_errors="respond", viewer_response=changes(**change))
    result = site.get("/page")
    assert (result.status_code, result.result_type) == (502, "LambdaValidationError")
    assert "D-09" in [assumed.id for assumed in result.assumptions]


@pytest.mark.fact("LE-148", "LE-261", "LE-405", "D-11")
@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_a_null_result_gets_the_sentence_about_objects(event_type: EventType) -> None:
    site = cached_site(answer(), function_errors="respond", **{event_type.name.lower(): returns(None)})
    result = site.get("/page")
    assert (result.status_code, result.result_type) == (502, "LambdaValidationError")
    assert NOT_AN_OBJECT in result.text
    assert "D-11" in [assumed.id for assumed in result.assumptions]


@pytest.mark.fact("LE-157", "LE-130")
@pytest.mark.parametrize(
    ("status", "phrase"), [("200", "OK"), ("302", "Moved Temporarily"), ("307", "Temporary Redirect")]
)
def test_the_cache_keeps_no_phrase_of_a_generated_response(status: str, phrase: str) -> None:
    generated = {
        "status": status,
        "statusDescription": "Elsewhere",
        "headers": headers(cache_control="max-age=9"),
    }
    at_origin = cached_site(origin_request=returns(generated), viewer_response=passes_on)
    assert [at_origin.get("/page").reason for _ in range(3)] == ["Elsewhere", phrase, phrase]
    run = at_origin.history[-1].invocations[-1]
    assert run.event["Records"][0]["cf"]["response"]["statusDescription"] == phrase
    at_viewer = cached_site(viewer_request=returns(generated))
    assert [at_viewer.get("/page").reason for _ in range(2)] == ["Elsewhere"] * 2


@pytest.mark.fact("LE-157")
def test_the_cache_keeps_an_origins_phrase() -> None:
    site = cached_site(answer("max-age=9"), origin_response=changes(statusDescription="Fine"))
    assert [site.get("/page").reason for _ in range(2)] == ["Fine", "Fine"]
