"""The JSON round trip of events and results.

Lambda sends both as text, so a function never shares an object with what called it, and returns only what JSON
can say (LE-209). The codecs are made once, from the standard library's classes, so that nothing that a test or
a function does to the ``json`` module reaches them.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

__all__ = ["NotParsableError", "UnserialisableError", "event_text", "parse", "result_text"]


class UnserialisableError(Exception):
    """A result that JSON cannot say; the cause is what the encoder, or the object itself, raised."""

    def __init__(self, result: object) -> None:
        super().__init__()
        self.result = result


class NotParsableError(Exception):
    """A text that Python writes as JSON and no other parser reads, such as ``NaN``."""


def _number(value: object) -> int | float:
    """Write a ``Decimal`` as the number it is, as Lambda's Python runtime does; refuse all else."""
    from decimal import Decimal  # noqa: PLC0415 - few functions return one, and it is slow to import

    if isinstance(value, Decimal):
        return int(value) if value.is_finite() and value == value.to_integral_value() else float(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def _refuse(constant: str) -> NoReturn:
    raise NotParsableError(f"{constant} is no JSON")


_encode_event = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
_encode_result = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_number).encode
_decode = json.JSONDecoder(parse_constant=_refuse).decode


def event_text(event: object) -> str:
    """Return the JSON text of an event; raises ``TypeError`` for one that is no JSON."""
    try:
        return _encode_event(event)
    except (TypeError, ValueError, RecursionError) as error:
        raise TypeError(f"an event is JSON, and this one cannot be written as such: {error}") from error


def result_text(result: object) -> str:
    """Return the JSON text of what a function returned; raises ``UnserialisableError`` (LE-208).

    A lone surrogate has no UTF-8, in which the text goes to CloudFront.
    """
    try:
        text = _encode_result(result)
        if not text.isascii():
            text.encode()
    except Exception as error:
        raise UnserialisableError(result) from error
    return text


def parse(text: str) -> Any:
    """Return what a JSON text says; raises ``NotParsableError`` where no parser but Python's would read it."""
    try:
        return _decode(text)
    except (ValueError, RecursionError) as error:
        raise NotParsableError(str(error)) from error
