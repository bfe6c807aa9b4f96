"""Markers laid over the config that a template describes."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda_edge import Behavior, ConfigError, Distribution, DistributionConfig
from pytest_lambda_edge.overlay import EdgeMarker, described

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
