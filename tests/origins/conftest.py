"""What every test of origins runs under: no network, and no stub left from the test before."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from requests.adapters import HTTPAdapter

from pytest_lambda_edge.origins.stubs import end_test

if TYPE_CHECKING:
    from collections.abc import Iterator

_REAL_SEND = HTTPAdapter.send
_REAL_CONNECT = HTTPAdapter.get_connection_with_tls_context


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Refuse every way to the network, and note the attempts."""
    attempts: list[Any] = []

    def deny(*args: Any, **_kwargs: Any) -> NoReturn:
        attempts.append(args)
        raise socket.gaierror(-2, "Name or service not known")

    for owner, name in ((socket, "getaddrinfo"), (socket, "create_connection"), (socket.socket, "connect")):
        monkeypatch.setattr(owner, name, deny)
    return attempts


@pytest.fixture(autouse=True)
def _ends_as_a_test_does(network: list[Any]) -> Iterator[None]:
    yield
    end_test()
    left = (HTTPAdapter.send, HTTPAdapter.get_connection_with_tls_context)
    # A test that fails is not to make the others fail.
    HTTPAdapter.send = _REAL_SEND  # type: ignore[method-assign]
    assert left == (_REAL_SEND, _REAL_CONNECT)
