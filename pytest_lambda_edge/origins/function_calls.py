"""The functions' own calls through ``requests``: answered, and kept off the network, as origins are.

Imported on first use only, since requests is heavy.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter

from pytest_lambda_edge.origins.answering import answer, refuse_unless_passed_on
from pytest_lambda_edge.origins.mocks import current_send, send_with

if TYPE_CHECKING:
    from requests import PreparedRequest, Response

__all__ = ["answered"]


class _Answered:
    """A context in which whatever goes through any ``HTTPAdapter`` is answered by the rule for origins.

    It may be entered again before it is left, in one thread or in several: the patch goes with the last exit.
    """

    def __init__(self) -> None:
        self.under_way = 0
        self.covered_send: Any = None
        self._connect = HTTPAdapter.get_connection_with_tls_context
        self._lock = Lock()

    def __enter__(self) -> None:
        with self._lock:
            self.under_way += 1
            if self.under_way > 1:
                return
            HTTPAdapter.get_connection_with_tls_context = _connect  # type: ignore[method-assign,assignment]
            if current_send() is not _send:
                self.covered_send = current_send()
                HTTPAdapter.send = _send  # type: ignore[method-assign,assignment]

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self.under_way -= 1
            if self.under_way == 0:
                HTTPAdapter.get_connection_with_tls_context = self._connect  # type: ignore[method-assign]
                self.withdraw()

    def withdraw(self) -> None:
        """Put back what was covered, unless a context is open or a mock lies over our patch."""
        if not self.under_way and current_send() is _send:
            HTTPAdapter.send = self.covered_send  # type: ignore[method-assign]

    def connect(self, adapter: HTTPAdapter, request: PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        """Take the connection step, if it is allowed; raises a refusal if not."""
        refuse_unless_passed_on(request)
        return self._connect(adapter, request, *args, **kwargs)


answered = _Answered()


def _send(adapter: HTTPAdapter, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
    if answered.under_way:
        return answer(adapter, request, *args, **kwargs)
    # A mock that was started while a context was open, and stopped after it, has put this back.
    return send_with(answered.covered_send, adapter, request, *args, **kwargs)


_send.edge_covers = lambda: answered.covered_send  # type: ignore[attr-defined]


def _connect(adapter: HTTPAdapter, request: PreparedRequest, *args: Any, **kwargs: Any) -> Any:
    return answered.connect(adapter, request, *args, **kwargs)
