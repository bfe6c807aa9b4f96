"""Whatever a viewer sends: no request at all, or one that is answered and reaches the origin as it came."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
import responses
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.edge_functions import all_triggers, passes_on
from support.fake_origins import ORIGIN, Answer, stub
from support.scenarios import ALL_METHODS, make

from pytest_lambda_edge.http.fields import is_field_value, is_token
from pytest_lambda_edge.model.behaviors import Behavior
from pytest_lambda_edge.model.event_type import EVENT_TYPES
from pytest_lambda_edge.model.triggers import Trigger

if TYPE_CHECKING:
    from pytest_lambda_edge.distribution import Distribution
    from pytest_lambda_edge.result import Result

ANY_URL = re.compile(".*", re.DOTALL)

# All that RFC 3986 has in a path and a query, and what viewers send all the same.
PATH = st.text(st.sampled_from("abc/.-_~!$&'()*+,;=:@%[]{}|\\^`\"<>üß€😀\u0080\ufeff"), max_size=30)
QUERY = st.text(st.sampled_from('abc=&?/%;+.[]{}|\\^`"<>üß€😀'), max_size=30)
USUAL_NAMES = (
    "Accept Accept-Encoding Authorization Cache-Control CDN-Loop CloudFront-Viewer-Country Connection"
    " Content-Length Content-Type Cookie Expect If-Match If-Modified-Since If-None-Match If-Range Origin"
    " Pragma Range Referer TE Trailer Transfer-Encoding Upgrade User-Agent Via X-Amz-Cf-Id X-Cache"
    " X-Edge-1 X-Forwarded-For X-Forwarded-Proto"
)
TOKEN = st.text(st.sampled_from("!#$%&'*+-.^_`|~09azAZ"), min_size=1, max_size=12)
TEXT_VALUE = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=[*map(chr, range(32)), "\x7f"])
)
FIELD_VALUE = st.one_of(
    TEXT_VALUE,
    st.binary().map(lambda raw: bytes(byte for byte in raw if byte >= 32 and byte != 127)),
    st.just("a\tb"),
)
NAMES = st.one_of(
    TOKEN,
    st.sampled_from(USUAL_NAMES.split()),
)
REQUESTS = st.fixed_dictionaries(
    {
        "method": st.one_of(st.sampled_from(ALL_METHODS), TOKEN),
        "url": st.builds("/{}{}".format, PATH, st.one_of(st.just(""), QUERY.map("?{}".format))),
        "headers": st.lists(st.tuples(NAMES, FIELD_VALUE), max_size=6),
        "cookies": st.dictionaries(TOKEN, TEXT_VALUE.map(lambda value: value.replace(";", "")), max_size=3),
        "body": st.one_of(st.none(), st.binary(max_size=20)),
        "http_version": st.sampled_from(["1.0", "1.1", "2.0", "3.0"]),
    }
)
ARGUMENTS = ("method", "url", "headers", "cookies", "body", "http_version", "client_ip", "viewer")
ANYTHING = st.one_of(st.text(), st.binary(), st.none(), st.integers(), st.just(()), st.just({}))


@cache
def site(*, policy: str) -> Distribution:
    """Return a distribution that passes on all that it may, or next to nothing."""
    everything: dict[str, Any] = {
        "origin_request_policy": {
            "header_behavior": "allViewer",
            "cookie_behavior": "all",
            "query_string_behavior": "all",
        }
    }
    including = all_triggers(
        viewer_request=Trigger(passes_on, include_body=True),
        origin_request=Trigger(passes_on, include_body=True),
    )
    return make(
        default_root_object="index.html",
        allowed_methods=ALL_METHODS,
        function_errors="raise",
        custom_error_responses=[{"error_code": 403, "response_page_path": "/403.html", "response_code": 403}],
        behaviors={"*.html": Behavior(**including)},
        **(everything if policy == "all" else {}),
        **including,
    )


def ask(policy: str, request: dict[str, Any]) -> Result | None:
    """Send a request to a distribution whose origin answers all; None where it is no request at all."""
    responses.reset()
    stub(ANY_URL, Answer(headers={"Cache-Control": "max-age=60", "ETag": '"v1"'}))
    distribution = site(policy=policy)
    distribution.reset()
    try:
        return distribution.request(request.pop("method"), request.pop("url"), **request)
    except (ValueError, TypeError):
        assert not distribution.history, "what is no request is refused before it is one"
        return None


def check(result: Result) -> None:
    assert result.status_code in {200, 206, 304, 403, 414, 494}
    for name, text in result.headers.items():
        assert is_token(name)
        assert is_field_value(text)
    if result.behavior is not None:
        assert {*result.fired, *result.skipped} == set(EVENT_TYPES)
    for run in result.invocations:
        assert run.error is None
        assert run.event["Records"][0]["cf"]["request"]["uri"].startswith("/")
    for request in result.origin_requests:
        assert request.url.startswith(f"{ORIGIN}/")
        assert all(is_token(name) and is_field_value(value) for name, value in request.headers.items())
    assert result.explain()
    assert all(str(assumption) for assumption in result.assumptions)


@pytest.mark.fact("LE-051", "LE-210", "LE-220", "LE-247")
@settings(max_examples=100)
@given(policy=st.sampled_from(["all", "none"]), request=REQUESTS)
@example(
    "all", {"method": "GET", "url": "//", "headers": [("Range", "bytes=0-1"), ("If-None-Match", '"v1"')]}
)
@example("all", {"method": "POST", "url": "/", "headers": {"Content-Length": "7", "Transfer-Encoding": "x"}})
def test_any_request_is_answered(policy: str, request: dict[str, Any]) -> None:
    result = ask(policy, request.copy())
    assert result is not None
    check(result)
    path, mark, query = request["url"].partition("?")
    target = "/index.html" if path == "/" else path
    by_default = result.behavior is not None and result.behavior.path_pattern == "*"
    if query and policy == "all" and by_default:  # The other behavior forwards no query string.
        target += mark + query
    own = [sent for sent in result.origin_requests if not sent.for_error_page]
    assert bool(own) == (result.fired == EVENT_TYPES)
    assert {(sent.url, sent.body) for sent in own} <= {(ORIGIN + target, request.get("body") or b"")}


@pytest.mark.slow
@settings(max_examples=10_000)
@given(policy=st.sampled_from(["all", "none"]), request=REQUESTS)
def test_any_of_many_requests_is_answered(policy: str, request: dict[str, Any]) -> None:
    result = ask(policy, request)
    assert result is not None
    check(result)


@settings(max_examples=100)
@given(request=REQUESTS, name=st.sampled_from(ARGUMENTS), value=ANYTHING)
def test_what_is_no_request_is_refused_and_what_is_one_is_answered(
    request: dict[str, Any], name: str, value: Any
) -> None:
    result = ask("all", request | {name: value})
    if result is not None:
        check(result)
