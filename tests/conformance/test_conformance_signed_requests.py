"""Signed URLs and signed cookies: who gets in, who is refused, and with what answer."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import TYPE_CHECKING, Any

import pytest
from botocore.signers import CloudFrontSigner
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from support.edge_functions import raises
from support.fake_origins import ORIGIN, Answer, stub
from support.scenarios import make
from support.signatures import (
    HOST,
    NOON,
    as_cookies,
    as_query,
    canned,
    custom,
    ecdsa_pair,
    policy_text,
    rsa_pair,
    safe_base64,
    signed_by,
    stranger,
    trusting,
)
from support.ways import PAGE, silent

from pytest_lambda_edge.errors import EdgeError
from pytest_lambda_edge.model import public_keys
from pytest_lambda_edge.model.event_type import EVENT_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from freezegun.api import FrozenDateTimeFactory

    from pytest_lambda_edge.result import Result

    Parts = dict[str, str]

ANY_URL = re.compile(".*")
MESSAGES = {
    "MissingKey": "Missing Key-Pair-Id query parameter or cookie value",
    "InvalidKey": "Unknown Key",
    "MalformedSignature": "Could not unencode Signature",
    "MalformedPolicy": "Malformed Policy",
    "AccessDenied": "Access denied",
}

pytestmark = pytest.mark.usefixtures("clock")


def page_of(code: str) -> str:
    start = '<?xml version="1.0" encoding="UTF-8"?>'
    return f"{start}<Error><Code>{code}</Code><Message>{MESSAGES[code]}</Message></Error>"


def code_of(result: Result) -> str | None:
    """Return the code of a refused signature, None where the request got in."""
    if result.status_code != 403:
        return None
    found = re.search("<Code>(.*)</Code>", result.text)
    assert found, result.text
    assert result.text == page_of(found[1])
    return found[1]


def why(result: Result) -> str:
    found = re.search(r"^  signature +rejected: (.*)$", result.explain(), re.MULTILINE)
    assert found, result.explain()
    return found[1]


def ask(
    parts: Mapping[str, str], by: str = "url", path: str = "/page", settings: Any = None, **arguments: Any
) -> Result:
    """Send a request that is signed by its URL or by cookies."""
    stub(ANY_URL)
    site = make(**(trusting() if settings is None else settings))
    if by == "cookies":
        return site.get(path, cookies=as_cookies(parts), **arguments)
    return site.get(f"{path}{'&' if '?' in path else '?'}{as_query(parts)}", **arguments)


both_ways = pytest.mark.parametrize("by", ["url", "cookies"])


def sign_as_botocore_says(message: bytes) -> bytes:
    key = load_pem_private_key(rsa_pair().private_key.encode(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key.sign(message, padding.PKCS1v15(), hashes.SHA1())


@pytest.mark.fact("CF-164", "CF-166", "CF-167", "CF-168", "CF-169")
@pytest.mark.parametrize(
    "url", [f"{HOST}/page", f"{HOST}/a%20b/%C3%BC?size=large&license=yes", f"{HOST}/page?~*-_!"]
)
@pytest.mark.parametrize("kind", ["canned", "custom", "custom with everything"])
def test_what_botocore_signs_is_accepted(url: str, kind: str) -> None:
    signer = CloudFrontSigner(rsa_pair().public_key.id, sign_as_botocore_says)
    ends = datetime.fromtimestamp(NOON + 60, UTC)
    if kind == "canned":
        signed = signer.generate_presigned_url(url, date_less_than=ends)
    elif kind == "custom":
        signed = signer.generate_presigned_url(url, policy=signer.build_policy(url, ends))
    else:
        starts = datetime.fromtimestamp(NOON - 60, UTC)
        policy = signer.build_policy(f"{HOST}/*", ends, starts, "203.0.113.178")
        signed = signer.generate_presigned_url(url, policy=policy)
    stub(ANY_URL)
    result = make(**trusting()).get(signed)
    assert (result.status_code, result.fired) == (200, EVENT_TYPES)


@pytest.mark.fact("CF-164", "CF-165", "CF-166")
@both_ways
@pytest.mark.parametrize("make_parts", [canned, custom], ids=["canned", "custom"])
@pytest.mark.parametrize("pair", [rsa_pair, ecdsa_pair])
@pytest.mark.parametrize(
    ("algorithm", "said"),
    [("SHA1", None), ("SHA1", "SHA1"), ("SHA256", "SHA256")],
    ids=["default", "1", "256"],
)
def test_each_kind_of_signature_is_accepted(
    by: str, make_parts: Callable[..., Parts], pair: Callable[[], Any], algorithm: str, said: str | None
) -> None:
    parts = make_parts(pair=pair(), algorithm=algorithm) | ({} if said is None else {"Hash-Algorithm": said})
    assert code_of(ask(parts, by)) is None


@pytest.mark.fact("CF-164")
def test_the_parameters_stand_in_any_order_and_anywhere() -> None:
    parts = canned(f"{HOST}/page?a=1&b=2")
    key, signature, expires = (f"{name}={parts[name]}" for name in ("Key-Pair-Id", "Signature", "Expires"))
    stub(ANY_URL)
    assert code_of(make(**trusting()).get(f"/page?{key}&a=1&{signature}&b=2&{expires}")) is None


@pytest.mark.fact("CF-004", "CF-174", "CF-175", "LE-030", "LE-403")
def test_an_unsigned_request_is_refused_before_any_function() -> None:
    result = make(**trusting(), viewer_request=raises).get("/page")
    assert (result.status_code, result.reason, result.result_type) == (403, "Forbidden", "Error")
    assert result.text == page_of("MissingKey")
    assert [name for name, _ in result.headers.items()] == [
        "Server",
        "Date",
        "Content-Type",
        "Content-Length",
        "X-Cache",
        "Via",
        "X-Amz-Cf-Pop",
        "X-Amz-Cf-Id",
    ]
    assert result.headers["Server"] == "CloudFront"
    assert result.headers["Content-Type"] == "text/xml"
    assert result.headers["Content-Length"] == str(len(result.content))
    assert result.headers["X-Cache"] == "Error from cloudfront"
    assert (result.invocations, result.origin_requests) == ((), ())
    assert result.skipped == silent("request-rejected", EVENT_TYPES)
    assert [one.id for one in result.assumptions] == ["D-02", "CF-174"]


@pytest.mark.fact("CF-174")
def test_the_refusal_of_a_head_has_no_body() -> None:
    result = make(**trusting()).head("/page")
    length = len(page_of("MissingKey"))
    assert (result.status_code, result.content, result.headers["Content-Length"]) == (403, b"", str(length))


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


@pytest.mark.fact("CF-168", "CF-172")
@both_ways
@pytest.mark.parametrize(
    ("asked", "is_served"),
    [
        (f"{HOST}/page?a=1", True),
        (f"{HOST}/page", False),
        (f"{HOST}/page?a=2", False),
        (f"{HOST}/page?a=1&b=2", False),
        (f"{HOST}/page?a=1&", False),
        (f"{HOST}/pages?a=1", False),
        (f"{HOST}/%70age?a=1", False),
        ("https://www.example.com/page?a=1", False),
        ("http://d111111abcdef8.cloudfront.net/page?a=1", False),
    ],
)
def test_a_canned_signature_is_good_for_its_very_url(by: str, asked: str, is_served: bool) -> None:
    parts = canned(f"{HOST}/page?a=1")
    result = ask(parts, by, asked, trusting() | {"aliases": ["www.example.com"]})
    assert code_of(result) == (None if is_served else "AccessDenied")
    if not is_served:
        assert why(result).endswith(f"or for another URL: {asked}")


@pytest.mark.fact("LE-030")
def test_a_signature_is_for_the_url_as_the_viewer_wrote_it() -> None:
    settings = trusting() | {"default_root_object": "index.html"}
    assert code_of(ask(canned(f"{HOST}/"), path="/", settings=settings)) is None
    assert code_of(ask(canned(f"{HOST}/index.html"), path="/", settings=settings)) == "AccessDenied"


STARTS_AT_NOON = policy_text(ends=NOON + 60, DateGreaterThan={"AWS:EpochTime": NOON})


@pytest.mark.fact("CF-170")
@both_ways
@pytest.mark.parametrize("make_parts", [canned, custom], ids=["canned", "custom"])
@pytest.mark.parametrize(
    ("seconds", "reason"),
    [
        (0, None),
        (59, None),
        (60, "expired 0 s ago"),
        (121, "expired 61 s ago"),
        (4_000, "expired 3,940 s ago"),
    ],
)
def test_a_signature_ends(
    by: str,
    make_parts: Callable[[], Parts],
    seconds: int,
    reason: str | None,
    clock: FrozenDateTimeFactory,
) -> None:
    clock.tick(seconds)
    result = ask(make_parts(), by)
    assert code_of(result) == (None if reason is None else "AccessDenied")
    if reason is not None:
        assert why(result) == reason
    assert ("CF-170" in [one.id for one in result.assumptions]) == (seconds == 60)


@pytest.mark.fact("CF-169", "CF-170")
@both_ways
@pytest.mark.parametrize(
    ("seconds", "reason"),
    [
        (-90, "not valid yet: it starts in 90 s"),
        (0, "not valid yet: it starts in 0 s"),
        (1, None),
        (60, "expired 0 s ago"),
    ],
)
def test_a_signature_starts_after_the_second_that_it_names(
    by: str, seconds: int, reason: str | None, clock: FrozenDateTimeFactory
) -> None:
    clock.tick(seconds)
    result = ask(custom(STARTS_AT_NOON), by)
    assert code_of(result) == (None if reason is None else "AccessDenied")
    assert reason is None or why(result) == reason


@pytest.mark.fact("CF-169")
@both_ways
@pytest.mark.parametrize("ends", [2**31, 2**63 - 1])
def test_times_have_64_bits(by: str, ends: int) -> None:
    assert code_of(ask(canned(expires=ends), by)) is None
    assert code_of(ask(custom(policy_text(ends=ends)), by)) is None


@pytest.mark.fact("CF-170")
def test_each_range_of_an_object_is_asked_for_with_a_good_signature(clock: FrozenDateTimeFactory) -> None:
    stub(ANY_URL, Answer(body="0123456789", headers={"Cache-Control": "max-age=3600"}))
    site = make(**trusting())
    url = f"/page?{as_query(canned())}"
    site.get(url)
    first = site.get(url, headers={"Range": "bytes=0-4"})
    assert (first.status_code, first.text) == (206, "01234")
    clock.tick(60)
    assert code_of(site.get(url, headers={"Range": "bytes=5-9"})) == "AccessDenied"


@pytest.mark.fact("CF-169")
@both_ways
@pytest.mark.parametrize(
    ("allowed", "client_ip", "is_served"),
    [
        ("203.0.113.178/32", "203.0.113.178", True),
        ("203.0.113.178", "203.0.113.178", True),
        ("203.0.113.178/32", "203.0.113.179", False),
        ("203.0.113.0/24", "203.0.113.255", True),
        ("203.0.113.9/24", "203.0.113.1", True),
        ("203.0.113.0/24", "203.0.114.1", False),
        ("0.0.0.0/0", "198.51.100.1", True),
        ("0.0.0.0/0", "2001:db8::1", False),
    ],
)
def test_a_policy_may_name_the_addresses_of_viewers(
    by: str, allowed: str, client_ip: str, is_served: bool
) -> None:
    parts = custom(policy_text(IpAddress={"AWS:SourceIp": allowed}))
    result = ask(parts, by, client_ip=client_ip)
    assert code_of(result) == (None if is_served else "AccessDenied")
    if not is_served:
        network = str(ip_network(allowed, strict=False))
        assert why(result) == f"the policy is for {network}, not for {client_ip}"


@pytest.mark.fact("CF-169", "CF-171")
@both_ways
@pytest.mark.parametrize(
    ("resource", "assumed"),
    [(None, False), ("*", False), ("*?*", False), (f"{HOST}/p*", False), (f"{HOST}/p?ge", True)],
)
def test_a_policy_may_be_for_many_urls(by: str, resource: str | None, assumed: bool) -> None:
    result = ask(custom(policy_text(resource)), by)
    assert code_of(result) is None
    assert ("CF-171" in [one.id for one in result.assumptions]) == assumed


@pytest.mark.fact("CF-173")
@pytest.mark.parametrize("name", ["Expires", "Policy", "Signature", "Key-Pair-Id", "Hash-Algorithm"])
@pytest.mark.parametrize("value", ["=1", "=", ""])
def test_one_parameter_makes_a_signed_url_and_cookies_count_for_nothing(name: str, value: str) -> None:
    result = ask(custom(policy_text("*")), "cookies", f"/page?{name}{value}")
    assert code_of(result) == ("InvalidKey" if name + value == "Key-Pair-Id=1" else "MissingKey")
    if name != "Key-Pair-Id" and value == "=1":
        assert why(result) == "Key-Pair-Id is missing"
    elif value != "=1":
        assert why(result) == (
            "a parameter of the URL has a name of signed URLs, so the signed cookies are ignored (CF-173)"
        )


@pytest.mark.fact("CF-173")
@pytest.mark.parametrize("query", ["expires=1", "X-Expires=1", "a=Expires", "CloudFront-Expires=1"])
def test_a_parameter_of_another_name_leaves_cookies_their_say(query: str) -> None:
    assert code_of(ask(custom(policy_text("*")), "cookies", f"/page?{query}")) is None


@pytest.mark.fact("CF-173")
def test_a_signed_url_needs_no_cookies() -> None:
    assert code_of(ask(canned(), cookies=as_cookies(canned(expires=1)))) is None


@pytest.mark.fact("CF-165")
def test_cookies_with_other_names_are_no_signature() -> None:
    stub(ANY_URL)
    result = make(**trusting()).get("/page", cookies=dict(canned()))
    assert (code_of(result), why(result)) == ("MissingKey", "neither the URL nor a cookie is signed")


@pytest.mark.fact("CF-174")
def test_an_empty_parameter_is_none() -> None:
    stub(ANY_URL)
    result = make(**trusting()).get("/page?Expires=&Signature=")
    assert why(result) == "the URL has parameters of a signed URL, but they are empty"


@pytest.mark.fact("CF-174")
def test_a_cookie_is_called_by_its_own_name() -> None:
    assert why(ask(without("Signature")(canned()), "cookies")) == "CloudFront-Signature is missing"


def test_a_group_without_keys_knows_nobody() -> None:
    result = ask(canned(), settings={"trusted_key_groups": [{"keys": []}]})
    assert (code_of(result), why(result)) == (
        "InvalidKey",
        "KRSA is no key of the behavior's key groups, which have no keys",
    )


@pytest.mark.fact("CF-163")
def test_a_behavior_trusts_its_own_key_groups_alone() -> None:
    stub(ANY_URL)
    site = make(
        key_groups={"rsa": {"keys": [rsa_pair().public_key]}, "ecdsa": {"keys": [ecdsa_pair().public_key]}},
        behaviors={
            "/rsa": {"trusted_key_groups": ["rsa"]},
            "/ecdsa": {"trusted_key_groups": ["ecdsa"]},
            "/either": {"trusted_key_groups": ["rsa", "ecdsa"]},
        },
    )
    codes = {
        (path, pair.public_key.id): code_of(site.get(f"{path}?{as_query(canned(HOST + path, pair=pair))}"))
        for path in ("/rsa", "/ecdsa", "/either", "/open")
        for pair in (rsa_pair(), ecdsa_pair())
    }
    assert codes == dict.fromkeys(codes) | {
        ("/rsa", "KECDSA"): "InvalidKey",
        ("/ecdsa", "KRSA"): "InvalidKey",
    }
    assert site.get("/open").status_code == 200


@pytest.mark.fact("D-02", "CF-001", "CF-004", "LE-030", "LE-034")
@pytest.mark.parametrize(
    ("settings", "method", "viewer"),
    [
        ({"geo_restriction": {"restriction_type": "blacklist", "locations": ["DE"]}}, "GET", "DE"),
        ({}, "POST", "DE"),
    ],
)
def test_country_and_method_come_before_the_signature(
    settings: dict[str, Any], method: str, viewer: str
) -> None:
    result = make(**settings, **trusting()).request(
        method, "/page", viewer={"CloudFront-Viewer-Country": viewer}
    )
    assert (result.status_code, result.headers["Content-Type"]) == (403, "text/html")


def test_no_method_goes_without_a_signature() -> None:
    result = make(**trusting(), allowed_methods=["GET", "HEAD", "OPTIONS"]).options("/page")
    assert code_of(result) == "MissingKey"


@pytest.mark.fact("CF-117", "CF-336", "LE-334")
def test_an_error_page_takes_the_place_of_the_403() -> None:
    stub(f"{ORIGIN}/error.html", Answer(body="sign in first"))
    result = make(**PAGE, **trusting()).get("/page")
    assert (result.status_code, result.text, result.result_type) == (200, "sign in first", "Error")
    assert [run.event_type for run in result.invocations] == ["origin-request", "origin-response"]


@pytest.mark.fact("CF-174")
def test_a_refusal_is_not_cached() -> None:
    stub(ANY_URL)
    site = make(**trusting())
    assert code_of(site.get("/page")) == "MissingKey"
    assert (len(site.cache), site.get(f"/page?{as_query(canned())}").status_code) == (0, 200)


@pytest.mark.fact("CF-170")
def test_an_object_in_the_cache_is_served_to_signed_requests_only(clock: FrozenDateTimeFactory) -> None:
    stub(ANY_URL, Answer(headers={"Cache-Control": "max-age=3600"}))
    site = make(**trusting())
    url = f"/page?{as_query(canned())}"
    assert [site.get(url).result_type for _ in range(2)] == ["Miss", "Hit"]
    assert code_of(site.get("/page")) == "MissingKey"
    clock.tick(60)
    assert code_of(site.get(url)) == "AccessDenied"


def test_a_viewer_keeps_signed_cookies_between_requests(clock: FrozenDateTimeFactory) -> None:
    stub(ANY_URL)
    site = make(**trusting())
    with site.viewer(cookies=as_cookies(custom(policy_text(f"{HOST}/*")))) as viewer:
        assert [code_of(viewer.get(path)) for path in ("/page", "/a/b?c=d")] == [None, None]
        clock.tick(60)
        assert code_of(viewer.get("/page")) == "AccessDenied"


@pytest.mark.fact("CF-165")
def test_cookies_that_a_response_sets_let_a_viewer_in() -> None:
    lines = [f"{name}={value}; Secure" for name, value in as_cookies(custom(policy_text("*"))).items()]

    def sign_in(_event: Any, _context: Any) -> Any:
        return {"status": "200", "headers": {"set-cookie": [{"value": line} for line in lines]}}

    stub(ANY_URL)
    site = make(behaviors={"/private/*": trusting()}, viewer_request=sign_in)
    with site.viewer() as viewer:
        assert code_of(viewer.get("/private/x")) == "MissingKey"
        viewer.get("/sign-in")
        assert code_of(viewer.get("/private/x")) is None


@pytest.mark.fact("CF-166")
@both_ways
def test_without_cryptography_the_first_signature_to_verify_asks_for_it(
    by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, good = trusting(), canned()
    monkeypatch.setattr(public_keys, "find_spec", lambda _name: None)
    assert code_of(ask({}, by, settings=settings)) == "MissingKey"
    assert code_of(ask(good | {"Key-Pair-Id": "K0"}, by, settings=settings)) == "InvalidKey"
    assert code_of(ask(good | {"Signature": "!"}, by, settings=settings)) == "MalformedSignature"
    with pytest.raises(EdgeError, match=re.escape("pip install pytest-lambda-edge[signing]")):
        ask(good, by, settings=settings)


@pytest.mark.fact("CF-164")
def test_the_first_of_two_parameters_of_a_name_counts() -> None:
    parts = as_query(canned())
    stub(ANY_URL)
    assert code_of(make(**trusting()).get(f"/page?{parts}&Expires=1")) is None
    assert code_of(make(**trusting()).get(f"/page?Expires=1&{parts}")) == "AccessDenied"


def test_a_custom_policy_has_the_word_where_both_are_there() -> None:
    assert code_of(ask(custom() | {"Expires": "1"})) is None
    assert signed_by(rsa_pair(), policy_text()) == custom()["Signature"]
