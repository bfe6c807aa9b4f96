"""What to tell somebody whose function looks for what its event does not have."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.model.event_type import EventType
from pytest_lambda_edge.model.triggers import is_cloudfront_function

if TYPE_CHECKING:
    from pytest_lambda_edge.model.triggers import Trigger
    from pytest_lambda_edge.pipeline.exchange import Invoked

__all__ = ["missing_key_hint"]

_REQUEST_EVENTS: Final = frozenset({EventType.VIEWER_REQUEST, EventType.ORIGIN_REQUEST})
_VIEWER_EVENTS: Final = frozenset({EventType.VIEWER_REQUEST, EventType.VIEWER_RESPONSE})
_OF_TWO_WORDS: Final = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)+")
_OF_ONE_WORD: Final = frozenset(
    ("accept", "authorization", "cookie", "date", "etag", "host", "location", "origin", "referer")
)
_NO_BODY_FOR_IT: Final = "No CloudFront Function gets the body of a request."  # CF-245
_BODY_ON_REQUEST: Final = (
    "The event has a body only with Trigger(function, include_body=True); where a template associates the"
    " function, with IncludeBody: true."
)  # LE-094
_CF: Final = "event['Records'][0]['cf']"
_ORIGIN: Final = f"{_CF}['request']['origin']"
_OF_CLOUDFRONT_FUNCTIONS: Final = {
    "request": ("event['request']", "['request']"),
    "response": ("event['response']", "['response']"),
    "viewer": ("event['viewer']['ip']", "['request']['clientIp']"),
    "context": ("event['context']", "['config']"),
    "cookies": ("request['cookies']", "['request']['headers'].get('cookie', [])"),
}  # CF-252, CF-254: what stands there, and where it is in the event here.


def missing_key_hint(invoked: Invoked, error: BaseException | None) -> str:
    """Return what helps with a function's ``KeyError``; empty where the event has nothing to do with it."""
    if not isinstance(error, KeyError) or not error.args or not isinstance(error.args[0], str):
        return ""
    key = error.args[0]
    if hint := _hint_of_event(key, invoked.event_type, invoked.trigger):
        return hint
    cf = json.loads(invoked.run.event_json)["Records"][0]["cf"]
    if key in {"s3", "custom"}:
        return _origin_hint(key, cf["request"].get("origin"))
    return _header_hint(key, cf)


def _hint_of_event(key: str, event_type: EventType, trigger: Trigger) -> str:
    """Return what the event type, or the other product's event, has to do with it."""
    if key == "body" and event_type in _REQUEST_EVENTS and not trigger.include_body:
        return _NO_BODY_FOR_IT if is_cloudfront_function(trigger) else _BODY_ON_REQUEST
    if key == "response" and event_type in _REQUEST_EVENTS:
        return "Only response events have it: at a request event there is cf['request'] alone."
    if key == "origin" and event_type in _VIEWER_EVENTS:
        return "Only origin events show the origin."
    if key in _OF_CLOUDFRONT_FUNCTIONS and (key == "request" or event_type in _VIEWER_EVENTS):
        return _other_event_hint(key)
    return ""


def _other_event_hint(key: str) -> str:
    theirs, here = _OF_CLOUDFRONT_FUNCTIONS[key]
    return (
        f"{theirs} is in the event of CloudFront Functions; a Python function gets the event of Lambda@Edge:"
        f" write {_CF}{here}."
    )


def _origin_hint(key: str, origin: dict[str, Any] | None) -> str:
    if not origin or key in origin:
        return ""
    if key == "custom":
        return f"The origin is an S3 origin: {_ORIGIN}['s3']."
    return (
        f"The origin is a custom origin: {_ORIGIN}['custom']. A bucket that is given as a URL is one, too;"
        " S3Origin(domain_name=…) makes it an S3 origin."
    )


def _header_hint(key: str, cf: dict[str, Any]) -> str:
    lower = key.lower()
    there = {**cf["request"]["headers"], **cf.get("response", {}).get("headers", {})}
    if lower == key or not (lower in there or lower in _OF_ONE_WORD or _OF_TWO_WORDS.fullmatch(key)):
        return ""
    lacking = "" if lower in there else ", and ask with .get(), since this event has no such header"
    return f"The names of headers are lower-case in events: write {lower!r}{lacking}."
