"""Viewer-request: send old addresses to the pages that replaced them."""

import moved


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    target = moved.PAGES.get(request["uri"].rstrip("/"))
    if target is None:
        return request
    return {
        "status": "301",
        "statusDescription": "Moved Permanently",
        "headers": {"location": [{"key": "Location", "value": target}]},
    }
