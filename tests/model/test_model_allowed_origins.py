"""Which origins a policy's CORS settings allow."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda_edge.model.allowed_origins import compiled, is_misplaced

TABLE = [  # CF-212's own, row by row, and what it says in words
    (
        "http://*.example.org",
        [
            "http://www.example.org",
            "http://test.example.org",
            "http://a.b.example.org",
            "http://.example.org",
        ],
        [
            "https://test.example.org",
            "https://test.example.org:123",
            "http://test.example.org:123",
            "http://example.org",
            "test.example.org",
        ],
    ),
    (
        "*.example.org",
        [
            "test.example.org",
            "test.test.example.org",
            ".example.org",
            "http://test.example.org",
            "https://test.example.org",
        ],
        [
            "http://test.example.org:123",
            "https://test.example.org:123",
            "https://example.org",
            "https://testexample.org",
            "https://test.example.org.evil.example",
            "https://evil.example/test.example.org",
        ],
    ),
    (
        "example.org",
        ["http://example.org", "https://example.org", "example.org"],
        ["https://www.example.org", "https://example.org:443", "https://exampleXorg"],
    ),
    (
        "http://example.org",
        ["http://example.org"],
        ["https://example.org", "http://example.org:123", "example.org"],
    ),
    (
        "http://example.org:*",
        ["http://example.org:123", "http://example.org"],
        ["https://example.org:123", "http://example.org:a", "http://www.example.org:123"],
    ),
    (
        "http://example.org:1*3",
        ["http://example.org:123", "http://example.org:1893", "http://example.org:13"],
        ["http://example.org", "http://example.org:12", "http://example.org:23", "https://example.org:123"],
    ),
    (
        "*.example.org:1*",
        ["test.example.org:123", "https://test.example.org:1"],
        ["test.example.org", "test.example.org:23", "example.org:123"],
    ),
    ("*", ["https://example.org", "http://a.b:1", "null"], []),
    ("HTTPS://Example.org", ["https://example.org"], ["http://example.org"]),
    ("http://[::1]:8080", ["http://[::1]:8080"], ["http://[::1]", "http://[::2]:8080"]),
    (
        "https://example.org:8443",
        ["https://example.org:8443"],
        ["https://example.org", "https://example.org:84430"],
    ),
]


@pytest.mark.fact("CF-212")
@pytest.mark.parametrize(("pattern", "origin"), [(row[0], origin) for row in TABLE for origin in row[1]])
def test_a_pattern_matches(pattern: str, origin: str) -> None:
    assert compiled([pattern]).fullmatch(origin)
    assert compiled(["https://other.example", pattern]).fullmatch(origin)
    assert not is_misplaced(pattern)


@pytest.mark.fact("CF-212")
@pytest.mark.parametrize(("pattern", "origin"), [(row[0], origin) for row in TABLE for origin in row[2]])
def test_a_pattern_does_not_match(pattern: str, origin: str) -> None:
    assert not compiled([pattern]).fullmatch(origin)
    assert not compiled([pattern, "https://other.example"]).fullmatch(origin)


@pytest.mark.fact("CF-212")
@pytest.mark.parametrize(
    "pattern",
    [
        "example.*",
        "test.*.example.org",
        "*test.example.org",
        "exa*mple.org",
        "https://example.*",
        "https://*test.example.org",
        "*.*.example.org",
        "**.example.org",
    ],
)
def test_a_star_elsewhere_is_misplaced(pattern: str) -> None:
    assert is_misplaced(pattern)


@pytest.mark.parametrize(
    ("pattern", "origin"),
    [("*://example.org", "https://example.org"), ("http*://example.org", "http://example.org")],
)
def test_a_star_in_the_scheme_stands_for_what_a_star_stands_for(pattern: str, origin: str) -> None:
    assert not is_misplaced(pattern)
    assert compiled([pattern]).fullmatch(origin)
    assert not compiled([pattern]).fullmatch("ftp:x://example.org")


def test_a_list_without_patterns_allows_nothing() -> None:
    assert not any(compiled([]).fullmatch(origin) for origin in ("", "null", "https://example.org"))


HOSTS = st.lists(
    st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=8), min_size=1, max_size=4
).map(".".join)
ORIGINS = st.builds(
    lambda scheme, host, port: f"{scheme}://{host}{port}",
    st.sampled_from(["http", "https"]),
    HOSTS,
    st.sampled_from(["", ":80", ":8443"]),
)


@given(ORIGINS, ORIGINS)
@settings(max_examples=50)
def test_an_origin_without_stars_matches_itself_alone(allowed: str, origin: str) -> None:
    assert bool(compiled([allowed]).fullmatch(origin)) == (allowed == origin)
    assert compiled([allowed]).fullmatch(allowed)


@given(HOSTS, HOSTS, st.sampled_from(["", "http://", "https://"]))
@settings(max_examples=50)
def test_a_leading_star_stands_for_any_subdomain(host: str, subdomain: str, scheme: str) -> None:
    allowed = compiled([f"{scheme}*.{host}"])
    assert allowed.fullmatch(f"{scheme}{subdomain}.{host}")
    assert not allowed.fullmatch(f"{scheme}{subdomain}{host}x")


@given(st.text(max_size=30), st.text(max_size=30))
@settings(max_examples=100)
def test_no_pattern_and_no_origin_is_too_odd(pattern: str, origin: str) -> None:
    is_misplaced(pattern)
    found = compiled([pattern]).fullmatch(origin)
    if "*" not in pattern and found:
        assert origin.lower().endswith(pattern.lower()) or not pattern.isascii()
