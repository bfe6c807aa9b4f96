"""What CloudFront refuses in the ``origin`` that an origin-request function returns: one row a refusal."""

from __future__ import annotations

from typing import Final

from pytest_lambda_edge.events.rule import IN_ORIGIN, Rule, row
from pytest_lambda_edge.model.event_type import EventType

__all__ = ["ORIGIN_ROWS"]

_ORIGIN_REQUEST: Final = (EventType.ORIGIN_REQUEST,)
_CUSTOM_HEADERS: Final = IN_ORIGIN + "One or more HeaderName or HeaderValue values are invalid."


def _field(rule_id: str, facts: str, what: str, advice: str) -> Rule:
    sentence = f"{IN_ORIGIN}The {what} is invalid."
    return row(rule_id, _ORIGIN_REQUEST, f"{facts} LE-230", sentence, advice, rests_on="LE-230")


ORIGIN_ROWS: Final = (
    row(
        "origin-not-object",
        _ORIGIN_REQUEST,
        "LE-110 LE-230",
        IN_ORIGIN + "The origin must be an object.",
        "Write {'custom': {…}} or {'s3': {…}}, or leave the origin as it came.",
        rests_on="LE-230",
    ),
    row(
        "origin-kind",
        _ORIGIN_REQUEST,
        "LE-110 LE-232",
        IN_ORIGIN + "Exactly one of custom and s3 must be given.",
        "Write exactly one of 'custom' and 's3'; delete the other one.",
    ),
    row(
        "origin-field-missing",
        _ORIGIN_REQUEST,
        "LE-229 LE-230",
        IN_ORIGIN + "A required field is missing.",
        "Give every field: for a custom origin domainName, path, keepaliveTimeout, port, protocol,"
        " readTimeout and sslProtocols; for an S3 origin domainName, path and authMethod.",
        rests_on="LE-230",
    ),
    row(
        "origin-region-missing",
        _ORIGIN_REQUEST,
        "LE-113 LE-229 LE-230 LE-233",
        IN_ORIGIN + "The region is missing.",
        "With authMethod 'origin-access-identity' give the bucket's region, or use authMethod 'none'.",
        rests_on="LE-230",
    ),
    _field("origin-protocol", "LE-111 LE-121", "protocol", "Write 'http' or 'https'."),
    _field(
        "origin-domain-name",
        "LE-123",
        "domainName",
        "Write a DNS name: no scheme, no port, no IP address; up to 253 characters, for S3 up to 128 in lower"
        " case.",
    ),
    _field(
        "origin-path",
        "LE-124",
        "path",
        "Write '' for none; else begin it with / and do not end it with one; for a custom origin"
        " percent-encoded, up to 255 characters.",
    ),
    _field("origin-port", "LE-120", "port", "Write 80, 443 or 1024 to 65535."),
    _field("origin-read-timeout", "LE-117", "readTimeout", "Write 1 to 120 seconds."),
    _field("origin-keepalive-timeout", "LE-118", "keepaliveTimeout", "Write 1 to 120 seconds."),
    _field(
        "origin-response-completion-timeout",
        "LE-116",
        "responseCompletionTimeout",
        "Write seconds, not less than readTimeout; 0 or nothing for the default.",
    ),
    _field(
        "origin-ssl-protocols", "LE-122", "sslProtocols", "Write a list of SSLv3, TLSv1, TLSv1.1 and TLSv1.2."
    ),
    _field("origin-auth-method", "LE-113", "authMethod", "Write 'none' or 'origin-access-identity'."),
    _field("origin-region", "LE-113", "region", "Write the bucket's region."),
    row(
        "origin-custom-header-invalid",
        _ORIGIN_REQUEST,
        "LE-125 LE-127 LE-262",
        _CUSTOM_HEADERS,
        "Write {'name': [{'key': 'Name', 'value': '…'}]}, or {} for none.",
    ),
    row(
        "origin-custom-header-denied",
        _ORIGIN_REQUEST,
        "LE-125 LE-127 LE-262",
        _CUSTOM_HEADERS,
        "Leave it out: an origin's custom headers may not hold it.",
    ),
    row(
        "origin-custom-header-twice",
        _ORIGIN_REQUEST,
        "LE-125 D-35",
        _CUSTOM_HEADERS,
        "Put it either into the request's headers or into the origin's customHeaders.",
        rests_on="D-35",
    ),
)
