"""What pytest calls: everything here is small, since it is loaded whether or not a test uses the plugin."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest

from pytest_lambda_edge import journal, markers, options, project

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from contextlib import AbstractContextManager

pytest_plugins = ("pytest_lambda_edge.fixtures",)

_body_failed = pytest.StashKey[bool]()
_told = pytest.StashKey[int]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Register the ini options."""
    options.add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers, and note what the configuration says of the project."""
    markers.register(config)
    project.base_dirs.insert(0, str(config.rootpath))
    project.deploy_checks.append(options.deploy_checks(config))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take back what ``pytest_configure`` noted."""
    project.base_dirs.remove(str(config.rootpath))
    project.deploy_checks.pop()


def pytest_report_header(config: pytest.Config) -> str | None:
    """Show the options that are set."""
    given = ", ".join(options.given(config))
    return f"lambda-edge: {given}" if given else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Refuse wrong options, once it is clear that tests are to be run."""
    options.check_options(session.config)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Begin a test."""
    journal.begin()
    item.stash[_body_failed] = False
    item.stash[_told] = 0
    markers.edge_markers(item, markers.DESCRIBING)  # Fails a test whose markers have wrong arguments.


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Check what ``edge_expect`` expects and what the test rests on, after a body that did not fail."""
    outcome = yield
    if not _kept_failures(item) and not item.stash.get(_body_failed, False):
        markers.check_expected(item)
        _check_assumptions(item)
    return outcome


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown() -> Generator[None, object, object]:
    """End the life of the stubs, after the teardown of every fixture."""
    try:
        return (yield)
    finally:
        if "responses" in sys.modules:
            from pytest_lambda_edge.origins.stubs import end_test  # noqa: PLC0415 - only where there may be stubs

            end_test()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Give a failed test's report the ways of its requests, each once, and no traceback of our insides."""
    with _without_our_frames(next(iter(_kept_failures(item)), call.excinfo)):
        report = yield
    if report.failed:
        item.stash[_body_failed] = call.when == "call"
        results = journal.results()[item.stash.get(_told, 0) :]
        if results:
            from pytest_lambda_edge.report.ways import TITLE, ways  # noqa: PLC0415 - only where there are requests

            item.stash[_told] = len(journal.results())
            report.sections.append((TITLE, ways(results)))
    return report


def pytest_runtest_logfinish() -> None:
    """End a test."""
    journal.end()


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Explain a failed comparison with a Result, or with what fired in it."""
    if "pytest_lambda_edge.result" not in sys.modules:
        return None
    from pytest_lambda_edge.report.comparison import compared  # noqa: PLC0415 - only where there are Results

    return compared(op, left, right, journal.results())


def _check_assumptions(item: pytest.Item) -> None:
    """Do what ``edge_assumptions`` says of a test that rests on undocumented choices."""
    wanted = options.assumptions(item.config)
    if wanted == "allow" or not (assumed := journal.assumed()):
        return
    from pytest_lambda_edge.report import guesses  # noqa: PLC0415 - only where there are Results

    found = guesses.guesses(assumed, options.assumptions_min_confidence(item.config))
    if wanted == "error" and found:
        pytest.fail(guesses.failure(found), pytrace=False)
    from pytest_lambda_edge.errors import EdgeAssumptionWarning  # noqa: PLC0415 - likewise

    refused = None
    for guess in found:
        try:
            item.warn(EdgeAssumptionWarning(guesses.told(guess)))
        except EdgeAssumptionWarning as warning:  # A filter makes it an error.
            refused = refused or warning
    if refused is not None:
        pytest.fail(f"EdgeAssumptionWarning: this test rests on {refused}", pytrace=False)


def _without_our_frames(
    excinfo: pytest.ExceptionInfo[BaseException] | None,
) -> AbstractContextManager[None]:
    if excinfo is None or "pytest_lambda_edge.errors" not in sys.modules:
        return nullcontext()
    from pytest_lambda_edge.report.tracebacks import without_our_frames  # noqa: PLC0415 - only for failures

    return without_our_frames(excinfo)


def _kept_failures(item: pytest.Item) -> Sequence[pytest.ExceptionInfo[BaseException]]:
    """Return what a ``TestCase`` has kept, since it does not raise what fails in it."""
    return getattr(item, "_excinfo", None) or ()
