import pytest
import redirects
import responses
from pytest_lambda_edge import assert_fired, assert_response, assert_short_circuited

ORIGIN = "https://www-origin.example.com"


@pytest.fixture
def site(make_distribution):
    return make_distribution(origin=ORIGIN, viewer_request=redirects.handler)


@pytest.mark.parametrize("old", ["/team", "/team/"])
def test_an_old_address_is_redirected_without_asking_the_origin(site, old):
    result = site.get(old)
    assert_short_circuited(result, by="viewer-request")
    assert_response(result, status=301, headers={"location": "/about/"})


def test_a_redirect_keeps_the_query_string(site):
    result = site.get("/jobs?ref=newsletter")
    assert_response(result, status=301, headers={"location": "/careers/?ref=newsletter"})


def test_any_other_page_comes_from_the_origin_and_then_from_the_cache(site):
    page = responses.get(f"{ORIGIN}/about/", body="Who we are")

    first, second = site.get("/about/"), site.get("/about/")

    assert_response(first, status=200, body="Who we are")
    assert_response(second, status=200, body="Who we are")
    assert (first.result_type, second.result_type) == ("Miss", "Hit")
    assert_fired(second, "viewer-request")
    assert page.call_count == 1
