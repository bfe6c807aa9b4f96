"""What conformance tests run under: no stub left from the test before, and a clock that can stand still."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from freezegun import freeze_time

from pytest_lambda_edge.origins.stubs import end_test

if TYPE_CHECKING:
    from collections.abc import Iterator

    from freezegun.api import FrozenDateTimeFactory


@pytest.fixture(autouse=True)
def _no_stub_stays() -> Iterator[None]:
    yield
    end_test()


@pytest.fixture
def clock() -> Iterator[FrozenDateTimeFactory]:
    """Noon on a day in June 2026, until ``clock.tick(seconds)``."""
    with freeze_time("2026-06-01T12:00:00Z", tick=False) as frozen:
        yield frozen
