"""The plugin in the ways in which people run pytest, and the lives of stubs and requests between tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from support.plugin_project import PluginProject


def test_stubs_end_with_the_test_after_the_teardown_of_every_fixture(project: PluginProject) -> None:
    project.run(
        """
        @pytest.fixture
        def early():
            yield
            assert site_of_the_test.get("/x").text == "stubbed"

        def test_one(early, make_distribution):
            global site_of_the_test
            site_of_the_test = make_distribution(origin=ORIGIN)
            responses.get(ORIGIN + "/x", body="stubbed", headers={"Cache-Control": "no-store"})
            assert site_of_the_test.get("/x").text == "stubbed"

        def test_two(make_distribution):
            assert responses.registered() == []
            with pytest.raises(OriginNotStubbedError):
                make_distribution(origin=ORIGIN).get("/x")
        """
    ).assert_outcomes(passed=2)


@pytest.mark.parametrize(
    "ending", ["assert False", "pytest.skip()", "pytest.fail()", "broken_in_teardown.append(1)"]
)
def test_stubs_end_with_the_test_however_it_ends(project: PluginProject, ending: str) -> None:
    outcome = project.run(
        f"""
        import requests
        send = requests.adapters.HTTPAdapter.send

        @pytest.fixture
        def broken_in_teardown():
            broken = []
            yield broken
            if broken:
                raise RuntimeError

        def test_one(make_distribution, broken_in_teardown):
            responses.get(ORIGIN + "/x")
            make_distribution(origin=ORIGIN).get("/x")
            {ending}

        def test_two():
            assert requests.adapters.HTTPAdapter.send is send
            assert responses.registered() == []
        """,
        "-v",
    )
    outcome.stdout.fnmatch_lines(["test_it.py::test_two PASSED *"])


def test_a_test_run_again_begins_anew(project: PluginProject) -> None:
    project.pytester.makeconftest(
        """
        from _pytest.runner import runtestprotocol

        def pytest_runtest_protocol(item, nextitem):
            item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
            runtestprotocol(item, log=False, nextitem=nextitem)
            item._initrequest()
            for report in runtestprotocol(item, log=False, nextitem=nextitem):
                item.ihook.pytest_runtest_logreport(report=report)
            item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
            return True
        """
    )
    outcome = project.run(
        """
        runs = []

        def test_it(site):
            runs.append(1)
            site.get(f"/run/{len(runs)}")
            assert False

        @pytest.mark.edge_expect(status=200)
        def test_expect(site):
            runs.append(1)
            site.get("/")
            assert len(runs) == 4
        """
    )
    outcome.assert_outcomes(failed=2)
    printed = outcome.stdout.str()
    assert "net/run/2 -> 302" in printed
    assert "net/run/1 -> 302" not in printed
    assert "edge_expect: the last request is not as expected" in printed


def test_requests_between_tests_belong_to_none(project: PluginProject) -> None:
    project.pytester.makeconftest(
        """
        import pytest
        from pytest_lambda_edge import Distribution, journal

        @pytest.hookimpl(trylast=True)
        def pytest_runtest_logfinish():
            assert journal.results() == ()
            Distribution(origin="https://www.example.com", viewer_request="functions:answers").get("/between")
            assert journal.results() == ()
        """
    )
    outcome = project.run(
        """
        def test_one(site):
            site.get("/one")

        def test_two():
            assert False
        """
    )
    outcome.assert_outcomes(passed=1, failed=1)
    assert "/between" not in outcome.stdout.str()


@pytest.mark.parametrize("arguments", [("-n2",), ("-n2", "--dist=loadscope"), ("-n0",)])
def test_it_works_under_xdist(project: PluginProject, arguments: tuple[str, ...]) -> None:
    project.pytester.makeini("[pytest]\nedge_function_errors = respond")
    project.run_apart(
        """
        @pytest.mark.edge_origin(ORIGIN)
        @pytest.mark.edge_trigger("viewer-request", functions.raises)
        @pytest.mark.edge_expect(status=503)
        @pytest.mark.parametrize("number", range(6))
        def test_it(distribution, edge_clock, number):
            edge_clock.tick(number)
            distribution.get("/")
        """,
        "-p",
        "xdist",
        *arguments,
    ).assert_outcomes(passed=6)


def test_doctests_and_other_items_are_left_alone(project: PluginProject) -> None:
    project.pytester.makepyfile(
        module='''
        def one():
            """
            >>> one()
            1
            """
            return 1
        '''
    )
    project.run("def test_it(): pass", "--doctest-modules").assert_outcomes(passed=2)


def test_a_testcase_may_make_its_distribution_for_the_whole_class(project: PluginProject) -> None:
    project.run(
        """
        import unittest

        class Test(unittest.TestCase):
            @classmethod
            def setUpClass(cls):
                cls.site = Distribution(origin=ORIGIN, viewer_request=functions.answers)
                cls.addClassCleanup(cls.site.close)

            def test_one(self):
                assert self.site.get("/").invocations[0].cold_start

            @pytest.mark.edge_expect(status=302)
            def test_two(self):
                assert not self.site.get("/").invocations[0].cold_start
        """
    ).assert_outcomes(passed=2)


def test_the_debugger_gets_the_failures(project: PluginProject) -> None:
    project.pytester.makeconftest(
        """
        def pytest_exception_interact(node, call, report):
            print("INTERACT", call.excinfo.typename)
        """
    )
    outcome = project.run(
        """
        @pytest.mark.edge_expect(status=200)
        def test_it(site):
            site.get("/")
        """,
        "-s",
    )
    outcome.stdout.fnmatch_lines(["*INTERACT Failed"])
