"""A small project in which this plugin is tried out."""

from __future__ import annotations

import pytest
from support.plugin_project import PluginProject


@pytest.fixture
def project(pytester: pytest.Pytester) -> PluginProject:
    return PluginProject(pytester)
