"""What somebody reads whose origin has no stub."""

from __future__ import annotations

import re
from typing import Any

import pytest
import responses
from responses.matchers import header_matcher, json_params_matcher, query_param_matcher
from support.fetching import ORIGIN, ask

from pytest_lambda_edge.errors import OriginNotStubbedError

URL = ORIGIN + "/x"


def refusal(url: str = URL, **request: Any) -> str:
    with pytest.raises(OriginNotStubbedError) as raised:
        ask(url, **request)
    return str(raised.value)


def nearest(text: str) -> list[str]:
    """The stubs that the message lists, without the reasons."""
    return re.findall(r"^  (\S.*)$", text, flags=re.MULTILINE)


def test_the_message_names_the_request_and_the_origin() -> None:
    assert refusal().startswith(f"No stub answers GET {URL} (origin the-origin).")


def test_the_message_says_that_nothing_is_stubbed() -> None:
    assert "No stub is registered." in refusal()


@pytest.mark.parametrize(
    ("method", "line"),
    [
        ("GET", f"responses.get('{URL}', body=...)"),
        ("POST", f"responses.post('{URL}', body=...)"),
        ("PROPFIND", f"responses.add('PROPFIND', '{URL}', body=...)"),
    ],
)
def test_the_message_says_what_to_write(method: str, line: str) -> None:
    assert f"    {line}\n" in refusal(method=method)


def test_the_message_says_how_to_reach_the_network() -> None:
    assert "responses.add_passthru('https://origin.example.com/')" in refusal()


def test_the_message_is_all_that_is_shown() -> None:
    with pytest.raises(OriginNotStubbedError) as raised:
        ask()
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


def test_the_nearest_stubs_come_first_and_only_three() -> None:
    for path in ("/abcdef", "/zzzzzzzzzz", "/abcdefgh", "/abcdefg", "/q"):
        responses.get(ORIGIN + path)
    text = refusal(ORIGIN + "/abcdefghi")
    assert "The nearest stubs (of 5):" in text
    assert nearest(text) == [f"GET {ORIGIN}/abcdefgh", f"GET {ORIGIN}/abcdefg", f"GET {ORIGIN}/abcdef"]


@pytest.mark.parametrize(
    ("method", "url", "why"),
    [
        ("HEAD", URL, "not the same: method"),
        ("GET", "http://origin.example.com/x", "not the same: http, not https"),
        ("GET", "https://origin.example.net/x", "not the same: host"),
        ("GET", ORIGIN + "/X", "not the same: path"),
        ("POST", "http://origin.example.net/y", "not the same: method, http, not https, host, path"),
        ("GET", "origin.example.com/x", f"not the same: no scheme (write {URL})"),
        ("GET", "//origin.example.com/x", f"not the same: no scheme (write {URL})"),
        ("GET", "/y", f"not the same: no scheme (write {ORIGIN}/y), path"),
        ("GET", re.compile("https://origin.*/y"), "not the same: URL"),
        ("POST", re.compile("https://origin.*/x"), "not the same: method"),
    ],
    ids=str,
)
def test_the_message_says_in_what_a_stub_differs(method: str, url: str | re.Pattern[str], why: str) -> None:
    responses.add(method, url)
    assert f"\n    {why}\n" in refusal()


def test_a_stub_that_lacks_only_its_scheme_is_the_nearest() -> None:
    responses.get(f"{URL}a")
    responses.get("origin.example.com/x")
    assert nearest(refusal())[0] == "GET origin.example.com/x"


def test_a_pattern_is_shown_as_one() -> None:
    responses.get(re.compile(r"https://origin\.example\.com/y"))
    assert nearest(refusal()) == [r"GET re.compile('https://origin\\.example\\.com/y')"]


@pytest.mark.parametrize(
    "match", [[header_matcher({"X-A": "1"})], [json_params_matcher({"a": 1})]], ids=["headers", "body"]
)
def test_a_matchers_own_reason_is_shown(match: list[Any]) -> None:
    responses.get(URL, match=match)
    assert re.search(r"\n    (Headers do not match|request\.body doesn't match)", refusal())


@pytest.mark.parametrize("with_matcher", [False, True], ids=["url", "matcher"])
def test_a_stub_that_differs_only_by_its_query_shows_the_policy_that_dropped_it(with_matcher: bool) -> None:
    responses.get(ORIGIN + "/xy")
    if with_matcher:
        responses.get(URL, match=[query_param_matcher({"v": "1"})])
    else:
        responses.get(URL + "?v=1")
    text = refusal(explain_query="the cache policy CachingOptimized forwards no query string")
    assert nearest(text)[0] == f"GET {URL}" + ("" if with_matcher else "?v=1")
    assert re.search(
        r"only its query differs: .*\n    the cache policy CachingOptimized forwards no query string\n", text
    )


def test_without_a_policy_to_blame_the_query_alone_is_named() -> None:
    responses.get(URL + "?v=1")
    assert re.search(r"only its query differs: [^\n]*v[^\n]*1[^\n]*\n\n", refusal(URL + "?v=2"))


def test_a_policy_is_not_blamed_for_a_stub_that_differs_in_more() -> None:
    responses.get(ORIGIN + "/y?v=1")
    assert "CachingOptimized" not in refusal(explain_query="the cache policy CachingOptimized …")


def test_stubs_of_the_innermost_mock_and_bare_ones_are_listed() -> None:
    responses.get(ORIGIN + "/bare")
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.get(ORIGIN + "/mock")
        assert sorted(nearest(refusal())) == [f"GET {ORIGIN}/bare", f"GET {ORIGIN}/mock"]


def test_an_ordered_registry_shows_the_stub_whose_turn_it_is() -> None:
    registry = responses.registries.OrderedRegistry
    with responses.RequestsMock(assert_all_requests_are_fired=False, registry=registry) as mock:
        mock.get(ORIGIN + "/first")
        mock.get(URL)
        assert nearest(refusal()) == [f"GET {ORIGIN}/first"]


def test_a_passthrough_response_does_not_reach_the_network_and_says_so(network: list[Any]) -> None:
    responses.add(responses.PassthroughResponse("GET", URL))
    assert "it passes the request on to the network, which is what responses.add_passthru is for" in refusal()
    assert network == []


def test_a_request_that_the_origins_own_callback_sent_is_named() -> None:
    import requests  # noqa: PLC0415 - beside the fetch, not part of it

    def callback(_request: object) -> tuple[int, dict[str, str], str]:
        requests.post("https://api.example.com/", timeout=1)
        return 200, {}, ""

    responses.add_callback("GET", URL, callback)
    assert refusal().startswith(
        f"No stub answers POST https://api.example.com/ (the stub of GET {URL} asked it)."
    )
