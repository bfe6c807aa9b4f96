"""Signed URLs and signed cookies for tests: what the application behind a private site would hand out.

They are written as CloudFront wants them (CF-163 to CF-169), with the package ``cryptography``, which
``pip install pytest-lambda-edge[signing]`` brings. A request of a distribution takes them as they are::

    pair = key_pair()
    url = signed_url("/film.mp4", distribution=site, key_pair_id=pair.public_key.id,
                     private_key=pair.private_key, expires=timedelta(minutes=5))
    site.get(url)
"""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from functools import lru_cache
from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from pytest_lambda_edge import clock
from pytest_lambda_edge.http.fields import is_encodable
from pytest_lambda_edge.http.urls import absolute_url, split_target
from pytest_lambda_edge.model.key_groups import PublicKey
from pytest_lambda_edge.model.problems import did_you_mean, one_of, shown
from pytest_lambda_edge.model.public_keys import HASH_ALGORITHMS, cryptography_needed, has_cryptography
from pytest_lambda_edge.pipeline.signature_format import (
    COOKIE_PREFIX,
    LATEST,
    PARAMETERS,
    canned_policy,
    encoded,
)

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from pytest_lambda_edge.distribution import Distribution

    When = datetime | timedelta | float

__all__ = ["KeyPair", "key_pair", "signed_cookies", "signed_url"]

_KEY_ID: Final = re.compile(r"[A-Za-z0-9._~-]+")  # what means nothing else in a URL or a cookie


class KeyPair(NamedTuple):
    """Both halves of a key: ``public_key`` goes into a ``KeyGroup``, ``private_key`` (PEM text) signs."""

    public_key: PublicKey
    private_key: str


def key_pair(
    id: str = "K2JCJMDEHXQW5F",  # noqa: A002 - AWS's name
    *,
    algorithm: Literal["RSA", "ECDSA"] = "RSA",
) -> KeyPair:
    """Return a key pair: RSA with 2,048 bits, or ECDSA on the curve P-256 (CF-166).

    It is generated when it is first asked for and the same from then on, for as long as the process lives.
    Raises ``ValueError`` for another algorithm, ``EdgeError`` where cryptography is not installed.
    """
    if algorithm not in {"RSA", "ECDSA"}:
        raise ValueError(f"algorithm must be 'RSA' or 'ECDSA', not {shown(algorithm)}")
    _check_key_id(id, "id")
    _check_installed()
    return _generated(id, algorithm)


@lru_cache(maxsize=32)
def _generated(key_pair_id: str, algorithm: str) -> KeyPair:
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - an extra
    from cryptography.hazmat.primitives.asymmetric import ec, rsa  # noqa: PLC0415 - likewise

    private = (
        rsa.generate_private_key(public_exponent=65537, key_size=2048)
        if algorithm == "RSA"
        else ec.generate_private_key(ec.SECP256R1())
    )
    public_pem = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    private_pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return KeyPair(PublicKey(id=key_pair_id, pem=public_pem.decode()), private_pem.decode())


def signed_url(  # noqa: PLR0913 - all that a policy can say
    url: str,
    *,
    key_pair_id: str,
    private_key: str | bytes,
    expires: When,
    starts: When | None = None,
    ip_address: str | None = None,
    resource: str | None = None,
    hash_algorithm: str = HASH_ALGORITHMS[0],
    distribution: Distribution | None = None,
) -> str:
    """Return an absolute URL with a signature (CF-164).

    ``url`` is absolute, or a path of the *distribution*. Times are a ``datetime`` with its time zone, a
    ``timedelta`` from now, or seconds since the epoch. ``ip_address`` is an IPv4 address or CIDR range,
    ``resource`` a URL with wildcards (CF-171). With ``expires`` alone the policy is a canned one, else a
    custom one. ``hash_algorithm`` is ``SHA1`` or ``SHA256``. Raises ``ValueError`` or ``TypeError`` for what
    cannot be signed, ``EdgeError`` where cryptography is not installed.
    """
    whole = _absolute(url, "url", distribution)
    if resource is not None:
        _checked(resource, "resource", "a URL with wildcards, such as '*'")
    terms = _Terms(whole if resource is None else resource, expires, starts, ip_address)
    canned = starts is None and ip_address is None and resource is None
    parts = _signed(terms, key_pair_id, private_key, hash_algorithm, canned=canned)
    query = "&".join(f"{name}={value}" for name, value in parts.items())
    return f"{whole}{'&' if '?' in whole else '?'}{query}"


def signed_cookies(  # noqa: PLR0913 - likewise
    resource: str,
    *,
    key_pair_id: str,
    private_key: str | bytes,
    expires: When,
    starts: When | None = None,
    ip_address: str | None = None,
    hash_algorithm: str = HASH_ALGORITHMS[0],
    distribution: Distribution | None = None,
) -> dict[str, str]:
    """Return signed cookies by name, as ``cookies=`` of a request takes them (CF-165).

    ``resource`` is what they are good for: an absolute URL or a path of the *distribution*, perhaps with the
    wildcards ``*`` and ``?`` in it (CF-171). With neither of them nor ``starts`` nor ``ip_address`` the
    policy is a canned one. All else is as for ``signed_url``.
    """
    asked = _checked(resource, "resource", _URL_OR_PATH)
    whole = asked if asked.startswith("*") else _absolute(resource, "resource", distribution)
    canned = starts is None and ip_address is None and "*" not in whole and "?" not in whole
    terms = _Terms(whole, expires, starts, ip_address)
    parts = _signed(terms, key_pair_id, private_key, hash_algorithm, canned=canned)
    return {COOKIE_PREFIX + name: value for name, value in parts.items()}


class _Terms(NamedTuple):
    """What a policy is to say."""

    resource: str
    expires: When
    starts: When | None
    ip_address: str | None


def _signed(
    terms: _Terms, key_pair_id: str, private_key: str | bytes, hash_algorithm: str, *, canned: bool
) -> dict[str, str]:
    """Return the parts of a signature by the names that they have in a URL."""
    if hash_algorithm not in HASH_ALGORITHMS:
        hint = did_you_mean(hash_algorithm, HASH_ALGORITHMS)
        raise ValueError(
            f"hash_algorithm must be {one_of(HASH_ALGORITHMS)}, not {shown(hash_algorithm)}{hint}"
        )
    _check_key_id(key_pair_id, "key_pair_id")
    expires = _epoch(terms.expires, "expires")
    policy = canned_policy(terms.resource, str(expires)) if canned else _custom_policy(terms, expires)
    stated = {"Expires": str(expires)} if canned else {"Policy": encoded(policy)}
    signature = encoded(_signature(private_key, policy, hash_algorithm))
    parts = stated | {"Signature": signature, "Key-Pair-Id": key_pair_id}
    if hash_algorithm != HASH_ALGORITHMS[0]:
        parts["Hash-Algorithm"] = hash_algorithm
    return parts


def _custom_policy(terms: _Terms, expires: int) -> bytes:
    condition: dict[str, Any] = {"DateLessThan": {"AWS:EpochTime": expires}}
    if terms.starts is not None:
        condition["DateGreaterThan"] = {"AWS:EpochTime": _start(terms.starts, expires)}
    if terms.ip_address is not None:
        condition["IpAddress"] = {"AWS:SourceIp": _cidr(terms.ip_address)}
    policy = {"Statement": [{"Resource": terms.resource, "Condition": condition}]}
    return json.dumps(policy, separators=(",", ":"), ensure_ascii=False).encode()


def _signature(private_key: str | bytes, message: bytes, hash_algorithm: str) -> bytes:
    _check_installed()
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - an extra
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa  # noqa: PLC0415 - likewise

    hashing = hashes.SHA256() if hash_algorithm == "SHA256" else hashes.SHA1()  # noqa: S303 - CF-164's default
    pem: object = private_key
    if not isinstance(pem, (str, bytes)):
        raise TypeError(
            "private_key is the PEM text of a private key, such as key_pair().private_key,"
            f" not a {type(pem).__name__}"
        )
    try:
        key = _loaded(pem.encode() if isinstance(pem, str) else pem)
    except (TypeError, ValueError) as error:
        raise ValueError(f"private_key is no private key in PEM form without a password: {error}") from None
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(message, padding.PKCS1v15(), hashing)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(message, ec.ECDSA(hashing))
    raise ValueError(f"private_key must be an RSA or ECDSA key (CF-166), not {type(key).__name__}")


@lru_cache(maxsize=32)
def _loaded(pem: bytes) -> PrivateKeyTypes:
    """Read a key once: OpenSSL checks it, which takes longer than signing with it."""
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415 - an extra

    return load_pem_private_key(pem, password=None)


_URL_OR_PATH: Final = "an absolute URL, or a path of the distribution"


def _absolute(url: str, name: str, distribution: Distribution | None) -> str:
    """Return the argument *name* as an absolute URL, after a look at it."""
    target = split_target(_checked(url, name, _URL_OR_PATH))
    domain_name = None if distribution is None else getattr(distribution, "domain_name", None)
    if distribution is not None and not (isinstance(domain_name, str) and domain_name):
        raise TypeError(
            f"distribution is a Distribution, such as make_distribution(…) returns, not {shown(distribution)}"
        )
    if not target.host and domain_name is None:
        raise ValueError(
            f"{url!r} is a path: give its distribution, too (distribution=site), or an absolute URL"
        )
    for part in target.querystring.split("&"):
        if (parameter := part.partition("=")[0]) in PARAMETERS:
            raise ValueError(
                f"{name}: {shown(url)} has a parameter {parameter}, which is the name of a part of a"
                " signature: CloudFront would take it for one (CF-164). Sign the URL without it, and have"
                " the application call its own parameters otherwise"
            )
    if not target.host:
        return absolute_url("https", domain_name or "", target.path, target.querystring)
    return absolute_url(target.scheme, target.host, target.path, target.querystring)


def _checked(value: object, name: str, what: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} is a string, {what}, not {shown(value)}")
    if not is_encodable(value):
        raise ValueError(f"{name} has half of a surrogate pair, which is no character: {shown(value)}")
    return value


def _check_key_id(value: object, name: str) -> None:
    """Check a key's id, which stands in URLs and cookies as it is."""
    what = "the id of a public key, such as key_pair().public_key.id"
    if not _KEY_ID.fullmatch(_checked(value, name, what)):
        raise ValueError(f"{name} must be {what}: letters, digits and . _ ~ - alone, not {shown(value)}")


def _start(when: When, expires: int) -> int:
    starts = _epoch(when, "starts")
    if starts >= expires:
        raise ValueError(
            f"starts must be before expires, or nobody is ever let in (CF-170): it is {starts},"
            f" and expires is {expires}, in seconds since the epoch"
        )
    return starts


def _epoch(when: object, name: str) -> int:
    """Return a time as whole seconds since the epoch, cut off: at a tick of five minutes, five are over."""
    if isinstance(when, timedelta):
        seconds = clock.now() + when.total_seconds()
    elif isinstance(when, datetime):
        if when.tzinfo is None:
            raise ValueError(
                f"{name}={when!r} has no time zone; datetime(…, tzinfo=UTC) says which time is meant"
            )
        seconds = when.timestamp()
    elif isinstance(when, (int, float)) and not isinstance(when, bool):
        seconds = when
    else:
        raise TypeError(
            f"{name} is a datetime, a timedelta from now, or seconds since the epoch, not {shown(when)}"
        )
    if not 0 <= seconds <= LATEST:
        raise ValueError(f"{name}={shown(when)} is out of the range of 64 bits from 1970 on (CF-169)")
    return int(seconds)


def _cidr(address: str) -> str:
    what = "an IPv4 address or CIDR range (CF-169)"
    if not isinstance(address, str):
        raise TypeError(f"ip_address is a string, {what}, not {shown(address)}")
    try:
        return str(IPv4Network(address, strict=False))
    except ValueError:
        raise ValueError(f"ip_address must be {what}, not {shown(address)}") from None


def _check_installed() -> None:
    if not has_cryptography():
        raise cryptography_needed("signing a URL or cookies")
