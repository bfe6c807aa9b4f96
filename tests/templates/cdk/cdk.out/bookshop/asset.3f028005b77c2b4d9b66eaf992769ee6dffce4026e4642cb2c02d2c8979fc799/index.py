"""Lets in whoever knows the shop's word, in a cookie or in the body."""

from guests import known


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    body = request.get("body", {}).get("data", "")
    if known(request["headers"].get("cookie", []), body):
        return request
    return {"status": "401", "body": "Who are you?"}
