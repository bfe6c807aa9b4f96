"""Values as templates write them: CloudFormation takes ``"true"`` for true and ``"80"`` for 80."""

from __future__ import annotations

import re
from typing import Any, Final

__all__ = ["flag", "number", "text", "texts", "whole_numbers"]

_WHOLE: Final = re.compile(r"-?[0-9]{1,18}")
_FRACTION: Final = re.compile(r"-?[0-9]{1,18}\.[0-9]{1,18}")
_FLAGS: Final = {"true": True, "false": False}


def flag(value: Any) -> Any:
    """Return a boolean that is written as text; anything else is left to the model's own check."""
    return _FLAGS.get(value.lower(), value) if isinstance(value, str) else value


def number(value: Any) -> Any:
    """Return a number that is written as text; one with nothing behind its point is a whole one."""
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return int(value)
    if isinstance(value, str) and _FRACTION.fullmatch(value):
        value = float(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def text(value: Any) -> Any:
    """Return text, of a number its digits."""
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def texts(value: Any) -> Any:
    """Return a list of texts; one that stands alone is a list of one."""
    if isinstance(value, str):
        return [value]
    return [text(one) for one in value] if isinstance(value, list) else value


def whole_numbers(value: Any) -> Any:
    """Return a list of whole numbers."""
    return [number(one) for one in value] if isinstance(value, list) else value
