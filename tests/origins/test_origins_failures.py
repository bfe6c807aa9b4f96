"""A stub whose body is an exception is an origin that fails; what breaks in a callback is the user's."""

from __future__ import annotations

import http.client
import socket
import ssl
from typing import TYPE_CHECKING, NoReturn

import pytest
import requests
import responses
import urllib3.exceptions
from requests.exceptions import (
    ChunkedEncodingError,
    ConnectTimeout,
    ProxyError,
    ReadTimeout,
    SSLError,
    Timeout,
)
from support.fetching import ORIGIN, ask, ask_in_vain

from pytest_lambda_edge.errors import OriginNotStubbedError
from pytest_lambda_edge.pipeline.effects import FetchFailureKind

if TYPE_CHECKING:
    import requests_mock

URL = ORIGIN + "/x"

_POOL = urllib3.HTTPSConnectionPool("origin.example.com")

FAILURES: list[tuple[Exception, str]] = [
    (Timeout(), "timeout"),
    (ConnectTimeout(), "connect timeout"),
    (urllib3.exceptions.ConnectTimeoutError(), "connect timeout"),
    (requests.ConnectionError(urllib3.exceptions.ConnectTimeoutError()), "connect timeout"),
    (ReadTimeout("Read timed out. (read timeout=30)"), "timeout"),
    (TimeoutError(), "timeout"),
    (requests.ConnectionError("Read timed out."), "timeout"),
    (urllib3.exceptions.ReadTimeoutError(_POOL, "/x", "Read timed out."), "timeout"),
    (SSLError("certificate verify failed"), "tls"),
    (ssl.SSLCertVerificationError("hostname mismatch"), "tls"),
    (requests.ConnectionError(ssl.SSLError("handshake failure")), "tls"),
    (requests.ConnectionError("certificate has expired"), "tls"),
    (socket.gaierror(-2, "Name or service not known"), "dns"),
    (requests.ConnectionError(socket.gaierror(-2, "Name or service not known")), "dns"),
    (requests.ConnectionError("NameResolutionError: Failed to resolve 'origin.example.com'"), "dns"),
    (requests.ConnectionError("[Errno 8] nodename nor servname provided, or not known"), "dns"),
    (ConnectionRefusedError(111, "Connection refused"), "refused"),
    (requests.ConnectionError("[Errno 111] Connection refused"), "refused"),
    (requests.ConnectionError(), "refused"),
    (requests.ConnectionError("the origin is down"), "refused"),
    (ProxyError("no way"), "refused"),
    (ConnectionResetError(104, "Connection reset by peer"), "closed"),
    (BrokenPipeError(), "closed"),
    (http.client.RemoteDisconnected("Remote end closed connection without response"), "closed"),
    (requests.ConnectionError("('Connection aborted.', ConnectionResetError(104))"), "closed"),
    (ChunkedEncodingError("Connection broken: IncompleteRead(3 bytes read)"), "closed"),
    (urllib3.exceptions.ProtocolError("Connection aborted."), "closed"),
    (Exception("boom"), "closed"),
    (OSError("no route"), "closed"),
    (ValueError("anything"), "closed"),
]


@pytest.mark.fact("CF-235")
@pytest.mark.parametrize(("error", "kind"), FAILURES, ids=repr)
def test_a_stub_whose_body_is_an_exception_is_an_origin_that_fails(error: Exception, kind: str) -> None:
    responses.get(URL, body=error)
    failure = ask_in_vain()
    assert (failure.kind, failure.cause) == (FetchFailureKind(kind), error)
    assert type(error).__name__ in failure.message


@pytest.mark.fact("CF-235")
def test_the_cause_that_urllib3_wraps_counts() -> None:
    inner = urllib3.exceptions.NewConnectionError(_POOL, "failed")  # type: ignore[arg-type]
    responses.get(URL, body=requests.ConnectionError(urllib3.exceptions.MaxRetryError(_POOL, "/x", inner)))
    assert ask_in_vain().kind is FetchFailureKind.REFUSED


def test_an_origin_fails_as_often_as_it_is_asked() -> None:
    responses.get(URL, body=requests.ConnectionError())
    kinds = [ask_in_vain().kind, ask_in_vain().kind]
    assert kinds == [FetchFailureKind.REFUSED] * 2


@pytest.mark.parametrize(
    "error", [KeyError("lost"), FileNotFoundError("lost"), RuntimeError(), ValueError()], ids=repr
)
def test_what_breaks_in_a_stubs_callback_goes_on_to_the_user(error: Exception) -> None:
    def callback(_request: object) -> NoReturn:
        raise error

    responses.add_callback("GET", URL, callback)
    with pytest.raises(type(error)) as raised:
        ask()
    assert raised.value is error


def test_an_error_that_a_connection_error_caused_goes_on_too() -> None:
    def callback(_request: object) -> NoReturn:
        raise KeyError("lost") from requests.ConnectionError()

    responses.add_callback("GET", URL, callback)
    with pytest.raises(KeyError):
        ask()


def test_a_failed_assertion_in_a_callback_goes_on_to_the_user() -> None:
    def callback(_request: object) -> NoReturn:
        raise AssertionError("asked twice")

    responses.add_callback("GET", URL, callback)
    with pytest.raises(AssertionError, match="asked twice"):
        ask()


def test_an_assertion_error_as_a_body_says_that_the_origin_must_not_be_asked() -> None:
    responses.get(URL, body=AssertionError("not this origin"))
    with pytest.raises(AssertionError, match="not this origin"):
        ask()


def test_pytests_outcomes_go_on() -> None:
    responses.add_callback("GET", URL, lambda _request: pytest.fail("not this origin"))
    with pytest.raises(pytest.fail.Exception, match="not this origin"):
        ask()


def test_a_failed_assertion_in_a_matcher_goes_on() -> None:
    def matcher(_request: object) -> NoReturn:
        raise AssertionError("no such header")

    responses.get(URL, match=[matcher])
    with pytest.raises(AssertionError, match="no such header"):
        ask()


def test_a_callback_that_raises_a_timeout_is_an_origin_that_fails() -> None:
    def callback(_request: object) -> NoReturn:
        raise ReadTimeout

    responses.add_callback("GET", URL, callback)
    assert ask_in_vain().kind is FetchFailureKind.TIMEOUT


def test_a_callback_that_returns_an_exception_is_an_origin_that_fails() -> None:
    responses.add_callback("GET", URL, lambda _request: Exception("boom"))
    assert ask_in_vain().kind is FetchFailureKind.CLOSED


def test_a_callback_whose_body_is_an_exception_is_an_origin_that_fails() -> None:
    responses.add_callback("GET", URL, lambda _request: (200, {}, Exception("boom")))
    assert ask_in_vain().kind is FetchFailureKind.CLOSED


def test_an_exception_given_to_requests_mock_is_an_origin_that_fails(
    requests_mock: requests_mock.Mocker,
) -> None:
    requests_mock.get(URL, exc=RuntimeError("boom"))
    assert ask_in_vain().kind is FetchFailureKind.CLOSED


def test_a_callback_that_returns_nonsense_is_the_users_mistake() -> None:
    responses.add_callback("GET", URL, lambda _request: None)  # type: ignore[arg-type,return-value]
    with pytest.raises(TypeError):
        ask()


def test_a_url_that_is_none_is_no_failing_origin() -> None:
    responses.get(URL)
    with pytest.raises(ValueError, match="Failed to parse"):
        ask("https://" + "é" * 64 + ".example.com/")


def test_an_unstubbed_request_of_a_callback_is_no_failing_origin() -> None:
    def callback(_request: object) -> NoReturn:
        requests.get("https://elsewhere.example.com/y", timeout=1)
        raise AssertionError("not reached")

    responses.add_callback("GET", URL, callback)
    with pytest.raises(OriginNotStubbedError, match=r"No stub answers GET https://elsewhere\.example\.com/y"):
        ask()
