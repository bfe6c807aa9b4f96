"""What a test reads off a Result."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
import responses

from pytest_lambda_edge import Distribution, EdgeError, EventType, OriginNotStubbedError

ORIGIN = "https://www-origin.example.com"


def add_and_log(event: dict[str, Any], context: object) -> Any:
    print("country", event["Records"][0]["cf"]["request"]["clientIp"])  # noqa: T201 - functions log so
    request = event["Records"][0]["cf"]["request"]
    request["uri"] += ".html"
    event.clear()
    return request


@pytest.fixture
def site() -> Distribution:
    return Distribution(origin=ORIGIN, viewer_request=add_and_log)


def test_the_names_of_the_response_can_be_used_on_the_result(site: Distribution) -> None:
    responses.get(
        f"{ORIGIN}/a.html",
        body=json.dumps({"a": "ä"}),
        headers=[("Content-Type", "application/json"), ("Set-Cookie", "a=1; Path=/")],
    )
    result = site.get("/a")
    assert (result.status_code, result.reason) == (200, "OK")
    assert result.json() == {"a": "ä"}
    assert result.text == result.response.text == '{"a": "\\u00e4"}'
    assert result.content == result.raw
    assert result.cookies == {}  # D-29: no policy forwards cookies


def test_content_is_decoded_and_raw_is_not(site: Distribution) -> None:
    responses.get(f"{ORIGIN}/a.html", body="long" * 500, content_type="text/html")
    result = site.get("/a", headers={"Accept-Encoding": "gzip"})
    assert result.headers["content-encoding"] == "gzip"
    assert result.content == b"long" * 500
    assert gzip.decompress(result.raw) == result.content


def test_text_follows_the_charset_of_the_content_type(site: Distribution) -> None:
    german = "grün"
    responses.get(
        f"{ORIGIN}/a.html", body=german.encode("latin-1"), content_type="text/plain; charset=latin-1"
    )
    responses.get(f"{ORIGIN}/b.html", body=german.encode(), content_type="text/plain; charset=not-a-charset")
    assert site.get("/a").text == "grün"
    assert site.get("/b").text == "grün"


def test_an_invocation_keeps_the_event_as_received_whatever_was_done_to_it(site: Distribution) -> None:
    responses.get(f"{ORIGIN}/a.html")
    (run,) = site.get("/a", client_ip="192.0.2.7").invocations
    assert run.event_type == "viewer-request"
    assert run.event["Records"][0]["cf"]["request"]["uri"] == "/a"
    assert run.returned["uri"] == "/a.html"
    assert run.error is None
    assert "country 192.0.2.7" in run.logs
    assert run.duration > 0
    assert not run.for_error_page


def test_the_first_run_of_a_distribution_is_the_cold_start(site: Distribution) -> None:
    responses.get(f"{ORIGIN}/a.html")
    starts = [site.get("/a").invocations[0].cold_start for _ in range(2)]
    site.reset()
    starts.append(site.get("/a").invocations[0].cold_start)
    assert starts == [True, False, True]


def test_fired_compares_equal_to_plain_strings_and_reads_like_them(site: Distribution) -> None:
    responses.get(f"{ORIGIN}/a.html")
    fired = site.get("/a").fired
    assert fired == ("viewer-request",)
    assert fired == (EventType.VIEWER_REQUEST,)
    assert repr(fired) == "('viewer-request',)"


def test_origin_requests_tell_what_was_sent(site: Distribution) -> None:
    responses.get(f"{ORIGIN}/a.html")
    (asked,) = site.get("/a").origin_requests
    assert (asked.origin, asked.method, asked.url) == ("www-origin.example.com", "GET", f"{ORIGIN}/a.html")
    assert asked.headers["User-Agent"] == "Amazon CloudFront"
    assert asked.body == b""


def test_a_result_without_a_response_says_what_it_ended_in(site: Distribution) -> None:
    with pytest.raises(OriginNotStubbedError):
        site.get("/a")
    result = site.history[-1]
    with pytest.raises(EdgeError, match="has no response: it ended in OriginNotStubbedError"):
        _ = result.response
    assert repr(result) == "<Result GET /a -> OriginNotStubbedError>"


def test_a_cache_key_shows_its_parts() -> None:
    responses.get(f"{ORIGIN}/a")
    site = Distribution(
        origin=ORIGIN,
        cache_policy={
            "min_ttl": 0,
            "header_behavior": "whitelist",
            "headers": ["Accept-Language"],
            "cookie_behavior": "all",
            "query_string_behavior": "all",
        },
    )
    key = site.get("/a?b=1", headers={"Accept-Language": "de"}, cookies={"z": "1", "a": "2"}).cache_key
    assert key is not None
    assert (key.uri, key.querystring, key.headers) == ("/a", "b=1", (("accept-language", "de"),))
    assert key.cookies == (("a", "2"), ("z", "1"))
    assert str(key) == ("d111111abcdef8.cloudfront.net/a?b=1 | accept-language: de | cookie a=2 | cookie z=1")


def test_a_callable_is_found_by_its_own_name_and_by_its_whole_name(site: Distribution) -> None:
    function = site.functions["add_and_log"]
    assert function is site.functions[f"{__name__}:add_and_log"]
    assert list(site.functions) == [f"{__name__}:add_and_log"]
    with pytest.raises(KeyError, match="no function is called 'add_log'"):
        _ = site.functions["add_log"]


def test_history_can_be_indexed_and_sliced(site: Distribution) -> None:
    responses.get(f"{ORIGIN}/a.html")
    results = [site.get("/a") for _ in range(3)]
    assert site.history[-1] is results[-1]
    assert site.history[1:] == results[1:]
    site.history.clear()
    assert list(site.history) == []


def test_history_keeps_the_last_thousand_requests(site: Distribution) -> None:
    responses.get(f"{ORIGIN}/a.html")
    results = [site.get("/a") for _ in range(1001)]
    assert len(site.history) == 1000
    assert site.history[0] is results[1]


def test_a_history_can_be_copied(site: Distribution) -> None:
    responses.get(f"{ORIGIN}/a.html")
    site.get("/a")
    assert list(site.history.copy()) == list(site.history)


def test_text_of_a_charset_that_cannot_decode_is_read_as_utf8(site: Distribution) -> None:
    responses.get(f"{ORIGIN}/a.html", body="ok", content_type="text/plain; charset=undefined")
    assert site.get("/a").text == "ok"


def test_a_path_that_viewers_know_is_in_the_cache() -> None:
    responses.get(f"{ORIGIN}/index.html")
    site = Distribution(origin=ORIGIN, default_root_object="index.html")
    site.get("/")
    assert "/" in site.cache
    assert "/index.html" in site.cache
    assert "/other" not in site.cache


def test_what_silenced_a_trigger_on_the_first_leg_says_nothing_of_the_second() -> None:
    legs: Any = iter([add_and_log, lambda _event, _context: {"status": "200"}])
    members = ["https://first.example.com", "https://second.example.com"]

    def leg_by_leg(event: dict[str, Any], context: object) -> Any:
        return next(legs)(event, context)

    responses.get("https://first.example.com/a.html", body=ConnectionError("refused"))
    site = Distribution(
        origin={"members": members, "status_codes": [503]},
        origin_request=leg_by_leg,
        origin_response=add_and_log,
    )
    result = site.get("/a")
    assert result.short_circuited_by == "origin-request"
    assert result.skipped == {"origin-response": "generated-by-origin-request"}
