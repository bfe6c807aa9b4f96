def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    if "authorization" in request["headers"]:
        return request
    return {"status": "401", "statusDescription": "Unauthorized", "body": "sign in first"}
