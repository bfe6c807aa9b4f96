"""Origin-request: ask the origin for the edition of the viewer's country."""

EDITIONS = {"DE": "german", "AT": "german", "FR": "french"}


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    country = request["headers"].get("cloudfront-viewer-country", [{"value": ""}])[0]["value"]
    request["uri"] = f"/{EDITIONS.get(country, 'world')}{request['uri']}"
    return request
