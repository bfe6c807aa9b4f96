from __future__ import annotations

from typing import Any

import pytest
from support.cached_sites import cached_site
from support.edge_functions import answers

OWN = "d111111abcdef8.cloudfront.net"
ALIAS = "www.example.com"


def received(method: str = "GET", url: str = "/", **arguments: Any) -> dict[str, Any]:
    """Return the request that reaches CloudFront, as viewer-request sees it."""
    site = cached_site(
        viewer_request={"function": answers(), "include_body": True},
        allowed_methods=["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
        aliases=[ALIAS],
    )
    (run,) = site.request(method, url, **arguments).invocations
    request: dict[str, Any] = run.event["Records"][0]["cf"]["request"]
    return request


def lines(**arguments: Any) -> dict[str, list[tuple[str, str]]]:
    """Return the header lines that reach CloudFront, without the two that are always there."""
    headers = received(**arguments)["headers"]
    return {
        name: [(entry["key"], entry["value"]) for entry in entries]
        for name, entries in headers.items()
        if name not in {"host", "user-agent"}
    }


@pytest.mark.fact("LE-071", "LE-073")
def test_nothing_is_sent_that_was_not_asked_for_but_host_and_user_agent() -> None:
    headers = received()["headers"]
    assert set(headers) == {"host", "user-agent"}
    assert headers["host"] == [{"key": "Host", "value": OWN}]
    assert headers["user-agent"][0]["key"] == "User-Agent"
    assert headers["user-agent"][0]["value"].startswith("Mozilla/5.0 ")


@pytest.mark.fact("LE-071")
@pytest.mark.parametrize(
    ("headers", "name", "values"),
    [
        ({"User-Agent": None}, "user-agent", []),
        ({"user-agent": "curl/8"}, "user-agent", ["curl/8"]),
        ({"HOST": ALIAS}, "host", [ALIAS]),
        ([("Host", ALIAS)], "host", [ALIAS]),
        ({"X-A": None}, "x-a", []),
        ({"X-A": "1", "x-a": "2"}, "x-a", ["1", "2"]),
        ([("X-A", "1"), ("X-B", "2"), ("x-a", "3")], "x-a", ["1", "3"]),
        ([["X-A", "1"]], "x-a", ["1"]),
        (iter([("X-A", "1")]), "x-a", ["1"]),
        ({"X-A": " \tpadded "}, "x-a", ["padded"]),
        ({"X-A": ""}, "x-a", [""]),
        ({"X-A": "grün"}, "x-a", ["grün"]),
        ({"X-A": "grün".encode()}, "x-a", ["grün"]),
        pytest.param({"X-A": "grün".encode("iso-8859-1")}, "x-a", ["grün"], marks=pytest.mark.fact("LE-246")),
    ],
)
def test_headers_are_what_the_test_says(headers: Any, name: str, values: list[str]) -> None:
    sent = received(headers=headers)["headers"]
    assert [entry["value"] for entry in sent.get(name, [])] == values


@pytest.mark.fact("LE-060", "LE-061")
@pytest.mark.parametrize(
    ("http_version", "names"),
    [
        ("1.0", {"X-Any", "accept", "Cookie", "Content-Length"}),
        ("1.1", {"X-Any", "accept", "Cookie", "Content-Length"}),
        ("2.0", {"x-any", "accept", "cookie", "content-length"}),
        ("3.0", {"x-any", "accept", "cookie", "content-length"}),
    ],
)
def test_names_keep_their_case_before_http_2(http_version: str, names: set[str]) -> None:
    headers = {"X-Any": "1", "accept": "2", "USER-AGENT": "3", "host": OWN}
    request = received("POST", headers=headers, cookies={"a": "1"}, body="x", http_version=http_version)
    keys = {entry["key"] for entries in request["headers"].values() for entry in entries}
    assert keys == names | {"User-Agent", "Host"}


@pytest.mark.fact("LE-059")
def test_cookies_are_one_line_beside_any_other() -> None:
    assert lines(cookies={"b": "2", "a": "1", "c": ""}) == {"cookie": [("cookie", "b=2; a=1; c=")]}
    assert lines(headers={"Cookie": "x=1"}, cookies={"a": "1"}) == {
        "cookie": [("cookie", "x=1"), ("cookie", "a=1")]
    }
    assert lines(cookies={}) == {}


@pytest.mark.fact("LE-097")
@pytest.mark.parametrize(
    ("body", "data", "length"),
    [
        (None, "", None),
        (b"", "", "0"),
        ("", "", "0"),
        (b"\x00\xff", "AP8=", "2"),
        ("grün", "Z3LDvG4=", "5"),
        (bytearray(b"hello"), "aGVsbG8=", "5"),
        (memoryview(b"hello"), "aGVsbG8=", "5"),
    ],
)
def test_a_body_is_bytes_or_utf_8_and_brings_its_length(body: Any, data: str, length: str | None) -> None:
    request = received("POST", body=body)
    assert request["body"]["data"] == data
    sent = request["headers"].get("content-length", [{"value": None}])
    assert [entry["value"] for entry in sent] == [length]


@pytest.mark.parametrize("headers", [{"Content-Length": "7"}, {"Transfer-Encoding": "chunked"}])
def test_a_body_brings_no_length_where_the_test_says_how_it_is_framed(headers: dict[str, str]) -> None:
    name, value = next(iter(headers.items()))
    assert lines(method="POST", body="hello", headers=headers) == {name.lower(): [(name.lower(), value)]}


@pytest.mark.fact("LE-047")
@pytest.mark.parametrize(
    ("client_ip", "shown"),
    [
        (None, "203.0.113.178"),
        ("192.0.2.1", "192.0.2.1"),
        ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"),
        ("::1", "::1"),
    ],
)
def test_the_viewer_has_an_address(client_ip: str | None, shown: str) -> None:
    arguments = {} if client_ip is None else {"client_ip": client_ip}
    assert received(**arguments)["clientIp"] == shown


@pytest.mark.parametrize(
    ("url", "host", "uri", "querystring"),
    [
        ("/", OWN, "/", ""),
        ("/a/../b//c?d=e&f#g", OWN, "/a/../b//c", "d=e&f"),
        (f"https://{OWN}/a", OWN, "/a", ""),
        (f"http://{OWN}", OWN, "/", ""),
        (f"https://{ALIAS}/a?b", ALIAS, "/a", "b"),
        (f"https://{ALIAS}:8443/a", f"{ALIAS}:8443", "/a", ""),
        (f"HTTPS://{OWN.upper()}/A", OWN.upper(), "/A", ""),
    ],
)
def test_a_url_is_a_path_or_on_one_of_the_distributions_names(
    url: str, host: str, uri: str, querystring: str
) -> None:
    request = received(url=url)
    assert request["headers"]["host"][0]["value"] == host
    assert (request["uri"], request["querystring"]) == (uri, querystring)


@pytest.mark.fact("CF-144")
@pytest.mark.parametrize(
    "arguments", [{"url": "https://other.example.com/"}, {"url": "/", "headers": {"Host": "x"}}]
)
def test_a_host_that_is_none_of_the_distributions_gets_403(arguments: dict[str, Any]) -> None:
    result = cached_site().get(**arguments)
    assert (result.status_code, result.result_type, result.behavior) == (403, "Error", None)
    assert "Bad request." in result.text


@pytest.mark.parametrize("method", ["get", "head", "options", "post", "put", "patch", "delete"])
def test_each_method_has_a_shorthand(method: str) -> None:
    site = cached_site(
        viewer_request=answers(),
        allowed_methods=["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
    )
    for sender in (site, site.viewer()):
        result = getattr(sender, method)("/a?b", headers={"X-A": "1"}, cookies={"c": "d"})
        request = result.invocations[0].event["Records"][0]["cf"]["request"]
        assert (request["method"], request["uri"], request["querystring"]) == (method.upper(), "/a", "b")
        assert {"x-a", "cookie"} <= set(request["headers"])


# What no viewer could send: arguments, the exception, and what it says.
REFUSED: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"method": "GE T"}, ValueError, r"'GE T' is no HTTP method"),
    ({"method": ""}, ValueError, r"'' is no HTTP method"),
    ({"method": None}, ValueError, r"None is no HTTP method"),
    ({"url": "page"}, ValueError, r"'page' is neither a path \(it would begin with '/'\) nor"),
    ({"url": "/a b"}, ValueError, r"written %20"),
    ({"url": None}, ValueError, r"None is no URL"),
    ({"url": b"/"}, ValueError, r"b'/' is no URL"),
    ({"url": "/\ud800"}, ValueError, r"is no URL"),
    ({"headers": "X-A: 1"}, TypeError, r"headers: is a mapping or a list of \(name, value\) pairs"),
    ({"headers": 5}, TypeError, r"headers: is a mapping or a list of \(name, value\) pairs"),
    ({"headers": ["X-A"]}, TypeError, r"headers: is a mapping or a list of \(name, value\) pairs"),
    (
        {"headers": [("X-A", "1", "2")]},
        TypeError,
        r"headers: is a mapping or a list of \(name, value\) pairs",
    ),
    ({"headers": {"X A": "1"}}, ValueError, r"'X A' is no name of a header"),
    ({"headers": {"": "1"}}, ValueError, r"'' is no name of a header"),
    ({"headers": {1: "1"}}, ValueError, r"1 is no name of a header"),
    ({"headers": {"X-A": 1}}, TypeError, r"header 'x-a': a value is a string \(or bytes\), not int"),
    ({"headers": {"X-A": ["1", "2"]}}, TypeError, r"header 'x-a': a value is a string .*, not list"),
    ({"headers": {"X-A": "1\r\nX-B: 2"}}, ValueError, r"header 'x-a': '1\\r\\nX-B: 2' holds what no header"),
    ({"headers": {"X-A": "\ud800"}}, ValueError, r"header 'x-a': .* holds what no header line can hold"),
    ({"headers": {"Host": None}}, ValueError, r"every request to CloudFront has a Host"),
    ({"cookies": [("a", "1")]}, TypeError, r"cookies: is a mapping of names to values"),
    ({"cookies": "a=1"}, TypeError, r"cookies: is a mapping of names to values"),
    ({"cookies": {"a": 1}}, TypeError, r"cookies: names and values are strings, not 'a': 1"),
    ({"cookies": {1: "a"}}, TypeError, r"cookies: names and values are strings"),
    ({"cookies": {"a": "1; b=2"}}, ValueError, r"cookies: 'a': '1; b=2' .* ';'"),
    ({"cookies": {"a=b": "1"}}, ValueError, r"cookies: 'a=b': '1'"),
    ({"cookies": {"": "1"}}, ValueError, r"cookies: '': '1'"),
    ({"cookies": {"a": "1\n"}}, ValueError, r"cookie"),
    ({"method": "POST", "body": 5}, TypeError, r"body: is bytes or a string \(sent as UTF-8\), not int"),
    ({"method": "POST", "body": {"a": 1}}, TypeError, r"body: is bytes or a string .*, not dict"),
    ({"method": "POST", "body": "\ud800"}, ValueError, r"body: .*surrogate"),
    ({"client_ip": "localhost"}, ValueError, r"client_ip='localhost' is no IP address"),
    ({"client_ip": ""}, ValueError, r"client_ip='' is no IP address"),
    ({"client_ip": None}, ValueError, r"client_ip=None is no IP address"),
    ({"client_ip": 1}, ValueError, r"client_ip=1 is no IP address"),
    ({"http_version": "2"}, ValueError, r"http_version='2' is none of 1\.0, 1\.1, 2\.0, 3\.0"),
    ({"http_version": 1.1}, ValueError, r"http_version=1\.1 is none of"),
    (
        {"viewer": {"CloudFront-Viewer-Contry": "DE"}},
        ValueError,
        r"did you mean 'CloudFront-Viewer-Country'\?",
    ),
    ({"viewer": {"Country": "DE"}}, ValueError, r"viewer: 'Country' is no header that CloudFront adds"),
    ({"viewer": {1: "DE"}}, ValueError, r"viewer: 1 is no header that CloudFront adds"),
    ({"viewer": "DE"}, TypeError, r"viewer: is a mapping of CloudFront's header names to values"),
    ({"viewer": {"CloudFront-Viewer-Country": None}}, TypeError, r"a value is a string"),
    ({"viewer": {"CloudFront-Viewer-City": "a\nb"}}, ValueError, r"holds what no header line can hold"),
    ({"header": {"X-A": "1"}}, TypeError, r"header"),
]


@pytest.mark.parametrize("follow_redirects", [False, True])
@pytest.mark.parametrize(("arguments", "error", "message"), REFUSED)
def test_what_no_viewer_could_send_is_refused_in_plain_words(
    arguments: dict[str, Any], error: type[Exception], message: str, follow_redirects: bool
) -> None:
    site = cached_site(allowed_methods=["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"])
    asked: dict[str, Any] = {"method": "GET", "url": "/", "follow_redirects": follow_redirects} | arguments
    with pytest.raises(error, match=message):
        site.request(**asked)
    assert len(site.history) == 0
