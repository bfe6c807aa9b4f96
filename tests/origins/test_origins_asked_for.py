"""An origin that nobody thought of says for what it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import responses
from support.stale_sites import stale_site
from support.stub_free import unanswered

from pytest_lambda_edge import Distribution, OriginGroup

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory

ORIGIN = "https://www-origin.example.com"
SPARE = "https://spare.example.com"
PAGE = {"error_code": 404, "response_page_path": "/404.html", "response_code": 404}


def headline(site: Distribution, url: str) -> str:
    return str(unanswered(site, url)).partition("\n")[0]


def test_a_request_for_the_very_page_needs_no_reason() -> None:
    assert headline(Distribution(origin=ORIGIN, default_root_object="index.html"), "/x") == (
        f"No stub answers GET {ORIGIN}/x (origin www-origin.example.com)."
    )


def test_the_second_member_of_a_group() -> None:
    responses.get(f"{ORIGIN}/x", status=500)
    site = Distribution(origin=OriginGroup(members=[ORIGIN, SPARE], status_codes=[500]))
    assert headline(site, "/x") == (
        f"No stub answers GET {SPARE}/x (origin spare.example.com, the second member of the origin group)."
    )


def test_the_custom_error_page_even_from_the_second_member() -> None:
    for path, status in (("/x", 404), ("/404.html", 500)):
        responses.get(f"{ORIGIN}{path}", status=status)
    group = OriginGroup(members=[ORIGIN, SPARE], status_codes=[500])
    site = Distribution(origin=group, custom_error_responses=[PAGE])
    assert headline(site, "/x").endswith(
        "(origin spare.example.com, the second member of the origin group,"
        " for the custom error page of 404 on /x)."
    )


def test_the_default_root_object() -> None:
    site = Distribution(origin=ORIGIN, default_root_object="index.html")
    assert headline(site, "/") == (
        f"No stub answers GET {ORIGIN}/index.html"
        " (origin www-origin.example.com, for the default root object of /)."
    )


def test_a_revalidation_in_the_background(edge_clock: FrozenDateTimeFactory) -> None:
    site = stale_site(edge_clock)
    responses.reset()
    assert headline(site, "/page").endswith(", for the revalidation of a stale object in the background).")
