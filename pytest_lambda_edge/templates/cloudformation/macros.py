"""Macros, which make what they like of a template when it is deployed: none of them is run here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.model.problems import shown
from pytest_lambda_edge.templates.cloudformation.values import Unknown
from pytest_lambda_edge.templates.reading import LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_lambda_edge.templates.cloudformation.spots import Spot
    from pytest_lambda_edge.templates.cloudformation.template import Template

__all__ = ["MACRO", "by_macro", "of_whole_template"]

MACRO: Final = "Fn::Transform"
"""The key of a macro that is applied to the mapping which it stands in."""

_AWS: Final = "AWS::"
_INCLUDE: Final = "AWS::Include"


def by_macro(node: Mapping[str, Any], spot: Spot) -> Unknown:
    """Return what stands for a mapping of which a macro makes something else."""
    name = _name(node[MACRO])
    why = "is worked out at deployment only"
    return Unknown(name, f"{MACRO} {name}", why, spot.of(node, MACRO))


def of_whole_template(template: Template) -> Iterator[LeftOut]:
    """Yield the macros that are applied to a whole template; those of AWS leave distributions alone.

    Those are SAM's and that for loops, which are read here, and others for resources of their own.
    """
    transform = template.data.get("Transform")
    for one in transform if isinstance(transform, list) else [transform]:
        name = _name(one)
        if one is not None and (name == _INCLUDE or not name.startswith(_AWS)):
            why = f"the macro {name!r} is not run, so what it makes of the template is not known here"
            yield LeftOut(template.spot("Transform").place, why)


def _name(macro: Any) -> str:
    name = macro.get("Name") if isinstance(macro, Mapping) else macro
    return name if isinstance(name, str) else shown(macro)
