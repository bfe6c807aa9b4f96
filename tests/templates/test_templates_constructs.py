"""What is said of functions that an app of the AWS CDK declares, whose templates nobody edits."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import responses
from support.assemblies import HASH, assembly, lambda_function, small_app, split, stack, web, write
from support.templates import TEMPLATES, error_of

from pytest_lambda_edge.errors import ConfigError, FunctionExecutionError
from pytest_lambda_edge.model.triggers import Function
from pytest_lambda_edge.templates.load import load_distribution

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_lambda_edge.fixtures import MakeDistribution

PATH = {"Metadata": {"aws:cdk:path": "Web/Door/Auth/Resource"}}
FAILING = "def handler(event, context):\n    return event['cokie']\n"
COPY = (
    "That file is a copy, which cdk synth makes of the function's own folder: mend it there, "
    "and synthesise again."
)


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An app in a folder of its own, seen from the top of the project."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "infra").mkdir()
    return small_app(tmp_path / "infra")


def with_handler(out: Path, handler: str) -> None:
    write(out / "Web.template.json", web(Auth0A1B2C3D=lambda_function(Handler=handler) | PATH))


def declared_at(function: Any) -> str:
    assert isinstance(function, Function)
    return str(function.declared_at)


def test_a_handler_is_to_be_written_in_the_app(out: Path, make_distribution: MakeDistribution) -> None:
    with_handler(out, "index.handlr")
    site = make_distribution(load_distribution("infra/cdk.out"))
    with pytest.raises(FunctionExecutionError) as raised:
        site.get("/")
    assert str(raised.value).splitlines()[-1] == (
        "The handler is named by the construct Web/Door/Auth (in infra/cdk.out/Web.template.json); "
        "write 'index.handler' in the app, and synthesise again."
    )


def test_of_a_parsed_template_the_construct_is_named_alone(
    out: Path, make_distribution: MakeDistribution, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(out)
    function = lambda_function(Handler="index.handlr", Code=f"asset.{HASH}") | PATH
    site = make_distribution(load_distribution(web(Auth0A1B2C3D=function)))
    with pytest.raises(FunctionExecutionError) as raised:
        site.get("/")
    told = "by the construct Web/Door/Auth; write 'index.handler' in the app, and synthesise again."
    assert str(raised.value).endswith(f"The handler is named {told}")


def test_a_handler_that_cannot_be_meant_is_named_alone(
    out: Path, make_distribution: MakeDistribution
) -> None:
    with_handler(out, "index.main")
    (out / f"asset.{HASH}" / "index.py").write_text("def one(event): ...\ndef two(event): ...\n")
    site = make_distribution(load_distribution("infra/cdk.out"))
    with pytest.raises(FunctionExecutionError) as raised:
        site.get("/")
    told = "The handler is named by the construct Web/Door/Auth (in infra/cdk.out/Web.template.json)."
    assert str(raised.value).splitlines()[-1] == told


def test_a_handler_whose_file_is_not_there_is_told_with_its_construct(
    out: Path, make_distribution: MakeDistribution
) -> None:
    with_handler(out, "main.handler")
    with pytest.raises(ConfigError) as raised:
        make_distribution(load_distribution("infra/cdk.out"))
    (problem,) = raised.value.problems
    place = "Resources.Auth0A1B2C3D.Properties.Handler"
    assert problem.place == f"infra/cdk.out/Web.template.json: Web/Door/Auth ({place})"


@pytest.mark.fact("CF-285")
def test_an_edge_function_is_named_where_the_app_has_it() -> None:
    config = load_distribution(TEMPLATES / "cdk" / "cdk.out" / "magazine")
    told = declared_at(config.origin_request.function)  # type: ignore[union-attr]
    file = "edge-lambda-stack-c8b4b1a98978d8942b179e35be7b4071833913843a.template.json"
    assert f"/{file}: Magazine/Pages (Resources.Pages" in told.replace("\\", "/")


def test_what_looks_a_function_up_is_not_where_it_is_unless_it_has_its_id(out: Path) -> None:
    reader = {
        "Type": "Custom::CrossRegionStringParameterReader",
        "Properties": {"ParameterName": "/auth", "Region": "us-east-1"},
    }
    parameter = {
        "Type": "AWS::SSM::Parameter",
        "Properties": {"Name": "/auth", "Value": {"Ref": "AuthVersion"}},
    }
    function = lambda_function() | {"Metadata": {"aws:cdk:path": "Edge/Auth/Resource"}}
    for path, construct in (("Web/Auth/ArnReader/Default", "Web/Auth"), ("Web/Key/Reader", "Edge/Auth")):
        split(
            out,
            {"Fn::GetAtt": ["Reader", "FunctionArn"]},
            {"Auth0A1B2C3D": function, "Parameter": parameter},
            Reader=reader | {"Metadata": {"aws:cdk:path": path}},
        )
        told = declared_at(load_distribution(out).viewer_request.function)  # type: ignore[union-attr]
        assert f"Edge.template.json: {construct} (Resources.Auth0A1B2C3D.Properties.Handler)" in told


@pytest.mark.fact("LE-296", "CF-285")
def test_a_function_of_another_region_is_to_be_an_edge_function(out: Path) -> None:
    write(out / "Web.template.json", web(Auth0A1B2C3D=lambda_function() | PATH))
    manifest = json.loads((out / "manifest.json").read_text())
    manifest["artifacts"]["Web"] |= {"environment": "aws://123456789012/eu-west-1"}
    write(out / "manifest.json", manifest)
    (problem,) = error_of(out).problems
    assert problem.message == (
        "a Lambda@Edge function is in us-east-1, not in eu-west-1 (LE-296); make Web/Door/Auth an "
        "EdgeFunction (cloudfront.experimental of aws-cdk-lib), or put it into a stack of us-east-1"
    )


@pytest.mark.fact("LE-297")
def test_a_function_without_a_version_is_associated_by_its_current_one(out: Path) -> None:
    page = web({"Fn::GetAtt": ["Auth0A1B2C3D", "Arn"]}, Auth0A1B2C3D=lambda_function() | PATH)
    write(out / "Web.template.json", page)
    (problem,) = error_of(out).problems
    told = "takes a numbered version (LE-297); associate Web/Door/Auth by its currentVersion"
    assert problem.message.endswith(told)


@pytest.mark.fact("CF-286")
def test_a_failure_in_an_asset_says_that_its_file_is_a_copy(
    out: Path, make_distribution: MakeDistribution
) -> None:
    (out / f"asset.{HASH}" / "index.py").write_text(FAILING)
    with pytest.raises(FunctionExecutionError) as raised:
        make_distribution(load_distribution("infra/cdk.out")).get("/")
    lines = str(raised.value).splitlines()
    assert f"  at infra/cdk.out/asset.{HASH}/index.py:2" in lines
    assert lines[-1] == COPY


def test_a_failure_in_a_folder_of_the_project_is_in_no_copy(
    tmp_path: Path, make_distribution: MakeDistribution
) -> None:
    (tmp_path / "package.json").touch()
    app = tmp_path / "cdk.out"
    (tmp_path / "asset.d").mkdir()
    (tmp_path / "asset.d" / "index.py").write_text(FAILING)
    files = {HASH: {"source": {"path": "../asset.d", "packaging": "zip"}, "destinations": {}}}
    assembly(
        app,
        {"Web": stack(), "Web.assets": {"type": "cdk:asset-manifest", "properties": {"file": "a.json"}}},
        Web=web(),
    )
    write(app / "a.json", {"files": files})
    responses.get("https://www.example.com/")
    with pytest.raises(FunctionExecutionError) as raised:
        make_distribution(load_distribution(app)).get("/")
    assert "asset.d/index.py:2" in str(raised.value)
    assert "copy" not in str(raised.value)
