"""Functions and resources of a service: settings, code, the plugin, and what is laid over what."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
import responses
from support.services import function_of, in_folder, service
from support.templates import error_of

from pytest_lambda_edge.assertions import assert_response
from pytest_lambda_edge.templates.documents import read_document
from pytest_lambda_edge.templates.formats import format_of
from pytest_lambda_edge.templates.load import load_distribution
from pytest_lambda_edge.templates.reading import Asked
from pytest_lambda_edge.templates.serverless.events import cloudfront_events
from pytest_lambda_edge.templates.serverless.service import read_service
from pytest_lambda_edge.templates.serverless.template import compiled
from pytest_lambda_edge.templates.serverless.variables import Variables

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_lambda_edge.fixtures import MakeDistribution

SITE = """
resources:
  Resources:
    Site:
      Type: AWS::CloudFront::Distribution
      Properties:
        DistributionConfig:
          Enabled: true
          Origins:
            - Id: www
              DomainName: www.example.com
              CustomOriginConfig: {OriginProtocolPolicy: https-only}
          DefaultCacheBehavior:
            TargetOriginId: www
            ViewerProtocolPolicy: allow-all
            CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad
          CacheBehaviors:
            - PathPattern: /a/*
              TargetOriginId: www
              ViewerProtocolPolicy: allow-all
              CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad
"""
AT_THE_EDGE = "lambdaAtEdge: {distribution: Site, eventType: viewer-request}"
OWN_VERSION = """
    Version:
      Type: AWS::Lambda::Version
      Properties: {FunctionName: !Ref EdgeLambdaFunction}
"""


def with_plugin(settings: str = "", at_edge: str = AT_THE_EDGE, more: str = "") -> dict[str, Any]:
    """Return a service whose function ``edge`` is associated by the plugin."""
    own = f", {settings}" if settings else ""
    return service(f"functions: {{edge: {{handler: src/edge.handler, {at_edge}{own}}}}}\n{SITE}\n{more}")


def with_own_version(settings: str = "", more: str = "") -> dict[str, Any]:
    """Return a service whose function ``edge`` is associated by resources alone."""
    own = f", {settings}" if settings else ""
    data = service(f"functions: {{edge: {{handler: src/edge.handler{own}}}}}\n{SITE}{OWN_VERSION}\n{more}")
    config = data["resources"]["Resources"]["Site"]["Properties"]["DistributionConfig"]
    config["DefaultCacheBehavior"]["LambdaFunctionAssociations"] = [
        {"EventType": "viewer-request", "LambdaFunctionARN": {"Ref": "Version"}}
    ]
    return data


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
        ("runtime: '${ssm:/runtime}'", "where its code is, is unknown: ${ssm:/runtime}"),
        ("timeout: '${ssm:/timeout}'", "where its code is, is unknown: ${ssm:/timeout}"),
        ("handler: 'src/${ssm:/file}.handler'", "where its code is, is unknown: ${ssm:/file}"),
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


def test_an_artifact_outside_of_the_project_is_refused(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "pytest.ini").touch()
    text = f"functions: {{edge: {{handler: a.b, package: {{artifact: ../x.zip}}, {AT_THE_EDGE}}}}}\n{SITE}"
    assert "leads out of the project" in str(error_of(in_folder(tmp_path / "project", text)))


# The plugin


@pytest.mark.fact("CF-296")
def test_the_plugin_s_associations_are_added() -> None:
    at_edge = """lambdaAtEdge: [
        {distribution: Site, eventType: viewer-request},
        {distribution: Site, eventType: origin-request, pathPattern: /a/*, includeBody: true}]"""
    data = with_plugin(at_edge=at_edge, more="functions2: {}")
    data["functions"]["other"] = {
        "handler": "src/other.handler",
        "lambdaAtEdge": {"distribution": "Site", "eventType": "origin-response", "pathPattern": "/a/*"},
    }
    config = load_distribution(data)
    of_path = config.behaviors["/a/*"]
    assert function_of(config.viewer_request).name == "site-dev-edge"
    assert function_of(of_path.origin_request).name == "site-dev-edge"
    assert function_of(of_path.origin_response).name == "site-dev-other"
    assert of_path.origin_request.include_body is True  # type: ignore[union-attr]
    assert of_path.viewer_request is None


@pytest.mark.fact("CF-296", "CF-303")
def test_two_functions_for_one_event_are_refused_at_their_places() -> None:
    data = with_own_version(AT_THE_EDGE)
    message = str(error_of(data))
    assert "viewer-request has a function already" in message
    assert "functions.edge.lambdaAtEdge" in message


@pytest.mark.fact("CF-296")
@pytest.mark.parametrize(
    ("at_edge", "place", "message"),
    [
        ("{distribution: Sit, eventType: viewer-request}", ".distribution", "did you mean 'Site'?"),
        ("{distribution: Version, eventType: viewer-request}", ".distribution", "those are 'Site'"),
        ("{eventType: viewer-request}", ".distribution", "not None; those are 'Site'"),
        ("{distribution: Site}", ".eventType", "must be 'viewer-request', 'origin-request'"),
        ("{distribution: Site, eventType: viewer}", ".eventType", "not 'viewer'"),
        (
            "{distribution: Site, eventType: viewer-request, pathPattern: /b/*}",
            ".pathPattern",
            "not '/b/*'; there is '/a/*'",
        ),
        ("text", "", "must be a mapping, not 'text'"),
        ("[5]", "[0]", "must be a mapping, not 5"),
    ],
)
def test_what_the_plugin_does_not_find_is_told(at_edge: str, place: str, message: str) -> None:
    told = str(error_of(with_plugin(at_edge=f"lambdaAtEdge: {at_edge}")))
    assert told.startswith(f"functions.edge.lambdaAtEdge{place}")
    assert message in told


@pytest.mark.fact("CF-296")
@pytest.mark.parametrize(
    ("settings", "provider", "published"),
    [
        ("", "", True),
        ("versionFunction: false", "", False),
        ("", "versionFunctions: false", False),
        ("versionFunction: true", "versionFunctions: false", True),
    ],
)
def test_the_plugin_needs_a_published_version(settings: str, provider: str, *, published: bool) -> None:
    data = with_plugin(settings, more=f"provider: {{name: aws, {provider}}}")
    if published:
        assert load_distribution(data).viewer_request
    else:
        assert "so no version is published for it" in str(error_of(data))


@pytest.mark.parametrize(
    ("at_edge", "reference"),
    [
        ("'${env:EDGE}'", "${env:EDGE}"),
        ("['${env:EDGE}']", "${env:EDGE}"),
        ("{distribution: Site, eventType: '${env:EDGE}'}", "${env:EDGE}"),
    ],
)
def test_an_association_that_is_unknown_is_told(at_edge: str, reference: str) -> None:
    error = error_of(with_plugin(at_edge=f"lambdaAtEdge: {at_edge}"))
    assert [one.reference for one in error.unresolved] == [reference]


# Sections


def test_sections_may_be_lists_that_are_merged() -> None:
    data = service(f"""
functions:
  - edge: {{handler: src/edge.handler, timeout: 2}}
  -
  - edge: {{{AT_THE_EDGE}, timeout: 3}}
""")
    resources = service(SITE)["resources"]
    override = {"DefaultRootObject": "index.html", "Origins": [{"DomainName": "new.example.com"}]}
    site = {"Site": {"Properties": {"DistributionConfig": override}}}
    data["resources"] = [resources, None, {"Resources": site}]
    config = load_distribution(data)
    assert function_of(config.viewer_request).timeout == 3
    assert config.default_root_object == "index.html"
    assert config.origins["www"].domain_name == "new.example.com"  # type: ignore[union-attr]


MANY = range(2000)
MANY_PARTS = [{"Resources": {f"Topic{n}": {"Type": "AWS::SNS::Topic"}}} for n in range(10_000)]
MANY_BEHAVIORS = [{"PathPattern": f"/{n}/*"} for n in MANY]
MANY_ASSOCIATIONS = [
    {"distribution": "Site", "eventType": "viewer-request", "pathPattern": f"/{n}/*"} for n in MANY
]
MANY_EVENTS = [
    {
        "cloudFront": {
            "eventType": "viewer-request",
            "pathPattern": f"/{n}/*",
            "origin": f"https://x{n % 1000}.test",
        }
        | {"isDefaultOrigin": not n}
    }
    for n in MANY
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "resources"),
    [
        ({"lambdaAtEdge": {"distribution": "Site", "eventType": "viewer-request"}}, MANY_PARTS),
        (
            {"lambdaAtEdge": MANY_ASSOCIATIONS},
            [
                {
                    "Resources": {
                        "Site": {"Properties": {"DistributionConfig": {"CacheBehaviors": MANY_BEHAVIORS}}}
                    }
                }
            ],
        ),
        ({"lambdaAtEdge": [{"distribution": "Site", "eventType": "viewer-request"} for _ in MANY]}, []),
        ({"events": MANY_EVENTS}, []),
    ],
    ids=["parts of resources", "behaviors", "associations", "events"],
)
def test_many_of_them_are_put_together_in_one_go(settings: dict[str, Any], resources: list[Any]) -> None:
    data = service(SITE)
    data["functions"] = {"edge": {"handler": "src/edge.handler"} | settings}
    data["resources"] = [data["resources"], *resources]
    variables = Variables(read_document(data), Asked())
    begun = time.process_time()
    read = read_service(variables)
    events = [one for function in read.functions for one in cloudfront_events(function)]
    assert "Site" in compiled(read, events)["Resources"]
    assert time.process_time() - begun < 2


EXTENDED = """
functions:
  edge:
    handler: src/edge.handler
    events:
      - cloudFront: {eventType: viewer-request, origin: 'https://www.example.com'}
"""


def test_extensions_replace_properties_of_what_the_framework_makes() -> None:
    data = service(f"""
{EXTENDED}
resources:
  extensions:
    EdgeLambdaFunction:
      Properties: {{Timeout: 1, Architectures: [arm64]}}
      DependsOn: [x]
      Metadata: {{a: b}}
      DeletionPolicy: Delete
""")
    message = str(error_of(data))
    assert message.startswith("resources.extensions.EdgeLambdaFunction.Properties.Architectures")
    assert "does not support the arm64 architecture" in message
    del data["resources"]["extensions"]["EdgeLambdaFunction"]["Properties"]["Architectures"]
    assert function_of(load_distribution(data).viewer_request).timeout == 1


@pytest.mark.parametrize(
    ("extensions", "code", "message"),
    [
        (
            "{EdgLambdaFunction: {}}",
            "RESOURCE_EXTENSION_NOT_EXISTING",
            "did you mean 'EdgeLambdaFunction'?",
        ),
        (
            "{EdgeLambdaFunction: {Type: x}}",
            "RESOURCE_EXTENSION_UNSUPPORTED_ATTRIBUTE",
            "does not extend 'Type'",
        ),
        ("{EdgeLambdaFunction: x}", None, "must be a mapping, not 'x'"),
        ("[a]", None, "must be a mapping, not ['a']"),
        ("'${env:X}'", None, "give it with parameters={'env:X': …}"),
    ],
)
def test_extensions_of_nothing_are_refused(extensions: str, code: str | None, message: str) -> None:
    error = error_of(service(f"{EXTENDED}\nresources: {{extensions: {extensions}}}"))
    assert error.code == code
    assert message in str(error)


@pytest.mark.parametrize(
    ("domain_name", "given"),
    [
        ("!Sub '${HttpApi}.execute-api.us-east-1.amazonaws.com'", "HttpApi"),
        ("!Join ['', [!Ref ApiGatewayRestApi, .execute-api.us-east-1.amazonaws.com]]", "ApiGatewayRestApi"),
        ("!Select [2, !Split ['/', !GetAtt EdgeLambdaFunctionUrl.FunctionUrl]]", "EdgeLambdaFunctionUrl"),
    ],
)
def test_what_the_framework_makes_beside_is_known_at_deployment_only(domain_name: str, given: str) -> None:
    data = with_plugin("url: true")
    origins = data["resources"]["Resources"]["Site"]["Properties"]["DistributionConfig"]["Origins"]
    origins[0]["DomainName"] = service(f"x: {domain_name}")["x"]
    (unresolved,) = error_of(data).unresolved
    assert given in unresolved.reference
    assert load_distribution(data, origins={"www": "https://api.example.com"}).origins


def test_pseudo_parameters_are_the_service_s() -> None:
    data = with_plugin(more="provider: {name: aws, runtime: python3.13, stackName: mine}")
    config = data["resources"]["Resources"]["Site"]["Properties"]["DistributionConfig"]
    config["Origins"][0]["DomainName"] = {
        "Fn::Sub": "${AWS::StackName}.${AWS::Region}.${AWS::AccountId}.example.com"
    }
    (origin,) = load_distribution(data).origins.values()
    assert origin.domain_name == "mine.us-east-1.123456789012.example.com"  # type: ignore[union-attr]


def test_what_nobody_uses_need_not_be_known() -> None:
    data = with_plugin("tags: {a: '${ssm:/a}'}, role: '${cf:iam.Role}', description: '${env:WHAT}'")
    data["custom"] = {"secret": "${ssm:/secret}", "circle": "${self:custom.circle}"}
    data["functions"]["nightly"] = {"handler": "${file(x.js):y}", "events": [{"schedule": "${env:WHEN}"}]}
    data["resources"]["Resources"]["Table"] = {"Type": "AWS::DynamoDB::Table", "Properties": "${ssm:/table}"}
    data["provider"]["iam"] = "${file(missing.yml)}"
    assert load_distribution(data).viewer_request


@pytest.mark.parametrize(
    ("data", "place", "message"),
    [
        ("functions: text", "functions", "must be a mapping, not 'text'"),
        ("functions: [text]", "functions[0]", "must be a mapping, not 'text'"),
        ("functions: {edge: text}", "functions.edge", "must be a mapping, not 'text'"),
        ("resources: text", "resources", "must be a mapping, not 'text'"),
        ("resources: {Resources: [a]}", "resources.Resources", "must be a mapping, not ['a']"),
        ("functions: '${env:X}'", "functions", "give it with parameters={'env:X': …}"),
        ("functions: {edge: '${env:X}'}", "functions.edge", "give it with parameters={'env:X': …}"),
        ("resources: ['${env:X}']", "resources[0]", "give it with parameters={'env:X': …}"),
        ("functions: {}\nprovider: google", "provider", "deployed to 'google'"),
        ("functions: {}\nprovider: {name: google}", "provider.name", "deployed to 'google'"),
        ("functions: {}", "load_distribution", "describes no distribution"),
        ("resources: {Resources: null}", "load_distribution", "describes no distribution"),
    ],
)
def test_what_is_no_service_is_refused_with_its_place(data: str, place: str, message: str) -> None:
    told = str(error_of(service(data)))
    assert told.startswith(place)
    assert message in told


def test_a_service_may_be_a_mapping_and_the_provider_a_name() -> None:
    data = with_plugin(more="provider: aws")
    data["service"] = {"name": "shop"}
    assert function_of(load_distribution(data).viewer_request).name == "shop-dev-edge"


@pytest.mark.parametrize("name", ["serverless.ts", "serverless.js"])
def test_a_service_that_is_a_program_is_printed_first(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("module.exports = {}")
    assert "serverless print --format json > serverless.json" in str(error_of(tmp_path / name))


def test_the_document_is_left_as_it_was(make_distribution: MakeDistribution) -> None:
    data = with_plugin(more="custom: {x: ['${env:X}']}")
    before = repr(data)
    load_distribution(data, parameters={"X": "y"})
    assert repr(data) == before


def test_a_distribution_without_functions_is_read_as_well(make_distribution: MakeDistribution) -> None:
    responses.get("https://www.example.com/", body="hello")
    assert_response(make_distribution(load_distribution(service(SITE))).get("/"), body="hello")


@pytest.mark.parametrize("section", ["functions", "resources"])
def test_a_service_is_recognised_by_its_keys(section: str) -> None:
    assert format_of(read_document(service(f"{section}: {{}}"))).name == "a serverless.yml"


def test_without_functions_and_resources_it_is_no_service() -> None:
    assert "is none of the documents that are read" in str(error_of(service("")))
