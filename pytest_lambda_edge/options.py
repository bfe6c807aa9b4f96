"""The ini options: their names, what they mean, and which values they take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["add_options", "check_options", "function_errors", "given", "template"]

_TEMPLATE: Final = "edge_template"
_FUNCTION_ERRORS: Final = "edge_function_errors"


def add_options(parser: pytest.Parser) -> None:
    """Register the ini options."""
    parser.addini(
        _TEMPLATE,
        "the template over which the fixture `distribution` lays the edge_* markers of a test",
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


def check_options(config: pytest.Config) -> None:
    """Raise ``UsageError`` for a value that an option does not take."""
    value = config.getini(_FUNCTION_ERRORS)
    if value not in {"", "raise", "respond"}:
        raise pytest.UsageError(f"{_FUNCTION_ERRORS} = {value}: must be 'raise' or 'respond'")


def template(config: pytest.Config) -> str:
    """Return the template's path as it is written, or an empty string."""
    return str(config.getini(_TEMPLATE))


def function_errors(config: pytest.Config) -> str:
    """Return ``raise``, ``respond``, or an empty string where nothing is said."""
    return str(config.getini(_FUNCTION_ERRORS))


def given(config: pytest.Config) -> Iterator[str]:
    """Yield each option that is set, as ``name = value``."""
    for name in (_TEMPLATE, _FUNCTION_ERRORS):
        if value := config.getini(name):
            yield f"{name} = {value}"
