"""Origin-request: an image of a size has a name of its own."""

from urllib.parse import parse_qs


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    name, _, kind = request["uri"].rpartition(".")
    width = parse_qs(request["querystring"]).get("width", ["full"])[0]
    request["uri"] = f"{name}/{width}.{kind}"
    return request
