"""A request's way as text: one line a step, read from the table that the request walked by."""

from __future__ import annotations

import re
from typing import Any

import pytest
import responses
from requests.exceptions import SSLError

from pytest_lambda_edge import (
    Behavior,
    Distribution,
    FunctionExecutionError,
    OriginGroup,
    OriginNotStubbedError,
)

ORIGIN = "https://www-origin.example.com"


def pass_on(event: dict[str, Any], context: object) -> Any:
    return event["Records"][0]["cf"]["request"]


def to_login(event: dict[str, Any], context: object) -> Any:
    return {"status": "302", "headers": {"location": [{"key": "Location", "value": "/login"}]}}


def rewrite(event: dict[str, Any], context: object) -> Any:
    request = event["Records"][0]["cf"]["request"]
    request["uri"] = "/b" + request["uri"]
    request["headers"]["x-new"] = [{"key": "X-New", "value": "1"}]
    del request["headers"]["referer"]
    return request


def harden(event: dict[str, Any], context: object) -> Any:
    response = event["Records"][0]["cf"]["response"]
    response["headers"]["x-frame-options"] = [{"key": "X-Frame-Options", "value": "DENY"}]
    response["headers"]["server"] = [{"key": "Server", "value": "hidden"}]
    return response


def broken(event: dict[str, Any], context: object) -> Any:
    raise KeyError("cookie")


def told(result: Any) -> list[str]:
    """Return the lines of explain() without durations and module names."""
    text = re.sub(r"\d+\.\d ms   (cold start; )?", "", result.explain())
    return [re.sub(r"\s+", " ", line).strip() for line in text.replace(f"{__name__}:", "").splitlines()]


def test_a_short_circuit_says_who_answered_and_why_the_rest_was_silent() -> None:
    site = Distribution(
        origin=ORIGIN,
        behaviors={
            "/private/*": Behavior(viewer_request=to_login, origin_request=pass_on, viewer_response=harden)
        },
    )
    assert told(site.get("/private/report.pdf")) == [
        "GET https://d111111abcdef8.cloudfront.net/private/report.pdf -> 302 (LambdaGeneratedResponse)",
        "behavior /private/*, origin www-origin.example.com",
        "viewer-request to_login answered 302; + location: /login",
        "cache not asked",
        "origin-request skipped: generated-by-viewer-request",
        "viewer-response skipped: generated-by-viewer-request",
        "rests on D-02 (M) order of the checks before any function",
    ]


def test_a_miss_names_what_each_function_changed_and_what_the_policy_dropped() -> None:
    responses.get(f"{ORIGIN}/b/page", headers={"Cache-Control": "max-age=60", "Server": "nginx"})
    site = Distribution(origin=ORIGIN, viewer_request=rewrite, origin_response=harden)
    headers = {"Referer": "https://example.com/", "X-Trace": "7"}
    assert told(site.get("/page?a=1", headers=headers, cookies={"id": "1"})) == [
        "GET https://d111111abcdef8.cloudfront.net/page?a=1 -> 200 (Miss)",
        "behavior *, origin www-origin.example.com",
        "viewer-request rewrite uri /page -> /b/page; - referer; + x-new: 1",
        "cache miss; key d111111abcdef8.cloudfront.net/b/page",
        "not forwarded headers x-trace, X-New; query strings a; cookies id (cache policy CachingOptimized)",
        "origin GET https://www-origin.example.com/b/page -> 200",
        "origin-response harden server: nginx -> hidden; + x-frame-options: DENY",
        "store stored, fresh for 60 s",
        (
            "rests on D-08 (H) a header that viewer-request added goes on if a policy selects it,"
            " or under legacy ones"
        ),
        "D-28 (M) which query string origin events and viewer-response show",
    ]


def test_what_cloudfront_writes_itself_is_not_told_as_dropped() -> None:
    responses.get(f"{ORIGIN}/page")
    headers = {
        "Accept-Encoding": "gzip",
        "User-Agent": "curl/8",
        "Via": "1.1 proxy",
        "X-Forwarded-For": "198.51.100.1",
    }
    site = Distribution(origin=ORIGIN, cache_policy="CachingDisabled")
    assert "not forwarded" not in site.get("/page", headers=headers).explain()


def test_a_hit_says_how_old_the_object_is(edge_clock: Any) -> None:
    responses.get(f"{ORIGIN}/page", headers={"Cache-Control": "max-age=60"})
    site = Distribution(origin=ORIGIN, origin_request=pass_on, viewer_response=harden)
    site.get("/page")
    edge_clock.tick(42)
    assert told(site.get("/page"))[2:5] == [
        "cache hit, 42 s old; key d111111abcdef8.cloudfront.net/page",
        "origin-request skipped: cache-hit",
        "viewer-response harden + x-frame-options: DENY; + server: hidden",
    ]


def test_a_hit_names_what_the_cache_key_leaves_out() -> None:
    responses.get(f"{ORIGIN}/page", headers={"Cache-Control": "max-age=60"})
    site = Distribution(origin=ORIGIN)
    site.get("/page?lang=de")
    line = "not in the key query strings lang; cookies id (cache policy CachingOptimized)"
    assert told(site.get("/page?lang=fr", cookies={"id": "1"}))[3] == line


def test_a_failover_tells_both_legs() -> None:
    responses.get("https://first.example.com/page", status=503)
    responses.get("https://second.example.com/page")
    site = Distribution(
        origins={
            "first": "https://first.example.com",
            "second": "https://second.example.com",
            "both": OriginGroup(members=("first", "second"), status_codes=(503,)),
        },
        origin="both",
    )
    lines = told(site.get("/page"))
    assert lines[1] == "behavior *, origin group both"
    assert lines[3:6] == [
        "origin GET https://first.example.com/page -> 503",
        "failover to the second member of the origin group",
        "origin GET https://second.example.com/page -> 200",
    ]


def test_an_error_page_is_told_apart_from_the_way_that_led_to_it() -> None:
    responses.get(f"{ORIGIN}/nope", status=404)
    responses.get(f"{ORIGIN}/404.html")
    site = Distribution(
        origin=ORIGIN,
        viewer_response=harden,
        custom_error_responses=[{"error_code": 404, "response_page_path": "/404.html", "response_code": 404}],
    )
    lines = site.get("/nope").explain().splitlines()
    page = lines.index("  error page       404 -> /404.html, by behavior *")
    assert lines[page + 1 : page + 5] == [
        "    cache            miss",
        "    origin           GET https://www-origin.example.com/404.html -> 200",
        "    store            stored, fresh for 86400 s",
        "  viewer-response  skipped: custom-error-page",
    ]


def test_a_failed_run_is_told_with_its_error() -> None:
    site = Distribution(origin=ORIGIN, viewer_request=broken, function_errors="respond")
    assert told(site.get("/"))[2] == "viewer-request broken failed: KeyError: 'cookie'"


def test_an_origin_without_a_stub_ends_the_way() -> None:
    site = Distribution(origin=ORIGIN)
    with pytest.raises(OriginNotStubbedError) as caught:
        site.get("/page")
    assert caught.value.result is not None
    lines = told(caught.value.result)
    assert lines[0].endswith("-> no response")
    assert lines[-2] == "origin GET https://www-origin.example.com/page -> no stub answered"
    assert lines[-1].startswith("ended in OriginNotStubbedError: No stub answers")


def test_an_outcome_names_the_choices_it_rests_on() -> None:
    site = Distribution(origin=ORIGIN)
    lines = told(site.post("/"))
    assert lines[-1] == "rests on D-02 (M) order of the checks before any function"


@pytest.mark.parametrize(
    ("method", "url", "line"),
    [
        ("POST", "/", "allowed methods rejected: POST is not among GET, HEAD"),
        ("GET", "http://d1.cloudfront.net/", "protocol policy rejected: the behavior is https-only"),
        ("GET", "https://www.example.com/", "host rejected: www.example.com is none of d1.cloudfront.net"),
    ],
)
def test_a_rejection_says_why(method: str, url: str, line: str) -> None:
    site = Distribution(origin=ORIGIN, domain_name="d1.cloudfront.net", viewer_protocol_policy="https-only")
    assert line in told(site.request(method, url))


def test_an_origin_that_fails_is_told_with_its_cause() -> None:
    responses.get(f"{ORIGIN}/page", body=SSLError("certificate has expired"))
    line = next(line for line in told(Distribution(origin=ORIGIN).get("/page")) if line.startswith("origin"))
    assert "no response (tls: " in line
    assert line.endswith("certificate has expired), which CloudFront makes a 502")


def test_who_looks_for_a_body_is_told_how_to_get_one() -> None:
    def handler(event: dict[str, Any], context: object) -> Any:
        return event["Records"][0]["cf"]["request"]["body"]

    with pytest.raises(FunctionExecutionError, match=r"only with Trigger\(function, include_body=True\)"):
        Distribution(origin=ORIGIN, viewer_request=handler).get("/")


def raises_oddly(event: dict[str, Any], context: object) -> Any:
    raise ValueError("a\ud800\x1b[2J")


def adds_an_odd_header(event: dict[str, Any], context: object) -> Any:
    request = event["Records"][0]["cf"]["request"]
    request["headers"]["x-odd"] = [{"key": "X-Odd", "value": "a\u2028b\tü"}]
    return request


@pytest.mark.parametrize(
    ("function", "written"), [(raises_oddly, r"a\ud800\x1b[2J"), (adds_an_odd_header, r"a\u2028b\tü")]
)
def test_what_cannot_be_printed_is_told_as_python_writes_it(function: Any, written: str) -> None:
    responses.get(f"{ORIGIN}/page")
    site = Distribution(origin=ORIGIN, origin_request=function, function_errors="respond")
    story = site.get("/page").explain()
    assert written in story
    assert all(line.isprintable() for line in story.split("\n"))
