"""The functions' own calls through ``requests``: answered, and kept off the network, as origins are.

Imported on first use only, since requests is heavy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter

from pytest_lambda_edge.origins.answering import answer, is_refusal, refuse_unless_passed_on
from pytest_lambda_edge.origins.mocks import bound_to, covered_by_us, current_send, patching, send_with
from pytest_lambda_edge.origins.unstubbed import refused_call

if TYPE_CHECKING:
    from requests import PreparedRequest, Response

__all__ = ["answered", "withdraw"]


class _Answered:
    """A context in which whatever goes through any ``HTTPAdapter`` is answered by the rule for origins.

    It may be entered again before it is left, in one thread or in several: the patch goes with the last exit.
    """

    def __init__(self) -> None:
        self.under_way = 0
        self._patch: Any = None
        self._connect: Any = None

    def __enter__(self) -> None:
        with patching:
            self.under_way += 1
            if self.under_way == 1:
                self._patch = _patch_over(current_send())
                HTTPAdapter.send = self._patch  # type: ignore[method-assign]
                self._connect = _connect_over(_current_connect())
                HTTPAdapter.get_connection_with_tls_context = self._connect  # type: ignore[method-assign]

    def __exit__(self, *_: object) -> None:
        with patching:
            self.under_way -= 1
            if self.under_way == 0:
                if _current_connect() is self._connect:
                    HTTPAdapter.get_connection_with_tls_context = covered_by_us(self._connect)  # type: ignore[method-assign]
                if current_send() is self._patch:
                    HTTPAdapter.send = covered_by_us(self._patch)  # type: ignore[method-assign]


answered = _Answered()


def withdraw() -> None:
    """Take away patches of ours that a mock has put back, which had been started within a context."""
    while not answered.under_way and (covered := covered_by_us(current_send())) is not None:
        HTTPAdapter.send = covered  # type: ignore[method-assign]
    while not answered.under_way and (covered := covered_by_us(_current_connect())) is not None:
        HTTPAdapter.get_connection_with_tls_context = covered  # type: ignore[method-assign]


def _patch_over(covered: Any) -> Any:
    def send(adapter: HTTPAdapter, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        if answered.under_way:
            try:
                return answer(adapter, request, *args, **kwargs)
            except OSError as error:
                if not is_refusal(error):
                    raise
                raise refused_call(request) from None
        return send_with(covered, adapter, request, *args, **kwargs)

    vars(send)["edge_covers"] = covered
    return send


def _connect_over(covered: Any) -> Any:
    def connect(adapter: HTTPAdapter, request: PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        if answered.under_way:
            refuse_unless_passed_on(request)
        return bound_to(adapter, covered)(request, *args, **kwargs)

    vars(connect)["edge_covers"] = covered
    return connect


def _current_connect() -> Any:
    return HTTPAdapter.__dict__["get_connection_with_tls_context"]
