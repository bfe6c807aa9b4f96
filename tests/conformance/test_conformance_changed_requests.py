"""What functions change in a request, who sees it afterwards, and what the origin receives of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from support.edge_functions import all_triggers, answers, changes, part, sets_header
from support.fake_origins import BACKUP, ORIGIN, Answer, stub
from support.scenarios import ALL_METHODS, make

from pytest_lambda_edge.model.event_type import EVENT_TYPES

ANY_URL = re.compile(".*")
VIEWER_REQUEST, ORIGIN_REQUEST, ORIGIN_RESPONSE, VIEWER_RESPONSE = EVENT_TYPES


def to_host(domain_name: str, host: str | None) -> Any:
    """Return an origin-request function that changes the origin's domain name, and sets or deletes Host."""

    def handler(event: Any, _context: Any) -> Any:
        request = part(event)
        (origin,) = request["origin"].values()
        origin["domainName"] = domain_name
        if host is None:
            del request["headers"]["host"]
        else:
            request["headers"]["host"] = [{"key": "host", "value": host}]
        return request

    return handler


@pytest.mark.fact("LE-131", "LE-132", "LE-134", "LE-325")
def test_each_response_event_sees_the_request_of_its_own_side() -> None:
    stub(f"{BACKUP}/from-origin-request")
    seen = {}

    def viewer_request(event: Any, _context: Any) -> Any:
        request = part(event) | {"uri": "/from-viewer-request"}
        request["headers"]["x-viewer"] = [{"value": "1"}]
        return request

    def origin_request(event: Any, context: Any) -> Any:
        request = to_host("backup.example.com", "backup.example.com")(event, context)
        request["headers"]["x-origin"] = [{"value": "1"}]
        return request | {"uri": "/from-origin-request", "querystring": "from=origin-request"}

    def notes(event: Any, _context: Any) -> Any:
        cf = event["Records"][0]["cf"]
        seen[cf["config"]["eventType"]] = cf["request"]
        return part(event)

    site = make(
        viewer_request=viewer_request,
        origin_request=origin_request,
        origin_response=notes,
        viewer_response=notes,
    )
    result = site.get("/page?a=1")
    at_origin, at_viewer = seen[ORIGIN_RESPONSE], seen[VIEWER_RESPONSE]
    assert (at_origin["uri"], at_origin["querystring"]) == ("/from-origin-request", "from=origin-request")
    assert at_origin["origin"]["custom"]["domainName"] == "backup.example.com"
    assert at_origin["headers"]["x-origin"] == [{"key": "X-Origin", "value": "1"}]
    assert (at_viewer["uri"], at_viewer["querystring"]) == ("/from-viewer-request", "a=1")
    assert at_viewer["headers"]["x-viewer"] == [{"key": "X-Viewer", "value": "1"}]
    assert at_viewer["headers"]["host"][0]["value"] == "d111111abcdef8.cloudfront.net"
    assert "x-origin" not in at_viewer["headers"]
    assert "origin" not in at_viewer
    assert result.cache_key is not None
    assert result.cache_key.uri == "/from-viewer-request"
    assert result.origin_requests[0].url == f"{BACKUP}/from-origin-request?from=origin-request"


@pytest.mark.fact("LE-133", "LE-242")
@pytest.mark.parametrize("event", ["origin_response", "viewer_response"])
def test_a_request_changed_in_a_response_event_stays_as_it_was(event: str) -> None:
    def handler(event: Any, _context: Any) -> Any:
        cf = event["Records"][0]["cf"]
        cf["request"] |= {"uri": "/other", "querystring": "other=1", "headers": {}}
        return cf["response"]

    stub(f"{ORIGIN}/page")
    site = make(**{event: handler})
    result = site.get("/page")
    assert (result.status_code, result.fired) == (200, EVENT_TYPES)
    assert site.get("/page").result_type == "Hit"
    runs = {run.event_type: run.event["Records"][0]["cf"]["request"] for run in result.invocations}
    assert runs[VIEWER_RESPONSE]["uri"] == "/page"


@pytest.mark.fact("LE-224", "LE-225", "LE-226", "LE-227", "LE-228")
@pytest.mark.parametrize("origin", ["www-origin.example.com", "files.s3.amazonaws.com"])
@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("backup.example.com", "backup.example.com"),
        ("www-origin.example.com", "www-origin.example.com"),
        ("anything.example", "anything.example"),
        (None, "backup.example.com"),
    ],
    ids=["new", "old", "another", "deleted"],
)
def test_the_origin_gets_the_host_that_the_function_leaves(origin: str, given: str | None, sent: str) -> None:
    stub(ANY_URL)
    site = make(origin={"domain_name": origin}, origin_request=to_host("backup.example.com", given))
    (request,) = site.get("/page").origin_requests
    assert request.url == "https://backup.example.com/page"
    assert request.headers["Host"] == sent


@pytest.mark.fact("LE-237")
def test_an_origin_that_viewer_request_names_is_ignored() -> None:
    stub(f"{ORIGIN}/page")
    origin = {"custom": {"domainName": "elsewhere.example.com"}}
    result = make(viewer_request=lambda event, context: part(event) | {"origin": origin}).get("/page")
    assert [request.url for request in result.origin_requests] == [f"{ORIGIN}/page"]
    assert "LE-237" in [assumption.id for assumption in result.assumptions]


@pytest.mark.fact("LE-125", "LE-128", "CF-187")
def test_custom_headers_go_to_the_origin_after_all_functions() -> None:
    stub(f"{ORIGIN}/page")
    origin = {"domain_name": "www-origin.example.com", "custom_headers": {"X-Secret": "configured"}}

    def handler(event: Any, _context: Any) -> Any:
        request = part(event)
        assert "x-secret" not in request["headers"]
        custom = request["origin"]["custom"]["customHeaders"]
        custom["x-leg"] = [{"key": "X-Leg", "value": "added"}]
        return request

    site = make(origin=origin, origin_request=handler, origin_request_policy="Managed-AllViewer")
    (request,) = site.get("/page", headers={"X-Secret": "guessed"}).origin_requests
    assert (request.headers["X-Secret"], request.headers["X-Leg"]) == ("configured", "added")


@pytest.mark.fact("LE-105", "D-26")
@pytest.mark.parametrize(
    ("headers", "length"),
    [({}, "4"), ({"Content-Length": "7"}, "4"), ({"Transfer-Encoding": "chunked"}, None)],
    ids=["length", "wrong length", "chunked"],
)
def test_a_body_is_framed_once(headers: dict[str, str], length: str | None) -> None:
    stub(f"{ORIGIN}/form")
    site = make(allowed_methods=ALL_METHODS)
    (request,) = site.post("/form", body="name", headers=headers).origin_requests
    assert (request.body, request.headers.get("Content-Length")) == (b"name", length)
    assert request.headers.get("Transfer-Encoding") == headers.get("Transfer-Encoding")


@pytest.mark.fact("LE-039", "LE-070", "LE-077", "LE-210", "D-32")
def test_cloudfront_names_itself_and_the_request_to_the_origin() -> None:
    stub(f"{ORIGIN}/page")
    result = make().get("/page", http_version="1.1")
    (request,) = result.origin_requests
    assert re.fullmatch(r"1\.1 [0-9a-f]{32}\.cloudfront\.net \(CloudFront\)", request.headers["Via"])
    assert request.headers["X-Amz-Cf-Id"] == result.headers["X-Amz-Cf-Id"]
    assert request.headers["Connection"] == "Keep-Alive"
    for run in result.invocations:
        assert not {"x-amz-cf-id", "connection"} & run.event["Records"][0]["cf"]["request"]["headers"].keys()


@pytest.mark.fact("CF-266", "LE-243", "LE-247")
@pytest.mark.parametrize("event", ["viewer_request", "origin_request"])
@pytest.mark.parametrize(
    ("querystring", "accepted"),
    [("a=%C3%BC", True), ("a=ü", True), ("a b", False), ("a=1#top", False), ("a=\t", False), ("a\n", False)],
)
def test_a_changed_query_string_has_no_spaces_control_characters_or_number_signs(
    event: str, querystring: str, accepted: bool
) -> None:
    stub(ANY_URL)
    policy = {"min_ttl": 0, "query_string_behavior": "all"}
    result = make(cache_policy=policy, **{event: changes(querystring=querystring)}).get("/page?b=%fc")
    assert result.status_code == (200 if accepted else 502)
    assert [request.url for request in result.origin_requests] == (
        [f"{ORIGIN}/page?{querystring}"] if accepted else []
    )


@pytest.mark.fact("CF-266")
def test_what_no_function_changes_goes_on_byte_for_byte() -> None:
    stub(ANY_URL)
    site = make(cache_policy="CachingDisabled", origin_request_policy="AllViewer")
    (request,) = site.get("/%fc%zz?b=%fc+1", headers={"X-Any": "gr\u00fc\u00df"}).origin_requests
    assert request.url == f"{ORIGIN}/%fc%zz?b=%fc+1"
    assert request.headers["X-Any"] == "gr\u00fc\u00df"


@pytest.mark.fact("CF-228")
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_bucket_is_asked_over_the_viewers_protocol(scheme: str) -> None:
    stub(ANY_URL)
    site = make(origin={"domain_name": "files.s3.amazonaws.com"})
    (request,) = site.get(f"{scheme}://d111111abcdef8.cloudfront.net/page").origin_requests
    assert request.url == f"{scheme}://files.s3.amazonaws.com/page"


@pytest.mark.fact("LE-179", "CF-219", "CF-331")
@pytest.mark.parametrize(("event", "compressed"), [("viewer_request", False), ("origin_request", True)])
def test_only_what_is_generated_at_the_origin_is_compressed(event: str, compressed: bool) -> None:
    page = answers(200, "hello " * 500, content_type="text/html")
    site = make(cache_policy="CachingOptimized", **all_triggers(**{event: page}))
    result = site.get("/page", headers={"Accept-Encoding": "gzip"})
    assert ("Content-Encoding" in result.headers) == compressed
    assert len(result.raw) == int(result.headers["Content-Length"])
    assert result.text == "hello " * 500


@pytest.mark.fact("LE-139", "LE-194", "LE-199")
def test_what_origin_response_changes_is_stored_and_what_viewer_response_changes_is_not() -> None:
    stub(f"{ORIGIN}/page", Answer(headers={"Cache-Control": "max-age=60"}))
    site = make(
        origin_response=sets_header("X-Origin", "1"),
        viewer_response=sets_header("X-Viewer", "1"),
    )
    for result in (site.get("/page"), site.get("/page")):
        assert (result.headers["X-Origin"], result.headers["X-Viewer"]) == ("1", "1")
        (seen,) = (run.event for run in result.invocations if run.event_type == VIEWER_RESPONSE)
        assert "x-origin" in seen["Records"][0]["cf"]["response"]["headers"]
    (stored,) = site.cache
    assert "X-Origin" in stored.headers
    assert "X-Viewer" not in stored.headers


@pytest.mark.fact("LE-166")
@pytest.mark.parametrize(
    ("cache_control", "seconds"),
    [
        (None, 300),
        ("max-age=60", 60),
        ("s-maxage=90, max-age=60", 90),
        ("max-age=5", 20),
        ("max-age=900", 600),
    ],
)
def test_a_generated_response_lives_within_the_behaviors_times(
    cache_control: str | None, seconds: int
) -> None:
    lines = {} if cache_control is None else {"cache_control": cache_control}
    site = make(
        cache_policy={"min_ttl": 20, "default_ttl": 300, "max_ttl": 600},
        origin_request=answers(200, "hello", **lines),
    )
    site.get("/page")
    (stored,) = site.cache
    assert stored.expires_at - stored.stored_at == seconds
