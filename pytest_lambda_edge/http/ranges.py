"""Range requests: a part of a response in place of the whole (RFC 9110, 14)."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Final

from pytest_lambda_edge.http.dates import parse_date
from pytest_lambda_edge.http.headers import first, put
from pytest_lambda_edge.http.messages import Request, Response, reason_phrase

__all__ = ["partial_response", "wanted_ranges"]

_RANGES: Final = re.compile(r"bytes=(.*)", re.IGNORECASE)
_RANGE: Final = re.compile(r"([0-9]*)-([0-9]*)")
_MOST_DIGITS: Final = 18


def partial_response(request: Request, response: Response) -> Response | None:
    """Return the part of a whole response that a GET asks for, as a 206; None where it gets the whole.

    A 416 says that no byte of it is there. The whole goes out as well for ranges that overlap, that do not
    ascend, or that are none (CF-099), and where ``If-Range`` speaks of another response.
    """
    asked = first(request.headers, "range")
    if asked is None or request.method != "GET" or response.status != 200:
        return None
    if not _is_of(response, first(request.headers, "if-range")):
        return None
    whole = response.body
    ranges = wanted_ranges(asked, len(whole))
    if ranges is None:
        return None
    if not ranges:
        return _part(response, 416, f"bytes */{len(whole)}", b"")
    if len(ranges) == 1:
        begin, end = ranges[0]
        return _part(response, 206, _content_range(begin, end, len(whole)), whole[begin:end])
    return _parts(response, ranges)


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


def _parts(response: Response, ranges: list[tuple[int, int]]) -> Response:
    """Return several parts as one multipart body (RFC 9110, 14.6)."""
    whole = response.body
    boundary = blake2b(whole, digest_size=12).hexdigest()
    content_type = first(response.headers, "content-type")
    body = b""
    for begin, end in ranges:
        lines = [f"--{boundary}"]
        lines += [] if content_type is None else [f"Content-Type: {content_type}"]
        lines += [f"Content-Range: {_content_range(begin, end, len(whole))}", "", ""]
        body += "\r\n".join(lines).encode() + whole[begin:end] + b"\r\n"
    body += f"--{boundary}--\r\n".encode()
    headers = dict(response.headers)
    put(headers, "Content-Type", f"multipart/byteranges; boundary={boundary}")
    put(headers, "Content-Length", str(len(body)))
    return Response(206, reason_phrase(206), headers, body)


def _content_range(begin: int, end: int, length: int) -> str:
    return f"bytes {begin}-{end - 1}/{length}"
