"""Origins in a VPC, whose ports and protocol a resource of the same plan or state tells."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from support.forms import loaded
from support.templates import candidate, error_of
from support.terraform import SITE, data, origin, plan, planned, refers, site, state

from pytest_lambda_edge.errors import EdgeNotSimulatedWarning
from pytest_lambda_edge.model.origins import CustomOrigin
from pytest_lambda_edge.templates.load import load_distribution

PRIVATE = "aws_cloudfront_vpc_origin.private"
CONFIG = "vpc_origin_endpoint_config"
USUAL = CustomOrigin(domain_name="www.example.com", origin_protocol_policy="match-viewer")


def endpoint(**more: Any) -> dict[str, Any]:
    """Return the attributes of a VPC origin."""
    whole = {
        "arn": "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/a/1",
        "http_port": 8080,
        "https_port": 8443,
        "name": "private",
        "origin_protocol_policy": "http-only",
        "origin_ssl_protocols": [{"items": ["TLSv1.1", "TLSv1.2"], "quantity": 2}],
    }
    return {CONFIG: [whole | more]}


def inside(**config: Any) -> dict[str, Any]:
    """Return a distribution with an origin in a VPC."""
    return site(origin=[origin(custom_origin_config=[], vpc_origin_config=[config])])


def deployed(id_: str = "vo_1", **more: Any) -> dict[str, Any]:
    """Return a state of both, of which the distribution names a VPC origin by an id."""
    return state(data(SITE, **inside(vpc_origin_id=id_)), data(PRIVATE, id="vo_1", **endpoint(**more)))


def new(
    *others: Any, reference: str = f"{PRIVATE}.id", unknown: Any = ("id",), **more: Any
) -> dict[str, Any]:
    """Return a plan of both, which are still to be made."""
    lacking = {"origin": [{"vpc_origin_config": [{"vpc_origin_id": True}]}]}
    written = [{"vpc_origin_config": [{"vpc_origin_id": refers(reference)}]}]
    made = planned(PRIVATE, endpoint(**more), unknown)
    return plan(planned(SITE, inside(origin_read_timeout=9), lacking, origin=written), made, *others)


@pytest.mark.fact("CF-225")
@pytest.mark.parametrize(("document", "timeout"), [(deployed(), 30), (new(), 9)])
def test_a_vpc_origin_of_the_document_is_asked_at_its_own_ports(document: Any, timeout: int) -> None:
    assert load_distribution(document).origins["www"] == CustomOrigin(
        domain_name="www.example.com",
        http_port=8080,
        https_port=8443,
        origin_protocol_policy="http-only",
        origin_ssl_protocols=("TLSv1.1", "TLSv1.2"),
        origin_read_timeout=timeout,
    )
    assert loaded(dict(candidate(document).form)).not_simulated == ()


def test_what_an_endpoint_does_not_say_is_usual() -> None:
    document = deployed(http_port=None, https_port=None, origin_protocol_policy="", origin_ssl_protocols=[])
    document["values"]["root_module"]["resources"][1]["values"][CONFIG][0]["ip_address_type"] = "ipv4"
    assert load_distribution(document).origins["www"] == CustomOrigin(domain_name="www.example.com")


ELSEWHERE = planned("aws_ssm_parameter.of_another", {"name": "vpc-origin"}, ("value",))


@pytest.mark.parametrize(
    "document", [deployed("vo_2"), new(ELSEWHERE, reference="aws_ssm_parameter.of_another.value")]
)
def test_one_that_is_not_in_the_document_is_warned_of(document: Any) -> None:
    (told,) = loaded(dict(candidate(document).form)).not_simulated
    assert told.place.path.endswith("vpc_origin_config[0].vpc_origin_id")


def test_an_id_that_is_given_counts_before_what_is_referred_to() -> None:
    with pytest.warns(EdgeNotSimulatedWarning, match="at the usual ports"):
        config: Any = load_distribution(new(), parameters={f"{PRIVATE}.id": "vo_2"})
    assert config.origins["www"] == replace(USUAL, origin_read_timeout=9)


def test_an_endpoint_is_told_of_at_its_own_place() -> None:
    message = str(error_of(deployed(http_port=79)))
    assert f"{PRIVATE}.{CONFIG}[0].http_port" in message
    unknown = {"id": True, CONFIG: [{"https_port": True}]}
    document = new(unknown=unknown)
    (missing,) = error_of(document).unresolved
    assert str(missing.place) == f"{PRIVATE}.{CONFIG}[0].https_port"
    config: Any = load_distribution(document, parameters={str(missing.place): 4443})
    assert config.origins["www"].https_port == 4443


@pytest.mark.parametrize("value", [None, 5, "x", {}, [], [5], [None], [[]], [{}, {}], True])
def test_what_is_no_endpoint_tells_nothing(value: Any) -> None:
    document = deployed()
    document["values"]["root_module"]["resources"][1]["values"][CONFIG] = value
    with pytest.warns(EdgeNotSimulatedWarning, match="at the usual ports"):
        assert load_distribution(document).origins["www"] == USUAL


def test_of_two_that_can_be_meant_neither_is_guessed() -> None:
    other = planned("aws_cloudfront_vpc_origin.other", endpoint(http_port=81), ("id",))
    (told,) = loaded(dict(candidate(new(other, reference="local.vpc_origin")).form)).not_simulated
    assert "at the usual ports" in str(told)
