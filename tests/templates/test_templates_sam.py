"""Whole SAM templates: each ends in requests through its distribution, functions running."""

from __future__ import annotations

import shutil
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import responses
from support.templates import TEMPLATES, candidate, distribution, error_of, origin, template, unresolved_of

from pytest_lambda_edge.assertions import assert_fired, assert_response, assert_short_circuited
from pytest_lambda_edge.templates.load import load_distribution
from pytest_lambda_edge.templates.sam import transformed
from pytest_lambda_edge.templates.yaml_documents import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_lambda_edge.distribution import Distribution
    from pytest_lambda_edge.fixtures import MakeDistribution
    from pytest_lambda_edge.model.triggers import Function

BLOG = TEMPLATES / "sam" / "blog" / "template.yaml"
DOCS = TEMPLATES / "sam" / "docs_site" / "template.yaml"
STAGING = TEMPLATES / "sam" / "staging" / "template.yaml"
DOWNLOADS = TEMPLATES / "sam" / "downloads" / "template.yaml"

BLOG_ORIGIN = "https://blog-origin.example.com"
DOCS_ORIGIN = "http://docs-123456789012.s3-website-us-east-1.amazonaws.com"
BUILDS = "https://builds.s3.us-east-1.amazonaws.com"
FIRST = "https://first.downloads.example.com"
SECOND = "https://second.downloads.example.com"
COLLEAGUE, STRANGER = "203.0.113.9", "198.51.100.9"


pytestmark = pytest.mark.filterwarnings("ignore::pytest_lambda_edge.errors.EdgeNotSimulatedWarning")


def passed_on(event: Any, context: Any) -> Any:
    return event["Records"][0]["cf"]["request"]


def function_of(trigger: Any) -> Function:
    function: Function = trigger.function
    return function


@pytest.fixture
def blog(make_distribution: MakeDistribution) -> Distribution:
    return make_distribution(load_distribution(BLOG))


@pytest.mark.fact("CF-289", "CF-290")
def test_a_blog_redirects_old_addresses(blog: Distribution) -> None:
    result = blog.get("/2019/hello")
    assert_short_circuited(result, by="viewer-request")
    assert_response(result, status=301, headers={"location": "/hello"})


def test_a_blog_caches_what_its_function_says(blog: Distribution) -> None:
    post = responses.get(f"{BLOG_ORIGIN}/hello", body="hello")
    first, second = blog.get("/hello"), blog.get("/hello")
    assert_fired(first, "viewer-request", "origin-response")
    assert_response(second, body="hello", headers={"cache-control": "max-age=600"})
    assert post.call_count == 1


@pytest.mark.fact("CF-290")
def test_globals_are_the_defaults_of_each_function() -> None:
    config = load_distribution(BLOG)
    redirects, caching = function_of(config.viewer_request), function_of(config.origin_response)
    assert (redirects.handler, redirects.timeout, redirects.memory) == ("index.handler", 2, 128)
    assert (caching.handler, caching.timeout, caching.runtime) == ("caching.handler", 5, "python3.13")


@pytest.mark.fact("LE-294")
def test_a_function_without_a_timeout_has_three_seconds() -> None:
    assert function_of(load_distribution(DOWNLOADS).origin_request).timeout == 3


def test_documentation_is_for_colleagues(make_distribution: MakeDistribution) -> None:
    site = make_distribution(load_distribution(DOCS))
    responses.get(f"{DOCS_ORIGIN}/index.html", body="docs")
    assert_response(site.get("/", client_ip=COLLEAGUE), status=200, body="docs")
    assert_response(site.get("/", client_ip=STRANGER), status=403, body="colleagues only")


def test_published_documentation_is_for_everybody(make_distribution: MakeDistribution) -> None:
    site = make_distribution(load_distribution(DOCS, parameters={"Published": True}))
    responses.get(f"{DOCS_ORIGIN}/index.html", body="docs")
    result = site.get("/", client_ip=STRANGER)
    assert_response(result, status=200, body="docs")
    assert_fired(result)


def test_a_function_of_another_stack_is_named_and_can_be_given(make_distribution: MakeDistribution) -> None:
    assert unresolved_of(STAGING) == [("viewer-request", "!ImportValue sign-in-version")]
    site = make_distribution(load_distribution(STAGING, functions={"sign-in-version": passed_on}))
    responses.get(f"{BUILDS}/preview/app.js", body="js")
    result = site.get("https://next.staging.example.com/app.js")
    assert_response(result, status=200, body="js")
    assert_fired(result, "viewer-request", "origin-request")


def test_a_function_of_another_stack_can_be_given_by_its_arn() -> None:
    arn = "arn:aws:lambda:us-east-1:210987654321:function:sign-in:4"
    asked: dict[str, Any] = {"parameters": {"sign-in-version": arn}}
    assert unresolved_of(STAGING, **asked) == [("viewer-request", arn)]
    config = load_distribution(STAGING, functions={"sign-in": passed_on}, **asked)
    function = function_of(config.viewer_request)
    assert (function.code, function.name) == (passed_on, "sign-in")


@pytest.fixture
def downloads(make_distribution: MakeDistribution) -> Distribution:
    return make_distribution(load_distribution(DOWNLOADS))


def test_downloads_come_from_the_mirror_that_answers(downloads: Distribution) -> None:
    responses.get(f"{FIRST}/file.zip", status=503)
    responses.get(f"{SECOND}/file.zip", body="zip")
    result = downloads.get("/file.zip")
    assert_response(result, body="zip", headers={"x-mirror": "second.downloads.example.com"})
    assert [request.headers["x-signed"] for request in result.origin_requests] == ["yes", "yes"]


@pytest.mark.fact("CF-279")
def test_a_cloudfront_function_is_in_the_model() -> None:
    counter = load_distribution(DOWNLOADS).behaviors["/count/*"].viewer_request.function  # type: ignore[union-attr]
    assert (counter.name, counter.runtime) == ("downloads-counter", "cloudfront-js-2.0")  # type: ignore[union-attr]


@pytest.mark.fact("CF-290")
def test_a_built_template_names_folders_beside_itself(
    make_distribution: MakeDistribution, tmp_path: Path
) -> None:
    build = tmp_path / ".aws-sam" / "build"
    shutil.copytree(BLOG.parent / "functions" / "redirects", build / "RedirectsFunction")
    shutil.copytree(BLOG.parent / "functions" / "caching", build / "CachingFunction")
    text = BLOG.read_text("utf-8")
    for folder, logical_id in (("redirects", "RedirectsFunction"), ("caching", "CachingFunction")):
        text = text.replace(f"functions/{folder}/", logical_id)
    (build / "template.yaml").write_text(text, "utf-8")
    site = make_distribution(load_distribution(build / "template.yaml"))
    assert_response(site.get("/2019/hello"), status=301, headers={"location": "/hello"})


def test_code_can_be_a_zip_file(make_distribution: MakeDistribution, tmp_path: Path) -> None:
    shutil.copytree(BLOG.parent, tmp_path / "blog")
    redirects = tmp_path / "blog" / "functions" / "redirects"
    with zipfile.ZipFile(tmp_path / "blog" / "redirects.zip", "w") as archive:
        archive.write(redirects / "index.py", "index.py")
    path = tmp_path / "blog" / "template.yaml"
    path.write_text(path.read_text("utf-8").replace("functions/redirects/", "redirects.zip"), "utf-8")
    site = make_distribution(load_distribution(path))
    assert_response(site.get("/2019/hello"), status=301, headers={"location": "/hello"})


FUNCTION = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.13, Handler: index.handler, AutoPublishAlias: live}
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties: {InlineCode: "def handler(event, context): return None"}
"""


def associated(arn: str, function: str = FUNCTION) -> dict[str, Any]:
    association = {"EventType": "viewer-request", "LambdaFunctionARN": read_yaml(arn)}
    return template(function, Site=distribution([association]))


@pytest.mark.fact("CF-289")
@pytest.mark.parametrize(
    "arn",
    [
        "!Ref Fn.Version",
        "!Sub '${Fn.Version}'",
        "!GetAtt Fn.Version.FunctionArn",
        "!Sub '${Fn.Arn}:3'",
        "!Join [':', [!GetAtt Fn.Arn, !GetAtt Fn.Version.Version]]",
    ],
)
def test_a_version_that_sam_publishes_is_followed_to_its_function(arn: str) -> None:
    assert function_of(load_distribution(associated(arn)).viewer_request).name == "Fn"


@pytest.mark.fact("CF-289", "LE-297")
@pytest.mark.parametrize(
    ("arn", "names"),
    [
        ("!Ref Fn.Alias", "the version or alias 'live'"),
        ("!GetAtt Fn.Arn", "the function itself"),
        ("!Ref Fn", "the function itself"),
        ("!Sub '${Fn.Arn}:$LATEST'", "the version or alias '$LATEST'"),
    ],
)
def test_anything_but_a_version_is_refused(arn: str, names: str) -> None:
    error = error_of(associated(arn))
    assert error.code == "InvalidLambdaFunctionAssociation"
    assert f"names {names}" in str(error)
    assert "(LE-297); write !Ref Fn.Version" in str(error)


@pytest.mark.fact("CF-289")
@pytest.mark.parametrize(
    ("arn", "name"),
    [
        ("!Ref Fn.Version", "Fn.Version"),
        ("!Ref Fn.Alias", "Fn.Alias"),
        ("!GetAtt FnRole.Arn", "FnRole"),
        ("!Sub '${FnUrl.FunctionUrl}'", "FnUrl"),
    ],
)
def test_what_sam_makes_beside_a_function_has_its_condition(arn: str, name: str) -> None:
    function = FUNCTION.replace("    Properties: {", "    Condition: Never\n    Properties: {")
    function = function.replace("{InlineCode:", "{FunctionUrlConfig: {AuthType: NONE}, InlineCode:")
    error = error_of(associated(arn, f"Conditions: {{Never: !Equals [a, b]}}{function}"))
    assert f"refers to {name!r}, which does not exist, since its condition 'Never' is false" in str(error)


def test_environment_variables_have_their_values_as_text() -> None:
    variables = "Environment: {Variables: {EMPTY: '', LIST: [a], STACK: !Ref AWS::StackName}}, InlineCode:"
    data = associated("!Ref Fn.Version", FUNCTION.replace("InlineCode:", variables))
    (association,) = candidate(data).form["DefaultCacheBehavior"]["LambdaFunctionAssociations"]
    found = association["LambdaFunctionARN"]
    assert found.environment == {"EMPTY": "", "LIST": "", "STACK": "stack"}


def test_the_role_that_sam_makes_is_told_as_what_it_is() -> None:
    message = str(error_of(associated("!GetAtt FnRole.Arn")))
    assert "the resource FnRole (AWS::IAM::Role) tells it at deployment only" in message


def test_provisioned_concurrency_is_told_at_the_version_that_sam_publishes() -> None:
    more = "ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 1}, InlineCode:"
    (problem,) = error_of(associated("!Ref Fn.Version", FUNCTION.replace("InlineCode:", more))).problems
    assert problem.message == "Lambda@Edge does not support provisioned concurrency (LE-307)"
    assert problem.place.startswith("Resources.Fn.Version.Properties.ProvisionedConcurrencyConfig (line ")


@pytest.mark.fact("LE-297")
def test_an_alias_is_told_by_its_name_though_that_is_put_together() -> None:
    function = f"""{FUNCTION}
  Pages: {{Type: AWS::S3::Bucket, Properties: {{BucketName: pages}}}}
  Live:
    Type: AWS::Lambda::Alias
    Properties: {{FunctionName: !Ref Fn, Name: !Sub "${{Pages}}-live"}}
"""
    assert "names the version or alias 'pages-live'" in str(error_of(associated("!Ref Live", function)))


@pytest.mark.parametrize("name", ["Fn.Version", "Fn.Alias"])
def test_without_an_alias_to_publish_there_is_no_version(name: str) -> None:
    function = FUNCTION.replace(", AutoPublishAlias: live", "")
    error = error_of(associated(f"!Ref {name}", function))
    assert error.code == "ValidationError"
    assert repr(name) in str(error)
    assert "AutoPublishAlias" in str(error)


@pytest.mark.fact("CF-302", "LE-307")
@pytest.mark.parametrize(
    ("properties", "refused"),
    [
        ("Environment: {Variables: {TABLE: t}}", "cannot have environment variables, such as 'TABLE'"),
        ("Tracing: Active", "tracing with X-Ray"),
        ("Architectures: [arm64]", "the arm64 architecture"),
        ("DeadLetterQueue: {Type: SQS, TargetArn: arn}", "a dead-letter queue"),
        ("Layers: [arn]", "layers"),
        ("VpcConfig: {SubnetIds: [a], SecurityGroupIds: [b]}", "a VPC"),
        ("EphemeralStorage: {Size: 1024}", "more than 512 MB of ephemeral storage"),
        ("KmsKeyArn: arn", "a customer managed key"),
        ("ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 1}", "provisioned concurrency"),
    ],
)
@pytest.mark.parametrize("shared", [True, False], ids=["globals", "own"])
def test_what_lambda_at_edge_does_not_support_is_refused(
    properties: str, refused: str, *, shared: bool
) -> None:
    before = "AutoPublishAlias: live" if shared else "InlineCode:"
    function = FUNCTION.replace(before, f"{properties}, {before}")
    assert refused in str(error_of(associated("!Ref Fn.Version", function)))


def test_globals_and_own_properties_are_merged_as_sam_merges_them() -> None:
    data = read_yaml("""
Globals:
  Function:
    Timeout: 5
    Layers: [a]
    Tags: {one: 1, two: 2}
    VpcConfig: !Ref X
    Environment: {Variables: {A: 1}}
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties: {Timeout: 6, Layers: [b], Tags: {two: 3}, VpcConfig: {SubnetIds: []}}
""")
    properties = transformed(data)["Resources"]["Fn"]["Properties"]
    assert properties == {
        "Timeout": 6,
        "Layers": ["a", "b"],
        "Tags": {"one": 1, "two": 3},
        "VpcConfig": {"SubnetIds": []},
        "Environment": {"Variables": {"A": 1}},
    }


def test_the_document_is_left_as_it_was() -> None:
    text = BLOG.read_text("utf-8")
    data = read_yaml(text)
    transformed(data)
    assert data == read_yaml(text)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("CodeUri: s3://code/fn.zip", "kept in S3 (s3://code/fn.zip)"),
        ("CodeUri: {Bucket: code, Key: fn.zip}", "kept in S3 (s3://code/fn.zip)"),
        ("CodeUri: no/such/folder", "there is no folder or zip file 'no/such/folder'"),
    ],
)
def test_code_that_is_not_here_is_asked_for(code: str, why: str) -> None:
    function = FUNCTION.replace('InlineCode: "def handler(event, context): return None"', code)
    error = error_of(associated("!Ref Fn.Version", function))
    assert why in str(error)
    assert [(one.event_type, one.reference) for one in error.unresolved] == [("viewer-request", "Fn")]
    given = load_distribution(associated("!Ref Fn.Version", function), functions={"Fn": passed_on})
    assert function_of(given.viewer_request).code is passed_on


@pytest.mark.parametrize(
    ("sections", "place"),
    [
        ("Globals: [a]", "Globals"),
        ("Globals: {Function: [a]}", "Globals"),
        (
            "Resources:\n  Fn:\n    Type: AWS::Serverless::Function\n    Properties: [a]",
            "Resources.Fn.Properties (line 5): ",
        ),
    ],
)
def test_what_is_no_mapping_is_refused_with_its_place(sections: str, place: str) -> None:
    data = template(f"Transform: AWS::Serverless-2016-10-31\n{sections}", Site=distribution())
    error = error_of(data)
    assert str(error).startswith(place)
    assert "must be a mapping, not ['a']" in str(error)


def test_a_container_image_is_neither_read_nor_deployed() -> None:
    inline = 'InlineCode: "def handler(event, context): return None"'
    function = FUNCTION.replace(inline, "ImageUri: 123.dkr.ecr.us-east-1.amazonaws.com/fn")
    message = str(error_of(associated("!Ref Fn.Version", function)))
    assert "its code is a container image, which is not read here" in message
    assert "Lambda@Edge does not support a container image" in message


@pytest.mark.parametrize(
    ("domain_name", "reference"),
    [
        ("${ServerlessRestApi}.execute-api.us-east-1.amazonaws.com", "!Ref ServerlessRestApi"),
        ("${FnUrl.FunctionUrl}", "!GetAtt FnUrl.FunctionUrl"),
    ],
)
def test_what_sam_makes_beside_a_function_is_known_at_deployment_only(
    domain_name: str, reference: str
) -> None:
    function = FUNCTION.replace("{InlineCode:", "{FunctionUrlConfig: {AuthType: NONE}, InlineCode:")
    data = template(function, Site=distribution(Origins=[origin(DomainName={"Fn::Sub": domain_name})]))
    assert unresolved_of(data) == [(None, reference)]


def test_what_is_known_at_deployment_only_can_be_given() -> None:
    domain_name = {"Fn::Sub": "${ServerlessRestApi}.execute-api.us-east-1.amazonaws.com"}
    data = template(FUNCTION, Site=distribution(Origins=[origin(DomainName=domain_name)]))
    www = load_distribution(data, parameters={"ServerlessRestApi": "abc"}).origins["www"]
    assert www.domain_name == "abc.execute-api.us-east-1.amazonaws.com"  # type: ignore[union-attr]


def test_without_its_transform_a_template_with_sam_s_functions_is_read_as_well() -> None:
    function = FUNCTION.replace("Transform: AWS::Serverless-2016-10-31\n", "")
    config = load_distribution(associated("!Ref Fn.Version", function))
    assert function_of(config.viewer_request).name == "Fn"
