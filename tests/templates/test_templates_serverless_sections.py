"""Sections of a service: how they are put together, what is laid over what, and what is no service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import responses
from support.in_time import before_long
from support.services import AT_THE_EDGE, SITE, function_of, service, with_plugin
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
    with before_long():
        read = read_service(variables)
        events = [one for function in read.functions for one in cloudfront_events(function)]
        assert "Site" in compiled(read, events)["Resources"]


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
        ("!Sub 'api.${HttpApiStage}.example.com'", "HttpApiStage"),
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


@pytest.mark.parametrize(
    ("event", "provider", "reference", "name"),
    [
        ("photos", "", "S3BucketPhotos", "photos"),
        ("{bucket: my-photos}", "", "S3BucketMyphotos", "my-photos"),
        ("{bucket: photos}", "s3: {photos: {name: holiday}}", "S3BucketPhotos", "holiday"),
    ],
)
def test_a_bucket_of_an_event_may_be_an_origin(event: str, provider: str, reference: str, name: str) -> None:
    sections = f"functions: {{f: {{handler: a.b, events: [{{s3: {event}}}]}}}}"
    site = SITE.replace("www.example.com", f"!GetAtt {reference}.DomainName")
    data = service(f"{sections}\nprovider: {{name: aws, {provider}}}\n{site}")
    (origin,) = load_distribution(data).origins.values()
    assert origin.domain_name == f"{name}.s3.amazonaws.com"  # type: ignore[union-attr]


def test_a_bucket_that_is_there_already_is_none_of_the_stack() -> None:
    functions = "functions: {f: {handler: a.b, events: [{s3: {bucket: photos, existing: true}}]}}"
    data = service(f"{functions}\n{SITE.replace('www.example.com', '!GetAtt S3BucketPhotos.DomainName')}")
    assert "refers to 'S3BucketPhotos', which is no parameter and no resource" in str(error_of(data))


def test_a_layer_of_the_service_is_a_layer() -> None:
    data = with_plugin("layers: [!Ref MyDashdepsLambdaLayer]", more="layers: {my-deps: {path: layer}}")
    message = str(error_of(data))
    assert message.startswith("functions.edge.layers (line 3): Lambda@Edge does not support layers")


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


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "serverless-state.json",
            "give the serverless.yml, or what stands beside it: cloudformation-template-up",
        ),
        ("serverless-compose.yml", "give the serverless.yml of the one with the distribution"),
        ("serverless-compose.yaml", "with parameters={'param:<name>': …}"),
    ],
)
def test_a_file_beside_a_service_is_none(tmp_path: Path, name: str, told: str) -> None:
    (tmp_path / name).write_text("{}")
    assert told in str(error_of(tmp_path / name))


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


PSEUDO = "serverless-pseudo-parameters"


@pytest.mark.parametrize(
    ("written", "domain_name"),
    [
        ("'#{Files.DomainName}'", "files.s3.us-east-1.amazonaws.com"),
        ("'x.#{AWS::Region}.example.com'", "x.us-east-1.example.com"),
        ("!Sub ['#{Of}.example.com', {Of: '#{AWS::AccountId}'}]", "123456789012.example.com"),
        ("!Join ['.', [a, '#{AWS::Region}', example.com]]", "a.us-east-1.example.com"),
    ],
)
@pytest.mark.parametrize("plugins", ["[x, {}]", "{{modules: [{}]}}"])
def test_pseudo_parameters_of_a_plugin_are_put_in(written: str, domain_name: str, plugins: str) -> None:
    data = service(f"{SITE}    Files: {{Type: AWS::S3::Bucket}}\nplugins: {plugins.format(PSEUDO)}")
    config = data["resources"]["Resources"]["Site"]["Properties"]["DistributionConfig"]
    config["Origins"][0]["DomainName"] = service(f"x: {written}")["x"]
    (origin,) = load_distribution(data).origins.values()
    assert origin.domain_name == domain_name  # type: ignore[union-attr]


def test_text_that_never_ends_one_takes_no_longer() -> None:
    data = service(f"{SITE}plugins: [{PSEUDO}]")
    data["resources"]["Outputs"] = {"Long": {"Value": "x"}}
    resources = data["resources"]["Resources"]
    resources["Site"]["Metadata"] = {"a": "#{AWS::Region}" + "#{" * 300_000}
    assert load_distribution(data).origin == "www"


def test_without_the_plugin_they_are_text() -> None:
    data = service(f"{SITE}plugins: [serverless-offline]")
    config = data["resources"]["Resources"]["Site"]["Properties"]["DistributionConfig"]
    config["Origins"][0]["DomainName"] = "#{Files}.example.com"
    assert "not '#{Files}.example.com'" in str(error_of(data))


def test_what_the_plugin_puts_in_keeps_its_line() -> None:
    text = SITE.replace("www.example.com", "'#{Missing}.example.com'")
    (problem,) = error_of(service(f"{text}plugins: [{PSEUDO}]")).problems
    config = "resources.Resources.Site.Properties.DistributionConfig"
    assert problem.place == f"{config}.Origins[0].DomainName (line 13)"


def test_a_parameter_s_default_may_be_a_variable() -> None:
    text = SITE.replace("www.example.com", "!Ref Host")
    host = "  Parameters: {Host: {Type: String, Default: '${env:HOST}'}}\n"
    text = text.replace("  Resources:", f"{host}  Resources:")
    (unresolved,) = error_of(service(text)).unresolved
    assert unresolved.reference == "${env:HOST}"
    assert "give it with parameters={'env:HOST': …}" in unresolved.why
    config = load_distribution(service(text), parameters={"env:HOST": "a.example.com"})
    assert config.origins["www"].domain_name == "a.example.com"  # type: ignore[union-attr]
