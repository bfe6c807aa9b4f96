from __future__ import annotations

import pytest
from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda_edge.http.cookie_jar import ViewerCookies
from pytest_lambda_edge.http.cookies import cookie_pairs

OWN = "https://d111111abcdef8.cloudfront.net"

NAMES = st.text("abcAB*$-_", min_size=1, max_size=3)
VALUES = st.text("ab=01\"' ,/", max_size=4).map(str.strip)


@pytest.mark.fact("CF-039")
@pytest.mark.parametrize(
    ("lines", "pairs"),
    [
        ([], []),
        ([""], []),
        (["a=1"], [("a", "1")]),
        (["b=2; a=1"], [("b", "2"), ("a", "1")]),
        (["a=1;b=2;  c=3 ;"], [("a", "1"), ("b", "2"), ("c", "3")]),
        (["a=1=2"], [("a", "1=2")]),
        (["a="], [("a", "")]),
        (['a="x y"'], [("a", '"x y"')]),
        (["a=1; a=2"], [("a", "1"), ("a", "2")]),
        (["a=1", "b=2"], [("a", "1"), ("b", "2")]),
        (["$Version=1; a=1; $Path=/"], [("a", "1")]),
        (["a"], []),
        (["a=1; b"], []),
        (["a=1; =2"], []),
        (["a=1; b", "c=3"], [("c", "3")]),
    ],
)
def test_a_line_is_pairs_or_nothing(lines: list[str], pairs: list[tuple[str, str]]) -> None:
    assert cookie_pairs(lines) == pairs


@given(st.lists(st.tuples(NAMES, VALUES), max_size=5))
def test_written_cookies_are_read_back(pairs: list[tuple[str, str]]) -> None:
    line = "; ".join(f"{name}={value}" for name, value in pairs)
    assert cookie_pairs([line]) == [pair for pair in pairs if not pair[0].startswith("$")]


@given(st.lists(st.text(max_size=20), max_size=3))
def test_no_line_is_too_odd(lines: list[str]) -> None:
    assert all(name and not name.startswith("$") for name, _ in cookie_pairs(lines))


# What a viewer keeps.


def keeping(*lines: str, url: str = f"{OWN}/a/b") -> ViewerCookies:
    jar = ViewerCookies()
    jar.take(url, list(lines))
    return jar


@pytest.mark.parametrize(
    ("line", "path", "sent"),
    [
        ("a=1", "/a/b", True),
        ("a=1", "/a/", True),
        ("a=1", "/c", False),
        ("a=1; Path=/", "/c", True),
        ("a=1; Path=/a", "/a/c", True),
        ("a=1; Path=/a", "/ab", False),
        ("a=1; Secure; HttpOnly; SameSite=Lax", "/a/b", True),
        ("a=1; Domain=d111111abcdef8.cloudfront.net", "/a/b", True),
        ("a=1; Domain=other.example.com", "/a/b", False),
        ("a=1; Max-Age=0", "/a/b", False),
        ("a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "/a/b", False),
        ("a=1; Expires=Thu, 01 Jan 2099 00:00:00 GMT", "/a/b", True),
    ],
)
def test_a_cookie_goes_where_it_is_meant_to(line: str, path: str, sent: bool) -> None:
    assert keeping(line).for_url(OWN + path) == ({"a": "1"} if sent else {})


def test_a_secure_cookie_goes_over_https_alone() -> None:
    jar = keeping("a=1; Secure; Path=/", "b=2; Path=/")
    assert jar.for_url(f"{OWN}/") == {"a": "1", "b": "2"}
    assert jar.for_url(OWN.replace("https", "http") + "/") == {"b": "2"}


def test_a_cookie_stays_with_its_host_unless_it_names_a_domain() -> None:
    jar = keeping("a=1", "b=2; Domain=example.com", url="https://www.example.com/")
    assert jar.for_url("https://www.example.com:8443/") == {"a": "1", "b": "2"}
    assert jar.for_url("https://shop.example.com/") == {"b": "2"}


@pytest.mark.parametrize("value", ["", "a=b==", '"quoted"', '{"json":[1]}', "a%20b", "ü"])
def test_a_value_is_kept_as_it_came(value: str) -> None:
    assert keeping(f"a={value}").for_url(f"{OWN}/a/b") == {"a": value}
    assert keeping(f"a={value}").as_dict() == {"a": value}


def test_of_two_cookies_of_one_name_the_longer_path_counts() -> None:
    jar = keeping("a=root; Path=/", "a=deep; Path=/a")
    assert jar.for_url(f"{OWN}/a/b") == {"a": "deep"}
    assert jar.for_url(f"{OWN}/b") == {"a": "root"}


def test_a_later_cookie_replaces_an_earlier_one_and_an_expired_one_removes_it() -> None:
    jar = keeping("a=1; Path=/", "b=1; Path=/")
    jar.take(f"{OWN}/c", ["a=2; Path=/", "b=; Path=/; Max-Age=0"])
    assert jar.as_dict() == {"a": "2"}


def test_a_cookie_expires_with_the_clock() -> None:
    with freeze_time("2026-06-01T12:00:00Z", tick=False) as clock:
        jar = keeping("a=1; Max-Age=10", "b=1; Expires=Mon, 01 Jun 2026 12:01:00 GMT", "c=1")
        clock.tick(9)
        assert set(jar.as_dict()) == set(jar.for_url(f"{OWN}/a/b")) == {"a", "b", "c"}
        clock.tick(2)
        assert set(jar.as_dict()) == {"b", "c"}
        clock.tick(60)
        assert jar.for_url(f"{OWN}/a/b") == {"c": "1"}
