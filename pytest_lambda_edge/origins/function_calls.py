"""The functions' own calls through ``requests``: answered, and kept off the network, as origins are.

Imported on first use only, since requests is heavy.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter

from pytest_lambda_edge.origins.answering import answer, refuse_unless_passed_on
from pytest_lambda_edge.origins.mocks import covered_by_us, current_send, send_with

if TYPE_CHECKING:
    from requests import PreparedRequest, Response

__all__ = ["answered", "withdraw"]

_real_connect = HTTPAdapter.get_connection_with_tls_context


class _Answered:
    """A context in which whatever goes through any ``HTTPAdapter`` is answered by the rule for origins.

    It may be entered again before it is left, in one thread or in several: the patch goes with the last exit.
    """

    def __init__(self) -> None:
        self.under_way = 0
        self._patch: Any = None
        self._lock = Lock()

    def __enter__(self) -> None:
        with self._lock:
            self.under_way += 1
            if self.under_way == 1:
                self._patch = _patch_over(current_send())
                HTTPAdapter.send = self._patch  # type: ignore[method-assign]
                HTTPAdapter.get_connection_with_tls_context = _connect  # type: ignore[method-assign,assignment]

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self.under_way -= 1
            if self.under_way == 0:
                HTTPAdapter.get_connection_with_tls_context = _real_connect  # type: ignore[method-assign]
                if current_send() is self._patch:
                    HTTPAdapter.send = covered_by_us(self._patch)  # type: ignore[method-assign]


answered = _Answered()


def withdraw() -> None:
    """Take away a patch of ours that a mock has put back, which had been started within a context."""
    while not answered.under_way and (covered := covered_by_us(current_send())) is not None:
        HTTPAdapter.send = covered  # type: ignore[method-assign]


def _patch_over(covered: Any) -> Any:
    def send(adapter: HTTPAdapter, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        if answered.under_way:
            return answer(adapter, request, *args, **kwargs)
        return send_with(covered, adapter, request, *args, **kwargs)

    vars(send)["edge_covers"] = covered
    return send


def _connect(adapter: HTTPAdapter, request: PreparedRequest, *args: Any, **kwargs: Any) -> Any:
    refuse_unless_passed_on(request)
    return _real_connect(adapter, request, *args, **kwargs)
