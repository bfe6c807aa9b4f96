"""Where AWS leaves open whether something is ignored or refused: what happens here, and that it is said."""

from __future__ import annotations

from typing import Any

import pytest
from support.cached_sites import answer, cached_site
from support.edge_functions import changes, returns

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
