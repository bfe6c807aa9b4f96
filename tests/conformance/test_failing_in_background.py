"""What fails in a revalidation in the background fails the test, but never the viewer (CF-091)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests
import responses
from support.cached_sites import answer, only_entry, origin_says, sent
from support.edge_functions import answers, part, raises, returns
from support.stale_sites import NEW, SAID, only_in_background, stale_site, story

from pytest_lambda_edge import FunctionExecutionError, FunctionValidationError, OriginNotStubbedError

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory
    from support.edge_functions import Handler
    from support.fake_origins import Reply


@pytest.mark.fact("CF-091", "CF-093")
@pytest.mark.parametrize(
    "failure", [answer(status=500), answer(status=503), requests.Timeout(), requests.ConnectionError()]
)
def test_a_failing_origin_leaves_the_stale_object_and_is_asked_again_later(
    failure: Reply, clock: FrozenDateTimeFactory
) -> None:
    site = stale_site(clock, failure)
    first = site.get("/page")
    assert (first.text, first.result_type, first.status_code) == ("hello", "Hit", 200)
    assert first.origin_requests[-1].in_background
    clock.tick(9)
    second = site.get("/page")
    assert (second.text, second.origin_requests) == ("hello", ())
    assert [assumed.id for assumed in second.assumptions] == ["D-42"]
    clock.tick(1)
    origin_says(NEW)
    third = site.get("/page")
    assert (third.text, sent(third).in_background) == ("hello", True)
    assert site.get("/page").text == "new"


@pytest.mark.fact("CF-091", "CF-094")
def test_an_error_in_the_background_is_not_the_viewers_even_where_errors_are_to_be_returned(
    clock: FrozenDateTimeFactory,
) -> None:
    site = stale_site(clock, answer(status=500), said=f"{SAID}, stale-if-error=0")
    for _ in range(3):
        assert site.get("/page").status_code == 200
        clock.tick(9)
    assert site.get("/page").status_code == 200
    clock.tick(3)
    assert site.get("/page").status_code == 500


@pytest.mark.fact("CF-091", "CF-112", "CF-113")
def test_a_4xx_in_the_background_is_what_the_next_viewer_gets(clock: FrozenDateTimeFactory) -> None:
    site = stale_site(clock, answer(status=404))
    assert [site.get("/page").status_code for _ in range(2)] == [200, 404]
    clock.tick(10)
    origin_says(answer(status=500))
    assert site.get("/page").text == "hello"


@pytest.mark.fact("CF-091", "D-07")
@pytest.mark.parametrize(
    ("function", "error"),
    [(raises, FunctionExecutionError), (returns(None), FunctionValidationError)],
    ids=["raises", "invalid"],
)
@pytest.mark.parametrize("event", ["origin_request", "origin_response"])
def test_a_function_that_fails_in_the_background_fails_the_test(
    event: str, function: Handler, error: type[Exception], clock: FrozenDateTimeFactory
) -> None:
    triggers: dict[str, Any] = {event: only_in_background(function)}
    site = stale_site(clock, NEW, **triggers)
    with pytest.raises(error, match="in a revalidation in the background") as caught:
        site.get("/page")
    result = caught.value.result  # type: ignore[attr-defined]
    assert (result.status_code, result.text, result.result_type) == (200, "hello", "Hit")
    assert result.headers["X-Cache"] == "Hit from cloudfront"
    assert result.fired == ()
    assert only_entry(site).headers["ETag"] == '"v1"'


@pytest.mark.fact("CF-091", "D-07")
def test_where_failures_are_answered_the_viewer_gets_the_stale_object(clock: FrozenDateTimeFactory) -> None:
    site = stale_site(clock, NEW, function_errors="respond", origin_response=only_in_background(raises))
    for _ in range(2):
        result = site.get("/page")
        assert (result.status_code, result.text, result.result_type) == (200, "hello", "Hit")
        assert [run.error is not None for run in result.invocations] == [True]


def test_an_origin_without_a_stub_fails_the_test_in_the_background_too(clock: FrozenDateTimeFactory) -> None:
    site = stale_site(clock)
    responses.reset()
    with pytest.raises(OriginNotStubbedError) as caught:
        site.get("/page")
    result = caught.value.result
    assert result is not None
    assert (result.status_code, result.text, result.result_type) == (200, "hello", "Hit")
    fetch, end = story(result)[-2:]
    assert fetch == "    origin           GET https://www-origin.example.com/page -> no stub answered"
    assert end.startswith("    ended in         OriginNotStubbedError: No stub answers GET ")
    assert site.history[-1] is result


@pytest.mark.fact("CF-091", "LE-269")
def test_what_viewer_response_makes_of_it_keeps_no_object_from_being_revalidated(
    clock: FrozenDateTimeFactory,
) -> None:
    site = stale_site(clock, NEW, function_errors="respond", viewer_response=only_in_background(raises))
    result = site.get("/page")
    assert (result.status_code, result.result_type) == (503, "LambdaExecutionError")
    assert sent(result).in_background
    assert only_entry(site).headers["ETag"] == '"v2"'


@pytest.mark.fact("CF-091", "LE-269", "D-06")
def test_the_page_for_a_failing_viewer_response_keeps_no_object_from_being_revalidated(
    clock: FrozenDateTimeFactory,
) -> None:
    pages = [{"error_code": 503, "response_page_path": "/sorry", "response_code": 200}]
    site = stale_site(
        clock,
        NEW,
        function_errors="respond",
        viewer_response=only_in_background(raises),
        custom_error_responses=pages,
        behaviors={"/sorry": {"cache_policy": {"min_ttl": 0}}},
    )
    result = site.get("/page")
    assert (result.text, result.result_type) == ("new", "Error")
    assert [
        (one.url.rpartition("/")[2], one.for_error_page, one.in_background) for one in result.origin_requests
    ] == [
        ("sorry", True, False),
        ("page", False, True),
    ]
    assert str(result.cache_key).endswith("/page")
    assert "  error page       503 -> /sorry, by behavior /sorry" in story(result)
    assert {entry.uri: entry.headers["ETag"] for entry in site.cache} == {"/page": '"v2"', "/sorry": '"v2"'}


@pytest.mark.fact("CF-091", "D-06")
def test_of_a_stale_object_and_a_stale_page_the_object_is_revalidated_first(
    clock: FrozenDateTimeFactory,
) -> None:
    pages = [{"error_code": 503, "response_page_path": "/sorry", "response_code": 200}]
    site = stale_site(
        clock,
        NEW,
        seconds=0,
        function_errors="respond",
        custom_error_responses=pages,
        behaviors={"/page": {"cache_policy": {"min_ttl": 0}, "viewer_response": only_in_background(raises)}},
    )
    site.get("/sorry")
    clock.tick(60)
    result = site.get("/page")
    assert (result.text, result.result_type) == ("new", "Error")
    assert [(one.url.rpartition("/")[2], one.in_background) for one in result.origin_requests] == [
        ("page", True)
    ]


@pytest.mark.fact("CF-091", "CF-237", "D-05", "D-15")
def test_what_the_page_came_by_says_nothing_of_the_revalidation(clock: FrozenDateTimeFactory) -> None:
    origins: dict[str, Any] = {
        "primary": "https://a.example.com",
        "backup": "https://b.example.com",
        "both": {"members": ["primary", "backup"], "status_codes": [503]},
    }

    def answers_for_backup(event: Any, context: Any) -> Any:
        is_backup = part(event)["origin"]["custom"]["domainName"] == "b.example.com"
        return answers(200, "sorry")(event, context) if is_backup else part(event)

    def fails_once(event: Any, context: Any) -> Any:
        statuses.append(part(event)["status"])
        return raises(event, context) if len(statuses) == 2 else part(event)

    statuses: list[str] = []
    policy = {"min_ttl": 0}
    site = stale_site(
        clock,
        answer(status=503),
        NEW,
        origins=origins,
        origin="both",
        function_errors="respond",
        custom_error_responses=[{"error_code": 503, "response_page_path": "/sorry", "response_code": 200}],
        behaviors={
            "/page": {"cache_policy": policy, "viewer_response": fails_once},
            "/sorry": {"cache_policy": policy, "origin_request": answers_for_backup},
        },
    )
    result = site.get("/page")
    assert result.text == "sorry"
    assert [(one.origin, one.for_error_page, one.in_background) for one in result.origin_requests] == [
        ("primary", True, False),
        ("primary", False, True),
    ]
    assert (site.get("/page").text, site.history[-1].assumptions) == ("new", ())
