from __future__ import annotations

from typing import Any

import pytest
from support.cached_sites import answer, cached_site, legacy, sent

# CF-050: gzip, brotli, what the viewer accepts, what is in the key, what the origin is told.
ROWS: list[tuple[bool, bool, str | None, str | None, str | None]] = [
    (True, True, None, None, None),
    (True, False, None, None, None),
    (False, True, None, None, None),
    (False, False, None, None, None),
    (True, True, "gzip, br", "br,gzip", "br,gzip"),
    (True, True, "br, gzip, deflate", "br,gzip", "br,gzip"),
    (True, True, "gzip, deflate", "gzip", "gzip"),
    (True, True, "deflate, br", "br", "br"),
    (True, False, "gzip", "gzip", "gzip"),
    (True, False, "gzip, br", "gzip", "gzip"),
    (False, True, "br", "br", "br"),
    (False, True, "gzip, br", "br", "br"),
    (True, True, "deflate", None, "identity"),
    (True, True, "identity", None, "identity"),
    (True, True, "", None, "identity"),
    (True, False, "br", None, "identity"),
    (False, True, "gzip", None, "identity"),
    (False, False, "gzip, br", None, None),
    # CF-051: what is given no weight is not accepted.
    (True, True, "gzip;q=0, br;q=0.5", "br", "br"),
    (True, True, "gzip; q=0.000, br; Q=0", None, "identity"),
    (True, True, "GZIP;q=1.0, deflate;q=0", "gzip", "gzip"),
]


def policy(gzip: bool, brotli: bool, **more: Any) -> dict[str, Any]:
    return {
        "cache_policy": {
            "min_ttl": 0,
            "enable_accept_encoding_gzip": gzip,
            "enable_accept_encoding_brotli": brotli,
            **more,
        }
    }


def accepting(accepted: str | None) -> dict[str, str]:
    return {} if accepted is None else {"Accept-Encoding": accepted}


@pytest.mark.fact("CF-050", "CF-051", "LE-080")
@pytest.mark.parametrize(("gzip", "brotli", "accepted", "keyed", "told"), ROWS)
def test_accept_encoding_is_normalised_to_what_is_enabled(
    gzip: bool, brotli: bool, accepted: str | None, keyed: str | None, told: str | None
) -> None:
    result = cached_site(**policy(gzip, brotli)).get("/page", headers=accepting(accepted))
    assert result.cache_key is not None
    assert dict(result.cache_key.headers).get("accept-encoding") == keyed
    assert sent(result).headers.get("Accept-Encoding") == told


@pytest.mark.fact("CF-050", "CF-061")
@pytest.mark.parametrize("given", ["AllViewer", "AllViewerExceptHostHeader"])
@pytest.mark.parametrize(
    ("flags", "told"),
    [((True, True), "gzip"), ((False, True), "identity"), ((False, False), "deflate, gzip")],
)
def test_an_origin_request_policy_sends_it_as_it_came_only_where_nothing_is_enabled(
    given: str, flags: tuple[bool, bool], told: str
) -> None:
    site = cached_site(**policy(*flags), origin_request_policy=given)
    assert sent(site.get("/p", headers=accepting("deflate, gzip"))).headers["Accept-Encoding"] == told


@pytest.mark.fact("CF-050", "CF-051")
@pytest.mark.parametrize(
    ("flags", "keyed", "told"),
    [
        ((False, False), "deflate, gzip", "deflate, gzip"),
        ((True, False), "gzip", "gzip"),
        ((False, True), None, "identity"),
    ],
)
def test_listed_in_the_cache_policy_it_is_a_header_like_any_other_unless_something_is_enabled(
    flags: tuple[bool, bool], keyed: str | None, told: str
) -> None:
    site = cached_site(**policy(*flags, header_behavior="whitelist", headers=["Accept-Encoding"]))
    result = site.get("/p", headers=accepting("deflate, gzip"))
    assert result.cache_key is not None
    assert dict(result.cache_key.headers).get("accept-encoding") == keyed
    assert sent(result).headers["Accept-Encoding"] == told


@pytest.mark.fact("CF-177", "CF-050")
@pytest.mark.parametrize(
    ("headers", "accepted", "told"),
    [
        ([], "gzip, deflate, br", "gzip"),
        ([], "br", None),
        ([], None, None),
        (["Accept-Encoding"], "gzip, deflate", "gzip"),
        (["*"], "gzip, deflate, br", "gzip, deflate, br"),
    ],
)
def test_legacy_settings_know_gzip_alone(headers: list[str], accepted: str | None, told: str | None) -> None:
    site = cached_site(**legacy(headers=headers))
    assert sent(site.get("/p", headers=accepting(accepted))).headers.get("Accept-Encoding") == told


@pytest.mark.fact("CF-052")
@pytest.mark.parametrize(
    "given",
    [
        policy(True, True),
        policy(False, False, header_behavior="whitelist", headers=["Accept-Encoding"]),
        legacy(),
    ],
    ids=["enabled", "listed", "legacy"],
)
def test_an_http_1_0_viewer_accepts_no_coding(given: dict[str, Any]) -> None:
    site = cached_site(answer("max-age=60"), **given)
    result = site.get("/p", headers=accepting("gzip, br"), http_version="1.0")
    assert result.cache_key is not None
    assert result.cache_key.headers == ()
    assert "Accept-Encoding" not in sent(result).headers
    assert site.get("/p").result_type == "Hit"
