"""A clock that stands still, for many tests of one file at the price of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from freezegun import freeze_time
from freezegun.api import FrozenDateTimeFactory

if TYPE_CHECKING:
    from collections.abc import Iterator

NOON = "2026-06-01T12:00:00Z"


@pytest.fixture(scope="module")
def _frozen() -> Iterator[FrozenDateTimeFactory]:
    """Freeze once a file: freezegun looks through every module each time."""
    with freeze_time(NOON, tick=False) as frozen:
        assert isinstance(frozen, FrozenDateTimeFactory)
        yield frozen


@pytest.fixture
def clock(_frozen: FrozenDateTimeFactory) -> FrozenDateTimeFactory:
    """Noon on a day in June 2026, until ``clock.tick(seconds)``."""
    _frozen.move_to(NOON)
    return _frozen
