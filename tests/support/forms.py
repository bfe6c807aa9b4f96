"""Forms of distributions, as readers of templates make them, and what becomes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.templates.config import config_of
from pytest_lambda_edge.templates.found import Place
from pytest_lambda_edge.templates.reading import Asked, Candidate

if TYPE_CHECKING:
    from pytest_lambda_edge.model.distribution import DistributionConfig
    from pytest_lambda_edge.templates.config import Loaded

__all__ = ["behavior", "config", "form", "loaded", "origin", "refused"]

PLACE = Place("Site")


def origin(**changes: Any) -> dict[str, Any]:
    """Return an origin with these keys set, those set to None left out."""
    whole = {
        "Id": "www",
        "DomainName": "www.example.com",
        "CustomOriginConfig": {"OriginProtocolPolicy": "https-only"},
    }
    return whole | changes


def behavior(**changes: Any) -> dict[str, Any]:
    """Return a behavior with these keys set."""
    whole = {
        "TargetOriginId": "www",
        "ViewerProtocolPolicy": "allow-all",
        "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
    }
    return whole | changes


def form(**changes: Any) -> dict[str, Any]:
    """Return a distribution's form with these keys set."""
    return {"Enabled": True, "Origins": [origin()], "DefaultCacheBehavior": behavior()} | changes


def loaded(given: dict[str, Any], **asked: Any) -> Loaded:
    """Return what becomes of a form that stands at ``Site``."""
    return config_of(Candidate("Site", given, PLACE), Asked(**asked))


def config(given: dict[str, Any], **asked: Any) -> DistributionConfig:
    """Return the config that a form becomes."""
    return loaded(given, **asked).config


def refused(given: dict[str, Any], **asked: Any) -> ConfigError:
    """Return the error that a form ends in."""
    with pytest.raises(ConfigError) as raised:
        loaded(given, **asked)
    return raised.value
