"""What the steps say about themselves in a request's story, word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.cached_sites import answer, cached_site, legacy
from support.edge_functions import passes_on
from support.fake_origins import BACKUP, ORIGIN, Answer

from pytest_lambda_edge import OriginGroup
from pytest_lambda_edge.http.headers import from_pairs
from pytest_lambda_edge.pipeline.cache_tags import has_tag, invalidation_problem, tags_of

if TYPE_CHECKING:
    from pytest_lambda_edge import Result

HUGE = Answer(headers={"Content-Length": str(50 * 2**30 + 1)}, body=b"")


def told(result: Result, step: str) -> list[str]:
    """Return what a request's story says of a step."""
    lines = (line.split(None, 1) for line in result.explain().splitlines())
    return [line[1] for line in lines if line[0] == step]


@pytest.mark.fact("CF-072", "CF-081", "CF-098", "CF-101", "CF-103", "D-33")
@pytest.mark.parametrize(
    ("said", "settings", "why"),
    [
        (answer("max-age=5"), {}, "stored, fresh for 5 s"),
        (
            answer(status=206),
            {},
            "not stored: no Content-Range says which one part of the object its body is",
        ),
        (answer(content_length="9"), {}, "not stored: the body is shorter than its Content-Length"),
        (answer(status=304), {}, "not stored: status 304"),
        (answer("no-store"), {}, "not stored: status 200 with Cache-Control: no-store"),
        (answer(status=403), {}, "not stored: status 403 with no Cache-Control"),
        (
            answer(),
            {"cache_policy": "CachingDisabled"},
            "not stored: the method or the behavior is not cached",
        ),
    ],
)
def test_a_response_that_is_not_stored_says_why(said: Answer, settings: dict[str, Any], why: str) -> None:
    assert told(cached_site(said, **settings).get("/page"), "store") == [why]


@pytest.mark.fact("D-33")
@pytest.mark.parametrize(("status", "rests"), [(200, False), (206, False), (304, True), (305, False)])
def test_only_a_304_that_is_not_stored_rests_on_how_conditions_travel(status: int, rests: bool) -> None:
    result = cached_site(answer("no-store", status=status)).get("/page")
    assert ("D-33" in [one.id for one in result.assumptions]) == rests


@pytest.mark.fact("CF-027", "CF-238")
def test_a_response_that_is_too_large_says_so_and_why_nobody_else_is_asked() -> None:
    group = OriginGroup(members=[ORIGIN, BACKUP], status_codes=[500, 502])
    result = cached_site(HUGE, origin=group).get("/page")
    assert result.status_code == 502
    assert "the response is longer than the 50 GB that CloudFront caches (CF-027)" in result.explain()
    assert told(result, "failover") == ["none: no status stands for a response that is too large"]


@pytest.mark.fact("D-13")
@pytest.mark.parametrize(
    ("vary", "rests"), [("Accept-Encoding, Cookie", True), ("Accept-Encoding", False), (None, False)]
)
def test_a_list_in_vary_rests_on_how_lists_are_written(vary: str | None, rests: bool) -> None:
    lines = {} if vary is None else {"vary": vary}
    result = cached_site(answer(**lines)).get("/page")  # type: ignore[arg-type]
    assert ("D-13" in [one.id for one in result.assumptions]) == rests


@pytest.mark.fact("D-23")
@pytest.mark.parametrize(
    ("headers", "settings", "rests"),
    [
        ({}, {}, False),
        ({"Via": "1.1 proxy"}, {}, True),
        ({"X-Forwarded-For": "192.0.2.4"}, {}, True),
        ({"Accept-Encoding": "gzip"}, {}, False),
        (
            {"Accept-Encoding": "gzip"},
            {"cache_policy": {"min_ttl": 0, "enable_accept_encoding_gzip": True}},
            True,
        ),
        ({"Authorization": "x"}, {}, False),
        ({"Authorization": "x"}, legacy(), False),
        ({"Authorization": "x"}, legacy(headers=["Authorization"]), True),
        ({}, legacy(headers=["Authorization"]), False),
        ({"User-Agent": "x"}, {}, False),
        ({"User-Agent": "x"}, legacy(headers=["User-Agent"]), True),
        ({"User-Agent": None}, legacy(headers=["Host"]), True),
        ({"Cookie": "a=1"}, {}, False),
        ({"Cookie": "a=1"}, legacy(cookies={"forward": "all"}), True),
        ({"X-Any": "1"}, {}, False),
        ({"X-Any": "1"}, legacy(), True),
        ({"Content-Type": "text/plain"}, {}, False),
        (
            {},
            {
                "origin_request_policy": {
                    "header_behavior": "whitelist",
                    "headers": ["CloudFront-Viewer-Country"],
                }
            },
            True,
        ),
    ],
)
def test_an_error_page_rests_on_what_its_request_could_show_of_the_viewer(
    headers: dict[str, Any], settings: dict[str, Any], rests: bool
) -> None:
    pages = [{"error_code": 404, "response_page_path": "/404.html", "response_code": 404}]
    given = {"User-Agent": None} | headers
    site = cached_site(answer(status=404), answer(), custom_error_responses=pages, **settings)
    result = site.get("/page", headers=given)
    assert ("D-23" in [one.id for one in result.assumptions]) == rests


@pytest.mark.parametrize(
    ("url", "headers", "settings", "names"),
    [
        ("/page", {"Authorization": "x"}, {}, "headers authorization"),
        (
            "/page",
            {"Authorization": "x"},
            {"cache_policy": {"min_ttl": 0, "header_behavior": "whitelist", "headers": ["authorization"]}},
            None,
        ),
        ("/page?a=b=c&d", {}, {}, "query strings a, d"),
        ("/page", {"Cookie": "b=2; a=1"}, {}, "cookies b, a"),
    ],
)
def test_what_does_not_go_on_is_told_by_its_name(
    url: str, headers: dict[str, Any], settings: dict[str, Any], names: str | None
) -> None:
    result = cached_site(**settings).get(url, headers={"User-Agent": None} | headers)
    assert [line.partition(" (")[0] for line in told(result, "not")] == (
        [f"forwarded    {names}"] if names else []
    )


@pytest.mark.fact("CF-135", "CF-143")
@pytest.mark.parametrize(
    ("path", "shown", "message"),
    [
        (5, "5", "an invalidation path is a string that begins with '/', and a cache tag one with '#'"),
        (
            "page",
            "'page'",
            "an invalidation path is a string that begins with '/', and a cache tag one with '#'",
        ),
        (
            "/" + "a" * 4_000,
            "'/" + "a" * 78,
            "an invalidation path has at most 4,000 characters, and this one has 4,001",
        ),
        ("#a,b", "'#a,b'", "a cache tag is '#' and up to 256 visible ASCII characters without a comma"),
    ],
)
def test_what_cannot_be_invalidated_is_told_with_its_place_and_code(
    path: object, shown: str, message: str
) -> None:
    problem = invalidation_problem(path)
    assert problem is not None
    assert (problem.place, problem.message, problem.code) == (
        f"invalidate({shown})",
        message,
        "InvalidArgument",
    )


@pytest.mark.fact("CF-143")
def test_a_tag_keeps_every_letter() -> None:
    headers = from_pairs([("X-Tags", " Xmas ,\tmaX\t, X")])
    assert tags_of(headers, "X-Tags") == {"xmas", "max", "x"}
    assert has_tag(headers, "x-tags", "XMAS")


@pytest.mark.fact("CF-190", "CF-192")
@pytest.mark.parametrize(
    ("name", "value"),
    [("CloudFront-Viewer-Header-Count", "2"), ("CloudFront-Viewer-Header-Order", "Host:X-A")],
)
def test_either_word_on_the_viewers_headers_comes_alone(name: str, value: str) -> None:
    policy = {"header_behavior": "whitelist", "headers": [name]}
    site = cached_site(origin_request=passes_on, origin_request_policy=policy)
    (run,) = site.get("/page", headers={"User-Agent": None, "X-A": "1"}, http_version="1.1").invocations
    lines = run.event["Records"][0]["cf"]["request"]["headers"]
    assert {
        lower: entries[0]["value"] for lower, entries in lines.items() if lower.startswith("cloudfront-")
    } == {name.lower(): value}
