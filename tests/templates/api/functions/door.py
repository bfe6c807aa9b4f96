def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    cookies = ";".join(line["value"] for line in request["headers"].get("cookie", []))
    if "session=" in cookies:
        return request
    return {"status": "302", "headers": {"location": [{"key": "Location", "value": "/sign-in"}]}}
