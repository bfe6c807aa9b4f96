"""Which undocumented choices a cache key rests on, and what an origin gets: those that made a difference."""

from __future__ import annotations

from typing import Any

import pytest
from support.asks import Ask
from support.cached_sites import ALL, cached_site, legacy
from support.edge_functions import answers, changes, part, passes_on
from support.fake_origins import Answer

LISTED = {"cache_policy": {"min_ttl": 0, "query_string_behavior": "whitelist", "query_strings": ["a", "b"]}}
NOT_LISTED = {"cache_policy": {"min_ttl": 0, "query_string_behavior": "allExcept", "query_strings": ["c"]}}
ALL_QUERIES = {"cache_policy": {"min_ttl": 0, **ALL}}
COOKIES = {"cache_policy": {"min_ttl": 0, "cookie_behavior": "whitelist", "cookies": ["a", "b"]}}
KEYED = {"cache_policy": {"min_ttl": 0, "header_behavior": "whitelist", "headers": ["X-Site"]}}
SENT_QUERY = {"origin_request_policy": {"query_string_behavior": "whitelist", "query_strings": ["a", "b"]}}
WITH_PAGE: dict[str, Any] = {
    "cache_policy": {"min_ttl": 0},
    "custom_error_responses": [{"error_code": 404, "response_page_path": "/sorry", "response_code": 404}],
    "behaviors": {"/sorry": LISTED},
}
UNCACHED = {"cache_policy": "CachingDisabled"}
TWICE = {"headers": [("X-Site", "1"), ("X-Site", "2")]}
ONCE = {"headers": [("X-Site", "1"), ("X-Other", "2")]}
COOKIES_TWICE = {"headers": [("Cookie", "a=1"), ("Cookie", "b=2")]}


def deny_lists(kind: str, keyed: list[str], sent: list[str], behavior: str = "allExcept") -> dict[str, Any]:
    """Return a cache policy and an origin request policy that leave names out: parameters or cookies."""
    names = "query_strings" if kind == "query_string_behavior" else "cookies"
    return {
        "cache_policy": {"min_ttl": 0, kind: "allExcept", names: keyed},
        "origin_request_policy": {kind: behavior, names: sent},
    }


def in_two_lines(event: Any, _context: Any) -> Any:
    """Send a header of the function's own on, in two lines."""
    given = part(event)
    given["headers"]["x-site"] = [{"key": "X-Site", "value": "1"}, {"key": "X-Site", "value": "2"}]
    return given


QUERY, COOKIE = "query_string_behavior", "cookie_behavior"

# An id, what rests on it, and what differs from that by as little as can be and doesn't.
PAIRS: list[tuple[str, Ask, Ask]] = [
    ("CF-022", Ask(url="/a//b"), Ask(url="/a/b/")),
    ("CF-022", Ask(url="/a/../b"), Ask(url="/a/..b")),
    ("CF-022", Ask(url="/%61"), Ask(url="/%C3%A4%20")),
    ("CF-022", Ask(url="/%c3%a4"), Ask(url="/%c3%a4", settings=UNCACHED)),
    (
        "CF-022",
        Ask(settings={"viewer_request": changes(uri="/a//b")}),
        Ask(url="/a//b", settings={"viewer_request": changes(uri="/a/b")}),
    ),
    (
        "CF-022",
        Ask(url="/a//b", before=[{}], replies=[Answer(headers={"Cache-Control": "max-age=9"})]),
        Ask(),
    ),
    ("CF-037", Ask(url="/page?b=1&a=2", settings=LISTED), Ask(url="/page?a=2&b=1", settings=LISTED)),
    ("CF-037", Ask(url="/page?b=1&a=2", settings=LISTED), Ask(url="/page?b=1&c=2", settings=LISTED)),
    ("CF-037", Ask(url="/page?b=1&a=2", settings=LISTED), Ask(url="/page?b=1&a=2", settings=ALL_QUERIES)),
    ("CF-037", Ask(url="/page?b=1&a=2", settings=LISTED), Ask(url="/page?b=1&a=2", settings=NOT_LISTED)),
    (
        "CF-037",
        Ask(url="/page?b=1&a=2", settings=legacy(query_string=True, query_string_cache_keys=["a", "b"])),
        Ask(url="/page?b=1&a=2", settings=legacy(query_string=True)),
    ),
    (
        "CF-037",
        Ask(url="/page?b=1&a=2", settings={**UNCACHED, **SENT_QUERY}),
        Ask(url="/page?b=1&a=2", settings=UNCACHED),
    ),
    ("CF-037", Ask(url="/page?a", settings=LISTED), Ask(url="/page?a=1", settings=LISTED)),
    ("CF-037", Ask(url="/page?a=", settings=ALL_QUERIES), Ask(url="/page?a==", settings=ALL_QUERIES)),
    ("CF-037", Ask(url="/page?c=1&a", settings=ALL_QUERIES), Ask(url="/page?a")),
    ("CF-037", Ask(url="/page?c=1&a", settings=ALL_QUERIES), Ask(url="/page?a=1&c", settings=LISTED)),
    ("CF-037", Ask(url="/page?", settings=LISTED), Ask(url="/page", settings=LISTED)),
    ("CF-037", Ask(url="/page?", settings=LISTED), Ask(url="/page?")),
    ("CF-037", Ask(url="/page?", settings={**UNCACHED, **SENT_QUERY}), Ask(url="/page?", settings=UNCACHED)),
    (
        "CF-037",
        Ask(url="/page?", settings=LISTED),
        Ask(url="/page?", settings={**LISTED, "viewer_request": changes(querystring="a=1")}),
    ),
    (
        "CF-037",
        Ask(url="/page?", replies=[Answer(404)], settings={**WITH_PAGE, **LISTED}),
        Ask(url="/page?", replies=[Answer(404)], settings=WITH_PAGE),
    ),
    (
        "CF-038",
        Ask(settings=COOKIES, arguments={"cookies": {"b": "1", "a": "2"}}),
        Ask(settings=COOKIES, arguments={"cookies": {"a": "2", "b": "1"}}),
    ),
    (
        "CF-038",
        Ask(settings=COOKIES, arguments={"cookies": {"b": "1", "a": "2"}}),
        Ask(settings=COOKIES, arguments={"cookies": {"b": "1", "A": "2"}}),
    ),
    (
        "CF-038",
        Ask(settings=COOKIES, arguments={"cookies": {"b": "1", "a": "2"}}),
        Ask(settings=UNCACHED, arguments={"cookies": {"b": "1", "a": "2"}}),
    ),
    (
        "CF-038",
        Ask(settings=COOKIES, arguments={"headers": [("Cookie", "b=1"), ("Cookie", "a=1")]}),
        Ask(settings=COOKIES, arguments=COOKIES_TWICE),
    ),
    (
        "CF-061",
        Ask(url="/page?a=1", settings=deny_lists(QUERY, ["a"], ["b"])),
        Ask(url="/page?c=1", settings=deny_lists(QUERY, ["a"], ["b"])),
    ),
    (
        "CF-061",
        Ask(url="/page?b=1", settings=deny_lists(QUERY, ["a"], ["b"])),
        Ask(url="/page?a=1", settings=deny_lists(QUERY, ["a"], ["a"])),
    ),
    (
        "CF-061",
        Ask(url="/page?a=1", settings=deny_lists(QUERY, ["a"], ["b"])),
        Ask(url="/page?a=1", settings=deny_lists(QUERY, ["a"], ["b"], "whitelist")),
    ),
    (
        "CF-061",
        Ask(settings=deny_lists(COOKIE, ["a"], ["b"]), arguments={"cookies": {"b": "1"}}),
        Ask(settings=deny_lists(COOKIE, ["a"], ["b"]), arguments={"cookies": {"c": "1"}}),
    ),
    (
        "CF-061",
        Ask(settings=deny_lists(COOKIE, ["a"], ["b"]), arguments={"cookies": {"a": "1"}}),
        Ask(settings=deny_lists(QUERY, ["a"], ["b"]), arguments={"cookies": {"a": "1"}}),
    ),
    ("CF-186", Ask(settings=KEYED, arguments=TWICE), Ask(settings=KEYED, arguments=ONCE)),
    ("CF-186", Ask(settings=legacy(), arguments=TWICE), Ask(arguments=TWICE)),
    (
        "CF-186",
        Ask(settings={**legacy(), "origin_request": answers(200)}, arguments=TWICE),
        Ask(settings={"origin_request": answers(200)}, arguments=TWICE),
    ),
    ("CF-186", Ask(settings={"viewer_request": passes_on}, arguments=TWICE), Ask(arguments=TWICE)),
    (
        "CF-186",
        Ask(settings={"viewer_response": passes_on}, arguments=TWICE),
        Ask(settings={"origin_response": passes_on}, arguments=TWICE),
    ),
    (
        "CF-186",
        Ask(settings={"viewer_request": passes_on}, arguments=TWICE),
        Ask(settings={"viewer_request": passes_on}, arguments=COOKIES_TWICE),
    ),
    ("CF-186", Ask(settings={"origin_request": in_two_lines}), Ask(settings={"origin_request": passes_on})),
    (
        "CF-186",
        Ask(settings={"viewer_request": in_two_lines, "origin_request_policy": "AllViewer"}),
        Ask(settings={"viewer_request": in_two_lines}),
    ),
]


@pytest.mark.fact("CF-022", "CF-037", "CF-038", "CF-061", "CF-186")
@pytest.mark.parametrize(
    ("id_", "resting", "other"), PAIRS, ids=[f"{id_}-{index}" for index, (id_, *_) in enumerate(PAIRS)]
)
def test_a_key_or_an_origins_request_lists_a_choice_that_made_a_difference_and_only_then(
    id_: str, resting: Ask, other: Ask
) -> None:
    assert id_ in resting.assumed()
    assert id_ not in other.assumed()


@pytest.mark.fact("CF-037", "CF-038", "CF-186")
@pytest.mark.parametrize(
    ("id_", "settings", "url", "arguments"),
    [
        ("CF-022", {}, "/a//b", {}),
        ("CF-037", LISTED, "/page?b=1&a=1", {}),
        ("CF-037", LISTED, "/page?", {}),
        ("CF-038", COOKIES, "/page", {"cookies": {"b": "1", "a": "2"}}),
        ("CF-186", KEYED, "/page", TWICE),
    ],
)
def test_a_hit_rests_on_the_choices_of_its_own_key(
    id_: str, settings: dict[str, Any], url: str, arguments: dict[str, Any]
) -> None:
    site = cached_site(Answer(headers={"Cache-Control": "max-age=60"}), **settings)
    results = [site.get(url, **arguments) for _ in range(2)]
    assert [result.result_type for result in results] == ["Miss", "Hit"]
    assert [[assumed.id for assumed in result.assumptions] for result in results] == [[id_], [id_]]
