"""What an origin receives: CloudFront's own request and nothing that requests adds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import responses
from responses.matchers import header_matcher, json_params_matcher, query_param_matcher
from support.fetching import ORIGIN, ask

from pytest_lambda_edge.origins.bare_session import bare_session

if TYPE_CHECKING:
    import requests


def sent() -> requests.PreparedRequest:
    call = responses.calls[-1]
    assert isinstance(call, responses.Call)
    return call.request


def test_no_header_is_sent_but_those_given() -> None:
    responses.get(ORIGIN + "/x", body="stubbed", match=[header_matcher({"Host": "www"}, strict_match=True)])
    assert ask(headers=[("Host", "www")]).body == b"stubbed"


def test_without_headers_none_are_sent() -> None:
    responses.get(ORIGIN + "/x")
    ask()
    assert dict(sent().headers) == {}


def test_names_keep_their_spelling() -> None:
    responses.get(ORIGIN + "/x")
    ask(headers=[("hOST", "www"), ("X-Amz-Cf-Id", "abc")])
    assert list(sent().headers) == ["hOST", "X-Amz-Cf-Id"]


@pytest.mark.fact("CF-186")
def test_repeated_lines_are_joined() -> None:
    responses.get(ORIGIN + "/x")
    ask(headers=[("X-A", "1"), ("x-a", "2")])
    assert dict(sent().headers) == {"X-A": "1, 2"}


@pytest.mark.fact("CF-226")
@pytest.mark.parametrize(
    "path",
    [
        "/%7Euser",
        "/../x",
        "/a/./b",
        "/%2f%2F",
        "//double//slash",
        "/a;b=c",
        "/%E4%BD%A0",
        "/x?",
        "/x?b=2&a=%20+",
    ],
)
def test_a_url_goes_out_as_it_stands(path: str) -> None:
    responses.get(ORIGIN + path)
    ask(ORIGIN + path)
    assert sent().url == ORIGIN + path
    assert sent().path_url == path.removesuffix("?")


@pytest.mark.fact("CF-226", "LE-247")
@pytest.mark.parametrize("path", ["//[", "//[::1", "//a]b", "//\u2100"])
def test_a_path_that_looks_like_a_broken_host_is_answered(path: str) -> None:
    responses.get(re.compile(re.escape(ORIGIN)), body="stubbed")
    assert ask(ORIGIN + path).body == b"stubbed"
    assert sent().url == ORIGIN + path


def test_a_url_is_matched_as_responses_matches_it() -> None:
    responses.get(ORIGIN + "/x", body="stubbed", match=[query_param_matcher({"a": "1", "b": "2"})])
    assert ask(ORIGIN + "/x?b=2&a=1").body == b"stubbed"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_a_body_goes_out_byte_for_byte(method: str) -> None:
    responses.add(method, ORIGIN + "/x", body="stubbed")
    ask(method=method, headers=[("Content-Length", "3")], body=b"\x00\xff\n")
    assert (sent().method, sent().body, dict(sent().headers)) == (
        method,
        b"\x00\xff\n",
        {"Content-Length": "3"},
    )


def test_a_body_can_be_matched() -> None:
    responses.post(ORIGIN + "/x", body="stubbed", match=[json_params_matcher({"a": 1})])
    assert ask(method="POST", body=b'{"a": 1}').body == b"stubbed"


def test_an_empty_body_is_none() -> None:
    responses.post(ORIGIN + "/x")
    ask(method="POST")
    assert sent().body is None


def test_a_cookie_that_an_origin_sets_is_not_sent_back() -> None:
    responses.get(ORIGIN + "/x", headers={"Set-Cookie": "session=1; Path=/"})
    ask()
    ask()
    assert len(responses.calls) == 2
    assert dict(sent().headers) == {}
    assert len(bare_session().cookies) == 0


def test_a_proxy_in_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.com")
    seen: list[dict[str, Any]] = []

    def look(request: Any) -> tuple[bool, str]:
        seen.append(request.req_kwargs)
        return True, ""

    responses.get(ORIGIN + "/x", match=[look])
    ask()
    assert not seen[0]["proxies"]


def test_a_netrc_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine origin.example.com login somebody password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    responses.get(ORIGIN + "/x")
    ask()
    assert "Authorization" not in sent().headers


@pytest.mark.fact("CF-232")
def test_the_read_timeout_is_requests_own_timeout() -> None:
    seen: list[Any] = []

    def look(request: Any) -> tuple[bool, str]:
        seen.append(request.req_kwargs["timeout"])
        return True, ""

    responses.get(ORIGIN + "/x", match=[look])
    ask()
    assert seen == [30.0]
