"""Origin-request: the mirrors take signed requests only."""

SIGNED = "x-signed"


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    request["headers"][SIGNED] = [{"key": "X-Signed", "value": "yes"}]
    return request
