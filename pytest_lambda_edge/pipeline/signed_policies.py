"""The custom policies of signed URLs and cookies (CF-169)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any, Final

from pytest_lambda_edge.http.fields import is_encodable
from pytest_lambda_edge.pipeline.signature_format import LATEST

__all__ = ["MalformedPolicy", "SignedPolicy", "epoch_seconds", "read_policy"]

_CONDITIONS: Final = ("DateLessThan", "DateGreaterThan", "IpAddress")
_KINDS: Final[dict[type, str]] = {dict: "an object", list: "an array", str: "a string"}
_CIDR: Final = re.compile(r"[0-9.]+(/[0-9]{1,2})?")
_DIGITS: Final = re.compile(r"[0-9]{1,19}")


@dataclass(frozen=True, slots=True)
class SignedPolicy:
    """Who may have what and when: times are seconds since the epoch; a resource of None is any URL."""

    resource: str | None
    date_less_than: int
    date_greater_than: int | None = None
    source_ip: IPv4Network | None = None


@dataclass(frozen=True, slots=True)
class MalformedPolicy:
    """What is wrong with a text that is no policy."""

    why: str


def read_policy(text: bytes) -> SignedPolicy | MalformedPolicy:
    """Read the JSON of a policy; names and kinds are taken exactly, as AWS asks for."""
    try:
        document = json.loads(text.decode())
    except UnicodeDecodeError:
        return MalformedPolicy("it is not in UTF-8")
    except (ValueError, RecursionError) as error:
        return MalformedPolicy(f"it is no JSON: {error}")
    try:
        return _policy(document)
    except ValueError as error:
        return MalformedPolicy(str(error))


def epoch_seconds(text: str) -> int | None:
    """Return the time that an ``Expires`` names; None for what is no whole number of 64 bits."""
    seconds = int(text) if _DIGITS.fullmatch(text) else -1
    return seconds if 0 <= seconds <= LATEST else None


def _policy(document: Any) -> SignedPolicy:
    statements = _member(document, "Statement", list)
    if len(statements) != 1:
        raise ValueError(f"it must have exactly one Statement, not {len(statements)}")
    condition = _member(statements[0], "Condition", dict)
    for name in condition:
        if name not in _CONDITIONS:
            raise ValueError(f"{name!r} is no Condition; there are {', '.join(_CONDITIONS)}")
    return SignedPolicy(
        resource=_resource(statements[0]) if "Resource" in statements[0] else None,
        date_less_than=_time(condition, "DateLessThan"),
        date_greater_than=_time(condition, "DateGreaterThan") if "DateGreaterThan" in condition else None,
        source_ip=_network(condition) if "IpAddress" in condition else None,
    )


def _member(of: Any, name: str, kind: type) -> Any:
    value = of.get(name) if isinstance(of, dict) else None
    if not isinstance(value, kind):
        raise ValueError(f"{name} must be there, as {_KINDS[kind]}")  # noqa: TRY004 - what is read is data
    return value


def _resource(statement: dict[str, Any]) -> str:
    resource: str = _member(statement, "Resource", str)
    if not is_encodable(resource):
        raise ValueError(f"Resource has half of a surrogate pair, which is no character: {resource!r}")
    return resource


def _time(condition: dict[str, Any], name: str) -> int:
    value = _member(condition, name, dict).get("AWS:EpochTime")
    if type(value) is not int or not 0 <= value <= LATEST:
        raise ValueError(f"AWS:EpochTime of {name} must be a whole number of seconds, not {value!r}")
    return value


def _network(condition: dict[str, Any]) -> IPv4Network:
    value = _member(_member(condition, "IpAddress", dict), "AWS:SourceIp", str)
    try:
        if _CIDR.fullmatch(value):
            return IPv4Network(value, strict=False)
    except ValueError:
        pass
    raise ValueError(f"AWS:SourceIp must be one IPv4 address or CIDR range, not {value!r}")
