"""From an association in a CloudFormation template to the function that it means."""

from __future__ import annotations

from typing import Any

import pytest
from support.templates import candidate, distribution, error_of, template, unresolved_of

from pytest_lambda_edge.templates.found import FoundFunction, Unresolved
from pytest_lambda_edge.templates.load import load_distribution
from pytest_lambda_edge.templates.yaml_documents import read_yaml

SECTIONS = """
Parameters:
  Version: {Type: String, Default: "7"}
  Given: {Type: String}
Conditions:
  Never: !Equals [a, b]
  Sometimes: !Equals [!Ref Given, x]
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: python3.13
      Code: {ZipFile: "def handler(event, context): return None"}
  Named:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: site-auth
      Handler: !Sub "${AWS::StackName}.handler"
      Runtime: python3.13
      Timeout: "5"
      MemorySize: 256
      Code: {ZipFile: ""}
  Gone:
    Type: AWS::Lambda::Function
    Condition: Never
    Properties: {FunctionName: gone}
  FnVersion: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Fn}}
  ByArn: {Type: AWS::Lambda::Version, Properties: {FunctionName: !GetAtt Fn.Arn}}
  ByPartialArn: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Sub "123456789012:function:${Fn}"}}
  ByStored: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Store}}
  ByName: {Type: AWS::Lambda::Version, Properties: {FunctionName: site-auth}}
  ByFullName:
    Type: AWS::Lambda::Version
    Properties: {FunctionName: !Sub "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:site-auth"}
  Foreign: {Type: AWS::Lambda::Version, Properties: {FunctionName: other}}
  Open: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Given}}
  Nameless: {Type: AWS::Lambda::Version}
  Live: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Fn, Name: live}}
  Maybe: {Type: AWS::Lambda::Version, Condition: Sometimes, Properties: {FunctionName: !Ref Fn}}
  Reader: {Type: "Custom::EdgeArn", Properties: {Name: auth}}
  Store: {Type: AWS::S3::Bucket}
  Stored: {Type: AWS::SSM::Parameter, Properties: {Value: !Ref FnVersion}}
  AsGone: {Type: AWS::Lambda::Version, Condition: Never, Properties: {FunctionName: !Ref Gone}}
"""


def found(arn: str, **asked: Any) -> Any:
    """Return what stands in the form for an association's ARN, in YAML with short tags."""
    association = {"EventType": "viewer-request", "LambdaFunctionARN": read_yaml(arn)}
    data = template(SECTIONS, Site=distribution([association]))
    form = candidate(data, **asked).form
    return form["DefaultCacheBehavior"]["LambdaFunctionAssociations"][0]["LambdaFunctionARN"]


@pytest.mark.fact("CF-280", "CF-281")
@pytest.mark.parametrize(
    ("arn", "logical_id", "version"),
    [
        ("!Ref FnVersion", "Fn", ""),
        ("!GetAtt FnVersion.FunctionArn", "Fn", ""),
        ("!Ref ByArn", "Fn", ""),
        ("!Ref ByPartialArn", "Fn", ""),
        ("!Ref ByName", "Named", ""),
        ("!Ref ByFullName", "Named", ""),
        ("!GetAtt Stored.Value", "Fn", ""),
        ("!If [Never, !Ref ByName, !Ref FnVersion]", "Fn", ""),
        ("!Sub '${Fn.Arn}:3'", "Fn", "3"),
        ("!Sub '${Fn.Arn}:${Version}'", "Fn", "7"),
        ("!Sub '${Fn.Arn}:${FnVersion.Version}'", "Fn", ""),
        ("!Join [':', [!GetAtt Fn.Arn, 3]]", "Fn", "3"),
        ("!Join ['', [!GetAtt Fn.Arn, ':', !GetAtt FnVersion.Version]]", "Fn", ""),
        ("!Sub 'arn:aws:lambda:us-east-1:${AWS::AccountId}:function:${Fn}:4'", "Fn", "4"),
        ("arn:aws:lambda:us-east-1:123456789012:function:site-auth:9", "Named", "9"),
        ("arn:aws:lambda:us-east-1:123456789012:function:site-auth", "Named", None),
        ("!GetAtt Fn.Arn", "Fn", None),
        ("!Ref Fn", "Fn", None),
        ("!Sub '${Fn.Arn}:$LATEST'", "Fn", "$LATEST"),
        ("!Ref Live", "Fn", "live"),
    ],
)
def test_an_association_is_followed_to_its_function(arn: str, logical_id: str, version: str | None) -> None:
    function = found(arn)
    assert isinstance(function, FoundFunction)
    assert (function.logical_id, function.version) == (logical_id, version)


@pytest.mark.parametrize("arn", ["!Ref Fn", "!Ref FnVersion"])
def test_a_version_that_does_not_exist_is_neither_advised_nor_looked_into(arn: str) -> None:
    advised = found(arn).advice.version
    assert advised == ("write !Ref FnVersion" if arn == "!Ref Fn" else "")


@pytest.mark.fact("CF-281")
def test_a_function_is_found_with_all_that_its_resource_says() -> None:
    function = found("!Ref ByName")
    assert (function.name, function.handler, function.runtime) == ("site-auth", "stack.handler", "python3.13")
    assert (function.timeout, function.memory, function.source) == (5, 256, "")
    assert str(function.place) == "Resources.Named (line 15)"
    assert (function.region, function.unsupported, function.environment) == (None, (), {})


@pytest.mark.fact("LE-296")
@pytest.mark.parametrize(
    ("arn", "parameters", "region"),
    [
        ("!Sub 'arn:aws:lambda:eu-west-1:123456789012:function:${Fn}:4'", {}, "eu-west-1"),
        ("arn:aws:lambda:eu-west-1:123456789012:function:site-auth:9", {}, "eu-west-1"),
        ("!Ref FnVersion", {"AWS::Region": "eu-west-1"}, "eu-west-1"),
        ("!Ref FnVersion", {"AWS::Region": "us-east-1"}, "us-east-1"),
        ("!Ref FnVersion", {}, None),
    ],
)
def test_a_function_s_region_is_that_of_its_arn_or_its_stack(
    arn: str, parameters: dict[str, str], region: str | None
) -> None:
    assert found(arn, parameters=parameters).region == region


@pytest.mark.parametrize(
    ("arn", "reference", "keys"),
    [
        ("!Ref Given", "!Ref Given", ("Given",)),
        ("!ImportValue auth-arn", "!ImportValue auth-arn", ("auth-arn",)),
        ("'{{resolve:ssm:/edge/auth:2}}'", "{{resolve:ssm:/edge/auth:2}}", ("/edge/auth",)),
        ("!GetAtt Reader.FunctionArn", "!GetAtt Reader.FunctionArn", ("Reader",)),
        ("!Sub '${Reader.FunctionArn}:3'", "!GetAtt Reader.FunctionArn", ("Reader",)),
        ("!Ref Foreign", "other", ("Foreign", "other")),
        ("!Ref ByStored", "store", ("ByStored", "store")),
        ("!Ref Open", "!Ref Given", ("Given", "Open")),
        ("!Ref Maybe", "!Ref Given", ("Given",)),
    ],
)
def test_a_function_that_the_template_does_not_hold_is_named(
    arn: str, reference: str, keys: tuple[str, ...]
) -> None:
    function = found(arn)
    assert isinstance(function, Unresolved)
    assert (function.event_type, function.reference, function.keys) == ("viewer-request", reference, keys)
    behavior = "Resources.Site.Properties.DistributionConfig.DefaultCacheBehavior"
    assert function.place.path == f"{behavior}.LambdaFunctionAssociations[0].LambdaFunctionARN"


@pytest.mark.parametrize("key", ["Reader", "!GetAtt Reader.FunctionArn"])
def test_a_function_behind_a_custom_resource_is_given_by_its_logical_id_or_reference(key: str) -> None:
    association = {
        "EventType": "viewer-request",
        "LambdaFunctionARN": {"Fn::GetAtt": ["Reader", "FunctionArn"]},
    }
    data = template(SECTIONS, Site=distribution([association]))
    assert unresolved_of(data) == [("viewer-request", "!GetAtt Reader.FunctionArn")]
    config = load_distribution(data, functions={key: print})
    assert config.viewer_request.function is print  # type: ignore[union-attr]


def test_everything_that_is_unresolved_is_told_at_once() -> None:
    associations = [
        {"EventType": "viewer-request", "LambdaFunctionARN": {"Ref": "Given"}},
        {"EventType": "origin-request", "LambdaFunctionARN": {"Fn::ImportValue": "auth"}},
    ]
    origins = [{"Id": "www", "DomainName": {"Ref": "Given"}, "CustomOriginConfig": {}}]
    data = template(SECTIONS, Site=distribution(associations, Origins=origins))
    assert sorted(unresolved_of(data), key=str) == [
        ("origin-request", "!ImportValue auth"),
        ("viewer-request", "!Ref Given"),
        (None, "!Ref Given"),
    ]


def test_a_version_must_say_of_which_function_it_is() -> None:
    association = {"EventType": "viewer-request", "LambdaFunctionARN": {"Ref": "Nameless"}}
    message = str(error_of(template(SECTIONS, Site=distribution([association]))))
    assert message.startswith("Resources.Nameless (line 38): Properties.FunctionName is required")


@pytest.mark.parametrize(
    ("arn", "shown"),
    [
        ("a", "'a'"),
        ({"Ref": "Given"}, "!Ref Given"),
        ({"Ref": "Nameless"}, "!Ref Nameless"),
        ({"Fn::GetAtt": ["Nameless", "Version"]}, "!GetAtt Nameless.Version"),
        ({"Fn::Sub": "f:${Nameless}"}, "!Sub 'f:${Nameless}'"),
    ],
)
def test_an_arn_must_be_text_and_what_else_it_is_is_shown_as_it_is_written(arn: object, shown: str) -> None:
    association = {"EventType": "viewer-request", "LambdaFunctionARN": [arn]}
    error = error_of(template(SECTIONS, Site=distribution([association])))
    assert error.code == "InvalidLambdaFunctionAssociation"
    (problem,) = error.problems
    assert problem.message.endswith(f"such as !Ref of an AWS::Lambda::Version, not [{shown}]")


@pytest.mark.parametrize("code", ["Code: !Ref Given", "Code: {ZipFile: !Ref Given}"])
def test_code_that_a_missing_parameter_names_is_told_with_the_parameter(code: str) -> None:
    sections = SECTIONS.replace('Code: {ZipFile: ""}', code)
    association = {"EventType": "viewer-request", "LambdaFunctionARN": {"Ref": "ByName"}}
    data = template(sections, Site=distribution([association]))
    assert unresolved_of(data) == [("viewer-request", "Named")]
    assert "!Ref Given the parameter has no default" in str(error_of(data))


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("Description: no code", "it has no Code"),
        ("Code: {S3Bucket: !Ref Given, S3Key: !Sub '${AWS::StackName}.zip'}", "s3://!Ref Given/stack.zip"),
        ("Code: {S3Bucket: code}", "s3://code/"),
        ("Code: {S3Bucket: !Ref Store, S3Key: fn.zip}", "s3://store/fn.zip"),
    ],
)
def test_code_that_is_elsewhere_is_named(code: str, why: str) -> None:
    sections = SECTIONS.replace('Code: {ZipFile: ""}', code)
    association = {"EventType": "viewer-request", "LambdaFunctionARN": {"Ref": "ByName"}}
    assert why in str(error_of(template(sections, Site=distribution([association]))))


@pytest.mark.fact("CF-302", "CF-318", "LE-307")
@pytest.mark.parametrize(
    ("properties", "feature"),
    [
        ("Architectures: [arm64]", "the arm64 architecture"),
        ("PackageType: Image", "a container image"),
        ("DeadLetterConfig: {TargetArn: arn}", "a dead-letter queue"),
        ("EphemeralStorage: {Size: 513}", "more than 512 MB of ephemeral storage"),
        ("KmsKeyArn: !GetAtt Reader.Arn", "a customer managed key for its code"),
        ("Layers: [!GetAtt Reader.Arn]", "layers"),
        ("RuntimeManagementConfig: {UpdateRuntimeOn: Manual}", "runtime management other than Auto"),
        ("TracingConfig: {Mode: Active}", "tracing with X-Ray"),
        ("VpcConfig: {SubnetIds: [a]}", "a VPC"),
    ],
)
def test_each_feature_that_lambda_at_edge_does_not_support_is_found_with_its_place(
    properties: str, feature: str
) -> None:
    sections = SECTIONS.replace('Code: {ZipFile: ""}', f'Code: {{ZipFile: ""}}\n      {properties}')
    association = {"EventType": "viewer-request", "LambdaFunctionARN": {"Ref": "ByName"}}
    data = template(sections, Site=distribution([association]))
    name = properties.split(":", maxsplit=1)[0]
    assert str(error_of(data)).startswith(
        f"Resources.Named.Properties.{name} (line 24): Lambda@Edge does not support {feature}"
    )


@pytest.mark.fact("LE-307")
@pytest.mark.parametrize(
    "properties",
    [
        "Architectures: [x86_64]",
        "DeadLetterConfig: {TargetArn: !Ref AWS::NoValue}",
        "EphemeralStorage: {Size: 512}",
        "Layers: []",
        "PackageType: Zip",
        "RuntimeManagementConfig: {UpdateRuntimeOn: Auto}",
        "TracingConfig: {Mode: PassThrough}",
        "VpcConfig: {SubnetIds: [], SecurityGroupIds: []}",
        "Environment: {Variables: {}}",
        "Environment: !If [Never, {Variables: {A: b}}, !Ref AWS::NoValue]",
    ],
)
def test_what_asks_for_nothing_is_accepted(properties: str) -> None:
    sections = SECTIONS.replace('Code: {ZipFile: ""}', f'Code: {{ZipFile: ""}}\n      {properties}')
    association = {"EventType": "viewer-request", "LambdaFunctionARN": {"Ref": "ByName"}}
    config = load_distribution(template(sections, Site=distribution([association])))
    assert config.viewer_request.function.name == "site-auth"  # type: ignore[union-attr]


@pytest.mark.fact("CF-302", "LE-314")
def test_environment_variables_are_refused_by_name() -> None:
    variables = "Environment: {Variables: {A: !Ref Given, B: !Ref Version, C: !GetAtt Reader.Arn}}"
    sections = SECTIONS.replace('Code: {ZipFile: ""}', f'Code: {{ZipFile: ""}}\n      {variables}')
    association = {"EventType": "viewer-request", "LambdaFunctionARN": {"Ref": "ByName"}}
    error = error_of(template(sections, Site=distribution([association])))
    assert str(error).startswith("Resources.Named.Properties.Environment (line 24): a Lambda@Edge function")
    assert "cannot have environment variables, such as 'A', 'B' and 'C'" in str(error)
    assert "The function cannot have environment variables." in str(error)


@pytest.mark.fact("LE-307")
@pytest.mark.parametrize(
    ("properties", "feature"),
    [
        ("ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 1}", "provisioned concurrency"),
        ("RuntimePolicy: {UpdateRuntimeOn: FunctionUpdate}", "runtime management other than Auto"),
    ],
)
def test_a_version_has_features_of_its_own(properties: str, feature: str) -> None:
    sections = SECTIONS.replace("{FunctionName: site-auth}", f"{{FunctionName: site-auth, {properties}}}")
    association = {"EventType": "viewer-request", "LambdaFunctionARN": {"Ref": "ByName"}}
    message = str(error_of(template(sections, Site=distribution([association]))))
    assert f"Lambda@Edge does not support {feature}" in message
    assert message.startswith("Resources.ByName.Properties.")


def test_a_function_whose_condition_is_false_is_not_found_by_its_name() -> None:
    arn = "arn:aws:lambda:us-east-1:123456789012:function:gone:9"
    assert found(arn) == arn


def test_code_of_a_function_that_is_replaced_is_not_looked_for() -> None:
    sections = SECTIONS.replace('{ZipFile: ""}', "../../../../../../../../etc")
    association = {"EventType": "viewer-request", "LambdaFunctionARN": {"Ref": "ByName"}}
    data = template(sections, Site=distribution([association]))
    assert "leads out of the project" in str(error_of(data))
    for key in ("Named", "site-auth"):
        config = load_distribution(data, functions={key: print})
        assert config.viewer_request.function.code is print  # type: ignore[union-attr]
