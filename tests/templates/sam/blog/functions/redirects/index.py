"""Viewer-request: posts have lost the year in their addresses."""

import re

DATED = re.compile(r"/\d{4}(/.+)")


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    dated = DATED.fullmatch(request["uri"])
    if not dated:
        return request
    return {"status": "301", "headers": {"location": [{"key": "Location", "value": dated[1]}]}}
