from __future__ import annotations

from email import message_from_bytes
from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda_edge.http.headers import first, from_pairs
from pytest_lambda_edge.http.messages import Request, Response
from pytest_lambda_edge.http.ranges import Held, held_range, partial_response, wanted_ranges

BODY = b"0123456789"
MODIFIED = "Sun, 31 May 2026 08:00:00 GMT"
WHOLE = Response(
    200,
    "OK",
    from_pairs([("Content-Type", "text/plain"), ("ETag", '"v1"'), ("Last-Modified", MODIFIED)]),
    BODY,
)


def asking(value: str, method: str = "GET", **conditions: str) -> Request:
    pairs = [("Range", value), *((name.replace("_", "-"), text) for name, text in conditions.items())]
    return Request(method, "/", headers=from_pairs(pairs))


@pytest.mark.fact("CF-099", "CF-098")
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("bytes=0-3", [(0, 4)]),
        ("bytes=0-0", [(0, 1)]),
        ("bytes=4-", [(4, 10)]),
        ("bytes=-3", [(7, 10)]),
        ("bytes=-99", [(0, 10)]),
        ("bytes=8-99", [(8, 10)]),
        ("Bytes = 0-1", None),
        ("BYTES=0-1", [(0, 2)]),
        ("bytes=0-1,4-5", [(0, 2), (4, 6)]),
        ("bytes=0-1, 2-3 ,-1", [(0, 2), (2, 4), (9, 10)]),
        ("bytes=0-1,99-", [(0, 2)]),
        ("bytes=10-", []),
        ("bytes=99-100", []),
        ("bytes=-0", []),
        ("bytes=4-5,0-1", None),
        ("bytes=0-4,4-5", None),
        ("bytes=5-4", None),
        ("bytes=-", None),
        ("bytes=", None),
        ("bytes=a-b", None),
        ("bytes=0-1,", None),
        ("bytes=0", None),
        ("lines=0-1", None),
        ("", None),
        ("bytes=0-" + "9" * 18, [(0, 10)]),
        ("bytes=0-" + "9" * 19, None),
        ("bytes=" + "9" * 5000 + "-", None),
    ],
)
def test_a_range_is_read_or_counts_for_nothing(value: str, expected: list[tuple[int, int]] | None) -> None:
    assert wanted_ranges(value, len(BODY)) == expected


@given(st.integers(0, 12), st.integers(0, 12), st.binary(max_size=12))
def test_one_range_is_the_slice_that_it_names(begin: int, more: int, body: bytes) -> None:
    found = partial_response(asking(f"bytes={begin}-{begin + more}"), Response(200, body=body))
    assert found is not None
    if begin >= len(body):
        assert (found.status, found.body) == (416, b"")
        assert first(found.headers, "content-range") == f"bytes */{len(body)}"
    else:
        part = body[begin : begin + more + 1]
        assert (found.status, found.body) == (206, part)
        last = begin + len(part) - 1
        assert first(found.headers, "content-range") == f"bytes {begin}-{last}/{len(body)}"
        assert first(found.headers, "content-length") == str(len(part))


@pytest.mark.fact("CF-098")
def test_several_ranges_are_parts_of_one_body() -> None:
    found = partial_response(asking("bytes=0-1,4-5"), WHOLE)
    assert found is not None
    assert (found.status, found.reason) == (206, "Partial Content")
    content_type = first(found.headers, "content-type") or ""
    message = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + found.body)
    parts = message.get_payload()
    assert isinstance(parts, list)
    told = [
        (part["Content-Type"], part["Content-Range"], part.get_payload(decode=True))
        for part in parts
        if isinstance(part, Message)
    ]
    assert told == [("text/plain", "bytes 0-1/10", b"01"), ("text/plain", "bytes 4-5/10", b"45")]
    assert first(found.headers, "content-length") == str(len(found.body))


@pytest.mark.fact("CF-098")
@pytest.mark.parametrize(
    ("ranges", "status", "reason"),
    [
        ("bytes=0-1", 206, "Partial Content"),
        ("bytes=0-1,4-5", 206, "Partial Content"),
        ("bytes=99-", 416, "Range Not Satisfiable"),
    ],
)
def test_a_part_is_told_by_its_status_and_headers(ranges: str, status: int, reason: str) -> None:
    found = partial_response(asking(ranges), WHOLE)
    assert found is not None
    assert (found.status, found.reason) == (status, reason)
    names = {name: line["key"] for name, lines in found.headers.items() for line in lines}
    assert names["content-length"] == "Content-Length"
    assert names["content-type"] == "Content-Type"
    assert names.get("content-range", "Content-Range") == "Content-Range"


def test_parts_of_a_response_without_a_type_have_none() -> None:
    found = partial_response(asking("bytes=0-1,4-5"), Response(200, body=BODY))
    assert found is not None
    assert found.body.count(b"\r\nContent-Range: ") == 2
    assert b"Content-Type" not in found.body


def test_parts_of_different_bodies_have_different_boundaries() -> None:
    boundaries = set()
    for body in (b"a" * 10, b"b" * 10):
        found = partial_response(asking("bytes=0-1,4-5"), Response(200, body=body))
        assert found is not None
        boundaries.add(first(found.headers, "content-type"))
    assert len(boundaries) == 2


@pytest.mark.parametrize(
    ("condition", "partial"),
    [
        ('"v1"', True),
        ('"v2"', False),
        ('W/"v1"', False),
        (MODIFIED, True),
        ("Mon, 01 Jun 2026 08:00:00 GMT", False),
        ("yesterday", False),
    ],
)
def test_if_range_wants_a_part_of_this_very_response(condition: str, partial: bool) -> None:
    found = partial_response(asking("bytes=0-1", If_Range=condition), WHOLE)
    assert (found is not None) == partial


def test_if_range_never_matches_a_weak_tag() -> None:
    weak = Response(200, headers=from_pairs([("ETag", 'W/"v1"')]), body=BODY)
    assert partial_response(asking("bytes=0-1", If_Range='W/"v1"'), weak) is None


def test_if_range_needs_something_to_compare() -> None:
    for condition in ('"v1"', MODIFIED, "yesterday"):
        assert partial_response(asking("bytes=0-1", If_Range=condition), Response(200, body=BODY)) is None


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("POST", 200), ("GET", 404), ("GET", 206)])
def test_only_a_get_of_a_whole_response_can_get_a_part(method: str, status: int) -> None:
    assert partial_response(asking("bytes=0-1", method), Response(status, body=BODY)) is None


def test_a_request_without_a_range_gets_the_whole() -> None:
    assert partial_response(Request("GET", "/"), WHOLE) is None


def part(content_range: str | None, body: bytes, status: int = 206) -> Response:
    """Return a response of an origin that holds a part."""
    return Response(status, headers=from_pairs([("Content-Range", content_range or "")]), body=body)


@pytest.mark.fact("CF-098")
@pytest.mark.parametrize(
    ("response", "held"),
    [
        (Response(200, body=BODY), Held(0, 10, 10)),
        (part("bytes 2-4/10", b"234"), Held(2, 5, 10)),
        (part("Bytes 0-9/10", BODY), Held(0, 10, 10)),
        (part("bytes 2-4/10", b"23"), None),
        (part("bytes 8-10/10", b"89a"), None),
        (part("bytes 2-4/*", b"234"), None),
        (part("bytes */10", b""), None),
        (part(None, b"234"), None),
        (Response(206, body=BODY), None),
        (part("bytes 2-4/10", b"234", 404), None),
    ],
)
def test_a_response_holds_the_bytes_that_it_names(response: Response, held: Held | None) -> None:
    assert held_range(response) == held


@pytest.mark.fact("CF-098")
@pytest.mark.parametrize(
    ("ranges", "body"),
    [
        ("bytes=2-4", b"234"),
        ("bytes=3-3", b"3"),
        ("bytes=1-3", None),
        ("bytes=3-5", None),
        ("bytes=0-9", None),
        ("bytes=99-", None),
        ("bytes=5-4", None),
    ],
)
def test_a_part_serves_what_lies_in_it(ranges: str, body: bytes | None) -> None:
    found = partial_response(asking(ranges), part("bytes 2-4/10", b"234"))
    assert (found and found.body) == body
    assert found is None or first(found.headers, "content-range") == f"bytes {ranges[6:]}/10"
