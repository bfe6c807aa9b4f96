"""From Terraform's blocks to AWS's keys: a block is a list in JSON, also where there is one at most."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.templates.found import Place
from pytest_lambda_edge.templates.located import Located
from pytest_lambda_edge.templates.terraform.references import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Block", "form_of"]


_ASKS_FOR_NOTHING: Final[tuple[Any, ...]] = (None, "", [], {})


def _as_it_is(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return values


@dataclass(frozen=True, slots=True)
class Block:
    """What becomes of the attributes of a block: AWS's names of them and of the blocks inside of it.

    ``one`` are blocks of which there is one at most, ``many`` those that make a list. ``bookkeeping`` says
    nothing of how requests are served; ``required`` stays though it is empty; the provider fills in what is
    ``computed`` where it is not written. ``sent`` returns what it sends to AWS instead of what is written.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    one: Mapping[str, tuple[str, Block]] = field(default_factory=dict)
    many: Mapping[str, tuple[str, Block]] = field(default_factory=dict)
    bookkeeping: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    computed: frozenset[str] = frozenset()
    sent: Callable[[Mapping[str, Any]], Mapping[str, Any]] = _as_it_is

    @property
    def known(self) -> frozenset[str]:
        """The attributes of which something becomes."""
        return frozenset((*self.names, *self.one, *self.many))


def form_of(
    block: Block,
    values: Mapping[str, Any],
    place: Place,
    follow: Callable[[str, Any, Place, Mapping[str, Any]], Any],
) -> Located:
    """Return a block under AWS's names, each of which knows the path that it has in Terraform.

    An attribute that is null, empty text or an empty list asks for nothing and is left out, as is what the
    provider fills in. One that no block here has, of a later provider perhaps, is left out as well where it
    is false or 0; else it keeps its name, and is told of as such.
    """
    form = Located()
    paths: dict[str, str] = {}
    for name, value in block.sent(values).items():
        if name in block.bookkeeping or (value in _ASKS_FOR_NOTHING and name not in block.required):
            continue
        if _is_filled_in(block, name, value):
            continue
        key, made, path = block.names.get(name, name), value, name
        if name in block.one:
            key, inner = block.one[name]
            held, path = _only(value, name)
            made = _inner(inner, held, _at(place, path), follow)
        elif name in block.many and isinstance(value, (list, dict)):
            key, inner = block.many[name]
            made = [
                _inner(inner, held, _at(place, f"{name}[{index}]"), follow)
                for index, held in enumerate([value] if isinstance(value, dict) else value)
            ]
        else:
            key = block.many[name][0] if name in block.many else key
            made = follow(name, value, _at(place, name), values)
        if made is not None:
            form[key] = made
            paths[key] = path
    form.paths = paths
    return form


def _inner(
    block: Block,
    held: Any,
    place: Place,
    follow: Callable[[str, Any, Place, Mapping[str, Any]], Any],
) -> Any:
    """Return the form of a block; of what is none, such as an unknown one, what stands for it."""
    if isinstance(held, dict):
        return form_of(block, held, place, follow)
    return follow("", held, place, {}) if isinstance(held, Unknown) else held


def _only(value: Any, name: str) -> tuple[Any, str]:
    """Return the one block of a list, with its path."""
    if isinstance(value, list) and len(value) == 1:
        return value[0], f"{name}[0]"
    return value, name


def _is_filled_in(block: Block, name: str, value: Any) -> bool:
    """Whether a value is what a provider has where nothing is written.

    A block that is left out, and is not known to be the provider's, may be a ``dynamic`` one (CF-299).
    """
    is_new = name not in block.known
    if not isinstance(value, Unknown):
        return is_new and not value
    is_left_open = is_new or name in block.computed or (name in block.names and value.is_left_out)
    return is_left_open and not value.references


def _at(place: Place, path: str) -> Place:
    return Place(f"{place.path}.{path}")
