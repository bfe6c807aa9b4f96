def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    if not request["uri"].startswith("/v1/"):
        request["uri"] = f"/v1{request['uri']}"
    return request
