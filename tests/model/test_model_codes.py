"""The codes with which problems come are CloudFront's own, by botocore's model of its API."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from pytest_lambda_edge import model
from pytest_lambda_edge.errors import ConfigError, Problem

OPERATIONS = (
    "CreateDistribution",
    "CreateCachePolicy",
    "CreateOriginRequestPolicy",
    "CreateResponseHeadersPolicy",
    "CreateFunction",
    "CreateKeyGroup",
    "CreatePublicKey",
    "CreateInvalidation",
)
OUTSIDE_THE_MODEL = {"MalformedXML"}  # which is what a request gets that the API cannot read (CF-305)
CODE = re.compile(r"(Invalid|TooMany|TooLong|NoSuch|Illegal|Malformed)[A-Z]\w+|[A-Z]\w+(Exceeded|Exists?)")
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"


def codes_in(path: Path) -> set[str]:
    """Return the strings of a module that read like codes."""
    texts = {
        node.value
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {text for text in texts if CODE.fullmatch(text)}


def codes_of_the_model() -> set[str]:
    """Return every code, those that are put together of parts included."""
    found = {code for path in Path(model.__path__[0]).rglob("*.py") for code in codes_in(path)}
    policies = ("CachePolicy", "OriginRequestPolicy")
    found |= {
        f"TooMany{names}In{kind}" for names in ("Headers", "Cookies", "QueryStrings") for kind in policies
    }
    return found | {f"NoSuch{kind}" for kind in (*policies, "ResponseHeadersPolicy")}


@pytest.mark.fact("CF-301", "CF-314")
def test_every_code_is_one_of_cloudfronts() -> None:
    session = pytest.importorskip("botocore.session").Session()
    cloudfront = session.get_service_model("cloudfront")
    known = {
        shape.name for name in OPERATIONS for shape in cloudfront.operation_model(name).error_shapes
    } | OUTSIDE_THE_MODEL
    found = codes_of_the_model()
    assert len(found) > 30
    assert found <= known, sorted(found - known)


def test_the_page_of_settings_tells_each_code() -> None:
    _, _, section = PAGE.read_text("utf-8").partition("\n## What CloudFront refuses\n")
    cells = re.findall(r"^\| ([^|]+) \|", section, re.MULTILINE)
    listed = {code for cell in cells for code in re.findall("`([A-Z][A-Za-z0-9]+)`", cell)}
    assert listed == codes_of_the_model()


@pytest.mark.parametrize(
    ("problems", "text"),
    [
        (
            [Problem("a", "is wrong", "InvalidArgument", aws_message="The parameter A is invalid.")],
            "a: is wrong\n  AWS: InvalidArgument: The parameter A is invalid.",
        ),
        (
            [Problem("a", "wrong", "InvalidArgument", aws_message="No A."), Problem("b", "odd", "X")],
            "2 problems in this configuration:\n  - a: wrong\n    AWS: InvalidArgument: No A.\n  - b: odd",
        ),
    ],
)
def test_an_error_tells_what_aws_would_say(problems: list[Problem], text: str) -> None:
    error = ConfigError(problems)
    assert str(error) == text
    assert error.code == "InvalidArgument"
