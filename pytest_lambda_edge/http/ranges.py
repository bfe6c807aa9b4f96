"""Range requests: a part of a response in place of the whole (RFC 9110, 14)."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Final, NamedTuple

from pytest_lambda_edge.http.dates import parse_date
from pytest_lambda_edge.http.headers import first, put
from pytest_lambda_edge.http.messages import Request, Response, reason_phrase

__all__ = ["Held", "held_range", "partial_response", "wanted_ranges"]

_RANGES: Final = re.compile(r"bytes=(.*)", re.IGNORECASE)
_RANGE: Final = re.compile(r"([0-9]*)-([0-9]*)")
_MOST_DIGITS: Final = 18
_CONTENT_RANGE: Final = re.compile(r"bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})", re.IGNORECASE)


class Held(NamedTuple):
    """The bytes of a whole that a response holds: ``begin`` to ``end`` (exclusive) of ``length``."""

    begin: int
    end: int
    length: int


def held_range(response: Response) -> Held | None:
    """Return which bytes a response holds: all of a 200, those that its ``Content-Range`` names of a 206.

    None stands for a 206 of several parts, of an unknown whole, or whose body is not what it says.
    """
    if response.status == 200:
        return Held(0, len(response.body), len(response.body))
    match = _CONTENT_RANGE.fullmatch(first(response.headers, "content-range") or "")
    if response.status != 206 or match is None:
        return None
    held = Held(int(match[1]), int(match[2]) + 1, int(match[3]))
    is_sound = held.end <= held.length and held.end - held.begin == len(response.body)
    return held if is_sound else None


def partial_response(request: Request, response: Response) -> Response | None:
    """Return the part that a GET asks for of a response that holds it, as a 206.

    None stands for a GET that gets the whole: its ranges overlap, do not ascend, or are none (CF-099), or its
    ``If-Range`` speaks of another response. It stands, too, for a 206 that does not hold all that is asked
    for. A 416 says that no byte of it is in the whole.
    """
    asked = first(request.headers, "range")
    if asked is None or request.method != "GET":
        return None
    held = held_range(response)
    if held is None or not _is_of(response, first(request.headers, "if-range")):
        return None
    ranges = wanted_ranges(asked, held.length)
    if ranges is None or any(begin < held.begin or end > held.end for begin, end in ranges):
        return None
    if not ranges:
        return _part(response, 416, f"bytes */{held.length}", b"") if response.status == 200 else None
    if len(ranges) == 1:
        begin, end = ranges[0]
        return _part(response, 206, _content_range(begin, end, held), _cut(response, held, begin, end))
    return _parts(response, held, ranges)


def wanted_ranges(value: str, length: int) -> list[tuple[int, int]] | None:
    """Return the ``(begin, end)`` slices that a ``Range`` names in *length* bytes, none for a 416.

    None stands for a value that counts for nothing.
    """
    match = _RANGES.fullmatch(value.strip())
    if match is None:
        return None
    slices: list[tuple[int, int]] = []
    for part in match[1].split(","):
        found = _RANGE.fullmatch(part.strip())
        if found is None or part.strip() == "-" or max(map(len, found.groups())) > _MOST_DIGITS:
            return None
        named = _slice(found[1], found[2], length)
        if named is None or (slices and named[0] < slices[-1][1]):
            return None
        if named[0] < named[1]:
            slices.append(named)
    return slices


def _slice(begin: str, last: str, length: int) -> tuple[int, int] | None:
    if not begin:
        return max(length - int(last), 0), length
    if last and int(last) < int(begin):
        return None
    return int(begin), min(int(last) + 1, length) if last else length


def _is_of(response: Response, condition: str | None) -> bool:
    """Return whether ``If-Range`` allows a part: the same strong tag, or the very date (RFC 9110, 13.1.5)."""
    if condition is None:
        return True
    if '"' in condition:
        return condition == first(response.headers, "etag") and not condition.startswith("W/")
    modified = first(response.headers, "last-modified")
    return modified is not None and parse_date(condition) == parse_date(modified) is not None


def _part(response: Response, status: int, content_range: str, body: bytes) -> Response:
    headers = dict(response.headers)
    put(headers, "Content-Range", content_range)
    put(headers, "Content-Length", str(len(body)))
    return Response(status, reason_phrase(status), headers, body)


def _parts(response: Response, held: Held, ranges: list[tuple[int, int]]) -> Response:
    """Return several parts as one multipart body (RFC 9110, 14.6)."""
    boundary = blake2b(response.body, digest_size=12).hexdigest()
    content_type = first(response.headers, "content-type")
    body = b""
    for begin, end in ranges:
        lines = [f"--{boundary}"]
        lines += [] if content_type is None else [f"Content-Type: {content_type}"]
        lines += [f"Content-Range: {_content_range(begin, end, held)}", "", ""]
        body += "\r\n".join(lines).encode() + _cut(response, held, begin, end) + b"\r\n"
    body += f"--{boundary}--\r\n".encode()
    headers = dict(response.headers)
    put(headers, "Content-Type", f"multipart/byteranges; boundary={boundary}")
    put(headers, "Content-Length", str(len(body)))
    return Response(206, reason_phrase(206), headers, body)


def _cut(response: Response, held: Held, begin: int, end: int) -> bytes:
    return response.body[begin - held.begin : end - held.begin]


def _content_range(begin: int, end: int, held: Held) -> str:
    return f"bytes {begin}-{end - 1}/{held.length}"
