"""What a function asks of the network outside a request is answered by stubs, as within one."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

import pytest
import requests
import responses
from requests.adapters import HTTPAdapter
from support.function_folders import write_files

from pytest_lambda_edge import Distribution, FunctionExecutionError
from pytest_lambda_edge.origins.stubs import end_test

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

URL = "http://127.0.0.1:9/flags"
"""Nothing listens at the discard port: a call that reaches it is refused by the system."""

REAL = (HTTPAdapter.send, HTTPAdapter.get_connection_with_tls_context)


def asking(event: Any, context: Any) -> Any:
    return requests.get(URL, timeout=1).text


@pytest.fixture(autouse=True)
def _ends_as_a_test_does() -> Iterator[None]:
    yield
    end_test()
    assert (HTTPAdapter.send, HTTPAdapter.get_connection_with_tls_context) == REAL


def site_of(function: object) -> Distribution:
    return Distribution(origin="https://www.example.com", viewer_request=function)


def folder(path: Path) -> str:
    """Return a function that asks as it is imported, and as it runs."""
    write_files(
        path,
        index=f"""
            import requests

            STARTED = requests.get({URL!r}, timeout=1).text

            def handler(event, context):
                return STARTED + requests.get({URL!r}, timeout=1).text
            """,
    )
    return f"{path}/index.handler"


def invoked(function: Any) -> object:
    return function.invoke({})


def module(function: Any) -> object:
    return function.module.STARTED * 2


def imported(function: Any) -> object:
    with function.imported():
        started: str = importlib.import_module("index").STARTED
        return started * 2


def module_and_its_handler(function: Any) -> object:
    return function.module.handler({}, None)


ENTRANCES = [invoked, module, imported, module_and_its_handler]


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_a_loaded_functions_calls_are_answered_by_stubs(
    entrance: Callable[[Any], object], tmp_path: Path
) -> None:
    responses.get(URL, body="on ")
    with site_of(folder(tmp_path / "flags")) as site:
        assert entrance(site.functions["flags"]) == "on on "


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_a_loaded_functions_calls_without_a_stub_are_refused(
    entrance: Callable[[Any], object], tmp_path: Path
) -> None:
    with (
        site_of(folder(tmp_path / "flags")) as site,
        pytest.raises(
            FunctionExecutionError, match="Connection refused by pytest-lambda-edge: no stub answers GET"
        ),
    ):
        entrance(site.functions["flags"])


def test_a_callables_calls_are_answered_by_stubs() -> None:
    responses.get(URL, body="on")
    with site_of(asking) as site:
        assert site.functions["asking"].invoke({}) == "on"


def test_a_callables_calls_without_a_stub_are_refused() -> None:
    with (
        site_of(asking) as site,
        pytest.raises(
            FunctionExecutionError, match="Connection refused by pytest-lambda-edge: no stub answers GET"
        ),
    ):
        site.functions["asking"].invoke({})


@pytest.mark.parametrize("entrance", [invoked, module])
def test_the_import_of_a_callable_by_name_is_answered_by_stubs(
    entrance: Callable[[Any], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder(tmp_path)
    (tmp_path / "index.py").rename(tmp_path / "flags_by_name.py")
    monkeypatch.syspath_prepend(tmp_path)
    responses.get(URL, body="on ")
    try:
        with site_of("flags_by_name:handler") as site:
            assert entrance(site.functions["handler"]) == "on on "
    finally:
        sys.modules.pop("flags_by_name", None)


def test_runs_may_be_started_within_one_another() -> None:
    responses.get(URL, body="on")

    def nested(event: Any, context: Any) -> Any:
        return asking(event, context) if event else site.functions["nested"].invoke({"again": True})

    with site_of(nested) as site:
        assert site.functions["nested"].invoke({}) == "on"
