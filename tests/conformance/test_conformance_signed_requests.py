"""Signed URLs and signed cookies: who gets in, who is refused, and with what answer."""

from __future__ import annotations

import re
from datetime import UTC, datetime
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
    signed_by,
    trusting,
)
from support.signed_requests import ANY_URL, ask, both_ways, code_of, page_of, why
from support.ways import PAGE, silent

from pytest_lambda_edge.errors import EdgeError
from pytest_lambda_edge.model import public_keys
from pytest_lambda_edge.model.event_type import EVENT_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable

    from freezegun.api import FrozenDateTimeFactory

    Parts = dict[str, str]


pytestmark = pytest.mark.usefixtures("clock")


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
    with pytest.raises(EdgeError, match=re.escape('pip install "pytest-lambda-edge[signing]"')):
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
