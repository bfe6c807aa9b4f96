"""What a plan leaves unknown because the provider fills it in is as if it were not there (CF-298, CF-299).

The plan was printed by Terraform 1.11.4 with the provider hashicorp/aws 5.100.0, of the configuration that
lies beside it.
"""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING, Any

import pytest
import responses
from support.templates import TEMPLATES, error_of
from support.terraform import (
    FUNCTION,
    SITE,
    behavior,
    form_of,
    function,
    function_of,
    new,
    plan,
    planned,
    site,
)

from pytest_lambda_edge.assertions import assert_response, assert_short_circuited
from pytest_lambda_edge.errors import EdgeNotSimulatedWarning
from pytest_lambda_edge.templates.load import load_distribution

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_lambda_edge.fixtures import MakeDistribution

PLAN = TEMPLATES / "terraform" / "computed" / "plan.json"
PAGES = "https://pages.s3.us-east-1.amazonaws.com"


def passed_on(event: Any, context: Any) -> Any:
    return event["Records"][0]["cf"]["request"]


@pytest.fixture(autouse=True)
def no_warning() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error", EdgeNotSimulatedWarning)
        yield


def test_a_plan_of_a_new_distribution_serves_without_a_warning(make_distribution: MakeDistribution) -> None:
    config = load_distribution(PLAN, functions={"reading-room-slash": passed_on})
    room = make_distribution(config)
    responses.get(f"{PAGES}/old/map", body="the map")
    assert_short_circuited(room.get("/"), by="viewer-request")
    assert_response(room.get("/old/map"), body="the map")


@pytest.mark.fact("CF-298")
def test_what_the_provider_fills_in_is_not_in_a_plan_s_distribution() -> None:
    form = form_of(json.loads(PLAN.read_text()))
    default, (old,) = form["DefaultCacheBehavior"], form["CacheBehaviors"]
    computed = {"GrpcConfig", "TrustedKeyGroups", "TrustedSigners"}
    assert computed.isdisjoint({*default, *old})
    assert {"DefaultTTL", "MaxTTL"}.isdisjoint(default)
    assert (old["DefaultTTL"], old["MaxTTL"]) == (0, 0)
    assert old["ForwardedValues"] == {"QueryString": False, "Cookies": {"Forward": "none"}}
    assert "ContinuousDeploymentPolicyId" not in form
    assert form["Restrictions"] == {"GeoRestriction": {"RestrictionType": "none"}}


def with_unknown(name: str, **written: Any) -> Any:
    """Return the default behavior of a plan that does not tell one of its settings, written as given."""
    values = behavior()
    del values[name]
    unknown = {"default_cache_behavior": [{name: True}]}
    whole = site(default_cache_behavior=[values])
    return plan(planned(SITE, whole, unknown, default_cache_behavior=[written]))


TARGET = {"target_origin_id": {"constant_value": "www"}}


@pytest.mark.fact("CF-299")
@pytest.mark.parametrize("name", ["compress", "grpc_config", "response_headers_policy_id"])
def test_an_unknown_setting_that_its_behavior_does_not_write_is_the_provider_s(name: str) -> None:
    document = with_unknown(name, **TARGET)
    whole = {"AllowedMethods", "CachePolicyId", "CachedMethods", "Compress", "GrpcConfig", "SmoothStreaming"}
    left_out = {"compress": "Compress", "grpc_config": "GrpcConfig"}.get(name)
    kept = form_of(document)["DefaultCacheBehavior"].keys() - {"TargetOriginId", "ViewerProtocolPolicy"}
    assert kept == whole - {left_out}


@pytest.mark.fact("CF-299")
def test_an_unknown_setting_is_open_where_it_is_written_or_may_be_by_a_dynamic_block() -> None:
    for document in (with_unknown("compress"), with_unknown("compress", **TARGET, compress={})):
        (missing,) = error_of(document).unresolved
        assert str(missing.place) == f"{SITE}.default_cache_behavior[0].compress"


@pytest.mark.fact("CF-299")
def test_blocks_that_a_behavior_does_not_write_may_be_dynamic_ones_and_are_open() -> None:
    (missing,) = error_of(with_unknown("lambda_function_association", **TARGET)).unresolved
    assert str(missing.place) == f"{SITE}.default_cache_behavior[0].lambda_function_association"


@pytest.mark.fact("CF-299")
def test_a_new_provider_s_way_to_fill_in_what_a_function_leaves_out_asks_for_nothing() -> None:
    def unsupported(**written: Any) -> list[str]:
        document = new(unknown=("kms_key_arn",), written=written)
        return [str(place) for _, place in function_of(document).unsupported]

    handler = {"constant_value": function()["handler"]}
    assert unsupported(handler=handler) == []
    assert unsupported(handler=handler, kms_key_arn={"references": ["aws_kms_key.k.arn"]}) == [
        f"{FUNCTION}.kms_key_arn"
    ]
