"""A hit rests on what its object does: on the choices that shaped it before it was stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.cached_sites import answer, cached_site, origin_says
from support.edge_functions import answers, changes, part, passes_on, raises

from pytest_lambda_edge import Behavior

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory
    from support.fake_origins import Answer

    from pytest_lambda_edge import Distribution, Result

KEPT = "max-age=60"
DATE = "Mon, 01 Jun 2026 12:00:00 GMT"
BUCKET = {"domain_name": "photos.s3.eu-west-1.amazonaws.com"}
NOSNIFF = {"security_headers_config": {"content_type_options": {"override": True}}}


def ids(result: Result) -> set[str]:
    return {assumption.id for assumption in result.assumptions}


def of_miss_and_hit(site: Distribution, url: str = "/page") -> tuple[set[str], set[str]]:
    """Return what a first request rests on, and a second one that is answered from the cache."""
    first, second = site.get(url), site.get(url)
    assert first.cache_key is not None
    assert (second.origin_requests, second.cache_key) == ((), first.cache_key)
    assert "origin-request" not in second.fired
    return ids(first), ids(second)


def without_date(event: Any, _context: Any) -> Any:
    response = part(event)
    del response["headers"]["date"]
    return response


def with_other_key(event: Any, _context: Any) -> Any:
    response = part(event)
    response["headers"]["x-a"] = [{"key": "X-B", "value": "1"}]
    return response


def with_name_in_capitals(event: Any, _context: Any) -> Any:
    response = part(event)
    response["headers"]["X-A"] = [{"value": "1"}]
    return response


# An id, and how a response gets to rest on it.
SHAPED: list[tuple[str, Answer, dict[str, Any]]] = [
    ("D-13", answer(KEPT, vary="Accept-Encoding, Cookie"), {}),
    ("D-13", answer(KEPT, vary="Cookie", content_type="text/css"), {"cache_policy": "CachingOptimized"}),
    ("D-29", answer(KEPT, set_cookie="a=b"), {"origin_response": passes_on}),
    ("D-30", answer(KEPT), {"origin_response": changes(status="404")}),
    ("D-30", answer(KEPT, status=404), {"origin_response": changes(status="200")}),
    ("D-31", answer(KEPT, date=DATE), {"origin_response": without_date}),
    ("D-10", answer(KEPT), {"origin_response": with_other_key}),
    ("LE-065", answer(KEPT), {"origin_response": with_name_in_capitals}),
    ("LE-187", answer(KEPT, content_encoding="br"), {"origin_response": changes(body="x")}),
    ("D-37", answer(KEPT, status=200), {"origin_response": changes(status="204", body="x")}),
    ("D-38", answer(KEPT, x_amz_id_2="1"), {"origin": BUCKET, "origin_response": passes_on}),
    ("D-15", answer(), {"origin_request": answers(200, "mine")}),
    ("D-30", answer(), {"origin_request": answers(404, "mine")}),
    ("D-31", answer(), {"origin_request": answers(200, "mine"), "viewer_response": passes_on}),
    ("D-29", answer(), {"origin_request": answers(200, "mine", set_cookie="a=b")}),
]


@pytest.mark.fact("D-10", "D-13", "D-15", "D-29", "D-30", "D-31", "D-37", "D-38", "LE-065", "LE-187")
@pytest.mark.parametrize(
    ("id_", "reply", "settings"), SHAPED, ids=[f"{row[0]}-{index}" for index, row in enumerate(SHAPED)]
)
def test_a_hit_rests_on_what_shaped_its_object(id_: str, reply: Answer, settings: dict[str, Any]) -> None:
    miss, hit = of_miss_and_hit(cached_site(reply, **settings))
    assert id_ in miss
    assert id_ in hit


ROUTED = {"X-Forwarded-For": "192.0.2.1"}


@pytest.mark.fact("D-13")
def test_what_a_request_rests_on_before_its_response_came_is_its_own() -> None:
    site = cached_site(answer(KEPT))
    assert ids(site.get("/page", headers=ROUTED)) == {"D-13"}
    assert ids(site.get("/page")) == set()


@pytest.mark.fact("D-13")
def test_a_choice_that_was_noted_before_for_the_request_is_noted_for_the_object_too() -> None:
    site = cached_site(answer(KEPT, vary="Accept-Encoding, Cookie"))
    assert ids(site.get("/page", headers=ROUTED)) == {"D-13"}
    assert ids(site.get("/page")) == {"D-13"}


@pytest.mark.fact("D-28")
def test_a_hit_rests_on_what_was_shown_to_the_function_that_made_the_response() -> None:
    for event_type, shapes in (("origin_request", False), ("origin_response", True)):
        miss, hit = of_miss_and_hit(cached_site(answer(KEPT), **{event_type: passes_on}), "/page?a=1")
        assert ("D-28" in miss, "D-28" in hit) == (True, shapes)


@pytest.mark.fact("D-05")
def test_a_hit_does_not_rest_on_the_leg_that_failed() -> None:
    group: dict[str, Any] = {
        "origins": {
            "a": "https://a.example.com",
            "b": "https://b.example.com",
            "ab": {"members": ["a", "b"], "status_codes": [503]},
        },
        "origin": "ab",
    }
    replies = (answer(status=503, vary="Accept-Encoding, Cookie"), answer(KEPT))
    miss, hit = of_miss_and_hit(cached_site(*replies, origin_response=changes(status="200"), **group))
    assert (miss, hit) == ({"D-05"}, set())


@pytest.mark.fact("D-15", "D-31")
def test_a_hit_rests_on_date_and_server_of_a_generated_object_only_where_a_function_sees_them() -> None:
    shared: dict[str, Any] = {"cache_policy": {"min_ttl": 0}, "viewer_request": changes(uri="/page")}
    behaviors = {"/seen": Behavior(**shared, viewer_response=passes_on), "/unseen": Behavior(**shared)}
    site = cached_site(origin_request=answers(200, "mine"), behaviors=behaviors)
    assert ids(site.get("/page")) == {"D-15"}
    hits = [site.get(url) for url in ("/seen", "/unseen", "/page")]
    assert [hit.result_type for hit in hits] == ["Hit"] * 3
    assert [ids(hit) for hit in hits] == [{"D-15", "D-31"}, {"D-15"}, {"D-15"}]


@pytest.mark.fact("D-13", "D-29")
def test_a_custom_error_page_from_the_cache_rests_on_what_it_does() -> None:
    page = {"error_code": 404, "response_page_path": "/sorry", "response_code": 404}
    replies = (answer(status=404), answer(KEPT, vary="Accept-Encoding, Cookie"))
    site = cached_site(*replies, custom_error_responses=[page])
    miss, hit = of_miss_and_hit(site, "/missing")
    assert ("D-13" in miss, "D-13" in hit) == (True, True)


@pytest.mark.fact("D-13", "CF-084", "CF-091", "CF-112")
@pytest.mark.parametrize(
    ("control", "then", "result_type"),
    [
        (KEPT, answer(status=304), "RefreshHit"),
        (KEPT, answer(status=503), "Hit"),
        (f"{KEPT}, stale-while-revalidate=60", answer(status=304), "Hit"),
    ],
    ids=["refreshed", "instead of an error", "stale"],
)
def test_whatever_way_an_expired_object_is_served_it_rests_on_what_it_does(
    control: str, then: Answer, result_type: str, clock: FrozenDateTimeFactory
) -> None:
    site = cached_site(answer(control, etag='"v1"', vary="Accept-Encoding, Cookie"), then)
    site.get("/page")
    clock.tick(60)
    for expected in (result_type, "Hit"):
        result = site.get("/page")
        assert result.result_type == expected
        assert "D-13" in ids(result)


@pytest.mark.fact("D-21", "D-10")
def test_what_origin_response_made_of_a_304_shapes_the_object(clock: FrozenDateTimeFactory) -> None:
    def handler(event: Any, context: Any) -> Any:
        return (with_other_key if part(event)["status"] == "304" else passes_on)(event, context)

    site = cached_site(answer(KEPT, etag='"v1"'), answer(status=304), origin_response=handler)
    assert ids(site.get("/page")) == set()
    clock.tick(60)
    assert [ids(site.get("/page")) for _ in range(2)] == [{"D-21", "D-10"}] * 2


def test_what_is_stored_anew_rests_on_nothing_that_was_before(clock: FrozenDateTimeFactory) -> None:
    site = cached_site(answer(KEPT, vary="Accept-Encoding, Cookie"), answer(KEPT))
    site.get("/page")
    clock.tick(60)
    assert [ids(site.get("/page")) for _ in range(2)] == [set(), set()]


def test_objects_that_rest_on_the_same_share_the_list() -> None:
    site = cached_site(origin_request=answers(200, "mine"))
    for number in range(3):
        site.get(f"/{number}")
    lists = [stored.rests_on for stored in site._site.cache]
    assert len(lists) == 3
    assert len({id(shared) for shared in lists}) == 1
    plain = cached_site(answer(KEPT))
    plain.get("/page")
    (stored,) = plain._site.cache
    assert stored.rests_on == ()


@pytest.mark.fact("D-30")
@pytest.mark.parametrize(
    ("status", "made", "assumed"),
    [
        (404, "200", True),
        (200, "404", True),
        (404, "410", True),
        (404, "404", False),
        (200, "302", False),  # All good ones are stored by the same rules.
        (200, "200", False),
    ],
)
def test_what_is_stored_by_a_status_that_is_not_the_origins_rests_on_that(
    status: int, made: str, assumed: bool
) -> None:
    site = cached_site(answer(KEPT, status=status), origin_response=changes(status=made))
    miss, hit = of_miss_and_hit(site)
    assert ("D-30" in miss, "D-30" in hit) == (assumed, assumed)


PAGE = {"error_code": 404, "response_page_path": "/sorry", "response_code": 404}
SILENT = TimeoutError("no answer")


def policy_site(*replies: Any, **settings: Any) -> Distribution:
    return cached_site(*replies, response_headers_policy=NOSNIFF, function_errors="respond", **settings)


@pytest.mark.fact("CF-205")
def test_a_hit_of_an_error_that_cloudfront_made_gets_the_policy_as_the_first_did() -> None:
    site = policy_site(SILENT)
    for result in (site.get("/page"), site.get("/page")):
        assert result.headers["X-Content-Type-Options"] == "nosniff"
        assert ids(result) == {"CF-205"}
    site = policy_site(answer(status=504))
    assert of_miss_and_hit(site) == (set(), set())


@pytest.mark.fact("CF-205", "CF-122")
@pytest.mark.parametrize(
    ("page", "settings", "assumed"),
    [
        (answer(body="sorry"), {}, False),
        (answer(status=500), {}, False),
        (SILENT, {}, True),
        (answer(), {"origin_request": raises}, True),
        (answer(), {"origin_request": answers(200, "sorry")}, False),
    ],
    ids=["a page", "an origin's error", "no answer", "a failing function", "a function's page"],
)
@pytest.mark.parametrize("by", ["the origin", "viewer-request", "CloudFront"])
def test_of_a_custom_error_page_its_own_fetch_decides(
    by: str, page: Any, settings: dict[str, Any], assumed: bool
) -> None:
    errors: dict[str, dict[str, Any]] = {
        "the origin": {},
        "viewer-request": {"viewer_request": answers(404)},
        "CloudFront": {"geo_restriction": {"restriction_type": "blacklist", "locations": ["DE"]}},
    }
    replies = [answer(status=404), page] if by == "the origin" else [page]
    site = policy_site(
        *replies,
        custom_error_responses=[PAGE, PAGE | {"error_code": 403, "response_code": 403}],
        behaviors={
            "/sorry": Behavior(cache_policy={"min_ttl": 0}, response_headers_policy=NOSNIFF, **settings)
        },
        **errors[by],
    )
    result = site.get("/page", viewer={"CloudFront-Viewer-Country": "DE"})
    assert result.invocations or result.origin_requests
    assert result.headers["X-Content-Type-Options"] == "nosniff"
    assert ("CF-205" in ids(result)) == assumed


@pytest.mark.fact("CF-205", "CF-100")
def test_a_range_that_cloudfront_itself_refuses_gets_the_policy_too() -> None:
    site = policy_site(answer(KEPT))
    site.get("/page")
    result = site.get("/page", headers={"Range": "bytes=90-"})
    assert (result.status_code, ids(result)) == (416, {"D-33", "CF-205"})


@pytest.mark.fact("CF-205", "CF-112")
def test_what_stands_in_for_a_silent_origin_is_an_origins_own(clock: FrozenDateTimeFactory) -> None:
    site = policy_site(answer(KEPT))
    site.get("/page")
    clock.tick(60)
    origin_says(SILENT)
    assert [ids(site.get("/page")) for _ in range(2)] == [{"D-42"}] * 2


@pytest.mark.fact("CF-205", "CF-084")
def test_what_comes_after_an_error_that_cloudfront_made_is_an_origins_own(
    clock: FrozenDateTimeFactory,
) -> None:
    site = policy_site(SILENT, SILENT, SILENT, answer(KEPT, status=404))
    assert ids(site.get("/page")) == {"CF-205"}
    clock.tick(10)
    assert of_miss_and_hit(site) == (set(), set())


def backs_up(event: Any, _context: Any) -> Any:
    """Answer in the place of the second member of an origin group."""
    request = part(event)
    is_second = request["origin"]["custom"]["domainName"] == "b.example.com"
    return answers(404, "mine")(event, None) if is_second else request


@pytest.mark.fact("CF-205", "CF-237")
@pytest.mark.parametrize("settings", [{}, {"origin_request": backs_up}], ids=["origin", "function"])
def test_what_a_second_member_answers_is_not_cloudfronts_own(settings: dict[str, Any]) -> None:
    group: dict[str, Any] = {
        "origins": {
            "a": "https://a.example.com",
            "b": "https://b.example.com",
            "ab": {"members": ["a", "b"], "status_codes": [503, 504]},
        },
        "origin": "ab",
    }
    refused = ConnectionRefusedError("no")
    result = policy_site(refused, answer(status=404), **group, **settings).get("/page")
    assert [request.origin for request in result.origin_requests] == (["a"] if settings else ["a", "b"])
    assert (result.status_code, result.headers["X-Content-Type-Options"]) == (404, "nosniff")
    assert "CF-205" not in ids(result)


@pytest.mark.fact("D-13", "D-15")
def test_what_origin_request_generates_does_not_rest_on_what_the_viewer_sent() -> None:
    site = cached_site(origin_request=answers(200, "mine"))
    assert ids(site.get("/page", headers=ROUTED)) == {"D-13", "D-15"}
    assert ids(site.get("/page")) == {"D-15"}


@pytest.mark.fact("D-31", "CF-121")
def test_no_function_sees_date_and_server_of_a_custom_error_page() -> None:
    behavior = Behavior(
        cache_policy={"min_ttl": 0}, origin_request=answers(200, "sorry"), viewer_response=passes_on
    )
    site = cached_site(answer(status=404), custom_error_responses=[PAGE], behaviors={"/sorry": behavior})
    for assumed in of_miss_and_hit(site, "/missing"):
        assert "D-15" in assumed
        assert "D-31" not in assumed
    assert "D-31" in ids(site.get("/sorry"))
