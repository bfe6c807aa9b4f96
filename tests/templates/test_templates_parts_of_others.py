"""Templates that are parts of something: what fills them in, and hands them their parameters, is told."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from support.templates import distribution, error_of, origin, template

from pytest_lambda_edge.errors import EdgeNotSimulatedWarning
from pytest_lambda_edge.templates.load import load_distribution

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

WITH_HOST = {"Parameters": {"Host": {"Type": "String"}}}


def of(origin_name: Any) -> dict[str, Any]:
    return template("", Site=distribution(Origins=[origin(DomainName=origin_name)]))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").touch()
    return tmp_path


def written(path: Path, data: Mapping[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "name",
    [
        "${self:custom.bucket}.s3.amazonaws.com",
        "${opt:domain}",
        "x-${env:STAGE, 'dev'}.example.com",
        "${cf:stack.Output}",
        "${cf(eu-west-1):stack.Output}",
        "${cf.eu-west-1:stack.Output}",
        "${ssm:/host}",
        "${file(./hosts.yml):www}",
    ],
)
def test_a_variable_of_the_serverless_framework_is_told_as_what_it_is(name: str) -> None:
    (unresolved,) = error_of(of(name)).unresolved
    assert unresolved.reference == name
    assert "load the serverless.yml that includes this file" in unresolved.why


def test_a_variable_outside_of_fn_sub_is_told_as_what_it_is() -> None:
    name = {"Fn::Join": ["", ["pages", ".s3.${AWS::URLSuffix}"]]}
    (unresolved,) = error_of(of(name)).unresolved
    assert unresolved.reference == "pages.s3.${AWS::URLSuffix}"
    assert unresolved.why.startswith("Fn::Sub alone fills in ${…}")
    assert load_distribution(of(name), origins={"www": "https://www.example.com"}).origins


def test_text_that_only_looks_like_a_variable_stays_as_it_is() -> None:
    header = {"HeaderName": "X-Format", "HeaderValue": "${time} ${selfish}"}
    data = template("", Site=distribution(Origins=[origin(OriginCustomHeaders=[header])]))
    config = load_distribution(data)
    assert getattr(config.origins["www"], "custom_headers") == {"X-Format": "${time} ${selfish}"}  # noqa: B009


def test_a_service_that_may_include_a_file_is_named(project: Path) -> None:
    (project / "serverless.yml").touch()
    file = written(project / "resources" / "cdn.json", of({"Fn::GetAtt": "Pages.DomainName"}))
    assert "no resource of this template; where serverless.yml includes this file" in str(error_of(file))


def test_a_whole_template_is_no_part_of_a_service(project: Path) -> None:
    (project / "serverless.yml").touch()
    data = of({"Fn::GetAtt": "Pages.DomainName"}) | {"AWSTemplateFormatVersion": "2010-09-09"}
    (problem,) = error_of(written(project / "resources" / "cdn.json", data)).problems
    assert problem.message.endswith("which is no parameter and no resource of this template")


def test_no_service_is_named_where_there_is_none(project: Path) -> None:
    file = written(project / "resources" / "cdn.json", of({"Fn::GetAtt": "Pages.DomainName"}))
    assert "serverless" not in str(error_of(file))


@pytest.mark.parametrize("parent", ["main.yaml", "site/parent.template"])
def test_the_template_that_hands_a_parameter_down_is_named(project: Path, parent: str) -> None:
    file = written(project / "site" / "cdn.json", WITH_HOST | of({"Ref": "Host"}))
    stack = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "site/cdn.json"}}
    written(project / parent, {"Resources": {"Cdn": stack}})
    written(project / "another.json", {"Resources": {"Other": {"Type": "AWS::S3::Bucket"}}})
    message = str(error_of(file))
    assert f"no default; {parent} seems to nest this template, and hands it down if you load that" in message
    assert "give it with parameters={'Host': …}" in message


def test_a_template_that_hands_it_down_is_looked_for_anew_each_time(project: Path) -> None:
    file = written(project / "cdn.json", WITH_HOST | of({"Ref": "Host"}))
    assert "seems to nest" not in str(error_of(file))
    stack = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "cdn.json"}}
    written(project / "main.json", {"Resources": {"Cdn": stack}})
    assert "; main.json seems to nest this template" in str(error_of(file))
    (project / "main.json").unlink()
    assert "seems to nest" not in str(error_of(file))


def test_what_is_no_file_beside_a_template_is_passed_over(project: Path) -> None:
    file = written(project / "cdn.json", WITH_HOST | of({"Ref": "Host"}))
    (project / "a.json").mkdir()
    os.mkfifo(project / "b.json")
    stack = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "cdn.json"}}
    written(project / "main.json", {"Resources": {"Cdn": stack}})
    assert "; main.json seems to nest this template" in str(error_of(file))


def test_what_hands_it_down_is_looked_for_in_so_many_files_only(project: Path) -> None:
    file = written(project / "cdn.json", WITH_HOST | of({"Ref": "Host"}))
    stack = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "cdn.json"}}
    written(project / "main.json", {"Resources": {"Cdn": stack}})
    for number in range(99):
        (project / f"a{number}.json").touch()
    assert "; main.json seems to nest this template" in str(error_of(file))
    (project / "b.json").touch()
    assert "seems to nest" not in str(error_of(file))


def test_a_file_that_only_names_a_template_is_not_taken_for_its_parent(project: Path) -> None:
    file = written(project / "cdn.json", WITH_HOST | of({"Ref": "Host"}))
    written(project / "package.json", {"files": ["cdn.json"]})
    assert "package.json" not in str(error_of(file))


def test_a_nested_template_of_the_aws_cdk_leads_to_its_app(project: Path) -> None:
    file = written(project / "App12.nested.template.json", WITH_HOST | of({"Ref": "Host"}))
    assert "hands it down: load the folder of the app, such as cdk.out" in str(error_of(file))


def test_a_template_that_asks_for_this_one_in_s3_is_not_its_parent(project: Path) -> None:
    file = written(project / "cdn.json", WITH_HOST | of({"Ref": "Host"}))
    stack = {
        "Type": "AWS::CloudFormation::Stack",
        "Properties": {"TemplateURL": "https://s3.amazonaws.com/b/cdn.json"},
    }
    written(project / "main.json", {"Resources": {"Cdn": stack}})
    assert "main.json" not in str(error_of(file))


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("https://s3.amazonaws.com/bucket/v1/cdn.json", "cdn.json"),
        ("https://bucket.s3.amazonaws.com/v1/templates/cdn.json?versionId=3", "templates/cdn.json"),
        ("https://s3.amazonaws.com/bucket/v1/templates/cdn.json", "../templates/cdn.json"),
    ],
)
def test_the_file_that_is_likely_kept_in_s3_is_named(project: Path, url: str, file: str) -> None:
    stack = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": url}}
    main = written(project / "stacks" / "main.json", {"Resources": {"Cdn": stack}})
    message = "which is not asked; {} looks like it: load that, with its parameters"
    path = (project / "stacks" / file).resolve()
    written(path, {"Resources": {"Pages": {"Type": "AWS::S3::Bucket"}}})
    assert "looks like it" not in str(error_of(main))
    written(path, of("www.example.com"))
    assert message.format(path.relative_to(project)) in str(error_of(main))


def test_what_a_link_leads_to_is_a_part_of_the_project_there(project: Path, tmp_path_factory: Any) -> None:
    link = tmp_path_factory.mktemp("elsewhere") / "site"
    written(project / "site" / "cdn.json", WITH_HOST | of({"Ref": "Host"}))
    written(project / "site" / "lacking.json", of({"Fn::GetAtt": "Pages.DomainName"}))
    (project / "serverless.yml").touch()
    stack = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "site/cdn.json"}}
    written(project / "main.json", {"Resources": {"Cdn": stack}})
    written(link.parent / "outside.json", {"Resources": {"Cdn": stack}})
    link.symlink_to(project / "site")
    assert "; main.json seems to nest this template" in str(error_of(link / "cdn.json"))
    assert "where serverless.yml includes this file" in str(error_of(link / "lacking.json"))


@pytest.mark.parametrize("name", ["x" * 300, "a\0b", "linked/cdn.json"])
def test_no_file_is_named_that_is_not_in_the_project(project: Path, tmp_path_factory: Any, name: str) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    written(elsewhere / "cdn.json", of("www.example.com"))
    (project / "linked").symlink_to(elsewhere)
    url = f"https://s3.amazonaws.com/bucket/{name}"
    stack = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": url}}
    message = str(error_of(written(project / "main.json", {"Resources": {"Cdn": stack}})))
    assert "which is not asked" in message
    assert "looks like it" not in message


@pytest.mark.fact("CF-225")
def test_the_website_of_a_bucket_without_a_name_is_no_bucket_s_own_address() -> None:
    name = {"Fn::Sub": "${Pages}.s3-website-${AWS::Region}.amazonaws.com"}
    data = template("Resources: {Pages: {Type: 'AWS::S3::Bucket'}}", Site=of(name)["Resources"]["Site"])
    (site,) = load_distribution(data).origins.values()
    assert getattr(site, "domain_name") == "pages.s3-website-us-east-1.amazonaws.com"  # noqa: B009


@pytest.mark.fact("CF-279")
@pytest.mark.parametrize("more", [{}, {"AutoPublish": False}, {"AutoPublish": "false"}])
def test_a_cloudfront_function_that_is_not_published_is_warned_of(more: dict[str, Any]) -> None:
    with pytest.warns(EdgeNotSimulatedWarning, match=r"Redirect\.Properties\.AutoPublish .*published last"):
        load_distribution(with_function(more))


@pytest.mark.fact("CF-279")
@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("more", [{"AutoPublish": True}, {"AutoPublish": "true"}])
def test_a_cloudfront_function_that_is_published_is_not_warned_of(more: dict[str, Any]) -> None:
    assert load_distribution(with_function(more)).viewer_request is not None


def with_function(more: dict[str, Any]) -> dict[str, Any]:
    function = {
        "Name": "redirect",
        "FunctionCode": "function handler(event) { return event.request; }",
        "FunctionConfig": {"Comment": "", "Runtime": "cloudfront-js-2.0"},
    }
    site = distribution()
    association = {"EventType": "viewer-request", "FunctionARN": {"Fn::GetAtt": "Redirect.FunctionARN"}}
    behavior = site["Properties"]["DistributionConfig"]["DefaultCacheBehavior"]
    behavior["FunctionAssociations"] = [association]
    return template(
        "", Site=site, Redirect={"Type": "AWS::CloudFront::Function", "Properties": function | more}
    )
