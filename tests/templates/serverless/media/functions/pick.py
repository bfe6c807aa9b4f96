def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    request["uri"] = request["uri"].removesuffix(".webp") + ".jpg"
    return request
