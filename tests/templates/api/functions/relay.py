import base64


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    body = base64.b64decode(request["body"]["data"]).decode()
    request["headers"]["x-form"] = [{"key": "X-Form", "value": body}]
    return request
