import hashlib
import hmac
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import responses
from pytest_lambda_edge import (
    assert_not_short_circuited,
    assert_origin_received,
    assert_response,
    assert_short_circuited,
)

ACCOUNTS = "https://accounts-origin.example.com"
KEY = b"written-by-the-deployment"


def session_cookie(user, expires, key=KEY):
    claims = f"{user}.{expires}"
    return f"{claims}.{hmac.new(key, claims.encode(), hashlib.sha256).hexdigest()}"


@pytest.fixture
def an_hour_from_now(edge_clock):
    return int(time.time()) + 3600


def test_an_anonymous_viewer_is_sent_to_the_sign_in_page(site):
    result = site.get("https://www.example.com/account/orders?page=2")
    assert_short_circuited(result, by="viewer-request")
    assert_response(result, status=302, headers={"cache-control": "no-store"})
    location = urlsplit(result.headers["location"])
    assert location.hostname == "login.example.com"
    assert parse_qs(location.query) == {
        "return_to": ["https://www.example.com/account/orders?page=2"],
    }


def test_a_signed_in_viewer_reaches_the_account_pages(site, an_hour_from_now):
    responses.get(f"{ACCOUNTS}/account/orders", body="2 orders")
    result = site.get(
        "/account/orders",
        headers={"X-User": "root"},
        cookies={"session": session_cookie("a.lovelace", an_hour_from_now)},
    )
    assert_not_short_circuited(result)
    assert_response(result, status=200, body="2 orders")
    assert_origin_received(result, headers={"x-user": "a.lovelace"})


def test_account_pages_are_never_cached(site, an_hour_from_now):
    page = responses.get(f"{ACCOUNTS}/account/orders", body="2 orders")
    viewer = site.viewer(cookies={"session": session_cookie("ada", an_hour_from_now)})
    viewer.get("/account/orders")
    viewer.get("/account/orders")
    assert page.call_count == 2
    assert len(site.cache) == 0


def test_an_expired_session_has_to_sign_in_again(site, edge_clock, an_hour_from_now):
    responses.get(f"{ACCOUNTS}/account/", body="Hello Ada")
    viewer = site.viewer(cookies={"session": session_cookie("ada", an_hour_from_now)})
    assert_response(viewer.get("/account/"), status=200)
    edge_clock.tick(3600)
    assert_short_circuited(viewer.get("/account/"), by="viewer-request")


@pytest.mark.parametrize(
    "session",
    [
        "",
        "ada",
        "ada.99999999999.",
        "ada.99999999999.0123456789abcdef",
        "..",
        session_cookie("ada", 99999999999, key=b"another key"),
    ],
)
def test_a_forged_session_is_refused(site, session):
    result = site.get("/account/", cookies={"session": session})
    assert_short_circuited(result, by="viewer-request")
    assert_response(result, status=302)
