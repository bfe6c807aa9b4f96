"""Each situation of responses, moto and their neighbours, as a project that uses the plugin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.stub_situations import SITUATIONS, Situation
from support.stub_situations.run import Outcome, run_situations

if TYPE_CHECKING:
    from collections.abc import Mapping


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Outcome]:
    """Two runs for all situations: pytest-responses, once it is there, takes part in every test."""
    without = [situation for situation in SITUATIONS if not situation.with_pytest_responses]
    beside = [situation for situation in SITUATIONS if situation.with_pytest_responses]
    return {
        **run_situations(
            tmp_path_factory.mktemp("without"),
            without,
            "pytest_lambda_edge.plugin",
            "requests_mock.contrib._pytest_plugin",
        ),
        **run_situations(
            tmp_path_factory.mktemp("beside"), beside, "pytest_responses", "pytest_lambda_edge.plugin"
        ),
    }


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.name)
def test_the_test_gets_the_answer_that_its_author_expects(
    outcomes: Mapping[str, Outcome], situation: Situation
) -> None:
    outcome = outcomes[situation.name]
    if situation.fails_with:
        assert len(outcome.failures) == 1
        assert situation.fails_with in outcome.failures[0]
    else:
        assert outcome.failures == []
        assert outcome.passed >= 1


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.name)
def test_nothing_reaches_the_network_but_what_add_passthru_lets_through(
    outcomes: Mapping[str, Outcome], situation: Situation
) -> None:
    assert bool(outcomes[situation.name].network) is situation.reaches_network


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.name)
def test_afterwards_requests_is_as_before_and_no_stub_is_left(
    outcomes: Mapping[str, Outcome], situation: Situation
) -> None:
    outcome = outcomes[situation.name]
    assert outcome.left_patched is situation.leaves_patched
    assert outcome.left_stubs == []
