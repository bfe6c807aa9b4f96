"""Which undocumented choices it rests on that a response is kept, and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.cached_sites import answer, cached_site
from support.edge_functions import answers, sets_header
from support.fake_origins import Answer

from pytest_lambda_edge import clock as time
from pytest_lambda_edge.http.dates import http_date

if TYPE_CHECKING:
    from collections.abc import Mapping

    from freezegun.api import FrozenDateTimeFactory

    from pytest_lambda_edge import Result

DAY = 86400
AN_HOUR: dict[str, Any] = {"cache_policy": {"min_ttl": 0, "default_ttl": 0, "max_ttl": 3600}}
AT_LEAST_30: dict[str, Any] = {"cache_policy": {"min_ttl": 30, "default_ttl": 60, "max_ttl": DAY}}
EXACTLY_30: dict[str, Any] = {"cache_policy": {"min_ttl": 30, "default_ttl": 30, "max_ttl": 30}}
UNCACHED: dict[str, Any] = {"cache_policy": "CachingDisabled"}
KEPT: dict[str, Any] = {
    "custom_error_responses": [{"error_code": 404, "error_caching_min_ttl": 60}],
}


def ids(result: Result) -> list[str]:
    return [assumed.id for assumed in result.assumptions]


def dated(expires: float, date: float | None = None, cache_control: str | None = None) -> dict[str, str]:
    """Return headers with Expires and Date, each in seconds from now."""
    headers = {"Expires": http_date(time.now() + expires)}
    if date is not None:
        headers["Date"] = http_date(time.now() + date)
    return headers if cache_control is None else {**headers, "Cache-Control": cache_control}


def said(cache_control: str, **others: str) -> dict[str, str]:
    return {"Cache-Control": cache_control, **others}


# An id, whether it made a difference, the headers of a 200, and settings.
OF_EXPIRES: list[tuple[str, bool, tuple[Any, ...], dict[str, Any]]] = [
    ("a date to come", False, (60,), {}),
    ("a date to come, with Date", False, (60, 0), {}),
    ("a Date that is behind", True, (60, -10), {}),
    ("a Date that is ahead", True, (60, 10), {}),
    ("a Date behind, and beyond the maximum TTL", False, (DAY, -10), AN_HOUR),
    ("a Date behind, and below the minimum TTL", False, (10, -10), AT_LEAST_30),
    ("a Date behind, and an age", False, (60, -10, "max-age=5"), {}),
    ("a date that is past", True, (-60,), {}),
    ("a date that is past, with a default TTL of 0", False, (-60,), AN_HOUR),
    ("a date that is past, with a larger default TTL", True, (-60,), AT_LEAST_30),
    ("a date that is past, with one TTL", False, (-60,), EXACTLY_30),
    ("a date that is past, and an age", False, (-60, 0, "s-maxage=5"), {}),
    ("a date that is past, and no-store", False, (-60, 0, "no-store"), {}),
    ("a Date that is behind, and nothing cached", False, (60, -10), UNCACHED),
]


@pytest.mark.fact("CF-070")
@pytest.mark.parametrize(
    ("assumed", "moments", "settings"), [row[1:] for row in OF_EXPIRES], ids=[row[0] for row in OF_EXPIRES]
)
def test_it_is_said_where_it_matters_from_when_expires_counts(
    assumed: bool, moments: tuple[Any, ...], settings: dict[str, Any], clock: FrozenDateTimeFactory
) -> None:
    clock.move_to("2026-06-01 12:00:00.5")  # Dates have whole seconds; a fraction of one makes no outcome.
    reply = Answer(headers=dated(*moments))
    assert ids(cached_site(reply, **settings).get("/page")) == ["CF-070"] * assumed


@pytest.mark.fact("CF-070")
@pytest.mark.parametrize(("expires", "assumed"), [(-1, True), (0, True), (1, False)])
def test_what_expires_at_this_very_moment_has_expired(
    expires: int, assumed: bool, clock: FrozenDateTimeFactory
) -> None:
    clock.move_to("2026-06-01 12:00:00")
    reply = Answer(headers=dated(expires))
    assert ids(cached_site(reply).get("/page")) == ["CF-070"] * assumed


NEVER = {"Expires": "never"}

# The headers of a response, what they rest on, and settings.
OF_HEADERS: list[tuple[Mapping[str, str], list[str], dict[str, Any]]] = [
    (NEVER, ["CF-070"], {}),
    ({"Expires": "0"}, ["CF-070"], AT_LEAST_30),
    (NEVER, [], AN_HOUR),
    (said("max-age=60", **NEVER), [], {}),
    (said("no-cache", **NEVER), [], {}),
    (said("public", **NEVER), ["CF-070"], {}),
    (said("no-cache, max-age=60"), ["CF-071"], {}),
    (said("no-store, max-age=0"), ["CF-071"], {}),
    (said("no-store, s-maxage=60"), ["CF-071"], {}),
    (said("no-cache, max-age=0"), [], {}),
    (said("no-cache, max-age=60, s-maxage=0"), [], {}),
    (said("no-cache"), [], {}),
    (said("no-store"), [], {}),
    (said("max-age=60"), [], {}),
    (said('no-cache="Set-Cookie", max-age=60'), [], {}),
    (said("no-cache, max-age=60"), ["CF-071"], AT_LEAST_30),
    (said("no-cache, max-age=30"), [], AT_LEAST_30),
    (said("no-cache, max-age=60"), [], EXACTLY_30),
    (said("no-cache, max-age=60"), [], UNCACHED),
    (said("private"), ["CF-072"], {}),
    (said("private, no-store"), [], {}),
    (said("private, no-cache"), ["CF-072"], {}),
    (said("private"), [], AT_LEAST_30),
    (said('private="X-Mine"'), [], {}),
    (said("private"), [], UNCACHED),
    (said("private, max-age=60"), ["CF-071", "CF-072"], {}),
    ({"Pragma": "no-cache"}, ["CF-077"], {}),
    ({"Pragma": "No-Cache"}, ["CF-077"], AT_LEAST_30),
    ({"Pragma": "public"}, [], {}),
    ({"Pragma": "no-cache"}, [], AN_HOUR),
    ({"Pragma": "no-cache"}, [], EXACTLY_30),
    (said("max-age=60", Pragma="no-cache"), ["CF-077"], {}),
    (said("max-age=0", Pragma="no-cache"), [], {}),
    (said("no-cache", Pragma="no-cache"), [], {}),
    (said("no-store", Pragma="no-cache"), [], {}),
    ({"Pragma": "no-cache", **NEVER}, ["CF-070"], {}),
]


@pytest.mark.fact("CF-070", "CF-071", "CF-072", "CF-077")
@pytest.mark.parametrize(("headers", "assumed", "settings"), OF_HEADERS)
def test_it_is_said_which_headers_decide_only_where_it_matters(
    headers: Mapping[str, str], assumed: list[str], settings: dict[str, Any]
) -> None:
    reply = Answer(headers=headers)
    assert ids(cached_site(reply, **settings).get("/page")) == assumed
    function = answers(
        200, "mine", **{name.lower().replace("-", "_"): value for name, value in headers.items()}
    )
    of_function = ids(cached_site(origin_request=function, **settings).get("/page"))
    assert of_function == ["D-15", *assumed]


# A status, the headers of the error, what they rest on, and settings.
OF_ERRORS: list[tuple[int, Mapping[str, str], list[str], dict[str, Any]]] = [
    (404, said("no-store, max-age=60"), ["CF-071"], {}),
    (404, said("no-store"), [], {}),
    (404, {"Pragma": "no-cache"}, ["CF-077"], {}),
    (404, NEVER, [], {}),
    (500, said("private, max-age=60"), ["CF-071"], {}),
    (500, said("private, max-age=5"), [], {}),
    (500, said("private"), [], {}),
    (500, {"Pragma": "no-cache"}, [], {}),
    (500, said("max-age=60", Pragma="no-cache"), ["CF-077"], {}),
    (403, said("private, max-age=60"), ["CF-071"], {}),
    (403, said("private"), [], {}),
    (403, said("max-age=60", Pragma="no-cache"), ["CF-077"], {}),
    (404, said("no-cache, max-age=60"), ["CF-071"], KEPT),
    (401, said("no-cache, max-age=60", Pragma="no-cache"), [], {}),
]


@pytest.mark.fact("CF-071", "CF-077")
@pytest.mark.parametrize(("status", "headers", "assumed", "settings"), OF_ERRORS)
def test_of_an_error_likewise(
    status: int, headers: Mapping[str, str], assumed: list[str], settings: dict[str, Any]
) -> None:
    reply = Answer(status, headers=headers)
    assert ids(cached_site(reply, **settings).get("/page")) == assumed


@pytest.mark.fact("CF-070")
def test_the_expiry_of_an_error_counts_from_a_clock_too(clock: FrozenDateTimeFactory) -> None:
    clock.move_to("2026-06-01 12:00:00")
    for expires, date, assumed in ((60, -10, ["CF-070"]), (60, 0, []), (5, -2, [])):
        reply = Answer(500, headers=dated(expires, date))
        assert ids(cached_site(reply).get("/page")) == assumed


@pytest.mark.fact("CF-070", "CF-077")
@pytest.mark.parametrize(
    ("id_", "headers"),
    [
        (
            "CF-070",
            said("public", Expires="Mon, 01 Jun 2026 12:01:00 GMT", Date="Mon, 01 Jun 2026 11:00:00 GMT"),
        ),
        ("CF-077", said("max-age=60", Pragma="no-cache")),
    ],
)
def test_a_hit_rests_on_what_keeps_its_object(
    id_: str, headers: Mapping[str, str], clock: FrozenDateTimeFactory
) -> None:
    clock.move_to("2026-06-01 12:00:00")
    reply = Answer(headers=headers)
    site = cached_site(reply)
    results = [site.get("/page") for _ in range(2)]
    assert [(result.result_type, ids(result)) for result in results] == [("Miss", [id_]), ("Hit", [id_])]


@pytest.mark.fact("CF-070", "CF-071")
@pytest.mark.parametrize(("id_", "headers"), [("CF-070", NEVER), ("CF-071", said("no-cache, max-age=60"))])
@pytest.mark.parametrize(
    ("then", "result_type"),
    [(answer("max-age=60"), "Miss"), (answer("max-age=60", status=304), "RefreshHit")],
)
def test_that_an_object_has_expired_rests_on_it_and_its_next_lifetime_does_not(
    id_: str, headers: Mapping[str, str], then: Answer, result_type: str
) -> None:
    reply = Answer(headers={**headers, "ETag": '"v1"'})
    site = cached_site(reply, then)
    assert ids(site.get("/page")) == [id_]
    second, third = site.get("/page"), site.get("/page")
    assert (second.result_type, ids(second)) == (result_type, [id_])
    assert (third.result_type, ids(third)) == ("Hit", [])


@pytest.mark.fact("CF-077", "CF-084")
def test_what_a_304_says_rests_on_choices_as_well() -> None:
    then = answer("max-age=60", status=304, pragma="no-cache")
    site = cached_site(answer("no-cache", etag='"v1"'), then)
    assert ids(site.get("/page")) == []
    results = [site.get("/page") for _ in range(2)]
    assert [result.result_type for result in results] == ["RefreshHit", "Hit"]
    assert all("CF-077" in ids(result) for result in results)


@pytest.mark.fact("CF-071", "CF-101")
def test_what_is_cut_short_is_kept_by_no_reading() -> None:
    reply = answer("no-cache, max-age=60", content_length="99")
    assert ids(cached_site(reply).get("/page")) == []


@pytest.mark.fact("CF-071")
def test_what_viewer_request_answers_is_kept_by_no_reading() -> None:
    function = answers(200, "mine", cache_control="private, max-age=60")
    assert "CF-071" not in ids(cached_site(viewer_request=function).get("/page"))


@pytest.mark.fact("CF-072")
def test_a_header_that_viewer_response_sets_decides_nothing() -> None:
    site = cached_site(answer("max-age=60"), viewer_response=sets_header("Cache-Control", "private"))
    assert ids(site.get("/page")) == []
