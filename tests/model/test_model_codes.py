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
CODE = re.compile(
    r"(Invalid|TooMany|NoSuch|Illegal|Inconsistent|Malformed)[A-Z]\w+|[A-Z]\w+(Exceeded|Exists?)"
)


def codes_in(path: Path) -> set[str]:
    """Return the strings of a module that read like codes; of an f-string, with what may stand in it."""
    texts = {
        node.value
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {text for text in texts if CODE.fullmatch(text)}


@pytest.mark.fact("CF-301", "CF-314")
def test_every_code_is_one_of_cloudfronts() -> None:
    session = pytest.importorskip("botocore.session").Session()
    cloudfront = session.get_service_model("cloudfront")
    known = {
        shape.name for name in OPERATIONS for shape in cloudfront.operation_model(name).error_shapes
    } | OUTSIDE_THE_MODEL
    found = {code for path in Path(model.__path__[0]).rglob("*.py") for code in codes_in(path)}
    found |= {
        f"TooMany{names}In{policy}"
        for names in ("Headers", "Cookies", "QueryStrings")
        for policy in ("CachePolicy", "OriginRequestPolicy")
    }
    found |= {"NoSuchCachePolicy", "NoSuchOriginRequestPolicy", "NoSuchResponseHeadersPolicy"}
    assert len(found) > 30
    assert found <= known, sorted(found - known)


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
