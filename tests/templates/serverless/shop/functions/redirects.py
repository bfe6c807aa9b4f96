MOVED = {"/cart.php": "/account/cart"}


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    target = MOVED.get(request["uri"])
    if target is None:
        return request
    return {"status": "301", "headers": {"location": [{"key": "Location", "value": target}]}}
