"""A plain ``assert`` about a Result explains itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from support.plugin_project import PluginProject

WAY = "GET https://d111111abcdef8.cloudfront.net/ -> 302 (LambdaGeneratedResponse)"


@pytest.mark.parametrize(
    ("comparison", "told"),
    [
        (
            "result.fired == ('origin-request',)",
            [
                "fired: expected origin-request, got viewer-request",
                "  origin-request did not fire: the behavior * has no such trigger",
                "  viewer-request fired, which was not expected",
            ],
        ),
        (
            "('origin-request', 'viewer-request') == result.fired",
            [
                "fired: expected origin-request, viewer-request, got viewer-request",
                "  origin-request did not fire: the behavior * has no such trigger",
            ],
        ),
        (
            "result.fired == ()",
            [
                "fired: expected nothing, got viewer-request",
                "  viewer-request fired, which was not expected",
            ],
        ),
        ("result.fired == ['viewer-request']", ["fired is a tuple, which equals no list"]),
        ("result.fired == ('viewer-request', 5)", []),
        ("result.fired != ('viewer-request',)", []),
        ("'origin-request' in result.fired", []),
        (
            "result.skipped == {'viewer-response': 'cache-hit', 'origin-request': 'cache-hit'}",
            [
                "viewer-response: expected cache-hit, got generated-by-viewer-request",
                "origin-request: expected cache-hit, got nothing",
            ],
        ),
        ("result.skipped == {}", ["viewer-response: expected nothing, got generated-by-viewer-request"]),
        ("result.skipped == 'cache-hit'", []),
        ("'origin-request' in result.skipped", []),
        ("result == 302", []),
        ("result is None", []),
    ],
)
def test_a_failed_comparison_tells_the_difference_and_the_way(
    project: PluginProject, comparison: str, told: list[str]
) -> None:
    printed = project.failure(
        f"""
        def test_it(make_distribution):
            functions_of_it = dict(viewer_request=functions.answers, viewer_response=functions.marks)
            result = make_distribution(origin=ORIGIN, **functions_of_it).get("/")
            assert {comparison}
        """,
        "-vv",
    )
    explained = [line[10:] for line in printed.splitlines() if line.startswith("E         ")]
    assert explained[: explained.index(WAY)] == told


def test_an_empty_fired_is_explained_where_events_are_expected(project: PluginProject) -> None:
    printed = project.failure(
        """
        def test_it(make_distribution):
            responses.get(ORIGIN + "/")
            result = make_distribution(origin=ORIGIN).get("/")
            assert result.fired == ("viewer-request",)
        """
    )
    assert "E         fired: expected viewer-request, got nothing" in printed


def test_an_event_that_is_looked_for_in_an_empty_fired_is_explained(project: PluginProject) -> None:
    printed = project.failure(
        """
        def test_it(make_distribution):
            responses.get(ORIGIN + "/")
            result = make_distribution(origin=ORIGIN).get("/")
            assert "viewer-request" in result.fired
        """
    )
    assert "E         GET https://d111111abcdef8.cloudfront.net/ -> 200 (Miss)" in printed


def test_of_several_results_the_one_that_is_compared_is_told(project: PluginProject) -> None:
    printed = project.failure(
        """
        def test_it(site):
            results = [site.get(path) for path in ("/a", "/b", "/c")]
            assert results[1].fired == ()
        """
    )
    assert "E         GET https://d111111abcdef8.cloudfront.net/b -> 302" in printed
    assert "E         GET https://d111111abcdef8.cloudfront.net/a -> 302" not in printed


@pytest.mark.parametrize("comparison", ["() == (1,)", "{} == {'a': 1}", "1 == 2"])
def test_comparisons_of_anything_else_are_left_to_pytest(project: PluginProject, comparison: str) -> None:
    printed = project.failure(
        f"""
        def test_it(site, make_distribution):
            site.get("/")
            responses.get(ORIGIN + "/")
            assert make_distribution(origin=ORIGIN).get("/").fired == ()
            assert {comparison}
        """
    )
    assert f"assert {comparison}" in printed
    assert "E         GET " not in printed


def test_what_defines_its_own_equality_is_not_asked(project: PluginProject) -> None:
    printed = project.failure(
        """
        class Picky:
            def __eq__(self, other):
                if other == 1:
                    return False
                raise RuntimeError("do not compare me")

            __hash__ = None

        def test_it(site):
            site.get("/")
            assert Picky() == 1
        """
    )
    assert "do not compare me" not in printed.replace('"do not compare me"', "")


def test_without_any_result_pytest_explains_alone(project: PluginProject) -> None:
    outcome = project.run_apart("def test_it(): assert (1, 2) == (1, 3)")
    outcome.assert_outcomes(failed=1)
    outcome.stdout.fnmatch_lines(["E*At index 1 diff: 2 != 3"])
