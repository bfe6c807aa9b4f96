"""The ini options: their names, what they mean, and which values they take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "add_options",
    "assumptions",
    "assumptions_min_confidence",
    "check_options",
    "deploy_checks",
    "function_errors",
    "given",
    "template",
]

_TEMPLATE: Final = "edge_template"
_DEPLOY_CHECKS: Final = "edge_deploy_checks"
_FUNCTION_ERRORS: Final = "edge_function_errors"
_ASSUMPTIONS: Final = "edge_assumptions"
_MIN_CONFIDENCE: Final = "edge_assumptions_min_confidence"

_ALLOWED: Final[Mapping[str, tuple[str, ...]]] = {
    _DEPLOY_CHECKS: ("error", "warn"),
    _FUNCTION_ERRORS: ("raise", "respond"),
    _ASSUMPTIONS: ("allow", "warn", "error"),
    _MIN_CONFIDENCE: ("H", "M", "L"),
}


def add_options(parser: pytest.Parser) -> None:
    """Register the ini options."""
    parser.addini(
        _TEMPLATE,
        "the template over which the fixture `distribution` lays the edge_* markers of a test",
        type="string",
        default="",
    )
    parser.addini(
        _DEPLOY_CHECKS,
        "what becomes of a template that AWS would refuse to deploy, though it can be simulated: "
        "`error` (default), or `warn`",
        type="string",
        default="",
    )
    parser.addini(
        _FUNCTION_ERRORS,
        "what a request does whose function fails, if the distribution does not say: "
        "`raise` a FunctionError (default), or `respond` with CloudFront's 502 or 503",
        type="string",
        default="",
    )
    parser.addini(
        _ASSUMPTIONS,
        "what becomes of a test that rests on choices which AWS does not document: "
        "`allow` (default), `warn`, or `error`, which fails it",
        type="string",
        default="",
    )
    parser.addini(
        _MIN_CONFIDENCE,
        "the confidence (`H`, `M` or `L`) from which on `edge_assumptions` lets a choice pass; "
        "without it, none passes",
        type="string",
        default="",
    )


def check_options(config: pytest.Config) -> None:
    """Raise ``UsageError`` for a value that an option does not take."""
    for name, allowed in _ALLOWED.items():
        value = config.getini(name)
        if value and value not in allowed:
            *first, last = map(repr, allowed)
            raise pytest.UsageError(f"{name} = {value}: must be {', '.join(first)} or {last}")


def template(config: pytest.Config) -> str:
    """Return the template's path as it is written, or an empty string."""
    return str(config.getini(_TEMPLATE))


def deploy_checks(config: pytest.Config) -> str:
    """Return ``error`` or ``warn``."""
    return str(config.getini(_DEPLOY_CHECKS)) or "error"


def function_errors(config: pytest.Config) -> str:
    """Return ``raise``, ``respond``, or an empty string where nothing is said."""
    return str(config.getini(_FUNCTION_ERRORS))


def assumptions(config: pytest.Config) -> str:
    """Return ``allow``, ``warn`` or ``error``."""
    return str(config.getini(_ASSUMPTIONS)) or "allow"


def assumptions_min_confidence(config: pytest.Config) -> str:
    """Return ``H``, ``M``, ``L``, or an empty string where no confidence is high enough."""
    return str(config.getini(_MIN_CONFIDENCE))


def given(config: pytest.Config) -> Iterator[str]:
    """Yield each option that is set, as ``name = value``."""
    for name in (_TEMPLATE, *_ALLOWED):
        if value := config.getini(name):
            yield f"{name} = {value}"
