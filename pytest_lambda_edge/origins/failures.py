"""Which exception stands for which failure of an origin (CF-235).

| the exception, or one that it wraps                                            | kind    |
| ------------------------------------------------------------------------------ | ------- |
| ``requests`` ConnectTimeout, urllib3 ConnectTimeoutError               | connect timeout |
| ``requests`` Timeout, ReadTimeout; ``TimeoutError``; urllib3 TimeoutError      | timeout |
| ``requests`` and urllib3 SSLError, ``ssl.SSLError``                            | tls     |
| ``socket.gaierror``, urllib3 NameResolutionError, a text about name resolution | dns     |
| ``ConnectionRefusedError``, urllib3 NewConnectionError                         | refused |
| ``ConnectionResetError``, ``BrokenPipeError``, ChunkedEncodingError, …, a text | closed  |
| ``requests.ConnectionError`` that says nothing of this, ProxyError             | refused |
| any other exception that is a stub's body                                      | closed  |

An ``AssertionError`` and whatever else a stub's callback raises are no failures of an origin.
"""

from __future__ import annotations

from functools import cache
from itertools import chain
from traceback import walk_tb
from typing import TYPE_CHECKING

from pytest_lambda_edge.pipeline.effects import FetchFailure, FetchFailureKind

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["failure"]

_TEXTS = (
    (("not known", "getaddrinfo", "name resolution", "nameresolution", "failed to resolve"), "dns"),
    (("refused",), "refused"),
    (("timed out", "timeout"), "timeout"),
    (("certificate", "sslerror", "ssl error", "handshake"), "tls"),
    (("reset", "aborted", "closed", "broken pipe", "disconnected", "incomplete"), "closed"),
)


def failure(error: Exception) -> FetchFailure | None:
    """Return the failure that *error*, raised by a stub, stands for; None if it is to go on to the user."""
    if isinstance(error, AssertionError):
        return None
    kind = _kind(error)
    if kind is None and _is_held_by_stub(error):
        kind = FetchFailureKind.CLOSED
    if kind is None:
        return None
    return FetchFailure(kind, f"{type(error).__name__}: {error}".rstrip(": "), error)


def _kind(error: BaseException) -> FetchFailureKind | None:
    kind = _listed(error)
    if kind or not isinstance(error, _connection_errors()) or isinstance(error, ValueError):
        return kind
    wrapped = list(_unwrapped(error))
    listed = filter(None, map(_listed, wrapped))
    text = " ".join(map(str, wrapped)).lower()
    told = (kind for words, kind in _TEXTS if any(word in text for word in words))
    return FetchFailureKind(next(chain(listed, told), "refused"))


def _listed(error: BaseException) -> FetchFailureKind | None:
    return next((kind for classes, kind in _table() if isinstance(error, classes)), None)


def _unwrapped(error: BaseException, depth: int = 0) -> Iterator[BaseException]:
    """Yield *error*, then what it was made from, outermost first."""
    yield error
    inner = [*error.args, getattr(error, "reason", None), error.__cause__]
    for member in inner if depth < 4 else ():
        if isinstance(member, BaseException):
            yield from _unwrapped(member, depth + 1)


@cache
def _table() -> tuple[tuple[tuple[type[BaseException], ...], FetchFailureKind], ...]:
    import http.client  # noqa: PLC0415 - heavy, as the rest here
    import socket  # noqa: PLC0415
    import ssl  # noqa: PLC0415

    import requests.exceptions as of_requests  # noqa: PLC0415
    import urllib3.exceptions as of_urllib3  # noqa: PLC0415

    resolution = getattr(of_urllib3, "NameResolutionError", socket.gaierror)
    closed = (ConnectionResetError, ConnectionAbortedError, BrokenPipeError, http.client.HTTPException)
    return (
        ((of_requests.SSLError, of_urllib3.SSLError, ssl.SSLError), FetchFailureKind.TLS),
        ((socket.gaierror, socket.herror, resolution), FetchFailureKind.DNS),
        ((ConnectionRefusedError, of_urllib3.NewConnectionError), FetchFailureKind.REFUSED),
        ((of_requests.ConnectTimeout, of_urllib3.ConnectTimeoutError), FetchFailureKind.CONNECT_TIMEOUT),
        ((of_requests.Timeout, of_urllib3.TimeoutError, TimeoutError), FetchFailureKind.TIMEOUT),
        ((*closed, of_requests.ChunkedEncodingError, of_urllib3.ProtocolError), FetchFailureKind.CLOSED),
    )


def _connection_errors() -> tuple[type[BaseException], ...]:
    import requests.exceptions as of_requests  # noqa: PLC0415 - heavy
    import urllib3.exceptions as of_urllib3  # noqa: PLC0415 - heavy

    return (of_requests.ConnectionError, of_urllib3.HTTPError, ConnectionError)


def _is_held_by_stub(error: BaseException) -> bool:
    """Tell whether a stub raised what it was given to raise, rather than something that broke inside it."""
    *_, (frame, _) = walk_tb(error.__traceback__)
    module = str(frame.f_globals.get("__name__"))
    if module.startswith("requests_mock."):
        return True
    stub = frame.f_locals.get("self")
    given = (getattr(stub, "body", None), frame.f_locals.get("result"), frame.f_locals.get("body"))
    return module == "responses" and any(value is error for value in given)
