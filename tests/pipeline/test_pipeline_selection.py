from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda_edge.pipeline.selection import (
    ALL,
    NONE,
    Mode,
    Selection,
    allow,
    combined,
    deny,
    without,
)

NAMES = frozenset("abcd")
SOME = st.frozensets(st.sampled_from("abcd"), max_size=3)
SELECTIONS = st.just(NONE) | st.just(ALL) | SOME.map(allow) | SOME.map(deny)


def selected(selection: Selection) -> frozenset[str]:
    return frozenset(name for name in NAMES if name in selection)


@pytest.mark.parametrize(
    ("selection", "names", "empty"),
    [
        (NONE, "", True),
        (ALL, "abcd", False),
        (allow(frozenset("ab")), "ab", False),
        (allow(frozenset()), "", True),
        (deny(frozenset("ab")), "cd", False),
        (deny(frozenset()), "abcd", False),
    ],
)
def test_a_selection_holds_what_it_says(selection: Selection, names: str, empty: bool) -> None:
    assert selected(selection) == frozenset(names)
    assert selection.is_empty == empty


@pytest.mark.fact("CF-040")
@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        ("user_*", ["user_", "user_1", "user_a.b"], ["user", "xuser_1", "USER_1"]),
        ("v?", ["v1", "v."], ["v", "v12"]),
        ("*", ["", "anything"], []),
        ("a.b", ["a.b"], ["axb"]),
        ("a+[b]", ["a+[b]"], ["aab"]),
        ("a*b?", ["ab1", "axxb2"], ["ab", "xab1"]),
    ],
)
def test_wildcards_count_where_they_are_wanted(pattern: str, matching: list[str], others: list[str]) -> None:
    legacy, literal = allow(frozenset([pattern]), wildcards=True), allow(frozenset([pattern]))
    for name in (*matching, *others, pattern):
        assert (name in legacy) == (name in matching or name == pattern)
        assert (name in literal) == (name == pattern)


@pytest.mark.fact("CF-061")
@given(SELECTIONS, SELECTIONS)
def test_what_is_keyed_or_selected_goes_on_but_for_what_both_lists_leave_out(
    key: Selection, extra: Selection
) -> None:
    whole = selected(combined(key, extra))
    if key.mode is extra.mode is Mode.DENY:
        assert whole == selected(key) & selected(extra)  # AWS's text, taken literally
    else:
        assert whole == selected(key) | selected(extra)


@given(SELECTIONS, SOME)
def test_what_is_left_out_is_selected_no_more_and_all_else_as_before(
    selection: Selection, names: frozenset[str]
) -> None:
    assert selected(without(selection, names)) == selected(selection) - names


def test_no_wildcard_selects_what_is_left_out() -> None:
    left = without(allow(frozenset({"Cloud*", "id"}), wildcards=True), frozenset({"CloudFront-A", "CloudB"}))
    names = ["CloudFront-A", "CloudB", "CloudFront-A2", "CloudFront-", "Cloud", "id"]
    assert [name for name in names if name in left] == ["CloudFront-A2", "CloudFront-", "Cloud", "id"]
