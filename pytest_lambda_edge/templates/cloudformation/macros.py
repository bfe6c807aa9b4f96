"""Macros, which make what they like of a template when it is deployed: none of them is run here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.templates.cloudformation.values import Unknown
from pytest_lambda_edge.templates.reading import LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_lambda_edge.templates.cloudformation.spots import Spot
    from pytest_lambda_edge.templates.cloudformation.template import Template

__all__ = ["MACRO", "are_of_aws", "by_macro", "macros", "of_whole_template"]

MACRO: Final = "Fn::Transform"
"""The key of a macro that is applied to the mapping which it stands in."""

_AWS: Final = "AWS::"
_INCLUDE: Final = "AWS::Include"
_NOT_RUN: Final = "the macro {!r} is not run, so what it makes of the template is not known here"


def by_macro(node: Mapping[str, Any], spot: Spot) -> Unknown:
    """Return what stands for a mapping of which a macro makes something else."""
    name = _name(node[MACRO])
    why = "is worked out at deployment only"
    return Unknown(name, f"{MACRO} {name}", why, spot.of(node, MACRO))


def of_whole_template(template: Template) -> Iterator[LeftOut]:
    """Yield the macros that are applied to a whole template or section; AWS's own leave distributions alone.

    Those are SAM's and that for loops, which are read here, and others for resources of their own.
    """
    for name in macros(template.data):
        if not are_of_aws([name]):
            yield LeftOut(template.spot("Transform").place, _NOT_RUN.format(name))
    if MACRO in template.data:
        yield LeftOut(template.spot(MACRO).place, _NOT_RUN.format(_name(template.data[MACRO])))
    for section, held in template.data.items():
        if isinstance(held, Mapping) and MACRO in held:
            yield LeftOut(template.spot(str(section), MACRO).place, _NOT_RUN.format(_name(held[MACRO])))


def macros(data: Mapping[str, Any]) -> list[str]:
    """Return the names of the macros that a template asks for as a whole."""
    transform = data.get("Transform")
    asked_for = transform if isinstance(transform, list) else [transform]
    return [_name(one) for one in asked_for if one is not None]


def are_of_aws(names: Iterable[str]) -> bool:
    """Whether macros are AWS's own, of each of which it is known what it makes."""
    return all(name.startswith(_AWS) and name != _INCLUDE for name in names)


def _name(macro: Any) -> str:
    name = macro.get("Name") if isinstance(macro, Mapping) else macro
    return name if isinstance(name, str) else shown(macro)
