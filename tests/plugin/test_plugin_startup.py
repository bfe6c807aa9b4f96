"""An unused plugin adds next to nothing to pytest: a complete run loads none of the engine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from support.plugin_project import PluginProject

# What pytest itself does not load; ``http`` and its like are what the engine would bring along.
HEAVY = {
    "asyncio",
    "boto3",
    "brotli",
    "concurrent.futures",
    "cryptography",
    "freezegun",
    "http.client",
    "http.cookiejar",
    "moto",
    "queue",
    "requests",
    "responses",
    "secrets",
    "ssl",
    "tomllib",
    "unittest.mock",
    "urllib3",
    "yaml",
}

OURS = {
    "pytest_lambda_edge",
    "pytest_lambda_edge.clock",
    "pytest_lambda_edge.fixtures",
    "pytest_lambda_edge.journal",
    "pytest_lambda_edge.markers",
    "pytest_lambda_edge.options",
    "pytest_lambda_edge.plugin",
    "pytest_lambda_edge.project",
}

# At the very end of a run, whatever became of it: after the summary, and the last hook of all.
SHOWS_MODULES = """
import atexit, sys

atexit.register(lambda: print("LOADED", *sorted(sys.modules)))
"""

RUNS = {
    "an empty file": "",
    "tests that pass, fail, are skipped, and fail in their fixtures": """
        import unittest
        import pytest

        @pytest.fixture
        def broken():
            yield
            raise RuntimeError

        def test_passes(): pass
        def test_fails(): assert (1, 2) == (1, 3)
        def test_is_skipped(): pytest.skip()
        def test_breaks(broken): assert False

        class Test(unittest.TestCase):
            def test_passes(self): pass
            def test_fails(self): self.fail()
        """,
}


@pytest.fixture(autouse=True)
def unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measuring the coverage of a run in a process of its own would load half of the library there."""
    for name in os.environ:
        if name.startswith("COV"):
            monkeypatch.delenv(name)


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("arguments", [(), ("--collect-only",), ("--fixtures",), ("--markers",), ("--help",)])
def test_a_run_that_does_not_use_the_plugin_loads_none_of_its_engine(
    pytester: pytest.Pytester, run: str, arguments: tuple[str, ...]
) -> None:
    pytester.makeconftest(SHOWS_MODULES)
    pytester.makepyfile(RUNS[run])
    outcome = pytester.runpytest_subprocess(*arguments)
    (line,) = [line for line in outcome.stdout.lines if line.startswith("LOADED ")]
    loaded = set(line.split()[1:])
    assert "pytest_lambda_edge.plugin" in loaded
    assert {name for name in loaded if name.startswith("pytest_lambda_edge")} <= OURS
    assert loaded & HEAVY == set()


def test_a_conftest_that_imports_public_names_loads_only_what_they_need(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(SHOWS_MODULES + "from pytest_lambda_edge import Behavior, Trigger\n")
    outcome = pytester.runpytest_subprocess()
    (line,) = [line for line in outcome.stdout.lines if line.startswith("LOADED ")]
    assert set(line.split()) & HEAVY == set()


def test_a_distribution_of_markers_loads_no_reader_of_templates(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(SHOWS_MODULES)
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.edge_origin("https://www.example.com")
        def test_it(distribution): pass
        """
    )
    outcome = pytester.runpytest_subprocess()
    outcome.assert_outcomes(passed=1)
    (line,) = [line for line in outcome.stdout.lines if line.startswith("LOADED ")]
    loaded = set(line.split())
    assert "pytest_lambda_edge.distribution" in loaded
    assert loaded.isdisjoint({"pytest_lambda_edge.templates.load", "pytest_lambda_edge.templates.formats"})


def test_freezing_the_time_loads_nothing_of_ours(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(SHOWS_MODULES)
    pytester.makepyfile(
        """
        import freezegun

        def test_it():
            with freezegun.freeze_time("2026-01-01"):
                pass
        """
    )
    outcome = pytester.runpytest_subprocess()
    outcome.assert_outcomes(passed=1)
    (line,) = [line for line in outcome.stdout.lines if line.startswith("LOADED ")]
    assert {name for name in line.split() if name.startswith("pytest_lambda_edge")} <= OURS


@pytest.mark.parametrize(
    "arguments", [("-p", "lambda_edge"), ("-p", "pytest_lambda_edge.plugin")], ids=["entry point", "module"]
)
def test_it_can_be_loaded_by_either_name(project: PluginProject, arguments: tuple[str, ...]) -> None:
    project.pytester.plugins = []
    project.run_apart(
        "def test_it(site): assert site.get('/').status_code == 302", *arguments
    ).assert_outcomes(passed=1)


def test_without_the_plugin_nothing_of_it_is_there(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    pytester.plugins = []
    pytester.makeconftest(SHOWS_MODULES)
    pytester.makepyfile("def test_it(make_distribution): pass")
    outcome = pytester.runpytest_subprocess("-p", "no:lambda_edge", "-p", "no:cacheprovider")
    outcome.assert_outcomes(errors=1)
    outcome.stdout.fnmatch_lines(["*fixture 'make_distribution' not found"])
    (line,) = [line for line in outcome.stdout.lines if line.startswith("LOADED ")]
    assert "pytest_lambda_edge" not in line


def test_it_is_loaded_by_its_entry_point(project: PluginProject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    project.pytester.plugins = []
    outcome = project.run_apart(
        "def test_it(site): assert site.get('/').status_code == 302", "-p", "no:xdist"
    )
    outcome.assert_outcomes(passed=1)
    outcome.stdout.fnmatch_lines(["plugins: *lambda-edge-*"])
