from __future__ import annotations

from typing import Any

import pytest
from support.cached_sites import cached_site, legacy, sent
from support.edge_functions import passes_on

ALL_METHODS = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
NOT_CACHED: dict[str, Any] = {"cache_policy": "CachingDisabled", "allowed_methods": ALL_METHODS}


def listing(header: str) -> dict[str, Any]:
    """Return settings whose origin request policy lists one header."""
    return {"origin_request_policy": {"header_behavior": "whitelist", "headers": [header]}}


def keying(header: str) -> dict[str, Any]:
    """Return settings whose cache policy lists one header."""
    return {"cache_policy": {"min_ttl": 0, "header_behavior": "whitelist", "headers": [header]}}


def all_but(header: str) -> dict[str, Any]:
    """Return settings whose origin request policy lists all headers but one."""
    return {"origin_request_policy": {"header_behavior": "allExcept", "headers": [header]}}


ALL_VIEWER = {"origin_request_policy": "AllViewer"}

# CF-177, D-26: a header of the viewer's; whether it goes on under legacy settings, under a policy that does
# not list it, under one that does, and under one for all headers.
FATES = {
    **dict.fromkeys(
        ("Accept", "Accept-Charset", "Accept-Language", "Referer", "X-HTTP-Method-Override"),
        (False, False, True, True),
    ),
    **dict.fromkeys(("Cache-Control", "Pragma", "Range"), (True, True, True, True)),
    **dict.fromkeys(("Max-Forwards", "Request-Range"), (True, False, True, True)),
    **dict.fromkeys(("Content-Type", "Content-MD5"), (True, False, True, True)),
    **dict.fromkeys(("Date", "From", "Origin", "Warning"), (True, False, True, True)),
    **dict.fromkeys(
        ("If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since"),
        (True, False, True, True),
    ),
    **dict.fromkeys(("Sec-Fetch-Mode", "DNT", "X-Any", "CDN-Loop"), (True, False, True, True)),
    **dict.fromkeys(
        (
            "Expect",
            "Keep-Alive",
            "Proxy-Authenticate",
            "Proxy-Authorization",
            "Proxy-Connection",
            "TE",
            "Trailer",
            "Upgrade",
            "X-Edge-Any",
            "X-Forwarded-Proto",
            "X-Real-IP",
        ),
        (False, False, False, False),
    ),
}


@pytest.mark.fact("CF-177", "CF-178", "CF-179", "CF-329", "LE-081", "LE-082", "LE-083", "D-26")
@pytest.mark.parametrize("header", FATES)
def test_a_viewers_header_goes_on_or_does_not(header: str) -> None:
    under_legacy, unlisted, listed, for_all = FATES[header]
    rows: list[tuple[dict[str, Any], bool]] = [
        (legacy(), under_legacy),
        (legacy(headers=["*"]), for_all),
        ({}, unlisted),
        ({"origin_request_policy": "CORS-CustomOrigin"}, unlisted or header == "Origin"),
        (ALL_VIEWER, for_all),
        (all_but("X-Other"), for_all),
        (all_but(header.lower()), unlisted),
    ]
    if listed:  # What goes on never, CloudFront mostly refuses to list.
        rows += [
            (legacy(headers=[header]), True),
            (listing(header.upper()), True),
            (keying(header.lower()), True),
        ]
    for settings, goes_on in rows:
        site = cached_site(origin_request=passes_on, **settings)
        result = site.get("/page", headers={header: "value"})
        assert sent(result).headers.get(header) == ("value" if goes_on else None), settings
        shown = result.invocations[0].event["Records"][0]["cf"]["request"]["headers"]
        assert (header.lower() in shown) == goes_on, settings


@pytest.mark.fact("CF-177", "D-26")
@pytest.mark.parametrize("header", ["Content-Type", "Content-MD5"])
@pytest.mark.parametrize(("body", "goes_on"), [(b"x", True), (b"", False), (None, False)])
def test_what_describes_a_body_goes_on_with_one(header: str, body: bytes | None, goes_on: bool) -> None:
    result = cached_site(**NOT_CACHED).post("/page", headers={header: "value"}, body=body)
    assert sent(result).headers.get(header) == ("value" if goes_on else None)
    assert sent(result).body == (body or b"")
    assert "D-26" in [assumed.id for assumed in result.assumptions]


@pytest.mark.fact("CF-177", "D-26")
@pytest.mark.parametrize("settings", [NOT_CACHED, {**legacy(), "allowed_methods": ALL_METHODS}])
def test_the_framing_of_a_body_goes_on(settings: dict[str, Any]) -> None:
    site = cached_site(**settings)
    assert sent(site.post("/page", body="hello")).headers["Content-Length"] == "5"
    chunked = sent(site.post("/page", body="hello", headers={"Transfer-Encoding": "chunked"}))
    assert chunked.headers["Transfer-Encoding"] == "chunked"


# D-27, CF-177, LE-093: settings, and the methods whose Authorization goes on.
AUTHORIZATION: list[tuple[dict[str, Any], list[str]]] = [
    (legacy(), ["OPTIONS", "PUT", "POST", "PATCH", "DELETE"]),
    ({**legacy(), "cached_methods": ["GET", "HEAD", "OPTIONS"]}, ["PUT", "POST", "PATCH", "DELETE"]),
    (legacy(headers=["Authorization"]), ALL_METHODS),
    (legacy(headers=["*"]), ALL_METHODS),
    ({}, []),
    ({"cache_policy": "CachingDisabled"}, []),
    ({"origin_request_policy": "HostHeaderOnly"}, []),
    (keying("Authorization"), ALL_METHODS),
    (ALL_VIEWER, ALL_METHODS),
    ({"origin_request_policy": "AllViewerAndCloudFrontHeaders-2022-06"}, ALL_METHODS),
    ({"origin_request_policy": "AllViewerExceptHostHeader"}, ALL_METHODS),
    (all_but("Authorization"), []),
    ({**listing("Authorization"), "cache_policy": "CachingDisabled"}, ALL_METHODS),
]


@pytest.mark.fact("D-27", "CF-062", "CF-079", "CF-177", "LE-093")
@pytest.mark.parametrize(("settings", "methods"), AUTHORIZATION)
def test_authorization_goes_on_for_these_methods(settings: dict[str, Any], methods: list[str]) -> None:
    site = cached_site(**settings, allowed_methods=ALL_METHODS)
    went_on = []
    for method in ALL_METHODS:
        result = site.request(method, f"/{method}", headers={"Authorization": "Basic eA=="})
        if sent(result).headers.get("Authorization") == "Basic eA==":
            went_on.append(method)
        rests = "D-27" in [assumed.id for assumed in result.assumptions]
        is_documented = "forwarded_values" in settings or method in {"GET", "HEAD"}
        assert rests == (not is_documented and method not in methods)
    assert went_on == methods


@pytest.mark.fact("D-27")
def test_origin_request_may_set_authorization() -> None:
    def origin_request(event: Any, _context: Any) -> Any:
        request = event["Records"][0]["cf"]["request"]
        request["headers"]["authorization"] = [{"value": "Bearer x"}]
        return request

    result = cached_site(origin_request=origin_request).get("/page", headers={"Authorization": "Basic y"})
    assert sent(result).headers["Authorization"] == "Bearer x"


@pytest.mark.fact("CF-177", "LE-070")
def test_the_connection_is_cloudfronts_own() -> None:
    for settings in (legacy(), {}, ALL_VIEWER):
        site = cached_site(origin_request=passes_on, **settings)
        result = site.get("/page", headers={"Connection": "close"})
        assert sent(result).headers["Connection"] == "Keep-Alive"
        shown = result.invocations[0].event["Records"][0]["cf"]["request"]["headers"]
        assert "connection" not in shown


# D-08.


@pytest.mark.fact("D-08", "LE-084", "LE-085", "LE-399", "LE-413", "CF-178")
@pytest.mark.parametrize(
    ("settings", "goes_on"),
    [
        (legacy(), True),
        ({}, False),
        (listing("X-Added"), True),
        (keying("X-Added"), True),
        (ALL_VIEWER, True),
    ],
    ids=["legacy", "policy", "listed", "keyed", "all viewer"],
)
def test_a_header_of_viewer_requests_goes_on_if_it_is_selected_or_under_legacy_settings(
    settings: dict[str, Any], goes_on: bool
) -> None:
    def viewer_request(event: Any, _context: Any) -> Any:
        request = event["Records"][0]["cf"]["request"]
        request["headers"]["x-added"] = [{"value": request["querystring"]}]
        return request

    site = cached_site(viewer_request=viewer_request, **settings)
    first, second = site.get("/page?1"), site.get("/page?2")
    assert sent(first).headers.get("X-Added") == ("1" if goes_on else None)
    assert second.result_type == ("Miss" if settings == keying("X-Added") else "Hit")
    rests = "D-08" in [assumed.id for assumed in first.assumptions]
    assert rests == (settings in ({}, legacy()))
