"""Custom error responses: for which errors, how their pages are fetched, and what the viewer sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests
from support.edge_functions import answers, changes, part, passes_on, sets_header
from support.fake_origins import BACKUP, ORIGIN, Answer, stub
from support.scenarios import ALL_METHODS, UNKEPT, make

from pytest_lambda_edge.model.behaviors import Behavior
from pytest_lambda_edge.model.event_type import EVENT_TYPES

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory

    from pytest_lambda_edge.result import Result

CODES = (400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504)
PAGE_URL = f"{ORIGIN}/error.html"
YEAR_BEGAN = "Thu, 01 Jan 2026 00:00:00 GMT"


def pages(*codes: int, response_code: int = 200, **settings: Any) -> dict[str, Any]:
    """Return the setting that gives each code the page ``/error.html``."""
    return {
        "custom_error_responses": [
            {"error_code": code, "response_page_path": "/error.html", "response_code": response_code}
            | settings
            for code in codes or CODES
        ]
    }


def ids(result: Result) -> set[str]:
    return {assumption.id for assumption in result.assumptions}


def sent(result: Result) -> list[str]:
    return [f"{request.method} {request.url}" for request in result.origin_requests]


@pytest.mark.fact("CF-115", "CF-117", "CF-125", "LE-280", "LE-332")
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("response_code", [200, 404])
def test_every_code_that_can_have_a_page_gets_it(code: int, response_code: int) -> None:
    stub(f"{ORIGIN}/page", Answer(code, "the origin's own"))
    stub(PAGE_URL, Answer(body="sorry", headers={"Content-Type": "text/html"}))
    result = make(**pages(code, response_code=response_code)).get("/page")
    assert (result.status_code, result.text) == (response_code, "sorry")
    assert result.reason == ("OK" if response_code == 200 else "Not Found")
    assert result.headers["X-Cache"] == "Error from cloudfront"
    assert [(run.event_type, run.for_error_page) for run in result.invocations] == [
        *((event_type, False) for event_type in EVENT_TYPES[:3]),
        *((event_type, True) for event_type in EVENT_TYPES[1:3]),
    ]


@pytest.mark.fact("CF-115", "CF-117")
@pytest.mark.parametrize("code", [401, 410, 412, 429])
def test_a_code_that_cannot_have_a_page_is_passed_on(code: int) -> None:
    stub(f"{ORIGIN}/page", Answer(code, "the origin's own"))
    result = make(**pages()).get("/page")
    assert (result.status_code, result.text, len(result.origin_requests)) == (code, "the origin's own", 1)


@pytest.mark.fact("CF-106", "CF-116")
def test_an_entry_without_a_page_changes_nothing_but_the_time(clock: FrozenDateTimeFactory) -> None:
    stub(f"{ORIGIN}/page", Answer(404, "the origin's own"), Answer(body="back"))
    site = make(custom_error_responses=[{"error_code": 404, "error_caching_min_ttl": 60}])
    assert (site.get("/page").status_code, site.get("/page").text) == (404, "the origin's own")
    clock.tick(59)
    assert site.get("/page").status_code == 404
    clock.tick(2)
    assert site.get("/page").text == "back"


@pytest.mark.fact("CF-114", "CF-117", "CF-235")
@pytest.mark.parametrize("failure", [requests.ReadTimeout("late"), requests.ConnectionError("refused")])
def test_an_origin_that_does_not_answer_gets_a_page_too(failure: Exception) -> None:
    stub(f"{ORIGIN}/page", failure)
    stub(PAGE_URL, Answer(body="sorry"))
    result = make(**pages(502, 504)).get("/page")
    assert (result.status_code, result.text, result.result_type) == (200, "sorry", "Error")


@pytest.mark.fact("CF-335", "LE-332")
def test_error_pages_are_those_of_the_whole_distribution() -> None:
    stub(f"{BACKUP}/api/item", Answer(404, '{"error": "no item"}'))
    stub(PAGE_URL, Answer(body="sorry"))
    site = make(behaviors={"/api/*": Behavior(origin=BACKUP)}, **pages(404))
    assert site.get("/api/item").text == "sorry"


@pytest.mark.fact("CF-119", "LE-332")
def test_the_page_comes_by_the_first_behavior_whose_pattern_matches_it() -> None:
    stub(f"{ORIGIN}/page", Answer(404))
    stub(f"{BACKUP}/errors/static/error.html", Answer(body="static"))
    site = make(
        behaviors={
            "/other/*": Behavior(),
            "*.html": Behavior(origin={"domain_name": "backup.example.com", "origin_path": "/errors/static"}),
            "/error.html": Behavior(),
        },
        **pages(404),
    )
    result = site.get("/page")
    assert result.text == "static"
    assert sent(result) == [f"GET {ORIGIN}/page", f"GET {BACKUP}/errors/static/error.html"]


@pytest.mark.fact("CF-119", "CF-123")
def test_one_cached_page_serves_all_errors() -> None:
    stub(f"{ORIGIN}/a", Answer(404))
    stub(f"{ORIGIN}/b", Answer(404))
    stub(PAGE_URL, Answer(body="sorry", headers={"Cache-Control": "max-age=3600"}))
    site = make(**pages(404))
    assert len(site.get("/a").origin_requests) == 2
    result = site.get("/b")
    assert (sent(result), result.text, result.result_type) == ([f"GET {ORIGIN}/b"], "sorry", "Error")
    again = site.get("/b")
    assert (sent(again), again.text, again.result_type) == ([], "sorry", "Error")
    assert {entry.uri for entry in site.cache} == {"/a", "/b", "/error.html"}


@pytest.mark.fact("CF-106", "CF-123", "CF-124")
def test_the_error_is_asked_again_after_its_minimum_ttl_while_the_page_stays(
    clock: FrozenDateTimeFactory,
) -> None:
    stub(f"{ORIGIN}/page", Answer(404))
    stub(PAGE_URL, Answer(headers={"Cache-Control": "max-age=3600"}))
    site = make(**pages(404, error_caching_min_ttl=30))
    assert len(site.get("/page").origin_requests) == 2
    clock.tick(29)
    assert sent(site.get("/page")) == []
    clock.tick(2)
    assert sent(site.get("/page")) == [f"GET {ORIGIN}/page"]


@pytest.mark.fact("CF-105", "LE-337")
def test_without_caching_neither_error_nor_page_is_cached() -> None:
    stub(f"{ORIGIN}/page", Answer(404))
    stub(PAGE_URL)
    site = make(cache_policy="CachingDisabled", **pages(404))
    for _ in range(2):
        assert len(site.get("/page").origin_requests) == 2
    assert len(site.cache) == 0


@pytest.mark.fact("CF-110", "LE-337")
def test_416_is_never_cached_but_may_have_a_page() -> None:
    stub(f"{ORIGIN}/page", Answer(416, headers={"Cache-Control": "max-age=60"}))
    stub(PAGE_URL, Answer(body="sorry"))
    site = make(**pages(416))
    assert site.get("/page").text == "sorry"
    assert sent(site.get("/page")) == [f"GET {ORIGIN}/page"]


@pytest.mark.fact("CF-333", "CF-107")
@pytest.mark.parametrize(
    ("status", "headers"),
    [(403, {}), (400, {}), (404, {"Cache-Control": "no-store"}), (405, {"Expires": YEAR_BEGAN})],
)
def test_an_error_that_is_never_cached_has_a_page_that_is(status: int, headers: dict[str, str]) -> None:
    stub(f"{ORIGIN}/page", Answer(status, headers=headers))
    stub(PAGE_URL, Answer(body="sorry", headers={"Cache-Control": "max-age=3600"}))
    site = make(origin={"domain_name": "www-origin.example.com"}, **pages(status))
    results = [site.get("/page") for _ in range(3)]
    assert [result.text for result in results] == ["sorry"] * 3
    assert [len(result.origin_requests) for result in results] == [2, 1, 1]
    assert [entry.uri for entry in site.cache] == ["/error.html"]


@pytest.mark.fact("CF-120", "CF-332", "LE-335", "D-23")
def test_the_page_is_asked_for_with_a_bare_get_of_the_viewer() -> None:
    seen: list[Any] = []

    def notes(event: Any, _context: Any) -> Any:
        seen.append(part(event))
        return part(event)

    stub(f"{ORIGIN}/form", Answer(500))
    stub(PAGE_URL)
    own = Behavior(
        origin_request=notes,
        origin_request_policy={
            "header_behavior": "allViewer",
            "cookie_behavior": "all",
            "query_string_behavior": "all",
        },
    )
    site = make(
        viewer_request=sets_header("X-Added", "by viewer-request"),
        allowed_methods=ALL_METHODS,
        behaviors={"/error.html": own},
        **pages(500),
    )
    result = site.post("/form?a=1", body="name=value", headers={"X-Own": "1"}, cookies={"session": "1"})
    request = result.origin_requests[-1]
    assert (request.method, request.url, request.body) == ("GET", PAGE_URL, b"")
    assert request.for_error_page
    assert (request.headers["X-Own"], request.headers["Cookie"]) == ("1", "session=1")
    for absent in ("X-Added", "Content-Length", "Transfer-Encoding"):
        assert absent not in request.headers
    (event,) = seen
    assert (event["uri"], event["querystring"], event["method"]) == ("/error.html", "", "GET")
    assert "D-23" in ids(result)


@pytest.mark.fact("LE-335", "CF-120", "CF-194")
def test_the_pages_request_can_tell_what_failed() -> None:
    stub(f"{ORIGIN}/page", Answer(404))
    stub(PAGE_URL)
    policy = {"header_behavior": "whitelist", "headers": ["CloudFront-Error-Uri", "CloudFront-Error-Args"]}
    site = make(origin_request_policy=policy, **pages(404))
    failing, page = site.get("/page?a=1&b=2").origin_requests
    assert "CloudFront-Error-Uri" not in failing.headers
    assert "CloudFront-Error-Args" not in failing.headers
    assert page.headers["CloudFront-Error-Uri"] == "/page"
    assert page.headers["CloudFront-Error-Args"] == "a=1&b=2"


@pytest.mark.fact("CF-122", "LE-338")
@pytest.mark.parametrize(
    ("reply", "status"),
    [
        (Answer(400, "bad"), 400),
        (Answer(404, "no page"), 404),
        (Answer(503, "busy"), 503),
        (requests.ReadTimeout("late"), 504),
    ],
)
def test_a_page_that_cannot_be_fetched_gives_its_own_status(reply: Any, status: int) -> None:
    stub(f"{ORIGIN}/page", Answer(500))
    stub(PAGE_URL, reply)
    result = make(**pages()).get("/page")
    assert (result.status_code, result.result_type) == (status, "Error")
    assert {request.url for request in result.origin_requests} == {f"{ORIGIN}/page", PAGE_URL}


@pytest.mark.fact("CF-125", "CF-126")
def test_the_viewer_sees_the_page_with_its_own_headers() -> None:
    stub(f"{ORIGIN}/page", Answer(404, "no", {"ETag": '"error"', "X-Of": "the error"}))
    of_page = {
        "Content-Type": "text/html",
        "ETag": '"page"',
        "Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT",
    }
    stub(PAGE_URL, Answer(body="sorry", headers=of_page))
    result = make(**pages(404)).get("/page")
    assert {name: result.headers[name] for name in of_page} == of_page
    assert "X-Of" not in result.headers
    assert result.headers["Content-Length"] == "5"


@pytest.mark.fact("CF-125")
@pytest.mark.parametrize("response_code", [None, 200, 404, 500])
@pytest.mark.parametrize("code", CODES)
def test_a_page_closes_the_connection_or_keeps_it_by_the_errors_code(
    code: int, response_code: int | None
) -> None:
    stub(f"{ORIGIN}/page", Answer(code))
    stub(PAGE_URL)
    site = make(**pages(code, response_code=response_code or code))
    closes = code in {400, 405, 414, 416, 500, 501}
    page = site.get("/page", http_version="1.1")
    assert page.headers["Connection"] == ("close" if closes else "keep-alive")
    assert "Connection" not in site.get("/page", http_version="2.0").headers


@pytest.mark.fact("D-16", "D-23", "CF-120")
def test_a_head_gets_the_length_of_the_page_and_no_body() -> None:
    stub(f"{ORIGIN}/page", Answer(404))
    stub(PAGE_URL, Answer(body="sorry"))
    result = make(**pages(404)).head("/page")
    assert sent(result) == [f"HEAD {ORIGIN}/page", f"GET {PAGE_URL}"]
    assert (result.status_code, result.content, result.headers["Content-Length"]) == (200, b"", "5")


@pytest.mark.fact("CF-093", "CF-112")
def test_a_stale_object_is_better_than_an_error_page_and_a_4xx_is_not() -> None:
    for status, text in ((503, "hello"), (404, "sorry")):
        stub(f"{ORIGIN}/{status}", Answer(headers=UNKEPT), Answer(status))
        stub(PAGE_URL, Answer(body="sorry"))
        site = make(**pages(404, 503))
        site.get(f"/{status}")
        assert site.get(f"/{status}").text == text


@pytest.mark.fact("D-06", "D-04", "LE-167", "LE-175", "LE-192", "LE-336", "LE-411", "LE-412", "CF-117")
@pytest.mark.parametrize(
    ("settings", "status", "page", "choices"),
    [
        ({}, 404, True, set()),
        ({"origin_response": changes(status="200", body="mended")}, 404, False, {"D-04", "D-06", "D-30"}),
        ({"origin_response": changes(status="503")}, 404, True, {"D-06", "D-30"}),
        ({"origin_response": changes(status="404")}, 200, True, {"D-04", "D-06", "D-30"}),
        ({"origin_response": changes(status="302")}, 200, False, set()),
        ({"origin_response": changes(status="200", body="mended")}, 400, False, {"D-04", "D-06", "D-30"}),
        ({"viewer_request": answers(400, "mine")}, 200, True, {"D-02", "D-06"}),
        ({"viewer_request": answers(403, "mine")}, 200, True, {"D-02", "D-06"}),
        ({"viewer_request": answers(410, "mine")}, 200, False, {"D-02"}),
        ({"origin_request": answers(404, "mine")}, 200, True, {"D-04", "D-06", "D-15", "D-30"}),
        ({"origin_request": answers(400, "mine")}, 200, True, {"D-04", "D-06", "D-15", "D-30"}),
        ({"origin_request": answers(410, "mine")}, 200, False, {"D-04", "D-15", "D-30"}),
    ],
)
def test_the_final_status_decides(
    settings: dict[str, Any], status: int, page: bool, choices: set[str]
) -> None:
    stub(f"{ORIGIN}/page", Answer(status, "the origin's own"))
    stub(PAGE_URL, Answer(body="sorry"))
    site = make(behaviors={"/error.html": Behavior()}, **pages(), **settings)
    result = site.get("/page")
    assert (result.text == "sorry") == page
    assert ids(result) == choices


@pytest.mark.fact("D-04", "D-06")
def test_a_hit_rests_on_a_choice_only_if_it_is_an_error() -> None:
    stub(f"{ORIGIN}/found")
    stub(f"{ORIGIN}/missing", Answer(404))
    site = make()
    for path, choices in (("/found", set()), ("/missing", {"D-04"})):
        site.get(path)
        assert ids(site.get(path)) == choices
    assert ids(make(viewer_response=None, origin_request=answers(200)).get("/page")) == {"D-15"}
    assert ids(make(viewer_response=None, origin_request=answers(404)).get("/page")) == {"D-15", "D-30"}


@pytest.mark.fact("CF-331", "D-23")
def test_the_page_of_a_generated_error_is_an_origins_own() -> None:
    stub(PAGE_URL, Answer(body="sorry", headers={"Content-Type": "text/html"}))
    site = make(viewer_request=answers(403), cache_policy="CachingOptimized", **pages(403))
    result = site.get("/page", headers={"Accept-Encoding": "gzip"})
    assert result.headers["Vary"] == "Accept-Encoding"
    assert "D-30" not in ids(result)


@pytest.mark.fact("CF-119", "D-05")
def test_an_error_page_may_come_by_failover() -> None:
    stub(f"{ORIGIN}/page", Answer(404))
    stub(PAGE_URL, Answer(503))
    stub(f"{BACKUP}/error.html", Answer(body="sorry"))
    origins: dict[str, Any] = {
        "primary": ORIGIN,
        "backup": BACKUP,
        "both": {"members": ["primary", "backup"], "status_codes": [503]},
    }
    result = make(origins=origins, origin="both", viewer_response=passes_on, **pages(404)).get("/page")
    assert result.text == "sorry"
    assert [request.origin for request in result.origin_requests] == ["primary", "primary", "backup"]
    assert result.fired == EVENT_TYPES[:3]
    assert [run.for_error_page for run in result.invocations] == [False] * 3 + [True] * 4
