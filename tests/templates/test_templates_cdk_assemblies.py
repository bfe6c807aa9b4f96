"""A cdk.out and its parts: names, regions, assets, and what is broken in one."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from support.assemblies import (
    ASSETS,
    HASH,
    assembly,
    asset,
    code_of,
    lambda_function,
    small_app,
    split,
    stack,
    web,
    write,
)
from support.templates import TEMPLATES, distribution, error_of, unresolved_of

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.templates import documents
from pytest_lambda_edge.templates.load import load_distribution

if TYPE_CHECKING:
    from pathlib import Path

APPS = TEMPLATES / "cdk" / "cdk.out"
MEMBERS, MAGAZINE, STATUS = (APPS / name for name in ("members", "magazine", "status"))

pytestmark = pytest.mark.filterwarnings("ignore::pytest_lambda_edge.errors.EdgeNotSimulatedWarning")


def answer(event: Any, context: Any) -> Any:
    return {"status": "204"}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return small_app(tmp_path)


# By which names distributions and functions are asked for.


@pytest.mark.parametrize(
    "name",
    [
        *("Status", "Page/Status", "Live/Page/Status", "Live-Page/Status", "LivePage341C4AC4/Status"),
        *("Live-Page.Status274336EC", "Live-Page/Status274336EC", "Live-Page.Status"),
        *("LivePage341C4AC4.Status274336EC", "status.example.com"),
    ],
)
def test_a_distribution_of_an_app_is_asked_for_by_its_construct_or_stack(name: str) -> None:
    stage = STATUS / "assembly-Live"
    assert load_distribution(stage, distribution=name).aliases == ("status.example.com",)


@pytest.mark.parametrize("name", ["Status274336EC", "Status", "Page/Status"])
def test_a_name_that_several_distributions_have_is_told_with_what_tells_them_apart(name: str) -> None:
    assert str(error_of(STATUS, distribution=name)).endswith(
        f"manifest.json: '{name}' is the name of several distributions: "
        "Status274336EC (Test/Page/Status, test-status.example.com); "
        "Status274336EC (Live/Page/Status, status.example.com)"
    )


@pytest.mark.parametrize("name", ["Live", "Live/Page", "LivePage341C4AC4", "Live-Page"])
def test_a_distribution_that_is_alone_in_a_construct_or_stack_is_asked_for_by_that(name: str) -> None:
    assert load_distribution(STATUS, distribution=name).aliases == ("status.example.com",)


def test_a_construct_that_holds_several_distributions_is_told_with_what_tells_them_apart() -> None:
    message = str(error_of(STATUS, distribution="Page"))
    assert "'Page' is the name of several distributions: Status274336EC (Test/Page/Status" in message


def test_a_name_of_a_distribution_s_own_goes_before_those_of_what_it_is_in(out: Path) -> None:
    def named(construct: str, host: str) -> dict[str, Any]:
        metadata = {"Metadata": {"aws:cdk:path": f"{construct}/Resource"}}
        return {"Resources": {"One": distribution(Aliases=[host]) | metadata}}

    web, other = named("Web/Site", "web.example.com"), named("Other/Site/Old", "old.example.com")
    stacks = {name: stack(properties={"templateFile": f"{name}.template.json"}) for name in ("Web", "Other")}
    assembly(out, {**stacks, "Web.assets": ASSETS}, Web=web, Other=other)
    assert load_distribution(out, distribution="Site").aliases == ("web.example.com",)
    assert load_distribution(out, distribution="Other/Site").aliases == ("old.example.com",)


def test_a_distribution_is_asked_for_by_the_name_under_which_its_stack_is_shown(out: Path) -> None:
    assembly(out, {"Web": stack(displayName="The Site"), "Web.assets": ASSETS})
    assert load_distribution(out, distribution="The Site/SiteE53D7754").viewer_request is not None


def test_distributions_of_all_stacks_are_listed(out: Path) -> None:
    other = stack(properties={"templateFile": "Other.template.json", "stackName": "other-stack"})
    assembly(out, {"Web": stack(), "Other": other}, Web=web(), Other=web())
    message = str(error_of(out))
    assert "choose one by distribution=…: SiteE53D7754 (Web.SiteE53D7754); " in message
    assert message.endswith("SiteE53D7754 (other-stack.SiteE53D7754)")


@pytest.mark.parametrize(
    "key", ["Check", "SignIn/Check", "Members/SignIn/Check", "SignInCheck", "SignInCheck0ECC176B"]
)
def test_a_function_of_an_app_is_given_by_its_construct(key: str) -> None:
    config = load_distribution(MEMBERS, functions={key: answer})
    assert config.viewer_request.function.code is answer  # type: ignore[union-attr]
    assert config.behaviors["/api/*"].viewer_request.function.code is answer  # type: ignore[union-attr]


def test_a_function_of_an_app_is_given_by_its_own_name() -> None:
    asked: dict[str, Any] = {"functions": {"status-door": answer}, "distribution": "status.example.com"}
    assert load_distribution(STATUS, **asked).viewer_request.function.code is answer  # type: ignore[union-attr]


def test_functions_of_an_app_that_are_not_there_are_told_by_their_constructs() -> None:
    message = str(error_of(MEMBERS, functions={"Chek": answer}))
    assert (
        "functions['Chek']: is no function of this distribution; those are 'Check' or 'Callback'" in message
    )
    assert "did you mean 'Check'?" in message


def test_a_name_that_several_functions_have_is_refused(out: Path) -> None:
    template = web()
    second = {"EventType": "origin-request", "LambdaFunctionARN": {"Ref": "OtherVersion"}}
    config = template["Resources"]["SiteE53D7754"]["Properties"]["DistributionConfig"]
    config["DefaultCacheBehavior"]["LambdaFunctionAssociations"].append(second)
    template["Resources"]["Other0A1B2C3D"] = lambda_function() | {
        "Metadata": {"aws:cdk:path": "Web/B/Auth/Resource"}
    }
    template["Resources"]["Auth0A1B2C3D"] |= {"Metadata": {"aws:cdk:path": "Web/A/Auth/Resource"}}
    version = {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": {"Ref": "Other0A1B2C3D"}}}
    template["Resources"]["OtherVersion"] = version
    write(out / "Web.template.json", template)
    assert str(error_of(out, functions={"Auth": answer})) == (
        f"{out}: functions['Auth']: is the name of several functions; "
        "choose one of 'Web/A/Auth' or 'Web/B/Auth'"
    )
    load_distribution(out, functions={"A/Auth": answer, "Web/B/Auth": answer})


# Regions, accounts and names of stacks.


@pytest.mark.parametrize(
    ("environment", "is_refused"),
    [
        ("aws://unknown-account/unknown-region", False),
        ("aws://123456789012/us-east-1", False),
        ("aws://123456789012/eu-west-1", True),
        ("", False),
        (None, False),
    ],
)
def test_a_function_of_a_stack_in_another_region_is_refused(
    environment: Any, is_refused: bool, out: Path
) -> None:
    assembly(out, {"Web": stack(environment=environment), "Web.assets": ASSETS})
    if not is_refused:
        assert load_distribution(out).viewer_request is not None
        return
    (problem,) = error_of(out).problems
    assert problem.place == "Web.template.json: Resources.Auth0A1B2C3D"
    assert problem.message == "a Lambda@Edge function is in us-east-1, not in eu-west-1 (LE-296)"
    assert problem.code == "InvalidLambdaFunctionAssociation"


def test_a_stack_knows_its_account_region_and_name(out: Path) -> None:
    template = web()
    comment = {"Fn::Sub": "${AWS::AccountId} ${AWS::Region} ${AWS::StackName}"}
    template["Resources"]["SiteE53D7754"]["Properties"]["DistributionConfig"]["Comment"] = comment
    properties = {"templateFile": "Web.template.json", "stackName": "the-web"}
    own = stack(environment="aws://210987654321/us-east-1", properties=properties)
    assembly(out, {"Web": own, "Web.assets": ASSETS}, Web=template)
    asked = {"AWS::Region": "eu-west-1", "AWS::AccountId": "1"}
    load_distribution(out, parameters=asked, distribution="210987654321 us-east-1 the-web")
    assembly(out, {"Web": stack(), "Web.assets": ASSETS})
    load_distribution(out, parameters={"AWS::Region": "us-east-1"}, distribution="123456789012 us-east-1 Web")


# Where code is.


@pytest.mark.fact("CF-286")
@pytest.mark.parametrize(
    "key",
    [f"{HASH}.zip", {"Fn::Sub": f"{HASH}.zip"}, f"a/prefix/{HASH}.zip"],
    ids=["plain", "made", "prefixed"],
)
def test_code_is_found_by_its_key_in_the_bucket(key: Any, out: Path) -> None:
    code = {"S3Bucket": "assets", "S3Key": key}
    write(out / "Web.template.json", web(Auth0A1B2C3D=lambda_function(Code=code)))
    assert code_of(out) == str(out / f"asset.{HASH}")


@pytest.mark.fact("CF-286")
@pytest.mark.parametrize("written", ["../functions", "{out}/../functions"], ids=["relative", "absolute"])
def test_code_may_be_anywhere_in_the_project(written: str, out: Path) -> None:
    (out.parent / "functions").mkdir()
    write(out / "Web.assets.json", asset(path=written.format(out=out)))
    assert code_of(out) == str(out.parent / "functions")


def test_code_outside_the_project_is_refused(out: Path) -> None:
    write(out / "Web.assets.json", asset(path="../../elsewhere"))
    message = str(error_of(out))
    assert message.startswith(f"{out}/Web.template.json: Resources.Auth0A1B2C3D.Properties.Code: ")
    assert "the code '../../elsewhere' leads out of the project" in message


def test_a_zip_file_is_code_as_well(out: Path) -> None:
    shutil.make_archive(str(out / f"asset.{HASH}"), "zip", out / f"asset.{HASH}")
    write(out / "Web.assets.json", asset(path=f"asset.{HASH}.zip", packaging="file"))
    assert code_of(out) == str(out / f"asset.{HASH}.zip")


@pytest.mark.parametrize("destination", [{}, {"objectKey": 5}, 5, {"repositoryName": "images"}])
def test_an_asset_that_is_uploaded_nowhere_is_known_by_its_hash(destination: Any, out: Path) -> None:
    assets = asset(path=f"asset.{HASH}")
    assets["files"][HASH]["destinations"] = {"here": destination}
    write(out / "Web.assets.json", assets)
    assert code_of(out) == str(out / f"asset.{HASH}")


@pytest.mark.parametrize("path", [5, "", None, {"Ref": "Path"}])
def test_metadata_without_a_path_leaves_code_to_the_list_of_assets(path: Any, out: Path) -> None:
    function = lambda_function() | {"Metadata": {"aws:asset:path": path, "aws:asset:property": "Code"}}
    write(out / "Web.template.json", web(Auth0A1B2C3D=function))
    assert code_of(out) == str(out / f"asset.{HASH}")


@pytest.mark.parametrize(
    ("function", "assets", "why"),
    [
        ({}, asset(path="asset.gone"), "its asset 'asset.gone' is not there; it may not be synthesised yet"),
        ({}, asset(executable=["make"]), "its code is made by a command when it is published"),
        (
            {"Code": {"S3Bucket": "own", "S3Key": "other.zip"}},
            asset(executable=["make"]),
            "its code is kept in S3 (s3://own/other.zip), which is not asked",
        ),
        (
            {},
            {"files": {}},
            f"its code is kept in S3 (s3://cdk-assets-us-east-1/{HASH}.zip), which is not asked",
        ),
        ({"Code": {"ImageUri": "image"}}, {}, "its code is a container image, which is not read here"),
    ],
)
def test_code_that_is_not_there_is_told_with_what_to_give(
    function: dict[str, Any], assets: Any, why: str, out: Path
) -> None:
    write(out / "Web.template.json", web(Auth0A1B2C3D=lambda_function(**function)))
    write(out / "Web.assets.json", assets)
    (missing,) = error_of(out).unresolved
    assert (missing.event_type, missing.reference) == ("viewer-request", "Auth0A1B2C3D")
    assert missing.why == f"{why}; give it as functions={{'Auth0A1B2C3D': handler}}"


def test_the_suggestion_is_the_id_of_the_construct(out: Path) -> None:
    template = web()
    template["Resources"]["Auth0A1B2C3D"]["Metadata"] = {"aws:cdk:path": "Web/Auth/Fn/Resource"}
    write(out / "Web.template.json", template)
    shutil.rmtree(out / f"asset.{HASH}")
    assert "give it as functions={'Auth': handler}" in str(error_of(out))
    load_distribution(out, functions={"Auth": answer})


def test_a_template_alone_has_its_assets_beside_it(out: Path) -> None:
    (out / "manifest.json").unlink()
    template = web() | {"Parameters": {"BootstrapVersion": {"Type": "String", "Default": "1"}}}
    write(out / "Web.template.json", template)
    assert code_of(out / "Web.template.json") == str(out / f"asset.{HASH}")
    (out / "Web.assets.json").unlink()
    assert unresolved_of(out / "Web.template.json") == [("viewer-request", "Auth0A1B2C3D")]


# What stacks refer to in each other.


def test_what_another_stack_exports_is_imported(out: Path) -> None:
    imported = {"Fn::ImportValue": "Edge:auth"}
    assert code_of(split(out, imported, {}))
    assert unresolved_of(split(out, {"Fn::ImportValue": "Edge:door"}, {})) == [
        ("viewer-request", "!ImportValue Edge:door")
    ]
    given = load_distribution(out, functions={"Edge:door": answer})
    assert given.viewer_request is not None


def test_the_name_of_an_export_has_its_place(out: Path) -> None:
    split(out, {"Fn::ImportValue": "Edge:auth"}, {})
    edge = json.loads((out / "Edge.template.json").read_text())
    edge["Outputs"]["Auth"]["Export"]["Name"] = ["Edge:auth"]
    write(out / "Edge.template.json", edge)
    (problem,) = error_of(out).problems
    assert problem.place == "Edge.template.json: Outputs.Auth.Export.Name"


def test_an_export_whose_condition_is_false_is_none(out: Path) -> None:
    split(out, {"Fn::ImportValue": "Edge:auth"}, {})
    edge = json.loads((out / "Edge.template.json").read_text())
    edge["Conditions"] = {"Never": {"Fn::Equals": ["a", "b"]}}
    edge["Outputs"]["Auth"]["Condition"] = "Never"
    write(out / "Edge.template.json", edge)
    assert unresolved_of(out) == [("viewer-request", "!ImportValue Edge:auth")]


def test_exports_are_those_of_a_region(out: Path) -> None:
    imported = {"Fn::ImportValue": "Edge:auth"}
    assert unresolved_of(split(out, imported, {}, "eu-west-1")) == [
        ("viewer-request", "!ImportValue Edge:auth")
    ]


KEPT = {
    "Kept": {
        "Type": "AWS::SSM::Parameter",
        "Properties": {"Name": "/edge/auth", "Type": "String", "Value": {"Ref": "AuthVersion"}},
    }
}


def reader(**properties: Any) -> dict[str, Any]:
    return {"Type": "Custom::CrossRegionStringParameterReader", "Properties": properties}


ARN_OF_READER = {"Fn::GetAtt": ["Reader", "FunctionArn"]}


@pytest.mark.fact("CF-285")
def test_a_parameter_is_read_where_another_stack_writes_it(out: Path) -> None:
    whole = reader(Region="us-east-1", ParameterName="/edge/auth")
    assert code_of(split(out, ARN_OF_READER, KEPT, Reader=whole))


@pytest.mark.parametrize(
    "properties",
    [
        {"Region": "eu-west-1", "ParameterName": "/edge/auth"},
        {"Region": "us-east-1", "ParameterName": "/edge/door"},
        {"Region": "us-east-1"},
        {"ParameterName": {"Fn::ImportValue": "nowhere"}},
    ],
)
def test_a_parameter_that_no_stack_writes_is_unresolved(properties: Any, out: Path) -> None:
    split(out, ARN_OF_READER, KEPT, Reader=reader(**properties))
    assert unresolved_of(out) == [("viewer-request", "!GetAtt Reader.FunctionArn")]
    assert load_distribution(out, functions={"Reader": answer}).viewer_request is not None
    arn = "arn:aws:lambda:us-east-1:123456789012:function:auth:3"
    assert unresolved_of(out, parameters={"Reader.FunctionArn": arn}) == [("viewer-request", arn)]


def test_a_parameter_s_type_leads_to_what_another_stack_keeps(out: Path) -> None:
    split(out, {"Ref": "Arn"}, KEPT)
    page = json.loads((out / "Web.template.json").read_text())
    page["Parameters"] = {"Arn": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/edge/auth"}}
    write(out / "Web.template.json", page)
    assert code_of(out)
    page["Parameters"]["Arn"]["Default"] = "/edge/door"
    write(out / "Web.template.json", page)
    assert unresolved_of(out) == [("viewer-request", "!Ref Arn")]


@pytest.mark.parametrize("props", [{"exports": 5}, {"exports": ["/a"]}, 5, {"region": "us-east-1"}])
def test_a_writer_without_exports_writes_nothing(props: Any, out: Path) -> None:
    writer = {"Type": "Custom::CrossRegionExportWriter", "Properties": {"WriterProps": props}}
    reads = {
        "Type": "Custom::CrossRegionExportReader",
        "Properties": {"ReaderProps": {"region": "us-east-1"}},
    }
    split(out, {"Fn::GetAtt": ["Reader", "/a"]}, {"Writer": writer}, Reader=reads)
    assert unresolved_of(out) == [("viewer-request", "!GetAtt Reader./a")]


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
def test_what_is_written_for_another_region_is_read_there(region: str, out: Path) -> None:
    key = "/cdk/exports/Web/EdgeAuth"
    writer: dict[str, Any] = {
        "Type": "Custom::CrossRegionExportWriter",
        "Properties": {"WriterProps": {"region": region, "exports": {key: {"Ref": "AuthVersion"}}}},
    }
    whole = {
        "Type": "Custom::CrossRegionExportReader",
        "Properties": {"ReaderProps": {"region": "us-east-1"}},
    }
    split(out, {"Fn::GetAtt": ["Reader", key]}, {"Writer": writer}, Reader=whole)
    if region == "us-east-1":
        assert code_of(out)
    else:
        assert unresolved_of(out) == [("viewer-request", f"!GetAtt Reader.{key}")]
    writer["Properties"]["WriterProps"]["region"] = {"Ref": "AWS::Region"}
    assert code_of(split(out, {"Fn::GetAtt": ["Reader", key]}, {"Writer": writer}, Reader=whole))


def test_stacks_that_export_to_each_other_in_a_circle_are_refused(out: Path) -> None:
    split(out, {"Fn::ImportValue": "Edge:auth"}, {})
    edge = json.loads((out / "Edge.template.json").read_text())
    edge["Outputs"]["Auth"]["Value"] = {"Fn::ImportValue": "Edge:auth"}
    write(out / "Edge.template.json", edge)
    assert "Edge.template.json: Outputs.Auth.Value: refers to itself: Outputs.Auth" in str(error_of(out))


def test_a_circle_through_several_stacks_has_their_files_and_no_words_of_aws(out: Path) -> None:
    split(out, {"Fn::ImportValue": "Edge:auth"}, {})
    for file, exported, imported in (("Edge", "Edge:auth", "Web:auth"), ("Web", "Web:auth", "Edge:auth")):
        template = json.loads((out / f"{file}.template.json").read_text())
        auth = {"Value": {"Fn::ImportValue": imported}, "Export": {"Name": exported}}
        write(out / f"{file}.template.json", template | {"Outputs": {"Auth": auth}})
    (problem,) = error_of(out).problems
    first, second = "Edge.template.json: Outputs.Auth", "Web.template.json: Outputs.Auth"
    assert problem.message == f"refers to itself: {first} -> {second} -> {first}"
    assert problem.aws_message is None


# What is read, and when.


def test_only_stacks_that_are_asked_for_something_are_parsed(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    split(out, {"Fn::ImportValue": "Edge:auth"}, {})
    manifest = json.loads((out / "manifest.json").read_text())
    manifest["artifacts"]["Other"] = stack(properties={"templateFile": "Other.template.json"})
    write(out / "manifest.json", manifest)
    (out / "Other.template.json").write_text('{"Resources": no JSON, and nobody looks')
    parsed: list[str] = []
    data_in = documents.data_in

    def noted(text: str, name: str) -> Any:
        parsed.append(name)
        return data_in(text, name)

    monkeypatch.setattr(documents, "data_in", noted)
    assert code_of(out)
    assert sorted(parsed[1:]) == ["Edge.template.json", "Web.assets.json", "Web.template.json"]


def test_a_change_of_any_file_of_an_assembly_is_noticed(out: Path) -> None:
    split(out, {"Fn::ImportValue": "Edge:auth"}, {})
    assert code_of(out)
    edge = json.loads((out / "Edge.template.json").read_text())
    del edge["Outputs"]
    write(out / "Edge.template.json", edge)
    assert unresolved_of(out) == [("viewer-request", "!ImportValue Edge:auth")]


def test_a_parameter_of_any_stack_can_be_given_and_of_none_cannot(out: Path) -> None:
    split(out, {"Fn::ImportValue": "Edge:auth"}, {})
    other = {"Resources": {}, "Parameters": {"Size": {"Type": "String"}}}
    manifest = json.loads((out / "manifest.json").read_text())
    manifest["artifacts"]["Other"] = stack(properties={"templateFile": "Other.template.json"})
    assembly(out, manifest["artifacts"], Other=other)
    assert load_distribution(out, parameters={"Size": "L"}).viewer_request is not None
    assert "parameters['Siz']: this template has no such parameter" in str(
        error_of(out, parameters={"Siz": "L"})
    )


# What is broken.


@pytest.mark.parametrize(
    ("artifacts", "message"),
    [
        ([], "manifest.json: artifacts: must be a mapping, not []"),
        (None, "manifest.json: artifacts: must be a mapping, not None"),
        ({}, "describes no distribution"),
        ({"Web": None, "Other": {"type": 3}}, "describes no distribution"),
        (
            {"Web": stack(properties={})},
            "artifacts.Web.properties.templateFile: must be the name of the template, not None",
        ),
        (
            {"Web": stack(properties={"templateFile": "Gone.template.json"})},
            "the template 'Gone.template.json' is not there; run cdk synth again",
        ),
        (
            {"Web": stack(properties={"templateFile": "../../Web.template.json"})},
            "the template '../../Web.template.json' leads out of the project",
        ),
        (
            {"Web": stack(), "Web.assets": {"type": "cdk:asset-manifest", "properties": {"file": "no.json"}}},
            "manifest.json: artifacts.Web.assets.properties.file: the list of assets 'no.json' is not there",
        ),
        (
            {"Web": stack(additionalMetadataFile="no.json"), "Web.assets": ASSETS},
            "artifacts.Web.additionalMetadataFile: the file 'no.json' is not there",
        ),
        (
            {"Stage": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "."}}},
            "artifacts.Stage: the folder '.' is that of the app or of another stage",
        ),
        (
            {"Stage": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "../.."}}},
            "the folder '../..' leads out of the project",
        ),
        (
            {"Stage": {"type": "cdk:cloud-assembly", "properties": {"directoryName": f"asset.{HASH}"}}},
            f"the file 'asset.{HASH}/manifest.json' is not there",
        ),
    ],
)
def test_what_is_wrong_in_a_manifest_is_told_with_its_place(artifacts: Any, message: str, out: Path) -> None:
    assembly(out, artifacts)
    assert message in str(error_of(out))


def test_a_manifest_of_a_stage_has_its_folder_in_its_places(out: Path) -> None:
    assembly(out, {"Live": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-Live"}}})
    assembly(out / "assembly-Live", {"Web": stack(properties={"templateFile": 3})})
    assert "assembly-Live/manifest.json: artifacts.Web.properties.templateFile: must be" in str(error_of(out))


def test_an_app_has_only_so_many_stages(out: Path) -> None:
    def stages(count: int) -> dict[str, Any]:
        names = [f"stage{number}" for number in range(count)]
        for name in names:
            write(out / name / "manifest.json", {"version": "1", "artifacts": {}})
        return {name: {"type": "cdk:cloud-assembly", "properties": {"directoryName": name}} for name in names}

    own = {"Web": stack(), "Web.assets": ASSETS}
    assembly(out, own | stages(100))
    assert code_of(out)
    assembly(out, own | stages(101))
    assert str(error_of(out)).endswith("manifest.json: artifacts.stage100: there are more than 100 stages")


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"version": "1", "artifacts": {"Web": {"type": "aws:cloudformation:stack"}}}']
)
def test_a_broken_manifest_is_told(text: str, out: Path) -> None:
    (out / "manifest.json").write_text(text)
    assert str(error_of(out)).startswith(("manifest.json", str(out / "manifest.json")))


def test_a_template_that_is_none_is_told_with_its_file(out: Path) -> None:
    (out / "Web.template.json").write_text('["AWS::CloudFront::Distribution"]')
    assert str(error_of(out)).startswith(f"{out}/Web.template.json: is a list")
    (out / "Web.template.json").write_text('{"a": "AWS::CloudFront::Distribution"}')
    told = "is no CloudFormation template: it has no Resources"
    assert str(error_of(out)) == f"{out}/Web.template.json: {told}"


def test_a_template_that_its_manifest_does_not_list_is_read_alone(out: Path) -> None:
    template = web() | {"Parameters": {"BootstrapVersion": {"Type": "String", "Default": "1"}}}
    write(out / "Old.template.json", template)
    assert unresolved_of(out / "Old.template.json") == [("viewer-request", "Auth0A1B2C3D")]
    (out / "manifest.json").write_text('{"version": "1"}')
    assert unresolved_of(out / "Old.template.json") == [("viewer-request", "Auth0A1B2C3D")]


def test_a_parsed_manifest_is_that_of_the_current_folder(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(out)
    assert load_distribution(json.loads((out / "manifest.json").read_text())) == load_distribution(out)


@pytest.mark.parametrize(
    "data", [None, [], {}, {"id": HASH, "path": 3, "s3BucketParameter": "B", "s3KeyParameter": "K"}]
)
def test_an_asset_of_the_cdk_s_first_form_that_makes_no_sense_is_passed_over(data: Any, out: Path) -> None:
    notes = {"/Web": [{"type": "aws:cdk:asset", "data": data}]}
    template = web(Auth0A1B2C3D=lambda_function(Code={"S3Bucket": "b", "S3Key": {"Ref": "K"}}))
    template["Parameters"] = {"K": {"Type": "String"}}
    assembly(out, {"Web": stack(metadata=notes, dependencies=[])}, Web=template)
    assert unresolved_of(out) == [("viewer-request", "Auth0A1B2C3D")]


def test_metadata_that_makes_no_sense_is_passed_over(out: Path) -> None:
    notes = {
        "/Web/Site/Resource": [{"type": "aws:cdk:logicalId", "data": "SiteE53D7754"}, "x", {"type": 3}],
        "/Web/Other": "x",
        "/Web/More": [{"type": "aws:cdk:logicalId"}],
    }
    assembly(out, {"Web": stack(metadata=notes), "Web.assets": ASSETS})
    load_distribution(out, distribution="Web/Site")
    assembly(out, {"Web": stack(metadata=[notes]), "Web.assets": ASSETS})
    with pytest.raises(ConfigError, match="describes no distribution 'Web/Site'"):
        load_distribution(out, distribution="Web/Site")
