"""The functions' own calls through ``requests``: answered, and kept off the network, as origins are.

Imported on first use only, since requests is heavy.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter

from pytest_lambda_edge.origins.answering import answer, refuse_unless_passed_on
from pytest_lambda_edge.origins.mocks import current_send, send_with

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from requests import PreparedRequest, Response

__all__ = ["answered"]

_lock = threading.Lock()
_under_way = 0
_covered_send: Any = HTTPAdapter.send
_real_connect: Callable[..., Any] = HTTPAdapter.get_connection_with_tls_context


@contextmanager
def answered() -> Iterator[None]:
    """Answer what goes through any ``HTTPAdapter`` by the rule for origins, until the context ends.

    Contexts may overlap, in one thread or in several: the patch goes with the last of them.
    """
    global _under_way, _covered_send  # noqa: PLW0603 - HTTPAdapter is the process's, and so is this
    with _lock:
        _under_way += 1
        if _under_way == 1 and current_send() is not _send:
            _covered_send = current_send()
            HTTPAdapter.send = _send  # type: ignore[method-assign,assignment]
            HTTPAdapter.get_connection_with_tls_context = _connect  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        with _lock:
            _under_way -= 1
            if _under_way == 0:
                HTTPAdapter.get_connection_with_tls_context = _real_connect  # type: ignore[method-assign]
                if current_send() is _send:
                    HTTPAdapter.send = _covered_send  # type: ignore[method-assign]


def _send(adapter: HTTPAdapter, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
    if _under_way:
        return answer(adapter, request, *args, **kwargs)
    # A mock that was started within a context and stopped after it has put this back.
    return send_with(_covered_send, adapter, request, *args, **kwargs)


_send.edge_covers = lambda: _covered_send  # type: ignore[attr-defined]


def _connect(adapter: HTTPAdapter, request: PreparedRequest, *args: Any, **kwargs: Any) -> Any:
    refuse_unless_passed_on(request)
    return _real_connect(adapter, request, *args, **kwargs)
