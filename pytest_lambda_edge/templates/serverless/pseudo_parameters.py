"""``#{AWS::Region}`` of serverless-pseudo-parameters, which makes CloudFormation's ``Fn::Sub`` of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.templates.located import Located, put
from pytest_lambda_edge.templates.serverless.held import Held
from pytest_lambda_edge.templates.serverless.merging import listed

if TYPE_CHECKING:
    from pytest_lambda_edge.templates.serverless.service import Service

__all__ = ["with_pseudo_parameters"]

_PLUGIN: Final = "serverless-pseudo-parameters"
_WRITTEN: Final = re.compile(r"#\{([^}]+)\}")
_SUB: Final = "Fn::Sub"


def with_pseudo_parameters(service: Service, resources: Held) -> Held:
    """Return the resources as the plugin leaves them, where a service has it."""
    return Held(_replaced(resources), resources.place) if service.has_plugin(_PLUGIN) else resources


def _replaced(held: Held, key: str = "") -> Any:
    value, place = held
    if isinstance(value, str):
        head, end, tail = value.rpartition("}")  # Behind the last one, each start would be looked at in vain.
        text = _WRITTEN.sub(r"${\1}", head + end) + tail
        return value if text == value else text if key == _SUB else {_SUB: text}
    if isinstance(value, Mapping):
        made = Located(place.line)
        for name, one in value.items():
            at = place.inside(name, value)
            put(made, name, _replaced(Held(one, at), name), at)
        return made
    if isinstance(value, list):
        parts = [Held(one, place.inside(index, value)) for index, one in enumerate(value)]
        return listed(
            *(Held(_replaced(part, "" if at else key), part.place) for at, part in enumerate(parts))
        )
    return value
