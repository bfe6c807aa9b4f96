"""Requests whose origin nobody has stubbed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_lambda_edge import OriginNotStubbedError

if TYPE_CHECKING:
    from pytest_lambda_edge import Distribution

__all__ = ["unanswered"]


def unanswered(site: Distribution, url: str) -> OriginNotStubbedError:
    """Return the error of a request for which no stub answers."""
    with pytest.raises(OriginNotStubbedError) as raised:
        site.get(url)
    return raised.value
