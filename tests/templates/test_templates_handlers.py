"""Which file and function a template's function runs: named, or refused; never guessed."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest
from support.services import with_plugin
from support.templates import distribution, error_of, template
from support.terraform import deployed, new, refers

from pytest_lambda_edge import Trigger, project
from pytest_lambda_edge.assertions import assert_response
from pytest_lambda_edge.errors import ConfigError, EdgeDeployWarning, FunctionExecutionError
from pytest_lambda_edge.templates.load import load_distribution

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_lambda_edge.fixtures import MakeDistribution

MANDATORY = "Runtime and Handler are mandatory parameters for functions created with deployment packages."
ANSWER = "def lambda_handler(event, context):\n    return {'status': '204'}\n"


def cloudformation(**properties: Any) -> dict[str, Any]:
    """Return a template whose function has these properties, and its code in place."""
    function = {"Type": "AWS::Lambda::Function", "Properties": {"Code": {"ZipFile": ANSWER}} | properties}
    version = {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": {"Ref": "Login"}}}
    association = {"EventType": "viewer-request", "LambdaFunctionARN": {"Ref": "LoginVersion"}}
    return template("", Login=function, LoginVersion=version, Site=distribution([association]))


def sam(**properties: Any) -> dict[str, Any]:
    """Return a SAM template whose function has these properties, and its code in place."""
    made = {"InlineCode": ANSWER, "AutoPublishAlias": "live"} | properties
    function = {"Type": "AWS::Serverless::Function", "Properties": made}
    association = {"EventType": "viewer-request", "LambdaFunctionARN": {"Ref": "Login.Version"}}
    return template("Transform: AWS::Serverless-2016-10-31", Login=function, Site=distribution([association]))


def terraform(**settings: Any) -> dict[str, Any]:
    """Return a state whose function has these settings."""
    given = {"handler": settings.pop("Handler", None), "runtime": settings.pop("Runtime", None)}
    return deployed(filename="fn.zip", **given)


MAKERS = pytest.mark.parametrize("made", [cloudformation, sam, terraform])


@pytest.mark.fact("CF-281")
@MAKERS
@pytest.mark.parametrize(
    ("given", "lacking", "such_as"),
    [
        ({}, "no handler and no runtime", "'index.handler' and 'python3.13'"),
        ({"Handler": "index.lambda_handler"}, "no runtime", "'python3.13'"),
        ({"Runtime": "python3.13"}, "no handler", "'index.handler'"),
        ({"Runtime": "python3.13", "Handler": ""}, "no handler", "'index.handler'"),
    ],
)
def test_a_function_of_a_template_names_handler_and_runtime(
    made: Callable[..., dict[str, Any]], given: dict[str, str], lacking: str, such_as: str
) -> None:
    (refused,) = error_of(made(**given)).refused
    assert refused.message == f"names {lacking}, and Lambda guesses none; write {such_as}, for example"
    assert (refused.code, refused.aws_message) == ("InvalidParameterValueException", MANDATORY)
    assert refused.place.partition(" ")[0] in {"Resources.Login", "aws_lambda_function.fn"}


def test_a_function_of_a_service_names_its_handler() -> None:
    data = with_plugin()
    del data["functions"]["edge"]["handler"]
    (refused,) = error_of(data).refused
    assert refused.place.startswith("functions.edge")
    assert refused.message.startswith("names no handler, and")


def test_a_function_that_is_given_must_be_deployable_all_the_same() -> None:
    given = {"Login": lambda event, context: {"status": "204"}}
    assert "names no runtime" in str(error_of(cloudformation(Handler="a.b"), functions=given))


def test_a_container_image_needs_neither_handler_nor_runtime() -> None:
    data = cloudformation(PackageType="Image", Code={"ImageUri": "123456789012.dkr.ecr/x:1"})
    assert "names no" not in str(error_of(data))


def test_with_warnings_alone_the_usual_names_are_tried(
    make_distribution: MakeDistribution, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project, "deploy_checks", ["warn"])
    code = ANSWER.replace("lambda_handler", "handler")
    with pytest.warns(EdgeDeployWarning, match="names no handler and no runtime"):
        site = make_distribution(load_distribution(cloudformation(Code={"ZipFile": code})))
    assert_response(site.get("/"), status=204)


@pytest.mark.fact("CF-281")
@pytest.mark.parametrize("made", [cloudformation, sam])
@pytest.mark.parametrize("name", ["Handler", "Runtime", "Timeout", "MemorySize"])
def test_a_setting_that_is_unknown_is_asked_for_and_not_left_to_a_default(
    made: Callable[..., dict[str, Any]], name: str
) -> None:
    data = made(**{"Handler": "index.lambda_handler", "Runtime": "python3.13"} | {name: {"Ref": "Asked"}})
    data["Parameters"] = {"Asked": {"Type": "String"}}
    (unresolved,) = error_of(data).unresolved
    assert unresolved.place.path == f"Resources.Login.Properties.{name}"
    assert unresolved.reference == "!Ref Asked"
    assert unresolved.why.endswith("parameters={'Asked': …}; or give it as functions={'Login': handler}")
    given, setting, expected = {
        "Handler": ("index.other", "handler", "index.other"),
        "Runtime": ("python3.12", "runtime", "python3.12"),
        "Timeout": ("7", "timeout", 7),
        "MemorySize": ("256", "memory", 256),
    }[name]
    function: Any = load_distribution(data, parameters={"Asked": given}).viewer_request
    assert getattr(function.function, setting) == expected


def test_a_function_that_is_given_needs_no_settings_of_the_other() -> None:
    data = cloudformation(Handler={"Ref": "Asked"}, Runtime="python3.13", Timeout={"Ref": "Asked"})
    data["Parameters"] = {"Asked": {"Type": "String"}}
    function: Any = load_distribution(data, functions={"Login": len}).viewer_request
    assert (function.function.code, function.function.timeout) == (len, 3)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("Handler", ["index.handler"], "must come to text, not ['index.handler']"),
        ("Timeout", "5s", "must be a whole number, not '5s'"),
        ("MemorySize", 128.5, "must be a whole number, not '128.5'"),
    ],
)
def test_a_setting_of_another_type_is_refused_where_it_stands(name: str, value: Any, message: str) -> None:
    given = {"Handler": "index.lambda_handler", "Runtime": "python3.13"} | {name: value}
    assert str(error_of(cloudformation(**given))) == f"Resources.Login.Properties.{name}: {message}"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("Runtime", "Python3.12", "did you mean 'python3.12'?"),
        ("Runtime", "java21", "not 'java21'"),
        ("Timeout", 60, "at most 30 seconds, not 60"),
        ("MemorySize", 64, "must be 128 to 10,240 MB, not 64"),
    ],
)
def test_a_setting_that_is_refused_is_told_where_it_stands(name: str, value: Any, told: str) -> None:
    given = {"Handler": "index.lambda_handler", "Runtime": "python3.13"} | {name: value}
    (problem,) = error_of(cloudformation(**given)).problems
    assert problem.place.endswith(f"Resources.Login.Properties.{name}")
    assert told in problem.message


@pytest.mark.fact("CF-300")
@pytest.mark.parametrize("name", ["handler", "runtime", "timeout"])
def test_a_setting_that_a_plan_does_not_know_is_asked_for(name: str) -> None:
    document = new(unknown=[name], written={name: refers("random_id.name.hex", "random_id.name")})
    (unresolved,) = (one for one in error_of(document).unresolved if one.place.path.endswith(name))
    assert unresolved.place.path == f"aws_lambda_function.fn.{name}"
    assert unresolved.reference == "random_id.name.hex"


# Handlers that are not there


TEMPLATE = dedent("""\
    Transform: AWS::Serverless-2016-10-31
    Resources:
      Login:
        Type: AWS::Serverless::Function
        Properties:
          CodeUri: login
          Handler: {handler}
          Runtime: python3.13
          AutoPublishAlias: live
      Site:
        Type: AWS::CloudFront::Distribution
        Properties:
          DistributionConfig:
            Enabled: true
            Origins: [{{Id: www, DomainName: www.example.com}}]
            CacheBehaviors:
              - PathPattern: /private/*
                TargetOriginId: www
                ViewerProtocolPolicy: allow-all
                CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad
                LambdaFunctionAssociations: &associations
                  - {{EventType: viewer-request, LambdaFunctionARN: !Ref Login.Version}}
            DefaultCacheBehavior:
              TargetOriginId: www
              ViewerProtocolPolicy: allow-all
              CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad
              LambdaFunctionAssociations: *associations
    """)
STANDS_AT = "template.yaml: Resources.Login.Properties.Handler (line 7)"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the tests run in the folder of the template, by which it is named."""
    monkeypatch.chdir(tmp_path)


def written(folder: Path, handler: str) -> Path:
    """Write a template whose function has this handler, and the function's code."""
    (folder / "login").mkdir()
    (folder / "login" / "app.py").write_text(ANSWER)
    (folder / "template.yaml").write_text(TEMPLATE.format(handler=handler))
    return Path("template.yaml")


def test_a_file_that_is_not_there_is_told_once_where_the_template_names_it(
    make_distribution: MakeDistribution, tmp_path: Path
) -> None:
    config = load_distribution(written(tmp_path, "main.lambda_handler"))
    with pytest.raises(ConfigError) as raised:
        make_distribution(config)
    (problem,) = raised.value.problems
    assert problem.place == STANDS_AT
    assert problem.message == (
        f"'{tmp_path}/login' has no 'main.py' for the handler 'main.lambda_handler'"
        "; there is app.py alone: write 'app.lambda_handler'"
    )


@pytest.mark.fact("LE-250")
def test_a_function_that_is_not_there_is_told_with_what_to_write_in_the_template(
    make_distribution: MakeDistribution, tmp_path: Path
) -> None:
    site = make_distribution(load_distribution(written(tmp_path, "app.handler")))
    with pytest.raises(FunctionExecutionError) as raised:
        site.get("/")
    told = f"The handler is named at {STANDS_AT}; write 'app.lambda_handler' there."
    assert str(raised.value).splitlines()[-1] == told
    assert raised.value.__cause__ is None


def test_what_is_wrong_with_a_function_that_is_given_is_told_where_it_is_given(
    make_distribution: MakeDistribution, tmp_path: Path
) -> None:
    path = written(tmp_path, "app.lambda_handler")
    config = load_distribution(path, functions={"Login": "login/main.lambda_handler"})
    with pytest.raises(ConfigError) as raised:
        make_distribution(config)
    (problem,) = raised.value.problems
    assert problem.place == "functions['Login']"
    assert problem.message.endswith("write 'login/app.lambda_handler'")
    site = make_distribution(load_distribution(path, functions={"Login": "login/app.handler"}))
    with pytest.raises(FunctionExecutionError, match="is named at functions\\['Login'\\]; write"):
        site.get("/")


@pytest.mark.parametrize("given", ["login", "./login", "login/app.py", "login.zip"])
def test_what_names_no_function_is_not_guessed_in_a_template_either(
    make_distribution: MakeDistribution, tmp_path: Path, given: str
) -> None:
    config = load_distribution(written(tmp_path, "app.lambda_handler"), functions={"Login": given})
    assert config.viewer_request == Trigger(given)
    with pytest.raises(ConfigError, match=r"write ('login/|'./login/|Function\('login.zip', handler=)"):
        make_distribution(config)


@pytest.mark.fact("LE-296")
def test_a_region_that_an_association_names_is_told_there() -> None:
    data = cloudformation(Handler="index.lambda_handler", Runtime="python3.13")
    arn = {"Fn::Sub": "arn:aws:lambda:eu-west-1:123456789012:function:${Login}:1"}
    behavior = data["Resources"]["Site"]["Properties"]["DistributionConfig"]["DefaultCacheBehavior"]
    behavior["LambdaFunctionAssociations"][0]["LambdaFunctionARN"] = arn
    (refused,) = error_of(data).refused
    assert "LambdaFunctionAssociations[0].LambdaFunctionARN" in refused.place
    assert "not in eu-west-1" in refused.message


def test_where_a_handler_stands_makes_no_other_function_of_it(tmp_path: Path) -> None:
    path = written(tmp_path, "app.lambda_handler")
    elsewhere = Path("other.yaml")
    elsewhere.write_text(f"# moved by a line\n{path.read_text()}")
    one, other = (load_distribution(source).viewer_request for source in (path, elsewhere))
    assert one == other
    assert repr(one) == repr(other)
