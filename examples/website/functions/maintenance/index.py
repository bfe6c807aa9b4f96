"""Origin-request: during a maintenance window, answer with a page in the origin's place."""

import math
from datetime import UTC, datetime
from pathlib import Path

import settings

PAGE = Path(__file__).with_name("page.html").read_text(encoding="utf-8")
WINDOWS = [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in settings.WINDOWS]


def handler(event, context):
    now = datetime.now(UTC)
    for start, end in WINDOWS:
        if start <= now < end:
            return maintenance_page(now, end)
    return event["Records"][0]["cf"]["request"]


def maintenance_page(now, end):
    seconds = math.ceil((end - now).total_seconds())
    return {
        "status": "503",
        "statusDescription": "Service Unavailable",
        "headers": {
            "content-type": [{"key": "Content-Type", "value": "text/html; charset=utf-8"}],
            "retry-after": [{"key": "Retry-After", "value": str(seconds)}],
        },
        "body": PAGE.format(end=end),
    }
