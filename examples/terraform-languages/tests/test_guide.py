import pytest
import responses
from pytest_lambda_edge import (
    assert_fired,
    assert_origin_received,
    assert_response,
    assert_short_circuited,
    load_distribution,
)

# A bucket that gets its name from AWS is called by its name in the plan until then.
PAGES = "https://pages.s3.us-east-1.amazonaws.com"

# Requests to the bucket are signed at CloudFront, and not here, which a test need not be told each time.
pytestmark = pytest.mark.filterwarnings("ignore:.*requests to S3 are not signed")


@pytest.mark.parametrize(("written", "tidy"), [("/Museums", "/museums/"), ("/museums", "/museums/")])
def test_a_page_has_one_address(distribution, written, tidy):
    result = distribution.get(written)
    assert_short_circuited(result, by="viewer-request")
    assert_response(result, status=301, headers={"location": tidy})


@pytest.mark.parametrize(
    ("wished", "language"),
    [("de-AT,de;q=0.9,en;q=0.8", "de"), ("ja,fr;q=0.5", "fr"), ("ja", "en"), (None, "en")],
)
def test_a_page_comes_in_the_viewer_s_language(distribution, wished, language):
    responses.get(f"{PAGES}/{language}/museums/index.html", body=language)
    headers = {} if wished is None else {"Accept-Language": wished}
    result = distribution.get("/museums/", headers=headers)
    assert_fired(result, "viewer-request", "origin-request")
    assert_response(result, status=200, body=language)


def test_each_language_is_cached_by_itself(distribution):
    german = responses.get(f"{PAGES}/de/museums/index.html", body="Museen")
    french = responses.get(f"{PAGES}/fr/museums/index.html", body="Musées")
    for _ in range(2):
        assert distribution.get("/museums/", headers={"Accept-Language": "de"}).text == "Museen"
        assert distribution.get("/museums/", headers={"Accept-Language": "fr"}).text == "Musées"
    assert (german.call_count, french.call_count) == (1, 1)


def test_assets_are_the_same_for_everybody(distribution):
    responses.get(f"{PAGES}/assets/Logo.svg", body="<svg/>")
    result = distribution.get("/assets/Logo.svg?v=2", headers={"Accept-Language": "de"})
    assert_fired(result)
    assert_origin_received(result, url=f"{PAGES}/assets/Logo.svg", headers={"accept-language": None})


def test_a_function_can_be_replaced_by_its_address(make_distribution):
    def closed(event, context):
        return {"status": "503", "body": "back tomorrow"}

    address = 'aws_lambda_function.edge["tidy"]'
    site = make_distribution(load_distribution("plan.json", functions={address: closed}))
    assert_response(site.get("/museums/"), status=503, body="back tomorrow")
