"""Stacks in stacks: templates that nest others, and what they hand to each other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import responses
import yaml
from support.templates import CACHING_DISABLED, distribution, error_of, unresolved_of

from pytest_lambda_edge.assertions import assert_response, assert_short_circuited
from pytest_lambda_edge.model.triggers import Function
from pytest_lambda_edge.templates.load import load_distribution

if TYPE_CHECKING:
    from pytest_lambda_edge.fixtures import MakeDistribution
    from pytest_lambda_edge.model.distribution import DistributionConfig

WEBSITE = f"""\
Parameters:
  Auth: {{Type: String}}
  Names: {{Type: CommaDelimitedList, Default: ""}}
  Stage: {{Type: String, Default: test}}
Resources:
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Comment: !Sub "site (${{Stage}})"
        Aliases: !Ref Names
        Origins:
          - Id: www
            DomainName: www.example.com
            CustomOriginConfig: {{OriginProtocolPolicy: https-only}}
        DefaultCacheBehavior:
          TargetOriginId: www
          ViewerProtocolPolicy: allow-all
          CachePolicyId: {CACHING_DISABLED}
          LambdaFunctionAssociations:
            - {{EventType: viewer-request, LambdaFunctionARN: !Ref Auth}}
"""
FUNCTIONS = """\
Resources:
  Auth:
    Type: AWS::Lambda::Function
    Properties: {Handler: index.handler, Runtime: python3.13, Code: auth}
  AuthVersion:
    Type: AWS::Lambda::Version
    Properties: {FunctionName: !Ref Auth}
Outputs:
  Auth: {Value: !Ref AuthVersion}
"""
ROOT = """\
Parameters:
  Stage: {Type: String, Default: live}
Resources:
  Edge:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: edge/functions.yaml}
  Website:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./website.yaml
      Parameters:
        Auth: !GetAtt Edge.Outputs.Auth
        Stage: !Ref Stage
"""
AUTH = """\
def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    return request if "authorization" in request["headers"] else {"status": "401"}
"""


def answer(event: Any, context: Any) -> Any:
    return {"status": "204"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pytest.ini").touch()
    for name, text in (
        ("template.yaml", ROOT),
        ("website.yaml", WEBSITE),
        ("edge/functions.yaml", FUNCTIONS),
        ("edge/auth/index.py", AUTH),
    ):
        write(tmp_path / name, text)
    return tmp_path


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def nesting(**stacks: Any) -> str:
    """Return a template that nests others, by the values of TemplateURL or by their resources."""
    resources = {
        name: stack
        if isinstance(stack, dict)
        else {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": stack}}
        for name, stack in stacks.items()
    }
    return yaml.safe_dump({"Resources": resources}, sort_keys=False)


def given(project: Path, **asked: Any) -> DistributionConfig:
    return load_distribution(project / "template.yaml", **asked)


def test_a_nested_stack_s_distribution_runs_another_nested_stack_s_function(
    project: Path, make_distribution: MakeDistribution
) -> None:
    site = make_distribution(given(project))
    assert_short_circuited(site.get("/"), by="viewer-request")
    responses.get("https://www.example.com/", body="welcome")
    assert_response(site.get("/", headers={"Authorization": "me"}), status=200, body="welcome")


@pytest.mark.parametrize("name", ["Site", "Website.Site", "site (live)"])
def test_a_nested_distribution_is_asked_for_by_the_stacks_around_it(name: str, project: Path) -> None:
    assert given(project, distribution=name) == given(project)


def test_a_nested_stack_s_parameters_are_those_that_are_handed_down(project: Path) -> None:
    given(project, distribution="site (live)")
    asked: dict[str, Any] = {"parameters": {"Stage": "beta"}}
    given(project, distribution="site (beta)", **asked)
    fixed = ROOT.replace("Stage: !Ref Stage", "Stage: always")
    write(project / "template.yaml", fixed)
    assert given(project, **asked) == given(project, distribution="site (always)", **asked)


def test_a_list_is_handed_down_as_text(project: Path) -> None:
    names = "        Names: !Join [',', [a.example.com, b.example.com]]\n"
    write(project / "template.yaml", ROOT + names)
    assert given(project).aliases == ("a.example.com", "b.example.com")


def test_a_reference_in_a_list_that_is_handed_down_is_followed_to_its_text(project: Path) -> None:
    names = "        Names: !Join [',', [a.example.com, !Ref Named]]\n"
    named = "  Named: {Type: AWS::S3::Bucket, Properties: {BucketName: b.example.com}}\n"
    write(project / "template.yaml", ROOT + names + named)
    assert given(project).aliases == ("a.example.com", "b.example.com")


@pytest.mark.parametrize("name", ["Auth", "Edge.Auth"])
def test_a_nested_stack_s_function_can_be_given(
    name: str, project: Path, make_distribution: MakeDistribution
) -> None:
    site = make_distribution(given(project, functions={name: answer}))
    assert_response(site.get("/"), status=204)


def test_a_parameter_that_nobody_hands_down_can_be_given(project: Path) -> None:
    write(project / "template.yaml", nesting(Website="website.yaml"))
    assert unresolved_of(project / "template.yaml") == [("viewer-request", "!Ref Auth")]
    assert given(project, functions={"Auth": answer}).viewer_request is not None


def test_a_place_in_a_nested_template_has_its_file_and_line(project: Path) -> None:
    write(project / "website.yaml", WEBSITE.replace("Ref Auth", "Ref Door"))
    (problem,) = error_of(project / "template.yaml").problems
    assert problem.place == (
        "website.yaml: Resources.Site.Properties.DistributionConfig.DefaultCacheBehavior."
        "LambdaFunctionAssociations[0].LambdaFunctionARN (line 22)"
    )


@pytest.mark.parametrize("section", ["Globals: [a]", "Globals: {Function: [a]}", "Globals: {Functions: {}}"])
def test_the_defaults_of_a_nested_sam_template_have_its_file_and_line(section: str, project: Path) -> None:
    write(project / "website.yaml", f"Transform: AWS::Serverless-2016-10-31\n{section}\n{WEBSITE}")
    (problem,) = error_of(project / "template.yaml").problems
    assert problem.place.startswith("website.yaml: Globals")
    assert problem.place.endswith(" (line 2)")


def test_sam_applications_are_nested_as_well(project: Path, make_distribution: MakeDistribution) -> None:
    functions = FUNCTIONS.replace("Lambda::Function", "Serverless::Function").replace("Code:", "CodeUri:")
    version = functions.index("  AuthVersion")
    functions = functions[:version].replace("auth}", "auth, AutoPublishAlias: live}") + (
        "Outputs:\n  Auth: {Value: !Ref Auth.Version}\n"
    )
    write(project / "edge/functions.yaml", "Transform: AWS::Serverless-2016-10-31\n" + functions)
    root = ROOT.replace("CloudFormation::Stack", "Serverless::Application").replace("TemplateURL", "Location")
    write(project / "template.yaml", "Transform: AWS::Serverless-2016-10-31\n" + root)
    assert_response(make_distribution(given(project)).get("/"), status=401)


def test_the_same_template_can_be_nested_twice(project: Path) -> None:
    second = ROOT[ROOT.index("  Website:") :].replace("Website:", "Preview:").replace("!Ref Stage", "preview")
    write(project / "template.yaml", ROOT + second)
    message = str(error_of(project / "template.yaml"))
    assert "Site (Website.Site, site (live)); Site (Preview.Site, site (preview))" in message
    assert given(project, distribution="Preview.Site") == given(project, distribution="site (preview)")


def test_outputs_can_go_through_several_levels(project: Path) -> None:
    outer = nesting(Inner="functions.yaml") + "Outputs: {Auth: {Value: {Fn::GetAtt: Inner.Outputs.Auth}}}\n"
    write(project / "edge/outer.yaml", outer)
    write(project / "template.yaml", ROOT.replace("functions.yaml", "outer.yaml"))
    assert given(project).viewer_request is not None


def test_a_nested_stack_is_named_after_the_one_around_it(project: Path) -> None:
    write(project / "website.yaml", WEBSITE.replace("${Stage}", "${AWS::StackName}"))
    asked: dict[str, Any] = {"parameters": {"AWS::StackName": "shop"}}
    given(project, distribution="site (shop-Website)", **asked)


def test_what_a_nested_stack_exports_is_imported_by_another(project: Path) -> None:
    exported = "Outputs: {Auth: {Value: !Ref AuthVersion, Export: {Name: edge-auth}}}\n"
    write(project / "edge/functions.yaml", FUNCTIONS[: FUNCTIONS.index("Outputs")] + exported)
    stacks = ROOT.replace("Auth: !GetAtt Edge.Outputs.Auth", "Auth: !ImportValue edge-auth")
    write(project / "template.yaml", stacks)
    function = given(project).viewer_request.function  # type: ignore[union-attr]
    assert isinstance(function, Function)
    assert function.code == str(project / "edge/auth")


def test_a_change_of_a_nested_template_is_noticed(project: Path) -> None:
    given(project, distribution="site (live)")
    write(project / "website.yaml", WEBSITE.replace("site (", "new site ("))
    assert "site (live)" in str(error_of(project / "template.yaml", distribution="site (live)"))
    given(project, distribution="new site (live)")


def test_a_stack_whose_condition_is_false_is_not_read(project: Path) -> None:
    never = "Conditions: {Never: !Equals [a, b]}\n"
    gone = (
        "  Gone: {Type: AWS::CloudFormation::Stack, Condition: Never, Properties: {TemplateURL: no.yaml}}\n"
    )
    write(project / "template.yaml", never + ROOT + gone)
    given(project)


def test_a_template_that_is_kept_elsewhere_matters_only_where_it_is_needed(project: Path) -> None:
    remote = "https://s3.amazonaws.com/templates/functions.yaml"
    other = "  Other: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: " + remote + "}}\n"
    write(project / "template.yaml", ROOT + other)
    given(project)
    write(project / "template.yaml", ROOT.replace("edge/functions.yaml", remote))
    (missing,) = error_of(project / "template.yaml").unresolved
    assert (missing.event_type, missing.reference) == ("viewer-request", "!GetAtt Edge.Outputs.Auth")
    assert f"its template is kept at '{remote}', which is not asked" in missing.why
    given(project, functions={"Edge": answer})
    given(project, parameters={"Edge.Outputs.Auth": "arn:aws:lambda:us-east-1:123456789012:function:auth:3"},
          functions={"auth": answer})  # fmt: skip


@pytest.mark.parametrize(
    ("stack", "why"),
    [
        ("https://example.com/website.yaml", "its template is kept at 'https://example.com/website.yaml'"),
        ("missing.yaml", "there is no file 'missing.yaml' beside the template"),
        ({"Type": "AWS::CloudFormation::Stack"}, "it has no TemplateURL"),
        (
            {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": {"Ref": "AWS::NoValue"}}},
            "it has no TemplateURL",
        ),
        (
            {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": {"Fn::ImportValue": "url"}}},
            "where its template is, is unknown: !ImportValue url",
        ),
        (
            {
                "Type": "AWS::Serverless::Application",
                "Properties": {"Location": {"ApplicationId": "arn", "SemanticVersion": "1.0"}},
            },
            "kept in the AWS Serverless Application Repository",
        ),
        (
            {
                "Type": "AWS::CloudFormation::Stack",
                "Properties": {"TemplateURL": "https://s3.amazonaws.com/assets/abc.json"},
                "Metadata": {
                    "aws:asset:path": "Web.nested.template.json",
                    "aws:asset:property": "TemplateURL",
                },
            },
            "its template 'Web.nested.template.json' is not there; is it still to be synthesised?",
        ),
    ],
)
def test_without_any_distribution_the_stacks_that_were_not_read_are_told(
    stack: Any, why: str, project: Path
) -> None:
    write(project / "template.yaml", nesting(Website=stack))
    error = error_of(project / "template.yaml")
    assert "describes no distribution, unless this nested stack does, which is not read" in str(error)
    assert why in str(error)
    (missing,) = error.unresolved
    assert missing.reference == "!Ref Website"


def test_metadata_tells_where_a_nested_template_is(project: Path) -> None:
    stack = {
        "Type": "AWS::CloudFormation::Stack",
        "Properties": {"TemplateURL": "https://s3.amazonaws.com/assets/abc.json"},
        "Metadata": {"aws:asset:path": "website.yaml", "aws:asset:property": "TemplateURL"},
    }
    write(project / "template.yaml", nesting(Website=stack))
    given(project, functions={"Auth": answer})


def test_an_output_that_a_nested_template_lacks_is_told(project: Path) -> None:
    write(project / "template.yaml", ROOT.replace("Outputs.Auth", "Outputs.Aut"))
    message = str(error_of(project / "template.yaml"))
    assert (
        "asks for the output 'Aut', which edge/functions.yaml does not have; did you mean 'Auth'?" in message
    )
    assert "AWS: ValidationError: Template error: there is no output Aut" in message


def test_an_output_whose_condition_is_false_is_none(project: Path) -> None:
    conditions = "Conditions: {Never: !Equals [a, b], Always: !Equals [a, a]}\n"
    for condition, is_there in (("Always", True), ("Never", False)):
        output = f"Auth: {{Value: !Ref AuthVersion, Condition: {condition}}}"
        text = conditions + FUNCTIONS.replace("Auth: {Value: !Ref AuthVersion}", output)
        write(project / "edge/functions.yaml", text)
        if is_there:
            given(project)
        else:
            assert "asks for the output 'Auth'" in str(error_of(project / "template.yaml"))


def test_what_is_no_output_of_a_nested_stack_is_made_at_deployment(project: Path) -> None:
    write(project / "template.yaml", ROOT.replace("!GetAtt Edge.Outputs.Auth", "!GetAtt Edge.RootId"))
    assert unresolved_of(project / "template.yaml") == [("viewer-request", "!GetAtt Edge.RootId")]


def test_a_nested_template_that_is_none_is_told(project: Path) -> None:
    write(project / "website.yaml", "Parameters: {}\n")
    message = str(error_of(project / "template.yaml"))
    assert message == f"{project}/website.yaml: is no CloudFormation template: it has no Resources"


@pytest.mark.parametrize(
    ("files", "circle"),
    [
        ({"template.yaml": nesting(Self="template.yaml")}, "template.yaml -> template.yaml"),
        (
            {
                "template.yaml": nesting(A="a.yaml"),
                "a.yaml": nesting(B="b.yaml"),
                "b.yaml": nesting(A="a.yaml"),
            },
            "a.yaml -> b.yaml -> a.yaml",
        ),
    ],
)
def test_templates_that_nest_each_other_are_refused(
    files: dict[str, str], circle: str, project: Path
) -> None:
    for name, text in files.items():
        write(project / name, text)
    error = error_of(project / "template.yaml")
    assert f"nests itself: {circle}" in str(error)
    assert "TemplateURL" in error.problems[0].place


def test_stacks_are_nested_only_so_deep(project: Path) -> None:
    for level in range(30):
        write(project / f"{level}.yaml", nesting(Next=f"{level + 1}.yaml"))
    write(project / "30.yaml", WEBSITE)
    assert "is nested in more than 20 templates" in str(error_of(project / "0.yaml"))
    assert "is nested in more than 20 templates" in str(error_of(project / "10.yaml"))
    load_distribution(project / "11.yaml", functions={"Auth": answer})


@pytest.mark.parametrize("length", range(76, 80))
def test_references_through_an_output_are_followed_only_so_deep(length: int, project: Path) -> None:
    chain: dict[str, Any] = {
        f"S{number}": {
            "Type": "AWS::SSM::Parameter",
            "Properties": {"Value": {"Fn::GetAtt": [f"S{number + 1}", "Value"]}},
        }
        for number in range(length)
    }
    last = {"Fn::GetAtt": ["Edge", "Outputs.Auth"]}
    chain[f"S{length}"] = {"Type": "AWS::SSM::Parameter", "Properties": {"Value": last}}
    chain["Site"] = distribution(Comment={"Fn::GetAtt": ["S0", "Value"]})
    write(project / "template.yaml", nesting(Edge="edge/functions.yaml", **chain))
    message = str(error_of(project / "template.yaml"))
    assert "is nested more than 80 levels deep, references followed" in message


def test_stacks_do_not_multiply_without_an_end(project: Path) -> None:
    for level in range(12):
        names = {f"Stack{number}": f"{level + 1}.yaml" for number in range(3)}
        write(project / f"{level}.yaml", nesting(**names))
    write(project / "12.yaml", WEBSITE)
    assert "there are more than 500 nested stacks" in str(error_of(project / "0.yaml"))


def test_a_template_that_is_nested_many_times_is_read_once(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    opening = Path.open

    def noted(path: Path, *args: Any, **named: Any) -> Any:
        opened.append(path.name)
        return opening(path, *args, **named)

    monkeypatch.setattr(Path, "open", noted)
    buckets = {f"Bucket{number}": {"Type": "AWS::S3::Bucket"} for number in range(3)}
    write(project / "buckets.yaml", yaml.safe_dump({"Resources": buckets}))
    many = {f"Stack{number}": "buckets.yaml" for number in range(400)}
    write(project / "template.yaml", nesting(Website="website.yaml", **many))
    opened.clear()
    given(project, functions={"Auth": answer})
    assert opened.count("buckets.yaml") == 1


def test_distributions_do_not_multiply_without_an_end(project: Path) -> None:
    site = yaml.safe_load(WEBSITE.replace("!Ref", "").replace("!Sub", ""))["Resources"]["Site"]
    sites = {f"Site{number}": site for number in range(100)}
    write(project / "sites.json", json.dumps({"Resources": sites}))
    write(project / "template.yaml", nesting(**{f"Stack{number}": "sites.json" for number in range(11)}))
    message = str(error_of(project / "template.yaml"))
    assert message == f"{project}/sites.json: Resources.Site0: there are more than 1,000 distributions"


def test_nested_stacks_that_wait_for_each_other_are_refused(project: Path) -> None:
    passing = "Parameters: {Auth: {Type: String}}\nResources: {}\nOutputs: {Auth: {Value: !Ref Auth}}\n"
    write(project / "edge/functions.yaml", passing)
    root = ROOT.replace(
        "{TemplateURL: edge/functions.yaml}",
        "{TemplateURL: edge/functions.yaml, Parameters: {Auth: !GetAtt Edge.Outputs.Auth}}",
    )
    write(project / "template.yaml", root)
    error = error_of(project / "template.yaml")
    circle = "edge/functions.yaml: Outputs.Auth -> Edge.Parameters.Auth -> edge/functions.yaml: Outputs.Auth"
    assert f"refers to itself: {circle}" in str(error)
    assert "AWS: ValidationError: Circular dependency between resources: [Edge]" in str(error)


@pytest.mark.parametrize("written", ["../outside.yaml", "edge/../../outside.yaml", "link.yaml"])
def test_a_template_outside_the_project_is_not_read(written: str, project: Path) -> None:
    inner = project / "inner"
    inner.mkdir()
    (inner / "pytest.ini").touch()
    (project / "pytest.ini").unlink()
    write(project / "outside.yaml", WEBSITE)
    (inner / "link.yaml").symlink_to(project / "outside.yaml")
    write(inner / "template.yaml", nesting(Website=written))
    message = str(error_of(inner / "template.yaml"))
    assert f"the template {written!r} leads out of the project" in message


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("\ud800", "'\\ud800' is no path"),
        ("a\0b", r"'a\x00b' is no path"),
        ("", "is a folder"),
        (".", "is a folder"),
        ("x" * 5000, "there is no file 'xxx"),
    ],
)
def test_what_is_no_path_of_a_template_is_told(written: str, message: str, project: Path) -> None:
    data = yaml.safe_load(nesting(Website=""))
    data["Resources"]["Website"]["Properties"]["TemplateURL"] = written
    write(project / "template.json", json.dumps(data))
    assert message in str(error_of(project / "template.json"))


def test_a_parsed_template_nests_what_is_in_the_current_folder(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    data = yaml.safe_load(nesting(Website="website.yaml"))
    assert load_distribution(data, functions={"Auth": answer}).viewer_request is not None
