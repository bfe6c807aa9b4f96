"""Origins that CloudFront accepts from origin-request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.edge_results import (
    S3_ORIGIN,
    as_returned,
    changed,
    custom_origin,
    judge_request,
    request_of,
    rests_on,
    s3_origin,
    sent_to,
    with_headers,
    without,
)

from pytest_lambda_edge.events.build import origin_object
from pytest_lambda_edge.model.event_type import EVENT_TYPES

if TYPE_CHECKING:
    from support.edge_results import Change

_VIEWER_REQUEST, ORIGIN_REQUEST, _ORIGIN_RESPONSE, _VIEWER_RESPONSE = EVENT_TYPES


@pytest.mark.fact("LE-228", "LE-229", "LE-374", "LE-376")
def test_a_custom_origin_may_be_changed_in_part() -> None:
    origin = request_of(ORIGIN_REQUEST, custom_origin(domainName="eu.example.com")).origin
    assert origin == {"custom": origin_object_of("custom") | {"domainName": "eu.example.com"}}


def origin_object_of(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = sent_to(ORIGIN_REQUEST)["origin"][kind]
    return found


@pytest.mark.fact("LE-231")
@pytest.mark.parametrize("change", [without("origin"), changed(origin=None)])
def test_a_missing_origin_is_the_one_that_came(change: Change) -> None:
    assert request_of(ORIGIN_REQUEST, change).origin is None
    assert rests_on(ORIGIN_REQUEST, change) == ("LE-231",)


@pytest.mark.fact("LE-116", "LE-117", "LE-118", "LE-120", "LE-122", "LE-123", "LE-124", "LE-386")
@pytest.mark.parametrize(
    "fields",
    [
        {"port": 80},
        {"port": 443, "protocol": "http"},
        {"port": 1024},
        {"port": 65535},
        {"protocol": "http"},
        {"readTimeout": 1},
        {"readTimeout": 120},
        {"keepaliveTimeout": 1},
        {"keepaliveTimeout": 120},
        {"responseCompletionTimeout": 0},
        {"responseCompletionTimeout": 30},
        {"responseCompletionTimeout": 3600},
        {"sslProtocols": ["SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2"]},
        {"sslProtocols": []},
        {"path": ""},
        {"path": "/a/b%20c"},
        {"path": "/" + "a" * 254},
        {"domainName": "a"},
        {"domainName": "xn--gre-6ka8i.example.com"},
        {"domainName": "a." * 126 + "a"},
        {"customHeaders": {}},
    ],
)
def test_what_a_custom_origin_may_hold(fields: dict[str, Any]) -> None:
    origin = request_of(ORIGIN_REQUEST, custom_origin(**fields)).origin
    assert origin == {"custom": origin_object_of("custom") | fields}


@pytest.mark.fact("LE-120")
@pytest.mark.parametrize("port", [80, 443, 1024, 65535])
def test_any_of_the_ports_may_take_the_place_of_another(port: int) -> None:
    """A value that a function leaves as it came is not looked at."""
    sent = sent_to(ORIGIN_REQUEST)
    shown = {"custom": sent["origin"]["custom"] | {"port": 8080}}
    returned = {"custom": shown["custom"] | {"port": port}}
    verdict = judge_request(ORIGIN_REQUEST, sent | {"origin": returned}, sent=sent | {"origin": shown})
    assert verdict.violations == ()
    assert verdict.request is not None
    assert verdict.request.origin == returned


@pytest.mark.fact("LE-113", "LE-116", "LE-117", "LE-123", "LE-386")
@pytest.mark.parametrize(
    "fields",
    [
        {"readTimeout": 1},
        {"readTimeout": 120},
        {"responseCompletionTimeout": 0},
        {"responseCompletionTimeout": 30},
        {"domainName": "a." * 63 + "aa"},
        {"path": ""},
        {"path": "/a"},
    ],
)
def test_what_a_bucket_may_hold(fields: dict[str, Any]) -> None:
    origin = request_of(ORIGIN_REQUEST, s3_origin(**fields)).origin
    assert origin is not None
    assert origin["s3"].items() >= fields.items()


@pytest.mark.fact("LE-228", "LE-234", "LE-372", "D-36")
def test_the_example_from_a_custom_origin_to_a_bucket_is_accepted() -> None:
    bucket = {
        "domainName": "amzn-s3-demo-bucket.s3.amazonaws.com",
        "region": "",
        "authMethod": "origin-access-identity",
        "path": "",
        "customHeaders": {},
    }
    request = request_of(ORIGIN_REQUEST, changed(origin={"s3": bucket}))
    assert request.origin == {"s3": bucket}
    assert rests_on(ORIGIN_REQUEST, changed(origin={"s3": bucket})) == ("D-36",)


@pytest.mark.fact("LE-113", "LE-229", "LE-233")
def test_a_bucket_may_be_changed_for_one_in_another_region() -> None:
    assert request_of(ORIGIN_REQUEST, s3_origin()).origin == origin_object(S3_ORIGIN, "https")
    change = s3_origin(authMethod="origin-access-identity", region="eu-central-1")
    origin = request_of(ORIGIN_REQUEST, change).origin
    assert origin is not None
    assert origin["s3"]["region"] == "eu-central-1"
    assert rests_on(ORIGIN_REQUEST, change) == ()


@pytest.mark.fact("LE-111", "LE-126")
def test_custom_headers_are_completed_with_their_names_on_the_wire() -> None:
    headers = {
        "x-new": [{"value": "1"}, {"key": "x-NEW", "value": "2"}],
        "FPJS_PATH": [{"value": "3"}],
        "x-old": [],
    }
    origin = request_of(ORIGIN_REQUEST, custom_origin(customHeaders=headers)).origin
    assert origin is not None
    assert origin["custom"]["customHeaders"] == {
        "x-new": [{"key": "X-New", "value": "1"}, {"key": "x-NEW", "value": "2"}],
        "fpjs_path": [{"key": "Fpjs_path", "value": "3"}],
    }


@pytest.mark.fact("LE-229")
def test_custom_headers_may_be_left_out() -> None:
    origin = request_of(ORIGIN_REQUEST, custom_origin("customHeaders")).origin
    assert origin is not None
    assert origin["custom"]["customHeaders"] == {}


@pytest.mark.fact("LE-125", "D-35")
def test_a_name_may_move_from_one_map_to_the_other() -> None:
    secret = {"x-shared-secret": [{"value": "mine"}]}
    change = custom_origin(customHeaders={})
    moved = with_headers(secret)(ORIGIN_REQUEST) | {"origin": change(ORIGIN_REQUEST)["origin"]}
    assert judge_request(ORIGIN_REQUEST, moved).violations == ()
    to_origin = custom_origin(customHeaders={"user-agent": [{"value": "mine"}]})(ORIGIN_REQUEST)
    emptied = with_headers({"user-agent": []})(ORIGIN_REQUEST)["headers"]
    assert judge_request(ORIGIN_REQUEST, to_origin | {"headers": emptied}).violations == ()


def test_what_came_in_the_event_is_never_refused() -> None:
    sent = sent_to(ORIGIN_REQUEST) | {"uri": "no path", "querystring": "a b"}
    odd = {"port": 22, "responseCompletionTimeout": 1, "customHeaders": {"cookie": [{"value": "a=1"}]}}
    sent["origin"] = {"custom": origin_object_of("custom") | odd}
    changed_elsewhere = as_returned(sent)
    changed_elsewhere["origin"]["custom"]["domainName"] = "eu.example.com"
    assert judge_request(ORIGIN_REQUEST, changed_elsewhere, sent=sent).violations == ()
