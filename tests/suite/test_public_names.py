"""The names that people import from the package."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import pytest_lambda_edge

SETTINGS = (
    "Behavior Trigger Function CloudFrontFunction CustomOrigin S3Origin OriginGroup CustomErrorResponse "
    "GeoRestriction KeyGroup PublicKey ForwardedValues CachePolicy OriginRequestPolicy ResponseHeadersPolicy"
)
REST = (
    "Distribution DistributionConfig load_distribution "
    "Result Response Invocation OriginRequest CacheEntry Headers SkipReason EventType Assumption "
    "assert_fired assert_not_fired assert_short_circuited assert_not_short_circuited assert_response "
    "assert_result_type assert_origin_received MakeDistribution EdgeClock EdgeError FunctionError "
    "FunctionExecutionError FunctionTimeoutError FunctionValidationError ConfigError OriginNotStubbedError "
    "EdgeNotSimulatedWarning ViewerRequestEvent OriginRequestEvent OriginResponseEvent ViewerResponseEvent "
    "RequestResult ResponseResult"
)
PUBLIC = sorted(f"{SETTINGS} {REST}".split())


def test_these_and_no_other_names_are_public() -> None:
    assert sorted(pytest_lambda_edge.__all__) == dir(pytest_lambda_edge) == PUBLIC


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_is_what_its_module_calls_so(name: str) -> None:
    found = getattr(pytest_lambda_edge, name)
    assert found.__name__ == name
    assert getattr(import_module(found.__module__), name) is found


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_says_what_it_is_for(name: str) -> None:
    assert (getattr(pytest_lambda_edge, name).__doc__ or "").strip().endswith(".")


def test_editors_and_type_checkers_see_the_same_names_as_an_import() -> None:
    source = Path(pytest_lambda_edge.__file__).read_text(encoding="utf-8")
    imports = {
        alias.name: node.module
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pytest_lambda_edge")
        for alias in node.names
    }
    assert sorted(imports) == PUBLIC
    for name, module in imports.items():
        assert module == f"pytest_lambda_edge.{pytest_lambda_edge._HOMES[name]}"


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Distributoin'"):
        pytest_lambda_edge.Distributoin  # noqa: B018 - the access is what fails


def test_importing_the_package_loads_nothing_else_of_it() -> None:
    program = "import sys, pytest_lambda_edge; print([name for name in sys.modules if 'lambda_edge' in name])"
    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout
    assert printed.strip() == "['pytest_lambda_edge']"


def test_every_public_name_can_be_imported_first() -> None:
    """In whatever order modules are loaded, none needs another that is half loaded."""
    program = "\n".join(
        [
            "import sys, pytest_lambda_edge",
            f"for name in {PUBLIC!r}:",
            "    for module in [one for one in sys.modules if one.startswith('pytest_lambda_edge.')]:",
            "        del sys.modules[module]",
            "    vars(pytest_lambda_edge).pop(name, None)",
            "    getattr(pytest_lambda_edge, name)",
        ]
    )
    subprocess.run([sys.executable, "-c", program], check=True)
