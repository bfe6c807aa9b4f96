import pytest
import responses
from pytest_lambda_edge import assert_fired, assert_response, assert_short_circuited, load_distribution

# The bucket has no name before it is deployed, so it is known by its logical id.
PAGES = "https://pages.s3.us-east-1.amazonaws.com"


@pytest.mark.parametrize(("old", "new"), [("/team", "/about/"), ("/jobs/", "/careers/")])
def test_an_old_address_is_redirected(distribution, old, new):
    result = distribution.get(old)
    assert_short_circuited(result, by="viewer-request")
    assert_response(result, status=301, headers={"location": new})


def test_a_page_gets_its_security_headers_once_and_keeps_them_in_the_cache(distribution):
    page = responses.get(f"{PAGES}/index.html", body="welcome")

    first, second = distribution.get("/"), distribution.get("/")

    assert_fired(first, "viewer-request", "origin-response")
    assert_fired(second, "viewer-request")
    for result in (first, second):
        assert_response(
            result,
            status=200,
            body="welcome",
            headers={"strict-transport-security": "max-age=63072000", "x-content-type-options": "nosniff"},
        )
    assert page.call_count == 1


@pytest.mark.edge_distribution(template="template.yaml", parameters={"Stage": "production"})
def test_production_has_a_name_of_its_own(distribution):
    responses.get(f"{PAGES}/index.html", body="welcome")
    assert_response(distribution.get("https://www.example.com/"), body="welcome")


def test_a_function_can_be_tried_with_other_pages(make_distribution):
    def everything_has_moved(event, context):
        location = [{"key": "Location", "value": "https://new.example.com/"}]
        return {"status": "302", "headers": {"location": location}}

    site = make_distribution(
        load_distribution("template.yaml", functions={"Redirects": everything_has_moved})
    )
    assert_response(site.get("/team"), status=302, headers={"location": "https://new.example.com/"})
