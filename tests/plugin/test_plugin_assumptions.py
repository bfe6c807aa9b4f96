"""The ini option that keeps a team's tests from resting on guesses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from support.plugin_project import PluginProject

RESTS_ON_D02 = "def test_it(site): site.get('/')"  # viewer-request answers
RESTS_ON_NOTHING = "def test_it(cached): cached.get('/x')"
RESTS_ON_D33 = """
def test_it(cached):
    cached.get("/x")
    cached.get("/x", headers={"Range": "bytes=0-1"})
"""


def set_ini(project: PluginProject, *lines: str) -> None:
    project.pytester.makeini("\n".join(["[pytest]", *lines]))


@pytest.mark.parametrize("lines", [[], ["edge_assumptions = allow"]])
def test_assumptions_are_allowed_unless_the_option_says_otherwise(
    project: PluginProject, lines: list[str]
) -> None:
    set_ini(project, *lines)
    project.run(RESTS_ON_D02).assert_outcomes(passed=1)


def test_error_fails_a_test_that_rests_on_one_and_names_it_with_its_request(project: PluginProject) -> None:
    set_ini(project, "edge_assumptions = error")
    outcome = project.run(RESTS_ON_D02)
    outcome.assert_outcomes(failed=1)
    outcome.stdout.fnmatch_lines(
        [
            "edge_assumptions = error: this test rests on a choice that AWS does not document",
            "  D-02 (M) order of the checks before any function; first: <Result GET / -> 302>",
        ]
    )


def test_error_names_every_assumption_once(project: PluginProject) -> None:
    set_ini(project, "edge_assumptions = error")
    printed = project.failure(
        """
def test_it(site, cached):
    site.get('/a')
    site.get('/b')
    cached.get("/x")
    cached.get("/x", headers={"Range": "bytes=0-1"})
"""
    )
    assert "this test rests on 2 choices" in printed
    told = [line.split()[0] for line in printed.splitlines() if "first: <Result" in line]
    assert told == ["D-02", "D-33"]
    assert "<Result GET /a -> 302>" in printed


@pytest.mark.parametrize("option", ["warn", "error"])
def test_a_test_that_rests_on_nothing_passes(project: PluginProject, option: str) -> None:
    set_ini(project, f"edge_assumptions = {option}", "filterwarnings = error")
    project.run(RESTS_ON_NOTHING).assert_outcomes(passed=1)


def test_warn_warns_of_each_assumption(project: PluginProject) -> None:
    set_ini(project, "edge_assumptions = warn", "filterwarnings = default")
    outcome = project.run(RESTS_ON_D02)
    outcome.assert_outcomes(passed=1, warnings=1)
    outcome.stdout.fnmatch_lines(
        ["*EdgeAssumptionWarning: D-02 (M) order of the checks*; first: <Result GET / -> 302>*"]
    )


def test_a_filter_can_accept_an_assumption_by_its_id(project: PluginProject) -> None:
    set_ini(
        project,
        "edge_assumptions = warn",
        "filterwarnings =",
        "    error::pytest_lambda_edge.errors.EdgeAssumptionWarning",
        "    ignore:D-02:pytest_lambda_edge.errors.EdgeAssumptionWarning",
    )
    project.run(RESTS_ON_D02).assert_outcomes(passed=1)
    printed = project.failure(RESTS_ON_D33)
    assert "EdgeAssumptionWarning: this test rests on D-33 (L)" in printed
    assert "guesses.py" not in printed


@pytest.mark.parametrize(
    ("test", "least", "passes"),
    [
        (RESTS_ON_D02, "H", False),
        (RESTS_ON_D02, "M", True),
        (RESTS_ON_D02, "L", True),
        (RESTS_ON_D33, "H", False),
        (RESTS_ON_D33, "M", False),
        (RESTS_ON_D33, "L", True),
    ],
)
def test_what_is_sure_enough_passes(project: PluginProject, test: str, least: str, passes: bool) -> None:
    set_ini(project, "edge_assumptions = error", f"edge_assumptions_min_confidence = {least}")
    project.run(test).assert_outcomes(passed=int(passes), failed=int(not passes))


def test_a_test_that_fails_by_itself_is_not_told_of_assumptions(project: PluginProject) -> None:
    set_ini(project, "edge_assumptions = error")
    assert "this test rests on" not in project.failure(f"{RESTS_ON_D02}; assert False")


def test_the_requests_of_a_fixture_count_as_its_tests_own(project: PluginProject) -> None:
    set_ini(project, "edge_assumptions = error")
    test = """
@pytest.fixture
def warm(site): site.get('/')
def test_first(warm): pass
def test_second(): pass
"""
    project.run(test).assert_outcomes(passed=1, failed=1)


def test_requests_before_the_last_thousand_count_too(project: PluginProject) -> None:
    set_ini(project, "edge_assumptions = error")
    test = """
def test_it(site, cached):
    site.get('/')
    for _ in range(1001): cached.get('/x')
"""
    project.run(test).assert_outcomes(failed=1)


@pytest.mark.parametrize(
    ("line", "allowed"),
    [
        ("edge_assumptions = forbid", "'allow', 'warn' or 'error'"),
        ("edge_assumptions_min_confidence = high", "'H', 'M' or 'L'"),
    ],
)
def test_a_wrong_value_ends_the_run(project: PluginProject, line: str, allowed: str) -> None:
    set_ini(project, line)
    outcome = project.run("def test_it(): pass")
    assert outcome.ret == pytest.ExitCode.USAGE_ERROR
    outcome.stderr.fnmatch_lines([f"ERROR: {line}: must be {allowed}"])
