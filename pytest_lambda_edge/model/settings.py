"""What makes a dataclass a class of settings: names and types are checked when it is constructed.

Below ``@settings`` stands a plain dataclass, so editors and type checkers see its plain signature. Where more
is accepted than is held (a mapping for a class), ``__init__`` is written out: its parameters say what is
accepted and the defaults, the fields say what is held, and its body is never run.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pytest_lambda_edge.model.problems import Problems, did_you_mean, inside, nearest, shown

__all__ = ["Kind", "built", "setting_names", "settings"]

Kind = Callable[[object, str, Problems], Any]
"""``kind(value, place, problems)`` returns what is held, or notes a problem and returns what can stand in."""

T = TypeVar("T")

_KINDS = "_setting_kinds"
_DEFAULTS = "_setting_defaults"
_NOTES = "_setting_notes"


def settings(**kinds: Kind) -> Callable[[type[T]], type[T]]:
    """Make a dataclass check the names and types that it is constructed with; *kinds* has one for each field.

    Everything wrong is told at once, in one ``ConfigError`` whose places begin with the class's name.
    """

    def decorate(cls: type[T]) -> type[T]:
        plain_init = cls.__init__
        signature = inspect.signature(plain_init)
        parameters = list(signature.parameters.values())[1:]
        positional = [one.name for one in parameters if one.kind is one.POSITIONAL_OR_KEYWORD]

        @functools.wraps(plain_init)
        def __init__(self: Any, *args: Any, **given: Any) -> None:  # noqa: N807 - it becomes the class's own
            if len(args) > len(positional) or given.keys() & positional[: len(args)]:
                signature.bind(self, *args, **given)  # Raises what Python says of such a call.
            problems = Problems()
            _fill(self, dict(zip(positional, args, strict=False)) | given, cls.__name__, problems)
            problems.raise_if_any()

        every_kind = getattr(cls, _KINDS, {}) | kinds
        setattr(cls, _KINDS, {one.name: every_kind[one.name] for one in parameters})
        setattr(cls, _DEFAULTS, {one.name: one.default for one in parameters if one.default is not one.empty})
        fields = dataclasses.fields(cls)  # type: ignore[arg-type]
        setattr(cls, _NOTES, {one.name: one.default for one in fields if not one.init})
        cls.__init__ = __init__  # type: ignore[method-assign]
        return cls

    return decorate


def setting_names(cls: type) -> tuple[str, ...]:
    """Return the names of the settings of *cls*."""
    return tuple(getattr(cls, _KINDS))


def built(cls: type[T], given: Mapping[Any, Any], place: str, problems: Problems) -> T:
    """Make a *cls* of a mapping with the names of its settings; always returns one, whatever is wrong."""
    instance = object.__new__(cls)
    _fill(instance, given, place, problems)
    return instance


def _fill(instance: Any, given: Mapping[Any, Any], place: str, problems: Problems) -> None:
    kinds: dict[str, Kind] = getattr(instance, _KINDS)
    defaults: dict[str, Any] = getattr(instance, _DEFAULTS)
    for name, value in getattr(instance, _NOTES).items():
        object.__setattr__(instance, name, value)
    unknown = [name for name in given if name not in kinds]
    for name in unknown:
        where = inside(place, name) if isinstance(name, str) and name.isidentifier() else place
        hint = did_you_mean(name, kinds)
        problems.unknown(where, f"{shown(name)} is no setting of {type(instance).__name__}{hint}")
    meant = {nearest(name, kinds) for name in unknown}
    for name, kind in kinds.items():
        where = inside(place, name)
        if name in given:
            value = kind(given[name], where, problems)
            if name in defaults and problems.was_refused(where):
                value = defaults[name]
        elif name in defaults:
            value = defaults[name]
            if name in meant:
                problems.missing(where, silently=True)
        else:
            problems.missing(where, silently=name in meant)
            value = kind(None, where, Problems())
        object.__setattr__(instance, name, value)
