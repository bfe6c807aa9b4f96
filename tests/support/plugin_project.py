"""A function repository in which pytest runs with this plugin, and with no other that is not asked for."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest_lambda_edge

if TYPE_CHECKING:
    import pytest

__all__ = ["PluginProject"]

# Runs in this process must find the engine loaded: pytester unloads what one of them has loaded.
for name in pytest_lambda_edge.__all__:
    getattr(pytest_lambda_edge, name)

FUNCTIONS = """\
def passes(event, context):
    cf = event["Records"][0]["cf"]
    return cf.get("response", cf["request"])

def answers(event, context):
    return {"status": "302", "headers": {"location": [{"key": "Location", "value": "/login"}]}}

def raises(event, context):
    raise KeyError("token")

def marks(event, context):
    response = event["Records"][0]["cf"]["response"]
    response["headers"]["x-marked"] = [{"key": "X-Marked", "value": "yes"}]
    return response
"""

HEADER = """\
import pytest
import responses
import functions
from pytest_lambda_edge import *

ORIGIN = "https://www.example.com"

@pytest.fixture
def site(make_distribution):
    return make_distribution(origin=ORIGIN, viewer_request=functions.answers)

@pytest.fixture
def cached(make_distribution):
    responses.get(ORIGIN + "/x", body="hello", headers={"Cache-Control": "max-age=60"})
    return make_distribution(origin=ORIGIN, viewer_request=functions.passes, origin_request=functions.passes)

"""


@dataclass(frozen=True)
class PluginProject:
    """A folder with ``functions.py``, to which tests are added."""

    pytester: pytest.Pytester

    def write(self, source: str, name: str = "test_it") -> None:
        """Write a test module that finds ``functions``, ``ORIGIN``, ``site`` and ``cached``."""
        self.pytester.makepyfile(**{"functions": FUNCTIONS, name: HEADER + dedent(source)})

    def run(self, source: str, *arguments: str) -> pytest.RunResult:
        """Run a test module in this process."""
        self.write(source)
        return self.pytester.runpytest_inprocess("-p", "lambda_edge", "-p", "no:cacheprovider", *arguments)

    def run_apart(self, source: str, *arguments: str) -> pytest.RunResult:
        """Run a test module in a process of its own."""
        self.write(source)
        return self.pytester.runpytest_subprocess("-p", "no:cacheprovider", *arguments, timeout=300)

    def failure(self, source: str, *arguments: str) -> str:
        """Return what a run of a test module prints in which one test fails, or ends in an error."""
        outcome = self.run(source, *arguments)
        counted = outcome.parseoutcomes()
        assert counted.get("failed", 0) + counted.get("errors", 0) == 1, outcome.stdout.str()
        return outcome.stdout.str()
