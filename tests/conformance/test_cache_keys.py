from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.cached_sites import ALL, answer, cached_site, legacy, sent
from support.edge_functions import changes

if TYPE_CHECKING:
    from pytest_lambda_edge import Distribution

COOKIES = {"min_ttl": 0, "cookie_behavior": "all"}
QUERY = {"min_ttl": 0, "query_string_behavior": "all"}
HEADER = {"min_ttl": 0, "header_behavior": "whitelist", "headers": ["Accept-Language"]}
LISTED_QUERY = {"min_ttl": 0, "query_string_behavior": "whitelist", "query_strings": ["a", "b"]}
ALIASES = ["www.example.com", "shop.example.com"]
HOST = {"min_ttl": 0, "header_behavior": "whitelist", "headers": ["Host"]}
PROTOCOL = {"min_ttl": 0, "header_behavior": "whitelist", "headers": ["CloudFront-Forwarded-Proto"]}
WILD = legacy(cookies={"forward": "whitelist", "whitelisted_names": ["user_*", "v?"]})

Ask = dict[str, Any]


def ask(url: str = "/p", **arguments: Any) -> Ask:
    return {"url": url, **arguments}


def lang(value: str, **more: str) -> Ask:
    return ask(headers={**more, "Accept-Language": value})


def cookie(line: str) -> Ask:
    return ask(headers={"Cookie": line})


# (facts, settings, two requests, whether they share an object)
PAIRS: list[tuple[str, dict[str, Any], Ask, Ask, bool]] = [
    ("CF-030", {}, ask("/p"), ask("/q"), False),
    ("CF-030", {}, ask("/p"), ask("/P"), False),
    ("CF-023", {}, ask("/images"), ask("/images/"), False),
    ("CF-030 D-17", {}, ask("/a/../p"), ask("/p"), False),
    ("CF-030 D-17", {}, ask("/%70"), ask("/p"), False),
    ("CF-030", {}, ask("https://www.example.com/p"), ask("https://shop.example.com/p"), True),
    (
        "CF-030",
        {"cache_policy": HOST},
        ask("https://www.example.com/p"),
        ask("https://shop.example.com/p"),
        False,
    ),
    ("CF-033", {}, ask("https://www.example.com/p"), ask("http://www.example.com/p"), True),
    (
        "CF-033",
        {"cache_policy": PROTOCOL},
        ask("https://www.example.com/p"),
        ask("http://www.example.com/p"),
        False,
    ),
    ("CF-035", {}, lang("de"), lang("en"), True),
    ("CF-035", {"cache_policy": HEADER}, lang("de"), lang("en"), False),
    ("CF-035", {"cache_policy": HEADER}, lang("de"), lang("DE"), False),
    ("CF-035", {"cache_policy": HEADER}, lang("en-US,en"), lang("en-US, en"), False),
    ("CF-035", {"cache_policy": HEADER}, lang("de"), ask(headers={"ACCEPT-LANGUAGE": "de"}), True),
    ("CF-035", {"cache_policy": HEADER}, lang("de", A="1", B="2"), lang("de", B="2", A="1"), True),
    ("CF-035", {"cache_policy": HEADER}, ask(), lang("de"), False),
    ("CF-035", {"cache_policy": HEADER}, ask(), lang(""), False),
    ("CF-036", {}, ask("/p?a=1"), ask("/p?a=2"), True),
    ("CF-036", {"cache_policy": QUERY}, ask("/p?a=1"), ask("/p?a=2"), False),
    ("CF-036", {"cache_policy": QUERY}, ask("/p?a=1&b=2"), ask("/p?b=2&a=1"), False),
    ("CF-036", {"cache_policy": QUERY}, ask("/p?a=1"), ask("/p?A=1"), False),
    ("CF-036", {"cache_policy": QUERY}, ask("/p?a=x"), ask("/p?a=X"), False),
    ("CF-036", {"cache_policy": LISTED_QUERY}, ask("/p?c=1;a=2"), ask("/p?c=1;a=3"), True),
    ("CF-036", {"cache_policy": LISTED_QUERY}, ask("/p?a=red;b=1"), ask("/p?a=red;b=2"), False),
    ("CF-037", {"cache_policy": LISTED_QUERY}, ask("/p?a=1&b=2"), ask("/p?b=2&a=1"), False),
    ("CF-037", {"cache_policy": LISTED_QUERY}, ask("/p?a=1&c=1&b=2"), ask("/p?a=1&b=2&c=2"), True),
    ("CF-037", {"cache_policy": QUERY}, ask("/p?a"), ask("/p?a="), False),
    ("CF-037", {"cache_policy": QUERY}, ask("/p?"), ask("/p"), True),
    ("CF-038", {}, cookie("a=1"), cookie("a=2"), True),
    ("CF-038", {"cache_policy": COOKIES}, cookie("a=1; b=2"), cookie("b=2; a=1"), True),
    ("CF-038", {"cache_policy": COOKIES}, cookie("a=1"), cookie("A=1"), False),
    ("CF-038", {"cache_policy": COOKIES}, cookie("a=x"), cookie("a=X"), False),
    ("CF-039", {"cache_policy": COOKIES}, cookie("a=1; $Path=/"), cookie("a=1; $Path=/x"), True),
    ("CF-039", {"cache_policy": COOKIES}, cookie("a"), cookie("a=1; b"), True),
    ("CF-040", WILD, cookie("user_id=1"), cookie("user_id=2"), False),
    ("CF-040", WILD, cookie("user_=1"), cookie("user_=2"), False),
    ("CF-040", WILD, cookie("v1=1"), cookie("v1=2"), False),
    ("CF-040", WILD, cookie("v=1; v12=1"), cookie("v=2; v12=2"), True),
    ("CF-042 CF-079", {}, ask(headers={"Authorization": "1"}), ask(headers={"Authorization": "2"}), True),
    (
        "CF-042",
        {"cache_policy": {"min_ttl": 0, "header_behavior": "whitelist", "headers": ["authorization"]}},
        ask(headers={"Authorization": "1"}),
        ask(headers={"Authorization": "2"}),
        False,
    ),
    (
        "CF-040",
        {"cache_policy": {"min_ttl": 0, "cookie_behavior": "whitelist", "cookies": ["user_*"]}},
        cookie("user_id=1"),
        cookie("user_id=2"),
        True,
    ),
    (
        "CF-040",
        {"cache_policy": {"min_ttl": 0, "query_string_behavior": "whitelist", "query_strings": ["a*"]}},
        ask("/p?ab=1&a*=1"),
        ask("/p?ab=2&a*=1"),
        True,
    ),
    ("CF-053", legacy(query_string=False), ask("/p?a=1"), ask("/p?a=2"), True),
    ("CF-053", legacy(query_string=True), ask("/p?a=1"), ask("/p?a=2"), False),
    (
        "CF-053",
        legacy(query_string=True, query_string_cache_keys=["a"]),
        ask("/p?a=1&b=1"),
        ask("/p?a=1&b=2"),
        True,
    ),
    (
        "CF-053",
        legacy(query_string=True, query_string_cache_keys=["a"]),
        ask("/p?a=1&b=1"),
        ask("/p?a=2&b=1"),
        False,
    ),
    ("CF-054", legacy(), cookie("a=1"), cookie("a=2"), True),
    ("CF-054", legacy(cookies={"forward": "all"}), cookie("a=1"), cookie("a=2"), False),
    ("CF-055", legacy(headers=["Accept-Language"]), lang("de"), lang("en"), False),
    ("CF-055 CF-178", legacy(), ask(headers={"X-Any": "1"}), ask(headers={"X-Any": "2"}), True),
    ("CF-055", legacy(headers=["*"]), ask(), ask(), False),
]


@pytest.mark.parametrize(
    ("given", "first", "second", "shared"),
    [
        pytest.param(*row[1:], marks=pytest.mark.fact(*row[0].split()), id=f"{row[0].split()[0]}-{number}")
        for number, row in enumerate(PAIRS)
    ],
)
def test_two_requests_share_an_object_or_do_not(
    given: dict[str, Any], first: Ask, second: Ask, shared: bool
) -> None:
    site = cached_site(answer("max-age=60"), aliases=ALIASES, **given)
    assert site.get(**first).result_type == "Miss"
    result = site.get(**second)
    assert result.result_type == ("Hit" if shared else "Miss"), result.explain()


@pytest.mark.fact("CF-034", "LE-324")
@pytest.mark.parametrize(
    "change",
    [
        {"uri": "/same"},
        {"querystring": "a=1"},
        {"headers": {"host": [{"value": "d111111abcdef8.cloudfront.net"}], "cookie": [{"value": "a=1"}]}},
    ],
    ids=["uri", "querystring", "cookie"],
)
def test_the_key_is_made_of_what_viewer_request_left(change: dict[str, Any]) -> None:
    site = cached_site(
        answer("max-age=60"),
        cache_policy={"min_ttl": 0} | ALL,
        viewer_request=changes(**{"uri": "/same"} | change),
    )
    urls = ["/same", "/other"] if "querystring" not in change else ["/same?b=1", "/same?c=1"]
    results = [site.get(url, cookies={"c": url[-1]} if "headers" in change else None) for url in urls]
    assert [result.result_type for result in results] == ["Miss", "Hit"]
    assert results[0].cache_key == results[1].cache_key


@pytest.mark.fact("LE-248", "LE-325")
@pytest.mark.parametrize(
    ("change", "target"),
    [({"uri": "/elsewhere"}, "/elsewhere"), ({"querystring": "a=2"}, "/page?a=2")],
    ids=["uri", "querystring"],
)
def test_what_origin_request_changes_is_not_in_the_key(change: dict[str, str], target: str) -> None:
    policy = {"min_ttl": 0, "query_string_behavior": "all"}
    site = cached_site(answer("max-age=60"), cache_policy=policy, origin_request=changes(**change))
    result = site.get("/page")
    assert sent(result).url.endswith(target)
    assert site.get("/page").result_type == "Hit"
    assert site.get(target).result_type == "Miss"


@pytest.mark.fact("CF-043")
@pytest.mark.parametrize(
    ("vary", "name", "values"),
    [
        ("Accept-Language", "Accept-Language", ("de", "en")),
        ("Cookie", "Cookie", ("a=1", "a=2")),
        ("Accept-Encoding", "Accept-Encoding", ("gzip", "br")),
        ("Accept-Encoding, X-Any", "X-Any", ("1", "2")),
    ],
)
@pytest.mark.parametrize("settings", [{}, {"origin_request_policy": "AllViewer"}], ids=["dropped", "sent"])
def test_an_origins_vary_makes_no_variants(
    vary: str, name: str, values: tuple[str, str], settings: dict[str, Any]
) -> None:
    """Whether the viewer gets to see it or not."""
    site = cached_site(answer("max-age=60", vary=vary), **settings)
    results = [site.get("/page", headers={name: value}) for value in values]
    assert [result.result_type for result in results] == ["Miss", "Hit"]


def keyed_site() -> Distribution:
    policy = {
        "min_ttl": 0,
        "header_behavior": "whitelist",
        "headers": ["Accept-Language"],
        "enable_accept_encoding_gzip": True,
    }
    return cached_site(
        answer("max-age=60"), allowed_methods=["GET", "HEAD", "OPTIONS"], cache_policy=policy | ALL
    )


@pytest.mark.fact("CF-030", "CF-035", "CF-036", "CF-038")
def test_a_key_can_be_read() -> None:
    headers = [("accept-language", "de"), ("accept-encoding", "gzip, br"), ("cookie", "b=2; a=1")]
    result = keyed_site().get("/p?x=1&y", headers=headers)
    key = result.cache_key
    assert key is not None
    assert (key.domain_name, key.method, key.uri) == ("d111111abcdef8.cloudfront.net", "", "/p")
    assert key.querystring == "x=1&y"
    assert key.headers == (("accept-language", "de"), ("accept-encoding", "gzip"))
    assert key.cookies == (("a", "1"), ("b", "2"))
    assert str(key) == (
        "d111111abcdef8.cloudfront.net/p?x=1&y | accept-language: de | accept-encoding: gzip"
        " | cookie a=1 | cookie b=2"
    )


@pytest.mark.fact("CF-038")
def test_cookies_that_only_look_alike_have_keys_of_their_own() -> None:
    lines = ["a\tb=1", "a=b\t1", "a\tb\t=1"]
    site = keyed_site()
    results = [site.get(**cookie(line)) for line in lines]
    assert [result.result_type for result in results] == ["Miss"] * 3
    assert [result.cache_key.cookies for result in results if result.cache_key] == [
        (("a\tb", "1"),),
        (("a", "b\t1"),),
        (("a\tb\t", "1"),),
    ]
