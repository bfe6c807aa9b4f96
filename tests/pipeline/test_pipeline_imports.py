"""A request loads nothing for what its distribution does not have."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pytest_lambda_edge import errors

_ROOT = Path(errors.__file__).parents[1]

OF_SIGNATURES = {
    "pytest_lambda_edge.pipeline.signatures",
    "pytest_lambda_edge.pipeline.signed_policies",
    "pytest_lambda_edge.pipeline.signed_resources",
}
OF_POLICIES = {
    "pytest_lambda_edge.model.allowed_origins",
    "pytest_lambda_edge.model.checks.response_headers_policies",
    "pytest_lambda_edge.pipeline.cors",
    "pytest_lambda_edge.pipeline.headers_policy",
}
OF_SERVER_TIMING = {"pytest_lambda_edge.pipeline.server_timing"}


def loaded(**settings: object) -> set[str]:
    """Return what a request to a distribution with these settings has loaded."""
    code = (
        "import sys\n"
        "from pytest_lambda_edge import Distribution\n"
        "answer = lambda event, context: {'status': '200'}\n"
        f"site = Distribution(origin='https://www.example.com', viewer_request=answer, **{settings!r})\n"
        "site.get('/')\n"
        "print(*sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(run.stdout.split()) & (OF_SIGNATURES | OF_POLICIES | OF_SERVER_TIMING)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, set()),
        ({"trusted_key_groups": [{"keys": []}]}, OF_SIGNATURES),
        ({"response_headers_policy": "SimpleCORS"}, OF_POLICIES),
        (
            {"response_headers_policy": {"server_timing_headers_config": {"enabled": True}}},
            OF_POLICIES | OF_SERVER_TIMING,
        ),
    ],
    ids=["nothing", "signatures", "CORS", "Server-Timing"],
)
def test_what_is_not_configured_is_not_loaded(settings: dict[str, object], expected: set[str]) -> None:
    assert loaded(**settings) == expected
