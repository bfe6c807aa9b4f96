"""What becomes of a signature after it was found good: who still sees it, and what it changes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from support.edge_functions import changes, passes_on
from support.fake_origins import Answer, stub
from support.scenarios import make
from support.signatures import HOST, as_cookies, as_query, canned, custom, policy_text, trusting

from pytest_lambda_edge.pipeline.signature_format import PARAMETERS

if TYPE_CHECKING:
    from pytest_lambda_edge.result import Result

ANY_URL = re.compile(".*")
ALL_OF_THE_QUERY = {"cache_policy": {"min_ttl": 0, "query_string_behavior": "all"}}
NOTHING_OF_THE_QUERY = {"cache_policy": {"min_ttl": 0}}
SENT_ONLY = NOTHING_OF_THE_QUERY | {"origin_request_policy": {"query_string_behavior": "all"}}
LEGACY = {"cache_policy": None, "forwarded_values": {"query_string": True}}
KEPT = Answer(headers={"Cache-Control": "max-age=3600"})
NO_FUNCTIONS: dict[str, Any] = dict.fromkeys(
    ("viewer_request", "origin_request", "origin_response", "viewer_response")
)

pytestmark = pytest.mark.usefixtures("clock")


def queries(result: Result) -> dict[str, str]:
    """Return the query string that each event showed."""
    return {
        run.event_type: run.event["Records"][0]["cf"]["request"]["querystring"] for run in result.invocations
    }


def signed(url: str, **given: Any) -> str:
    return f"{url}{'&' if '?' in url else '?'}{as_query(canned(url, **given))}"


def assumed(result: Result) -> bool:
    return "D-40" in [one.id for one in result.assumptions]


@pytest.mark.fact("D-40", "LE-057", "CF-172")
@pytest.mark.parametrize("policy", [ALL_OF_THE_QUERY, SENT_ONLY, LEGACY], ids=["all", "sent", "legacy"])
def test_viewer_events_see_the_signature_and_origin_events_do_not(policy: dict[str, Any]) -> None:
    stub(ANY_URL)
    url = signed(f"{HOST}/page?size=large&&flag")
    result = make(**trusting(), **policy).get(url)
    whole = url.partition("?")[2]
    assert queries(result) == {
        "viewer-request": whole,
        "origin-request": "size=large&&flag",
        "origin-response": "size=large&&flag",
        "viewer-response": whole,
    }
    assert [request.url.partition("?")[2] for request in result.origin_requests] == ["size=large&&flag"]
    assert assumed(result)
    assert "D-28" not in [one.id for one in result.assumptions]


@pytest.mark.fact("D-40", "CF-172")
def test_signatures_make_no_variants_of_an_object() -> None:
    stub(ANY_URL, KEPT)
    site = make(**trusting(), **ALL_OF_THE_QUERY)
    asked = [
        signed(f"{HOST}/page?size=large"),
        signed(f"{HOST}/page?size=large", expires=2_000_000_000),
        f"{HOST}/page?size=large&{as_query(custom(policy_text('*')))}",
        f"{HOST}/page?{as_query(custom(policy_text('*')))}&Hash-Algorithm=SHA1&size=large",
    ]
    results = [site.get(url) for url in asked]
    assert [result.result_type for result in results] == ["Miss", "Hit", "Hit", "Hit"]
    assert {result.cache_key.querystring for result in results if result.cache_key} == {"size=large"}
    assert [(entry.uri, len(site.cache)) for entry in site.cache] == [("/page", 1)]
    with_cookies = site.get("/page?size=large", cookies=as_cookies(custom(policy_text("*"))))
    assert (with_cookies.result_type, assumed(with_cookies)) == ("Hit", False)


@pytest.mark.fact("D-40")
@pytest.mark.parametrize(
    ("functions", "policy", "expected"),
    [
        ({}, NOTHING_OF_THE_QUERY, False),
        ({}, ALL_OF_THE_QUERY, True),
        ({}, SENT_ONLY, True),
        ({"origin_request": passes_on}, NOTHING_OF_THE_QUERY, False),
        ({"viewer_request": passes_on}, NOTHING_OF_THE_QUERY, True),
        ({"viewer_response": passes_on}, NOTHING_OF_THE_QUERY, True),
    ],
)
def test_a_result_rests_on_that_where_it_makes_a_difference(
    functions: dict[str, Any], policy: dict[str, Any], expected: bool
) -> None:
    stub(ANY_URL)
    result = make(**(NO_FUNCTIONS | functions), **trusting(), **policy).get(signed(f"{HOST}/page"))
    assert (result.status_code, assumed(result)) == (200, expected)


@pytest.mark.fact("D-40", "CF-172")
@pytest.mark.parametrize(
    ("returned", "sent"),
    [
        ("", ""),
        ("color=red", "color=red"),
        ("color=red&Signature=abc&Expires=1&size=1", "color=red&size=1"),
        ("Policy=&Key-Pair-Id&Hash-Algorithm=SHA256", ""),
        ("policy=1&Expires2=1&X-Signature=1", "policy=1&Expires2=1&X-Signature=1"),
    ],
)
def test_what_viewer_request_makes_of_the_query_goes_on_without_a_signature(returned: str, sent: str) -> None:
    stub(ANY_URL)
    settings = trusting() | ALL_OF_THE_QUERY
    result = make(**settings, viewer_request=changes(querystring=returned)).get(signed(f"{HOST}/page?a=1"))
    assert queries(result)["viewer-response"] == returned
    assert queries(result)["origin-request"] == sent
    assert result.origin_requests[0].url.partition("?")[2] == sent
    assert result.cache_key is not None
    assert result.cache_key.querystring == sent


@pytest.mark.fact("D-40")
def test_a_function_that_adds_to_the_query_keeps_what_it_added() -> None:
    def add(event: Any, _context: Any) -> Any:
        request = event["Records"][0]["cf"]["request"]
        request["querystring"] += "&added=1"
        return request

    stub(ANY_URL)
    result = make(**trusting(), **ALL_OF_THE_QUERY, viewer_request=add).get(signed(f"{HOST}/page?a=1"))
    assert result.origin_requests[0].url.endswith("/page?a=1&added=1")


@pytest.mark.fact("CF-172")
@pytest.mark.parametrize("name", sorted(PARAMETERS))
def test_where_nothing_is_signed_the_parameters_are_the_applications_own(name: str) -> None:
    stub(ANY_URL)
    result = make(**ALL_OF_THE_QUERY, behaviors={"/private/*": trusting()}).get(f"/page?{name}=1")
    assert result.origin_requests[0].url.endswith(f"/page?{name}=1")
    assert result.cache_key is not None
    assert (result.cache_key.querystring, assumed(result)) == (f"{name}=1", False)


@pytest.mark.fact("CF-138")
@pytest.mark.parametrize("path", ["/page", "/page?size=large", "/page*"])
def test_an_invalidation_names_the_object_without_its_signature(path: str) -> None:
    stub(ANY_URL, KEPT)
    site = make(**trusting(), **(ALL_OF_THE_QUERY if path == "/page?size=large" else NOTHING_OF_THE_QUERY))
    url = signed(f"{HOST}/page?size=large")
    site.get(url)
    assert site.get(url).result_type == "Hit"
    site.invalidate(path)
    assert site.get(url).result_type == "Miss"


COOKIE_POLICIES: list[dict[str, Any]] = [
    {"cache_policy": {"min_ttl": 0, "cookie_behavior": "all"}},
    {"cache_policy": {"min_ttl": 0, "cookie_behavior": "allExcept", "cookies": ["other"]}},
    {
        "cache_policy": {
            "min_ttl": 0,
            "cookie_behavior": "whitelist",
            "cookies": ["theme", "CloudFront-Policy", "CloudFront-Signature", "CloudFront-Key-Pair-Id"],
        }
    },
    {"cache_policy": None, "forwarded_values": {"cookies": {"forward": "all"}}},
    {
        "cache_policy": None,
        "forwarded_values": {
            "cookies": {"forward": "whitelist", "whitelisted_names": ["CloudFront-*", "theme"]}
        },
    },
]


@pytest.mark.fact("CF-172")
@pytest.mark.parametrize(
    "policy", COOKIE_POLICIES, ids=["all", "all but", "listed", "legacy all", "legacy list"]
)
def test_signed_cookies_make_no_variants_and_go_on_as_any_cookie_does(policy: dict[str, Any]) -> None:
    stub(ANY_URL, KEPT)
    site = make(**trusting(), **policy)
    first = site.get("/page", cookies={"theme": "dark"} | as_cookies(custom(policy_text("*"))))
    other = site.get("/page", cookies={"theme": "dark"} | as_cookies(custom(policy_text(f"{HOST}/*"))))
    light = site.get("/page", cookies={"theme": "light"} | as_cookies(custom(policy_text("*"))))
    assert [result.result_type for result in (first, other, light)] == ["Miss", "Hit", "Miss"]
    assert first.cache_key is not None
    assert first.cache_key.cookies == (("theme", "dark"),)
    assert "CloudFront-Policy=" in first.origin_requests[0].headers["cookie"]


@pytest.mark.fact("CF-172")
def test_cookies_that_no_policy_selects_stay_here() -> None:
    stub(ANY_URL)
    result = make(**trusting()).get("/page", cookies=as_cookies(custom(policy_text("*"))))
    assert "cookie" not in result.origin_requests[0].headers


@pytest.mark.fact("CF-172")
def test_a_hit_does_not_tell_of_signed_cookies_as_left_out_by_a_policy() -> None:
    stub(ANY_URL, KEPT)
    cookies = as_cookies(custom(policy_text("*"))) | {"theme": "dark"}
    site = make(**trusting())
    told = [site.get("/page", cookies=cookies).explain() for _ in range(2)]
    assert "  not forwarded    cookies CloudFront-Policy, CloudFront-Signature," in told[0]
    assert "  not in the key   cookies theme (cache policy" in told[1]
    open_to_all = make()
    told = [open_to_all.get("/page", cookies={"CloudFront-Policy": "1"}).explain() for _ in range(2)]
    assert "  not in the key   cookies CloudFront-Policy (cache policy" in told[1]


def test_a_way_does_not_tell_of_parameters_as_dropped_by_a_policy() -> None:
    stub(ANY_URL, KEPT)
    site = make(**trusting())
    url = signed(f"{HOST}/page?size=large")
    told = [site.get(url).explain(), site.get(url).explain()]
    assert "  not forwarded    query strings size (cache policy" in told[0]
    assert "  not in the key   query strings size (cache policy" in told[1]
