"""Many problems of one configuration are told whole once a run, and by the first of them in other tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from support.plugin_project import PluginProject

HEAD = """
Resources:
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Origins:
          - {Id: www, DomainName: www.example.com, CustomOriginConfig: {OriginProtocolPolicy: https-only}}
        DefaultCacheBehavior:
          TargetOriginId: www
          ViewerProtocolPolicy: allow-all
          CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad
          LambdaFunctionAssociations:
"""
EVENTS = ("viewer-request", "origin-request", "origin-response", "viewer-response")


@pytest.fixture
def site(project: PluginProject) -> PluginProject:
    return with_functions(project, 4)


def with_functions(project: PluginProject, count: int) -> PluginProject:
    """Return a project whose template names functions by their ARNs alone."""
    arn = "arn:aws:lambda:us-east-1:123456789012:function:{}:1"
    lines = [
        f"            - {{EventType: {event}, LambdaFunctionARN: {arn.format(event)}}}\n"
        for event in EVENTS[:count]
    ]
    project.pytester.path.joinpath("t.yaml").write_text(HEAD + "".join(lines), encoding="utf-8")
    project.pytester.makeini("[pytest]\nedge_template = t.yaml")
    return project


def test_other_tests_name_the_first_problem_and_the_test_that_tells_all(site: PluginProject) -> None:
    outcome = site.run("@pytest.mark.parametrize('n', range(3))\ndef test_it(n, distribution): pass")
    outcome.assert_outcomes(errors=3)
    printed = outcome.stdout.str()
    assert printed.count("\n4 problems in t.yaml:\n") == 1
    for event, count in zip(EVENTS, (3, 1, 1, 1), strict=True):
        assert printed.count(f"give it as functions={{'{event}': handler}}") == count
    assert printed.count("\nThe template is named by edge_template = t.yaml.\n") == 1
    told = "4 problems in t.yaml, all told at test_it.py::test_it[0]; the first is:\n  - Resources."
    assert printed.count(f"\n{told}") == 2
    for n in range(3):
        assert f"\nThe distribution is test_it.py::test_it[{n}]'s.\n" in printed


def test_a_test_that_fails_as_expected_tells_nothing_that_others_could_point_at(site: PluginProject) -> None:
    outcome = site.run(
        """
        @pytest.mark.xfail
        def test_expected(distribution): pass

        def test_it(distribution): pass
        """
    )
    outcome.assert_outcomes(xfailed=1, errors=1)
    assert "\n4 problems in t.yaml:\n" in outcome.stdout.str()


def test_a_test_that_runs_again_tells_all_again(site: PluginProject) -> None:
    site.pytester.makeconftest("def pytest_collection_modifyitems(items): items += items[:1]")
    outcome = site.run("def test_it(distribution): pass")
    assert outcome.stdout.str().count("\n4 problems in t.yaml:\n") == 2


def test_a_few_problems_are_told_by_each_test(project: PluginProject) -> None:
    outcome = with_functions(project, 2).run(
        "@pytest.mark.parametrize('n', range(3))\ndef test_it(n, distribution): pass"
    )
    assert outcome.stdout.str().count("\n2 problems in t.yaml:\n") == 3


def test_the_same_problems_of_another_marker_are_told_whole(site: PluginProject) -> None:
    outcome = site.run(
        """
        def test_the_option(distribution): pass

        @pytest.mark.edge_distribution(template="t.yaml")
        def test_the_marker(distribution): pass
        """
    )
    assert outcome.stdout.str().count("\n4 problems in t.yaml:\n") == 2
