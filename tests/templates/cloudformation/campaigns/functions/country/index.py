"""Origin-request: each country has its pages in a folder of its own."""


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    country = request["headers"].get("cloudfront-viewer-country", [{"value": "XX"}])[0]["value"]
    request["uri"] = f"/{country.lower()}{request['uri']}"
    return request
