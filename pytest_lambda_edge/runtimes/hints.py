"""What to write instead, for the failures that people meet first."""

from __future__ import annotations

import datetime
import inspect
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["marshal_hint", "raised_hint"]

_ENVIRONMENT = (
    "a function's own environment variables don't exist at Lambda@Edge (LE-314); read the value from a file in "
    "its folder, or give it for the test alone with Function(..., environment={…})"
)

_BY_KIND: tuple[tuple[tuple[type, ...], str], ...] = (
    ((bytes, bytearray), "decode bytes to a string, or encode them as base64 with bodyEncoding 'base64'"),
    ((set, frozenset), "write a list instead of a set"),
    ((datetime.date, datetime.time), "write a date as a string, with isoformat()"),
    ((complex,), "JSON has no complex numbers"),
)


def marshal_hint(returned: object, cause: BaseException) -> str:
    """Return what helps with a result that is no JSON."""
    if inspect.iscoroutine(returned) or inspect.isawaitable(returned):
        return "Lambda's Python runtime awaits nothing: write a plain `def`, with asyncio.run(…) inside if need be"
    if inspect.isgenerator(returned):
        return "a handler with `yield` returns a generator: return the whole result"
    if type(returned).__module__ == "unittest.mock":
        return "give the mock a result: Mock(return_value={…})"
    if isinstance(cause, RecursionError) or "Circular" in str(cause):
        return "the result contains itself, or is nested too deeply for JSON"
    if isinstance(cause, UnicodeEncodeError):
        return "the result holds half of a surrogate pair, which no UTF-8 can carry"
    found = _first_strange(returned, 0)
    for kinds, hint in _BY_KIND:
        if isinstance(found, kinds):
            return hint
    return "return dicts, lists, strings, numbers, booleans and None only (LE-207)"


def raised_hint(error: Exception, *, has_frames: bool) -> str:
    """Return what helps with an exception from a handler."""
    if isinstance(error, TypeError) and not has_frames:
        return "Lambda calls a handler with two arguments: handler(event, context)"
    if isinstance(error, KeyError) and _raised_by_environ(error):
        return _ENVIRONMENT
    return ""


def _raised_by_environ(error: KeyError) -> bool:
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    return traceback is not None and traceback.tb_frame.f_globals.get("__name__") == "os"


def _first_strange(value: object, depth: int) -> object:
    """Return the first thing inside plain dicts and lists that JSON has no word for."""
    if depth > 20:
        return None
    inside: list[object] = []
    if type(value) is dict:
        inside = [*value, *value.values()]
    elif type(value) in {list, tuple}:
        inside = list(value)  # type: ignore[call-overload]
    elif value is not None and not isinstance(value, (str, int, float)):
        return value
    return next((found for one in inside if (found := _first_strange(one, depth + 1)) is not None), None)
