"""Conditions of a template: true, false, or unknown where a parameter lacks its value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.model.problems import one_of, shown
from pytest_lambda_edge.templates.cloudformation.values import (
    Joined,
    Reference,
    Unknown,
    plain,
    unknown_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_lambda_edge.templates.cloudformation.resolver import Resolver
    from pytest_lambda_edge.templates.cloudformation.spots import Spot

__all__ = ["holds"]

Truth = bool | Unknown


def holds(resolver: Resolver, node: Any, spot: Spot) -> Truth:
    """Return what a condition comes to."""
    resolver.effort.spend(1, spot)
    if not isinstance(node, Mapping) or len(node) != 1 or next(iter(node)) not in _FUNCTIONS:
        raise spot.error(f"a condition must be one of {one_of(_FUNCTIONS)}, not {shown(node)}")
    (name,) = node
    return _FUNCTIONS[name](resolver, node[name], spot.into(node, name))


def _equals(resolver: Resolver, argument: Any, spot: Spot) -> Truth:
    first, second = (
        _comparable(resolver, node, spot.into(argument, index))
        for index, node in enumerate(_listed(argument, spot, 2, 2))
    )
    unknown = unknown_of((first, second))
    return bool(first == second) if unknown is None else unknown


def _comparable(resolver: Resolver, node: Any, spot: Spot) -> Any:
    value = resolver.value(node, spot)
    if isinstance(value, (Reference, Joined)):
        return resolver.known(value)
    text = plain(value)
    return value if text is None else text


def _and(resolver: Resolver, argument: Any, spot: Spot) -> Truth:
    return _decided(resolver, argument, spot, decisive=False)


def _or(resolver: Resolver, argument: Any, spot: Spot) -> Truth:
    return _decided(resolver, argument, spot, decisive=True)


def _decided(resolver: Resolver, argument: Any, spot: Spot, *, decisive: bool) -> Truth:
    """Return *decisive* as soon as one condition comes to it; an unknown one counts where none does."""
    found = []
    for index, node in enumerate(_listed(argument, spot, 2, 10)):
        found.append(_nested(resolver, node, spot.into(argument, index)))
        if found[-1] is decisive:
            return decisive
    unknown = unknown_of(found)
    return not decisive if unknown is None else unknown


def _not(resolver: Resolver, argument: Any, spot: Spot) -> Truth:
    (node,) = _listed(argument, spot, 1, 1)
    found = _nested(resolver, node, spot.into(argument, 0))
    return found if isinstance(found, Unknown) else not found


def _nested(resolver: Resolver, node: Any, spot: Spot) -> Truth:
    with resolver.effort.deeper(spot):
        return holds(resolver, node, spot)


def _named(resolver: Resolver, argument: Any, spot: Spot) -> Truth:
    return resolver.condition(resolver.name(argument, spot), spot)


def _listed(argument: Any, spot: Spot, least: int, most: int) -> list[Any]:
    if isinstance(argument, list) and least <= len(argument) <= most:
        return argument
    several = str(least) if least == most else f"{least} to {most}"
    raise spot.error(f"takes a list of {several}, not {shown(argument)}")


_FUNCTIONS: Final[dict[str, Callable[[Resolver, Any, Spot], Truth]]] = {
    "Condition": _named,
    "Fn::And": _and,
    "Fn::Equals": _equals,
    "Fn::Not": _not,
    "Fn::Or": _or,
}
