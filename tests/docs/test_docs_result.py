"""The page about results lists every public attribute and every reason."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from pytest_lambda_edge import Assumption, CacheEntry, Invocation, OriginRequest, Response, Result, SkipReason
from pytest_lambda_edge.http.headers import Headers

TEXT = (Path(__file__).parents[2] / "docs" / "reference" / "result.md").read_text(encoding="utf-8")
PAGE = re.sub(r"^```.*?^```$", "", TEXT, flags=re.DOTALL | re.MULTILINE)
OF_THE_RESPONSE = {name for name in vars(Response) if not name.startswith("_")}
SET_AT_RUNTIME = {
    Response: {"status_code", "reason", "headers", "raw"},
    Invocation: {
        "event_type",
        "function",
        "error",
        "duration",
        "logs",
        "cold_start",
        "for_error_page",
        "in_background",
        "refusals",
    },
}


def section(title: str) -> str:
    found = re.search(rf"^#+ {title}\n(.*?)(?=^#+ |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert found
    return found[1]


def listed(title: str) -> set[str]:
    first_cells = re.findall(r"^\| (`.+?`) \| ", section(title), re.MULTILINE)
    return {name for cell in first_cells for name in re.findall(r"`([\w-]+)(?:\([^`]*\))?`", cell)}


def public(cls: type) -> set[str]:
    own = {name for name in vars(cls) if not name.startswith("_")}
    fields = {field.name for field in dataclasses.fields(cls)} if dataclasses.is_dataclass(cls) else set()
    return own | fields | SET_AT_RUNTIME.get(cls, set())


@pytest.mark.parametrize("cls", [Response, Invocation, OriginRequest, CacheEntry, Assumption])
def test_a_class_is_listed_with_all_that_is_public(cls: type) -> None:
    assert listed(cls.__name__) == public(cls) - {"of"}


def test_a_result_is_listed_with_what_is_not_its_responses() -> None:
    assert listed("Result") == public(Result) - OF_THE_RESPONSE - SET_AT_RUNTIME[Response]


def test_what_headers_can_do_is_listed() -> None:
    named = set(re.findall(r"(\w+)\(", section("Headers")))
    assert public(Headers) <= named


def test_every_reason_is_listed() -> None:
    assert listed("SkipReason") == {reason.value for reason in SkipReason}
