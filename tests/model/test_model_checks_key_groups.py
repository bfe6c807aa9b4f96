from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from support.configs import deployed, deployed_behavior, only_problem, problems

from pytest_lambda_edge.model import public_keys
from pytest_lambda_edge.model.key_groups import KeyGroup, PublicKey
from pytest_lambda_edge.signing import key_pair


def pem(key: Any) -> str:
    text: bytes = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return text.decode()


def a_key(id_: str = "K1") -> PublicKey:
    return key_pair(id_, algorithm="ECDSA").public_key


def keys(count: int) -> list[PublicKey]:
    return [a_key(f"K{number}") for number in range(count)]


def group(*ids: str, id_: str | None = None) -> KeyGroup:
    return KeyGroup(keys=[a_key(one) for one in ids], id=id_)


@pytest.mark.fact("CF-163", "CF-166")
@pytest.mark.parametrize(
    "accepted",
    [
        {"trusted_key_groups": [group("K1")]},
        {"trusted_key_groups": [KeyGroup(keys=keys(5))]},
        {"trusted_key_groups": [group(f"K{number}") for number in range(4)]},
        {"key_groups": {"a": group("K1"), "b": group("K1", "K2")}, "trusted_key_groups": ["a", "b"]},
        {"key_groups": [group("K1", id_="a")], "trusted_key_groups": ["a", group("K1", id_="a")]},
        {"key_groups": {"a": group("K1")}, "trusted_key_groups": ["a", "a"]},
        {"key_groups": [group("K1")]},
        {"key_groups": {"a": group("K1")}, "behaviors": {"/a": {"trusted_key_groups": ["a"]}}},
        {"trusted_key_groups": [KeyGroup(keys=[])]},
    ],
)
def test_what_cloudfront_accepts_of_keys_is_accepted(accepted: dict[str, Any]) -> None:
    assert problems(**accepted) == ()


@pytest.mark.fact("CF-166")
def test_an_rsa_key_of_2048_bits_is_accepted() -> None:
    assert problems(trusted_key_groups=[KeyGroup(keys=[key_pair("KRSA").public_key])]) == ()


def test_the_keys_of_all_trusted_groups_are_found_by_id() -> None:
    inline = group("K3", "K4")
    site = deployed(
        key_groups={"a": group("K1"), "b": group("K2")},
        behaviors={"/a": {"trusted_key_groups": ["a", inline]}, "/none": {}},
        trusted_key_groups=["b"],
    )
    trusted = [None if one.trusted_keys is None else list(one.trusted_keys) for one in site.behaviors]
    assert trusted == [["K1", "K3", "K4"], None, ["K2"]]
    assert deployed_behavior(trusted_key_groups=[KeyGroup(keys=[])]).trusted_keys == {}


@pytest.mark.parametrize(
    ("refused", "place", "message", "code"),
    [
        pytest.param(*row, marks=pytest.mark.fact("CF-163", "CF-301"))
        for row in [
            (
                {"trusted_key_groups": ["a"]},
                "trusted_key_groups[0]",
                "must be the id of one of key_groups, of which there are none, not 'a'",
                "TrustedKeyGroupDoesNotExist",
            ),
            (
                {
                    "key_groups": {"groups": group("K1"), "b": group("K1")},
                    "behaviors": {"/x": {"trusted_key_groups": ["b", "group"]}},
                },
                "behaviors['/x'].trusted_key_groups[1]",
                "must be the id of one of key_groups: 'b' or 'groups', not 'group'; did you mean 'groups'?",
                "TrustedKeyGroupDoesNotExist",
            ),
            (
                {"trusted_key_groups": [group("K1")] * 5},
                "trusted_key_groups",
                "a behavior trusts at most 4 key groups, not 5 (CF-163)",
                "TooManyKeyGroupsAssociatedToDistribution",
            ),
            (
                {"behaviors": {"/x": {"trusted_key_groups": [group("K1"), KeyGroup(keys=keys(6))]}}},
                "behaviors['/x'].trusted_key_groups[1].keys",
                "a key group has at most 5 public keys, not 6 (CF-163)",
                "TooManyPublicKeysInKeyGroup",
            ),
            (
                {"key_groups": [KeyGroup(keys=keys(6))]},
                "key_groups[0].keys",
                "a key group has at most 5 public keys, not 6 (CF-163)",
                "TooManyPublicKeysInKeyGroup",
            ),
            (
                {"key_groups": [group("K1", id_="a"), group("K2", id_="a")]},
                "key_groups[1].id",
                "another key group has the id 'a', too",
                None,
            ),
            (
                {
                    "trusted_key_groups": [group("K1")],
                    "behaviors": {
                        "/x": {"trusted_key_groups": [{"keys": [{"id": "K1", "pem": a_key("K2").pem}]}]}
                    },
                },
                "behaviors['/x'].trusted_key_groups[0].keys[0].id",
                "another public key has the id 'K1', too",
                None,
            ),
        ]
    ],
)
def test_what_cloudfront_refuses_of_key_groups_is_refused(
    refused: dict[str, Any], place: str, message: str, code: str | None
) -> None:
    problem = only_problem(**refused)
    assert (problem.place, problem.message, problem.code) == (place, message, code)


NO_KEY = "is no public key in PEM form ('-----BEGIN PUBLIC KEY-----' and so on)"
ALLOWED = "must be an RSA key of 2,048 bits or an ECDSA key on the curve P-256"


@pytest.mark.fact("CF-166")
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", NO_KEY),
        ("-----BEGIN PUBLIC KEY-----\nabc\n-----END PUBLIC KEY-----\n", NO_KEY),
        (
            "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ==",
            "is a public key in SSH's form, not in PEM form: ssh-keygen -e -m PKCS8 -f key.pub",
        ),
        (
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
            (
                "is a certificate; CloudFront is given its public key: "
                "openssl x509 -pubkey -noout -in certificate.pem"
            ),
        ),
        (
            "-----BEGIN RSA PUBLIC KEY-----\nAA\n-----END RSA PUBLIC KEY-----\n",
            (
                "is a broken public key in PKCS#1's form; a whole one in PEM form: "
                "openssl rsa -pubout -in private.pem"
            ),
        ),
        (
            "---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----\n",
            "is a public key in SSH's form, not in PEM form: ssh-keygen -e -m PKCS8 -f key.pub",
        ),
        (
            key_pair("K1", algorithm="ECDSA").private_key,
            "is a private key; CloudFront is given the public one, and whoever signs keeps the private one",
        ),
        (
            pem(rsa.generate_private_key(public_exponent=65537, key_size=1024)),
            f"{ALLOWED}, not an RSA key of 1,024 bits",
        ),
        (pem(ec.generate_private_key(ec.SECP384R1())), f"{ALLOWED}, not on secp384r1"),
        (pem(ed25519.Ed25519PrivateKey.generate()), ALLOWED),
    ],
    ids=[
        "nothing",
        "no key",
        "ssh",
        "certificate",
        "PKCS#1",
        "RFC 4716",
        "private",
        "short",
        "another curve",
        "another kind",
    ],
)
def test_a_key_of_another_kind_is_refused(text: str, message: str) -> None:
    problem = only_problem(key_groups={"a": {"keys": [a_key("K0"), {"id": "K1", "pem": text}]}})
    assert (problem.place, problem.code) == ("key_groups[0].keys[1].pem", "InvalidArgument")
    assert problem.message == message


@pytest.mark.fact("CF-166")
def test_nothing_fits_a_key_of_another_kind() -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    assert not public_keys.fits(pem(key), key.sign(b"message"), b"message", "SHA256")


def test_who_needs_cryptography_is_told_how_to_install_it() -> None:
    assert str(public_keys.cryptography_needed("signing a URL")) == (
        "signing a URL needs the package cryptography, which is not installed here:"
        ' pip install "pytest-lambda-edge[signing]"'
    )


def test_without_cryptography_a_distribution_can_be_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_keys, "find_spec", lambda _name: None)
    assert problems(trusted_key_groups=[{"keys": [{"id": "K1", "pem": "anything"}]}]) == ()


def test_a_key_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    text = pem(ec.generate_private_key(ec.SECP256R1()))
    before = public_keys._loaded.cache_info()
    for _ in range(3):
        deployed(trusted_key_groups=[{"keys": [{"id": "K1", "pem": text}]}])
        assert not public_keys.fits(text, b"no signature", b"message", "SHA1")
    after = public_keys._loaded.cache_info()
    assert after.misses - before.misses == 1
