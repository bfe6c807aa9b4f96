from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from support.cached_sites import answer, cached_site, legacy
from support.edge_functions import all_triggers, answers, part, passes_on, sets_header
from support.fake_origins import Answer

from pytest_lambda_edge.model.event_type import EventType

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory

S3 = {"domain_name": "bucket.s3.amazonaws.com"}
ALL_COOKIES: dict[str, Any] = {"cache_policy": {"min_ttl": 0, "cookie_behavior": "all"}}

COOKIE_SETTINGS: list[tuple[dict[str, Any], bool]] = [
    ({}, False),
    (legacy(), False),
    (ALL_COOKIES, True),
    ({"cache_policy": {"min_ttl": 0, "cookie_behavior": "whitelist", "cookies": ["a"]}}, True),
    ({"cache_policy": {"min_ttl": 0, "cookie_behavior": "allExcept", "cookies": ["a"]}}, True),
    ({"origin_request_policy": {"cookie_behavior": "whitelist", "cookies": ["a"]}}, True),
    ({"origin_request_policy": "AllViewer"}, True),
    ({"origin_request_policy": "HostHeaderOnly"}, False),
    (legacy(cookies={"forward": "all"}), True),
    (legacy(cookies={"forward": "whitelist", "whitelisted_names": ["a"]}), True),
]


RESPONSE_EVENTS = {EventType.ORIGIN_RESPONSE, EventType.VIEWER_RESPONSE}


def event_headers(run: Any) -> dict[str, Any]:
    headers: dict[str, Any] = run.event["Records"][0]["cf"]["response"]["headers"]
    return headers


@pytest.mark.fact("CF-195", "CF-200", "LE-135", "LE-136", "LE-137")
def test_what_belongs_to_the_connection_is_not_handed_on() -> None:
    gone = {
        "Connection": "close",
        "Keep-Alive": "timeout=5",
        "Proxy-Connection": "close",
        "Trailer": "Expires",
        "Upgrade": "h2c",
        "Via": "1.1 proxy",
    }
    kept = {"X-Amz-Meta-Colour": "red", "Server": "AmazonS3", "X-Any": "1", "ETag": '"v1"', "Age": "7"}
    site = cached_site(Answer(headers={**gone, **kept, "Cache-Control": "max-age=60"}), **all_triggers())
    miss, hit = site.get("/page"), site.get("/page")
    for result in (miss, hit):
        names = {name.lower() for name in result.headers}
        assert {"connection", "keep-alive", "proxy-connection", "trailer", "upgrade"}.isdisjoint(names)
        assert re.fullmatch(r"1\.1 [0-9a-f]{32}\.cloudfront\.net \(CloudFront\)", result.headers["Via"])
        assert {name: result.headers[name] for name in kept if name != "Age"} == {
            name: value for name, value in kept.items() if name != "Age"
        }
        shown = event_headers(result.invocations[-1])
        assert {"via", "x-cache", "x-amz-cf-id", "x-amz-cf-pop", "connection"}.isdisjoint(shown)
    assert [miss.headers["Age"], hit.headers["Age"]] == ["7", "0"]


@pytest.mark.fact("LE-135", "LE-069")
def test_what_no_function_may_add_no_function_sees_and_the_viewer_gets() -> None:
    hidden = {"X-Amzn-RequestId": "1", "X-Edge-Location": "2", "X-Real-IP": "3", "X-Accel-Redirect": "/4"}
    shown = {"X-Amzn-Trace-Id": "5", "Server": "nginx"}
    reply = Answer(headers={**hidden, **shown, "Cache-Control": "max-age=60"})
    site = cached_site(reply, **all_triggers())
    for result in (site.get("/page"), site.get("/page")):
        assert {name: result.headers[name] for name in hidden | shown} == hidden | shown
        told = [run for run in result.invocations if run.event_type in RESPONSE_EVENTS]
        assert told
        for run in told:
            assert {name.lower() for name in shown} <= event_headers(run).keys()
            assert {name.lower() for name in hidden}.isdisjoint(event_headers(run))


@pytest.mark.fact("LE-140")
@pytest.mark.parametrize("name", ["Etag", "etag", "ETag"])
def test_an_etag_has_the_origins_name_in_origin_response_and_cloudfronts_afterwards(name: str) -> None:
    site = cached_site(Answer(headers={name: '"v1"', "x-Any": "1"}), **all_triggers())
    miss, hit = site.get("/page"), site.get("/page")
    assert event_headers(miss.invocations[2])["etag"] == [{"key": name, "value": '"v1"'}]
    for result in (miss, hit):
        assert event_headers(result.invocations[-1])["etag"] == [{"key": "ETag", "value": '"v1"'}]
        assert event_headers(result.invocations[-1])["x-any"] == [{"key": "x-Any", "value": "1"}]
        assert [line for line in result.headers.items() if line[0] in {"ETag", "x-Any"}] == [
            ("ETag", '"v1"'),
            ("x-Any", "1"),
        ]


@pytest.mark.fact("LE-136", "LE-135", "CF-195")
def test_a_chunked_response_shows_that_it_is() -> None:
    site = cached_site(answer(transfer_encoding="chunked"), **all_triggers())
    result = site.get("/page")
    for run in result.invocations[2:]:
        assert event_headers(run)["transfer-encoding"][0]["value"] == "chunked"
    assert result.headers["Transfer-Encoding"] == "chunked"
    assert "Content-Length" not in result.headers


@pytest.mark.fact("CF-195", "D-38", "LE-135")
@pytest.mark.parametrize(("origin", "gone"), [(S3, True), ({"domain_name": "www.example.com"}, False)])
@pytest.mark.parametrize("status", [200, 404])
def test_s3s_own_ids_are_seen_by_origin_response_alone(
    origin: dict[str, str], gone: bool, status: int
) -> None:
    ids = {"X-Amz-Id-2": "id", "X-Amz-Request-Id": "id", "X-Amz-Version-Id": "3"}
    site = cached_site(Answer(status, headers=ids), origin=origin, origin_response=passes_on)
    for result in (site.get("/page"), site.get("/page")):
        assert [name in result.headers for name in ids] == [not gone, not gone, True]
        if result.invocations:
            assert {"x-amz-id-2", "x-amz-request-id"} <= set(event_headers(result.invocations[0]))
            assert ("D-38" in [assumed.id for assumed in result.assumptions]) == gone


@pytest.mark.fact("D-38")
def test_a_functions_own_ids_are_not_s3s() -> None:
    result = cached_site(origin=S3, origin_request=answers(200, x_amz_id_2="mine")).get("/page")
    assert result.headers["X-Amz-Id-2"] == "mine"


# Set-Cookie.


@pytest.mark.fact("CF-195", "CF-054", "CF-078", "LE-141", "D-29")
@pytest.mark.parametrize(("settings", "forwarded"), COOKIE_SETTINGS)
def test_set_cookie_is_sent_and_stored_where_cookies_are_forwarded(
    settings: dict[str, Any], forwarded: bool
) -> None:
    site = cached_site(answer("max-age=60", set_cookie="a=1"), **all_triggers(), **settings)
    miss, hit = site.get("/page"), site.get("/page")
    assert event_headers(miss.invocations[2])["set-cookie"] == [{"key": "Set-Cookie", "value": "a=1"}]
    for result in (miss, hit):
        assert result.headers.get("Set-Cookie") == ("a=1" if forwarded else None)
        assert ("set-cookie" in event_headers(result.invocations[-1])) == forwarded
    assert hit.result_type == "Hit"
    by_origin_request_policy_alone = forwarded and "origin_request_policy" in settings
    rests = "D-29" in [assumed.id for assumed in miss.assumptions]
    assert rests == (not forwarded or by_origin_request_policy_alone)


@pytest.mark.fact("D-29", "LE-178")
@pytest.mark.parametrize(
    ("event", "function", "stays"),
    [
        ("viewer_request", answers(200, set_cookie="a=1"), True),
        ("origin_request", answers(200, set_cookie="a=1"), False),
        ("origin_response", sets_header("Set-Cookie", "a=1"), False),
        ("viewer_response", sets_header("Set-Cookie", "a=1"), True),
    ],
)
@pytest.mark.parametrize("settings", [{}, ALL_COOKIES], ids=["not forwarded", "forwarded"])
def test_a_functions_set_cookie_stays_by_event(
    event: str, function: Any, stays: bool, settings: dict[str, Any]
) -> None:
    result = cached_site(**{event: function}, **settings).get("/page")
    assert result.headers.get("Set-Cookie") == ("a=1" if stays or settings else None)


# Vary.


@pytest.mark.fact("CF-195", "CF-196", "D-13")
@pytest.mark.parametrize(
    ("settings", "vary", "left"),
    [
        ({}, "Accept-Encoding, Cookie, Origin, X-Any, User-Agent", "Accept-Encoding,Cookie"),
        ({}, "accept-encoding", "accept-encoding"),
        ({}, "Origin", None),
        ({"origin_request_policy": "CORS-CustomOrigin"}, "Origin, X-Any", "Origin"),
        ({"origin_request_policy": "AllViewer"}, "Origin, X-Any", "Origin,X-Any"),
        (
            {"cache_policy": {"min_ttl": 0, "header_behavior": "whitelist", "headers": ["X-Any"]}},
            "Origin, x-any",
            "x-any",
        ),
        (legacy(headers=["Origin"]), "Origin, X-Any", "Origin"),
        (legacy(), "Origin, X-Any", None),
        (legacy(headers=["CloudFront-Is-Mobile-Viewer"]), "User-Agent, X-Any", "User-Agent"),
        (legacy(headers=["CloudFront-Viewer-Country"]), "User-Agent", None),
        ({"origin_request_policy": "UserAgentRefererHeaders"}, "User-Agent", "User-Agent"),
    ],
)
def test_vary_keeps_the_names_that_can_make_a_difference(
    settings: dict[str, Any], vary: str, left: str | None
) -> None:
    site = cached_site(answer("max-age=60", vary=vary, content_type="image/png"), **settings)
    for _ in range(2):
        assert site.get("/page").headers.get("Vary") == left


# What CloudFront adds.


@pytest.mark.fact("CF-197", "CF-198")
def test_cloudfront_adds_its_own_headers_to_every_response(clock: FrozenDateTimeFactory) -> None:
    site = cached_site(
        Answer(headers={"X-Cache": "HIT", "X-Amz-Cf-Pop": "mine", "X-Amz-Cf-Id": "mine"}),
        Answer(404),
        allowed_methods=["GET", "HEAD", "OPTIONS"],
        behaviors={"/made": {"viewer_request": answers()}, "/http": {"viewer_protocol_policy": "https-only"}},
    )
    results = [
        site.get("/page"),
        site.get("/page"),
        site.get("/missing"),
        site.post("/page"),
        site.get("/made"),
        site.get("http://d111111abcdef8.cloudfront.net/http"),
        site.options("/page"),
    ]
    assert [result.status_code for result in results] == [200, 200, 404, 403, 200, 403, 404]
    for result in results:
        headers = result.headers
        assert headers.getlist("X-Cache") == [f"{result.result_type} from cloudfront"]
        assert re.fullmatch(r"1\.1 [0-9a-f]{32}\.cloudfront\.net \(CloudFront\)", headers["Via"])
        assert re.fullmatch(r"[A-Z]{3}\d+-[A-Z]\d", headers["X-Amz-Cf-Pop"])
        assert re.fullmatch(r"[\w-]{54}==", headers["X-Amz-Cf-Id"])
        assert (headers["Server"], headers["Date"]) == ("CloudFront", "Mon, 01 Jun 2026 12:00:00 GMT")
    assert len({result.headers["X-Amz-Cf-Id"] for result in results}) == len(results)
    names = list(results[0].headers)
    assert (
        names.index("X-Cache") < names.index("Via") < names.index("X-Amz-Cf-Pop") < names.index("X-Amz-Cf-Id")
    )


@pytest.mark.fact("CF-128", "CF-154", "CF-201")
@pytest.mark.parametrize(
    ("settings", "url", "names"),
    [
        (
            {"viewer_protocol_policy": "https-only"},
            "http://d111111abcdef8.cloudfront.net/",
            ["Server", "Date", "Content-Type", "Content-Length", "Connection"],
        ),
        (
            {"viewer_protocol_policy": "redirect-to-https"},
            "http://d111111abcdef8.cloudfront.net/",
            ["Server", "Date", "Content-Type", "Content-Length", "Connection", "Location"],
        ),
        (
            {"viewer_request": answers(200, "made", x_a="1")},
            "/",
            ["Content-Length", "Connection", "Server", "Date", "X-A"],
        ),
    ],
    ids=["error", "redirect", "generated"],
)
def test_over_http_1_1_the_connection_is_kept(settings: dict[str, Any], url: str, names: list[str]) -> None:
    result = cached_site(**settings, viewer_response=passes_on).get(url, http_version="1.1")
    assert list(result.headers) == [*names, "X-Cache", "Via", "X-Amz-Cf-Pop", "X-Amz-Cf-Id"]
    assert result.headers["Connection"] == "keep-alive"


@pytest.mark.fact("CF-197")
def test_no_event_shows_the_connection() -> None:
    result = cached_site(**all_triggers()).get("/page", http_version="1.1")
    assert result.headers["Connection"] == "keep-alive"
    assert all("connection" not in event_headers(run) for run in result.invocations[2:])


@pytest.mark.fact("CF-201", "LE-168", "D-31", "LE-138")
def test_a_generated_response_gets_what_an_origins_would_have(clock: FrozenDateTimeFactory) -> None:
    site = cached_site(
        origin_request=answers(200, "héllo", x_a="1"), viewer_response=passes_on, viewer_request=passes_on
    )
    for result in (site.get("/page"), site.get("/page")):
        shown = event_headers(result.invocations[-1])
        expected = {
            "content-length": "6",
            "server": "CloudFront",
            "date": "Mon, 01 Jun 2026 12:00:00 GMT",
            "x-a": "1",
        }
        assert {name: shown[name][0]["value"] for name in expected} == expected
        assert {name: result.headers[name] for name in expected} == expected
        assert "Content-Type" not in result.headers


@pytest.mark.fact("D-31", "LE-171", "CF-089", "CF-217")
def test_server_and_date_are_the_functions_or_origins_where_there_are_any(
    clock: FrozenDateTimeFactory,
) -> None:
    made = cached_site(viewer_request=answers(200, server="mine", date="mine")).get("/page")
    assert (made.headers["Server"], made.headers["Date"]) == ("mine", "mine")
    passed_on = cached_site(answer(server="nginx", date="yesterday")).get("/page")
    assert (passed_on.headers["Server"], passed_on.headers["Date"]) == ("nginx", "yesterday")


@pytest.mark.fact("D-31")
@pytest.mark.parametrize("event", ["origin_response", "viewer_response"])
def test_whoever_removes_server_and_date_they_are_filled_in(event: str, clock: FrozenDateTimeFactory) -> None:
    def removing(run_event: Any, _context: Any) -> Any:
        response = part(run_event)
        for name in ("server", "date"):
            response["headers"].pop(name, None)
        return response

    site = cached_site(answer(server="nginx", date="yesterday"), **{event: removing})
    headers = site.get("/page").headers
    assert (headers["Server"], headers["Date"]) == ("CloudFront", "Mon, 01 Jun 2026 12:00:00 GMT")


@pytest.mark.fact("LE-139", "LE-326")
def test_what_origin_response_adds_is_stored_and_what_viewer_response_adds_is_not() -> None:
    runs: list[str] = []

    def counting(name: str) -> Any:
        def function(event: Any, context: Any) -> Any:
            runs.append(name)
            return sets_header(name, str(runs.count(name)))(event, context)

        return function

    site = cached_site(
        answer("max-age=60"), origin_response=counting("X-Origin"), viewer_response=counting("X-Viewer")
    )
    results = [site.get("/page"), site.get("/page")]
    assert [(result.headers["X-Origin"], result.headers["X-Viewer"]) for result in results] == [
        ("1", "1"),
        ("1", "2"),
    ]
    assert "x-origin" in event_headers(results[1].invocations[0])
    (entry,) = site.cache
    assert ("X-Origin" in entry.headers, "X-Viewer" in entry.headers) == (True, False)
