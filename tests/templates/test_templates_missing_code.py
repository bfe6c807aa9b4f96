"""Code that is not where a document names it: where that is said, and what is likely meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.templates import distribution, error_of, template
from support.terraform import archive, deployed

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.templates.found import Place
from pytest_lambda_edge.templates.load import load_distribution
from pytest_lambda_edge.templates.missing_code import FILE, FOLDER_OR_ZIP, missing_code
from pytest_lambda_edge.templates.yaml_documents import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

PLACE = Place("Resources.Fn.Properties.CodeUri", 7)
UNLESS = ("template", "may not be built yet")
FILES = ("src/auth/index.py", "src/headers.py", "build/site.zip", "build/site.txt", "deploy/template.yaml")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a project with some code, and go there."""
    root = tmp_path / "project"
    for name in FILES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    (root / "pyproject.toml").touch()
    (tmp_path / "secrets").mkdir()
    (root / "out").symlink_to(tmp_path)
    monkeypatch.chdir(root)
    return root


@pytest.mark.parametrize(
    ("kind", "written", "meant"),
    [
        (FOLDER_OR_ZIP, "scr", "src"),
        (FOLDER_OR_ZIP, "./SRC/", "src"),
        (FOLDER_OR_ZIP, "src/auht", "src/auth"),
        (FOLDER_OR_ZIP, "scr/auth/", "src/auth"),
        (FOLDER_OR_ZIP, "deploy/../scr/auth", "src/auth"),
        (FOLDER_OR_ZIP, "build/sites.zip", "build/site.zip"),
        (FILE, "src/header.py", "src/headers.py"),
        (FILE, "scr/headers.py", "src/headers.py"),
    ],
)
def test_the_path_that_is_likely_meant_is_named(project: Path, kind: str, written: str, meant: str) -> None:
    assert missing_code(kind, written, project, PLACE, UNLESS) == (
        f"there is no {kind} {written!r} beside the template (did you mean {meant!r}?)"
        "; it is named at Resources.Fn.Properties.CodeUri (line 7)"
    )


def test_a_path_is_seen_from_the_folder_of_its_document(project: Path) -> None:
    why = missing_code(FOLDER_OR_ZIP, "../scr/auth", project / "deploy", PLACE, UNLESS)
    assert "(did you mean '../src/auth'?)" in why


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (FOLDER_OR_ZIP, "nothing/like/it"),
        (FOLDER_OR_ZIP, "scr/auht"),  # Two names are wrong, and one folder is looked at.
        (FOLDER_OR_ZIP, "src.zip"),  # It is made of the folder.
        (FOLDER_OR_ZIP, "build/site.jar"),
        (FOLDER_OR_ZIP, "build/sit"),
        (FILE, "src/aut"),
        (FOLDER_OR_ZIP, "../secret"),  # Nothing outside of the project is looked at,
        (FOLDER_OR_ZIP, "out/secret"),  # neither by a link,
        (FOLDER_OR_ZIP, "oot/secrets"),  # nor named.
        (FOLDER_OR_ZIP, "/secret"),
        (FOLDER_OR_ZIP, "src/headers.py/x"),
        (FOLDER_OR_ZIP, "x" * 5000),
        (FOLDER_OR_ZIP, "."),
    ],
)
def test_nothing_else_is_named(project: Path, kind: str, written: str) -> None:
    assert missing_code(kind, written, project, PLACE, UNLESS) == (
        f"there is no {kind} {written!r} beside the template"
        "; it is named at Resources.Fn.Properties.CodeUri (line 7), and may not be built yet"
    )


@pytest.mark.parametrize(
    ("properties", "place"),
    [
        ("Type: AWS::Lambda::Function\n    Properties:\n      Code: scr/auth", "Properties.Code (line 5)"),
        (
            "Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: scr/auth",
            "Properties.CodeUri (line 5)",
        ),
    ],
)
def test_a_template_s_code_is_told_at_the_association_and_names_its_own_place(
    project: Path, properties: str, place: str
) -> None:
    text = f"Resources:\n  Fn:\n    {properties}\n      Handler: index.handler\n      Runtime: python3.13\n"
    associations = [{"EventType": "viewer-request", "LambdaFunctionARN": read_yaml("!GetAtt Fn.Arn")}]
    (lacking,) = error_of(template(text, Site=distribution(associations))).unresolved
    assert lacking.place.path.endswith("LambdaFunctionAssociations[0].LambdaFunctionARN")
    assert (lacking.event_type, lacking.reference) == ("viewer-request", "Fn")
    assert lacking.why == (
        "there is no folder or zip file 'scr/auth' beside the template (did you mean 'src/auth'?)"
        f"; it is named at Resources.Fn.{place}; give it as functions={{'Fn': handler}}"
    )
    assert project.is_dir()


@pytest.mark.parametrize(
    ("values", "name", "meant"),
    [
        ({"source_dir": "scr/auth"}, "source_dir", "src/auth"),
        ({"source_file": "src/header.py"}, "source_file", "src/headers.py"),
    ],
)
def test_what_an_archive_of_terraform_is_made_of_has_its_own_place(
    project: Path, values: dict[str, str], name: str, meant: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        load_distribution(deployed(archive(**values)))
    (lacking,) = caught.value.unresolved
    assert f"(did you mean {meant!r}?); it is named at data.archive_file." in lacking.why
    assert f".{name}; give it as functions=" in lacking.why
    assert project.is_dir()


SERVICE = """\
service: site
provider: {name: aws, runtime: python3.13}
package: {individually: true}
functions:
  auth:
    handler: index.handler
    PACKAGE
    events:
      - cloudFront: {eventType: viewer-request, origin: https://www.example.com}
"""


@pytest.mark.parametrize(
    ("package", "place", "meant"),
    [
        ("package: {artifact: build/sites.zip}", "package.artifact", "build/site.zip"),
        ("module: scr", "module", "src"),
    ],
)
def test_a_package_of_a_service_has_its_own_place(
    project: Path, package: str, place: str, meant: str
) -> None:
    (project / "serverless.yml").write_text(SERVICE.replace("PACKAGE", package), "utf-8")
    (lacking,) = error_of(project / "serverless.yml").unresolved
    at = f"functions.auth.{place} (line 7)"
    assert f"(did you mean {meant!r}?); it is named at {at}; give it as functions=" in lacking.why
