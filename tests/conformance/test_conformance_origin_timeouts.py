"""Origins that take their time: how long CloudFront waits, how often it asks, and what viewers get."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING, Any

import pytest
import requests
import responses
from freezegun import freeze_time
from support.fake_origins import BACKUP, ORIGIN, Answer, stub
from support.scenarios import ALL_METHODS, UNKEPT, make
from support.slow_origins import came, slow
from support.ways import PAGE

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory
    from requests import PreparedRequest


BUCKET = "files.s3.amazonaws.com"
SILENT = requests.ReadTimeout("silent")
UNREACHABLE = requests.ConnectTimeout("no route")


def origin(**settings: Any) -> dict[str, Any]:
    return {"domain_name": "www-origin.example.com", **settings}


@pytest.mark.fact("CF-232", "CF-233", "CF-114", "LE-347")
@pytest.mark.parametrize(
    ("seconds", "read_timeout", "expected"),
    [
        (30, 30, (200, 1)),
        (30.5, 30, (504, 3)),
        (5.5, 5, (504, 3)),
        (110, 120, (200, 1)),
        ([31, 1], 30, (200, 2)),
    ],
)
def test_an_origin_has_its_read_timeout_for_an_answer(
    clock: FrozenDateTimeFactory,
    seconds: float | list[float],
    read_timeout: int,
    expected: tuple[int, int],
) -> None:
    slow(f"{ORIGIN}/page", seconds, clock.tick)
    result = make(origin=origin(origin_read_timeout=read_timeout)).get("/page")
    assert came(result) == expected
    assert (result.text == "at last") == (expected[0] == 200)


@pytest.mark.fact("CF-232", "LE-116")
@pytest.mark.parametrize(("seconds", "expected"), [(170, (200, 1)), (181, (504, 3))])
def test_a_timeout_that_an_account_was_granted_holds_and_passes_a_function(
    clock: FrozenDateTimeFactory, seconds: float, expected: tuple[int, int]
) -> None:
    slow(f"{ORIGIN}/page", seconds, clock.tick)
    granted = origin(origin_read_timeout=180, origin_keepalive_timeout=600, response_completion_timeout=0)
    result = make(origin=granted).get("/page")
    assert came(result) == expected
    run = next(run for run in result.invocations if str(run.event_type) == "origin-request")
    shown = run.event["Records"][0]["cf"]["request"]["origin"]["custom"]
    assert (shown["readTimeout"], shown["keepaliveTimeout"]) == (180, 600)
    assert "responseCompletionTimeout" not in shown


@pytest.mark.fact("CF-232")
def test_real_time_counts_as_well() -> None:
    slow(f"{ORIGIN}/page", 1.1, time.sleep)
    result = make(origin=origin(origin_read_timeout=1, connection_attempts=1)).get("/page")
    assert came(result) == (504, 1)


@pytest.mark.fact("CF-232")
def test_a_clock_that_each_look_moves_on_makes_no_origin_slow() -> None:
    stub(f"{ORIGIN}/page", Answer(body="at once"))
    with freeze_time("2026-06-01", auto_tick_seconds=15):
        assert came(make(origin=origin(origin_read_timeout=1)).get("/page")) == (200, 1)


@pytest.mark.fact("CF-233")
@pytest.mark.parametrize(
    ("method", "sent"),
    [("GET", 3), ("HEAD", 3), ("OPTIONS", 1), ("POST", 1), ("PUT", 1), ("PATCH", 1), ("DELETE", 1)],
)
@pytest.mark.parametrize("by", ["the clock", "an exception"])
def test_only_get_and_head_are_sent_again_after_a_read_timeout(
    clock: FrozenDateTimeFactory, method: str, sent: int, by: str
) -> None:
    if by == "the clock":
        slow(f"{ORIGIN}/page", 31, clock.tick)
    else:
        stub(f"{ORIGIN}/page", SILENT)
    assert came(make(allowed_methods=ALL_METHODS).request(method, "/page")) == (504, sent)


@pytest.mark.fact("CF-233")
def test_a_bucket_has_its_read_timeout_and_one_attempt(clock: FrozenDateTimeFactory) -> None:
    slow(f"https://{BUCKET}/page", 11, clock.tick)
    assert came(make(origin={"domain_name": BUCKET, "origin_read_timeout": 10}).get("/page")) == (504, 1)
    assert came(make(origin={"domain_name": BUCKET}).get("/page")) == (200, 1)


@pytest.mark.fact("CF-232", "CF-235")
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("attempts", [1, 2, 3])
@pytest.mark.parametrize("domain_name", ["www-origin.example.com", BUCKET])
def test_what_cannot_be_connected_to_in_time_is_tried_again_whatever_is_asked(
    method: str, attempts: int, domain_name: str
) -> None:
    stub(f"https://{domain_name}/page", UNREACHABLE)
    site = make(
        origin={"domain_name": domain_name, "connection_attempts": attempts}, allowed_methods=ALL_METHODS
    )
    assert came(site.request(method, "/page")) == (504, attempts)


@pytest.mark.fact("CF-235")
@pytest.mark.parametrize(
    "failure", [ConnectionRefusedError(111, "refused"), ConnectionResetError(104, "reset")]
)
def test_a_connection_that_is_refused_or_closed_is_not_tried_again(failure: Exception) -> None:
    stub(f"{ORIGIN}/page", requests.ConnectionError(failure))
    assert came(make().get("/page")) == (502, 1)


@pytest.mark.fact("CF-238", "LE-343")
@pytest.mark.parametrize(
    ("failure", "listed", "answered"),
    [
        (UNREACHABLE, [503], True),
        (UNREACHABLE, [500, 502, 504], False),
        (SILENT, [504], True),
        (SILENT, [500, 502, 503], False),
    ],
)
def test_no_connection_needs_503_and_no_answer_504_to_be_listed_after_all_attempts(
    failure: Exception, listed: list[int], answered: bool
) -> None:
    stub(f"{ORIGIN}/page", failure)
    stub(f"{BACKUP}/page", Answer(body="backup"))
    result = make(origin={"members": [ORIGIN, BACKUP], "status_codes": listed}).get("/page")
    assert came(result) == ((200, 4) if answered else (504, 3))


@pytest.mark.fact("CF-232", "CF-238")
def test_fewer_attempts_and_a_shorter_timeout_fail_over_sooner(clock: FrozenDateTimeFactory) -> None:
    slow(f"{ORIGIN}/page", 6, clock.tick)
    stub(f"{BACKUP}/page", Answer(body="backup"))
    primary = origin(origin_read_timeout=5, connection_attempts=1)
    result = make(origin={"members": [primary, BACKUP], "status_codes": [504]}).get("/page")
    assert (result.text, *came(result)) == ("backup", 200, 2)


@pytest.mark.fact("CF-234", "LE-116")
@pytest.mark.parametrize(
    ("seconds", "completion", "expected"),
    [
        (20, 20, (200, 1)),  # a whole response in time
        (20.5, 20, (504, 1)),  # no time left for a second attempt
        ([21, 15], 40, (200, 2)),  # the second attempt in time
        ([21, 19.5], 40, (504, 2)),  # the second attempt answers, but too late in all
        (21, 40, (504, 2)),  # no time left for a third attempt
        (21, 60, (504, 3)),
        (21, None, (504, 3)),
    ],
)
def test_all_attempts_together_have_the_completion_timeout(
    clock: FrozenDateTimeFactory,
    seconds: float | list[float],
    completion: int | None,
    expected: tuple[int, int],
) -> None:
    slow(f"{ORIGIN}/page", seconds, clock.tick)
    settings = origin(origin_read_timeout=20, response_completion_timeout=completion)
    assert came(make(origin=settings).get("/page")) == expected
    bucket = {"domain_name": BUCKET, "origin_read_timeout": 20, "response_completion_timeout": completion}
    stub(f"https://{BUCKET}/page", SILENT)
    assert came(make(origin=bucket).get("/page")) == (504, 1)


@pytest.mark.fact("CF-232", "CF-233", "CF-234")
@pytest.mark.parametrize(
    ("failure", "completion", "sent"),
    [(SILENT, 30, 1), (SILENT, 31, 2), (SILENT, 60, 2), (SILENT, 90, 3), (UNREACHABLE, 30, 3)],
)
def test_an_exception_stands_for_an_origin_that_was_silent_all_that_time(
    failure: Exception, completion: int, sent: int
) -> None:
    stub(f"{ORIGIN}/page", failure)
    assert came(make(origin=origin(response_completion_timeout=completion)).get("/page")) == (504, sent)


@pytest.mark.fact("CF-234", "CF-238")
def test_each_origin_of_a_group_has_a_completion_timeout_of_its_own(clock: FrozenDateTimeFactory) -> None:
    slow(f"{ORIGIN}/page", 31, clock.tick)
    slow(f"{BACKUP}/page", 25, clock.tick, "backup")
    members = [
        origin(response_completion_timeout=40),
        origin(domain_name="backup.example.com", response_completion_timeout=30),
    ]
    result = make(origin={"members": members, "status_codes": [504]}).get("/page")
    assert (result.text, *came(result)) == ("backup", 200, 3)


@pytest.mark.fact("CF-234", "CF-117")
def test_a_custom_error_page_replaces_the_504_of_a_timeout(clock: FrozenDateTimeFactory) -> None:
    slow(f"{ORIGIN}/page", 31, clock.tick)
    stub(f"{ORIGIN}/error.html", Answer(body="sorry"))
    result = make(origin=origin(response_completion_timeout=30), **PAGE).get("/page")
    assert (result.text, *came(result)) == ("sorry", 200, 2)


@pytest.mark.fact("LE-116", "LE-117", "CF-232", "CF-234")
@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, (504, 3)),
        ({"readTimeout": 60}, (200, 1)),
        ({"responseCompletionTimeout": 40}, (504, 2)),
        ({"responseCompletionTimeout": 0}, (504, 3)),
    ],
)
def test_timeouts_that_a_function_sets_count(
    clock: FrozenDateTimeFactory, changed: dict[str, int], expected: tuple[int, int]
) -> None:
    def handler(event: Any, _context: Any) -> Any:
        request = event["Records"][0]["cf"]["request"]
        request["origin"]["custom"].update(changed)
        return request

    slow(f"{ORIGIN}/page", 35, clock.tick)
    assert came(make(origin_request=handler).get("/page")) == expected


@pytest.mark.fact("CF-112", "CF-114")
def test_a_stale_object_takes_the_place_of_an_answer_that_is_late(clock: FrozenDateTimeFactory) -> None:
    stub(f"{ORIGIN}/page", Answer(body="old", headers=UNKEPT))
    site = make()
    site.get("/page")
    responses.reset()
    slow(f"{ORIGIN}/page", 31, clock.tick)
    result = site.get("/page")
    assert (result.text, *came(result), result.result_type) == ("old", 200, 3, "Hit")


@pytest.mark.fact("CF-232")
def test_time_that_a_function_takes_is_not_the_origins(clock: FrozenDateTimeFactory) -> None:
    def handler(event: Any, _context: Any) -> Any:
        clock.tick(20)
        return event["Records"][0]["cf"]["request"]

    stub(f"{ORIGIN}/page")
    assert came(make(origin=origin(origin_read_timeout=1), origin_request=handler).get("/page")) == (200, 1)


@pytest.mark.fact("CF-235")
@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (ConnectionResetError(104, "reset"), 504, "(OriginReadTimeout)"),
        (ConnectionRefusedError(111, "refused"), 502, "(refused: "),
        (socket.gaierror(-2, "Name or service not known"), 502, "(dns: "),
        (requests.exceptions.SSLError("certificate has expired"), 502, "(tls: "),
        (requests.ConnectTimeout("no route"), 504, "(ConnectionTimeout)"),
    ],
    ids=["closed", "refused", "dns", "tls", "unconnected"],
)
def test_the_read_timeout_runs_once_there_is_a_connection(
    clock: FrozenDateTimeFactory, error: Exception, status: int, told: str
) -> None:
    def fails_late(_request: PreparedRequest) -> tuple[int, dict[str, str], str]:
        clock.tick(31)
        raise error

    responses.add_callback("GET", f"{ORIGIN}/page", fails_late)
    result = make(origin=origin(connection_attempts=1)).get("/page")
    assert came(result) == (status, 1)
    assert told in result.explain()


@pytest.mark.fact("CF-232", "CF-234")
def test_an_attempt_to_connect_takes_the_connection_timeout() -> None:
    stub(f"{ORIGIN}/page", UNREACHABLE)
    settings = origin(origin_read_timeout=5, connection_timeout=8, response_completion_timeout=20)
    assert came(make(origin=settings).get("/page")) == (504, 3)
    settings["response_completion_timeout"] = 15
    assert came(make(origin=settings).get("/page")) == (504, 2)


@pytest.mark.fact("CF-232", "CF-233", "CF-234", "CF-235")
@pytest.mark.parametrize(
    ("failure", "settings", "lines"),
    [
        (
            SILENT,
            {"connection_attempts": 2, "origin_read_timeout": 5},
            [
                "no response in 5 s (OriginReadTimeout), asked again (2 of 2)",
                "no response in 5 s (OriginReadTimeout), which CloudFront makes a 504",
            ],
        ),
        (
            UNREACHABLE,
            {"connection_attempts": 2, "connection_timeout": 3},
            [
                "no connection in 3 s (ConnectionTimeout), asked again (2 of 2)",
                "no connection in 3 s (ConnectionTimeout), which CloudFront makes a 504",
            ],
        ),
        (
            SILENT,
            {"response_completion_timeout": 45},
            [
                "no response in 30 s (OriginReadTimeout), asked again (2 of 3)",
                "no whole response in 45 s (ResponseCompletionTimeout), which CloudFront makes a 504",
            ],
        ),
        (
            requests.ConnectionError(ConnectionRefusedError(111, "refused")),
            {},
            [
                "no response (refused: ConnectionError: [Errno 111] refused), which CloudFront makes a 502",
            ],
        ),
    ],
)
def test_the_story_says_what_ran_out(failure: Exception, settings: dict[str, Any], lines: list[str]) -> None:
    stub(f"{ORIGIN}/page", failure)
    story = make(origin=origin(**settings)).get("/page").explain()
    told = [line.partition(" -> ")[2] for line in story.splitlines() if line.startswith("  origin  ")]
    assert told == lines


LIMIT = 32_768


@pytest.mark.fact("CF-026", "LE-287", "LE-288")
@pytest.mark.parametrize(("over", "status"), [(0, 200), (1, 502)])
def test_an_origin_may_send_32768_bytes_of_headers(over: int, status: int) -> None:
    others = len("Content-Type: text/plain\r\n") + len("Content-Length: 5\r\n") + len("X-Large: \r\n")
    headers = {"Content-Type": "text/plain", "X-Large": "x" * (LIMIT - others + over)}
    stub(f"{ORIGIN}/page", Answer(headers=headers))
    stub(f"{BACKUP}/page")
    site = make(origin={"members": [ORIGIN, BACKUP], "status_codes": [500, 502, 503, 504]})
    result = site.get("/page")
    assert came(result) == (status, 1)
    assert ("more than 32,768" in result.explain()) == (status == 502)
    assert ("origin-response" in result.fired) == (status == 200)


@pytest.mark.fact("CF-026", "LE-288")
def test_headers_are_counted_in_bytes_not_in_characters() -> None:
    stub(f"{ORIGIN}/page", Answer(headers={"X-Large": "ü" * (LIMIT // 2)}))
    assert came(make().get("/page")) == (502, 1)


@pytest.mark.fact("CF-027")
@pytest.mark.parametrize(
    ("length", "policy", "status"),
    [
        (50 * 2**30, {"min_ttl": 0}, 200),
        (50 * 2**30 + 1, {"min_ttl": 0}, 502),
        (10**25, {"min_ttl": 0}, 502),
        (50 * 2**30 + 1, "CachingDisabled", 200),
    ],
)
def test_an_object_of_more_than_50_gb_is_an_error_where_it_would_be_cached(
    length: int, policy: Any, status: int
) -> None:
    stub(f"{ORIGIN}/page", Answer(headers={"Content-Length": str(length)}))
    result = make(cache_policy=policy).get("/page")
    assert came(result) == (status, 1)
    assert ("CF-027" in [assumed.id for assumed in result.assumptions]) == (status == 502)
