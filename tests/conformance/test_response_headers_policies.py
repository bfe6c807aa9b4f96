"""What a response headers policy adds to, replaces in and removes from what viewers receive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.cached_sites import answer, only_entry, origin_says
from support.edge_functions import answers, part, raises
from support.headers_policies import custom, policy_site, security

from pytest_lambda_edge import Behavior, CustomErrorResponse, Distribution, ResponseHeadersPolicy
from pytest_lambda_edge.http.dates import http_date

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory

    from pytest_lambda_edge import Result

NOSNIFF = security(content_type_options={})


def rests_on(result: Result) -> set[str]:
    """Return what a result rests on about policies."""
    about_policies = {"D-03", "CF-202", "CF-205", "CF-206", "CF-209", "CF-210", "CF-211", "CF-213"}
    return {assumed.id for assumed in result.assumptions} & about_policies


def told(result: Result) -> str:
    """Return what ``explain()`` says of the policy."""
    lines = [line.strip() for line in result.explain().splitlines()]
    (line,) = [line for line in lines if line.startswith("headers policy")]
    return line.removeprefix("headers policy").strip()


@pytest.mark.fact("CF-214")
@pytest.mark.parametrize(
    ("given", "header", "value"),
    [
        ({"xss_protection": {"protection": False}}, "X-XSS-Protection", "0"),
        ({"xss_protection": {"protection": False, "mode_block": True}}, "X-XSS-Protection", "0"),
        ({"xss_protection": {"protection": True}}, "X-XSS-Protection", "1"),
        ({"xss_protection": {"protection": True, "mode_block": True}}, "X-XSS-Protection", "1; mode=block"),
        (
            {"xss_protection": {"protection": True, "report_uri": "https://example.com/xss"}},
            "X-XSS-Protection",
            "1; report=https://example.com/xss",
        ),
        ({"frame_options": {"frame_option": "DENY"}}, "X-Frame-Options", "DENY"),
        ({"frame_options": {"frame_option": "SAMEORIGIN"}}, "X-Frame-Options", "SAMEORIGIN"),
        ({"referrer_policy": {"referrer_policy": "same-origin"}}, "Referrer-Policy", "same-origin"),
        (
            {"content_security_policy": {"content_security_policy": "default-src 'self'"}},
            "Content-Security-Policy",
            "default-src 'self'",
        ),
        ({"content_type_options": {}}, "X-Content-Type-Options", "nosniff"),
        (
            {"strict_transport_security": {"access_control_max_age_sec": 60}},
            "Strict-Transport-Security",
            "max-age=60",
        ),
        (
            {"strict_transport_security": {"access_control_max_age_sec": 0, "include_subdomains": True}},
            "Strict-Transport-Security",
            "max-age=0; includeSubDomains",
        ),
        (
            {"strict_transport_security": {"access_control_max_age_sec": 1, "preload": True}},
            "Strict-Transport-Security",
            "max-age=1; preload",
        ),
        (
            {
                "strict_transport_security": {
                    "access_control_max_age_sec": 63072000,
                    "include_subdomains": True,
                    "preload": True,
                }
            },
            "Strict-Transport-Security",
            "max-age=63072000; includeSubDomains; preload",
        ),
    ],
)
def test_a_security_header_has_its_form(given: dict[str, Any], header: str, value: str) -> None:
    result = policy_site(security(**given)).get("/page")
    assert result.headers.getlist(header) == [value]
    assert told(result) == f"added {header.lower()}"


@pytest.mark.fact("CF-067")
def test_the_managed_security_headers_are_as_published() -> None:
    result = policy_site("SecurityHeadersPolicy").get("/page")
    expected = {
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Strict-Transport-Security": "max-age=31536000",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
        "X-XSS-Protection": "1; mode=block",
    }
    assert {name: result.headers.get(name) for name in expected} == expected
    assert told(result).startswith("SecurityHeadersPolicy: added ")


@pytest.mark.fact("CF-067", "CF-208")
def test_of_the_managed_security_headers_only_nosniff_overrides_the_origin() -> None:
    theirs: dict[str, Any] = {
        "Referrer_Policy": "origin",
        "Strict_Transport_Security": "max-age=1",
        "X_Content_Type_Options": "theirs",
        "X_Frame_Options": "DENY",
        "X_Xss_Protection": "0",
    }
    result = policy_site("SecurityHeadersPolicy", answer(**theirs)).get("/page")
    assert {name: result.headers[name.replace("_", "-")] for name in theirs} == theirs | {
        "X_Content_Type_Options": "nosniff"
    }
    assert "replaced x-content-type-options; left the response's own x-xss-protection" in told(result)


@pytest.mark.fact("CF-208")
@pytest.mark.parametrize(
    ("override", "theirs", "seen", "says"),
    [
        (True, None, "ours", "added x-a"),
        (False, None, "ours", "added x-a"),
        (True, "theirs", "ours", "replaced x-a"),
        (False, "theirs", "theirs", "left the response's own x-a"),
        (True, "ours", "ours", "nothing to change"),
    ],
)
def test_override_says_whose_header_counts(override: bool, theirs: str | None, seen: str, says: str) -> None:
    lines: dict[str, Any] = {} if theirs is None else {"x_a": theirs}
    result = policy_site(custom("X-A", "ours", override=override), answer(**lines)).get("/page")
    assert result.headers.getlist("x-a") == [seen]
    assert told(result) == says


@pytest.mark.fact("CF-215")
def test_a_custom_header_may_be_empty() -> None:
    site = policy_site(custom("X-Empty", ""), viewer_response=lambda event, _context: part(event))
    assert site.get("/page").headers.getlist("x-empty") == [""]


@pytest.mark.fact("CF-207", "CF-216")
@pytest.mark.parametrize(
    "name", ["X-Powered-By", "x-powered-by", "Set-Cookie", "Content-Type", "ETag", "Age"]
)
def test_a_header_is_removed_on_miss_and_hit(name: str) -> None:
    theirs = answer("max-age=60", x_powered_by="PHP", set_cookie="a=b", etag='"1"', content_type="text/css")
    policy = ResponseHeadersPolicy(remove_headers_config=[name])
    site = policy_site(policy, theirs, cache_policy={"min_ttl": 0, "cookie_behavior": "all"})
    assert name not in site.get("/page").headers
    hit = site.get("/page")
    assert (hit.result_type, name in hit.headers) == ("Hit", False)
    assert told(hit) == f"removed {name.lower()}"


@pytest.mark.fact("CF-216", "CF-322")
def test_even_x_cache_can_be_removed() -> None:
    result = policy_site(ResponseHeadersPolicy(remove_headers_config=["X-Cache"])).get("/page")
    assert "x-cache" not in result.headers
    assert (result.result_type, "via" in result.headers) == ("Miss", True)


@pytest.mark.fact("CF-207")
def test_a_header_that_is_removed_and_added_is_there() -> None:
    policy = custom("X-A", "ours", override=False, remove_headers_config=["X-A"])
    result = policy_site(policy, answer(x_a="theirs")).get("/page")
    assert result.headers.getlist("x-a") == ["ours"]
    assert told(result) == "replaced x-a"


@pytest.mark.fact("CF-217", "D-31")
def test_in_place_of_a_removed_server_and_date_cloudfront_puts_its_own(clock: FrozenDateTimeFactory) -> None:
    theirs = answer("max-age=60", server="nginx", date="Mon, 01 Jan 2024 00:00:00 GMT")
    site = policy_site(ResponseHeadersPolicy(remove_headers_config=["Server", "Date"]), theirs)
    site.get("/page")
    clock.tick(5)
    hit = site.get("/page")
    assert hit.headers.getlist("server") == ["CloudFront"]
    assert hit.headers.getlist("date") == [http_date(clock().timestamp())]
    assert sorted(told(hit).removeprefix("removed ").split(", ")) == ["date", "server"]


@pytest.mark.fact("CF-203")
def test_nothing_of_a_policy_is_stored() -> None:
    policy = custom("X-A", "ours", remove_headers_config=["X-B"])
    site = policy_site(policy, answer("max-age=60", x_a="theirs", x_b="theirs"))
    for kind in ("Miss", "Hit", "Hit"):
        result = site.get("/page")
        assert (result.result_type, result.headers["x-a"], "x-b" in result.headers) == (kind, "ours", False)
        stored = only_entry(site).headers
        assert (stored["x-a"], stored["x-b"]) == ("theirs", "theirs")


@pytest.mark.fact("CF-203")
@pytest.mark.parametrize(
    ("policys", "origins", "second"),
    [("no-store", "max-age=60", "Hit"), ("max-age=60", "no-store", "Miss")],
)
def test_a_policys_cache_control_is_for_browsers_alone(policys: str, origins: str, second: str) -> None:
    site = policy_site(custom("Cache-Control", policys), answer(origins))
    results = [site.get("/page"), site.get("/page")]
    assert [result.result_type for result in results] == ["Miss", second]
    assert {result.headers["cache-control"] for result in results} == {policys}


@pytest.mark.fact("CF-198")
def test_a_policys_headers_come_after_cloudfronts_own() -> None:
    policy = ResponseHeadersPolicy(
        custom_headers_config=[{"header": "ETag", "value": '"ours"', "override": True}],
        security_headers_config={"content_type_options": {"override": False}},
        server_timing_headers_config={"enabled": True},
    )
    site = policy_site(policy, answer("max-age=60", etag='"theirs"', x_a="1"))
    site.get("/page")
    names = [name.lower() for name in site.get("/page").headers]
    of_cloudfront = ["x-cache", "via", "x-amz-cf-pop", "x-amz-cf-id", "age"]
    of_the_policy = ["x-content-type-options", "etag", "server-timing"]
    assert names[-8:] == of_cloudfront + of_the_policy
    assert {"x-a", "cache-control"} <= set(names[:-8])


@pytest.mark.fact("CF-198")
def test_without_a_policy_cloudfronts_own_headers_come_last() -> None:
    site = policy_site(NOSNIFF, answer("max-age=60"), response_headers_policy=None)
    site.get("/page")
    names = [name.lower() for name in site.get("/page").headers]
    assert names[-5:] == ["x-cache", "via", "x-amz-cf-pop", "x-amz-cf-id", "age"]


@pytest.mark.fact("D-03", "CF-204", "CF-334", "LE-034", "LE-035", "LE-408")
def test_viewer_response_sees_what_the_policy_did_and_has_the_last_word() -> None:
    def handler(event: Any, _context: Any) -> Any:
        response = part(event)
        response["headers"]["x-a"] = [{"key": "X-A", "value": "mine"}]
        del response["headers"]["x-content-type-options"]
        return response

    policy = custom("X-A", "ours", security_headers_config={"content_type_options": {"override": True}})
    site = policy_site(policy, answer("max-age=60", x_a="theirs"), viewer_response=handler)
    for _ in range(2):
        result = site.get("/page")
        shown = result.invocations[0].event["Records"][0]["cf"]["response"]["headers"]
        assert shown["x-a"] == [{"key": "X-A", "value": "ours"}]
        assert shown["x-content-type-options"] == [{"key": "X-Content-Type-Options", "value": "nosniff"}]
        assert result.headers.getlist("x-a") == ["mine"]
        assert "x-content-type-options" not in result.headers
        assert "D-03" in rests_on(result)


@pytest.mark.fact("D-03")
def test_nothing_rests_on_the_order_where_it_makes_no_difference() -> None:
    def passes_on(event: Any, _context: Any) -> Any:
        return part(event)

    assert rests_on(policy_site(NOSNIFF).get("/page")) == set()
    unchanged = policy_site(NOSNIFF, answer(x_content_type_options="nosniff"), viewer_response=passes_on)
    assert rests_on(unchanged.get("/page")) == set()
    assert rests_on(policy_site(NOSNIFF, viewer_response=passes_on).get("/page")) == {"D-03"}
    assert rests_on(policy_site(NOSNIFF, answer(status=404), viewer_response=passes_on).get("/page")) == set()


def kinds_of_error(kind: str) -> Distribution:
    settings: dict[str, dict[str, Any]] = {
        "a method that is not allowed": {"allowed_methods": ("GET", "HEAD")},
        "an answer of viewer-request": {"viewer_request": answers(200, "mine")},
        "an error of viewer-request": {"viewer_request": answers(401, "mine")},
        "a failing viewer-request": {"viewer_request": raises},
        "a failing viewer-response": {"viewer_response": raises},
        "plain HTTP": {"viewer_protocol_policy": "https-only"},
    }
    return policy_site(NOSNIFF, function_errors="respond", **settings.get(kind, {}))


@pytest.mark.fact("CF-205")
@pytest.mark.parametrize(
    ("kind", "method", "url", "status"),
    [
        ("a method that is not allowed", "POST", "/page", 403),
        ("an answer of viewer-request", "GET", "/page", 200),
        ("an error of viewer-request", "GET", "/page", 401),
        ("a failing viewer-request", "GET", "/page", 503),
        ("a failing viewer-response", "GET", "/page", 503),
        ("plain HTTP", "GET", "http://d111111abcdef8.cloudfront.net/page", 403),
        ("a silent origin", "GET", "/page", 502),
    ],
)
def test_what_the_edge_answers_gets_the_policy_too(kind: str, method: str, url: str, status: int) -> None:
    site = kinds_of_error(kind)
    if kind == "a silent origin":
        origin_says(ConnectionRefusedError("no"))
    result = site.request(method, url)
    assert result.status_code == status
    assert result.headers.getlist("x-content-type-options") == ["nosniff"]
    assert "CF-205" in rests_on(result)


@pytest.mark.fact("CF-205")
@pytest.mark.parametrize(
    ("reply", "settings"),
    [
        (answer(status=404), {}),
        (answer(status=503), {}),
        (answer(), {"origin_request": answers(200, "mine")}),
    ],
    ids=["an origin's 404", "an origin's 503", "an answer of origin-request"],
)
def test_what_an_origin_or_origin_request_answers_rests_on_nothing(
    reply: Any, settings: dict[str, Any]
) -> None:
    result = policy_site(NOSNIFF, reply, **settings).get("/page")
    assert result.headers.getlist("x-content-type-options") == ["nosniff"]
    assert rests_on(result) == set()


@pytest.mark.fact("CF-155")
def test_cloudfronts_own_redirect_gets_no_policy() -> None:
    site = policy_site("SecurityHeadersPolicy", viewer_protocol_policy="redirect-to-https")
    result = site.get("http://d111111abcdef8.cloudfront.net/page")
    assert (result.status_code, "strict-transport-security" in result.headers) == (301, False)
    assert "  headers policy  " not in result.explain()
    assert [assumption.id for assumption in result.assumptions] == ["CF-155"]


@pytest.mark.fact("CF-203", "CF-206")
@pytest.mark.parametrize(
    ("of_request", "of_page", "seen", "assumed"),
    [
        ("request", "page", "request", {"CF-206"}),
        ("both", "both", "both", set()),
        ("request", None, "request", {"CF-206"}),
        (None, "page", None, {"CF-206"}),
        (None, None, None, set()),
    ],
)
def test_a_custom_error_page_gets_the_policy_of_the_request(
    of_request: str | None, of_page: str | None, seen: str | None, assumed: set[str]
) -> None:
    def policy(value: str | None) -> ResponseHeadersPolicy | None:
        return None if value is None else custom("X-Policy-Of", value)

    site = policy_site(
        NOSNIFF,
        answer(status=404),
        answer(body="sorry"),
        response_headers_policy=policy(of_request),
        behaviors={"/errors/*": Behavior(response_headers_policy=policy(of_page))},
        custom_error_responses=[
            CustomErrorResponse(error_code=404, response_page_path="/errors/404.html", response_code=404)
        ],
    )
    result = site.get("/page")
    assert (result.status_code, result.text) == (404, "sorry")
    assert result.headers.get("x-policy-of") == seen
    assert rests_on(result) == assumed


def test_the_page_of_one_behavior_rests_on_nothing_about_policies() -> None:
    page = CustomErrorResponse(error_code=404, response_page_path="/404.html", response_code=404)
    site = policy_site(NOSNIFF, answer(status=404), answer(body="sorry"), custom_error_responses=[page])
    result = site.get("/page")
    assert result.headers.getlist("x-content-type-options") == ["nosniff"]
    assert rests_on(result) == set()
    lines = result.explain().splitlines()
    assert "  headers policy   added x-content-type-options" in lines  # at the depth of the request's own way


@pytest.mark.fact("CF-203")
def test_each_behavior_has_its_own_policy() -> None:
    site = policy_site(
        custom("X-Policy-Of", "default"),
        behaviors={
            "/a/*": Behavior(response_headers_policy=custom("X-Policy-Of", "a")),
            "/b/*": Behavior(),
        },
    )
    urls = ("/page", "/a/page", "/b/page")
    assert [site.get(url).headers.get("x-policy-of") for url in urls] == ["default", "a", None]


@pytest.mark.fact("CF-203")
def test_not_modified_and_partial_responses_get_the_policy_too() -> None:
    site = policy_site(NOSNIFF, answer("max-age=60", etag='"1"'))
    site.get("/page")
    for headers, status in (({"If-None-Match": '"1"'}, 304), ({"Range": "bytes=0-1"}, 206)):
        result = site.get("/page", headers=headers)
        assert (result.status_code, result.headers["x-content-type-options"]) == (status, "nosniff")


def test_a_policy_without_a_word_on_the_response_says_so() -> None:
    result = policy_site(ResponseHeadersPolicy(name="Empty", remove_headers_config=["X-Powered-By"])).get(
        "/page"
    )
    assert told(result) == "Empty: nothing to change"


def test_without_a_policy_nothing_is_said_of_one() -> None:
    site = policy_site(NOSNIFF, response_headers_policy=None)
    assert "headers policy" not in site.get("/page").explain()
