"""Origins that are given beside a config: by id in the places of its own, or in their place as a whole."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda_edge.model.deploy import configure
from pytest_lambda_edge.model.distribution import DistributionConfig

OWN = {"www": "https://www.example.com", "api": "https://api.example.com"}
TEST = "http://localhost:8080"


@pytest.fixture(params=["config", "mapping"])
def base(request: pytest.FixtureRequest) -> Any:
    settings: dict[str, Any] = {"origins": OWN, "origin": "www", "behaviors": {"/api/*": {"origin": "api"}}}
    return DistributionConfig(**settings) if request.param == "config" else settings


@pytest.mark.parametrize(
    ("given", "origins"),
    [
        ({"api": TEST}, {"www": OWN["www"], "api": TEST}),
        ({"api": TEST, "www": TEST}, {"www": TEST, "api": TEST}),
        ({"new": TEST}, {**OWN, "new": TEST}),
        ({}, OWN),
    ],
)
def test_an_origin_takes_the_place_of_the_one_with_its_id(
    base: Any, given: dict[str, str], origins: dict[str, str]
) -> None:
    config, deployed = configure(base, {"origins": given})
    assert dict(config.origins) == origins
    assert list(config.origins) == list(origins)
    assert [behavior.target_origin_id for behavior in deployed.behaviors] == ["api", "www"]


@pytest.mark.parametrize(
    ("base", "given"),
    [
        ({"origins": {"www": OWN["www"]}}, {"origins": {"new": TEST}}),
        ({"origins": OWN, "origin": "www"}, {"origins": {"new": TEST}, "origin": "new"}),
        ({"origins": OWN, "origin": "https://www.example.com"}, {"origins": {"new": TEST}}),
    ],
)
def test_origins_that_nothing_needs_are_replaced_as_a_whole(base: Any, given: Any) -> None:
    assert dict(configure(base, given)[0].origins) == {"new": TEST}


@pytest.mark.parametrize("given", [["www"], 5, None])
def test_origins_that_are_no_mapping_are_refused_as_ever(base: Any, given: Any) -> None:
    with pytest.raises(ValueError, match="origins: must be a mapping of origins by id"):
        configure(base, {"origins": given})
