"""What parameters= gives and nothing refers to is told, with what was likely meant."""

from __future__ import annotations

from typing import Any

import pytest
from support.forms import behavior, form, origin
from support.terraform import SITE, plan, planned, refers, site
from support.terraform import origin as terraform_origin

from pytest_lambda_edge import CachePolicy, ConfigError, load_distribution

POLICY = "0c1d2e3f-1111-2222-3333-444455556666"
HOST = {"Fn::GetAtt": ["Alb", "DNSName"]}
LATER = {"Fn::ImportValue": "edge-role"}


def template(host: Any = HOST, **more: Any) -> dict[str, Any]:
    """Return a template with a load balancer and a distribution."""
    made = form(Origins=[origin(DomainName=host)], DefaultCacheBehavior=behavior(**more))
    return {
        "Outputs": {"Host": {"Value": HOST}},
        "Parameters": {"Stage": {"Type": "String", "Default": "dev"}},
        "Resources": {
            "Alb": {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer"},
            "Site": {
                "Type": "AWS::CloudFront::Distribution",
                "Properties": {"DistributionConfig": made},
            },
        },
    }


def api(**more: Any) -> dict[str, Any]:
    """Return a distribution as CloudFront's API has it."""
    origins = {"Quantity": 1, "Items": [origin()]}
    return {"DistributionConfig": form(Origins=origins, DefaultCacheBehavior=behavior(**more))}


def problems(document: dict[str, Any], **parameters: Any) -> list[str]:
    """Return what is wrong with parameters, and nothing else of an error."""
    with pytest.raises(ConfigError) as raised:
        load_distribution(document, parameters=parameters)
    return [str(one) for one in raised.value.problems if one.place.startswith("parameters[")]


@pytest.mark.parametrize(
    ("document", "name", "meant"),
    [
        (template(), "Alb.DNSname", "Alb.DNSName"),
        (template(LATER), "edge-rol", "edge-role"),
        (template("www.example.com", CachePolicyId=POLICY), POLICY[:-1] + "7", POLICY),
        (api(CachePolicyId=POLICY), "nonsense", None),
    ],
)
def test_a_misspelled_name_is_told_beside_what_is_unresolved(
    document: dict[str, Any], name: str, meant: str | None
) -> None:
    hint = f"; did you mean {meant!r}?" if meant else ""
    expected = f"parameters[{name!r}]: nothing in this document refers to it{hint}"
    assert problems(document, **{name: "x.example.com"}) == [expected]


@pytest.mark.parametrize("name", ["Foo.Bar", "nonsense-too", "net:Id"])
def test_a_name_of_nothing_is_told_where_everything_is_known(name: str) -> None:
    (problem,) = problems(template("www.example.com"), **{name: "x"})
    assert problem == f"parameters[{name!r}]: nothing in this document refers to it"
    assert problems(api(), **{name: "x"}) == [problem]


@pytest.mark.parametrize("name", ["DomainName", "DistributionConfig"])
def test_a_key_of_the_api_s_form_is_no_name_of_anything(name: str) -> None:
    assert problems(api(), **{name: "x"}) == [f"parameters[{name!r}]: nothing in this document refers to it"]


LOAD_BALANCER = "aws_lb.api.dns_name"


def planned_site(domain_name: str | None = None) -> dict[str, Any]:
    """Return a plan whose origin is a load balancer in a module, unless it has a domain name of its own."""
    one = terraform_origin(domain_name=domain_name)
    unknown = {} if domain_name else {"origin": [{"domain_name": True}]}
    if domain_name is None:
        del one["domain_name"]
    written = {} if domain_name else {"origin": [{"domain_name": refers(LOAD_BALANCER)}]}
    document = plan(
        planned(SITE, site(origin=[one]), unknown, **written),
        planned("aws_lb.api", {"name": "api"}, ("dns_name", "zone_id")),
    )
    of_root = document["configuration"]["root_module"]
    of_root["module_calls"] = {"pages": {"module": {"resources": [{"address": "data.aws_s3_bucket.all"}]}}}
    of_root["outputs"] = {"bucket": {"expression": refers("module.pages.bucket", "aws_lb.gone.arn")}}
    return document


NO_NAMES = ["dns_name", "aws_lb", "api", "aws_lb.dns_name", "aws_lb.gone.dns_name", "module.aws_lb.dns_name"]


@pytest.mark.parametrize("name", NO_NAMES)
def test_words_of_a_plan_are_no_names_of_anything(name: str) -> None:
    (problem,) = problems(planned_site("www.example.com"), **{name: "x.example.com"})
    assert problem == f"parameters[{name!r}]: nothing in this document refers to it"


@pytest.mark.parametrize("name", ["dns_name", "aws_lb.dns_name"])
def test_what_a_plan_leaves_open_is_named_beside_words_that_are_no_names(name: str) -> None:
    (problem,) = problems(planned_site(), **{name: "x.example.com"})
    assert problem.endswith(f"refers to it; did you mean {LOAD_BALANCER!r}?")


@pytest.mark.parametrize(
    "name",
    [
        LOAD_BALANCER,
        "aws_lb.api.zone_id",
        "module.pages.bucket",
        "data.aws_s3_bucket.all.bucket",
        "module.pages.data.aws_s3_bucket.all.bucket",
        f"{SITE}.origin[0].domain_name",
    ],
)
def test_what_stands_in_a_plan_is_left_alone_where_nothing_depends_on_it(name: str) -> None:
    made = load_distribution(planned_site("www.example.com"), parameters={name: "x.example.com"})
    assert made.origins["www"].domain_name == "www.example.com"  # type: ignore[union-attr]


def test_what_a_plan_leaves_open_is_given_by_its_name() -> None:
    made = load_distribution(planned_site(), parameters={LOAD_BALANCER: "x.example.com"})
    assert made.origins["www"].domain_name == "x.example.com"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "parameters",
    [
        {"Stage": "prod"},  # declared, and used by nothing
        {"Alb.DNSName": "x.example.com"},  # of another distribution, perhaps
        {"AWS::StackName": "shop"},
        {POLICY: CachePolicy(min_ttl=1)},  # of another document
    ],
)
def test_what_is_shared_with_other_distributions_is_left_alone(parameters: dict[str, Any]) -> None:
    assert load_distribution(template("www.example.com"), parameters=parameters).origins["www"]


def test_what_is_used_is_not_told_though_another_name_is_missing() -> None:
    document = template()
    document["Resources"]["Site"]["Properties"]["DistributionConfig"]["DefaultRootObject"] = LATER
    with pytest.raises(ConfigError) as raised:
        load_distribution(document, parameters={"Alb.DNSName": "x.example.com"})
    assert len(raised.value.problems) == len(raised.value.unresolved) == 1


@pytest.mark.parametrize("name", ["Alb16C2F182.DNSName", "Alb.DNSName", "Shop/Alb.DNSName"])
def test_a_construct_s_attribute_is_given_with_or_without_the_hash(name: str) -> None:
    document = template({"Fn::GetAtt": ["Alb16C2F182", "DNSName"]})
    alb = document["Resources"].pop("Alb") | {"Metadata": {"aws:cdk:path": "Shop/Alb/Resource"}}
    document["Resources"]["Alb16C2F182"] = alb
    made = load_distribution(document, parameters={name: "x.example.com"})
    assert made.origins["www"].domain_name == "x.example.com"  # type: ignore[union-attr]
