"""What a failed test is told: the ways of its requests, and no traceback of our insides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from support.plugin_project import PluginProject

TITLE = "*--- Lambda@Edge requests ---*"


def test_a_failed_test_shows_the_ways_of_its_requests_in_one_section(project: PluginProject) -> None:
    outcome = project.run(
        """
        def test_it(site, cached):
            site.get("/a")
            cached.get("/x")
            assert 1 == 2
        """
    )
    outcome.assert_outcomes(failed=1)
    outcome.stdout.fnmatch_lines(
        [
            "E       assert 1 == 2",
            TITLE,
            "GET https://d111111abcdef8.cloudfront.net/a -> 302 (LambdaGeneratedResponse)",
            "  viewer-request * answered 302; + location: /login",
            "",
            "GET https://d111111abcdef8.cloudfront.net/x -> 200 (Miss)",
        ]
    )
    assert outcome.stdout.str().count("Lambda@Edge requests") == 1


def test_only_the_last_requests_are_told_in_full(project: PluginProject) -> None:
    printed = project.failure(
        """
        def test_it(site):
            for number in range(12):
                site.get(f"/{number}")
            assert False
        """
    )
    assert "(7 earlier requests left out)" in printed
    assert [number for number in range(12) if f".net/{number} ->" in printed] == [7, 8, 9, 10, 11]


def test_passed_skipped_and_xfailed_tests_show_nothing(project: PluginProject) -> None:
    outcome = project.run(
        """
        def test_passed(site):
            site.get("/")

        def test_skipped(site):
            site.get("/")
            pytest.skip()

        @pytest.mark.xfail
        def test_xfailed(site):
            site.get("/")
            assert False

        def test_failed_without_a_request():
            assert False
        """,
        "-rA",
        "--xfail-tb",
    )
    outcome.assert_outcomes(passed=1, skipped=1, xfailed=1, failed=1)
    outcome.stdout.no_fnmatch_line("*Lambda@Edge requests*")


def test_a_failing_setup_shows_the_requests_made_by_then(project: PluginProject) -> None:
    outcome = project.run(
        """
        @pytest.fixture
        def broken(site):
            site.get("/in-setup")
            raise RuntimeError("broken")

        def test_it(broken): pass
        """
    )
    outcome.assert_outcomes(errors=1)
    outcome.stdout.fnmatch_lines([TITLE, "GET *.net/in-setup -> 302 *"])


def test_a_failing_teardown_shows_what_the_failing_call_has_not_shown_already(project: PluginProject) -> None:
    outcome = project.run(
        """
        @pytest.fixture
        def broken(site):
            yield site
            site.get("/in-teardown")
            raise RuntimeError("broken")

        def test_it(broken):
            broken.get("/in-call")
            assert False
        """
    )
    outcome.assert_outcomes(failed=1, errors=1)
    printed = outcome.stdout.str()
    assert printed.count("Lambda@Edge requests") == 2
    assert printed.count(".net/in-call ->") == printed.count(".net/in-teardown ->") == 1


def test_each_test_shows_its_own_requests_only(project: PluginProject) -> None:
    outcome = project.run(
        """
        @pytest.fixture(scope="module")
        def wide():
            with Distribution(origin=ORIGIN, viewer_request=functions.answers) as site:
                yield site

        def test_one(wide):
            wide.get("/one")

        def test_two(wide):
            wide.get("/two")
            assert False

        def test_three():
            assert False
        """
    )
    outcome.assert_outcomes(passed=1, failed=2)
    printed = outcome.stdout.str()
    assert printed.count("Lambda@Edge requests") == printed.count(".net/two ->") == 1
    assert ".net/one" not in printed


def test_a_failing_testcase_shows_them_as_well(project: PluginProject) -> None:
    outcome = project.run(
        """
        import unittest

        class Test(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def distributed(self, site):
                self.site = site

            def test_it(self):
                self.assertEqual(self.site.get("/x").status_code, 200)
        """
    )
    outcome.assert_outcomes(failed=1)
    outcome.stdout.fnmatch_lines([TITLE, "GET *.net/x -> 302 *"])


def test_a_way_that_cannot_be_told_does_not_hide_the_failure(
    project: PluginProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explain(result: object) -> str:
        raise ZeroDivisionError("explain is broken")

    monkeypatch.setattr("pytest_lambda_edge.result.Result.explain", explain)
    outcome = project.run(
        """
        def test_it(site):
            site.get("/x")
            assert 1 == 2
        """
    )
    outcome.assert_outcomes(failed=1)
    outcome.stdout.fnmatch_lines(
        [
            "E       assert 1 == 2",
            TITLE,
            "<Result GET /x -> 302>: its way cannot be told: ZeroDivisionError: explain is broken",
        ]
    )


@pytest.mark.parametrize("arguments", [("-n2",), ("-n0",)])
def test_the_section_travels_with_the_report_under_xdist(
    project: PluginProject, arguments: tuple[str, ...]
) -> None:
    outcome = project.run_apart(
        """
        @pytest.mark.parametrize("number", range(4))
        def test_it(site, number):
            site.get(f"/number/{number}")
            assert number % 2

        @pytest.mark.edge_expect(status=200)
        def test_expect(site):
            site.get("/expect")
        """,
        "-p",
        "xdist",
        *arguments,
    )
    outcome.assert_outcomes(passed=2, failed=3)
    outcome.stdout.fnmatch_lines_random(
        [
            "GET *.net/number/0 -> 302 *",
            "GET *.net/number/2 -> 302 *",
            "GET *.net/expect -> 302 *",
            "edge_expect: the last request is not as expected",
        ]
    )


def test_what_has_no_utf_8_form_does_not_end_a_run_under_xdist(project: PluginProject) -> None:
    outcome = project.run_apart(
        r"""
        def adds(event, context):
            raise ValueError("\ud800")

        @pytest.mark.parametrize("number", range(2))
        def test_it(make_distribution, number):
            make_distribution(origin=ORIGIN, viewer_request=adds, function_errors="respond").get("/")
            assert number % 2
        """,
        "-p",
        "xdist",
        "-n1",
    )
    outcome.assert_outcomes(passed=1, failed=1)
    outcome.stdout.fnmatch_lines([r"*ValueError: \ud800*"])


FAILING = {
    "a function that raises": (
        "make_distribution(origin=ORIGIN, viewer_request=functions.raises).get('/')",
        "FunctionExecutionError: ",
    ),
    "an origin that is not stubbed": (
        "make_distribution(origin=ORIGIN).get('/')",
        "OriginNotStubbedError: ",
    ),
    "a setting that is none": (
        "make_distribution(origin=ORIGIN, viewer_requst=1)",
        "did you mean 'viewer_request'?",
    ),
    "a wrong setting of a class": ("Behavior(viewer_requst=1)", "did you mean 'viewer_request'?"),
    "a URL that is none": ("make_distribution(origin=ORIGIN).get('nope')", "ValueError: 'nope' is "),
    "a failing assertion": (
        "assert_fired(make_distribution(origin=ORIGIN, viewer_request=functions.answers).get('/'))",
        "AssertionError: fired: expected nothing, got viewer-request",
    ),
    "a wrong argument of an assertion": (
        "assert_fired(make_distribution(origin=ORIGIN, viewer_request=functions.answers).get('/'), 'x')",
        "ValueError: 'x' is no event type",
    ),
}


@pytest.mark.parametrize("line", FAILING)
@pytest.mark.parametrize("case", ["function", "TestCase"])
def test_a_traceback_ends_at_the_line_of_the_test(project: PluginProject, line: str, case: str) -> None:
    statement, told = FAILING[line]
    tests = {
        "function": f"""
            def test_it(make_distribution):
                {statement}
            """,
        "TestCase": f"""
            import unittest

            class Test(unittest.TestCase):
                @pytest.fixture(autouse=True)
                def distributed(self, make_distribution):
                    self.make_distribution = make_distribution

                def test_it(self):
                    make_distribution = self.make_distribution
                    {statement}
            """,
    }
    printed = project.failure(tests[case])
    assert f"  {statement}" in printed
    assert told in printed
    assert "pytest_lambda_edge/" not in printed.replace("plugins: ", "")


def test_a_failed_assertion_inside_a_function_leads_from_the_test_to_the_function(
    project: PluginProject,
) -> None:
    printed = project.failure(
        """
        def asserts(event, context):
            assert event == "something else"

        def test_it(make_distribution):
            make_distribution(origin=ORIGIN, viewer_request=asserts).get("/")
        """
    )
    assert '>       make_distribution(origin=ORIGIN, viewer_request=asserts).get("/")' in printed
    assert '>       assert event == "something else"' in printed
    assert "pytest_lambda_edge/" not in printed


def test_errors_of_pytest_itself_are_left_as_they_are(project: PluginProject) -> None:
    printed = project.failure(
        """
        def test_one(site): site.get("/")
        def test_two(unknown): pass
        """
    )
    assert "fixture 'unknown' not found" in printed


def test_full_trace_shows_our_frames_as_well(project: PluginProject) -> None:
    printed = project.failure("def test_it(site): site.get('nope')", "--full-trace")
    assert "pytest_lambda_edge/viewer.py" in printed


def test_a_mistake_of_our_own_shows_where_it_happened(
    project: PluginProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pytest_lambda_edge.pipeline.driver.row", None)
    printed = project.failure("def test_it(site): site.get('/')")
    assert "TypeError: 'NoneType' object is not callable" in printed
    assert "pytest_lambda_edge/pipeline/driver.py" in printed
