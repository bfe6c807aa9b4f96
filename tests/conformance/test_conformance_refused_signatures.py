"""Each way to spoil a signature: what is answered, and why."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from support.signatures import (
    HOST,
    NOON,
    canned,
    custom,
    ecdsa_pair,
    policy_text,
    safe_base64,
    stranger,
)
from support.signed_requests import ask, both_ways, code_of, why

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_lambda_edge.result import Result

    Parts = dict[str, str]


pytestmark = pytest.mark.usefixtures("clock")


def without(*names: str) -> Callable[[Parts], Parts]:
    return lambda parts: {name: value for name, value in parts.items() if name not in names}


def with_(**values: str) -> Callable[[Parts], Parts]:
    return lambda parts: parts | {name.replace("_", "-"): value for name, value in values.items()}


def changed(parts: Parts, name: str, change: Callable[[str], str]) -> Parts:
    return parts | {name: change(parts[name])}


def truncated(parts: Parts) -> Parts:
    return changed(parts, "Signature", lambda text: text[:-3])


def of_a_stranger(parts: Parts) -> Parts:
    return canned(pair=stranger()) | {"Key-Pair-Id": parts["Key-Pair-Id"]}


def of_the_other_key(parts: Parts) -> Parts:
    return canned(pair=ecdsa_pair()) | {"Key-Pair-Id": parts["Key-Pair-Id"]}


def of_another_hash(parts: Parts) -> Parts:
    return canned(algorithm="SHA256")


NOT_BASE64 = "is not in base64 with - _ ~ in the place of + = /"
NO_NUMBER = "which is no whole number of seconds"
OTHER_KEY_OR_URL = (
    "the signature does not fit the policy: it was made with another key, or for another URL: "
    + HOST
    + "/page"
)
KNOWN = "is no key of the behavior's key groups, which have KRSA, KECDSA"
NO_POLICY = "Expires and Policy are missing"

SPOILED_CANNED: list[tuple[str, Callable[[Parts], Parts], str, str]] = [
    ("nothing is signed", lambda _: {}, "MissingKey", "neither the URL nor a cookie is signed"),
    ("no key", without("Key-Pair-Id"), "MissingKey", "Key-Pair-Id is missing"),
    ("an empty key", with_(Key_Pair_Id=""), "MissingKey", "Key-Pair-Id is missing"),
    ("an unknown key", with_(Key_Pair_Id="K0"), "InvalidKey", f"K0 {KNOWN}"),
    ("a key in another case", with_(Key_Pair_Id="krsa"), "InvalidKey", f"krsa {KNOWN}"),
    ("no signature", without("Signature"), "AccessDenied", "Signature is missing"),
    ("an empty signature", with_(Signature=""), "AccessDenied", "Signature is missing"),
    ("other letters", with_(Signature="n!ce"), "MalformedSignature", f"Signature {NOT_BASE64}"),
    ("plain base64", with_(Signature="ab+/"), "MalformedSignature", f"Signature {NOT_BASE64}"),
    ("padded plain base64", with_(Signature="abc="), "MalformedSignature", f"Signature {NOT_BASE64}"),
    ("a truncated signature", truncated, "MalformedSignature", f"Signature {NOT_BASE64}"),
    ("padding alone", with_(Signature="____"), "MalformedSignature", f"Signature {NOT_BASE64}"),
    ("a signature of nothing", with_(Signature="AAAA"), "AccessDenied", OTHER_KEY_OR_URL),
    ("no time", without("Expires"), "AccessDenied", NO_POLICY),
    ("an empty time", with_(Expires=""), "AccessDenied", NO_POLICY),
    ("a fraction", with_(Expires="17.5"), "MalformedPolicy", f"Expires is 17.5, {NO_NUMBER}"),
    ("a time in words", with_(Expires="noon"), "MalformedPolicy", f"Expires is noon, {NO_NUMBER}"),
    ("a time before 1970", with_(Expires="-1"), "MalformedPolicy", f"Expires is -1, {NO_NUMBER}"),
    ("65 bits", with_(Expires=str(2**63)), "MalformedPolicy", f"Expires is {2**63}, {NO_NUMBER}"),
    ("another time", with_(Expires=str(NOON + 61)), "AccessDenied", OTHER_KEY_OR_URL),
    ("a stranger's signature", of_a_stranger, "AccessDenied", OTHER_KEY_OR_URL),
    (
        "another trusted key's",
        of_the_other_key,
        "AccessDenied",
        "it was made with the private key of KECDSA, not of KRSA",
    ),
    (
        "another hash, unsaid",
        of_another_hash,
        "AccessDenied",
        "it was made with SHA256, which Hash-Algorithm does not say",
    ),
    (
        "another hash than said",
        with_(Hash_Algorithm="SHA256"),
        "AccessDenied",
        "it was made with SHA1, which Hash-Algorithm does not say",
    ),
    (
        "an unknown hash",
        with_(Hash_Algorithm="MD5"),
        "AccessDenied",
        "Hash-Algorithm is MD5, not SHA1 or SHA256",
    ),
    (
        "a hash in small letters",
        with_(Hash_Algorithm="sha1"),
        "AccessDenied",
        "Hash-Algorithm is sha1, not SHA1 or SHA256",
    ),
]


@pytest.mark.fact("CF-164", "CF-165", "CF-166", "CF-167", "CF-168", "CF-174")
@both_ways
@pytest.mark.parametrize(
    ("spoil", "code", "reason"), [row[1:] for row in SPOILED_CANNED], ids=[row[0] for row in SPOILED_CANNED]
)
def test_each_way_to_spoil_a_canned_signature_is_refused(
    by: str, spoil: Callable[[Parts], Parts], code: str, reason: str
) -> None:
    result = ask(spoil(canned()), by)
    assert (code_of(result), result.fired) == (code, ())
    assert told(result, by) == reason


def told(result: Result, by: str) -> str:
    """Return the reason, in which each part of a signature in cookies has its cookie's name."""
    parts = re.compile("(CloudFront-)?(?:Expires|Policy|Signature|Key-Pair-Id|Hash-Algorithm)")
    prefix = "CloudFront-" if by == "cookies" else None
    assert {match[1] for match in parts.finditer(why(result))} <= {prefix}
    return why(result).replace("CloudFront-", "")


def signed(text: bytes) -> Callable[[], Parts]:
    return lambda: custom(text)


NO_JSON = "the policy is malformed: it is no JSON: "
OTHER_TEXT = "the signature does not fit the policy: it was made with another key, or of another text"

SPOILED_CUSTOM: list[tuple[str, Callable[[], Parts], str, str]] = [
    ("an empty policy", lambda: custom() | {"Policy": ""}, "AccessDenied", NO_POLICY),
    ("other letters", lambda: custom() | {"Policy": "n!ce"}, "MalformedPolicy", f"Policy {NOT_BASE64}"),
    ("no JSON", signed(b"[1,"), "MalformedPolicy", f"{NO_JSON}Expecting value: line 1 column 4 (char 3)"),
    ("no UTF-8", signed(b"\xff{}"), "MalformedPolicy", "the policy is malformed: it is not in UTF-8"),
    (
        "no number",
        signed(policy_text(ends="1")),
        "MalformedPolicy",
        "the policy is malformed: AWS:EpochTime of DateLessThan must be a whole number of seconds, not '1'",
    ),
    (
        "a policy that somebody changed",
        lambda: custom() | {"Policy": safe_base64(policy_text(ends=NOON + 9_999))},
        "AccessDenied",
        OTHER_TEXT,
    ),
    (
        "no policy's resource, and changed",
        lambda: custom() | {"Policy": safe_base64(policy_text(None))},
        "AccessDenied",
        OTHER_TEXT,
    ),
    *(
        (
            f"a policy for {resource}",
            signed(policy_text(resource)),
            "AccessDenied",
            f"the policy is for {resource}, not for {HOST}/page",
        )
        for resource in (
            f"{HOST}/other",
            "https://www.example.com/page",
            "http://d111111abcdef8.cloudfront.net/page",
            f"{HOST}/page?a=1",
        )
    ),
    (
        "a policy for an empty resource",
        signed(policy_text("")),
        "AccessDenied",
        f"the policy is for no URL, since its Resource is empty, not for {HOST}/page",
    ),
    (
        "a policy for half of a surrogate pair",
        signed(policy_text("\ud800")),
        "MalformedPolicy",
        "the policy is malformed: Resource has half of a surrogate pair, which is no character: '\\ud800'",
    ),
]


@pytest.mark.fact("CF-164", "CF-165", "CF-169", "CF-171", "CF-174")
@both_ways
@pytest.mark.parametrize(
    ("parts", "code", "reason"), [row[1:] for row in SPOILED_CUSTOM], ids=[row[0] for row in SPOILED_CUSTOM]
)
def test_each_way_to_spoil_a_custom_signature_is_refused(
    by: str, parts: Callable[[], Parts], code: str, reason: str
) -> None:
    result = ask(parts(), by)
    assert (code_of(result), result.fired) == (code, ())
    assert told(result, by) == reason


@pytest.mark.fact("CF-174")
def test_a_cookie_is_called_by_its_own_name() -> None:
    assert why(ask(without("Signature")(canned()), "cookies")) == "CloudFront-Signature is missing"
