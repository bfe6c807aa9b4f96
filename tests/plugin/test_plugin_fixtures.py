"""The fixtures ``make_distribution`` and ``distribution``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from support.plugin_project import PluginProject


def test_make_distribution_makes_as_many_as_a_test_wants_each_with_its_own_cache(
    project: PluginProject,
) -> None:
    project.run(
        """
        def test_it(make_distribution):
            responses.get(ORIGIN + "/x", body="hello")
            one, other = (make_distribution(origin=ORIGIN) for _ in range(2))
            assert one.get("/x").result_type == "Miss"
            assert other.get("/x").result_type == "Miss"
            assert one.get("/x").result_type == "Hit"
        """
    ).assert_outcomes(passed=1)


def test_settings_by_name_override_the_config_whatever_its_form(project: PluginProject) -> None:
    project.run(
        """
        @pytest.mark.parametrize("config", [
            DistributionConfig(origin=ORIGIN, default_root_object="a.html"),
            {"origin": ORIGIN, "default_root_object": "a.html"},
        ])
        def test_it(make_distribution, config):
            site = make_distribution(config, default_root_object="b.html")
            assert (site.config.origin, site.config.default_root_object) == (ORIGIN, "b.html")
        """
    ).assert_outcomes(passed=2)


def test_every_distribution_is_closed_after_the_test_even_if_one_cannot_be(project: PluginProject) -> None:
    outcome = project.run(
        """
        from pytest_lambda_edge.distribution import Distribution
        closed = []

        @pytest.fixture(autouse=True)
        def count(monkeypatch):
            def close(distribution):
                closed.append(distribution.id)
                if distribution.id == "E2":
                    raise RuntimeError("cannot be closed")
            monkeypatch.setattr(Distribution, "close", close)

        def test_one(make_distribution):
            for id in ("E1", "E2", "E3"):
                make_distribution(origin=ORIGIN, id=id)
            assert closed == []

        def test_two():
            assert sorted(closed) == ["E1", "E2", "E3"]
        """
    )
    outcome.assert_outcomes(passed=2, errors=1)
    outcome.stdout.fnmatch_lines(["*RuntimeError: cannot be closed"])


def test_a_config_error_points_at_the_line_that_made_the_distribution(project: PluginProject) -> None:
    printed = project.failure(
        """
        def test_it(make_distribution):
            make_distribution(origin=ORIGIN, viewer_requst=functions.answers)
        """
    )
    assert ">       make_distribution(origin=ORIGIN, viewer_requst=functions.answers)" in printed
    assert "did you mean 'viewer_request'?" in printed
    assert "fixtures.py" not in printed


def test_a_setting_without_effect_is_warned_of_where_it_is_written(project: PluginProject) -> None:
    outcome = project.run(
        """
        def test_it(make_distribution):
            code = "function handler(event) { return event.request; }"
            function = CloudFrontFunction(code, runtime="cloudfront-js-2.0")
            make_distribution(origin=ORIGIN, viewer_request=function)
        """,
        "-Wdefault",
    )
    outcome.assert_outcomes(passed=1, warnings=1)
    outcome.stdout.fnmatch_lines(["*test_it.py:*EdgeNotSimulatedWarning: *viewer_request*"])


def test_a_setting_of_a_marker_without_effect_is_warned_of_at_the_test(project: PluginProject) -> None:
    outcome = project.run(
        """
        CODE = "function handler(event) { return event.request; }"

        @pytest.mark.edge_origin("https://www.example.com")
        @pytest.mark.edge_trigger("viewer-request", CloudFrontFunction(CODE, runtime="cloudfront-js-2.0"))
        def test_it(distribution):
            pass
        """,
        "-Wdefault",
    )
    outcome.assert_outcomes(passed=1, warnings=1)
    outcome.stdout.re_match_lines([r".*test_it.py:\d+: EdgeNotSimulatedWarning: viewer_request"])


def test_a_project_may_override_distribution_and_make_distribution_still_works(
    project: PluginProject,
) -> None:
    project.run(
        """
        @pytest.fixture
        def distribution(make_distribution):
            return make_distribution(origin=ORIGIN, viewer_request=functions.answers)

        def test_it(distribution, edge_clock):
            assert distribution.get("/").status_code == 302
        """
    ).assert_outcomes(passed=1)


def test_distribution_without_a_description_fails_and_says_what_to_write(project: PluginProject) -> None:
    outcome = project.run("def test_it(distribution): pass")
    outcome.assert_outcomes(errors=1)
    outcome.stdout.fnmatch_lines(
        [
            "No marker and no template describes the `distribution` of test_it.py::test_it. *",
            "*@pytest.mark.edge_origin(*)",
            "*@pytest.mark.edge_trigger(*)",
            "*@pytest.mark.edge_distribution(template=*)",
            "*edge_template = template.yaml",
            "*make_distribution(origin=*",
        ]
    )


def test_edge_expect_alone_describes_no_distribution(project: PluginProject) -> None:
    outcome = project.run(
        """
        @pytest.mark.edge_expect(status=302)
        def test_it(distribution): pass
        """
    )
    outcome.assert_outcomes(errors=1)
    outcome.stdout.fnmatch_lines(["No marker and no template describes *test_it.py::test_it. *"])


def test_a_distribution_of_a_wider_scope_serves_many_tests(project: PluginProject) -> None:
    project.run(
        """
        @pytest.fixture(scope="module")
        def site():
            with Distribution(origin=ORIGIN) as site:
                yield site

        def test_one(site):
            responses.get(ORIGIN + "/x", body="hello")
            assert site.get("/x").result_type == "Miss"

        def test_two(site):
            assert site.get("/x").result_type == "Hit"

        def test_three(site):
            with pytest.raises(OriginNotStubbedError):
                site.get("/y")
        """
    ).assert_outcomes(passed=3)


def test_functions_are_found_from_pytests_rootdir(project: PluginProject) -> None:
    project.pytester.mkdir("elsewhere")
    project.pytester.makepyfile(
        **{"edge/auth/index": "def handler(event, context): return {'status': '204'}"}
    )
    project.pytester.makeini("[pytest]")
    project.run(
        """
        def test_it(make_distribution, monkeypatch):
            monkeypatch.chdir("elsewhere")
            site = make_distribution(origin=ORIGIN, viewer_request="edge/auth/index.handler")
            assert site.get("/").status_code == 204
        """
    ).assert_outcomes(passed=1)


def test_fixtures_are_listed_with_what_they_are_for(project: PluginProject) -> None:
    outcome = project.run("", "--fixtures")
    outcome.stdout.fnmatch_lines_random(
        [
            "make_distribution -- *",
            "*Make a CloudFront distribution*",
            "distribution -- *",
            "*edge_* markers describe*",
            "edge_clock -- *",
            "*.tick(seconds)*",
        ]
    )
