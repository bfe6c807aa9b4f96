import pytest
import responses
from pytest_lambda_edge import assert_fired, assert_response, assert_short_circuited, load_distribution

PRINTED = "https://origin.dev.news.example.com"
TOKEN = {"Authorization": "Bearer token"}


def viewer_from(country):
    return {"CloudFront-Viewer-Country": country}


@pytest.mark.parametrize(("country", "edition"), [("AT", "german"), ("FR", "french"), ("JP", "world")])
def test_each_country_reads_its_edition(distribution, country, edition):
    responses.get(f"{PRINTED}/{edition}/index.html", body=edition)
    result = distribution.get("/", viewer=viewer_from(country))
    assert_fired(result, "origin-request")
    assert_response(result, status=200, body=edition)


def test_editions_are_kept_apart(distribution):
    french = responses.get(f"{PRINTED}/french/index.html", body="Bonjour")
    world = responses.get(f"{PRINTED}/world/index.html", body="Good morning")
    for _ in range(2):
        assert_response(distribution.get("/", viewer=viewer_from("FR")), body="Bonjour")
        assert_response(distribution.get("/", viewer=viewer_from("JP")), body="Good morning")
    assert (french.call_count, world.call_count) == (1, 1)


def test_nobody_sees_drafts(distribution):
    result = distribution.get("/drafts/front-page")
    assert_short_circuited(result, by="viewer-request")
    assert_response(result, status=401, headers={"www-authenticate": "Bearer"})


@pytest.mark.edge_distribution(template="serverless.yml", parameters={"env:DESK_HOST": "desk.test"})
def test_editors_see_drafts(distribution):
    responses.get("https://desk.test/today/drafts/front-page", body="draft")
    assert_response(distribution.get("/drafts/front-page", headers=TOKEN), body="draft")


def test_production_has_an_origin_of_its_own(make_distribution):
    site = make_distribution(load_distribution("serverless.yml", parameters={"stage": "prod"}))
    responses.get("https://origin.news.example.com/world/index.html", body="Good morning")
    assert_response(site.get("/"), body="Good morning")
