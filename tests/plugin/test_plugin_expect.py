"""The marker ``edge_expect``: part of the test's call, about the test's last request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from support.plugin_project import PluginProject


@pytest.mark.parametrize(
    ("arguments", "passes"),
    [
        ("fired=['viewer-request']", True),
        ("fired='viewer-request'", True),
        ("fired=[EventType.VIEWER_REQUEST]", True),
        ("fired=[]", False),
        ("fired=['viewer-request', 'viewer-response']", False),
        ("not_fired=['origin-request', 'viewer-response']", True),
        ("not_fired='viewer-request'", False),
        ("short_circuited_by='viewer-request'", True),
        ("short_circuited_by='origin-request'", False),
        ("status=302", True),
        ("status=200", False),
        ("result_type='LambdaGeneratedResponse'", True),
        ("result_type=('Miss', 'LambdaGeneratedResponse')", True),
        ("result_type='Miss'", False),
        ("['viewer-request'], None, 'viewer-request', 302", True),
        ("", True),
    ],
)
def test_each_expectation_passes_or_is_a_failure_of_the_test(
    project: PluginProject, arguments: str, passes: bool
) -> None:
    outcome = project.run(
        f"""
        @pytest.mark.edge_expect({arguments})
        def test_it(site):
            site.get("/")
        """
    )
    outcome.assert_outcomes(passed=int(passes), failed=int(not passes))


def test_a_failure_names_every_difference_and_tells_the_way_without_a_traceback(
    project: PluginProject,
) -> None:
    printed = project.failure(
        """
        @pytest.mark.edge_expect(fired=["origin-request"], status=200, result_type="Hit")
        def test_it(site):
            site.get("/")
        """
    )
    told = printed[printed.index("edge_expect: ") :].splitlines()[:9]
    assert told == [
        "edge_expect: the last request is not as expected",
        "fired: expected origin-request, got viewer-request",
        "  origin-request did not fire: the behavior * has no such trigger",
        "  viewer-request fired, which was not expected",
        "status: expected 200, got 302",
        "result type: expected Hit, got LambdaGeneratedResponse",
        "",
        "GET https://d111111abcdef8.cloudfront.net/ -> 302 (LambdaGeneratedResponse)",
        "  behavior         *, origin www.example.com",
    ]


def test_the_last_request_counts(project: PluginProject) -> None:
    project.run(
        """
        @pytest.mark.edge_expect(result_type="Hit")
        def test_it(cached):
            cached.get("/x")
            cached.get("/x")
        """
    ).assert_outcomes(passed=1)


def test_a_test_that_sent_no_request_fails(project: PluginProject) -> None:
    outcome = project.run(
        """
        def test_another(site):
            site.get("/")

        @pytest.mark.edge_expect(status=302)
        def test_it(site): pass
        """
    )
    outcome.assert_outcomes(passed=1, failed=1)
    outcome.stdout.fnmatch_lines(["edge_expect: this test has sent no request"])


def test_a_request_of_a_fixture_or_of_a_distribution_of_a_wider_scope_counts(project: PluginProject) -> None:
    project.run(
        """
        @pytest.fixture(scope="module")
        def wide():
            with Distribution(origin=ORIGIN, viewer_request=functions.answers) as site:
                yield site

        @pytest.fixture
        def asked(wide):
            wide.get("/")

        @pytest.mark.edge_expect(status=302)
        def test_in_a_fixture(asked): pass

        @pytest.mark.edge_expect(status=302)
        def test_in_the_body(wide):
            wide.get("/")
        """
    ).assert_outcomes(passed=2)


def test_a_request_that_raised_counts_with_its_faithful_result(project: PluginProject) -> None:
    project.run(
        """
        @pytest.mark.edge_expect(status=503, fired=["viewer-request"], result_type="LambdaExecutionError")
        def test_it(make_distribution):
            site = make_distribution(origin=ORIGIN, viewer_request=functions.raises)
            with pytest.raises(FunctionError):
                site.get("/")
        """
    ).assert_outcomes(passed=1)


def test_a_request_without_a_response_has_no_status(project: PluginProject) -> None:
    printed = project.failure(
        """
        @pytest.mark.edge_expect(status=200)
        def test_it(make_distribution):
            with pytest.raises(OriginNotStubbedError):
                make_distribution(origin=ORIGIN).get("/")
        """
    )
    assert "status: expected 200, got none: This request has no response" in printed


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ("assert False, 'the body failed'", {"failed": 1}),
        ("pytest.skip()", {"skipped": 1}),
        ("pytest.xfail()", {"xfailed": 1}),
    ],
)
def test_it_is_not_checked_when_the_body_did_not_pass(
    project: PluginProject, body: str, outcome: dict[str, int]
) -> None:
    ran = project.run(
        f"""
        @pytest.mark.edge_expect(status=200)
        def test_it(site):
            site.get("/")
            {body}
        """
    )
    ran.assert_outcomes(**outcome)
    ran.stdout.no_fnmatch_line("*edge_expect:*")


def test_what_it_finds_can_be_expected_to_fail(project: PluginProject) -> None:
    project.run(
        """
        @pytest.mark.xfail(strict=True)
        @pytest.mark.edge_expect(status=200)
        def test_it(site):
            site.get("/")
        """
    ).assert_outcomes(xfailed=1)


def test_it_is_not_checked_when_a_subtest_failed(project: PluginProject) -> None:
    if not hasattr(pytest, "Subtests"):
        pytest.skip("this pytest has no subtests")
    outcome = project.run(
        """
        @pytest.mark.edge_expect(status=200)
        def test_it(site, subtests):
            with subtests.test():
                assert site.get("/").status_code == 404
        """
    )
    assert outcome.parseoutcomes()["failed"] >= 1
    outcome.stdout.no_fnmatch_line("*edge_expect:*")


@pytest.mark.parametrize(
    ("body", "outcome", "told"),
    [
        ("assert self.site.get('/').status_code == 302", {"passed": 1}, False),
        ("self.site.get('/x')", {"failed": 1}, True),
        ("self.fail('the body failed')", {"failed": 1}, False),
        ("raise KeyError('the body failed')", {"failed": 1}, False),
        ("self.skipTest('not now')", {"skipped": 1}, False),
    ],
)
def test_in_a_testcase_it_is_checked_after_a_body_that_passed(
    project: PluginProject, body: str, outcome: dict[str, int], told: bool
) -> None:
    ran = project.run(
        f"""
        import unittest

        def chooses(event, context):
            status = "302" if event["Records"][0]["cf"]["request"]["uri"] == "/" else "404"
            return {{"status": status}}

        class Test(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def distributed(self, make_distribution):
                self.site = make_distribution(origin=ORIGIN, viewer_request=chooses)

            @pytest.mark.edge_expect(status=302)
            def test_it(self):
                {body}
        """
    )
    ran.assert_outcomes(**outcome)
    assert ("edge_expect: the last" in ran.stdout.str()) is told


def test_in_a_testcase_it_is_not_checked_when_a_subtest_failed(project: PluginProject) -> None:
    outcome = project.run(
        """
        import unittest

        class Test(unittest.TestCase):
            @pytest.mark.edge_expect(status=200)
            def test_it(self):
                with self.subTest():
                    self.fail()
        """
    )
    assert outcome.parseoutcomes()["failed"] >= 1
    outcome.stdout.no_fnmatch_line("*edge_expect:*")


@pytest.mark.parametrize("case", ["plain", "TestCase"])
def test_async_tests_are_checked_after_they_have_run(project: PluginProject, case: str) -> None:
    project.pytester.makeconftest(
        """
        import asyncio, inspect, pytest

        @pytest.hookimpl(tryfirst=True)
        def pytest_pyfunc_call(pyfuncitem):
            if inspect.iscoroutinefunction(pyfuncitem.obj):
                arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
                asyncio.run(pyfuncitem.obj(**arguments))
                return True
        """
    )
    tests = {
        "plain": """
            @pytest.mark.edge_expect(status=302)
            async def test_passes(site):
                site.get("/")

            @pytest.mark.edge_expect(status=200)
            async def test_fails(site):
                site.get("/")
            """,
        "TestCase": """
            import unittest

            class Test(unittest.IsolatedAsyncioTestCase):
                @pytest.fixture(autouse=True)
                def distributed(self, site):
                    self.site = site

                @pytest.mark.edge_expect(status=302)
                async def test_passes(self):
                    self.site.get("/")

                @pytest.mark.edge_expect(status=200)
                async def test_fails(self):
                    self.site.get("/")
            """,
    }
    outcome = project.run(tests[case])
    outcome.assert_outcomes(passed=1, failed=1)
    outcome.stdout.fnmatch_lines(["status: expected 200, got 302"])


def test_a_closer_level_overrides_a_farther_one_thing_by_thing(project: PluginProject) -> None:
    project.run(
        """
        pytestmark = pytest.mark.edge_expect(status=200, result_type="LambdaGeneratedResponse")

        @pytest.mark.edge_expect(status=404, short_circuited_by="viewer-request")
        class Test:
            @pytest.mark.edge_expect(status=302)
            def test_it(self, site):
                site.get("/")

            @pytest.mark.edge_expect(status=None)
            def test_not_asked(self, site):
                site.get("/")
        """
    ).assert_outcomes(passed=2)


def test_two_markers_of_one_level_that_expect_the_same_thing_fail_the_test(project: PluginProject) -> None:
    printed = project.failure(
        """
        @pytest.mark.edge_expect(status=302)
        @pytest.mark.edge_expect(status=302, fired=["viewer-request"])
        def test_it(site):
            site.get("/")
        """
    )
    assert "edge_expect: status: is set twice on one level" in printed
    assert "1 failed" in printed


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("stauts=200", "unexpected keyword argument 'stauts'; did you mean 'status'?"),
        ("fired=['viewer-requst']", "'viewer-requst' is no event type; did you mean 'viewer-request'?"),
        ("not_fired=['viewer-requst']", "'viewer-requst' is no event type; did you mean 'viewer-request'?"),
        ("fired=[302]", "302 is no event type; it is 'viewer-request', 'origin-request', "),
        ("fired=302", "fired must be a string or a list of them, not 302"),
        ("short_circuited_by='viewer'", "'viewer' is no event type; did you mean 'viewer-request'?"),
        ("short_circuited_by='viewer-response'", "only viewer-request and origin-request can"),
        ("result_type='hit'", "'hit' is no result type; did you mean 'Hit'?"),
        ("status='302'", "status is a number, not '302'"),
        ("1, 2, 3, 4, 5, 6", "too many positional arguments"),
    ],
)
def test_wrong_arguments_fail_the_test_and_say_what_is_right(
    project: PluginProject, arguments: str, told: str
) -> None:
    printed = project.failure(
        f"""
        @pytest.mark.edge_expect({arguments})
        def test_it(site):
            site.get("/")
        """
    )
    assert told in printed
    assert "1 failed" in printed
    assert "Traceback" not in printed
