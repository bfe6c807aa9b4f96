from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.cached_sites import answer, cached_site
from support.edge_functions import answers, raises, returns
from support.fake_origins import Answer

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory
    from support.fake_origins import Reply

PAGE = {"error_code": 404, "response_page_path": "/sorry", "response_code": 200}
REDIRECTING = {"viewer_protocol_policy": "redirect-to-https"}
PLAIN = "http://d111111abcdef8.cloudfront.net/page"
OK = answer("max-age=60")

# (facts, what the origin says in turn, settings, URL, the values of X-Cache in turn)
ROWS: list[tuple[str, list[Reply], dict[str, Any], str, list[str]]] = [
    ("CF-199", [OK], {}, "/page", ["Miss", "Hit", "Hit"]),
    ("CF-199", [OK], {"cache_policy": "CachingDisabled"}, "/page", ["Miss", "Miss"]),
    (
        "CF-199 CF-084",
        [answer("no-cache", etag='"v1"'), Answer(304)],
        {},
        "/page",
        ["Miss", "RefreshHit", "RefreshHit"],
    ),
    ("CF-199 CF-082", [answer("max-age=60", status=301)], {}, "/page", ["Miss", "Hit"]),
    ("CF-199 CF-200", [Answer(404)], {}, "/page", ["Error", "Error"]),
    ("CF-199", [Answer(503)], {"cache_policy": "CachingDisabled"}, "/page", ["Error", "Error"]),
    (
        "CF-199 CF-125",
        [Answer(404), Answer()],
        {"custom_error_responses": [PAGE]},
        "/page",
        ["Error", "Error"],
    ),
    ("CF-199 CF-154", [], REDIRECTING, PLAIN, ["Redirect", "Redirect"]),
    ("CF-199 CF-156", [], {"viewer_protocol_policy": "https-only"}, PLAIN, ["Error"]),
    ("CF-199 LE-169 LE-279", [], {"viewer_request": answers()}, "/page", ["LambdaGeneratedResponse"] * 2),
    ("CF-199 LE-169 LE-279", [], {"viewer_request": answers(403)}, "/page", ["LambdaGeneratedResponse"] * 2),
    ("CF-199 LE-169 LE-278 D-15", [], {"origin_request": answers()}, "/page", ["Miss", "Hit"]),
    ("CF-199 LE-170 LE-278 D-15", [], {"origin_request": answers(404)}, "/page", ["Error", "Error"]),
    ("CF-199 LE-170 LE-278 D-15", [], {"origin_request": answers(403)}, "/page", ["Error", "Error"]),
    ("CF-199 CF-131 LE-277", [], {"viewer_request": raises}, "/page", ["LambdaExecutionError"] * 2),
    ("CF-199 CF-131 LE-277", [], {"origin_request": raises}, "/page", ["LambdaExecutionError"] * 2),
    ("CF-199 CF-131 LE-277", [OK], {"viewer_response": raises}, "/page", ["LambdaExecutionError"] * 2),
    (
        "CF-199 CF-131 LE-277",
        [OK],
        {"origin_response": returns(None)},
        "/page",
        ["LambdaValidationError"] * 2,
    ),
]


@pytest.mark.parametrize(
    ("replies", "settings", "url", "values"),
    [pytest.param(*row[1:], marks=pytest.mark.fact(*row[0].split())) for row in ROWS],
)
def test_x_cache_names_what_came_of_the_request(
    replies: list[Reply], settings: dict[str, Any], url: str, values: list[str]
) -> None:
    site = cached_site(*replies, function_errors="respond", **settings)
    results = [site.get(url) for _ in values]
    assert [result.result_type for result in results] == values
    assert [result.headers["X-Cache"] for result in results] == [
        f"{value} from cloudfront" for value in values
    ]


@pytest.mark.fact("CF-095", "CF-199")
def test_a_stale_object_is_a_hit(clock: FrozenDateTimeFactory) -> None:
    site = cached_site(OK, Answer(500))
    site.get("/page")
    clock.tick(60)
    assert site.get("/page").headers["X-Cache"] == "Hit from cloudfront"


@pytest.mark.fact("CF-199", "CF-100")
@pytest.mark.parametrize(("control", "result_type"), [("no-cache", "RefreshHit"), ("max-age=60", "Hit")])
def test_a_416_is_an_error_however_its_object_was_found(control: str, result_type: str) -> None:
    site = cached_site(answer(control, etag='"v1"'), Answer(304))
    site.get("/page")
    found = [site.get("/page", headers={"Range": part}) for part in ("bytes=1-2", "bytes=9-")]
    assert [result.status_code for result in found] == [206, 416]
    assert [result.headers["X-Cache"] for result in found] == [
        f"{result_type} from cloudfront",
        "Error from cloudfront",
    ]


@pytest.mark.fact("CF-200", "CF-199")
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_what_is_never_cached_is_a_miss_or_an_error(method: str) -> None:
    methods = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
    site = cached_site(OK, Answer(404), allowed_methods=methods)
    assert [site.request(method, "/page").result_type for _ in range(2)] == ["Miss", "Error"]
