"""A request and a response as they travel: text, headers and bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_lambda_edge.http.headers import HeaderMap

__all__ = ["BODILESS", "Request", "Response", "reason_phrase"]

BODILESS = frozenset({204, 304})
"""Statuses whose responses never have a body (RFC 9110, 6.4.1)."""


def reason_phrase(status: int) -> str:
    """Return the standard phrase of a status code, or an empty string (RFC 9110, 15)."""
    return _PHRASES.get(status, "")


# RFC 9110 has other phrases than RFC 7231 for some; Python has them since 3.13.
_PHRASES = {status.value: status.phrase for status in HTTPStatus} | {
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
}


@dataclass(slots=True)
class Request:
    """A request: ``uri`` is the raw path, ``querystring`` comes without its ``?``."""

    method: str
    uri: str
    querystring: str = ""
    headers: HeaderMap = field(default_factory=dict)
    body: bytes = b""

    def copy(self) -> Request:
        """Return a request whose headers can be changed without changing this one's."""
        return Request(self.method, self.uri, self.querystring, dict(self.headers), self.body)


@dataclass(slots=True)
class Response:
    """A response: ``body`` is what goes over the wire, content coding included."""

    status: int
    reason: str = ""
    headers: HeaderMap = field(default_factory=dict)
    body: bytes = b""

    def copy(self) -> Response:
        """Return a response whose headers can be changed without changing this one's."""
        return Response(self.status, self.reason, dict(self.headers), self.body)
