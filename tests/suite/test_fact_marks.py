from __future__ import annotations

import pytest

CONFTEST = """
import pytest
from support.facts import fact_problems

def pytest_collection_modifyitems(items):
    if problems := list(fact_problems(items)):
        raise pytest.UsageError(*problems)
"""

TEST_FILE = """
import pytest

@pytest.mark.fact({})
def test_it(): pass
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.plugins = []
    pytester.makeconftest(CONFTEST)
    return pytester


@pytest.mark.parametrize("ids", ['"LE-001"', '"LE-012", "CF-334"', '"D-44"'])
def test_ids_of_the_fact_sheets_pass(project: pytest.Pytester, ids: str) -> None:
    project.makepyfile(TEST_FILE.format(ids))
    project.runpytest_inprocess().assert_outcomes(passed=1)


@pytest.mark.parametrize("ids", ['"LE-1"', '"CF-0334"', '"D-001"', '"le-012"', '"LE-012, CF-009"', "12"])
def test_any_other_id_ends_the_run(project: pytest.Pytester, ids: str) -> None:
    project.makepyfile(TEST_FILE.format(ids))
    result = project.runpytest_inprocess()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*test_it: * is no fact's id*"])


@pytest.mark.parametrize("arguments", ["", '"LE-012", why="because"'])
def test_a_mark_takes_ids_and_nothing_else(project: pytest.Pytester, arguments: str) -> None:
    project.makepyfile(TEST_FILE.format(arguments))
    result = project.runpytest_inprocess()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*test_it: a fact mark takes ids and nothing else*"])
