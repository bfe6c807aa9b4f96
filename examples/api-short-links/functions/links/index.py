"""Sends short links, /go/<name>, to their pages; names that nobody knows go on to the origin."""

import json
from pathlib import Path

LINKS = json.loads(Path("links.json").read_text(encoding="utf-8"))


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    target = LINKS.get(request["uri"].removeprefix("/go/").rstrip("/").lower())
    if target is None:
        return request
    return {
        "status": "302",
        "headers": {
            "location": [{"key": "Location", "value": target}],
            "cache-control": [{"key": "Cache-Control", "value": "no-store"}],
        },
    }
