def handler(event, context):
    record = event["Records"][0]["cf"]
    request = record["request"]
    if record["config"]["eventType"] == "viewer-request" and "cookie" not in request["headers"]:
        return {"status": "302", "headers": {"location": [{"key": "Location", "value": "/tickets"}]}}
    return request
