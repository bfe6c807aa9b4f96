from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda_edge.pipeline.signature_format import (
    PARAMETERS,
    canned_policy,
    decoded,
    encoded,
    without_parameters,
)


@pytest.mark.fact("CF-167")
@pytest.mark.parametrize(
    ("content", "text"),
    [(b"\xfb\xff\xbf", "-~-~"), (b"a", "YQ__"), (b"ab", "YWI_"), (b"abc", "YWJj"), (b"", "")],
)
def test_three_characters_of_base64_are_exchanged(content: bytes, text: str) -> None:
    assert (encoded(content), decoded(text)) == (text, content)


@pytest.mark.fact("CF-167")
@given(st.binary(max_size=100))
@settings(max_examples=50)
def test_what_was_encoded_can_be_decoded(content: bytes) -> None:
    assert decoded(encoded(content)) == content


@pytest.mark.fact("CF-167", "CF-174")
@pytest.mark.parametrize(
    "text", ["a", "ab", "abc", "ab+/", "YQ==", "Y_Q_", "____", "_", "ab c", "YW\nJj", "ä" * 4]
)
def test_other_text_cannot(text: str) -> None:
    assert decoded(text) is None


@given(st.text(max_size=12))
@settings(max_examples=100)
def test_any_text_is_decoded_to_what_encodes_to_it_or_to_nothing(text: str) -> None:
    content = decoded(text)
    assert content is None or len(encoded(content)) == len(text)


@pytest.mark.fact("CF-168")
def test_the_canned_policy_is_what_aws_shows() -> None:
    assert canned_policy("https://d111111abcdef8.cloudfront.net/a.jpg?b=c", "1357034400") == (
        b'{"Statement":[{"Resource":"https://d111111abcdef8.cloudfront.net/a.jpg?b=c",'
        b'"Condition":{"DateLessThan":{"AWS:EpochTime":1357034400}}}]}'
    )


@pytest.mark.fact("CF-172")
@pytest.mark.parametrize(
    ("querystring", "left"),
    [
        ("", ""),
        ("a=1&b", "a=1&b"),
        ("Expires=1&Signature=2&Key-Pair-Id=3", ""),
        ("a=1&Policy=x&b=2&Hash-Algorithm", "a=1&b=2"),
        ("&a&&Expires&", "&a&&"),
        ("expires=1&Policy%20=1&MyPolicy=1", "expires=1&Policy%20=1&MyPolicy=1"),
        ("a=Expires=1", "a=Expires=1"),
    ],
)
def test_a_query_string_loses_the_signature_and_nothing_else(querystring: str, left: str) -> None:
    assert without_parameters(querystring) == left


@given(st.lists(st.sampled_from(sorted(PARAMETERS)) | st.text("ab", max_size=3), max_size=8))
@settings(max_examples=50)
def test_what_is_left_names_no_part_of_a_signature(names: list[str]) -> None:
    left = without_parameters("&".join(f"{name}=1" for name in names))
    kept = [name for name in names if name not in PARAMETERS]
    assert left == "&".join(f"{name}=1" for name in kept)
