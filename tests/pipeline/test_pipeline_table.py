"""The table of steps and outcomes is what decides: no row too many, none missing, none without effect."""

from __future__ import annotations

import inspect
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest
from support.trigger_scenarios import SCENARIOS

from pytest_lambda_edge.errors import EdgeError
from pytest_lambda_edge.pipeline import driver
from pytest_lambda_edge.pipeline.driver import ACTIONS
from pytest_lambda_edge.pipeline.table import START, WAY, Outcome, Row, SkipReason, Step, WayError

if TYPE_CHECKING:
    from support.scenarios import Scenario

    from pytest_lambda_edge.model.event_type import EventType

ROWS = [(step, outcome) for step, rows in WAY.items() for outcome in rows]
LEADING_ON = [(step, outcome) for step, outcome in ROWS if WAY[step][outcome].then is not None]
SKIPPING = [(step, outcome) for step, outcome in ROWS if WAY[step][outcome].skips]


def at(step: Step, outcome: Outcome) -> str:
    return f"{step.value}-{outcome.value}"


@cache
def walked() -> dict[tuple[Step, Outcome], list[Scenario]]:
    """Run every scenario once, and return which of them walk which row."""
    found: dict[tuple[Step, Outcome], list[Scenario]] = {}
    for scenario in SCENARIOS:
        _, result = scenario.run()
        for taken in dict.fromkeys(result._exchange.way):
            found.setdefault(taken, []).append(scenario)
    return found


@pytest.mark.parametrize(("step", "outcome"), ROWS, ids=[at(*row) for row in ROWS])
def test_without_its_row_a_way_ends_in_an_error(
    step: Step, outcome: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = walked()[step, outcome][0]
    monkeypatch.setitem(WAY, step, {other: row for other, row in WAY[step].items() if other != outcome})
    with pytest.raises(WayError) as caught:
        scenario.run()
    assert str(caught.value) == f"nothing follows the step {step.value!r} upon the outcome {outcome.value!r}"


@pytest.mark.parametrize(("step", "outcome"), LEADING_ON, ids=[at(*row) for row in LEADING_ON])
def test_a_row_that_leads_to_an_early_end_is_noticed(
    step: Step, outcome: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenarios = walked()[step, outcome]
    end = None if Step.DELIVERY in (step, WAY[step][outcome].then) else Step.DELIVERY
    monkeypatch.setitem(WAY[step], outcome, replace(WAY[step][outcome], then=end))
    assert any(notices(scenario) for scenario in scenarios)


@pytest.mark.parametrize(
    ("step", "outcome", "event_type"),
    [(*row, event_type) for row in SKIPPING for event_type in WAY[row[0]][row[1]].skips],
)
def test_every_trigger_that_a_row_skips_is_told_of_it(
    step: Step, outcome: Outcome, event_type: EventType, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenarios = walked()[step, outcome]
    row = WAY[step][outcome]
    fewer = replace(row, skips=tuple(skipped for skipped in row.skips if skipped != event_type))
    monkeypatch.setitem(WAY[step], outcome, fewer)
    assert any(notices(scenario) for scenario in scenarios)


@pytest.mark.parametrize(("step", "outcome"), [row for row in ROWS if WAY[row[0]][row[1]].overrides])
def test_a_row_that_overrides_has_the_last_word(
    step: Step, outcome: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenarios = walked()[step, outcome]
    monkeypatch.setitem(WAY[step], outcome, replace(WAY[step][outcome], overrides=False))
    assert any(notices(scenario) for scenario in scenarios)


@pytest.mark.parametrize(("step", "outcome"), [row for row in ROWS if WAY[row[0]][row[1]].departs])
def test_after_a_row_that_departs_nothing_counts_for_the_viewers_own_request(
    step: Step, outcome: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenarios = walked()[step, outcome]
    monkeypatch.setitem(WAY[step], outcome, replace(WAY[step][outcome], departs=False))
    assert any(notices(scenario) for scenario in scenarios)


def notices(scenario: Scenario) -> bool:
    """Return whether a scenario fails with the table as it is now."""
    try:
        scenario.check()
    except (AssertionError, EdgeError):
        return True
    return False


def test_the_scenarios_walk_every_row_and_no_other() -> None:
    assert set(walked()) == set(ROWS)


def test_every_step_has_a_row_and_an_action() -> None:
    assert set(WAY) == set(ACTIONS) == set(Step)


def test_every_outcome_is_in_the_table() -> None:
    assert {outcome for _, outcome in ROWS} == set(Outcome)


def test_every_step_can_be_reached() -> None:
    reached: set[Step] = set()
    ahead = [START]
    while ahead:
        step = ahead.pop()
        if step not in reached:
            reached.add(step)
            ahead += [row.then for row in WAY[step].values() if row.then is not None]
    assert reached == set(Step)


def test_a_row_that_skips_says_why() -> None:
    rows = [row for rows in WAY.values() for row in rows.values()]
    assert all(bool(row.skips) == (row.because is not None) for row in rows)
    assert {row for row in rows if row.then is None} == {Row(None)}


def test_a_reason_shows_and_compares_as_what_a_test_writes() -> None:
    skipped: dict[str, str] = {"origin-request": SkipReason.CACHE_HIT}
    assert skipped == {"origin-request": "cache-hit"}
    assert repr(skipped) == "{'origin-request': 'cache-hit'}"


def test_the_driver_knows_no_step_by_name() -> None:
    source = inspect.getsource(driver.walk)
    assert "Step." not in source
    assert not [step.value for step in Step if f'"{step.value}"' in source]
    assert not [outcome.name for outcome in Outcome if f"Outcome.{outcome.name}" in source]
