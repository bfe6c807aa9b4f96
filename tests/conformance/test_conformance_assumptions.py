"""Which undocumented choices an outcome rests on: those that made a difference to it, and no others."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest
from support.asks import Ask
from support.cached_sites import ALL, cached_site, legacy
from support.edge_functions import answers, changes, part, passes_on, returns
from support.fake_origins import NOT_MODIFIED, ORIGIN, Answer

from pytest_lambda_edge.pipeline.assumptions import ASSUMPTIONS

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory

KB, MB = 1024, 1024 * 1024
ALL_METHODS = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
ALL_QUERIES = {"cache_policy": {"min_ttl": 0, **ALL}}
BUCKET = {"domain_name": "photos.s3.eu-west-1.amazonaws.com"}


def without(*names: str) -> Any:
    """Return a function that removes headers."""

    def handler(event: Any, _context: Any) -> Any:
        given = part(event)
        for name in names:
            given["headers"].pop(name, None)
        return given

    return handler


def with_body(event_type: str) -> dict[str, Any]:
    """Return settings with a trigger that includes the body."""
    return {
        event_type: {"function": passes_on, "include_body": True},
        "allowed_methods": ALL_METHODS,
    }


def post(size: int, event_type: str) -> Ask:
    return Ask(settings=with_body(event_type), method="POST", arguments={"body": b"x" * size})


def replaced(size: int) -> Ask:
    body = {"action": "replace", "encoding": "text", "data": "x" * size}
    settings = with_body("viewer_request")
    settings["viewer_request"]["function"] = changes(body=body)
    return Ask(settings=settings, method="POST", arguments={"body": b"y"})


def generated(size: int, **lines: str) -> Ask:
    return Ask(settings={"origin_request": answers(200, "x" * size, **lines)})


def in_base64(size: int) -> Ask:
    body = base64.b64encode(b"x" * size).decode()
    response = {"status": "200", "body": body, "bodyEncoding": "base64"}
    return Ask(settings={"viewer_request": returns(response)})


UNKEPT = Answer(headers={"Cache-Control": "no-cache", "ETag": '"v1"'})
DATED = {"Date": "Mon, 01 Jun 2026 12:00:00 GMT", "Server": "nginx"}

# An id, what rests on it, and what differs from that by as little as can be and doesn't.
PAIRS: list[tuple[str, Ask, Ask]] = [
    (
        "D-13",
        Ask(arguments={"headers": {"X-Forwarded-For": "192.0.2.1"}}),
        Ask(arguments={"headers": {"X-Forwarded": "192.0.2.1"}}),
    ),
    ("D-13", Ask(arguments={"headers": {"Via": "1.1 proxy"}}), Ask()),
    (
        "D-13",
        Ask(replies=[Answer(headers={"Vary": "Accept-Encoding, Cookie"})]),
        Ask(replies=[Answer(headers={"Vary": "Accept-Encoding"})]),
    ),
    (
        "D-13",
        Ask(
            replies=[Answer(headers={"Vary": "Cookie", "Content-Type": "text/html"})],
            settings={"cache_policy": "CachingOptimized"},
        ),
        Ask(
            replies=[Answer(headers={"Content-Type": "text/html"})],
            settings={"cache_policy": "CachingOptimized"},
        ),
    ),
    (
        "D-17",
        Ask(url="/a/%62", settings={"behaviors": {"/a/b": {}}}),
        Ask(url="/a/%62", settings={"behaviors": {"/a/*": {}}}),
    ),
    (
        "D-17",
        Ask(url="/a/../b", settings={"behaviors": {"/a/*": {}}}),
        Ask(url="/b", settings={"behaviors": {"/a/*": {}}}),
    ),
    ("D-18", post(40_001, "viewer_request"), post(40_000, "viewer_request")),
    ("D-18", post(1_000_001, "origin_request"), post(1_000_000, "origin_request")),
    ("D-18", post(40 * KB + 1, "viewer_request"), post(40 * KB + 1, "origin_request")),
    ("D-18", replaced(40_001), replaced(40_000)),
    ("D-18", replaced(40 * KB), replaced(40 * KB + 1)),  # Refused, however a KB is read.
    ("D-18", generated(MB), generated(MB + 1)),
    ("D-18", generated(1_000_001), generated(1_000_000)),
    ("D-34", generated(MB - 5, x="123456"), generated(MB + 1, x="123456")),
    ("D-34", generated(MB - 5, x="123456"), generated(MB - 10, x="123456")),
    ("D-34", in_base64(35_000), in_base64(30_000)),
    (
        "D-19",
        Ask(settings={"origin": BUCKET, "origin_request": passes_on}),
        Ask(settings={"origin": BUCKET}),
    ),
    (
        "D-19",
        Ask(settings={"origin": BUCKET, "origin_response": passes_on}),
        Ask(
            settings={
                "origin": {**BUCKET, "origin_access_identity": "origin-access-identity/cloudfront/E1"},
                "origin_response": passes_on,
            }
        ),
    ),
    (
        "D-19",
        Ask(settings={"origin": BUCKET, "origin_request": passes_on}),
        Ask(settings={"origin_request": passes_on}),
    ),
    ("D-28", Ask(url="/page?a=1", settings={"origin_request": passes_on}), Ask(url="/page?a=1")),
    (
        "D-28",
        Ask(url="/page?a=1", settings={"origin_response": passes_on}),
        Ask(url="/page?a=1", settings={"origin_response": passes_on, **ALL_QUERIES}),
    ),
    (
        "D-28",
        Ask(settings={"viewer_request": changes(querystring="b=2"), "viewer_response": passes_on}),
        Ask(settings={"viewer_request": changes(querystring="b=2")}),
    ),
    (
        "D-31",
        Ask(replies=[Answer(headers=DATED)], settings={"origin_response": without("date")}),
        Ask(replies=[Answer()], settings={"origin_response": without("date")}),
    ),
    (
        "D-31",
        Ask(replies=[Answer(headers=DATED)], settings={"viewer_response": without("server")}),
        Ask(replies=[Answer(headers=DATED)], settings={"viewer_response": passes_on}),
    ),
    (
        "D-31",
        Ask(settings={"origin_request": answers(200), "viewer_response": passes_on}),
        Ask(settings={"origin_request": answers(200)}),
    ),
    (
        "D-31",
        Ask(settings={"origin_request": answers(200), "viewer_response": passes_on}),
        Ask(
            settings={
                "origin_request": answers(200, date="Mon, 01 Jun 2026 12:00:00 GMT", server="mine"),
                "viewer_response": passes_on,
            }
        ),
    ),
]


GROUP: dict[str, Any] = {
    "origins": {
        "a": ORIGIN,
        "b": "https://backup.example.com",
        "ab": {"members": ["a", "b"], "status_codes": [500]},
    },
    "origin": "ab",
}
PAGE = {"custom_error_responses": [{"error_code": 404, "response_page_path": "/sorry", "response_code": 404}]}
WITH_PAGE: dict[str, Any] = {**PAGE, "cache_policy": {"min_ttl": 0}}

PAIRS += [
    (
        "D-05",
        Ask(replies=[Answer(500)], settings={**GROUP, "origin_response": passes_on}),
        Ask(replies=[Answer(500)], settings={**GROUP, "origin_request": passes_on}),
    ),
    (
        "D-05",
        Ask(settings={**GROUP, "origin_response": changes(status="500")}),
        Ask(settings={**GROUP, "origin_response": changes(status="501")}),
    ),
    (
        "D-05",
        Ask(replies=[Answer(500)], settings={**GROUP, "origin_response": changes(status="200")}),
        Ask(replies=[Answer(501)], settings={**GROUP, "origin_response": changes(status="200")}),
    ),
    (
        "D-23",
        Ask(replies=[Answer(404)], settings={**WITH_PAGE, "origin_request": passes_on}),
        Ask(replies=[Answer(404)], settings={**WITH_PAGE, "viewer_request": passes_on}),
    ),
    (
        "D-23",
        Ask(replies=[Answer(404)], settings=WITH_PAGE, method="HEAD"),
        Ask(replies=[Answer(404)], settings=WITH_PAGE),
    ),
    (
        "D-23",
        Ask(replies=[Answer(404)], settings={**PAGE, **ALL_QUERIES}, url="/page?a=1"),
        Ask(replies=[Answer(404)], settings=WITH_PAGE, url="/page?a=1"),
    ),
    (
        "D-23",
        Ask(replies=[Answer(404)], settings=WITH_PAGE, arguments={"headers": {"Pragma": "no-cache"}}),
        Ask(replies=[Answer(404)], settings=WITH_PAGE, arguments={"headers": {"Accept": "text/html"}}),
    ),
    (
        "D-23",
        Ask(replies=[Answer(404)], settings={**PAGE, **ALL_QUERIES}, arguments={"cookies": {"a": "1"}}),
        Ask(replies=[Answer(404)], settings=WITH_PAGE, arguments={"cookies": {"a": "1"}}),
    ),
]

HTTP = "http://d111111abcdef8.cloudfront.net/page"
TO_HTTPS = {"viewer_protocol_policy": "redirect-to-https"}
ONLY_HTTPS = {"viewer_protocol_policy": "https-only"}
WITHOUT_DE: dict[str, Any] = {"geo_restriction": {"restriction_type": "blacklist", "locations": ["DE"]}}
GERMAN: dict[str, Any] = {"viewer": {"CloudFront-Viewer-Country": "DE"}}
ORP_COOKIES = {"origin_request_policy": {"cookie_behavior": "all"}}
SETS_COOKIE = [Answer(headers={"Set-Cookie": "a=1"})]
S3_IDS = [Answer(headers={"x-amz-request-id": "1", "x-amz-id-2": "2"})]
CUSTOM = {"origin": {"domain_name": "www.example.com", "custom_headers": {"X-Key": "1"}}}
OPTIONS = {"allowed_methods": ALL_METHODS}

PAIRS += [
    ("D-02", Ask(method="POST", url=HTTP, settings=TO_HTTPS), Ask(url=HTTP, settings=TO_HTTPS)),
    (
        "D-02",
        Ask(url=HTTP, settings={**TO_HTTPS, **WITHOUT_DE}, arguments=GERMAN),
        Ask(url=HTTP, settings={**TO_HTTPS, **WITHOUT_DE}),
    ),
    (
        "D-02",
        Ask(url=HTTP, settings={**ONLY_HTTPS, "viewer_request": passes_on}),
        Ask(url=HTTP, settings={**TO_HTTPS, "viewer_request": passes_on}),
    ),
    ("D-02", Ask(arguments={"body": b"x"}), Ask(settings=OPTIONS, method="POST", arguments={"body": b"x"})),
    (
        "D-01",
        Ask(settings={"default_root_object": "x", "viewer_request": changes(uri="/")}),
        Ask(settings={"default_root_object": "x", "viewer_request": changes(uri="/y")}),
    ),
    (
        "D-26",
        Ask(arguments={"headers": {"Max-Forwards": "3"}}),
        Ask(arguments={"headers": {"Max-Forwards": "3"}}, settings=legacy()),
    ),
    (
        "D-27",
        Ask(method="POST", settings=OPTIONS, arguments={"headers": {"Authorization": "x"}}),
        Ask(arguments={"headers": {"Authorization": "x"}}),
    ),
    (
        "D-33",
        Ask(arguments={"headers": {"If-None-Match": '"1"'}}),
        Ask(arguments={"headers": {"If-None-Match": '"1"'}}, settings=legacy()),
    ),
    ("D-29", Ask(replies=SETS_COOKIE, settings=ORP_COOKIES), Ask(replies=SETS_COOKIE)),
    (
        "D-29",
        Ask(replies=SETS_COOKIE, settings={"origin_response": passes_on}),
        Ask(replies=SETS_COOKIE, settings={"origin_response": passes_on, **ALL_QUERIES}),
    ),
    (
        "D-38",
        Ask(replies=S3_IDS, settings={"origin": BUCKET, "origin_response": passes_on}),
        Ask(replies=S3_IDS, settings={"origin": BUCKET, "origin_request": passes_on}),
    ),
    (
        "D-35",
        Ask(
            settings={**CUSTOM, "origin_request": passes_on, "origin_request_policy": "AllViewer"},
            arguments={"headers": {"X-Key": "2"}},
        ),
        Ask(
            settings={**CUSTOM, "origin_request": passes_on, "origin_request_policy": "AllViewer"},
            arguments={"headers": {"X-Other": "2"}},
        ),
    ),
    (
        "D-39",
        Ask(
            settings={"viewer_request": passes_on}, arguments={"headers": {"CloudFront-Viewer-Country": "FR"}}
        ),
        Ask(arguments={"headers": {"CloudFront-Viewer-Country": "FR"}}),
    ),
    (
        "CF-051",
        Ask(
            settings={"cache_policy": "CachingOptimized"},
            arguments={"headers": {"Accept-Encoding": "gzip;q=0, br"}},
        ),
        Ask(
            settings={"cache_policy": "CachingOptimized"},
            arguments={"headers": {"Accept-Encoding": "gzip, br"}},
        ),
    ),
    ("D-30", Ask(replies=[Answer(410)]), Ask(replies=[Answer(404)])),
    ("CF-147", Ask(settings={"enabled": False}), Ask(url="https://www.example.com/")),
    (
        "CF-155",
        Ask(url=HTTP, settings={**TO_HTTPS, "response_headers_policy": "SecurityHeadersPolicy"}),
        Ask(url=HTTP, settings=TO_HTTPS),
    ),
]


@pytest.mark.fact("D-01", "D-02", "D-05", "D-13", "D-17", "D-18", "D-19", "D-23", "D-28", "D-31", "D-34")
@pytest.mark.parametrize(
    ("id_", "resting", "other"), PAIRS, ids=[f"{id_}-{index}" for index, (id_, *_) in enumerate(PAIRS)]
)
def test_an_outcome_lists_a_choice_that_made_a_difference_and_only_then(
    id_: str, resting: Ask, other: Ask
) -> None:
    assert id_ in resting.assumed()
    assert id_ not in other.assumed()


@pytest.mark.fact("CF-113")
@pytest.mark.parametrize("reply", [Answer(500), NOT_MODIFIED], ids=["stale", "unchanged"])
@pytest.mark.parametrize("hidden", [True, False])
def test_an_object_behind_an_error_rests_on_its_being_kept(
    reply: Answer, hidden: bool, clock: FrozenDateTimeFactory
) -> None:
    site = cached_site(UNKEPT, *[Answer(404)] * hidden, reply)
    site.get("/page")
    if hidden:
        site.get("/page")
        clock.tick(10)
    result = site.get("/page")
    assert result.status_code == 200
    assert ("CF-113" in [assumption.id for assumption in result.assumptions]) == hidden


PLAIN = {
    "a miss": Ask(),
    "a hit": Ask(before=[{}], replies=[Answer(headers={"Cache-Control": "max-age=60"})]),
    "an origin's error": Ask(replies=[Answer(404)]),
    "four functions": Ask(
        settings={
            "viewer_request": passes_on,
            "origin_request": passes_on,
            "origin_response": passes_on,
            "viewer_response": passes_on,
        }
    ),
    "legacy settings": Ask(settings=legacy(query_string=True), url="/page?a=1"),
    "a POST": Ask(
        method="POST", settings={"allowed_methods": ALL_METHODS}, arguments={"body": b"x"}
    ),
    "a redirect to https": Ask(
        url="http://d111111abcdef8.cloudfront.net/page",
        settings={"viewer_protocol_policy": "redirect-to-https"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("ask", PLAIN.values(), ids=PLAIN.keys())
def test_what_aws_documents_rests_on_nothing(ask: Ask) -> None:
    assert ask.assumed() == []


def test_each_listed_choice_says_what_is_assumed_and_how_sure_it_is() -> None:
    assert {assumption.confidence for assumption in ASSUMPTIONS.values()} <= {"H", "M", "L"}
    assert all(assumption.text and assumption.id == id_ for id_, assumption in ASSUMPTIONS.items())
