"""The variants of a module in which one row of one of its tables is dropped or changed.

A table is what a module holds under a name in capitals, and the fields of a class that have a value.
Entries are dropped from collections, and optional arguments from rows; numbers go up and down by one,
booleans are turned round. Another value (a string, an enum's member, a name in capitals) becomes the
next different one that stands at the same place of another row; where no row has another, a string is
changed. Regular expressions, type variables and what functions hold are left alone.
"""

from __future__ import annotations

import ast
import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_TABLES = frozenset({"re.compile", "TypeVar", "field", "auto"})
SPLIT_INTO_WORDS = frozenset({"_rows"})
"""Functions of the package that take several names in one string."""

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Variant:
    """One change: the table's name, what is changed at which line, and the module's tree with the change."""

    table: str
    change: str
    tree: ast.Module

    def __str__(self) -> str:
        return f"{self.table}: {self.change}"


@dataclass(frozen=True)
class _Change:
    node: ast.AST
    text: str
    replacement: ast.expr | None
    """What stands there instead; None where the node is dropped from what holds it."""


def variants(source: str) -> Iterator[Variant]:
    """Yield every variant of a module."""
    tree = ast.parse(source)
    for name, value in _tables(tree):
        for change in _changes(value):
            yield Variant(name, f"line {_line(change.node)}: {change.text}", _changed(tree, change))


def _tables(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for statement in tree.body:
        if isinstance(statement, ast.ClassDef):
            for name, value in _assignments(statement.body):
                if not _is_left_alone(value):
                    yield f"{statement.name}.{name}", value
            continue
        for name, value in _assignments([statement]):
            if name.isupper() and not _is_left_alone(value):
                yield name, value


def _assignments(statements: list[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    for statement in statements:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value


def _is_left_alone(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and ast.unparse(value.func) in NOT_TABLES


def _changes(table: ast.expr) -> Iterator[_Change]:
    leaves = list(_leaves(table, ()))
    for node, place in leaves:
        yield from _changed_values(node, place, leaves)
    yield from _dropped(table)


def _leaves(node: ast.AST, place: Place) -> Iterator[tuple[ast.expr, Place]]:
    """Yield the values with their places; places of two rows are equal but for the rows themselves."""
    if isinstance(node, ast.Constant | ast.Attribute | ast.Name):
        yield node, place
    for child, step in _children(node):
        yield from _leaves(child, (*place, step))


def _children(node: ast.AST) -> Iterator[tuple[ast.AST, str | int]]:
    """Yield what a table's expression holds, each with what its place adds."""
    match node:
        case ast.Dict(keys=keys, values=values):
            yield from ((key, "key") for key in keys if key is not None)
            yield from ((value, "value") for value in values)
        case ast.Tuple(elts=elements) if _is_row(node):
            yield from ((element, index) for index, element in enumerate(elements))
        case ast.Set(elts=elements) | ast.List(elts=elements) | ast.Tuple(elts=elements):
            yield from ((element, "element") for element in elements)
        case ast.Call(func=function, args=arguments, keywords=keywords) if not _is_left_alone(node):
            called = ast.unparse(function)
            yield from ((argument, f"{called} {index}") for index, argument in enumerate(arguments))
            yield from ((keyword.value, f"{called} {keyword.arg}") for keyword in keywords)
        case ast.Starred(value=value) | ast.UnaryOp(operand=value):
            yield value, "value"
        case ast.BinOp(left=left, right=right):
            yield from ((left, "left"), (right, "right"))
        case ast.DictComp(generators=[ast.comprehension(iter=rows)]):
            yield rows, "rows"


def _is_row(node: ast.Tuple) -> bool:
    """Tell a row, whose values have a place each, from a collection: prose or different kinds of values."""
    constants = [element.value for element in node.elts if isinstance(element, ast.Constant)]
    kinds = {type(element) for element in node.elts} | {type(value) for value in constants}
    return len(kinds - {ast.Starred}) > 2 or any(
        isinstance(value, str) and " " in value for value in constants
    )


def _changed_values(node: ast.expr, place: Place, leaves: list[tuple[ast.expr, Place]]) -> Iterator[_Change]:
    match node:
        case ast.Constant(value=bool(value)):
            yield _Change(node, f"{not value}", ast.Constant(not value))
        case ast.Constant(value=int(value) | float(value)) if not _is_dropped_whole(place):
            yield _Change(node, f"{value} + 1", ast.Constant(value + 1))
            yield _Change(node, f"{value} - 1", ast.Constant(value - 1))
        case ast.Constant(value=str(value)) if place[-1:] and str(place[-1]).split()[0] in SPLIT_INTO_WORDS:
            yield from _words_dropped(node, value.split())
        case ast.Constant(value=str(value)) if not _is_dropped_whole(place):
            other = _other(node, place, leaves) or ast.Constant(f"{value}x")
            yield _Change(node, f"{_short(node)} -> {_short(other)}", other)
        case ast.Attribute() if not _is_dropped_whole(place):
            if instead := _other(node, place, leaves):
                yield _Change(node, f"{_short(node)} -> {_short(instead)}", instead)
        case ast.Name(id=name) if name.isupper() and not _is_dropped_whole(place):
            if instead := _other(node, place, leaves):
                yield _Change(node, f"{_short(node)} -> {_short(instead)}", instead)


def _is_dropped_whole(place: Place) -> bool:
    """Tell a name in a collection, or a key: to drop it says more than to change it."""
    return place[-1:] in {("element",), ("key",)}


def _other(node: ast.expr, place: Place, leaves: list[tuple[ast.expr, Place]]) -> ast.expr | None:
    """Return the next different value that another row has at the same place."""
    alike = [leaf for leaf, at in leaves if at == place and type(leaf) is type(node)]
    start = next(index for index, leaf in enumerate(alike) if leaf is node)
    return next((leaf for leaf in alike[start:] + alike[:start] if ast.dump(leaf) != ast.dump(node)), None)


def _words_dropped(node: ast.expr, words: list[str]) -> Iterator[_Change]:
    for index, word in enumerate(words):
        yield _Change(node, f"without {word}", ast.Constant(" ".join(words[:index] + words[index + 1 :])))


def _dropped(table: ast.expr) -> Iterator[_Change]:
    for node in ast.walk(table):
        match node:
            case ast.Set(elts=elements) | ast.List(elts=elements):
                yield from (_Change(element, f"without {_short(element)}", None) for element in elements)
            case ast.Tuple(elts=elements, ctx=ast.Load()) if not _is_row(node):
                yield from (_Change(element, f"without {_short(element)}", None) for element in elements)
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    yield _Change(value, f"without {_short(key or value)}", None)
            case ast.Call(keywords=keywords) if not _is_left_alone(node):
                yield from (_Change(one, f"without {one.arg}={_short(one.value)}", None) for one in keywords)


def _short(node: ast.AST) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _line(node: ast.AST) -> int:
    return node.lineno if isinstance(node, ast.expr | ast.keyword) else 0


def _changed(tree: ast.Module, change: _Change) -> ast.Module:
    memo: dict[int, ast.AST] = {}
    changed = copy.deepcopy(tree, memo)
    target = memo[id(change.node)]
    for holder in ast.walk(changed):
        for field, value in ast.iter_fields(holder):
            if value is target and change.replacement is not None:
                setattr(holder, field, change.replacement)
            elif isinstance(value, list) and any(one is target for one in value):
                _change_list(holder, field, target, change.replacement)
    return ast.fix_missing_locations(changed)


def _change_list(holder: ast.AST, field: str, target: ast.AST, replacement: ast.expr | None) -> None:
    values: list[ast.AST] = getattr(holder, field)
    index = next(index for index, one in enumerate(values) if one is target)
    if replacement is not None:
        values[index] = replacement
        return
    del values[index]
    if isinstance(holder, ast.Dict):
        del holder.keys[index]
