from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_lambda_edge.errors import EdgeError
from pytest_lambda_edge.model.triggers import CloudFrontFunction, Function

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_lambda_edge.runtimes.registry import Functions


def test_a_node_function_loads_and_says_that_it_cannot_run_yet(tmp_path: Path, functions: Functions) -> None:
    (tmp_path / "index.mjs").touch()
    function = functions.load(Function(tmp_path, handler="index.handler", runtime="nodejs22.x", name="web"))
    for run in (function.run, function.invoke):
        with pytest.raises(EdgeError) as raised:
            run({})
        assert str(raised.value) == (
            "web: this version of pytest-lambda-edge runs no JavaScript (Node.js), so the function of "
            f"{tmp_path} cannot run. Put a Python callable with the same behavior in its place: as the "
            "trigger itself, or with functions={'web': …} where the distribution is read from a template."
        )


def test_a_cloudfront_function_says_so_too(functions: Functions) -> None:
    code = "function handler(event) { return event.request; }"
    function = functions.load(CloudFrontFunction(code, runtime="cloudfront-js-2.0", name="spa"))
    with pytest.raises(
        EdgeError, match=r"spa: .* no JavaScript \(CloudFront Functions\), so the function cannot run"
    ):
        function.run({})


def test_javascript_has_no_python_module(functions: Functions) -> None:
    function = functions.load(CloudFrontFunction("{}", runtime="cloudfront-js-2.0", name="spa"))
    with pytest.raises(EdgeError, match="spa is JavaScript"):
        function.module  # noqa: B018 - the access is what fails
    with pytest.raises(EdgeError, match="spa is JavaScript"):
        function.imported()
    functions.reset()
    functions.close()
    assert function.name == "spa"
