"""What there is to follow references with: the plan or state, and what a caller gives beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.templates.found import Unresolved
from pytest_lambda_edge.templates.terraform.addresses import steps_of
from pytest_lambda_edge.templates.terraform.project import mapping
from pytest_lambda_edge.templates.terraform.references import (
    VARIABLE,
    Followed,
    Scope,
    Unknown,
    follow,
    referred,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pytest_lambda_edge.templates.found import Place
    from pytest_lambda_edge.templates.reading import LeftOut
    from pytest_lambda_edge.templates.terraform.project import Project, Resource

__all__ = ["LATER", "Terraform", "listed"]

LATER = "is known after the apply only"
_MOST_LISTED: Final = 20


@dataclass(frozen=True, slots=True)
class Terraform:
    """A plan or state, and what a caller gives beside it.

    ``left_out`` is what it says of what has been followed, and is not done here.
    """

    project: Project
    parameters: Mapping[str, Any]
    functions: Mapping[str, Any]
    left_out: dict[LeftOut, None] = field(default_factory=dict)
    _followed: dict[Unknown, Followed] = field(default_factory=dict)
    _calls: dict[str, _Call] = field(default_factory=dict)
    _changing: dict[tuple[str, ...], list[Resource]] = field(default_factory=dict)

    def follow(self, unknown: Unknown) -> Followed:
        """Return what an unknown value refers to; equal ones are followed once."""
        if unknown not in self._followed:
            self._followed[unknown] = follow(self.project, unknown.references, unknown.scope)
        return self._followed[unknown]

    def given(self, unknown: Unknown, followed: Followed, place: Place) -> Any:
        """Return what ``parameters`` gives for an unknown value, by what it refers to or its place, or None.

        A resource as a whole stands for none of its attributes, unless the reference does not say which. What
        is known beside it, such as a variable of the root module, does not stand for the whole.
        """
        addresses = (
            f"{one.resource.address}.{one.attribute}" if one.attribute else one.resource.address
            for one in followed.targets
        )
        names = (*self.open_references(unknown), *addresses, place.path)
        return next((self.parameters[name] for name in names if name in self.parameters), None)

    def unresolved(self, unknown: Unknown, place: Place, why: str = LATER) -> Unresolved:
        """Return what stands for a value that the document does not tell."""
        name = self.written(unknown) if unknown.references else place.path
        return Unresolved(place, self.written(unknown), f"{why}; give it as parameters={{{name!r}: …}}")

    def written(self, unknown: Unknown) -> str:
        """Return how an unknown value is written, by the first of what it refers to that is unknown, too.

        A variable of a module is called by the only resource that it stands for.
        """
        first = next(iter(self.open_references(unknown)), unknown.written)
        kind = first.partition(".")[0]
        targets = self.follow(unknown).targets if kind == VARIABLE else ()
        told = {f"{one.resource.address}.{one.attribute}" for one in targets if one.attribute}
        return told.pop() if len(told) == len(targets) == 1 else first

    def open_references(self, unknown: Unknown) -> Sequence[str]:
        """Return what an unknown value refers to and the document does not know either."""
        if len(unknown.references) < 2:
            return unknown.references
        texts = unknown.references
        return [text for text in texts if self.is_open(Unknown((text,), unknown.scope))] or texts

    def is_open(self, unknown: Unknown) -> bool:
        """Whether an unknown value depends on what is unknown itself, and not on variables alone."""
        followed = self.follow(unknown)
        return bool(followed.targets or followed.lost)

    def only_one(self, unknown: Unknown, followed: Followed, place: Place, *kinds: str) -> list[Resource]:
        """Return the resources of some types that an unknown value at *place* can mean.

        Where it is not told what it refers to, as in a ``dynamic`` block or a local value, those are the ones
        that its module is given, else all of which the ids are unknown.
        """
        found = followed.of_type(*kinds)
        if found or (unknown.references and not followed.lost):
            return found
        given = (one.of_type(*kinds) for one in self._given_to_module(unknown.scope, place))
        return next(filter(None, given), None) or self._changing_ones(kinds)

    def _changing_ones(self, kinds: tuple[str, ...]) -> list[Resource]:
        if kinds not in self._changing:
            every = (one for kind in kinds for one in self.project.of_type(kind))
            self._changing[kinds] = [one for one in every if one.is_changing]
        return self._changing[kinds]

    def _given_to_module(self, scope: Scope, place: Place) -> Iterator[Followed]:
        """Yield what a module's call refers to: in arguments called as the blocks of a place, then in any."""
        if scope.module not in self._calls:
            self._calls[scope.module] = _Call.of(self.project, scope.module)
        call = self._calls[scope.module]
        for name in (one.name for one in reversed(steps_of(place.path)) if one.name in call.arguments):
            yield call.followed(self, name)
        if call.arguments:
            yield call.followed(self, None)


@dataclass(frozen=True, slots=True)
class _Call:
    """How a module is called: its arguments, where they stand, and what has been followed of them."""

    arguments: Mapping[str, Any] = field(default_factory=dict)
    scope: Scope = field(default_factory=Scope)
    _followed: dict[str | None, Followed] = field(default_factory=dict)

    @classmethod
    def of(cls, project: Project, module: str) -> _Call:
        """Return the call of a module's instance; of the root module, which nothing calls, an empty one."""
        steps = steps_of(module)
        if not steps:
            return cls()
        parent, called = ".".join(map(str, steps[:-2])), steps[-1]
        call = mapping(mapping(project.configuration(parent).get("module_calls")).get(called.name))
        iterated = referred(call.get("for_each_expression"))
        return cls(mapping(call.get("expressions")), Scope(parent, called.key, iterated))

    def followed(self, reader: Terraform, name: str | None) -> Followed:
        """Return what an argument refers to, or all of them together, each followed once."""
        if name not in self._followed:
            expressions = self.arguments.values() if name is None else [self.arguments[name]]
            references = tuple(dict.fromkeys(text for one in expressions for text in referred(one)))
            self._followed[name] = reader.follow(Unknown(references, self.scope))
        return self._followed[name]


def listed(resources: list[Resource]) -> str:
    """Return the addresses of resources for a message, of very many the first ones."""
    told = ", ".join(one.address for one in resources[:_MOST_LISTED])
    more = len(resources) - _MOST_LISTED
    return f"{told} and {more:,} more" if more > 0 else told
