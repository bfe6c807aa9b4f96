from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from support.cached_sites import cached_site, legacy, sent
from support.edge_functions import passes_on, sets_header
from support.fake_origins import ORIGIN

if TYPE_CHECKING:
    from pytest_lambda_edge import Result

AGENT = "Mozilla/5.0"
HOST = "www-origin.example.com"
OWN = "d111111abcdef8.cloudfront.net"
S3 = {"domain_name": "bucket.s3.eu-west-1.amazonaws.com"}
CUSTOM = {"domain_name": HOST, "custom_headers": {"X-Secret": "configured"}}


def policy(*headers: str) -> dict[str, Any]:
    return {"origin_request_policy": {"header_behavior": "whitelist", "headers": headers}}


def shown(result: Result) -> dict[str, Any]:
    """Return the headers that origin-request saw."""
    (run,) = (run for run in result.invocations if run.event_type == "origin-request")
    headers: dict[str, Any] = run.event["Records"][0]["cf"]["request"]["headers"]
    return headers


@pytest.mark.fact("CF-060", "LE-075", "LE-081", "CF-180", "CF-330", "D-26")
def test_these_headers_reach_every_origin() -> None:
    result = cached_site(origin_request=passes_on).get("/page", headers={"Accept": "*/*", "User-Agent": None})
    assert set(shown(result)) == {"host", "user-agent", "via", "x-forwarded-for"}
    assert set(sent(result).headers) == {
        "Host",
        "User-Agent",
        "Via",
        "X-Forwarded-For",
        "X-Amz-Cf-Id",
        "Connection",
    }


@pytest.mark.fact("CF-063", "LE-079", "CF-177")
@pytest.mark.parametrize(
    ("settings", "host"),
    [
        (legacy(), HOST),
        (legacy(headers=["Host"]), OWN),
        (legacy(headers=["*"]), OWN),
        ({}, HOST),
        ({"origin_request_policy": "HostHeaderOnly"}, OWN),
        ({"origin_request_policy": "AllViewer"}, OWN),
        ({"origin_request_policy": "AllViewerExceptHostHeader"}, HOST),
        ({"cache_policy": {"min_ttl": 0, "header_behavior": "whitelist", "headers": ["host"]}}, OWN),
        ({"origin": S3}, S3["domain_name"]),
        ({"origin": S3, "origin_request_policy": "AllViewer"}, OWN),
    ],
)
def test_host_is_the_origins_unless_the_viewers_is_forwarded(settings: dict[str, Any], host: str) -> None:
    result = cached_site(origin_request=passes_on, **settings).get("/page")
    assert sent(result).headers["Host"] == host
    assert shown(result)["host"] == [{"key": "Host", "value": host}]


@pytest.mark.fact("CF-183", "LE-076", "CF-177")
@pytest.mark.parametrize("agent", [AGENT, None])
@pytest.mark.parametrize(
    ("settings", "forwarded"),
    [
        (legacy(), False),
        (legacy(headers=["User-Agent"]), True),
        ({}, False),
        ({"origin_request_policy": "UserAgentRefererHeaders"}, True),
        ({"origin_request_policy": "AllViewer"}, True),
    ],
)
def test_user_agent_is_cloudfronts_unless_the_viewers_is_forwarded(
    settings: dict[str, Any], forwarded: bool, agent: str | None
) -> None:
    result = cached_site(origin_request=passes_on, **settings).get("/page", headers={"User-Agent": agent})
    expected = agent if forwarded and agent else "Amazon CloudFront"
    assert sent(result).headers["User-Agent"] == expected
    assert shown(result)["user-agent"] == [{"key": "User-Agent", "value": expected}]


@pytest.mark.fact("CF-181", "LE-078", "LE-073", "D-13")
@pytest.mark.parametrize("settings", [legacy(), {}, policy("X-Forwarded-For")])
@pytest.mark.parametrize(
    ("given", "client_ip", "expected"),
    [
        (None, "203.0.113.9", "203.0.113.9"),
        ("192.0.2.4", "203.0.113.9", "192.0.2.4, 203.0.113.9"),
        ("192.0.2.4,192.0.2.3", "203.0.113.9", "192.0.2.4,192.0.2.3, 203.0.113.9"),
        (None, "2001:DB8:0::1", "2001:db8::1"),
    ],
)
def test_the_viewers_address_is_appended(
    settings: dict[str, Any], given: str | None, client_ip: str, expected: str
) -> None:
    site = cached_site(origin_request=passes_on, **settings)
    headers = {} if given is None else {"X-Forwarded-For": given}
    result = site.get("/page", headers=headers, client_ip=client_ip)
    assert sent(result).headers["X-Forwarded-For"] == expected
    assert shown(result)["x-forwarded-for"] == [{"key": "X-Forwarded-For", "value": expected}]


@pytest.mark.fact("CF-182", "LE-077", "D-32")
@pytest.mark.parametrize("http_version", ["1.0", "1.1", "2.0", "3.0"])
@pytest.mark.parametrize("given", [None, "1.1 proxy"])
def test_via_names_the_viewers_version_and_cloudfront(http_version: str, given: str | None) -> None:
    site = cached_site(origin_request=passes_on)
    headers = {} if given is None else {"Via": given}
    result = site.get("/page", headers=headers, http_version=http_version)
    before = "" if given is None else "1.1 proxy, "
    expected = rf"{before}{re.escape(http_version)} [0-9a-f]{{32}}\.cloudfront\.net \(CloudFront\)"
    assert re.fullmatch(expected, sent(result).headers["Via"])
    assert shown(result)["via"] == [{"key": "Via", "value": sent(result).headers["Via"]}]


@pytest.mark.fact("CF-177", "LE-039", "LE-070")
@pytest.mark.parametrize("settings", [legacy(), {"origin_request_policy": "AllViewer"}])
def test_x_amz_cf_id_is_the_requests_own(settings: dict[str, Any]) -> None:
    site = cached_site(origin_request=passes_on, **settings)
    result = site.get("/page", headers={"X-Amz-Cf-Id": "mine"})
    assert sent(result).headers["X-Amz-Cf-Id"] == result.headers["X-Amz-Cf-Id"]
    assert len(result.headers["X-Amz-Cf-Id"]) == 56
    assert "x-amz-cf-id" not in shown(result)
    assert site.get("/other").headers["X-Amz-Cf-Id"] != result.headers["X-Amz-Cf-Id"]


@pytest.mark.fact("LE-058", "LE-059", "CF-186", "LE-061")
def test_repeated_lines_are_apart_in_events_and_joined_on_the_wire() -> None:
    site = cached_site(origin_request=passes_on, viewer_request=passes_on, **legacy())
    result = site.get("/page", headers=[("X-A", "1"), ("x-b", "2"), ("X-A", "3")])
    lines = [{"key": "x-a", "value": "1"}, {"key": "x-a", "value": "3"}]
    for run in result.invocations:
        assert run.event["Records"][0]["cf"]["request"]["headers"]["x-a"] == lines
    assert sent(result).headers.getlist("X-A") == ["1", "3"]


@pytest.mark.fact("LE-061", "LE-060")
@pytest.mark.parametrize(("http_version", "other"), [("1.1", "x-aNy"), ("2.0", "x-any")])
def test_names_are_written_as_cloudfront_does_or_as_they_came(http_version: str, other: str) -> None:
    names = [
        "accept",
        "ACCEPT-LANGUAGE",
        "referer",
        "cookie",
        "if-none-match",
        "user-agent",
        "host",
        "x-forwarded-for",
        "via",
        "accept-encoding",
        "x-aNy",
    ]
    values = dict.fromkeys(names, "a=1") | {"host": OWN}
    site = cached_site(
        origin_request=passes_on, cache_policy="CachingDisabled", origin_request_policy="AllViewer"
    )
    keys = {
        lines[0]["key"] for lines in shown(site.get("/", headers=values, http_version=http_version)).values()
    }
    assert keys == {
        "Accept",
        "Accept-Language",
        "Referer",
        "Cookie",
        "If-None-Match",
        "User-Agent",
        "Host",
        "X-Forwarded-For",
        "Via",
        "Accept-Encoding",
        other,
    }


# Cookies.


@pytest.mark.fact("CF-185", "CF-038", "LE-092", "LE-059", "D-24")
@pytest.mark.parametrize(
    "settings",
    [{"cache_policy": {"min_ttl": 0, "cookie_behavior": "all"}}, legacy(cookies={"forward": "all"})],
)
def test_cookies_reach_the_origin_as_one_sorted_line(settings: dict[str, Any]) -> None:
    site = cached_site(origin_request=passes_on, viewer_request=passes_on, **settings)
    result = site.get("/page", headers=[("Cookie", "d=1; b=2"), ("Cookie", "c=3; a=4")])
    assert [line["value"] for line in shown(result)["cookie"]] == ["b=2; d=1", "a=4; c=3"]
    viewers = result.invocations[0].event["Records"][0]["cf"]["request"]["headers"]["cookie"]
    assert [line["value"] for line in viewers] == ["d=1; b=2", "c=3; a=4"]
    assert sent(result).headers.getlist("Cookie") == ["a=4; b=2; c=3; d=1"]
    assert "D-24" in [assumed.id for assumed in result.assumptions]


@pytest.mark.fact("CF-039", "CF-054", "LE-092")
@pytest.mark.parametrize(
    ("settings", "line", "expected"),
    [
        ({}, "a=1", None),
        (legacy(), "a=1", None),
        (legacy(cookies={"forward": "whitelist", "whitelisted_names": ["b"]}), "a=1", None),
        (
            legacy(cookies={"forward": "whitelist", "whitelisted_names": ["b", "a*"]}),
            "c=1; b=2; ab=3",
            "ab=3; b=2",
        ),
        (legacy(cookies={"forward": "all"}), "b=1; $Path=/; a=2", "a=2; b=1"),
        (legacy(cookies={"forward": "all"}), "a=1; b", None),
        (legacy(cookies={"forward": "all"}), "a", None),
        (
            {"origin_request_policy": {"cookie_behavior": "whitelist", "cookies": ["a*"]}},
            "ab=1; a*=2",
            "a*=2",
        ),
        ({"origin_request_policy": "AllViewer"}, "b=1; a=", "a=; b=1"),
    ],
)
def test_only_selected_well_formed_cookies_go_on(
    settings: dict[str, Any], line: str, expected: str | None
) -> None:
    result = cached_site(origin_request=passes_on, **settings).get("/page", headers={"Cookie": line})
    assert sent(result).headers.get("Cookie") == expected
    assert ("cookie" in shown(result)) == (expected is not None)


# Origin custom headers.


@pytest.mark.fact("CF-187", "LE-090", "D-35")
@pytest.mark.parametrize("settings", [legacy(), {"origin_request_policy": "AllViewer"}])
def test_a_custom_header_takes_the_place_of_the_viewers(settings: dict[str, Any]) -> None:
    site = cached_site(origin=CUSTOM, origin_request=passes_on, **settings)
    result = site.get("/page", headers={"X-Secret": "the viewer's"})
    assert sent(result).headers.getlist("X-Secret") == ["configured"]
    assert "x-secret" not in shown(result)
    origin = result.invocations[0].event["Records"][0]["cf"]["request"]["origin"]
    assert origin["custom"]["customHeaders"] == {"x-secret": [{"key": "X-Secret", "value": "configured"}]}


@pytest.mark.fact("D-35", "LE-125")
def test_a_function_that_sets_a_custom_header_in_the_request_too_is_refused() -> None:
    site = cached_site(
        origin=CUSTOM, origin_request=sets_header("X-Secret", "mine"), function_errors="respond"
    )
    result = site.get("/page")
    assert (result.status_code, result.result_type) == (502, "LambdaValidationError")
    assert "D-35" in [assumed.id for assumed in result.assumptions]


# The query string.


@pytest.mark.fact("D-28", "CF-053", "LE-054", "LE-055", "LE-056", "LE-407")
@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, ""),
        (legacy(), ""),
        (legacy(query_string=True), "b=1&a=2&&c"),
        (legacy(query_string=True, query_string_cache_keys=["a"]), "b=1&a=2&&c"),
        ({"cache_policy": {"min_ttl": 0, "query_string_behavior": "all"}}, "b=1&a=2&&c"),
        (
            {"origin_request_policy": {"query_string_behavior": "whitelist", "query_strings": ["a", "b"]}},
            "b=1&a=2",
        ),
        ({"origin_request_policy": {"query_string_behavior": "allExcept", "query_strings": ["b"]}}, "a=2&c"),
    ],
)
def test_origin_events_show_the_query_string_that_is_sent(settings: dict[str, Any], expected: str) -> None:
    functions: Any = dict.fromkeys(("viewer_request", "origin_request", "origin_response"), passes_on)
    result = cached_site(**settings, **functions, viewer_response=passes_on).get("/page?b=1&a=2&&c")
    queries = {
        str(run.event_type): run.event["Records"][0]["cf"]["request"]["querystring"]
        for run in result.invocations
    }
    assert queries == {
        "viewer-request": "b=1&a=2&&c",
        "origin-request": expected,
        "origin-response": expected,
        "viewer-response": "b=1&a=2&&c",
    }
    assert sent(result).url == f"{ORIGIN}/page" + (f"?{expected}" if expected else "")


@pytest.mark.fact("D-28")
def test_viewer_response_shows_the_query_string_that_viewer_request_left() -> None:
    def viewer_request(event: Any, _context: Any) -> Any:
        return event["Records"][0]["cf"]["request"] | {"querystring": "changed"}

    result = cached_site(viewer_request=viewer_request, viewer_response=passes_on).get("/page?a=1")
    assert result.invocations[-1].event["Records"][0]["cf"]["request"]["querystring"] == "changed"
