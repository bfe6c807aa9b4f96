"""Which names in ``parameters`` can mean something in a plan or state, used or not."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.templates.given import is_no_bare_word
from pytest_lambda_edge.templates.terraform.addresses import Reference, steps_of
from pytest_lambda_edge.templates.terraform.project import mapping, mappings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pytest_lambda_edge.templates.terraform.project import Project

__all__ = ["can_mean"]

_OF_NO_RESOURCE: Final = frozenset({"count", "each", "local", "path", "self", "terraform", "var"})
_MODULE: Final = "module"


def can_mean(project: Project) -> Callable[[str], bool]:
    """Return what says whether a name can mean anything in a project; a bare word never can.

    A resource is known by its type and name in whatever module, and a module by its own name.
    """

    @cache
    def names() -> frozenset[str]:
        return frozenset(_of_resources(project)) | frozenset(_of_configuration(project))

    def means(name: str) -> bool:
        if not is_no_bare_word(name):
            return False
        steps = steps_of(name)
        if not steps or steps[0].name in _OF_NO_RESOURCE or len(steps) == 1:
            return True
        named = Reference.of(name)
        if named is not None:
            return named.resource in names()
        return steps[0].name != _MODULE or f"{_MODULE}.{steps[1].name}" in names()

    return means


def _of_resources(project: Project) -> Iterator[str]:
    for address in project.resources:
        named = Reference.of(address)
        if named is not None:
            yield named.resource
            yield from (f"{_MODULE}.{step.name}" for step in steps_of(named.module)[1::2])


def _of_configuration(project: Project) -> Iterator[str]:
    """Yield what the configuration declares, of which there may be no instance."""
    waiting: list[Mapping[str, Any]] = [project.configuration("")]
    seen: set[int] = set()  # A parsed document that is given can hold itself.
    while waiting:
        module = waiting.pop()
        if id(module) in seen:
            continue
        seen.add(id(module))
        yield from (str(body.get("address")) for body in mappings(module.get("resources")))
        for name, call in mapping(module.get("module_calls")).items():
            yield f"{_MODULE}.{name}"
            waiting.append(mapping(mapping(call).get("module")))
