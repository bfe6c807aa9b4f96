"""Stubs last for one test, also where no distribution was made yet."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.usefixtures("pytester")


def test_a_stub_of_a_test_without_requests_is_gone_for_the_next(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_order="""
        import pytest
        import responses
        from pytest_lambda_edge import OriginNotStubbedError

        def test_registers_a_stub_and_asks_for_nothing():
            responses.get("https://www.example.com/page")

        def test_finds_no_stub(make_distribution):
            with pytest.raises(OriginNotStubbedError):
                make_distribution(origin="https://www.example.com").get("/page")
        """
    )
    pytester.runpytest_subprocess("-p", "no:randomly").assert_outcomes(passed=2)
