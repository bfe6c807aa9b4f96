"""Viewer-request: send old addresses to the pages that replaced them."""

MOVED = {
    "/team": "/about/",
    "/jobs": "/careers/",
}


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    target = MOVED.get(request["uri"].rstrip("/"))
    if target is None:
        return request

    if request["querystring"]:
        target += "?" + request["querystring"]
    return {
        "status": "301",
        "statusDescription": "Moved Permanently",
        "headers": {"location": [{"key": "Location", "value": target}]},
    }
