"""Lambda functions of a plan or state: their code, their Region, and what AWS refuses of them (CF-300)."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from support.templates import error_of
from support.terraform import (
    ARN,
    FUNCTION,
    HANDLER,
    SITE,
    archive,
    associated,
    behavior,
    data,
    deployed,
    folder,
    function,
    function_of,
    new,
    packaged,
    plan,
    planned,
    refers,
    site,
)

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.templates.documents import read_document
from pytest_lambda_edge.templates.found import FoundFunction, Unresolved
from pytest_lambda_edge.templates.load import load_distribution

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the folder of a project, from which the paths of a plan start."""
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.fact("CF-300")
def test_the_settings_of_a_function_are_those_of_its_resource() -> None:
    found = function_of(deployed(timeout=5, memory_size=512, handler="a.b", runtime="python3.12"))
    assert isinstance(found, FoundFunction)
    assert (found.logical_id, found.name, found.arn) == (FUNCTION, "fn", f"{ARN}:3")
    assert (found.timeout, found.memory, found.handler, found.runtime) == (5, 512, "a.b", "python3.12")
    assert (found.version, found.region) == ("3", "us-east-1")


def test_settings_of_the_wrong_type_are_left_to_lambda_s_defaults() -> None:
    found = function_of(deployed(timeout=True, memory_size="x", handler=5, function_name=None))
    assert (found.timeout, found.memory, found.handler, found.name) == (None, None, None, None)


@pytest.mark.fact("CF-300")
@pytest.mark.parametrize("output_path", ["./fn.zip", "fn.zip", "build/../fn.zip"])
def test_the_code_is_what_its_archive_is_made_of(output_path: str, project: Path) -> None:
    code = folder(project, "functions/fn")
    found = function_of(deployed(archive(output_path=output_path, source_dir="./functions/fn")))
    assert found.code == code


def test_an_archive_that_is_a_resource_is_one_too(project: Path) -> None:
    code = folder(project, "functions")
    made = data("archive_file.fn", output_path="fn.zip", source_dir="functions")
    assert function_of(deployed(made)).code == code


@pytest.mark.parametrize(
    "values",
    [
        {"source_content": HANDLER, "source_content_filename": "index.py"},
        {
            "source": [
                {"filename": "index.py", "content": "from pages.texts import handler"},
                {"filename": "pages/texts.py", "content": HANDLER},
            ]
        },
    ],
)
def test_an_archive_can_hold_the_code_itself(values: dict[str, Any]) -> None:
    config: Any = load_distribution(deployed(archive(**values)))
    code = function_of(deployed(archive(**values))).code
    assert config.viewer_request.function.code == str(code)
    assert (code / "index.py").is_file()


@pytest.mark.parametrize("name", ["../index.py", "/index.py", "a\\..\\..\\index.py", "a\0b", "."])
def test_an_archive_s_file_does_not_leave_it(name: str) -> None:
    content = archive(source_content=HANDLER, source_content_filename=name)
    with pytest.raises(ConfigError, match=r"data\.archive_file\.fn: has a member outside of itself"):
        load_distribution(deployed(content))


@pytest.mark.parametrize("written", ["../elsewhere", "/etc"])
def test_code_outside_of_the_project_is_refused(written: str) -> None:
    for document in (deployed(archive(source_dir=written)), deployed(filename=written)):
        with pytest.raises(ConfigError, match="leads out of the project"):
            load_distribution(document)


@pytest.mark.parametrize("written", ["/home/ci/fn.zip", "broken.zip"])
def test_code_that_is_refused_is_told_beside_what_else_is_wrong(written: str, project: Path) -> None:
    (project / "broken.zip").write_text("no zip")
    document = deployed(filename=written)
    values = document["values"]["root_module"]["resources"][0]["values"]
    values["default_cache_behavior"][0]["viewer_protocol_policy"] = "any"
    protocol, code = error_of(document).problems
    assert protocol.place == f"{SITE}.default_cache_behavior[0].viewer_protocol_policy"
    assert f"{FUNCTION}.filename: the code {written!r}" in code.message
    assert f"give it as functions={{{FUNCTION!r}: handler}}" in code.message
    values["default_cache_behavior"][0]["viewer_protocol_policy"] = "https-only"
    config: Any = load_distribution(document, functions={FUNCTION: lambda event, context: None})
    assert config.viewer_request.function.name == "fn"


def test_a_zip_file_is_code_as_it_is(project: Path) -> None:
    with zipfile.ZipFile(project / "fn.zip", "w") as packed:
        packed.writestr("index.py", HANDLER)
    assert function_of(deployed()).code == project / "fn.zip"
    assert function_of(deployed(archive(source_dir="not/here"))).code == project / "fn.zip"


def test_an_archive_that_is_made_later_is_followed(project: Path) -> None:
    code = folder(project, "functions")
    made = planned("archive_file.fn", {"source_dir": "functions"}, ("output_path", "id"))
    document = new(made, unknown=("filename",), written={"filename": refers("archive_file.fn.output_path")})
    del document["planned_values"]["root_module"]["resources"][1]["values"]["filename"]
    assert function_of(document).code == code


@pytest.mark.parametrize(
    "source_path", ["functions", ["functions"], [{"path": "functions", "patterns": ["!tests/"]}]]
)
def test_what_the_lambda_module_packs_is_code(source_path: Any, project: Path) -> None:
    code = folder(project, "functions")
    assert function_of(packaged(source_path)).code == code


def test_a_zip_file_that_the_lambda_module_is_given_is_code_as_it_is(project: Path) -> None:
    with zipfile.ZipFile(project / "ready.zip", "w") as packed:
        packed.writestr("index.py", HANDLER)
    assert function_of(packaged("ready.zip")).code == project / "ready.zip"


@pytest.mark.parametrize("source_path", [None, 5, "no json", '["a", "b"]', "[]", '"../.."', '[{"x": 1}]'])
def test_what_the_lambda_module_packs_can_be_unknown(source_path: Any) -> None:
    package = data(
        "data.external.archive_prepare[0]",
        query={"source_path": source_path},
        result={"filename": "builds/0a1b.zip"},
    )
    document = deployed(package, filename="builds/0a1b.zip")
    if source_path == '"../.."':
        with pytest.raises(ConfigError, match="leads out of the project"):
            load_distribution(document)
    else:
        assert "there is no folder or zip file 'builds/0a1b.zip'" in function_of(document).why_no_code


def test_code_that_is_uploaded_by_the_same_project_is_followed(project: Path) -> None:
    code = folder(project, "functions")
    uploaded = data("aws_s3_object.fn", bucket="b", key="fn.zip", source="fn.zip")
    s3 = {"s3_bucket": "b", "s3_key": "fn.zip"}
    assert function_of(deployed(archive(source_dir="functions"), uploaded, filename=None, **s3)).code == code


def test_an_archive_whose_path_is_made_later_is_followed_through_an_upload(project: Path) -> None:
    code = folder(project, "functions")
    document = new(
        planned("aws_s3_object.fn", {"source": "functions"}, ("key", "id")),
        unknown=("s3_key",),
        written={"s3_key": refers("aws_s3_object.fn.key")},
        filename=None,
    )
    assert function_of(document).code == code


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({}, "there is no folder or zip file 'fn.zip' beside the plan"),
        ({"filename": None}, "it has neither filename nor s3_key"),
        ({"filename": 5}, "where its code is, is no path: 5"),
        ({"filename": None, "s3_bucket": "b", "s3_key": "k"}, "its code is kept in S3 (s3://b/k)"),
        ({"filename": None, "image_uri": "repository:1"}, "its code is a container image"),
    ],
)
def test_code_that_is_not_there_is_told_of(values: dict[str, Any], why: str) -> None:
    document = deployed(**values)
    assert function_of(document).why_no_code.startswith(why)
    (missing,) = error_of(document).unresolved
    assert (missing.event_type, missing.reference) == ("viewer-request", FUNCTION)
    assert f"give it as functions={{{FUNCTION!r}: handler}}" in missing.why


def test_an_archive_of_what_is_unknown_is_told_of() -> None:
    made = planned(
        "data.archive_file.fn",
        {"output_path": "fn.zip", "source_content_filename": "index.py"},
        ("source_content",),
        source_content=refers("random_id.x.hex"),
    )
    unknown = "data.archive_file.fn holds what is unknown: random_id.x.hex"
    assert function_of(new(made)).why_no_code == unknown
    later = new(made, unknown=("filename",), written={"filename": refers("data.archive_file.fn.output_path")})
    del later["planned_values"]["root_module"]["resources"][1]["values"]["filename"]
    assert function_of(later).why_no_code == unknown


def test_code_whose_path_is_unknown_is_told_of() -> None:
    later = new(unknown=("filename",), written={"filename": refers("null_resource.x.id")})
    del later["planned_values"]["root_module"]["resources"][1]["values"]["filename"]
    why = function_of(later).why_no_code
    assert why == "where its code is, null_resource.x.id, is known after the apply only"


def test_the_code_of_what_is_replaced_is_not_looked_for() -> None:
    for key in (FUNCTION, "fn"):
        assert function_of(deployed(filename="/etc"), functions={key: None}).code is None


@pytest.mark.fact("CF-300")
def test_an_arn_is_a_function_s_own_or_has_its_name() -> None:
    assert function_of(deployed()).logical_id == FUNCTION
    assert function_of(deployed(arn=f"{ARN}2:1")) == f"{ARN}2:1"
    assert function_of(deployed(arn="no arn")) == "no arn"
    unmade = deployed(arn=f"{ARN}:7")
    for name in ("arn", "id", "qualified_arn"):
        del unmade["values"]["root_module"]["resources"][1]["values"][name]
    assert (function_of(unmade).logical_id, function_of(unmade).version) == (FUNCTION, "7")


@pytest.mark.fact("LE-297", "CF-302")
@pytest.mark.parametrize("end", ["", ":$LATEST", ":live"])
def test_an_arn_without_a_number_is_refused(end: str) -> None:
    refused = str(error_of(deployed(arn=f"{ARN}{end}"), functions={"fn": lambda event, context: None}))
    assert "Lambda@Edge takes a numbered version" in refused


@pytest.mark.fact("LE-296", "CF-300", "CF-302")
@pytest.mark.parametrize(
    ("provider", "sections", "region"),
    [
        ({"expressions": {"region": {"constant_value": "eu-west-1"}}}, {}, "eu-west-1"),
        ({"expressions": {"region": refers("var.region")}}, {}, None),
        (
            {"expressions": {"region": refers("var.region")}},
            {"variables": {"region": {"value": "eu-west-1"}}},
            "eu-west-1",
        ),
        ({"expressions": {"region": refers("data.aws_region.current.name")}}, {}, None),
        ({}, {}, None),
    ],
)
def test_the_region_is_that_of_the_provider(provider: Any, sections: Any, region: str | None) -> None:
    document = new() | sections
    configuration = document["configuration"]
    configuration["provider_config"] = {"aws.other": provider}
    configuration["root_module"]["resources"][1]["provider_config_key"] = "aws.other"
    assert function_of(document).region == region


def test_a_variable_s_default_can_be_the_region() -> None:
    document = new()
    configuration = document["configuration"]
    configuration["provider_config"] = {"aws": {"expressions": {"region": refers("var.region")}}}
    configuration["root_module"]["variables"] = {"region": {"default": "us-west-2"}}
    configuration["root_module"]["resources"][1]["provider_config_key"] = "aws"
    message = str(error_of(document, functions={"fn": lambda event, context: None}))
    assert "a Lambda@Edge function is in us-east-1, not in us-west-2 (LE-296)" in message
    assert f"; give {FUNCTION} a provider in us-east-1\n" in message


@pytest.mark.fact("LE-296")
def test_a_function_in_another_region_is_told_which_provider_is_in_the_right_one() -> None:
    document = new()
    configuration = document["configuration"]
    configuration["provider_config"] = {
        "aws": {"expressions": {"region": {"constant_value": "eu-west-1"}}},
        "module.m:aws.inner": {
            "module_address": "module.m",
            "expressions": {"region": {"constant_value": "us-east-1"}},
        },
        "google.edge": {"expressions": {"region": {"constant_value": "us-east-1"}}},
        "aws.edge": {"alias": "edge", "expressions": {"region": {"constant_value": "us-east-1"}}},
    }
    configuration["root_module"]["resources"][1]["provider_config_key"] = "aws"
    message = str(error_of(document, functions={"fn": lambda event, context: None}))
    assert f"not in eu-west-1 (LE-296); set provider = aws.edge on {FUNCTION}\n" in message
    assert "ARN: arn:aws:lambda:eu-west-1:…:function:fn" in message


def test_a_function_s_own_region_comes_first() -> None:
    assert function_of(new(region="ap-south-1")).region == "ap-south-1"
    arn = "arn:aws:lambda:eu-west-1:123456789012:function:fn"
    changed = planned(FUNCTION, function(id="fn", arn=arn), ("qualified_arn", "version"))
    assert function_of(associated(changed, arn=refers(f"{FUNCTION}.qualified_arn"))).region == "eu-west-1"


def test_a_plan_of_another_folder_starts_from_its_own(project: Path) -> None:
    code = folder(project, "infrastructure/functions")
    path = project / "infrastructure" / "state.json"
    path.write_text(json.dumps(deployed(archive(source_dir="functions"))))
    assert read_document(path).folder == path.parent
    config: Any = load_distribution(path)
    assert config.viewer_request.function.code == str(code)


def test_a_function_elsewhere_is_unresolved() -> None:
    document = plan(
        planned(
            SITE,
            site(
                default_cache_behavior=[
                    behavior(lambda_function_association=[{"event_type": "viewer-request"}])
                ]
            ),
            {"default_cache_behavior": [{"lambda_function_association": [{"lambda_arn": True}]}]},
        )
    )
    found = function_of(document)
    assert isinstance(found, Unresolved)
    assert found.reference == "(known after apply)"


STATE_FILE: dict[str, Any] = {"version": 4, "terraform_version": "1.11.4", "serial": 3, "lineage": "x"}


def state_file(*resources: dict[str, Any]) -> dict[str, Any]:
    return STATE_FILE | {"resources": list(resources)}


@pytest.mark.fact("CF-299")
def test_a_state_file_is_read_as_what_show_prints_of_it() -> None:
    shown = deployed()
    (distribution, made) = (one["values"] for one in shown["values"]["root_module"]["resources"])
    document = state_file(
        {
            "mode": "managed",
            "type": "aws_cloudfront_distribution",
            "name": "site",
            "instances": [{"attributes": distribution}],
        },
        {
            "module": 'module.edge["a"]',
            "mode": "managed",
            "type": "aws_lambda_function",
            "name": "fn",
            "instances": [
                {"deposed": "0a1b", "attributes": made | {"arn": None}},
                {"index_key": 0, "attributes": made},
            ],
        },
        {"mode": "data", "type": "aws_region", "name": "r", "instances": [{"attributes": {"name": "x"}}]},
    )
    assert function_of(document).logical_id == 'module.edge["a"].aws_lambda_function.fn[0]'


def test_a_state_file_of_another_version_is_refused() -> None:
    message = str(error_of(STATE_FILE | {"version": 3, "modules": []}))
    assert "is a state file of version 3; 4 is read, or the output of terraform show -json" in message
