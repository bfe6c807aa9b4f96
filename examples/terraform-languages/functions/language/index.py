from spoken import best_of


def handler(event, context):
    """Fetch a page in the viewer's language."""
    request = event["Records"][0]["cf"]["request"]
    accepted = request["headers"].get("accept-language", [])
    language = best_of(line["value"] for line in accepted)
    request["uri"] = f"/{language}{request['uri']}index.html"
    return request
