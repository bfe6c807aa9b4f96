def handler(event, context):
    response = event["Records"][0]["cf"]["response"]
    response["headers"]["cache-control"] = [{"key": "Cache-Control", "value": "max-age=300"}]
    return response
