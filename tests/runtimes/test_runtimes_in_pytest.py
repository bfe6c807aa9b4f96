"""What other plugins of pytest see of runs; each test runs a pytest of its own."""

from __future__ import annotations

import pytest
from support.function_folders import write_files

pytestmark = pytest.mark.usefixtures("_function")


@pytest.fixture
def _function(pytester: pytest.Pytester) -> None:
    write_files(
        pytester.path / "functions" / "auth",
        index="""
            import time
            import helper

            def handler(event, context):
                if event.get("sleep"):
                    try:
                        time.sleep(event["sleep"])
                    except Exception:
                        pass
                return helper.used()
            """,
        helper="""
            def used():
                return "used"

            def unused():
                return "unused"
            """,
    )
    pytester.makeconftest(
        """
        import pytest
        from pytest_lambda_edge.model.triggers import Function
        from pytest_lambda_edge.runtimes.registry import Functions

        @pytest.fixture
        def auth():
            functions = Functions()
            yield functions.load(Function("functions/auth", handler="index.handler", timeout=1))
            functions.close()
        """
    )


@pytest.mark.parametrize("measured", ["functions/auth", "functions", "."])
def test_coverage_of_a_folder_measures_its_isolated_modules(measured: str, pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_auth(auth):\n    assert auth.invoke({}) == 'used'\n")
    result = pytester.runpytest_subprocess(
        "-p", "pytest_cov.plugin", f"--cov={measured}", "--cov-report=term-missing", "-p", "no:cacheprovider"
    )
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(
        ["functions/auth/helper.py * 4 * 1 * 75% * 6", "functions/auth/index.py * 9 * 4 * 56% * 7-10"]
    )


def test_pytest_timeout_keeps_its_alarm(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import time
        import pytest
        from pytest_lambda_edge.errors import FunctionTimeoutError

        @pytest.mark.timeout(20)
        def test_function_first(auth):
            with pytest.raises(FunctionTimeoutError):
                auth.invoke({"sleep": 15})

        @pytest.mark.timeout(0.3)
        def test_test_first(auth):
            auth.invoke({"sleep": 15})

        @pytest.mark.timeout(2)
        def test_test_after_function(auth):
            auth.invoke({"sleep": 0.1})
            time.sleep(15)

        def test_next(auth):
            assert auth.invoke({}) == "used"
        """
    )
    result = pytester.runpytest_subprocess("-p", "pytest_timeout", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(
        ["*Failed: Timeout (>0.3s) from pytest-timeout.*", "*Failed: Timeout (>2.0s) from pytest-timeout.*"]
    )
    result.stdout.no_fnmatch_line("*INTERNALERROR*")


@pytest.mark.parametrize("capture", ["--capture=no", "--capture=fd", "--capture=sys"])
def test_what_a_function_prints_is_seen_by_any_capture(capture: str, pytester: pytest.Pytester) -> None:
    (pytester.path / "functions" / "auth" / "helper.py").write_text(
        "def used():\n    print('seen')\n    return 'used'\n"
    )
    pytester.makepyfile("def test_auth(auth):\n    auth.invoke({})\n    assert False\n")
    result = pytester.runpytest_subprocess(capture, "-p", "no:cacheprovider")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*seen"])


def test_a_failed_assert_of_a_callable_is_explained_as_any_other(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        from pytest_lambda_edge.runtimes.registry import load

        def test_auth():
            def handler(event, context):
                assert event["uri"] == "/expected"

            load(handler).run({"uri": "/got"})
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E * AssertionError: assert '/got' == '/expected'"])
    result.stdout.no_fnmatch_line("*pytest_lambda_edge/runtimes/*")
