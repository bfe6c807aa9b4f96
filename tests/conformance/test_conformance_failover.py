"""Origin groups: when the second origin is asked, what for, and what functions have to do with it."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import pytest
import requests
from support.edge_functions import all_triggers, answers, changes, part, sets_header
from support.fake_origins import BACKUP, ORIGIN, Answer, stub
from support.scenarios import ALL_METHODS, make
from support.ways import PAGE

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.model.event_type import EVENT_TYPES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from support.fake_origins import Reply

    from pytest_lambda_edge.distribution import Distribution
    from pytest_lambda_edge.result import Result

VIEWER_REQUEST, ORIGIN_REQUEST, ORIGIN_RESPONSE, VIEWER_RESPONSE = EVENT_TYPES
FAILOVER_CODES = (400, 403, 404, 416, 429, 500, 502, 503, 504)

NO_ADDRESS = requests.ConnectionError(socket.gaierror(-2, "Name or service not known"))
REFUSED = requests.ConnectionError(ConnectionRefusedError(111, "refused"))
BAD_CERTIFICATE = requests.exceptions.SSLError("certificate verify failed")
CLOSED = requests.ConnectionError(ConnectionResetError(104, "reset"))
LATE = requests.ReadTimeout("30 s")

RESOLVE = "CloudFront wasn't able to resolve the origin domain name."
CONNECT = "CloudFront wasn't able to connect to the origin."
ATTEMPT = (
    "CloudFront attempted to establish a connection with the origin,"
    " but either the attempt failed or the origin closed the connection."
)


def group(status_codes: Sequence[int] = (503,), **settings: Any) -> Distribution:
    """Return a distribution with a group of two origins, both of which answer unless stubbed otherwise."""
    origins: dict[str, Any] = {
        "primary": ORIGIN,
        "backup": BACKUP,
        "both": {"members": ["primary", "backup"], "status_codes": list(status_codes)},
    }
    return make(**({"origins": origins, "origin": "both"} | settings))


def replies(primary: Reply, *backup: Reply) -> None:
    stub(f"{ORIGIN}/page", primary)
    stub(f"{BACKUP}/page", *backup)


def asked(result: Result) -> list[str]:
    return [request.origin for request in result.origin_requests]


@pytest.mark.fact("LE-343", "LE-392", "CF-237", "CF-238")
@pytest.mark.parametrize("status", FAILOVER_CODES)
def test_a_listed_status_asks_the_second_origin_and_no_other_does(status: int) -> None:
    replies(Answer(status, "primary"), Answer(body="backup"))
    listed = group([status]).get("/page")
    assert (listed.status_code, listed.text, asked(listed)) == (200, "backup", ["primary", "backup"])
    others = [code for code in FAILOVER_CODES if code != status]
    unlisted = group(others).get("/page")
    assert (unlisted.status_code, unlisted.text, asked(unlisted)) == (status, "primary", ["primary"])


@pytest.mark.fact("CF-241")
@pytest.mark.parametrize("status", [200, 204, 301, 304, 401, 410, 501])
def test_a_status_that_cannot_be_listed_never_asks_the_second_origin(status: int) -> None:
    replies(Answer(status, b""))
    assert asked(group(FAILOVER_CODES).get("/page")) == ["primary"]


@pytest.mark.fact("LE-343", "CF-114", "CF-235", "CF-238", "CF-129")
@pytest.mark.parametrize(
    ("failure", "needs", "status", "message"),
    [
        (NO_ADDRESS, 503, 502, RESOLVE),
        (REFUSED, 503, 502, CONNECT),
        (BAD_CERTIFICATE, 503, 502, CONNECT),
        (CLOSED, 503, 502, ATTEMPT),
        (LATE, 504, 504, ATTEMPT),
    ],
    ids=["dns", "refused", "tls", "closed", "timeout"],
)
def test_a_failing_connection_needs_503_and_a_timeout_504_to_be_listed(
    failure: Exception, needs: int, status: int, message: str
) -> None:
    replies(failure)
    listed = group([needs]).get("/page")
    assert (listed.status_code, asked(listed)[-1]) == (200, "backup")
    unlisted = group([code for code in FAILOVER_CODES if code != needs]).get("/page")
    assert (unlisted.status_code, set(asked(unlisted))) == (status, {"primary"})
    assert message in unlisted.text
    assert unlisted.skipped[ORIGIN_RESPONSE] == "no-origin-response"


@pytest.mark.fact("CF-232", "CF-233")
@pytest.mark.parametrize(
    ("method", "attempts", "sent"), [("GET", 3, 3), ("HEAD", 2, 2), ("GET", 1, 1), ("POST", 3, 1)]
)
def test_a_get_that_times_out_is_sent_again(method: str, attempts: int, sent: int) -> None:
    stub(f"{ORIGIN}/page", LATE)
    origin = {"domain_name": "www-origin.example.com", "connection_attempts": attempts}
    result = make(origin=origin, allowed_methods=ALL_METHODS).request(method, "/page")
    assert (result.status_code, len(result.origin_requests)) == (504, sent)
    assert result.fired == (VIEWER_REQUEST, ORIGIN_REQUEST)
    assert result.explain().count("asked again") == sent - 1


@pytest.mark.fact("CF-233")
def test_an_answer_to_a_later_attempt_counts() -> None:
    stub(f"{ORIGIN}/page", LATE, Answer(500, "primary"))
    stub(f"{BACKUP}/page", Answer(body="backup"))
    result = group([500]).get("/page")
    assert (result.text, asked(result)) == ("backup", ["primary", "primary", "backup"])
    stub(f"{ORIGIN}/late", LATE, Answer(body="primary"))
    result = group([504]).get("/late")
    assert (result.text, asked(result)) == ("primary", ["primary", "primary"])
    assert result.fired == EVENT_TYPES


@pytest.mark.fact("CF-232", "CF-233")
def test_each_leg_has_attempts_of_its_own() -> None:
    replies(LATE, LATE)
    result = group([504]).get("/page")
    assert (result.status_code, asked(result)) == (504, ["primary"] * 3 + ["backup"] * 3)


@pytest.mark.fact("CF-233")
def test_a_bucket_that_times_out_is_asked_once() -> None:
    stub("https://files.s3.amazonaws.com/page", LATE)
    result = make(origin={"domain_name": "files.s3.amazonaws.com"}).get("/page")
    assert (result.status_code, len(result.origin_requests)) == (504, 1)


@pytest.mark.fact("LE-344", "CF-239")
@pytest.mark.parametrize(
    ("method", "cached", "origins"),
    [
        ("GET", ["GET", "HEAD"], ["primary", "backup"]),
        ("HEAD", ["GET", "HEAD"], ["primary", "backup"]),
        ("OPTIONS", ["GET", "HEAD"], ["primary"]),
        ("OPTIONS", ["GET", "HEAD", "OPTIONS"], ["primary", "backup"]),
    ],
)
def test_only_methods_that_are_cached_fail_over(method: str, cached: list[str], origins: list[str]) -> None:
    replies(Answer(503))
    site = group(allowed_methods=["GET", "HEAD", "OPTIONS"], cached_methods=cached)
    assert asked(site.request(method, "/page")) == origins


@pytest.mark.fact("CF-159", "CF-312")
def test_a_behavior_with_a_group_cannot_allow_methods_that_write() -> None:
    with pytest.raises(ConfigError, match="allowed_methods"):
        group(allowed_methods=ALL_METHODS)


@pytest.mark.fact("CF-239")
def test_every_miss_starts_at_the_primary() -> None:
    stub(f"{ORIGIN}/page", Answer(503), Answer(body="primary is back"))
    stub(f"{BACKUP}/page", Answer(headers={"Cache-Control": "no-store"}))
    site = group()
    assert asked(site.get("/page")) == ["primary", "backup"]
    result = site.get("/page")
    assert (asked(result), result.text) == (["primary"], "primary is back")


@pytest.mark.fact("CF-237", "CF-241", "LE-340")
def test_there_is_no_third_origin_to_ask() -> None:
    replies(Answer(503, "primary"), Answer(503, "backup"))
    result = group().get("/page")
    assert (result.status_code, result.text, asked(result)) == (503, "backup", ["primary", "backup"])


@pytest.mark.fact("CF-127", "CF-241")
def test_where_both_fail_the_seconds_error_counts() -> None:
    replies(Answer(503, "primary"), Answer(404, "backup"))
    stub(f"{BACKUP}/error.html", Answer(body="from the backup"))
    stub(f"{ORIGIN}/error.html", Answer(500))
    assert (group().get("/page").status_code, group().get("/page").text) == (404, "backup")
    result = group([500, 503], **PAGE).get("/page")
    assert (result.status_code, result.text) == (200, "from the backup")
    assert asked(result) == ["primary", "backup", "primary", "backup"]


@pytest.mark.fact("CF-117", "CF-127", "D-05")
def test_an_error_page_goes_by_the_second_leg_alone() -> None:
    replies(Answer(503, "primary"), LATE)
    stub(f"{ORIGIN}/error.html", Answer(body="sorry"))
    result = group((503,), **PAGE).get("/page")
    assert (result.text, asked(result)) == ("sorry", ["primary", *["backup"] * 3, "primary"])
    assert {assumption.id for assumption in result.assumptions} == {"D-05", "D-23"}


@pytest.mark.fact("LE-341", "CF-240")
def test_each_leg_sees_its_own_origin() -> None:
    seen: list[Any] = []

    def notes(event: Any, _context: Any) -> Any:
        cf = event["Records"][0]["cf"]
        (kind,) = cf["request"]["origin"]
        host = cf["request"]["headers"]["host"][0]["value"]
        seen.append((cf["config"]["eventType"], kind, cf["request"]["origin"][kind]["domainName"], host))
        return part(event)

    stub("https://files.s3.amazonaws.com/site/page", Answer(503))
    stub(f"{BACKUP}/page")
    origins = {
        "bucket": {"domain_name": "files.s3.amazonaws.com", "origin_path": "/site"},
        "backup": {"domain_name": "backup.example.com", "custom_headers": {"X-Leg": "2"}},
        "both": {"members": ["bucket", "backup"], "status_codes": [503]},
    }
    result = group(origins=origins, origin_request=notes, origin_response=notes).get("/page")
    bucket, backup = "files.s3.amazonaws.com", "backup.example.com"
    assert seen == [
        (ORIGIN_REQUEST, "s3", bucket, bucket),
        (ORIGIN_RESPONSE, "s3", bucket, bucket),
        (ORIGIN_REQUEST, "custom", backup, backup),
        (ORIGIN_RESPONSE, "custom", backup, backup),
    ]
    first, second = result.origin_requests
    assert (first.headers["Host"], first.headers.get("X-Leg")) == (bucket, None)
    assert (second.headers["Host"], second.headers.get("X-Leg")) == (backup, "2")


@pytest.mark.fact("LE-342", "CF-240")
def test_what_the_first_legs_function_changed_is_not_carried_over() -> None:
    stub(f"{ORIGIN}/1/page", Answer(503))
    stub(f"{BACKUP}/2/page")
    runs: list[Any] = []

    def handler(event: Any, _context: Any) -> Any:
        request = part(event)
        runs.append((request["uri"], "x-leg" in request["headers"]))
        request["headers"]["x-leg"] = [{"value": str(len(runs))}]
        return request | {"uri": f"/{len(runs)}{request['uri']}"}

    result = group(viewer_request=sets_header("X-Viewer", "1"), origin_request=handler).get("/page")
    assert runs == [("/page", False), ("/page", False)]
    assert [request.headers["X-Leg"] for request in result.origin_requests] == ["1", "2"]


@pytest.mark.fact("LE-345", "LE-404", "CF-242", "D-05")
@pytest.mark.parametrize(
    ("raw", "made", "origins"), [(503, "200", ["primary", "backup"]), (200, "503", ["primary"])]
)
def test_the_origins_own_status_decides_whatever_origin_response_makes_of_it(
    raw: int, made: str, origins: list[str]
) -> None:
    def handler(event: Any, _context: Any) -> Any:
        cf = event["Records"][0]["cf"]
        if cf["request"]["origin"]["custom"]["domainName"] != "www-origin.example.com":
            return cf["response"]
        return cf["response"] | {"status": made, "body": "made"}

    replies(Answer(raw), Answer(body="backup"))
    site = group(origin_response=handler)
    result = site.get("/page")
    assert asked(result) == origins
    assert result.fired.count(ORIGIN_RESPONSE) == len(origins)
    assert (result.status_code, result.text) == ((200, "backup") if raw == 503 else (503, "made"))
    (stored,) = site.cache
    assert stored.status_code == result.status_code
    assert "D-05" in [assumption.id for assumption in result.assumptions]


@pytest.mark.fact("LE-346", "LE-404")
def test_an_error_that_origin_request_generates_is_no_reason_to_fail_over() -> None:
    replies(Answer())
    result = group(origin_request=answers(503, "busy")).get("/page")
    assert (result.status_code, result.text, asked(result)) == (503, "busy", [])
    assert result.fired == (VIEWER_REQUEST, ORIGIN_REQUEST)


@pytest.mark.fact("LE-340", "LE-339")
def test_the_second_legs_function_may_answer() -> None:
    replies(Answer(503))

    def handler(event: Any, context: Any) -> Any:
        request = part(event)
        is_backup = request["origin"]["custom"]["domainName"] == "backup.example.com"
        return answers(200, "maintenance")(event, context) if is_backup else request

    result = group(origin_request=handler).get("/page")
    assert (result.text, asked(result)) == ("maintenance", ["primary"])
    assert result.fired == (VIEWER_REQUEST, ORIGIN_REQUEST, ORIGIN_RESPONSE, ORIGIN_REQUEST, VIEWER_RESPONSE)
    assert result.short_circuited_by == ORIGIN_REQUEST


@pytest.mark.fact("LE-228", "LE-340")
def test_an_origin_that_a_function_chose_fails_over_as_well() -> None:
    stub("https://elsewhere.example.com/page", Answer(503))
    stub(f"{BACKUP}/page", Answer(body="backup"))

    def handler(event: Any, _context: Any) -> Any:
        request = part(event)
        custom = request["origin"]["custom"]
        if custom["domainName"] == "www-origin.example.com":
            custom["domainName"] = "elsewhere.example.com"
        return request

    result = group(origin_request=handler).get("/page")
    assert result.text == "backup"
    assert [request.url for request in result.origin_requests] == [
        "https://elsewhere.example.com/page",
        f"{BACKUP}/page",
    ]


def fails_at_the_second_origin(event: Any, context: object) -> Any:
    request = event["Records"][0]["cf"]["request"]
    if request["origin"]["custom"]["domainName"] in BACKUP:
        raise RuntimeError
    return request


@pytest.mark.fact("D-05")
def test_why_a_trigger_did_not_fire_is_the_second_legs_reason() -> None:
    replies(REFUSED, Answer())
    functions: dict[str, Any] = {
        "origin_request": fails_at_the_second_origin,
        "origin_response": sets_header("X-Team", "web"),
    }
    result = group(**functions, function_errors="respond").get("/page")
    assert asked(result) == ["primary"]
    assert result.skipped[ORIGIN_RESPONSE] == "function-error"


@pytest.mark.fact("CF-240", "LE-340")
def test_viewer_events_run_once() -> None:
    replies(Answer(503))
    result = group(**all_triggers(viewer_response=changes())).get("/page")
    assert [result.fired.count(event_type) for event_type in EVENT_TYPES] == [1, 2, 2, 1]
