from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from freezegun import freeze_time
from support.cached_sites import answer, cached_site
from support.edge_functions import answers

from pytest_lambda_edge import EdgeError, FunctionExecutionError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_lambda_edge import Distribution, Result

OWN = "https://d111111abcdef8.cloudfront.net"
ALIAS = "https://www.example.com"
METHODS = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]

Reply = dict[str, Any]


def scripted_site(replies: Mapping[str, Reply], **settings: Any) -> Distribution:
    """Return a distribution whose viewer-request answers each path so, and any other 200."""

    def function(event: Any, _context: Any) -> Any:
        uri = event["Records"][0]["cf"]["request"]["uri"]
        reply = dict(replies.get(uri, {}))
        status = reply.pop("status", 200)
        headers = {
            name.replace("_", "-"): [
                {"value": value} for value in ([values] if isinstance(values, str) else values)
            ]
            for name, values in reply.items()
        }
        return {"status": str(status), "headers": headers}

    return cached_site(
        viewer_request={"function": function, "include_body": True},
        allowed_methods=METHODS,
        aliases=["www.example.com"],
        **settings,
    )


def request_of(result: Result) -> dict[str, Any]:
    request: dict[str, Any] = result.invocations[0].event["Records"][0]["cf"]["request"]
    return request


def cookie_of(result: Result) -> str | None:
    lines = request_of(result)["headers"].get("cookie")
    return lines[0]["value"] if lines else None


def sent_to(site: Distribution) -> list[tuple[str, str]]:
    """Return the method and host with path of every request."""
    found = []
    for result in site.history:
        request = request_of(result)
        found.append((request["method"], f"{request['headers']['host'][0]['value']}{request['uri']}"))
    return found


# Defaults.


def test_a_viewer_sends_its_defaults_with_every_request() -> None:
    viewer = scripted_site({}).viewer(
        headers={"Accept-Language": "de", "X-A": "1"}, cookies={"a": "1"}, client_ip="192.0.2.1"
    )
    for _ in range(2):
        request = request_of(viewer.get("/"))
        assert request["clientIp"] == "192.0.2.1"
        assert request["headers"]["accept-language"][0]["value"] == "de"
        assert request["headers"]["cookie"][0]["value"] == "a=1"


@pytest.mark.parametrize("kind", [dict, list, iter])
@pytest.mark.parametrize("given", [{"x-a": "3"}, [("x-a", "3")]])
def test_what_is_given_now_is_laid_over_the_defaults(kind: Any, given: Any) -> None:
    viewer = scripted_site({}).viewer(headers=kind([("X-A", "1"), ("X-B", "2")]))
    for headers, expected in ((given, "3"), (None, "1"), (given, "3")):
        sent = request_of(viewer.get("/", headers=headers))["headers"]
        assert [entry["value"] for entry in sent["x-a"]] == [expected]
        assert sent["x-b"][0]["value"] == "2"


def test_repeated_default_lines_all_stay_and_a_default_can_be_left_out() -> None:
    viewer = scripted_site({}).viewer(headers=[("X-A", "1"), ("X-A", "2"), ("User-Agent", "mine")])
    headers = request_of(viewer.get("/", headers={"X-B": "3", "User-Agent": None}))["headers"]
    assert [entry["value"] for entry in headers["x-a"]] == ["1", "2"]
    assert "user-agent" not in headers
    assert request_of(viewer.get("/"))["headers"]["user-agent"][0]["value"] == "mine"


def test_what_cloudfront_finds_out_is_laid_over_too() -> None:
    site = cached_site(
        origin_request_policy={
            "header_behavior": "whitelist",
            "headers": ["CloudFront-Viewer-Country", "CloudFront-Viewer-City"],
        },
        cache_policy="CachingDisabled",
    )
    viewer = site.viewer(viewer={"CloudFront-Viewer-Country": "DE", "CloudFront-Viewer-City": "Ulm"})
    (origin,) = viewer.get("/", viewer={"cloudfront-viewer-city": "Bonn"}).origin_requests
    assert (origin.headers["CloudFront-Viewer-Country"], origin.headers["CloudFront-Viewer-City"]) == (
        "DE",
        "Bonn",
    )


def test_a_viewer_is_a_context_manager() -> None:
    with scripted_site({}).viewer() as viewer:
        assert viewer.get("/").status_code == 200


@pytest.mark.parametrize(
    ("defaults", "error", "message"),
    [
        ({"headers": "X-A: 1"}, TypeError, "headers: is a mapping"),
        ({"cookies": "a=1"}, TypeError, "cookies: is a mapping"),
        ({"viewer": {"Country": "DE"}}, ValueError, "no header that CloudFront adds"),
        ({"client_ip": "x"}, ValueError, "no IP address"),
        ({"header": {}}, TypeError, "header"),
    ],
)
def test_wrong_defaults_are_refused_as_wrong_arguments_are(
    defaults: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        scripted_site({}).viewer(**defaults).get("/")


# Cookies.


def test_a_viewer_keeps_the_cookies_that_it_is_given() -> None:
    viewer = scripted_site({"/login": {"set_cookie": ["a=1; Path=/", "b=2; Path=/private"]}}).viewer()
    assert cookie_of(viewer.get("/")) is None
    viewer.get("/login")
    assert viewer.cookies == {"a": "1", "b": "2"}
    assert cookie_of(viewer.get("/")) == "a=1"
    assert cookie_of(viewer.get("/private/x")) == "b=2; a=1"
    assert cookie_of(viewer.get("/", cookies={"c": "3"})) == "a=1; c=3"


def test_two_viewers_share_no_cookie() -> None:
    site = scripted_site({"/login": {"set_cookie": "a=1; Path=/"}})
    first, second = site.viewer(), site.viewer()
    first.get("/login")
    assert (first.cookies, second.cookies, cookie_of(site.get("/"))) == ({"a": "1"}, {}, None)


def test_a_cookie_given_now_counts_before_a_kept_one_and_that_before_a_default() -> None:
    site = scripted_site({"/login": {"set_cookie": "a=kept; Path=/"}})
    viewer = site.viewer(cookies={"a": "default", "b": "default"})
    assert cookie_of(viewer.get("/")) == "a=default; b=default"
    viewer.get("/login")
    assert cookie_of(viewer.get("/")) == "b=default; a=kept"
    assert cookie_of(viewer.get("/", cookies={"a": "now", "A": "other"})) == "b=default; a=now; A=other"
    assert cookie_of(viewer.get("/")) == "b=default; a=kept"


def test_a_site_can_take_a_default_cookie_away() -> None:
    site = scripted_site({"/logout": {"set_cookie": "a=; Path=/; Max-Age=0"}})
    viewer = site.viewer(cookies={"a": "1"})
    viewer.get("/logout")
    assert cookie_of(viewer.get("/")) is None


def test_a_kept_cookie_expires_with_the_clock() -> None:
    with freeze_time("2026-06-01T12:00:00Z", tick=False) as clock:
        viewer = scripted_site({"/login": {"set_cookie": "a=1; Path=/; Max-Age=60"}}).viewer()
        viewer.get("/login")
        clock.tick(59)
        assert cookie_of(viewer.get("/")) == "a=1"
        clock.tick(2)
        assert (cookie_of(viewer.get("/")), viewer.cookies) == (None, {})


def test_cookies_go_by_name_of_the_distribution_and_by_scheme() -> None:
    viewer = scripted_site({"/login": {"set_cookie": ["a=1; Path=/", "b=2; Path=/; Secure"]}}).viewer()
    viewer.get("/login")
    assert cookie_of(viewer.get(f"{OWN}/")) == "a=1; b=2"
    assert cookie_of(viewer.get(OWN.replace("https", "http"))) == "a=1"
    assert cookie_of(viewer.get(f"{ALIAS}/")) is None


# Redirects.


def test_a_redirect_is_followed_only_when_asked_for() -> None:
    site = scripted_site({"/old": {"status": 302, "location": "/new"}})
    assert site.get("/old").status_code == 302
    result = site.get("/old", follow_redirects=True)
    assert (result.status_code, request_of(result)["uri"]) == (200, "/new")
    assert len(site.history) == 3
    viewer = site.viewer(follow_redirects=True)
    assert viewer.get("/old").status_code == 200
    assert viewer.get("/old", follow_redirects=False).status_code == 302


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/new", "d111111abcdef8.cloudfront.net/new"),
        ("new", "d111111abcdef8.cloudfront.net/a/new"),
        ("../new", "d111111abcdef8.cloudfront.net/new"),
        (f"{ALIAS}/new", "www.example.com/new"),
        ("//www.example.com/new", "www.example.com/new"),
        (f"{OWN.replace('https', 'http')}/new", "d111111abcdef8.cloudfront.net/new"),
        ("/new#fragment", "d111111abcdef8.cloudfront.net/new"),
    ],
)
def test_a_location_is_where_a_browser_would_go(location: str, target: str) -> None:
    site = scripted_site({"/a/old": {"status": 301, "location": location}})
    assert site.get("/a/old", follow_redirects=True).status_code == 200
    assert sent_to(site)[-1] == ("GET", target)


@pytest.mark.parametrize(
    "reply",
    [
        {"status": 302, "location": "https://elsewhere.example.com/"},
        {"status": 302, "location": "mailto:me@example.com"},
        {"status": 302, "location": "http://[/"},
        {"status": 302, "location": "/a b"},
        {"status": 302},
        {"status": 304, "location": "/new"},
        {"status": 200, "location": "/new"},
        {"status": 300, "location": "/new"},
    ],
)
def test_a_redirect_that_leads_away_is_handed_over(reply: Reply) -> None:
    site = scripted_site({"/old": reply})
    assert site.get("/old", follow_redirects=True).status_code == reply["status"]
    assert len(site.history) == 1


@pytest.mark.parametrize(
    ("method", "status", "then"),
    [
        *(("POST", status, "GET") for status in (301, 302, 303)),
        *(("POST", status, "POST") for status in (307, 308)),
        *(("HEAD", status, "HEAD") for status in (301, 302, 303, 307, 308)),
        *(("GET", status, "GET") for status in (301, 302, 303, 307, 308)),
    ],
)
def test_a_redirect_keeps_the_method_or_makes_it_a_get(method: str, status: int, then: str) -> None:
    site = scripted_site({"/old": {"status": status, "location": "/new"}})
    body = b"hello" if method == "POST" else None
    request = request_of(site.request(method, "/old", body=body, follow_redirects=True))
    assert (request["method"], request["uri"]) == (then, "/new")
    assert (request["body"]["data"] != "") == (then == "POST")


def test_headers_and_cookies_go_along_and_new_cookies_replace_old_ones() -> None:
    site = scripted_site(
        {
            "/login": {"status": 302, "location": "/next", "set_cookie": "session=new; Path=/"},
            "/next": {"status": 302, "location": "/home"},
        }
    )
    result = site.get(
        "/login",
        headers=iter([("X-A", "1")]),
        cookies={"session": "old", "b": "2"},
        follow_redirects=True,
    )
    assert [cookie_of(one) for one in site.history] == [
        "session=old; b=2",
        "session=new; b=2",
        "session=new; b=2",
    ]
    assert request_of(result)["headers"]["x-a"][0]["value"] == "1"


def test_http_is_followed_to_https() -> None:
    site = scripted_site({}, viewer_protocol_policy="redirect-to-https")
    result = site.get(OWN.replace("https", "http") + "/a?b", follow_redirects=True)
    assert (result.status_code, request_of(result)["uri"], request_of(result)["querystring"]) == (
        200,
        "/a",
        "b",
    )
    assert [one.result_type for one in site.history] == ["Redirect", "LambdaGeneratedResponse"]


def test_a_circle_of_redirects_is_an_error_after_twenty() -> None:
    site = scripted_site({"/a": {"status": 302, "location": "/b"}, "/b": {"status": 302, "location": "/a"}})
    with pytest.raises(EdgeError, match="still redirects after 20 redirects"):
        site.get("/a", follow_redirects=True)
    assert len(site.history) == 21


def test_a_viewer_refuses_a_default_that_no_request_takes() -> None:
    with pytest.raises(TypeError, match="did you mean 'viewer'"):
        scripted_site({}).viewer(viewr={})


def test_a_failure_on_the_way_is_raised() -> None:
    def function(event: Any, _context: Any) -> Any:
        if event["Records"][0]["cf"]["request"]["uri"] == "/new":
            raise KeyError("session")
        return answers(302, location="/new")(event, _context)

    site = cached_site(viewer_request=function)
    with pytest.raises(FunctionExecutionError, match="session"):
        site.get("/old", follow_redirects=True)
    assert len(site.history) == 2


def test_an_origins_redirect_is_followed_through_the_cache() -> None:
    site = cached_site(answer("max-age=60", status=302, location="/new"), answer("max-age=60"))
    for result_types in (["Miss", "Miss"], ["Hit", "Hit"]):
        assert site.get("/old", follow_redirects=True).text == "hello"
        assert [result.result_type for result in list(site.history)[-2:]] == result_types


def test_a_host_that_was_given_does_not_follow_to_another() -> None:
    def function(event: Any, _context: Any) -> Any:
        host = event["Records"][0]["cf"]["request"]["headers"]["host"][0]["value"]
        wanted = "https://www.example.com/"
        return answers(*(() if host == "www.example.com" else (302,)), location=wanted)(event, _context)

    site = cached_site(viewer_request=function, aliases=["www.example.com", "example.com"])
    result = site.get("/", headers={"Host": "example.com"}, follow_redirects=True)
    assert [one.status_code for one in site.history] == [302, 200]
    assert result.status_code == 200


def test_a_redirected_post_leaves_its_body_and_what_was_said_of_it_behind() -> None:
    site = scripted_site({"/form": {"status": 303, "location": "/done"}})
    site.post("/form", body="a=1", headers={"Content-Type": "text/plain"}, follow_redirects=True)
    headers = request_of(site.history[-1])["headers"]
    assert not {"content-type", "content-length"} & headers.keys()
