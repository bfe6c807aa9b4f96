"""Viewer-request, with the body: let a request pass that a known client has signed.

A client sends its name in ``X-Client``, the time in ``X-Timestamp`` (seconds since the epoch) and in
``X-Signature`` the HMAC-SHA256, in hexadecimal digits, of method, path, timestamp and body. Its key is a
SecureString of Parameter Store.
"""

import base64
import hashlib
import hmac
import json
import time

import keys

MAX_SKEW = 300


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    if request["body"]["inputTruncated"]:
        return refusal("413", "Content Too Large", "A signed request has at most 40 KB.")

    timestamp = header(request, "x-timestamp")
    if not timestamp.isdecimal() or abs(time.time() - int(timestamp)) > MAX_SKEW:
        return refusal("401", "Unauthorized", "X-Timestamp is missing or out of date.")

    key = keys.key_of(header(request, "x-client"))
    if key is None or not hmac.compare_digest(
        header(request, "x-signature").encode(),
        signature(request, timestamp, key).encode(),
    ):
        return refusal("401", "Unauthorized", "X-Client or X-Signature is wrong.")
    return request


def header(request, name):
    return request["headers"].get(name, [{"value": ""}])[0]["value"]


def signature(request, timestamp, key):
    signed = "\n".join((request["method"], request["uri"], timestamp, "")).encode()
    body = base64.b64decode(request["body"]["data"])
    return hmac.new(key, signed + body, hashlib.sha256).hexdigest()


def refusal(status, description, detail):
    return {
        "status": status,
        "statusDescription": description,
        "headers": {"content-type": [{"key": "Content-Type", "value": "application/json"}]},
        "body": json.dumps({"error": detail}),
    }
