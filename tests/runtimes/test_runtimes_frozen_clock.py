from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import freezegun
import pytest
import time_machine
from support.function_folders import write_files

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_lambda_edge.runtimes.callables import CallableFunction
    from pytest_lambda_edge.runtimes.javascript import JavaScriptFunction
    from pytest_lambda_edge.runtimes.python import FolderFunction
    from pytest_lambda_edge.runtimes.registry import Functions

YEAR = dt.datetime.now(tz=dt.UTC).year  # noqa: TID251 - the real one, to be told from the frozen ones


@pytest.fixture
def function(tmp_path: Path, functions: Functions) -> CallableFunction | FolderFunction | JavaScriptFunction:
    write_files(
        tmp_path,
        index="""
            import helper
            from datetime import datetime, timezone
            from time import gmtime, time

            def handler(event, context):
                import late
                own = [datetime.now(timezone.utc).year, gmtime().tm_year, gmtime(time()).tm_year]
                return [*own, helper.year(), late.year()]
            """,
        helper="from datetime import date\ndef year():\n    return date.today().year\n",
        late="from time import gmtime\ndef year():\n    return gmtime().tm_year\n",
    )
    return functions.load(f"{tmp_path}/index.handler")


def years(year: int) -> list[int]:
    return [year] * 5


def test_a_warm_function_sees_the_frozen_clock_and_then_the_real_one(function: FolderFunction) -> None:
    assert function.invoke({}) == years(YEAR)
    with freezegun.freeze_time("2001-06-01") as frozen:
        assert function.invoke({}) == years(2001)
        frozen.move_to("2002-06-01")
        assert function.invoke({}) == years(2002)
    assert function.invoke({}) == years(YEAR)


def test_a_function_started_on_a_frozen_clock_sees_the_real_one_afterwards(function: FolderFunction) -> None:
    with freezegun.freeze_time("2001-06-01"):
        assert function.invoke({}) == years(2001)
    assert function.invoke({}) == years(YEAR)


def test_a_function_reset_on_a_frozen_clock_sees_the_real_one_afterwards(function: FolderFunction) -> None:
    assert function.invoke({}) == years(YEAR)
    with freezegun.freeze_time("2001-06-01"):
        function.reset()
        assert function.invoke({}) == years(2001)
    assert function.invoke({}) == years(YEAR)
    with freezegun.freeze_time("2002-06-01"):
        assert function.invoke({}) == years(2002)
    assert function.invoke({}) == years(YEAR)


def test_time_machine_is_seen_as_well(function: FolderFunction) -> None:
    with time_machine.travel("2001-06-01T00:00:00+00:00"):
        assert function.invoke({}) == years(2001)
    assert function.invoke({}) == years(YEAR)


def test_a_clock_that_the_test_freezes_by_the_functions_own_names(function: FolderFunction) -> None:
    with function.imported(), freezegun.freeze_time("2001-06-01"):
        assert function.invoke({}) == years(2001)
    assert function.invoke({}) == years(YEAR)
