"""What a distribution needs of whoever asks its origins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pytest_lambda_edge.http.messages import Response
    from pytest_lambda_edge.pipeline.effects import Fetch, FetchFailure

__all__ = ["Fetcher"]


class Fetcher(Protocol):
    """Something that sends requests to origins."""

    def fetch(self, fetch: Fetch) -> Response | FetchFailure:
        """Send one request; raises ``OriginNotStubbedError`` where nothing stands for the origin.

        The response's headers keep repeated lines and the wire's names; its body is the wire's bytes.
        """
        ...
