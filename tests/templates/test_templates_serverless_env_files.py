"""``.env`` files beside a serverless.yml: which are read, when, and what their lines come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.services import in_folder
from support.templates import error_of

from pytest_lambda_edge.templates.load import load_distribution

if TYPE_CHECKING:
    from pathlib import Path

EVENT = "{eventType: viewer-request, origin: 'https://${env:HOST}'}"
SERVICE = f"functions: {{edge: {{handler: src/edge.handler, events: [{{cloudFront: {EVENT}}}]}}}}\n"


def host(folder: Path, sections: str, **parameters: str) -> str:
    """Return the host of the service's origin, without what its id says of its kind."""
    config = load_distribution(in_folder(folder, SERVICE + sections), parameters=parameters)
    return str(config.origin).removeprefix("custom/")


def test_a_service_says_that_they_count(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("HOST=env.example.com\n")
    assert host(tmp_path, "useDotenv: true") == "env.example.com"
    (unresolved,) = error_of(in_folder(tmp_path, SERVICE)).unresolved
    assert "has no value and no default" in unresolved.why


@pytest.mark.parametrize(
    ("sections", "found"),
    [
        ("frameworkVersion: '4'", "stage.example.com"),
        ("frameworkVersion: ^4.1", "stage.example.com"),
        ("frameworkVersion: '4'\nuseDotenv: shared", "stage.example.com"),
        ("useDotenv: true", "stage.example.com"),
        ("frameworkVersion: '3'\nuseDotenv: true", "stage.example.com"),
    ],
)
def test_the_stage_s_file_counts_first(tmp_path: Path, sections: str, found: str) -> None:
    (tmp_path / ".env").write_text("HOST=env.example.com\n")
    (tmp_path / ".env.test").write_text("HOST=stage.example.com\n")
    assert host(tmp_path, sections, stage="test") == found


@pytest.mark.parametrize(
    ("sections", "known"),
    [
        ("useDotenv: true", True),
        ("frameworkVersion: '4'", True),
        ("frameworkVersion: '4'\nuseDotenv: false", False),
        ("frameworkVersion: '3'\nuseDotenv: true", False),
        ("frameworkVersion: '>=2.0.0 <4'\nuseDotenv: true", False),
    ],
)
def test_version_3_reads_one_file_and_version_4_both(tmp_path: Path, sections: str, *, known: bool) -> None:
    (tmp_path / ".env").write_text("HOST=env.example.com\n")
    (tmp_path / ".env.dev").write_text("OTHER=x\n")
    if known:
        assert host(tmp_path, sections) == "env.example.com"
    else:
        assert "${env:HOST}" in str(error_of(in_folder(tmp_path, SERVICE + sections)))


@pytest.mark.parametrize("version", ["v" + "9" * 5000, "[4]", "'4'", "4"])
def test_any_version_since_is_read_like_4(tmp_path: Path, version: str) -> None:
    (tmp_path / ".env").write_text("HOST=env.example.com\n")
    assert host(tmp_path, f"frameworkVersion: {version}") == "env.example.com"


def test_of_more_files_than_any_service_names_it_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("OTHER=x\n")
    sections = f"frameworkVersion: '4'\nuseDotenv: [{', '.join(['shared'] * 101)}]"
    (unresolved,) = error_of(in_folder(tmp_path, SERVICE + sections)).unresolved
    assert unresolved.why.startswith("useDotenv names more than 100 files, and none of them is read; give it")
    (unresolved,) = error_of(in_folder(tmp_path, SERVICE + sections.replace("shared, ", "", 1))).unresolved
    assert "useDotenv" not in unresolved.why


@pytest.mark.parametrize("named", ["shared", "shared/.env", "[nothing, shared]"])
def test_version_4_reads_what_the_service_names_too(tmp_path: Path, named: str) -> None:
    (tmp_path / ".env").write_text("OTHER=x\n")
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / ".env").write_text("HOST=shared.example.com\nOTHER=y\n")
    assert host(tmp_path, f"frameworkVersion: '4'\nuseDotenv: {named}") == "shared.example.com"


@pytest.mark.parametrize(
    "line",
    [
        "HOST=a.example.com",
        "HOST=a.example.com # the site",
        "  export HOST = a.example.com  ",
        "HOST: a.example.com",
        "HOST='a.example.com'",
        'HOST="a.example.com" # the site',
        "HOST=`a.example.com`",
        "HOST=other.example.com\r\nHOST=a.example.com\r\n",
        "#HOST=other.example.com\nHOST=a.example.com\n#HOST=other.example.com",
        'TEXT="first\nHOST=other.example.com\n"\nHOST=a.example.com',
        "HOSTS=other.example.com\nHOST=a.example.com\nMY-HOST=other.example.com",
        "not a line\nHOST=a.example.com",
    ],
)
def test_a_line_has_a_name_and_a_value(tmp_path: Path, line: str) -> None:
    (tmp_path / ".env").write_bytes(line.encode())
    assert host(tmp_path, "useDotenv: true") == "a.example.com"


def test_a_long_file_takes_no_longer_a_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=\n" * 99_999 + "HOST=not a host\n")
    text = SERVICE.replace("https://${env:HOST}", "${env:HOST}")
    assert str(error_of(in_folder(tmp_path, f"{text}useDotenv: true"))).startswith(
        f"{tmp_path}/.env: HOST (line 100000): "
    )


def test_double_quotes_hold_line_ends(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("HOST=a.example.com\nNOTE=\"one\\ntwo\"\nRAW='one\\ntwo'\n")
    site = """
resources:
  extensions:
    CloudFrontDistribution: {Metadata: {a: '${env:NOTE}'}}
    EdgeLambdaFunction: {Properties: {FunctionName: '${env:NOTE}${env:RAW}'}}
useDotenv: true
"""
    config = load_distribution(in_folder(tmp_path, SERVICE + site))
    assert "name='one\\ntwoone\\\\ntwo'" in repr(config.viewer_request)


def test_what_is_given_counts_before_a_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("HOST=env.example.com\n")
    assert host(tmp_path, "useDotenv: true", HOST="given.example.com") == "given.example.com"


def test_an_empty_value_is_one(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("HOST=\n")
    text = SERVICE.replace("env:HOST", 'env:HOST, "default"') + "useDotenv: true"
    assert "must be a URL" in str(error_of(in_folder(tmp_path, text)))


@pytest.mark.parametrize(("version", "known"), [("3", False), ("4", True)])
def test_versions_read_a_dollar_differently(tmp_path: Path, version: str, *, known: bool) -> None:
    (tmp_path / ".env").write_text("NAME=a\nFOLDER=x$NAME\n")
    text = SERVICE.replace("${env:HOST}", "www.example.com/${env:FOLDER}")
    path = in_folder(tmp_path, f"{text}frameworkVersion: '{version}'\nuseDotenv: true")
    if known:
        assert load_distribution(path).origin == "custom/www.example.com/x$NAME"
        return
    (unresolved,) = error_of(path).unresolved
    assert unresolved.why.startswith(
        ".env: FOLDER (line 2) has a '$', of which versions of the framework make different values; give it"
    )
    assert "parameters={'env:FOLDER': …}" in unresolved.why
    assert "x$NAME" not in str(unresolved)


def test_what_is_wrong_with_a_value_is_told_at_its_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("# Hosts\nHOST=not a host\n")
    text = SERVICE.replace("https://${env:HOST}", "${env:HOST}")
    told = str(error_of(in_folder(tmp_path, f"{text}useDotenv: true")))
    assert told.startswith(f"{tmp_path}/.env: HOST (line 2): ")


def test_the_stage_does_not_come_from_a_file_that_depends_on_it(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("HOST=env.example.com\nSTAGE=prod\n")
    (tmp_path / ".env.prod").write_text("HOST=prod.example.com\n")
    provider = "useDotenv: true\nprovider: {name: aws, runtime: python3.13, stage: \"${env:STAGE, 'dev'}\"}"
    assert host(tmp_path, provider) == "env.example.com"


def test_a_file_that_appears_later_is_read(tmp_path: Path) -> None:
    text = "useDotenv: true"
    (tmp_path / ".env").write_text("HOST=env.example.com\n")
    assert host(tmp_path, text) == "env.example.com"
    (tmp_path / ".env.dev").write_text("HOST=dev.example.com\n")
    assert host(tmp_path, text) == "dev.example.com"


def test_a_folder_of_that_name_is_no_file(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    (unresolved,) = error_of(in_folder(tmp_path, f"{SERVICE}useDotenv: true")).unresolved
    assert "has no value and no default" in unresolved.why


def test_a_link_out_of_the_project_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secrets").write_text("HOST=secret.example.com\n")
    project = tmp_path / "project"
    project.mkdir()
    (project / "pytest.ini").touch()
    (project / ".env").symlink_to(tmp_path / "secrets")
    text = SERVICE.replace("src/edge.handler", "edge.handler, module: src")
    path = in_folder(project, f"{text}useDotenv: true\npackage: {{individually: true}}")
    message = str(error_of(path))
    assert "the file '.env' leads out of the project" in message
    assert "parameters={'env:HOST': …}" in message
    assert load_distribution(path, parameters={"env:HOST": "x.example.com"}).origin == "custom/x.example.com"


def test_a_file_that_is_not_read_may_say_something_else_than_the_rest(tmp_path: Path) -> None:
    (tmp_path / "secrets").write_text("HOST=secret.example.com\n")
    project = tmp_path / "project"
    project.mkdir()
    (project / "pytest.ini").touch()
    (project / ".env").write_text("HOST=env.example.com\n")
    (project / ".env.dev").symlink_to(tmp_path / "secrets")
    text = SERVICE.replace("src/edge.handler", "edge.handler, module: src")
    path = in_folder(project, f"{text}useDotenv: true\npackage: {{individually: true}}")
    assert "the file '.env.dev' leads out of the project" in str(error_of(path))


def of_unknown_stage(folder: Path, more: str) -> Path:
    """Return a service whose stage is given only where it is deployed."""
    path = in_folder(folder, SERVICE + more)
    text = path.read_text().replace("python3.13}", "python3.13, stage: '${opt:stage}'}")
    path.write_text(text)
    return path


@pytest.mark.parametrize("version", ["'3'", "'4'"])
def test_of_a_stage_that_is_unknown_the_files_must_agree(tmp_path: Path, version: str) -> None:
    (tmp_path / ".env").write_text("HOST=env.example.com\n")
    path = of_unknown_stage(tmp_path, f"frameworkVersion: {version}\nuseDotenv: true")
    assert load_distribution(path).origin == "custom/env.example.com"
    (tmp_path / ".env.prod").write_text("HOST=env.example.com\n")
    (tmp_path / ".env.example").write_text("HOST=\n")
    assert load_distribution(path).origin == "custom/env.example.com"
    (tmp_path / ".env.prod").write_text("HOST=prod.example.com\n")
    (unresolved,) = error_of(path).unresolved
    assert unresolved.why.startswith(
        "depends on the stage, which parameters={'opt:stage': …} tells: .env and .env.prod do not agree; "
        "give it with parameters={'env:HOST': …}"
    )
    assert load_distribution(path, parameters={"opt:stage": "prod"}).origin == "custom/prod.example.com"
    assert load_distribution(path, parameters={"opt:stage": "dev"}).origin == "custom/env.example.com"


@pytest.mark.parametrize(("version", "known"), [("'3'", False), ("'4'", True)])
def test_a_stage_s_file_without_the_variable_takes_the_other_s_place_in_version_3(
    tmp_path: Path, version: str, *, known: bool
) -> None:
    (tmp_path / ".env").write_text("HOST=env.example.com\n")
    (tmp_path / ".env.prod").write_text("OTHER=x\n")
    path = of_unknown_stage(tmp_path, f"frameworkVersion: {version}\nuseDotenv: true")
    if known:
        assert load_distribution(path).origin == "custom/env.example.com"
    else:
        assert "do not agree" in str(error_of(path))


def test_more_stages_than_any_service_has_are_not_read(tmp_path: Path) -> None:
    for number in range(21):
        (tmp_path / f".env.{number}").write_text("HOST=env.example.com\n")
    path = of_unknown_stage(tmp_path, "useDotenv: true")
    assert str(error_of(path)) == (
        f"{path}: .env: more than 20 stages have a file of their own, and which one is deployed is unknown; "
        "give the stage with parameters={'opt:stage': …}"
    )
    assert load_distribution(path, parameters={"opt:stage": "7"}).origin == "custom/env.example.com"


def test_files_that_no_service_has_are_not_read(tmp_path: Path) -> None:
    (tmp_path / ".env.dev").write_text("HOST=a.example.com\n")
    (tmp_path / ".env").write_text("A=\n" * 400_000)
    path = in_folder(tmp_path, f"{SERVICE}useDotenv: true")
    assert str(error_of(path)) == (
        f"{tmp_path}/.env: these files have more than 1,000,000 characters, and are not read; give what they "
        "tell with parameters={'env:<name>': …}"
    )
    parameters = {"env:HOST": "given.example.com"}
    assert load_distribution(path, parameters=parameters).origin == "custom/given.example.com"


@pytest.mark.parametrize("files", [{}, {"_env": "HOST=$OTHER"}])
def test_that_the_environment_of_the_process_has_it_is_told_and_its_value_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str]
) -> None:
    path = in_folder(tmp_path, f"{SERVICE}useDotenv: true", **files)
    hint = " (that of the environment of this process is not taken); give it with parameters={'env:HOST': …}"
    monkeypatch.delenv("HOST", raising=False)
    assert hint not in str(error_of(path))
    monkeypatch.setenv("HOST", "secret.example.com")
    told = str(error_of(path))
    assert hint in told
    assert "secret" not in told
