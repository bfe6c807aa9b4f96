"""What the whole suite runs under."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

# pytester takes back out of sys.modules what an inner run imported first. For these that would mean two
# copies at once, of which only one is patched or frozen, so they are here before any inner run.
import freezegun.api
import hypothesis
import pytest
import requests.adapters
import responses
from support.facts import fact_problems

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["freezegun", "requests", "responses"]

pytest_plugins = ["pytester"]

hypothesis.settings.register_profile(
    "dev",
    deadline=None,
    print_blob=True,
)
hypothesis.settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    database=None,
    print_blob=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
# What a mutant meets: the same few examples each time, and a failure as it was found.
hypothesis.settings.register_profile(
    "mutation",
    hypothesis.settings.get_profile("ci"),
    max_examples=20,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    suppress_health_check=list(hypothesis.HealthCheck),
)
hypothesis.settings.load_profile("dev")


@pytest.fixture
def pytester(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.Pytester]:
    """Give inner runs this plugin and no other; a test that wants one more says ``-p xdist``."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.plugins = ["lambda_edge"]
    # pytest 8.4 collects garbage five times when a run ends. An inner run is to look at its own objects:
    # looking at those of the whole suite took a second each time.
    gc.freeze()
    yield pytester
    gc.unfreeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if problems := sorted(set(fact_problems(items))):
        raise pytest.UsageError(*problems)
