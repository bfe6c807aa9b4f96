"""Shortcuts to what a config is deployed to, or to what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.model.deploy import configure

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_lambda_edge.errors import Problem
    from pytest_lambda_edge.model.deployed import DeployedBehavior, DeployedDistribution

__all__ = ["ORIGIN", "deployed", "deployed_behavior", "only_problem", "problems", "refused"]

ORIGIN = "https://www.example.com"


def deployed(**settings: Any) -> DeployedDistribution:
    """Deploy settings; without an origin they get one."""
    if "origins" not in settings:
        settings.setdefault("origin", ORIGIN)
    return configure(None, settings)[1]


def deployed_behavior(**settings: Any) -> DeployedBehavior:
    """Deploy settings and return the default behavior."""
    return deployed(**settings).behaviors[-1]


def problems(**settings: Any) -> tuple[Problem, ...]:
    """Return what is wrong with settings, nothing included."""
    try:
        deployed(**settings)
    except ConfigError as error:
        return error.problems
    return ()


def refused(cls: Callable[..., Any], **given: Any) -> list[str]:
    """Return what a class says of settings that it cannot be constructed with, one line a problem."""
    with pytest.raises(ConfigError) as caught:
        cls(**given)
    return [str(problem) for problem in caught.value.problems]


def only_problem(**settings: Any) -> Problem:
    """Return the one thing that is wrong with settings."""
    found = problems(**settings)
    if len(found) != 1:
        pytest.fail(f"expected one problem, found {[str(problem) for problem in found]}")
    return found[0]
