"""AWS's own example functions, each as the guide describes it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from support import official_functions as official
from support.edge_functions import answers, changes, part, passes_on
from support.fake_origins import ORIGIN, Answer, stub
from support.scenarios import ALL_METHODS

from pytest_lambda_edge.distribution import Distribution
from pytest_lambda_edge.model.origins import S3Origin
from pytest_lambda_edge.model.triggers import Trigger

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory

    from pytest_lambda_edge.result import Result

ANY_URL = re.compile(".*")
ALL_QUERIES = {"min_ttl": 0, "query_string_behavior": "all"}
COUNTRY = "CloudFront-Viewer-Country"
DEVICES = [f"CloudFront-Is-{device}-Viewer" for device in ("Desktop", "Mobile", "Tablet", "SmartTV")]
BUCKET = "amzn-s3-demo-bucket.s3.amazonaws.com"
REQUEST_EVENTS = pytest.mark.parametrize("event", ["viewer_request", "origin_request"])


def keyed_on(*names: str) -> dict[str, Any]:
    return {"cache_policy": {"min_ttl": 0, "header_behavior": "whitelist", "headers": names}}


def site(**settings: Any) -> Distribution:
    settings.setdefault("origin", ORIGIN)
    return Distribution(function_errors="respond", **settings)


def urls(result: Result) -> list[str]:
    return [request.url for request in result.origin_requests]


@pytest.mark.fact("LE-363", "LE-324")
@pytest.mark.parametrize(
    ("cookies", "group"),
    [
        (["X-Experiment-Name=A"], "control"),
        (["a=1; X-Experiment-Name=B"], "treatment"),
        (["a=1", "X-Experiment-Name=B"], "treatment"),
    ],
)
def test_ab_testing_by_cookie(cookies: list[str], group: str) -> None:
    stub(ANY_URL)
    result = site(viewer_request=official.ab_test).get(
        "/experiment-pixel.jpg", headers=[("Cookie", cookie) for cookie in cookies]
    )
    assert urls(result) == [f"{ORIGIN}/experiment-group/{group}-pixel.jpg"]
    assert result.cache_key is not None
    assert result.cache_key.uri == f"/experiment-group/{group}-pixel.jpg"
    assert "Cookie" not in result.origin_requests[0].headers
    assert "Set-Cookie" not in result.headers


@pytest.mark.fact("LE-363")
def test_ab_testing_without_a_cookie_gives_three_quarters_the_control() -> None:
    stub(ANY_URL)
    experiment = site(viewer_request=official.ab_test, cache_policy="CachingDisabled")
    official.EXPERIMENT.seed(1)
    seen = [urls(experiment.get("/experiment-pixel.jpg"))[0] for _ in range(200)]
    assert 130 < sum("control" in url for url in seen) < 170
    assert urls(experiment.get("/other.jpg")) == [f"{ORIGIN}/other.jpg"]


@pytest.mark.fact("LE-364", "LE-135")
@pytest.mark.parametrize("event", ["origin_response", "viewer_response"])
def test_a_response_header_is_overridden(event: str) -> None:
    meta = {"X-Amz-Meta-Last-Modified": "2026-01-01", "Last-Modified": "2025-01-01", "X-Other": "1"}
    stub(f"{ORIGIN}/with", Answer(headers=meta))
    stub(f"{ORIGIN}/without", Answer(headers={"Last-Modified": "2025-01-01"}))
    overriding = site(**{event: official.last_modified})
    plain = site().get("/with")
    result = overriding.get("/with")
    assert result.headers["Last-Modified"] == "2026-01-01"
    differing = {name for name, value in plain.headers.items() if result.headers[name] != value}
    assert differing - {"Date"} == {"Last-Modified"}
    assert overriding.get("/without").headers["Last-Modified"] == "2025-01-01"


@pytest.mark.fact("LE-365", "LE-164", "LE-165", "LE-168", "LE-169")
@REQUEST_EVENTS
def test_static_content_is_served_without_an_origin(event: str, clock: FrozenDateTimeFactory) -> None:
    serving = site(**{event: official.static_content})
    first, second = serving.get("/"), serving.get("/")
    assert first.origin_requests == second.origin_requests == ()
    assert (first.status_code, first.headers["Content-Type"]) == (200, "text/html")
    assert int(first.headers["Content-Length"]) == len(first.content) == len(first.text.encode())
    if event == "viewer_request":
        assert first.headers["X-Cache"] == "LambdaGeneratedResponse from cloudfront"
        assert (len(serving.cache), second.fired) == (0, ("viewer-request",))
    else:
        assert (first.result_type, second.result_type, second.fired) == ("Miss", "Hit", ())
        clock.tick(101)
        assert serving.get("/").fired == ("origin-request",)


@pytest.mark.fact("LE-366", "LE-168")
@REQUEST_EVENTS
def test_a_redirect_is_generated(event: str) -> None:
    result = site(**{event: official.redirect_to_docs}).get("/")
    assert (result.status_code, result.reason) == (302, "Found")
    assert result.headers["Location"] == "https://docs.aws.amazon.com/lambda/latest/dg/lambda-edge.html"
    assert (result.headers["Content-Length"], result.content) == ("0", b"")


@pytest.mark.fact("LE-367")
@REQUEST_EVENTS
def test_a_query_parameter_becomes_a_header(event: str) -> None:
    stub(ANY_URL)
    moving = site(
        cache_policy=ALL_QUERIES,
        origin_request_policy={"header_behavior": "whitelist", "headers": ["Auth-Header"]},
        **{event: official.auth_header},
    )
    (request,) = moving.get("/page?auth=secret&a=1").origin_requests
    assert (request.headers["Auth-Header"], request.url) == ("secret", f"{ORIGIN}/page?a=1")
    without = moving.get("/page?a=1")
    assert (without.status_code, without.result_type) == (503, "LambdaExecutionError")
    assert "KeyError: 'auth'" in str(without.invocations[0].error)


@pytest.mark.fact("LE-367", "LE-419")
def test_an_undefined_header_value_gets_a_502() -> None:
    result = site(viewer_request=changes(headers={"auth-header": [{"key": "Auth-Header"}]})).get("/page")
    assert (result.status_code, result.result_type) == (502, "LambdaValidationError")


@pytest.mark.fact("LE-368", "LE-324")
def test_normalized_queries_share_a_cache_entry() -> None:
    stub(ANY_URL)
    normalizing = site(viewer_request=official.normalized_query, cache_policy=ALL_QUERIES)
    first, second = normalizing.get("/page?B=2&a=1"), normalizing.get("/page?A=1&b=2")
    assert urls(first) == [f"{ORIGIN}/page?a=1&b=2"]
    assert second.result_type == "Hit"


@pytest.mark.fact("LE-369")
def test_only_who_has_signed_in_passes() -> None:
    stub(ANY_URL)
    gate = site(viewer_request=official.sign_in)
    assert gate.get("/page", cookies={"session-id": "1"}).text == "hello"
    result = gate.get("/a/page?b=1")
    target = "https%3A%2F%2Fd111111abcdef8.cloudfront.net%2Fa%2Fpage%3Fb%3D1"
    assert (result.status_code, result.short_circuited_by) == (302, "viewer-request")
    assert result.headers["Location"] == f"https://www.example.com/signin?redirect_url={target}"
    assert gate.get("/page", cookies={"other": "1"}).headers["Location"].endswith("%2Fpage%3F")


@pytest.mark.fact("LE-370", "LE-072", "CF-189")
def test_viewers_are_redirected_by_country() -> None:
    by_country = site(origin_request=official.by_country, **keyed_on(COUNTRY))
    seen = {}
    for country in ("TW", "US", "DE", None):
        viewer = {} if country is None else {COUNTRY: country}
        seen[country] = by_country.get("/", viewer=viewer).headers["Location"]
    assert seen == {
        "TW": "https://tw.example.com/",
        "US": "https://us.example.com/",
        "DE": "https://example.com/",
        None: "https://example.com/",
    }
    assert len(by_country.cache) == 4
    too_early = site(viewer_request=official.by_country, **keyed_on(COUNTRY))
    assert too_early.get("/", viewer={COUNTRY: "TW"}).headers["Location"] == "https://example.com/"


@pytest.mark.fact("LE-371", "CF-190")
@pytest.mark.parametrize(
    ("true", "prefix"),
    [
        (["Desktop"], "/desktop"),
        (["Mobile"], "/mobile"),
        (["Tablet"], "/tablet"),
        (["Mobile", "Tablet"], "/mobile"),
        (["SmartTV"], "/smarttv"),
    ],
)
def test_each_device_gets_its_own_version(true: list[str], prefix: str) -> None:
    stub(ANY_URL)
    devices = site(origin_request=official.by_device, **keyed_on(*DEVICES))
    viewer = {f"CloudFront-Is-{device}-Viewer": "true" for device in true}
    viewer = dict.fromkeys(DEVICES, "false") | viewer
    assert urls(devices.get("/page", viewer=viewer)) == [f"{ORIGIN}{prefix}/page"]
    other = dict.fromkeys(DEVICES, "false") | {"CloudFront-Is-Desktop-Viewer": "true"}
    assert devices.get("/page", viewer=other).result_type == ("Hit" if other == viewer else "Miss")
    assert devices.get("/page", viewer=viewer).result_type == "Hit"


@pytest.mark.fact("LE-372", "LE-113", "CF-232", "LE-228", "LE-234", "LE-396", "D-36")
@pytest.mark.parametrize("function", [official.bucket_on_demand, official.bucket_with_identity_on_demand])
def test_a_custom_origin_gives_way_to_a_bucket(function: Any) -> None:
    stub(ANY_URL)
    moving = site(origin_request=function, cache_policy=ALL_QUERIES)
    result = moving.get("/page?useS3Origin=true")
    assert [fetch.read_timeout for fetch in result._exchange.fetched] == [30]
    (moved,) = result.origin_requests
    assert (moved.url, moved.headers["Host"]) == (f"https://{BUCKET}/page?useS3Origin=true", BUCKET)
    assert "Authorization" not in moved.headers
    assert urls(moving.get("/page")) == [f"{ORIGIN}/page"]


@pytest.mark.fact("LE-373", "LE-233", "LE-396")
@pytest.mark.filterwarnings("ignore::pytest_lambda_edge.errors.EdgeNotSimulatedWarning")
def test_the_bucket_of_the_viewers_region_is_asked() -> None:
    stub(ANY_URL)
    bucket = S3Origin(domain_name=BUCKET, origin_access_identity="origin-access-identity/cloudfront/E1")
    regional = site(origin=bucket, origin_request=official.bucket_by_country, **keyed_on(COUNTRY))
    for country, region in official.REGIONS.items():
        (request,) = regional.get("/page", viewer={COUNTRY: country}).origin_requests
        host = f"amzn-s3-demo-bucket-in-{region}.s3.{region}.amazonaws.com"
        assert (request.url, request.headers["Host"]) == (f"https://{host}/page", host)
    assert urls(regional.get("/page", viewer={COUNTRY: "US"})) == [f"https://{BUCKET}/page"]


@pytest.mark.fact("LE-374", "LE-228", "LE-229")
def test_a_bucket_gives_way_to_a_custom_origin() -> None:
    stub(ANY_URL)
    bucket = S3Origin(domain_name=BUCKET)
    moving = site(origin=bucket, origin_request=official.server_on_demand, cache_policy=ALL_QUERIES)
    result = moving.get("/page?useCustomOrigin=true")
    (request,) = result.origin_requests
    assert request.url == "https://www.example.com/page?useCustomOrigin=true"
    assert request.headers["Host"] == "www.example.com"
    assert [fetch.read_timeout for fetch in result._exchange.fetched] == [5]


@pytest.mark.fact("LE-375", "LE-325")
def test_traffic_moves_to_another_bucket_step_by_step() -> None:
    stub(ANY_URL)
    moving = site(origin=S3Origin(domain_name=BUCKET), origin_request=official.blue_bucket)
    official.EXPERIMENT.seed(1)
    seen = []
    for number in range(200):
        (request,) = moving.get(f"/{number}").origin_requests
        assert request.url == f"https://{request.headers['Host']}/{number}"
        seen.append(request.headers["Host"])
    assert 140 < seen.count("blue-bucket.s3.amazonaws.com") < 180
    assert all(moving.get(f"/{number}").result_type == "Hit" for number in range(200))


@pytest.mark.fact("LE-376", "LE-226")
def test_a_changed_domain_name_is_change_enough() -> None:
    stub(ANY_URL)
    regional = site(origin_request=official.eu_origin, **keyed_on(COUNTRY))
    for country in ("GB", "DE", "IE"):
        (request,) = regional.get("/page", viewer={COUNTRY: country}).origin_requests
        assert (request.url, request.headers["Host"]) == ("https://eu.example.com/page", "eu.example.com")
    assert urls(regional.get("/page", viewer={COUNTRY: "US"})) == [f"{ORIGIN}/page"]


@pytest.mark.fact("LE-377", "LE-155", "LE-191", "LE-192")
@pytest.mark.parametrize("status", [403, 404, 500, 503])
def test_an_error_becomes_a_200(status: int) -> None:
    stub(f"{ORIGIN}/page", Answer(status, "error"))
    mending = site(origin_response=official.error_to_page, viewer_response=passes_on)
    result = mending.get("/page")
    assert (result.status_code, result.reason, result.text) == (200, "OK", "Body generation example")
    assert result.headers["Content-Length"] == "23"
    assert result.fired == ("origin-response", "viewer-response")
    (stored,) = mending.cache
    assert (stored.status_code, stored.expires_at - stored.stored_at) == (200, 86400)


@pytest.mark.fact("LE-378", "LE-155", "LE-183", "LE-185")
def test_an_error_becomes_a_redirect_to_plan_b() -> None:
    headers = {"Content-Type": "application/xml", "Server": "AmazonS3"}
    stub(f"{ORIGIN}/page", Answer(404, "<Error/>", headers))
    mending = site(origin_response=official.error_to_plan_b, cache_policy=ALL_QUERIES)
    result = mending.get("/page?a=1")
    assert (result.status_code, result.headers["Location"]) == (302, "/plan-b/path?a=1")
    assert (result.content, result.headers["Content-Length"]) == (b"", "0")
    assert {name: result.headers[name] for name in headers} == headers


@pytest.mark.fact("LE-379", "LE-101")
@REQUEST_EVENTS
def test_a_form_is_read_and_reaches_the_origin_as_it_was(event: str) -> None:
    stub(ANY_URL)
    trigger = Trigger(official.read_form, include_body=True)
    result = site(allowed_methods=ALL_METHODS, **{event: trigger}).post(
        "/form", body="name=J%C3%BCrgen&age=7"
    )
    assert '{"name": ["J\\u00fcrgen"], "age": ["7"]}' in result.invocations[0].logs
    assert result.origin_requests[0].body == b"name=J%C3%BCrgen&age=7"
    without = site(allowed_methods=ALL_METHODS, **{event: official.read_form}).post("/form", body="name=x")
    assert (without.status_code, without.result_type) == (503, "LambdaExecutionError")


@pytest.mark.fact("LE-380", "LE-105")
@REQUEST_EVENTS
def test_a_form_gets_a_field_more(event: str) -> None:
    stub(ANY_URL)
    trigger = Trigger(official.add_form_field, include_body=True)
    forms = site(allowed_methods=ALL_METHODS, **{event: trigger})
    (posted,) = forms.post("/form", body="name=x").origin_requests
    assert posted.body == b"name=x&new-param-name=new-param-value"
    assert posted.headers["Content-Length"] == str(len(posted.body))
    assert forms.get("/form").origin_requests[0].body == b""


@pytest.mark.fact("LE-381", "LE-139", "LE-194")
def test_security_headers_are_stored_with_the_object() -> None:
    stub(ANY_URL)
    secured = site(origin_response=official.security_headers)
    first, second = secured.get("/page"), secured.get("/page")
    for result in (first, second):
        assert {name: result.headers[name] for name in official.SECURITY_HEADERS} == official.SECURITY_HEADERS
    assert (first.fired, second.fired) == (("origin-response",), ())


@pytest.mark.fact("LE-382", "LE-067", "LE-124", "LE-146", "LE-189", "LE-212", "LE-414", "LE-416")
@pytest.mark.parametrize(
    ("event", "function", "sentence"),
    [
        ("origin_response", answers(200, "fresh"), "add, delete, or change a read-only header"),
        ("viewer_request", answers(200, keep_alive="timeout=5"), "add a blacklisted header"),
        ("viewer_request", answers(302, location="/a\r"), "returned an invalid header"),
        ("origin_request", lambda event, context: _with_path(event, "/"), "invalid origin configuration"),
        ("origin_request", lambda event, context: event, "Each header entry in the headers object must be"),
    ],
    ids=["fresh response", "Keep-Alive", "CR in Location", "bare / as origin path", "the whole event"],
)
def test_what_people_got_a_502_for(event: str, function: Any, sentence: str) -> None:
    stub(f"{ORIGIN}/page", Answer(404, "<Error/>", {"Transfer-Encoding": "chunked", "Server": "AmazonS3"}))
    result = site(**{event: function}).get("/page")
    assert (result.status_code, result.result_type) == (502, "LambdaValidationError")
    assert sentence in result.text


def _with_path(event: Any, path: str) -> Any:
    request = part(event)
    request["origin"]["custom"]["path"] = path
    return request
