"""A resource's attributes with what only the deployment knows put in its place, beside the known values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.templates.terraform.project import mapping
from pytest_lambda_edge.templates.terraform.references import Unknown, referred, scope_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pytest_lambda_edge.templates.terraform.project import Resource
    from pytest_lambda_edge.templates.terraform.references import Scope

__all__ = ["attributes_of"]

_MOST_PAIRS: Final = 100_000  # blocks compared with how blocks are written, for one set of them
_CONSTANT: Final = "constant_value"
_OF_EXPRESSIONS: Final = frozenset({_CONSTANT, "references"})
_SETS: Final = frozenset(
    {
        "custom_error_response",
        "custom_header",
        "function_association",
        "items",
        "lambda_function_association",
        "origin",
        "origin_group",
        "source",
    }
)
"""Blocks that have no order (CF-298); the others stand as they are written."""


def attributes_of(resource: Resource) -> dict[str, Any]:
    """Return a resource's attributes; each that is unknown until the deployment is an ``Unknown``."""
    written = mapping(resource.configuration.get("expressions"))
    return _block(resource.values, resource.unknown, written, scope_of(resource))


def _block(
    values: Mapping[str, Any], unknown: Mapping[str, Any], written: Mapping[str, Any], scope: Scope
) -> dict[str, Any]:
    made = {
        str(name): _value(name, value, unknown.get(name), written.get(name), scope)
        for name, value in values.items()
        if unknown.get(name) is not True
    }
    lacking: Iterable[str] = (
        [name for name, flag in unknown.items() if flag is True]
        if unknown
        else [name for name, expression in written.items() if referred(expression)]
    )
    for name in lacking:
        if name not in made:
            made[str(name)] = _unknown(name, written, scope)
    return made


def _unknown(name: str, written: Mapping[str, Any], scope: Scope) -> Unknown:
    is_block = bool(written) and _OF_EXPRESSIONS.isdisjoint(written)
    return Unknown(referred(written.get(name)), scope, is_left_out=is_block and name not in written)


def _value(name: str, value: Any, unknown: Any, written: Any, scope: Scope) -> Any:
    if unknown is True:
        return Unknown(referred(written), scope)
    if isinstance(value, Mapping):
        return _block(value, mapping(unknown), mapping(written), scope)
    if not isinstance(value, list):
        return value
    flags = unknown if isinstance(unknown, list) and len(unknown) == len(value) else [None] * len(value)
    if not any(isinstance(one, Mapping) for one in value):
        references = referred(written)
        return [
            Unknown(references, scope) if flag is True else one
            for one, flag in zip(value, flags, strict=True)
        ]
    expressions = [one for one in written if isinstance(one, Mapping)] if isinstance(written, list) else []
    in_order = len(expressions) == len(value) and name not in _SETS
    matched = expressions if in_order else _matched(value, flags, expressions)
    return [
        _value(name, one, flag, expression, scope)
        for one, flag, expression in zip(value, flags, matched, strict=True)
    ]


def _matched(
    blocks: Sequence[Any], flags: Sequence[Any], written: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Return how each block is written.

    A set of blocks stands in another order than it is written in, and what ``dynamic`` makes is not written
    at all; so a block belongs to what fits it best. Where several fit equally, it may refer to what any of
    them refers to.
    """
    if len(blocks) == 1 and len(written) == 1:
        return list(written)
    if not written or len(blocks) * len(written) > _MOST_PAIRS:
        return [{} for _ in blocks]
    fits = [
        [_fit(block, mapping(flag), one) for one in written]
        for block, flag in zip(blocks, flags, strict=True)
    ]
    taken: dict[int, int] = {}
    _take_the_sure(fits, taken)
    return [
        written[taken[index]] if index in taken else _together(fits[index], written, set(taken.values()))
        for index in range(len(blocks))
    ]


def _take_the_sure(fits: Sequence[Sequence[int]], taken: dict[int, int]) -> None:
    """Give each block that one alone fits best what fits it, as long as this leaves others but one."""
    ranked = sorted(range(len(fits)), key=lambda index: -max(fits[index]))
    for index in ranked:
        free = {column: fit for column, fit in enumerate(fits[index]) if column not in taken.values()}
        best = max(free.values(), default=-1)
        columns = [column for column, fit in free.items() if fit == best]
        if best >= 0 and len(columns) == 1:
            taken[index] = columns[0]


def _fit(block: Any, unknown: Mapping[str, Any], written: Mapping[str, Any]) -> int:
    """Return how well a block fits what is written: -1 not at all, else what they have in common."""
    values = mapping(block)
    fit = 0
    for name, expression in written.items():
        value = values.get(name)
        if isinstance(expression, list):
            if not value and unknown.get(name) is not True:
                return -1
            fit += 1
        elif _CONSTANT in mapping(expression):
            if unknown.get(name) is True or not _same(value, expression[_CONSTANT]):
                return -1
            fit += 1
        elif (name not in values or unknown.get(name) is True) and referred(expression):
            fit += 1
    return fit


def _same(value: Any, constant: Any) -> bool:
    """Whether a value is a constant, which may be written as another type or in another order."""
    if isinstance(value, list) and isinstance(constant, list):
        return sorted(map(str, value)) == sorted(map(str, constant))
    if isinstance(value, (Mapping, list)) or isinstance(constant, (Mapping, list)):
        return True
    return _plain(value) == _plain(constant)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _together(
    fits: Sequence[int], written: Sequence[Mapping[str, Any]], taken: set[int]
) -> Mapping[str, Any]:
    """Return what could be meant, as one: each attribute refers to what it refers to in any of them.

    What is written in any of them is written in this one.
    """
    free = [index for index, fit in enumerate(fits) if fit >= 0 and index not in taken]
    best = max((fits[index] for index in free), default=-1)
    possible = [written[index] for index in free if fits[index] == best]
    names = dict.fromkeys(name for one in possible for name in one)
    together: dict[str, Any] = {}
    for name in names:
        references = [text for one in possible for text in referred(one.get(name))]
        together[name] = {"references": references}
    return together
