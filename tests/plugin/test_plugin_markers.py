"""The markers that describe the distribution of a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from support.plugin_project import PluginProject


def test_origin_and_trigger_describe_a_distribution(project: PluginProject) -> None:
    project.run(
        """
        @pytest.mark.edge_origin(ORIGIN)
        @pytest.mark.edge_trigger("viewer-request", "functions:answers", path_pattern="/private/*")
        @pytest.mark.edge_expect(fired=["viewer-request"], short_circuited_by="viewer-request", status=302)
        def test_anonymous(distribution):
            distribution.get("/private/x")
        """,
        "--strict-markers",
    ).assert_outcomes(passed=1)


def test_a_function_is_a_callable_a_name_or_a_folder_as_everywhere(project: PluginProject) -> None:
    project.pytester.makepyfile(
        **{"edge/auth/index": "def handler(event, context): return {'status': '204'}"}
    )
    project.run(
        """
        @pytest.mark.edge_origin(ORIGIN)
        @pytest.mark.edge_trigger("viewer-request", functions.answers)
        @pytest.mark.edge_trigger(EventType.VIEWER_REQUEST, "functions:raises", "/named/*")
        @pytest.mark.edge_trigger("viewer-request", "edge/auth/index.handler", path_pattern="/folder/*")
        @pytest.mark.edge_trigger("viewer-request", Function(functions.answers, name="auth"), "/function/*")
        def test_it(distribution):
            assert distribution.get("/").status_code == 302
            assert distribution.get("/folder/x").status_code == 204
            assert distribution.get("/function/x").invocations[0].function.endswith("auth")
            with pytest.raises(FunctionExecutionError):
                distribution.get("/named/x")
        """
    ).assert_outcomes(passed=1)


def test_include_body_gives_a_function_the_body(project: PluginProject) -> None:
    project.run(
        """
        @pytest.mark.edge_origin(ORIGIN)
        @pytest.mark.edge_distribution(allowed_methods="GET HEAD OPTIONS PUT PATCH POST DELETE".split())
        @pytest.mark.edge_trigger("viewer-request", functions.answers, include_body=True)
        def test_it(distribution):
            result = distribution.post("/", body="hello")
            assert result.invocations[0].event["Records"][0]["cf"]["request"]["body"]["data"] == "aGVsbG8="
        """
    ).assert_outcomes(passed=1)


def test_origins_with_ids_are_there_for_behaviors(project: PluginProject) -> None:
    project.run(
        """
        @pytest.mark.edge_origin(ORIGIN)
        @pytest.mark.edge_origin("https://api.example.com", id="api")
        @pytest.mark.edge_behavior("/api/*", origin="api", cache_policy="CachingDisabled")
        def test_it(distribution):
            responses.get("https://api.example.com/api/x", body="from the api")
            responses.get(ORIGIN + "/", body="from the site")
            assert distribution.get("/api/x").text == "from the api"
            assert distribution.get("/").text == "from the site"
            assert distribution.get("/api/x").origin_requests[0].origin == "api"
        """
    ).assert_outcomes(passed=1)


def test_edge_distribution_takes_every_setting(project: PluginProject) -> None:
    project.run(
        """
        @pytest.mark.edge_distribution(
            origin=ORIGIN,
            default_root_object="index.html",
            behaviors={"/private/*": Behavior(viewer_request=functions.answers)},
            function_errors="respond",
            origin_request=functions.raises,
        )
        def test_it(distribution):
            assert distribution.get("/private/x").status_code == 302
            assert distribution.get("/").status_code == 503
            assert distribution.config.default_root_object == "index.html"
        """
    ).assert_outcomes(passed=1)


def test_the_pattern_of_the_default_behavior_is_the_default_behavior(project: PluginProject) -> None:
    project.run(
        """
        @pytest.mark.edge_origin(ORIGIN)
        @pytest.mark.edge_trigger("viewer-request", functions.answers, path_pattern="*")
        @pytest.mark.edge_behavior("*", viewer_response=functions.marks, viewer_protocol_policy="https-only")
        def test_it(distribution):
            assert list(distribution.config.behaviors) == []
            assert distribution.config.viewer_protocol_policy == "https-only"
            assert distribution.get("/x").short_circuited_by == "viewer-request"
        """
    ).assert_outcomes(passed=1)


def test_behaviors_have_the_precedence_of_iter_markers(project: PluginProject) -> None:
    project.run(
        """
        pytestmark = [
            pytest.mark.edge_origin(ORIGIN),
            pytest.mark.edge_behavior("/module/*"),
        ]

        @pytest.mark.edge_behavior("/class-farther/*")
        @pytest.mark.edge_trigger("viewer-request", functions.answers, path_pattern="/class-nearer/*")
        class Test:
            @pytest.mark.edge_trigger("viewer-request", functions.answers, path_pattern="/farther/*")
            @pytest.mark.edge_behavior("/nearer/*", compress=False)
            def test_it(self, distribution):
                assert list(distribution.config.behaviors) == [
                    "/nearer/*", "/farther/*", "/class-nearer/*", "/class-farther/*", "/module/*",
                ]
        """
    ).assert_outcomes(passed=1)


def test_a_trigger_on_a_pattern_that_has_a_behavior_completes_it_where_it_stands(
    project: PluginProject,
) -> None:
    project.run(
        """
        @pytest.mark.edge_trigger("viewer-response", functions.marks, path_pattern="/b/*")
        @pytest.mark.edge_trigger("viewer-request", functions.answers, path_pattern="/new/*")
        @pytest.mark.edge_distribution(
            origin=ORIGIN,
            behaviors={
                "/a/*": Behavior(viewer_request=functions.answers),
                "/b/*": Behavior(viewer_request=functions.passes, compress=False),
                "/c/*": {"compress": False},
            },
        )
        @pytest.mark.edge_behavior("/c/*", viewer_request=functions.answers)
        def test_it(distribution):
            responses.get(ORIGIN + "/b/x")
            behaviors = distribution.config.behaviors
            assert list(behaviors) == ["/a/*", "/b/*", "/c/*", "/new/*"]
            assert not behaviors["/b/*"].compress and not behaviors["/c/*"].compress
            assert distribution.get("/b/x").fired == ("viewer-request", "viewer-response")
            assert distribution.get("/c/x").fired == ("viewer-request",)
        """
    ).assert_outcomes(passed=1)


def test_a_closer_level_overrides_a_farther_one_setting_by_setting(project: PluginProject) -> None:
    project.run(
        """
        pytestmark = [
            pytest.mark.edge_origin("https://module.example.com"),
            pytest.mark.edge_trigger("viewer-request", functions.raises),
            pytest.mark.edge_behavior("/a/*", viewer_request=functions.raises, compress=False),
            pytest.mark.edge_distribution(default_root_object="module.html", id="EMODULE"),
        ]

        @pytest.mark.edge_origin(ORIGIN)
        @pytest.mark.edge_distribution(default_root_object="class.html")
        class Test:
            @pytest.mark.edge_trigger("viewer-request", functions.answers)
            @pytest.mark.edge_trigger("viewer-request", functions.answers, path_pattern="/a/*")
            @pytest.mark.edge_distribution(default_root_object="test.html")
            def test_it(self, distribution):
                config = distribution.config
                assert (config.origin, config.default_root_object) == (ORIGIN, "test.html")
                assert config.id == "EMODULE"
                assert distribution.get("/").status_code == distribution.get("/a/x").status_code == 302
                assert not config.behaviors["/a/*"].compress
        """
    ).assert_outcomes(passed=1)


def test_a_class_overrides_the_classes_that_it_inherits_from(project: PluginProject) -> None:
    project.run(
        """
        @pytest.mark.edge_origin("https://base.example.com")
        @pytest.mark.edge_trigger("viewer-request", functions.answers)
        class Base:
            def test_it(self, distribution):
                assert distribution.config.origin == self.origin
                assert distribution.get("/").status_code == 302

        class TestBase(Base):
            origin = "https://base.example.com"

        @pytest.mark.edge_origin(ORIGIN)
        class TestDerived(Base):
            origin = ORIGIN
        """
    ).assert_outcomes(passed=2)


def test_behaviors_of_a_closer_edge_distribution_replace_the_farther_ones(project: PluginProject) -> None:
    project.run(
        """
        pytestmark = [
            pytest.mark.edge_distribution(origin=ORIGIN, behaviors={"/a/*": Behavior()}),
            pytest.mark.edge_behavior("/kept/*"),
        ]

        @pytest.mark.edge_distribution(behaviors={"/b/*": Behavior()})
        def test_it(distribution):
            assert list(distribution.config.behaviors) == ["/b/*", "/kept/*"]
        """
    ).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("one", "other", "what"),
    [
        ("edge_origin(ORIGIN)", "edge_origin('https://b.example.com')", "origin"),
        ("edge_origin(ORIGIN)", "edge_distribution(origin=ORIGIN)", "origin"),
        ("edge_origin(ORIGIN)", "edge_behavior('*', origin=ORIGIN)", "origin"),
        ("edge_origin(ORIGIN, id='a')", "edge_origin(ORIGIN, 'a')", "origins['a']"),
        ("edge_origin(ORIGIN, id='a')", "edge_distribution(origins={'a': ORIGIN})", "origins['a']"),
        ("edge_distribution(id='E1')", "edge_distribution(id='E2')", "id"),
        pytest.param(
            "edge_trigger('viewer-request', functions.answers)",
            "edge_trigger('viewer-request', functions.raises)",
            "viewer_request",
            marks=pytest.mark.fact("LE-304"),
        ),
        (
            "edge_trigger('viewer-request', functions.answers, '/a/*')",
            "edge_behavior('/a/*', viewer_request=functions.raises)",
            "behaviors['/a/*'].viewer_request",
        ),
        (
            "edge_trigger('viewer-request', functions.answers, '/a/*')",
            "edge_distribution(behaviors={'/a/*': Behavior(viewer_request=functions.raises)})",
            "behaviors['/a/*'].viewer_request",
        ),
        (
            "edge_trigger('viewer-request', functions.answers, '/a/*')",
            "edge_distribution(behaviors={'/a/*': {'viewer_request': functions.raises}})",
            "behaviors['/a/*'].viewer_request",
        ),
    ],
)
@pytest.mark.parametrize("level", ["function", "class", "module"])
def test_two_markers_of_one_level_that_set_the_same_thing_are_an_error(
    project: PluginProject, level: str, one: str, other: str, what: str
) -> None:
    both = f"@pytest.mark.{one}\n@pytest.mark.{other}\n"
    test = "def test_it(distribution): pass\n"
    sources = {
        "function": both + test,
        "class": f"{both}class Test:\n    def test_it(self, distribution): pass\n",
        "module": f"pytestmark = [pytest.mark.{one}, pytest.mark.{other}]\n{test}",
    }
    printed = project.failure(sources[level])
    assert f"{what}: is set twice on one level, by @pytest.mark.edge_" in printed
    assert "1 error" in printed
    assert "During handling" not in printed


def test_a_farther_conflict_is_an_error_even_where_a_closer_level_decides(project: PluginProject) -> None:
    printed = project.failure(
        """
        pytestmark = [pytest.mark.edge_origin(ORIGIN), pytest.mark.edge_origin(ORIGIN)]

        @pytest.mark.edge_origin(ORIGIN)
        def test_it(distribution): pass
        """
    )
    assert "origin: is set twice on one level" in printed


def test_a_parametrized_value_may_carry_markers(project: PluginProject) -> None:
    project.run(
        """
        @pytest.mark.edge_origin(ORIGIN)
        @pytest.mark.parametrize("path", [
            pytest.param("/a", marks=[
                pytest.mark.edge_trigger("viewer-request", functions.answers),
                pytest.mark.edge_expect(status=302),
            ]),
            pytest.param("/b", marks=pytest.mark.edge_expect(fired=[])),
        ])
        def test_it(distribution, path):
            responses.get(ORIGIN + "/b")
            distribution.get(path)
        """
    ).assert_outcomes(passed=2)


@pytest.mark.parametrize(
    ("marker", "told"),
    [
        ("edge_origin()", "missing a required argument: 'origin'"),
        ("edge_origin(ORIGIN, 'a', 'b')", "too many positional arguments"),
        ("edge_origin(ORIGIN, name='a')", "unexpected keyword argument 'name'"),
        ("edge_trigger('viewer-request')", "missing a required argument: 'function'"),
        (
            "edge_trigger('viewer-request', functions.answers, path_patern='/a')",
            "unexpected keyword argument 'path_patern'; did you mean 'path_pattern'?",
        ),
        ("edge_behavior()", "missing a required argument: 'path_pattern'"),
        ("edge_distribution(1, 2, 3, 4, 5)", "too many positional arguments"),
    ],
)
def test_arguments_are_checked_against_the_signature_even_if_no_distribution_is_made(
    project: PluginProject, marker: str, told: str
) -> None:
    printed = project.failure(f"@pytest.mark.{marker}\ndef test_it(): pass")
    assert f"@pytest.mark.{marker.partition('(')[0]}(" in printed
    assert told in printed
    assert f"The marker is {marker.partition('(')[0]}(" in printed
    assert "1 error" in printed


@pytest.mark.parametrize(
    ("marker", "told"),
    [
        ("edge_trigger('viewer-requst', functions.answers)", "did you mean 'viewer-request'?"),
        ("edge_trigger('viewer-request', functions.answers, 5)", "path_pattern must be a string, not 5"),
        ("edge_trigger('viewer-request', 'nowhere:handler')", "viewer_request: "),
        ("edge_trigger('viewer-response', functions.marks, include_body=True)", "viewer_response"),
        ("edge_origin(ORIGIN, id=5)", "id must be a string, not 5"),
        ("edge_behavior('/a', viewer_requst=functions.answers)", "did you mean 'viewer_request'?"),
        ("edge_behavior('*', default_root_object='x')", "'default_root_object' is no setting of Behavior"),
        ("edge_distribution(default_root_objct='x')", "did you mean 'default_root_object'?"),
        (
            "edge_distribution(params={})",
            "; did you mean 'parameters'?",
        ),
        ("edge_distribution(behaviors=5)", "behaviors: must be a mapping"),
        (
            "edge_distribution(parameters={})",
            "; write template='template.yaml' beside that, or edge_template = template.yaml in pytest's ini",
        ),
    ],
)
def test_what_cannot_be_a_distribution_is_told_with_its_test(
    project: PluginProject, marker: str, told: str
) -> None:
    printed = project.failure(
        f"""
        @pytest.mark.edge_origin(ORIGIN)
        @pytest.mark.{marker}
        def test_it(distribution): pass
        """
    )
    assert "The distribution is test_it.py::test_it's." in printed
    assert told in printed
    assert "1 error" in printed
    assert "During handling" not in printed


def test_a_behavior_of_a_wrong_type_is_told_although_a_trigger_lies_over_it(project: PluginProject) -> None:
    printed = project.failure(
        """
        @pytest.mark.edge_distribution(origin=ORIGIN, behaviors={"/a/*": 5})
        @pytest.mark.edge_trigger("viewer-request", functions.answers, path_pattern="/a/*")
        def test_it(distribution): pass
        """
    )
    assert "behaviors['/a/*']: must be a Behavior, not 5" in printed


def test_markers_without_an_origin_say_that_one_is_needed(project: PluginProject) -> None:
    printed = project.failure(
        """
        @pytest.mark.edge_trigger("viewer-request", functions.answers)
        def test_it(distribution): pass
        """
    )
    assert "origin: is needed" in printed


def test_a_skipped_test_is_skipped_whatever_its_markers_say(project: PluginProject) -> None:
    project.run(
        """
        @pytest.mark.skip
        @pytest.mark.edge_origin()
        def test_it(distribution): pass
        """
    ).assert_outcomes(skipped=1)


def test_markers_work_on_testcases(project: PluginProject) -> None:
    project.run(
        """
        import unittest

        @pytest.mark.edge_origin(ORIGIN)
        @pytest.mark.edge_trigger("viewer-request", functions.answers)
        class Test(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def described(self, distribution):
                self.distribution = distribution

            def test_it(self):
                assert self.distribution.get("/").status_code == 302
        """
    ).assert_outcomes(passed=1)


def test_every_marker_is_shown_with_its_signature(project: PluginProject) -> None:
    outcome = project.run("", "--markers")
    outcome.stdout.fnmatch_lines(
        [
            "@pytest.mark.edge_distribution(template=None, *, distribution=None, [*][*]settings): *",
            "@pytest.mark.edge_origin(origin, id=None): *",
            "@pytest.mark.edge_behavior(path_pattern, [*][*]settings): *",
            "@pytest.mark.edge_trigger(event_type, function, path_pattern='[*]', include_body=False): *",
            "@pytest.mark.edge_expect(fired=None, not_fired=None, *, result_type=None): *",
        ]
    )
