"""Origin-request: every country has its own shelves."""


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    country = request["headers"]["cloudfront-viewer-country"][0]["value"].lower()
    request["uri"] = f"/{country}{request['uri']}"
    return request
