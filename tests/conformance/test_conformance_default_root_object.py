"""The default root object: what stands for ``/``, and who sees which of the two."""

from __future__ import annotations

import re
from typing import Any

import pytest
from support.edge_functions import all_triggers, answers, changes, part, sets_header
from support.fake_origins import BACKUP, ORIGIN, Answer, stub
from support.scenarios import make

from pytest_lambda_edge.model.behaviors import Behavior

ROOT = {"default_root_object": "index.html"}


@pytest.fixture(autouse=True)
def _answering_origin() -> None:
    stub(re.compile(ORIGIN))


@pytest.mark.fact("D-01", "LE-052", "LE-410", "CF-007", "CF-148", "CF-327")
def test_viewer_events_see_the_root_and_all_else_sees_the_object() -> None:
    seen = {}

    def notes(event: Any, _context: Any) -> Any:
        cf = event["Records"][0]["cf"]
        seen[cf["config"]["eventType"]] = cf["request"]["uri"]
        return part(event)

    site = make(**ROOT, **dict.fromkeys(all_triggers(), notes))
    result = site.get("/")
    assert seen == {
        "viewer-request": "/",
        "origin-request": "/index.html",
        "origin-response": "/index.html",
        "viewer-response": "/",
    }
    assert [request.url for request in result.origin_requests] == [f"{ORIGIN}/index.html"]
    assert result.cache_key is not None
    assert result.cache_key.uri == "/index.html"
    assert "D-01" in [assumption.id for assumption in result.assumptions]


@pytest.mark.fact("CF-149", "D-01")
def test_a_root_object_with_a_leading_slash_stands_behind_the_roots_own() -> None:
    result = make(default_root_object="/index.html", behaviors={"/folder/*": Behavior()}).get("/")
    assert [request.url for request in result.origin_requests] == [f"{ORIGIN}//index.html"]
    assert result.cache_key is not None
    assert result.cache_key.uri == "//index.html"
    assert "//index.html" in result.explain()


@pytest.mark.fact("D-01")
def test_the_root_and_its_object_are_one_object_of_the_cache() -> None:
    site = make(**ROOT)
    assert site.get("/index.html").result_type == "Miss"
    assert site.get("/").result_type == "Hit"


@pytest.mark.fact("D-01", "CF-007", "CF-327")
def test_the_behavior_of_the_root_is_that_of_its_object() -> None:
    site = make(**ROOT, behaviors={"/index.html": Behavior(viewer_request=answers(200, "gate"))})
    assert site.get("/").text == "gate"


@pytest.mark.fact("D-01", "LE-007")
def test_a_root_that_viewer_request_returns_is_replaced_too_and_its_behavior_stays() -> None:
    site = make(
        **ROOT,
        viewer_request=changes(uri="/"),
        viewer_response=sets_header("X-Behavior", "default"),
        behaviors={"/index.html": Behavior(viewer_response=sets_header("X-Behavior", "index"))},
    )
    result = site.get("/elsewhere")
    assert [request.url for request in result.origin_requests] == [f"{ORIGIN}/index.html"]
    assert result.headers["X-Behavior"] == "default"


@pytest.mark.fact("CF-148", "CF-150", "D-01")
@pytest.mark.parametrize("path", ["//", "///", "/folder/", "/folder", "/./", "/index.html/"])
def test_no_other_path_has_a_default_root_object(path: str) -> None:
    assert make(**ROOT).get(path).origin_requests[0].url == ORIGIN + path


@pytest.mark.fact("CF-151", "D-01")
def test_the_query_string_of_the_root_is_kept() -> None:
    site = make(**ROOT, cache_policy={"min_ttl": 0, "query_string_behavior": "all"})
    assert site.get("/?a=1").origin_requests[0].url == f"{ORIGIN}/index.html?a=1"


@pytest.mark.fact("CF-149")
def test_the_object_may_lie_in_a_folder() -> None:
    site = make(default_root_object="install/index.html")
    assert site.get("/").origin_requests[0].url == f"{ORIGIN}/install/index.html"
    assert site.get("/install").origin_requests[0].url == f"{ORIGIN}/install"


@pytest.mark.fact("CF-148")
def test_any_method_asks_for_the_object() -> None:
    site = make(**ROOT, allowed_methods=["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"])
    assert site.post("/", body="x").origin_requests[0].url == f"{ORIGIN}/index.html"


@pytest.mark.fact("CF-152")
def test_without_a_default_root_object_the_root_goes_to_the_origin() -> None:
    result = make().get("/")
    assert result.origin_requests[0].url == f"{ORIGIN}/"
    assert result.assumptions == ()


@pytest.mark.fact("D-01", "D-23", "CF-328")
def test_an_error_page_that_is_the_root_is_the_default_root_object() -> None:
    site = make(
        **ROOT,
        viewer_request=answers(403),
        custom_error_responses=[{"error_code": 403, "response_page_path": "/", "response_code": 200}],
    )
    result = site.get("/secret")
    assert [request.url for request in result.origin_requests] == [f"{ORIGIN}/index.html"]
    assert site.get("/secret").text == "hello"


@pytest.mark.fact("CF-328", "CF-119")
def test_an_error_page_that_is_the_root_comes_by_the_behavior_of_its_object() -> None:
    stub(f"{BACKUP}/index.html", Answer(body="sorry"))
    site = make(
        **ROOT,
        viewer_request=answers(403),
        behaviors={"/index.html": Behavior(origin=BACKUP)},
        custom_error_responses=[{"error_code": 403, "response_page_path": "/", "response_code": 200}],
    )
    assert site.get("/secret").text == "sorry"
