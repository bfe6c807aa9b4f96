"""Pages run as their readers run them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.page_projects import page_reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.forked_pytest import ForkedPytest


@pytest.fixture(scope="session")
def reader() -> Iterator[ForkedPytest]:
    with page_reader() as runs:
        yield runs
