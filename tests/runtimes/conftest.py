from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_lambda_edge.runtimes.registry import Functions

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def functions() -> Iterator[Functions]:
    loaded = Functions()
    yield loaded
    loaded.close()
