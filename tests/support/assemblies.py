"""A cdk.out for tests, written in place: its manifest, templates, assets and code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.model.triggers import Function
from pytest_lambda_edge.templates.load import load_distribution
from support.templates import distribution

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = [
    "ASSETS",
    "HASH",
    "IN_A_FOLDER",
    "assembly",
    "asset",
    "code_of",
    "lambda_function",
    "small_app",
    "split",
    "stack",
    "web",
    "write",
]

HASH = "ab" * 32


def stack(**changes: Any) -> dict[str, Any]:
    """Return a stack as a manifest has it."""
    return {
        "type": "aws:cloudformation:stack",
        "environment": "aws://unknown-account/unknown-region",
        "properties": {"templateFile": "Web.template.json"},
        "dependencies": ["Web.assets"],
    } | changes


ASSETS: Mapping[str, Any] = {"type": "cdk:asset-manifest", "properties": {"file": "Web.assets.json"}}


def lambda_function(**properties: Any) -> dict[str, Any]:
    code = {"S3Bucket": {"Fn::Sub": "cdk-assets-${AWS::Region}"}, "S3Key": f"{HASH}.zip"}
    whole = {"Handler": "index.handler", "Runtime": "python3.13", "Code": code} | properties
    return {"Type": "AWS::Lambda::Function", "Properties": whole}


def web(arn: Any = None, **resources: Any) -> dict[str, Any]:
    """Return a template with a distribution, a function and its version."""
    association = {"EventType": "viewer-request", "LambdaFunctionARN": arn or {"Ref": "AuthVersion"}}
    version = {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": {"Ref": "Auth0A1B2C3D"}}}
    own = {
        "SiteE53D7754": distribution([association]),
        "Auth0A1B2C3D": lambda_function(),
        "AuthVersion": version,
    }
    return {"Resources": own | resources}


def asset(**source: Any) -> dict[str, Any]:
    return {"files": {HASH: {"source": source, "destinations": {"here": {"objectKey": f"{HASH}.zip"}}}}}


IN_A_FOLDER = asset(path=f"asset.{HASH}", packaging="zip")


def small_app(tmp_path: Path) -> Path:
    """Write an app whose stack ``Web`` has a distribution with a function, and return its cdk.out."""
    (tmp_path / "package.json").touch()
    folder = tmp_path / "cdk.out"
    code = folder / f"asset.{HASH}"
    code.mkdir(parents=True)
    (code / "index.py").write_text("def handler(event, context):\n    return {'status': '204'}\n")
    assembly(folder, {"Web": stack(), "Web.assets": ASSETS}, Web=web())
    write(folder / "Web.assets.json", IN_A_FOLDER)
    return folder


def write(path: Path, data: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data))


def assembly(folder: Path, artifacts: Any, **templates: Any) -> None:
    write(folder / "manifest.json", {"version": "1", "artifacts": artifacts})
    for name, data in templates.items():
        write(folder / f"{name}.template.json", data)


def code_of(source: Path, **asked: Any) -> str:
    function = load_distribution(source, **asked).viewer_request.function  # type: ignore[union-attr]
    assert isinstance(function, Function)
    return str(function.code)


def split(out: Path, arn: Any, resources: Any, region: str = "us-east-1", **web_resources: Any) -> Path:
    """Write an assembly with a distribution in one stack, and what it needs in another."""
    functions = web()["Resources"] | resources
    del functions["SiteE53D7754"]
    outputs = {
        "Auth": {"Value": {"Ref": "AuthVersion"}, "Export": {"Name": {"Fn::Sub": "${AWS::StackName}:auth"}}}
    }
    edge = stack(
        environment=f"aws://123456789012/{region}", properties={"templateFile": "Edge.template.json"}
    )
    page = web(arn, **web_resources)
    page["Resources"] |= {
        "AuthVersion": {"Type": "AWS::S3::Bucket"},
        "Auth0A1B2C3D": {"Type": "AWS::S3::Bucket"},
    }
    page["Resources"] |= web_resources
    own = stack(environment="aws://123456789012/us-east-1")
    assembly(
        out,
        {"Web": own, "Web.assets": ASSETS, "Edge": edge},
        Web=page,
        Edge={"Resources": functions, "Outputs": outputs},
    )
    return out
