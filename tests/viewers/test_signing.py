from __future__ import annotations

import json
import re
from base64 import b64decode
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st
from support.fake_origins import ORIGIN, stub

from pytest_lambda_edge import Distribution
from pytest_lambda_edge.errors import EdgeError
from pytest_lambda_edge.model import public_keys
from pytest_lambda_edge.signing import KeyPair, key_pair, signed_cookies, signed_url

if TYPE_CHECKING:
    from collections.abc import Callable

HOST = "https://d111111abcdef8.cloudfront.net"
NOON = 1_780_315_200
ANY_URL = re.compile(".*")
PAIR: dict[str, Callable[[], KeyPair]] = {
    "RSA": lambda: key_pair("KRSA"),
    "ECDSA": lambda: key_pair("KECDSA", algorithm="ECDSA"),
}
ED25519 = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def by(pair: KeyPair, **given: Any) -> dict[str, Any]:
    keys = {"key_pair_id": pair.public_key.id, "private_key": pair.private_key, "expires": NOON + 60}
    return keys | given


def ecdsa(**given: Any) -> dict[str, Any]:
    return by(PAIR["ECDSA"](), **given)


def private_site(**settings: Any) -> Distribution:
    keys = [pair().public_key for pair in PAIR.values()]
    return Distribution(**{"origin": ORIGIN, "trusted_key_groups": [{"keys": keys}]} | settings)


def query_of(url: str) -> dict[str, str]:
    return dict(parse_qsl(url.partition("?")[2]))


def policy_in(text: str) -> Any:
    return json.loads(b64decode(text.replace("-", "+").replace("_", "=").replace("~", "/")))


@pytest.mark.fact("CF-166")
def test_a_key_pair_is_of_a_kind_that_cloudfront_takes() -> None:
    key = load_pem_public_key(key_pair("KRSA").public_key.pem.encode())
    assert isinstance(key, rsa.RSAPublicKey)
    assert key.key_size == 2048
    curve = load_pem_public_key(key_pair("KECDSA", algorithm="ECDSA").public_key.pem.encode())
    assert isinstance(curve, ec.EllipticCurvePublicKey)
    assert curve.curve.name == "secp256r1"


def test_a_key_pair_stays_the_same_and_is_no_other_ones() -> None:
    assert key_pair("KECDSA", algorithm="ECDSA") is key_pair("KECDSA", algorithm="ECDSA")
    assert key_pair("KECDSA", algorithm="ECDSA").private_key != key_pair("K2", algorithm="ECDSA").private_key
    public_key, private_key = key_pair("KECDSA", algorithm="ECDSA")
    assert public_key.id == "KECDSA"
    assert load_pem_private_key(private_key.encode(), None).public_key() == load_pem_public_key(
        public_key.pem.encode()
    )


def test_a_key_pair_has_an_id_like_awss_own() -> None:
    assert key_pair().public_key.id == "K2JCJMDEHXQW5F"


def test_another_algorithm_is_refused() -> None:
    with pytest.raises(ValueError, match="algorithm must be 'RSA' or 'ECDSA', not 'DSA'"):
        key_pair(algorithm="DSA")  # type: ignore[arg-type]


@pytest.mark.fact("CF-164", "CF-165", "CF-166")
@pytest.mark.parametrize("algorithm", ["RSA", "ECDSA"])
@pytest.mark.parametrize("hash_algorithm", ["SHA1", "SHA256"])
@pytest.mark.parametrize(
    "terms",
    [
        {},
        {"starts": timedelta(seconds=-1)},
        {"ip_address": "203.0.113.0/24"},
        {"starts": NOON - 1, "ip_address": "203.0.113.178"},
    ],
    ids=["canned", "starts", "address", "both"],
)
def test_what_is_signed_lets_a_viewer_in(algorithm: str, hash_algorithm: str, terms: dict[str, Any]) -> None:
    stub(ANY_URL)
    with freeze_time("2026-06-01T12:00:00Z"), private_site() as site:
        given = by(PAIR[algorithm](), hash_algorithm=hash_algorithm, **terms)
        assert site.get("/page?a=1").status_code == 403
        assert site.get(signed_url("/page?a=1", distribution=site, **given)).status_code == 200
        for cookies in (
            signed_cookies("/page?a=1", distribution=site, **given),
            signed_cookies("/*", distribution=site, **given),
            signed_cookies("*", **given),
        ):
            assert site.get("/page?a=1", cookies=cookies).status_code == 200


@pytest.mark.fact("CF-164", "CF-168")
def test_with_a_time_to_end_alone_the_policy_is_canned() -> None:
    url = signed_url(f"{HOST}/a.jpg", **ecdsa())
    assert url.startswith(f"{HOST}/a.jpg?Expires={NOON + 60}&Signature=")
    assert list(query_of(url)) == ["Expires", "Signature", "Key-Pair-Id"]
    assert list(signed_cookies(f"{HOST}/a.jpg", **ecdsa())) == [
        "CloudFront-Expires",
        "CloudFront-Signature",
        "CloudFront-Key-Pair-Id",
    ]


@pytest.mark.fact("CF-164")
def test_the_hash_is_said_unless_it_is_the_default() -> None:
    assert query_of(signed_url(f"{HOST}/a", **ecdsa(hash_algorithm="SHA256")))["Hash-Algorithm"] == "SHA256"
    cookies = signed_cookies(f"{HOST}/a", **ecdsa(hash_algorithm="SHA256"))
    assert cookies["CloudFront-Hash-Algorithm"] == "SHA256"
    assert "Hash-Algorithm" not in query_of(signed_url(f"{HOST}/a", **ecdsa(hash_algorithm="SHA1")))


@pytest.mark.fact("CF-169")
def test_a_custom_policy_says_what_was_asked_for() -> None:
    url = signed_url(f"{HOST}/ä?b=1", **ecdsa(starts=NOON, ip_address="192.0.2.9/24", resource=f"{HOST}/*ä"))
    assert url.startswith(f"{HOST}/ä?b=1&Policy=")
    assert policy_in(query_of(url)["Policy"]) == {
        "Statement": [
            {
                "Resource": f"{HOST}/*ä",
                "Condition": {
                    "DateLessThan": {"AWS:EpochTime": NOON + 60},
                    "DateGreaterThan": {"AWS:EpochTime": NOON},
                    "IpAddress": {"AWS:SourceIp": "192.0.2.0/24"},
                },
            }
        ]
    }


@pytest.mark.fact("CF-169", "CF-171")
@pytest.mark.parametrize(
    ("given", "resource"),
    [
        ({"starts": NOON}, f"{HOST}/a?b=1"),
        ({"ip_address": "192.0.2.9"}, f"{HOST}/a?b=1"),
        ({"resource": "*"}, "*"),
    ],
)
def test_a_policy_is_for_the_url_unless_it_names_a_resource(given: dict[str, Any], resource: str) -> None:
    (statement,) = policy_in(query_of(signed_url(f"{HOST}/a?b=1", **ecdsa(**given)))["Policy"])["Statement"]
    assert statement["Resource"] == resource


@pytest.mark.parametrize(
    ("resource", "policy"),
    [
        ("/private/*", f"{HOST}/private/*"),
        ("/private/?.pdf", f"{HOST}/private/?.pdf"),
        ("/private?a=1", f"{HOST}/private?a=1"),
        (f"{HOST}/*", f"{HOST}/*"),
        ("*://*.example.com/", "*://*.example.com/"),
    ],
)
def test_cookies_for_more_than_one_url_have_a_custom_policy(resource: str, policy: str) -> None:
    cookies = signed_cookies(resource, distribution=private_site(), **ecdsa())
    (statement,) = policy_in(cookies["CloudFront-Policy"])["Statement"]
    assert statement["Resource"] == policy


@pytest.mark.fact("CF-171")
@pytest.mark.parametrize(
    ("resource", "asked", "is_served"),
    [
        ("/films/?.mp4", "/films/1.mp4", True),
        ("/films/?.mp4", "/films/10.mp4", False),
        ("/films?page=1", "/films?page=1", True),
        ("/films?page=1", "/films", False),
        ("/films/?.mp4?size=large", "/films/1.mp4?size=large", True),
    ],
)
def test_a_question_mark_in_the_resource_of_cookies_is_a_wildcard(
    resource: str, asked: str, is_served: bool
) -> None:
    stub(ANY_URL)
    with freeze_time("2026-06-01T12:00:00Z"):
        site = private_site()
        cookies = signed_cookies(resource, distribution=site, **ecdsa())
        assert site.get(asked, cookies=cookies).status_code == (200 if is_served else 403)


@pytest.mark.parametrize(
    ("url", "whole"),
    [
        ("/a?b=c", f"{HOST}/a?b=c"),
        ("/a#b", f"{HOST}/a"),
        ("https://www.example.com/a", "https://www.example.com/a"),
        ("http://www.example.com", "http://www.example.com/"),
    ],
)
def test_a_path_is_of_the_distribution(url: str, whole: str) -> None:
    signed = signed_url(url, distribution=private_site(), **ecdsa())
    assert re.split("[?&]Expires=", signed)[0] == whole


@pytest.mark.parametrize(
    ("when", "seconds"),
    [
        (NOON + 5, NOON + 5),
        (NOON + 5.9, NOON + 5),
        (timedelta(minutes=5), NOON + 300),
        (timedelta(seconds=-5), NOON - 5),
        (datetime(2026, 6, 1, 12, 0, 5, 900_000, tzinfo=UTC), NOON + 5),
        (datetime(2026, 6, 1, 14, 0, 5, tzinfo=timezone(timedelta(hours=2))), NOON + 5),
    ],
)
def test_a_time_is_given_in_three_ways(when: Any, seconds: int) -> None:
    with freeze_time("2026-06-01T12:00:00Z"):
        assert query_of(signed_url(f"{HOST}/a", **ecdsa(expires=when)))["Expires"] == str(seconds)


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"expires": datetime(2026, 6, 1)}, ValueError, "has no time zone"),  # noqa: DTZ001 - the very point
        ({"expires": "tomorrow"}, TypeError, "expires is a datetime, a timedelta from now, or seconds"),
        ({"expires": True}, TypeError, "not True"),
        ({"expires": None}, TypeError, "not None"),
        ({"expires": -1}, ValueError, "out of the range"),
        ({"expires": 2.0**63}, ValueError, "out of the range"),
        ({"expires": float("nan")}, ValueError, "out of the range"),
        ({"starts": "now"}, TypeError, "starts is a datetime"),
        ({"ip_address": "2001:db8::1"}, ValueError, "ip_address must be an IPv4 address or CIDR range"),
        ({"ip_address": "anywhere"}, ValueError, "not 'anywhere'"),
        (
            {"ip_address": 5},
            TypeError,
            "ip_address is a string, an IPv4 address or CIDR range (CF-1",
        ),
        (
            {"starts": NOON + 60},
            ValueError,
            "starts must be before expires, or nobody is ever let in (CF-170): it is 1780315260, and",
        ),
        ({"starts": NOON + 61}, ValueError, "starts must be before expires"),
        ({"key_pair_id": None}, TypeError, "key_pair_id is a string, the id of a public key, such as"),
        ({"key_pair_id": ""}, ValueError, "letters, digits and . _ ~ - alone, not ''"),
        ({"key_pair_id": "a&b=c"}, ValueError, "key_pair_id must be the id of a public key, such as"),
        ({"key_pair_id": "K1 "}, ValueError, "not 'K1 '"),
        ({"key_pair_id": "\ud800"}, ValueError, "key_pair_id has half of a surrogate pair"),
        (
            {"distribution": 5},
            TypeError,
            "distribution is a Distribution, such as make_distribution(",
        ),
        ({"distribution": ORIGIN}, TypeError, f"not '{ORIGIN}'"),
        ({"hash_algorithm": "sha256"}, ValueError, "not 'sha256'; did you mean 'SHA256'?"),
        (
            {"private_key": "secret"},
            ValueError,
            "private_key is no private key in PEM form without a password",
        ),
        (
            {"private_key": key_pair("KECDSA", algorithm="ECDSA")},
            TypeError,
            "private_key is the PEM text of a private key, such as key_pair().private_key, not a KeyPair",
        ),
        ({"private_key": b"secret"}, ValueError, "private_key is no private key in PEM form"),
        ({"private_key": ED25519}, ValueError, "must be an RSA or ECDSA key (CF-166), not Ed25519PrivateKey"),
    ],
)
def test_what_cannot_be_signed_is_refused(
    given: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=re.escape(message)):
        signed_url(f"{HOST}/a", **ecdsa(**given))
    with pytest.raises(error, match=re.escape(message)):
        signed_cookies(f"{HOST}/a", **ecdsa(**given))


@pytest.mark.parametrize("sign", [signed_url, signed_cookies])
@pytest.mark.parametrize(
    ("url", "error", "message"),
    [
        (None, TypeError, "is a string, an absolute URL, or a path of the distribution, not None"),
        (b"/a", TypeError, "not b'/a'"),
        (5, TypeError, "not 5"),
        (f"{HOST}/\ud800", ValueError, "has half of a surrogate pair, which is no character"),
    ],
)
def test_what_is_signed_is_a_url(sign: Any, url: Any, error: type[Exception], message: str) -> None:
    name = "url" if sign is signed_url else "resource"
    with pytest.raises(error, match=f"^{name} {re.escape(message) if message[0] != 'n' else '.*' + message}"):
        sign(url, **ecdsa())


@pytest.mark.fact("CF-164")
@pytest.mark.parametrize("name", ["Expires", "Hash-Algorithm", "Key-Pair-Id", "Policy", "Signature"])
def test_a_parameter_cannot_be_called_like_a_part_of_a_signature(name: str) -> None:
    for sign in (signed_url, signed_cookies):
        for query in (f"{name}=1", f"a=1&{name}"):
            with pytest.raises(ValueError, match=f"has a parameter {name}, which is the name of a part of a"):
                sign(f"{HOST}/a?{query}", **ecdsa())
        assert sign(f"{HOST}/a?x{name}=1&{name.lower()}=1", **ecdsa())


@pytest.mark.parametrize(
    ("resource", "error", "message"),
    [
        (5, TypeError, "resource is a string, a URL with wildcards, such as '*', not 5"),
        ("https://\ud800", ValueError, r"no character: 'https://\ud800'"),
    ],
)
def test_the_resource_of_a_policy_is_text(resource: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=re.escape(message)):
        signed_url(f"{HOST}/a", **ecdsa(resource=resource))


@pytest.mark.parametrize(("id_", "error"), [(None, TypeError), ("", ValueError), ("a&b", ValueError)])
def test_a_key_pair_has_an_id_that_can_stand_in_a_url(id_: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"id .* the id of a public key"):
        key_pair(id_, algorithm="ECDSA")


def test_a_path_needs_its_distribution() -> None:
    with pytest.raises(ValueError, match="'/a' is a path: give its distribution, too"):
        signed_url("/a", **ecdsa())
    with pytest.raises(ValueError, match="'a' is neither a path"):
        signed_url("a", **ecdsa())


def test_a_private_key_may_be_bytes() -> None:
    pair = PAIR["RSA"]()
    given = by(pair)
    assert signed_url(f"{HOST}/a", **given) == signed_url(
        f"{HOST}/a", **given | {"private_key": pair.private_key.encode()}
    )


def test_without_cryptography_there_are_no_signatures(monkeypatch: pytest.MonkeyPatch) -> None:
    given = ecdsa()
    monkeypatch.setattr(public_keys, "find_spec", lambda _name: None)
    needed = re.escape("signing a URL or cookies needs the package cryptography")
    for sign in (signed_url, signed_cookies):
        with pytest.raises(EdgeError, match=needed):
            sign(f"{HOST}/a", **given)
    with pytest.raises(EdgeError, match=needed):
        key_pair("KNEW", algorithm="ECDSA")


@given(
    st.text("ab/%2?&=.*", max_size=12).map(lambda rest: f"/{rest}"),
    st.none() | st.integers(NOON - 1_000, NOON - 1),
    st.integers(NOON + 1, 2**63 - 1),
)
@settings(max_examples=40)
def test_any_signed_url_is_accepted(path: str, starts: int | None, expires: int) -> None:
    stub(ANY_URL)
    with freeze_time("2026-06-01T12:00:00Z"):
        site = private_site()
        signed = signed_url(path, distribution=site, **ecdsa(starts=starts, expires=expires))
        assert site.get(signed).status_code == 200
