"""Functions, and what associates them with an event type."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import TYPE_CHECKING, Any

from pytest_lambda_edge.model import kinds
from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.model.settings import built, settings

if TYPE_CHECKING:
    from pytest_lambda_edge.model.declaration import Declaration
    from pytest_lambda_edge.model.problems import Problems

__all__ = [
    "LONGEST_TIMEOUT",
    "CloudFrontFunction",
    "Function",
    "FunctionSource",
    "LambdaSource",
    "StandIn",
    "Trigger",
    "TriggerSource",
    "as_trigger",
    "declared",
    "declared_at",
    "is_cloudfront_function",
    "trigger_source",
]

LONGEST_TIMEOUT = 30
"""Seconds that Lambda@Edge gives a function at most, whatever its own timeout (LE-282, D-12)."""


def _code(value: object, place: str, problems: Problems) -> Any:
    if callable(value):
        return value
    if isinstance(value, (str, os.PathLike)):
        return kinds.path(value, place, problems)
    problems.refuse(place, f"must be a folder, a zip file or a callable, not {shown(value)}")
    return None


def _code_text(value: object, place: str, problems: Problems) -> Any:
    if isinstance(value, (str, os.PathLike)):
        return kinds.path(value, place, problems)
    problems.refuse(place, f"must be a .js file or JavaScript, not {shown(value)}")
    return None


def _key_values(value: object, place: str, problems: Problems) -> Any:
    if isinstance(value, (str, os.PathLike)):
        return kinds.path(value, place, problems)
    if isinstance(value, Mapping):
        return kinds.environment(value, place, problems)
    problems.refuse(place, f"must be a mapping of strings or the path of a JSON file, not {shown(value)}")
    return None


@settings(
    code=_code,
    handler=kinds.optional(kinds.text),
    runtime=kinds.optional(kinds.text),
    name=kinds.optional(kinds.text),
    timeout=kinds.optional(kinds.number),
    memory=kinds.optional(kinds.whole_number),
    environment=kinds.optional(kinds.environment),
)
@dataclass(frozen=True, slots=True)
class Function:
    """A Lambda@Edge function with its settings.

    ``code`` is a folder, a zip file, or a callable that is to get a name and a timeout. ``handler`` is
    ``file.function`` inside the folder, ``runtime`` is Lambda's (``python3.13``, ``nodejs22.x``), ``timeout``
    is in seconds (LE-282), ``memory`` in MB; ``environment`` is for tests only, since Lambda@Edge refuses
    variables of a function's own (LE-314). ``declared_at``, for messages, is where a
    template names the handler.
    """

    code: Callable[..., Any] | str | os.PathLike[str]
    _: KW_ONLY
    handler: str | None = None
    runtime: str | None = None
    name: str | None = None
    timeout: float | None = None
    memory: int | None = None
    environment: Mapping[str, str] | None = None
    declared_at: Declaration | None = field(default=None, init=False, compare=False, repr=False)


@settings(
    code=_code_text,
    runtime=kinds.text,
    key_value_store=kinds.optional(_key_values),
    name=kinds.optional(kinds.text),
)
@dataclass(frozen=True, slots=True)
class CloudFrontFunction:
    """A CloudFront Function: the small JavaScript that runs at viewer events (CF-244).

    ``code`` is a ``.js`` file or the code itself, ``runtime`` is ``cloudfront-js-2.0`` or
    ``cloudfront-js-1.0``; ``key_value_store`` is a mapping, or a JSON file as CloudFront imports it (CF-267).
    """

    code: str | os.PathLike[str]
    _: KW_ONLY
    runtime: str
    key_value_store: Mapping[str, str] | str | os.PathLike[str] | None = None
    name: str | None = None


LambdaSource = Callable[..., Any] | str | Function
"""A Lambda@Edge function: a callable, ``"package.module:attribute"``, ``"folder/file.handler"``, settings."""

FunctionSource = LambdaSource | CloudFrontFunction


def _function(value: object, place: str, problems: Problems) -> Any:
    if isinstance(value, (Function, CloudFrontFunction)) or callable(value):
        return value
    if isinstance(value, str):
        return kinds.text(value, place, problems)
    if isinstance(value, Mapping):
        return built(_class_of(value, (Function, CloudFrontFunction)), value, place, problems)
    problems.refuse(place, f"must be {_FUNCTION_FORMS}, not {shown(value)}")
    return None


_FUNCTION_FORMS = (
    "a callable, 'package.module:attribute', 'folder/file.handler', a Function or a CloudFrontFunction"
)


@settings(function=_function, include_body=kinds.flag)
@dataclass(frozen=True, slots=True)
class Trigger:
    """The association of a function with an event type, for those that need more than the function itself.

    With ``include_body`` the function receives the request's body (LE-095: request events only).
    """

    function: FunctionSource
    include_body: bool

    def __init__(
        self, function: FunctionSource | Mapping[str, Any], *, include_body: bool = False
    ) -> None: ...


@settings(function=_function, include_body=kinds.flag)
@dataclass(frozen=True, slots=True)
class StandIn(Trigger):
    """A trigger whose Lambda@Edge function a test gives in the place of a deployed CloudFront Function.

    Where AWS tells the two products apart, it counts as what is deployed.
    """

    def __init__(
        self, function: FunctionSource | Mapping[str, Any], *, include_body: bool = False
    ) -> None: ...


TriggerSource = Trigger | FunctionSource
"""What a behavior holds for an event type."""


def trigger_source(value: object, place: str, problems: Problems) -> Any:
    """Accept a function or a ``Trigger``, held as it was given; of a mapping, what it describes."""
    if isinstance(value, Trigger):
        return value
    if isinstance(value, Mapping):
        return built(_class_of(value, (Trigger, Function, CloudFrontFunction)), value, place, problems)
    return _function(value, place, problems)


def as_trigger(source: TriggerSource) -> Trigger:
    """Return the trigger that what a behavior holds for an event type stands for."""
    return source if isinstance(source, Trigger) else Trigger(source)


def declared(function: Function, declaration: Declaration) -> Function:
    """Return a function of a template, which knows from now on where its handler stands there."""
    made = copy.copy(function)
    object.__setattr__(made, "declared_at", declaration)
    return made


def declared_at(function: object) -> str:
    """Return where a template names a function's handler; an empty string of any other function."""
    known = function.declared_at if isinstance(function, Function) else None
    return "" if known is None else str(known)


def is_cloudfront_function(trigger: Trigger) -> bool:
    """Whether AWS has a CloudFront Function there, and not one of Lambda@Edge."""
    return isinstance(trigger, StandIn) or isinstance(trigger.function, CloudFrontFunction)


def _class_of(given: Mapping[Any, Any], candidates: tuple[type, ...]) -> type:
    if "function" not in given and str(given.get("runtime")).startswith("cloudfront-js"):
        return CloudFrontFunction
    return kinds.best_fitting(given, candidates)
