"""What the tables of scenarios have in common: events, requests, replies, settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import requests

from pytest_lambda_edge.model.event_type import EVENT_TYPES
from support.fake_origins import BACKUP, ORIGIN, Answer
from support.scenarios import UNKEPT, Ask

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "ERROR_PAGE",
    "EXPIRING",
    "FROM_ORIGIN_REQUEST",
    "GROUP",
    "IN_CACHE",
    "NOT_FOUND",
    "ONE_GET",
    "ORIGIN_EVENTS",
    "ORIGIN_REQUEST",
    "ORIGIN_RESPONSE",
    "PAGE",
    "SILENT",
    "THREE_GETS",
    "TWICE",
    "UNAVAILABLE",
    "VIEWER_REQUEST",
    "VIEWER_RESPONSE",
    "silent",
]

VIEWER_REQUEST, ORIGIN_REQUEST, ORIGIN_RESPONSE, VIEWER_RESPONSE = EVENT_TYPES
ORIGIN_EVENTS = (ORIGIN_REQUEST, ORIGIN_RESPONSE)
FROM_ORIGIN_REQUEST = (*ORIGIN_EVENTS, VIEWER_RESPONSE)

TWICE = (Ask(), Ask())
ONE_GET = ("GET /page",)
THREE_GETS = ONE_GET * 3
IN_CACHE = (("/page", 200),)

EXPIRING = Answer(headers=UNKEPT)
NOT_FOUND = Answer(404, "nothing here")
UNAVAILABLE = Answer(503, "later")
SILENT = requests.ConnectTimeout("no answer")

PAGE = {
    "custom_error_responses": [
        {"error_code": code, "response_page_path": "/error.html", "response_code": 200}
        for code in (403, 404, 502, 503, 504)
    ]
}
ERROR_PAGE = {"/error.html": (Answer(body="sorry"),)}

GROUP = {
    "origins": {
        "primary": ORIGIN,
        "backup": BACKUP,
        "both": {"members": ["primary", "backup"], "status_codes": [500, 503, 504]},
    },
    "origin": "both",
}


def silent(because: str, events: Iterable[str]) -> dict[str, str]:
    """Return why these events did not fire."""
    return dict.fromkeys(events, because)
