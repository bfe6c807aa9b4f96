"""Judging and reading the body of a result."""

from __future__ import annotations

import binascii
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.events import limits
from pytest_lambda_edge.model.problems import one_of, shown

if TYPE_CHECKING:
    from pytest_lambda_edge.events.findings import Findings

__all__ = ["read_request_body", "read_response_body"]

_ENCODINGS = ("text", "base64")
_ACTIONS = ("read-only", "replace")


def read_request_body(
    event_type: str, returned: Any, findings: Findings, *, include_body: bool
) -> bytes | None:
    """Return the body that a request's ``body`` replaces the viewer's with, or None where that goes on.

    ``inputTruncated`` and, without action ``replace``, everything else is ignored (LE-101, LE-107).
    """
    if returned is None:
        if include_body:
            findings.rest_on("LE-107")
        return None
    if not isinstance(returned, dict):
        findings.refuse("request-body-not-object", "body", f"is {shown(returned)}")
        return None
    action = returned.get("action", "read-only")
    if action not in _ACTIONS:
        findings.refuse("request-body-action", "body.action", f"is {shown(action)}, not {one_of(_ACTIONS)}")
    if action != "replace":
        return None
    if not include_body:
        findings.rest_on("D-36")
    return _replacement(event_type, returned, findings)


def read_response_body(returned: dict[str, Any], findings: Findings) -> bytes | None:
    """Return the bytes of a response's ``body``, or None where it has none (LE-158)."""
    if "body" not in returned:
        return None
    body = returned["body"]
    encoding = returned.get("bodyEncoding", "text")
    known = encoding in _ENCODINGS
    if not known:
        findings.refuse("body-encoding", "bodyEncoding", f"is {shown(encoding)}, not {one_of(_ENCODINGS)}")
    if not isinstance(body, str):
        findings.refuse("body-not-string", "body", f"is {shown(body)}")
        return None
    if encoding != "base64":
        return _utf_8(body) if known else None
    decoded = _from_base64(body)
    if decoded is None:
        findings.refuse("body-base64", "body", f"is {shown(body)}")
    return decoded


def _replacement(event_type: str, returned: dict[str, Any], findings: Findings) -> bytes | None:
    encoding = returned.get("encoding", "base64")
    known = encoding in _ENCODINGS
    if not known:
        what = f"is {shown(encoding)}, not {one_of(_ENCODINGS)}"
        findings.refuse("request-body-encoding", "body.encoding", what)
    data = returned.get("data")
    if not isinstance(data, str):
        what = f"is {shown(data)}" if "data" in returned else "is missing"
        findings.refuse("request-body-data-not-string", "body.data", what)
        return None
    if not known:
        return None
    text = _utf_8(data)
    in_base64 = encoding == "base64"
    limit = (limits.REPLACED_BODY_BASE64 if in_base64 else limits.REPLACED_BODY_TEXT)[event_type]
    if len(text) > limit:
        what = f"has {len(text):,} bytes of {encoding}, {limit:,} are allowed"
        findings.refuse("request-body-too-large", "body.data", what)
    elif len(text) > limits.smaller(limit):
        findings.rest_on("D-18")
    if not in_base64:
        return text
    decoded = _from_base64(data)
    if decoded is None:
        findings.refuse("request-body-base64", "body.data", f"is {shown(data)}")
    return decoded


def _utf_8(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _from_base64(text: str) -> bytes | None:
    try:
        return binascii.a2b_base64(text, strict_mode=True)
    except ValueError:
        return None
