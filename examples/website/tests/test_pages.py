import pytest
import responses
from pytest_lambda_edge import (
    assert_fired,
    assert_not_fired,
    assert_origin_received,
    assert_response,
    assert_short_circuited,
)

PAGES = "https://example-pages.s3.eu-central-1.amazonaws.com"


@pytest.mark.parametrize(
    ("path", "stored_as"),
    [
        ("/", "/index.html"),
        ("/docs/", "/docs/index.html"),
        ("/docs/v1.2/", "/docs/v1.2/index.html"),
        ("/docs/intro.html", "/docs/intro.html"),
    ],
)
def test_a_directory_is_served_by_its_index(site, path, stored_as):
    responses.get(PAGES + stored_as, body="a page")
    result = site.get(path)
    assert_response(result, status=200, body="a page")
    assert_origin_received(result, url=PAGES + stored_as)


def test_a_directory_without_its_slash_is_redirected_and_the_redirect_is_cached(site):
    first, second = site.get("/docs"), site.get("/docs")
    assert_short_circuited(first, by="origin-request")
    assert_response(first, status=301, headers={"location": "/docs/"})
    assert_not_fired(second, "origin-request", because="cache-hit")
    assert_response(second, status=301, headers={"location": "/docs/"})


def test_no_address_redirects_to_another_site(site):
    result = site.get("//evil.example/docs")
    assert_response(result, status=301, headers={"location": "/evil.example/docs/"})


def test_plain_http_is_redirected_before_any_function(site):
    result = site.get("http://www.example.com/docs/")
    assert_response(result, status=301, headers={"location": "https://www.example.com/docs/"})
    assert_fired(result)


def test_security_headers_are_cached_with_the_page(site):
    responses.get(PAGES + "/index.html", body="hello", headers={"Server": "AmazonS3"})
    miss, hit = site.get("/"), site.get("/")
    assert_fired(miss, "viewer-request", "origin-request", "origin-response", "viewer-response")
    assert_fired(hit, "viewer-request", "viewer-response")
    for result in (miss, hit):
        assert result.headers["strict-transport-security"].startswith("max-age=63072000")
        assert_response(result, headers={"x-content-type-options": "nosniff"})
        assert result.headers["server"] != "AmazonS3"


def test_the_origin_may_set_its_own_policy(site):
    responses.get(
        PAGES + "/embed/index.html",
        headers={"Content-Security-Policy": "frame-ancestors https://partner.example"},
    )
    assert_response(
        site.get("/embed/"),
        headers={"content-security-policy": "frame-ancestors https://partner.example"},
    )


def test_a_missing_page_shows_the_404_page_with_its_security_headers(site):
    responses.get(PAGES + "/gone.html", status=404, body="<Code>NoSuchKey</Code>")
    responses.get(PAGES + "/404.html", body="<h1>Nothing here</h1>")
    result = site.get("/gone.html")
    assert_response(
        result,
        status=404,
        headers={"x-content-type-options": "nosniff"},
        body="<h1>Nothing here</h1>",
    )
    assert_not_fired(result, "viewer-response", because="custom-error-page")
