"""What comes back from an origin: its stub, as a server would have sent it."""

from __future__ import annotations

import gzip
from io import BufferedReader, BytesIO

import pytest
import responses
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.fetching import ORIGIN, ask

from pytest_lambda_edge.http.headers import Headers
from pytest_lambda_edge.origins.stubs import end_test

URL = ORIGIN + "/x"


def test_a_response_is_the_stub() -> None:
    responses.get(URL, status=203, body="stubbed", headers={"X-Origin": "yes"}, content_type="text/html")
    response = ask()
    assert (response.status, response.reason, response.body) == (
        203,
        "Non-Authoritative Information",
        b"stubbed",
    )
    assert Headers(response.headers).items() == [
        ("Content-Type", "text/html"),
        ("X-Origin", "yes"),
        ("Content-Length", "7"),
    ]


def test_a_json_stub_has_its_content_type() -> None:
    responses.get(URL, json={"a": 1})
    response = ask()
    assert (response.body, Headers(response.headers)["content-type"]) == (b'{"a": 1}', "application/json")


def test_responses_default_content_type_stays() -> None:
    responses.get(URL, body="stubbed")
    assert Headers(ask().headers)["content-type"] == "text/plain"


def test_a_stub_may_have_no_content_type() -> None:
    responses.get(URL, body="stubbed", content_type=None)
    assert "content-type" not in ask().headers


def test_repeated_headers_stay_lines_of_their_own() -> None:
    responses.get(URL, headers=[("Set-Cookie", "a=1"), ("X-A", "1"), ("Set-Cookie", "b=2; Path=/, c")])
    headers = Headers(ask().headers)
    assert headers.getlist("set-cookie") == ["a=1", "b=2; Path=/, c"]


def test_a_name_keeps_its_spelling() -> None:
    responses.get(URL, headers={"x-lOwEr": "1"})
    assert "x-lOwEr" in list(Headers(ask().headers))


def test_an_unknown_status_has_no_reason() -> None:
    responses.get(URL, status=299)
    assert ask().reason == ""


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    responses.get(URL, status=status, body="moved", headers={"Location": "https://elsewhere.example.com/"})
    response = ask()
    assert (response.status, response.body) == (status, b"moved")
    assert Headers(response.headers)["location"] == "https://elsewhere.example.com/"
    assert len(responses.calls) == 1


def test_a_redirect_with_a_coded_body_keeps_the_coding() -> None:
    body = gzip.compress(b"moved")
    responses.get(URL, status=302, body=body, headers={"Location": "//\\", "Content-Encoding": "gzip"})
    assert ask().body == body


def test_a_content_coding_is_not_undone() -> None:
    body = gzip.compress(b"coded")
    responses.get(URL, body=body, headers={"Content-Encoding": "gzip"})
    response = ask()
    assert response.body == body
    assert Headers(response.headers)["content-length"] == str(len(body))


def test_a_body_that_is_not_what_its_coding_says_stays_as_it_is() -> None:
    responses.get(URL, body="not gzip at all", headers={"Content-Encoding": "gzip"})
    assert ask().body == b"not gzip at all"


@given(body=st.binary(max_size=200))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bodies_come_byte_for_byte(body: bytes) -> None:
    responses.get(URL, body=body)
    try:
        assert ask().body == body
    finally:
        end_test()


def test_a_body_may_be_a_file() -> None:
    responses.get(URL, body=BufferedReader(BytesIO(b"from a file")))
    response = ask()
    assert (response.body, Headers(response.headers)["content-length"]) == (b"from a file", "11")


def test_a_stub_without_length_gets_that_of_its_body() -> None:
    responses.get(URL, body="é")
    assert Headers(ask().headers).getlist("content-length") == ["2"]


@pytest.mark.parametrize(
    "header", [{"Content-Length": "9"}, {"content-length": "9"}, {"Transfer-Encoding": "chunked"}]
)
def test_a_stub_that_speaks_of_its_length_keeps_its_word(header: dict[str, str]) -> None:
    responses.get(URL, body="123456789", headers=header)
    response = ask()
    headers = Headers(response.headers)
    assert response.body == b"123456789"
    assert [headers.get(name) for name in header] == list(header.values())
    assert len(headers.getlist("content-length") + headers.getlist("transfer-encoding")) == 1


@pytest.mark.fact("CF-101")
def test_a_body_shorter_than_its_content_length_comes_as_far_as_it_goes() -> None:
    responses.get(URL, body="short", headers={"Content-Length": "100"})
    response = ask()
    assert (response.body, Headers(response.headers)["content-length"]) == (b"short", "100")


@pytest.mark.parametrize("status", [204, 304])
def test_a_response_that_has_no_body_drops_the_stubs(status: int) -> None:
    responses.get(URL, status=status, body="dropped", headers={"ETag": '"1"'})
    response = ask()
    assert (response.body, Headers(response.headers)["etag"]) == (b"", '"1"')
    assert "content-length" not in response.headers


def test_a_304_keeps_the_length_that_its_stub_gives() -> None:
    responses.get(URL, status=304, headers={"Content-Length": "100"})
    assert Headers(ask().headers)["content-length"] == "100"


def test_a_response_to_head_has_the_length_of_the_body_that_it_drops() -> None:
    responses.head(URL, body="dropped")
    response = ask(method="HEAD")
    assert (response.body, Headers(response.headers)["content-length"]) == (b"", "7")


def test_a_stubs_callback_sees_the_request_and_answers() -> None:
    def callback(request: object) -> tuple[int, dict[str, str], bytes]:
        return 201, {"X-Method": str(getattr(request, "method", ""))}, b"called"

    responses.add_callback("PUT", URL, callback)
    response = ask(method="PUT")
    assert (response.status, response.body, Headers(response.headers)["x-method"]) == (201, b"called", "PUT")


def test_a_response_whose_body_was_read_by_a_response_callback_still_has_it() -> None:
    def callback(response: object) -> object:
        assert getattr(response, "content", b"") == b"stubbed"
        return response

    with responses.RequestsMock(response_callback=callback) as mock:
        mock.get(URL, body="stubbed")
        assert ask().body == b"stubbed"


def test_a_header_of_several_lines_is_read_as_one() -> None:
    responses.get(URL, headers={"X-Folded": "one\r\n two\nthree"})
    assert Headers(ask().headers)["x-folded"] == "one  two three"
