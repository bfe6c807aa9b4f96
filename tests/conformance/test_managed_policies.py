"""A request through each managed policy: what its row says is what happens (CF-064, CF-066)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from support.cached_sites import answer, cached_site, only_entry, sent

from pytest_lambda_edge.model.managed_policies import CACHE_POLICIES, ORIGIN_REQUEST_POLICIES

YEAR = 31536000
OWN = "d111111abcdef8.cloudfront.net"
OVERRIDES = ("Host", "Origin", "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")
CORS = ("Origin", "Access-Control-Request-Headers", "Access-Control-Request-Method")
DEVICES = tuple(
    f"CloudFront-Is-{kind}-Viewer" for kind in ("Android", "Desktop", "IOS", "Mobile", "SmartTV", "Tablet")
)
VIEWER = (
    *("Address", "ASN", "City", "Country", "Country-Name", "Country-Region", "Country-Region-Name"),
    *("Http-Version", "Latitude", "Longitude", "Metro-Code", "Postal-Code", "Time-Zone", "TLS"),
)
FROM_CLOUDFRONT = ("CloudFront-Forwarded-Proto", *DEVICES, *(f"CloudFront-Viewer-{name}" for name in VIEWER))

# What a viewer sends, and what CloudFront knows of it.
HEADERS = {
    **dict.fromkeys((*OVERRIDES[1:], *CORS), "https://example.com"),
    "Authorization": "Basic eA==",
    "Accept-Encoding": "gzip, br",
    "Referer": "https://example.com/",
    "User-Agent": "Mozilla/5.0",
    "X-Any": "1",
    "X-Forwarded-For": "192.0.2.1",
}
QUERY = "aws.manifestfilter=1&start=2&end=3&m=4&x=5"
MEDIA_QUERY = "aws.manifestfilter=1&start=2&end=3&m=4"
ARGUMENTS: dict[str, Any] = {
    "url": f"/page?{QUERY}",
    "headers": HEADERS,
    "cookies": {"b": "2", "a": "1"},
    "viewer": {"CloudFront-Viewer-Country": "DE"},
}
LISTED = {name.lower() for name in (*HEADERS, "Host", *FROM_CLOUDFRONT)}


@dataclass(frozen=True)
class Row:
    """One managed cache policy."""

    name: str
    id: str
    ttls: tuple[int, int, int]
    headers: tuple[str, ...] = ()
    cookies: bool = False
    query: str = ""
    encodings: str | None = None


CACHE_ROWS = [
    Row(
        "Amplify",
        "2e54312d-136d-493c-8eb9-b001f22f67d2",
        (2, 2, 600),
        ("Authorization", "CloudFront-Viewer-Country", "Host"),
        cookies=True,
        query=QUERY,
        encodings="br,gzip",
    ),
    Row(
        "CachingOptimized",
        "658327ea-f89d-4fab-a63d-7e88639e58f6",
        (1, 86400, YEAR),
        encodings="br,gzip",
    ),
    Row(
        "CachingOptimizedForUncompressedObjects",
        "b2884449-e4de-46a7-ac36-70bc7f1ddd6d",
        (1, 86400, YEAR),
    ),
    Row(
        "Elemental-MediaPackage",
        "08627262-05a9-4f76-9ded-b50ca2e3a84f",
        (0, 86400, YEAR),
        ("Origin",),
        query=MEDIA_QUERY,
        encodings="gzip",
    ),
    Row(
        "UseOriginCacheControlHeaders",
        "83da9c7e-98b4-4e11-a168-04f0df8e2c65",
        (0, 0, YEAR),
        OVERRIDES,
        cookies=True,
        encodings="br,gzip",
    ),
    Row(
        "UseOriginCacheControlHeaders-QueryStrings",
        "4cc15a8a-d715-48a4-82b8-cc0b614638fe",
        (0, 0, YEAR),
        OVERRIDES,
        cookies=True,
        query=QUERY,
        encodings="br,gzip",
    ),
]


@pytest.mark.fact("CF-064", "CF-061")
@pytest.mark.parametrize("row", CACHE_ROWS, ids=lambda row: row.name)
def test_a_managed_cache_policy_keys_and_forwards_what_its_row_says(row: Row) -> None:
    for policy in (row.name, f"Managed-{row.name}", row.id):
        result = cached_site(cache_policy=policy).get(**ARGUMENTS)
        key = result.cache_key
        assert key is not None
        headers = dict(key.headers)
        assert headers.pop("accept-encoding", None) == row.encodings
        assert set(headers) == {name.lower() for name in row.headers}
        assert key.cookies == ((("a", "1"), ("b", "2")) if row.cookies else ())
        assert key.querystring == row.query
        origin = sent(result)
        assert origin.url.partition("?")[2] == row.query
        assert origin.headers.get("Cookie") == ("a=1; b=2" if row.cookies else None)
        assert origin.headers.get("Accept-Encoding") == row.encodings
        assert origin.headers["Host"] == (OWN if "Host" in row.headers else "www-origin.example.com")
        told = {name.lower() for name in origin.headers} & LISTED
        assert told - {"host", "user-agent", "x-forwarded-for", "accept-encoding"} == (
            {name.lower() for name in row.headers} - {"host"}
        )


@pytest.mark.fact("CF-064", "CF-068")
@pytest.mark.parametrize("row", CACHE_ROWS, ids=lambda row: row.name)
def test_a_managed_cache_policy_has_the_ttls_of_its_row(row: Row) -> None:
    for cache_control, seconds in zip(("max-age=0", None, f"max-age={2 * YEAR}"), row.ttls, strict=True):
        site = cached_site(answer(cache_control), cache_policy=row.name)
        site.get("/page")
        entry = only_entry(site)
        assert entry.expires_at - entry.stored_at == pytest.approx(seconds)


@pytest.mark.fact("CF-064", "CF-105")
@pytest.mark.parametrize("policy", ["CachingDisabled", "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"])
def test_caching_disabled_keys_and_forwards_nothing(policy: str) -> None:
    site = cached_site(answer("max-age=60"), cache_policy=policy)
    for _ in range(2):
        result = site.get(**ARGUMENTS)
        assert (result.result_type, result.cache_key) == ("Miss", None)
        assert set(sent(result).headers) == {
            *("Host", "User-Agent", "Via", "X-Forwarded-For", "X-Amz-Cf-Id", "Connection")
        }
        assert "?" not in sent(result).url


@pytest.mark.fact("CF-064")
def test_every_managed_cache_policy_is_shown() -> None:
    shown = {row.id for row in CACHE_ROWS} | {"4135ea2d-6df8-44a3-9df3-4b5a84be39ad"}
    assert shown == set(CACHE_POLICIES)


EVERY_HEADER = tuple(name for name in HEADERS if name != "Accept-Encoding")

# A managed origin request policy: its id, the headers it sends on, whether it asks for CloudFront's, whether
# it sends cookies, and whether the query string.
ORIGIN_REQUEST_ROWS: dict[str, tuple[str, tuple[str, ...], bool, bool, bool]] = {
    "AllViewer": (
        "216adef6-5c7f-47e4-b989-5492eafa07d3",
        (*EVERY_HEADER, "Host", "Accept-Encoding"),
        *(False, True, True),
    ),
    "AllViewerAndCloudFrontHeaders-2022-06": (
        "33f36d7e-f396-46d9-90e0-52428a34d9dc",
        (*EVERY_HEADER, "Host", "Accept-Encoding"),
        *(True, True, True),
    ),
    "AllViewerExceptHostHeader": (
        "b689b0a8-53d0-40ab-baf2-68738e2966ac",
        (*EVERY_HEADER, "Accept-Encoding"),
        *(True, True, True),
    ),
    "CORS-CustomOrigin": ("59781a5b-3903-41f3-afcb-af62929ccde1", ("Origin",), False, False, False),
    "CORS-S3Origin": ("88a5eaf4-2fd4-4709-b370-b4c650ea3fcf", CORS, False, False, False),
    "Elemental-MediaTailor-PersonalizedManifests": (
        "775133bc-15f2-49f9-abea-afb2e0bf67d2",
        (*CORS, "User-Agent"),
        *(False, False, True),
    ),
    "HostHeaderOnly": ("bf0718e1-ba1e-49d1-88b1-f726733018ae", ("Host",), False, False, False),
    "UserAgentRefererHeaders": (
        "acba4595-bd28-49b8-b9fe-13317c0390fa",
        ("User-Agent", "Referer"),
        *(False, False, False),
    ),
}


@pytest.mark.fact("CF-066", "CF-059", "CF-060", "CF-063")
@pytest.mark.parametrize("name", ORIGIN_REQUEST_ROWS)
def test_a_managed_origin_request_policy_forwards_what_its_row_says(name: str) -> None:
    policy_id, headers, from_cloudfront, cookies, query = ORIGIN_REQUEST_ROWS[name]
    given = {**HEADERS, "Host": OWN}
    known = dict.fromkeys(FROM_CLOUDFRONT, "known")
    for policy in (name, f"Managed-{name}", policy_id):
        site = cached_site(cache_policy="CachingDisabled", origin_request_policy=policy)
        origin = sent(site.get(**ARGUMENTS | {"viewer": known}))
        assert origin.headers["X-Forwarded-For"] == "192.0.2.1, 203.0.113.178"
        received = {
            name
            for name, value in given.items()
            if origin.headers.get(name) == value or name == "X-Forwarded-For"
        }
        assert received == {*headers, "X-Forwarded-For"}
        ours = {name for name in origin.headers if name.startswith("CloudFront-")}
        assert ours == (set(FROM_CLOUDFRONT) if from_cloudfront else set())
        assert origin.headers.get("Cookie") == ("a=1; b=2" if cookies else None)
        assert origin.url.partition("?")[2] == (QUERY if query else "")


@pytest.mark.fact("CF-066")
def test_every_managed_origin_request_policy_is_shown() -> None:
    assert {row[0] for row in ORIGIN_REQUEST_ROWS.values()} == set(ORIGIN_REQUEST_POLICIES)


@pytest.mark.fact("CF-061", "CF-064", "CF-066")
@pytest.mark.parametrize("cache_policy", [row.name for row in CACHE_ROWS])
@pytest.mark.parametrize("origin_request_policy", ORIGIN_REQUEST_ROWS)
def test_managed_policies_go_together(cache_policy: str, origin_request_policy: str) -> None:
    row = next(row for row in CACHE_ROWS if row.name == cache_policy)
    _, headers, _, cookies, query = ORIGIN_REQUEST_ROWS[origin_request_policy]
    site = cached_site(cache_policy=cache_policy, origin_request_policy=origin_request_policy)
    result = site.get(**ARGUMENTS)
    origin = sent(result)
    for name in EVERY_HEADER:
        listed = name in headers or name in row.headers
        assert (origin.headers.get(name) == HEADERS[name]) == (listed and name != "X-Forwarded-For"), name
    assert origin.headers["Host"] == (OWN if "Host" in (*headers, *row.headers) else "www-origin.example.com")
    raw = "gzip, br" if "Accept-Encoding" in headers else None
    assert origin.headers.get("Accept-Encoding") == (row.encodings or raw)
    assert ("Cookie" in origin.headers) == (cookies or row.cookies)
    assert origin.url.partition("?")[2] == (QUERY if query else row.query)
    assert result.cache_key is not None
    assert result.cache_key.querystring == row.query
