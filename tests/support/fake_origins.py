"""Origins that answer as a test says: bare stubs for every method, one answer after another."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import responses

if TYPE_CHECKING:
    from collections.abc import Mapping
    from re import Pattern

    from requests import PreparedRequest

__all__ = ["BACKUP", "NOT_MODIFIED", "ORIGIN", "Answer", "Reply", "stub", "unstub"]

ORIGIN = "https://www-origin.example.com"
BACKUP = "https://backup.example.com"

_METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Answer:
    """What an origin answers once."""

    status: int = 200
    body: bytes | str = b"hello"
    headers: Mapping[str, str] = field(default_factory=dict)


Reply = Answer | Exception
"""An answer, or how the origin fails to give one."""

NOT_MODIFIED = Answer(304, b"")


def stub(url: str | Pattern[str], *replies: Reply) -> None:
    """Let *url* give its replies in turn, the last one for good, to every method and query string."""
    left = deque(replies or (Answer(),))
    for method in _METHODS:
        responses.add_callback(method, url, partial(_reply, left), content_type=None)


def unstub() -> None:
    """Forget every stub, for a test that needs more than one set of them."""
    responses.reset()


def _reply(left: deque[Reply], _request: PreparedRequest) -> tuple[int, dict[str, str], bytes | str]:
    reply = left[0] if len(left) == 1 else left.popleft()
    if isinstance(reply, Exception):
        raise reply
    return reply.status, dict(reply.headers), reply.body
