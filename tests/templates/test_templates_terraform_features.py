"""What a function of a plan or state asks for that Lambda@Edge refuses (LE-307, CF-318)."""

from __future__ import annotations

from typing import Any

import pytest
from support.templates import error_of
from support.terraform import (
    ARN,
    FUNCTION,
    associated,
    data,
    deployed,
    function,
    function_of,
    new,
    planned,
    refers,
)


@pytest.mark.fact("LE-307", "CF-318")
@pytest.mark.parametrize(
    ("values", "feature"),
    [
        ({"architectures": ["arm64"]}, "the arm64 architecture"),
        ({"package_type": "Image"}, "a container image"),
        ({"image_uri": "repository:1"}, "a container image"),
        ({"dead_letter_config": [{"target_arn": "arn"}]}, "a dead-letter queue"),
        ({"ephemeral_storage": [{"size": 1024}]}, "more than 512 MB of ephemeral storage"),
        ({"kms_key_arn": "arn"}, "a customer managed key for its code"),
        ({"source_kms_key_arn": "arn"}, "a customer managed key for its code"),
        ({"layers": ["arn"]}, "layers"),
        ({"tracing_config": [{"mode": "Active"}]}, "tracing with X-Ray"),
        ({"vpc_config": [{"subnet_ids": ["subnet-1"], "security_group_ids": []}]}, "a VPC"),
    ],
)
def test_what_lambda_at_edge_does_not_support_is_refused(values: dict[str, Any], feature: str) -> None:
    (problem,) = error_of(deployed(**values), functions={"fn": lambda event, context: None}).problems
    assert problem.message.startswith(f"Lambda@Edge does not support {feature} (LE-307)")
    assert problem.place.startswith(f"{FUNCTION}.")


@pytest.mark.parametrize(
    "values",
    [
        {"architectures": ["x86_64"], "layers": [], "kms_key_arn": ""},
        {"ephemeral_storage": [{"size": 512}], "tracing_config": [{"mode": "PassThrough"}]},
        {"vpc_config": [], "dead_letter_config": [], "environment": []},
        {"vpc_config": [{"subnet_ids": [], "security_group_ids": []}], "environment": [{"variables": None}]},
    ],
)
def test_what_a_provider_fills_in_asks_for_nothing(values: dict[str, Any]) -> None:
    found = function_of(deployed(**values))
    assert (found.unsupported, found.environment) == ((), {})


@pytest.mark.fact("LE-307")
@pytest.mark.parametrize(
    ("other", "feature"),
    [
        (
            data("aws_lambda_provisioned_concurrency_config.x", function_name="fn", qualifier="3"),
            "provisioned concurrency",
        ),
        (
            data("aws_lambda_runtime_management_config.x", function_name=ARN, update_runtime_on="Manual"),
            "runtime management other than Auto",
        ),
    ],
)
def test_what_other_resources_set_of_a_function_is_refused(other: Any, feature: str) -> None:
    (problem,) = error_of(deployed(other), functions={"fn": lambda event, context: None}).problems
    assert (problem.place, feature in problem.message) == (other["address"], True)
    elsewhere = other | {"values": other["values"] | {"function_name": "another"}}
    assert function_of(deployed(elsewhere)).unsupported == ()


def test_what_another_new_resource_sets_of_a_new_function_is_refused() -> None:
    address = "aws_lambda_provisioned_concurrency_config.x"
    written = {"function_name": refers(f"{FUNCTION}.function_name")}
    document = new(planned(address, {}, ("function_name",), **written))
    assert [str(place) for _, place in function_of(document).unsupported] == [address]


@pytest.mark.fact("LE-314", "CF-302")
def test_environment_variables_are_refused() -> None:
    document = deployed(environment=[{"variables": {"TABLE": "orders"}}])
    assert function_of(document).environment == {"TABLE": "orders"}
    message = str(error_of(document, functions={"fn": lambda event, context: None}))
    assert (
        ".environment: a Lambda@Edge function cannot have environment variables, such as 'TABLE'" in message
    )


@pytest.mark.parametrize(
    ("unknown", "names"), [({"TABLE": True}, ["TABLE"]), (True, ["(known after apply)"])]
)
def test_environment_variables_that_are_unknown_count_too(unknown: Any, names: list[str]) -> None:
    values = function(environment=[{"variables": {}} if unknown is not True else {}])
    flags = {"arn": True, "qualified_arn": True, "environment": [{"variables": unknown}]}
    made = planned(FUNCTION, values, flags, environment=[{"variables": refers("aws_dynamodb_table.t.name")}])
    found = function_of(associated(made, arn=refers(f"{FUNCTION}.qualified_arn")))
    assert list(found.environment) == names


@pytest.mark.fact("LE-307")
def test_what_a_dynamic_block_leaves_unknown_is_refused_too() -> None:
    values = function(environment=[{}], vpc_config=[{"ipv6_allowed_for_dual_stack": False}])
    flags = {
        "arn": True,
        "qualified_arn": True,
        "environment": [{"variables": True}],
        "vpc_config": [{"security_group_ids": True, "subnet_ids": True, "vpc_id": True}],
    }
    found = function_of(associated(planned(FUNCTION, values, flags), arn=refers(f"{FUNCTION}.arn")))
    assert list(found.environment) == ["(known after apply)"]
    assert [(str(feature), str(place)) for feature, place in found.unsupported] == [
        ("a VPC", f"{FUNCTION}.vpc_config")
    ]
