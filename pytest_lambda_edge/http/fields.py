"""What may stand in a header line, and the numbers that do (RFC 9110, 5.5, 5.6.2 and 8.6)."""

from __future__ import annotations

import re

__all__ = ["is_encodable", "is_field_value", "is_token", "whole_number"]

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_MOST_DIGITS = 18
_NOT_IN_A_VALUE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


def is_token(name: str) -> bool:
    """Return whether *name* can be a header's name or a method."""
    return _TOKEN.fullmatch(name) is not None


def is_field_value(value: str) -> bool:
    """Return whether *value* can be sent as a header's value."""
    return _NOT_IN_A_VALUE.search(value) is None and is_encodable(value)


def is_encodable(text: str) -> bool:
    """Return whether *text* has a UTF-8 form; a lone surrogate has none."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def whole_number(value: str | None) -> int | None:
    """Return the number that ASCII digits write, or None for anything else.

    One of more than 18 digits is ``10**18``: no size and no age is as large, and Python reads no more than
    4,300 digits.
    """
    if value is None or not (value.isascii() and value.isdigit()):
        return None
    digits = value.lstrip("0") or "0"
    return int(digits) if len(digits) <= _MOST_DIGITS else 10**_MOST_DIGITS
