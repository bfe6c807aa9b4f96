import pytest
import responses
from pytest_lambda_edge import assert_fired, assert_response, assert_short_circuited, load_distribution

# The bucket has no name before it is deployed, so it is known by its logical id.
PAGES = "https://pages127dfd1a.s3.us-east-1.amazonaws.com"
MEMBER = {"Cookie": "session=1"}


def test_a_stranger_is_sent_to_sign_in(distribution):
    result = distribution.get("/reports")
    assert_short_circuited(result, by="viewer-request")
    assert_response(result, status=302, headers={"location": "https://login.example.com/?back=/reports"})


def test_a_member_s_page_stays_for_a_minute(distribution, edge_clock):
    page = responses.get(f"{PAGES}/index.html", body="welcome")

    first, second = distribution.get("/", headers=MEMBER), distribution.get("/", headers=MEMBER)

    assert_fired(first, "viewer-request", "origin-response")
    assert_fired(second, "viewer-request")
    assert_response(second, status=200, body="welcome", headers={"cache-control": "max-age=60"})
    assert page.call_count == 1
    edge_clock.tick(61)
    distribution.get("/", headers=MEMBER)
    assert page.call_count == 2


def test_what_is_public_asks_for_no_session(distribution):
    responses.get("https://public.example.com/public/logo.svg", body="<svg/>")
    result = distribution.get("/public/logo.svg")
    assert_response(result, body="<svg/>")
    assert_fired(result)


@pytest.mark.edge_distribution(template="cdk.out", distribution="Members/Site")
def test_the_distribution_can_be_asked_for_by_its_construct(distribution):
    assert_response(distribution.get("/"), status=302)


def test_a_function_can_be_tried_with_another_one_in_its_place(make_distribution):
    def everybody(event, context):
        return event["Records"][0]["cf"]["request"]

    site = make_distribution(load_distribution("cdk.out", functions={"SignIn": everybody}))
    responses.get(f"{PAGES}/index.html", body="welcome")
    assert_response(site.get("/"), body="welcome")
