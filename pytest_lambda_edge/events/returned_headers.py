"""Judging and reading the headers of a result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.events import limits
from pytest_lambda_edge.events.header_lines import UNREADABLE, read_lines
from pytest_lambda_edge.events.restricted import NOT_TO_BE_ADDED_NAMES, READ_ONLY_NAMES, is_disallowed
from pytest_lambda_edge.model.problems import item, shown

if TYPE_CHECKING:
    from pytest_lambda_edge.events.findings import Findings
    from pytest_lambda_edge.http.headers import HeaderEntry, HeaderMap

__all__ = ["headers_size", "read_headers"]

_LEAVE_OUT: Final = "Leave it out: only CloudFront sets this header."


def read_headers(
    event_type: str, returned: Any, sent: HeaderMap, findings: Findings, *, response: bool
) -> HeaderMap | None:
    """Return the headers of a result as they go over the wire, or None where they are those *sent*.

    Only what differs from what was sent is looked at. A *response*'s values hold nothing but ASCII (LE-068).
    """
    if returned == sent:
        return None
    if not isinstance(returned, dict):
        findings.refuse("headers-not-object", "headers", f"is {shown(returned)}")
        return None
    read: HeaderMap = {}
    touched: list[str] = []
    for name, entries in returned.items():
        known = sent.get(name)
        lower = name if known is not None else name.lower()
        if lower in read:
            findings.refuse("header-twice", item("headers", name), "stands there twice: case does not count")
        elif known is not None and known == entries:
            read[name] = known
        else:
            lines = read_lines(name, entries, "headers", findings)
            read[lower] = _in_ascii(lines) if response else lines
            touched.append(lower)
            if name != lower:
                findings.rest_on("LE-065")
    _check_added(event_type, touched, read, sent, findings)
    _check_read_only(event_type, read, sent, findings)
    if not all(read.values()):
        read = {name: lines for name, lines in read.items() if lines}
    size = headers_size(read)
    if size > limits.HEADERS:
        findings.refuse(
            "headers-too-large", "headers", f"have {size:,} bytes, {limits.HEADERS:,} are allowed"
        )
    return read


def headers_size(headers: HeaderMap) -> int:
    """Return the bytes of all names and values (D-34)."""
    size = 0
    for entries in headers.values():
        for entry in entries:
            value = entry["value"]
            size += len(entry["key"]) + len(value)
            if not value.isascii():
                size += len(value.encode("utf-8", "replace")) - len(value)
    return size


def _check_added(
    event_type: str, names: list[str], read: HeaderMap, sent: HeaderMap, findings: Findings
) -> None:
    not_to_be_added = NOT_TO_BE_ADDED_NAMES[event_type]
    for name in names:
        lines = read[name]
        if not lines:
            if lines is not UNREADABLE:
                findings.rest_on("D-11")
        elif is_disallowed(name):
            findings.refuse("header-disallowed", item("headers", name), _change(None, lines))
        elif name in not_to_be_added and not _same_values(sent.get(name), lines):
            findings.refuse("viewer-country-added", item("headers", name), _change(sent.get(name), lines))


def _check_read_only(event_type: str, read: HeaderMap, sent: HeaderMap, findings: Findings) -> None:
    """Only values count, not how the name is written (LE-221)."""
    for name, facts in READ_ONLY_NAMES[event_type].items():
        before = sent.get(name)
        after = read.get(name)
        if before is not after and after is not UNREADABLE and not _same_values(before, after):
            advice = "" if before else _LEAVE_OUT
            findings.refuse("header-read-only", item("headers", name), _change(before, after), facts, advice)


def _change(before: list[HeaderEntry] | None, after: list[HeaderEntry] | None) -> str:
    if not after:
        return f"was removed; it came as {_shown_values(before)}"
    if not before:
        return f"was added: {_shown_values(after)}"
    return f"was changed from {_shown_values(before)} to {_shown_values(after)}"


def _in_ascii(lines: list[HeaderEntry]) -> list[HeaderEntry]:
    for line in lines:
        if not line["value"].isascii():
            line["value"] = line["value"].encode("ascii", "replace").decode("ascii")
    return lines


def _same_values(some: list[HeaderEntry] | None, others: list[HeaderEntry] | None) -> bool:
    return [entry["value"] for entry in some or ()] == [entry["value"] for entry in others or ()]


def _shown_values(lines: list[HeaderEntry] | None) -> str:
    return ", ".join(shown(entry["value"]) for entry in lines or ())
