def handler(event, context):
    """Give each page one address: in lower case, with a slash at its end."""
    request = event["Records"][0]["cf"]["request"]
    tidy = request["uri"].lower()
    if not tidy.endswith("/"):
        tidy += "/"
    if tidy == request["uri"]:
        return request
    return {"status": "301", "headers": {"location": [{"key": "Location", "value": tidy}]}}
