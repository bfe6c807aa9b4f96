"""Whoever stubbed an origin with parameters that do not reach it is told what kept them."""

from __future__ import annotations

from typing import Any

import pytest
import responses
from responses import matchers
from support.edge_functions import changes
from support.stub_free import unanswered

from pytest_lambda_edge import Distribution

ORIGIN = "https://www-origin.example.com"
ALL = {"min_ttl": 0, "query_string_behavior": "all"}
SOME = {"name": "some", "min_ttl": 0, "query_string_behavior": "whitelist", "query_strings": ["a"]}


@pytest.mark.parametrize(
    ("settings", "url", "said"),
    [
        (
            {"cache_policy": SOME},
            "/page?a=1&b=2",
            "The viewer's query string was ?a=1&b=2; cache policy some does not forward all of it.",
        ),
        (
            {"cache_policy": ALL, "origin_request": changes(querystring="c=3")},
            "/page?a=1",
            "The viewer's query string was ?a=1; origin-request changed it.",
        ),
        ({"cache_policy": ALL}, "/page?a=1", None),
        ({"cache_policy": ALL, "origin_request": changes(querystring="c=3")}, "/page", None),
    ],
)
def test_the_nearest_stub_says_what_became_of_the_viewers_query(
    settings: dict[str, Any], url: str, said: str | None
) -> None:
    responses.get(f"{ORIGIN}/page", match=[matchers.query_param_matcher({"other": "1"})])
    lines = [
        line.strip() for line in str(unanswered(Distribution(origin=ORIGIN, **settings), url)).splitlines()
    ]
    (after,) = (index + 1 for index, line in enumerate(lines) if line.startswith("only its query differs"))
    assert [line for line in lines if line.startswith("The viewer's query string")] == (
        [said] if said else []
    )
    assert said is None or lines[after] == said
    assert "XX" not in "".join(lines)
