"""Whatever a template holds, it comes to a form or to a ConfigError with a place, and soon."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from support.in_time import before_long
from support.templates import distribution

from pytest_lambda_edge.errors import ConfigError
from pytest_lambda_edge.templates.documents import read_document
from pytest_lambda_edge.templates.formats import format_of
from pytest_lambda_edge.templates.reading import Asked

NAMES = ("A", "B", "C", "Fn", "AWS::NoValue", "AWS::Region", "Fn.Version", "Nope")
TEXTS = st.sampled_from(
    (*NAMES, "", "${A}", "${B}-${!C}", "${Fn.Arn}:3", "{{resolve:ssm:/a:1}}", "a,b", "0", "$${A", "${A${B}}")
)
SCALARS = TEXTS | st.integers(-2, 3) | st.booleans() | st.none() | st.floats(allow_nan=False)
FUNCTIONS = (
    *("Ref", "Condition", "Fn::GetAtt", "Fn::Sub", "Fn::Join", "Fn::Select", "Fn::Split", "Fn::If"),
    *("Fn::FindInMap", "Fn::ImportValue", "Fn::Base64", "Fn::Length", "Fn::ToJsonString", "Fn::Transform"),
    *("Fn::Equals", "Fn::And", "Fn::Or", "Fn::Not"),
)


def _grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    lists = st.lists(inner, max_size=4)
    calls = st.sampled_from(FUNCTIONS).flatmap(
        lambda name: (inner | lists | st.tuples(TEXTS, inner, inner).map(list)).map(
            lambda value: {name: value}
        )
    )
    return (
        calls
        | lists
        | st.dictionaries(st.sampled_from(("a", "EventType", "DomainName", "Id")), inner, max_size=3)
    )


VALUES = st.recursive(SCALARS, _grown, max_leaves=12)
RESOURCES = st.fixed_dictionaries(
    {
        "Type": st.sampled_from(
            (
                *("AWS::Lambda::Function", "AWS::Lambda::Version", "AWS::Lambda::Alias", "AWS::S3::Bucket"),
                *("AWS::SSM::Parameter", "AWS::CloudFront::Function", "AWS::CloudFront::KeyGroup"),
                *("AWS::CloudFront::CachePolicy", "AWS::Serverless::Function", "Custom::Thing"),
            )
        )
    },
    optional={
        "Condition": SCALARS,
        "Properties": st.dictionaries(
            st.sampled_from(
                (
                    *(
                        "FunctionName",
                        "BucketName",
                        "Value",
                        "Code",
                        "FunctionCode",
                        "FunctionConfig",
                        "Timeout",
                    ),
                    *(
                        "KeyGroupConfig",
                        "CachePolicyConfig",
                        "Name",
                        "InlineCode",
                        "AutoPublishAlias",
                        "Layers",
                    ),
                )
            ),
            VALUES,
            max_size=4,
        )
        | SCALARS,
    },
)
CONSTRAINTS = (
    "AllowedPattern",
    "AllowedValues",
    "ConstraintDescription",
    "MaxLength",
    "MaxValue",
    "MinLength",
    "MinValue",
    "NoEcho",
)
SECTIONS = st.fixed_dictionaries(
    {},
    optional={
        "Parameters": st.dictionaries(
            st.sampled_from(NAMES),
            SCALARS
            | st.fixed_dictionaries(
                {}, optional={"Type": TEXTS, "Default": VALUES, **dict.fromkeys(CONSTRAINTS, VALUES)}
            ),
            max_size=3,
        )
        | SCALARS,
        "Conditions": st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=3) | SCALARS,
        "Mappings": VALUES,
        "Globals": VALUES | st.fixed_dictionaries({"Function": VALUES}),
        "Transform": VALUES,
    },
)
GIVEN = st.dictionaries(st.sampled_from((*NAMES, "/a")), VALUES, max_size=2)


@st.composite
def any_templates(draw: st.DrawFn) -> dict[str, Any]:
    host, arn, policy = draw(VALUES), draw(VALUES), draw(VALUES)
    associations = [{"EventType": "viewer-request", "LambdaFunctionARN": arn}]
    site = distribution(associations, Comment=draw(VALUES), Origins=[{"Id": "www", "DomainName": host}])
    site["Properties"]["DistributionConfig"]["DefaultCacheBehavior"] |= {
        "CachePolicyId": policy,
        "TrustedKeyGroups": [policy],
        "FunctionAssociations": [{"EventType": host, "FunctionARN": arn}],
    }
    resources = draw(st.dictionaries(st.sampled_from(NAMES), RESOURCES, max_size=3))
    return {**draw(SECTIONS), "Resources": {**resources, "Site": site}}


def check(template: dict[str, Any], parameters: dict[str, Any]) -> None:
    """Read a template: what comes of it, an error included, has a place, and comes soon."""
    with before_long():
        try:
            document = read_document(template)
            candidates = format_of(document).read(document, Asked(parameters=parameters))
            places = [str(one.place) for one in candidates]
        except ConfigError as error:
            places = [problem.place for problem in error.problems]
    assert all(places)


@settings(max_examples=150)
@given(any_templates(), GIVEN)
def test_any_template_ends_in_a_form_or_in_an_error_with_a_place(
    template: dict[str, Any], parameters: dict[str, Any]
) -> None:
    check(template, parameters)


@settings(max_examples=30)
@given(st.integers(1, 25), st.integers(1, 6), st.sampled_from(["Fn::Sub", "Fn::Join", "Fn::ToJsonString"]))
def test_templates_that_grow_at_each_level_end_soon(depth: int, width: int, name: str) -> None:
    value: Any = "x"
    for _ in range(depth):
        value = {
            "Fn::Sub": ["${a}" * width * 10, {"a": value}],
            "Fn::Join": [",", [value] * min(width, 2)],
            "Fn::ToJsonString": ["\\" * width, value],
        }[name]
        value = {name: value}
    check({"Resources": {"Site": distribution(Comment=value)}}, {})
