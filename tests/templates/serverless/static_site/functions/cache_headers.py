def handler(event, context):
    cf = event["Records"][0]["cf"]
    if cf["config"]["eventType"] == "origin-response":
        cf["response"]["headers"]["cache-control"] = [{"key": "Cache-Control", "value": "max-age=31536000"}]
    else:
        cf["response"]["headers"]["x-served-by"] = [{"key": "X-Served-By", "value": "edge"}]
    return cf["response"]
