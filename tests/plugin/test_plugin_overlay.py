"""Markers laid over the config that a template describes."""

from __future__ import annotations

from typing import Any

import pytest
from support.forms import behavior, form, origin

from pytest_lambda_edge import (
    Behavior,
    ConfigError,
    CustomOrigin,
    Distribution,
    DistributionConfig,
    Function,
    Trigger,
)
from pytest_lambda_edge.overlay import EdgeMarker, described, template_of

ORIGIN = "https://www.example.com"

TEMPLATE = DistributionConfig(
    origin="site",
    origins={"site": ORIGIN, "api": "https://api.example.com"},
    default_root_object="index.html",
    behaviors={
        "/a/*": Behavior(origin="api", viewer_request="functions:of_the_template", compress=False),
        "/b/*": Behavior(viewer_response="functions:of_the_template"),
    },
)


def marker(name: str, level: int = 0, **arguments: Any) -> EdgeMarker:
    return EdgeMarker(f"edge_{name}", arguments, (level, 0), f"@pytest.mark.edge_{name}(...)")


def laid_over(base: Any, *markers: EdgeMarker) -> DistributionConfig:
    return Distribution({**_settings(base), **described(markers, base)}).config


def _settings(base: Any) -> dict[str, Any]:
    names = ("origin", "origins", "default_root_object", "behaviors")
    return {name: base[name] if isinstance(base, dict) else getattr(base, name) for name in names}


def answers(event: Any, context: Any) -> Any:
    return {"status": "204"}


@pytest.fixture(params=["config", "mapping"])
def base(request: pytest.FixtureRequest) -> Any:
    replaced = TEMPLATE.replace(
        behaviors={
            "/a/*": Behavior(origin="api", viewer_request=answers, compress=False),
            "/b/*": Behavior(viewer_response=answers),
        }
    )
    return replaced if request.param == "config" else _settings(replaced)


def test_what_no_marker_speaks_of_stays(base: Any) -> None:
    config = laid_over(base, marker("distribution", settings={"default_root_object": "other.html"}))
    assert config.default_root_object == "other.html"
    assert list(config.origins) == ["site", "api"]
    assert list(config.behaviors) == ["/a/*", "/b/*"]


def test_a_trigger_replaces_the_function_of_a_behavior_and_nothing_else(base: Any) -> None:
    def mine(event: Any, context: Any) -> Any:
        return answers(event, context)

    trigger = marker("trigger", event_type="viewer-request", function=mine, path_pattern="/a/*")
    behavior = laid_over(base, trigger).behaviors["/a/*"]
    assert (behavior.viewer_request, behavior.origin, behavior.compress) == (mine, "api", False)


def test_the_behaviors_of_the_template_keep_their_places_after_the_markers_own(base: Any) -> None:
    config = laid_over(
        base,
        marker("behavior", path_pattern="/b/*", settings={"compress": False}),
        marker("behavior", path_pattern="/near/*"),
        marker("behavior", level=1, path_pattern="/far/*"),
    )
    assert list(config.behaviors) == ["/near/*", "/far/*", "/a/*", "/b/*"]
    assert not config.behaviors["/b/*"].compress


def test_behaviors_of_a_marker_replace_the_template_s(base: Any) -> None:
    settings = {"behaviors": {"/c/*": Behavior()}}
    config = laid_over(base, marker("distribution", settings=settings))
    assert list(config.behaviors) == ["/c/*"]


def test_an_origin_with_an_id_is_added_or_replaced(base: Any) -> None:
    config = laid_over(
        base,
        marker("origin", origin="https://test.example.com", id="api"),
        marker("origin", origin="https://more.example.com", id="more"),
    )
    assert dict(config.origins) == {
        "site": ORIGIN,
        "api": "https://test.example.com",
        "more": "https://more.example.com",
    }
    assert config.origin == "site"


def test_an_origin_without_an_id_is_the_default_behavior_s(base: Any) -> None:
    assert laid_over(base, marker("origin", origin=ORIGIN)).origin == ORIGIN


def test_every_conflict_is_told_at_once() -> None:
    twice = [marker("distribution", settings={"id": "E1", "enabled": True}) for _ in range(2)]
    with pytest.raises(ConfigError) as caught:
        described(twice)
    assert [problem.place for problem in caught.value.problems] == ["id", "enabled"]


def resources(whole: dict[str, Any]) -> dict[str, Any]:
    properties = {"DistributionConfig": whole}
    return {"Resources": {"Site": {"Type": "AWS::CloudFront::Distribution", "Properties": properties}}}


DEPLOYED = {
    "Parameters": {"Host": {"Type": "String"}, "Page": {"Type": "String", "Default": "index.html"}},
    **resources(form(Origins=[origin(DomainName={"Ref": "Host"})], DefaultRootObject={"Ref": "Page"})),
}
"""A template whose parameters are its origin's host and its root object."""


def loaded(*markers: EdgeMarker) -> tuple[str, str]:
    config = template_of(markers, "")
    assert config is not None
    (source,) = config.origins.values()
    assert isinstance(source, CustomOrigin)
    return source.domain_name, config.default_root_object


def test_parameters_of_markers_are_merged_by_name() -> None:
    module = marker("distribution", 1, template=DEPLOYED, parameters={"Host": "a.example.com", "Page": "a"})
    closer = marker("distribution", 0, parameters={"Page": "b"})
    assert loaded(closer, module) == ("a.example.com", "b")


def test_functions_of_markers_are_merged_by_key() -> None:
    arn = "arn:aws:lambda:us-east-1:123456789012:function:{}:1"
    associations = [
        {"EventType": event_type, "LambdaFunctionARN": arn.format(name)}
        for event_type, name in (("viewer-request", "one"), ("viewer-response", "two"))
    ]
    whole = form(DefaultCacheBehavior=behavior(LambdaFunctionAssociations=associations))
    document = resources(whole)

    def mine(event: Any, context: Any) -> Any:
        return answers(event, context)

    module = marker("distribution", 1, template=document, functions={"one": answers, "two": answers})
    config = template_of([marker("distribution", 0, functions={"two": mine}), module], "")
    assert config is not None
    functions = (Function(answers, name="one"), Function(mine, name="two"))
    assert (config.viewer_request, config.viewer_response) == tuple(map(Trigger, functions))


def test_a_parameter_that_is_set_twice_on_one_level_is_an_error() -> None:
    twice = [marker("distribution", parameters={"Page": page}) for page in "ab"]
    with pytest.raises(ConfigError, match=r"^parameters\['Page'\]: is set twice on one level"):
        template_of([*twice, marker("distribution", 1, template=DEPLOYED)], "")


def test_parameters_of_one_level_may_stand_in_two_markers() -> None:
    markers = [
        marker("distribution", template=DEPLOYED, parameters={"Host": "a.example.com"}),
        marker("distribution", parameters={"Page": "b"}),
    ]
    assert loaded(*markers) == ("a.example.com", "b")


def test_what_is_said_of_another_template_does_not_count() -> None:
    module = marker(
        "distribution", 1, template={"Resources": {}}, parameters={"Other": "1"}, distribution="Other"
    )
    closer = marker("distribution", 0, template=DEPLOYED, parameters={"Host": "a.example.com"})
    assert loaded(closer, module) == ("a.example.com", "index.html")


def test_the_same_template_named_twice_is_one() -> None:
    module = marker("distribution", 1, template=DEPLOYED, parameters={"Host": "a.example.com"})
    closer = marker("distribution", 0, template=dict(DEPLOYED), parameters={"Page": "b"})
    assert loaded(closer, module) == ("a.example.com", "b")


@pytest.mark.parametrize("name", ["parameters", "functions"])
def test_what_is_no_mapping_is_refused_beside_one(name: str) -> None:
    module = marker("distribution", 1, template=DEPLOYED, **{name: {"Host": "a.example.com"}})
    with pytest.raises(ConfigError, match=f"^{name}: must be a mapping, not 5"):
        template_of([marker("distribution", 0, **{name: 5}), module], "")
