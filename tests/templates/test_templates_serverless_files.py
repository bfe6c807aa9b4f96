"""Files that a serverless.yml includes: of the same project, and data only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.services import in_folder, service
from support.templates import error_of

from pytest_lambda_edge.templates.load import load_distribution

if TYPE_CHECKING:
    from pathlib import Path

EVENT = "{eventType: viewer-request, origin: 'https://${file(hosts.json):www.0}', pathPattern: /a}"
FUNCTIONS = f"functions: {{edge: {{handler: src/edge.handler, events: [{{cloudFront: {EVENT}}}]}}}}"


def test_a_file_of_the_project_is_read(tmp_path: Path) -> None:
    path = in_folder(tmp_path, FUNCTIONS, hosts_json='{"www": ["${sls:stage}.example.com"]}')
    assert load_distribution(path).origin == "custom/dev.example.com"


def test_a_file_that_has_changed_is_read_again(tmp_path: Path) -> None:
    path = in_folder(tmp_path, FUNCTIONS, hosts_json='{"www": ["one.example.com"]}')
    load_distribution(path)
    load_distribution(path)
    in_folder(tmp_path, FUNCTIONS, hosts_json='{"www": ["another.example.com"]}')
    assert load_distribution(path).origin == "custom/another.example.com"


def test_a_file_that_is_neither_yaml_nor_json_is_text(tmp_path: Path) -> None:
    text = FUNCTIONS.replace("hosts.json):www.0", "host.txt)")
    assert (
        load_distribution(in_folder(tmp_path, text, host_txt="a.example.com")).origin
        == "custom/a.example.com"
    )


@pytest.mark.parametrize("file", ["../hosts.json", "/etc/passwd", "src/../../hosts.json"])
def test_a_file_outside_of_the_project_is_refused(tmp_path: Path, file: str) -> None:
    (tmp_path / "hosts.json").write_text('{"www": ["x"]}')
    project = tmp_path / "project"
    project.mkdir()
    (project / "pytest.ini").touch()
    error = error_of(in_folder(project, FUNCTIONS.replace("hosts.json", file)))
    assert f"the file {file!r} leads out of the project" in str(error)


def test_a_link_out_of_the_project_is_refused(tmp_path: Path) -> None:
    (tmp_path / "outside.json").write_text('{"www": ["x"]}')
    project = tmp_path / "project"
    project.mkdir()
    (project / "pytest.ini").touch()
    (project / "hosts.json").symlink_to(tmp_path / "outside.json")
    assert "leads out of the project" in str(error_of(in_folder(project, FUNCTIONS)))


def test_a_program_is_not_run(tmp_path: Path) -> None:
    path = in_folder(tmp_path, FUNCTIONS.replace("hosts.json", "hosts.js"), hosts_js="process.exit(1)")
    (unresolved,) = error_of(path).unresolved
    assert "hosts.js is a program, and nothing runs to read a template" in unresolved.why
    assert "give it with parameters={'file(hosts.js):www.0': …}" in unresolved.why
    config = load_distribution(path, parameters={"file(hosts.js):www.0": "x.example.com"})
    assert config.origin == "custom/x.example.com"


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    assert str(error_of(in_folder(tmp_path, FUNCTIONS, hosts_json="{"))).startswith(
        f"{tmp_path}/hosts.json: "
    )


def test_what_stands_in_a_file_has_its_place_there(tmp_path: Path) -> None:
    text = "functions: {edge: {handler: src/edge.handler, events: '${file(events.yml)}'}}"
    events = "# The events.\n- cloudFront:\n    eventType: viewer-request\n    origin: ${env:HOST}\n"
    (unresolved,) = error_of(in_folder(tmp_path, text, events_yml=events)).unresolved
    assert str(unresolved.place) == "events.yml: [0].cloudFront.origin (line 4)"


def test_what_a_variable_stands_for_has_its_own_place() -> None:
    data = service("""
custom:
  origin:
    DomainName: ${env:HOST}
    CustomOriginConfig: {OriginProtocolPolicy: https-only}
functions:
  edge:
    handler: src/edge.handler
    events: [{cloudFront: {eventType: viewer-request, origin: "${self:custom.origin}"}}]
""")
    (unresolved, *_) = error_of(data).unresolved
    assert str(unresolved.place) == "custom.origin.DomainName (line 6)"


def test_a_file_outside_of_the_project_may_be_given(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "pytest.ini").touch()
    path = in_folder(project, FUNCTIONS.replace("hosts.json", "../hosts.json"))
    (unresolved,) = error_of(path).unresolved
    assert "that is the repository around this file" in unresolved.why
    assert "give it with parameters={'file(../hosts.json):www.0': …}" in unresolved.why
    config = load_distribution(path, parameters={"file(../hosts.json):www.0": "x.example.com"})
    assert config.origin == "custom/x.example.com"


def test_a_file_outside_of_the_project_that_nobody_needs_does_no_harm(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "pytest.ini").touch()
    text = f"custom: {{more: '${{file(../x.yml)}}'}}\n{FUNCTIONS}"
    path = in_folder(project, text, hosts_json='{"www": ["x.example.com"]}')
    assert load_distribution(path).origin == "custom/x.example.com"


def test_a_file_that_is_not_there_is_named_with_what_to_give(tmp_path: Path) -> None:
    (unresolved,) = error_of(in_folder(tmp_path, FUNCTIONS)).unresolved
    assert unresolved.why.startswith("there is no file 'hosts.json', and no default; give it with ")
    assert "parameters={'file(hosts.json):www.0': …}" in unresolved.why


def test_what_a_file_does_not_have_is_named_with_what_is_likely_meant(tmp_path: Path) -> None:
    text = FUNCTIONS.replace("www.0", "wwww")
    (unresolved,) = error_of(in_folder(tmp_path, text, hosts_json='{"www": "x.example.com"}')).unresolved
    assert unresolved.why.startswith(
        "the file has nothing at 'wwww', and there is no default; did you mean 'www'? Or give it with "
        "parameters={'file(hosts.json):wwww': …}"
    )
