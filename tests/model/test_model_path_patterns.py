from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.configs import deployed
from support.in_time import before_long

from pytest_lambda_edge.model.path_patterns import (
    canonical,
    compiled,
    match_behavior,
    needs_normalizing,
    normalized,
)


def chosen(patterns: list[str], path: str) -> str:
    """Return the path pattern of the behavior that a path belongs to."""
    return match_behavior(deployed(behaviors={pattern: {} for pattern in patterns}), path).path_pattern


def matches_naively(pattern: str, path: str) -> bool:
    """Match as the developer guide tells it, letter by letter."""
    if not pattern:
        return not path
    if pattern[0] == "*":
        return any(matches_naively(pattern[1:], path[start:]) for start in range(len(path) + 1))
    return bool(path) and pattern[0] in ("?", path[0]) and matches_naively(pattern[1:], path[1:])


@pytest.mark.fact("CF-016", "CF-017", "CF-018", "CF-019", "CF-023")
@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("/images/*.jpg", "/images/a.jpg", True),
        ("/images/*.jpg", "/images/product1/a.jpg", True),
        ("images/*.jpg", "/images/a.jpg", True),
        ("*product.jpg", "/a/product.jpg", True),
        ("a*.jpg", "/apple.jpg", True),
        ("a*.jpg", "/abra/cadabra/magic.jpg", True),
        ("a??.jpg", "/abc.jpg", True),
        ("a??.jpg", "/ab.jpg", False),
        ("a?b", "/a/b", True),
        ("*.doc*", "/x.doc", True),
        ("*.doc*", "/x.docm", True),
        ("*.doc?", "/x.doc", False),
        ("*.jpg", "/LOGO.JPG", False),
        ("test/", "/test/", True),
        ("test/", "/test/file1.jpg", False),
        ("/images", "/images/", False),
        ("/images/", "/images", False),
        ("/a.b", "/axb", False),
        ("/a+b", "/aab", False),
        ("/a$", "/a", False),
        ("/", "/", True),
        ("/?*", "/", False),
        ("*", "/", True),
        ("a*a", "/a", False),
        ("a*a", "/aa", True),
        ("a*b*a", "/aba", True),
        ("a*b*a", "/aa", False),
        ("a**a", "/aa", True),
        ("/a\n", "/a", False),
        ("/a*", "/a\nb", True),
    ],
)
def test_a_pattern_matches_whole_paths(pattern: str, path: str, matches: bool) -> None:
    matcher = compiled([pattern])
    assert matcher is not None
    assert (matcher.match(path) is not None) is matches


LETTERS = st.sampled_from("ab./?*")


@given(
    patterns=st.lists(st.text(LETTERS, max_size=8), min_size=1, max_size=4),
    path=st.text(st.sampled_from("ab./\n"), max_size=10),
)
@example(patterns=["a*a"], path="a")
def test_the_first_pattern_that_matches_letter_by_letter_is_found(patterns: list[str], path: str) -> None:
    matcher = compiled(patterns)
    assert matcher is not None
    found = matcher.match(f"/{path}")
    naive = (at for at, pattern in enumerate(patterns, 1) if matches_naively(canonical(pattern), f"/{path}"))
    assert (found.lastindex if found else None) == next(naive, None)


@pytest.mark.fact("CF-015")
def test_the_first_behavior_that_matches_wins_however_special_a_later_one_is() -> None:
    assert chosen(["/a*", "/a/b/c.html"], "/a/b/c.html") == "/a*"


@pytest.mark.fact("CF-015")
@pytest.mark.parametrize("patterns", [[], ["/a", "/b"]])
def test_what_no_pattern_matches_belongs_to_the_default_behavior(patterns: list[str]) -> None:
    assert chosen(patterns, "/c") == "*"


@pytest.mark.fact("D-17")
@pytest.mark.parametrize(
    ("path", "needed"),
    [
        ("/a/b", False),
        ("/%61/b", True),
        ("//a/b", True),
        ("/a/../b", True),
        ("/a//b", False),
        ("/b//c", False),
    ],
)
def test_a_path_needs_normalizing_where_it_would_belong_to_another_behavior(path: str, needed: bool) -> None:
    assert needs_normalizing(deployed(behaviors={"/a/*": {}}), path) is needed


@pytest.mark.fact("CF-021", "CF-022", "D-17")
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "/"),
        ("/a/b", "/a/b"),
        ("/a//b///c", "/a/b/c"),
        ("//", "/"),
        ("/a/./b", "/a/b"),
        ("/a/../b", "/b"),
        ("/a/b/..", "/a/"),
        ("/a/b/.", "/a/b/"),
        ("/..", "/"),
        ("/../../a", "/a"),
        ("/a//../b", "/b"),
        ("/.well-known/x", "/.well-known/x"),
        ("/a/...", "/a/..."),
        ("/%61%2Db", "/a-b"),
        ("/a%2fb%c3", "/a%2Fb%C3"),
        ("/a/%2e%2E/b", "/b"),
        ("/100%", "/100%"),
        ("/%zz", "/%zz"),
        ("/%2561", "/%2561"),
    ],
)
def test_paths_are_normalized_before_they_are_compared(path: str, expected: str) -> None:
    assert normalized(path) == expected


@pytest.mark.fact("CF-021")
def test_a_path_with_dot_segments_belongs_to_the_behavior_of_where_it_leads() -> None:
    assert chosen(["/a/b*", "/a*"], "/a/b") == "/a/b*"
    assert chosen(["/a/b*", "/a*"], "/a/b/..") == "/a*"


@given(path=st.text(st.sampled_from("ab./%26eE"), max_size=12).map("/{}".format))
def test_a_normalized_path_is_absolute_without_dots_and_stays_as_it_is(path: str) -> None:
    once = normalized(path)
    assert once.startswith("/")
    assert "//" not in once
    assert not {".", ".."} & set(once.split("/"))
    assert normalized(once) == once or "%" in path


def test_no_pattern_and_path_of_legal_length_take_long_to_match() -> None:
    matcher = compiled(["*a" * 120 + "*b", "*" + "a*" * 100 + "?b"])
    assert matcher is not None
    with before_long():
        assert matcher.match("/" + "a" * 8000) is None
