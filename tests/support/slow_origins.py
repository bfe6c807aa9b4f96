"""Origins that take their time, and what comes of asking them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import responses

from support.scenarios import ALL_METHODS

if TYPE_CHECKING:
    from collections.abc import Callable

    from requests import PreparedRequest

    from pytest_lambda_edge import Result

__all__ = ["came", "slow"]


def slow(
    url: str, seconds: float | list[float], let_pass: Callable[[float], object], body: str = "at last"
) -> None:
    """Let *url* answer after some seconds, each time or one time after another."""
    left = [seconds] if isinstance(seconds, (int, float)) else list(seconds)

    def answer(_request: PreparedRequest) -> tuple[int, dict[str, str], str]:
        let_pass(left[0] if len(left) == 1 else left.pop(0))
        return 200, {"Cache-Control": "max-age=60"}, body

    for method in ALL_METHODS:
        responses.add_callback(method, url, answer)


def came(result: Result) -> tuple[int, int]:
    """Return the status, and how often an origin was asked."""
    return result.status_code, len(result.origin_requests)
