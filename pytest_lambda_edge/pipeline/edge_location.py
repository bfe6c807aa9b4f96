"""How an edge location names itself to origins and viewers."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pytest_lambda_edge.pipeline.exchange import Exchange

__all__ = ["POP", "edge_id", "via"]

POP: Final = "FRA56-P4"
"""The point of presence that serves everything: the sample of CF-197."""


def via(x: Exchange, http_version: str) -> str:
    """Return CloudFront's element of a ``Via`` (CF-182, D-32)."""
    return f"{http_version} {x.edge_id}.cloudfront.net (CloudFront)"


def edge_id(distribution_id: str) -> str:
    """Return the 32 hex digits with which an edge location names itself in ``Via``."""
    return hashlib.blake2b(distribution_id.encode(), digest_size=16).hexdigest()
