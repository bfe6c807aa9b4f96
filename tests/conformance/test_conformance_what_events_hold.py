"""What the events of a request have in common, and what of the request is in none of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from support.cached_sites import answer, cached_site, legacy, sent
from support.edge_functions import all_triggers, passes_on
from support.fake_origins import BACKUP, ORIGIN

from pytest_lambda_edge import Trigger
from pytest_lambda_edge.model.event_type import EVENT_TYPES

if TYPE_CHECKING:
    from pytest_lambda_edge import Result

VIEWER_EVENTS = ("viewer-request", "viewer-response")
ALL_VIEWER = {"origin_request_policy": "AllViewer"}


def parts(result: Result) -> list[dict[str, Any]]:
    """Return what each run's event holds, in the order of the runs."""
    return [run.event["Records"][0]["cf"] for run in result.invocations]


def shown_headers(result: Result) -> dict[str, dict[str, Any]]:
    """Return the request's headers that each event type's function saw."""
    return {cf["config"]["eventType"]: cf["request"]["headers"] for cf in parts(result)}


@pytest.mark.fact("LE-039", "LE-040", "LE-041", "LE-037")
def test_all_events_of_a_request_hold_its_one_id_and_nothing_more() -> None:
    site = cached_site(answer(), **all_triggers())
    result, other = site.get("/page"), site.get("/other")
    assert [cf["config"]["eventType"] for cf in parts(result)] == list(EVENT_TYPES)
    for cf in parts(result):
        assert set(cf["config"]) == {"distributionDomainName", "distributionId", "eventType", "requestId"}
    (request_id,) = {cf["config"]["requestId"] for cf in parts(result)}
    assert request_id == result.headers["X-Amz-Cf-Id"] != parts(other)[0]["config"]["requestId"]
    assert re.fullmatch(r"[\w-]{54}==", request_id)


@pytest.mark.fact("LE-040")
def test_the_legs_of_a_failover_hold_the_same_id() -> None:
    site = cached_site(
        answer(status=503),
        origins={"a": ORIGIN, "b": BACKUP, "both": {"members": ["a", "b"], "status_codes": [503]}},
        origin="both",
        **all_triggers(),
    )
    result = site.get("/page")
    assert result.fired.count("origin-request") == 2
    assert len({cf["config"]["requestId"] for cf in parts(result)}) == 1


@pytest.mark.fact("LE-038")
def test_events_name_the_distribution_whatever_name_the_viewer_used() -> None:
    site = cached_site(
        answer(),
        aliases=["www.example.com"],
        domain_name="d222.cloudfront.net",
        **ALL_VIEWER,
        **all_triggers(),
    )
    result = site.get("https://www.example.com/page")
    for cf in parts(result):
        assert cf["config"]["distributionDomainName"] == "d222.cloudfront.net"
        assert cf["request"]["headers"]["host"][0]["value"] == "www.example.com"


@pytest.mark.fact("LE-046")
def test_the_clients_address_is_the_peers_whatever_it_says_itself() -> None:
    result = cached_site(answer(), **all_triggers()).get(
        "/page", client_ip="192.0.2.7", headers={"X-Forwarded-For": "198.51.100.1"}
    )
    assert [cf["request"]["clientIp"] for cf in parts(result)] == ["192.0.2.7"] * 4


@pytest.mark.fact("LE-045")
@pytest.mark.parametrize(
    "origin",
    [
        {"domain_name": "www-origin.example.com", "response_completion_timeout": 60},
        {"domain_name": "files.s3.amazonaws.com", "response_completion_timeout": 60},
        {"domain_name": "files.s3.amazonaws.com", "origin_access_identity": "E1"},
    ],
)
@pytest.mark.filterwarnings("ignore::pytest_lambda_edge.EdgeNotSimulatedWarning")
def test_properties_stand_in_alphabetical_order(origin: dict[str, Any]) -> None:
    including = Trigger(passes_on, include_body=True)
    site = cached_site(
        answer(),
        origin=origin,
        allowed_methods=["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
        **all_triggers(viewer_request=including, origin_request=including),
    )
    result = site.post("/page?a=1", body="x")
    assert result.fired == EVENT_TYPES
    for cf in parts(result):
        for part in (cf, *cf.values(), cf["request"].get("body", {})):
            assert list(part) == sorted(part)
        for kind in cf["request"].get("origin", {}).values():
            assert list(kind) == sorted(kind)


@pytest.mark.fact("LE-026")
def test_what_waf_would_insert_is_shown_in_every_event() -> None:
    site = cached_site(answer(), **all_triggers(), **ALL_VIEWER)
    result = site.get("/page", headers={"X-Amzn-Waf-Verdict": "bot"})
    values = [headers["x-amzn-waf-verdict"][0]["value"] for headers in shown_headers(result).values()]
    assert values == ["bot"] * 4


@pytest.mark.fact("LE-246", "LE-390", "CF-266")
@pytest.mark.parametrize("coding", ["utf-8", "iso-8859-1"])
def test_values_are_shown_as_text_in_whichever_coding_they_came(coding: str) -> None:
    site = cached_site(answer(), **all_triggers(), **ALL_VIEWER)
    result = site.get("/page", headers={"X-Size": "größe".encode(coding)})
    assert {headers["x-size"][0]["value"] for headers in shown_headers(result).values()} == {"größe"}


@pytest.mark.fact("LE-354")
@pytest.mark.parametrize("settings", [{}, ALL_VIEWER, legacy(), legacy(headers=["*"])])
def test_trailers_are_in_no_event_and_te_goes_no_further_than_the_viewers(settings: dict[str, Any]) -> None:
    site = cached_site(answer(trailer="X-Sum"), **all_triggers(), **settings)
    result = site.get("/page", headers={"TE": "trailers", "Trailer": "X-Sum"})
    for event_type, headers in shown_headers(result).items():
        assert "trailer" not in headers
        assert ("te" in headers) == (event_type in VIEWER_EVENTS)
    for cf in parts(result)[2:]:
        assert "trailer" not in cf["response"]["headers"]
    assert not {"TE", "Trailer"} & set(sent(result).headers)


@pytest.mark.fact("LE-356")
@pytest.mark.parametrize("settings", [{}, ALL_VIEWER, legacy(), legacy(headers=["*"])])
def test_expect_is_in_no_event_and_reaches_no_origin(settings: dict[str, Any]) -> None:
    methods = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
    site = cached_site(answer(), allowed_methods=methods, **all_triggers(), **settings)
    result = site.post("/page", headers={"Expect": "100-continue"}, body="x")
    assert (result.status_code, result.fired) == (200, EVENT_TYPES)
    assert not any("expect" in headers for headers in shown_headers(result).values())
    assert "Expect" not in sent(result).headers


@pytest.mark.fact("LE-355")
def test_nothing_but_via_and_cloudfronts_own_header_tells_the_http_version() -> None:
    name = "CloudFront-Viewer-Http-Version"
    policy = {"header_behavior": "whitelist", "headers": [name]}

    def told(http_version: str, **settings: Any) -> dict[str, Any]:
        site = cached_site(answer(), **all_triggers(), **settings)
        found = {}
        for cf in parts(site.get("/page", headers={"accept": "*/*"}, http_version=http_version)):
            request = cf["request"]
            via = [entry["value"] for entry in request["headers"].pop("via", [])]
            own = [entry["value"] for entry in request["headers"].pop(name.lower(), [])]
            found[cf["config"]["eventType"]] = (request, [value[:3] for value in via], own)
        return found

    second, third = told("2.0", origin_request_policy=policy), told("3.0", origin_request_policy=policy)
    for event_type in EVENT_TYPES:
        assert second[event_type][0] == third[event_type][0]
        at_origin = event_type not in VIEWER_EVENTS
        assert third[event_type][1:] == ((["3.0"], ["3.0"]) if at_origin else ([], []))
        assert second[event_type][1:] == ((["2.0"], ["2.0"]) if at_origin else ([], []))
    assert told("3.0")["origin-request"][2] == []
