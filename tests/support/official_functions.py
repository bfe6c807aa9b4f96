"""What AWS's example functions do, written anew for Python (LE-363 to LE-381)."""

from __future__ import annotations

import base64
import json
import random  # noqa: TID251 - for a generator of its own
import sys
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote_plus, urlencode

__all__ = [
    "EXPERIMENT",
    "SECURITY_HEADERS",
    "ab_test",
    "add_form_field",
    "auth_header",
    "blue_bucket",
    "bucket_by_country",
    "bucket_on_demand",
    "bucket_with_identity_on_demand",
    "by_country",
    "by_device",
    "error_to_page",
    "error_to_plan_b",
    "eu_origin",
    "last_modified",
    "normalized_query",
    "read_form",
    "redirect_to_docs",
    "security_headers",
    "server_on_demand",
    "sign_in",
    "static_content",
]

EXPERIMENT = random.Random(20190801)
BUCKET = "amzn-s3-demo-bucket.s3.amazonaws.com"
REGIONS = {
    "DE": "eu-central-1",
    "IE": "eu-west-1",
    "GB": "eu-west-2",
    "FR": "eu-west-3",
    "JP": "ap-northeast-1",
    "IN": "ap-south-1",
}
SECURITY_HEADERS = {
    "Strict-Transport-Security": "max-age=63072000; includeSubdomains; preload",
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; script-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-XSS-Protection": "1; mode=block",
    "Referrer-Policy": "same-origin",
}


def _request(event: Any) -> Any:
    return event["Records"][0]["cf"]["request"]


def _response(event: Any) -> Any:
    return event["Records"][0]["cf"]["response"]


def _country(request: Any) -> Any:
    lines = request["headers"].get("cloudfront-viewer-country")
    return lines[0]["value"] if lines else None


def _redirect(location: str) -> Any:
    return {
        "status": "302",
        "statusDescription": "Found",
        "headers": {"location": [{"key": "Location", "value": location}]},
    }


def _move_to(request: Any, domain_name: str, origin: Any) -> Any:
    request["origin"] = origin
    request["headers"]["host"] = [{"key": "host", "value": domain_name}]
    return request


def ab_test(event: Any, _context: Any) -> Any:
    request = _request(event)
    if request["uri"] != "/experiment-pixel.jpg":
        return request
    cookies = " ".join(line["value"] for line in request["headers"].get("cookie", []))
    if "X-Experiment-Name=A" in cookies:
        group = "control"
    elif "X-Experiment-Name=B" in cookies:
        group = "treatment"
    else:
        group = "control" if EXPERIMENT.random() < 0.75 else "treatment"
    return request | {"uri": f"/experiment-group/{group}-pixel.jpg"}


def last_modified(event: Any, _context: Any) -> Any:
    response = _response(event)
    source = response["headers"].get("x-amz-meta-last-modified")
    if source:
        response["headers"]["last-modified"] = [{"key": "Last-Modified", "value": source[0]["value"]}]
    return response


def static_content(_event: Any, _context: Any) -> Any:
    return {
        "status": "200",
        "statusDescription": "OK",
        "headers": {
            "cache-control": [{"key": "Cache-Control", "value": "max-age=100"}],
            "content-type": [{"key": "Content-Type", "value": "text/html"}],
        },
        "body": "<p>Grüße vom Rand</p>",
    }


def redirect_to_docs(_event: Any, _context: Any) -> Any:
    return _redirect("https://docs.aws.amazon.com/lambda/latest/dg/lambda-edge.html")


def auth_header(event: Any, _context: Any) -> Any:
    request = _request(event)
    parameters = {name: values[0] for name, values in parse_qs(request["querystring"]).items()}
    request["headers"]["auth-header"] = [{"key": "Auth-Header", "value": parameters.pop("auth")}]
    return request | {"querystring": urlencode(parameters)}


def normalized_query(event: Any, _context: Any) -> Any:
    request = _request(event)
    return request | {"querystring": urlencode(sorted(parse_qsl(request["querystring"].lower())))}


def sign_in(event: Any, _context: Any) -> Any:
    request = _request(event)
    for line in request["headers"].get("cookie", []):
        if "session-id=" in line["value"]:
            return request
    host = request["headers"]["host"][0]["value"]
    target = quote_plus(f"https://{host}{request['uri']}?{request['querystring']}")
    return _redirect(f"https://www.example.com/signin?redirect_url={target}")


def by_country(event: Any, _context: Any) -> Any:
    names = {"TW": "tw.example.com", "US": "us.example.com"}
    return _redirect(f"https://{names.get(_country(_request(event)), 'example.com')}/")


def by_device(event: Any, _context: Any) -> Any:
    request = _request(event)
    for device in ("desktop", "mobile", "tablet", "smarttv"):
        lines = request["headers"].get(f"cloudfront-is-{device}-viewer")
        if lines and lines[0]["value"] == "true":
            return request | {"uri": f"/{device}{request['uri']}"}
    return request


def _bucket(event: Any, auth_method: str) -> Any:
    request = _request(event)
    if "useS3Origin=true" not in request["querystring"]:
        return request
    s3 = {
        "domainName": BUCKET,
        "region": "",
        "authMethod": auth_method,
        "path": "",
        "customHeaders": {},
    }
    return _move_to(request, BUCKET, {"s3": s3})


def bucket_on_demand(event: Any, _context: Any) -> Any:
    """Do what AWS showed in 2023."""
    return _bucket(event, "none")


def bucket_with_identity_on_demand(event: Any, _context: Any) -> Any:
    """Do what AWS shows since 2026."""
    return _bucket(event, "origin-access-identity")


def bucket_by_country(event: Any, _context: Any) -> Any:
    request = _request(event)
    region = REGIONS.get(_country(request))
    if region is None:
        return request
    domain_name = f"amzn-s3-demo-bucket-in-{region}.s3.{region}.amazonaws.com"
    s3 = request["origin"]["s3"] | {"region": region, "domainName": domain_name}
    return _move_to(request, domain_name, {"s3": s3})


def server_on_demand(event: Any, _context: Any) -> Any:
    request = _request(event)
    if "useCustomOrigin=true" not in request["querystring"]:
        return request
    custom = {
        "domainName": "www.example.com",
        "port": 443,
        "protocol": "https",
        "path": "",
        "sslProtocols": ["TLSv1", "TLSv1.1"],
        "readTimeout": 5,
        "keepaliveTimeout": 5,
        "customHeaders": {},
    }
    return _move_to(request, "www.example.com", {"custom": custom})


def blue_bucket(event: Any, _context: Any) -> Any:
    request = _request(event)
    if EXPERIMENT.random() >= 0.8:
        return request
    blue = "blue-bucket.s3.amazonaws.com"
    return _move_to(request, blue, {"s3": request["origin"]["s3"] | {"domainName": blue}})


def eu_origin(event: Any, _context: Any) -> Any:
    request = _request(event)
    if _country(request) in {"GB", "DE", "IE"}:
        request["origin"]["custom"]["domainName"] = "eu.example.com"
        request["headers"]["host"] = [{"key": "host", "value": "eu.example.com"}]
    return request


def error_to_page(event: Any, _context: Any) -> Any:
    response = _response(event)
    if int(response["status"]) >= 400:
        response |= {"status": 200, "statusDescription": "OK", "body": "Body generation example"}
    return response


def error_to_plan_b(event: Any, _context: Any) -> Any:
    response = _response(event)
    if int(response["status"]) >= 400:
        location = f"/plan-b/path?{_request(event)['querystring']}"
        response["headers"]["location"] = [{"key": "Location", "value": location}]
        response |= {"status": 302, "statusDescription": "Found", "body": ""}
    return response


def read_form(event: Any, _context: Any) -> Any:
    request = _request(event)
    if request["method"] == "POST":
        fields = parse_qs(base64.b64decode(request["body"]["data"]).decode())
        sys.stdout.write(f"form: {json.dumps(fields)}\n")
    return request


def add_form_field(event: Any, _context: Any) -> Any:
    request = _request(event)
    if request["method"] == "POST":
        fields = parse_qsl(base64.b64decode(request["body"]["data"]).decode())
        data = urlencode([*fields, ("new-param-name", "new-param-value")])
        request["body"] |= {"action": "replace", "encoding": "text", "data": data}
    return request


def security_headers(event: Any, _context: Any) -> Any:
    response = _response(event)
    for name, value in SECURITY_HEADERS.items():
        response["headers"][name.lower()] = [{"key": name, "value": value}]
    return response
