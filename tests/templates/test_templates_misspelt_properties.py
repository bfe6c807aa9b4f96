"""Properties of functions that are misspelt: AWS refuses them, and nothing of them would be read."""

from __future__ import annotations

from typing import Any

import pytest
from support.services import function_of
from support.templates import distribution, error_of, template

from pytest_lambda_edge import project
from pytest_lambda_edge.errors import EdgeDeployWarning, Problem
from pytest_lambda_edge.model.problems import nearest
from pytest_lambda_edge.templates.cloudformation.misspelt import meant
from pytest_lambda_edge.templates.cloudformation.property_names import PROPERTIES
from pytest_lambda_edge.templates.load import load_distribution
from pytest_lambda_edge.templates.yaml_documents import read_yaml

LAMBDA = """\
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: python3.13
      Code: {ZipFile: "def handler(event, context): return None"}
      <wrong>
  FnVersion: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Fn}}
"""
SAM = """\
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: python3.13
    <wrong>
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      Handler: index.handler
      InlineCode: "def handler(event, context): return None"
      <own>
  Other:
    Type: AWS::Serverless::Function
    Properties: {AutoPublishAlias: live, Handler: index.handler, InlineCode: ""}
"""
INLINE = 'InlineCode: "def handler(event, context): return None"'
CLOUDFRONT = """\
Resources:
  Fn:
    Type: AWS::CloudFront::Function
    Properties:
      Name: fn
      AutoPublish: true
      FunctionConfig: {Comment: none, Runtime: cloudfront-js-2.0}
      FunctionCode: "function handler(event) { return event.request; }"
      <wrong>
"""
SAM_SAYS = (
    "Transform AWS::Serverless-2016-10-31 failed with: "
    "Invalid Serverless Application Specification document. Number of errors found: 1. "
)


def associated(text: str, *arns: str) -> dict[str, Any]:
    """Return a template whose distribution has these functions."""
    events = ("viewer-request", "viewer-response")
    associations = [
        {"EventType": event, "LambdaFunctionARN": read_yaml(arn)}
        for event, arn in zip(events, arns, strict=False)
    ]
    return template(text, Site=distribution(associations))


def refused(data: dict[str, Any]) -> list[Problem]:
    """Return what of a template AWS would refuse as misspelt."""
    return [one for one in error_of(data).refused if "is no property" in one.message]


def of_lambda(wrong: str) -> dict[str, Any]:
    """Return a template whose function has properties of a test's."""
    return associated(LAMBDA.replace("<wrong>", wrong), "!Ref FnVersion")


def of_sam(wrong: str = "", own: str = "", code: str = INLINE) -> dict[str, Any]:
    """Return a SAM template with properties of a test's, shared by its functions or a function's own."""
    text = SAM.replace("<wrong>", wrong).replace("<own>", own).replace(INLINE, code)
    return associated(text, "!Ref Fn.Version", "!Ref Other.Version")


@pytest.mark.fact("CF-281")
@pytest.mark.parametrize(
    ("wrong", "name", "right"),
    [
        ("TimeOut: 5", "TimeOut", "Timeout"),
        ("Timout: 5", "Timout", "Timeout"),
        ("Enviroment: {Variables: {A: b}}", "Enviroment", "Environment"),
        ("handler: other.handler", "handler", "Handler"),
        ("memorySize: 256", "memorySize", "MemorySize"),
        ("Memory_Size: 256", "Memory_Size", "MemorySize"),
        ("Layer: [a]", "Layer", "Layers"),
        ("KMSKeyArn: arn", "KMSKeyArn", "KmsKeyArn"),
        ("TimeOut:", "TimeOut", "Timeout"),
    ],
)
def test_a_misspelt_property_is_refused_with_its_place_and_what_was_meant(
    wrong: str, name: str, right: str
) -> None:
    (problem,) = refused(of_lambda(wrong))
    assert problem == Problem(
        f"Resources.Fn.Properties.{name} (line 8)",
        f"{name!r} is no property of an AWS::Lambda::Function; did you mean {right!r}?",
        "ValidationError",
        aws_message="Properties validation failed for resource Fn with message: "
        f"#: extraneous key [{name}] is not permitted",
    )


@pytest.mark.fact("CF-290")
@pytest.mark.parametrize(
    ("wrong", "right"),
    [("TimeOut: 5", "Timeout"), ("Tracng: Active", "Tracing"), ("CodeURI: src", "CodeUri")],
)
def test_sam_has_its_own_names_and_its_own_words(wrong: str, right: str) -> None:
    name = wrong.partition(":")[0]
    (problem,) = refused(of_sam(own=wrong))
    assert problem == Problem(
        f"Resources.Fn.Properties.{name} (line 13)",
        f"{name!r} is no property of an AWS::Serverless::Function; did you mean {right!r}?",
        "ValidationError",
        aws_message=f"{SAM_SAYS}Resource with id [Fn] is invalid. "
        f"property {name} not defined for resource of type AWS::Serverless::Function",
    )


@pytest.mark.fact("CF-290")
def test_a_misspelt_default_of_all_functions_is_told_once_and_where_it_stands() -> None:
    (problem,) = refused(of_sam("TimeOut: 5"))
    assert problem == Problem(
        "Globals.Function.TimeOut (line 5)",
        "'TimeOut' is no property of an AWS::Serverless::Function; did you mean 'Timeout'?",
        "ValidationError",
        aws_message=f"{SAM_SAYS}'Globals' section is invalid. "
        "'TimeOut' is not a supported property of 'Function'.",
    )


@pytest.mark.parametrize(
    ("data", "name", "meant_is"),
    [
        (of_lambda("CodeUri: src"), "CodeUri", "'Code'"),
        (of_lambda("InlineCode: ''"), "InlineCode", "'ZipFile' in 'Code'"),
        (of_lambda("DeadLetterQueue: {TargetArn: a}"), "DeadLetterQueue", "'DeadLetterConfig'"),
        (of_lambda("Tracing: PassThrough"), "Tracing", "'TracingConfig'"),
        (of_sam(code="Code: {ZipFile: x}"), "Code", "'CodeUri' or 'InlineCode'"),
        (of_sam(own="TracingConfig: {Mode: PassThrough}"), "TracingConfig", "'Tracing'"),
        (of_sam(own="DeadLetterConfig: {}"), "DeadLetterConfig", "'DeadLetterQueue'"),
    ],
)
def test_the_name_that_the_other_kind_of_functions_has_is_refused(
    data: dict[str, Any], name: str, meant_is: str
) -> None:
    (problem,) = refused(data)
    assert problem.message.startswith(f"{name!r} is no property of an AWS::")
    assert problem.message.endswith(f"did you mean {meant_is}?")


@pytest.mark.parametrize(
    ("wrong", "place", "name"),
    [
        ("Environment: {variables: {A: b}}", "Environment", "variables"),
        ("Environment:\n        Varables: {A: b}", "Environment", "Varables"),
    ],
)
@pytest.mark.parametrize("make", [of_lambda, lambda text: of_sam(own=text)], ids=["lambda", "sam"])
def test_a_misspelt_part_of_a_property_is_refused(make: Any, wrong: str, place: str, name: str) -> None:
    (problem,) = refused(make(wrong))
    assert problem.place.startswith(f"Resources.Fn.Properties.{place}.{name} (line ")
    assert f"in {place}; did you mean 'Variables'?" in problem.message


def test_a_misspelt_part_has_the_path_that_cloudformation_names() -> None:
    (problem,) = refused(of_lambda("Environment: {variables: {A: b}}"))
    assert problem.aws_message is not None
    assert problem.aws_message.endswith(
        "with message: #/Environment: extraneous key [variables] is not permitted"
    )


@pytest.mark.parametrize(
    "unknown",
    [
        "Frobnication: {A: b}",
        "MemoryLimit: 5",
        "RuntimePolicy: {A: b}",
        "FunctionVersionConfig: {A: b}",
        "TimeOut: !Ref AWS::NoValue",
        "TimeOut: !If [Never, 5, !Ref AWS::NoValue]",
        "Fn::Transform: {Name: Mine}",
        "Tags: [{Key: timeOut, Value: handler}]",
        "Environment: {Variables: {TimeOut: !Ref AWS::NoValue}}",
    ],
)
@pytest.mark.parametrize("make", [of_lambda, lambda text: of_sam(own=text)], ids=["lambda", "sam"])
def test_what_aws_may_know_by_now_and_what_is_not_there_is_let_pass(make: Any, unknown: str) -> None:
    data = make(unknown)
    data["Conditions"] = read_yaml("Never: !Equals [a, b]")
    assert load_distribution(data).viewer_request is not None


@pytest.mark.parametrize(
    "transform", ["Mine", ["AWS::Serverless-2016-10-31", "Mine"], [{"Name": "AWS::Include"}]]
)
def test_what_a_macro_may_take_away_is_let_pass(transform: Any) -> None:
    data = of_lambda("TimeOut: 5") | {"Transform": transform}
    with pytest.warns(match="the macro .* is not run"):
        assert load_distribution(data).viewer_request is not None


@pytest.mark.parametrize("kind", PROPERTIES)
def test_every_property_is_let_pass_and_even_an_unknown_one_would_not_be_taken_for_another(kind: str) -> None:
    for name in PROPERTIES[kind]:
        assert meant(name, PROPERTIES[kind]) is None
        others = PROPERTIES[kind] - {name}
        assert meant(name, others) is None, f"{name} is as near to {nearest(name, others)} as a slip would be"


@pytest.mark.fact("CF-281")
def test_a_misspelt_property_of_a_version_is_refused() -> None:
    text = LAMBDA.replace("FunctionName: !Ref Fn", "FunctionName: !Ref Fn, Descripton: mine").replace(
        "<wrong>", ""
    )
    (problem,) = refused(associated(text, "!Ref FnVersion"))
    assert str(problem) == (
        "Resources.FnVersion.Properties.Descripton (line 9): "
        "'Descripton' is no property of an AWS::Lambda::Version; did you mean 'Description'?"
    )


@pytest.mark.parametrize(
    ("section", "place", "meant_is"),
    [
        ("Globals: {Funtion: {Timeout: 5}}", "Globals.Funtion (line 2)", "Function"),
        ("Globals: {function: {Timeout: 5}}", "Globals.function (line 2)", "Function"),
        ("Global: {Function: {Timeout: 5}}", "Global (line 2)", "Globals"),
    ],
)
def test_a_misspelt_section_of_defaults_is_refused(section: str, place: str, meant_is: str) -> None:
    before, _, after = SAM.replace("<own>", "").partition("Globals:\n")
    text = f"{before}{section}\n{after[after.index('Resources') :]}"
    error = error_of(associated(text, "!Ref Fn.Version"))
    assert str(error).startswith(f"{place}: ")
    assert f"is no section that SAM knows here; did you mean {meant_is!r}?" in str(error)
    (said,) = (problem.aws_message for problem in error.problems)
    written = place.partition(" ")[0].removeprefix("Globals.")
    assert said == (
        f"Invalid template property or properties [{written}]"
        if meant_is == "Globals"
        else f"{SAM_SAYS}'Globals' section is invalid. {written!r} is not supported."
    )
    assert error.code == "ValidationError"


@pytest.mark.parametrize("section", ["Globals: {Api: {Cors: '*'}}", "Globals: {}", "Metadata: {}"])
def test_other_sections_are_nobodys_defaults(section: str) -> None:
    before, _, after = SAM.replace("<own>", "Runtime: python3.13").partition("Globals:\n")
    text = f"{before}{section}\n{after[after.index('Resources') :]}"
    assert load_distribution(associated(text, "!Ref Fn.Version")).viewer_request is not None


def test_what_comes_from_the_defaults_has_its_place_there() -> None:
    both = error_of(of_sam("Layers: [a]", own="Layers: [b]"))
    assert [one.place for one in both.problems] == [
        "Resources.Fn.Properties.Layers (line 13)",
        "Globals.Function.Layers (line 5)",
    ]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (
            of_lambda("Enviroment: {Variables: {A: b}}"),
            "Enviroment (line 8): a Lambda@Edge function cannot have",
        ),
        (
            of_lambda("Environment: {variables: {A: b}}"),
            "Environment (line 8): a Lambda@Edge function cannot have",
        ),
        (of_sam(own="Layer: [a]"), "Layer (line 13): Lambda@Edge does not support layers"),
        (of_lambda("TimeOut: 31"), "at most 30 seconds, not 31"),
        (of_sam(code="CodeURI: no/such"), "no folder or zip file 'no/such'"),
    ],
)
def test_a_misspelt_property_is_read_as_it_is_meant_for_what_else_is_wrong_with_it(
    data: dict[str, Any], told: str
) -> None:
    assert told in str(error_of(data))


@pytest.mark.parametrize("wrong", ["handler", "Handlr", "runtime", "code", "AutoPublishAlais"])
def test_of_what_is_missing_for_its_spelling_that_alone_is_told(wrong: str) -> None:
    right = {"handler": "Handler", "Handlr": "Handler", "runtime": "Runtime", "code": "Code"}
    name = right.get(wrong, "AutoPublishAlias")
    is_sam = name == "AutoPublishAlias"
    text = (SAM if is_sam else LAMBDA).replace("<wrong>", "").replace("<own>", "")
    arn = "!Ref Fn.Version" if is_sam else "!Ref FnVersion"
    (problem,) = error_of(associated(text.replace(f" {name}:", f" {wrong}:", 1), arn)).problems
    assert problem.message.endswith(f"did you mean {name!r}?")


def test_a_function_whose_handler_a_macro_may_make_is_asked_for() -> None:
    included = "Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://b/k}}"
    data = of_lambda("").copy()
    properties = data["Resources"]["Fn"]["Properties"]
    del properties["Handler"]
    properties.update(read_yaml(included))
    (lacking,) = error_of(data).unresolved
    assert lacking.reference == "Fn::Transform AWS::Include"
    assert "worked out at deployment only" in lacking.why


def of_cloudfront(text: str) -> dict[str, Any]:
    """Return a template whose distribution has a CloudFront Function."""
    function = {"EventType": "viewer-request", "FunctionARN": read_yaml("!GetAtt Fn.FunctionARN")}
    site = distribution()
    behavior = site["Properties"]["DistributionConfig"]["DefaultCacheBehavior"]
    behavior["FunctionAssociations"] = [function]
    return template(text, Site=site)


@pytest.mark.fact("CF-279")
@pytest.mark.parametrize(
    ("right", "wrong", "problem"),
    [
        ("AutoPublish", "AutoPublsh", "Properties.AutoPublsh (line 6)"),
        ("AutoPublish", "autoPublish", "Properties.autoPublish (line 6)"),
        ("FunctionCode", "Functioncode", "Properties.Functioncode (line 8)"),
        ("FunctionConfig", "FunctionConfg", "Properties.FunctionConfg (line 7)"),
        ("Runtime", "RunTime", "Properties.FunctionConfig.RunTime (line 7)"),
        ("Comment", "Coment", "Properties.FunctionConfig.Coment (line 7)"),
    ],
)
def test_of_a_misspelt_property_of_a_cloudfront_function_that_alone_is_told(
    right: str, wrong: str, problem: str
) -> None:
    text = CLOUDFRONT.replace("<wrong>", "").replace(right, wrong)
    error = error_of(of_cloudfront(text))
    (found,) = error.problems
    assert found.place == f"Resources.Fn.{problem}"
    assert found.message.startswith(f"{wrong!r} is no property of an AWS::CloudFront::Function")
    assert found.message.endswith(f"did you mean {right!r}?")


def test_a_cloudfront_function_without_its_code_is_refused() -> None:
    text = CLOUDFRONT.replace("<wrong>", "").replace("FunctionCode", "Frobnication")
    assert "FunctionCode and FunctionConfig.Runtime are required" in str(error_of(of_cloudfront(text)))


def test_more_properties_than_any_type_has_are_not_looked_at() -> None:
    data = of_lambda("")
    data["Resources"]["Fn"]["Properties"].update({f"TimeOut{number}": 1 for number in range(20_000)})
    assert load_distribution(data).viewer_request is not None


def test_with_a_warning_instead_a_function_is_simulated_as_it_is_meant(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(project, "deploy_checks", ["warn"])
    with pytest.warns(EdgeDeployWarning, match=r"'TimeOut' is no property of an AWS::Lambda::Function"):
        config = load_distribution(of_lambda("TimeOut: 7"))
    assert function_of(config.viewer_request).timeout == 7
