"""Functions of a service: their settings and where their code is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.services import AT_THE_EDGE, SITE, function_of, in_folder, service, with_own_version, with_plugin
from support.templates import error_of

from pytest_lambda_edge.assertions import assert_response
from pytest_lambda_edge.templates.load import load_distribution

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_lambda_edge.fixtures import MakeDistribution

# Settings


@pytest.mark.parametrize(
    ("settings", "provider", "expected"),
    [
        ("", "", ("site-dev-edge", "python3.13", 5, 1024)),
        ("timeout: 2, memorySize: 256", "", ("site-dev-edge", "python3.13", 2, 256)),
        ("", "timeout: 3, memorySize: 512", ("site-dev-edge", "python3.13", 3, 512)),
        ("timeout: 2", "timeout: 3", ("site-dev-edge", "python3.13", 2, 1024)),
        ("runtime: python3.12, name: mine", "", ("mine", "python3.12", 5, 1024)),
        ("name: '${self:service}-${sls:stage}'", "stage: prod", ("site-prod", "python3.13", 5, 1024)),
    ],
)
@pytest.mark.parametrize("associated", [with_plugin, with_own_version])
def test_a_function_has_its_own_settings_else_the_provider_s(
    associated: Any, settings: str, provider: str, expected: tuple[Any, ...]
) -> None:
    data = associated(settings, more=f"provider: {{name: aws, runtime: python3.13, {provider}}}")
    function = function_of(load_distribution(data).viewer_request)
    assert (function.name, function.runtime, function.timeout, function.memory) == expected


@pytest.mark.fact("CF-295", "CF-296", "CF-302")
def test_only_the_plugin_takes_the_environment_away() -> None:
    environment = "environment: {TABLE: '${ssm:/table}', NOTHING: null}"
    assert load_distribution(with_plugin(environment)).viewer_request
    message = str(error_of(with_own_version(environment)))
    assert "functions.edge" in message
    assert "cannot have environment variables, such as 'TABLE' (LE-314)" in message
    message = str(error_of(with_own_version(more=f"provider: {{name: aws, {environment}}}")))
    assert "cannot have environment variables, such as 'TABLE' (LE-314)" in message


VPC = "vpc: {securityGroupIds: [sg], subnetIds: [subnet]}"


@pytest.mark.fact("CF-296", "LE-307")
@pytest.mark.parametrize(
    ("settings", "refused", "place"),
    [
        (VPC, "a VPC", "functions.edge.vpc"),
        ("layers: [arn]", "layers", "functions.edge.layers"),
        ("architecture: arm64", "the arm64 architecture", "functions.edge.architecture"),
        ("tracing: Active", "tracing with X-Ray", "functions.edge.tracing"),
        ("tracing: true", "tracing with X-Ray", "functions.edge.tracing"),
        ("onError: arn:aws:sns:us-east-1:123456789012:x", "a dead-letter queue", "functions.edge.onError"),
        ("kmsKeyArn: arn:aws:kms:x", "a customer managed key", "functions.edge.kmsKeyArn"),
        ("ephemeralStorageSize: 1024", "more than 512 MB", "functions.edge.ephemeralStorageSize"),
        ("runtimeManagement: onFunctionUpdate", "runtime management", "functions.edge.runtimeManagement"),
        (
            "runtimeManagement: {mode: manual, arn: x}",
            "runtime management",
            "functions.edge.runtimeManagement",
        ),
    ],
)
def test_what_lambda_at_edge_does_not_support_is_refused(settings: str, refused: str, place: str) -> None:
    message = str(error_of(with_plugin(settings)))
    assert message.startswith(place)
    assert f"Lambda@Edge does not support {refused}" in message


@pytest.mark.fact("LE-307")
@pytest.mark.parametrize(
    ("settings", "refused", "place"),
    [
        (VPC, "a VPC", "provider.vpc"),
        ("layers: [arn]", "layers", "provider.layers"),
        ("architecture: arm64", "the arm64 architecture", "provider.architecture"),
        ("tracing: {lambda: true}", "tracing with X-Ray", "provider.tracing.lambda"),
        ("kmsKeyArn: arn:aws:kms:x", "a customer managed key", "provider.kmsKeyArn"),
        ("runtimeManagement: manual", "runtime management", "provider.runtimeManagement"),
    ],
)
def test_what_the_provider_says_counts_for_every_function(settings: str, refused: str, place: str) -> None:
    message = str(error_of(with_plugin(more=f"provider: {{name: aws, {settings}}}")))
    assert message.startswith(place)
    assert f"Lambda@Edge does not support {refused}" in message


@pytest.mark.parametrize(
    ("settings", "provider"),
    [
        ("vpc: null", VPC),
        ("vpc: false", VPC),
        ("vpc: {securityGroupIds: [sg]}", ""),
        ("tracing: PassThrough", "tracing: {lambda: true}"),
        ("architecture: x86_64", "architecture: arm64"),
        ("runtimeManagement: auto", "runtimeManagement: manual"),
        ("ephemeralStorageSize: 512", ""),
    ],
)
def test_a_function_may_do_without(settings: str, provider: str) -> None:
    assert load_distribution(
        with_plugin(settings, more=f"provider: {{name: aws, {provider}}}")
    ).viewer_request


@pytest.mark.fact("LE-296")
def test_a_service_in_another_region_is_refused_by_aws() -> None:
    error = error_of(with_plugin(more="provider: {name: aws, region: eu-west-1}"))
    assert error.code == "InvalidLambdaFunctionAssociation"
    assert "a Lambda@Edge function is in us-east-1, not in eu-west-1 (LE-296)" in str(error)


def test_without_a_runtime_the_framework_takes_node() -> None:
    data = with_plugin(more="provider: {name: aws}")
    assert (function_of(load_distribution(data).viewer_request).runtime or "").startswith("nodejs")


# Code


@pytest.mark.parametrize("handler", ["src/edge.handler", "src.edge.handler"])
def test_the_service_s_folder_is_the_code(
    make_distribution: MakeDistribution, tmp_path: Path, handler: str
) -> None:
    text = f"functions: {{edge: {{handler: {handler}, {AT_THE_EDGE}}}}}\n{SITE}"
    assert_response(make_distribution(load_distribution(in_folder(tmp_path, text))).get("/"), status=204)


def test_an_artifact_is_the_code(make_distribution: MakeDistribution, tmp_path: Path) -> None:
    import zipfile  # noqa: PLC0415 - for this test alone

    text = (
        f"package: {{artifact: dist/all.zip}}\nfunctions: {{edge: {{handler: one.f, {AT_THE_EDGE}}}}}\n{SITE}"
    )
    path = in_folder(tmp_path, text)
    (tmp_path / "dist").mkdir()
    with zipfile.ZipFile(tmp_path / "dist" / "all.zip", "w") as archive:
        archive.writestr("one.py", "def f(event, context):\n    return {'status': '202'}")
    assert_response(make_distribution(load_distribution(path)).get("/"), status=202)


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ("package: {artifact: s3://code/edge.zip}", "its code is kept in S3 (s3://code/edge.zip)"),
        ("package: {artifact: no.zip}", "there is no folder or zip file 'no.zip'"),
        ("image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/x", "its code is a container image"),
        ("image: {name: edge}", "its code is a container image"),
    ],
)
def test_code_that_is_not_here_is_asked_for(settings: str, why: str) -> None:
    data = with_plugin()
    key, _, value = settings.partition(": ")
    data["functions"]["edge"][key] = service(f"x: {value}")["x"]
    error = error_of(data)
    assert why in str(error)
    assert "give it as functions={'edge': handler}" in str(error)
    assert [one.event_type for one in error.unresolved] == ["viewer-request"]


@pytest.mark.parametrize(
    "setting",
    ["runtime: '${ssm:/x}'", "timeout: '${ssm:/x}'", "memorySize: '${ssm:/x}'", "handler: 'src/${ssm:/x}.h'"],
)
def test_a_setting_that_is_unknown_is_asked_for_where_it_stands(setting: str) -> None:
    data = with_plugin()
    key, _, value = setting.partition(": ")
    data["functions"]["edge"][key] = service(f"x: {value}")["x"]
    (unresolved,) = error_of(data).unresolved
    assert (unresolved.place.path, unresolved.reference) == (f"functions.edge.{key}", "${ssm:/x}")
    assert "parameters={'ssm:/x': …}; or give it as functions={'edge': handler}" in unresolved.why


def test_an_artifact_outside_of_the_project_is_refused(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "pytest.ini").touch()
    text = f"functions: {{edge: {{handler: a.b, package: {{artifact: ../x.zip}}, {AT_THE_EDGE}}}}}\n{SITE}"
    assert "leads out of the project" in str(error_of(in_folder(tmp_path / "project", text)))
