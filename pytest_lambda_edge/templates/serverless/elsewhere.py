"""Functions that plugins associate with a distribution that is deployed already, and in no service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda_edge.templates.serverless.held import Held
from pytest_lambda_edge.templates.serverless.service import problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_lambda_edge.errors import Problem
    from pytest_lambda_edge.templates.serverless.service import Service, ServiceFunction

__all__ = ["associations_elsewhere", "is_elsewhere"]

_EVENT: Final = "preExistingCloudFront"  # of serverless-lambda-edge-pre-existing-cloudfront
_ID: Final = "distributionID"  # of serverless-plugin-existing-cloudfront-lambda-edge


def is_elsewhere(at_edge: Mapping[str, Any]) -> bool:
    """Whether ``lambdaAtEdge`` names a distribution by the id that AWS has given it."""
    return at_edge.get(_ID) is not None and at_edge.get("distribution") is None


def associations_elsewhere(service: Service) -> Iterator[Problem]:
    """Yield for each of these functions what to read instead."""
    for function in service.functions:
        for id_ in _ids(function):
            written = id_.value if isinstance(id_.value, str) and id_.value.isalnum() else "<its id>"
            message = (
                "the function is for a distribution that is deployed already and stands in no service; read "
                f"that one, aws cloudfront get-distribution-config --id {written} > distribution.json, "
                f"and give the function as functions={{{_name(service, function)!r}: handler}}"
            )
            yield problem(id_.place, message)


def _name(service: Service, function: ServiceFunction) -> str:
    """Return the name that the ARN of a function has."""
    named = function.held("name").value or service.prefixed(function.key)
    return named if isinstance(named, str) else "<its name>"


def _ids(function: ServiceFunction) -> Iterator[Held]:
    events = function.held("events")
    for index, event in enumerate(events.value if isinstance(events.value, list) else ()):
        settings = event.get(_EVENT) if isinstance(event, Mapping) else None
        if isinstance(settings, Mapping):
            place = events.place.inside(index, events.value).inside(_EVENT, event)
            yield Held(settings.get("distributionId"), place.inside("distributionId", settings))
    at_edge = function.held("lambdaAtEdge")
    several = isinstance(at_edge.value, list)
    for index, one in enumerate(at_edge.value if several else [at_edge.value]):
        if isinstance(one, Mapping) and is_elsewhere(one):
            place = at_edge.place.inside(index, at_edge.value) if several else at_edge.place
            yield Held(one[_ID], place.inside(_ID, one))
