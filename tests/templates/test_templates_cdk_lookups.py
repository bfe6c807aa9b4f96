"""What apps of the AWS CDK look up at deployment, and stacks of theirs that a deployment passes over."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from support.assemblies import (
    ASSETS,
    HASH,
    assembly,
    code_of,
    lambda_function,
    small_app,
    split,
    stack,
    web,
)
from support.templates import distribution, error_of, origin

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.model.origins import CustomOrigin
from pytest_lambda_edge.model.triggers import Function, Trigger
from pytest_lambda_edge.templates.load import load_distribution

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_lambda_edge.model.distribution import DistributionConfig


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return small_app(tmp_path)


def answer(event: Any, context: Any) -> Any:
    return {"status": "204"}


def given_to(config: DistributionConfig, event: str) -> Any:
    """Return what was given for an event; None where the code of the document runs."""
    trigger = getattr(config, event)
    assert isinstance(trigger, Trigger)
    code = trigger.function.code if isinstance(trigger.function, Function) else trigger.function
    return code if callable(code) else None


def test_a_stack_with_outputs_only_is_passed_over_as_a_deployment_does(out: Path) -> None:
    empty = stack(properties={"templateFile": "Empty.template.json"}, dependencies=[])
    output = {"Value": "AWS::CloudFront::Distribution", "Export": {"Name": "kind"}}
    app = {"Empty": empty, "Web": stack(), "Web.assets": ASSETS}
    assembly(out, app, Empty={"Outputs": {"Kind": output}}, Web=web({"Fn::ImportValue": "elsewhere"}))
    assert "elsewhere" in str(error_of(out))
    assembly(out, app, Web=web())
    assert code_of(out)
    assembly(out, {"Empty": empty})
    assert str(error_of(out)).endswith("describes no distribution")


# Functions that are given by what is around them.


def called(path: str, resource: dict[str, Any]) -> dict[str, Any]:
    return resource | {"Metadata": {"aws:cdk:path": path}}


def app_of_constructs(out: Path, *paths: str) -> Path:
    """Write an app whose functions have these paths; a viewer and an origin request meet the first."""
    resources: dict[str, Any] = {}
    for number, path in enumerate(paths):
        version = {
            "Type": "AWS::Lambda::Version",
            "Properties": {"FunctionName": {"Ref": f"Function{number}"}},
        }
        resources |= {f"Function{number}": called(path, lambda_function()), f"Version{number}": version}
    associations = [
        {"EventType": event_type, "LambdaFunctionARN": {"Ref": f"Version{number}"}}
        for number, event_type in zip(range(len(paths)), ("viewer-request", "origin-request"), strict=False)
    ]
    site = called("Web/Site/Distribution/Resource", distribution(associations))
    assembly(out, {"Web": stack(), "Web.assets": ASSETS}, Web={"Resources": resources | {"Site": site}})
    return out


@pytest.mark.parametrize("name", ["AuthAtEdge", "Site/AuthAtEdge", "Web/Site/AuthAtEdge"])
def test_a_construct_with_one_function_stands_for_it(name: str, out: Path) -> None:
    app_of_constructs(out, "Web/Site/AuthAtEdge/Handler/Resource", "Web/Site/Headers/Handler/Resource")
    config = load_distribution(out, functions={name: answer})
    assert [given_to(config, event) for event in ("viewer_request", "origin_request")] == [answer, None]


def test_what_holds_several_functions_stands_for_none(out: Path) -> None:
    app_of_constructs(out, "Web/Auth/Handler/Resource", "Web/Auth/Headers/Resource")
    for name in ("Auth", "Web/Auth", "Web"):
        assert f"functions['{name}']: is no function of this" in str(error_of(out, functions={name: answer}))


def test_a_function_of_the_name_goes_before_one_that_is_in_something_of_the_name(out: Path) -> None:
    app_of_constructs(out, "Web/Auth/Handler/Resource", "Web/Door/Auth/Resource")
    config = load_distribution(out, functions={"Auth": answer})
    assert [given_to(config, event) for event in ("viewer_request", "origin_request")] == [None, answer]


def test_a_function_that_is_not_used_counts_for_its_construct(out: Path) -> None:
    app_of_constructs(out, *(f"Web/Auth/{name}/Resource" for name in ("Handler", "Headers", "Other")))
    assert "is no function of this" in str(error_of(out, functions={"Auth": answer}))


# Parameters of SSM that the deployment reads, whose values another stack of the app writes.

KEPT = {
    "Kept": {
        "Type": "AWS::SSM::Parameter",
        "Properties": {"Name": "/edge/auth", "Value": {"Ref": "AuthVersion"}},
    }
}
CALL = {
    "service": "SSM",
    "action": "getParameter",
    "parameters": {"Name": "/edge/auth"},
    "region": "us-east-1",
}
ANSWER_OF_CALL = {"Fn::GetAtt": ["Lookup12345678", "Parameter.Value"]}


def custom(call: Any) -> dict[str, Any]:
    """Return the resource of an AwsCustomResource."""
    return called("Web/Site/Lookup/Resource/Default", {"Type": "Custom::AWS", "Properties": {"Create": call}})


@pytest.mark.parametrize(
    "call",
    [
        json.dumps(CALL),
        json.dumps(CALL | {"service": "@aws-sdk/client-ssm", "action": "GetParameterCommand"}),
        json.dumps({name: value for name, value in CALL.items() if name != "region"}),
        CALL,
        {"Fn::Join": ["", [json.dumps(CALL)[:-11], {"Ref": "AWS::Region"}, '"}']]},
    ],
)
def test_what_a_custom_resource_reads_from_ssm_is_followed_to_the_stack_that_writes_it(
    call: Any, out: Path
) -> None:
    split(out, ANSWER_OF_CALL, KEPT, Lookup12345678=custom(call))
    assert code_of(out).endswith(f"asset.{HASH}")


def test_a_call_without_a_region_is_one_in_that_of_its_stack(out: Path) -> None:
    call = json.dumps({name: value for name, value in CALL.items() if name != "region"})
    split(out, ANSWER_OF_CALL, KEPT, "eu-west-1", Lookup12345678=custom(call))
    assert [one.event_type for one in error_of(out).unresolved] == ["viewer-request"]


@pytest.mark.parametrize(
    "call",
    [
        json.dumps(CALL | {"region": "eu-west-1"}),
        json.dumps(CALL | {"parameters": {"Name": "/edge/door"}}),
        json.dumps(CALL | {"parameters": "/edge/auth"}),
        json.dumps(CALL | {"action": "putParameter"}),
        json.dumps(CALL | {"service": "SecretsManager"}),
        *(
            "[]",
            "{",
            "",
            7,
            None,
            {"Ref": "Lookup12345678"},
            {"Fn::GetAtt": ["Lookup12345678", "Parameter.Value"]},
        ),
    ],
)
def test_what_a_custom_resource_asks_else_is_known_to_the_deployment_only(call: Any, out: Path) -> None:
    split(
        out,
        ANSWER_OF_CALL,
        KEPT,
        Lookup12345678=custom(call) if call is not None else {"Type": "Custom::AWS"},
    )
    with pytest.raises(ConfigError):
        load_distribution(out)


def test_a_custom_resource_is_given_by_its_construct(out: Path) -> None:
    split(out, ANSWER_OF_CALL, {}, Lookup12345678=custom(json.dumps(CALL)))
    assert "give it as functions={'Lookup': handler}" in str(error_of(out))
    for name in ("Lookup", "Lookup12345678", "Web/Site/Lookup", "Site"):
        assert given_to(load_distribution(out, functions={name: answer}), "viewer_request") is answer


@pytest.mark.parametrize("name", ["Lookup", "Lookup12345678", "Site", "AuthAtEdge", "Auth0A1B2C3D"])
def test_a_function_that_is_looked_up_is_given_by_its_own_name_or_by_that_of_the_lookup(
    name: str, out: Path
) -> None:
    auth = called("Edge/AuthAtEdge/Handler/Resource", lambda_function())
    split(out, ANSWER_OF_CALL, KEPT | {"Auth0A1B2C3D": auth}, Lookup12345678=custom(json.dumps(CALL)))
    assert given_to(load_distribution(out, functions={name: answer}), "viewer_request") is answer


@pytest.mark.fact("CF-285")
def test_an_edge_function_is_given_by_the_construct_around_it_in_the_app_s_own_stack(out: Path) -> None:
    reader = {
        "Type": "Custom::CrossRegionStringParameterReader",
        "Properties": {"Region": "us-east-1", "ParameterName": "/edge/auth"},
    }
    path = "Web/Site/AuthAtEdge/Function/ArnReader/Default"
    split(out, {"Fn::GetAtt": ["Reader", "FunctionArn"]}, KEPT, Reader=called(path, reader))
    for name in ("AuthAtEdge", "Site/AuthAtEdge", "AuthAtEdge/Function"):
        assert given_to(load_distribution(out, functions={name: answer}), "viewer_request") is answer


OTHER = CustomOrigin(domain_name="www.example.net", origin_protocol_policy="https-only")
HASHED = "SsmParameterValueedgedoorC96584B6F00A464EAD1953AFF4B05118Parameter"


def kept_elsewhere(out: Path, name: str, **of_site: Any) -> Path:
    """Write an app that takes a value out of SSM which no stack of it writes."""
    template = web({"Ref": name}) if not of_site else {"Resources": {"Site": distribution(**of_site)}}
    template["Parameters"] = {name: {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/edge/door"}}
    assembly(out, {"Web": stack(), "Web.assets": ASSETS}, Web=template)
    return out


@pytest.mark.parametrize(("name", "suggested"), [(HASHED, "/edge/door"), ("Door", "Door")])
def test_what_is_kept_in_ssm_is_given_by_its_key_there_or_by_the_parameter(
    name: str, suggested: str, out: Path
) -> None:
    kept_elsewhere(out, name, Origins=[origin(DomainName={"Ref": name})])
    told = f"kept in SSM as '/edge/door'; give it with parameters={{'{suggested}': …}}"
    assert told in str(error_of(out))
    for given in (name, "/edge/door"):
        config = load_distribution(out, parameters={given: "www.example.net"})
        assert config.origins["www"] == load_distribution(out, origins={"www": OTHER}).origins["www"]


@pytest.mark.parametrize(("name", "suggested"), [(HASHED, "/edge/door"), ("Door", "Door")])
def test_a_function_whose_arn_is_kept_in_ssm_is_given_by_the_key_or_by_the_parameter(
    name: str, suggested: str, out: Path
) -> None:
    kept_elsewhere(out, name)
    assert f"give it as functions={{'{suggested}': handler}}" in str(error_of(out))
    for given in (name, "/edge/door"):
        assert given_to(load_distribution(out, functions={given: answer}), "viewer_request") is answer


def test_functions_with_one_id_are_told_with_the_constructs_that_tell_them_apart(out: Path) -> None:
    app_of_constructs(out, "Web/AuthAtEdge/Handler/Resource", "Web/Headers/Handler/Resource")
    shutil.rmtree(out / f"asset.{HASH}")
    message = str(error_of(out))
    names = ("AuthAtEdge/Handler", "Headers/Handler")
    assert all(f"give it as functions={{'{name}': handler}}" in message for name in names)
    config = load_distribution(out, functions=dict.fromkeys(names, answer))
    assert [given_to(config, event) for event in ("viewer_request", "origin_request")] == [answer, answer]
    told = str(error_of(out, functions={"Web": answer}))
    assert "is no function of this distribution; those are 'AuthAtEdge/Handler' or 'Headers/Handler'" in told


# What else only the deployment knows.


def balanced(out: Path, *, metadata: bool = True, **more: Any) -> Path:
    """Write an app whose origin is a load balancer."""
    balancer = {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer"}
    own = called("Web/Alb/Resource", balancer) if metadata else balancer
    host = {"Fn::GetAtt": ["Alb16C2F182", "DNSName"]}
    site = distribution(Origins=[origin(DomainName=host)])
    template = {"Resources": {"Site": site, "Alb16C2F182": own} | more.pop("Resources", {})} | more
    assembly(out, {"Web": stack(), "Web.assets": ASSETS}, Web=template)
    return out


def test_an_attribute_is_asked_for_without_the_hash_that_the_cdk_gives_its_resource(out: Path) -> None:
    balanced(out)
    assert "give it with parameters={'Alb.DNSName': …}" in str(error_of(out))
    assert load_distribution(out, parameters={"Alb.DNSName": "www.example.net"}).origins["www"] == OTHER


@pytest.mark.parametrize(
    "change",
    [
        {"metadata": False},
        {"Parameters": {"Alb": {"Type": "String"}}},
        {"Resources": {"Alb": {"Type": "AWS::S3::Bucket"}}},
        {"Resources": {"Alb0123ABCD": {"Type": "AWS::S3::Bucket"}}},
    ],
)
def test_an_attribute_is_asked_for_by_the_whole_id_where_the_rest_could_be_another_s(
    change: Any, out: Path
) -> None:
    balanced(out, **change)
    assert "give it with parameters={'Alb16C2F182.DNSName': …}" in str(error_of(out))
    given = {"Alb16C2F182.DNSName": "www.example.net"}
    assert load_distribution(out, parameters=given).origins["www"] == OTHER
