"""The JSON round trip of events and results.

Lambda sends both as text: a function never shares an object with what called it, and returns only what JSON
can say (LE-209). The codecs are made once, so that nothing that a test or a function does to the ``json``
module reaches them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

__all__ = ["NotParsableError", "UnserialisableError", "event_copy", "event_text", "parse", "result_text"]


class UnserialisableError(Exception):
    """A result that JSON cannot say; the cause is what the encoder, or the object itself, raised."""

    def __init__(self, result: object) -> None:
        super().__init__()
        self.result = result


class NotParsableError(Exception):
    """A text that Python writes as JSON and other parsers refuse; says why: ``holds NaN, …``."""


def event_text(event: object) -> str:
    """Return the JSON text of an event; raises ``TypeError`` for one that is no JSON."""
    try:
        return _encode_event(event)
    except (TypeError, ValueError, RecursionError) as error:
        raise TypeError(f"an event is JSON, and this one cannot be written as such: {error}") from error


def event_copy(text: str) -> Any:
    """Return the copy of an event that a function receives; raises ``TypeError`` for one too deep."""
    try:
        return _decode(text)
    except RecursionError as error:
        raise TypeError("an event is JSON, and this one is nested too deeply to be read as such") from error


def result_text(result: object) -> str:
    """Return the JSON text of what a function returned; raises ``UnserialisableError`` (LE-208).

    The text goes to CloudFront as UTF-8, in which half of a surrogate pair cannot be written.
    """
    try:
        text = _encode_result(result)
        if not text.isascii():
            text.encode()
    except Exception as error:
        raise UnserialisableError(result) from error
    return text


def parse(text: str) -> Any:
    """Return what a result's text says; raises ``NotParsableError`` where a parser cannot read it."""
    try:
        return _decode(text)
    except (ValueError, RecursionError) as error:
        raise NotParsableError(f"cannot be read: {error}") from error


def _as_dict(value: object) -> dict[Any, Any]:
    if isinstance(value, Mapping):
        return dict(value)
    raise _not_serialisable(value)


def _as_number(value: object) -> int | float:
    """Return a ``Decimal`` as the number that Lambda's Python runtime writes for it."""
    from decimal import Decimal  # noqa: PLC0415 - few functions return one

    if isinstance(value, Decimal):
        return int(value) if value.is_finite() and value == value.to_integral_value() else float(value)
    raise _not_serialisable(value)


def _not_serialisable(value: object) -> TypeError:
    return TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def _refuse(constant: str) -> NoReturn:
    raise NotParsableError(f"holds {constant}, which JSON does not know")


_encode_event = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_as_dict
).encode
_encode_result = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_as_number).encode
_decode = json.JSONDecoder(parse_constant=_refuse).decode
