"""What an origin is asked, and what can come of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pytest_lambda_edge.http.headers import HeaderMap
    from pytest_lambda_edge.http.messages import Response

__all__ = ["Fetch", "FetchFailure", "FetchFailureKind", "Fetcher"]


class FetchFailureKind(StrEnum):
    """Why no response came from an origin (CF-235)."""

    DNS = "dns"
    TLS = "tls"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request to an origin, ready to be sent: an absolute URL, and headers as on the wire."""

    origin_id: str
    method: str
    url: str
    headers: HeaderMap
    body: bytes
    read_timeout: float


@dataclass(frozen=True, slots=True)
class FetchFailure:
    """An origin that did not answer; ``cause`` is what the stub raised."""

    kind: FetchFailureKind
    message: str
    cause: BaseException | None = None


class Fetcher(Protocol):
    """Something that sends requests to origins."""

    def fetch(self, fetch: Fetch) -> Response | FetchFailure:
        """Send one request; raises ``OriginNotStubbedError`` where nothing stands for the origin.

        The response's headers keep repeated lines and the wire's names; its body is the wire's bytes.
        """
        ...
