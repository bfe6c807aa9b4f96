"""Says of pages how long a browser may keep them."""


def handler(event, context):
    cf = event["Records"][0]["cf"]
    response = cf["response"]
    if cf["request"]["uri"].endswith(".html"):
        response["headers"]["cache-control"] = [{"key": "Cache-Control", "value": "max-age=60"}]
    return response
