"""Events as functions receive them."""

from __future__ import annotations

import base64
import json

import pytest
from support.edge_results import CUSTOM_ORIGIN, S3_ORIGIN

from pytest_lambda_edge.events.build import (
    body_object,
    event,
    origin_object,
    request_object,
    response_object,
)
from pytest_lambda_edge.http.headers import from_pairs
from pytest_lambda_edge.http.messages import Request, Response
from pytest_lambda_edge.model.deployed import DeployedOrigin
from pytest_lambda_edge.model.event_type import EVENT_TYPES, EventType
from pytest_lambda_edge.model.origins import CustomOrigin, S3Origin

KB = 1024
REQUEST = Request("GET", "/a%20b", "x=1", from_pairs([("Host", "www.example.com"), ("accept", "*/*")]), b"")


@pytest.mark.fact("LE-036", "LE-037", "LE-038", "LE-039", "LE-042")
@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_the_envelope_holds_one_record_with_config_and_request(event_type: EventType) -> None:
    response = {"status": "200"} if event_type.endswith("response") else None
    made = event(
        event_type,
        distribution_domain_name="d111111abcdef8.cloudfront.net",
        distribution_id="EDFDVBD6EXAMPLE",
        request_id="id==",
        request={"uri": "/"},
        response=response,
    )
    cf = {
        "config": {
            "distributionDomainName": "d111111abcdef8.cloudfront.net",
            "distributionId": "EDFDVBD6EXAMPLE",
            "eventType": str(event_type),
            "requestId": "id==",
        },
        "request": {"uri": "/"},
    }
    assert made == {"Records": [{"cf": cf if response is None else cf | {"response": response}}]}
    assert json.loads(json.dumps(made)) == made


@pytest.mark.fact("LE-044", "LE-046", "LE-050", "LE-051", "LE-053")
def test_a_viewer_event_s_request_has_five_properties() -> None:
    assert request_object(REQUEST, client_ip="203.0.113.178") == {
        "clientIp": "203.0.113.178",
        "headers": {
            "host": [{"key": "Host", "value": "www.example.com"}],
            "accept": [{"key": "accept", "value": "*/*"}],
        },
        "method": "GET",
        "querystring": "x=1",
        "uri": "/a%20b",
    }


@pytest.mark.fact("LE-053")
def test_a_request_without_a_query_has_an_empty_querystring() -> None:
    assert request_object(Request("GET", "/"), client_ip="2001:db8::1")["querystring"] == ""


@pytest.mark.fact("LE-058", "LE-059")
def test_each_line_is_an_entry_under_the_lower_case_name() -> None:
    request = Request("GET", "/", "", from_pairs([("Cookie", "a=1"), ("cookie", "b=2"), ("X-A", "")]))
    assert request_object(request, client_ip="192.0.2.1")["headers"] == {
        "cookie": [{"key": "Cookie", "value": "a=1"}, {"key": "cookie", "value": "b=2"}],
        "x-a": [{"key": "X-A", "value": ""}],
    }


@pytest.mark.fact("LE-209")
def test_headers_are_shared_where_nothing_is_hidden() -> None:
    assert request_object(REQUEST, client_ip="192.0.2.1")["headers"] is REQUEST.headers


@pytest.mark.fact("LE-069")
def test_hiding_a_header_leaves_the_request_as_it_is() -> None:
    request = Request("GET", "/", "", from_pairs([("Host", "a"), ("Connection", "close")]))
    assert list(request_object(request, client_ip="192.0.2.1")["headers"]) == ["host"]
    assert list(request.headers) == ["host", "connection"]


@pytest.mark.fact("LE-044", "LE-094", "LE-109", "LE-132")
@pytest.mark.parametrize("deployed", [CUSTOM_ORIGIN, S3_ORIGIN])
def test_body_and_origin_are_there_only_where_given(deployed: DeployedOrigin) -> None:
    plain = request_object(REQUEST, client_ip="192.0.2.1")
    body = body_object(b"hello", EventType.ORIGIN_REQUEST)
    origin = origin_object(deployed, "https")
    full = request_object(REQUEST, client_ip="192.0.2.1", body=body, origin=origin)
    assert full == plain | {"body": body, "origin": origin}


@pytest.mark.fact("LE-090", "LE-128", "D-35")
def test_a_viewer_s_header_named_like_a_custom_header_of_the_origin_is_left_out() -> None:
    request = Request("GET", "/", "", from_pairs([("Host", "a"), ("x-shared-secret", "guess")]))
    made = request_object(request, client_ip="192.0.2.1", origin=origin_object(CUSTOM_ORIGIN, "https"))
    assert list(made["headers"]) == ["host"]
    assert "x-shared-secret" in made["origin"]["custom"]["customHeaders"]


@pytest.mark.fact("LE-096", "LE-097", "LE-099", "LE-100", "D-18")
@pytest.mark.parametrize(
    ("event_type", "limit"), [(EventType.VIEWER_REQUEST, 40 * KB), (EventType.ORIGIN_REQUEST, 1024 * KB)]
)
def test_a_body_is_truncated_at_the_limit_of_the_event(event_type: EventType, limit: int) -> None:
    whole = body_object(b"x" * limit, event_type)
    assert whole == {
        "inputTruncated": False,
        "action": "read-only",
        "encoding": "base64",
        "data": base64.b64encode(b"x" * limit).decode(),
    }
    assert body_object(b"x" * limit + b"y", event_type) == whole | {"inputTruncated": True}


@pytest.mark.fact("LE-098")
def test_a_request_without_a_body_shows_an_empty_one() -> None:
    empty = {"inputTruncated": False, "action": "read-only", "encoding": "base64", "data": ""}
    assert body_object(b"", EventType.VIEWER_REQUEST) == empty


@pytest.mark.fact("LE-129", "LE-130", "LE-136")
@pytest.mark.parametrize(
    ("status", "reason", "shown"),
    [(200, "OK", "OK"), (404, "", "Not Found"), (307, "Elsewhere", "Elsewhere"), (299, "", "")],
)
def test_a_response_shows_status_and_headers_but_no_body(status: int, reason: str, shown: str) -> None:
    response = Response(status, reason, from_pairs([("Transfer-Encoding", "chunked")]), b"hello")
    assert response_object(response) == {
        "headers": {"transfer-encoding": [{"key": "Transfer-Encoding", "value": "chunked"}]},
        "status": str(status),
        "statusDescription": shown,
    }


@pytest.mark.fact("LE-110", "LE-111", "LE-117", "LE-118", "LE-120", "LE-121", "LE-122")
@pytest.mark.parametrize(("protocol", "port"), [("http", 8080), ("https", 8443)])
def test_a_custom_origin_shows_the_protocol_and_port_in_use(protocol: str, port: int) -> None:
    origin = DeployedOrigin(
        "www",
        CustomOrigin(
            domain_name="www.example.com",
            origin_path="/site",
            http_port=8080,
            https_port=8443,
            origin_read_timeout=20,
            origin_keepalive_timeout=4,
            origin_ssl_protocols=("TLSv1.1", "TLSv1.2"),
        ),
    )
    assert origin_object(origin, protocol) == {
        "custom": {
            "customHeaders": {},
            "domainName": "www.example.com",
            "keepaliveTimeout": 4,
            "path": "/site",
            "port": port,
            "protocol": protocol,
            "readTimeout": 20,
            "sslProtocols": ["TLSv1.1", "TLSv1.2"],
        }
    }


@pytest.mark.fact("LE-116")
def test_a_response_completion_timeout_shows_where_one_is_set() -> None:
    custom = CustomOrigin(domain_name="www.example.com", response_completion_timeout=60)
    s3 = S3Origin(domain_name="files.s3.amazonaws.com", response_completion_timeout=90)
    shown = origin_object(DeployedOrigin("a", custom), "https")["custom"]
    assert shown["responseCompletionTimeout"] == 60
    assert origin_object(DeployedOrigin("b", s3), "https")["s3"]["responseCompletionTimeout"] == 90


@pytest.mark.fact("LE-126")
def test_custom_headers_keep_their_names_and_stand_under_lower_case() -> None:
    settings = CustomOrigin(domain_name="www.example.com", custom_headers={"FPJS_BEHAVIOR_PATH": "a"})
    shown = origin_object(DeployedOrigin("www", settings), "https")["custom"]["customHeaders"]
    assert shown == {"fpjs_behavior_path": [{"key": "FPJS_BEHAVIOR_PATH", "value": "a"}]}


@pytest.mark.fact("LE-110", "LE-113", "LE-114", "LE-115", "D-19")
def test_a_bucket_without_an_access_identity_shows_no_region() -> None:
    shown = {
        "authMethod": "none",
        "customHeaders": {},
        "domainName": "files.s3.eu-west-1.amazonaws.com",
        "path": "",
        "readTimeout": 30,
    }
    assert origin_object(S3_ORIGIN, "https") == {"s3": shown}
    controlled = S3Origin(domain_name="files.s3.eu-west-1.amazonaws.com", origin_access_control_id="E1")
    assert origin_object(DeployedOrigin("files", controlled), "http") == {"s3": shown}


@pytest.mark.fact("LE-114", "D-19")
@pytest.mark.parametrize(
    ("domain_name", "region"),
    [
        ("files.s3.eu-west-1.amazonaws.com", "eu-west-1"),
        ("files.s3-eu-west-1.amazonaws.com", "eu-west-1"),
        ("files.s3.dualstack.eu-west-1.amazonaws.com", "eu-west-1"),
        ("my.files.s3.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
        ("files.s3.amazonaws.com", "us-east-1"),
        ("files.example.com", "us-east-1"),
    ],
)
def test_a_bucket_with_an_access_identity_shows_its_region(domain_name: str, region: str) -> None:
    settings = S3Origin(domain_name=domain_name, origin_access_identity="E1")
    shown = origin_object(DeployedOrigin("files", settings), "https")["s3"]
    assert (shown["authMethod"], shown["region"]) == ("origin-access-identity", region)
