"""Signatures made by hand, so that each part of them can be spoiled."""

from __future__ import annotations

import base64
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from pytest_lambda_edge.signing import KeyPair, key_pair

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

__all__ = [
    "HOST",
    "NOON",
    "as_cookies",
    "as_query",
    "canned",
    "custom",
    "ecdsa_pair",
    "policy_text",
    "rsa_pair",
    "safe_base64",
    "signed_by",
    "stranger",
    "trusting",
]

HOST = "https://d111111abcdef8.cloudfront.net"
NOON = 1_780_315_200
"""What the conformance tests' clock says, in seconds since the epoch."""

HASHES: dict[str, hashes.HashAlgorithm] = {"SHA1": hashes.SHA1(), "SHA256": hashes.SHA256()}


def rsa_pair() -> KeyPair:
    return key_pair("KRSA")


def ecdsa_pair() -> KeyPair:
    return key_pair("KECDSA", algorithm="ECDSA")


def stranger() -> KeyPair:
    """Return a key that no behavior trusts."""
    return key_pair("KSTRANGER", algorithm="ECDSA")


def trusting(*pairs: KeyPair) -> dict[str, Any]:
    """Return the settings of a behavior that trusts these keys, or else an RSA and an ECDSA one."""
    keys = [pair.public_key for pair in pairs or (rsa_pair(), ecdsa_pair())]
    return {"trusted_key_groups": [{"keys": keys}]}


def safe_base64(content: bytes) -> str:
    text = base64.b64encode(content).decode()
    return text.replace("+", "-").replace("=", "_").replace("/", "~")


def signed_by(pair: KeyPair, text: bytes, algorithm: str = "SHA1") -> str:
    """Return the signature of a text, as it stands in a URL."""
    key = _loaded(pair.private_key)
    if isinstance(key, rsa.RSAPrivateKey):
        return safe_base64(key.sign(text, padding.PKCS1v15(), HASHES[algorithm]))
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return safe_base64(key.sign(text, ec.ECDSA(HASHES[algorithm])))


@cache
def _loaded(pem: str) -> PrivateKeyTypes:
    """Read a key once: that takes longer than signing with it."""
    return load_pem_private_key(pem.encode(), None)


def canned(
    url: str = f"{HOST}/page",
    expires: int | str = NOON + 60,
    pair: KeyPair | None = None,
    algorithm: str = "SHA1",
) -> dict[str, str]:
    """Return the parts of a signature with a canned policy, written out as AWS shows it."""
    text = (
        '{"Statement":[{"Resource":"' + url + '","Condition":{"DateLessThan":{"AWS:EpochTime":'
        f"{expires}" + "}}}]}"
    )
    signer = pair or rsa_pair()
    return {
        "Expires": str(expires),
        "Signature": signed_by(signer, text.encode(), algorithm),
        "Key-Pair-Id": signer.public_key.id,
    }


def policy_text(resource: str | None = f"{HOST}/page", ends: Any = NOON + 60, **conditions: Any) -> bytes:
    """Return the text of a policy with one statement."""
    condition = {"DateLessThan": {"AWS:EpochTime": ends}} | conditions
    statement: dict[str, Any] = {} if resource is None else {"Resource": resource}
    return json.dumps({"Statement": [statement | {"Condition": condition}]}).encode()


def custom(text: bytes | None = None, pair: KeyPair | None = None, algorithm: str = "SHA1") -> dict[str, str]:
    """Return the parts of a signature of a policy's text."""
    text = policy_text() if text is None else text
    signer = pair or rsa_pair()
    return {
        "Policy": safe_base64(text),
        "Signature": signed_by(signer, text, algorithm),
        "Key-Pair-Id": signer.public_key.id,
    }


def as_query(parts: Mapping[str, str]) -> str:
    return "&".join(f"{name}={value}" for name, value in parts.items())


def as_cookies(parts: Mapping[str, str]) -> dict[str, str]:
    return {f"CloudFront-{name}": value for name, value in parts.items()}
