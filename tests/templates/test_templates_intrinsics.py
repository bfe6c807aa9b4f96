from __future__ import annotations

from typing import Any

import pytest
from support.templates import candidate, distribution, error_of, resolved, template

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.templates.found import Unresolved

PARAMETERS = """
Parameters:
  Stage: {Type: String, Default: test, AllowedValues: [test, prod]}
  Hosts: {Type: CommaDelimitedList, Default: "a.example.com, b.example.com"}
  Ports: {Type: "List<Number>", Default: "80,443"}
  Count: {Type: Number, Default: 3}
  Key: {Type: String}
  Arn: {Type: "AWS::SSM::Parameter::Value<String>", Default: /edge/arn}
  Names: {Type: "AWS::SSM::Parameter::Value<List<String>>", Default: /edge/names}
Mappings:
  Sizes:
    test: {Small: 1, Names: [x, y]}
Conditions:
  IsTest: !Equals [!Ref Stage, test]
  IsProd: !Not [!Condition IsTest]
  Both: !And [!Condition IsTest, !Equals [a, a]]
  Either: !Or [!Condition IsProd, !Equals [1, "1"]]
  Neither: !And [!Condition IsProd, !Equals [!Ref Key, secret]]
  Keyed: !Equals [!Ref Key, secret]
  Secret: !Equals [secret, !Ref Key]
  Paged: !Equals [!Ref Pages, pages]
  Listed: !Equals [!Ref Hosts, [a.example.com, b.example.com]]
  Unless: !Or [!Condition Keyed, !Condition IsTest]
Resources:
  Pages: {Type: AWS::S3::Bucket, Properties: {BucketName: pages}}
  Files: {Type: AWS::S3::Bucket}
  Setting: {Type: AWS::SSM::Parameter, Properties: {Name: /setting, Value: !Sub "${Stage}-value"}}
  Api: {Type: AWS::ApiGateway::RestApi}
  Open: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref Key}}
"""


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("plain", "plain"),
        ("!Ref Stage", "test"),
        ("!Ref Count", 3),
        ("!Ref Hosts", ["a.example.com", "b.example.com"]),
        ("!Ref Ports", ["80", "443"]),
        ("!Ref Pages", "pages"),
        ("!Ref Files", "files"),
        ("!Ref AWS::Region", "us-east-1"),
        ("!Ref AWS::AccountId", "123456789012"),
        ("!Ref AWS::Partition", "aws"),
        ("!Ref AWS::URLSuffix", "amazonaws.com"),
        ("!Ref AWS::StackName", "stack"),
        ("!Ref AWS::NoValue", "no value"),
        ("!GetAtt Pages.Arn", "arn:aws:s3:::pages"),
        ("!GetAtt [Pages, DomainName]", "pages.s3.amazonaws.com"),
        ("!GetAtt Pages.RegionalDomainName", "pages.s3.us-east-1.amazonaws.com"),
        ("!GetAtt Pages.DualStackDomainName", "pages.s3.dualstack.us-east-1.amazonaws.com"),
        ("!GetAtt Pages.WebsiteURL", "http://pages.s3-website-us-east-1.amazonaws.com"),
        ("!GetAtt Setting.Value", "test-value"),
        ("{'Fn::GetAtt': Setting.Value}", "test-value"),
        ("{'Fn::GetAtt': [Pages, !Sub '${AWS::NoSuch}']}", ConfigError),
        ("!Ref Setting", "/setting"),
        ("!Sub '${Stage} of ${AWS::Region}'", "test of us-east-1"),
        ("!Sub 'not ${!Stage}'", "not ${Stage}"),
        ("!Sub ['${Stage}-${One}', {One: !Ref Count}]", "test-3"),
        ("!Sub ['${Stage}', {Stage: own}]", "own"),
        ("!Sub '${Pages.Arn}/*'", "arn:aws:s3:::pages/*"),
        ("!Sub '${ Stage }'", "test"),
        ("!Sub 'a $ {b} ${'", "a $ {b} ${"),
        ("!Join ['-', [a, !Ref Stage, 1, true]]", "a-test-1-true"),
        ("!Join [',', !Ref Hosts]", "a.example.com,b.example.com"),
        ("!Join ['-', [a, !Ref AWS::NoValue, b]]", "a-b"),
        ("!Join ['', []]", ""),
        ("!Select [1, !Ref Hosts]", "b.example.com"),
        ("!Select ['0', [x, y]]", "x"),
        ("!Select [2, !Split ['/', 'https://host/path']]", "host"),
        ("!Split ['|', 'a|b|']", ["a", "b", ""]),
        ("!If [IsTest, yes it is, no]", "yes it is"),
        ("!If [IsProd, one, !If [Both, two, three]]", "two"),
        ("!If [Either, either, neither]", "either"),
        ("!If [Neither, both, neither]", "neither"),
        ("!If [Unless, unless, else]", "unless"),
        ("!If [Paged, pages, others]", "pages"),
        ("!If [Listed, two, others]", "two"),
        ("!If [IsProd, one, !Ref AWS::NoValue]", "no value"),
        ("!FindInMap [Sizes, !Ref Stage, Small]", 1),
        ("!FindInMap [Sizes, test, Names]", ["x", "y"]),
        ("!FindInMap [Sizes, prod, Small, {DefaultValue: !Ref Count}]", 3),
        ("!Base64 hello", "aGVsbG8="),
        ("!Length [a, b]", 2),
        ("!Length [!Ref Hosts]", 1),
        ("{'Fn::Length': !Ref Hosts}", 2),
        (
            "!ToJsonString {a: [1, !Ref Stage], b: !GetAtt Pages.Arn}",
            '{"a":[1,"test"],"b":"arn:aws:s3:::pages"}',
        ),
        ("[a, !Ref AWS::NoValue, !If [IsTest, b, c]]", ["a", "b"]),
        ("{a: !Ref AWS::NoValue, b: [!Ref Stage]}", {"b": ["test"]}),
    ],
)
def test_an_intrinsic_function_comes_to_its_value(expression: str, value: Any) -> None:
    if value is ConfigError:
        with pytest.raises(ConfigError, match=r"there is no pseudo parameter 'AWS::NoSuch'"):
            resolved(expression, PARAMETERS)
    else:
        assert resolved(expression, PARAMETERS) == value


@pytest.mark.parametrize(
    ("expression", "given", "value"),
    [
        ("!Ref Stage", {"Stage": "prod"}, "prod"),
        ("!Ref Hosts", {"Hosts": "c, d"}, ["c", "d"]),
        ("!Ref Hosts", {"Hosts": ["c", "d,e"]}, ["c", "d,e"]),
        ("!Ref Hosts", {"Hosts": ""}, []),
        ("!Ref Count", {"Count": "4"}, "4"),
        ("!Ref Key", {"Key": True}, "true"),
        ("!Ref Arn", {"Arn": "arn:x"}, "arn:x"),
        ("!Ref Names", {"Names": "a,b"}, ["a", "b"]),
        (
            "!Sub '${AWS::Region}/${AWS::StackName}'",
            {"AWS::Region": "eu-west-1", "AWS::StackName": "s"},
            "eu-west-1/s",
        ),
        (
            "!GetAtt Pages.RegionalDomainName",
            {"AWS::Region": "eu-west-1"},
            "pages.s3.eu-west-1.amazonaws.com",
        ),
        ("!ImportValue shared", {"shared": "value"}, "value"),
        ("!ImportValue {'Fn::Sub': '${Stage}-arn'}", {"test-arn": "value"}, "value"),
        ("{'Fn::ImportValue': !Sub '${Stage}-list'}", {"test-list": ["a"]}, ["a"]),
        ("'{{resolve:ssm:/edge/key:3}}'", {"/edge/key": "k"}, "k"),
        ("!Sub 'a {{resolve:ssm:/edge/${Stage}}} b'", {"/edge/test": "k"}, "a k b"),
        (
            "'{{resolve:secretsmanager:api:SecretString:key}}'",
            {"{{resolve:secretsmanager:api:SecretString:key}}": "k"},
            "k",
        ),
        ("!Sub 'https://${Api}.execute-api'", {"Api": "abc"}, "https://abc.execute-api"),
        ("!GetAtt Api.RootResourceId", {"Api.RootResourceId": "root"}, "root"),
        ("!If [Keyed, a, b]", {"Key": "secret"}, "a"),
    ],
)
def test_parameters_give_what_the_template_leaves_open(
    expression: str, given: dict[str, Any], value: Any
) -> None:
    assert resolved(expression, PARAMETERS, **given) == value


@pytest.mark.parametrize(
    ("expression", "reference", "why"),
    [
        ("!Ref Key", "!Ref Key", "parameters={'Key': …}"),
        ("!Sub '${Stage}${Key}'", "!Ref Key", "has no default"),
        ("!Join ['', !Split [',', !Ref Key]]", "!Ref Key", "has no default"),
        ("!Select [0, !Split [',', !Ref Key]]", "!Ref Key", "has no default"),
        ("!Select [!Ref Key, [a]]", "!Ref Key", "has no default"),
        ("!FindInMap [Sizes, !Ref Key, Small]", "!Ref Key", "has no default"),
        ("!Base64 {Ref: Key}", "!Ref Key", "has no default"),
        ("{'Fn::ToJsonString': {a: !Ref Key}}", "!Ref Key", "has no default"),
        ("{'Fn::Length': !Split [',', !Ref Key]}", "!Ref Key", "has no default"),
        ("!ImportValue {Ref: Key}", "!Ref Key", "has no default"),
        ("!If [Keyed, a, b]", "!Ref Key", "has no default"),
        ("!If [Secret, a, b]", "!Ref Key", "has no default"),
        ("!GetAtt [Pages, !Ref Key]", "!Ref Key", "has no default"),
        ("!GetAtt Open.RegionalDomainName", "!Ref Key", "has no default"),
        ("!Ref Arn", "!Ref Arn", "kept in SSM as '/edge/arn'"),
        ("!ImportValue shared", "!ImportValue shared", "another stack exports it"),
        ("'{{resolve:ssm:/edge/key}}'", "{{resolve:ssm:/edge/key}}", "looked up at deployment"),
        ("'{{resolve:ssm:/edge/key:3}}'", "{{resolve:ssm:/edge/key:3}}", "parameters={'/edge/key': …}"),
        (
            "'{{resolve:secretsmanager:db:SecretString:pin:1}}'",
            "{{resolve:secretsmanager:db:SecretString:pin:1}}",
            "parameters={'db:SecretString:pin:1': …}",
        ),
        ("!GetAtt Api.RootResourceId", "!GetAtt Api.RootResourceId", "Api (AWS::ApiGateway::RestApi)"),
        ("!Ref Api", "!Ref Api", "parameters={'Api': …}"),
        ("!GetAZs us-east-1", "Fn::GetAZs 'us-east-1'", "at deployment only"),
    ],
)
def test_what_the_template_does_not_tell_is_unresolved(expression: str, reference: str, why: str) -> None:
    found = resolved(expression, PARAMETERS)
    assert isinstance(found, Unresolved)
    assert found.reference == reference
    assert why in found.why
    assert found.place.path == "Resources.Site.Properties.DistributionConfig.Comment"


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (
            "!Ref Stag",
            "'Stag', which is no parameter and no resource of this template; did you mean 'Stage'?",
        ),
        (
            "!GetAtt Pagess.Arn",
            "'Pagess', which is no parameter and no resource of this template; did you mean 'Pages'?",
        ),
        ("!GetAtt Pages", "'Pages', which is no parameter"),
        ("!Ref [a]", "must be a name, not ['a']"),
        ("!Ref AWS::Regions", "there is no pseudo parameter 'AWS::Regions'"),
        ("!Sub '${a b}'", "write ${!a b} for the characters themselves"),
        ("{'Fn::Sub': 3}", "must be a name, not 3"),
        ("!Join a", "takes a delimiter and a list of values, not 'a'"),
        ("!Join [',', abc]", "must come to a list, not 'abc'"),
        ("!Join [',', [[a]]]", "must come to text, not ['a']"),
        ("!Select [2, [a, b]]", "there is no value 2 in a list of 2"),
        ("!Select [-1, [a, b]]", "there is no value -1"),
        ("!Select [0, a]", "must come to a list, not 'a'"),
        ("{'Fn::Select': 0}", "takes an index and a list, not 0"),
        ("!Split ['', a]", "its delimiter must not be empty"),
        ("!Split a", "takes a delimiter and a text, not 'a'"),
        ("!If [Nope, a, b]", "there is no condition 'Nope'"),
        ("!If [IsTest, a]", "takes a condition's name and two values"),
        ("!FindInMap [Sizes, prod, Small]", "there is nothing in Mappings under Sizes::prod::Small"),
        ("!FindInMap [Sizes]", "takes the names of a map and of two keys in it, not ['Sizes']"),
        ("!Length abc", "must come to a list, not 'abc'"),
        ("!ToJsonString abc", "must come to a mapping or a list, not 'abc'"),
        ("!Base64 [a]", "must come to text, not ['a']"),
    ],
)
def test_an_intrinsic_function_that_cannot_be_is_refused_with_its_place(
    expression: str, message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        resolved(expression, PARAMETERS)
    assert message in str(caught.value)
    assert str(caught.value).startswith("Resources.Site.Properties.DistributionConfig.Comment (line 1): ")


@pytest.mark.parametrize(
    ("conditions", "message"),
    [
        ("{Bad: yes it is}", "a condition must be one of 'Condition', 'Fn::And'"),
        ("{Bad: 5}", "a condition must be one of"),
        ("{Bad: []}", "a condition must be one of"),
        ("{Bad: {}}", "a condition must be one of"),
        ("{Bad: {'Fn::Equals': [a, a], 'Fn::Not': [{'Fn::Equals': [a, a]}]}}", "a condition must be one of"),
        ("{Bad: !Ref Stage}", "a condition must be one of"),
        ("{Bad: !Equals [a]}", "takes a list of 2, not ['a']"),
        ("{Bad: !And [!Equals [a, a]]}", "takes a list of 2 to 10"),
        ("{Bad: !Not [!Equals [a, a], !Equals [a, a]]}", "takes a list of 1"),
        ("{Bad: !Condition None}", "there is no condition 'None'"),
    ],
)
def test_a_condition_that_cannot_be_is_refused_with_its_place(conditions: str, message: str) -> None:
    with pytest.raises(ConfigError, match=r"^Conditions\.Bad") as caught:
        resolved("!If [Bad, a, b]", f"Conditions: {conditions}")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("expression", "given", "message"),
    [
        (
            "!Ref Stage",
            {"Stage": "dev"},
            "Parameters.Stage (line 3): its value must be 'test' or 'prod', not 'dev'",
        ),
        ("!Ref Count", {"Count": "many"}, "its value must be a number, not 'many'"),
        ("!Ref Ports", {"Ports": "80,http"}, "its value must be a number, not 'http'"),
        ("!Ref Key", {"Key": ["a"]}, "its value must be text, not ['a']"),
        ("!Ref Hosts", {"Hosts": [["a"]]}, "its value must be a list of texts, not ['a']"),
        (
            "a",
            {"Stagee": "test"},
            "parameters['Stagee']: this template has no such parameter; did you mean 'Stage'?",
        ),
    ],
)
def test_a_parameter_is_held_against_its_declaration(
    expression: str, given: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        resolved(expression, PARAMETERS, **given)
    assert message in str(caught.value)


def test_names_that_can_be_no_parameters_are_left_to_others() -> None:
    assert (
        resolved("a", "", **{"5b1cf6b7-5a6c-4d0e-8f3c-0d2f3b1f5a6b": "a policy", "AWS::Region": "x"}) == "a"
    )


@pytest.mark.parametrize(
    ("sections", "circle"),
    [
        (
            "Conditions: {A: !Condition B, B: !Not [!Condition A]}",
            "condition A -> condition B -> condition A",
        ),
        (
            "Resources: {S: {Type: AWS::SSM::Parameter, Properties: {Value: !GetAtt S.Value}}}",
            "S.Properties.Value -> S.Properties.Value",
        ),
        (
            "Resources: {S: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub '${S}-x'}}}",
            "refers to itself: S -> S",
        ),
    ],
)
def test_a_template_that_refers_to_itself_is_refused(sections: str, circle: str) -> None:
    expression = "!If [A, a, b]" if "Conditions" in sections else "!Sub '${S.Value}'"
    if "S3" in sections:
        expression = "!Join ['', [!Ref S, a]]"
    with pytest.raises(ConfigError, match=r"refers to itself") as caught:
        resolved(expression, sections)
    assert circle in str(caught.value)


def test_a_chain_of_conditions_is_followed_only_so_far() -> None:
    chain = {f"C{n}": {"Condition": f"C{n + 1}"} for n in range(500)}
    data = template("", Site=distribution(Comment={"Fn::If": ["C0", "a", "b"]})) | {"Conditions": chain}
    assert "is nested more than" in str(error_of(data))


def test_text_that_doubles_at_each_level_is_refused() -> None:
    expression: Any = "x" * 50_000
    for _ in range(5):
        expression = {"Fn::Sub": ["${a}${a}${a}", {"a": expression}]}
    assert "comes to more than" in str(error_of(template("", Site=distribution(Comment=expression))))


def test_text_that_is_encoded_is_no_longer_than_a_template() -> None:
    expression = {"Fn::Base64": "x" * 1_000_001}
    assert "comes to more than" in str(error_of(template("", Site=distribution(Comment=expression))))


def test_values_that_double_at_each_level_are_refused() -> None:
    resources = {
        f"S{n}": {
            "Type": "AWS::SSM::Parameter",
            "Properties": {"Value": {"Fn::Join": ["", [{"Fn::GetAtt": [f"S{n + 1}", "Value"]}] * 2]}},
        }
        for n in range(15)
    }
    last = {"Type": "AWS::SSM::Parameter", "Properties": {"Value": ""}}
    site = distribution(Comment={"Fn::GetAtt": ["S0", "Value"]})
    data = template("", Site=site, S15=last, **resources)
    assert "come to more than any template that can be deployed" in str(error_of(data))


def test_references_that_double_at_each_level_are_refused() -> None:
    expression: Any = {"Ref": "Api"}
    for _ in range(20):
        expression = {"Fn::Sub": ["${a}${a}", {"a": expression}]}
    data = template("", Api={"Type": "AWS::ApiGateway::RestApi"}, Site=distribution(Comment=expression))
    assert "come to more than any template" in str(error_of(data))


def test_only_what_the_distribution_needs_is_worked_out() -> None:
    broken = {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Ref": "Nothing"}}}
    data = template("Outputs: {Url: {Value: !Ref Nowhere}}", Site=distribution(), Topic=broken)
    assert candidate(data).form["Enabled"] is True


def test_an_empty_value_is_refused_as_aws_refuses_it() -> None:
    with pytest.raises(ConfigError, match="'null' values are not allowed in templates") as caught:
        resolved("{a: }")
    assert "write one, or !Ref AWS::NoValue" in str(caught.value)


@pytest.mark.parametrize("section", ["Parameters", "Conditions", "Mappings"])
def test_a_section_is_a_mapping_or_empty(section: str) -> None:
    expression = "!If [A, a, b]" if section == "Conditions" else "!FindInMap [A, b, c]"
    expression = "!Ref A" if section == "Parameters" else expression
    with pytest.raises(ConfigError, match=f"^{section}.*must be a mapping, not "):
        resolved(expression, f"{section}: [a]")
    with pytest.raises(ConfigError, match=r"'A'|A::b::c"):
        resolved(expression, f"{section}:")


def test_a_parameter_must_be_declared_as_one() -> None:
    with pytest.raises(ConfigError, match=r"^Parameters\.A.*: must be a mapping with a Type, not 'b'"):
        resolved("!Ref A", "Parameters: {A: b}")


def test_a_reference_to_a_resource_whose_condition_is_false_is_refused() -> None:
    sections = (
        "Conditions: {Never: !Equals [a, b]}\nResources: {S: {Type: AWS::SSM::Parameter, Condition: Never}}"
    )
    with pytest.raises(ConfigError, match="'S', which does not exist, since its condition 'Never' is false"):
        resolved("!Ref S", sections)


def test_a_value_that_no_template_can_hold_is_refused() -> None:
    data = template("", Site=distribution(Comment=b"bytes"))  # as only a parsed document can have it
    assert "is no value that a template can hold" in str(error_of(data))
