from __future__ import annotations

import zlib
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from support.cached_sites import cached_site, legacy, only_entry
from support.edge_functions import all_triggers, answers, changes
from support.fake_origins import Answer

if TYPE_CHECKING:
    from freezegun.api import FrozenDateTimeFactory

    from pytest_lambda_edge import Result

brotli = import_module("brotli")  # which has no types

CSS = "text/css"
BODY = b"a { color: red }\n" * 200

# CF-221.
TYPES = [
    "application/dash+xml",
    "application/eot",
    "application/font",
    "application/font-sfnt",
    "application/javascript",
    "application/json",
    "application/opentype",
    "application/otf",
    "application/pdf",
    "application/pkcs7-mime",
    "application/protobuf",
    "application/rss+xml",
    "application/truetype",
    "application/ttf",
    "application/vnd.apple.mpegurl",
    "application/vnd.mapbox-vector-tile",
    "application/vnd.ms-fontobject",
    "application/wasm",
    "application/xhtml+xml",
    "application/xml",
    "application/x-font-opentype",
    "application/x-font-truetype",
    "application/x-font-ttf",
    "application/x-httpd-cgi",
    "application/x-javascript",
    "application/x-mpegurl",
    "application/x-opentype",
    "application/x-otf",
    "application/x-perl",
    "application/x-ttf",
    "font/eot",
    "font/opentype",
    "font/otf",
    "font/ttf",
    "image/svg+xml",
    "text/css",
    "text/csv",
    "text/html",
    "text/javascript",
    "text/js",
    "text/plain",
    "text/richtext",
    "text/tab-separated-values",
    "text/xml",
    "text/x-component",
    "text/x-java-source",
    "text/x-script",
    "vnd.apple.mpegurl",
]
OTHER_TYPES = [
    "application/manifest+json",
    "application/ld+json",
    "application/octet-stream",
    "image/x-icon",
    "image/png",
    "font/woff2",
    "text/markdown",
    "text/htmlx",
    "",
]
FLAGS = {"min_ttl": 0, "enable_accept_encoding_gzip": True, "enable_accept_encoding_brotli": True}
GZIP = {"min_ttl": 0, "enable_accept_encoding_gzip": True}
BROTLI = {"min_ttl": 0, "enable_accept_encoding_brotli": True}


def page(body: bytes = BODY, status: int = 200, /, **lines: str) -> Answer:
    """Return an origin's answer with these headers."""
    given = {"cache_control": "max-age=60", "content_type": CSS} | lines
    return Answer(status, body, {name.replace("_", "-").title(): value for name, value in given.items()})


def fetched(reply: Answer, accepted: str | None = "gzip", **settings: Any) -> Result:
    """Return what a viewer that accepts these codings gets."""
    site = cached_site(reply, **{"cache_policy": FLAGS} | settings)
    return site.get("/page", headers={} if accepted is None else {"Accept-Encoding": accepted})


def coding(result: Result) -> str | None:
    """Return the content coding; what went over the wire must be in it."""
    found = result.headers.get("Content-Encoding")
    undone = {None: bytes, "gzip": lambda raw: zlib.decompress(raw, 31), "br": brotli.decompress}[found]
    assert undone(result.raw) == result.content
    assert result.headers["Content-Length"] == str(len(result.raw))
    return found


@pytest.mark.fact("CF-219", "CF-221")
@pytest.mark.parametrize("content_type", [*TYPES, "Text/HTML", "text/html; charset=utf-8", "text/css;x=y"])
def test_these_types_are_compressed(content_type: str) -> None:
    result = fetched(page(content_type=content_type))
    assert coding(result) == "gzip"
    assert result.content == BODY
    assert len(result.raw) < len(BODY)


@pytest.mark.fact("CF-219", "CF-221", "CF-331")
@pytest.mark.parametrize("content_type", OTHER_TYPES)
def test_other_types_are_not(content_type: str) -> None:
    result = fetched(page(content_type=content_type))
    assert coding(result) is None
    assert "Vary" not in result.headers


@pytest.mark.fact("CF-219", "CF-220", "CF-051")
@pytest.mark.parametrize(
    ("policy", "accepted", "expected"),
    [
        (FLAGS, "gzip, br", "br"),
        (FLAGS, "gzip, deflate, br", "br"),
        (FLAGS, "gzip", "gzip"),
        (FLAGS, "br", "br"),
        (FLAGS, "deflate", None),
        (FLAGS, "gzip;q=0", None),
        (FLAGS, None, None),
        (GZIP, "gzip, br", "gzip"),
        (GZIP, "br", None),
        (BROTLI, "gzip, br", "br"),
        (BROTLI, "gzip", None),
        ({"min_ttl": 0}, "gzip, br", None),
        ("CachingOptimized", "gzip, br", "br"),
        ("CachingOptimizedForUncompressedObjects", "gzip, br", None),
        ("Elemental-MediaPackage", "gzip, br", "gzip"),
        ("CachingDisabled", "gzip, br", None),
    ],
)
def test_the_coding_is_the_best_that_viewer_and_policy_allow(
    policy: Any, accepted: str | None, expected: str | None
) -> None:
    assert coding(fetched(page(), accepted, cache_policy=policy)) == expected


@pytest.mark.fact("CF-219", "CF-220")
def test_compression_is_on_by_default_and_can_be_switched_off() -> None:
    browser = {"Accept-Encoding": "gzip, deflate, br, zstd"}
    site = cached_site(
        page(), cache_policy="CachingOptimized", behaviors={"/off": {"compress": False}, "/on": {}}
    )
    assert [coding(site.get(path, headers=browser)) for path in ("/", "/on", "/off")] == ["br", "br", None]


@pytest.mark.fact("CF-219", "CF-050")
@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (legacy(), "gzip"),
        (legacy(headers=["*"]), None),
        ({"min_ttl": 0, "default_ttl": 0, "max_ttl": 0}, None),
        ({"compress": False, **legacy()}, None),
    ],
)
def test_legacy_settings_compress_with_gzip_where_something_is_cached(
    settings: dict[str, Any], expected: str | None
) -> None:
    site = cached_site(page(), **settings)
    assert coding(site.get("/page", headers={"Accept-Encoding": "gzip, br"})) == expected


@pytest.mark.fact("CF-219")
@pytest.mark.parametrize(
    ("size", "compressed"), [(0, False), (999, False), (1_000, True), (10_000_000, True), (10_000_001, False)]
)
def test_only_bodies_between_1_000_and_10_000_000_bytes_are_compressed(size: int, compressed: bool) -> None:
    assert coding(fetched(page(b"x" * size))) == ("gzip" if compressed else None)


@pytest.mark.fact("CF-219")
@pytest.mark.parametrize("status", [200, 201, 203, 301, 400, 403, 404, 410, 500, 503])
def test_only_these_statuses_are_compressed(status: int) -> None:
    result = fetched(page(BODY, status, location="/elsewhere"))
    assert coding(result) == ("gzip" if status in {200, 403, 404} else None)


@pytest.mark.fact("CF-219")
@pytest.mark.parametrize(
    "lines",
    [
        {"content_encoding": "gzip"},
        {"content_encoding": "identity"},
        {"transfer_encoding": "chunked"},
        {"content_length": "many"},
        {"content_length": str(len(BODY) + 1)},
    ],
)
def test_a_body_that_is_coded_already_or_of_no_known_length_stays_as_it_is(lines: dict[str, str]) -> None:
    result = fetched(page(**lines))
    assert result.raw == BODY
    assert result.headers.get("Content-Encoding") == lines.get("content_encoding")


@pytest.mark.fact("CF-219", "CF-052")
@pytest.mark.parametrize(("http_version", "expected"), [("1.0", None), ("1.1", "gzip"), ("3.0", "gzip")])
def test_an_http_1_0_viewer_gets_nothing_compressed(http_version: str, expected: str | None) -> None:
    site = cached_site(page(), cache_policy=GZIP)
    result = site.get("/page", headers={"Accept-Encoding": "gzip"}, http_version=http_version)
    assert coding(result) == expected


@pytest.mark.fact("CF-222")
@pytest.mark.parametrize(
    ("given", "left"), [('"v1"', 'W/"v1"'), ('W/"v1"', 'W/"v1"'), ("v1", None), ("w/v1", None), (None, None)]
)
@pytest.mark.parametrize("accepted", ["gzip", "br"])
def test_a_compressed_object_has_a_weak_tag_or_none(
    given: str | None, left: str | None, accepted: str
) -> None:
    reply = page() if given is None else page(etag=given)
    assert fetched(reply, accepted).headers.get("ETag") == left
    assert fetched(reply, None).headers.get("ETag") == given


@pytest.mark.fact("CF-331", "CF-222", "D-13")
@pytest.mark.parametrize(
    ("vary", "expected"),
    [
        (None, "Accept-Encoding"),
        ("Accept-Encoding", "Accept-Encoding,Accept-Encoding"),
        ("Cookie", "Cookie,Accept-Encoding"),
        ("Origin", "Accept-Encoding"),
    ],
)
@pytest.mark.parametrize("accepted", ["gzip", None])
def test_a_compressible_type_says_that_it_varies_compressed_or_not(
    vary: str | None, expected: str, accepted: str | None
) -> None:
    result = fetched(page() if vary is None else page(vary=vary), accepted, **all_triggers())
    shown = result.invocations[-1].event["Records"][0]["cf"]["response"]["headers"]
    assert shown["vary"] == [{"key": "Vary", "value": expected}]
    assert result.headers.getlist("Vary") == [expected]


@pytest.mark.fact("CF-331")
@pytest.mark.parametrize(
    ("reply", "settings"),
    [
        (page(), {"compress": False}),
        (page(), {"cache_policy": "CachingDisabled"}),
        (page(), {"origin_request": answers(200, "x" * 2000, content_type=CSS)}),
        (ConnectionResetError(), {}),
    ],
    ids=["switched off", "not cached", "generated", "CloudFront's own"],
)
def test_no_other_response_says_so(reply: Any, settings: dict[str, Any]) -> None:
    assert "Vary" not in fetched(reply, **settings).headers


@pytest.mark.fact("CF-224", "LE-327")
def test_origin_response_sees_the_origins_body_and_viewer_response_the_compressed() -> None:
    result = fetched(page(etag='"v1"'), **all_triggers())
    by_origin, by_viewer = (
        run.event["Records"][0]["cf"]["response"]["headers"] for run in result.invocations[2:]
    )
    assert by_origin["content-length"][0]["value"] == str(len(BODY))
    assert "content-encoding" not in by_origin
    assert by_viewer["content-encoding"] == [{"key": "Content-Encoding", "value": "gzip"}]
    assert by_viewer["content-length"][0]["value"] == str(len(result.raw))
    assert by_viewer["etag"][0]["value"] == 'W/"v1"'


@pytest.mark.fact("CF-224")
def test_a_body_that_origin_response_set_is_compressed() -> None:
    result = fetched(page(b"short"), origin_response=changes(body="x" * 2000))
    assert (coding(result), result.content) == ("gzip", b"x" * 2000)


@pytest.mark.fact("CF-224", "CF-220", "LE-327")
def test_each_set_of_codings_has_an_object_of_its_own(clock: FrozenDateTimeFactory) -> None:
    site = cached_site(page(), cache_policy=FLAGS)
    for result_type in ("Miss", "Hit"):
        results = [
            site.get("/page", headers={"Accept-Encoding": accepted})
            for accepted in ("gzip, br", "gzip", "br", "deflate")
        ]
        assert [coding(result) for result in results] == ["br", "gzip", "br", None]
        assert [result.result_type for result in results] == [result_type] * 4
    assert len(site.cache) == 4


@pytest.mark.fact("CF-224")
def test_the_compressed_body_is_what_is_stored() -> None:
    site = cached_site(page(), cache_policy=GZIP)
    result = site.get("/page", headers={"Accept-Encoding": "gzip"})
    assert only_entry(site).size == len(result.raw)
    assert "gzip" in result.explain()


@pytest.mark.fact("CF-223", "CF-085")
def test_what_was_stored_uncompressed_stays_so_until_it_is_fetched_anew(
    clock: FrozenDateTimeFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = cached_site(page(etag='"v1"'), Answer(304, b""), page(etag='"v2"'), cache_policy=BROTLI)
    browser = {"Accept-Encoding": "br"}
    with monkeypatch.context() as without_brotli:
        without_brotli.setattr("pytest_lambda_edge.pipeline.compression.has_brotli", lambda: False)
        assert coding(site.get("/page", headers=browser)) is None
    fetched = [site.get("/page", headers=browser)]
    for _ in range(2):
        clock.tick(61)
        fetched.append(site.get("/page", headers=browser))
    assert [result.result_type for result in fetched] == ["Hit", "RefreshHit", "Miss"]
    assert [coding(result) for result in fetched] == [None, None, "br"]


@pytest.mark.fact("CF-219")
def test_a_response_to_head_is_left_as_it_is() -> None:
    site = cached_site(page(), cache_policy=GZIP)
    headers = {"Accept-Encoding": "gzip"}
    assert site.head("/page", headers=headers).headers["Content-Length"] == str(len(BODY))
    got = site.get("/page", headers=headers)
    assert site.head("/page", headers=headers).headers["Content-Length"] == got.headers["Content-Length"]


@pytest.mark.fact("CF-220")
def test_without_the_package_for_brotli_gzip_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytest_lambda_edge.pipeline.compression.has_brotli", lambda: False)
    both = fetched(page(), "gzip, br")
    assert coding(both) == "gzip"
    assert "CloudFront would have sent br, which needs the extra" in both.explain()
    assert "br" not in fetched(page(), "gzip, br", cache_policy=GZIP).explain()
    alone = fetched(page(), "br")
    assert coding(alone) is None
    assert "pytest-lambda-edge[brotli]" in alone.explain()
