from __future__ import annotations

from typing import Any

import pytest
from support.cached_sites import cached_site, sent

# CF-061, over a, b, c and d: the cache policy lists a and b, the origin request policy b and c.
FROM_CACHE_POLICY: dict[str, tuple[str, ...]] = {
    "none": (),
    "all": (),
    "whitelist": ("a", "b"),
    "allExcept": ("a", "b"),
}
FROM_ORIGIN_REQUEST_POLICY: dict[str, tuple[str, ...]] = {
    "none": (),
    "all": (),
    "whitelist": ("b", "c"),
    "allExcept": ("b", "c"),
}
GOES_ON = {
    ("none", "none"): "",
    ("none", "all"): "abcd",
    ("none", "whitelist"): "bc",
    ("none", "allExcept"): "ad",
    ("all", "none"): "abcd",
    ("all", "all"): "abcd",
    ("all", "whitelist"): "abcd",
    ("all", "allExcept"): "abcd",
    ("whitelist", "none"): "ab",
    ("whitelist", "all"): "abcd",
    ("whitelist", "whitelist"): "abc",
    ("whitelist", "allExcept"): "abd",
    ("allExcept", "none"): "cd",
    ("allExcept", "all"): "abcd",
    ("allExcept", "whitelist"): "bcd",
    ("allExcept", "allExcept"): "d",
}
KEYED = {"none": "", "all": "abcd", "whitelist": "ab", "allExcept": "cd"}

HEADERS_GO_ON = {
    ("none", "none"): "",
    ("none", "allViewer"): "abcd",
    ("none", "allViewerAndWhitelistCloudFront"): "abcd",
    ("none", "whitelist"): "bc",
    ("none", "allExcept"): "ad",
    ("whitelist", "none"): "ab",
    ("whitelist", "allViewer"): "abcd",
    ("whitelist", "allViewerAndWhitelistCloudFront"): "abcd",
    ("whitelist", "whitelist"): "abc",
    ("whitelist", "allExcept"): "abd",
}


def letters(names: list[str]) -> str:
    return "".join(sorted(name.lower().removeprefix("x-") for name in names))


@pytest.mark.fact("CF-061", "CF-059", "CF-060")
@pytest.mark.parametrize(("keyed", "extra"), GOES_ON)
def test_query_strings_and_cookies_of_both_policies_go_on(keyed: str, extra: str) -> None:
    in_key, more = FROM_CACHE_POLICY[keyed], FROM_ORIGIN_REQUEST_POLICY[extra]
    site = cached_site(
        cache_policy={
            "min_ttl": 0,
            "query_string_behavior": keyed,
            "query_strings": in_key,
            "cookie_behavior": keyed,
            "cookies": in_key,
        },
        origin_request_policy={
            "query_string_behavior": extra,
            "query_strings": more,
            "cookie_behavior": extra,
            "cookies": more,
        },
    )
    result = site.get("/page?a=1&b=1&c=1&d=1", cookies=dict.fromkeys("abcd", "1"))
    _, _, query = sent(result).url.partition("?")
    assert letters([part.partition("=")[0] for part in query.split("&") if part]) == GOES_ON[keyed, extra]
    cookies = sent(result).headers.get("Cookie", "")
    assert letters([part.partition("=")[0] for part in cookies.split("; ") if part]) == GOES_ON[keyed, extra]
    key = result.cache_key
    assert key is not None
    assert key.querystring == "&".join(f"{name}=1" for name in KEYED[keyed])
    assert key.cookies == tuple((name, "1") for name in KEYED[keyed])


@pytest.mark.fact("CF-061", "CF-059", "CF-060")
@pytest.mark.parametrize(("keyed", "extra"), HEADERS_GO_ON)
def test_headers_of_both_policies_go_on(keyed: str, extra: str) -> None:
    listed: dict[str, tuple[str, ...]] = {
        "whitelist": ("X-B", "X-C"),
        "allExcept": ("X-B", "X-C"),
        "allViewerAndWhitelistCloudFront": ("CloudFront-Viewer-Country",),
    }
    cache_policy: dict[str, Any] = {"min_ttl": 0, "header_behavior": keyed}
    if keyed == "whitelist":
        cache_policy["headers"] = ("X-A", "X-B")
    site = cached_site(
        cache_policy=cache_policy,
        origin_request_policy={"header_behavior": extra, "headers": listed.get(extra, ())},
    )
    result = site.get("/page", headers={f"X-{name}": "1" for name in "ABCD"})
    ours = [name for name in sent(result).headers if name.lower() in {"x-a", "x-b", "x-c", "x-d"}]
    assert letters(ours) == HEADERS_GO_ON[keyed, extra]
    assert result.cache_key is not None
    assert letters([name for name, _ in result.cache_key.headers]) == ("ab" if keyed == "whitelist" else "")
