"""Small edge functions, and what they are associated with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from pytest_lambda_edge.model.event_type import EVENT_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable

    Handler = Callable[[Any, Any], Any]

__all__ = [
    "all_triggers",
    "answers",
    "changes",
    "headers",
    "part",
    "passes_on",
    "raises",
    "returns",
    "sets_header",
]


def part(event: Any) -> Any:
    """Return what a function gets to change: the response, if there is one, else the request."""
    cf = event["Records"][0]["cf"]
    return cf.get("response") or cf["request"]


def passes_on(event: Any, _context: Any) -> Any:
    """Return what came, unchanged."""
    return part(event)


def raises(_event: Any, _context: Any) -> NoReturn:
    """Fail."""
    raise KeyError("session-id")


def returns(value: Any) -> Handler:
    """Return a function that returns *value* whatever it receives."""
    return lambda _event, _context: value


def answers(status: int | str = 200, body: str | None = None, **lines: str) -> Handler:
    """Return a function that answers a request itself."""
    response: dict[str, Any] = {"status": str(status), "headers": headers(**lines)}
    if body is not None:
        response["body"] = body
    return returns(response)


def changes(**properties: Any) -> Handler:
    """Return a function that returns what came with other properties."""
    return lambda event, _context: part(event) | properties


def sets_header(name: str, value: str) -> Handler:
    """Return a function that sets one header."""

    def handler(event: Any, _context: Any) -> Any:
        given = part(event)
        given["headers"][name.lower()] = [{"key": name, "value": value}]
        return given

    return handler


def headers(**lines: str) -> dict[str, list[dict[str, str]]]:
    """Return headers as events hold them; ``_`` in a name stands for ``-``."""
    return {name.replace("_", "-"): [{"value": value}] for name, value in lines.items()}


def all_triggers(**instead: Any) -> dict[str, Any]:
    """Return the settings of a behavior with all four triggers, which pass on but for those given."""
    passing: dict[str, Any] = {event_type.name.lower(): passes_on for event_type in EVENT_TYPES}
    return passing | instead
