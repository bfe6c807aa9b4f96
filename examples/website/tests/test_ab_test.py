import pytest
import responses
from pytest_lambda_edge import assert_fired, assert_origin_received, assert_response

PAGES = "https://example-pages.s3.eu-central-1.amazonaws.com"
ADDRESSES = [f"198.51.100.{number}" for number in range(1, 41)]


@pytest.fixture(autouse=True)
def pricing_pages():
    responses.get(f"{PAGES}/pricing/index.html", body="10 a month")
    responses.get(f"{PAGES}/pricing-b/index.html", body="100 a year")


@pytest.mark.parametrize(("variant", "page"), [("a", "10 a month"), ("b", "100 a year")])
def test_the_cookie_decides(site, variant, page):
    result = site.get("/pricing/", cookies={"theme": "dark", "pricing-page": variant})
    assert_response(result, status=200, body=page, headers={"set-cookie": None})


def test_the_variants_are_cached_apart(site):
    for variant in ("a", "b"):
        assert site.get("/pricing/", cookies={"pricing-page": variant}).result_type == "Miss"
    hit = site.get("/pricing/", cookies={"pricing-page": "b"})
    assert_fired(hit, "viewer-request", "viewer-response")
    assert_response(hit, body="100 a year")
    assert "/pricing-b/" in site.cache


def test_a_new_viewer_is_given_a_variant_and_keeps_it(site):
    viewer = site.viewer()
    first = viewer.get("/pricing/")
    assert first.response.cookies["pricing-page"] in {"a", "b"}
    again = viewer.get("/pricing/")
    assert_response(again, body=first.text, headers={"set-cookie": None})


def test_the_cookie_is_set_on_hits_too_and_never_cached(site):
    first, second = site.get("/pricing/"), site.get("/pricing/")
    assert second.result_type == "Hit"
    assert first.response.cookies["pricing-page"] == second.response.cookies["pricing-page"]
    assert all("set-cookie" not in entry.headers for entry in site.cache)


def test_about_half_of_the_viewers_see_each_variant(site):
    pages = [site.get("/pricing/", client_ip=address).text for address in ADDRESSES]
    assert 10 <= pages.count("10 a month") <= 30


@pytest.mark.parametrize("made_up", ["c", "", "../admin"])
def test_a_made_up_variant_is_drawn_anew(site, made_up):
    result = site.get("/pricing/", cookies={"pricing-page": made_up})
    assert result.response.cookies["pricing-page"] in {"a", "b"}


def test_a_viewer_cannot_dictate_the_cookie(site):
    result = site.get(
        "/pricing/",
        headers={"X-Experiment": "admin"},
        cookies={"pricing-page": "a"},
    )
    assert_response(result, headers={"set-cookie": None})


def test_other_pages_take_no_part(site):
    responses.get(f"{PAGES}/about/index.html", body="About us")
    result = site.get("/about/", cookies={"pricing-page": "b"})
    assert_response(result, body="About us")
    assert_origin_received(result, url=f"{PAGES}/about/index.html")
