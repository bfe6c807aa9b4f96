from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda_edge.pipeline.signed_resources import covers, is_ambiguous

HOST = "https://d111111abcdef8.cloudfront.net"

COVERED = [
    # A resource without wildcards is one URL.
    (f"{HOST}/a.jpg", f"{HOST}/a.jpg"),
    (f"{HOST}/", f"{HOST}/"),
    (f"{HOST}/a.jpg?size=large", f"{HOST}/a.jpg?size=large"),
    ("http://www.example.com/a", "http://www.example.com/a"),
    # * stands for any number of characters of its section, ? for one.
    (f"{HOST}/images/*.jpg", f"{HOST}/images/a.jpg"),
    (f"{HOST}/images/*.jpg", f"{HOST}/images/2026/a.jpg"),
    (f"{HOST}/images/*.jpg", f"{HOST}/images/.jpg"),
    (f"{HOST}/a?c", f"{HOST}/abc"),
    (f"{HOST}/*/a*b/?.txt", f"{HOST}/x/y/a/b/b/1.txt"),
    ("https://*.example.com/a", "https://www.example.com/a"),
    ("https://d??.example.com/a", "https://d12.example.com/a"),
    (f"{HOST}/a?size=*", f"{HOST}/a?size=large"),
    (f"{HOST}/a?size=*&b=?", f"{HOST}/a?size=&b=1"),
    # The protocol may be either.
    ("*://www.example.com/a", "http://www.example.com/a"),
    ("*://www.example.com/a", "https://www.example.com/a"),
    # A last * of the path covers any query string, too; one of the domain covers the path as well.
    (f"{HOST}/images/*", f"{HOST}/images/a.jpg?size=large"),
    (f"{HOST}/*", f"{HOST}/"),
    (f"{HOST}/*", f"{HOST}/a/b?c=d/e"),
    ("https://*", f"{HOST}/a?b"),
    ("https://d111*", f"{HOST}/a/b?c"),
    ("*://*", "http://www.example.com/a"),
    # A * in the place of a domain implies any protocol.
    ("*.example.com/a", "http://www.example.com/a"),
    ("*/a.jpg", "https://www.example.com/a.jpg"),
    ("*.cloudfront.net*", f"{HOST}/a?b"),
    ("*", f"{HOST}/a?b=c"),
    # A ? before the query string may be escaped, and need not be.
    (rf"{HOST}/a\?b=c", f"{HOST}/a?b=c"),
    (rf"{HOST}/a?c\?b=*", f"{HOST}/abc?b=c"),
    (f"{HOST}/a?c?b=*", f"{HOST}/abc?b=c"),
    (f"{HOST}/*?*", f"{HOST}/a?b"),
    (f"{HOST}/*?*", f"{HOST}/ab?b"),
    # Nothing else is special.
    (f"{HOST}/[a]+(b).$", f"{HOST}/[a]+(b).$"),
]

NOT_COVERED = [
    (f"{HOST}/a.jpg", f"{HOST}/a.jpg?size=large"),
    (f"{HOST}/a.jpg?size=large", f"{HOST}/a.jpg"),
    (f"{HOST}/a.jpg", f"{HOST}/A.jpg"),
    (f"{HOST}/a.jpg", f"{HOST}/a.jpgx"),
    (f"{HOST}/a.jpg", f"{HOST}/xa.jpg"),
    (f"{HOST}/a.jpg", f"{HOST}/axjpg"),
    (f"{HOST}/a.jpg", "http://d111111abcdef8.cloudfront.net/a.jpg"),
    (f"{HOST}/a.jpg", "https://www.example.com/a.jpg"),
    # A wildcard stays within its section.
    ("https://*.net", f"{HOST}/a.net"),
    ("https://d1*/a", "https://d1.example.com/b/a"),
    (f"{HOST}/*.jpg", f"{HOST}/a?b.jpg"),
    (f"{HOST}/images/*.jpg", f"{HOST}/images/a.jpg?size=large"),
    (f"{HOST}/*b", f"{HOST}/a?b"),
    (f"{HOST}/a?b", f"{HOST}/ab"),
    (f"{HOST}/a*?b=c", f"{HOST}/ax?b=d"),
    (f"{HOST}/a?", f"{HOST}/a"),
    ("https*//www.example.com/a", "https://www.example.com/a"),
    ("https://www?example.com/a", "https://www/example.com/a"),
    # The protocol is http, https or *.
    ("http*://www.example.com/a", "http://www.example.com/a"),
    ("ftp://www.example.com/a", "https://www.example.com/a"),
    ("www.example.com/a", "https://www.example.com/a"),
    ("/a", f"{HOST}/a"),
    ("?", f"{HOST}/a"),
    ("", f"{HOST}/a"),
    # A domain without a path is no URL of a viewer's.
    (HOST, f"{HOST}/"),
    # An escaped ? is no wildcard.
    (rf"{HOST}/a\?c", f"{HOST}/abc"),
    (rf"{HOST}/a\?b=c", rf"{HOST}/a\xb=c"),
    (rf"{HOST}/a?b\?c", f"{HOST}/a?b?c"),
    (rf"{HOST}/a?b\?c", f"{HOST}/a?b"),
    # What is asked for is a whole URL.
    (f"{HOST}/*", HOST),
    ("*/a", "/a"),
]


@pytest.mark.fact("CF-171")
@pytest.mark.parametrize(("resource", "url"), COVERED)
def test_a_resource_covers(resource: str, url: str) -> None:
    assert covers(resource, url)


@pytest.mark.fact("CF-171")
@pytest.mark.parametrize(("resource", "url"), NOT_COVERED)
def test_a_resource_does_not_cover(resource: str, url: str) -> None:
    assert not covers(resource, url)


DOMAINS = st.text("ab.", min_size=1, max_size=5)
PATHS = st.text("ab/", max_size=6).map(lambda path: f"/{path}")
QUERIES = st.none() | st.text("ab=&/", max_size=5)
PROTOCOLS = st.sampled_from(["http", "https"])


def url_of(protocol: str, domain: str, path: str, query: str | None) -> str:
    return f"{protocol}://{domain}{path}{'' if query is None else f'?{query}'}"


URLS = st.builds(url_of, PROTOCOLS, DOMAINS, PATHS, QUERIES)


def starred(section: str, stars: list[int]) -> str:
    """Put ``*`` in the place of the characters at some positions."""
    return "".join("*" if index in stars else letter for index, letter in enumerate(section))


@pytest.mark.fact("CF-171")
@given(URLS)
@settings(max_examples=50)
def test_every_url_is_covered_by_itself(url: str) -> None:
    assert covers(url, url)


@pytest.mark.fact("CF-171")
@given(PROTOCOLS, DOMAINS, PATHS, QUERIES, st.lists(st.integers(0, 6)))
@settings(max_examples=100)
def test_a_star_in_the_place_of_a_character_covers_it(
    protocol: str, domain: str, path: str, query: str | None, stars: list[int]
) -> None:
    pattern = url_of(
        "*" if 0 in stars else protocol,
        starred(domain, stars),
        path[0] + starred(path[1:], stars),
        None if query is None else starred(query, stars),
    )
    assert covers(pattern, url_of(protocol, domain, path, query))


@pytest.mark.fact("CF-171")
@given(DOMAINS, PATHS, st.text("ab=*", max_size=6), QUERIES)
@settings(max_examples=100)
def test_wildcards_of_the_query_agree_with_plain_expressions(
    domain: str, path: str, pattern: str, query: str | None
) -> None:
    expression = re.escape(pattern).replace(r"\*", ".*")
    expected = query is not None and re.fullmatch(expression, query, re.DOTALL) is not None
    resource = rf"https://{domain}{path}\?{pattern}"
    assert covers(resource, url_of("https", domain, path, query)) is expected


@given(st.text(max_size=30), URLS)
@settings(max_examples=100)
def test_any_text_is_read(resource: str, url: str) -> None:
    assert covers(resource, url) in {True, False}


def test_many_stars_are_read_quickly() -> None:
    assert not covers(f"{HOST}/{'*a' * 40}b", f"{HOST}/{'a' * 4_000}")


@pytest.mark.fact("CF-171")
@pytest.mark.parametrize(
    ("resource", "url", "ambiguous"),
    [
        ("/p?ge", "/page", True),
        ("/page?a=1", "/page?a=1", True),
        ("/page?a=*", "/page?a=1", True),
        ("/p?ge?a=?", "/page?a=1", True),
        ("/p*?*", "/page?a=1", False),
        (r"/page\?a=1", "/page?a=1", False),
        (r"/p?ge\?a=?", "/page?a=1", False),
        ("/p?ge", "/pge", False),
        ("/page?a=1", "/page?a=2", False),
        ("/page?a=1", "/other", False),
        ("/page", "/page", False),
        ("/p*", "/page?a=1", False),
    ],
)
def test_a_question_mark_is_in_doubt_only_where_its_readings_differ(
    resource: str, url: str, ambiguous: bool
) -> None:
    assert is_ambiguous(f"{HOST}{resource}", f"{HOST}{url}") is ambiguous


@given(st.text("ab/?*", max_size=8), URLS)
@settings(max_examples=100)
def test_what_covers_nothing_without_question_marks_is_never_in_doubt(resource: str, url: str) -> None:
    plain = f"https://{resource.replace('?', '')}"
    assert not is_ambiguous(plain, url)
