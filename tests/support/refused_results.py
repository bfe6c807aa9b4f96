"""A table of results that CloudFront refuses: the rule that each breaks, and where."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.model.event_type import EVENT_TYPES, EventType
from support.edge_results import (
    REQUEST_EVENTS,
    RESPONSE_EVENTS,
    changed,
    custom_origin,
    response_like,
    s3_origin,
    sent_to,
    with_header,
    with_headers,
    without,
)

if TYPE_CHECKING:
    from support.edge_results import Change

__all__ = ["REFUSED", "Wrong", "part_of_event"]

VIEWER_REQUEST, ORIGIN_REQUEST, ORIGIN_RESPONSE, VIEWER_RESPONSE = EVENT_TYPES
KB = 1024
MB = 1024 * 1024


@dataclass(frozen=True)
class Wrong:
    """A result, the rule that it breaks and where; in every event that the rule names, or in some of them."""

    rule: str
    change: Change
    place: str
    event_types: tuple[EventType, ...] = ()


def instead(value: Any) -> Change:
    return lambda event_type: value


def part_of_event(*path: str | int) -> Change:
    """Return the whole event, or a part of it."""

    def change(event_type: EventType) -> Any:
        which = "response" if "response" in event_type else "request"
        found: Any = {"Records": [{"cf": {"config": {}, which: sent_to(event_type)}}]}
        for step in path:
            found = found[step]
        return found

    return change


def header_value(value: Any) -> Change:
    return with_header("x-new", [{"key": "X-New", "value": value}])


def body(**fields: Any) -> Change:
    return changed(body={"action": "replace", **fields})


def base64_of(size: int) -> str:
    return base64.b64encode(b"x" * size).decode()


def origin(value: Any) -> Change:
    return changed(origin=value)


def custom_headers(value: Any) -> Change:
    return custom_origin(customHeaders=value)


def origin_fields(rule: str, field: str, *values: Any) -> tuple[Wrong, ...]:
    """Return a row for each value of a field such as ``custom.port``."""
    kind, _, name = field.partition(".")
    change = {"custom": custom_origin, "s3": s3_origin}[kind]
    return tuple(Wrong(rule, change(**{name: value}), f"origin.{field}") for value in values)


LINE = [{"key": "X-New", "value": "1"}]
IN_NEW = "headers['x-new'][0]"
CUSTOM = "origin.custom"
CUSTOM_FIELDS = ("domainName", "path", "keepaliveTimeout", "port", "protocol", "readTimeout", "sslProtocols")
COMPLETION = "origin-response-completion-timeout"
LONG_BUCKET = "a" * 60 + "." + "b" * 60 + ".s3.amazonaws.com"
NO_DOMAIN_NAMES = (
    "",
    None,
    "www.example.org:8080",
    "https://www.example.org",
    "192.0.2.1",
    "2001:db8::1",
    "a..b",
    "-a.example",
    "www example.org",
    "größe.example",
    "a." * 126 + "ab",
    "a" * 64 + ".example",
)

REFUSED = (
    Wrong("json-not-object", instead(None), ""),
    Wrong("json-not-object", instead("redirect"), ""),
    Wrong("json-not-object", instead(302), ""),
    Wrong("json-not-object", instead(1.5), ""),
    Wrong("json-not-object", instead(True), ""),
    Wrong("json-not-object", instead([]), ""),
    Wrong("json-not-object", instead([{"status": "200"}]), ""),
    Wrong("whole-event", part_of_event(), ""),
    Wrong("whole-event", part_of_event("Records", 0), ""),
    Wrong("whole-event", part_of_event("Records", 0, "cf"), ""),
    Wrong("api-gateway-result", instead({"statusCode": 200}), "statusCode", REQUEST_EVENTS),
    Wrong(
        "api-gateway-result",
        lambda event_type: without("status")(event_type) | {"statusCode": 200},
        "statusCode",
        RESPONSE_EVENTS,
    ),
    Wrong("headers-missing", without("headers"), "headers"),
    Wrong("headers-not-object", changed(headers=None), "headers"),
    Wrong("headers-not-object", changed(headers=[{"key": "X", "value": "1"}]), "headers"),
    Wrong("headers-not-object", response_like(headers="x: 1"), "headers"),
    Wrong("header-not-array", with_header("x-new", "1"), "headers['x-new']"),
    Wrong("header-not-array", with_header("x-new", {"key": "X-New", "value": "1"}), "headers['x-new']"),
    Wrong("header-not-array", with_header("x-new", None), "headers['x-new']"),
    Wrong("header-not-array", response_like(headers={"x-new": "1"}), "headers['x-new']", (VIEWER_REQUEST,)),
    Wrong("header-line-not-object", with_header("x-new", ["1"]), IN_NEW),
    Wrong("header-line-not-object", with_header("x-new", [*LINE, None]), "headers['x-new'][1]"),
    Wrong("header-key-not-string", with_header("x-new", [{"key": 1, "value": "1"}]), f"{IN_NEW}.key"),
    Wrong("header-key-not-string", with_header("x-new", [{"key": None, "value": "1"}]), f"{IN_NEW}.key"),
    Wrong("header-value-not-string", with_header("x-new", [{"key": "X-New"}]), f"{IN_NEW}.value"),
    Wrong("header-value-not-string", header_value(None), f"{IN_NEW}.value"),
    Wrong("header-value-not-string", header_value(1), f"{IN_NEW}.value"),
    Wrong("header-value-not-string", header_value(False), f"{IN_NEW}.value"),
    Wrong("header-value-not-string", header_value({"a": "b"}), f"{IN_NEW}.value"),
    Wrong("header-value-not-string", header_value(["a", 1]), f"{IN_NEW}.value"),
    Wrong("header-name-invalid", with_header("x new", LINE), "headers['x new']"),
    Wrong("header-name-invalid", with_header("", LINE), "headers['']"),
    Wrong("header-name-invalid", with_header("x-größe", LINE), "headers['x-größe']"),
    Wrong("header-name-invalid", with_header("x:y", LINE), "headers['x:y']"),
    Wrong("header-twice", with_headers({"x-new": LINE, "X-New": LINE}), "headers['X-New']"),
    Wrong("header-twice", with_headers({"User-Agent": LINE}), "headers['User-Agent']", REQUEST_EVENTS),
    Wrong("header-twice", with_headers({"Etag": LINE}), "headers['Etag']", RESPONSE_EVENTS),
    Wrong("header-control-character", header_value("a\r\nSet-Cookie: b=1"), f"{IN_NEW}.value"),
    Wrong("header-control-character", header_value("a\n"), f"{IN_NEW}.value"),
    Wrong("header-control-character", header_value("a\x00b"), f"{IN_NEW}.value"),
    Wrong("header-control-character", header_value("a\x7fb"), f"{IN_NEW}.value"),
    Wrong("header-control-character", header_value(["a", "b\r"]), f"{IN_NEW}.value"),
    Wrong("headers-too-large", header_value("x" * 32_768), "headers"),
    Wrong(
        "headers-too-large",
        response_like(headers={"x-new": [{"key": "X-New", "value": "x" * 32_764}]}),
        "headers",
        REQUEST_EVENTS,
    ),
    Wrong(
        "header-disallowed",
        with_header("connection", [{"key": "Connection", "value": "close"}]),
        "headers['connection']",
    ),
    Wrong(
        "header-disallowed", with_header("X-Edge-Anything", [{"value": "1"}]), "headers['x-edge-anything']"
    ),
    Wrong(
        "header-disallowed",
        response_like(headers={"x-cache": [{"value": "Hit"}]}),
        "headers['x-cache']",
        REQUEST_EVENTS,
    ),
    Wrong(
        "viewer-country-added",
        with_header("cloudfront-viewer-country", [{"value": "DE"}]),
        "headers['cloudfront-viewer-country']",
    ),
    Wrong(
        "viewer-country-added",
        response_like(headers={"cloudfront-viewer-country": [{"value": "DE"}]}),
        "headers['cloudfront-viewer-country']",
    ),
    Wrong("header-read-only", with_header("via", [{"key": "Via", "value": "1.1 mine"}]), "headers['via']"),
    Wrong("header-read-only", with_header("via", [{"value": "1.1 a"}, {"value": "1.1 b"}]), "headers['via']"),
    Wrong(
        "header-read-only",
        response_like(headers={"via": [{"value": "1.1 mine"}]}),
        "headers['via']",
        REQUEST_EVENTS,
    ),
    Wrong("uri-missing", without("uri"), "uri"),
    Wrong("uri-invalid", changed(uri="index.html"), "uri"),
    Wrong("uri-invalid", changed(uri=""), "uri"),
    Wrong("uri-invalid", changed(uri=None), "uri"),
    Wrong("uri-invalid", changed(uri=7), "uri"),
    Wrong("uri-invalid", changed(uri="https://www.example.com/"), "uri"),
    Wrong("uri-invalid", changed(uri="/a b"), "uri"),
    Wrong("uri-invalid", changed(uri="/a?b=1"), "uri"),
    Wrong("uri-invalid", changed(uri="/a#b"), "uri"),
    Wrong("uri-invalid", changed(uri="/a\nb"), "uri"),
    Wrong("uri-invalid", changed(uri="/a\x7f"), "uri"),
    Wrong("uri-too-long", changed(uri="/" + "a" * 8183), "uri"),
    Wrong("uri-too-long", changed(querystring="q" * 8180), "uri"),
    Wrong("uri-too-long", changed(uri="/" + "ü" * 8191, querystring=""), "uri"),
    Wrong("querystring-not-string", changed(querystring={"a": "1"}), "querystring"),
    Wrong("querystring-not-string", changed(querystring=1), "querystring"),
    Wrong("querystring-not-string", changed(querystring=[]), "querystring"),
    Wrong("querystring-invalid", changed(querystring="a=b c"), "querystring"),
    Wrong("querystring-invalid", changed(querystring="a=1#top"), "querystring"),
    Wrong("querystring-invalid", changed(querystring="a=\t"), "querystring"),
    Wrong("request-body-not-object", changed(body="text"), "body"),
    Wrong("request-body-not-object", changed(body=[]), "body"),
    Wrong("request-body-not-object", changed(body=1), "body"),
    Wrong("request-body-action", changed(body={"action": "change", "data": ""}), "body.action"),
    Wrong("request-body-action", changed(body={"action": None, "data": ""}), "body.action"),
    Wrong("request-body-action", changed(body={"action": ["replace"]}), "body.action"),
    Wrong("request-body-encoding", body(encoding="utf-8", data=""), "body.encoding"),
    Wrong("request-body-encoding", body(encoding=None, data=""), "body.encoding"),
    Wrong("request-body-data-not-string", body(), "body.data"),
    Wrong("request-body-data-not-string", body(data=None), "body.data"),
    Wrong("request-body-data-not-string", body(encoding="text", data={"a": 1}), "body.data"),
    Wrong("request-body-base64", body(encoding="base64", data="not base64!"), "body.data"),
    Wrong("request-body-base64", body(data="größe"), "body.data"),
    Wrong("request-body-base64", body(data="YQ="), "body.data"),
    Wrong(
        "request-body-too-large",
        body(encoding="text", data="x" * (40 * KB + 1)),
        "body.data",
        (VIEWER_REQUEST,),
    ),
    Wrong(
        "request-body-too-large",
        body(encoding="text", data="ü" * (20 * KB + 1)),
        "body.data",
        (VIEWER_REQUEST,),
    ),
    Wrong("request-body-too-large", body(data=base64_of(40_860)), "body.data", (VIEWER_REQUEST,)),
    Wrong(
        "request-body-too-large", body(encoding="text", data="x" * (MB + 1)), "body.data", (ORIGIN_REQUEST,)
    ),
    Wrong("request-body-too-large", body(data=base64_of(1_045_957)), "body.data", (ORIGIN_REQUEST,)),
    Wrong("status-missing", without("status"), "status"),
    Wrong("status-invalid", response_like(status="199"), "status"),
    Wrong("status-invalid", response_like(status=101), "status"),
    Wrong("status-invalid", response_like(status=600), "status"),
    Wrong("status-invalid", response_like(status=10**400), "status"),
    Wrong("status-invalid", response_like(status=-200), "status"),
    Wrong("status-invalid", response_like(status=200.0), "status"),
    Wrong("status-invalid", response_like(status=True), "status"),
    Wrong("status-invalid", response_like(status=None), "status"),
    Wrong("status-invalid", response_like(status=""), "status"),
    Wrong("status-invalid", response_like(status="ok"), "status"),
    Wrong("status-invalid", response_like(status=" 200"), "status"),
    Wrong("status-invalid", response_like(status="٢٠٠"), "status"),
    Wrong("status-invalid", response_like(status=["200"]), "status"),
    Wrong("status-description-invalid", response_like(statusDescription=None), "statusDescription"),
    Wrong("status-description-invalid", response_like(statusDescription=200), "statusDescription"),
    Wrong("status-description-invalid", response_like(statusDescription="OK\r\nX: 1"), "statusDescription"),
    Wrong("status-changed", changed(status="404"), "status"),
    Wrong("status-changed", changed(status=201), "status"),
    Wrong("body-in-viewer-response", changed(body="new"), "body"),
    Wrong("body-in-viewer-response", changed(body=""), "body"),
    Wrong("body-in-viewer-response", changed(body=None), "body"),
    Wrong("body-not-string", response_like(body=None), "body"),
    Wrong("body-not-string", response_like(body={"message": "hello"}), "body"),
    Wrong("body-not-string", response_like(body=["hello"]), "body"),
    Wrong("body-not-string", response_like(body=7, bodyEncoding="base64"), "body"),
    Wrong("body-encoding", response_like(body="", bodyEncoding="gzip"), "bodyEncoding"),
    Wrong("body-encoding", response_like(body="", bodyEncoding=None), "bodyEncoding"),
    Wrong("body-base64", response_like(body="not base64!", bodyEncoding="base64"), "body"),
    Wrong("body-base64", response_like(body="aGVs!bG8=", bodyEncoding="base64"), "body"),
    Wrong("body-with-204", response_like(status="204", body="x"), "body"),
    Wrong("body-with-204", response_like(status=204, body="eA==", bodyEncoding="base64"), "body"),
    Wrong("response-too-large", response_like(body="x" * (40 * KB + 1)), "body", (VIEWER_REQUEST,)),
    Wrong(
        "response-too-large",
        response_like(body=base64_of(40 * KB + 1), bodyEncoding="base64"),
        "body",
        (VIEWER_REQUEST,),
    ),
    Wrong(
        "response-too-large",
        response_like(body="x" * (40 * KB - 5), headers={"x-new": LINE}),
        "body",
        (VIEWER_REQUEST,),
    ),
    Wrong(
        "response-too-large", response_like(body="x" * (MB + 1)), "body", (ORIGIN_REQUEST, ORIGIN_RESPONSE)
    ),
    Wrong("response-too-large", response_like(body="ü" * (512 * KB + 1)), "body", (ORIGIN_REQUEST,)),
    Wrong("response-too-large", response_like(body="x" * (MB - 8)), "body", (ORIGIN_RESPONSE,)),
    Wrong("origin-not-object", origin("www.example.org"), "origin"),
    Wrong("origin-not-object", origin([]), "origin"),
    Wrong("origin-not-object", origin({"custom": None}), CUSTOM),
    Wrong("origin-kind", origin({}), "origin"),
    Wrong("origin-kind", origin({"domainName": "www.example.org"}), "origin"),
    Wrong(
        "origin-kind",
        lambda event_type: (
            custom_origin()(event_type)
            | {"origin": custom_origin()(event_type)["origin"] | s3_origin()(event_type)["origin"]}
        ),
        "origin",
    ),
    *(Wrong("origin-field-missing", custom_origin(name), f"{CUSTOM}.{name}") for name in CUSTOM_FIELDS),
    *(
        Wrong("origin-field-missing", s3_origin(name), f"origin.s3.{name}")
        for name in ("domainName", "path", "authMethod")
    ),
    Wrong("origin-region-missing", s3_origin(authMethod="origin-access-identity"), "origin.s3.region"),
    *origin_fields("origin-protocol", "custom.protocol", "HTTPS", "match-viewer", "", None, ["https"]),
    *origin_fields("origin-domain-name", "custom.domainName", *NO_DOMAIN_NAMES),
    *origin_fields("origin-domain-name", "s3.domainName", "Files.s3.amazonaws.com", LONG_BUCKET, 1),
    *origin_fields(
        "origin-path", "custom.path", "/", "release", "/release/", None, "/a b", "/größe", "/100%"
    ),
    *origin_fields("origin-path", "custom.path", "/" + "a" * 255),
    *origin_fields("origin-path", "s3.path", "/", "release", "/release/", 1),
    *origin_fields("origin-port", "custom.port", 0, 22, 81, 1023, 65536, -443, "443", 443.5, True, None),
    *origin_fields("origin-read-timeout", "custom.readTimeout", 0, 121, "30", 4.5, None, False),
    *origin_fields("origin-read-timeout", "s3.readTimeout", 0, 121, None),
    *origin_fields("origin-keepalive-timeout", "custom.keepaliveTimeout", 0, 121, "5", None),
    *origin_fields(COMPLETION, "custom.responseCompletionTimeout", 29, -1, "60", None, 60.5),
    *origin_fields(COMPLETION, "s3.responseCompletionTimeout", 29, -1, "60", None, 60.5),
    *origin_fields("origin-ssl-protocols", "custom.sslProtocols", "TLSv1.2", ["TLSv1.3"], [None], None),
    *origin_fields("origin-auth-method", "s3.authMethod", "origin-access-control", None, ""),
    *origin_fields("origin-region", "s3.region", None, 1),
    Wrong("origin-custom-header-invalid", custom_headers(None), f"{CUSTOM}.customHeaders"),
    Wrong("origin-custom-header-invalid", custom_headers([]), f"{CUSTOM}.customHeaders"),
    Wrong("origin-custom-header-invalid", custom_headers({"x-new": "1"}), f"{CUSTOM}.customHeaders['x-new']"),
    Wrong(
        "origin-custom-header-invalid", custom_headers({"x-new": None}), f"{CUSTOM}.customHeaders['x-new']"
    ),
    Wrong(
        "origin-custom-header-invalid",
        custom_headers({"x-new": [{"value": "a\r\nb"}]}),
        f"{CUSTOM}.customHeaders['x-new'][0].value",
    ),
    Wrong(
        "origin-custom-header-invalid",
        custom_headers({"x-new": [{"key": "X-New"}]}),
        f"{CUSTOM}.customHeaders['x-new'][0].value",
    ),
    Wrong(
        "origin-custom-header-invalid",
        custom_headers({"x new": [{"value": "1"}]}),
        f"{CUSTOM}.customHeaders['x new']",
    ),
    Wrong(
        "origin-custom-header-invalid",
        custom_headers({"x-new": LINE, "X-New": LINE}),
        f"{CUSTOM}.customHeaders['X-New']",
    ),
    Wrong(
        "origin-custom-header-denied",
        custom_headers({"cookie": [{"value": "a=1"}]}),
        f"{CUSTOM}.customHeaders['cookie']",
    ),
    Wrong(
        "origin-custom-header-denied",
        custom_headers({"X-Amz-Date": [{"value": "1"}]}),
        f"{CUSTOM}.customHeaders['X-Amz-Date']",
    ),
    Wrong(
        "origin-custom-header-twice",
        custom_headers({"User-Agent": [{"value": "mine"}]}),
        f"{CUSTOM}.customHeaders['user-agent']",
    ),
    Wrong(
        "origin-custom-header-twice",
        with_header("x-shared-secret", [{"value": "mine"}]),
        f"{CUSTOM}.customHeaders['x-shared-secret']",
    ),
)
