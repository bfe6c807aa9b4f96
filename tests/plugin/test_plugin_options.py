"""The ini options."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from support.plugin_project import PluginProject

FAILING = """
def status(make_distribution, *configs, **settings):
    site = make_distribution(*configs, viewer_request=functions.raises, **settings)
    try:
        return site.get("/").status_code
    except FunctionError:
        return "raised"
"""


@pytest.mark.parametrize(
    ("ini", "outcome"),
    [
        ("", "'raised'"),
        ("edge_function_errors = raise", "'raised'"),
        ("edge_function_errors = respond", "503"),
    ],
)
def test_edge_function_errors_is_for_distributions_that_do_not_say(
    project: PluginProject, ini: str, outcome: str
) -> None:
    project.pytester.makeini(f"[pytest]\n{ini}")
    project.run(
        f"""{FAILING}
def test_settings(make_distribution):
    assert status(make_distribution, origin=ORIGIN) == {outcome}

def test_mapping(make_distribution):
    assert status(make_distribution, {{"origin": ORIGIN}}) == {outcome}

def test_config(make_distribution):
    assert status(make_distribution, DistributionConfig(origin=ORIGIN)) == {outcome}

@pytest.mark.edge_origin(ORIGIN)
@pytest.mark.edge_trigger("viewer-request", functions.raises)
def test_markers(distribution):
    assert status(lambda **_: distribution) == {outcome}
"""
    ).assert_outcomes(passed=4)


def test_what_a_distribution_says_itself_wins(project: PluginProject) -> None:
    project.pytester.makeini("[pytest]\nedge_function_errors = respond")
    project.run(
        f"""{FAILING}
def test_settings(make_distribution):
    assert status(make_distribution, origin=ORIGIN, function_errors="raise") == "raised"

def test_mapping(make_distribution):
    assert status(make_distribution, {{"origin": ORIGIN, "function_errors": "raise"}}) == "raised"

@pytest.mark.edge_distribution(origin=ORIGIN, viewer_request=functions.raises, function_errors="raise")
def test_markers(distribution):
    assert status(lambda **_: distribution) == "raised"
"""
    ).assert_outcomes(passed=3)


def test_a_config_that_responds_does_so_whatever_the_option_says(project: PluginProject) -> None:
    project.pytester.makeini("[pytest]\nedge_function_errors = raise")
    project.run(
        f"""{FAILING}
def test_config(make_distribution):
    config = DistributionConfig(origin=ORIGIN, function_errors="respond")
    assert status(make_distribution, config) == 503
"""
    ).assert_outcomes(passed=1)


def test_a_config_that_is_none_is_told_whatever_the_option_says(project: PluginProject) -> None:
    project.pytester.makeini("[pytest]\nedge_function_errors = respond")
    printed = project.failure("def test_it(make_distribution): make_distribution(5)")
    assert "ConfigError: " in printed


def test_a_wrong_value_ends_the_run_and_says_what_is_right(project: PluginProject) -> None:
    project.pytester.makeini("[pytest]\nedge_function_errors = ignore")
    outcome = project.run("def test_it(): pass")
    assert outcome.ret == pytest.ExitCode.USAGE_ERROR
    outcome.stderr.fnmatch_lines(["ERROR: edge_function_errors = ignore: must be 'raise' or 'respond'"])


@pytest.mark.parametrize("argument", ["--help", "--version", "--markers", "--fixtures"])
def test_a_wrong_value_does_not_keep_pytest_from_explaining_itself(
    project: PluginProject, argument: str
) -> None:
    project.pytester.makeini("[pytest]\nedge_function_errors = ignore")
    assert project.run("", argument).ret in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}


def test_the_options_are_shown_by_help(project: PluginProject) -> None:
    project.run("", "--help").stdout.fnmatch_lines(
        ["*edge_template (string):*", "*edge_function_errors (string):*"]
    )


def test_the_header_names_the_options_that_are_set(project: PluginProject) -> None:
    project.pytester.makeini("[pytest]\nedge_template = template.yaml\nedge_function_errors = respond")
    outcome = project.run("def test_it(): pass")
    outcome.stdout.fnmatch_lines(
        ["lambda-edge: edge_template = template.yaml, edge_function_errors = respond"]
    )


def test_the_header_says_nothing_where_nothing_is_set(project: PluginProject) -> None:
    project.run("def test_it(): pass").stdout.no_fnmatch_line("lambda-edge: *")


@pytest.mark.parametrize(
    ("ini", "marker", "missing", "named_by"),
    [
        ("edge_template = template.yaml", "", "template.yaml", "edge_template = template.yaml"),
        (
            "edge_template = template.yaml",
            "@pytest.mark.edge_trigger('viewer-request', functions.answers)",
            "template.yaml",
            "edge_template = template.yaml",
        ),
        (
            "",
            "@pytest.mark.edge_distribution(template='t.yaml')",
            "t.yaml",
            "@pytest.mark.edge_distribution(template='t.yaml')",
        ),
        (
            "edge_template = template.yaml",
            "@pytest.mark.edge_distribution('t.yaml', {'Stage': 'test'}, distribution='Site')",
            "t.yaml",
            "@pytest.mark.edge_distribution('t.yaml', {'Stage': 'test'}, distribution='Site')",
        ),
        (
            "edge_template = template.yaml",
            "@pytest.mark.edge_distribution(parameters={'Stage': 'test'})",
            "template.yaml",
            "edge_template = template.yaml",
        ),
    ],
)
def test_a_template_that_is_not_there_fails_where_it_is_needed(
    project: PluginProject, ini: str, marker: str, missing: str, named_by: str
) -> None:
    project.pytester.makeini(f"[pytest]\n{ini}")
    printed = project.failure(f"{marker}\ndef test_it(distribution): pass")
    assert f"\n{missing}: there is no such file in " in printed
    assert f"\nThe template is named by {named_by}.\n" in printed
    assert f"\nERROR test_it.py::test_it - Failed: {missing}: there is" in printed
    assert "The above exception" not in printed


def test_a_template_does_not_concern_tests_that_make_their_distribution(project: PluginProject) -> None:
    project.pytester.makeini("[pytest]\nedge_template = template.yaml")
    project.run("def test_it(site): assert site.get('/').status_code == 302").assert_outcomes(passed=1)
