def handler(event, context):
    response = event["Records"][0]["cf"]["response"]
    response["headers"]["x-served-by"] = [{"key": "X-Served-By", "value": "edge"}]
    return response
