"""What to write instead, for the failures that people meet first."""

from __future__ import annotations

import datetime as dt
import inspect
from typing import Final

__all__ = ["marshal_hint", "raised_hint"]

_PARTS_LOOKED_AT: Final = 10_000

_ENVIRONMENT: Final = (
    "Lambda@Edge has no environment variables of a function's own (LE-314), and the test's are not passed "
    "on: read the value from a file in the function's folder, or set it for tests with "
    "Function(…, environment={…})"
)
_EVENT_LOOP: Final = "the test itself runs in an event loop; make it a plain `def` test"

_BY_KIND: Final[tuple[tuple[tuple[type, ...], str], ...]] = (
    ((bytes, bytearray), "decode the bytes, or encode them as base64 and say so with bodyEncoding 'base64'"),
    ((set, frozenset), "return a list instead of a set"),
    ((dt.date, dt.time), "write a date as a string, with isoformat()"),
)


def marshal_hint(returned: object, cause: BaseException) -> str:
    """Return what helps with a result that is no JSON."""
    if inspect.isawaitable(returned):
        return "Lambda's Python runtime awaits nothing: make it a plain `def`, with asyncio.run(…) inside"
    if inspect.isgenerator(returned):
        return "a handler with `yield` returns a generator: return the whole result"
    if type(returned).__module__ == "unittest.mock":
        return "say what the mock returns, with return_value={…}"
    return _hint_for_cause(cause) or _hint_for_part(_first_strange(returned))


def raised_hint(error: Exception) -> str:
    """Return what helps with an exception from a handler."""
    if isinstance(error, TypeError) and error.__traceback__ is None:
        return "Lambda calls a handler with two arguments: handler(event, context)"
    if isinstance(error, KeyError) and _module_that_raised(error) == "os":
        return _ENVIRONMENT
    if isinstance(error, RuntimeError) and "from a running event loop" in str(error):
        return _EVENT_LOOP
    return ""


def _hint_for_cause(cause: BaseException) -> str:
    if isinstance(cause, RecursionError):
        return "the result is nested too deeply for JSON"
    if isinstance(cause, UnicodeEncodeError):
        return "the result holds half of a surrogate pair, which has no UTF-8"
    return "the result contains itself" if "Circular" in str(cause) else ""


def _hint_for_part(part: object) -> str:
    for kinds, hint in _BY_KIND:
        if isinstance(part, kinds):
            return hint
    return "return dicts, lists, strings, numbers, booleans and None only (LE-207)"


def _first_strange(returned: object) -> object:
    """Return something within plain dicts and lists that JSON has no word for; gives up on large results."""
    waiting = [returned]
    for _ in range(_PARTS_LOOKED_AT):
        if not waiting:
            break
        part = waiting.pop()
        if type(part) is dict:
            waiting += [*part, *part.values()]
        elif type(part) is list or type(part) is tuple:
            waiting += [*part]
        elif part is not None and not isinstance(part, (str, int, float)):
            return part
    return None


def _module_that_raised(error: BaseException) -> object:
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    return None if traceback is None else traceback.tb_frame.f_globals.get("__name__")
