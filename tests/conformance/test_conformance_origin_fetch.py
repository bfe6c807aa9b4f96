"""Where an origin is asked, and what comes of one that cannot answer."""

from __future__ import annotations

import re
import socket
from typing import Any

import pytest
import requests
from support.cached_sites import cached_site, origin_says, sent
from support.edge_functions import all_triggers, answers, raises, returns
from support.fake_origins import ORIGIN, Answer
from support.scenarios import make

HTTP = "http://d111111abcdef8.cloudfront.net"
CUSTOM = {"domain_name": "www-origin.example.com"}
PORTS = {"http_port": 8080, "https_port": 8443}
NO_ADDRESS = requests.ConnectionError(socket.gaierror(-2, "Name or service not known"))
BAD_CERTIFICATE = requests.exceptions.SSLError("certificate verify failed: Hostname mismatch")


@pytest.mark.fact("CF-226")
@pytest.mark.parametrize(
    ("origin_path", "url", "asked"),
    [
        ("", "/acme/index.html", "/acme/index.html"),
        ("/production", "/acme/index.html", "/production/acme/index.html"),
        ("/a/b", "/", "/a/b/"),
        ("/a", "//x/../%7Ey", "/a//x/../%7Ey"),
        ("/a", "/x?b=1&c", "/a/x?b=1&c"),
        ("/a", "/x?d=1", "/a/x"),
    ],
)
def test_an_origin_is_asked_for_its_path_the_viewers_and_the_query(
    origin_path: str, url: str, asked: str
) -> None:
    site = cached_site(
        origin=CUSTOM | {"origin_path": origin_path},
        cache_policy={"min_ttl": 0, "query_string_behavior": "allExcept", "query_strings": ["d"]},
    )
    assert sent(site.get(url)).url == ORIGIN + asked


@pytest.mark.fact("CF-228")
@pytest.mark.parametrize(
    ("policy", "over_http", "over_https"),
    [
        ("http-only", "http://www-origin.example.com:8080", "http://www-origin.example.com:8080"),
        ("https-only", "https://www-origin.example.com:8443", "https://www-origin.example.com:8443"),
        ("match-viewer", "http://www-origin.example.com:8080", "https://www-origin.example.com:8443"),
    ],
)
def test_the_origins_protocol_policy_decides_how_it_is_asked(
    policy: str, over_http: str, over_https: str
) -> None:
    for ports, port in ((PORTS, r""), ({}, r":8\d{3}")):
        site = cached_site(origin=CUSTOM | ports | {"origin_protocol_policy": policy})
        urls = [sent(site.get(url)).url for url in (f"{HTTP}/a", "/b")]
        without = [re.sub(port, "", begin) if port else begin for begin in (over_http, over_https)]
        assert urls == [f"{without[0]}/a", f"{without[1]}/b"]


@pytest.mark.fact("CF-013", "CF-129", "CF-229", "CF-235")
@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (NO_ADDRESS, "CloudFront wasn't able to resolve the origin domain name."),
        (BAD_CERTIFICATE, "CloudFront wasn't able to connect to the origin."),
    ],
    ids=["no address", "bad certificate"],
)
def test_an_origin_without_an_address_or_a_certificate_gives_a_502(error: Exception, sentence: str) -> None:
    result = cached_site(error, **all_triggers()).get("/page")
    assert (result.status_code, result.headers["X-Cache"]) == (502, "Error from cloudfront")
    assert f"<p>{sentence}</p>" in result.text
    assert result.fired == ("viewer-request", "origin-request")


# CF-134: settings, method, URL, what the origin says, and the status by which CloudFront itself answers.
OWN_ERRORS: list[tuple[dict[str, Any], str, str, Any, int]] = [
    ({}, "GET", "https://other.example.com/", Answer(), 403),
    ({"enabled": False}, "GET", "/", Answer(), 403),
    ({}, "GET", "/" + "a" * 8_192, Answer(), 414),
    ({"behaviors": {"/b": {}}}, "DELETE", "/a", Answer(), 403),
    ({"viewer_protocol_policy": "https-only"}, "GET", f"{HTTP}/a", Answer(), 403),
    ({}, "GET", "/a", NO_ADDRESS, 502),
    ({}, "GET", "/a", requests.ConnectionError("refused"), 502),
    ({}, "GET", "/a", requests.ReadTimeout("late"), 504),
    ({"viewer_request": raises}, "GET", "/a", Answer(), 503),
    ({"origin_response": returns(None)}, "GET", "/a", Answer(), 502),
]


@pytest.mark.fact("CF-134")
@pytest.mark.parametrize(("settings", "method", "url", "reply", "status"), OWN_ERRORS)
def test_cloudfront_itself_never_says_404(
    settings: dict[str, Any], method: str, url: str, reply: Any, status: int
) -> None:
    origin_says(reply)
    result = make(**settings).request(method, url)
    assert (result.status_code, result.headers["Server"]) == (status, "CloudFront")


@pytest.mark.fact("CF-134")
def test_a_404_comes_from_an_origin_or_a_function() -> None:
    origin_says(Answer(404, "the origin's own"))
    assert make().get("/").text == "the origin's own"
    assert make(viewer_request=answers(404, "the function's own")).get("/").text == "the function's own"
