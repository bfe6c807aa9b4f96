"""Run situations as a project of their own and read back how each came out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_lambda_edge import errors

if TYPE_CHECKING:
    from collections.abc import Iterable

    from support.stub_situations.situation import Situation

__all__ = ["Outcome", "run_situations"]

_HEADER = """\
import unittest
import unittest.mock

import pytest
import requests
import responses

from situation import ORIGIN, URL, Distribution, refused

"""

_AFTERWARDS = """

def test_afterwards_an_unstubbed_request_is_refused(site):
    with refused():
        site.get("/x")
"""

_SITUATION = """\
import pytest
from pytest_lambda_edge import Distribution, OriginNotStubbedError

ORIGIN = "https://origin.example.com"
URL = ORIGIN + "/x"


def refused():
    return pytest.raises(OriginNotStubbedError)
"""

# Notes every attempt to reach the network, and what each module leaves behind.
_CONFTEST = """\
import json
import socket

import pytest
import requests.adapters
import responses

from situation import ORIGIN

REAL_SEND = requests.adapters.HTTPAdapter.send
REAL_CONNECT = requests.adapters.HTTPAdapter.get_connection_with_tls_context
OUTCOMES = {}


def outcome(item):
    empty = {"failures": [], "passed": 0, "network": [], "left_patched": False, "left_stubs": []}
    return OUTCOMES.setdefault(item.path.name, empty)


@pytest.fixture
def site(make_distribution):
    return make_distribution(origin=ORIGIN, cache_policy="CachingDisabled")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    def deny(*args, **kwargs):
        outcome(item)["network"].append(repr(args))
        raise socket.gaierror("Name or service not known")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", deny)
        patch.setattr(socket, "create_connection", deny)
        patch.setattr(socket.socket, "connect", deny)
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed:
        outcome(item)["failures"].append(str(report.longrepr))
    elif report.when == "call":
        outcome(item)["passed"] += 1
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item, nextitem):
    try:
        return (yield)
    finally:
        found = outcome(item)
        found["left_stubs"] += [repr(stub) for stub in responses.registered()]
        if nextitem is None or nextitem.path != item.path:
            adapter = requests.adapters.HTTPAdapter
            connect = adapter.get_connection_with_tls_context
            found["left_patched"] = adapter.send is not REAL_SEND or connect is not REAL_CONNECT
            adapter.send = REAL_SEND


def pytest_sessionfinish(session):
    session.config.rootpath.joinpath("outcomes.json").write_text(json.dumps(OUTCOMES))
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a situation: ``failures`` are pytest's texts, ``network`` the attempts to reach it."""

    failures: list[str]
    passed: int
    network: list[str]
    left_patched: bool
    left_stubs: list[str]


def run_situations(folder: Path, situations: Iterable[Situation], *plugins: str) -> dict[str, Outcome]:
    """Write *situations* into *folder*, run pytest there once, and return the outcome of each by its name."""
    chosen = list(situations)
    folder.joinpath("pytest.ini").write_text("[pytest]\n")
    folder.joinpath("conftest.py").write_text(_CONFTEST)
    folder.joinpath("situation.py").write_text(_SITUATION)
    for situation in chosen:
        source = _HEADER + textwrap.dedent(situation.source)
        folder.joinpath(situation.module).write_text(
            source + _AFTERWARDS if situation.afterwards_refused else source
        )
    output = _run_pytest(folder, plugins)
    written = folder / "outcomes.json"
    assert written.exists(), output
    outcomes = json.loads(written.read_text())
    return {situation.name: Outcome(**outcomes[situation.module]) for situation in chosen}


def _run_pytest(folder: Path, plugins: Iterable[str]) -> str:
    options = [argument for plugin in plugins for argument in ("-p", plugin)]
    root = Path(errors.__file__).parents[1]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options],
        cwd=folder,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    return run.stdout + run.stderr
