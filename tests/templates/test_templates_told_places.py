"""How errors of a document name its file, and the constructs that an app of the AWS CDK declares there."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from support.assemblies import ASSETS, HASH, assembly, lambda_function, small_app, stack, web, write
from support.templates import distribution, error_of

from pytest_lambda_edge import project
from pytest_lambda_edge.errors import EdgeDeployWarning
from pytest_lambda_edge.templates.cdk import constructs
from pytest_lambda_edge.templates.documents import read_beside
from pytest_lambda_edge.templates.load import load_distribution

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_lambda_edge.templates.reading import Document

LATEST = "arn:aws:lambda:us-east-1:123456789012:function:auth:$LATEST"
ASSOCIATION = (
    "Resources.Site.Properties.DistributionConfig.DefaultCacheBehavior"
    ".LambdaFunctionAssociations[0].LambdaFunctionARN"
)
TEMPLATE = """\
Resources:
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Origins: [{{Id: www, DomainName: www.example.com}}]
        DefaultCacheBehavior:
          TargetOriginId: www
          ViewerProtocolPolicy: allow-all
          CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad
          {more}
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let each test run in its folder, as from a project's top."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(source: str, **asked: Any) -> str:
    return str(error_of(source, **asked))  # type: ignore[arg-type]


# Files


def test_a_single_problem_begins_with_the_file(here: Path) -> None:
    (here / "infra").mkdir()
    (here / "infra" / "site.yaml").write_text(TEMPLATE.format(more="Compres: true"))
    told = refused("infra/site.yaml")
    assert told.startswith("infra/site.yaml: Resources.Site.Properties.DistributionConfig.Default")
    assert "Compres (line 12): 'Compres' is nothing" in told
    (problem,) = error_of(here / "infra" / "site.yaml").problems
    assert problem.place.startswith("Resources.Site.")


def test_several_problems_are_told_in_the_file_that_they_are_in(here: Path) -> None:
    (here / "site.yaml").write_text(TEMPLATE.format(more="Compres: true\n          Colour: red"))
    heading, *items = refused("site.yaml").splitlines()
    assert heading == "2 problems in site.yaml:"
    assert [one.partition(".")[0] for one in items] == ["  - Resources"] * 2


def test_what_a_caller_gives_is_wrong_for_a_file(here: Path) -> None:
    (here / "site.yaml").write_text(TEMPLATE.format(more="Compress: true"))
    told = refused("site.yaml", functions={"Auth": print})
    assert told.startswith("site.yaml: functions['Auth']: is no function of this distribution")


@pytest.mark.parametrize("source", ["shop.json", "infra/shop.json"])
def test_a_file_is_named_once_where_a_place_begins_with_it(source: str, here: Path) -> None:
    behavior = {"TargetOriginId": "www", "ViewerProtocolPolicy": "allow-all", "Colour": "red"}
    behavior |= {"CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"}
    origins = [{"Id": "www", "DomainName": "www.example.com"}]
    config = {"Origins": {"Quantity": 1, "Items": origins}, "DefaultCacheBehavior": behavior}
    write(
        here / source,
        {"DistributionConfig": config | {"CallerReference": "1", "Comment": "", "Enabled": True}},
    )
    told = f"{source}: DistributionConfig.DefaultCacheBehavior.Colour: 'Colour' is nothing"
    assert refused(source).startswith(told)


def test_a_warning_begins_with_the_file(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project, "deploy_checks", ["warn"])
    association = f"{{EventType: viewer-request, LambdaFunctionARN: '{LATEST}'}}"
    (here / "site.yaml").write_text(TEMPLATE.format(more=f"LambdaFunctionAssociations: [{association}]"))
    told = f"AWS would refuse this: site.yaml: {ASSOCIATION} (line 12): names the version"
    with pytest.warns(EdgeDeployWarning, match=re.escape(told)):
        load_distribution("site.yaml", functions={"auth": print})


def test_a_path_below_the_current_directory_is_told_from_there(here: Path) -> None:
    (here / "site.yaml").write_text(TEMPLATE.format(more="Compres: true"))
    assert refused(str(here / "site.yaml")).startswith("site.yaml: Resources.Site")


def test_a_parsed_document_has_no_file(here: Path) -> None:
    data = {
        "Resources": {"Site": distribution([{"EventType": "viewer-request", "LambdaFunctionARN": LATEST}])}
    }
    told = str(error_of(data))
    assert told.startswith("2 problems in this configuration:\n")
    assert f"  - {ASSOCIATION}: " in told


def test_a_nested_template_is_told_by_the_path_to_open(here: Path) -> None:
    (here / "infra").mkdir()
    nesting = "Resources: {Web: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: web/site.yaml}}}"
    (here / "infra" / "all.yaml").write_text(nesting)
    (here / "infra" / "web").mkdir()
    (here / "infra" / "web" / "site.yaml").write_text(TEMPLATE.format(more="Compres: true"))
    assert refused("infra/all.yaml").startswith("infra/web/site.yaml: Resources.Site.Properties.")
    (here / "infra" / "web" / "site.yaml").write_text(
        TEMPLATE.format(more="Compres: true\n          Colour: red")
    )
    heading, *items = refused("infra/all.yaml").splitlines()
    assert heading == "2 problems in infra/all.yaml:"
    assert all(one.startswith("  - infra/web/site.yaml: Resources.Site.") for one in items)


# Constructs

AT_FUNCTION = "Resources.Auth0A1B2C3D"


@pytest.fixture
def out(here: Path) -> Path:
    """An app in a folder of its own, whose function has variables, which CloudFront refuses."""
    (here / "infra").mkdir()
    out = small_app(here / "infra")
    with_variables(out)
    return out


def with_variables(out: Path, **more: Any) -> None:
    function = lambda_function(Environment={"Variables": {"A": "b"}}) | more
    synthesised = {"Parameters": {"BootstrapVersion": {"Type": "String", "Default": "1"}}}
    write(out / "Web.template.json", web(Auth0A1B2C3D=function) | synthesised)


def notes(out: Path, **stacks: Any) -> None:
    """Write the manifest again, with what is noted about the constructs of each stack."""
    described = {"Web": stack(**stacks), "Web.assets": ASSETS}
    data = json.loads((out / "manifest.json").read_text())
    write(out / "manifest.json", data | {"artifacts": described})


LOGICAL_ID = [{"type": "aws:cdk:logicalId", "data": "Auth0A1B2C3D"}]


def test_a_place_in_a_cdk_out_begins_with_the_path_to_open(out: Path) -> None:
    assert refused("infra/cdk.out").startswith(f"infra/cdk.out/Web.template.json: {AT_FUNCTION}.Properties")
    assert refused(str(out / "Web.template.json")).startswith(
        f"infra/cdk.out/Web.template.json: {AT_FUNCTION}.Properties"
    )


@pytest.mark.parametrize("source", ["infra/cdk.out", "infra/cdk.out/Web.template.json"])
def test_a_construct_stands_before_its_logical_id(source: str, out: Path) -> None:
    with_variables(out, Metadata={"aws:cdk:path": "Web/Door/Auth/Resource"})
    told = refused(source)
    place = f"{AT_FUNCTION}.Properties.Environment"
    assert told.startswith(f"infra/cdk.out/Web.template.json: Web/Door/Auth ({place}): ")
    (problem,) = error_of(source).problems  # type: ignore[arg-type]
    assert problem.place == f"Web.template.json: {place}"


@pytest.mark.parametrize("source", ["infra/cdk.out", "infra/cdk.out/Web.template.json"])
def test_a_construct_is_named_by_what_an_app_notes_that_runs_without_the_cli(source: str, out: Path) -> None:
    write(out / "Web.metadata.json", {"/Web/Door/Auth/Resource": LOGICAL_ID})
    notes(out, additionalMetadataFile="Web.metadata.json")
    assert refused(source).startswith(f"infra/cdk.out/Web.template.json: Web/Door/Auth ({AT_FUNCTION}.")


def test_a_logical_id_that_two_constructs_have_names_neither(out: Path) -> None:
    notes(out, metadata={"/Web/A/Resource": LOGICAL_ID, "/Web/B/Resource": LOGICAL_ID})
    assert refused("infra/cdk.out").startswith(f"infra/cdk.out/Web.template.json: {AT_FUNCTION}.Properties")


def test_a_construct_of_a_stage_is_named_with_its_stage(here: Path) -> None:
    app = here / "cdk.out"
    stage = {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-Test"}}
    assembly(app, {"assembly-Test": stage})
    function = lambda_function(Environment={"Variables": {"A": "b"}})
    noted = stack(metadata={"/Test/Web/Auth/Resource": LOGICAL_ID}, dependencies=["Web.assets"])
    assembly(app / "assembly-Test", {"Web": noted, "Web.assets": ASSETS}, Web=web(Auth0A1B2C3D=function))
    source = {"path": f"../asset.{HASH}", "packaging": "zip"}
    files = {HASH: {"source": source, "destinations": {"here": {"objectKey": f"{HASH}.zip"}}}}
    write(app / "assembly-Test" / "Web.assets.json", {"files": files})
    (app / f"asset.{HASH}").mkdir()
    file = "cdk.out/assembly-Test/Web.template.json"
    assert refused("cdk.out").startswith(f"{file}: Test/Web/Auth ({AT_FUNCTION}.Properties.Environment): ")


def test_a_manifest_is_named_as_its_folder(out: Path) -> None:
    assert refused("infra/cdk.out", functions={"Gate": print}).startswith("2 problems in infra/cdk.out:\n")


def test_a_file_is_read_once_for_the_constructs_of_all_its_problems(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_variables(out, Metadata={"aws:cdk:path": "Web/Auth/Resource"})
    template = json.loads((out / "Web.template.json").read_text())
    behavior = template["Resources"]["SiteE53D7754"]["Properties"]["DistributionConfig"][
        "DefaultCacheBehavior"
    ]
    behavior |= {"Colour": "red", "Size": "L"}
    write(out / "Web.template.json", template)
    read: list[str] = []

    def noted(document: Document, path: Path, name: str) -> Document:
        read.append(name)
        return read_beside(document, path, name)

    monkeypatch.setattr(constructs, "read_beside", noted)
    assert refused("infra/cdk.out").startswith("3 problems in infra/cdk.out:\n")
    assert read == ["Web.template.json"]


def test_notes_that_are_broken_spoil_no_other_error(out: Path) -> None:
    (out / "Web.metadata.json").write_text("{")
    notes(out, additionalMetadataFile="Web.metadata.json")
    assert "is no JSON" in refused("infra/cdk.out")
    with_variables(out, Metadata="none")
    notes(out, metadata=[])
    assert f"{AT_FUNCTION}.Properties.Environment" in refused("infra/cdk.out")
