"""Documents: found, told apart, and refused with words."""

from __future__ import annotations

import codecs
import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from pytest_lambda_edge import ConfigError, load_distribution
from pytest_lambda_edge.templates import documents
from pytest_lambda_edge.templates.documents import read_document

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(source: Any, *base_dirs: str) -> str:
    with pytest.raises(ConfigError) as raised:
        read_document(source, base_dirs)
    return str(raised.value)


def test_a_path_is_looked_for_here_and_then_in_the_rootdir(here: Path) -> None:
    root, folder = here / "root", here / "folder"
    for one in (root, folder):
        one.mkdir()
        (one / "site.json").write_text(json.dumps({"in": one.name}))
    assert read_document("site.json", [str(root), str(folder)]).data == {"in": "root"}
    (here / "site.json").write_text('{"in": "here"}')
    found = read_document("site.json", [str(root)])
    assert (found.data, found.folder, found.name) == ({"in": "here"}, here, "site.json")
    assert read_document(folder / "site.json").data == {"in": "folder"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '{"a": [1]}'),
        ("a.yaml", "a: [1]"),
        ("a.yaml", '{"a": [1]}'),
        ("a.txt", "\n {'a': [1]}"),
        ("a", "a:\n- 1\n"),
    ],
)
def test_json_and_yaml_are_told_apart_by_content(name: str, text: str, here: Path) -> None:
    (here / name).write_text(text)
    assert read_document(name).data == {"a": [1]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_has_the_encoding_that_its_first_bytes_tell(encoding: str, here: Path) -> None:
    marks = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
    (here / "a.json").write_bytes(marks.get(encoding, b"") + '{"a": "é"}'.encode(encoding))
    assert read_document("a.json").data == {"a": "é"}


def test_a_parsed_document_is_taken_as_it_is() -> None:
    data = {"a": [{"b": 1}]}
    assert read_document(data).data is data


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"a": 1,\n "b" 2}', "is no JSON (line 2, column 6): Expecting ':' delimiter"),
        (b'{"a": ' + b"9" * 5000 + b"}", "is no JSON: Exceeds the limit"),
        (b"[" * 200_000, "is nested more than 100 levels deep"),
        (b'{"a":' * 101 + b"1" + b"}" * 101, "is nested more than 100 levels deep"),
        (b"[1]", "is a list; a template, plan or API document is a mapping"),
        (b"[]", "is a list"),
        (b"", "is empty"),
        (b"hello", "is plain text"),
        (b"a: 1\n\xff: 2", "is no text in UTF-8 (line 2)"),
        (b"PK\x03\x04\xff\xfe", "is no text in UTF-8 (line 1)"),
    ],
)
def test_what_is_no_document_is_refused_with_its_line(content: bytes, message: str, here: Path) -> None:
    (here / "site.json").write_bytes(content)
    told = refused("site.json")
    assert told.startswith("site.json: ")
    assert message in told


SHOW = "terraform show -json plan > plan.json"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("plan", b"PK\x03\x04\x14\x00\x08\x00\x08\x00\x8b\x91\xff" + bytes(17) + b"tfplanUT", SHOW),
        ("plan.json", b'{"@level":"info","type":"version"}\n{"@level":"info"}', SHOW),
        ("stream.json", codecs.BOM_UTF16_LE + '{"@level":"info"}\n{'.encode("utf-16-le"), SHOW),
        ("main.tf", b'resource "aws_s3_bucket" "pages" {}\n', SHOW),
        ("plan.json", b'[command]/bin/terraform-bin show -json plan\n{"a": 1}', "terraform_wrapper: false"),
        ("plan.txt", b"\nTerraform used the selected providers to generate the following\n", SHOW),
        ("plan.json", b"OpenTofu will perform the following actions:\n\n  # a.b will be", SHOW),
        ("log", b"data.archive_file.fn: Reading...\naws_s3_bucket.pages: Refreshing state...", SHOW),
        ("log", b"\x1b[0m\x1b[1maws_s3_bucket.pages: Refreshing state... [id=pages]", SHOW),
        ("state.json", b'# aws_s3_bucket.pages:\nresource "aws_s3_bucket" "pages" {\n', SHOW),
        ("main.tf.json", b'{"resource": {}}', SHOW),
        ("main.tofu", b"", SHOW),
        ("prod.tfvars", b'stage = "prod"', SHOW),
        ("plan.json", b"", f"such as {SHOW}, see whether it failed"),
        ("plan.json", b" \n", "is empty"),
        ("cdk.json", b'{"app": "python3 app.py"}', "cdk synth makes cdk.out"),
        ("app/cdk.json", b"{}", "cdk synth makes cdk.out"),
        ("serverless.ts", b"export default {}", "serverless print --format json"),
    ],
)
def test_what_is_given_for_a_document_is_told_with_what_makes_the_document(
    name: str, content: bytes, told: str, here: Path
) -> None:
    (here / name).parent.mkdir(exist_ok=True)
    (here / name).write_bytes(content)
    message = refused(name)
    assert message.startswith(f"{name}: ")
    assert told in message


def test_a_document_that_resembles_a_plan_for_people_is_read(here: Path) -> None:
    (here / "site.yaml").write_text("# aws_s3_bucket.pages:\nDescription: 'site.pages: Reading...'\n")
    assert list(read_document("site.yaml").data) == ["Description"]


@pytest.mark.parametrize("name", ["mycdk.json", "cdk.json.yaml", "tf", "a.tf.yaml", "js.json"])
def test_a_name_that_only_resembles_those_is_read(name: str, here: Path) -> None:
    (here / name).write_text('{"a": "@level PK tfplan"}')
    assert read_document(name).data == {"a": "@level PK tfplan"}


def test_an_empty_state_is_told_with_what_makes_a_plan() -> None:
    with pytest.raises(ConfigError, match="is a state of Terraform that holds no resource; .*" + SHOW):
        load_distribution({"format_version": "1.0"})


def test_broken_yaml_is_refused_with_its_line(here: Path) -> None:
    (here / "site.yaml").write_text("a: 1\nb: [2\n")
    assert refused("site.yaml").startswith("site.yaml: is no YAML that can be read (line 3): ")


def test_what_is_neither_is_told_by_its_json_if_it_begins_so(here: Path) -> None:
    (here / "site.template").write_text('{"a": "b" "c"}')
    assert "is no JSON (line 1, column 11)" in refused("site.template")


def test_a_file_that_is_not_there_is_told_with_the_nearest(here: Path) -> None:
    (here / "template.yaml").touch()
    told = refused("templat.yml", str(here / "elsewhere"))
    assert told == (
        f"templat.yml: there is no such file in {here} or {here / 'elsewhere'}; did you mean 'template.yaml'?"
    )
    assert refused("x\0y").startswith("x\0y: there is no such file")
    assert refused("x" * 5000).endswith(f"there is no such file in {here}")
    assert refused(here / "no" / "such.json") == f"{here}/no/such.json: there is no such file"


@pytest.mark.parametrize("name", ["cdk.out", "app/cdk.out", "cdk.out/Web.template.json"])
def test_of_a_cdk_out_that_is_not_there_it_is_told_what_makes_it(name: str, here: Path) -> None:
    (here / "cdk.json").touch()
    assert refused(name) == f"{name}: there is no such file in {here}; cdk synth makes cdk.out"


def test_a_folder_is_no_document(here: Path) -> None:
    (here / "cdk.out").mkdir()
    assert refused("cdk.out") == (
        "cdk.out: is a folder; what can be read is a file in JSON or YAML, "
        "or a cdk.out with its manifest.json"
    )


@pytest.mark.parametrize(
    ("files", "meant"),
    [
        (["cdk.out/manifest.json"], "'infra/cdk.out'"),
        (["cdk.out/manifest.json", "template.yaml"], "'infra/cdk.out' or 'infra/template.yaml'"),
        (["template.yml"], "'infra/template.yml'"),
        (["serverless.yml", "package.json"], "'infra/serverless.yml'"),
        (["plan.json", "main.tf"], "'infra/plan.json'"),
    ],
)
def test_of_a_folder_it_is_told_what_in_it_can_be_read(files: list[str], meant: str, here: Path) -> None:
    for file in files:
        (here / "infra" / file).parent.mkdir(parents=True, exist_ok=True)
        (here / "infra" / file).touch()
    assert refused("infra").startswith("infra: is a folder; what can be read is a file in JSON or YAML, ")
    assert refused("infra").endswith(f"its manifest.json; did you mean {meant}?")


@pytest.mark.parametrize("file", ["cdk.out", "app/template.yaml", "cdk.out/template.yaml", "readme.md"])
def test_nothing_is_suggested_that_is_not_right_in_a_folder(file: str, here: Path) -> None:
    (here / "infra" / file).parent.mkdir(parents=True, exist_ok=True)
    (here / "infra" / file).touch()
    assert refused("infra").endswith("or a cdk.out with its manifest.json")


def test_a_folder_with_a_manifest_is_its_manifest(here: Path) -> None:
    (here / "cdk.out").mkdir()
    (here / "cdk.out" / "manifest.json").write_text('{"version": "1"}')
    document = read_document("cdk.out")
    assert (document.data, document.name) == ({"version": "1"}, "cdk.out/manifest.json")
    assert document.folder == here / "cdk.out"


def test_what_would_never_end_is_not_opened(here: Path) -> None:
    os.mkfifo(here / "pipe")
    assert refused("pipe").startswith("pipe: is no regular file")


def test_a_file_that_may_not_be_read_is_told(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "site.json").touch()

    def denied(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(here), "open", denied)
    assert refused("site.json") == "site.json: cannot be read: Permission denied"


def test_a_document_has_a_largest_size(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "_LARGEST", 2 * 1024**2)
    (here / "site.json").write_text(" " * (2 * 1024**2 + 1))
    assert refused("site.json") == "site.json: is larger than 2 MB, which no template is"


def test_a_parsed_document_that_holds_itself_is_refused() -> None:
    data: dict[str, Any] = {}
    data["a"] = [data]
    assert refused(data) == "load_distribution: is nested more than 100 levels deep, or holds itself"


def test_a_parsed_document_that_multiplies_is_refused() -> None:
    level: list[Any] = ["x"] * 1000
    for _ in range(5):
        level = [level] * 1000
    assert refused({"a": level}) == "load_distribution: holds more than 1,000,000 values"


@pytest.mark.parametrize("source", [None, "", 5, b"site.json", ["site.json"]])
def test_what_is_no_source_is_refused(source: Any) -> None:
    assert refused(source).startswith("load_distribution: give the path of a file in JSON or YAML")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ({"DistributionList": {"Items": []}}, "lacks settings, such as DefaultRootObject"),
    ],
)
def test_a_format_that_is_not_read_is_known_by_sight(data: dict[str, Any], name: str) -> None:
    with pytest.raises(ConfigError) as raised:
        load_distribution(data)
    assert name in str(raised.value)
    assert "get-distribution" in str(raised.value)


def test_an_unknown_document_is_told_what_can_be_read() -> None:
    with pytest.raises(
        ConfigError, match=r"is none of the documents that are read: .*; at its top there is a, b$"
    ):
        load_distribution({"a": 1, "b": 2})
    with pytest.raises(ConfigError, match=r"at its top there is nothing$"):
        load_distribution({})
