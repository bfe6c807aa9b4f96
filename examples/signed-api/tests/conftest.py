import hashlib
import hmac
import json
import time

import boto3
import pytest
import responses
from moto import mock_aws
from pytest_lambda_edge import Trigger

ORDERS = "https://orders-origin.example.com"
FLAG = "https://flags.example.com/v1/flags/orders-v2"
KEY = "a key that only shop-app knows"


@pytest.fixture
def parameter_store():
    with mock_aws():
        ssm = boto3.client("ssm", region_name="us-east-1")
        ssm.put_parameter(Name="/orders-api/client-keys/shop-app", Value=KEY, Type="SecureString")
        yield ssm


@pytest.fixture
def api(parameter_store, make_distribution):
    return make_distribution(
        origin=ORDERS,
        allowed_methods=["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"],
        cache_policy="CachingDisabled",
        origin_request_policy="AllViewerExceptHostHeader",
        viewer_request=Trigger("functions/verify_signature/index.handler", include_body=True),
        origin_request=Trigger("functions/translate_orders/index.handler", include_body=True),
    )


@pytest.fixture
def post_order(api):
    """Post an order as shop-app does: with the time, and signed."""

    def post(order, *, client="shop-app", key=KEY, sent=None, **headers):
        body = order if isinstance(order, str) else json.dumps(order)
        timestamp = str(int(time.time() if sent is None else sent))
        signed = f"POST\n/v1/orders\n{timestamp}\n{body}".encode()
        signature = hmac.new(key.encode(), signed, hashlib.sha256).hexdigest()
        return api.post(
            "/v1/orders",
            body=body,
            headers={
                "Content-Type": "application/json",
                "X-Client": client,
                "X-Timestamp": timestamp,
                "X-Signature": signature,
                **headers,
            },
        )

    return post


@pytest.fixture
def flag_off():
    return responses.get(FLAG, json={"enabled": False})


@pytest.fixture
def flag_on():
    return responses.get(FLAG, json={"enabled": True})


@pytest.fixture
def order_services():
    """Let the old and the new order service accept every order."""
    responses.post(f"{ORDERS}/v1/orders", status=201, json={"service": "old"})
    responses.post(f"{ORDERS}/v2/orders", status=201, json={"service": "new"})
