"""Origins in a VPC, whose ports and protocol a resource of the same template tells."""

from __future__ import annotations

from typing import Any

import pytest
from support.forms import loaded
from support.templates import candidate, distribution, error_of, origin, template

from pytest_lambda_edge.model.origins import CustomOrigin
from pytest_lambda_edge.templates.load import load_distribution

BALANCER = {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer"}


def site(endpoint: Any, reference: Any, **more: Any) -> dict[str, Any]:
    """Return a template whose only origin is the VPC origin that an id means."""
    private = {"Type": "AWS::CloudFront::VpcOrigin", "Properties": {"VpcOriginEndpointConfig": endpoint}}
    inside = origin(
        CustomOriginConfig={"Ref": "AWS::NoValue"}, VpcOriginConfig={"VpcOriginId": reference} | more
    )
    return template("", Balancer=BALANCER, Private=private, Site=distribution(Origins=[inside]))


ENDPOINT = {
    "Arn": {"Ref": "Balancer"},
    "Name": "private",
    "HTTPPort": 8080,
    "HTTPSPort": 8443,
    "OriginProtocolPolicy": "http-only",
    "OriginSSLProtocols": ["TLSv1.1", "TLSv1.2"],
}


@pytest.mark.fact("CF-225")
@pytest.mark.parametrize("reference", [{"Fn::GetAtt": ["Private", "Id"]}, {"Ref": "Private"}])
def test_a_vpc_origin_of_the_template_is_asked_at_its_own_ports(reference: Any) -> None:
    config = load_distribution(site(ENDPOINT, reference, OriginReadTimeout=9))
    assert config.origins["www"] == CustomOrigin(
        domain_name="www.example.com",
        http_port=8080,
        https_port=8443,
        origin_protocol_policy="http-only",
        origin_ssl_protocols=("TLSv1.1", "TLSv1.2"),
        origin_read_timeout=9,
    )


def test_a_vpc_origin_of_the_template_is_like_a_custom_origin_unless_it_says_otherwise() -> None:
    data = site({"Arn": {"Ref": "Balancer"}, "IpAddressType": "ipv4", "Name": "private"}, {"Ref": "Private"})
    assert load_distribution(data).origins["www"] == CustomOrigin(domain_name="www.example.com")


def test_only_a_vpc_origin_of_which_nothing_is_known_is_warned_of() -> None:
    known, unknown = (candidate(site(ENDPOINT, one)) for one in ({"Ref": "Private"}, "vo_1"))
    assert loaded(dict(known.form)).not_simulated == ()
    (told,) = loaded(dict(unknown.form)).not_simulated
    assert told.place.path.endswith("VpcOriginConfig.VpcOriginId")


def test_what_is_wrong_with_an_endpoint_is_told_at_its_own_place() -> None:
    message = str(error_of(site(ENDPOINT | {"HTTPPort": 79}, {"Ref": "Private"})))
    assert "Resources.Private.Properties.VpcOriginEndpointConfig.HTTPPort" in message
    missing = str(error_of(site({"Ref": "AWS::NoValue"}, {"Ref": "Private"})))
    assert "Resources.Private.Properties.VpcOriginEndpointConfig: is required" in missing
    other = str(error_of(site(ENDPOINT, {"Ref": "Balancer"})))
    assert "an AWS::CloudFront::VpcOrigin is wanted here" in other
