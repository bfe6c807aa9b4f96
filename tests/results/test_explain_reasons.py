"""What explain() says of what did not happen, and of a way that ended early."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests
import responses
from support.stale_sites import NEW, SAID, stale_site, story
from support.stub_free import unanswered

from pytest_lambda_edge import Distribution, FunctionError, OriginGroup

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory

ORIGIN = "https://www-origin.example.com"
SPARE = "https://spare.example.com"
PAGE = {"error_code": 404, "response_page_path": "/404.html", "response_code": 404}


def grouped(*status_codes: int, **settings: Any) -> Distribution:
    group = OriginGroup(members=[ORIGIN, SPARE], status_codes=status_codes)
    return Distribution(origin=group, **settings)


def failovers(site: Distribution, method: str = "GET") -> list[str]:
    """Return what the story of a request says of a failover."""
    lines = site.request(method, "/page").explain().splitlines()
    return [line.split(None, 1)[1] for line in lines if line.startswith("  failover")]


@pytest.mark.parametrize(
    ("stub", "listed", "told"),
    [
        ({"status": 502}, (500,), ["none: 502 is not among 500"]),
        ({"status": 404}, (504, 500, 503), ["none: 404 is not among 500, 503 and 504"]),
        (
            {"body": requests.ConnectionError("gone")},
            (500, 502),
            ["none: no response counts as 503, which is not among 500 and 502"],
        ),
        ({"status": 200}, (500,), []),
        ({"status": 304}, (500,), []),
        ({"status": 500}, (500,), ["to the second member of the origin group"]),
    ],
)
def test_a_failover_that_does_not_happen_says_why(
    stub: dict[str, Any], listed: tuple[int, ...], told: list[str]
) -> None:
    responses.get(f"{ORIGIN}/page", **stub)
    responses.get(f"{SPARE}/page", status=503)
    assert failovers(grouped(*listed)) == told


def test_options_that_are_not_cached_do_not_fail_over_and_say_so() -> None:
    responses.options(f"{ORIGIN}/page", status=500)
    site = grouped(500, allowed_methods=["GET", "HEAD", "OPTIONS"])
    assert failovers(site, "OPTIONS") == ["none: OPTIONS is not among the cached methods"]


def test_an_origin_without_a_group_has_no_word_of_a_failover() -> None:
    responses.get(f"{ORIGIN}/page", status=500)
    assert failovers(Distribution(origin=ORIGIN)) == []


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (SAID, "expired 31 s ago (stale-while-revalidate: 30 s)"),
        ("max-age=60", "expired 31 s ago"),
    ],
)
def test_an_expired_object_says_how_long_it_has_been_so(
    edge_clock: FrozenDateTimeFactory, said: str, told: str
) -> None:
    site = stale_site(edge_clock, NEW, said=said, seconds=91)
    lines = story(site.get("/page"))
    assert f"  cache            {told}; key d111111abcdef8.cloudfront.net/page" in lines


def test_an_error_page_that_is_not_stubbed_is_told_at_the_pages_indent() -> None:
    responses.get(f"{ORIGIN}/nope", status=404)
    error = unanswered(Distribution(origin=ORIGIN, custom_error_responses=[PAGE]), "/nope")
    assert error.result is not None
    lines = error.result.explain().splitlines()
    assert f"    origin           GET {ORIGIN}/404.html -> no stub answered" in lines
    assert lines[-1].startswith("  ended in         OriginNotStubbedError: No stub answers")


def test_a_background_that_is_not_stubbed_says_what_it_ended_in(edge_clock: FrozenDateTimeFactory) -> None:
    site = stale_site(edge_clock)
    responses.reset()
    error = unanswered(site, "/page")
    assert error.result is not None
    assert error.result.status_code == 200
    last = story(error.result)[-1]
    assert last.startswith("    ended in         OriginNotStubbedError: No stub answers GET")


def test_a_function_that_fails_is_told_where_it_ran_and_nowhere_else() -> None:
    def broken(_event: object, _context: object) -> object:
        raise ValueError("no")

    with pytest.raises(FunctionError) as raised:
        Distribution(origin=ORIGIN, viewer_request=broken).get("/")
    assert raised.value.result is not None
    assert "ended in" not in raised.value.result.explain()
