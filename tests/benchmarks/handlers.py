"""The functions that the benchmarks run: small, as most edge functions are."""

from __future__ import annotations

from typing import Any

SECURITY_HEADERS = {
    "strict-transport-security": [{"key": "Strict-Transport-Security", "value": "max-age=63072000"}],
    "x-content-type-options": [{"key": "X-Content-Type-Options", "value": "nosniff"}],
}
GENERATED_BODY = "x" * 1024


def viewer_request(event: dict[str, Any], context: object) -> Any:
    request = event["Records"][0]["cf"]["request"]
    if request["uri"].endswith("/"):
        request["uri"] += "index.html"
    return request


def origin_request(event: dict[str, Any], context: object) -> Any:
    request = event["Records"][0]["cf"]["request"]
    request["headers"]["x-origin-secret"] = [{"key": "X-Origin-Secret", "value": "s3cr3t"}]
    return request


def origin_response(event: dict[str, Any], context: object) -> Any:
    response = event["Records"][0]["cf"]["response"]
    response["headers"].update(SECURITY_HEADERS)
    return response


def viewer_response(event: dict[str, Any], context: object) -> Any:
    response = event["Records"][0]["cf"]["response"]
    response["headers"]["x-served-by"] = [{"key": "X-Served-By", "value": "edge"}]
    return response


def generate(event: dict[str, Any], context: object) -> Any:
    """Answer at origin-request with 1 KB and eight headers."""
    names = ["cache-control", "content-type", "etag", "last-modified", "x-a", "x-b", "x-c", "x-d"]
    return {
        "status": "200",
        "headers": {name: [{"key": name.title(), "value": f"max-age=3600, {name}"}] for name in names},
        "body": GENERATED_BODY,
    }
