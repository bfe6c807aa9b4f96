"""Public keys as CloudFront takes and uses them (CF-166).

They are read by the package ``cryptography``, which the extra ``signing`` installs; nothing here imports it
before there is a key to read.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from pytest_lambda_edge.errors import EdgeError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

__all__ = ["HASH_ALGORITHMS", "cryptography_needed", "fits", "has_cryptography", "pem_problem"]

HASH_ALGORITHMS = ("SHA1", "SHA256")
"""What ``Hash-Algorithm`` may say; the first is the default (CF-164)."""


_SSH: Final = "is a public key in SSH's form, not in PEM form: ssh-keygen -e -m PKCS8 -f key.pub"
_CERTIFICATE: Final = (
    "is a certificate; CloudFront is given its public key: openssl x509 -pubkey -noout -in certificate.pem"
)
_PKCS_1: Final = (
    "is a broken public key in PKCS#1's form; a whole one in PEM form: openssl rsa -pubout -in private.pem"
)
_OTHERS: Final = (
    ("BEGIN CERTIFICATE", _CERTIFICATE),
    ("BEGIN RSA PUBLIC KEY", _PKCS_1),
    ("BEGIN SSH2 PUBLIC KEY", _SSH),
    ("ssh-rsa ", _SSH),
    ("ecdsa-sha2-nistp256 ", _SSH),
)
"""By what other things than a public key in PEM form are known, and how one comes out of them."""

_NO_KEY: Final = "is no public key in PEM form ('-----BEGIN PUBLIC KEY-----' and so on)"


def has_cryptography() -> bool:
    """Return whether keys can be read."""
    return find_spec("cryptography") is not None


def cryptography_needed(what: str) -> EdgeError:
    """Return the error for whoever wants *what* without the package."""
    return EdgeError(
        f"{what} needs the package cryptography, which is not installed here:"
        ' pip install "pytest-lambda-edge[signing]"'
    )


def pem_problem(pem: str) -> str | None:
    """Return what is wrong with the PEM text of a public key, or None."""
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - an extra

    if "PRIVATE KEY" in pem:
        return "is a private key; CloudFront is given the public one, and whoever signs keeps the private one"
    try:
        key = _loaded(pem)
    except (ValueError, UnsupportedAlgorithm):
        return next((told for mark, told in _OTHERS if mark in pem), _NO_KEY)
    return _kind_problem(key)


def fits(pem: str, signature: bytes, message: bytes, hash_algorithm: str) -> bool:
    """Return whether *signature* was made of *message* with the private key that belongs to *pem*."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - an extra
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - likewise
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa  # noqa: PLC0415 - likewise

    hashing = hashes.SHA256() if hash_algorithm == "SHA256" else hashes.SHA1()  # noqa: S303 - CF-164's default
    key = _loaded(pem)
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, padding.PKCS1v15(), hashing)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, message, ec.ECDSA(hashing))
        else:
            return False
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=128)
def _loaded(pem: str) -> PublicKeyTypes:
    """Read a key once, however many requests it is needed for."""
    from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415 - an extra

    return load_pem_public_key(pem.encode())


def _kind_problem(key: PublicKeyTypes) -> str | None:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa  # noqa: PLC0415 - an extra

    allowed = "must be an RSA key of 2,048 bits or an ECDSA key on the curve P-256"
    if isinstance(key, rsa.RSAPublicKey):
        return None if key.key_size == 2048 else f"{allowed}, not an RSA key of {key.key_size:,} bits"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return None if isinstance(key.curve, ec.SECP256R1) else f"{allowed}, not on {key.curve.name}"
    return allowed
