"""Functions that tests of several distributions of one document share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.assemblies import ASSETS, assembly, small_app, stack, web
from support.templates import distribution, error_of, template

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.templates.cloudformation import distributions
from pytest_lambda_edge.templates.documents import read_document
from pytest_lambda_edge.templates.formats import format_of
from pytest_lambda_edge.templates.load import load_distribution
from pytest_lambda_edge.templates.reading import Asked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SHOP, BLOG = (f"arn:aws:lambda:us-east-1:123456789012:function:{name}:3" for name in ("shop", "blog"))


def answer(event: Any, context: Any) -> Any:
    return {"status": "204"}


def associated(arn: str, **more: Any) -> dict[str, Any]:
    return distribution([{"EventType": "viewer-request", "LambdaFunctionARN": arn}], **more)


def two(**blog: Any) -> Mapping[str, Any]:
    return template("", Shop=associated(SHOP), Blog=associated(BLOG, **blog))


@pytest.mark.parametrize("name", ["Shop", "Blog"])
def test_a_function_of_another_distribution_may_be_given_beside(name: str) -> None:
    config = load_distribution(two(), distribution=name, functions={"shop": answer, "blog": answer})
    assert config.viewer_request.function.name == name.lower()  # type: ignore[union-attr]


def test_one_of_no_distribution_is_told() -> None:
    asked = {"shop": answer, "blog": answer, "page": answer}
    (problem,) = error_of(two(), distribution="Shop", functions=asked).problems
    assert problem.place == "functions['page']"


def test_what_is_wrong_with_another_distribution_is_not_told() -> None:
    broken = two(Comment={"Fn::If": ["Nothing"]})
    with pytest.raises(ConfigError, match="takes a condition"):
        format_of(read_document(broken)).read(read_document(broken), Asked())
    assert load_distribution(broken, distribution="Shop", functions={"shop": answer}).viewer_request
    (problem,) = error_of(broken, distribution="Shop", functions={"shop": answer, "page": answer}).problems
    assert problem.place == "functions['page']"


def test_stages_of_an_app_share_functions(tmp_path: Path) -> None:
    out = small_app(tmp_path)
    described = {
        name: stack(properties={"templateFile": f"{name}.template.json"}) for name in ("Live", "Test")
    }
    page: Any = web()
    page["Resources"]["SiteE53D7754"] = associated(SHOP)
    assembly(out, described | {"Web.assets": ASSETS}, Live=web(), Test=page)
    given = {"shop": answer, "Auth0A1B2C3D": answer}
    for name in ("Live", "Test"):
        assert load_distribution(out, distribution=f"{name}.SiteE53D7754", functions=given).viewer_request


def test_others_are_read_only_where_a_name_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    candidate = distributions._candidate

    def noted(resolver: Any, resource: Any, asked: Any) -> Any:
        read.append(resource.logical_id)
        return candidate(resolver, resource, asked)

    monkeypatch.setattr(distributions, "_candidate", noted)
    load_distribution(two(), distribution="Shop", functions={"shop": answer})
    assert read == ["Shop"]
    load_distribution(two(), distribution="Shop", functions={"shop": answer, "blog": answer})
    assert read == ["Shop", "Shop", "Shop", "Blog"]


STAGES = """\
Parameters:
  Stage: {Type: String, Default: test}
Conditions:
  IsTest: !Equals [!Ref Stage, test]
Resources:
  Login:
    Type: AWS::Lambda::Function
    Condition: IsTest
    Properties:
      FunctionName: !Sub login-${Stage}
      Handler: index.handler
      Runtime: python3.13
      Code: {S3Bucket: code, S3Key: login.zip}
  LoginVersion:
    Type: AWS::Lambda::Version
    Condition: IsTest
    Properties: {FunctionName: !Ref Login}
  Rewrite:
    Type: AWS::CloudFront::Function
    Properties: {Name: rewrite, AutoPublish: true}
"""


@pytest.mark.parametrize("key", ["Login", "LoginVersion", "login-live", "Rewrite"])
def test_a_function_that_this_stage_does_not_have_may_be_given_all_the_same(key: str) -> None:
    arn = {"Fn::If": ["IsTest", {"Ref": "LoginVersion"}, SHOP]}
    given = {"shop": answer, key: answer}
    config = load_distribution(
        template(STAGES, Site=associated(arn)),  # type: ignore[arg-type]
        parameters={"Stage": "live"},
        functions=given,
    )
    assert config.viewer_request.function.name == "shop"  # type: ignore[union-attr]


@pytest.mark.parametrize("key", ["Logon", "Site", "Stage"])
def test_what_is_no_function_of_the_template_is_told(key: str) -> None:
    given = {"shop": answer, key: answer}
    (problem,) = error_of(template(STAGES, Site=associated(SHOP)), functions=given).problems
    assert problem.place == f"functions[{key!r}]"
