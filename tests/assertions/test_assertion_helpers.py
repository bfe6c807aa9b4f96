"""The assertion helpers pass, or name each difference and tell the request's way."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest
import responses

import pytest_lambda_edge
from pytest_lambda_edge import (
    Distribution,
    OriginNotStubbedError,
    Result,
    assert_fired,
    assert_not_fired,
    assert_not_short_circuited,
    assert_origin_received,
    assert_response,
    assert_result_type,
    assert_short_circuited,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# What no type checker would let pass is called through this.
edge: Any = pytest_lambda_edge

ORIGIN = "https://www.example.com"
SECURE = "https://secure.example.com"
LONG = "".join(f"line {number}\n" for number in range(100))


def passes(event: Any, context: Any) -> Any:
    cf = event["Records"][0]["cf"]
    return cf.get("response", cf["request"])


def answers(event: Any, context: Any) -> Any:
    return {"status": "302", "headers": {"location": [{"key": "Location", "value": "/login"}]}}


@pytest.fixture
def site() -> Iterator[Distribution]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as origin:
        headers = [("X-Tag", "a=1"), ("X-Tag", "b=2"), ("X-Served-By", "www")]
        origin.get(f"{ORIGIN}/page", body="hello", headers=headers)
        origin.get(f"{ORIGIN}/long", body=LONG)
        origin.get(f"{ORIGIN}/bytes", body=b"\x00\xff")
        origin.post(f"{ORIGIN}/page", body="taken")
        origin.get(f"{SECURE}/both", status=503)
        origin.get(f"{ORIGIN}/both", body="instead")
        with Distribution(
            origin=ORIGIN,
            origins={"group": {"members": [SECURE, ORIGIN], "status_codes": [503]}},
            allowed_methods=["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"],
            viewer_request=passes,
            origin_request=passes,
            behaviors={
                "/login/*": {"viewer_request": answers, "viewer_response": passes},
                "/made/*": {"origin_request": answers, "origin_response": passes},
                "/both": {"origin": "group", "origin_request": passes},
                "/plain/*": {},
            },
        ) as distribution:
            yield distribution


ELSEWHERE = (
    "; behaviors['/made/*'] has one, whose pattern does not match /login/x"
    "; behaviors['/both'] has one, whose pattern does not match /login/x"
    "; the default behavior has one, but stands last"
)


def failure(check: Callable[[], None]) -> list[str]:
    """Return the differences that a failing helper names; the way follows after an empty line."""
    with pytest.raises(AssertionError) as caught:
        check()
    differences, _, way = str(caught.value).partition("\n\n")
    assert re.match(
        r"(GET|POST) https?://(d111111abcdef8\.cloudfront\.net|elsewhere\.example\.com)/\S* -> ", way
    )
    return differences.split("\n")


class TestFired:
    def test_passes_for_exactly_these_in_this_order(self, site: Distribution) -> None:
        assert_fired(site.get("/page"), "viewer-request", "origin-request")
        assert_fired(site.get("/page"), "viewer-request")
        assert_fired(site.get("/both"), "origin-request", "origin-request")

    def test_without_event_types_passes_where_nothing_fired(self, site: Distribution) -> None:
        assert_fired(site.get("/login/x"), "viewer-request")
        with pytest.raises(OriginNotStubbedError) as caught:
            site.get("/plain/x")
        assert isinstance(caught.value.result, Result)
        assert_fired(caught.value.result)

    @pytest.mark.parametrize(
        ("path", "wanted", "told"),
        [
            (
                "/login/x",
                ["viewer-request", "viewer-response"],
                [
                    "fired: expected viewer-request, viewer-response, got viewer-request",
                    "  viewer-response did not fire: generated-by-viewer-request",
                ],
            ),
            (
                "/login/x",
                ["origin-request"],
                [
                    "fired: expected origin-request, got viewer-request",
                    f"  origin-request did not fire: the behavior /login/* has no such trigger{ELSEWHERE}",
                    "  viewer-request fired, which was not expected",
                ],
            ),
            (
                "/page",
                ["origin-request", "viewer-request"],
                [
                    "fired: expected origin-request, viewer-request, got viewer-request, origin-request",
                    "  the same ones, in another order",
                ],
            ),
            (
                "/both",
                ["origin-request"],
                [
                    "fired: expected origin-request, got origin-request, origin-request",
                    "  origin-request fired, which was not expected",
                ],
            ),
            (
                "/login/x",
                [],
                [
                    "fired: expected nothing, got viewer-request",
                    "  viewer-request fired, which was not expected",
                ],
            ),
        ],
    )
    def test_a_failure_says_which_and_why_not(
        self, site: Distribution, path: str, wanted: list[str], told: list[str]
    ) -> None:
        result = site.get(path)
        assert failure(lambda: assert_fired(result, *wanted)) == told

    def test_of_a_request_that_was_refused_no_reason_is_known(self, site: Distribution) -> None:
        result = site.get("https://elsewhere.example.com/")
        assert failure(lambda: assert_fired(result, "viewer-request")) == [
            "fired: expected viewer-request, got nothing",
            "  viewer-request did not fire",
        ]


class TestNotFired:
    def test_passes_where_none_of_these_fired(self, site: Distribution) -> None:
        result = site.get("/login/x")
        assert_not_fired(result, "origin-request", "viewer-response")
        assert_not_fired(result, "viewer-response", because="generated-by-viewer-request")

    def test_without_event_types_it_means_any(self, site: Distribution) -> None:
        assert_not_fired(site.get("https://elsewhere.example.com/"))
        result = site.get("/login/x")
        assert failure(lambda: assert_not_fired(result)) == ["fired: expected nothing, got viewer-request"]

    def test_a_failure_names_what_fired(self, site: Distribution) -> None:
        result = site.get("/page")
        assert failure(lambda: assert_not_fired(result, "viewer-response", "origin-request")) == [
            "fired: expected no viewer-response and no origin-request, got viewer-request, origin-request"
        ]

    def test_a_reason_has_to_be_the_one(self, site: Distribution) -> None:
        result = site.get("/login/x")
        no_trigger = "nothing: the behavior /login/* has no such trigger"
        assert failure(
            lambda: assert_not_fired(result, "viewer-response", "origin-request", because="cache-hit")
        ) == [
            "viewer-response: expected skipped: cache-hit, got generated-by-viewer-request",
            f"origin-request: expected skipped: cache-hit, got {no_trigger}{ELSEWHERE}",
        ]

    def test_a_behavior_that_stands_too_late_is_named(self) -> None:
        behaviors = {"/*": {}, "private/*": {"viewer_request": answers}}
        with Distribution(origin="https://www.example.com", behaviors=behaviors) as site:
            responses.get("https://www.example.com/private//x")
            result = site.get("/private//x")
        told = failure(lambda: assert_fired(result, "viewer-request"))
        assert told[1].endswith(
            "; behaviors['private/*'] has one, whose pattern matches the path too but stands later"
        )

    def test_a_reason_without_event_types_is_that_of_every_trigger(self, site: Distribution) -> None:
        result = site.get("http://elsewhere.example.com/")
        assert failure(lambda: assert_not_fired(result, because="redirect-to-https")) == [
            f"{event_type}: expected skipped: redirect-to-https, got nothing"
            for event_type in ("viewer-request", "origin-request", "origin-response", "viewer-response")
        ]
        with Distribution(
            origin=ORIGIN, viewer_request=answers, viewer_protocol_policy="redirect-to-https"
        ) as redirecting:
            redirected = redirecting.get(f"http://{redirecting.domain_name}/")
        assert_not_fired(redirected, because="redirect-to-https")
        assert failure(lambda: assert_not_fired(redirected, because="cache-hit")) == [
            "viewer-request: expected skipped: cache-hit, got redirect-to-https"
        ]


class TestShortCircuited:
    def test_passes_where_a_function_answered(self, site: Distribution) -> None:
        assert_short_circuited(site.get("/login/x"))
        assert_short_circuited(site.get("/login/x"), by="viewer-request")
        assert_short_circuited(site.get("/made/x"), by="origin-request")
        assert_not_short_circuited(site.get("/page"))

    def test_a_failure_names_who_answered(self, site: Distribution) -> None:
        answered, passed = site.get("/login/x"), site.get("/page")
        assert failure(lambda: assert_short_circuited(answered, by="origin-request")) == [
            "short-circuited by: expected origin-request, got viewer-request"
        ]
        assert failure(lambda: assert_short_circuited(passed, by="viewer-request")) == [
            "short-circuited by: expected viewer-request, got no function"
        ]
        assert failure(lambda: assert_short_circuited(passed)) == [
            "short-circuited by: expected viewer-request or origin-request, got no function"
        ]
        assert failure(lambda: assert_not_short_circuited(answered)) == [
            "short-circuited by: expected no function, got viewer-request"
        ]


class TestResponse:
    @pytest.mark.parametrize(
        "given",
        [
            {},
            {"status": 200},
            {"status": HTTPStatus.OK},
            {"headers": {"x-served-by": "www", "X-SERVED-BY": re.compile("^w+$")}},
            {"headers": {"x-tag": "a=1, b=2"}},
            {"headers": {"x-tag": ["a=1", "b=2"]}},
            {"headers": {"x-tag": ["a=1", re.compile("b=")], "x-served-by": ["www"]}},
            {"headers": {"x-tag": re.compile(r"a=1, b=\d")}},
            {"headers": {"x-none": None, "x-empty": []}},
            {"body": "hello"},
            {"body": b"hello"},
            {"body": re.compile("ell")},
            {"body": re.compile(b"ell")},
            {"status": 200, "headers": {}, "body": "hello"},
        ],
    )
    def test_passes_for_all_that_is_given(self, site: Distribution, given: dict[str, Any]) -> None:
        assert_response(site.get("/page"), **given)

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({"status": 302}, ["status: expected 302, got 200"]),
            ({"headers": {"X-Served-By": "ww"}}, ["header X-Served-By: expected 'ww', got 'www'"]),
            (
                {"headers": {"x-served-by": re.compile("^w$")}},
                ["header x-served-by: expected a match of '^w$', got 'www'"],
            ),
            ({"headers": {"x-none": "x"}}, ["header x-none: expected 'x', got none"]),
            (
                {"headers": {"x-none": re.compile("")}},
                ["header x-none: expected a match of '', got none"],
            ),
            ({"headers": {"x-served-by": None}}, ["header x-served-by: expected none, got 'www'"]),
            ({"headers": {"x-tag": "a=1"}}, ["header x-tag: expected 'a=1', got 'a=1, b=2'"]),
            (
                {"headers": {"x-tag": ["b=2", re.compile("a=")]}},
                ["header x-tag: expected the lines ['b=2', re.compile('a=')], got ['a=1', 'b=2']"],
            ),
            (
                {"headers": {"x-tag": ["a=1"]}},
                ["header x-tag: expected the lines ['a=1'], got ['a=1', 'b=2']"],
            ),
            ({"body": "hell"}, ["body: expected 'hell', got 'hello'"]),
            ({"body": ""}, ["body: expected '', got 'hello'"]),
            ({"body": b"hell"}, ["body: expected b'hell', got b'hello'"]),
            ({"body": re.compile("^ell")}, ["body: expected a match of '^ell', got 'hello'"]),
            ({"body": re.compile(b"^ell")}, ["body: expected a match of b'^ell', got b'hello'"]),
            (
                {"status": 404, "headers": {"x-served-by": "a", "x-none": "b"}, "body": "c"},
                [
                    "status: expected 404, got 200",
                    "header x-served-by: expected 'a', got 'www'",
                    "header x-none: expected 'b', got none",
                    "body: expected 'c', got 'hello'",
                ],
            ),
        ],
    )
    def test_a_failure_names_each_difference(
        self, site: Distribution, given: dict[str, Any], told: list[str]
    ) -> None:
        result = site.get("/page")
        assert failure(lambda: assert_response(result, **given)) == told

    def test_of_a_long_body_the_first_difference_is_shown(self, site: Distribution) -> None:
        result = site.get("/long")
        assert_response(result, body=LONG)
        assert failure(lambda: assert_response(result, body=LONG.replace("line 50", "line fifty"))) == [
            "body: differs at 395 (expected 793 long, got 790)",
            "  expected …'\\nline 47\\nline 48\\nline 49\\nline fifty\\nline 51\\nline 52\\nline 53\\n'…",
            "  got      …'\\nline 47\\nline 48\\nline 49\\nline 50\\nline 51\\nline 52\\nline 53\\nlin'…",
        ]
        assert failure(lambda: assert_response(result, body=LONG[:-1]))[0] == (
            "body: differs at 789 (expected 789 long, got 790)"
        )

    def test_a_body_that_is_no_text_compares_as_bytes(self, site: Distribution) -> None:
        assert_response(site.get("/bytes"), body=b"\x00\xff")


class TestResultType:
    def test_passes_for_one_of_these(self, site: Distribution) -> None:
        assert_result_type(site.get("/page"), "Miss")
        assert_result_type(site.get("/page"), "Miss", "Hit")

    def test_a_failure_names_them(self, site: Distribution) -> None:
        result = site.get("/page")
        assert failure(lambda: assert_result_type(result, "Hit", "RefreshHit")) == [
            "result type: expected Hit or RefreshHit, got Miss"
        ]


class TestOriginReceived:
    @pytest.mark.parametrize(
        "given",
        [
            {},
            {"url": f"{ORIGIN}/page"},
            {"url": re.compile("/page$")},
            {"method": "POST"},
            {"headers": {"host": "www.example.com", "x-none": None}},
            {"body": "hello"},
            {"body": b"hello"},
            {"body": re.compile("^hello$")},
            {"url": f"{ORIGIN}/page", "method": "POST", "headers": {"content-length": "5"}, "body": "hello"},
        ],
    )
    def test_passes_where_a_request_fits_all_that_is_given(
        self, site: Distribution, given: dict[str, Any]
    ) -> None:
        assert_origin_received(site.post("/page", body="hello"), **given)

    def test_any_of_several_requests_will_do_but_one_has_to_fit_it_all(self, site: Distribution) -> None:
        result = site.get("/both")
        assert_origin_received(result, url=f"{SECURE}/both", headers={"host": "secure.example.com"})
        assert_origin_received(result, url=f"{ORIGIN}/both", headers={"host": "www.example.com"})
        assert failure(
            lambda: assert_origin_received(result, f"{ORIGIN}/both", "GET", {"host": "secure.example.com"})
        ) == [
            f"no origin request fits; the nearest of 2 is GET {SECURE}/both",
            f"  url: expected '{ORIGIN}/both', got '{SECURE}/both'",
        ]

    def test_a_failure_names_each_difference_of_the_nearest_one(self, site: Distribution) -> None:
        result = site.post("/page", body="hello")
        assert failure(
            lambda: assert_origin_received(
                result, url=re.compile("/other$"), method="PUT", headers={"x-none": "x"}, body="bye"
            )
        ) == [
            f"no origin request fits; the only one is POST {ORIGIN}/page",
            f"  url: expected a match of '/other$', got '{ORIGIN}/page'",
            "  method: expected 'PUT', got 'POST'",
            "  header x-none: expected 'x', got none",
            "  body: expected 'bye', got 'hello'",
        ]

    def test_a_failure_says_that_nothing_was_sent(self, site: Distribution) -> None:
        result = site.get("/login/x")
        assert failure(lambda: assert_origin_received(result)) == ["origin requests: expected one, got none"]


@pytest.mark.parametrize(
    ("check", "error", "told"),
    [
        (
            lambda result: edge.assert_fired(result, "viewer-requst"),
            ValueError,
            "did you mean 'viewer-request'?",
        ),
        (
            lambda result: edge.assert_fired(result, "viewer_request"),
            ValueError,
            "did you mean 'viewer-request'?",
        ),
        (
            lambda result: edge.assert_fired(result, ["viewer-request"]),
            ValueError,
            "['viewer-request'] is no event",
        ),
        (
            lambda result: edge.assert_fired(result, "zzz"),
            ValueError,
            "'zzz' is no event type; it is 'viewer-request'",
        ),
        (lambda result: edge.assert_not_fired(result, "origin"), ValueError, "'origin' is no event type"),
        (
            lambda result: edge.assert_not_fired(result, "origin-request", because="cache_hit"),
            ValueError,
            "'cache_hit' is no reason for which a trigger is skipped; did you mean 'cache-hit'?",
        ),
        (
            lambda result: edge.assert_short_circuited(result, by="viewer"),
            ValueError,
            "did you mean 'viewer-request'?",
        ),
        (
            lambda result: edge.assert_short_circuited(result, by="origin-response"),
            ValueError,
            "'origin-response' never short-circuits",
        ),
        (edge.assert_result_type, ValueError, "name at least one result type"),
        (lambda result: edge.assert_result_type(result, "hit"), ValueError, "did you mean 'Hit'?"),
        (lambda result: edge.assert_result_type(result, "Miss", "Hitt"), ValueError, "did you mean 'Hit'?"),
        (
            lambda result: edge.assert_response(result, status="200"),
            TypeError,
            "status is a number, not '200'",
        ),
        (lambda result: edge.assert_response(result, status=True), TypeError, "status is a number, not True"),
        (lambda result: edge.assert_response(result, headers=["a"]), TypeError, "headers is a mapping"),
        (
            lambda result: edge.assert_response(result, headers={1: "a"}),
            TypeError,
            "a name is a string, not 1",
        ),
        (
            lambda result: edge.assert_response(result, headers={"age": 5}),
            TypeError,
            "headers['age'] is a str, ",
        ),
        (
            lambda result: edge.assert_response(result, headers={"age": [5]}),
            TypeError,
            "headers['age'] is a str, ",
        ),
        (
            lambda result: edge.assert_response(result, body=5),
            TypeError,
            "body is a str, bytes or a compiled regex",
        ),
        (lambda result: edge.assert_origin_received(result, body=5), TypeError, "body is a str, bytes or"),
        (lambda result: edge.assert_origin_received(result, headers=5), TypeError, "headers is a mapping"),
        (
            lambda result: edge.assert_origin_received(result, url=5),
            TypeError,
            "url is a str or a compiled regex",
        ),
        (
            lambda result: edge.assert_origin_received(result, method=5),
            TypeError,
            "method is a str or a compiled regex",
        ),
        (lambda result: edge.assert_fired(result.response), TypeError, "the first argument is a Result"),
        (lambda result: edge.assert_fired("viewer-request"), TypeError, "the first argument is a Result"),
        (lambda result: edge.assert_not_fired(5), TypeError, "the first argument is a Result"),
        (lambda result: edge.assert_short_circuited(None), TypeError, "the first argument is a Result"),
        (lambda result: edge.assert_not_short_circuited(None), TypeError, "the first argument is a Result"),
        (lambda result: edge.assert_response(None, 200), TypeError, "the first argument is a Result"),
        (lambda result: edge.assert_result_type(None, "Hit"), TypeError, "the first argument is a Result"),
        (lambda result: edge.assert_origin_received(None), TypeError, "the first argument is a Result"),
    ],
)
def test_what_cannot_be_meant_is_refused_whatever_the_result(
    site: Distribution, check: Callable[[Any], None], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=re.escape(told)):
        check(site.get("/page"))


def test_a_result_without_a_response_says_in_what_the_request_ended(site: Distribution) -> None:
    with pytest.raises(OriginNotStubbedError) as caught:
        site.get("/nowhere")
    result = caught.value.result
    assert result is not None
    with pytest.raises(Exception, match="has no response: it ended in OriginNotStubbedError"):
        assert_response(result, 200)
    assert_origin_received(result, url=f"{ORIGIN}/nowhere")


def test_a_way_that_cannot_be_told_does_not_hide_the_difference(
    site: Distribution, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = site.get("/page")
    monkeypatch.setattr(Result, "explain", lambda _: 1 / 0)
    with pytest.raises(AssertionError, match=r"status: expected 404, got 200\n\n.*ZeroDivisionError"):
        assert_response(result, 404)
