import time

import pytest
from pytest_lambda_edge import (
    assert_not_short_circuited,
    assert_origin_received,
    assert_response,
    assert_short_circuited,
)

ORDER = {"sku": "A-100", "qty": 2}

pytestmark = pytest.mark.usefixtures("flag_off", "order_services")


def test_a_signed_order_reaches_the_orders_service_as_it_was_sent(post_order):
    result = post_order(ORDER)
    assert_not_short_circuited(result)
    assert_response(result, status=201)
    assert_origin_received(
        result,
        method="POST",
        url="https://orders-origin.example.com/v1/orders",
        headers={"content-type": "application/json"},
        body='{"sku": "A-100", "qty": 2}',
    )


def test_a_request_without_a_signature_is_refused(api):
    result = api.get("/v1/orders")
    assert_short_circuited(result, by="viewer-request")
    assert_response(result, status=401, body='{"error": "X-Timestamp is missing or out of date."}')


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "another key"},
        {"client": "nobody"},
        {"client": "../client-keys/shop-app"},
        {"X-Signature": ""},
        {"X-Timestamp": "yesterday"},
    ],
    ids=str,
)
def test_an_order_that_is_not_well_signed_is_refused(post_order, wrong):
    result = post_order(ORDER, **wrong)
    assert_short_circuited(result, by="viewer-request")
    assert_response(result, status=401, headers={"content-type": "application/json"})


@pytest.mark.parametrize(("seconds", "status"), [(0, 201), (299, 201), (301, 401), (-299, 201), (-302, 401)])
def test_a_signature_is_good_for_five_minutes(post_order, edge_clock, seconds, status):
    assert_response(post_order(ORDER, sent=time.time() - seconds), status=status)


def test_an_order_beyond_40_kb_cannot_be_checked_and_is_refused(post_order):
    result = post_order({"sku": "A" * 41_000, "qty": 1})
    assert_short_circuited(result, by="viewer-request")
    assert_response(result, status=413)


def test_a_new_key_is_noticed_within_five_minutes(parameter_store, post_order, edge_clock):
    assert_response(post_order(ORDER), status=201)
    parameter_store.put_parameter(
        Name="/orders-api/client-keys/shop-app",
        Value="the next key",
        Type="SecureString",
        Overwrite=True,
    )
    assert_response(post_order(ORDER, key="the next key"), status=401)
    edge_clock.tick(300)
    assert_response(post_order(ORDER, key="the next key"), status=201)


def test_parameter_store_is_asked_once_for_two_orders(api, post_order, monkeypatch):
    keys = api.functions["verify_signature"].module.keys
    asked = []
    fetch = keys.fetch
    monkeypatch.setattr(keys, "fetch", lambda client: asked.append(client) or fetch(client))
    post_order(ORDER)
    post_order(ORDER)
    assert asked == ["shop-app"]
