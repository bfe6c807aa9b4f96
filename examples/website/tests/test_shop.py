import pytest
import responses
from pytest_lambda_edge import assert_fired, assert_origin_received, assert_response


def country(code):
    return {"CloudFront-Viewer-Country": code}


@pytest.mark.parametrize(
    ("code", "shop"),
    [
        ("US", "shop-us.example.com"),
        ("CA", "shop-us.example.com"),
        ("JP", "shop-jp.example.com"),
        ("DE", "shop-eu.example.com"),
    ],
)
def test_each_country_is_served_by_its_shop(site, code, shop):
    responses.get(f"https://{shop}/shop/shoes", body="shoes")
    result = site.get("/shop/shoes", viewer=country(code))
    assert_response(result, status=200, body="shoes")
    assert_origin_received(result, url=f"https://{shop}/shop/shoes", headers={"host": shop})


def test_a_viewer_from_nowhere_is_served_by_the_european_shop(site):
    responses.get("https://shop-eu.example.com/shop/shoes", body="shoes")
    assert_response(site.get("/shop/shoes"), status=200, body="shoes")


def test_countries_do_not_share_the_cache(site):
    responses.get("https://shop-us.example.com/shop/shoes", body="$ 90")
    responses.get("https://shop-eu.example.com/shop/shoes", body="80 EUR")
    assert_response(site.get("/shop/shoes", viewer=country("US")), body="$ 90")
    assert_response(site.get("/shop/shoes", viewer=country("FR")), body="80 EUR")

    again = site.get("/shop/shoes", viewer=country("US"))
    assert_response(again, body="$ 90")
    assert_fired(again)


def test_a_viewer_cannot_choose_its_country(site):
    responses.get("https://shop-eu.example.com/shop/shoes", body="80 EUR")
    result = site.get(
        "/shop/shoes",
        headers={"CloudFront-Viewer-Country": "US"},
        viewer=country("FR"),
    )
    assert_response(result, body="80 EUR")
