"""Origin-request, with the body: turn orders of the first version into those of the second.

The new order service is rolled out by a feature flag. While it is on, an order is rewritten and sent to
``/v2/orders``; while it is off, or nobody can say, the old service gets the order as it came.
"""

import base64
import json

import flags


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    if request["method"] != "POST" or not flags.is_on("orders-v2"):
        return request

    try:
        order = json.loads(base64.b64decode(request["body"]["data"]))
        translated = {"items": [{"sku": order["sku"], "quantity": int(order["qty"])}]}
    except (ValueError, KeyError, TypeError):
        return bad_order()

    request["uri"] = "/v2/orders"
    request["body"] = {
        "action": "replace",
        "encoding": "text",
        "data": json.dumps(translated),
    }
    return request


def bad_order():
    return {
        "status": "400",
        "statusDescription": "Bad Request",
        "headers": {"content-type": [{"key": "Content-Type", "value": "application/json"}]},
        "body": json.dumps({"error": "An order has a sku and a qty."}),
    }
