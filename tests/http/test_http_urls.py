from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda_edge.http.urls import Target, absolute_url, split_target, with_query

PATHS = st.text(st.characters(codec="utf-8", min_codepoint=0x21, exclude_characters="?#\x7f"), max_size=20)
QUERIES = st.text(st.characters(codec="utf-8", min_codepoint=0x21, exclude_characters="#\x7f"), max_size=20)


@pytest.mark.fact("CF-037", "D-17")
@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("/", Target("", "", "/", "")),
        ("/a/b?c=d&e", Target("", "", "/a/b", "c=d&e")),
        ("/a?", Target("", "", "/a", "")),
        ("/a??b?", Target("", "", "/a", "?b?")),
        ("/a#b?c", Target("", "", "/a", "")),
        ("/a?b#c", Target("", "", "/a", "b")),
        ("/%7Euser/../x//y/%2f", Target("", "", "/%7Euser/../x//y/%2f", "")),
        ("//a", Target("", "", "//a", "")),
        ("https://www.example.com", Target("https", "www.example.com", "/", "")),
        ("https://www.example.com?a", Target("https", "www.example.com", "/", "a")),
        ("https://www.example.com#a", Target("https", "www.example.com", "/", "")),
        ("HTTP://WWW.example.com:8080/A", Target("http", "WWW.example.com:8080", "/A", "")),
        ("http://[::1]/a", Target("http", "[::1]", "/a", "")),
        ("/http://x", Target("", "", "/http://x", "")),
        ("/grüße?ü", Target("", "", "/grüße", "ü")),
    ],
)
def test_a_url_is_taken_apart_and_never_normalised(url: str, target: Target) -> None:
    assert split_target(url) == target


@given(PATHS, QUERIES)
def test_path_and_query_stay_as_written(path: str, query: str) -> None:
    for base in ("", "https://www.example.com"):
        target = split_target(f"{base}/{path}?{query}")
        assert (target.path, target.querystring) == (f"/{path}", query)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "'' is neither a path"),
        ("index.html", "'index.html' is neither a path (it would begin with '/') nor"),
        ("ftp://www.example.com/", "neither a path"),
        ("www.example.com/", "neither a path"),
        ("?a=1", "neither a path"),
        ("https:///a", "it has no host"),
        ("http://?a", "it has no host"),
        ("/a b", "it holds ' ', which is written %20 in a URL"),
        ("/a\n", r"it holds '\n', which is written %0A in a URL"),
        ("/a?\x7f", "which is written %7F in a URL"),
    ],
)
def test_what_is_no_url_is_refused_with_what_to_write(url: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        split_target(url)


@pytest.mark.fact("CF-168")
def test_without_a_query_there_is_no_question_mark() -> None:
    assert (with_query("/a", "b=1"), with_query("/a", "")) == ("/a?b=1", "/a")
    assert absolute_url("https", "www.example.com:8443", "/a", "") == "https://www.example.com:8443/a"


@given(PATHS, QUERIES)
def test_a_url_taken_apart_is_put_together_again(path: str, query: str) -> None:
    url = f"http://www.example.com/{path}" + (f"?{query}" if query else "")
    target = split_target(url)
    assert absolute_url(target.scheme, target.host, target.path, target.querystring) == url
