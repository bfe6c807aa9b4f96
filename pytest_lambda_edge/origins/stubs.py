"""The life of the stubs: responses' default mock is started for a test, and emptied after it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.origins.mocks import (
    adapter_class,
    current_send,
    default_mock,
    is_patched,
    mock_behind,
    patching,
    start_of,
)

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from responses import RequestsMock

__all__ = ["answering", "begin_request", "end_test"]


@dataclass(slots=True)
class _Start:
    """Our start of the default mock: its token, the ``HTTPAdapter.send`` that it set, and the one before."""

    token: object | None
    send: Any
    covered: Any


_ours: _Start | None = None


def answering() -> AbstractContextManager[None]:
    """Have stubs answer origins and the functions' own calls, while one viewer request is served."""
    from pytest_lambda_edge.origins.function_calls import answered  # noqa: PLC0415 - imports requests

    begin_request()
    return answered


def begin_request() -> None:
    """Start responses' default mock, unless something stands in place of ``HTTPAdapter.send`` already."""
    global _ours  # noqa: PLW0603 - the default mock is the process's, and so is this
    default = default_mock()
    with patching:
        covered = current_send()
        if is_patched(covered):
            return
        default.stop(allow_assert=False)
        default.start()
        _ours = _Start(start_of(default), current_send(), covered)


def end_test() -> None:
    """Stop the default mock if ``begin_request`` started it, and drop its stubs, whoever registered them.

    Belongs after the teardown of every fixture. A default mock that somebody else holds started is left
    alone, stubs and all.
    """
    if "responses" not in sys.modules:
        return
    from pytest_lambda_edge.origins.function_calls import withdraw  # noqa: PLC0415 - imports requests

    default = default_mock()
    with patching:
        withdraw()
        if _ours is not None:
            _take_back(_ours, default)
        if start_of(default) is (_ours.token if _ours else None):
            default.reset()


def _take_back(start: _Start, default: RequestsMock) -> None:
    """Stop *default*, from below any mock that was started over it and lasts longer.

    Where a patch of another kind lies over it, our start stays until a later test's end finds that one gone.
    """
    global _ours  # noqa: PLW0603
    above = _stopped_above(default)
    if current_send() is start.send or not is_patched(current_send()):
        default.stop(allow_assert=False)
        if current_send() is start.send:
            adapter_class().send = start.covered  # type: ignore[method-assign]
        _ours = None
    elif start_of(default) is not start.token:
        _ours = None
    for mock in reversed(above):
        mock.start()


def _stopped_above(default: RequestsMock) -> list[RequestsMock]:
    """Stop the mocks that lie over *default*, innermost first, and return them."""
    above = []
    mock = mock_behind(current_send())
    while mock is not None and mock is not default and start_of(mock):
        mock.stop(allow_assert=False)
        above.append(mock)
        mock = mock_behind(current_send())
    return above
