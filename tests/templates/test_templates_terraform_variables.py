"""What a plan leaves open depends on what is unknown in it, and not on what stands beside that (CF-299)."""

from __future__ import annotations

from typing import Any

import pytest
from support.templates import error_of
from support.terraform import (
    ARN,
    FUNCTION,
    SITE,
    associated,
    behavior,
    data,
    form_of,
    function,
    function_of,
    origin,
    plan,
    planned,
    refers,
    site,
)

from pytest_lambda_edge.templates.found import Unresolved
from pytest_lambda_edge.templates.load import load_distribution

LOAD_BALANCER = "aws_lb.api.dns_name"


def unnamed(*references: str, at: str = SITE, **sections: Any) -> dict[str, Any]:
    """Return a plan whose origin's domain name is unknown, and put together of some references."""
    one = origin()
    del one["domain_name"]
    unknown = {"origin": [{"domain_name": True}]}
    written = {"domain_name": refers(*references)}
    return plan(
        planned(at, site(origin=[one]), unknown, origin=[written]),
        planned("aws_lb.api", {"name": "api"}, ("dns_name",)),
        **sections,
    )


def in_module(**given: Any) -> dict[str, Any]:
    """Return a plan whose distribution is a module's, which is given these expressions."""
    document = unnamed("var.prefix", "var.host", at=f"module.cdn.{SITE}")
    resources = document["configuration"]["root_module"]["resources"]
    (distribution,) = [one for one in resources if one["address"].startswith("module.")]
    resources.remove(distribution)
    document["configuration"]["root_module"]["module_calls"] = {
        "cdn": {"expressions": given, "module": {"resources": [distribution | {"address": SITE}]}}
    }
    return document


@pytest.mark.fact("CF-299")
def test_what_is_unknown_is_asked_for_and_not_the_variable_before_it() -> None:
    (missing,) = error_of(unnamed("var.prefix", LOAD_BALANCER)).unresolved
    assert missing.reference == LOAD_BALANCER
    assert f"parameters={{{LOAD_BALANCER!r}: …}}" in missing.why


@pytest.mark.parametrize("reference", ["", ".", "[", "..", '"', "var", "var.", "each.", "module."])
def test_references_that_are_none_are_told_as_they_are_written(reference: str) -> None:
    document = unnamed()
    of_site = document["configuration"]["root_module"]["resources"][0]["expressions"]
    of_site["origin"][0]["domain_name"] = {"references": [reference]}
    assert [one.reference for one in error_of(document).unresolved] == [reference]


@pytest.mark.fact("CF-299")
@pytest.mark.parametrize("name", [LOAD_BALANCER, "var.host"])
def test_of_a_module_what_its_variable_is_given_is_asked_for_and_either_may_be_given(name: str) -> None:
    document = in_module(prefix={"constant_value": "www"}, host=refers(LOAD_BALANCER))
    (missing,) = error_of(document).unresolved
    assert missing.reference == LOAD_BALANCER
    assert f"parameters={{{LOAD_BALANCER!r}: …}}" in missing.why
    config: Any = load_distribution(document, parameters={name: "www.api.example.com"})
    assert config.origins["www"].domain_name == "www.api.example.com"


def test_a_module_s_variable_is_asked_for_by_its_own_name_where_it_stands_for_several() -> None:
    document = in_module(prefix={"constant_value": "www"}, host=refers(LOAD_BALANCER, "aws_lb.api.zone_id"))
    (missing,) = error_of(document).unresolved
    assert missing.reference == "var.host"


def test_a_variable_stands_for_no_value_that_is_put_together_with_it() -> None:
    given = {"var.prefix": "api", LOAD_BALANCER: "api.example.com"}
    error = error_of(unnamed("var.prefix", LOAD_BALANCER), parameters=given)
    (problem,) = error.problems
    assert problem.place == "parameters['var.prefix']"
    assert "sets no variable" in problem.message
    assert "terraform plan -var prefix=…" in problem.message


def test_a_variable_on_which_nothing_depends_is_told_beside_what_is_unknown() -> None:
    error = error_of(unnamed("var.prefix", LOAD_BALANCER), parameters={"var.prefix": 5})
    assert [one.place for one in error.problems] == [
        f"{SITE}.origin[0].domain_name",
        "parameters['var.prefix']",
    ]


def test_a_variable_that_is_likely_meant_is_named() -> None:
    document = in_module(prefix={"constant_value": "www"}, host=refers(LOAD_BALANCER))
    error = error_of(document, parameters={"var.hots": "api.example.com"})
    assert "did you mean 'var.host'?" in str(error)


def test_a_variable_may_be_for_another_distribution_than_the_one_that_is_asked_for() -> None:
    document = unnamed("var.prefix", LOAD_BALANCER)
    for body in (document["planned_values"]["root_module"]["resources"],):
        body.append(data("aws_cloudfront_distribution.other", **site()))
    address = "aws_cloudfront_distribution.other"
    config = load_distribution(document, distribution=address, parameters={"var.prefix": "a"})
    assert config.origins["www"].domain_name == "www.example.com"  # type: ignore[union-attr]


@pytest.mark.fact("CF-299")
def test_no_function_is_guessed_where_a_condition_alone_is_no_resource() -> None:
    lookup = planned("data.aws_ssm_parameter.arn", {"name": "/edge/arn"}, ("value",))
    others = planned(FUNCTION, function(), ("arn", "qualified_arn"))
    document = associated(lookup, others, arn=refers("var.is_on", "data.aws_ssm_parameter.arn.value"))
    found = function_of(document)
    assert isinstance(found, Unresolved)
    assert found.reference == "data.aws_ssm_parameter.arn.value"


@pytest.mark.fact("CF-297")
def test_origins_whose_ids_begin_alike_are_two() -> None:
    ids = [("var.stage", "aws_lb.a.name"), ("var.stage", "aws_lb.b.name")]
    origins = [{key: value for key, value in origin().items() if key != "origin_id"} for _ in ids]
    default = {key: value for key, value in behavior().items() if key != "target_origin_id"}
    document = plan(
        planned(
            SITE,
            site(
                origin=[one | {"origin_path": f"/{index}"} for index, one in enumerate(origins)],
                default_cache_behavior=[default],
            ),
            {
                "origin": [{"origin_id": True}, {"origin_id": True}],
                "default_cache_behavior": [{"target_origin_id": True}],
            },
            origin=[
                {"origin_id": refers(*one), "origin_path": {"constant_value": f"/{index}"}}
                for index, one in enumerate(ids)
            ],
            default_cache_behavior=[{"target_origin_id": refers(*ids[1])}],
        ),
        planned("aws_lb.a", {}, ("name",)),
        planned("aws_lb.b", {}, ("name",)),
    )
    form = form_of(document)
    assert [one["Id"] for one in form["Origins"]] == ["aws_lb.a.name", "aws_lb.b.name"]
    assert form["DefaultCacheBehavior"]["TargetOriginId"] == "aws_lb.b.name"


@pytest.mark.fact("CF-298")
@pytest.mark.parametrize("names", [("default_ttl", "max_ttl"), ("trusted_key_groups",), ("grpc_config",)])
def test_a_setting_that_is_given_a_variable_which_is_null_is_the_provider_s(names: tuple[str, ...]) -> None:
    values = {key: value for key, value in behavior().items() if key not in names}
    values |= {"cache_policy_id": None, "forwarded_values": [{"cookies": [{"forward": "none"}]}]}
    document = plan(
        planned(
            SITE,
            site(default_cache_behavior=[values]),
            {"default_cache_behavior": [dict.fromkeys(names, True)], "continuous_deployment_policy_id": True},
            default_cache_behavior=[{name: refers(f"var.{name}") for name in names}],
            continuous_deployment_policy_id=refers("var.policy"),
        )
    )
    form = form_of(document)
    assert "ContinuousDeploymentPolicyId" not in form
    default = form["DefaultCacheBehavior"]
    assert ("TrustedKeyGroups" in default, "GrpcConfig" in default) == (False, "grpc_config" not in names)
    assert (default["DefaultTTL"], default["MaxTTL"]) == (0, 0)
    load_distribution(document)


@pytest.mark.fact("CF-297")
@pytest.mark.parametrize(
    ("unknown", "key"),
    [
        ({"origin_access_control_id": True}, "origin_access_control_id"),
        ({"s3_origin_config": [{"origin_access_identity": True}]}, "origin_access_identity"),
    ],
)
def test_who_has_access_to_an_origin_of_a_dynamic_block_is_there_though_unknown(
    unknown: dict[str, Any], key: str
) -> None:
    kind: list[dict[str, Any]] = [{}] if "s3_origin_config" in unknown else []
    bucket = "pages.s3.us-east-1.amazonaws.com"
    one = origin(domain_name=bucket, custom_origin_config=[], s3_origin_config=kind)
    one = {name: value for name, value in one.items() if name != key}
    config: Any = load_distribution(plan(planned(SITE, site(origin=[one]), {"origin": [unknown]})))
    assert getattr(config.origins["www"], key)


@pytest.mark.fact("CF-299")
def test_a_dynamic_block_can_mean_a_function_that_gets_its_next_version() -> None:
    known = {"arn": ARN, "id": "fn"}
    changed = planned(FUNCTION, function(**known), ("qualified_arn", "version"))
    kept = planned(f"{FUNCTION}_2", function(function_name="other", qualified_arn=f"{ARN}_2:1", **known))
    found = function_of(associated(changed, kept))
    assert (found.logical_id, found.version) == (FUNCTION, "")


@pytest.mark.fact("CF-299")
@pytest.mark.parametrize(
    ("argument", "found"),
    [("default_cache_behavior", "a"), ("lambda_function_association", "a"), ("settings", None)],
)
def test_a_dynamic_block_means_what_the_argument_of_its_name_refers_to(
    argument: str, found: str | None
) -> None:
    made = [
        planned(f"aws_lambda_function.{name}", function(function_name=name), ("arn", "qualified_arn"))
        for name in ("a", "b")
    ]
    document = associated(*made, at=f"module.cdn.{SITE}")
    document["configuration"]["root_module"]["module_calls"] = {
        "cdn": {
            "expressions": {
                argument: refers("aws_lambda_function.a.qualified_arn"),
                "ordered_cache_behavior": refers("aws_lambda_function.b.qualified_arn"),
            },
            "module": {"resources": [{"address": SITE}]},
        }
    }
    meant = function_of(document)
    if found is None:
        assert isinstance(meant, Unresolved)
        assert "can mean aws_lambda_function.a, aws_lambda_function.b" in meant.why
    else:
        assert meant.name == found
