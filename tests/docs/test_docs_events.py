"""The page about events names the headers and the limits that CloudFront goes by."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pytest_lambda_edge.events import limits
from pytest_lambda_edge.events.restricted import DISALLOWED, READ_ONLY
from pytest_lambda_edge.model.event_type import EventType

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "events.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("event_type", EventType)
def test_the_read_only_headers_of_an_event_are_listed(event_type: EventType) -> None:
    (row,) = re.findall(rf"^\| {event_type} \| (`.*`) \|$", PAGE, re.MULTILINE)
    assert re.findall("`([^`]+)`", row) == sorted(one.name for one in READ_ONLY[event_type])


def test_the_headers_that_no_function_may_add_are_listed() -> None:
    paragraph = PAGE.partition("Never shown and never to be added:")[2].partition("\n\n")[0]
    listed = re.findall("`([^`]+)`", paragraph.partition("`viewer-request`")[0])
    prefixes = tuple(name for name in listed if name.endswith("-"))
    names = {one.name.rstrip("*") for one in DISALLOWED}
    assert {name for name in names if not name.startswith(prefixes)} == {
        name for name in listed if not name.endswith("-")
    }
    assert all(any(name.startswith(prefix) for name in names) for prefix in prefixes)


def test_the_limits_are_listed() -> None:
    sizes = {"40 KB": 40 * limits.KB, "1 MB": limits.MB, "": None}
    rows = re.findall(r"^\| a re.*? \| (.*) \|$", PAGE, re.MULTILINE)
    listed = [[sizes[cell.strip()] for cell in row.split("|")] for row in rows]
    events = (EventType.VIEWER_REQUEST, EventType.ORIGIN_REQUEST, EventType.ORIGIN_RESPONSE)
    assert listed == [
        [limits.EXPOSED_BODY.get(event_type) for event_type in events],
        [limits.GENERATED_RESPONSE.get(event_type) for event_type in events],
    ]
    assert limits.REPLACED_BODY_TEXT == limits.EXPOSED_BODY
    assert f"fewer than {limits.URI_AND_QUERYSTRING:,} characters" in PAGE
    assert f"at most {limits.HEADERS:,} bytes" in PAGE
    assert f"between {limits.STATUS.start} and {limits.STATUS.stop - 1}" in PAGE
