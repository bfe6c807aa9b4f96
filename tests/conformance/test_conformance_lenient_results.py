"""What CloudFront puts up with in a function's result, as far as anybody knows (D-10, D-20, D-22)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from support.edge_functions import all_triggers, part
from support.fake_origins import ORIGIN, stub
from support.scenarios import ALL_METHODS, make

if TYPE_CHECKING:
    from pytest_lambda_edge import Result

ALL_VIEWER = {"cache_policy": "CachingDisabled", "origin_request_policy": "AllViewer"}


@pytest.fixture(autouse=True)
def _answering_origin() -> None:
    stub(re.compile(ORIGIN))


def ids(result: Result) -> list[str]:
    return [assumption.id for assumption in result.assumptions]


def returning(**changed: Any) -> Any:
    """Return a function that returns the request that came, with other properties."""
    return lambda event, _context: part(event) | changed


@pytest.mark.fact("D-10", "LE-066")
@pytest.mark.parametrize("event", ["viewer_request", "origin_request"])
@pytest.mark.parametrize(
    ("key", "sent"), [("x-GIVEN", "x-GIVEN"), ("Other", "X-Given"), ("strict-transport-security", "X-Given")]
)
def test_a_header_goes_by_its_property_and_not_by_another_key(event: str, key: str, sent: str) -> None:
    def handler(run_event: Any, _context: Any) -> Any:
        request = part(run_event)
        request["headers"]["x-given"] = [{"key": key, "value": "1"}]
        return request

    result = make(**ALL_VIEWER, **{event: handler}).get("/page", http_version="1.1")
    assert list(result.origin_requests[0].headers).count(sent) == 1
    assert result.origin_requests[0].headers["X-Given"] == "1"
    assert "Other" not in result.origin_requests[0].headers
    assert ("D-10" in ids(result)) == (key.lower() != "x-given")


@pytest.mark.fact("D-20", "LE-144", "LE-145")
@pytest.mark.parametrize("event", ["viewer_request", "origin_request"])
def test_a_request_with_a_status_is_a_response(event: str) -> None:
    headers = {"location": [{"value": "/login"}]}
    result = make(**{event: returning(status="302", headers=headers)}).get("/page")
    assert (result.status_code, result.headers["Location"]) == (302, "/login")
    assert result.short_circuited_by == event.replace("_", "-")
    assert result.origin_requests == ()
    assert "D-20" in ids(result)


@pytest.mark.fact("D-22", "LE-049", "LE-150")
@pytest.mark.parametrize("event", ["viewer_request", "origin_request"])
@pytest.mark.parametrize("changed", [{"method": "POST"}, {"clientIp": "192.0.2.99"}, {"scratch": {"a": [1]}}])
def test_what_a_function_may_not_change_stays_as_it_was(event: str, changed: dict[str, Any]) -> None:
    functions = all_triggers(**{event: returning(**changed)})
    site = make(**ALL_VIEWER, allowed_methods=ALL_METHODS, **functions)
    result = site.get("/page", client_ip="203.0.113.9")
    assert (result.status_code, result.origin_requests[0].method) == (200, "GET")
    assert result.origin_requests[0].headers["X-Forwarded-For"] == "203.0.113.9"
    for run in result.invocations:
        request = run.event["Records"][0]["cf"]["request"]
        assert (request["method"], request["clientIp"]) == ("GET", "203.0.113.9")
        assert "scratch" not in request
    assert "D-22" in ids(result)


@pytest.mark.fact("D-41", "LE-316")
def test_a_function_is_told_that_it_runs_in_us_east_1() -> None:
    told = []

    def handler(event: Any, context: Any) -> Any:
        told.append(context)
        return part(event)

    make(viewer_request=handler).get("/page")
    (context,) = told
    assert context.function_name.startswith("us-east-1.")
    assert context.invoked_function_arn.startswith("arn:aws:lambda:us-east-1:")
    assert int(context.memory_limit_in_mb) >= 128
