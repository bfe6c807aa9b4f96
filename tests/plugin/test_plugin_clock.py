"""The fixture ``edge_clock``, and the clocks that people bring along."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from support.plugin_project import PluginProject

CACHED = """
import datetime as dt
import time

from freezegun import freeze_time

PAGE = {"Cache-Control": "max-age=60"}

@pytest.fixture
def site(make_distribution):
    responses.get(ORIGIN + "/x", body="hello", headers=PAGE)
    return make_distribution(origin=ORIGIN)

def types(site, *moves):
    \"\"\"Return the result types of a first request, and of one after each move of the clock.\"\"\"
    found = [site.get("/x").result_type]
    for move in moves:
        move()
        found.append(site.get("/x").result_type)
    return found

"""


def cached(test: str) -> str:
    return CACHED + dedent(test)


# What pytest reports of each phase, as the start-up of a frozen clock would spoil it.
DURATIONS = """
def pytest_runtest_logreport(report):
    assert 0 <= report.duration < 60, (report.when, report.duration)
    assert 0 <= report.stop - report.start < 60, (report.when, report.start, report.stop)
"""


@pytest.mark.parametrize(
    "moves",
    [
        "lambda: edge_clock.tick(59), lambda: edge_clock.tick(2)",
        "lambda: edge_clock.tick(59.5), lambda: edge_clock.tick(dt.timedelta(seconds=1.5))",
        "lambda: edge_clock.move_to(edge_clock.now + dt.timedelta(seconds=59)), lambda: edge_clock.tick(2)",
    ],
)
def test_edge_clock_drives_the_cache(project: PluginProject, moves: str) -> None:
    project.run(
        cached(
            f"""
            def test_it(site, edge_clock):
                assert types(site, {moves}) == ["Miss", "Hit", "Miss"]
            """
        )
    ).assert_outcomes(passed=1)


def test_edge_clock_stands_still_from_its_set_up_at_the_real_time(project: PluginProject) -> None:
    project.run(
        """
        import datetime as dt, time

        @pytest.fixture
        def before():
            return time.time()

        def test_it(before, edge_clock):
            first = time.time()
            assert -1e-3 <= first - before < 60
            time.sleep(0.01)
            assert time.time() == first == edge_clock.now.timestamp()
            assert dt.datetime.now(dt.timezone.utc) == edge_clock.now
            assert edge_clock.now.utcoffset() == dt.timedelta()
        """
    ).assert_outcomes(passed=1)


def test_its_methods_return_the_new_time(project: PluginProject) -> None:
    project.run(
        """
        import datetime as dt

        def test_it(edge_clock):
            assert edge_clock.move_to("2026-01-01 12:00") == dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
            assert edge_clock.tick() == dt.datetime(2026, 1, 1, 12, 0, 1, tzinfo=dt.UTC)
            assert edge_clock.tick(-1) == edge_clock.now == dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
            assert edge_clock.move_to(dt.date(2025, 1, 1)) < edge_clock.move_to(dt.datetime(2027, 1, 1))
            with pytest.raises(TypeError):
                edge_clock.tick("a minute")
        """
    ).assert_outcomes(passed=1)


def test_headers_and_functions_see_it(project: PluginProject) -> None:
    project.run(
        """
        import time

        def tells(event, context):
            return {"status": "200", "headers": {"x-time": [{"key": "X-Time", "value": str(time.time())}]}}

        def test_it(make_distribution, edge_clock):
            edge_clock.move_to("2026-01-01 00:00:00")
            site = make_distribution(origin=ORIGIN, origin_request=tells)
            result = site.get("/")
            assert result.headers["date"] == "Thu, 01 Jan 2026 00:00:00 GMT"
            assert result.headers["x-time"] == "1767225600.0"
            edge_clock.tick(17)
            assert site.get("/").headers["age"] == "17"
        """
    ).assert_outcomes(passed=1)


def test_after_the_test_the_time_goes_on(project: PluginProject) -> None:
    project.run(
        """
        import asyncio, time
        real = time.time, asyncio.BaseEventLoop.time

        def test_one(edge_clock):
            edge_clock.tick(10**9)

        def test_two():
            assert (time.time, asyncio.BaseEventLoop.time) == real
        """
    ).assert_outcomes(passed=2)


@pytest.mark.parametrize(
    "test",
    [
        "def test_it(edge_clock): edge_clock.tick(10**9)",
        """
        @pytest.fixture
        def moving(edge_clock):
            edge_clock.tick(10**9)
            yield
            edge_clock.tick(10**9)

        def test_it(moving, edge_clock):
            edge_clock.move_to("1999-12-31")
        """,
        """
        from freezegun import freeze_time

        @pytest.fixture
        def frozen():
            with freeze_time("2001-01-01") as clock:
                yield clock

        def test_it(frozen, edge_clock):
            frozen.tick(10**8)
            edge_clock.tick(10**8)
        """,
    ],
)
def test_pytests_own_durations_stay_right(project: PluginProject, test: str) -> None:
    project.pytester.makeconftest(DURATIONS)
    outcome = project.run_apart(test, "--durations=0", "-vv")
    outcome.assert_outcomes(passed=1)
    # A wrong clock is off by years; a slow machine takes some seconds.
    outcome.stdout.re_match_lines([r"\d{1,3}\.\d\ds setup ", r"\d{1,3}\.\d\ds call "])
    outcome.stdout.re_match_lines([r".*\b1 passed in \d{1,3}\.\d\ds\b"])


def run_together(project: PluginProject, tests: dict[str, str]) -> pytest.RunResult:
    """Run tests as the modules of one project, since a process of its own for each would take long."""
    for number, test in enumerate(tests.values()):
        project.write(cached(test), name=f"test_clock_{number}")
    return project.run_apart("", "-p", "pytest_freezer", "-p", "time_machine")


CLOCKS = {
    "freeze_time as a context": """
        def test_it(site):
            with freeze_time("2026-01-01") as clock:
                assert types(site, lambda: clock.tick(59), lambda: clock.tick(2)) == ["Miss", "Hit", "Miss"]
        """,
    "freeze_time as a decorator": """
        @freeze_time("2026-01-01")
        def test_it(site):
            assert types(site) == ["Miss"]
            with freeze_time("2026-01-01 00:00:59"):
                assert types(site) == ["Hit"]
            with freeze_time("2026-01-01 00:01:01"):
                assert types(site) == ["Miss"]
        """,
    "freeze_time in a fixture": """
        @pytest.fixture
        def clock():
            with freeze_time("2026-01-01") as clock:
                yield clock

        def test_it(clock, site):
            assert types(site, lambda: clock.tick(59), lambda: clock.tick(2)) == ["Miss", "Hit", "Miss"]
        """,
    "pytest-freezer": """
        def test_it(freezer, site):
            assert types(site, lambda: freezer.tick(59), lambda: freezer.tick(2)) == ["Miss", "Hit", "Miss"]
        """,
    "pytest-freezer's marker": """
        @pytest.mark.freeze_time("2026-01-01")
        def test_it(freezer, site):
            move = lambda: freezer.move_to("2026-01-01 00:01:01")
            assert site.get("/x").headers["date"] == "Thu, 01 Jan 2026 00:00:00 GMT"
            assert types(site, move) == ["Hit", "Miss"]
        """,
    "time-machine": """
        def test_it(time_machine, site):
            time_machine.move_to(dt.datetime(2026, 1, 1, tzinfo=dt.UTC), tick=False)
            assert types(site, lambda: time_machine.shift(59), lambda: time_machine.shift(2)) == [
                "Miss", "Hit", "Miss"
            ]
        """,
    "time-machine's travel": """
        import time_machine

        def test_it(site):
            with time_machine.travel("2026-01-01 00:00 +0000", tick=False):
                assert types(site) == ["Miss"]
            with time_machine.travel("2026-01-01 00:01:01 +0000", tick=False):
                assert types(site) == ["Miss"]
            with time_machine.travel("2026-01-01 00:02:00 +0000", tick=False):
                assert types(site) == ["Hit"]
        """,
}


def test_any_clock_that_a_test_brings_along_drives_the_cache(project: PluginProject) -> None:
    run_together(project, CLOCKS).assert_outcomes(passed=len(CLOCKS))


TOGETHER = {
    "pytest-freezer first": """
        def test_it(freezer, edge_clock, site):
            assert types(
                site,
                lambda: edge_clock.tick(59), lambda: freezer.tick(2),
                lambda: freezer.tick(59), lambda: edge_clock.tick(2),
            ) == ["Miss", "Hit", "Miss", "Hit", "Miss"]
        """,
    "edge_clock first": """
        def test_it(edge_clock, freezer, site):
            assert types(
                site,
                lambda: edge_clock.tick(59), lambda: freezer.tick(2),
                lambda: freezer.tick(59), lambda: edge_clock.tick(2),
            ) == ["Miss", "Hit", "Miss", "Hit", "Miss"]
        """,
    "freeze_time inside": """
        def test_it(edge_clock, site):
            with freeze_time("2026-01-01") as clock:
                found = types(site, lambda: edge_clock.tick(59), lambda: clock.tick(2))
                assert found == ["Miss", "Hit", "Miss"]
            edge_clock.move_to("2026-01-01 00:02:00")
            assert types(site, lambda: edge_clock.tick(2)) == ["Hit", "Miss"]
        """,
    "freeze_time as a decorator": """
        @freeze_time("2026-01-01")
        def test_it(site, edge_clock):
            assert edge_clock.now == dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
            found = types(site, lambda: edge_clock.tick(59), lambda: edge_clock.tick(2))
            assert found == ["Miss", "Hit", "Miss"]
        """,
    "a ticking clock outside": """
        @pytest.fixture
        def ticking():
            with freeze_time("2026-01-01", tick=True) as clock:
                yield clock

        def test_it(ticking, edge_clock, site):
            first = time.time()
            assert first == pytest.approx(1767225600, abs=60)
            time.sleep(0.01)
            assert time.time() == first
        """,
    "another zone outside": """
        @pytest.fixture
        def elsewhere():
            with freeze_time("2026-01-01", tz_offset=-5) as clock:
                yield clock

        def test_it(elsewhere, edge_clock):
            assert (dt.datetime.now().hour, edge_clock.now.hour) == (19, 0)
        """,
    "time-machine outside": """
        @pytest.fixture
        def travelled(time_machine):
            time_machine.move_to(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))

        def test_it(travelled, edge_clock, site):
            assert edge_clock.now.year == 2026
            found = types(site, lambda: edge_clock.tick(59), lambda: edge_clock.tick(2))
            assert found == ["Miss", "Hit", "Miss"]
        """,
}


def test_edge_clock_gets_along_with_other_clocks(project: PluginProject) -> None:
    run_together(project, TOGETHER).assert_outcomes(passed=len(TOGETHER))


def test_who_sleeps_in_an_event_loop_wakes_up_again(project: PluginProject) -> None:
    project.run_apart(
        """
        import asyncio

        def sleeps(event, context):
            asyncio.run(asyncio.sleep(0.01))
            return {"status": "204"}

        def test_it(make_distribution, edge_clock):
            asyncio.run(asyncio.wait_for(asyncio.sleep(0.01), 10))
            assert make_distribution(origin=ORIGIN, viewer_request=sleeps).get("/").status_code == 204
        """
    ).assert_outcomes(passed=1)


def test_the_engine_is_loaded_before_the_time_stands_still(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys
        import time
        import pytest

        @pytest.fixture
        def loaded():
            assert "pytest_lambda_edge.distribution" not in sys.modules
            names = {}
            class Finder:
                def find_spec(self, name, path=None, target=None):
                    names[name] = time.time.__name__
            sys.meta_path.insert(0, Finder())
            yield names
            del sys.meta_path[0]

        def test_it(loaded, edge_clock):
            assert loaded["pytest_lambda_edge.distribution"] == loaded["requests.adapters"] == "time"
        """
    )
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)
