"""Following what the configuration of a plan refers to: resources, variables of modules and their outputs.

Values that only the deployment makes are missing in a plan. Their expressions are there as lists of what they
refer to, the longest form of each reference first; what a local value refers to is not there at all, and a
key such as ``each.key`` inside of a reference cuts it short (Terraform, "JSON Output Format").
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pytest_lambda_edge.templates.terraform.addresses import Reference, steps_of
from pytest_lambda_edge.templates.terraform.project import mapping

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pytest_lambda_edge.templates.terraform.addresses import Key, Step
    from pytest_lambda_edge.templates.terraform.project import Project, Resource

__all__ = ["VARIABLE", "Followed", "Scope", "Target", "Unknown", "follow", "referred", "scope_of"]

T = TypeVar("T")

_OF_ITERATION: Final = frozenset({"count", "each"})
_SAME_KEY: Final = "each.key"
VARIABLE: Final = "var"
_OF_NO_RESOURCE: Final = _OF_ITERATION | {"path", "self", "terraform"}


@dataclass(frozen=True, slots=True)
class Scope:
    """Where references stand: a module's instance, and what ``each.key`` or ``count.index`` is there."""

    module: str = ""
    key: Key = None
    each: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that only the deployment makes; *references* are what its expression refers to.

    There are none where the provider fills the value in, and where it stands in a ``dynamic`` block, of which
    a plan does not say how it is written. ``is_left_out`` where the block is written, and the value is not:
    an attribute is then the provider's; a block can be its own as well, or a ``dynamic`` one.
    """

    references: tuple[str, ...]
    scope: Scope
    is_left_out: bool = False

    @property
    def written(self) -> str:
        """How the value is written, as far as the document tells."""
        return self.references[0] if self.references else "(known after apply)"


@dataclass(frozen=True, slots=True)
class Target:
    """A resource that is referred to, and what is asked of it, where the reference says so."""

    resource: Resource
    attribute: str | None


@dataclass(slots=True)
class Followed:
    """What references lead to; ``lost`` are those that cannot be followed, ``known`` need not be."""

    targets: list[Target] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    _by_kinds: dict[tuple[str, ...], list[Resource]] = field(default_factory=dict)

    def of_type(self, *kinds: str) -> list[Resource]:
        """Return the resources of some types, each once."""
        if kinds not in self._by_kinds:
            found = (one.resource for one in self.targets if one.resource.type in kinds)
            self._by_kinds[kinds] = list(dict.fromkeys(found))
        return self._by_kinds[kinds]

    def attributes_of(self, resource: Resource) -> set[str | None]:
        """Return what is asked of a resource."""
        return {one.attribute for one in self.targets if one.resource is resource}


def referred(expression: object) -> tuple[str, ...]:
    """Return what an expression refers to, without the shorter forms of what it lists already."""
    references = mapping(expression).get("references")
    kept: list[str] = []
    for one in references if isinstance(references, list) else ():
        if isinstance(one, str) and not (kept and _is_part(one, kept[-1])):
            kept.append(one)
    return tuple(dict.fromkeys(kept))


def scope_of(resource: Resource) -> Scope:
    """Return the scope of a resource's own expressions."""
    return Scope(resource.module, resource.key, referred(resource.configuration.get("for_each_expression")))


def follow(project: Project, references: Sequence[str], scope: Scope) -> Followed:
    """Return the resources that references lead to, through variables and outputs of modules."""
    followed = Followed()
    waiting: deque[tuple[Sequence[str], Scope]] = deque([(references, scope)])
    seen = set()
    while waiting:
        texts, here = waiting.popleft()
        iterates = any(text.partition(".")[0] in _OF_ITERATION for text in texts)
        for text in texts:
            project.spend()
            place = (text, here.module, here.key, here.each[:1])
            if place not in seen:
                seen.add(place)
                waiting += _step(project, text, here, followed, iterates=iterates)
    return followed


def _is_part(shorter: str, longer: str) -> bool:
    return longer.startswith(shorter) and longer[len(shorter) :][:1] in {"", ".", "["}


def _step(
    project: Project, text: str, here: Scope, followed: Followed, *, iterates: bool
) -> list[tuple[Sequence[str], Scope]]:
    """Note what a reference leads to, or return where it leads on to."""
    steps = steps_of(text)
    first = steps[0].name if steps else ""
    if first == "each" and len(steps) > 1 and steps[1].name == "value" and here.each:
        return [((*here.each, _SAME_KEY), Scope(here.module, here.key))]
    if first in _OF_NO_RESOURCE:
        return []
    further: list[tuple[Sequence[str], Scope]] = []
    if first == VARIABLE and len(steps) > 1:
        further = _of_variable(project, steps[1].name, here)
        followed.known += () if further else (text,)
        return further
    if first == "module" and len(steps) > 1:
        further = _of_output(project, steps, here, iterates=iterates)
    else:
        targets = _of_resource(project, text, here, iterates=iterates)
        followed.targets += targets
        if targets:
            return []
    if not further:
        followed.lost.append(text)
    return further


def _of_variable(project: Project, name: str, here: Scope) -> list[tuple[Sequence[str], Scope]]:
    """Return what the caller of a module gives for its variable."""
    steps = steps_of(here.module)
    if not steps:
        return []
    parent, call = ".".join(map(str, steps[:-2])), steps[-1]
    written = mapping(mapping(project.configuration(parent).get("module_calls")).get(call.name))
    references = referred(mapping(written.get("expressions")).get(name))
    scope = Scope(parent, call.key, referred(written.get("for_each_expression")))
    return [(references, scope)] if references else []


def _of_output(
    project: Project, steps: Sequence[Step], here: Scope, *, iterates: bool
) -> list[tuple[Sequence[str], Scope]]:
    """Return what an output of a module is made of; without its name, what all of them are."""
    called = steps[1]
    found = project.module_instances(here.module, called.name)
    addresses = _matching({steps_of(one)[-1].key: one for one in found}, called.key, here, iterates=iterates)
    further: list[tuple[Sequence[str], Scope]] = []
    for address in addresses:
        outputs = mapping(project.configuration(address).get("outputs"))
        names = [steps[2].name] if len(steps) > 2 else list(outputs)
        for name in names:
            expression: Mapping[str, Any] = mapping(mapping(outputs.get(name)).get("expression"))
            if references := referred(expression):
                further.append((references, Scope(address)))
    return further


def _of_resource(project: Project, text: str, here: Scope, *, iterates: bool) -> list[Target]:
    named = Reference.of(text)
    if named is None:
        return []
    instances = project.instances(here.module, named.resource)
    chosen = _matching({one.key: one for one in instances}, named.key, here, iterates=iterates)
    return [Target(one, named.attribute) for one in chosen]


def _matching(by_key: Mapping[Key, T], key: Key, here: Scope, *, iterates: bool) -> list[T]:
    """Return the instance with a key; without one that which belongs to the same iteration, else all."""
    if key is not None:
        return [by_key[key]] if key in by_key else []
    if iterates and here.key in by_key:
        return [by_key[here.key]]
    return list(by_key.values())
