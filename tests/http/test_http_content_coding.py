from __future__ import annotations

import gzip
import zlib
from hashlib import sha256
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda_edge.http import content_coding
from pytest_lambda_edge.http.content_coding import (
    accepted_codings,
    brotli_compressed,
    decode,
    gzip_compressed,
    has_brotli,
)


@pytest.mark.fact("CF-224")
@given(st.binary(max_size=300))
def test_what_is_compressed_can_be_read_again(body: bytes) -> None:
    assert gzip.decompress(gzip_compressed(body)) == body
    assert decode(gzip_compressed(body), "gzip") == body
    assert decode(brotli_compressed(body), "br") == body


def test_the_same_body_has_the_same_compressed_form() -> None:
    assert gzip_compressed(b"a" * 100) == gzip_compressed(b"a" * 100)


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (gzip_compressed(b"hello"), "gzip"),
        (gzip_compressed(b"hello"), "GZIP"),
        (gzip_compressed(b"hello"), "x-gzip"),
        (zlib.compress(b"hello"), "deflate"),
        (b"hello", "identity"),
        (b"hello", ""),
        (b"hello", None),
        (gzip_compressed(brotli_compressed(b"hello")), "br, gzip"),
        (gzip_compressed(b"hello"), "identity,gzip"),
        (gzip_compressed(b"hello"), "gzip, identity"),
        (gzip_compressed(b"hello"), "gzip,"),
    ],
)
def test_codings_are_undone_last_first(body: bytes, coding: str | None) -> None:
    assert decode(body, coding) == b"hello"


@pytest.mark.fact("LE-172", "LE-187")
@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "UTF-8", "zstd", "gzip, zstd"])
def test_what_cannot_be_undone_stays_as_it_is(coding: str) -> None:
    assert decode(b"no such coding", coding) == b"no such coding"


@pytest.mark.parametrize("coding", ["gzip", "br", "gzip, br"])
def test_no_body_has_no_coding(coding: str) -> None:
    assert decode(b"", coding) == b""


@given(st.binary(max_size=40), st.text("gzipbr,x -", max_size=12))
def test_no_body_is_too_odd(body: bytes, coding: str) -> None:
    assert isinstance(decode(body, coding), bytes)


def test_without_its_package_brotli_stays_coded(monkeypatch: pytest.MonkeyPatch) -> None:
    coded = brotli_compressed(b"hello")

    def missing(name: str) -> NoReturn:
        raise ImportError(name)

    monkeypatch.setattr(content_coding, "import_module", missing)
    content_coding._brotli.cache_clear()
    try:
        assert not has_brotli()
        assert decode(coded, "br") == coded
    finally:
        content_coding._brotli.cache_clear()


@pytest.mark.fact("CF-051")
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("gzip, br", {"gzip", "br"}),
        ("GZip", {"gzip"}),
        (" gzip ; q=0.5 , br;q=1", {"gzip", "br"}),
        ("gzip;q=0", set()),
        ("gzip;q=0.000, br;Q=0", set()),
        ("gzip;q=0.001", {"gzip"}),
        ("*", {"*"}),
        ("", set()),
        (" , ,gzip", {"gzip"}),
    ],
)
def test_an_accepted_coding_has_a_weight_above_zero(value: str, expected: set[str]) -> None:
    assert accepted_codings(value) == expected


def test_every_member_of_a_gzip_body_is_read() -> None:
    assert decode(gzip_compressed(b"aaa") + gzip_compressed(b"bbb"), "gzip") == b"aaabbb"


def test_what_follows_the_last_member_of_a_gzip_body_is_passed_over() -> None:
    assert decode(gzip_compressed(b"aaa") + gzip_compressed(b"bbb") + b"padding", "gzip") == b"aaabbb"


def test_deflate_without_a_wrapper_is_read() -> None:
    far_apart = b"".join(sha256(str(number).encode()).digest() for number in range(1_000)) * 2
    bare = zlib.compressobj(wbits=-15)
    coded = bare.compress(far_apart) + bare.flush()
    assert len(coded) < len(far_apart)
    assert decode(coded, "deflate") == far_apart
