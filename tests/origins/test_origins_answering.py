"""Who answers: the innermost mock, a bare stub, moto; never the network, save where it is allowed."""

from __future__ import annotations

import re
import socket
import threading
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
import requests
import responses
from requests.adapters import HTTPAdapter
from responses.registries import OrderedRegistry
from support.fetching import ORIGIN, ask, ask_in_vain

from pytest_lambda_edge.errors import OriginNotStubbedError
from pytest_lambda_edge.origins.requests_origin import RequestsFetcher
from pytest_lambda_edge.origins.stubs import answering
from pytest_lambda_edge.pipeline.effects import Fetch, FetchFailureKind

if TYPE_CHECKING:
    from collections.abc import Iterator

URL = ORIGIN + "/x"


class Server:
    """A server on this machine that answers each connection with the next of its replies."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.received: list[bytes] = []
        self.replies: list[bytes] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                self.received.append(self._request(connection))
                connection.sendall(self.replies.pop(0))

    def _request(self, connection: socket.socket) -> bytes:
        request = connection.recv(65536)
        length = re.search(rb"Content-Length: (\d+)", request)
        while length and len(request.partition(b"\r\n\r\n")[2]) < int(length[1]):
            request += connection.recv(65536)
        return request

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)


@pytest.fixture
def server(network: list[Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A real server, so the network is open again."""
    monkeypatch.undo()
    server = Server()
    yield server
    server.close()


def test_the_innermost_mock_is_asked_before_bare_stubs() -> None:
    responses.get(URL, body="bare")
    with responses.RequestsMock() as theirs:
        theirs.get(URL, body="theirs")
        assert ask().body == b"theirs"
    assert len(responses.calls) == 0


def test_a_mock_is_not_asked_for_what_a_bare_stub_knows() -> None:
    responses.get(URL, body="bare")
    with responses.RequestsMock(registry=OrderedRegistry) as theirs:
        theirs.get(ORIGIN + "/1", body="1")
        theirs.get(ORIGIN + "/2", body="2")
        assert [ask(ORIGIN + path).body for path in ("/1", "/x", "/2")] == [b"1", b"bare", b"2"]
        assert len(theirs.calls) == 2
    assert len(responses.calls) == 1


def test_only_the_innermost_of_two_mocks_is_asked() -> None:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as outer, responses.RequestsMock():
        outer.get(URL)
        with pytest.raises(OriginNotStubbedError):
            ask()


def test_a_matcher_of_a_mock_decides_whether_the_bare_stub_answers() -> None:
    responses.get(URL, body="bare")
    with responses.RequestsMock(assert_all_requests_are_fired=False) as theirs:
        theirs.get(URL, body="theirs", match=[responses.matchers.query_param_matcher({"v": "1"})])
        assert [ask().body, ask(URL + "?v=1").body] == [b"bare", b"theirs"]


def test_a_function_that_replaces_send_is_asked_first() -> None:
    def send(_adapter: HTTPAdapter, request: requests.PreparedRequest, **_kwargs: Any) -> requests.Response:
        response = requests.Response()
        response.status_code = 200
        response.headers["X-Url"] = str(request.url)
        return response

    responses.get(URL, body="bare")
    with mock.patch.object(HTTPAdapter, "send", send):
        response = ask()
    assert (response.body, response.headers["x-url"]) == (b"", [{"key": "X-Url", "value": URL}])


def test_a_plain_object_that_replaces_send_is_called_as_python_would() -> None:
    response = requests.Response()
    response.status_code = 200
    with mock.patch.object(HTTPAdapter, "send", mock.Mock(return_value=response)) as send:
        assert ask().status == 200
    (request,), options = send.call_args
    assert (request.url, options["stream"]) == (URL, True)


def test_a_failure_of_a_function_that_replaces_send_is_the_origins() -> None:
    with mock.patch.object(HTTPAdapter, "send", mock.Mock(side_effect=requests.ReadTimeout)):
        assert ask_in_vain().kind is FetchFailureKind.TIMEOUT


def test_a_functions_own_call_is_answered_by_the_same_rule() -> None:
    responses.get(URL, body="bare")
    with responses.RequestsMock() as theirs, answering():
        theirs.get(ORIGIN + "/y", body="theirs")
        assert [requests.get(ORIGIN + path, timeout=1).text for path in ("/x", "/y")] == ["bare", "theirs"]


def test_a_functions_own_unstubbed_call_is_refused(network: list[Any]) -> None:
    responses.get(f"{URL}y")
    with answering(), pytest.raises(requests.ConnectionError) as raised:
        requests.get(URL, timeout=1)
    assert network == []
    assert str(raised.value) == (
        f"Connection refused by pytest-lambda-edge: no stub answers GET {URL}, which a function asked for"
        f" through requests.\n\nThe nearest stub (of 1):\n  GET {URL}y\n    not the same: path\n\n"
        f"Stub it before the request:\n\n    responses.get('{URL}', body=...)\n\n"
        f"or let it through to the network:\n\n    responses.add_passthru('{ORIGIN}/')"
    )
    assert raised.value.request is not None
    assert raised.value.__suppress_context__


def test_an_adapter_of_a_functions_own_may_pass_its_options_by_position() -> None:
    seen: list[Any] = []

    def look(request: Any) -> tuple[bool, str]:
        seen.append(request.req_kwargs["timeout"])
        return True, ""

    responses.get(URL, body="bare", match=[look])
    prepared = requests.Request("GET", URL).prepare()
    with responses.RequestsMock(), answering():
        assert HTTPAdapter().send(prepared, True, 3.0).text == "bare"
    assert set(seen) == {3.0}


def test_a_functions_own_call_under_a_patch_that_calls_the_real_send_is_refused(network: list[Any]) -> None:
    real = HTTPAdapter.send

    def spy(adapter: HTTPAdapter, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        return real(adapter, request, **kwargs)

    with (
        mock.patch.object(HTTPAdapter, "send", spy),
        answering(),
        pytest.raises(requests.ConnectionError, match="Connection refused"),
    ):
        requests.get(URL, timeout=1)
    assert network == []


def test_the_way_to_an_origin_is_closed_even_outside_a_viewer_request(network: list[Any]) -> None:
    fetch = Fetch("the-origin", "GET", URL, {}, b"", 30.0)
    real = HTTPAdapter.send

    def spy(adapter: HTTPAdapter, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        return real(adapter, request, **kwargs)

    with mock.patch.object(HTTPAdapter, "send", spy), pytest.raises(OriginNotStubbedError):
        RequestsFetcher().fetch(fetch)
    with pytest.raises(OriginNotStubbedError):
        RequestsFetcher().fetch(fetch)
    assert network == []


def test_an_origin_is_never_looked_for_on_the_network(network: list[Any]) -> None:
    with pytest.raises(OriginNotStubbedError):
        ask()
    assert network == []


@pytest.mark.parametrize("over", [False, True], ids=["bare", "under a mock"])
def test_a_prefix_given_to_add_passthru_reaches_the_network(network: list[Any], over: bool) -> None:
    responses.add_passthru(ORIGIN)
    theirs = responses.RequestsMock()
    if over:
        theirs.start()
    assert ask_in_vain().kind is FetchFailureKind.DNS
    theirs.stop()
    assert network != []


def test_a_prefix_given_to_the_innermost_mock_reaches_the_network(network: list[Any]) -> None:
    with responses.RequestsMock() as theirs:
        theirs.add_passthru(ORIGIN)
        assert ask_in_vain().kind is FetchFailureKind.DNS
    assert network != []


def test_a_stub_is_asked_before_the_network(network: list[Any]) -> None:
    responses.add_passthru(ORIGIN)
    responses.get(URL, body="stubbed")
    assert ask().body == b"stubbed"
    assert network == []


def test_another_prefix_reaches_nothing(network: list[Any]) -> None:
    responses.add_passthru("https://elsewhere.example.com")
    with pytest.raises(OriginNotStubbedError):
        ask()
    assert network == []


@pytest.mark.fact("CF-184")
def test_what_passes_on_is_the_request_and_nothing_more(server: Server) -> None:
    responses.add_passthru(server.url)
    server.replies = [
        b"HTTP/1.1 200 Fine\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nContent-Length: 2\r\n\r\nok"
    ]
    response = ask(server.url + "/%7Euser/../x//y?a=%7E", headers=[("Host", "www"), ("X-A", "1")])
    assert server.received == [b"GET /%7Euser/../x//y?a=%7E HTTP/1.1\r\nHost: www\r\nX-A: 1\r\n\r\n"]
    assert (response.status, response.reason, response.body) == (200, "Fine", b"ok")
    assert [entry["value"] for entry in response.headers["set-cookie"]] == ["a=1", "b=2"]


def test_a_body_passes_on(server: Server) -> None:
    responses.add_passthru(server.url)
    server.replies = [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"]
    response = ask(server.url + "/", "POST", [("Host", "www"), ("Content-Length", "4")], b"body")
    assert server.received == [b"POST / HTTP/1.1\r\nHost: www\r\nContent-Length: 4\r\n\r\nbody"]
    assert (response.body, list(response.headers)) == (b"abc", ["transfer-encoding"])


@pytest.mark.fact("CF-235")
def test_a_server_that_hangs_up_is_an_origin_that_fails(server: Server) -> None:
    responses.add_passthru(server.url)
    server.replies = [b""]
    assert ask_in_vain(server.url + "/").kind is FetchFailureKind.CLOSED


def test_a_server_that_hangs_up_within_a_body_is_an_origin_that_fails(server: Server) -> None:
    responses.add_passthru(server.url)
    server.replies = [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n30\r\nabc\r\n"]
    assert ask_in_vain(server.url + "/").kind is FetchFailureKind.CLOSED


def test_a_function_may_pass_on_too(server: Server) -> None:
    responses.add_passthru(server.url)
    server.replies = [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"]
    with answering():
        assert requests.get(server.url, timeout=5).text == "ok"
