"""What Lambda@Edge has not, a function cannot be given by mistake (LE-307)."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda_edge import ConfigError, Distribution, Function


def handler(event: Any, context: Any) -> Any:
    return event


UNSUPPORTED: dict[str, Any] = {
    "layers": ["arn:aws:lambda:us-east-1:123456789012:layer:requests:1"],
    "vpc_config": {"subnet_ids": ["subnet-1"]},
    "dead_letter_config": {"target_arn": "arn:aws:sqs:us-east-1:123456789012:queue"},
    "tracing_config": {"mode": "Active"},
    "image_uri": "123456789012.dkr.ecr.us-east-1.amazonaws.com/edge:1",
    "package_type": "Image",
    "architectures": ["arm64"],
    "ephemeral_storage": {"size": 1024},
    "runtime_management_config": {"update_runtime_on": "Manual"},
    "provisioned_concurrency_config": {"provisioned_concurrent_executions": 1},
    "kms_key_arn": "arn:aws:kms:us-east-1:123456789012:key/1",
}


@pytest.mark.fact("LE-307", "CF-318")
@pytest.mark.parametrize("name", UNSUPPORTED)
def test_a_function_has_no_setting_for_what_lambda_at_edge_has_not(name: str) -> None:
    with pytest.raises(TypeError, match=name):
        Function(handler, **{name: UNSUPPORTED[name]})
    function = {"code": handler, name: UNSUPPORTED[name]}
    with pytest.raises(ConfigError, match=name):
        Distribution(origin="https://www.example.com", viewer_request=function)
