"""Signed URLs and cookies: the check, and what becomes of the signature after it (CF-163 to CF-175)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final, NamedTuple

from pytest_lambda_edge.http.cookies import cookie_pairs
from pytest_lambda_edge.http.headers import first, values
from pytest_lambda_edge.http.urls import absolute_url
from pytest_lambda_edge.model.event_type import EventType
from pytest_lambda_edge.model.public_keys import HASH_ALGORITHMS, cryptography_needed, fits, has_cryptography
from pytest_lambda_edge.pipeline.cloudfront_responses import xml_error_response
from pytest_lambda_edge.pipeline.signature_format import (
    COOKIE_PREFIX,
    COOKIES,
    PARAMETERS,
    canned_policy,
    decoded,
    without_parameters,
)
from pytest_lambda_edge.pipeline.signed_policies import (
    MalformedPolicy,
    SignedPolicy,
    epoch_seconds,
    read_policy,
)
from pytest_lambda_edge.pipeline.signed_resources import covers, is_ambiguous
from pytest_lambda_edge.pipeline.table import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_lambda_edge.http.messages import Request
    from pytest_lambda_edge.model.key_groups import PublicKey
    from pytest_lambda_edge.pipeline.exchange import Exchange

__all__ = ["unsigned", "verified"]

_MESSAGES: Final = {  # CF-174
    "MissingKey": "Missing Key-Pair-Id query parameter or cookie value",
    "InvalidKey": "Unknown Key",
    "MalformedSignature": "Could not unencode Signature",
    "MalformedPolicy": "Malformed Policy",
    "AccessDenied": "Access denied",
}


@dataclass(frozen=True, slots=True)
class _Refusal:
    """CloudFront's code, and the reason that it keeps to itself."""

    code: str
    why: str


class _Fields(NamedTuple):
    """The parts of a signature by their names in a URL; an empty part is none."""

    of_url: bool
    parts: Mapping[str, str]


class _Claim(NamedTuple):
    """What was signed, and the signature that is to prove it."""

    policy: SignedPolicy
    text: bytes
    signature: bytes
    hash_algorithm: str


def verified(x: Exchange, keys: Mapping[str, PublicKey]) -> Outcome:
    """Refuse a request without a valid signature by one of the keys that the behavior trusts."""
    fields = _fields(x.received)
    refusal = _refusal(x, fields, keys)
    if refusal is None:
        if fields.of_url and EventType.VIEWER_REQUEST in x.current_rules.behavior.triggers:
            x.rest_on("D-40")
        return Outcome.PASSED
    x.rest_on("D-02", "CF-174")
    x.note(refusal.why)
    x.response = xml_error_response(403, refusal.code, _MESSAGES[refusal.code], x.now)
    x.result_type = "Error"
    return Outcome.REJECTED


def unsigned(x: Exchange) -> Request:
    """Return the request as viewer-request left it, without the parameters of a signature.

    They are gone from the cache key and for the origin on behaviors that trust key groups (CF-172, D-40),
    whoever wrote them. On other behaviors they are any application's own: nothing is signed there.
    """
    request = x.request
    querystring = without_parameters(request.querystring)
    if querystring == request.querystring:
        return request
    rules = x.current_rules
    if any(name in rules.sent_query or name in rules.key_query for name in PARAMETERS):
        x.rest_on("D-40")
    return replace(request, querystring=querystring)


def _fields(request: Request) -> _Fields:
    """Read the parameters of a signed URL; where there is none of them, signed cookies (CF-173)."""
    pairs = [part.partition("=")[::2] for part in request.querystring.split("&")]
    if any(name in PARAMETERS for name, _ in pairs):
        return _Fields(of_url=True, parts=_parts(pairs, ""))
    return _Fields(of_url=False, parts=_parts(cookie_pairs(values(request.headers, "cookie")), COOKIE_PREFIX))


def _parts(pairs: list[tuple[str, str]], prefix: str) -> Mapping[str, str]:
    """Return the parts that are there; the first of a name counts."""
    found: dict[str, str] = {}
    for name, value in pairs:
        bare = name.removeprefix(prefix)
        if value and prefix + bare == name and bare in PARAMETERS:
            found.setdefault(bare, value)
    return found


def _refusal(x: Exchange, fields: _Fields, keys: Mapping[str, PublicKey]) -> _Refusal | None:
    key_id = fields.parts.get("Key-Pair-Id")
    if key_id is None:
        return _Refusal("MissingKey", _why_no_key(x, fields))
    if key_id not in keys:
        known = f"which have {', '.join(keys)}" if keys else "which have no keys"
        return _Refusal("InvalidKey", f"{key_id} is no key of the behavior's key groups, {known}")
    url = _url(x)
    claim = _claim(fields, url)
    if isinstance(claim, _Refusal):
        return claim
    if not has_cryptography():
        raise cryptography_needed("verifying a signed URL or cookie")
    if not fits(keys[key_id].pem, claim.signature, claim.text, claim.hash_algorithm):
        return _Refusal("AccessDenied", _why_not_fitting(fields, claim, keys, url))
    why = next(_objections(x, claim.policy, url), None)
    return None if why is None else _Refusal("AccessDenied", why)


def _claim(fields: _Fields, url: str) -> _Claim | _Refusal:
    """Read what the signature is said to prove; a part that is missing or malformed refuses the request."""
    parts = fields.parts
    if "Signature" not in parts:
        return _Refusal("AccessDenied", f"{_named(fields, 'Signature')} is missing")
    signed = decoded(parts["Signature"])
    if signed is None:
        why = f"{_named(fields, 'Signature')} is not in base64 with - _ ~ in the place of + = /"
        return _Refusal("MalformedSignature", why)
    hash_algorithm = parts.get("Hash-Algorithm", HASH_ALGORITHMS[0])
    if hash_algorithm not in HASH_ALGORITHMS:
        why = f"{_named(fields, 'Hash-Algorithm')} is {hash_algorithm}, not {' or '.join(HASH_ALGORITHMS)}"
        return _Refusal("AccessDenied", why)
    stated = _stated(fields, url)
    return stated if isinstance(stated, _Refusal) else _Claim(*stated, signed, hash_algorithm)


def _stated(fields: _Fields, url: str) -> tuple[SignedPolicy, bytes] | _Refusal:
    """Return the policy and its text: a custom one is sent along, a canned one is put together again."""
    parts = fields.parts
    if "Policy" in parts:
        text = decoded(parts["Policy"])
        if text is None:
            why = f"{_named(fields, 'Policy')} is not in base64 with - _ ~ in the place of + = /"
            return _Refusal("MalformedPolicy", why)
        policy = read_policy(text)
        if isinstance(policy, MalformedPolicy):
            return _Refusal("MalformedPolicy", f"the policy is malformed: {policy.why}")
        return policy, text
    if "Expires" not in parts:
        return _Refusal(
            "AccessDenied", f"{_named(fields, 'Expires')} and {_named(fields, 'Policy')} are missing"
        )
    expires = epoch_seconds(parts["Expires"])
    if expires is None:
        why = f"{_named(fields, 'Expires')} is {parts['Expires']}, which is no whole number of seconds"
        return _Refusal("MalformedPolicy", why)
    return SignedPolicy(None, expires), canned_policy(url, parts["Expires"])


def _objections(x: Exchange, policy: SignedPolicy, url: str) -> Iterator[str]:
    """Yield what a good signature does not allow: another URL, another time, another address."""
    if policy.resource is not None and is_ambiguous(policy.resource, url):
        x.rest_on("CF-171")
    if policy.resource is not None and not covers(policy.resource, url):
        resource = policy.resource or "no URL, since its Resource is empty"
        yield f"the policy is for {resource}, not for {url}"
    if policy.date_greater_than is not None and x.now <= policy.date_greater_than:
        yield f"not valid yet: it starts in {policy.date_greater_than - x.now:,.0f} s"
    if x.now == policy.date_less_than:
        x.rest_on("CF-170")
    if x.now >= policy.date_less_than:
        yield f"expired {x.now - policy.date_less_than:,.0f} s ago"
    if policy.source_ip is not None and ip_address(x.viewer.client_ip) not in policy.source_ip:
        yield f"the policy is for {policy.source_ip}, not for {x.viewer.client_ip}"


def _url(x: Exchange) -> str:
    """Return the URL that must have been signed: the viewer's own, without the signature (CF-168, LE-030)."""
    query = without_parameters(x.received.querystring)
    host = first(x.received.headers, "host") or ""
    return absolute_url(x.viewer.scheme, host, x.received.uri, query)


def _why_no_key(x: Exchange, fields: _Fields) -> str:
    if fields.parts:
        return f"{_named(fields, 'Key-Pair-Id')} is missing"
    if not fields.of_url:
        return "neither the URL nor a cookie is signed"
    cookies = cookie_pairs(values(x.received.headers, "cookie"))
    if any(name in COOKIES for name, _ in cookies):
        return "a parameter of the URL has a name of signed URLs, so the signed cookies are ignored (CF-173)"
    return "the URL has parameters of a signed URL, but they are empty"


def _why_not_fitting(fields: _Fields, claim: _Claim, keys: Mapping[str, PublicKey], url: str) -> str:
    """Say as precisely as can be found out why a signature does not fit."""
    for other in HASH_ALGORITHMS:
        if fits(keys[fields.parts["Key-Pair-Id"]].pem, claim.signature, claim.text, other):
            return f"it was made with {other}, which {_named(fields, 'Hash-Algorithm')} does not say"
    for id_, key in keys.items():
        if fits(key.pem, claim.signature, claim.text, claim.hash_algorithm):
            return f"it was made with the private key of {id_}, not of {fields.parts['Key-Pair-Id']}"
    if "Policy" in fields.parts:
        return "the signature does not fit the policy: it was made with another key, or of another text"
    return f"the signature does not fit the policy: it was made with another key, or for another URL: {url}"


def _named(fields: _Fields, name: str) -> str:
    """Return the name of a part as the viewer would have sent it."""
    return name if fields.of_url else COOKIE_PREFIX + name
