"""What changes at one status, one second or one byte, and nowhere beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.cached_sites import answer, cached_site, legacy, origin_says, sent
from support.edge_functions import all_triggers, answers, changes, passes_on, raises, returns
from support.fake_origins import ORIGIN
from support.signatures import canned
from support.signed_requests import ask

from pytest_lambda_edge import Trigger
from pytest_lambda_edge.errors import EdgeError

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory
    from support.edge_functions import Handler

OLD = answer("max-age=60", etag='"v1"')
LISTED_ENCODING = {
    "cache_policy": {"min_ttl": 0, "header_behavior": "whitelist", "headers": ["Accept-Encoding"]}
}


@pytest.mark.fact("LE-175")
@pytest.mark.parametrize("status", [399, 400, 401])
def test_what_viewer_request_generates_may_have_an_error_page_from_400_on(status: int) -> None:
    pages = [{"error_code": 400, "response_page_path": "/error.html", "response_code": 400}]
    site = cached_site(viewer_request=answers(status), custom_error_responses=pages)
    asked = [request.url for request in site.get("/page").origin_requests]
    assert asked == ([f"{ORIGIN}/error.html"] if status == 400 else [])


@pytest.mark.fact("LE-175", "D-31")
@pytest.mark.parametrize(("status", "is_seen"), [(399, True), (400, False)])
def test_viewer_response_sees_date_and_server_of_what_is_generated_below_400(
    status: int, is_seen: bool
) -> None:
    result = cached_site(origin_request=answers(status), viewer_response=passes_on).get("/page")
    assert ("D-31" in [one.id for one in result.assumptions]) == is_seen


@pytest.mark.fact("CF-113")
@pytest.mark.parametrize("status", [400, 404])
def test_behind_an_error_from_400_on_the_good_object_is_kept(
    status: int, clock: FrozenDateTimeFactory
) -> None:
    site = cached_site(OLD, answer("max-age=5", status=status), answer(status=304))
    site.get("/page")
    clock.tick(60)
    assert site.get("/page").status_code == status
    clock.tick(20)
    result = site.get("/page")
    assert (result.status_code, result.text, result.result_type) == (200, "hello", "RefreshHit")


@pytest.mark.parametrize("status", [400, 401, 499])
def test_an_error_that_is_not_stored_leaves_the_expired_object(
    status: int, clock: FrozenDateTimeFactory
) -> None:
    site = cached_site(OLD, answer(status=status), answer(status=304))
    site.get("/page")
    clock.tick(60)
    assert (site.get("/page").status_code, len(site.cache)) == (status, 1)
    assert site.get("/page").result_type == "RefreshHit"


def test_a_good_response_that_is_not_stored_takes_the_expired_object_away(
    clock: FrozenDateTimeFactory,
) -> None:
    site = cached_site(OLD, answer("no-store", status=399))
    site.get("/page")
    clock.tick(60)
    site.get("/page")
    assert len(site.cache) == 0


@pytest.mark.fact("D-42", "CF-112")
def test_after_the_very_second_the_origin_is_asked_again(clock: FrozenDateTimeFactory) -> None:
    site = cached_site(
        OLD, answer(status=500), custom_error_responses=[{"error_code": 500, "error_caching_min_ttl": 5}]
    )
    site.get("/page")
    clock.tick(60)
    results = [site.get("/page")]
    clock.tick(4)
    results.append(site.get("/page"))
    clock.tick(1)
    results.append(site.get("/page"))
    assert [len(result.origin_requests) for result in results] == [1, 0, 1]
    assert [[one.id for one in result.assumptions] for result in results] == [["D-42"]] * 3


@pytest.mark.fact("CF-088")
def test_an_object_is_fresh_up_to_the_last_second(clock: FrozenDateTimeFactory) -> None:
    site = cached_site(OLD)
    site.get("/page")
    clock.tick(59)
    assert site.get("/page").result_type == "Hit"
    clock.tick(1)
    assert site.get("/page").result_type == "Miss"


@pytest.mark.fact("CF-091", "CF-095")
def test_a_part_is_revalidated_in_the_background_as_the_part_that_was_asked_for(
    clock: FrozenDateTimeFactory,
) -> None:
    said = "max-age=60, stale-while-revalidate=30"
    part = answer(said, status=206, body="he", content_range="bytes 0-1/5", etag='"v1"')
    site = cached_site(part)
    site.get("/page", headers={"Range": "bytes=0-1"})
    clock.tick(70)
    result = site.get("/page", headers={"Range": "bytes=0-1"})
    assert result.status_code == 206
    assert sent(result).in_background
    assert (sent(result).headers.get("Range"), sent(result).headers.get("If-None-Match")) == (
        "bytes=0-1",
        '"v1"',
    )
    assert [one.id for one in result.assumptions if one.id == "CF-095"] == ["CF-095"]
    clock.tick(61)
    whole = cached_site(answer(said, etag='"v1"'))
    whole.get("/page")
    clock.tick(70)
    again = whole.get("/page", headers={"Range": "bytes=0-1"})
    assert (again.status_code, sent(again).headers.get("Range")) == (206, None)


@pytest.mark.fact("CF-331")
def test_what_the_background_stores_is_as_any_other_answer(clock: FrozenDateTimeFactory) -> None:
    said = "max-age=60, stale-while-revalidate=30"
    new = answer(said, body="n" * 2_000, content_type="text/html", content_length="2000")
    site = cached_site(
        answer(said, content_type="text/html", content_length="5"),
        new,
        compress=True,
        cache_policy={"min_ttl": 0, "enable_accept_encoding_gzip": True},
    )
    site.get("/page")
    clock.tick(70)
    assert site.get("/page").text == "hello"
    hit = site.get("/page")
    assert (hit.result_type, hit.text, hit.headers["Vary"]) == ("Hit", "n" * 2_000, "Accept-Encoding")


@pytest.mark.fact("CF-125")
@pytest.mark.parametrize("http_version", ["1.0", "1.1", "2.0"])
def test_a_304_says_what_becomes_of_an_http_1_1_connection(http_version: str) -> None:
    site = cached_site(OLD)
    site.get("/page")
    result = site.get("/page", headers={"If-None-Match": '"v1"'}, http_version=http_version)
    assert (result.status_code, result.reason) == (304, "Not Modified")
    expected = "keep-alive" if http_version == "1.1" else None
    assert result.headers.get("Connection") == expected


@pytest.mark.fact("CF-098", "D-33")
def test_a_416_of_the_cache_says_how_long_the_object_is() -> None:
    site = cached_site(OLD)
    site.get("/page")
    result = site.get("/page", headers={"Range": "bytes=9-"})
    assert (result.status_code, result.headers.get("Content-Range")) == (416, "bytes */5")


@pytest.mark.fact("CF-051", "CF-052")
@pytest.mark.parametrize(
    ("settings", "http_version", "keyed"),
    [
        (legacy(headers=["Accept-Encoding"]), "2.0", (("accept-encoding", "gzip"),)),
        (legacy(headers=["Accept-Encoding"]), "1.0", ()),
        (LISTED_ENCODING, "2.0", (("accept-encoding", "gzip;q=0.5, deflate"),)),
        (LISTED_ENCODING, "1.0", ()),
        (legacy(), "2.0", (("accept-encoding", "gzip"),)),
    ],
)
def test_only_the_normalised_accept_encoding_is_in_a_key(
    settings: dict[str, object], http_version: str, keyed: tuple[tuple[str, str], ...]
) -> None:
    site = cached_site(**settings)
    result = site.get("/page", headers={"Accept-Encoding": "gzip;q=0.5, deflate"}, http_version=http_version)
    assert result.cache_key is not None
    assert result.cache_key.headers == keyed


@pytest.mark.fact("CF-074")
@pytest.mark.parametrize("fields", ["Set-Cookie,X-Other", "X-Other,set-cookie", " SET-COOKIE "])
def test_a_refused_cookie_is_found_among_other_fields(fields: str) -> None:
    said = f'max-age=60, no-cache="{fields}"'
    site = cached_site(answer(said, set_cookie="a=1"), **legacy(cookies={"forward": "all"}))
    assert site.get("/page").headers["Set-Cookie"] == "a=1"
    hit = site.get("/page")
    assert (hit.result_type, hit.headers.get("Set-Cookie")) == ("Hit", None)


@pytest.mark.fact("LE-331", "CF-195")
def test_what_a_bucket_says_of_a_304_stays_with_cloudfront(clock: FrozenDateTimeFactory) -> None:
    site = cached_site(OLD, origin={"domain_name": "bucket.s3.eu-west-1.amazonaws.com"})
    site.get("/page")
    clock.tick(60)
    origin_says(answer(status=304, x_amz_request_id="1", x_amz_id_2="2"))
    result = site.get("/page")
    assert result.result_type == "RefreshHit"
    assert not {"x-amz-request-id", "x-amz-id-2"} & {name.lower() for name in result.headers}


@pytest.mark.fact("CF-091", "CF-117")
def test_a_request_to_an_origin_says_what_it_is_for(clock: FrozenDateTimeFactory) -> None:
    pages = [{"error_code": 404, "response_page_path": "/404.html", "response_code": 404}]
    said = "max-age=60, stale-while-revalidate=30"
    site = cached_site(answer(status=404), answer(said), custom_error_responses=pages)
    asked = list(site.get("/nope").origin_requests)
    clock.tick(70)
    asked += site.get("/404.html").origin_requests
    assert [(one.for_error_page, one.in_background) for one in asked] == [
        (False, False),
        (True, False),
        (False, True),
    ]


@pytest.mark.fact("CF-129", "LE-249", "LE-250")
@pytest.mark.parametrize("function", [raises, returns(None)], ids=["failing", "breaking a rule"])
def test_the_page_of_a_failed_function_names_the_request(function: Handler) -> None:
    result = cached_site(viewer_request=function, function_errors="respond").get("/page")
    assert f"\nRequest ID: {result.headers['X-Amz-Cf-Id']}\n" in result.text


@pytest.mark.fact("LE-038")
def test_every_event_names_the_distribution() -> None:
    site = cached_site(**all_triggers())
    configs = [run.event["Records"][0]["cf"]["config"] for run in site.get("/page").invocations]
    assert [config["distributionId"] for config in configs] == [site.id] * 4


@pytest.mark.fact("CF-154")
def test_a_redirect_to_https_is_a_small_page() -> None:
    site = cached_site(viewer_protocol_policy="redirect-to-https")
    result = site.get(f"http://{site.domain_name}/page")
    assert (result.status_code, result.headers["Content-Type"]) == (301, "text/html")
    assert result.headers["Location"] == f"https://{site.domain_name}/page"


@pytest.mark.fact("CF-211", "D-13")
@pytest.mark.parametrize(
    ("vary", "lines"),
    [
        (None, [("Vary", "Origin")]),
        ("Cookie", [("Vary", "Cookie,Origin")]),
        ("Cookie, Origin", [("Vary", "Cookie,Origin")]),
    ],
)
def test_an_echoed_origin_is_named_once_in_vary(vary: str | None, lines: list[tuple[str, str]]) -> None:
    cors = {
        "access_control_allow_origins": ["https://a.example", "https://b.example"],
        "access_control_allow_headers": ["x-a"],
        "access_control_allow_methods": ["GET"],
        "access_control_allow_credentials": False,
        "origin_override": True,
    }
    given = {} if vary is None else {"vary": vary}
    site = cached_site(
        answer(**given),  # type: ignore[arg-type]
        cache_policy={"min_ttl": 0, "header_behavior": "whitelist", "headers": ["Origin"]},
        response_headers_policy={"cors_config": cors},
    )
    headers = site.get("/page", headers={"Origin": "https://a.example"}).headers
    assert [line for line in headers.items() if line[0].lower() == "vary"] == lines


@pytest.mark.fact("LE-105")
def test_a_body_that_a_function_takes_away_has_no_length_left() -> None:
    site = cached_site(
        origin_request=Trigger(
            changes(body={"action": "replace", "encoding": "text", "data": ""}), include_body=True
        ),
        allowed_methods=["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
    )
    request = sent(site.request("POST", "/page", body=b"four", headers={"Content-Length": "4"}))
    assert (request.body, request.headers["Content-Length"]) == (b"", "0")


@pytest.mark.fact("CF-189", "CF-190")
def test_a_key_holds_cloudfronts_own_word_and_not_the_viewers() -> None:
    policy = {
        "min_ttl": 0,
        "header_behavior": "whitelist",
        "headers": ["CloudFront-Is-Mobile-Viewer", "X-A"],
    }
    given = {"User-Agent": "iPhone", "CloudFront-Is-Mobile-Viewer": "false", "X-A": "1"}
    key = cached_site(cache_policy=policy).get("/page", headers=given).cache_key
    assert key is not None
    assert key.headers == (("cloudfront-is-mobile-viewer", "true"), ("x-a", "1"))


def test_a_signature_cannot_be_verified_without_cryptography(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytest_lambda_edge.pipeline.signatures.has_cryptography", lambda: False)
    with pytest.raises(EdgeError, match="verifying a signed URL or cookie"):
        ask(canned())


@pytest.mark.fact("CF-331", "D-13")
@pytest.mark.parametrize(
    ("vary", "line", "rests"), [(None, "Accept-Encoding", False), ("Cookie", "Cookie,Accept-Encoding", True)]
)
def test_what_may_be_compressed_adds_to_vary(vary: str | None, line: str, rests: bool) -> None:
    lines = {"content_type": "text/html"} | ({} if vary is None else {"vary": vary})
    site = cached_site(
        answer(**lines),  # type: ignore[arg-type]
        compress=True,
        cache_policy={"min_ttl": 0, "enable_accept_encoding_gzip": True},
    )
    result = site.get("/page")
    assert result.headers["Vary"] == line
    assert ("D-13" in [one.id for one in result.assumptions]) == rests
