"""Whether two requests share an object: ours against a slow and obvious model, straight from the facts."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.cached_sites import answer, cached_site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_lambda_edge import Distribution, Result


ALIAS = "www.example.com"


@dataclass(frozen=True)
class Asked:
    """A small request."""

    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    cookie: str | None
    http_version: str
    origin: str

    def send(self, site: Distribution) -> Result:
        headers = [*self.headers, *([("Cookie", self.cookie)] if self.cookie is not None else [])]
        url = f"{self.origin}{self.path}" + (f"?{self.query}" if self.query else "")
        return site.get(url, headers=headers, http_version=self.http_version)


# The model.


def naive_key(given: dict[str, Any], asked: Asked) -> object:
    """Return what two requests must have in common to share an object; None where nothing is cached."""
    if "cache_policy" in given:
        policy = given["cache_policy"]
        gzip, brotli = policy["enable_accept_encoding_gzip"], policy["enable_accept_encoding_brotli"]
        named = policy["headers"]
        query = selected(policy["query_string_behavior"], policy["query_strings"], parameters(asked))
        cookies = selected(policy["cookie_behavior"], policy["cookies"], cookie_pairs(asked))
    else:
        values = given["forwarded_values"]
        gzip, brotli = True, False
        named = values["headers"]
        if "*" in named:
            return None  # CF-055
        query = legacy_query(values, parameters(asked))
        cookies = legacy_cookies(values["cookies"], cookie_pairs(asked))
    headers = {name.lower(): value for name, value in asked.headers}  # CF-035: names in any case
    encodings = headers.pop("accept-encoding", None)
    if asked.http_version == "1.0":
        encodings = None  # CF-052
    keyed: list[object] = [headers.get(name.lower()) for name in sorted(named) if name != "Accept-Encoding"]
    if gzip or brotli:
        keyed.append(normalised(encodings, gzip=gzip, brotli=brotli))
    elif "Accept-Encoding" in named:
        keyed.append(encodings)
    return asked.path, query, sorted(cookies, key=lambda pair: pair[0]), keyed


def parameters(asked: Asked) -> list[tuple[str, str]]:
    """CF-036: ``&`` is the only delimiter, order and case count; CF-037: the raw text counts."""
    parts = [part for part in asked.query.split("&") if part]
    return [(part.split("=")[0], part) for part in parts]


def cookie_pairs(asked: Asked) -> list[tuple[str, str]]:
    """CF-039: no ``$`` names, and nothing of a header that is not all ``name=value``."""
    pairs = []
    for part in (asked.cookie or "").split("; "):
        if not part:
            continue
        if "=" not in part:
            return []
        name, value = part.split("=", 1)
        pairs.append((name, value))
    return [pair for pair in pairs if not pair[0].startswith("$")]


def selected(behavior: str, names: Sequence[str], pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """CF-044; CF-040: ``*`` is a letter like any other."""
    if behavior == "none":
        return []
    if behavior == "all":
        return pairs
    return [pair for pair in pairs if (pair[0] in names) == (behavior == "whitelist")]


def legacy_query(values: dict[str, Any], pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """CF-053."""
    if not values["query_string"]:
        return []
    keys = values["query_string_cache_keys"]
    return [pair for pair in pairs if not keys or pair[0] in keys]


def legacy_cookies(preference: dict[str, Any], pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """CF-054, CF-040: here ``*`` and ``?`` are wildcards."""
    if preference["forward"] == "none":
        return []
    if preference["forward"] == "all":
        return pairs
    return [
        pair for pair in pairs if any(fnmatchcase(pair[0], name) for name in preference["whitelisted_names"])
    ]


def normalised(encodings: str | None, *, gzip: bool, brotli: bool) -> tuple[bool, bool]:
    """CF-050, CF-051."""
    accepted = [] if encodings is None else [one.strip() for one in encodings.split(",")]
    return gzip and "gzip" in accepted, brotli and "br" in accepted


# What it is tried on.

NAMES = ("a", "b", "A", "a*", "$v")
HEADERS = ("X-A", "Accept-Language", "Accept-Encoding")


def listing(kinds: Sequence[str], names: Sequence[str]) -> st.SearchStrategy[tuple[str, list[str]]]:
    """Return a behavior with the names that it needs."""

    def with_names(kind: str) -> st.SearchStrategy[tuple[str, list[str]]]:
        some = st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)
        return st.tuples(st.just(kind), some if kind in {"whitelist", "allExcept"} else st.just([]))

    return st.sampled_from(kinds).flatmap(with_names)


@st.composite
def cache_policies(draw: st.DrawFn) -> dict[str, Any]:
    values = ("none", "whitelist", "allExcept", "all")
    header_behavior, headers = draw(listing(("none", "whitelist"), HEADERS))
    cookie_behavior, cookies = draw(listing(values, NAMES))
    query_string_behavior, query_strings = draw(listing(values, NAMES))
    return {
        "min_ttl": 1,
        "header_behavior": header_behavior,
        "headers": headers,
        "cookie_behavior": cookie_behavior,
        "cookies": cookies,
        "query_string_behavior": query_string_behavior,
        "query_strings": query_strings,
        "enable_accept_encoding_gzip": draw(st.booleans()),
        "enable_accept_encoding_brotli": draw(st.booleans()),
    }


@st.composite
def forwarded_values(draw: st.DrawFn) -> dict[str, Any]:
    forward, names = draw(listing(("none", "whitelist", "all"), ("a", "A", "b*", "?", "*")))
    query_string = draw(st.booleans())
    keys = st.lists(st.sampled_from(NAMES), max_size=2, unique=True)
    headers = st.lists(st.sampled_from(HEADERS), max_size=3, unique=True)
    return {
        "query_string": query_string,
        "query_string_cache_keys": draw(keys) if query_string else [],
        "cookies": {"forward": forward, "whitelisted_names": names},
        "headers": draw(st.just(["*"]) | headers if draw(st.integers(0, 9)) == 0 else headers),
    }


ORIGIN_REQUEST_POLICIES = st.sampled_from([None, "AllViewer", "AllViewerExceptHostHeader", "HostHeaderOnly"])
POLICIES = st.fixed_dictionaries(
    {"cache_policy": cache_policies(), "origin_request_policy": ORIGIN_REQUEST_POLICIES}
)
LEGACY = st.fixed_dictionaries({"forwarded_values": forwarded_values()})

PART = st.builds(
    "{}{}".format, st.sampled_from([*NAMES, "bb"]), st.sampled_from(["", "=", "=1", "=2", "=1;a=2"])
)
COOKIE = st.builds("{}={}".format, st.sampled_from([*NAMES, "bb"]), st.sampled_from(["", "1", "2", "1=1"]))
REQUESTS = st.builds(
    Asked,
    path=st.sampled_from(["/p", "/p/", "/P", "/%70"]),
    query=st.lists(PART, max_size=3).map("&".join),
    headers=st.fixed_dictionaries(
        {},
        optional={
            "x-a": st.sampled_from(["1", "2", "", "1,2", "1, 2"]),
            "Accept-Language": st.sampled_from(["de", "DE", "en"]),
            "accept-encoding": st.sampled_from(
                ["gzip", "br", "gzip, br", "br,gzip", "deflate", "identity", ""]
            ),
            "Referer": st.sampled_from(["/1", "/2"]),
            "Authorization": st.sampled_from(["1", "2"]),
        },
    ).map(lambda headers: tuple(headers.items())),
    cookie=st.none() | st.lists(COOKIE | st.just("bare"), max_size=3).map("; ".join),
    http_version=st.sampled_from(["1.0", "1.1", "2.0"]),
    origin=st.sampled_from(["", f"https://{ALIAS}", f"http://{ALIAS}"]),
)


@st.composite
def pairs_of_requests(draw: st.DrawFn) -> tuple[Asked, Asked]:
    """Draw two requests of which the second differs from the first in a few ways, or in none."""
    first, other = draw(REQUESTS), draw(REQUESTS)
    fields = Asked.__dataclass_fields__
    changed = draw(st.lists(st.sampled_from(sorted(fields)), max_size=3, unique=True))
    parts = {name: getattr(other if name in changed else first, name) for name in fields}
    return first, Asked(**parts)


@pytest.mark.fact(*[f"CF-{number:03}" for number in (30, 33, 35, 36, 37, 38, 39, 40, 42, 44)])
@pytest.mark.fact("CF-050", "CF-051", "CF-052", "CF-053", "CF-054", "CF-055")
@settings(max_examples=150)
@given(st.one_of(POLICIES, LEGACY), pairs_of_requests())
def test_two_requests_share_an_object_when_the_model_says_so(
    given_settings: dict[str, Any], requests: tuple[Asked, Asked]
) -> None:
    site = cached_site(answer("max-age=60"), aliases=[ALIAS], **given_settings)
    keys = [naive_key(given_settings, asked) for asked in requests]
    first, second = (asked.send(site) for asked in requests)
    shared = keys[0] is not None and keys[0] == keys[1]
    assert (second.result_type == "Hit") == shared, second.explain()
    assert (first.cache_key == second.cache_key) == (shared or keys[0] is None)
