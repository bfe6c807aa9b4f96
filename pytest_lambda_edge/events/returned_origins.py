"""Judging and reading the origin that an origin-request function returns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.events import limits
from pytest_lambda_edge.events.findings import Findings
from pytest_lambda_edge.events.header_lines import read_lines
from pytest_lambda_edge.events.restricted import is_denied_to_custom_headers
from pytest_lambda_edge.model.problems import item, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_lambda_edge.http.headers import HeaderMap

    Check = Callable[[Any], bool]

__all__ = ["read_origin"]

_LABEL: Final = "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_DNS_NAME: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?")
_IP_ADDRESS: Final = re.compile(r"[0-9]+(?:\.[0-9]+){3}")
_URL_ENCODED: Final = re.compile(r"(?:[!$&-;=@A-Z_a-z~]|%[0-9A-Fa-f]{2})*")
_SSL_PROTOCOLS: Final = ("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2")


def read_origin(returned: Any, sent: dict[str, Any], findings: Findings) -> dict[str, Any] | None:
    """Return the origin to ask, in the shape of an event's ``origin``, or None where it is the one *sent*.

    Its ``customHeaders`` are complete, each line with its name on the wire. Only fields that differ from
    those sent are looked at.
    """
    if returned == sent:
        return None
    if returned is None:
        findings.rest_on("LE-231")
        return None
    if not isinstance(returned, dict):
        findings.refuse("origin-not-object", "origin", f"is {shown(returned)}")
        return None
    kinds = [kind for kind in _FIELDS if kind in returned]
    if len(kinds) != 1:
        found = "both 'custom' and 's3'" if kinds else "neither 'custom' nor 's3'"
        findings.refuse("origin-kind", "origin", f"has {found}")
    read: dict[str, Any] | None = None
    for kind in kinds:
        read = _read_kind(kind, returned[kind], sent.get(kind, {}), findings)
    return read


def _read_kind(kind: str, returned: Any, sent: dict[str, Any], findings: Findings) -> dict[str, Any]:
    place = f"origin.{kind}"
    if not isinstance(returned, dict):
        findings.refuse("origin-not-object", place, f"is {shown(returned)}")
        return {}
    for name, (rule_id, required, is_valid) in _FIELDS[kind].items():
        if name not in returned:
            if required:
                findings.refuse("origin-field-missing", f"{place}.{name}", "is missing")
        elif not (name in sent and returned[name] == sent[name]) and not is_valid(returned[name]):
            findings.refuse(rule_id, f"{place}.{name}", f"is {shown(returned[name])}")
    _check_completion_timeout(returned, sent, place, findings)
    if returned.get("authMethod") == "origin-access-identity":
        if "region" not in returned:
            what = "is missing, with authMethod 'origin-access-identity'"
            findings.refuse("origin-region-missing", f"{place}.region", what)
        elif not returned["region"]:
            findings.rest_on("D-36")
    headers = _read_custom_headers(
        returned.get("customHeaders", {}), sent.get("customHeaders", {}), f"{place}.customHeaders", findings
    )
    return {kind: {**returned, "customHeaders": headers}}


def _read_custom_headers(returned: Any, sent: HeaderMap, place: str, findings: Findings) -> HeaderMap:
    if not isinstance(returned, dict):
        findings.refuse("origin-custom-header-invalid", place, f"is {shown(returned)}")
        return {}
    read: HeaderMap = {}
    for name, entries in returned.items():
        lower = name.lower()
        where = item(place, name)
        if lower in read:
            what = "stands there a second time: case does not count"
            findings.refuse("origin-custom-header-invalid", where, what)
        elif name in sent and sent[name] == entries:
            read[name] = sent[name]
        else:
            of_header = Findings()
            read[lower] = read_lines(name, entries, place, of_header)
            for found in of_header.violations:
                findings.refuse("origin-custom-header-invalid", found.place, found.detail)
            if read[lower] and is_denied_to_custom_headers(lower):
                findings.refuse("origin-custom-header-denied", where, "was added")
    return {name: lines for name, lines in read.items() if lines}


def _check_completion_timeout(
    returned: dict[str, Any], sent: dict[str, Any], place: str, findings: Findings
) -> None:
    """Seconds for the whole response, 0 for the default, else not less than those for its parts (LE-116)."""
    name = "responseCompletionTimeout"
    if name not in returned:
        return
    completion = returned[name]
    read_timeout = returned.get("readTimeout")
    if name in sent and completion == sent[name] and read_timeout == sent.get("readTimeout"):
        return
    if not _is_whole(completion) or completion < 0:
        findings.refuse("origin-response-completion-timeout", f"{place}.{name}", f"is {shown(completion)}")
    elif completion and _is_whole(read_timeout) and completion < read_timeout:
        what = f"is {shown(completion)}, less than the readTimeout of {shown(read_timeout)}"
        findings.refuse("origin-response-completion-timeout", f"{place}.{name}", what)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_custom_domain_name(value: Any) -> bool:
    return (
        isinstance(value, str)
        and len(value) <= limits.ORIGIN_DOMAIN_NAME
        and _DNS_NAME.fullmatch(value) is not None
        and _IP_ADDRESS.fullmatch(value) is None
    )


def _is_s3_domain_name(value: Any) -> bool:
    return _is_custom_domain_name(value) and len(value) <= limits.S3_DOMAIN_NAME and value == value.lower()


def _is_path(value: Any) -> bool:
    return isinstance(value, str) and (not value or (value[0] == "/" and value[-1] != "/"))


def _is_custom_path(value: Any) -> bool:
    return _is_path(value) and len(value) <= limits.ORIGIN_PATH and _URL_ENCODED.fullmatch(value) is not None


def _is_ssl_protocols(value: Any) -> bool:
    return isinstance(value, list) and all(one in _SSL_PROTOCOLS for one in value)


_READ_TIMEOUT: Final = (
    "origin-read-timeout",
    lambda value: _is_whole(value) and value in limits.READ_TIMEOUT,
)

# Each field's rule, whether it must be there (LE-229), and what it may be.
_FIELDS: Final[dict[str, dict[str, tuple[str, bool, Check]]]] = {
    "custom": {
        "domainName": ("origin-domain-name", True, _is_custom_domain_name),
        "path": ("origin-path", True, _is_custom_path),
        "keepaliveTimeout": (
            "origin-keepalive-timeout",
            True,
            lambda value: _is_whole(value) and value in limits.KEEPALIVE_TIMEOUT,
        ),
        "port": ("origin-port", True, lambda value: _is_whole(value) and value in limits.ORIGIN_PORTS),
        "protocol": ("origin-protocol", True, lambda value: value in ("http", "https")),
        "readTimeout": (_READ_TIMEOUT[0], True, _READ_TIMEOUT[1]),
        "sslProtocols": ("origin-ssl-protocols", True, _is_ssl_protocols),
    },
    "s3": {
        "domainName": ("origin-domain-name", True, _is_s3_domain_name),
        "path": ("origin-path", True, _is_path),
        "authMethod": ("origin-auth-method", True, lambda value: value in ("none", "origin-access-identity")),
        "readTimeout": (_READ_TIMEOUT[0], False, _READ_TIMEOUT[1]),
        "region": ("origin-region", False, lambda value: isinstance(value, str)),
    },
}
