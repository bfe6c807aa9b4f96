"""What a policy's allowed headers are emitted as."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda_edge.pipeline.cors import compiled_headers, emitted_headers

NAMES = st.text(string.ascii_letters + string.digits + "-", min_size=1, max_size=12)


@pytest.mark.fact("CF-213")
@pytest.mark.parametrize(
    ("pattern", "requested", "named"),
    [
        ("x-amz-*", "x-amz-test,x-amz-,x-amz,ax-amz-test", "x-amz-test, x-amz-"),
        ("x-*-amz", "x-test-amz, x--amz, x-amz, x-test-amz-, xx-test-amz", "x-test-amz, x--amz"),
        ("X-Amz-*", "x-amz-a, X-AMZ-A ,x-amz-b", "x-amz-a, x-amz-b"),
        ("x.a*", "x-ab, x.ab", "x.ab"),
    ],
)
def test_a_pattern_names_the_requested_headers_that_match(pattern: str, requested: str, named: str) -> None:
    assert emitted_headers(compiled_headers([pattern]), requested) == named


@given(st.lists(NAMES, max_size=5), st.none() | st.text(max_size=40))
@settings(max_examples=50)
def test_names_are_emitted_as_they_stand_whatever_is_requested(
    names: list[str], requested: str | None
) -> None:
    allowed = compiled_headers(names)
    assert emitted_headers(allowed, requested) == ", ".join(names)
    assert not allowed.has_wildcards


@given(NAMES, NAMES, st.lists(NAMES, max_size=5))
@settings(max_examples=50)
def test_only_what_is_requested_and_matches_is_named(start: str, end: str, requested: list[str]) -> None:
    matching = f"{start}-anything-{end}"
    emitted = emitted_headers(compiled_headers([f"{start}*{end}"]), ",".join([*requested, matching]))
    named = emitted.split(", ")
    assert matching in named or matching.lower() in {name.lower() for name in requested}
    for name in named:
        assert name.lower().startswith(start.lower())
        assert name.lower().endswith(end.lower())
    assert len({name.lower() for name in named}) == len(named)
