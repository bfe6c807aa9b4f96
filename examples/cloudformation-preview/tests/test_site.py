import base64

import pytest
import responses
from pytest_lambda_edge import assert_fired, assert_origin_received, assert_response, assert_short_circuited

# The bucket has no name before it is deployed, so it is known by its logical id.
PAGES = "https://pages.s3.us-east-1.amazonaws.com"

production = pytest.mark.edge_distribution(parameters={"Stage": "production"})


def known(password):
    told = base64.b64encode(f"preview:{password}".encode()).decode()
    return {"Authorization": f"Basic {told}"}


def test_the_preview_asks_for_a_password(distribution):
    result = distribution.get("/")
    assert_short_circuited(result, by="viewer-request")
    assert_response(result, status=401, headers={"www-authenticate": 'Basic realm="Preview"'})


def test_who_knows_the_password_sees_the_preview(distribution):
    responses.get(f"{PAGES}/en/index.html", body="soon")
    assert_response(distribution.get("/", headers=known("not yet open")), status=200, body="soon")


@pytest.mark.edge_distribution(parameters={"Password": "open sesame"})
def test_the_password_is_a_parameter_of_the_stack(distribution):
    responses.get(f"{PAGES}/en/index.html", body="soon")
    assert_response(distribution.get("/", headers=known("open sesame")), status=200)
    assert_response(distribution.get("/", headers=known("not yet open")), status=401)


@production
def test_production_asks_nobody(distribution):
    responses.get(f"{PAGES}/en/index.html", body="welcome")
    result = distribution.get("https://www.example.com/")
    assert_response(result, status=200, body="welcome")
    assert_fired(result, "origin-request")


@production
@pytest.mark.parametrize(("country", "folder"), [("AT", "de"), ("DE", "de"), ("FR", "en")])
def test_viewers_get_the_pages_of_their_country(distribution, country, folder):
    responses.get(f"{PAGES}/{folder}/about.html", body="about us")
    result = distribution.get("/about.html", viewer={"CloudFront-Viewer-Country": country})
    assert_origin_received(result, url=f"{PAGES}/{folder}/about.html")


@production
def test_each_country_has_a_cache_of_its_own(distribution):
    responses.get(f"{PAGES}/en/index.html", body="welcome")
    responses.get(f"{PAGES}/de/index.html", body="willkommen")
    countries = ["FR", "AT", "FR", "AT"]
    pages = [distribution.get("/", viewer={"CloudFront-Viewer-Country": country}) for country in countries]
    assert [page.text for page in pages] == ["welcome", "willkommen"] * 2
    assert [page.result_type for page in pages] == ["Miss", "Miss", "Hit", "Hit"]
