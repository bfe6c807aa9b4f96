import json

import pytest
import requests
import responses
from pytest_lambda_edge import assert_origin_received, assert_response, assert_short_circuited

ORDER = {"sku": "A-100", "qty": 2}
OLD = "https://orders-origin.example.com/v1/orders"
NEW = "https://orders-origin.example.com/v2/orders"
FLAG = "https://flags.example.com/v1/flags/orders-v2"

pytestmark = pytest.mark.usefixtures("order_services")


def test_the_old_service_gets_orders_as_they_come(flag_off, post_order):
    result = post_order(ORDER)
    assert_response(result, status=201, body='{"service": "old"}')
    assert_origin_received(result, url=OLD, body=json.dumps(ORDER))


def test_the_new_service_gets_orders_of_the_second_version(flag_on, post_order):
    result = post_order(ORDER)
    assert_response(result, status=201, body='{"service": "new"}')
    body = '{"items": [{"sku": "A-100", "quantity": 2}]}'
    assert_origin_received(result, url=NEW, body=body, headers={"content-length": str(len(body))})


@pytest.mark.parametrize(
    "order",
    ["not json", "[]", "{}", '{"sku": "A-100"}', '{"sku": "A-100", "qty": "many"}'],
)
def test_an_order_that_cannot_be_translated_is_refused(flag_on, post_order, order):
    result = post_order(order)
    assert_short_circuited(result, by="origin-request")
    assert_response(result, status=400, body='{"error": "An order has a sku and a qty."}')


@pytest.mark.parametrize(
    "failure",
    [
        {"body": requests.ConnectTimeout("flags.example.com does not answer")},
        {"status": 500},
        {"body": "not json"},
        {"json": {}},
    ],
    ids=["timeout", "500", "not JSON", "no flag"],
)
def test_without_a_flag_the_old_service_is_used(post_order, failure):
    responses.get(FLAG, **failure)
    result = post_order(ORDER)
    assert_response(result, status=201, body='{"service": "old"}')
    (translation,) = [run for run in result.invocations if run.event_type == "origin-request"]
    assert "flag orders-v2 cannot be read" in str(translation.logs)


def test_the_flag_is_asked_for_again_after_half_a_minute(flag_off, post_order, edge_clock):
    post_order(ORDER)
    edge_clock.tick(29)
    post_order(ORDER)
    assert flag_off.call_count == 1

    responses.replace(responses.GET, FLAG, json={"enabled": True})
    edge_clock.tick(1)
    assert_origin_received(post_order(ORDER), url=NEW)
