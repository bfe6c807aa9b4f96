"""What apps of the AWS CDK look up at deployment, and stacks of theirs that a deployment passes over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.assemblies import ASSETS, assembly, code_of, small_app, stack, web
from support.templates import error_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return small_app(tmp_path)


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
