from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from support.cached_sites import answer, cached_site, legacy, sent
from support.edge_functions import all_triggers, sets_header

from pytest_lambda_edge.model.managed_policies import ALL_VIEWER_EXCEPT_HOST, ORIGIN_REQUEST_POLICIES

COUNTRY = "CloudFront-Viewer-Country"
GERMANY = {COUNTRY: "DE"}


def asking(*headers: str) -> dict[str, Any]:
    return {"origin_request_policy": {"header_behavior": "whitelist", "headers": headers}}


def keying(*headers: str) -> dict[str, Any]:
    return {"cache_policy": {"min_ttl": 0, "header_behavior": "whitelist", "headers": headers}}


@pytest.mark.fact("CF-189", "LE-086", "LE-088")
@pytest.mark.parametrize(
    ("settings", "added"),
    [
        ({}, False),
        (legacy(), False),
        (legacy(headers=["*"]), False),
        ({"origin_request_policy": "AllViewer"}, False),
        (asking(COUNTRY), True),
        (keying(COUNTRY.lower()), True),
        (legacy(headers=[COUNTRY]), True),
        ({"origin_request_policy": "AllViewerAndCloudFrontHeaders-2022-06"}, True),
        ({"origin_request_policy": "AllViewerExceptHostHeader"}, True),
        (
            {
                "origin_request_policy": {
                    "header_behavior": "allViewerAndWhitelistCloudFront",
                    "headers": [COUNTRY],
                }
            },
            True,
        ),
        ({"origin_request_policy": {"header_behavior": "allExcept", "headers": [COUNTRY]}}, False),
        ({"origin_request_policy": {"header_behavior": "allExcept", "headers": ["Host"]}}, False),
        ({"origin_request_policy": replace(ALL_VIEWER_EXCEPT_HOST, name="mine")}, False),
    ],
)
def test_cloudfront_says_what_it_knows_of_the_viewer_where_it_is_asked(
    settings: dict[str, Any], added: bool
) -> None:
    result = cached_site(**all_triggers(), **settings).get("/page", viewer=GERMANY)
    assert sent(result).headers.get(COUNTRY) == ("DE" if added else None)
    seen = {
        str(run.event_type): run.event["Records"][0]["cf"]["request"]["headers"].get(COUNTRY.lower())
        for run in result.invocations
    }
    line = [{"key": COUNTRY, "value": "DE"}] if added else None
    assert seen == {
        "viewer-request": None,
        "origin-request": line,
        "origin-response": line,
        "viewer-response": None,
    }


@pytest.mark.fact("CF-189", "LE-072", "LE-086", "D-39")
@pytest.mark.parametrize("known", [GERMANY, {}])
@pytest.mark.parametrize(
    ("settings", "configured"), [(asking(COUNTRY), True), ({"origin_request_policy": "AllViewer"}, False)]
)
def test_a_viewers_own_word_counts_only_where_cloudfront_is_not_asked(
    settings: dict[str, Any], configured: bool, known: dict[str, str]
) -> None:
    site = cached_site(**all_triggers(), **settings)
    result = site.get("/page", headers={COUNTRY: "FR"}, viewer=known)
    assert sent(result).headers.get(COUNTRY) == (known.get(COUNTRY) if configured else "FR")
    first = result.invocations[0].event["Records"][0]["cf"]["request"]["headers"]
    assert first[COUNTRY.lower()][0]["value"] == "FR"


@pytest.mark.fact("CF-189", "LE-086")
def test_a_name_that_viewer_request_sets_is_overwritten() -> None:
    site = cached_site(
        viewer_request=sets_header("CloudFront-Is-Mobile-Viewer", "true"),
        **asking("CloudFront-Is-Mobile-Viewer"),
    )
    assert sent(site.get("/page")).headers["CloudFront-Is-Mobile-Viewer"] == "false"


@pytest.mark.fact("CF-189", "CF-035")
def test_what_a_cache_policy_asks_for_is_in_the_key() -> None:
    site = cached_site(answer("max-age=60"), **keying(COUNTRY))
    viewers: list[dict[str, Any]] = [
        {"viewer": GERMANY},
        {"viewer": {COUNTRY: "FR"}},
        {"viewer": GERMANY, "headers": {COUNTRY: "FR"}},
        {},
        {"headers": {COUNTRY: "DE"}},
    ]
    results = [site.get("/page", **viewer) for viewer in viewers]
    assert [result.result_type for result in results] == ["Miss", "Miss", "Hit", "Miss", "Hit"]
    assert results[0].cache_key is not None
    assert results[0].cache_key.headers == ((COUNTRY.lower(), "DE"),)


@pytest.mark.fact("CF-189", "CF-061")
def test_what_an_origin_request_policy_asks_for_is_not_in_the_key() -> None:
    site = cached_site(answer("max-age=60"), **asking(COUNTRY))
    results = [site.get("/page", viewer={COUNTRY: country}) for country in ("DE", "FR")]
    assert [result.result_type for result in results] == ["Miss", "Hit"]


# CF-190: a User-Agent, and which of the devices it names.
DEVICES = {
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0": {"Desktop"},
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0": {
        "Desktop"
    },
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148": {
        "Mobile",
        "IOS",
    },
    "Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148": {
        "Mobile",
        "Tablet",
        "IOS",
    },
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0 Mobile": {"Mobile", "Android"},
    "Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) AppleWebKit/538.1": {"SmartTV"},
    "Mozilla/5.0 (Linux; Android 13; SM-X200 Tablet) AppleWebKit/537.36 Chrome/126.0": {"Tablet", "Android"},
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15": {
        "Desktop"
    },
    "Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36": {"SmartTV"},
    "curl/8.5.0": {"Desktop"},
}
KINDS = ("Android", "Desktop", "IOS", "Mobile", "SmartTV", "Tablet")


@pytest.mark.fact("CF-190", "LE-087")
@pytest.mark.parametrize("agent", DEVICES)
def test_the_device_follows_from_the_user_agent(agent: str) -> None:
    names = [f"CloudFront-Is-{kind}-Viewer" for kind in KINDS]
    headers = sent(cached_site(**asking(*names)).get("/page", headers={"User-Agent": agent})).headers
    assert {name: headers[name] for name in names} == {
        f"CloudFront-Is-{kind}-Viewer": "true" if kind in DEVICES[agent] else "false" for kind in KINDS
    }
    assert headers["User-Agent"] == "Amazon CloudFront"


@pytest.mark.fact("CF-190")
def test_a_test_can_say_what_the_device_is() -> None:
    site = cached_site(**asking("CloudFront-Is-Tablet-Viewer"))
    result = site.get("/page", viewer={"cloudfront-is-tablet-viewer": "true"})
    assert sent(result).headers["CloudFront-Is-Tablet-Viewer"] == "true"


@pytest.mark.fact("CF-191", "CF-194", "LE-087")
@pytest.mark.parametrize(
    ("header", "arguments", "value"),
    [
        ("CloudFront-Forwarded-Proto", {"url": "http://d111111abcdef8.cloudfront.net/"}, "http"),
        ("CloudFront-Forwarded-Proto", {"url": "/"}, "https"),
        ("CloudFront-Viewer-Http-Version", {"url": "/", "http_version": "3.0"}, "3.0"),
        ("CloudFront-Viewer-Http-Version", {"url": "/"}, "2.0"),
        ("CloudFront-Viewer-Address", {"url": "/", "client_ip": "198.51.100.10"}, "198.51.100.10:46532"),
        ("CloudFront-Viewer-Country", {"url": "/"}, None),
        ("CloudFront-Viewer-City", {"url": "/"}, None),
        ("CloudFront-Viewer-TLS", {"url": "/"}, None),
    ],
)
def test_what_the_request_itself_tells_is_known(
    header: str, arguments: dict[str, Any], value: str | None
) -> None:
    assert sent(cached_site(**asking(header)).get(**arguments)).headers.get(header) == value


@pytest.mark.fact("CF-191")
@pytest.mark.parametrize(
    ("header", "said", "sent_on"),
    [
        ("CloudFront-Viewer-City", "Köln", "K%C3%B6ln"),
        ("CloudFront-Viewer-City", "Frankfurt am Main", "Frankfurt am Main"),
        ("CloudFront-Viewer-City", "100%", "100%"),
        ("CloudFront-Viewer-Country-Region-Name", "Île-de-France", "%C3%8Ele-de-France"),
    ],
)
def test_what_is_not_ascii_in_a_place_is_percent_encoded(header: str, said: str, sent_on: str) -> None:
    result = cached_site(**asking(header)).get("/page", viewer={header: said})
    assert sent(result).headers[header] == sent_on


ORDER, COUNT = "CloudFront-Viewer-Header-Order", "CloudFront-Viewer-Header-Count"


@pytest.mark.fact("CF-192", "LE-087")
@pytest.mark.parametrize(
    ("arguments", "order", "count"),
    [
        ({"headers": {"Accept": "*/*", "X-One": "1"}}, "Host:accept:x-one:User-Agent", "4"),
        ({"headers": {"X-One": "1", "Accept": "*/*"}}, "Host:x-one:accept:User-Agent", "4"),
        ({"headers": {"X-One": "1"}, "http_version": "1.1"}, "Host:X-One:User-Agent", "3"),
        ({"headers": [("X-One", "1"), ("X-One", "2")]}, "Host:x-one:x-one:User-Agent", "4"),
        ({"headers": {"User-Agent": None}, "cookies": {"a": "1"}}, "Host:cookie", "2"),
        ({"viewer": {ORDER: "Host", COUNT: "1"}}, "Host", "1"),
    ],
)
def test_the_viewers_headers_are_named_in_their_order_and_counted(
    arguments: dict[str, Any], order: str, count: str
) -> None:
    site = cached_site(viewer_request=sets_header("X-Added", "1"), **asking(ORDER, COUNT))
    headers = sent(site.get("/page", **arguments)).headers
    assert (headers[ORDER], headers[COUNT]) == (order, count)


@pytest.mark.fact("CF-192")
def test_the_order_of_headers_ends_after_7680_characters() -> None:
    names = {f"x-{number:04}": "1" for number in range(1500)}
    headers = sent(cached_site(**asking(ORDER, COUNT)).get("/page", headers=names)).headers
    assert len(headers[ORDER]) == 7_680
    assert headers[ORDER].startswith("Host:x-0000:x-0001:")
    assert headers[COUNT] == "1502"


@pytest.mark.fact("CF-192")
def test_the_order_of_headers_can_be_keyed() -> None:
    site = cached_site(answer("max-age=60"), **keying(ORDER))
    orders = [{"A": "1", "B": "2"}, {"B": "2", "A": "1"}, {"A": "3", "B": "4"}]
    results = [site.get("/page", headers=headers) for headers in orders]
    assert [result.result_type for result in results] == ["Miss", "Miss", "Hit"]


@pytest.mark.fact("CF-191", "CF-192", "CF-193", "LE-087", "LE-089", "LE-391")
@pytest.mark.parametrize(
    "header",
    [
        *(name for name in ORIGIN_REQUEST_POLICIES["33f36d7e-f396-46d9-90e0-52428a34d9dc"].headers),
        "CloudFront-Viewer-Header-Order",
        "CloudFront-Viewer-Header-Count",
        "CloudFront-Viewer-JA3-Fingerprint",
        "CloudFront-Viewer-JA4-Fingerprint",
        "CloudFront-Viewer-Cert-Serial-Number",
    ],
)
def test_a_test_can_say_all_that_cloudfront_finds_out(header: str) -> None:
    result = cached_site(**all_triggers(), **asking(header)).get("/page", viewer={header.upper(): "said"})
    assert sent(result).headers[header] == "said"
    shown = result.invocations[1].event["Records"][0]["cf"]["request"]["headers"]
    assert shown[header.lower()] == [{"key": header, "value": "said"}]


@pytest.mark.fact("CF-194", "CF-120", "LE-335")
def test_an_error_pages_request_names_the_failing_one() -> None:
    site = cached_site(
        answer(status=404),
        custom_error_responses=[
            {"error_code": 404, "response_page_path": "/errors/404.html", "response_code": 404}
        ],
        **asking("CloudFront-Error-Uri", "CloudFront-Error-Args"),
    )
    first, page = site.get("/page?a=1&b=2").origin_requests
    assert "CloudFront-Error-Uri" not in first.headers
    assert (page.headers["CloudFront-Error-Uri"], page.headers["CloudFront-Error-Args"]) == (
        "/page",
        "a=1&b=2",
    )
