"""When each of the four triggers fires, and when it does not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from support.edge_functions import all_triggers, answers, changes, passes_on, sets_header
from support.fake_origins import BACKUP, ORIGIN, Answer, stub, unstub
from support.scenarios import UNKEPT, as_parameters, make
from support.trigger_scenarios import SCENARIOS
from support.ways import GROUP, ORIGIN_REQUEST, PAGE

from pytest_lambda_edge.distribution import Distribution
from pytest_lambda_edge.errors import EdgeError, OriginNotStubbedError
from pytest_lambda_edge.model.behaviors import Behavior
from pytest_lambda_edge.model.event_type import EVENT_TYPES
from pytest_lambda_edge.pipeline.table import SkipReason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from support.fake_origins import Reply
    from support.scenarios import Scenario


@pytest.mark.parametrize("scenario", as_parameters(SCENARIOS))
def test_which_triggers_fire(scenario: Scenario) -> None:
    scenario.check()


def test_every_reason_for_silence_is_shown() -> None:
    assert {reason for scenario in SCENARIOS for reason in scenario.skipped.values()} == set(SkipReason)


@pytest.mark.fact("LE-001")
def test_there_are_four_event_types() -> None:
    assert EVENT_TYPES == ("viewer-request", "origin-request", "origin-response", "viewer-response")


@pytest.mark.fact("LE-002", "LE-042")
def test_each_event_names_its_type_and_is_waited_for() -> None:
    seen: list[str] = []

    def notes(event: Any, context: Any) -> Any:
        seen.append(event["Records"][0]["cf"]["config"]["eventType"])
        return passes_on(event, context)

    stub(f"{ORIGIN}/page")
    site = make(**dict.fromkeys(all_triggers(), notes))
    result = site.get("/page")
    assert seen == list(result.fired) == list(EVENT_TYPES)


@pytest.mark.fact("LE-008")
def test_one_function_may_serve_several_events_and_distributions() -> None:
    stub(f"{ORIGIN}/page")
    first, second = make(), make()
    assert first.get("/page").fired == second.get("/page").fired == EVENT_TYPES
    assert len(first.functions) == 1


@pytest.mark.fact("LE-007", "CF-002")
@pytest.mark.parametrize("event", ["viewer_request", "origin_request"])
def test_no_function_can_move_a_request_to_another_behavior(event: str) -> None:
    stub(f"{ORIGIN}/private/page")
    site = Distribution(
        origin=ORIGIN,
        viewer_response=sets_header("X-Behavior", "default"),
        behaviors={
            "/private/*": Behavior(origin=BACKUP, viewer_response=sets_header("X-Behavior", "private"))
        },
        **{event: changes(uri="/private/page")},
    )
    result = site.get("/page")
    assert result.headers["X-Behavior"] == "default"
    assert [request.url for request in result.origin_requests] == [f"{ORIGIN}/private/page"]


@pytest.mark.fact("D-17", "CF-021", "CF-022")
@pytest.mark.parametrize(
    ("path", "behavior", "assumed"),
    [
        ("/private/page", "/private/*", False),
        ("/%70rivate/page", "/private/*", True),
        ("//private/page", "/private/*", True),
        ("/page", "*", False),
    ],
)
def test_a_path_is_normalised_for_the_choice_of_its_behavior_only(
    path: str, behavior: str, assumed: bool
) -> None:
    stub(re.compile(ORIGIN))
    result = make(behaviors={"/private/*": Behavior()}).get(path)
    assert result.behavior is not None
    assert result.behavior.path_pattern == behavior
    assert [request.url for request in result.origin_requests] == [ORIGIN + path]
    assert ("D-17" in [assumption.id for assumption in result.assumptions]) == assumed


@pytest.mark.fact("LE-001")
def test_a_behavior_fires_only_the_triggers_that_it_has() -> None:
    stub(f"{ORIGIN}/page")
    stub(f"{ORIGIN}/plain/page")
    site = make(behaviors={"/plain/*": Behavior(), "/one/*": Behavior(origin_response=passes_on)})
    plain = site.get("/plain/page")
    assert (plain.fired, plain.skipped) == ((), {})
    stub(f"{ORIGIN}/one/page")
    assert site.get("/one/page").fired == ("origin-response",)
    assert site.get("/one/page").skipped == {"origin-response": "cache-hit"}


@pytest.mark.fact("LE-009", "LE-333", "LE-334", "CF-008", "CF-119", "CF-121")
def test_an_error_page_runs_the_origin_events_of_its_own_behavior_and_no_viewer_event() -> None:
    stub(f"{ORIGIN}/error.html")
    own: dict[str, Any] = dict.fromkeys(all_triggers(), _of_the_page)
    site = make(behaviors={"/error.html": Behavior(**own)}, **PAGE)
    result = site.post("/page")
    assert result.fired == ()
    assert [(run.event_type, run.for_error_page) for run in result.invocations] == [
        ("origin-request", True),
        ("origin-response", True),
    ]
    assert all(run.function.endswith("_of_the_page") for run in result.invocations)
    again = site.post("/page")
    assert again.invocations == ()


def _of_the_page(event: Any, context: Any) -> Any:
    return passes_on(event, context)


@pytest.mark.fact("LE-176", "LE-348", "D-16")
@pytest.mark.parametrize("event", ["viewer_request", "origin_request"])
def test_a_head_sees_the_length_of_a_generated_body_and_not_the_body(event: str) -> None:
    site = make(**{event: answers(401, "who are you?")})
    for _ in range(2):
        result = site.head("/page")
        assert (result.status_code, result.raw, result.headers["Content-Length"]) == (401, b"", "12")
    assert site.get("/page").text == "who are you?"


@pytest.mark.parametrize(
    ("settings", "stubbed", "fired"),
    [
        ({}, {}, EVENT_TYPES[:2]),
        (GROUP, {"/page": (Answer(503),)}, (*EVENT_TYPES[:3], ORIGIN_REQUEST)),
        (PAGE, {"/page": (Answer(404),)}, EVENT_TYPES[:3]),
    ],
    ids=["miss", "failover", "error page"],
)
def test_an_origin_that_nobody_stubbed_is_never_taken_for_one_that_fails(
    settings: dict[str, Any], stubbed: dict[str, Sequence[Reply]], fired: Sequence[str]
) -> None:
    for path, replies in stubbed.items():
        stub(ORIGIN + path, *replies)
    site = make(**settings)
    with pytest.raises(OriginNotStubbedError) as caught:
        site.get("/page")
    assert caught.value.result is site.history[-1]
    assert caught.value.result.fired == tuple(fired)
    with pytest.raises(EdgeError, match="This request has no response"):
        _ = caught.value.result.status_code


def test_an_expired_object_does_not_stand_in_for_an_origin_that_nobody_stubs() -> None:
    stub(f"{ORIGIN}/page", Answer(headers=UNKEPT))
    site = make()
    site.get("/page")
    unstub()
    with pytest.raises(OriginNotStubbedError):
        site.get("/page")
