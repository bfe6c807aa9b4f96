"""What tests of loaded distributions share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import responses

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def responses_() -> Iterator[responses.RequestsMock]:
    """Stub origins for one test."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock
