from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import requests
from support.cached_sites import answer, cached_site, origin_says, sent

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory

ALL_METHODS = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
WITH_OPTIONS = ["GET", "HEAD", "OPTIONS"]


@pytest.mark.fact("CF-081", "LE-330")
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_other_methods_always_go_to_the_origin_and_leave_the_cache_alone(method: str) -> None:
    site = cached_site(answer("max-age=60"), allowed_methods=ALL_METHODS)
    for _ in range(2):
        result = site.request(method, "/page")
        assert (result.result_type, result.cache_key, sent(result).method) == ("Miss", None, method)
    assert len(site.cache) == 0
    site.get("/page")
    assert site.request(method, "/page").result_type == "Miss"
    assert site.get("/page").result_type == "Hit"


@pytest.mark.fact("CF-031", "CF-081")
def test_cached_options_responses_are_kept_apart() -> None:
    site = cached_site(answer("max-age=60"), allowed_methods=WITH_OPTIONS, cached_methods=WITH_OPTIONS)
    results = [site.get("/p"), site.options("/p"), site.options("/p"), site.get("/p")]
    assert [result.result_type for result in results] == ["Miss", "Miss", "Hit", "Hit"]
    key = results[1].cache_key
    assert key is not None
    assert (key.method, key.uri) == ("OPTIONS", "/p")
    assert len(site.cache) == 2


@pytest.mark.fact("CF-111", "CF-103")
@pytest.mark.parametrize(("method", "fetches"), [("GET", 1), ("HEAD", 1), ("OPTIONS", 2), ("POST", 2)])
def test_only_errors_of_cached_methods_are_cached(method: str, fetches: int) -> None:
    site = cached_site(answer(status=404), allowed_methods=ALL_METHODS)
    results = [site.request(method, "/page") for _ in range(2)]
    assert [result.status_code for result in results] == [404, 404]
    assert sum(len(result.origin_requests) for result in results) == fetches


@pytest.mark.fact("CF-111")
def test_the_errors_of_cached_options_are_cached() -> None:
    site = cached_site(answer(status=404), allowed_methods=WITH_OPTIONS, cached_methods=WITH_OPTIONS)
    assert [len(site.options("/page").origin_requests) for _ in range(2)] == [1, 0]


@pytest.mark.fact("D-16", "CF-032", "LE-348")
def test_a_cached_get_answers_head() -> None:
    site = cached_site(answer("max-age=60", x_a="1"))
    site.get("/page")
    result = site.head("/page")
    assert (result.result_type, result.content, result.origin_requests) == ("Hit", b"", ())
    assert (result.headers["Content-Length"], result.headers["X-A"]) == ("5", "1")
    assert "D-16" in [assumed.id for assumed in result.assumptions]


@pytest.mark.fact("D-16", "CF-032", "LE-348")
def test_a_head_goes_on_as_head_and_satisfies_no_get() -> None:
    site = cached_site(answer("max-age=60"))
    results = [site.head("/page"), site.head("/page"), site.get("/page"), site.head("/page")]
    assert [result.result_type for result in results] == ["Miss", "Hit", "Miss", "Hit"]
    assert [sent(result).method for result in results[::2]] == ["HEAD", "GET"]
    assert [result.content for result in results] == [b"", b"", b"hello", b""]
    assert [entry.key.method for entry in site.cache] == ["HEAD", ""]


@pytest.mark.fact("D-16", "CF-084")
def test_a_head_finds_an_expired_get_unchanged(clock: FrozenDateTimeFactory) -> None:
    site = cached_site(answer("max-age=60", etag='"v1"'), answer(status=304))
    site.get("/page")
    clock.tick(60)
    result = site.head("/page")
    assert (sent(result).method, sent(result).headers["If-None-Match"]) == ("HEAD", '"v1"')
    assert (result.result_type, result.content) == ("RefreshHit", b"")
    assert site.get("/page").text == "hello"
    assert site.get("/page").result_type == "Hit"


@pytest.mark.fact("D-16", "CF-112")
@pytest.mark.parametrize("failure", [answer(status=503), requests.Timeout()])
def test_a_head_is_answered_by_an_expired_get_when_the_origin_fails(
    failure: object, clock: FrozenDateTimeFactory
) -> None:
    site = cached_site(answer("max-age=60", x_a="1"))
    site.get("/page")
    clock.tick(60)
    origin_says(failure)  # type: ignore[arg-type]
    result = site.head("/page")
    assert (result.status_code, result.result_type, result.headers["X-A"]) == (200, "Hit", "1")
